/* SPDX-License-Identifier: MIT */
/* A line on standard error that says how long work will still take; on a terminal only, and not with -q. */
#ifndef EL2TRAP_CLI_PROGRESS_H
#define EL2TRAP_CLI_PROGRESS_H

#include "snippet/snippet.h"

#include <time.h>

struct cli_progress {
	bool on, shown;
	unsigned every; /* items between looks at the clock: 256 */
	const char *what;
	char note[80]; /* told behind the rate: ", 3 findings"; "" at first */
	struct timespec start, last;
};

void cli_progress_begin(struct cli_progress *progress, const struct cli_options *options, const char *what);

/* `count` items so far; done of total units (bytes, cases) of the whole, total 0 if unknown. Cheap: prints some times a
 * second, and looks at the clock only every so many items. */
void cli_progress_update(struct cli_progress *progress, uint64_t count, uint64_t done, uint64_t total);

/* Wipe the line. */
void cli_progress_end(struct cli_progress *progress);

#endif
