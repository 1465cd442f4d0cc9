/* SPDX-License-Identifier: MIT */
/*
 * Translation tables: one stage of translation as a pure function of registers and of what a reader of physical memory
 * says. It writes nothing; what the hardware would update it tells.
 * Source: Arm pseudocode AArch64.S1Walk, AArch64.S2Walk and what they call; choices as QEMU makes them.
 */
#ifndef EL2TRAP_MODEL_WALK_H
#define EL2TRAP_MODEL_WALK_H

#include "model/model.h"

struct regime;

/* Fault status codes without their level. */
enum walk_fault {
	WALK_ADDRESS_SIZE = 0x00,
	WALK_TRANSLATION = 0x04,
	WALK_ACCESS_FLAG = 0x08,
	WALK_PERMISSION = 0x0c,
	WALK_EXTERNAL = 0x14,
};

/* One stage, as the registers have it. */
struct walk_stage {
	const char *why; /* it cannot be walked: what is not modelled */
	uint64_t base;   /* TTBR or VTTBR */
	uint8_t stride;  /* bits that a level resolves: 9, 11, 13 */
	uint8_t input;   /* bits of the address that go in, and that come out */
	uint8_t output;
	int8_t start;    /* level */
	bool disabled;   /* TxSZ, SL0 out of range, EPD: a level 0 translation fault */
	bool second;
	bool ds;         /* descriptors with FEAT_LPA2's address */
	bool large;      /* 64 KB granule, blocks at level 1 */
	bool ha, hd, hpd, pie;
	uint8_t share;   /* SH of all leaves where their descriptors have none (ds) */
};

/* Where a walk ended. */
struct walked {
	uint64_t address;
	uint64_t attributes; /* of the leaf, with those of the tables, and as updated */
	uint64_t at;         /* where the leaf is, in this stage's output addresses */
	uint64_t before, after; /* the leaf as it is, and as the hardware makes it */
	int8_t level;
	uint8_t fault;       /* enum walk_fault */
};

/* A doubleword of a table. WALK_READ_NESTED: stage 2 refused, and the reader knows how. */
enum walk_read { WALK_READ, WALK_READ_ABSENT, WALK_READ_NESTED };
typedef enum walk_read walk_reader(void *context, uint64_t address, uint64_t *descriptor);

/* The stage 1 that translates `va` for accesses of `el` in a regime, and stage 2. */
void walk_stage1_of(const el2_state *s, const struct regime *r, unsigned el, struct walk_stage *stage);
void walk_stage2_of(const el2_state *s, struct walk_stage *stage);

/*
 * Walk. `address` is without what TBI ignores, and within its range. `write` sets what hardware management of dirty
 * state sets; the caller writes `after` when the access is permitted. False: out->fault and level say why, or *nested
 * that the reader does.
 */
bool walk(const struct walk_stage *stage, uint64_t address, bool write, walk_reader *read, void *context,
	  struct walked *out, bool *nested);

/* DFSC of a fault at a level. Source: ESR_ELx.ISS for Data Aborts. */
unsigned walk_dfsc(unsigned fault, int level);

/* EL2_PERM_R, W, X, GCS that a stage 1 leaf gives EL0, and levels above; PSTATE.PAN left aside. */
void walk_permissions1(const el2_state *s, const struct regime *r, const struct walk_stage *stage, uint64_t attributes,
		       unsigned *user, unsigned *privileged);

/* And stage 2's, for accesses that are EL0's or EL1's at stage 1. */
unsigned walk_permissions2(const el2_state *s, uint64_t attributes, bool el0);

/* The MAIR byte of a stage 1 leaf. */
unsigned walk_memory1(const el2_state *s, const struct regime *r, uint64_t attributes);

/* HCR_EL2.FWB counts; MemAttr[3:0] of stage 2 as without it, EL2_S2_..., as far as such a one exists. */
bool walk_forced(const el2_state *s);
unsigned walk_memory2(const el2_state *s, unsigned memattr);

/* What comes of a MAIR byte and MemAttr[3:0]: a MAIR byte; and of both SH. */
unsigned walk_combine(unsigned first, unsigned memattr, bool forced);
unsigned walk_combine_share(unsigned first, unsigned second);

#endif
