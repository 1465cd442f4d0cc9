/* SPDX-License-Identifier: MIT */
/* Runs for Perfetto: a process per run. */
#ifndef EL2TRAP_CLI_RUN_PERFETTO_H
#define EL2TRAP_CLI_RUN_PERFETTO_H

#include "cli/show/perfetto.h"
#include "snippet/snippet.h"

struct cli_run_perfetto {
	struct cli_perfetto *out; /* NULL: none is written */
	uint32_t runs;
	uint64_t count; /* of this run's instructions */
};

/* A run of a file begins; then each instruction that its observer sees. */
void cli_run_perfetto_begin(struct cli_run_perfetto *trace, const char *file, const char *run);
void cli_run_perfetto_step(struct cli_run_perfetto *trace, const struct cli_run_event *event, unsigned el,
			   const el2_verdict *verdict);

#endif
