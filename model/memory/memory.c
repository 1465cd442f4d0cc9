/* SPDX-License-Identifier: MIT */
/* Sparse memory: a hash table from page number to page, and the pages in ascending order; and what was written since
 * the checkpoint. */
#include "model/memory/pages.h"

#include <stdlib.h>
#include <string.h>

/* A page as it was at the checkpoint. */
struct saved {
	el2_page *page;
	el2_page was; /* its data are the copy's */
};

/* What pages have their data in: as many as were asked for at once, untouched as long as nobody writes there. */
struct chunk {
	struct chunk *next;
	unsigned char *raw; /* as allocated, zero */
	unsigned char *at;  /* of the next page */
	size_t left;        /* pages */
};

#define CHUNK_PAGES 8192u

struct el2_memory {
	struct chunk *chunks; /* the first has room, if one has */
	el2_page **sorted;
	size_t count;     /* mapped */
	size_t capacity;  /* of sorted */
	el2_page **table; /* open addressing; NULL is free */
	size_t mask;      /* slots - 1 */
	el2_page **spare; /* pages that el2_memory_clear() took back */
	size_t spare_count;
	uint64_t ram_base, ram_size;
	bool walks;
	uint64_t epoch;
	struct tlb *tlb;
	bool checkpoint;
	struct saved *saved; /* since the checkpoint, of `saved_count`; those beyond are free, with data to use again */
	size_t saved_count, saved_capacity;
};

static size_t slot_of(const el2_memory *m, uint64_t address)
{
	return (size_t)((address / EL2_PAGE_SIZE * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & m->mask;
}

el2_memory *el2_memory_new(void)
{
	enum {
		SLOTS = 64
	};
	el2_memory *m = calloc(1, sizeof *m);

	if (!m)
		return NULL;
	m->table = calloc(SLOTS, sizeof(el2_page *));
	if (!m->table) {
		free(m);
		return NULL;
	}
	m->mask = SLOTS - 1;
	return m;
}

void el2_memory_free(el2_memory *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->count; i++)
		free(m->sorted[i]);
	for (size_t i = 0; i < m->spare_count; i++)
		free(m->spare[i]);
	for (struct chunk *c = m->chunks, *next; c; c = next) {
		next = c->next;
		free(c->raw);
		free(c);
	}
	for (size_t i = 0; i < m->saved_capacity; i++)
		free(m->saved[i].was.data);
	free(m->saved);
	free(m->tlb);
	free(m->sorted);
	free(m->spare);
	free(m->table);
	free(m);
}

el2_page *el2_memory_page(const el2_memory *m, uint64_t address)
{
	uint64_t base = address & ~(uint64_t)(EL2_PAGE_SIZE - 1);
	size_t i;

	if (!m)
		return NULL;
	for (i = slot_of(m, base); m->table[i] && m->table[i]->address != base; i = (i + 1) & m->mask)
		;
	return m->table[i];
}

static void insert(el2_memory *m, el2_page *page)
{
	size_t i = slot_of(m, page->address);

	while (m->table[i])
		i = (i + 1) & m->mask;
	m->table[i] = page;
}

/* Room for one more page in every array. The table stays at most half full. */
static bool grow(el2_memory *m)
{
	if (m->count == m->capacity) {
		size_t n = m->capacity ? m->capacity * 2 : 32;
		el2_page **sorted = realloc(m->sorted, n * sizeof(el2_page *));

		if (!sorted)
			return false;
		m->sorted = sorted;
		el2_page **spare = realloc(m->spare, n * sizeof(el2_page *));

		if (!spare)
			return false;
		m->spare = spare;
		m->capacity = n;
	}
	if ((m->count + 1) * 2 > m->mask) {
		el2_page **table = calloc((m->mask + 1) * 2, sizeof(el2_page *));

		if (!table)
			return false;
		free(m->table);
		m->table = table;
		m->mask = m->mask * 2 + 1;
		for (size_t i = 0; i < m->count; i++)
			insert(m, m->sorted[i]);
	}
	return true;
}

/* A chunk of at most `pages`. */
static bool new_chunk(el2_memory *m, uint64_t pages)
{
	struct chunk *c = calloc(1, sizeof *c);

	if (!c)
		return false;
	c->left = pages < CHUNK_PAGES ? (size_t)pages : CHUNK_PAGES;
	c->raw = calloc(c->left + 1, EL2_PAGE_SIZE);
	if (!c->raw) {
		free(c);
		return false;
	}
	c->at = c->raw + EL2_PAGE_SIZE - (uintptr_t)c->raw % EL2_PAGE_SIZE;
	c->next = m->chunks;
	m->chunks = c;
	return true;
}

/* A page whose data are zero; `more` are to follow, itself included. */
static el2_page *new_page(el2_memory *m, uint64_t more)
{
	el2_page *page;

	if (m->spare_count) {
		page = m->spare[--m->spare_count];
		memset(page->data, 0, EL2_PAGE_SIZE);
		return page;
	}
	page = calloc(1, sizeof *page);
	if (!page || ((!m->chunks || !m->chunks->left) && !new_chunk(m, more))) {
		free(page);
		return NULL;
	}
	page->data = m->chunks->at;
	m->chunks->at += EL2_PAGE_SIZE;
	m->chunks->left--;
	return page;
}

/* The index in `sorted` of the first page at or above an address. */
static size_t lower_bound(const el2_memory *m, uint64_t address)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->sorted[middle]->address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool map_page(el2_memory *m, uint64_t address, uint64_t more)
{
	unsigned char *data;
	el2_page *page;
	size_t at;

	if (el2_memory_page(m, address))
		return true;
	if (m->count >= EL2_MEMORY_PAGES_MAX || !grow(m) || !(page = new_page(m, more)))
		return false;
	data = page->data;
	*page = (el2_page){
		.address = address,
		.data = data,
		.perm = EL2_PERM_R | EL2_PERM_W | EL2_PERM_X | EL2_PERM_EL0,
		.s2_mapped = true,
		.s2_perm = EL2_PERM_R | EL2_PERM_W | EL2_PERM_X,
		.s2_memattr = EL2_S2_NORMAL_WB,
	};
	at = lower_bound(m, address);
	memmove(m->sorted + at + 1, m->sorted + at, (m->count - at) * sizeof(el2_page *));
	m->sorted[at] = page;
	m->count++;
	insert(m, page);
	return true;
}

bool el2_memory_map(el2_memory *m, uint64_t address, uint64_t size)
{
	uint64_t first = address / EL2_PAGE_SIZE, last;

	if (!size)
		return true;
	if (size - 1 > UINT64_MAX - address)
		return false;
	last = (address + (size - 1)) / EL2_PAGE_SIZE;
	if (last - first >= EL2_MEMORY_PAGES_MAX)
		return false;
	for (uint64_t n = first; n <= last; n++)
		if (!map_page(m, n * EL2_PAGE_SIZE, last - n + 1))
			return false;
	return true;
}

void el2_memory_set_ram(el2_memory *m, uint64_t base, uint64_t size)
{
	m->ram_base = base;
	m->ram_size = size;
}

el2_page *memory_translated(el2_memory *m, uint64_t address)
{
	el2_page *page = el2_memory_page(m, address);

	if (page || !m || address - m->ram_base >= m->ram_size || !el2_memory_map(m, address, 1))
		return page;
	return el2_memory_page(m, address);
}

void el2_memory_clear(el2_memory *m)
{
	m->checkpoint = false;
	m->saved_count = 0;
	m->ram_size = 0;
	memory_drop_tlb(m);
	if (!m->count)
		return;
	memcpy(m->spare + m->spare_count, m->sorted, m->count * sizeof(el2_page *));
	m->spare_count += m->count;
	m->count = 0;
	memset(m->table, 0, (m->mask + 1) * sizeof(el2_page *));
}

/* ---- walking ---- */

void el2_memory_set_walk(el2_memory *m, bool on)
{
	m->walks = on;
	memory_drop_tlb(m);
}

bool memory_walks(const el2_memory *m)
{
	return m && m->walks;
}

uint64_t memory_epoch(const el2_memory *m)
{
	return m ? m->epoch : 0;
}

struct tlb *memory_tlb(el2_memory *m)
{
	if (!m->tlb)
		m->tlb = calloc(1, sizeof *m->tlb);
	return m->tlb;
}

void memory_drop_tlb(el2_memory *m)
{
	m->epoch++;
	for (unsigned i = 0; m->tlb && i < TLB_STAGES; i++)
		m->tlb->era[i] = ++m->tlb->last_era;
}

void memory_is_table(el2_memory *m, el2_page *page)
{
	if (page->table)
		return;
	page->table = true;
	m->epoch++;
}

/* ---- the checkpoint ---- */

static bool save(el2_memory *m, el2_page *page)
{
	struct saved *s;
	unsigned char *data;

	if (m->saved_count == m->saved_capacity) {
		size_t n = m->saved_capacity ? m->saved_capacity * 2 : 32;
		struct saved *more = realloc(m->saved, n * sizeof *more);

		if (!more)
			return false;
		memset(more + m->saved_capacity, 0, (n - m->saved_capacity) * sizeof *more);
		m->saved = more;
		m->saved_capacity = n;
	}
	s = &m->saved[m->saved_count];
	data = s->was.data ? s->was.data : malloc(EL2_PAGE_SIZE);
	if (!data)
		return false;
	memcpy(data, page->data, EL2_PAGE_SIZE);
	s->page = page;
	s->was = *page;
	s->was.data = data;
	m->saved_count++;
	page->saved = true;
	return true;
}

bool memory_is_touched(const el2_memory *m, const el2_page *page)
{
	return !m->checkpoint || page->saved;
}

bool memory_touch(el2_memory *m, el2_page *page)
{
	if (page->table) {
		page->table = false;
		memory_drop_tlb(m);
	}
	return memory_is_touched(m, page) || save(m, page);
}

void el2_memory_checkpoint(el2_memory *m)
{
	for (size_t i = 0; i < m->saved_count; i++)
		m->saved[i].page->saved = false;
	m->saved_count = 0;
	m->checkpoint = true;
}

size_t el2_memory_restore(el2_memory *m)
{
	size_t n = m->saved_count;
	bool tables = false;

	for (size_t i = 0; i < n; i++) {
		struct saved *s = &m->saved[i];
		el2_page *page = s->page;
		unsigned char *data = page->data;

		memcpy(data, s->was.data, EL2_PAGE_SIZE);
		tables |= page->table || s->was.table;
		*page = s->was;
		page->data = data;
		page->saved = false;
	}
	m->saved_count = 0;
	if (tables)
		memory_drop_tlb(m);
	else
		m->epoch++;
	return n;
}

const el2_page *el2_memory_written(const el2_memory *m, size_t n)
{
	return n < m->saved_count ? m->saved[n].page : NULL;
}

const unsigned char *el2_memory_before(const el2_memory *m, size_t n)
{
	return n < m->saved_count ? m->saved[n].was.data : NULL;
}

/* Copy between a buffer and pages; false at the first byte that is not mapped. */
static bool copy(const el2_memory *m, uint64_t address, void *to, const void *from, size_t size)
{
	size_t done = 0;

	while (done < size) {
		el2_page *page = el2_memory_page(m, address + done);
		size_t offset = (address + done) % EL2_PAGE_SIZE, n = EL2_PAGE_SIZE - offset;

		if (!page)
			return false;
		if (n > size - done)
			n = size - done;
		if (to)
			memcpy((unsigned char *)to + done, page->data + offset, n);
		else
			memcpy(page->data + offset, (const unsigned char *)from + done, n);
		done += n;
	}
	return true;
}

bool el2_memory_read(const el2_memory *m, uint64_t address, void *data, size_t size)
{
	return copy(m, address, data, NULL, size);
}

bool el2_memory_write(el2_memory *m, uint64_t address, const void *data, size_t size)
{
	uint64_t first = address / EL2_PAGE_SIZE,
		 pages = size ? (address % EL2_PAGE_SIZE + size - 1) / EL2_PAGE_SIZE + 1 : 0;

	for (uint64_t i = 0; i < pages; i++) {
		el2_page *page = el2_memory_page(m, (first + i) * EL2_PAGE_SIZE);

		if (!page)
			break;
		if (!memory_touch(m, page))
			return false;
	}
	return copy(m, address, NULL, data, size);
}

el2_page *el2_memory_next(const el2_memory *m, const el2_page *page)
{
	size_t at = page ? lower_bound(m, page->address) + 1 : 0;

	return at < m->count ? m->sorted[at] : NULL;
}
