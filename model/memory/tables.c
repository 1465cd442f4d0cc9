/* SPDX-License-Identifier: MIT */
/*
 * Walks of tables in memory, remembered in the TLB: stage 1 whose tables stage 2 translates, stage 2, and what the
 * hardware writes back. Source: Arm pseudocode AArch64.S1Translate, AArch64.S2Translate.
 */
#include "model/memory/tables.h"
#include "model/memory/pages.h"
#include "model/memory/walk.h"

#include <string.h>

bool mmu_fault(struct mmu_fault *f, unsigned dfsc, el2_rule rule)
{
	f->dfsc = (uint8_t)dfsc;
	f->rule = rule;
	return false;
}

static bool not_modelled(struct mmu_fault *f, const char *why)
{
	f->why = why;
	return false;
}

/* ---- the TLB ---- */

/* The registers that translations of a stage depend on; none is EL2_SYSREG_NONE, which holds 0. */
static const uint16_t registers[TLB_STAGES][TLB_REGISTERS] = {
#define REG(name) EL2_SYSREG_##name
	{REG(ID_AA64MMFR0_EL1), REG(HCR_EL2), REG(SCR_EL3), REG(VTTBR_EL2), REG(VTCR_EL2), REG(SCTLR_EL2)},
	{REG(ID_AA64MMFR0_EL1), REG(HCR_EL2), REG(SCR_EL3), REG(TTBR0_EL1), REG(TTBR1_EL1), REG(TCR_EL1), REG(MAIR_EL1),
	 REG(SCTLR_EL1), REG(TCR2_EL1), REG(PIR_EL1), REG(PIRE0_EL1), REG(HCRX_EL2), REG(VTTBR_EL2), REG(VTCR_EL2)},
	{REG(ID_AA64MMFR0_EL1), REG(HCR_EL2), REG(SCR_EL3), REG(TTBR0_EL2), REG(TTBR1_EL2), REG(TCR_EL2), REG(MAIR_EL2),
	 REG(SCTLR_EL2), REG(TCR2_EL2), REG(PIR_EL2), REG(PIRE0_EL2)},
	{REG(ID_AA64MMFR0_EL1), REG(HCR_EL2), REG(SCR_EL3), REG(TTBR0_EL3), REG(TCR_EL3), REG(MAIR_EL3), REG(SCTLR_EL3),
	 REG(PIR_EL3)},
#undef REG
};

static struct tlb_entry *slot(struct exec *x, unsigned stage, uint64_t key)
{
	struct tlb *tlb = memory_tlb(x->memory);
	const el2_state *s = x->s;
	const uint16_t *reg = registers[stage];
	bool same;

	if (!tlb)
		return NULL;
	same = tlb->era[stage] && tlb->cpu[stage] == s->cpu;
	for (unsigned i = 0; same && i < TLB_REGISTERS && reg[i]; i++)
		same = s->sysreg[reg[i]] == tlb->registers[stage][i];
	if (!same) {
		for (unsigned i = 0; i < TLB_REGISTERS && reg[i]; i++)
			tlb->registers[stage][i] = s->sysreg[reg[i]];
		tlb->cpu[stage] = s->cpu;
		tlb->era[stage] = ++tlb->last_era;
	}
	return &tlb->entry[(key * UINT64_C(0x9e3779b97f4a7c15) >> 40) % TLB_ENTRIES];
}

static bool found(const struct exec *x, const struct tlb_entry *e, unsigned stage, uint64_t key, bool write)
{
	return e && e->key == key && e->era == memory_tlb(x->memory)->era[stage] && !(write && e->clean);
}

static void keep(struct exec *x, struct tlb_entry *e, unsigned stage, const struct tlb_entry *made)
{
	if (!e)
		return;
	*e = *made;
	e->era = memory_tlb(x->memory)->era[stage];
}

/* ---- what hardware writes back ---- */

static bool write_back(struct exec *x, uint64_t physical, uint64_t before, uint64_t after)
{
	el2_page *page = el2_memory_page(x->memory, physical);

	x->unflagged |= x->probe && before != after;
	if (before == after || x->probe)
		return true;
	if (!page || !memory_touch(x->memory, page))
		return false;
	store_le(page->data + physical % EL2_PAGE_SIZE, 8, after);
	memory_is_table(x->memory, page); /* as it was: what is kept now depends on it */
	return true;
}

/* Would a write have to make the leaf dirty? */
static bool is_clean(const struct walk_stage *st, const struct walked *w)
{
	bool writable = st->second ? w->attributes >> 7 & 1 : !(w->attributes >> 7 & 1);

	return st->hd && !writable;
}

/* The rule of a walk's fault. */
static bool walk_failed(struct mmu_fault *f, const struct walked *w)
{
	static const el2_rule rules[2][4] = {{EL2_RULE_OF(MEMORY_ADDRESS_SIZE), EL2_RULE_OF(MEMORY_S1_TRANSLATION),
					      EL2_RULE_OF(MEMORY_ACCESS_FLAG), EL2_RULE_OF(MEMORY_S1_PERMISSION)},
					     {EL2_RULE_OF(MEMORY_ADDRESS_SIZE), EL2_RULE_OF(MEMORY_S2_TRANSLATION),
					      EL2_RULE_OF(MEMORY_ACCESS_FLAG), EL2_RULE_OF(MEMORY_S2_PERMISSION)}};
	el2_rule rule = w->fault == WALK_EXTERNAL ? EL2_RULE_OF(MEMORY_WALK) : rules[f->second][w->fault >> 2];

	return mmu_fault(f, walk_dfsc(w->fault, w->level), rule);
}

/* ---- stage 2 ---- */

static enum walk_read read_physical(void *context, uint64_t address, uint64_t *descriptor)
{
	struct exec *x = context;
	el2_page *page = el2_memory_page(x->memory, address);

	if (!page)
		return WALK_READ_ABSENT;
	memory_is_table(x->memory, page);
	*descriptor = load_le(page->data + address % EL2_PAGE_SIZE, 8);
	return WALK_READ;
}

bool tables_second(const struct exec *x)
{
	return memory_walks(x->memory) && (EL2_GET(x->s, HCR_EL2, VM) || EL2_GET(x->s, HCR_EL2, DC)) &&
	       x->s->sysreg[EL2_SYSREG_VTTBR_EL2];
}

bool tables_stage2(struct exec *x, uint64_t ipa, unsigned need, bool el0, struct leaf *leaf, struct mmu_fault *f)
{
	uint64_t page = ipa / EL2_PAGE_SIZE, key = page << 4 | (uint64_t)el0 << 2;
	struct tlb_entry *e = slot(x, 0, key), made = {.key = key};
	bool write = need & EL2_PERM_W, nested;
	struct walk_stage st;
	struct walked w;

	f->second = true;
	f->ipa = ipa;
	if (!found(x, e, 0, key, write)) {
		walk_stage2_of(x->s, &st);
		if (st.why)
			return not_modelled(f, st.why);
		if (!st.disabled && st.input < 64 && ipa >> st.input)
			return mmu_fault(f, walk_dfsc(WALK_TRANSLATION, 0), EL2_RULE_OF(MEMORY_S2_TRANSLATION));
		if (!walk(&st, ipa, write, read_physical, x, &w, &nested))
			return walk_failed(f, &w);
		made.address = w.address & ~(uint64_t)(EL2_PAGE_SIZE - 1);
		made.level = w.level;
		made.user = made.privileged = (uint8_t)walk_permissions2(x->s, w.attributes, el0);
		made.type = w.attributes >> 2 & 15;
		made.share = st.ds ? st.share : w.attributes >> 8 & 3;
		made.clean = is_clean(&st, &w);
		if (!(need & ~made.privileged)) {
			if (!write_back(x, w.at, w.before, w.after))
				return not_modelled(f, "a descriptor that cannot be updated");
			if (!x->probe || w.before == w.after)
				keep(x, e, 0, &made);
		}
		e = &made;
	}
	*leaf = (struct leaf){.address = e->address | ipa % EL2_PAGE_SIZE,
			      .type = (uint8_t)walk_memory2(x->s, e->type),
			      .memattr = e->type,
			      .share = e->share,
			      .user = e->user,
			      .privileged = e->privileged,
			      .level = e->level};
	if (need & ~(unsigned)e->privileged)
		return mmu_fault(f, walk_dfsc(WALK_PERMISSION, e->level), EL2_RULE_OF(MEMORY_S2_PERMISSION));
	f->second = false;
	return true;
}

/* By the owners of pages. */
static bool owned_stage2(struct exec *x, uint64_t ipa, unsigned need, struct leaf *leaf, struct mmu_fault *f)
{
	const el2_page *page = el2_memory_page(x->memory, ipa);

	*leaf = (struct leaf){.address = ipa, .level = 3};
	f->second = true;
	f->ipa = ipa;
	f->page = page;
	if (!page || !page->s2_mapped)
		return mmu_fault(f, 0x07, EL2_RULE_OF(MEMORY_S2_TRANSLATION));
	if (need & ~(unsigned)page->s2_perm)
		return mmu_fault(f, 0x0f, EL2_RULE_OF(MEMORY_S2_PERMISSION));
	leaf->type = page->s2_memattr & 15;
	leaf->privileged = leaf->user = page->s2_perm;
	f->second = false;
	return true;
}

/* ---- stage 1 ---- */

struct nesting {
	struct exec *x;
	struct mmu_fault *fault;
	bool stage2;
};

/* A table's address out of stage 1 as a physical one. False: fault->s1ptw. */
static bool table_address(const struct nesting *n, uint64_t ipa, unsigned need, uint64_t *physical)
{
	struct mmu_fault *f = n->fault;
	struct leaf leaf;
	bool good;

	*physical = ipa;
	if (!n->stage2)
		return true;
	good = tables_second(n->x) ? tables_stage2(n->x, ipa, need, false, &leaf, f)
				   : owned_stage2(n->x, ipa, need, &leaf, f);
	if (good && EL2_GET(n->x->s, HCR_EL2, PTW) && !(leaf.type & 0xc)) {
		f->second = true;
		good = mmu_fault(f, walk_dfsc(WALK_PERMISSION, leaf.level), EL2_RULE_OF(MEMORY_S2_PERMISSION));
	}
	f->s1ptw = !good;
	*physical = leaf.address;
	return good;
}

static enum walk_read read_nested(void *context, uint64_t address, uint64_t *descriptor)
{
	const struct nesting *n = context;
	uint64_t physical;

	if (!table_address(n, address, EL2_PERM_R, &physical))
		return WALK_READ_NESTED;
	return read_physical(n->x, physical, descriptor);
}

/* TCR_ELx.TBID: of a fetch the top byte counts all the same. */
static bool top_byte_ignored(const struct exec *x, const struct regime *r, bool fetch)
{
	unsigned tbid = r->two_ranges ? EL2_LSB_TCR_EL1_TBID0 + r->upper : EL2_LSB_TCR_EL2_TBID;

	return r->tbi && !(fetch && el2_has(x->s->cpu, EL2_FEAT_PAuth) && (r->tcr >> tbid & 1));
}

/* The address that is walked: sign-extended where bits are ignored. */
static uint64_t stripped(const struct exec *x, const struct regime *r, uint64_t va, bool fetch)
{
	uint64_t sign = r->two_ranges && r->upper ? UINT64_MAX : 0;

	if (top_byte_ignored(x, r, fetch))
		return (va & (UINT64_MAX >> 8)) | (sign & ~(UINT64_MAX >> 8));
	if (r->mtx && !fetch)
		return (va & ~(UINT64_C(15) << 56)) | (sign & UINT64_C(15) << 56);
	return va;
}

/* Source: AArch64.S1CheckPermissions, with PSTATE.PAN and SCTLR_ELx.EPAN. */
static unsigned permissions(const struct exec *x, const el2_access *a, const struct regime *r,
			    const struct tlb_entry *e)
{
	unsigned perm = a->el ? e->privileged : e->user, user = e->user;
	bool epan = el2_has(x->s->cpu, EL2_FEAT_PAN3) && (r->sctlr & EL2_BIT(SCTLR_EL1, EPAN));

	if (!r->two_ranges)
		return e->privileged;
	if (a->el && !a->maintenance && (x->s->pstate & EL2_PSTATE_PAN) &&
	    ((user & (EL2_PERM_R | EL2_PERM_W)) || ((epan || e->indirect) && (user & EL2_PERM_X))))
		perm &= EL2_PERM_X | EL2_PERM_GCS;
	return perm;
}

static unsigned needed(const el2_access *a)
{
	if (a->fetch)
		return EL2_PERM_X;
	if (a->gcs)
		return EL2_PERM_GCS;
	/* A DC by VA that only cleans needs read permission at EL0, and nothing above it. */
	if (a->maintenance && !a->write)
		return a->el ? 0 : EL2_PERM_R;
	return (a->read ? EL2_PERM_R : 0) | (a->write ? EL2_PERM_W : 0);
}

static bool walk_stage1(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va,
			struct tlb_entry *made, bool *unkept, struct mmu_fault *f)
{
	struct nesting n = {x, f, r->stage2};
	struct walk_stage st;
	struct walked w;
	unsigned user, privileged;
	uint64_t physical;
	bool nested, refused;

	walk_stage1_of(x->s, r, a->el, &st);
	if (st.why)
		return not_modelled(f, st.why);
	if (st.disabled || (int64_t)((va ^ (r->two_ranges && r->upper ? UINT64_MAX : 0)) >> st.input) != 0)
		return mmu_fault(f, walk_dfsc(WALK_TRANSLATION, 0), EL2_RULE_OF(MEMORY_RANGE));
	if (!walk(&st, va & (UINT64_MAX >> (64 - st.input)), a->write && !a->maintenance, read_nested, &n, &w, &nested))
		return !nested && walk_failed(f, &w);
	walk_permissions1(x->s, r, &st, w.attributes, &user, &privileged);
	made->address = w.address & ~(uint64_t)(EL2_PAGE_SIZE - 1);
	made->level = w.level;
	made->user = (uint8_t)user;
	made->privileged = (uint8_t)privileged;
	made->type = (uint8_t)walk_memory1(x->s, r, w.attributes);
	made->share = (uint8_t)(st.ds ? st.share : w.attributes >> 8 & 3);
	made->clean = is_clean(&st, &w);
	made->undirty = st.pie && !st.hd && (w.attributes >> 7 & 1);
	made->indirect = st.pie;
	made->guarded = w.attributes >> 50 & 1;
	refused = (needed(a) & ~permissions(x, a, r, made)) || (made->undirty && a->write && !a->maintenance);
	*unkept = (x->probe || refused) && w.before != w.after;
	x->unflagged |= *unkept;
	if (x->probe || refused || w.before == w.after)
		return true;
	if (!table_address(&n, w.at, EL2_PERM_R | EL2_PERM_W, &physical))
		return false;
	return write_back(x, physical, w.before, w.after) || not_modelled(f, "a descriptor that cannot be updated");
}

bool tables_stage1(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, struct leaf *leaf,
		   struct mmu_fault *f)
{
	uint64_t address = stripped(x, r, va, a->fetch);
	uint64_t key = address / EL2_PAGE_SIZE << 4 | (uint64_t)(a->el == 0) << 2 | r->bank;
	struct tlb_entry *e = slot(x, r->bank, key), made = {.key = key};
	unsigned need = needed(a), has;
	bool unkept = false;

	if (!found(x, e, r->bank, key, a->write && !a->maintenance)) {
		if (!walk_stage1(x, a, r, address, &made, &unkept, f))
			return false;
		if (!unkept)
			keep(x, e, r->bank, &made);
		e = &made;
	}
	*leaf = (struct leaf){.address = e->address | va % EL2_PAGE_SIZE,
			      .type = e->type,
			      .share = e->share,
			      .user = e->user,
			      .privileged = e->privileged,
			      .level = e->level,
			      .guarded = e->guarded};
	has = permissions(x, a, r, e);
	if (!(need & ~has)) {
		if (!e->undirty || !a->write || a->maintenance)
			return true;
		f->read_refused = false;
		f->iss2 = UINT64_C(1) << 37; /* DirtyBit */
		return mmu_fault(f, walk_dfsc(WALK_PERMISSION, e->level), EL2_RULE_OF(MEMORY_S1_PERMISSION));
	}
	f->read_refused = !a->read || !(has & EL2_PERM_R);
	return mmu_fault(f, walk_dfsc(WALK_PERMISSION, e->level), EL2_RULE_OF(MEMORY_S1_PERMISSION));
}
