/* SPDX-License-Identifier: MIT */
/*
 * What the program on the host and the one in QEMU share: where things are in guest memory, and how a case and its
 * answer look. Both are little-endian with 64-bit pointers; the structs hold 64-bit fields only, so they agree.
 *
 * Batches stand in guest RAM, which is a file that the host maps. The host writes the number of a buffer to the FIFO
 * `request`, which the guest reads by semihosting, and so sleeps until there is work; it answers on `reply`.
 */
#ifndef ORACLE_QEMU_PROTOCOL_H
#define ORACLE_QEMU_PROTOCOL_H

#include <stdint.h>

#define OQ_RAM      0x40000000u /* RAM of -M virt */
#define OQ_RAM_SIZE 0x4000000u
#define OQ_IMAGE    0x40200000u /* the program, its page tables and stack; guest/link.ld has it, too */
#define OQ_CODE     0x41000000u /* instructions of cases: read-only and executable at every level */
#define OQ_DATA     0x42000000u /* pages.def */
#define OQ_EXCHANGE 0x43000000u /* EL3 alone sees it */

#define OQ_MAGIC      UINT64_C(0x656c327472617031)
#define OQ_PAGE_BYTES 4096u
#define OQ_PAGES      16u

/* A slot of code: up to three words and the instruction that ends the case; unused words repeat it. */
#define OQ_SLOT_WORDS 4u
#define OQ_SLOTS      65536u
#define OQ_EXIT       0x3e17u /* immediate of that SVC */

/* The block of memory that a case starts with and whose contents are part of the answer. */
#define OQ_BLOCK_WORDS 64u
#define OQ_BLOCK_BYTES (OQ_BLOCK_WORDS * 8)
#define OQ_BLOCK_STEP  UINT64_C(0x0101010101010101)

enum oq_register {
#define OQ_REGISTER(name, encoding, needs) OQ_##name,
#include "registers.def"
	OQ_REGISTERS
};

enum oq_id_register {
#define OQ_ID_REGISTER(name, encoding) OQ_##name,
#include "id_registers.def"
	OQ_ID_REGISTERS
};

struct oq_case {
	uint64_t code[OQ_SLOT_WORDS / 2]; /* words */
	uint64_t slot;
	uint64_t spsr; /* PSTATE, with the Exception level */
	uint64_t x[31];
	uint64_t sp[3]; /* SP_EL0, SP_EL1, SP_EL2 */
	uint64_t reg[OQ_REGISTERS];
	uint64_t block; /* its address, 512-byte aligned */
	uint64_t seed;  /* word i: seed + i * OQ_BLOCK_STEP */
	uint64_t tags;  /* of granules 0 to 15 in bits 4n, and the same of 16 to 31 */
};

struct oq_answer {
	uint64_t el;     /* the level that took the exception, which may be that of the exit */
	uint64_t vector; /* offset from VBAR */
	uint64_t esr, elr, far, spsr, hpfar;
	uint64_t pstate; /* after the entry; not known (0) at EL3 */
	uint64_t x[31];
	uint64_t sp[3];
	uint64_t reg[OQ_REGISTERS];
	uint64_t data[OQ_BLOCK_WORDS];
	uint64_t tags[2];
};

#define OQ_BATCH   1024u
#define OQ_BUFFERS 2u

struct oq_batch {
	uint64_t count;
	struct oq_case cases[OQ_BATCH];
	struct oq_answer answers[OQ_BATCH];
};

/* At OQ_EXCHANGE. */
struct oq_exchange {
	uint64_t magic; /* the guest is up, and what follows up to `progress` is filled in */
	uint64_t size;  /* of this struct: both sides were built from one header */
	uint64_t id[OQ_ID_REGISTERS];
	uint64_t page_wide_tags; /* the granules of a page share tags (QEMU 7.2) */
	uint64_t progress;       /* cases done, for the watchdog */
	uint64_t died;           /* an exception at EL3: it is over */
	uint64_t died_esr, died_elr, died_far;
	struct oq_batch batch[OQ_BUFFERS];
};

#endif
