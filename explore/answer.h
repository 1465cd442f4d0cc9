/* SPDX-License-Identifier: MIT */
/* What one class of words does at one level, whatever EL1 writes into its registers. */
#ifndef EL2TRAP_EXPLORE_ANSWER_H
#define EL2TRAP_EXPLORE_ANSWER_H

#include "explore/explore.h"

/* What is known of all classes before any state is: their words, decoded, and the fields that their rules look at. */
struct plan {
	size_t count;
	struct planned {
		el2_insn insn;
		uint32_t words;
		uint32_t first; /* in reads */
		uint16_t reads;
		bool may_trap; /* one of its rules takes it to EL2 */
	} * classes;
	el2_control *reads;
	size_t read_count, capacity;
};

/* False: out of memory. Close it whatever came of it. */
bool plan_open(struct plan *plan);
void plan_close(struct plan *plan);

/* A state in which classes are asked about. */
struct asker {
	el2_state state; /* changed while asking, and put back */
	const el2_hypervisor *hypervisor;
	bool polite;
	/* If set it is told every rule that decides, and all states are asked, whatever has come of those before. */
	void (*reached)(void *context, el2_rule rule);
	void *context;
	int8_t owned[EL2_SYSREG_REGISTERS]; /* may EL1 write it: -1 not asked yet */
};

void asker_open(struct asker *asker, const el2_state *state, const el2_hypervisor *hypervisor, bool polite);

/* The answer of the nth class at the level of asker->state. Of EL1's doing it names the first EL2_AUDIT_SETTINGS. */
void asker_answer(struct asker *asker, const struct plan *plan, size_t n, el2_audit_answer *answer);

/* How bad an answer is for the hypervisor. */
unsigned answer_severity(const el2_audit_answer *answer);

#endif
