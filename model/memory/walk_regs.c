/* SPDX-License-Identifier: MIT */
/* What registers say about a walk: granule, sizes, start level. Source: TCR_ELx, VTCR_EL2; choices as QEMU's. */
#include "model/bits.h"
#include "model/exec/exec.h"
#include "model/memory/walk.h"

enum granule {
	GRANULE_4K = 9,
	GRANULE_16K = 11,
	GRANULE_64K = 13
};

static uint64_t reg_of(const el2_state *s, const struct regime *r, el2_sysreg el1, el2_sysreg el2, el2_sysreg el3)
{
	return s->sysreg[r->bank == 1 ? el1 : r->bank == 2 ? el2 : el3];
}

static bool bit(uint64_t value, unsigned n)
{
	return value >> n & 1;
}

static unsigned parange(const el2_state *s)
{
	unsigned n = s->sysreg[EL2_SYSREG_ID_AA64MMFR0_EL1] & 15;

	return n > 7 ? 7 : n;
}

static unsigned physical_bits(unsigned ps)
{
	static const uint8_t bits[8] = {32, 36, 40, 42, 44, 48, 52, 52};

	return bits[ps];
}

/* Is the granule implemented? A reserved or absent one becomes one that is: the smallest. Source: TGran fields. */
static enum granule implemented(const el2_state *s, enum granule g)
{
	uint64_t id = s->sysreg[EL2_SYSREG_ID_AA64MMFR0_EL1];
	bool has4 = (id >> 28 & 15) != 15, has16 = id >> 20 & 15, has64 = (id >> 24 & 15) != 15;

	if ((g == GRANULE_4K && has4) || (g == GRANULE_16K && has16) || (g == GRANULE_64K && has64))
		return g;
	return has4 ? GRANULE_4K : has16 ? GRANULE_16K : GRANULE_64K;
}

static enum granule tg0(const el2_state *s, uint64_t field)
{
	return implemented(s, field == 1 ? GRANULE_64K : field == 2 ? GRANULE_16K : GRANULE_4K);
}
static enum granule tg1(const el2_state *s, uint64_t field)
{
	return implemented(s, field == 3 ? GRANULE_64K : field == 1 ? GRANULE_16K : GRANULE_4K);
}

/* FEAT_LPA2 for a granule, at stage 1 or 2: TGran4, TGran16, and TGran4_2, TGran16_2 where these are not 0. */
static bool lpa2(const el2_state *s, enum granule g, bool second)
{
	uint64_t id = s->sysreg[EL2_SYSREG_ID_AA64MMFR0_EL1];
	unsigned one = g == GRANULE_4K ? id >> 28 & 15 : id >> 20 & 15;
	unsigned two = g == GRANULE_4K ? id >> 40 & 15 : id >> 32 & 15;

	if (g == GRANULE_64K)
		return false;
	if (second && two)
		return two == 3;
	return g == GRANULE_4K ? one == 1 : one == 2;
}

/* Sizes that stage 1 and 2 have alike. */
static void sizes(const el2_state *s, struct walk_stage *st, enum granule g, unsigned txsz, unsigned ps, bool ds)
{
	unsigned most = 39, least = 16;

	st->stride = (uint8_t)g;
	st->ds = ds && lpa2(s, g, st->second);
	st->large = g == GRANULE_64K && el2_has(s->cpu, EL2_FEAT_LPA);
	if (el2_has(s->cpu, EL2_FEAT_TTST))
		most = g == GRANULE_64K ? 47 : 48;
	if (st->ds || (g == GRANULE_64K && el2_has(s->cpu, EL2_FEAT_LVA)))
		least = 12;
	st->disabled = txsz < least || txsz > most;
	st->input = (uint8_t)(64 - txsz);
	ps = ps < parange(s) ? ps : parange(s);
	st->output = (uint8_t)physical_bits(ps);
	if (!st->ds && g != GRANULE_64K && st->output > 48)
		st->output = 48;
}

/* ---- stage 1 ---- */

/* TCR2_ELx, of EL1&0 where EL2 and EL3 enable it. */
static uint64_t tcr2(const el2_state *s, const struct regime *r)
{
	if (!el2_has(s->cpu, EL2_FEAT_TCR2) || r->bank == 3)
		return 0;
	if (el2_has(s->cpu, EL2_FEAT_AA64EL3) && !EL2_GET(s, SCR_EL3, TCR2En))
		return 0;
	if (r->bank == 1 && el2_el2_enabled(s) && !EL2_GET(s, HCRX_EL2, TCR2En))
		return 0;
	return reg_of(s, r, EL2_SYSREG_TCR2_EL1, EL2_SYSREG_TCR2_EL2, EL2_SYSREG_NONE);
}

/* TCR2_ELx: D128 is bit 5, AIE 4, POE 3, E0POE 2, PIE 1. */
static void extended(const el2_state *s, const struct regime *r, struct walk_stage *st)
{
	uint64_t t = tcr2(s, r);

	if (r->bank == 3 && el2_has(s->cpu, EL2_FEAT_S1PIE) && s->sysreg[EL2_SYSREG_TCR_EL3] >> 35 & 1)
		st->why = "stage 1 of EL3 with permission indirection";
	if (el2_has(s->cpu, EL2_FEAT_D128) && bit(t, 5))
		st->why = "stage 1 with 128-bit descriptors";
	else if (el2_has(s->cpu, EL2_FEAT_AIE) && bit(t, 4))
		st->why = "stage 1 with extended memory attribute indices";
	else if (el2_has(s->cpu, EL2_FEAT_S1POE) && (t & 3 << 2))
		st->why = "stage 1 with permission overlays";
	st->pie = el2_has(s->cpu, EL2_FEAT_S1PIE) && bit(t, 1);
}

void walk_stage1_of(const el2_state *s, const struct regime *r, unsigned el, struct walk_stage *st)
{
	uint64_t t = r->tcr;
	bool upper = r->two_ranges && r->upper, dbm = el2_has(s->cpu, EL2_FEAT_HAFDBS);

	*st = (struct walk_stage){0};
	extended(s, r, st);
	if (r->sctlr & EL2_BIT(SCTLR_EL1, EE))
		st->why = "big-endian translation tables";
	if (upper)
		st->base = reg_of(s, r, EL2_SYSREG_TTBR1_EL1, EL2_SYSREG_TTBR1_EL2, EL2_SYSREG_NONE);
	else
		st->base = reg_of(s, r, EL2_SYSREG_TTBR0_EL1, EL2_SYSREG_TTBR0_EL2, EL2_SYSREG_TTBR0_EL3);
	if (r->two_ranges) {
		enum granule g = upper ? tg1(s, t >> EL2_LSB_TCR_EL1_TG1 & 3) : tg0(s, t >> EL2_LSB_TCR_EL1_TG0 & 3);

		sizes(s, st, g, t >> (upper ? EL2_LSB_TCR_EL1_T1SZ : EL2_LSB_TCR_EL1_T0SZ) & 63,
		      t >> EL2_LSB_TCR_EL1_IPS & 7, bit(t, EL2_LSB_TCR_EL1_DS));
		st->share = t >> (upper ? EL2_LSB_TCR_EL1_SH1 : EL2_LSB_TCR_EL1_SH0) & 3;
		st->ha = bit(t, EL2_LSB_TCR_EL1_HA);
		st->hd = bit(t, EL2_LSB_TCR_EL1_HD);
		st->hpd = bit(t, upper ? EL2_LSB_TCR_EL1_HPD1 : EL2_LSB_TCR_EL1_HPD0);
		if (bit(t, upper ? EL2_LSB_TCR_EL1_EPD1 : EL2_LSB_TCR_EL1_EPD0))
			st->disabled = true;
		if (el == 0 && el2_has(s->cpu, EL2_FEAT_E0PD) &&
		    bit(t, upper ? EL2_LSB_TCR_EL1_E0PD1 : EL2_LSB_TCR_EL1_E0PD0))
			st->disabled = true;
	} else { /* TCR_EL3 has these fields where TCR_EL2 has them */
		sizes(s, st, tg0(s, t >> EL2_LSB_TCR_EL2_TG0 & 3), t & 63, t >> EL2_LSB_TCR_EL2_PS & 7,
		      bit(t, EL2_LSB_TCR_EL2_DS));
		st->share = t >> EL2_LSB_TCR_EL2_SH0 & 3;
		st->ha = bit(t, EL2_LSB_TCR_EL2_HA);
		st->hd = bit(t, EL2_LSB_TCR_EL2_HD);
		st->hpd = bit(t, EL2_LSB_TCR_EL2_HPD);
	}
	st->ha &= dbm;
	st->hd &= st->ha && (s->sysreg[EL2_SYSREG_ID_AA64MMFR1_EL1] & 15) >= 2;
	st->hpd &= el2_has(s->cpu, EL2_FEAT_HPDS);
	if (!st->disabled)
		st->start = (int8_t)(4 - (st->input - 4) / st->stride);
}

/* ---- stage 2 ---- */

/* AArch64.S2InvalidSL, S2InconsistentSL; false: a level 0 translation fault. */
static bool start_level(const el2_state *s, struct walk_stage *st)
{
	unsigned sl0 = EL2_GET(s, VTCR_EL2, SL0) & 3, pa = physical_bits(parange(s)), least;
	int level = st->stride == GRANULE_4K ? 2 - (int)sl0 : 3 - (int)sl0;

	if (st->stride == GRANULE_4K && st->ds && EL2_GET(s, VTCR_EL2, SL2)) {
		if (sl0)
			return false;
		level = -1;
	} else if (sl0 == 3) {
		if (st->stride == GRANULE_64K || (st->stride == GRANULE_16K && !st->ds) ||
		    (st->stride == GRANULE_4K && !el2_has(s->cpu, EL2_FEAT_TTST)))
			return false;
		level = st->stride == GRANULE_4K ? 3 : 0;
	} else if (sl0 == 2 && pa < (st->stride == GRANULE_16K ? 42u : 44u)) {
		return false;
	}
	least = (unsigned)((3 - level) * st->stride + st->stride + 3 + 1);
	st->start = (int8_t)level;
	return st->input >= least && st->input <= least + st->stride - 1u + 4u;
}

void walk_stage2_of(const el2_state *s, struct walk_stage *st)
{
	uint64_t mmfr1 = s->sysreg[EL2_SYSREG_ID_AA64MMFR1_EL1] & 15;

	*st = (struct walk_stage){.second = true, .base = s->sysreg[EL2_SYSREG_VTTBR_EL2]};
	if ((el2_has(s->cpu, EL2_FEAT_D128) && EL2_GET(s, VTCR_EL2, D128)) ||
	    (el2_has(s->cpu, EL2_FEAT_S2PIE) && EL2_GET(s, VTCR_EL2, S2PIE)))
		st->why = "stage 2 with 128-bit descriptors or permission indirection";
	if (s->sysreg[EL2_SYSREG_SCTLR_EL2] & EL2_BIT(SCTLR_EL1, EE))
		st->why = "big-endian translation tables";
	sizes(s, st, tg0(s, EL2_GET(s, VTCR_EL2, TG0)), EL2_GET(s, VTCR_EL2, T0SZ) & 63, EL2_GET(s, VTCR_EL2, PS) & 7,
	      EL2_GET(s, VTCR_EL2, DS));
	st->share = EL2_GET(s, VTCR_EL2, SH0) & 3;
	st->ha = mmfr1 >= 1 && EL2_GET(s, VTCR_EL2, HA);
	st->hd = mmfr1 >= 2 && st->ha && EL2_GET(s, VTCR_EL2, HD);
	if (!st->disabled)
		st->disabled = !start_level(s, st);
}

/* ---- what leaves say ---- */

enum {
	R = EL2_PERM_R,
	W = EL2_PERM_W,
	X = EL2_PERM_X,
	G = EL2_PERM_GCS,
	WXN = 0x80
};

/* A permission of PIR_ELx or PIRE0_ELx; WXN: execute that writing takes away. Source: PIR_EL1. */
static unsigned indirect(uint64_t pir, unsigned index)
{
	static const uint8_t table[16] = {0, R,     X,     R | X, 0,     R | W, R | W | X | WXN, R | W | X,
					  R, R | G, R | X, 0,     R | W, 0,     R | W | X,       0};

	return table[pir >> (4 * index) & 15];
}

static unsigned plain(unsigned perm)
{
	return perm & WXN ? R | W : perm;
}

/* HCR_EL2.{NV, NV1}: EL1's tables are those of what thinks itself EL2, without EL0. */
static bool nested(const el2_state *s, const struct regime *r)
{
	return r->bank == 1 && el2_has(s->cpu, EL2_FEAT_NV) && el2_el2_enabled(s) && EL2_GET(s, HCR_EL2, NV) &&
	       EL2_GET(s, HCR_EL2, NV1);
}

/* What EL0 may write is nothing that others execute, and no stack of theirs. */
static void indirect_both(const el2_state *s, const struct regime *r, unsigned index, unsigned *user,
			  unsigned *privileged)
{
	unsigned p = indirect(reg_of(s, r, EL2_SYSREG_PIR_EL1, EL2_SYSREG_PIR_EL2, EL2_SYSREG_PIR_EL3), index), u = 0;

	if (r->two_ranges && !nested(s, r))
		u = indirect(reg_of(s, r, EL2_SYSREG_PIRE0_EL1, EL2_SYSREG_PIRE0_EL2, EL2_SYSREG_NONE), index);
	if ((p & (X | G)) && (u & (W | G)))
		p = u = 0;
	*privileged = plain(p);
	*user = plain(u);
}

/* Source: AArch64.S1DirectBasePermissions, S1IndirectBasePermissions. */
void walk_permissions1(const el2_state *s, const struct regime *r, const struct walk_stage *st, uint64_t a,
		       unsigned *user, unsigned *privileged)
{
	bool read_only = bit(a, 7), el0 = bit(a, 6) && r->two_ranges, uxn = bit(a, 54), pxn = bit(a, 53);
	unsigned index = (unsigned)(bit(a, 6) | bit(a, 51) << 1 | (a >> 53 & 3) << 2);

	if (st->pie) {
		indirect_both(s, r, index, user, privileged);
		return;
	}
	if (nested(s, r)) {
		pxn = uxn;
		uxn = true;
		el0 = false;
	}
	*privileged = R | (read_only ? 0 : W);
	*user = el0 ? *privileged : 0;
	if (!r->two_ranges) {
		*user = 0;
		pxn = uxn;
	}
	if (r->two_ranges && !uxn)
		*user |= X;
	if (!pxn && !(*user & W))
		*privileged |= X;
	if (r->sctlr & EL2_BIT(SCTLR_EL1, WXN)) {
		if (*user & W)
			*user &= ~(unsigned)X;
		if (*privileged & W)
			*privileged &= ~(unsigned)X;
	}
}

unsigned walk_permissions2(const el2_state *s, uint64_t a, bool el0)
{
	unsigned xn = a >> 53 & 3, perm = (bit(a, 6) ? R : 0) | (bit(a, 7) ? W : 0);

	if (!el2_has(s->cpu, EL2_FEAT_XNX))
		xn &= 2;
	if (xn == 0 || (xn == 1 && el0) || (xn == 3 && !el0))
		perm |= X;
	return perm;
}
