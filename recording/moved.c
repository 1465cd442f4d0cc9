/* SPDX-License-Identifier: MIT */
#include "recording/moved.h"

#include "model/bytes.h"

#include <string.h>

#define PAGE     ((uint64_t)EL2_RECORDING_PAGE)
#define IN_PAGE  (PAGE - 1)
#define WORDS    (EL2_RECORDING_PAGE / 8)
#define FOLLOWED (16 * PAGE) /* of what is found: that far pointers are looked for in it */

/* The range of the linear map that holds a physical address. NULL: it does not. */
static const el2_recorded_range *linear_range(const el2_recording *r, uint64_t linear, uint64_t pa)
{
	const el2_recorded_range *range = el2_recording_range(r, linear + pa);

	return range && range->va - range->pa == linear ? range : NULL;
}

static bool is_alike(const el2_recorded_range *a, const el2_recorded_range *b)
{
	return a->pa == b->pa && a->size == b->size && a->attributes == b->attributes;
}

/* Both have the range that holds it: what the kernel made of memory as it began. */
static bool is_fixed(const el2_moved *m, uint64_t pa)
{
	const el2_recorded_range *a = linear_range(m->from, m->linear_from, pa),
				 *b = linear_range(m->to, m->linear_to, pa);

	return a && b && is_alike(a, b);
}

/* The pair nearest below an address, in its range on both sides. NULL: none. */
static const el2_moved_pair *find(const el2_moved *m, uint64_t from)
{
	const el2_recorded_range *a = linear_range(m->from, m->linear_from, from), *b;
	const el2_moved_pair *best = NULL;

	for (size_t n = 0; a && n < m->count; n++)
		if (m->pair[n].from >= a->pa && m->pair[n].from <= from && (!best || m->pair[n].from > best->from))
			best = &m->pair[n];
	if (!best)
		return NULL;
	b = linear_range(m->to, m->linear_to, best->to);
	return b && best->to + (from - best->from) - b->pa < b->size ? best : NULL;
}

/* Two addresses are each other's. */
static void pair(el2_moved *m, uint64_t from, uint64_t to)
{
	const el2_recorded_range *a = linear_range(m->from, m->linear_from, from),
				 *b = linear_range(m->to, m->linear_to, to);
	const el2_moved_pair *known;

	if (!a || !b || a->attributes != b->attributes || is_alike(a, b) || is_fixed(m, from) || is_fixed(m, to))
		return;
	/* ranges of one size, each as a whole */
	if (a->size == b->size && from - a->pa == to - b->pa) {
		from = a->pa;
		to = b->pa;
	}
	known = find(m, from);
	if (known && known->to - known->from == to - from)
		return;
	if (m->count == EL2_MOVED_PAIRS)
		m->full = true;
	else
		m->pair[m->count++] = (el2_moved_pair){from, to};
}

static uint64_t word_at(const el2_recording *r, uint64_t pa)
{
	const uint8_t *page = el2_recording_page(r, pa);

	return page ? load_le(page + (pa & IN_PAGE), 8) : 0;
}

/* Pointers at the same places behind two addresses that are each other's. */
static void follow_pointers(el2_moved *m, uint64_t from, uint64_t to)
{
	for (unsigned n = 0; n < WORDS && !((from | to) & 7); n++) {
		uint64_t x = word_at(m->from, from + n * 8), y = word_at(m->to, to + n * 8);

		if (x && y)
			pair(m, x - m->linear_from, y - m->linear_to);
	}
}

static void find_pairs(el2_moved *m)
{
	/* of ranges apart from the linear map: stacks, a CPU's own */
	for (size_t n = 0; n < m->from->range_count; n++) {
		const el2_recorded_range *a = &m->from->ranges[n], *b = el2_recording_range(m->to, a->va);

		if (a->va - a->pa != m->linear_from && b && b->va == a->va && b->size == a->size)
			pair(m, a->pa, b->pa);
	}
	for (size_t n = 0; n < m->from->page_count; n++)
		if (is_fixed(m, m->from->pages[n].pa))
			follow_pointers(m, m->from->pages[n].pa, m->from->pages[n].pa);
	for (size_t n = 0; n < m->count; n++)
		for (uint64_t at = 0; at < FOLLOWED; at += PAGE)
			if (find(m, m->pair[n].from + at) == &m->pair[n])
				follow_pointers(m, m->pair[n].from + at, m->pair[n].to + at);
}

static el2_status differs(const char *what, el2_error *error)
{
	return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "this is another kernel than the recording's: %s", what);
}

el2_status el2_moved_open(el2_moved *m, const el2_recording *from, const el2_recording *to, el2_error *error)
{
	const el2_recorded_range *a = el2_recording_code(from), *b = el2_recording_code(to);
	uint64_t last, bits;

	memset(m, 0, sizeof *m);
	if (strcmp(from->text[EL2_RECORDING_BANNER], to->text[EL2_RECORDING_BANNER]))
		return differs(to->text[EL2_RECORDING_BANNER], error);
	if (strcmp(from->text[EL2_RECORDING_MODE], to->text[EL2_RECORDING_MODE]))
		return differs(to->text[EL2_RECORDING_MODE], error);
	if (!a || !b || !from->page_count)
		return differs("EL2 executes nothing", error);
	if (!is_alike(a, b))
		return differs("its EL2's code is elsewhere in memory", error);
	m->from = from;
	m->to = to;
	m->linear_from = a->va - a->pa;
	m->linear_to = b->va - b->pa;
	last = from->pages[from->page_count - 1].pa;
	for (bits = PAGE; (from->pages[0].pa ^ last) & ~(bits - 1);)
		bits <<= 1;
	m->ram_mask = bits - 1;
	m->ram = last & ~m->ram_mask;
	find_pairs(m);
	return EL2_OK;
}

el2_moved_to el2_moved_physical(const el2_moved *m, uint64_t from, uint64_t *to)
{
	const el2_moved_pair *known = find(m, from);

	*to = from;
	if (known) {
		*to = known->to + (from - known->from);
		return *to == from ? EL2_MOVED_AS_IS : EL2_MOVED_TO;
	}
	if (is_fixed(m, from))
		return EL2_MOVED_AS_IS;
	/* EL2's there, and nobody knows whose it is here; or the other way round */
	if (linear_range(m->from, m->linear_from, from) || linear_range(m->to, m->linear_to, from))
		return EL2_MOVED_LOST;
	return EL2_MOVED_AS_IS;
}

static bool is_in_ram(const el2_moved *m, uint64_t pa)
{
	return (pa & ~m->ram_mask) == m->ram;
}

el2_moved_to el2_moved_number(const el2_moved *m, uint64_t from, uint64_t *to)
{
	const el2_recorded_range *range = el2_recording_range(m->from, from), *there;
	el2_moved_to how;
	uint64_t pa;

	*to = from;
	if (range && range->va - range->pa != m->linear_from) {
		there = el2_recording_range(m->to, from);
		return there && there->va == range->va && there->size == range->size ? EL2_MOVED_AS_IS : EL2_MOVED_LOST;
	}
	if (!range && !is_in_ram(m, from - m->linear_from))
		return EL2_MOVED_AS_IS;
	how = el2_moved_physical(m, from - m->linear_from, &pa);
	if (how == EL2_MOVED_LOST)
		return how;
	*to = m->linear_to + pa;
	return *to == from ? EL2_MOVED_AS_IS : EL2_MOVED_TO;
}

uint64_t el2_moved_target(const el2_moved *m, uint64_t pointer)
{
	return m->ram | (pointer & m->ram_mask);
}

el2_moved_to el2_moved_pointer(const el2_moved *m, uint64_t from, uint64_t *to)
{
	el2_moved_to how = el2_moved_number(m, from, to);
	uint64_t pa;

	if (how != EL2_MOVED_AS_IS || *to != from || el2_recording_range(m->from, from))
		return how;
	how = el2_moved_physical(m, el2_moved_target(m, from), &pa);
	if (how == EL2_MOVED_TO)
		*to = (from & ~m->ram_mask) | (pa & m->ram_mask);
	return how;
}
