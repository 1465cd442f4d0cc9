/* SPDX-License-Identifier: MIT */
#include "cli/show/jobs.h"
#include "cli/show/progress.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define JOBS_MAX 1024u

struct jobs {
	cli_piece piece;
	void *context;
	uint64_t count;
	atomic_uint_fast64_t next;
	atomic_bool failed;
};

/* Take pieces until there are none; the progress line is the first thread's. */
static void work(struct jobs *j, struct cli_progress *progress)
{
	uint64_t n;

	while (!atomic_load(&j->failed) && (n = atomic_fetch_add(&j->next, 1)) < j->count) {
		if (!j->piece(j->context, n))
			atomic_store(&j->failed, true);
		if (progress)
			cli_progress_update(progress, n, n, j->count == UINT64_MAX ? 0 : j->count);
	}
}

static void *thread(void *jobs)
{
	work(jobs, NULL);
	return NULL;
}

unsigned cli_jobs_threads(unsigned jobs, uint64_t count)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (!jobs)
		jobs = processors > 0 ? (unsigned)processors : 1;
	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	return count < jobs ? (unsigned)count : jobs;
}

bool cli_jobs(const struct cli_options *options, const char *what, unsigned jobs, uint64_t count, cli_piece piece,
	      void *context)
{
	struct jobs j = {.piece = piece, .context = context, .count = count};
	struct cli_progress progress;
	pthread_t threads[JOBS_MAX];
	unsigned started = 0;

	jobs = cli_jobs_threads(jobs, count);
	cli_progress_begin(&progress, options, NULL, what);
	progress.every = 1;
	while (started + 1 < jobs && !pthread_create(&threads[started], NULL, thread, &j))
		started++;
	work(&j, &progress);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	cli_progress_end(&progress);
	return !atomic_load(&j.failed);
}

el2_status cli_parse_jobs(const char *value, unsigned *jobs, el2_error *error)
{
	uint64_t n;

	if (!cli_parse_u64(value, &n) || !n || n > JOBS_MAX)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--jobs is 1 to %u, not '%.64s'", JOBS_MAX, value);
	*jobs = (unsigned)n;
	return EL2_OK;
}
