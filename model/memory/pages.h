/* SPDX-License-Identifier: MIT */
/* What the model knows of a memory beyond machine.h: writes are announced, and what was walked is kept. */
#ifndef EL2TRAP_MODEL_PAGES_H
#define EL2TRAP_MODEL_PAGES_H

#include "model/machine.h"

/* Before data or tags of a page of `memory` are written, and for el2_memory_checkpoint(). False: out of memory. */
bool memory_touch(el2_memory *memory, el2_page *page);

/* Has that been done, or need it not? Then data and tags may be written. */
bool memory_is_touched(const el2_memory *memory, const el2_page *page);

/* The page that an access was translated to: mapped now, if it is of el2_memory_set_ram(). NULL: none. */
el2_page *memory_translated(el2_memory *memory, uint64_t address);

/* A translation is about to be read from this page: writes to it drop what was walked. */
void memory_is_table(el2_memory *memory, el2_page *page);

/* Changes whenever a page becomes a table, or one is written: what others keep of translations is then stale. */
uint64_t memory_epoch(const el2_memory *memory);

/* Are stage 1 tables walked? NULL: no. */
bool memory_walks(const el2_memory *memory);

/* ---- the TLB: a cache whose presence cannot be seen ---- */

/* A translation of one page by one stage. */
struct tlb_entry {
	uint64_t key;     /* page number, and which stage, level and regime: tables.c */
	uint64_t era;     /* of the TLB when it was made; others are stale */
	uint64_t address; /* of the page it leads to */
	int8_t level;
	uint8_t user, privileged; /* EL2_PERM_... */
	uint8_t type;     /* MAIR byte, or MemAttr of stage 2 */
	uint8_t share;    /* SH of the leaf */
	bool clean;       /* a write is to walk again: it makes the page dirty */
	bool undirty;     /* a write is refused: the page is not dirty, and hardware does not make it so */
	bool guarded;
	bool indirect;    /* permissions of PIR_ELx, PIRE0_ELx */
};

#define TLB_ENTRIES 256
#define TLB_REGISTERS 14
#define TLB_STAGES 4 /* stage 1 of the regimes of EL1, 2, 3 at their numbers; stage 2 at 0 */

struct tlb {
	struct tlb_entry entry[TLB_ENTRIES];
	uint64_t registers[TLB_STAGES][TLB_REGISTERS]; /* that the entries of a stage depend on */
	const el2_cpu *cpu[TLB_STAGES];
	uint64_t era[TLB_STAGES], last_era;
};

/* The memory's; NULL when out of memory. Made at the first call. */
struct tlb *memory_tlb(el2_memory *memory);

/* Forget all translations. */
void memory_drop_tlb(el2_memory *memory);

#endif
