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

/* `aligned`: SCTLR_ELx.A is set. */
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
	if (!exec_translate(&x, a, &r, a->address, *checked, t))
		return false;
	if (memory_epoch(e->memory) != e->memory_epoch) /* a page that may be written has become a table */
		engine_forget_ways(e);
	return true;
}

struct way *engine_fill(struct el2_engine *e, uint64_t va, bool write)
{
	struct way *w = &(write ? e->writes : e->reads)[va / EL2_PAGE_SIZE % WAYS];
	el2_access a = {.address = va & ~(uint64_t)(EL2_PAGE_SIZE - 1),
			.size = 1,
			.el = (uint8_t)el2_el(e->s),
			.read = !write,
			.write = write,
			.checked = true};
	struct translation t;
	bool checked, aligned;

	if (!translate(e, &a, &checked, &aligned, &t) || t.page->device || (checked && t.tags == TAGS_CANONICAL) ||
	    (write && (t.page->table || engine_is_code(e, t.page) || !memory_touch(e->memory, t.page))))
		return NULL;
	e->has_writes |= write;
	*w = (struct way){.page = a.address | e->generation,
			  .data = t.page->data,
			  .tags = checked && t.tags == TAGS_ALLOCATION ? t.page->tags : NULL,
			  .tag = (uint8_t)tag_of(va),
			  .aligned = aligned || t.device};
	w->asks = w->tags || w->aligned;
	return w;
}

static bool may_write(struct el2_engine *e, uint64_t va)
{
	uint64_t page = va & ~(uint64_t)(EL2_PAGE_SIZE - 1);
	const struct way *w = &e->writes[va / EL2_PAGE_SIZE % WAYS];

	return w->page == (page | e->generation) || engine_fill(e, va, true);
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
