/* SPDX-License-Identifier: MIT */
/* Which register fields the tests of a rule look at. Used at build time, too. */
#ifndef EL2TRAP_MODEL_LOOKS_H
#define EL2TRAP_MODEL_LOOKS_H

#include "model/rules/access_table.h"

/* Fields, each once: the first `capacity` of `count` are in `out`. */
struct looks {
	el2_control *out;
	size_t capacity, count;
};

void looks_add(struct looks *looks, el2_control field);

/* Those of the tests of a row, the first of which is given; returns the one behind the last. */
const el2_test *looks_add_row(struct looks *looks, const el2_test *test);

#endif
