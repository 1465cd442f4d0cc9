/* SPDX-License-Identifier: MIT */
/*
 * Translation tables of 4 KB granules: the host's stage 2, EL2's stage 1, guests' stage 2. All their pages are known at
 * the base; from then on what has changed in one of them leads to the frames that account.c is asked about.
 * Source: Arm pseudocode AArch64.S1Walk, AArch64.S2Walk; Linux kvm/hyp/pgtable.c.
 */
#include "explore/hostile/hostile.h"
#include "model/bits.h"
#include "model/bytes.h"

#include <string.h>

#define ENTRIES 512u
#define SLOTS   (HOSTILE_TABLES * 2)

static bool is_table(uint64_t d, int level)
{
	return level < 3 && (d & 3) == 3;
}

static unsigned shift_of(int level)
{
	return 12 + 9 * (unsigned)(3 - level);
}

uint64_t hostile_output(const struct hostile_tree *t, uint64_t d, int level)
{
	uint64_t low = (UINT64_C(1) << shift_of(level)) - 1;

	if (t->wide)
		return ((d & UINT64_C(0x3fffffffff000)) | (d >> 8 & 3) << 50) & ~low;
	return (d & UINT64_C(0xfffffffff000)) & ~low;
}

static const unsigned char *entry_at(const struct hostile *h, uint64_t pa)
{
	const el2_page *page = el2_memory_page(el2_recorded_memory(h->recorded), pa);

	return page ? page->data + pa % EL2_PAGE_SIZE : NULL;
}

bool hostile_leaf(const struct hostile *h, const struct hostile_tree *t, uint64_t ia, uint64_t *d, int *level)
{
	uint64_t table = t->root;

	if (t->bits < 64 && ia >> t->bits)
		return false;
	for (*level = t->level;; ++*level) {
		uint64_t index = ia >> shift_of(*level);
		const unsigned char *entry;

		if (*level != t->level)
			index &= ENTRIES - 1;
		entry = entry_at(h, table + index * 8);
		if (!entry)
			return false;
		*d = load_le(entry, 8);
		if (!is_table(*d, *level))
			return true;
		table = hostile_output(t, *d, 3);
	}
}

/* ---- which pages are tables ---- */

static size_t slot_of(uint64_t pa)
{
	return (size_t)(pa / EL2_PAGE_SIZE * UINT64_C(0x9e3779b97f4a7c15) >> 40) % SLOTS;
}

static struct hostile_table *find(struct hostile_tables *t, uint64_t pa)
{
	size_t i = slot_of(pa);

	while (t->slot[i] && t->table[t->slot[i] - 1].pa != pa)
		i = (i + 1) % SLOTS;
	return t->slot[i] ? &t->table[t->slot[i] - 1] : NULL;
}

static struct hostile_table *add(struct hostile_tables *t, uint64_t pa, uint64_t ia, int level, uint8_t tree)
{
	size_t i = slot_of(pa);

	if (t->count == HOSTILE_TABLES) {
		t->full = true;
		return NULL;
	}
	while (t->slot[i])
		i = (i + 1) % SLOTS;
	t->table[t->count++] = (struct hostile_table){pa, ia, (int8_t)level, tree};
	t->slot[i] = (uint16_t)t->count;
	return &t->table[t->count - 1];
}

/* A tree's page and what is below it. */
static void note(struct hostile *h, uint64_t pa, uint64_t ia, int level, uint8_t tree)
{
	struct hostile_tables *t = &h->tables;

	if (find(t, pa) || !entry_at(h, pa) || !add(t, pa, ia, level, tree))
		return;
	for (unsigned i = 0; i < ENTRIES; i++) {
		uint64_t d = load_le(entry_at(h, pa + i * 8), 8);

		if (is_table(d, level))
			note(h, hostile_output(&t->trees[tree], d, 3), ia + ((uint64_t)i << shift_of(level)), level + 1,
			     tree);
	}
}

static void note_tree(struct hostile *h, uint8_t tree)
{
	const struct hostile_tree *t = &h->tables.trees[tree];
	uint64_t entries = UINT64_C(1) << (t->bits - shift_of(t->level)), first = t->root % EL2_PAGE_SIZE / 8;

	for (uint64_t i = 0; i < first + entries; i += ENTRIES)
		note(h, (t->root & ~(uint64_t)(EL2_PAGE_SIZE - 1)) + i * 8, (i - (i ? first : 0)) << shift_of(t->level),
		     t->level, tree);
}

static void add_tree(struct hostile *h, uint64_t root, unsigned bits, int level, bool wide, uint8_t kind)
{
	struct hostile_tables *t = &h->tables;

	t->full |= t->tree_count == HOSTILE_TREES;
	if (t->tree_count == HOSTILE_TREES || bits <= shift_of(level) || bits > 52)
		return;
	t->trees[t->tree_count] = (struct hostile_tree){root, bits, (int8_t)level, kind, wide};
	note_tree(h, (uint8_t)t->tree_count++);
}

/* ---- where they are ---- */

static uint64_t base_address(uint64_t ttbr, bool wide)
{
	uint64_t base = ttbr & UINT64_C(0xfffffffffffe);

	return wide ? (base & ~UINT64_C(0x3f)) | (ttbr >> 2 & 15) << 48 : base;
}

static void add_stage2(struct hostile *h, uint64_t vttbr, uint64_t vtcr, uint8_t kind)
{
	unsigned bits = 64 - (vtcr & 63), sl0 = vtcr >> 6 & 3;
	bool wide = vtcr >> 32 & 1; /* DS */
	int level = 2 - (int)sl0;

	if (vtcr >> 14 & 3) /* another granule */
		return;
	if (sl0 == 3)
		level = 3;
	if (wide && vtcr >> 33 & 1) /* SL2 */
		level = -1;
	add_tree(h, base_address(vttbr, wide), bits, level, wide, kind);
}

static void add_stage1(struct hostile *h)
{
	const uint64_t *s = h->base.sysreg;
	uint64_t tcr = s[EL2_SYSREG_TCR_EL2];
	bool e2h = EL2_GET(&h->base, HCR_EL2, E2H), wide = e2h ? tcr >> 59 & 1 : tcr >> 32 & 1;
	unsigned bits = 64 - (tcr & 63);

	if (!(tcr >> 14 & 3))
		add_tree(h, base_address(s[EL2_SYSREG_TTBR0_EL2], wide), bits, 4 - (int)((bits - 12 + 8) / 9), wide,
			 TREE_HYP);
}

void hostile_tables_guest(struct hostile *h, uint64_t vttbr, uint64_t vtcr)
{
	struct hostile_tables *t = &h->tables;
	uint64_t root;

	if (!t->on || !t->tree_count || !(vttbr & ~UINT64_C(0xffff000000000001)))
		return;
	root = base_address(vttbr, vtcr >> 32 & 1);
	/* Calls that flush TLBs load what the host says: a guest's are EL2's own, or those with which one was entered.
	 */
	if (t->account == EL2_ACCOUNT_VMEMMAP ? !hostile_is_hyps(h, root >> 12)
					      : vttbr != el2_recorded_last_get(h->recorded)->guest_vttbr)
		return;
	for (size_t n = 0; n < t->tree_count; n++)
		if (t->trees[n].root == root)
			return;
	if (find(t, root & ~(uint64_t)(EL2_PAGE_SIZE - 1)))
		return; /* VTTBR_EL2 may be what the host made of it: not a table of another tree */
	add_stage2(h, vttbr, vtcr, TREE_GUEST);
}

/* Where the frames' accounts are. Source: Linux kvm/hyp/nvhe/mm.c hyp_back_vmemmap(). */
static void find_vmemmap(struct hostile *h)
{
	const el2_recorded_symbol *symbol = el2_recording_symbol(h->recording, "__kvm_nvhe___hyp_vmemmap");
	const uint8_t *page = symbol ? el2_recording_page(h->recording, symbol->pa) : NULL;
	uint64_t va = page ? load_le(page + symbol->pa % EL2_RECORDING_PAGE, 8) : 0;

	for (size_t n = 0; page && n < h->recording->range_count; n++) {
		const el2_recorded_range *r = &h->recording->ranges[n];

		if (r->va < va || r->va - va > UINT64_C(1) << 43)
			continue;
		h->tables.vmemmap = r->pa;
		h->tables.vmemmap_end = r->pa + r->size;
		h->tables.first_frame = (r->va - va) / 8;
		return;
	}
}

void hostile_tables_open(struct hostile *h)
{
	struct hostile_tables *t = &h->tables;

	t->account = el2_page_account_of(h->options->kernel);
	t->on = EL2_GET(&h->base, HCR_EL2, VM) && h->base.sysreg[EL2_SYSREG_VTTBR_EL2];
	if (t->account == EL2_ACCOUNT_VMEMMAP)
		find_vmemmap(h);
}

void hostile_tables_base(struct hostile *h)
{
	struct hostile_tables *t = &h->tables;

	memset(t->slot, 0, sizeof t->slot);
	t->moved = false;
	t->count = 0;
	if (!t->tree_count && t->on) {
		add_stage2(h, h->base.sysreg[EL2_SYSREG_VTTBR_EL2], h->base.sysreg[EL2_SYSREG_VTCR_EL2], TREE_HOST);
		add_stage1(h);
	} else {
		for (size_t n = 0; n < t->tree_count; n++)
			note_tree(h, (uint8_t)n);
	}
	t->base_count = t->count;
	t->base_trees = t->looked = t->tree_count;
}

void hostile_tables_reset(struct hostile *h)
{
	struct hostile_tables *t = &h->tables;
	size_t count = t->base_count;

	t->tree_count = t->looked = t->base_trees;
	t->checked = 0;
	if (t->moved) {
		hostile_tables_base(h);
		return;
	}
	if (t->count == count)
		return;
	memset(t->slot, 0, sizeof t->slot);
	t->count = 0;
	for (size_t n = 0; n < count; n++)
		add(t, t->table[n].pa, t->table[n].ia, t->table[n].level, t->table[n].tree);
}

/* ---- how a page has changed ---- */

/* Source: Linux asm/kvm_pgtable.h KVM_INVALID_PTE_TYPE_MASK; before it, KVM_INVALID_PTE_OWNER_MASK. */
static unsigned leaf_account(uint64_t d)
{
	if (d & 1)
		return 8 | (d >> 7 & 1) << 2 | (unsigned)el2_page_state_of_leaf(d);
	return d ? 1 + (unsigned)((d >> 60 ? d >> 60 : d >> 2) & 3) : 0;
}

static unsigned frame_account(uint64_t hyp_page)
{
	return (unsigned)el2_page_state_of_host(hyp_page) << 2 | (unsigned)el2_page_state_of_hyp(hyp_page);
}

static void note_change(struct hostile *h, enum hostile_account_kind kind, unsigned before, unsigned now)
{
	unsigned n =
		(((unsigned)kind * HOSTILE_CAUSES + h->tables.cause) * HOSTILE_ACCOUNTS + before) * HOSTILE_ACCOUNTS +
		now;
	uint8_t *seen = &h->learnt->changes[n / 8];

	if (before == now || *seen >> n % 8 & 1)
		return;
	*seen |= (uint8_t)(1u << n % 8);
	h->fresh = true;
}

static unsigned cause_of(const struct hostile *h, const el2_event *e)
{
	const struct hostile_call *call;
	el2_insn insn;

	if (e->kind != EL2_EVENT_INSN)
		return HOSTILE_CALLS + 1;
	el2_decode(e->word, &insn);
	call = insn.form == EL2_FORM_HVC ? hostile_call_of(h, e->value) : NULL;
	if (call)
		return (unsigned)(call - h->world.calls);
	return insn.form == EL2_FORM_SMC ? HOSTILE_CALLS : HOSTILE_CALLS + 1;
}

/* ---- what has changed ---- */

static unsigned check_frame(struct hostile *h, uint64_t frame, const uint64_t *guest)
{
	const struct hostile_world *w = &h->world;

	return frame - (w->ram >> 12) < (w->ram_end - w->ram) >> 12 ? hostile_account(h, frame, guest) : 0;
}

/* Of more than a table's frames those that may be anybody else's than the host's. */
static unsigned check_region(struct hostile *h, uint64_t frame, uint64_t count)
{
	unsigned broken = 0;

	for (size_t n = 0; n < h->recording->page_count && !broken; n++)
		if ((h->recording->pages[n].pa >> 12) - frame < count)
			broken = check_frame(h, h->recording->pages[n].pa >> 12, NULL);
	for (size_t n = 0; n < h->world.own.count && !broken; n++)
		if (h->world.own.at[n] - frame < count)
			broken = check_frame(h, h->world.own.at[n], NULL);
	return broken;
}

/* The frames that an entry, of a block or page or none, speaks of. */
static unsigned check_leaf(struct hostile *h, const struct hostile_tree *t, uint64_t d, uint64_t ia, int level)
{
	uint64_t count = UINT64_C(1) << (shift_of(level) - 12), frame = ia >> 12;
	unsigned broken = 0;

	if (t->kind == TREE_GUEST) {
		if (!(d & 1))
			return 0;
		frame = hostile_output(t, d, level) >> 12;
	}
	if (t->kind == TREE_HYP)
		frame = (ia - h->world.linear) >> 12;
	if (count > ENTRIES)
		return check_region(h, frame, count);
	for (uint64_t n = 0; n < count && !broken; n++)
		broken = check_frame(h, frame + n, t->kind == TREE_GUEST ? &d : NULL);
	return broken;
}

/* A page that was a table may be anything later: is it still the one of that level and address? */
static bool is_in_its_tree(const struct hostile *h, const struct hostile_table *table)
{
	const struct hostile_tree *t = &h->tables.trees[table->tree];
	uint64_t at = t->root;

	for (int level = t->level;; level++) {
		uint64_t index = table->ia >> shift_of(level);
		const unsigned char *entry;
		uint64_t d;

		if (level != t->level)
			index &= ENTRIES - 1;
		at += index * 8;
		if (level == table->level)
			return at - table->pa < EL2_PAGE_SIZE;
		entry = entry_at(h, at);
		d = entry ? load_le(entry, 8) : 0;
		if (!is_table(d, level))
			return false;
		at = hostile_output(t, d, 3);
	}
}

/* The page of a table to which an entry leads now. NULL: it is known as that, or cannot be followed. */
static const struct hostile_table *come_to(struct hostile *h, uint8_t tree, uint64_t pa, uint64_t ia, int level)
{
	struct hostile_tables *t = &h->tables;
	struct hostile_table *known = find(t, pa);

	if (!entry_at(h, pa) || (known && known->tree == tree && known->ia == ia && known->level == level))
		return NULL;
	if (!known)
		return add(t, pa, ia, level, tree);
	if (is_in_its_tree(h, known)) /* in two places: that is told by whose its frame is */
		return NULL;
	*known = (struct hostile_table){pa, ia, (int8_t)level, tree};
	t->moved = true;
	return known;
}

/* `was`: what translated its addresses before, or 0. */
static unsigned check_entry(struct hostile *h, uint8_t tree, uint64_t was, uint64_t d, uint64_t ia, int level)
{
	static const enum hostile_account_kind kinds[] = {
		[TREE_HOST] = ACCOUNT_HOST, [TREE_HYP] = ACCOUNT_HYP, [TREE_GUEST] = ACCOUNT_GUEST};
	struct hostile_tables *t = &h->tables;
	uint64_t below;
	unsigned broken = 0;

	was = is_table(was, level) ? 0 : was;
	if (!is_table(d, level)) {
		note_change(h, kinds[t->trees[tree].kind], leaf_account(was), leaf_account(d));
		return check_leaf(h, &t->trees[tree], d, ia, level);
	}
	below = hostile_output(&t->trees[tree], d, 3);
	if (!come_to(h, tree, below, ia, level + 1))
		return 0;
	for (unsigned i = 0; i < ENTRIES && !broken; i++) {
		d = load_le(entry_at(h, below + i * 8), 8);
		if (d)
			broken = check_entry(h, tree, was, d, ia + ((uint64_t)i << shift_of(level + 1)), level + 1);
	}
	return broken;
}

static unsigned check_page(struct hostile *h, const el2_page *page, const unsigned char *before)
{
	struct hostile_tables *t = &h->tables;
	const struct hostile_table *table = find(t, page->address);
	bool account = page->address - t->vmemmap < t->vmemmap_end - t->vmemmap;
	unsigned broken = 0;

	if (!account && (!table || !is_in_its_tree(h, table)))
		return 0;
	for (unsigned i = 0; i < ENTRIES && !broken; i++) {
		uint64_t was = load_le(before + i * 8, 8), now = load_le(page->data + i * 8, 8);

		if (was == now)
			continue;
		if (account) {
			note_change(h, ACCOUNT_FRAME, frame_account(was), frame_account(now));
			broken = check_frame(h, t->first_frame + (page->address - t->vmemmap) / 8 + i, NULL);
		} else {
			broken = check_entry(h, table->tree, was, now,
					     table->ia + ((uint64_t)i << shift_of(table->level)), table->level);
		}
	}
	return broken;
}

bool hostile_keeps_account(struct hostile *h, uint64_t pa)
{
	struct hostile_tables *t = &h->tables;

	pa &= ~(uint64_t)(EL2_PAGE_SIZE - 1);
	return find(t, pa) || pa - t->vmemmap < t->vmemmap_end - t->vmemmap;
}

/* All leaves of a tree that was not known when they were made: of a guest that is run for the first time. */
static unsigned check_tree(struct hostile *h, uint8_t tree)
{
	const struct hostile_tables *t = &h->tables;
	unsigned broken = 0;

	for (size_t n = 0; n < t->count; n++)
		for (unsigned i = 0; t->table[n].tree == tree && i < ENTRIES && !broken; i++) {
			const struct hostile_table *table = &t->table[n];
			uint64_t d = load_le(entry_at(h, table->pa + i * 8), 8);

			if (d && !is_table(d, table->level))
				broken = check_leaf(h, &t->trees[tree], d,
						    table->ia + ((uint64_t)i << shift_of(table->level)), table->level);
		}
	return broken;
}

unsigned hostile_tables_check(struct hostile *h, const el2_event *e)
{
	const el2_memory *memory = el2_recorded_memory(h->recorded);
	const el2_page *page;
	unsigned broken = 0;

	h->tables.cause = cause_of(h, e);
	for (size_t n = 0; h->tables.on && !broken && (page = el2_memory_written(memory, n)); n++) {
		unsigned char *last = n < HOSTILE_CHECKED ? h->tables.last[n] : NULL;
		bool known = n < h->tables.checked;

		if (known && !memcmp(last, page->data, EL2_PAGE_SIZE))
			continue;
		broken = check_page(h, page, known ? last : el2_memory_before(memory, n));
		if (last)
			memcpy(last, page->data, EL2_PAGE_SIZE);
		if (n == h->tables.checked && last)
			h->tables.checked++;
	}
	for (; !broken && h->tables.looked < h->tables.tree_count; h->tables.looked++)
		broken = check_tree(h, (uint8_t)h->tables.looked);
	return broken;
}
