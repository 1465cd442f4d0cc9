/* SPDX-License-Identifier: MIT */
/*
 * Random set-ups: registers first, then for each address that is asked about a way down through the tables, which may
 * end anywhere, share tables with others, or lead into itself.
 */
#include "tests/oracle/qemu/random.h"
#include "tests/oracle/walk/walk_oracle.h"

#include <string.h>

enum {
	TABLES = 12,
	LOWEST = -1
};

#define BIT(n) (UINT64_C(1) << (n))

/* One stage as the generator takes it to be; where it is wrong the walk ends in zeros. */
struct shape {
	unsigned stride, input;
	int start;
	bool second, wide; /* FEAT_LPA2's descriptors */
	uint64_t base;
};

struct maker {
	struct ow_case *c;
	uint64_t random;
	bool access, stage2;
	bool table;    /* stage 2 is made for a table of stage 1 */
	bool straight; /* stage 2 of instructions leads to them or nowhere: vectors of other memory would never end */
	struct shape two;
};

static bool chance(struct maker *m, unsigned percent)
{
	return oq_below(&m->random, 100) < percent;
}

static unsigned below(struct maker *m, unsigned n)
{
	return oq_below(&m->random, n);
}

/* Each of these bits with the chance. */
static uint64_t some(struct maker *m, uint64_t bits, unsigned percent)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 64; i++)
		if ((bits >> i & 1) && chance(m, percent))
			v |= BIT(i);
	return v;
}

/* ---- registers ---- */

static uint64_t mair(struct maker *m)
{
	static const uint8_t types[] = {0x00, 0x04, 0x08, 0x0c, 0x44, 0xff, 0xff, 0xff, 0xf0, 0xbb, 0x4f, 0xf4, 0x77};
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v |= (uint64_t)(chance(m, 92) ? types[below(m, sizeof types)] : below(m, 256)) << 8 * i;
	/* the instructions of accesses are in the last one's */
	return m->access ? v | UINT64_C(0xff) << 56 : v;
}

static unsigned size(struct maker *m)
{
	return chance(m, 85) ? 16 + below(m, 24) : chance(m, 60) ? 10 + below(m, 42) : below(m, 64);
}

static unsigned physical(struct maker *m)
{
	return chance(m, 85) ? 4 + below(m, 3) : below(m, 8);
}

/* HA, and HD above it, which without HA is the architecture's to ignore and QEMU's to heed. */
static uint64_t updates(struct maker *m, unsigned ha)
{
	static const uint8_t both[] = {0, 0, 1, 1, 3};

	return (uint64_t)both[below(m, sizeof both)] << ha;
}

/* Two ranges: TCR_EL1, TCR_EL2 with E2H. EPD, TG, HA, HD, HPD, TBI, E0PD, NFD, DS. */
static uint64_t tcr_two(struct maker *m)
{
	uint64_t v = size(m) | (uint64_t)size(m) << 16 | (uint64_t)physical(m) << 32;

	v |= (uint64_t)below(m, 4) << 14 | (uint64_t)below(m, 4) << 30 | some(m, BIT(7) | BIT(23), 3);
	v |= updates(m, 39) | some(m, BIT(41) | BIT(42) | BIT(37) | BIT(38), 30);
	v |= some(m, BIT(51) | BIT(52), 30) | some(m, BIT(53) | BIT(54), 10) | some(m, BIT(55) | BIT(56), 5) |
	     some(m, BIT(59), 30);
	if (!m->access)
		return v;
	/* instructions run in the upper half: 4 KB granule, 39 bits, walked */
	v &= ~(UINT64_C(0x3f) << 16 | UINT64_C(3) << 30 | BIT(23) | BIT(56));
	return v | 25 << 16 | UINT64_C(2) << 30;
}

static uint64_t tcr_one(struct maker *m)
{
	return size(m) | (uint64_t)below(m, 4) << 14 | (uint64_t)physical(m) << 16 |
	       some(m, BIT(20) | BIT(24) | BIT(29) | BIT(32), 30) | updates(m, 21) | BIT(31) | BIT(23);
}

static uint64_t vtcr(struct maker *m)
{
	static const uint8_t strides[] = {9, 13, 11};
	unsigned tg = below(m, 3), stride = strides[tg], level = 1 + below(m, 2), least, sl0;
	uint64_t v;

	if (stride == 9 && chance(m, 40))
		level = 0;
	else if (stride != 9 && chance(m, 15))
		level = 3;
	least = (3 - level) * stride + stride + 3 + 1;
	sl0 = stride == 9 ? 2 - level : 3 - level;
	v = (64 - least - below(m, stride + 4)) & 63;
	if (chance(m, 6))
		v = below(m, 64);
	if (chance(m, 6))
		sl0 = below(m, 4);
	return v | (uint64_t)sl0 << 6 | (uint64_t)tg << 14 | (uint64_t)physical(m) << 16 | updates(m, 21) |
	       some(m, BIT(32), 25) | some(m, BIT(33), 10) | BIT(31);
}

static uint64_t sctlr(struct maker *m)
{
	/* M; WXN, SPAN, EPAN */
	return UINT64_C(0x30500980) | (m->access || chance(m, 95)) | some(m, BIT(19), 10) | some(m, BIT(23), 50) |
	       some(m, BIT(57), 30);
}

/* Mostly permissions that say something. */
static uint64_t indirection(struct maker *m)
{
	uint64_t v = oq_random(&m->random);

	/* the index of the code's leaf: AP[2:1] is 10, UXN set, PXN clear: read, execute */
	return m->access ? (v & ~(UINT64_C(15) << 32)) | UINT64_C(10) << 32 : v;
}

static uint64_t table(struct maker *m)
{
	unsigned n = m->straight ? TABLES + m->c->entries % 4 : below(m, TABLES);

	return OW_TABLES + n * OW_TABLE_SIZE;
}

static void registers(struct maker *m)
{
	struct ow_case *c = m->c;
	uint64_t hcr = BIT(31) | some(m, BIT(46), 12);

	m->access = chance(m, 35);
	c->host = m->access && chance(m, 25);
	c->pan = chance(m, 30);
	hcr |= some(m, BIT(0), 50) | some(m, BIT(12), m->access ? 0 : 3);
	if (c->host)
		hcr |= BIT(34) | BIT(27);
	else
		hcr |= some(m, BIT(34), 30) | some(m, BIT(42) | BIT(43), m->access ? 0 : 3);
	if (hcr & BIT(0)) /* without it QEMU's PTW is not the architecture's: see docs/disagreements.md */
		hcr |= some(m, BIT(2), 10);
	c->reg[OW_SCR_EL3] = 1 | BIT(10) | BIT(38) | BIT(43) | BIT(45); /* NS, RW; HXEn, TCR2En, PIEn */
	c->reg[OW_HCR_EL2] = hcr;
	c->reg[OW_HCRX_EL2] = some(m, BIT(14), 90); /* TCR2En */
	c->reg[OW_SCTLR_EL1] = sctlr(m);
	c->reg[OW_TCR_EL1] = tcr_two(m);
	c->reg[OW_TTBR0_EL1] = table(m) | some(m, 1, 20);
	c->reg[OW_TTBR1_EL1] = m->access ? OW_UPPER : table(m) | some(m, 1, 20);
	c->reg[OW_MAIR_EL1] = mair(m);
	c->reg[OW_SCTLR_EL2] = m->access && !c->host ? UINT64_C(0x30c50830) : sctlr(m);
	c->reg[OW_TCR_EL2] = hcr & BIT(34) ? tcr_two(m) : tcr_one(m);
	c->reg[OW_TTBR0_EL2] = table(m) | some(m, 1, 20);
	c->reg[OW_TTBR1_EL2] = m->access ? OW_UPPER : table(m);
	c->reg[OW_MAIR_EL2] = mair(m);
	c->reg[OW_VTCR_EL2] = vtcr(m);
	c->reg[OW_VTTBR_EL2] = OW_START | (chance(m, 3) ? BIT(44) : 0);
	c->reg[OW_TCR2_EL1] = some(m, BIT(1), 40); /* PIE */
	c->reg[OW_TCR2_EL2] = some(m, BIT(1), 40);
	for (unsigned i = OW_PIR_EL1; i <= OW_PIRE0_EL2; i++)
		c->reg[i] = indirection(m);
	if (m->access) { /* what EL0 may write PAN and WXN keep from running */
		c->reg[OW_PIRE0_EL1] &= ~(UINT64_C(15) << 32);
		c->reg[OW_PIRE0_EL2] &= ~(UINT64_C(15) << 32);
	}
	m->stage2 = hcr & BIT(0);
}

static struct shape shape1(const struct ow_case *c, unsigned bank, bool upper)
{
	static const uint8_t tg0[] = {9, 13, 11, 9}, tg1[] = {9, 11, 9, 13};
	uint64_t tcr = c->reg[bank == 1 ? OW_TCR_EL1 : OW_TCR_EL2];
	bool two = bank == 1 || (c->reg[OW_HCR_EL2] & BIT(34));
	struct shape s = {.base = c->reg[bank == 1 ? (upper ? OW_TTBR1_EL1 : OW_TTBR0_EL1)
						   : (upper ? OW_TTBR1_EL2 : OW_TTBR0_EL2)]};
	unsigned txsz = tcr >> (upper ? 16 : 0) & 63;

	s.stride = upper ? tg1[tcr >> 30 & 3] : tg0[tcr >> 14 & 3];
	s.wide = s.stride != 13 && (tcr & BIT(two ? 59 : 32));
	txsz = txsz < 12 ? 12 : txsz > 48 ? 48 : txsz;
	if (txsz < 16 && !s.wide && s.stride != 13)
		txsz = 16;
	s.input = 64 - txsz;
	s.start = 4 - (int)((s.input - 4) / s.stride);
	s.base &= ~(BIT(s.input - s.stride * (unsigned)(4 - s.start)) - 1) & ~UINT64_C(1);
	return s;
}

static struct shape shape2(const struct ow_case *c)
{
	static const uint8_t tg0[] = {9, 13, 11, 9};
	uint64_t v = c->reg[OW_VTCR_EL2];
	struct shape s = {.second = true, .base = OW_START, .input = 64 - (v & 63), .stride = tg0[v >> 14 & 3]};
	int sl0 = v >> 6 & 3;

	s.wide = s.stride != 13 && (v & BIT(32));
	s.start = s.stride == 9 ? 2 - sl0 : 3 - sl0;
	if (s.stride == 9 && sl0 == 3)
		s.start = 3;
	if (s.stride == 9 && s.wide && (v & BIT(33)))
		s.start = LOWEST;
	return s;
}

/* ---- tables ---- */

/* What is there, or what is put there. */
static uint64_t put(struct maker *m, uint64_t at, uint64_t value)
{
	struct ow_case *c = m->c;

	for (unsigned i = 0; i < c->entries; i++)
		if (c->entry[i].at == at)
			return c->entry[i].before;
	if (c->entries == OW_ENTRIES)
		return 0;
	c->entry[c->entries++] = (struct ow_entry){.at = at, .before = value};
	return value;
}

/* Where a leaf leads: for accesses to data, or to where nothing is. */
static uint64_t target(struct maker *m)
{
	if (m->access)
		return OW_DATA + below(m, 0x80) * UINT64_C(0x1000) + (chance(m, 3) ? BIT(41) : 0);
	if (chance(m, 70))
		return OW_START + below(m, 0x1000) * UINT64_C(0x1000);
	if (chance(m, 50))
		return (oq_random(&m->random) & (BIT(38) - 1)) | BIT(31);
	return (oq_random(&m->random) & (BIT(52) - 1)) | BIT(40);
}

/* Zeros and tables, or nothing: what devices and the program itself read as is no affair of ours. */
static bool readable(uint64_t address)
{
	return address >= BIT(40) || (address >= OW_START && address < OW_BATCH) ||
	       (address >= BIT(31) && address < BIT(38));
}

/* An address in a descriptor. */
static uint64_t encode(const struct shape *s, uint64_t address, unsigned shift)
{
	uint64_t low = address & (BIT(48) - 1) & ~(BIT(shift) - 1), high = address >> 48 & 15;

	if (s->wide)
		return low | (address & (BIT(50) - BIT(48))) | (high >> 2) << 8;
	return s->stride == 13 ? low | high << 12 : low | high << 48;
}

/* MemAttr, without what FEAT_S2FWB reserves. */
static uint64_t memory_type(struct maker *m)
{
	static const uint8_t forced[] = {0, 1, 2, 3, 5, 6, 6, 7, 7};

	if (m->c->reg[OW_HCR_EL2] & BIT(46))
		return forced[below(m, sizeof forced)];
	return chance(m, 60) ? 15 : below(m, 16);
}

static uint64_t attributes(struct maker *m, const struct shape *s)
{
	/* AF; SH, nG or stage 2's FnXS, contiguous, DBM, for software, PBHA */
	uint64_t v = some(m, BIT(10), 88) | some(m, BIT(8) | BIT(9), s->wide ? (m->straight ? 0 : 3) : 40) |
		     some(m, BIT(11) | BIT(52) | BIT(51), 30) | some(m, UINT64_C(0xf) << 55 | UINT64_C(0xf) << 59, 10);

	if (s->second) /* MemAttr, S2AP, XN */
		return v | memory_type(m) << 2 | some(m, BIT(6) | BIT(7), 85) | some(m, BIT(53) | BIT(54), 15);
	/* AttrIndx, NS, AP, PXN, UXN */
	return v | (uint64_t)below(m, 8) << 2 | some(m, BIT(5), 5) | some(m, BIT(6) | BIT(7), 40) |
	       some(m, BIT(53) | BIT(54), 25);
}

static void lead(struct maker *m, const struct shape *s, uint64_t va);

/* Stage 2 for the address of a table or leaf of stage 1. */
static void also(struct maker *m, const struct shape *s, uint64_t address, bool is_table)
{
	if (s->second || !m->stage2)
		return;
	m->table = is_table;
	lead(m, &m->two, address);
	m->table = false;
}

static uint64_t leaf(struct maker *m, const struct shape *s, uint64_t va, int level, unsigned shift)
{
	uint64_t address = s->second && (m->straight || chance(m, 88)) ? va : target(m), in = BIT(shift) - 1;

	if (!m->straight && (m->table || m->access) && !readable((address & ~in) | (va & in)))
		return 0;
	return encode(s, address, shift) | attributes(m, s) | (level == 3 ? 3 : 1);
}

static uint64_t next(struct maker *m, const struct shape *s)
{
	return encode(s, table(m) | (!m->straight && chance(m, 2) ? BIT(45) : 0), s->stride + 3) | 3 |
	       (s->second ? 0 : some(m, UINT64_C(31) << 59, 8)) | some(m, UINT64_C(0x3ff) << 2, s->wide ? 0 : 3);
}

static void lead(struct maker *m, const struct shape *s, uint64_t va)
{
	uint64_t at = s->base;

	if (s->start < LOWEST || s->start > 3)
		return;
	if (!s->second)
		also(m, s, at, true);
	for (int level = s->start; level <= 3; level++) {
		unsigned shift = s->stride + 3 + s->stride * (unsigned)(3 - level), bits = s->stride;
		unsigned blocks = s->stride == 9 ? (s->wide ? 0 : 1) : (s->stride == 13 || s->wide ? 1 : 2);
		uint64_t d;

		if (level == s->start)
			bits = s->input > shift ? s->input - shift : 0;
		at += (va >> shift & (BIT(bits < 17 ? bits : 17) - 1)) << 3;
		if (at < OW_START || at >= OW_DATA)
			return;
		if (chance(m, 3))
			d = m->straight || chance(m, 70) ? 0
							 : (oq_random(&m->random) & ~(BIT(50) - BIT(12))) | table(m);
		else if (level == 3 || (level >= (int)blocks && chance(m, 25)) || chance(m, 1))
			d = leaf(m, s, va, level, shift);
		else
			d = next(m, s);
		d = put(m, at, d);
		if (!(d & 1))
			return;
		at = d & (BIT(48) - 1) & ~(BIT(s->stride + 3) - 1);
		if (!(d & 2) || level == 3) {
			also(m, s, (at & ~(BIT(shift) - 1)) | (va & (BIT(shift) - 1)), false);
			return;
		}
		also(m, s, at, true);
	}
}

/* The upper half of accesses, and stage 2 for what it consists of. */
static void lead_to_code(struct maker *m)
{
	/* AF, AP: read-only, AttrIndx 7, UXN; what would be SH may be address */
	put(m, OW_UPPER + 8, OW_RAM | BIT(10) | BIT(7) | 7 << 2 | BIT(54) | 1);
	if (!m->stage2 || m->c->host)
		return;
	m->straight = true;
	for (unsigned page = 0; page < 4; page++) /* of the program with its vectors */
		lead(m, &m->two, UINT64_C(0x40200000) + page * UINT64_C(0x1000));
	lead(m, &m->two, OW_UPPER);
	lead(m, &m->two, OW_CODE);
	m->straight = false;
}

/* ---- questions ---- */

static uint64_t address(struct maker *m, const struct shape *s, bool upper)
{
	uint64_t v = oq_random(&m->random) & (BIT(s->input) - 1);

	if (m->access) { /* whatever the block's size, it is in data */
		v &= ~(BIT(42) - 1);
		v |= OW_DATA + (below(m, 0x80) << 12) + (below(m, 0x1ff) << 3);
	}
	if (chance(m, 3))
		v |= BIT(s->input & 63);
	if (upper)
		v |= ~(BIT(s->input) - 1);
	/* a top byte, which may be ignored */
	return chance(m, 12) ? v ^ (uint64_t)below(m, 256) << 56 : v;
}

void ow_generate(uint64_t seed, uint64_t number, struct ow_case *c)
{
	struct maker m = {.c = c, .random = oq_mix(seed * UINT64_C(0x100000001b3) ^ oq_mix(number))};
	uint64_t va[2][2];

	memset(c, 0, sizeof *c);
	registers(&m);
	m.two = shape2(c);
	if (m.access)
		lead_to_code(&m);
	for (unsigned i = 0; i < 2; i++) /* addresses of EL1&0, and of EL2's */
		for (unsigned k = 0; k < 2; k++) {
			bool two = !i || (c->reg[OW_HCR_EL2] & BIT(34)), upper = two && !m.access && chance(&m, 50);
			struct shape s = shape1(c, i + 1, upper);

			va[i][k] = address(&m, &s, upper);
			if (m.access && i != c->host)
				continue;
			lead(&m, &s, va[i][k] & (BIT(s.input) - 1));
		}
	c->questions = OW_QUESTIONS;
	for (unsigned q = 0; q < OW_QUESTIONS; q++) {
		uint64_t what = m.access ? OW_LDR + below(&m, OW_WHATS - OW_LDR) : below(&m, OW_LDR);
		bool el2 = m.access ? c->host : what == OW_S1E2R || what == OW_S1E2W;

		c->question[q].what = what;
		c->question[q].va = va[el2][below(&m, 2)];
	}
}
