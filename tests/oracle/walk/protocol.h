/* SPDX-License-Identifier: MIT */
/*
 * What the program on the host and the one in QEMU share: set-ups of translation, in a file that is the RAM of the
 * machine, with the answers beside them. All is 64-bit and little-endian.
 */
#ifndef ORACLE_WALK_PROTOCOL_H
#define ORACLE_WALK_PROTOCOL_H

#include <stdint.h>

#define OW_RAM      UINT64_C(0x40000000)
#define OW_RAM_SIZE UINT64_C(0x8000000)
#define OW_START    UINT64_C(0x41000000) /* stage 2's first table: up to sixteen of 64 KB */
#define OW_TABLES   UINT64_C(0x41100000) /* the others, 64 KB each */
#define OW_DATA     UINT64_C(0x41200000) /* zeros, and stores of them */
#define OW_CODE     UINT64_C(0x41300000) /* accesses: for each question the instruction and an SMC */
#define OW_UPPER    UINT64_C(0x41310000) /* the table of the upper half where instructions run */
#define OW_BATCH    UINT64_C(0x42000000)

#define OW_UPPER_HALF UINT64_C(0xffffff8000000000) /* there physical addresses are mapped from it on */
#define OW_EXIT       0xd4000003u                  /* smc #0 */
#define OW_VECTOR     0xd401c2e3u                  /* smc #0xe17 */
#define OW_TABLE_SIZE UINT64_C(0x10000)

enum ow_register {
#define OW_REGISTER(name, ...) OW_##name,
#include "registers.def"
	OW_REGISTERS
};

enum ow_what {
#define OW_AT(name, ...)     OW_##name,
#define OW_ACCESS(name, ...) OW_##name,
#include "questions.def"
	OW_WHATS
};

enum {
	OW_ENTRIES = 96,
	OW_QUESTIONS = 6
};

/* An answer: of AT PAR_EL1; of an access what was taken and where, or nothing (level 0). */
struct ow_answer {
	uint64_t par, level, esr, far, hpfar;
};

struct ow_case {
	uint64_t reg[OW_REGISTERS];
	uint64_t pan, host; /* PSTATE.PAN; accesses are those of EL2&0: from EL2 in place of EL1 */
	uint64_t lost;      /* QEMU died or hung */
	uint64_t entries, questions;
	struct ow_entry {
		uint64_t at, before, after;
	} entry[OW_ENTRIES];
	struct ow_question {
		uint64_t what, va;
		struct ow_answer answer;
	} question[OW_QUESTIONS];
};

struct ow_batch {
	uint64_t count;
	uint64_t done;       /* cases answered */
	uint64_t died;       /* an exception of EL3: ESR_EL3 */
	uint64_t vectors[2]; /* of EL1 and EL2: an SMC each */
	struct ow_case cases[];
};

#define OW_CASES ((OW_RAM + OW_RAM_SIZE - OW_BATCH - sizeof(struct ow_batch)) / sizeof(struct ow_case))

#endif
