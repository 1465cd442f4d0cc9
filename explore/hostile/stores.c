/* SPDX-License-Identifier: MIT */
/*
 * Does EL2 store into its own memory because the host said where? What has changed there behind an argument's address
 * is a suspicion; it is proved by the same event with that argument moved: the change moves along.
 */
#include "explore/hostile/hostile.h"

#include <string.h>

#define STEP  64u  /* by which an argument is moved */
#define REACH 256u /* doublewords behind the address that are looked at */

void hostile_snapshot(const struct hostile *h, const el2_event *e, struct hostile_snapshot *out)
{
	el2_insn insn;

	out->count = 0;
	el2_decode(e->word, &insn);
	if (insn.form != EL2_FORM_HVC || !(h->options->promises & EL2_PROMISE_NO_STORE))
		return;
	for (unsigned n = 0; n < e->args; n++) {
		const el2_page *page;
		uint64_t pa;

		if (!hostile_pa(h, e->arg[n], &pa) || !hostile_is_hyps(h, pa >> 12))
			continue;
		page = el2_memory_page(el2_recorded_memory(h->recorded), pa);
		if (!page)
			continue;
		out->pa[out->count] = pa;
		memcpy(out->data[out->count++], page->data, EL2_PAGE_SIZE);
	}
}

/* Which doublewords behind pa have changed, as bits. */
static void changes(const struct hostile *h, const unsigned char *before, uint64_t pa, uint64_t out[REACH / 64])
{
	const el2_page *page = el2_memory_page(el2_recorded_memory(h->recorded), pa);

	memset(out, 0, REACH / 8);
	for (size_t n = 0, at = pa % EL2_PAGE_SIZE; page && n < REACH && at + 8 <= EL2_PAGE_SIZE; n++, at += 8)
		if (memcmp(before + at, page->data + at, 8))
			out[n / 64] |= UINT64_C(1) << n % 64;
}

/* Up to the last event of a stream, and that with its nth argument moved. */
static void replay(struct hostile *h, const el2_stream *played, unsigned n, uint64_t by)
{
	el2_step_result result;
	el2_insn insn;
	el2_event last = played->event[played->count - 1];

	hostile_reset(h, false);
	for (size_t i = 0; i + 1 < played->count; i++)
		hostile_event(h, &played->event[i], i, &insn, &result);
	if (n < EL2_EVENT_ARGS)
		last.arg[n] += by;
	hostile_event(h, &last, played->count - 1, &insn, &result);
}

bool hostile_stored(struct hostile *h, const el2_stream *played, const struct hostile_snapshot *before)
{
	const el2_event *last = &played->event[played->count - 1];
	bool stored = false, moved = false;

	for (size_t i = 0; i < before->count && !stored; i++) {
		uint64_t first[REACH / 64], second[REACH / 64], none[REACH / 64] = {0}, pa;
		unsigned n = 0;

		changes(h, before->data[i], before->pa[i], first);
		if (!memcmp(first, none, sizeof none))
			continue;
		while (n < last->args && !(hostile_pa(h, last->arg[n], &pa) && pa == before->pa[i]))
			n++;
		if (before->pa[i] % EL2_PAGE_SIZE + STEP >= EL2_PAGE_SIZE)
			continue;
		moved = true;
		replay(h, played, n, STEP);
		changes(h, before->data[i], before->pa[i] + STEP, second);
		stored = !memcmp(first, second, sizeof first);
	}
	if (moved)
		replay(h, played, EL2_EVENT_ARGS, 0);
	return stored;
}
