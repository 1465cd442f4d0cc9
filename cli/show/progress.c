/* SPDX-License-Identifier: MIT */
#include "cli/show/progress.h"

#include <string.h>
#include <unistd.h>

#define PRINT_EVERY 0.2       /* seconds */
#define TICK        300000000 /* nanoseconds */

static double seconds(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void cli_progress_begin(struct cli_progress *p, const struct cli_options *o, const struct cli_output *out,
			const char *what)
{
	*p = (struct cli_progress){.every = 256, .what = what};
	p->on = !o->quiet && isatty(STDERR_FILENO) == 1 && !(out && isatty(fileno(out->file)) == 1) &&
		!clock_gettime(CLOCK_MONOTONIC, &p->start);
	p->last = p->start;
}

void cli_progress_update(struct cli_progress *p, uint64_t count, uint64_t done, uint64_t total)
{
	struct timespec now;
	double elapsed, left;

	if (!p->on || count % p->every || clock_gettime(CLOCK_MONOTONIC, &now) || seconds(&p->last, &now) < PRINT_EVERY)
		return;
	p->last = now;
	p->shown = true;
	elapsed = seconds(&p->start, &now);
	fprintf(stderr, "\r%s: %llu, %.0f/s%s", p->what, (unsigned long long)count, (double)count / elapsed, p->note);
	if (total && done) {
		left = elapsed / (double)done * (double)(total - (done < total ? done : total));
		fprintf(stderr, ", %.0f%%, %.0f s left", 100 * (double)done / (double)total, left);
	}
	fputs("\033[K", stderr);
}

static void wipe(struct cli_progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

void cli_progress_hide(struct cli_progress *p)
{
	if (!p->ticks) {
		wipe(p);
		return;
	}
	pthread_mutex_lock(&p->lock);
	*p->note = '\0';
	wipe(p);
	pthread_mutex_unlock(&p->lock);
}

void cli_progress_end(struct cli_progress *p)
{
	if (p->ticks) {
		pthread_mutex_lock(&p->lock);
		p->over = true;
		pthread_cond_signal(&p->wake);
		pthread_mutex_unlock(&p->lock);
		pthread_join(p->clock, NULL);
		pthread_cond_destroy(&p->wake);
		pthread_mutex_destroy(&p->lock);
	}
	wipe(p);
	p->on = p->ticks = false;
}

/* ---- the clock -------------------------------------------------------------------------------------------------- */

static void *tick(void *progress)
{
	struct cli_progress *p = progress;
	struct timespec now, next;

	pthread_mutex_lock(&p->lock);
	while (!p->over) {
		clock_gettime(CLOCK_REALTIME, &next); /* the clock of a condition */
		next.tv_nsec += TICK;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&p->wake, &p->lock, &next);
		if (p->over || !*p->note)
			continue;
		clock_gettime(CLOCK_MONOTONIC, &now);
		fprintf(stderr, "\r%s: %s, %.0f s\033[K", p->what, p->note, seconds(&p->start, &now));
		p->shown = true;
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

void cli_progress_clock(struct cli_progress *p)
{
	if (!p->on)
		return;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	p->ticks = !pthread_create(&p->clock, NULL, tick, p);
	if (p->ticks)
		return;
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	p->on = false;
}

void cli_progress_now(struct cli_progress *p, const char *at)
{
	if (!p->ticks)
		return;
	pthread_mutex_lock(&p->lock);
	snprintf(p->note, sizeof p->note, "%s", at);
	pthread_mutex_unlock(&p->lock);
}
