/* SPDX-License-Identifier: MIT */
/* What check.c offers to the rest of the model. */
#ifndef EL2TRAP_MODEL_CHECK_H
#define EL2TRAP_MODEL_CHECK_H

#include "model/model.h"

/* The Exception level as which an instruction accesses memory: EL0 for the unprivileged forms. */
unsigned el2_access_el(const el2_state *state, const el2_insn *insn);

#endif
