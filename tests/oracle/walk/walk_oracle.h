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

/* What is asked of the model. */
struct ow_model {
	const el2_cpu *cpu;
	el2_memory *memory; /* of ow_memory() */
	const uint64_t *vectors;
	bool old; /* its peer is QEMU 7.2 */
};

/* A question with both answers. */
struct ow_asked {
	const struct ow_model *model;
	const struct ow_case *c; /* theirs */
	const struct ow_answer *theirs, *ours;
	uint64_t n, what;
	bool at, write;
};

/* known.c: what QEMU does otherwise there, if it is known. */
const char *ow_known(const struct ow_model *model, const struct ow_case *theirs, const struct ow_case *ours,
		     uint64_t question);
bool ow_known_table(const struct ow_case *c, uint64_t theirs, uint64_t ours);

/* Do the two agree, but for the level of a stage 2 fault of a walk, and PAR_EL1.SH in 7.2? */
bool ow_alike(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours);

/* main.c: do they agree? */
bool ow_same(uint64_t what, const struct ow_answer *theirs, const struct ow_answer *ours);

/* what_if.c: is QEMU's answer the model's if ... */
bool ow_if_dirty(const struct ow_asked *q);        /* one leaf were dirty already */
bool ow_if_accessed(const struct ow_asked *q);     /* those leaves had been accessed whose flag QEMU alone has set */
bool ow_if_not_managed(const struct ow_asked *q);  /* hardware did not manage dirty state */
bool ow_if_second_faults(const struct ow_asked *q); /* stage 2 were one that faults at once */
bool ow_if_loaded(const struct ow_asked *q);       /* it loaded first, and then stored to what is dirty */
bool ow_if_not_wxn(const struct ow_asked *q);      /* SCTLR_ELx.WXN were 0 */
bool ow_if_device(const struct ow_asked *q);       /* one reserved MemAttr of stage 2 were Device */

/* show.c */
const char *ow_what_name(uint64_t what);
bool ow_is_at(uint64_t what);
void ow_show_case(FILE *out, const struct ow_case *theirs, const struct ow_case *ours, const char *const *why);

#endif
