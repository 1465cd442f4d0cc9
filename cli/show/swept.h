/* SPDX-License-Identifier: MIT */
/* What a sweep found, gathered from all its boots. */
#ifndef EL2TRAP_CLI_SWEPT_H
#define EL2TRAP_CLI_SWEPT_H

#include "explore/sweep.h"
#include "snippet/snippet.h"

#define CLI_SWEEP_CPUS 64

/* A finding, and the boots that have it: bit n % 64 of boots[n / 64]. */
struct cli_sweep_item {
	el2_sweep_finding finding;
	uint64_t *boots;
};

struct cli_sweep {
	el2_sweep_options options;
	el2_cpu cpus[CLI_SWEEP_CPUS];
	char cmdline[160]; /* of the call, if it gave one */
	el2_sweep *sweep;
	size_t boot_count, set_words; /* of a set of boots */
	struct cli_sweep_item *items;
	size_t item_count, item_capacity;
	uint32_t *slots; /* by hash: item + 1 */
	size_t slot_count;
	uint64_t asked; /* boots, with the changed ones */
};

/* Which boots: what the options of the call name, and all of what they do not. */
el2_status cli_sweep_open(struct cli_sweep *sweep, const struct cli_options *options, bool polite, el2_error *error);
void cli_sweep_close(struct cli_sweep *sweep);

/* Ask about every boot whose number leaves `shard` when divided by `shards`, in threads. */
el2_status cli_sweep_ask(struct cli_sweep *sweep, const struct cli_options *options, unsigned jobs, unsigned shard,
			 unsigned shards, el2_error *error);

/* What was gathered, in an order that does not depend on that of asking. */
void cli_sweep_sort(struct cli_sweep *sweep);

/* Add a finding of the nth boot. False: out of memory. */
bool cli_sweep_add(struct cli_sweep *sweep, const el2_sweep_finding *finding, size_t n);

#endif
