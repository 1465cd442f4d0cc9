/* SPDX-License-Identifier: MIT */
/* What a hostile host aims at: read off the recording once. */
#include "explore/hostile/hostile.h"
#include "model/bytes.h"

#include <string.h>

#define POOL_ALIGNMENT (UINT64_C(2) << 20)
#define POOL_OFFSET    (UINT64_C(128) << 20) /* from the begin of RAM: behind the kernel */

uint64_t hostile_va(const struct hostile *h, uint64_t pa)
{
	return h->world.linear + pa;
}

bool hostile_pa(const struct hostile *h, uint64_t va, uint64_t *pa)
{
	*pa = va - h->world.linear;
	return *pa - h->world.ram < h->world.ram_end - h->world.ram;
}

const struct hostile_call *hostile_call_of(const struct hostile *h, uint64_t id)
{
	for (size_t n = 0; n < h->world.call_count; n++)
		if (h->world.calls[n].id == id)
			return &h->world.calls[n];
	return NULL;
}

const struct hostile_call *hostile_call_named(const struct hostile *h, const char *name)
{
	for (size_t n = 0; n < h->world.call_count; n++)
		if (h->world.calls[n].what && !strcmp(h->world.calls[n].what->name, name))
			return &h->world.calls[n];
	return NULL;
}

void hostile_add_frame(struct hostile_frames *pool, uint64_t frame)
{
	if (pool->count < HOSTILE_FRAMES)
		pool->at[pool->count++] = frame;
}

/* ---- EL2's code and linear map ---- */

static bool find_text(struct hostile *h)
{
	const el2_recorded_range *r = el2_recording_code(h->recording);
	struct hostile_world *w = &h->world;

	if (!r)
		return false;
	w->text = r->va;
	w->text_size = r->size;
	w->linear = r->va - r->pa;
	return true;
}

/* ---- hypercalls ---- */

static void add_call(struct hostile_world *w, uint64_t id, const el2_hypercall *what)
{
	if (w->call_count < HOSTILE_CALLS)
		w->calls[w->call_count++] = (struct hostile_call){.id = id, .what = what};
}

static const char *handler_name(const struct hostile *h, uint64_t va)
{
	const el2_recorded_symbol *symbol;
	uint64_t pa, offset;

	if (!hostile_pa(h, va, &pa))
		return NULL;
	symbol = el2_recording_symbol_at(h->recording, pa, &offset);
	return symbol && !offset ? el2_recorded_symbol_name(symbol) : NULL;
}

/* The kernel's own table of handlers. False: it has none that we know. Source: Linux kvm/hyp/nvhe/hyp-main.c. */
static bool read_calls(struct hostile *h)
{
	const el2_recorded_symbol *table = el2_recording_symbol(h->recording, "__kvm_nvhe_host_hcall");
	uint64_t end = table ? table->pa + HOSTILE_CALLS * 8 : 0;

	if (!table)
		return false;
	for (size_t n = 0; n < h->recording->symbol_count; n++)
		if (h->recording->symbols[n].pa > table->pa && h->recording->symbols[n].pa < end)
			end = h->recording->symbols[n].pa;
	for (uint64_t pa = table->pa; pa < end; pa += 8) {
		const uint8_t *page = el2_recording_page(h->recording, pa);
		const char *name = page ? handler_name(h, load_le(page + pa % EL2_RECORDING_PAGE, 8)) : NULL;

		if (name)
			add_call(&h->world, EL2_HYPERCALL_BASE + (pa - table->pa) / 8, el2_hypercall_by_name(name));
	}
	return h->world.call_count != 0;
}

/* ---- pages ---- */

static bool is_recorded(const struct hostile *h, uint64_t pa, uint64_t size)
{
	for (uint64_t at = pa; at < pa + size; at += EL2_RECORDING_PAGE)
		if (el2_recording_page(h->recording, at))
			return true;
	return false;
}

/* What a guest may do, as words: calls of PSCI and of KVM's own, of which EL2 serves some itself; registers that trap;
 * floating point; accesses. */
static const uint32_t guest_code[] = {
	0xd2800060, 0xf2b8c000, 0xd2b00001, 0xd4000002, /* x0 = 0xc6000003 (share), x1 = 0x80000000; HVC */
	0xd2800080, 0xf2b8c000, 0xd2b00001, 0xd4000002, /* 0xc6000004: unshare */
	0xd2800040, 0xf2b8c000, 0xd2800001, 0xd4000002, /* 0xc6000002: size of a granule */
	0xd2800060, 0xf2b8c000, 0xd2820001, 0xd4000002, /* share 0x1000 */
	0xd2800000, 0xf2b08000, 0xd4000002, 0xd4000003, /* PSCI_VERSION, by HVC and SMC */
	0xd2800060, 0xf2b08000, 0xd2800001, 0xd4000002, /* CPU_ON */
	0xd2800100, 0xf2b08000, 0xd4000002, 0xd503207f, /* SYSTEM_OFF; WFI */
	0xd5380402, 0xd5380742, 0xd53b0022, 0xd5181003, /* ID registers, CTR_EL0; SCTLR_EL1 */
	0xd53b9c02, 0xd5330402, 0xd538cc02, 0xd518cba2, /* PMCR_EL0, DBGDTR_EL0, ICC_IAR1_EL1, ICC_SGI1R_EL1 */
	0xd518cc22, 0xd53be042, 0xd503205f, 0x9e670020, /* ICC_EOIR1_EL1, CNTVCT_EL0, WFE, FMOV */
	0xf9400022, 0xf9000022, 0x3dc00020, 0xd50b7b21, /* LDR, STR, LDR Q, DC CVAU of [x1] */
	0xd508871f, 0xdac10041, 0xd518d081, 0xd5381022, /* TLBI, PACIA, TPIDR_EL1, ACTLR_EL1 */
};

/* The list from somewhere on, again and again: a guest that starts or comes to its vectors anywhere does something. */
static void fill_code(unsigned char *data, unsigned start)
{
	const unsigned count = sizeof guest_code / sizeof *guest_code;

	for (unsigned n = 0; n < EL2_PAGE_SIZE / 4; n++)
		store_le(data + n * 4, 4, guest_code[(start * 4 + n) % count]);
}

/* Pages side by side that EL2 does not map: the host's to give away. */
static bool make_pool(struct hostile *h)
{
	struct hostile_world *w = &h->world;
	el2_memory *memory = el2_recorded_memory(h->recorded);
	uint64_t pa = w->ram + POOL_OFFSET;

	if (pa + 2 * POOL_ALIGNMENT > w->ram_end) /* little RAM: behind it, where the host is taken to have some */
		pa = (w->ram_end + POOL_ALIGNMENT - 1) & ~(POOL_ALIGNMENT - 1);
	while (pa + 2 * POOL_ALIGNMENT < w->ram_end && is_recorded(h, pa, 2 * POOL_ALIGNMENT))
		pa += POOL_ALIGNMENT;
	if (!el2_memory_map(memory, pa, HOSTILE_POOL * EL2_PAGE_SIZE))
		return false;
	for (unsigned n = 0; n < HOSTILE_POOL; n++) {
		el2_memory_page(memory, pa + n * EL2_PAGE_SIZE)->device = &h->device;
		hostile_add_frame(&w->own, (pa >> 12) + n);
	}
	hostile_add_frame(&w->own, (pa >> 12) + 512);
	hostile_add_frame(&w->own, (pa >> 12) + 1023);
	hostile_add_frame(&w->own, w->ram >> 12);
	return hostile_structures_open(h, pa + HOSTILE_POOL * EL2_PAGE_SIZE);
}

void hostile_world_fill(struct hostile *h)
{
	for (unsigned n = 0; n < HOSTILE_POOL; n++) {
		el2_page *page = el2_memory_page(el2_recorded_memory(h->recorded), h->world.own.at[n] << 12);

		if (n < HOSTILE_CHAIN && n % 4 == HOSTILE_CODE)
			fill_code(page->data, n);
		else if (n >= HOSTILE_CHAIN && n + 1 < HOSTILE_PLAIN)
			store_le(page->data, 8, page->address + EL2_PAGE_SIZE);
	}
	hostile_structures_fill(h);
}

static void find_frames(struct hostile *h)
{
	static const uint64_t others[] = {0,
					  0x8000, /* the machine "virt": interrupt controller */
					  0x80a0,
					  0x9000, /* console */
					  0xa000,
					  0x10000,
					  UINT64_C(1) << 24,
					  (UINT64_C(1) << 36) - 1,
					  (UINT64_C(1) << 52) - 1,
					  UINT64_MAX >> 12,
					  UINT64_MAX};
	struct hostile_world *w = &h->world;
	const uint64_t *s = h->base.sysreg;
	size_t count = h->recording->page_count, step = count / 48 + 1;

	hostile_add_frame(&w->hyp, (s[EL2_SYSREG_TTBR0_EL2] & UINT64_C(0xfffffffff000)) >> 12);
	hostile_add_frame(&w->hyp, (s[EL2_SYSREG_VTTBR_EL2] & UINT64_C(0xfffffffff000)) >> 12);
	for (size_t n = 0; n < count; n += step)
		hostile_add_frame(&w->hyp, h->recording->pages[n].pa >> 12);
	for (size_t n = 0; n < sizeof others / sizeof *others; n++)
		hostile_add_frame(&w->other, others[n]);
	hostile_add_frame(&w->other, w->ram_end >> 12);
	hostile_add_frame(&w->other, (w->ram_end >> 12) - 1);
	hostile_add_frame(&w->other, (w->ram >> 12) - 1);
}

/* Structures whose members have names: nobody has to see what is read there. */
static bool is_of_vm(const struct hostile_world *w, uint64_t pa)
{
	for (size_t n = 0; n < w->vm_count; n++)
		if (pa - w->vms[n].first < HOSTILE_VM_PAGES * EL2_PAGE_SIZE)
			return true;
	return false;
}

void hostile_world_base(struct hostile *h)
{
	struct hostile_world *w = &h->world;
	const struct hostile_tables *t = &h->tables;
	el2_memory *memory = el2_recorded_memory(h->recorded);

	w->lent.count = 0;
	for (uint64_t at = t->vmemmap; at < t->vmemmap_end; at += 8) {
		const el2_page *page = el2_memory_page(memory, at);
		uint64_t account = page ? load_le(page->data + at % EL2_PAGE_SIZE, 8) : 0;

		if (!page)
			at |= EL2_PAGE_SIZE - 8;
		else if (account && el2_page_state_of_host(account) == EL2_PAGE_SHARED_OWNED)
			hostile_add_frame(&w->lent, t->first_frame + (at - t->vmemmap) / 8);
	}
	for (size_t n = 0; n < w->lent.count; n++)
		if (!is_of_vm(w, w->lent.at[n] << 12) && el2_memory_map(memory, w->lent.at[n] << 12, EL2_PAGE_SIZE))
			el2_memory_page(memory, w->lent.at[n] << 12)->device = &h->device;
}

bool hostile_world_open(struct hostile *h)
{
	struct hostile_world *w = &h->world;
	const el2_recording *r = h->recording;

	if (!r->page_count || !find_text(h))
		return false;
	w->ram = r->pages[0].pa & ~(uint64_t)0xffffff;
	w->ram_end = r->pages[r->page_count - 1].pa + EL2_RECORDING_PAGE;
	if (!read_calls(h)) {
		for (unsigned n = 0; n < 12; n++)
			add_call(w, n, NULL);
		for (unsigned n = 0; n < 64; n++)
			add_call(w, EL2_HYPERCALL_BASE + n, NULL);
	}
	find_frames(h);
	return make_pool(h);
}
