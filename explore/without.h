/* SPDX-License-Identifier: MIT */
/* The machine without MTE beside the one with MTE disabled: what the host sees of the two, but for the differences that
 * docs/same-or-not.md lists. */
#ifndef EL2TRAP_EXPLORE_WITHOUT_H
#define EL2TRAP_EXPLORE_WITHOUT_H

#include "model/machine.h"

/* How the host tells two machines apart, as bits. */
enum {
	TOLD_OUTCOME = 1,   /* one of the hypervisors panics */
	TOLD_REGISTERS = 2, /* PC, general and vector registers, SP */
	TOLD_PSTATE = 4,
	TOLD_ALLINT = 8,  /* PSTATE.ALLINT alone */
	TOLD_SYSTEM = 16, /* what it reads in system registers */
	TOLD_MEMORY = 32,
	TOLD_ANYHOW = 63
};

/* One of the two machines. */
struct without_side {
	const el2_state *state;
	const el2_memory *memory;
	const el2_step_result *result;
};

/* Of each system register the bits that the host may read and write on the machine without MTE; and the registers that
 * have some. */
struct without {
	uint64_t keep[EL2_SYSREG_REGISTERS];
	uint16_t hosts[EL2_SYSREG_REGISTERS];
	uint64_t bits[EL2_SYSREG_REGISTERS]; /* theirs, side by side */
	unsigned host_count;
};

/* `state` is that of the machine without MTE; its host begins with the registers of the other's. */
void without_open(struct without *w, el2_state *state, const el2_state *other);

/* How the host tells the machines apart behind an event, less what is listed of the instruction. `all`: system
 * registers and memory, too. 0: not at all. */
unsigned without_told(const struct without *w, const el2_insn *insn, const struct without_side side[2], bool all);

/* Was it a listed difference, or nothing that can be compared? Then `state` and `memory` of the machine without MTE are
 * to go on as the other's. */
bool without_is_listed(const el2_insn *insn, const struct without_side side[2]);
void without_follow(const struct without *w, const struct without_side *leader, el2_state *state, el2_memory *memory);

/* "a register", "memory", ... of the first bit. */
const char *without_text(unsigned told);

#endif
