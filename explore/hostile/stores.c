/* SPDX-License-Identifier: MIT */
/*
 * Does EL2 store into its own memory because the host said where? A page of its own that an argument points to, and
 * that was written, is a suspicion; it is proved by the same event with that argument moved: the writing moves along.
 */
#include "explore/hostile/hostile.h"

static const el2_page *page_of(const struct hostile *h, uint64_t pa)
{
	return el2_memory_page(el2_recorded_memory(h->recorded), pa);
}

/* EL2's own, and not written since the base. */
static bool is_untouched(const struct hostile *h, uint64_t pa)
{
	const el2_page *page = page_of(h, pa);

	return page && !page->saved && hostile_is_hyps(h, pa >> 12);
}

void hostile_snapshot(const struct hostile *h, const el2_event *e, struct hostile_snapshot *out)
{
	el2_insn insn;

	out->count = 0;
	el2_decode(e->word, &insn);
	if (insn.form != EL2_FORM_HVC || !(h->options->promises & EL2_PROMISE_NO_STORE))
		return;
	for (unsigned n = 0; n < e->args; n++) {
		uint64_t pa;

		if (!hostile_pa(h, e->arg[n], &pa) || !is_untouched(h, pa))
			continue;
		out->pa[out->count] = pa;
		out->arg[out->count++] = n;
	}
}

/* The machine behind the first events of a stream. */
static void replay(struct hostile *h, const el2_stream *played, size_t count)
{
	el2_step_result result;
	el2_insn insn;

	hostile_reset(h, false);
	for (size_t n = 0; n < count; n++)
		hostile_event(h, &played->event[n], &insn, &result);
}

/* Up to the last event of a stream, and that with its nth argument moved to another page of EL2's own. False: there is
 * none. */
static bool moves_along(struct hostile *h, const el2_stream *played, unsigned n, uint64_t pa)
{
	static const int64_t by[] = {1, -1, 2, -2, 8, -8};
	el2_event last = played->event[played->count - 1];
	el2_step_result result;
	el2_insn insn;

	for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
		uint64_t other = pa + (uint64_t)by[i] * EL2_PAGE_SIZE;

		replay(h, played, played->count - 1);
		if (!is_untouched(h, other))
			continue;
		last.arg[n] = played->event[played->count - 1].arg[n] + (uint64_t)by[i] * EL2_PAGE_SIZE;
		hostile_event(h, &last, &insn, &result);
		if (page_of(h, other)->saved && !page_of(h, pa)->saved)
			return true;
	}
	return false;
}

bool hostile_stored(struct hostile *h, const el2_stream *played, const struct hostile_snapshot *before)
{
	unsigned written = 0; /* which of them, before the machine is used for other things */
	bool stored = false;

	for (size_t i = 0; i < before->count; i++)
		written |= (unsigned)page_of(h, before->pa[i])->saved << i;
	if (!written)
		return false;
	for (size_t i = 0; i < before->count && !stored; i++)
		stored = written >> i & 1 && moves_along(h, played, before->arg[i], before->pa[i]);
	replay(h, played, played->count); /* the machine as the stream left it */
	return stored;
}
