/* SPDX-License-Identifier: MIT */
/* Whose a frame is, by each who keeps account of it. Source: Linux kvm/hyp/nvhe/mem_protect.c, include/nvhe/memory.h.
 */
#include "explore/hostile/hostile.h"
#include "model/bytes.h"

#include <stdio.h>

/* What is known of one frame. */
struct account {
	el2_page_state host, hyp;
	bool host_maps, host_annotated; /* in its stage 2: a leaf; not one, and not empty */
	bool host_reads; /* a leaf of EL2's code that may be read and no more: a panic is looked into so */
	bool hyp_maps;   /* in EL2's linear map */
};

static const struct hostile_tree *tree_of(const struct hostile *h, enum hostile_tree_kind kind)
{
	for (size_t n = 0; n < h->tables.tree_count; n++)
		if (h->tables.trees[n].kind == kind)
			return &h->tables.trees[n];
	return NULL;
}

static uint64_t leaf_of(const struct hostile *h, enum hostile_tree_kind kind, uint64_t ia)
{
	const struct hostile_tree *t = tree_of(h, kind);
	uint64_t d;
	int level;

	return t && hostile_leaf(h, t, ia, &d, &level) ? d : 0;
}

/* False: no account is kept of it. */
static bool read_account(const struct hostile *h, uint64_t frame, struct account *a)
{
	const struct hostile_tables *t = &h->tables;
	uint64_t host = leaf_of(h, TREE_HOST, frame << 12), hyp = leaf_of(h, TREE_HYP, hostile_va(h, frame << 12));
	unsigned char bytes[8];

	a->host_maps = host & 1;
	a->host_reads = a->host_maps && (host >> 6 & 3) == 1 &&
			hostile_va(h, frame << 12) - (h->world.text & ~UINT64_C(0xfff)) < h->world.text_size;
	a->host_annotated = host && !(host & 1);
	a->hyp_maps = hyp & 1;
	if (t->account == EL2_ACCOUNT_DESCRIPTORS) {
		a->host = a->host_annotated ? EL2_PAGE_NONE
			  : a->host_maps    ? el2_page_state_of_leaf(host)
					    : EL2_PAGE_OWNED;
		a->hyp = el2_page_state_of_leaf(hyp);
		return true;
	}
	if (!t->vmemmap || frame < t->first_frame ||
	    !el2_memory_read(el2_recorded_memory(h->recorded), t->vmemmap + (frame - t->first_frame) * 8, bytes, 8))
		return false;
	a->host = el2_page_state_of_host(load_le(bytes, 8));
	a->hyp = el2_page_state_of_hyp(load_le(bytes, 8));
	return true;
}

bool hostile_is_hyps(const struct hostile *h, uint64_t frame)
{
	struct account a;

	if (!h->tables.on || !read_account(h, frame, &a))
		return false;
	return a.hyp == EL2_PAGE_OWNED && a.hyp_maps;
}

bool hostile_is_hosts(const struct hostile *h, uint64_t frame)
{
	struct account a;

	return !h->tables.on || !read_account(h, frame, &a) || (a.host == EL2_PAGE_OWNED && !a.host_annotated);
}

bool hostile_owner(const struct hostile *h, uint64_t frame, el2_owner *owner, bool *mapped)
{
	const struct hostile_world *w = &h->world;
	struct account a;

	if (frame - (w->ram >> 12) >= (w->ram_end - w->ram) >> 12) {
		*owner = EL2_OWNER_MMIO;
		return frame < w->ram >> 12; /* above: as much RAM as there may be */
	}
	if (!h->tables.on || !read_account(h, frame, &a))
		return false;
	*mapped = a.host_maps;
	*owner = a.host != EL2_PAGE_NONE ? EL2_OWNER_HOST : a.hyp == EL2_PAGE_NONE ? EL2_OWNER_GUEST : EL2_OWNER_HYP;
	return true;
}

/* What must not be. */
enum {
	HOST_MAPS_FOREIGN,
	HOST_MAPS_HYPS,
	BOTH_OWN,
	LENT_BY_NOBODY,
	ANNOTATED_AS_HOSTS,
	HYP_MAPS_NOTHING_OF_ITS,
	GUEST_MAPS_HYPS,
	GUEST_OWNS_HOSTS,
	GUEST_BORROWS_FROM_NOBODY,
	GUEST_LENDS_TO_NOBODY,
};

static const struct {
	unsigned promise;
	const char *what;
} rules[] = {
	[HOST_MAPS_FOREIGN] = {EL2_PROMISE_OWN_PAGES, "stage 2 of the host maps a page that is not its own"},
	[HOST_MAPS_HYPS] = {EL2_PROMISE_OWN_PAGES, "stage 2 of the host maps a page of the hypervisor"},
	[BOTH_OWN] = {EL2_PROMISE_TABLES, "host and hypervisor both have a page"},
	[LENT_BY_NOBODY] = {EL2_PROMISE_TABLES, "the hypervisor borrows a page that the host does not lend"},
	[ANNOTATED_AS_HOSTS] = {EL2_PROMISE_TABLES, "stage 2 of the host gives away a page that is its own"},
	[HYP_MAPS_NOTHING_OF_ITS] = {EL2_PROMISE_TABLES, "EL2 maps a page that is the host's alone"},
	[GUEST_MAPS_HYPS] = {EL2_PROMISE_TABLES, "a guest maps a page of the hypervisor"},
	[GUEST_OWNS_HOSTS] = {EL2_PROMISE_TABLES, "a guest has a page that the host has, too"},
	[GUEST_BORROWS_FROM_NOBODY] = {EL2_PROMISE_TABLES, "a guest borrows a page that the host does not lend"},
	[GUEST_LENDS_TO_NOBODY] = {EL2_PROMISE_TABLES, "a guest lends a page that the host does not borrow"},
};

static unsigned broken_rules(const struct account *a, el2_page_account account)
{
	unsigned broken = 0;

	if (a->host_maps && !a->host_reads && a->host == EL2_PAGE_NONE)
		broken |= 1u << HOST_MAPS_FOREIGN;
	if (a->host_maps && !a->host_reads && a->hyp == EL2_PAGE_OWNED)
		broken |= 1u << HOST_MAPS_HYPS;
	if (a->hyp == EL2_PAGE_OWNED && a->host != EL2_PAGE_NONE)
		broken |= 1u << BOTH_OWN;
	if (a->hyp == EL2_PAGE_SHARED_BORROWED && a->host != EL2_PAGE_SHARED_OWNED)
		broken |= 1u << LENT_BY_NOBODY;
	if (a->host_annotated && a->host != EL2_PAGE_NONE)
		broken |= 1u << ANNOTATED_AS_HOSTS;
	if (a->hyp_maps && a->hyp == EL2_PAGE_NONE && account == EL2_ACCOUNT_VMEMMAP)
		broken |= 1u << HYP_MAPS_NOTHING_OF_ITS;
	return broken;
}

static unsigned guest_rules(const struct account *a, el2_page_account account, uint64_t guest)
{
	el2_page_state state = el2_page_state_of_leaf(guest);
	unsigned broken = 0;

	if (a->hyp == EL2_PAGE_OWNED)
		broken |= 1u << GUEST_MAPS_HYPS;
	if (account == EL2_ACCOUNT_DESCRIPTORS) /* whose kernels run guests with tables of the host's */
		return broken;
	if (state == EL2_PAGE_OWNED && a->host != EL2_PAGE_NONE)
		broken |= 1u << GUEST_OWNS_HOSTS;
	if (state == EL2_PAGE_SHARED_BORROWED && a->host != EL2_PAGE_SHARED_OWNED)
		broken |= 1u << GUEST_BORROWS_FROM_NOBODY;
	if (state == EL2_PAGE_SHARED_OWNED && a->host != EL2_PAGE_SHARED_BORROWED)
		broken |= 1u << GUEST_LENDS_TO_NOBODY;
	return broken;
}

unsigned hostile_account(struct hostile *h, uint64_t frame, const uint64_t *guest)
{
	struct account a;
	unsigned broken;

	if (!read_account(h, frame, &a))
		return 0;
	broken = broken_rules(&a, h->tables.account);
	if (guest)
		broken |= guest_rules(&a, h->tables.account, *guest);
	broken &= ~h->tables.off;
	for (unsigned n = 0; n < sizeof rules / sizeof *rules; n++)
		if (broken >> n & 1 && h->options->promises & rules[n].promise) {
			snprintf(h->at, sizeof h->at, "%s", rules[n].what);
			return rules[n].promise;
		}
	return 0;
}

unsigned hostile_account_off(const struct hostile *h)
{
	const struct hostile_world *w = &h->world;
	unsigned broken = 0;
	struct account a;

	for (uint64_t frame = w->ram >> 12; h->tables.on && frame < w->ram_end >> 12; frame++)
		if (read_account(h, frame, &a))
			broken |= broken_rules(&a, h->tables.account);
	return broken;
}
