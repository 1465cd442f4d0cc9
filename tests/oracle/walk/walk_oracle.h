/* SPDX-License-Identifier: MIT */
/* The parts of the program on the host. */
#ifndef ORACLE_WALK_WALK_ORACLE_H
#define ORACLE_WALK_WALK_ORACLE_H

#include "model/machine.h"
#include "tests/oracle/walk/protocol.h"

#include <stdio.h>

/* generate.c: case `number` of a seed, the same for every machine. */
void ow_generate(uint64_t seed, uint64_t number, struct ow_case *c);

/* model.c: memory as the machine's is before a case; NULL when there is none. */
el2_memory *ow_memory(const uint64_t vectors[2]);

/* What the model says to a case: its answers, and entries as they are afterwards, into *c. `why[q]` is not NULL where
 * it does not say. Afterwards memory is as it was. */
void ow_model_run(const el2_cpu *cpu, el2_memory *memory, const uint64_t vectors[2], struct ow_case *c,
		  const char *why[OW_QUESTIONS]);

/* known.c: what QEMU does otherwise there, if it is known; `old` is QEMU 7.2. */
const char *ow_known(const struct ow_case *theirs, const struct ow_case *ours, uint64_t question, bool old);
bool ow_known_table(const struct ow_case *c, uint64_t theirs, uint64_t ours);

/* show.c */
const char *ow_what_name(uint64_t what);
bool ow_is_at(uint64_t what);
void ow_show_case(FILE *out, const struct ow_case *theirs, const struct ow_case *ours, const char *const *why);

#endif
