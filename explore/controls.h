/* SPDX-License-Identifier: MIT */
/* Fields of registers of EL2 and EL3, changed one at a time. */
#ifndef EL2TRAP_EXPLORE_CONTROLS_H
#define EL2TRAP_EXPLORE_CONTROLS_H

#include "explore/explore.h"

/* More fields than the rules of any instruction look at; a test holds it. */
#define CONTROLS_MAX 128

uint64_t control_mask(const el2_control *control);
uint64_t control_value(const el2_state *state, const el2_control *control);
void control_set(el2_state *state, const el2_control *control, uint64_t value);

/* A field of a register of that level, and none that makes another machine. */
bool control_may_change(const el2_control *control, unsigned level);

/* Values worth trying: all of a narrow field, none and all bits of a wide one. */
unsigned control_value_count(const el2_control *control);
uint64_t control_nth_value(const el2_control *control, unsigned n);

#endif
