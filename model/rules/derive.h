/* SPDX-License-Identifier: MIT */
/* Facts of a state that rules name: the derived word of access_table.h. */
#ifndef EL2TRAP_MODEL_DERIVE_H
#define EL2TRAP_MODEL_DERIVE_H

#include "model/rules/access_table.h"
#include "model/bits.h"

/* EL2_D_... of a state; `operand` is the immediate of MSR (immediate). */
uint64_t el2_derive(const el2_state *state, unsigned operand);

/* Those facts of facts.def that are wanted, of a state and an instruction; the others are 0. */
void el2_facts(const el2_state *state, const el2_insn *insn, const uint64_t wanted[EL2_FACT_WORDS],
	       uint64_t facts[EL2_FACT_WORDS]);

#endif
