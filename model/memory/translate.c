/* SPDX-License-Identifier: MIT */
/*
 * Translation of one address, identity mapped or by tables: ranges, stage 1, stage 2, and the aborts that come of them.
 * Source: Arm pseudocode AArch64.FullTranslate and what it calls.
 */
#include "model/memory/pages.h"
#include "model/memory/tables.h"
#include "model/memory/walk.h"

/* ---- the regime ---- */

static bool have_mtx(const el2_cpu *cpu)
{
	return el2_has(cpu, EL2_FEAT_MTE_CANONICAL_TAGS) || el2_has(cpu, EL2_FEAT_MTE_NO_ADDRESS_TAGS);
}

void regime_of(const el2_state *s, unsigned el, uint64_t va, struct regime *r)
{
	bool host = el < 3 && el2_el_is_in_host(s, el), el10 = el < 2 && !host;
	bool second = el10 && el2_el2_enabled(s);
	unsigned at;

	*r = (struct regime){.two_ranges = el10 || host, .upper = va >> 55 & 1, .bank = el10 ? 1 : el < 3 ? 2 : 3};
	if (el10) {
		r->tcr = s->sysreg[EL2_SYSREG_TCR_EL1];
		r->sctlr = s->sysreg[EL2_SYSREG_SCTLR_EL1];
	} else if (el < 3) {
		r->tcr = s->sysreg[EL2_SYSREG_TCR_EL2];
		r->sctlr = s->sysreg[EL2_SYSREG_SCTLR_EL2];
	} else {
		r->tcr = s->sysreg[EL2_SYSREG_TCR_EL3];
		r->sctlr = s->sysreg[EL2_SYSREG_SCTLR_EL3];
	}
	r->stage1 = r->sctlr & EL2_BIT(SCTLR_EL1, M);
	if (second && (EL2_GET(s, HCR_EL2, DC) || EL2_GET(s, HCR_EL2, TGE)))
		r->stage1 = false;
	r->stage2 = second && (EL2_GET(s, HCR_EL2, VM) || EL2_GET(s, HCR_EL2, DC));
	if (r->two_ranges) {
		at = r->upper;
		r->tbi = r->tcr >> (EL2_LSB_TCR_EL1_TBI0 + at) & 1;
		r->tcma = r->tcr >> (EL2_LSB_TCR_EL1_TCMA0 + at) & 1;
		r->mtx = r->tcr >> (EL2_LSB_TCR_EL1_MTX0 + at) & 1;
	} else {
		r->tbi = r->tcr >> EL2_LSB_TCR_EL2_TBI & 1;
		r->tcma = r->tcr >> EL2_LSB_TCR_EL2_TCMA & 1;
		r->mtx = r->tcr >> EL2_LSB_TCR_EL2_MTX & 1;
	}
	r->mtx = r->mtx && have_mtx(s->cpu);
}

/* ---- addresses and permissions ---- */

/* The address as the tables see it: without what TBI and MTX ignore. False if it is out of range. */
static bool strip(const struct regime *r, uint64_t va, uint64_t *address)
{
	uint64_t sign = r->two_ranges && r->upper ? UINT64_MAX : 0;
	unsigned size =
		r->two_ranges && r->upper ? (unsigned)(r->tcr >> EL2_LSB_TCR_EL1_T1SZ & 63) : (unsigned)(r->tcr & 63);
	unsigned ds = r->two_ranges ? EL2_LSB_TCR_EL1_DS : EL2_LSB_TCR_EL2_DS, least = r->tcr >> ds & 1 ? 12 : 16;
	uint64_t a = va;

	if (r->tbi)
		a = (a & (UINT64_MAX >> 8)) | (sign & ~(UINT64_MAX >> 8));
	else if (r->mtx)
		a = (a & ~(UINT64_C(15) << 56)) | (sign & UINT64_C(15) << 56);
	*address = a;
	if (size < least)
		size = least;
	if (size > 39)
		size = 39;
	if (a >> (64 - size) != sign >> (64 - size))
		return false;
	return !(r->two_ranges && (r->tcr >> (r->upper ? EL2_LSB_TCR_EL1_EPD1 : EL2_LSB_TCR_EL1_EPD0) & 1));
}

/* Stage 1 off: the address goes out as it is. */
static bool fits_physical(const el2_state *s, const struct regime *r, uint64_t va)
{
	static const uint8_t bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};
	unsigned range = s->sysreg[EL2_SYSREG_ID_AA64MMFR0_EL1] & 7;

	return !((r->tbi ? va & (UINT64_MAX >> 8) : va) >> bits[range]);
}

/* E0PD: no access of EL0 to this half. */
static bool e0pd(const el2_state *s, const el2_access *a, const struct regime *r)
{
	return a->el == 0 && r->two_ranges && el2_has(s->cpu, EL2_FEAT_E0PD) &&
	       (r->tcr >> (r->upper ? EL2_LSB_TCR_EL1_E0PD1 : EL2_LSB_TCR_EL1_E0PD0) & 1);
}

static bool permitted(const el2_state *s, const el2_access *a, const struct regime *r, const el2_page *page)
{
	unsigned perm = page->perm;

	if (!r->two_ranges)
		perm |= EL2_PERM_EL0;
	if (a->el == 0 && !(perm & EL2_PERM_EL0))
		return false;
	if (a->fetch)
		return perm & EL2_PERM_X;
	if (a->gcs && a->el && r->two_ranges && (s->pstate & EL2_PSTATE_PAN) && (perm & EL2_PERM_EL0))
		return false;
	if (a->gcs)
		return perm & EL2_PERM_GCS;
	/* A DC by VA that only cleans needs read permission at EL0, and nothing above it. */
	if (a->maintenance && !a->write)
		return a->el != 0 || (perm & EL2_PERM_R);
	if (a->el && r->two_ranges && (s->pstate & EL2_PSTATE_PAN) && (perm & EL2_PERM_EL0) && !a->maintenance)
		return false;
	return (!a->read || (perm & EL2_PERM_R)) && (!a->write || (perm & EL2_PERM_W));
}

/* ---- aborts ---- */

/* CM; WnR: of an access that reads and writes, 0 if a read would have been refused, too. */
static uint32_t iss(const el2_access *a, unsigned dfsc, bool read_refused)
{
	bool write = a->maintenance || (a->write && !(a->read && read_refused));

	if (a->fetch)
		return dfsc;
	return (uint32_t)a->maintenance << 8 | (uint32_t)write << 6 | dfsc;
}

static bool abort_to(struct exec *x, const el2_access *a, unsigned el, uint64_t va, uint64_t more, uint32_t syndrome,
		     el2_rule rule)
{
	unsigned ec = a->fetch ? EL2_EC_IABT_LOW : EL2_EC_DABT_LOW;

	exec_rule(x, rule);
	el2_exception_build(x->s, el, EL2_ESR(ec + (el == x->el), syndrome) | more, x->s->pc, &x->fault);
	x->fault.far = va;
	x->fault.far_valid = true;
	x->takes = true;
	return false;
}

/* Would a plain read of the same address have been refused, too? Only permissions tell reads from writes. */
static bool read_refused(const struct exec *x, const el2_access *a, const struct regime *r, const el2_page *page)
{
	el2_access read = *a;

	if (!a->read)
		return true;
	read.write = false;
	return !permitted(x->s, &read, r, page);
}

bool exec_abort(struct exec *x, const el2_access *a, uint64_t va, unsigned dfsc, el2_rule rule)
{
	return abort_to(x, a, el2_own_level(x->s), va, (uint64_t)a->gcs << 40, iss(a, dfsc, true), rule);
}

bool exec_fault(struct exec *x, const el2_access *a, uint64_t va, const struct mmu_fault *f)
{
	uint32_t syndrome = iss(a, f->dfsc, f->read_refused);
	uint64_t iss2 = f->iss2 | (uint64_t)a->gcs << 40;

	if (f->why)
		return exec_unmodelled(x, f->why);
	if (f->alignment)
		va = a->address;
	if (!f->second)
		return abort_to(x, a, el2_own_level(x->s), va, iss2, syndrome, f->rule);
	/* ISV and what follows for plain loads and stores alone, not for walks */
	syndrome |= f->s1ptw ? 1u << 7 : a->iss;
	abort_to(x, a, x->el > 2 ? x->el : 2, va, iss2, syndrome, f->rule);
	/* UNKNOWN for a permission fault: this CPU writes it all the same */
	x->fault.hpfar = f->ipa >> 12 << 4;
	x->fault.hpfar_valid = true;
	if (tables_second(x))
		return false;
	x->fault.page_known = true;
	x->fault.page_owner = f->page ? f->page->owner : EL2_OWNER_NONE;
	x->fault.page_mapped = f->page && f->page->s2_mapped;
	return false;
}

static bool misaligned(const el2_access *a)
{
	unsigned to = a->element > 1 ? a->element : 1;

	return a->address & (to - 1);
}

/* Device memory takes no unaligned accesses, and no DC ZVA. */
static bool device_refuses(const el2_access *a, const struct translation *t, struct mmu_fault *f)
{
	if (!t->device || !(a->zeroing || (misaligned(a) && !a->fetch && !a->maintenance)))
		return false;
	f->alignment = true;
	f->read_refused = true;
	mmu_fault(f, 0x21, EL2_RULE_OF(MEMORY_ALIGNMENT));
	return true;
}

/* ---- stage 1 ---- */

/* Stage 1 is off: Device, or what HCR_EL2.DC makes it: Normal write-back, Tagged with DCT. */
static bool flat(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, struct translation *t,
		 struct mmu_fault *f)
{
	const el2_state *s = x->s;

	if (!fits_physical(s, r, va))
		return mmu_fault(f, 0x00, EL2_RULE_OF(MEMORY_SIZE));
	t->address = r->tbi ? va & (UINT64_MAX >> 8) : va;
	t->page = memory_translated(x->memory, t->address);
	if (!t->page && !r->stage2 && !r->address_alone)
		return mmu_fault(f, 0x10, EL2_RULE_OF(MEMORY_NOTHING));
	t->device = !(r->stage2 && EL2_GET(s, HCR_EL2, DC)) && !a->fetch;
	t->tagged_s1 = !t->device && EL2_GET(s, HCR_EL2, DCT) && el2_has(s->cpu, EL2_FEAT_MTE2);
	t->type = t->device ? 0x00 : t->tagged_s1 ? 0xf0 : 0xff;
	t->share = t->device ? 2 : 0;
	return true;
}

/* Every address is its own: pages have the attributes. */
static bool identity(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, struct translation *t,
		     struct mmu_fault *f)
{
	static const uint8_t types[] = {[EL2_MEMORY_TAGGED] = 0xf0,
					[EL2_MEMORY_UNTAGGED] = 0xff,
					[EL2_MEMORY_NONCACHEABLE] = 0x44,
					[EL2_MEMORY_DEVICE] = 0x04};
	const el2_page *page;

	if (!strip(r, va, &t->address) || e0pd(x->s, a, r))
		return mmu_fault(f, 0x04, EL2_RULE_OF(MEMORY_RANGE));
	page = t->page = el2_memory_page(x->memory, t->address);
	if (!page)
		return mmu_fault(f, 0x07, EL2_RULE_OF(MEMORY_S1_TRANSLATION));
	if (!permitted(x->s, a, r, page)) {
		f->read_refused = read_refused(x, a, r, page);
		return mmu_fault(f, 0x0f, EL2_RULE_OF(MEMORY_S1_PERMISSION));
	}
	t->type = page->type < sizeof types ? types[page->type] : 0x44;
	t->share = 3;
	t->guarded = page->perm & EL2_PERM_GUARDED;
	return true;
}

static bool walked(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, struct translation *t,
		   struct mmu_fault *f)
{
	struct leaf leaf;

	if (!tables_stage1(x, a, r, va, &leaf, f))
		return false;
	t->address = leaf.address;
	t->type = leaf.type;
	t->share = leaf.share;
	t->guarded = leaf.guarded;
	t->page = memory_translated(x->memory, leaf.address);
	if (!t->page && !r->stage2 && !r->address_alone)
		return mmu_fault(f, 0x10, EL2_RULE_OF(MEMORY_NOTHING));
	return true;
}

static bool stage1(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, struct translation *t,
		   struct mmu_fault *f)
{
	const el2_state *s = x->s;

	f->read_refused = true;
	if (!r->stage1) {
		if (!flat(x, a, r, va, t, f))
			return false;
	} else {
		if (memory_walks(x->memory) ? !walked(x, a, r, va, t, f) : !identity(x, a, r, va, t, f))
			return false;
		t->device = !(t->type & 0xf0);
		t->tagged_s1 = t->type == 0xf0 && el2_has(s->cpu, EL2_FEAT_MTE2);
		if (!t->tagged_s1 && r->mtx && el2_has(s->cpu, EL2_FEAT_MTE_CANONICAL_TAGS)) {
			t->tags = TAGS_CANONICAL;
			if (a->tag_write && el2_tag_access_enabled(s, a->el, NULL)) {
				f->iss2 = UINT64_C(1) << 42; /* TnD */
				return mmu_fault(f, 0x0f, EL2_RULE_OF(MEMORY_CANONICAL));
			}
		}
	}
	if (t->tagged_s1)
		t->tags = TAGS_ALLOCATION;
	return !device_refuses(a, t, f);
}

/* ---- stage 2 ---- */

static unsigned stage2_needs(const el2_access *a)
{
	unsigned need = a->fetch ? EL2_PERM_X : 0;

	if (a->maintenance ? a->el == 0 : a->read && !a->fetch)
		need |= EL2_PERM_R;
	if (a->write)
		need |= EL2_PERM_W;
	return need;
}

/* By the owners of pages; `attr` is MemAttr. */
static bool owned(const struct translation *t, unsigned need, unsigned *attr, struct mmu_fault *f)
{
	const el2_page *page = t->page;

	f->page = page;
	if (!page || !page->s2_mapped)
		return mmu_fault(f, 0x07, EL2_RULE_OF(MEMORY_S2_TRANSLATION));
	*attr = page->s2_memattr & 15;
	if (!(need & ~(unsigned)page->s2_perm))
		return true;
	f->read_refused = !(page->s2_perm & EL2_PERM_R);
	return mmu_fault(f, 0x0f, EL2_RULE_OF(MEMORY_S2_PERMISSION));
}

static bool stage2_walked(struct exec *x, const el2_access *a, const struct regime *r, struct translation *t,
			  unsigned need, unsigned *attr, struct mmu_fault *f)
{
	struct leaf leaf;
	bool forced = walk_forced(x->s);

	if (!tables_stage2(x, t->address, need, a->el == 0, &leaf, f)) {
		f->read_refused = f->rule != EL2_RULE_OF(MEMORY_S2_PERMISSION) || !(leaf.privileged & EL2_PERM_R);
		return false;
	}
	t->address = leaf.address;
	t->page = memory_translated(x->memory, leaf.address);
	*attr = leaf.type;
	t->share = (uint8_t)walk_combine_share(t->share, leaf.share);
	if (leaf.type != EL2_S2_NO_TAG_ACCESS || !el2_has(x->s->cpu, EL2_FEAT_MTE_PERM))
		t->type = (uint8_t)walk_combine(t->type, leaf.memattr, forced);
	else if (t->tagged_s1)
		t->type = 0xe0; /* as PAR_EL1 tells of it */
	else if (!forced)
		t->type = (uint8_t)walk_combine(t->type, EL2_S2_NORMAL_WB, false);
	return t->page || r->address_alone || mmu_fault(f, 0x10, EL2_RULE_OF(MEMORY_NOTHING));
}

static bool stage2(struct exec *x, const el2_access *a, const struct regime *r, bool checked, struct translation *t,
		   struct mmu_fault *f)
{
	unsigned attr = 0, need = stage2_needs(a);
	bool tags;

	f->ipa = t->address;
	f->second = true;
	if (tables_second(x) ? !stage2_walked(x, a, r, t, need, &attr, f) : !owned(t, need, &attr, f))
		return false;
	f->second = true;
	if (attr == EL2_S2_NO_TAG_ACCESS && el2_has(x->s->cpu, EL2_FEAT_MTE_PERM)) {
		tags = checked || (a->tags && el2_tag_access_enabled(x->s, a->el, NULL));
		if (t->tagged_s1 && tags) {
			f->iss2 = UINT64_C(1) << 41; /* TagAccess */
			f->read_refused = !(t->page->s2_perm & EL2_PERM_R);
			return mmu_fault(f, 0x0f, EL2_RULE_OF(MEMORY_NO_TAG_ACCESS));
		}
	} else {
		if (!tables_second(x))
			t->type = (uint8_t)walk_combine(t->type, attr, false);
		t->device = !(t->type & 0xf0);
	}
	if (attr != EL2_S2_NORMAL_WB && t->tags == TAGS_ALLOCATION)
		t->tags = TAGS_NONE;
	f->read_refused = true;
	return !device_refuses(a, t, f);
}

bool exec_probe(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, bool checked,
		struct translation *t, struct mmu_fault *f)
{
	*t = (struct translation){0};
	*f = (struct mmu_fault){0};
	return stage1(x, a, r, va, t, f) && (!r->stage2 || r->stage1_alone || stage2(x, a, r, checked, t, f));
}

bool exec_translate(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, bool checked,
		    struct translation *t)
{
	struct mmu_fault f;

	if (!exec_probe(x, a, r, va, checked, t, &f))
		return exec_fault(x, a, va, &f);
	if (t->device && a->tag_write && !a->zeroing) /* an alignment fault, or dropped: this CPU drops it */
		x->unpredictable = true;
	if (a->tags && x->ata0_abort) { /* not the architecture: see ATA0_ABORT */
		f = (struct mmu_fault){.second = true,
				       .ipa = t->address,
				       .page = t->page,
				       .dfsc = 0x0f,
				       .rule = EL2_RULE_OF(ATA0_ABORT),
				       .read_refused = !(t->page->s2_perm & EL2_PERM_R)};
		return exec_fault(x, a, va, &f);
	}
	return true;
}
