/* SPDX-License-Identifier: MIT */
/* Machines that differ only in what the host must not observe, and a stream played on each: one alone, two with other
 * secrets, one without MTE; as many as the promises need. */
#ifndef EL2TRAP_EXPLORE_PLAYER_H
#define EL2TRAP_EXPLORE_PLAYER_H

#include "explore/fuzz.h"
#include "explore/without.h"

#define PLAYER_BASE  UINT64_C(0x42000000)
#define PLAYER_PAGES 6u /* code, data, data that the host's stage 2 does not hold yet, hypervisor, guest, MMIO */

struct lane {
	bool needed;                      /* by the promises that are watched */
	bool plays;                       /* needed, and may differ from the first by now */
	const el2_state *base;            /* with which a stream begins */
	const el2_hypervisor *hypervisor; /* NULL: nobody */
	el2_state state;
	el2_memory *memory;
	el2_page *page[PLAYER_PAGES]; /* of it */
	bool has_opinion; /* of LANE_OPINION: it knew the event */
};

enum {
	LANE_FIRST,   /* that verdicts are told of */
	LANE_SECRETS, /* with other tags, and other contents of pages that are not the host's */
	LANE_WITHOUT, /* without MTE */
	LANE_OPINION, /* that somebody else executes, an event at a time from the state of the first */
	LANES
};

struct player {
	el2_fuzz_options options;
	el2_state base, base_without;
	el2_hypervisor hypervisor, hypervisor_without;
	struct without without;
	struct lane lane[LANES];
	uint8_t secrets[PLAYER_PAGES]; /* EL2_REACHED_...: of what of a page the second machine has another */
};

/* What watches a stream as it is played; any may be NULL. */
struct watch {
	void *context;
	bool (*avoid)(void *context, const el2_state *state, const el2_insn *insn); /* leave the event out? */
	void (*decided)(void *context, const el2_verdict *verdict);
	/* of a recorded hypervisor: behind each event */
	void (*played)(void *context, const el2_event *event, const el2_step_result *result);
};

/* False when out of memory. Free in any case. */
bool player_open(struct player *p, const el2_fuzz_options *options);
void player_close(struct player *p);

/* As el2_fuzz_play(). */
bool player_play(struct player *p, const el2_stream *stream, const struct watch *watch, el2_finding *finding);

/* The last rule of a verdict that is not the hypervisor's. */
el2_rule player_rule(const el2_verdict *verdict);

/* Of a panic: where in the hypervisor, as it says itself; else "". Points into the verdict's text. */
const char *player_place(const el2_verdict *verdict);

#endif
