/* SPDX-License-Identifier: MIT */
/*
 * Pages that operations may access, and blocks may be made of, without asking the rules again: as long as registers,
 * level and page attributes stay what they are. Where tags are canonical there are none.
 */
#include "model/engine/ops.h"
#include "model/exec/exec.h"
#include "model/memory/pages.h"

#include <string.h>

void engine_forget_ways(struct el2_engine *e)
{
	struct regime r;

	e->has_writes = false;
	e->memory_epoch = memory_epoch(e->memory);
	if (++e->generation >= EL2_PAGE_SIZE) {
		memset(e->reads, 0, sizeof e->reads);
		memset(e->writes, 0, sizeof e->writes);
		memset(e->fetches, 0, sizeof e->fetches);
		e->generation = 1;
	}
	regime_of(e->s, el2_el(e->s), 0, &r);
	e->two_ranges = r.two_ranges;
}

void engine_forget_writes(struct el2_engine *e, const el2_page *page)
{
	for (unsigned i = 0; e->has_writes && i < WAYS; i++)
		if (e->writes[i].data == page->data)
			e->writes[i].page = 0;
}

/* `aligned`: SCTLR_ELx.A is set. False, too, where the access would set a flag of a descriptor: it may come to nothing
 * yet, and a step knows. */
static bool translate(struct el2_engine *e, const el2_access *a, bool *checked, bool *aligned, struct translation *t)
{
	static const el2_insn none;
	el2_rules rules = {0};
	struct exec x;
	struct regime r;

	regime_of(e->s, a->el, a->address, &r);
	*checked = tag_is_checked(e->s, a, &r);
	*aligned = r.sctlr & EL2_BIT(SCTLR_EL1, A);
	exec_begin(&x, e->s, e->memory, &none, &rules, NULL);
	x.probe = true;
	if (!exec_translate(&x, a, &r, a->address, *checked, t) || x.unflagged)
		return false;
	if (memory_epoch(e->memory) != e->memory_epoch) /* a page that may be written has become a table */
		engine_forget_ways(e);
	return true;
}

static uint64_t page_address(uint64_t va)
{
	return va & ~(uint64_t)(EL2_PAGE_SIZE - 1);
}

/* A page whose bytes are all that an access changes. */
static bool is_plain(struct el2_engine *e, uint64_t va, bool write, bool *checked, bool *aligned, struct translation *t)
{
	el2_access a = {.address = page_address(va),
			.size = 1,
			.el = (uint8_t)el2_el(e->s),
			.read = !write,
			.write = write,
			.checked = true};

	return translate(e, &a, checked, aligned, t) && !t->page->device &&
	       !(write && (t->page->table || engine_is_code(e, t->page)));
}

struct way *engine_fill(struct el2_engine *e, uint64_t va, bool write, bool happens)
{
	struct way *w = &(write ? e->writes : e->reads)[va / EL2_PAGE_SIZE % WAYS], made;
	struct translation t;
	bool checked, aligned;

	if (!is_plain(e, va, write, &checked, &aligned, &t) || (checked && t.tags == TAGS_CANONICAL))
		return NULL;
	made = (struct way){.page = page_address(va) | e->generation,
			    .data = t.page->data,
			    .tags = checked && t.tags == TAGS_ALLOCATION ? t.page->tags : NULL,
			    .tag = (uint8_t)tag_of(va),
			    .aligned = aligned || t.device};
	made.asks = made.tags || made.aligned;
	if (write && !(happens && !made.asks ? memory_touch(e->memory, t.page) : memory_is_touched(e->memory, t.page)))
		return NULL; /* what is not written is not touched: a step knows */
	e->has_writes |= write;
	*w = made;
	return w;
}

static bool may_write(struct el2_engine *e, uint64_t va)
{
	const struct way *w = &e->writes[va / EL2_PAGE_SIZE % WAYS];
	struct translation t;
	bool checked, aligned;

	return w->page == (page_address(va) | e->generation) || engine_fill(e, va, true, false) ||
	       is_plain(e, va, true, &checked, &aligned, &t);
}

bool engine_keeps_code(struct el2_engine *e, const el2_insn *insn)
{
	el2_access a;

	if (!el2_insn_access(e->s, insn, &a))
		return false;
	return !a.write || (may_write(e, a.address) && may_write(e, a.address + a.size - 1));
}

const struct fetch_way *engine_fetch_page(struct el2_engine *e, uint64_t pc)
{
	struct fetch_way *w = &e->fetches[pc / EL2_PAGE_SIZE % FETCH_WAYS];
	el2_access a = {.address = pc & ~(uint64_t)(EL2_PAGE_SIZE - 1),
			.size = 4,
			.el = (uint8_t)el2_el(e->s),
			.read = true,
			.fetch = true};
	struct translation t;
	bool checked, aligned;

	if (w->at != (a.address | e->generation)) {
		if (!translate(e, &a, &checked, &aligned, &t))
			return NULL;
		*w = (struct fetch_way){a.address | e->generation, t.page, t.guarded};
	}
	return w;
}
