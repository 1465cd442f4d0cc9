/* SPDX-License-Identifier: MIT */
/* Where QEMU and the architecture differ; docs/disagreements.md has why. */
#include "tests/oracle/walk/walk_oracle.h"

#include <string.h>

#define BIT(n) (UINT64_C(1) << (n))

/* Fault status and, of PAR_EL1, whether there is one. */
static bool fault_of(const struct ow_asked *q, const struct ow_answer *a, unsigned *status, bool *of_walk)
{
	if (q->at && !a->level) {
		*status = a->par >> 1 & 0x3f;
		*of_walk = a->par >> 8 & 1;
		return a->par & 1;
	}
	*status = a->esr & 0x3f;
	*of_walk = a->esr >> 7 & 1;
	return a->level;
}

/* A status without its level; level -1 has codes of its own. */
static unsigned kind(unsigned status)
{
	return status == 0x2b ? 0x04 : status == 0x29 ? 0x00 : status == 0x13 ? 0x14 : status & 0x3c;
}

/* The registers of a question's regime: those of EL2 for the host's and AT S1E2. */
static bool el2s(const struct ow_asked *q)
{
	return q->c->host || q->what == OW_S1E2R || q->what == OW_S1E2W;
}

static bool indirect(const struct ow_asked *q)
{
	return !q->model->old && (q->c->reg[el2s(q) ? OW_TCR2_EL2 : OW_TCR2_EL1] & 2);
}

/* Are they the same fault but for its level, which is stage 1's of a stage 2 fault of a walk? QEMU 11.1 has that in
 * permission faults by HCR_EL2.PTW. */
static bool level_differs(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	unsigned a, b;
	bool first, second;

	if (!fault_of(q, theirs, &a, &first) || !fault_of(q, ours, &b, &second) || !first || !second ||
	    kind(a) != kind(b) || theirs->level != ours->level || theirs->far != ours->far ||
	    theirs->hpfar != ours->hpfar || ((theirs->esr ^ ours->esr) & ~UINT64_C(0x3f)) ||
	    ((theirs->par ^ ours->par) & ~UINT64_C(0x7e)))
		return false;
	return q->model->old || ((a & 0x3c) == 0xc && (q->c->reg[OW_HCR_EL2] & BIT(2)));
}

/* 7.2: PAR_EL1.SH of Device and Non-cacheable memory, and where stage 1 is off, is the descriptor's. */
static bool share_differs(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	uint64_t d = theirs->par ^ ours->par, type = ours->par >> 56;

	return q->model->old && q->at && !theirs->level && !ours->level && !((theirs->par | ours->par) & 1) && d &&
	       !(d & ~UINT64_C(0x180)) && (ours->par >> 7 & 3) == 2 &&
	       (!(type >> 4) || type == 0x44 || type == 0x40 ||
		!(q->c->reg[el2s(q) ? OW_SCTLR_EL2 : OW_SCTLR_EL1] & 1));
}

/* Both PAR_EL1 tell of an address, and differ in the memory type alone. */
static bool type_differs(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	return q->at && !theirs->level && !ours->level && !((theirs->par | ours->par) & 1) &&
	       !((theirs->par ^ ours->par) & (BIT(56) - 1)) && theirs->par != ours->par;
}

/* The type of Device memory, where one stage says Normal and its low nibble is taken for a type: of two types the
 * stronger; 7.2: transient. Of stage 1 types that are reserved GRE. */
static bool device_differs(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	uint64_t a = theirs->par >> 56, b = ours->par >> 56;

	return type_differs(q, theirs, ours) && !(a >> 4) && !(b >> 4) && (a < b || (b & 3 && !(a & 3)));
}

/* Write-back transient at stage 1 with write-through at stage 2 is write-through transient: bit 3 of the nibble is 0.
 */
static bool transient_differs(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	uint64_t d = (theirs->par ^ ours->par) >> 56;

	return type_differs(q, theirs, ours) && !(d & 0x77) && !(ours->par >> 56 & d);
}

bool ow_alike(const struct ow_asked *q, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	return ow_same(q->what, theirs, ours) || level_differs(q, theirs, ours) || share_differs(q, theirs, ours) ||
	       device_differs(q, theirs, ours) || transient_differs(q, theirs, ours);
}

#define AS_THEY_ARE(name, differs)                                                                                     \
	static bool name(const struct ow_asked *q)                                                                     \
	{                                                                                                              \
		return differs(q, q->theirs, q->ours);                                                                 \
	}
AS_THEY_ARE(level_of_walk, level_differs)
AS_THEY_ARE(share_of_par, share_differs)
AS_THEY_ARE(device_type, device_differs)
AS_THEY_ARE(transient, transient_differs)

/* PIE: AT does not look at nDirty. */
static bool not_dirty(const struct ow_asked *q)
{
	unsigned b;
	bool of_walk;

	return q->at && indirect(q) && q->write && fault_of(q, q->ours, &b, &of_walk) && kind(b) == 0xc &&
	       ow_if_dirty(q);
}

/* AT for writing refuses what is writable, not yet dirty, and would be made so by a store. */
static bool clean_for_at(const struct ow_asked *q)
{
	unsigned a;
	bool of_walk;

	return !q->model->old && q->at && q->write && fault_of(q, q->theirs, &a, &of_walk) && kind(a) == 0xc &&
	       ow_if_not_managed(q);
}

/* 11.1: with FWB, a reserved MemAttr of stage 2 is Device-nGnRnE. */
static bool reserved_type(const struct ow_asked *q)
{
	return !q->model->old && type_differs(q, q->theirs, q->ours) && (q->c->reg[OW_HCR_EL2] & BIT(46)) &&
	       !(q->theirs->par >> 56) && ow_if_device(q);
}

/* An atomic loads, and meets the faults of that, before it finds out that it may not write; nDirty is passed over. */
static bool atomic_loads(const struct ow_asked *q)
{
	return q->what == OW_LDADD && ow_if_loaded(q);
}

/* 7.2: a stage 2 with more bits than VTCR_EL2.PS, or that starts too high for PS, or of 16 KB at level 0, is none. */
static bool small_second(const struct ow_asked *q)
{
	static const uint8_t bits[8] = {32, 36, 40, 42, 44, 48, 52, 52};
	uint64_t v = q->c->reg[OW_VTCR_EL2];
	unsigned ps = bits[v >> 16 & 7], sl0 = v >> 6 & 3, tg = v >> 14 & 3;
	bool high;

	if (!q->model->old || !(q->c->reg[OW_HCR_EL2] & (BIT(0) | BIT(12))))
		return false;
	switch (tg) {
	case 0:
		high = sl0 == 2 && ps <= 42;
		break;
	case 1:
		high = sl0 == 2 && ps <= 42;
		break;
	default:
		high = sl0 == 3 || (sl0 == 2 && ps <= 40);
		break;
	}
	return (high || 64 - (v & 63) > ps) && ow_if_second_faults(q);
}

/* PIE: only what has DBM is made dirty, so that nothing of stage 2 is asked. */
static bool dirty_by_dbm(const struct ow_asked *q)
{
	unsigned b;
	bool of_walk;

	return q->write && indirect(q) && fault_of(q, q->ours, &b, &of_walk) && of_walk && kind(b) == 0xc &&
	       ow_if_dirty(q);
}

/* A fetch with PSTATE.PAN: what PAN takes away is not there for SCTLR_ELx.WXN to see. */
static bool wxn_after_pan(const struct ow_asked *q)
{
	return q->what == OW_FETCH && q->c->pan && kind(q->ours->esr & 0x3f) == 0xc && ow_if_not_wxn(q);
}

/* Is there a block for an address at a level that has none? Of stage 2 its address may not be known: any will do. */
static bool has_block(const struct ow_asked *q, uint64_t tg, unsigned size, bool known, uint64_t address)
{
	static const uint8_t strides[] = {9, 13, 11, 9};
	unsigned stride = strides[tg & 3];

	for (uint64_t i = 0; i < q->c->entries; i++)
		for (int level = -1; level < 2; level++) {
			unsigned shift = stride + 3 + stride * (unsigned)(3 - level);
			uint64_t index = shift < 64 ? (address & (UINT64_MAX >> (size & 63))) >> shift : 0;

			if ((q->c->entry[i].before & 3) == 1 && !(stride == 9 && level == 1) &&
			    (!known || !((q->c->entry[i].at >> 3 ^ index) & (BIT(stride) - 1))))
				return true;
		}
	return false;
}

/* 7.2: any descriptor of a block is one, at whatever level. */
static bool block_anywhere(const struct ow_asked *q)
{
	static const uint8_t tg1[] = {0, 2, 0, 1}; /* as of TG0; the reserved one is 4 KB */
	uint64_t va = q->c->question[q->n].va, v = q->c->reg[OW_VTCR_EL2];
	uint64_t tcr = q->c->reg[el2s(q) ? OW_TCR_EL2 : OW_TCR_EL1];
	bool two = !el2s(q) || (q->c->reg[OW_HCR_EL2] & BIT(34)), upper = two && va >> 55 & 1, of_walk, second;
	unsigned b;

	if (!q->model->old || !fault_of(q, q->ours, &b, &of_walk))
		return false;
	second = of_walk || (q->at ? q->ours->par >> 9 & 1 : q->ours->level == 2 && !q->c->host);
	/* ours may have gone on to a fault of the vector's */
	if (q->ours->far >= OW_UPPER_HALF && q->theirs->far < OW_UPPER_HALF && !q->at)
		second = false;
	else if (b != 4 && b != 5 && b != 0x2b)
		return false;
	if (second)
		return has_block(q, v >> 14, 0, false, 0);
	return has_block(q, upper ? tg1[tcr >> 30 & 3] : tcr >> 14, (unsigned)(tcr >> (upper ? 16 : 0)), true, va);
}

/* AT sets access flags (11.1: of stage 2, for tables), which later questions find. */
static bool flag_by_at(const struct ow_asked *q)
{
	unsigned b;
	bool of_walk;

	return q->at && fault_of(q, q->ours, &b, &of_walk) && kind(b) == 8 && ow_if_accessed(q);
}

/* 7.2: and for that needs stage 2 to permit writing. */
static bool flag_needs_second(const struct ow_asked *q)
{
	uint64_t ha = el2s(q) ? q->c->reg[OW_TCR_EL2] >> (q->c->reg[OW_HCR_EL2] & BIT(34) ? 39 : 21)
			      : q->c->reg[OW_TCR_EL1] >> 39;
	unsigned a, b;
	bool first, second;

	return q->model->old && q->at && (ha & 1) && fault_of(q, q->theirs, &a, &first) && first && kind(a) == 0xc &&
	       !(fault_of(q, q->ours, &b, &second) && second);
}

static const struct {
	const char *name;
	bool (*is)(const struct ow_asked *q);
} known[] = {
	{"level of a stage 2 fault of a walk", level_of_walk},
	{"SH of Device in PAR_EL1", share_of_par},
	{"nDirty passed over", not_dirty},
	{"AT refuses to write where a store would make dirty", clean_for_at},
	{"type of Device memory out of two stages", device_type},
	{"write-through transient", transient},
	{"reserved MemAttr with FWB", reserved_type},
	{"an atomic loads first", atomic_loads},
	{"stage 2 that is none to 7.2", small_second},
	{"PIE without DBM", dirty_by_dbm},
	{"WXN after PAN", wxn_after_pan},
	{"a block at any level", block_anywhere},
	{"AT sets access flags", flag_by_at},
	{"AT needs stage 2 to permit access flags", flag_needs_second},
};

/* A leaf that the model makes dirty and QEMU does not: with PIE what has no DBM, and of LDADD, which loads first, what
 * a load that already fails would have gone on to; with PIE anything. */
bool ow_known_table(const struct ow_case *c, uint64_t theirs, uint64_t ours)
{
	bool pie = (c->reg[OW_TCR2_EL1] | c->reg[OW_TCR2_EL2]) & 2, loads = false;

	for (uint64_t i = 0; i < c->questions; i++)
		loads |= c->question[i].what == OW_LDADD &&
			 (pie || (c->question[i].answer.level && kind(c->question[i].answer.esr & 0x3f) == 0x10));
	return theirs == (ours | BIT(7)) && (loads || (pie && !(ours & BIT(51))));
}

const char *ow_known(const struct ow_model *model, const struct ow_case *theirs, const struct ow_case *ours, uint64_t n)
{
	const char *name = ow_what_name(theirs->question[n].what);
	struct ow_asked q = {.model = model,
			     .c = theirs,
			     .theirs = &theirs->question[n].answer,
			     .ours = &ours->question[n].answer,
			     .what = theirs->question[n].what,
			     .n = n};

	q.at = ow_is_at(q.what);
	q.write = q.at ? strchr(name, 'W') != NULL : q.what == OW_STR || q.what == OW_STTR || q.what == OW_LDADD;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].is(&q))
			return known[i].name;
	return NULL;
}
