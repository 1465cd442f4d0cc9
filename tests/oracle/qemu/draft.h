/* SPDX-License-Identifier: MIT */
/* A case in the making: what generate.c decides and operands.c follows. */
#ifndef ORACLE_QEMU_DRAFT_H
#define ORACLE_QEMU_DRAFT_H

#include "tests/oracle/qemu/generate.h"

/* A case while it is being made. */
struct draft {
	const struct oq_generator *g;
	struct oq_case *c;
	uint64_t random;
	unsigned el, e2h_tge, page, offset, tag, tbi, tcma;
	bool upper;
};

/* Tags of the block, general registers, and the registers of tags. */
void oq_operands(struct draft *d);

/* The words of an instruction, and pointers where it has them. */
void oq_code(struct draft *d, const struct oq_insn *insn, struct oq_about *about);

#endif
