/* SPDX-License-Identifier: MIT */
/* A stream told event by event, for somebody who plays it on a booted machine. */
#include "explore/hostile/hostile.h"

struct follow {
	struct hostile *hostile;
	el2_fuzz_seen_fn seen;
	void *context;
};

static void played(void *context, const el2_event *e, const el2_step_result *result)
{
	const struct follow *f = context;
	struct hostile *h = f->hostile;
	const struct hostile_call *call;
	el2_fuzz_seen seen = {.event = e, .result = result, .entered = h->entered};
	el2_insn insn;

	el2_decode(e->word, &insn);
	call = e->kind == EL2_EVENT_INSN && insn.form == EL2_FORM_HVC && !e->reg ? hostile_call_of(h, e->value) : NULL;
	seen.last = el2_recorded_last_get(h->recorded);
	seen.state = &h->s;
	seen.call = call ? call->what : NULL;
	seen.memory = el2_recorded_memory(h->recorded);
	f->seen(f->context, &seen);
}

bool el2_fuzz_follow(el2_fuzz *fuzz, const el2_stream *stream, el2_fuzz_seen_fn seen, void *context,
		     el2_finding *finding)
{
	struct follow follow = {hostile_of(fuzz), seen, context};
	const struct watch watch = {.context = &follow, .played = played};

	return follow.hostile && hostile_play(follow.hostile, stream, false, &watch, finding);
}

const void *el2_fuzz_page(el2_fuzz *fuzz, size_t n, uint64_t *pa)
{
	struct hostile *h = hostile_of(fuzz);
	const el2_page *page;

	if (!h || n >= HOSTILE_POOL + h->world.vm_count * HOSTILE_VM_PAGES)
		return NULL;
	hostile_reset(h, false);
	*pa = (h->world.own.at[0] + n) << 12;
	page = el2_memory_page(el2_recorded_memory(h->recorded), *pa);
	return page ? page->data : NULL;
}

bool el2_fuzz_keeps_account(el2_fuzz *fuzz, uint64_t pa)
{
	struct hostile *h = hostile_of(fuzz);

	return h && hostile_keeps_account(h, pa);
}

bool el2_fuzz_is_hosts(el2_fuzz *fuzz, uint64_t pa)
{
	struct hostile *h = hostile_of(fuzz);

	if (!h)
		return false;
	hostile_reset(h, false);
	return hostile_is_hosts(h, pa >> 12);
}
