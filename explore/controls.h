/* SPDX-License-Identifier: MIT */
/* Fields of registers, changed; and the instruction by which a host changes its own. */
#ifndef EL2TRAP_EXPLORE_CONTROLS_H
#define EL2TRAP_EXPLORE_CONTROLS_H

#include "explore/explore.h"

/* More fields than the rules of any instruction look at; a test holds it. */
#define CONTROLS_MAX 128

/* How narrow a field of EL2's is of which every value is tried, one field at a time. */
#define CONTROLS_NARROW 3

uint64_t control_mask(const el2_control *control);
uint64_t control_value(const el2_state *state, const el2_control *control);

/* A register's value with the field as it shall be; what does not fit is cut off. */
uint64_t control_with(const el2_control *control, uint64_t value, uint64_t field);
void control_set(el2_state *state, const el2_control *control, uint64_t value);

/* A field of a register of that level, and none that makes another machine. */
bool control_may_change(const el2_control *control, unsigned level);

/* Values worth trying: all of a field of at most `narrow` bits; of a wider one none and all bits, which is all that a
 * rule can tell apart: the compiler of the rules sees to it, and fact_reads.def says why of facts. */
unsigned control_value_count(const el2_control *control, unsigned narrow);
uint64_t control_nth_value(const el2_control *control, unsigned narrow, unsigned n);

/* A class of words, one of whose rules looks at a field. */
struct reader {
	el2_control field;
	uint32_t class;
};

/* For qsort(): by field, then class. */
int reader_order(const void *a, const void *b);

/* Behind the last of sorted readers that look at the same field as that at `first`. */
size_t reader_end(const struct reader *readers, size_t count, size_t first);

/* MSR of the register from Xt. */
uint32_t control_msr(uint16_t reg, unsigned rt);

/* A rule of the machine, and not of who answers at EL2? */
static inline bool rule_is_machine(el2_rule rule)
{
	return EL2_RULE_TABLE(rule) == EL2_RULES_ACCESS || EL2_RULE_TABLE(rule) == EL2_RULES_MODEL;
}

#endif
