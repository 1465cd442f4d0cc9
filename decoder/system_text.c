/* SPDX-License-Identifier: MIT */
/* The text of hints and barriers: words of the system space whose operands are a name. */
#include <stdio.h>

#include "decoder/internal.h"

enum {
	HINT_MASK = 0xfffff01f,
	HINT = 0xd503201f,
	BARRIER_MASK = 0xfffff0ff,
	CLREX = 0xd503305f,
	DSB = 0xd503309f,
	DMB = 0xd50330bf,
	ISB = 0xd50330df,
	SB = 0xd50330ff,
	DSB_NXS_MASK = 0xfffff3ff,
	DSB_NXS = 0xd503323f,
};

/* By CRm:op2. Source: A64 ISA XML 2025-03, HINT and its aliases; SHUH and STCPH: LLVM 23. These, STSHH, CHKFEAT and
 * CLRBHB are newer than many assemblers. */
static const char *const hints[128] = {
	[0x00] = "nop",        [0x01] = "yield",      [0x02] = "wfe",       [0x03] = "wfi",
	[0x04] = "sev",        [0x05] = "sevl",       [0x06] = "dgh",       [0x07] = "xpaclri",
	[0x08] = "pacia1716",  [0x0a] = "pacib1716",  [0x0c] = "autia1716", [0x0e] = "autib1716",
	[0x10] = "esb",        [0x11] = "psb csync",  [0x12] = "tsb csync", [0x13] = "gcsb dsync",
	[0x14] = "csdb",       [0x16] = "clrbhb",     [0x18] = "paciaz",    [0x19] = "paciasp",
	[0x1a] = "pacibz",     [0x1b] = "pacibsp",    [0x1c] = "autiaz",    [0x1d] = "autiasp",
	[0x1e] = "autibz",     [0x1f] = "autibsp",    [0x20] = "bti",       [0x22] = "bti c",
	[0x24] = "bti j",      [0x26] = "bti jc",     [0x27] = "pacm",      [0x28] = "chkfeat x16",
	[0x30] = "stshh keep", [0x31] = "stshh strm", [0x32] = "shuh",      [0x33] = "shuh ph",
	[0x34] = "stcph",
};

/* By CRm; the others are numbers. */
static const char *const domains[16] = {
	[1] = "oshld", [2] = "oshst",  [3] = "osh",  [5] = "nshld", [6] = "nshst", [7] = "nsh",
	[9] = "ishld", [10] = "ishst", [11] = "ish", [13] = "ld",   [14] = "st",   [15] = "sy",
};

static int barrier(const char *op, unsigned crm, char *buffer, size_t size)
{
	return domains[crm] ? snprintf(buffer, size, "%s %s", op, domains[crm])
			    : snprintf(buffer, size, "%s #%u", op, crm);
}

/* CLREX and ISB: an operand of 15 is left out. */
static int optional(const char *op, unsigned crm, char *buffer, size_t size)
{
	return crm == 15 ? snprintf(buffer, size, "%s", op) : snprintf(buffer, size, "%s #%u", op, crm);
}

int el2_format_system(uint32_t word, char *buffer, size_t size)
{
	unsigned crm = bits(word, 11, 8), hint = bits(word, 11, 5);

	if ((word & HINT_MASK) == HINT)
		return hints[hint] ? snprintf(buffer, size, "%s", hints[hint])
				   : snprintf(buffer, size, "hint #%u", hint);
	if ((word & DSB_NXS_MASK) == DSB_NXS)
		return snprintf(buffer, size, "dsb %snxs", domains[crm | 3]);
	switch (word & BARRIER_MASK) {
	case CLREX:
		return optional("clrex", crm, buffer, size);
	case ISB:
		return optional("isb", crm, buffer, size);
	case DMB:
		return barrier("dmb", crm, buffer, size);
	case DSB:
		return crm == 0   ? snprintf(buffer, size, "ssbb")
		       : crm == 4 ? snprintf(buffer, size, "pssbb")
				  : barrier("dsb", crm, buffer, size);
	default:
		/* the bits of SB's CRm are SBZ: spelt only as they should be */
		return word == SB ? snprintf(buffer, size, "sb") : -1;
	}
}
