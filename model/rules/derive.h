/* SPDX-License-Identifier: MIT */
/* Facts of a state that rules name: the derived word of access_table.h. */
#ifndef EL2TRAP_MODEL_DERIVE_H
#define EL2TRAP_MODEL_DERIVE_H

#include "model/rules/access_table.h"
#include "model/bits.h"

/* EL2_D_... of a state; `operand` is the immediate of MSR (immediate). */
uint64_t el2_derive(const el2_state *state, unsigned operand);

#endif
