/* SPDX-License-Identifier: MIT */
/*
 * fuzz: blocks of runs, played in threads, those of one line one behind the other. Lines know nothing of each other, so
 * that what is found does not depend on who plays them; a cause that several come to is told of the run with the lowest
 * number, and written at once.
 */
#include "cli/show/jobs.h"
#include "cli/show/progress.h"
#include "cli/verb/fuzz.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* Who plays a block: a machine and a hypervisor of its own. */
struct player {
	struct cli_session session;
	el2_unicorn *unicorn;
	el2_fuzz *fuzz;
	bool busy;
};

struct line {
	uint64_t block; /* that is played, or is the next */
	bool busy;
};

struct game {
	struct cli_fuzz *fuzz;
	pthread_mutex_t lock; /* of all that follows, and of what was found */
	pthread_cond_t freed; /* a line is nobody's again */
	struct player *players;
	unsigned count;
	el2_fuzz_lines *lines;
	struct line line[EL2_FUZZ_LINES]; /* those of this shard are played */
	atomic_bool over;
	atomic_uint_fast64_t runs; /* so far, for the progress line; */
	size_t rules, code;        /* that had decided, or been run, when a block was last done */
	pthread_t teller;          /* whose line it is */
	struct cli_progress progress;
	time_t began;
	el2_status status;
	el2_error *error;
};

/* Set by a handler of signals, read by every thread. */
static atomic_bool interrupted;
_Static_assert(ATOMIC_BOOL_LOCK_FREE == 2, "a handler of signals may set it");

static void interrupt(int number)
{
	(void)number;
	atomic_store(&interrupted, true);
}

static bool is_over(const struct game *g, uint64_t done)
{
	return atomic_load(&interrupted) || atomic_load(&g->over) ||
	       (g->fuzz->seconds && done % 256 == 0 && time(NULL) - g->began >= (time_t)g->fuzz->seconds);
}

static bool is_ours(const struct cli_fuzz *f, unsigned line)
{
	return line % f->shards == f->shard;
}

/* The lowest run that may still bring something. */
static uint64_t lowest(const struct game *g)
{
	uint64_t block = UINT64_MAX / EL2_FUZZ_BLOCK;

	for (unsigned n = 0; n < EL2_FUZZ_LINES; n++)
		if (is_ours(g->fuzz, n) && g->line[n].block < block)
			block = g->line[n].block;
	return block * EL2_FUZZ_BLOCK;
}

#define TELL_EVERY 256u /* runs */

static void tell_progress(struct game *g)
{
	uint64_t runs = atomic_fetch_add(&g->runs, TELL_EVERY) + TELL_EVERY;
	char code[40] = "";

	if (!pthread_equal(pthread_self(), g->teller) || !g->progress.on)
		return;
	pthread_mutex_lock(&g->lock);
	if (g->fuzz->code)
		snprintf(code, sizeof code, ", %zu words of code", g->code);
	snprintf(g->progress.note, sizeof g->progress.note, ", %zu rules%s, %zu findings", g->rules, code,
		 g->fuzz->found_count);
	pthread_mutex_unlock(&g->lock);
	cli_progress_update(&g->progress, runs, runs, g->fuzz->seconds ? 0 : g->fuzz->runs / g->fuzz->shards);
}

static void keep(struct game *g, el2_fuzz *fuzz, el2_finding *finding)
{
	bool first;

	pthread_mutex_lock(&g->lock);
	first = cli_found_is_first(g->fuzz, finding);
	pthread_mutex_unlock(&g->lock);
	if (!first)
		return;
	el2_fuzz_minimize(fuzz, finding);
	pthread_mutex_lock(&g->lock);
	if (g->status == EL2_OK && cli_found_is_first(g->fuzz, finding))
		g->status = cli_found_keep(g->fuzz, finding, g->error);
	if (g->status != EL2_OK)
		atomic_store(&g->over, true);
	pthread_mutex_unlock(&g->lock);
}

static void play(struct game *g, el2_fuzz *fuzz, uint64_t block)
{
	uint64_t first = block * EL2_FUZZ_BLOCK, count = EL2_FUZZ_BLOCK;
	el2_finding finding;

	if (!g->fuzz->seconds && g->fuzz->runs - first < count)
		count = g->fuzz->runs - first;
	el2_fuzz_begin(fuzz, block);
	for (uint64_t n = 0; n < count && !is_over(g, n); n++) {
		if (el2_fuzz_run(fuzz, &finding))
			keep(g, fuzz, &finding);
		if (n % TELL_EVERY == TELL_EVERY - 1)
			tell_progress(g);
	}
}

/* Of the lines that nobody plays the one that is behind the others; NULL: there is none. */
static struct line *free_line(struct game *g)
{
	struct line *line = NULL;

	for (unsigned n = 0; n < EL2_FUZZ_LINES; n++)
		if (is_ours(g->fuzz, n) && !g->line[n].busy && (!line || g->line[n].block < line->block))
			line = &g->line[n];
	if (line && !g->fuzz->seconds && line->block > (g->fuzz->runs - 1) / EL2_FUZZ_BLOCK)
		return NULL;
	return line;
}

/* As many blocks are asked for as there are; which one, and who plays it, is settled here. */
static bool play_next(void *context, uint64_t n)
{
	struct game *g = context;
	struct player *p = g->players;
	struct line *line;

	(void)n;
	pthread_mutex_lock(&g->lock);
	while (!(line = free_line(g)))
		pthread_cond_wait(&g->freed, &g->lock); /* the blocks left are of lines that others play */
	while (p->busy)
		p++;
	p->busy = line->busy = true;
	pthread_mutex_unlock(&g->lock);
	play(g, p->fuzz, line->block);
	pthread_mutex_lock(&g->lock);
	p->busy = line->busy = false;
	line->block += EL2_FUZZ_LINES;
	pthread_cond_broadcast(&g->freed);
	cli_fuzz_cover(g->fuzz, p->fuzz);
	g->rules = g->fuzz->stats.rules;
	g->code = g->fuzz->stats.code;
	if (g->fuzz->seconds)
		cli_reach_note(g->fuzz, (uint64_t)(time(NULL) - g->began), atomic_load(&g->runs), false);
	cli_found_tell(g->fuzz, lowest(g));
	pthread_mutex_unlock(&g->lock);
	return !is_over(g, 0);
}

/* Blocks of this shard; and lines, of which each is played by one thread at a time. */
static uint64_t blocks(const struct cli_fuzz *f, unsigned *lines)
{
	uint64_t all = (f->runs - 1) / EL2_FUZZ_BLOCK + 1, count = 0;

	*lines = 0;
	for (unsigned n = 0; n < EL2_FUZZ_LINES; n++)
		if (is_ours(f, n) && (f->seconds || all > n)) {
			count += (all - n - 1) / EL2_FUZZ_LINES + 1;
			++*lines;
		}
	return f->seconds ? UINT64_MAX : count;
}

static el2_status open_players(struct game *g, el2_error *error)
{
	struct cli_fuzz *f = g->fuzz;

	g->players = calloc(g->count, sizeof *g->players);
	g->lines = el2_fuzz_lines_new();
	if (!g->lines)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (unsigned i = 0; g->players && i < g->count; i++) {
		struct player *p = &g->players[i];
		el2_status status = i ? cli_session_make(&p->session, &f->call->options, error) : EL2_OK;

		if (status == EL2_OK)
			status = cli_unicorn_open(f->promises, &p->unicorn, error);
		if (status != EL2_OK)
			return status;
		p->fuzz = cli_fuzz_new(f, i ? &p->session : &f->session, p->unicorn, g->lines);
		if (!p->fuzz)
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		status = cli_code_open(f, p->fuzz, error);
		if (status != EL2_OK)
			return status;
	}
	return g->players ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}

el2_status cli_fuzz_run(struct cli_fuzz *f, el2_error *error)
{
	struct game g = {.fuzz = f, .error = error};
	void (*before)(int) = signal(SIGINT, interrupt);
	unsigned lines;
	uint64_t count = blocks(f, &lines);

	for (unsigned n = 0; n < EL2_FUZZ_LINES; n++)
		g.line[n].block = n;
	g.count = cli_jobs_threads(f->jobs, lines ? lines : 1);
	pthread_mutex_init(&g.lock, NULL);
	pthread_cond_init(&g.freed, NULL);
	g.status = open_players(&g, error);
	if (g.status == EL2_OK)
		g.status = cli_part_write(f, error); /* a folder that cannot be written is told now */
	g.began = time(NULL);
	if (g.status == EL2_OK) {
		struct cli_options quiet = f->call->options; /* blocks are nobody's unit */

		quiet.quiet = true;
		g.teller = pthread_self();
		cli_progress_begin(&g.progress, &f->call->options, NULL, "fuzz");
		cli_jobs(&quiet, "fuzz", g.count, count, play_next, &g);
		cli_progress_end(&g.progress);
		for (unsigned i = 0; i < g.count; i++)
			cli_fuzz_count(f, g.players[i].fuzz);
		if (f->seconds)
			cli_reach_note(f, (uint64_t)(time(NULL) - g.began), f->stats.runs, true);
		if (g.status == EL2_OK)
			g.status = cli_part_write(f, error);
	}
	for (unsigned i = 0; g.players && i < g.count; i++) {
		el2_fuzz_free(g.players[i].fuzz);
		el2_unicorn_free(g.players[i].unicorn);
	}
	free(g.players);
	el2_fuzz_lines_free(g.lines);
	pthread_cond_destroy(&g.freed);
	pthread_mutex_destroy(&g.lock);
	signal(SIGINT, before);
	return g.status;
}
