/* SPDX-License-Identifier: MIT */
/* Allocation tags of granted memory, tag checks, and the choice of logical tags. */
#include "model/exec/exec.h"

/* ---- reading and writing ---- */

static unsigned canonical_tag(uint64_t address)
{
	return address >> 55 & 1 ? 15 : 0;
}

/* The tags of a page, which are about to be read or written. */
static uint8_t *tags_of(el2_page *page)
{
	page->reached |= EL2_REACHED_TAGS;
	return page->tags;
}

/* The page of a granule of a span, and the granule's index there. */
static unsigned locate(const struct span *span, unsigned granule, unsigned *which)
{
	uint64_t address = (span->address & ~(uint64_t)(EL2_GRANULE - 1)) + (uint64_t)granule * EL2_GRANULE;

	*which = address / EL2_PAGE_SIZE != span->address / EL2_PAGE_SIZE;
	return address / EL2_GRANULE % EL2_PAGE_GRANULES;
}

unsigned span_tag(const struct span *span, unsigned granule)
{
	unsigned which, index = locate(span, granule, &which);

	if (span->tags[which] == TAGS_CANONICAL)
		return span->upper ? 15 : 0;
	return span->tags[which] == TAGS_ALLOCATION ? tags_of(span->page[which])[index] : 0;
}

void span_set_tags(const struct span *span, unsigned granule, unsigned count, unsigned tag)
{
	for (unsigned i = granule; i < granule + count; i++) {
		unsigned which, index = locate(span, i, &which);

		if (span->tags[which] == TAGS_ALLOCATION)
			tags_of(span->page[which])[index] = (uint8_t)tag;
	}
}

/* ---- checks ---- */

bool tag_is_checked(const el2_state *s, const el2_access *a, const struct regime *r)
{
	unsigned top = a->address >> 55 & 31;

	if (!a->checked || (s->pstate & EL2_PSTATE_TCO) || !(r->tbi || r->mtx))
		return false;
	if (r->tcma && (top == 0 || top == 31))
		return false;
	if (!a->write && el2_has(s->cpu, EL2_FEAT_MTE_STORE_ONLY) &&
	    (r->sctlr & (a->el ? EL2_BIT(SCTLR_EL1, TCSO) : EL2_BIT(SCTLR_EL1, TCSO0))))
		return false;
	return el2_tag_access_enabled(s, a->el, NULL);
}

/* The TFSR register of an access, and its bit: TF1 of the upper half of two. */
static void report(el2_state *s, const el2_access *a, const struct regime *r)
{
	static const uint16_t reg[4] = {EL2_SYSREG_TFSRE0_EL1, EL2_SYSREG_TFSR_EL1, EL2_SYSREG_TFSR_EL2,
					EL2_SYSREG_TFSR_EL3};

	s->sysreg[reg[a->el]] |= r->two_ranges && r->upper ? EL2_BIT(TFSR_EL1, TF1) : EL2_BIT(TFSR_EL1, TF0);
}

static bool mismatch(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va)
{
	unsigned tcf = r->sctlr >> (a->el ? EL2_LSB_SCTLR_EL1_TCF : EL2_LSB_SCTLR_EL1_TCF0) & 3;

	if (tcf == 3 && !el2_has(x->s->cpu, EL2_FEAT_MTE3)) {
		x->unpredictable = true; /* reserved: as 0 */
		tcf = 0;
	}
	if (tcf == 3)
		tcf = a->read ? 1 : 2;
	switch (tcf) {
	case 0:
		exec_rule(x, EL2_RULE_OF(TAG_CHECK_IGNORED));
		return true;
	case 1: /* FAR[63:60] are UNKNOWN without FEAT_MTE_TAGGED_FAR: this CPU keeps them */
		return exec_abort(x, a, va, 0x11, EL2_RULE_OF(TAG_CHECK_SYNC));
	default:
		exec_rule(x, EL2_RULE_OF(TAG_CHECK_ASYNC));
		report(x->s, a, r);
		return true;
	}
}

bool tag_check(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, uint32_t size,
	       const struct translation *t)
{
	unsigned tag = tag_of(va), first, last;

	if (t->tags == TAGS_CANONICAL)
		return tag == canonical_tag(va) || mismatch(x, a, r, va);
	if (t->tags != TAGS_ALLOCATION)
		return true;
	first = t->address % EL2_PAGE_SIZE / EL2_GRANULE;
	last = (t->address % EL2_PAGE_SIZE + size - 1) / EL2_GRANULE;
	for (unsigned i = first; i <= last; i++)
		if (tags_of(t->page)[i] != tag)
			return mismatch(x, a, r, i == first ? va : (va & ~(uint64_t)15) + (i - first) * EL2_GRANULE);
	return true;
}

/* ---- logical tags ---- */

unsigned tag_choose(unsigned tag, unsigned offset, uint16_t exclude)
{
	if (exclude == 0xffff)
		return 0;
	if (!offset)
		while (exclude >> tag & 1)
			tag = (tag + 1) & 15;
	while (offset--) {
		do
			tag = (tag + 1) & 15;
		while (exclude >> tag & 1);
	}
	return tag;
}
