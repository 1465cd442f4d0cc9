/* SPDX-License-Identifier: MIT */
/* What check.c and decide.c offer to the rest of the model. */
#ifndef EL2TRAP_MODEL_CHECK_H
#define EL2TRAP_MODEL_CHECK_H

#include "model/bits.h"
#include "model/model.h"

/* The Exception level as which an instruction accesses memory: EL0 for the unprivileged forms. */
unsigned el2_access_el(const el2_state *state, const el2_insn *insn);

/* The same for unprivileged loads and stores: EL0, or the current level where that does not apply. */
unsigned el2_unprivileged_el(const el2_state *state);

/* SCTLR_ELx.EnIA, EnIB, EnDA or EnDB of the translation regime: key 0 to 3, as el2_pac_key() has it. */
bool el2_pac_key_enabled(const el2_state *state, unsigned key);

/* GetCurrentEXLOCKEN: does the level ask for GCSPUSHX before an exception return? */
bool el2_gcs_locks(const el2_state *state, unsigned el);

/* CurrentVL in parts of 128 bits: LEN + 1 of each level that has a say, as far as the CPU goes. Of lengths between
 * powers of 2 the CPU may lack some. */
uint64_t el2_vector_length(const el2_state *state);

/* Is the Guarded Control Stack of a level on? Arm pseudocode GCSEnabled. */
bool el2_gcs_enabled(const el2_state *state, unsigned el);

/* Does a CPU execute an instruction whatever its state, but for what stops every instruction (PSTATE.IL, HCR_EL2.TGE at
 * EL1), and the Guarded Control Stack? What memory says to its access is another matter. */
bool el2_is_untrapped(const el2_cpu *cpu, const el2_insn *insn);

/* AArch64, not PSTATE.IL, nor at EL1 with HCR_EL2.TGE: what an instruction does depends on the instruction. */
bool el2_state_is_usual(const el2_state *s);

/* The number + 1 of an instruction's rules in el2_accessors; 0: it has none. */
unsigned el2_accessor_for(const el2_insn *insn);

/* Does the outcome depend on whether tag access is enabled? */
bool el2_uses_tags(const el2_insn *insn);

/* The level to which an exception of the current level goes that no rule routes: its own, from EL0 EL1, or EL2 with TGE. */
static inline unsigned el2_own_level(const el2_state *s)
{
	unsigned el = el2_el(s);

	return el ? el : s->sysreg[EL2_SYSREG_HCR_EL2] & EL2_BIT(HCR_EL2, TGE) && el2_el2_enabled(s) ? 2 : 1;
}

/* All zero but for what is written only when there is any: exceptions, the response, rules. By fields, as most of the time
 * of a decision would otherwise go into clearing memory. */
static inline void el2_verdict_clear(el2_verdict *v)
{
	v->verdict = EL2_PASS;
	v->origin = EL2_ORIGIN_NONE;
	v->effect = EL2_EFFECT_FULL;
	v->unpredictable = v->has_taken = v->has_delivered = v->asked = false;
	v->to_el = 0;
	v->action = EL2_ACTION_NONE;
	v->accessed = EL2_SYSREG_NONE;
	v->handler = v->what = NULL;
	v->rules.count = 0;
}

static inline void el2_rules_add_all(el2_rules *to, const el2_rules *from)
{
	for (unsigned i = 0; i < from->count; i++)
		el2_rules_add(to, from->rule[i]);
}

/* The verdict on the exception verdict->taken: where it goes, and what comes of it. */
void el2_route(const el2_state *state, const el2_hypervisor *hypervisor, el2_verdict *verdict, el2_trail *trail);

#endif
