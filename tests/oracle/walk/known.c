/* SPDX-License-Identifier: MIT */
/* Where QEMU and the architecture differ; docs/disagreements.md has why. */
#include "tests/oracle/walk/walk_oracle.h"

#include <string.h>

#define BIT(n) (UINT64_C(1) << (n))

/* A question with both answers. */
struct asked {
	const struct ow_case *c;
	const struct ow_answer *theirs, *ours;
	uint64_t what;
	bool at, write, old; /* old: QEMU 7.2 */
};

/* Fault status and, of PAR_EL1, whether there is one. */
static bool fault_of(const struct asked *q, const struct ow_answer *a, unsigned *status, bool *of_walk)
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
static bool el2s(const struct asked *q)
{
	return q->c->host || q->what == OW_S1E2R || q->what == OW_S1E2W;
}

static bool indirect(const struct asked *q)
{
	return !q->old && (q->c->reg[el2s(q) ? OW_TCR2_EL2 : OW_TCR2_EL1] & 2);
}

/* The level is stage 1's, of permission faults by HCR_EL2.PTW none. */
static bool level_of_walk(const struct asked *q)
{
	unsigned a, b;
	bool first, second;

	if (!fault_of(q, q->theirs, &a, &first) || !fault_of(q, q->ours, &b, &second) || !first || !second ||
	    q->theirs->far != q->ours->far || q->theirs->level != q->ours->level)
		return false;
	return kind(a) == kind(b) && (q->old || ((a & 0x3c) == 0xc && (q->c->reg[OW_HCR_EL2] & BIT(2))));
}

/* PIE: AT does not look at nDirty. */
static bool not_dirty(const struct asked *q)
{
	unsigned a, b;
	bool first, second;

	return q->at && indirect(q) && q->write && (!fault_of(q, q->theirs, &a, &first) || (q->theirs->par >> 9 & 1)) &&
	       fault_of(q, q->ours, &b, &second) && (b & 0x3c) == 0xc;
}

/* AT for writing refuses what is writable, not yet dirty, and would be made so by a store. */
static bool clean_for_at(const struct asked *q)
{
	uint64_t tcr = q->c->reg[el2s(q) ? OW_TCR_EL2 : OW_TCR_EL1];
	bool two = !el2s(q) || (q->c->reg[OW_HCR_EL2] & BIT(34)), first, second, hd = tcr >> (two ? 40 : 22) & 1;
	unsigned a, b;

	hd |= q->c->reg[OW_VTCR_EL2] >> 22 & 1;
	return !q->old && q->at && q->write && hd && fault_of(q, q->theirs, &a, &first) && (a & 0x3c) == 0xc &&
	       (!fault_of(q, q->ours, &b, &second) || q->theirs->par != q->ours->par);
}

/* The type of Device memory, where one stage says Normal and its low nibble is taken for a type; 7.2: transient. */
static bool device_type(const struct asked *q)
{
	uint64_t d = q->theirs->par ^ q->ours->par;

	return q->at && !((q->theirs->par | q->ours->par) & 1) && !q->theirs->level && !(d & (BIT(56) - 1)) &&
	       !(q->ours->par >> 60) && !(q->theirs->par >> 60);
}

/* Write-back transient at stage 1 with write-through at stage 2 is write-through transient. */
static bool transient(const struct asked *q)
{
	uint64_t d = q->theirs->par ^ q->ours->par;

	return q->at && !((q->theirs->par | q->ours->par) & 1) && !q->theirs->level && d && !(d & (BIT(56) - 1)) &&
	       !(d >> 56 & 0x77);
}

/* An atomic loads, and meets the faults of that, before it finds out that it may not write. */
static bool atomic_loads(const struct asked *q)
{
	if (q->what == OW_LDADD && !q->theirs->level)
		return indirect(q); /* and nDirty is passed over */
	return q->what == OW_LDADD && (q->theirs->esr >> 26 & 0x3e) == 0x24 &&
	       (!(q->theirs->esr & 0x40) || (q->theirs->esr ^ q->ours->esr) == 0x40);
}

/* 7.2: a stage 2 with more bits than VTCR_EL2.PS, or that starts too high for PS, is none. */
static bool small_second(const struct asked *q)
{
	static const uint8_t bits[8] = {32, 36, 40, 42, 44, 48, 52, 52};
	uint64_t v = q->c->reg[OW_VTCR_EL2];
	unsigned ps = bits[v >> 16 & 7];

	return q->old && (q->c->reg[OW_HCR_EL2] & (BIT(0) | BIT(12))) && (64 - (v & 63) > ps || ps <= 42);
}

/* 7.2: PAR_EL1.SH of Device and Non-cacheable memory is the descriptor's. */
static bool share_of_par(const struct asked *q)
{
	uint64_t d = q->theirs->par ^ q->ours->par;

	return q->old && q->at && !q->theirs->level && !((q->theirs->par | q->ours->par) & 1) && d &&
	       !(d & ~UINT64_C(0x180)) && (q->ours->par >> 7 & 3) == 2;
}

/* 7.2: AT S1E2 knows no E2H. */
static bool host_of_at(const struct asked *q)
{
	return q->old && q->at && el2s(q) && (q->c->reg[OW_HCR_EL2] & BIT(34));
}

/* PIE: only what has DBM is made dirty, so that nothing of stage 2 is asked. */
static bool dirty_by_dbm(const struct asked *q)
{
	unsigned b;
	bool of_walk;

	return q->write && indirect(q) && fault_of(q, q->ours, &b, &of_walk) && of_walk && (b & 0x3c) == 0xc;
}

/* A fetch with PSTATE.PAN: what PAN takes away is not there for SCTLR_ELx.WXN to see. */
static bool wxn_after_pan(const struct asked *q)
{
	uint64_t sctlr = q->c->reg[q->c->host ? OW_SCTLR_EL2 : OW_SCTLR_EL1];

	return q->what == OW_FETCH && q->c->pan && (sctlr & BIT(19)) && (q->ours->esr & 0x3c) == 0xc &&
	       !(q->theirs->esr >> 26);
}

/* 7.2: any descriptor of a block is one, at whatever level. */
static bool block_anywhere(const struct asked *q)
{
	unsigned b;
	bool of_walk, block = false;

	for (uint64_t i = 0; i < q->c->entries; i++)
		block |= (q->c->entry[i].before & 3) == 1;
	if (!q->old || !block || !fault_of(q, q->ours, &b, &of_walk))
		return false;
	/* ours may have gone on to a fault of the vector's */
	return b == 4 || b == 5 || b == 0x2b || (q->ours->far >= OW_UPPER_HALF && q->theirs->far < OW_UPPER_HALF);
}

/* 7.2: AT sets access flags, and needs stage 2 to permit that. */
static bool flag_by_at(const struct asked *q)
{
	unsigned a, b;
	bool first, second;

	if (!q->old || !q->at)
		return false;
	if (!fault_of(q, q->theirs, &a, &first))
		return fault_of(q, q->ours, &b, &second) && (b & 0x3c) == 8; /* set by an AT before */
	return first && (a & 0x3c) == 0xc && (!fault_of(q, q->ours, &b, &second) || !second);
}

static const struct {
	const char *name;
	bool (*is)(const struct asked *q);
} known[] = {
	{"level of a stage 2 fault of a walk", level_of_walk},
	{"nDirty passed over", not_dirty},
	{"AT refuses to write where a store would make dirty", clean_for_at},
	{"type of Device memory out of two stages", device_type},
	{"write-through transient", transient},
	{"an atomic loads first", atomic_loads},
	{"stage 2 larger than PS", small_second},
	{"PIE without DBM", dirty_by_dbm},
	{"WXN after PAN", wxn_after_pan},
	{"a block at any level", block_anywhere},
	{"AT sets access flags", flag_by_at},
	{"SH of Device in PAR_EL1", share_of_par},
	{"AT S1E2 with E2H", host_of_at},
};

/* With PIE only what has DBM is made dirty, and then the table at stage 2. */
bool ow_known_table(const struct ow_case *c, uint64_t theirs, uint64_t ours)
{
	bool pie = (c->reg[OW_TCR2_EL1] | c->reg[OW_TCR2_EL2]) & 2;

	return pie && ((theirs == (ours | BIT(7)) && !(ours & BIT(51))) || ours == (theirs | BIT(7)));
}

const char *ow_known(const struct ow_case *theirs, const struct ow_case *ours, uint64_t n, bool old)
{
	const char *name = ow_what_name(theirs->question[n].what);
	struct asked q = {.c = theirs,
			  .theirs = &theirs->question[n].answer,
			  .ours = &ours->question[n].answer,
			  .what = theirs->question[n].what,
			  .old = old};

	q.at = ow_is_at(q.what);
	q.write = q.at ? strchr(name, 'W') != NULL : q.what == OW_STR || q.what == OW_STTR || q.what == OW_LDADD;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].is(&q))
			return known[i].name;
	return NULL;
}
