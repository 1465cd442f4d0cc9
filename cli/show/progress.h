/* SPDX-License-Identifier: MIT */
/* A line on standard error that says how long work will still take; on a terminal only, and not with -q. */
#ifndef EL2TRAP_CLI_PROGRESS_H
#define EL2TRAP_CLI_PROGRESS_H

#include "cli/show/output.h"
#include "snippet/snippet.h"

#include <pthread.h>
#include <time.h>

struct cli_progress {
	bool on, shown;
	unsigned every; /* items between looks at the clock: 256 */
	const char *what;
	char note[80]; /* told behind the rate: ", 3 findings"; "" at first */
	struct timespec start, last;
	/* of cli_progress_clock() */
	bool ticks, over;
	pthread_t clock;
	pthread_mutex_t lock; /* of note, shown, over */
	pthread_cond_t wake;
};

/* `out` is what is written meanwhile: a terminal has no place for both. NULL: nothing, or the line is hidden first. */
void cli_progress_begin(struct cli_progress *progress, const struct cli_options *options, const struct cli_output *out,
			const char *what);

/* `count` items so far; done of total units (bytes, cases) of the whole, total 0 if unknown. Cheap: prints some times a
 * second, and looks at the clock only every so many items. */
void cli_progress_update(struct cli_progress *progress, uint64_t count, uint64_t done, uint64_t total);

/* Wipe the line, before something else is written. It is back with the next update. */
void cli_progress_hide(struct cli_progress *progress);

/* Wipe the line, and no more of it. */
void cli_progress_end(struct cli_progress *progress);

/* Work that says nothing of itself while it is done: the line says how long it has taken, and at what it is; nothing between
 * cli_progress_hide() and the next. In place of updates. `progress` stays where it is until its end. */
void cli_progress_clock(struct cli_progress *progress);
void cli_progress_now(struct cli_progress *progress, const char *at);

#endif
