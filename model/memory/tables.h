/* SPDX-License-Identifier: MIT */
/* Translation by tables, between translate.c and the walk. */
#ifndef EL2TRAP_MODEL_TABLES_H
#define EL2TRAP_MODEL_TABLES_H

#include "model/exec/exec.h"

/* Why a translation failed. */
struct mmu_fault {
	const char *why;    /* it cannot be told: what is not modelled */
	uint8_t dfsc;
	bool second, s1ptw; /* at stage 2; there, of a walk of stage 1 */
	bool read_refused;  /* of an access that reads and writes: reading alone would have been, too */
	bool alignment;     /* of an access to Device memory: the address is the whole access's */
	uint64_t ipa;       /* of stage 2 */
	uint64_t iss2;
	el2_rule rule;
	const el2_page *page; /* of stage 2 by owners */
};

/* Fills in; always false. */
bool mmu_fault(struct mmu_fault *f, unsigned dfsc, el2_rule rule);

/* What a stage makes of an address. */
struct leaf {
	uint64_t address;
	uint8_t type;             /* MAIR byte; MemAttr[3:0] at stage 2, as without FEAT_S2FWB */
	uint8_t memattr;          /* as it stands in the leaf */
	uint8_t share;            /* SH */
	uint8_t user, privileged; /* EL2_PERM_... */
	int8_t level;
	bool guarded; /* of stage 1: GP */
};

/* Stage 1 by tables, with permissions. False: *f, all zero before, says why. */
bool tables_stage1(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, struct leaf *leaf,
		   struct mmu_fault *f);

/* Is stage 2, where it is on, one of tables? And that; `need` is EL2_PERM_..., el0 whose access it is at stage 1. */
bool tables_second(const struct exec *x);
bool tables_stage2(struct exec *x, uint64_t ipa, unsigned need, bool el0, struct leaf *leaf, struct mmu_fault *f);

#endif
