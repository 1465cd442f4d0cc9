/* SPDX-License-Identifier: MIT */
/* Parts of a sweep as files. */
#ifndef EL2TRAP_CLI_CASE_SWEPT_H
#define EL2TRAP_CLI_CASE_SWEPT_H

#include "cli/show/swept.h"

/* A part as a file of JSON Lines, and such files read and put together: all parts of one sweep, of this build. */
void cli_sweep_write(const struct cli_sweep *sweep, unsigned shard, unsigned shards, FILE *out);
el2_status cli_sweep_merge(struct cli_sweep *sweep, char **paths, size_t count, el2_error *error);

#endif
