/* SPDX-License-Identifier: MIT */
/* Page tables, identity mapped: one set for EL0, EL1 and EL2, one for stage 2, and a flat one for EL3. */
#include "guest.h"

enum {
	ENTRIES = 512
};

typedef uint64_t table[ENTRIES] __attribute__((aligned(4096)));

static table s1_l1, s1_l2, s1_l3, s2_l1, s2_l2, s2_l3, el3_l1;

/* MAIR, by type: an enumerator is its index. */
enum type {
	TAGGED,
	UNTAGGED,
	NONCACHEABLE,
	DEVICE
};
#define MAIR (UINT64_C(0xf0) | UINT64_C(0xff) << 8 | UINT64_C(0x44) << 16 | UINT64_C(0x04) << 24)

enum {
	R = 1,
	W = 2,
	EL0 = 4
};

enum descriptor {
	BLOCK = 1,
	TABLE = 3,
	PAGE = 3,
	AP_EL0 = 1 << 6,
	AP_READ_ONLY = 1 << 7,
	INNER_SHAREABLE = 3 << 8,
	ACCESS_FLAG = 1 << 10,
	S2_READ = 1 << 6,
	S2_WRITE = 1 << 7,
};

static uint64_t stage1(uint64_t address, unsigned kind, unsigned type, unsigned perm)
{
	return address | kind | ACCESS_FLAG | INNER_SHAREABLE | (uint64_t)type << 2 | (perm & EL0 ? AP_EL0 : 0) |
	       (perm & W ? 0 : AP_READ_ONLY);
}

static uint64_t stage2(uint64_t address, unsigned kind, unsigned memattr, unsigned perm)
{
	return address | kind | ACCESS_FLAG | INNER_SHAREABLE | (uint64_t)memattr << 2 | (perm & R ? S2_READ : 0) |
	       (perm & W ? S2_WRITE : 0);
}

static unsigned block_index(uint64_t address)
{
	return (address - OQ_RAM) >> 21;
}

static void data_page(unsigned n, unsigned type, unsigned s1, unsigned s2, unsigned memattr)
{
	uint64_t address = OQ_DATA + n * OQ_PAGE_BYTES;

	s1_l3[n] = stage1(address, PAGE, type, s1);
	if (s2)
		s2_l3[n] = stage2(address, PAGE, memattr, s2);
}

static void lower_levels(void)
{
	s1_l1[OQ_RAM >> 30] = (uintptr_t)s1_l2 | TABLE;
	s2_l1[OQ_RAM >> 30] = (uintptr_t)s2_l2 | TABLE;
	s1_l2[block_index(OQ_IMAGE)] = stage1(OQ_IMAGE, BLOCK, UNTAGGED, R);
	s2_l2[block_index(OQ_IMAGE)] = stage2(OQ_IMAGE, BLOCK, 0xf, R | W);
	s1_l2[block_index(OQ_CODE)] = stage1(OQ_CODE, BLOCK, UNTAGGED, R | EL0);
	s2_l2[block_index(OQ_CODE)] = stage2(OQ_CODE, BLOCK, 0xf, R | W);
	s1_l2[block_index(OQ_DATA)] = (uintptr_t)s1_l3 | TABLE;
	s2_l2[block_index(OQ_DATA)] = (uintptr_t)s2_l3 | TABLE;
#define OQ_PAGE(n, name, type, s1, s2, memattr) data_page(n, type, s1, s2, memattr);
#include "../pages.def"
	WRITE_REGISTER("mair_el1", MAIR);
	WRITE_REGISTER("mair_el2", MAIR);
	WRITE_REGISTER("ttbr0_el1", (uintptr_t)s1_l1);
	WRITE_REGISTER("ttbr1_el1", 0);
	WRITE_REGISTER("ttbr0_el2", (uintptr_t)s1_l1);
	WRITE_REGISTER("vttbr_el2", (uintptr_t)s2_l1);
	/* 39 bits from level 1, 4 KB, 40-bit physical addresses, write-back, shareable */
	WRITE_REGISTER("vtcr_el2", UINT64_C(1) << 31 | 2 << 16 | 3 << 12 | 1 << 10 | 1 << 8 | 1 << 6 | 25);
}

void oq_tables_init(void)
{
	enum {
		SCTLR_M = 1,
		SCTLR_C = 4,
		SCTLR_I = 1 << 12
	};
	const uint64_t sctlr_res1 = 0x30c50830, sctlr_ata = UINT64_C(1) << 43;

	lower_levels();
	el3_l1[OQ_RAM >> 30] = stage1(OQ_RAM, BLOCK, TAGGED, R | W);
	WRITE_REGISTER("mair_el3", MAIR);
	WRITE_REGISTER("ttbr0_el3", (uintptr_t)el3_l1);
	/* 39 bits, 40-bit physical addresses, TBI */
	WRITE_REGISTER("tcr_el3", UINT64_C(1) << 31 | 1 << 23 | 1 << 20 | 2 << 16 | 3 << 12 | 1 << 10 | 1 << 8 | 25);
	__asm__ volatile("tlbi alle3\n dsb sy\n isb" : : : "memory");
	WRITE_REGISTER("sctlr_el3", sctlr_res1 | sctlr_ata | SCTLR_M | SCTLR_C | SCTLR_I);
	__asm__ volatile("isb" : : : "memory");
}
