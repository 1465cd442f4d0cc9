/* SPDX-License-Identifier: MIT */
/* The progress of reading traces side by side. */
#ifndef EL2TRAP_CLI_PROGRESS_TRACES_H
#define EL2TRAP_CLI_PROGRESS_TRACES_H

#include "cli/show/progress.h"
#include "replay/replay.h"

/* cli_progress_update() of `events`, by how much of all traces together has been read. */
void cli_progress_traces(struct cli_progress *progress, uint64_t events, el2_trace *const *traces, size_t count);

#endif
