/* SPDX-License-Identifier: MIT */
/* audit --sweep, --shard and --merge. */
#ifndef EL2TRAP_CLI_VERB_AUDIT_SWEEP_H
#define EL2TRAP_CLI_VERB_AUDIT_SWEEP_H

#include "cli/show/call.h"

struct cli_sweep_call {
	bool sweep, merge;
	unsigned shard, shards; /* --shard 2/5: 1 and 5; 0, 0: none */
	unsigned jobs;          /* 0: as many as there are processors */
	bool polite;
	const char *junit, *html;
};

/* "--shard 2/5" */
el2_status cli_sweep_parse_shard(const char *value, struct cli_sweep_call *sweep, el2_error *error);

el2_status cli_sweep_run(struct cli_call *call, const struct cli_sweep_call *sweep, el2_error *error);

#endif
