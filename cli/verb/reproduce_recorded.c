/* SPDX-License-Identifier: MIT */
/* reproduce --qemu: what the events come to on the recorded machine. */
#include "cli/verb/reproduce.h"
#include "model/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct copy {
	uint64_t pa;
	uint8_t bytes[EL2_PAGE_SIZE];
};

struct recorded {
	struct cli_live *live;
	struct copy *copies; /* of the pages that were written, as they were before the last event */
	size_t count, room;
	bool no_memory;
};

void cli_live_place(const el2_recording *r, uint64_t pa, bool function, char *out, size_t size)
{
	uint64_t offset;
	const el2_recorded_symbol *symbol = el2_recording_symbol_at(r, pa, &offset);

	if (symbol && function)
		snprintf(out, size, "%s", symbol->name);
	else if (symbol)
		snprintf(out, size, "%s+0x%llx", symbol->name, (unsigned long long)offset);
	else
		snprintf(out, size, "physical 0x%llx", (unsigned long long)pa);
}

/* ---- memory ---- */

static const uint8_t *copy_of(const struct recorded *r, const el2_memory *memory, size_t n)
{
	return n < r->count ? r->copies[n].bytes : el2_memory_before(memory, n);
}

static bool is_of_interest(const struct cli_live *l, uint64_t pa)
{
	return l->read->promise & (EL2_PROMISE_TABLES | EL2_PROMISE_OWN_PAGES) && el2_fuzz_keeps_account(l->fuzz, pa);
}

static void note_changes(struct recorded *r, const el2_memory *memory)
{
	struct cli_live *l = r->live;
	const el2_page *page;

	l->changed_count = 0;
	for (size_t n = 0; (page = el2_memory_written(memory, n)); n++) {
		const uint8_t *before = copy_of(r, memory, n);
		struct cli_changed changed = {.pa = page->address};

		if (!memcmp(before, page->data, EL2_PAGE_SIZE) || !is_of_interest(l, page->address))
			continue;
		for (unsigned i = 0; i < EL2_PAGE_SIZE / 8; i++)
			if (memcmp(before + i * 8, page->data + i * 8, 8))
				changed.words[i / 8] |= (uint8_t)(1u << i % 8);
		if (l->changed_count == CLI_LIVE_PAGES)
			l->changed_full = true;
		else
			l->changed[l->changed_count++] = changed;
	}
}

static void keep_copies(struct recorded *r, const el2_memory *memory)
{
	const el2_page *page;

	for (size_t n = 0; (page = el2_memory_written(memory, n)); n++) {
		if (n == r->room) {
			size_t room = r->room ? r->room * 2 : 64;
			struct copy *more = realloc(r->copies, room * sizeof *more);

			if (!more) {
				r->no_memory = true;
				return;
			}
			r->copies = more;
			r->room = room;
		}
		memcpy(r->copies[n].bytes, page->data, EL2_PAGE_SIZE);
		r->count = n + 1 > r->count ? n + 1 : r->count;
	}
}

/* ---- an event ---- */

static void at_el2(const struct cli_live *l, const el2_recorded_last *last, bool function, struct cli_came_to *out)
{
	const el2_recorded_range *range = el2_recording_range(l->recording, last->pc);

	out->pc = range ? range->pa + (last->pc - range->va) : last->pc;
	out->esr = last->esr;
	cli_live_place(l->recording, out->pc, function, out->place, sizeof out->place);
}

static void outcome(const struct cli_live *l, const el2_fuzz_seen *seen, struct cli_came_to *out)
{
	const el2_state *s = seen->state;
	uint8_t kind = seen->event->kind;
	const el2_verdict *v = &seen->result->verdict;
	uint64_t vector = s->pc - s->sysreg[EL2_SYSREG_VBAR_EL1];

	memcpy(out->x, s->x, sizeof out->x);
	if (kind != EL2_EVENT_INSN && kind != EL2_EVENT_STORES) {
		out->came = CAME_BEHIND;
	} else if (seen->entered && seen->last->end != EL2_RECORDED_RETURN) {
		bool hangs = seen->last->end == EL2_RECORDED_HANG;

		at_el2(l, seen->last, hangs, out);
		out->untold = seen->last->then != EL2_RECORDED_RETURN;
		snprintf(out->why, sizeof out->why, "%s", seen->last->what);
		out->came = hangs ? CAME_HANG : seen->last->end == EL2_RECORDED_PANIC ? CAME_PANIC : CAME_UNKNOWN;
	} else if (!seen->entered && v->verdict == EL2_UNMODELLED) {
		out->came = CAME_UNKNOWN;
		snprintf(out->why, sizeof out->why, "not modelled: %s", v->what ? v->what : "it is not executed");
	} else if ((v->has_taken || seen->entered) && el2_el(s) == 1 && vector < 0x800 && !(vector & 0x7f)) {
		out->came = CAME_EXCEPTION;
		out->vector = vector;
		out->esr = s->sysreg[EL2_SYSREG_ESR_EL1];
	} else if (s->pc != l->start_pc + 4) {
		out->came = CAME_ELSEWHERE;
		out->pc = s->pc - l->start_pc;
		if (out->pc >= EL2_RECORDING_PAGE)
			out->pc = s->pc;
	} else {
		out->came = CAME_BEHIND;
	}
}

/* What a guest is to find there; it stays as it is where that is not the host's to write. */
static void keep_page(struct cli_live_event *e, const el2_memory *memory)
{
	const el2_page *page = e->event.kind == EL2_EVENT_GUEST ? el2_memory_page(memory, e->event.value) : NULL;

	e->has_page = page && load_le(page->data, 4) == el2_event_word(&e->event, 0);
	if (e->has_page)
		memcpy(e->page, page->data, sizeof e->page);
}

static void seen(void *context, const el2_fuzz_seen *seen)
{
	struct recorded *r = context;
	struct cli_live *l = r->live;
	struct cli_live_event *e = &l->event[l->count];

	if (l->count == EL2_STREAM_EVENTS)
		return;
	e->event = e->there = *seen->event;
	e->call = seen->call;
	keep_page(e, seen->memory);
	outcome(l, seen, &e->recorded);
	l->count++;
	note_changes(r, seen->memory);
	keep_copies(r, seen->memory);
}

el2_status cli_live_recorded(struct cli_live *l, el2_error *error)
{
	struct recorded r = {.live = l};

	l->broken = el2_fuzz_follow(l->fuzz, &l->read->stream, seen, &r, l->finding);
	free(r.copies);
	return r.no_memory ? el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory") : EL2_OK;
}
