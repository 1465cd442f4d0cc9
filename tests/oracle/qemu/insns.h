/* SPDX-License-Identifier: MIT */
/* The instructions that a generator draws from. */
#ifndef ORACLE_QEMU_INSNS_H
#define ORACLE_QEMU_INSNS_H

#include "tests/oracle/qemu/generate.h"

/* Groups of sweeps.def. */
enum oq_group {
	MTE = 1,
	ORDINARY = 2,
	CACHE = 4,
	ID = 8,
	OTHER = 16,
	NEWER = 32,
	SEQUENCE = 64,
	OPERANDS = 128,
	LOADS = 256,
	SYSTEM = 512,
	STREAM = 1024,
};

/* Fill g->insns. */
void oq_insns_init(struct oq_generator *g);

#endif
