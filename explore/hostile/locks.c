/* SPDX-License-Identifier: MIT */
/*
 * Ticket spinlocks: 16 bits of owner, above them 16 of next; free while they are equal. They are found by the code that
 * takes one: LDADDA of 1 << 16, or LDAXR, ADD of it, STXR. Source: Linux kvm/hyp/include/nvhe/spinlock.h.
 */
#include "explore/hostile/hostile.h"
#include "model/bytes.h"

#define TICKET 0x10000u

static bool is_ldadda(uint32_t w)
{
	return (w & 0xffe0fc00) == 0xb8a00000;
}

static bool is_stxr(uint32_t w)
{
	return (w & 0xffe0fc00) == 0x88007c00;
}

static bool adds_ticket(uint32_t w)
{
	return (w & 0xfffffc00) == 0x11404000; /* ADD Wd, Wn, #16, LSL #12 */
}

void hostile_locks_open(struct hostile *h)
{
	const struct hostile_world *w = &h->world;
	uint32_t last = 0;

	for (uint64_t va = w->text; va < w->text + w->text_size; va += 4) {
		uint64_t pa = va - w->linear;
		const uint8_t *page = el2_recording_page(h->recording, pa);
		uint32_t word = page ? (uint32_t)load_le(page + pa % EL2_RECORDING_PAGE, 4) : 0;

		if ((is_ldadda(word) || (is_stxr(word) && adds_ticket(last))) && h->locks.site_count < HOSTILE_SITES)
			h->locks.site[h->locks.site_count++] = va;
		last = word;
	}
}

void hostile_locks_reset(struct hostile *h)
{
	h->locks.taken_count = h->locks.until_held = h->locks.held = 0;
}

/* ---- another CPU ---- */

/* Add to the owner, or to the next. */
static void add_to(struct hostile *h, uint64_t pa, unsigned offset)
{
	el2_memory *memory = el2_recorded_memory(h->recorded);
	unsigned char half[2];

	if (!el2_memory_read(memory, pa + offset, half, 2))
		return;
	store_le(half, 2, load_le(half, 2) + 1);
	el2_memory_write(memory, pa + offset, half, 2);
}

/* It was there just before: EL2's ticket, which is in the register that LDADDA loads, is the one behind. */
static void get_there_before(struct hostile *h, const el2_insn *insn, uint64_t pa)
{
	unsigned rt = insn->word & 31;

	if (rt == 31)
		return;
	add_to(h, pa, 2);
	el2_recorded_running(h->recorded)->x[rt] += TICKET;
	h->locks.held = pa;
}

void hostile_lock_hold(struct hostile *h, uint64_t n)
{
	h->locks.until_held = n + 1;
}

void hostile_lock_let_go(struct hostile *h)
{
	h->locks.until_held = 0;
	if (h->locks.held)
		add_to(h, h->locks.held, 0);
	h->locks.held = 0;
}

/* ---- EL2 ---- */

void hostile_lock_seen(struct hostile *h, const el2_insn *insn, const el2_state *s)
{
	struct hostile_locks *l = &h->locks;
	unsigned rn = insn->word >> 5 & 31, rs = insn->word >> 16 & 31;
	uint64_t va = rn < 31 ? s->x[rn] : s->sp[2], pa;

	if (is_ldadda(insn->word) && (rs == 31 || (uint32_t)s->x[rs] != TICKET))
		return;
	if (l->until_held && !--l->until_held && is_ldadda(insn->word) && hostile_pa(h, va, &pa))
		get_there_before(h, insn, pa);
	for (size_t n = 0; n < l->taken_count; n++)
		if (l->taken[n] == va)
			return;
	if (l->taken_count < HOSTILE_LOCKS)
		l->taken[l->taken_count++] = va;
}

/* Where a lock was there may be something else by now: memory that was given back. */
static bool is_given_back(const struct hostile *h, uint64_t pa)
{
	el2_owner owner;
	bool mapped;

	return hostile_owner(h, pa >> 12, &owner, &mapped) && owner != EL2_OWNER_HYP;
}

bool hostile_lock_held(struct hostile *h, uint64_t *va)
{
	for (size_t n = 0; n < h->locks.taken_count; n++) {
		unsigned char word[4];
		uint64_t pa;

		*va = h->locks.taken[n];
		if (hostile_pa(h, *va, &pa) && el2_memory_read(el2_recorded_memory(h->recorded), pa, word, 4) &&
		    load_le(word, 2) != load_le(word + 2, 2) && !is_given_back(h, pa))
			return true;
	}
	return false;
}
