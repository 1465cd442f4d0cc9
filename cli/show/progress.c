/* SPDX-License-Identifier: MIT */
#include "cli/show/progress.h"

#include <unistd.h>

#define PRINT_EVERY 0.2 /* seconds */

static double seconds(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void cli_progress_begin(struct cli_progress *p, const struct cli_options *o, const char *what)
{
	*p = (struct cli_progress){.on = !o->quiet && isatty(STDERR_FILENO) == 1, .every = 256, .what = what};
	if (p->on && clock_gettime(CLOCK_MONOTONIC, &p->start))
		p->on = false;
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

void cli_progress_end(struct cli_progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->on = p->shown = false;
}
