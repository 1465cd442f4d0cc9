/* SPDX-License-Identifier: MIT */
#include "tests/oracle/qemu/session.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- which CPU is it ---- */

static const uint16_t id_of[OQ_ID_REGISTERS] = {
#define OQ_ID_REGISTER(name, ...) [OQ_##name] = EL2_ID_##name,
#include "tests/oracle/qemu/id_registers.def"
};

static const char *const id_names[OQ_ID_REGISTERS] = {
#define OQ_ID_REGISTER(name, ...) #name,
#include "tests/oracle/qemu/id_registers.def"
};

/* The first ID register that differs; OQ_ID_REGISTERS for none. */
static unsigned id_difference(const el2_cpu *cpu, const struct oq_exchange *e)
{
	unsigned i = 0;

	while (i < OQ_ID_REGISTERS && cpu->id[id_of[i]] == e->id[i])
		i++;
	return i;
}

/* The profile of the machine's row if it fits, else any CPU of the model that does. */
static el2_status find_cpu(struct oq_session *s, const struct oq_exchange *e, el2_error *error)
{
	const char *name;
	unsigned bad;

	if (el2_cpu_parse(s->machine->profile, &s->cpu, error) != EL2_OK)
		return error ? error->status : EL2_ERR_USAGE;
	bad = id_difference(&s->cpu, e);
	if (bad == OQ_ID_REGISTERS)
		return EL2_OK;
	for (size_t n = 0; (name = el2_cpu_get(n, NULL)); n++) {
		el2_cpu cpu;

		if (el2_cpu_parse(name, &cpu, NULL) == EL2_OK && id_difference(&cpu, e) == OQ_ID_REGISTERS) {
			s->cpu = cpu;
			return EL2_OK;
		}
	}
	return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
			"-cpu %s of QEMU %u.%u is no CPU of model/rules/cpus.def: %s is 0x%llx, that of %s 0x%llx",
			s->machine->cpu, s->options->version / 100, s->options->version % 100, id_names[bad],
			(unsigned long long)e->id[bad], s->machine->profile, (unsigned long long)s->cpu.id[id_of[bad]]);
}

el2_status oq_session_open(struct oq_session *s, const struct oq_options *o, const struct qemu_machine *machine,
			   el2_error *error)
{
	struct qemu q = {.patience = o->patience};
	el2_status status;

	memset(s, 0, sizeof *s);
	s->options = o;
	s->machine = machine;
	snprintf(s->label, sizeof s->label, "%u.%u-%s", o->version / 100, o->version % 100, machine->name);
	status = qemu_start(&q, o->qemu, o->image, machine, error);
	if (status != EL2_OK)
		return status;
	status = find_cpu(s, q.exchange, error);
	qemu_stop(&q);
	if (status != EL2_OK)
		return status;
	oq_generator_init(&s->generator, &s->cpu, o->seed);
	s->generator.only = o->sweep;
	return oq_known_read(&s->known, o->known, s->label, &s->generator, error);
}

void oq_session_close(struct oq_session *s)
{
	free(s->result.opens);
	s->result.opens = NULL;
	s->result.open_count = 0;
}

bool oq_disappeared(const struct oq_session *s, unsigned row)
{
	enum {
		ENOUGH = 2000
	};

	/* one sweep alone needs few of them */
	return s->options->sweep == OQ_SWEEPS && !s->result.named[row] && s->result.applied[row] >= ENOUGH;
}

/* ---- comparing ---- */

static bool keep_open(struct oq_result *r, const struct oq_about *about, const struct oq_differences *d)
{
	if (!(r->open_count & (r->open_count - 1))) {
		size_t capacity = r->open_count ? r->open_count * 2 : 1;
		struct oq_open *more = realloc(r->opens, capacity * sizeof *more);

		if (!more)
			return false;
		r->opens = more;
	}
	r->opens[r->open_count++] = (struct oq_open){*about, *d};
	return true;
}

/* Is every difference named by a row? Counts rows that could, and rows that do. */
static bool explained(const struct oq_session *s, const struct oq_case *c, const struct oq_about *about,
		      const struct oq_model_answer *ours, const struct oq_answer *theirs,
		      const struct oq_differences *d, struct oq_result *r)
{
	uint64_t left = 0;

	for (unsigned i = 0; i < d->count; i++)
		left |= UINT64_C(1) << d->of[i].field;
	for (unsigned k = 0; k < s->known.count; k++) {
		const struct oq_known_row *row = &s->known.rows[k];
		uint64_t took = left;

		if (!oq_known_applies(row, c, about, ours, NULL))
			continue;
		r->applied[k]++;
		if (!left || !oq_known_applies(row, c, about, ours, theirs))
			continue;
		for (unsigned f = 0; f < OQ_FIELDS; f++)
			if (row->fields[f])
				left &= ~(UINT64_C(1) << f);
		r->named[k] += took != left;
	}
	return !left;
}

static bool judge(const struct oq_session *s, struct oq_model *model, const struct oq_case *c,
		  const struct oq_about *about, const struct oq_answer *theirs, struct oq_result *r)
{
	struct oq_cell *cell = &r->cells[about->insn][about->sweep];
	struct oq_model_answer ours;
	struct oq_differences d;
	bool named;

	oq_model_run(model, c, about, &ours);
	oq_compare(c, about, &ours, theirs, &d);
	r->ran++;
	named = explained(s, c, about, &ours, theirs, &d, r);
	if (!d.count) {
		r->agree++;
		cell->agree++;
	} else if (named) {
		r->known++;
		cell->known++;
	} else {
		r->open++;
		cell->open++;
		return keep_open(r, about, &d);
	}
	return true;
}

/* ---- workers ---- */

static volatile sig_atomic_t interrupted;

void oq_session_interrupt(void)
{
	interrupted = 1;
}

struct shared {
	struct oq_session *session;
	uint64_t count;
	atomic_uint_fast64_t next; /* first case of the next batch */
	atomic_uint_fast64_t done;
	atomic_uint running;
	atomic_bool stop;
};

struct worker {
	struct shared *shared;
	pthread_t thread;
	struct qemu qemu;
	struct oq_model model;
	struct oq_about about[OQ_BUFFERS][OQ_BATCH];
	struct oq_result result;
	el2_status status;
	el2_error error;
};

/* Fill a buffer with the next cases. False: there are none. */
static bool fill(struct worker *w, unsigned buffer)
{
	struct shared *sh = w->shared;
	struct oq_batch *b = &w->qemu.exchange->batch[buffer];

	b->count = 0;
	while (!b->count) {
		uint64_t first = atomic_fetch_add(&sh->next, OQ_BATCH);

		if (first >= sh->count || interrupted || atomic_load(&sh->stop))
			return false;
		for (uint64_t n = first; n < first + OQ_BATCH && n < sh->count; n++) {
			if (oq_generate(&sh->session->generator, n, &b->cases[b->count], &w->about[buffer][b->count]))
				b->count++;
			else
				w->result.unreachable++;
		}
	}
	return true;
}

static el2_status compare_batch(struct worker *w, unsigned buffer)
{
	const struct oq_batch *b = &w->qemu.exchange->batch[buffer];

	for (uint64_t i = 0; i < b->count; i++)
		if (!judge(w->shared->session, &w->model, &b->cases[i], &w->about[buffer][i], &b->answers[i],
			   &w->result))
			return el2_fail(&w->error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	atomic_fetch_add(&w->shared->done, b->count);
	return EL2_OK;
}

/* QEMU works on one buffer while the other is compared and filled again. */
static el2_status work(struct worker *w)
{
	unsigned waiting = 0, buffer;

	for (buffer = 0; buffer < OQ_BUFFERS; buffer++)
		if (fill(w, buffer)) {
			if (qemu_post(&w->qemu, buffer, &w->error) != EL2_OK)
				return w->error.status;
			waiting++;
		}
	while (waiting) {
		if (qemu_wait(&w->qemu, &buffer, &w->error) != EL2_OK || compare_batch(w, buffer) != EL2_OK)
			return w->error.status;
		waiting--;
		if (!fill(w, buffer))
			continue;
		if (qemu_post(&w->qemu, buffer, &w->error) != EL2_OK)
			return w->error.status;
		waiting++;
	}
	return EL2_OK;
}

static void *worker_main(void *argument)
{
	struct worker *w = argument;
	const struct oq_session *s = w->shared->session;

	w->qemu.patience = s->options->patience;
	w->status = qemu_start(&w->qemu, s->options->qemu, s->options->image, s->machine, &w->error);
	if (w->status == EL2_OK) {
		if (oq_model_init(&w->model, &s->cpu, w->qemu.exchange->page_wide_tags))
			w->status = work(w);
		else
			w->status = el2_fail(&w->error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		oq_model_free(&w->model);
		qemu_stop(&w->qemu);
	}
	if (w->status != EL2_OK)
		atomic_store(&w->shared->stop, true);
	atomic_fetch_sub(&w->shared->running, 1);
	return NULL;
}

/* ---- results ---- */

static int ascending(const void *a, const void *b)
{
	const struct oq_open *x = a, *y = b;

	return x->about.number < y->about.number ? -1 : x->about.number > y->about.number;
}

static bool merge(struct oq_result *to, struct oq_result *from)
{
	to->ran += from->ran;
	to->agree += from->agree;
	to->known += from->known;
	to->open += from->open;
	to->unreachable += from->unreachable;
	for (unsigned i = 0; i < OQ_MAX_INSNS; i++)
		for (unsigned j = 0; j < OQ_SWEEPS; j++) {
			to->cells[i][j].agree += from->cells[i][j].agree;
			to->cells[i][j].known += from->cells[i][j].known;
			to->cells[i][j].open += from->cells[i][j].open;
		}
	for (unsigned k = 0; k < OQ_KNOWN_MAX; k++) {
		to->named[k] += from->named[k];
		to->applied[k] += from->applied[k];
	}
	for (size_t i = 0; i < from->open_count; i++)
		if (!keep_open(to, &from->opens[i].about, &from->opens[i].differences))
			return false;
	free(from->opens);
	return true;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void watch(struct shared *sh, double start)
{
	const struct oq_session *s = sh->session;
	bool show = !s->options->quiet && isatty(STDERR_FILENO) == 1;
	struct timespec tick = {0, 20 * 1000 * 1000};
	double last = start;

	while (atomic_load(&sh->running)) {
		nanosleep(&tick, NULL);
		if (!show || now() - last < 0.2)
			continue;
		last = now();
		fprintf(stderr, "\r%s: %llu of about %llu cases, %.0f a second\033[K", s->label,
			(unsigned long long)atomic_load(&sh->done), (unsigned long long)sh->count,
			(double)atomic_load(&sh->done) / (last - start));
	}
	if (show)
		fputs("\r\033[K", stderr);
}

el2_status oq_session_run(struct oq_session *s, uint64_t count, el2_error *error)
{
	struct shared shared = {.session = s, .count = count};
	unsigned jobs = s->options->jobs ? s->options->jobs : 1, started = 0;
	struct worker *workers = calloc(jobs, sizeof *workers);
	el2_status status = EL2_OK;
	double start = now();

	if (!workers)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (; started < jobs; started++) {
		workers[started].shared = &shared;
		atomic_fetch_add(&shared.running, 1);
		if (pthread_create(&workers[started].thread, NULL, worker_main, &workers[started])) {
			atomic_fetch_sub(&shared.running, 1);
			break;
		}
	}
	watch(&shared, start);
	if (!started)
		status = el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "no thread could be started");
	for (unsigned i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		if (!merge(&s->result, &workers[i].result))
			status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		if (workers[i].status != EL2_OK && status == EL2_OK) {
			status = workers[i].status;
			*error = workers[i].error;
		}
	}
	if (interrupted && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "interrupted");
	s->result.seconds = now() - start;
	if (s->result.open_count)
		qsort(s->result.opens, s->result.open_count, sizeof *s->result.opens, ascending);
	free(workers);
	return status;
}
