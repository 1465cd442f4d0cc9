/* SPDX-License-Identifier: MIT */
#include "explore/player.h"
#include "explore/controls.h"
#include "explore/opinion.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The host executes an instruction again for which the hypervisor has mapped a page; SET* needs more than one. */
#define TRIES 8

/* Allocation tags of a machine: the host may guess either, but not both. The two differ only where that is watched. */
static uint8_t tag_of(const struct player *p, unsigned l)
{
	return l == LANE_SECRETS && p->options.promises & EL2_PROMISE_NO_TAGS ? 9 : 3;
}

/* What stands in pages that are not the host's. */
static unsigned char secret_of(const struct player *p, unsigned l)
{
	return l == LANE_SECRETS && p->options.promises & EL2_PROMISE_OWN_PAGES ? 0xaa : 0x55;
}

static bool is_foreign(const el2_page *page)
{
	return page->owner == EL2_OWNER_HYP || page->owner == EL2_OWNER_GUEST;
}

/* Owners and stage 2 as at the beginning: what the hypervisor mapped is no write to memory. */
static void reset_pages(const struct lane *lane)
{
	static const struct {
		el2_owner owner;
		bool mapped;
		el2_memory_type type;
	} rows[PLAYER_PAGES] = {
		{EL2_OWNER_HOST, true, EL2_MEMORY_TAGGED},   {EL2_OWNER_HOST, true, EL2_MEMORY_TAGGED},
		{EL2_OWNER_HOST, false, EL2_MEMORY_TAGGED},  {EL2_OWNER_HYP, false, EL2_MEMORY_TAGGED},
		{EL2_OWNER_GUEST, false, EL2_MEMORY_TAGGED}, {EL2_OWNER_MMIO, false, EL2_MEMORY_DEVICE},
	};

	for (unsigned n = 0; n < PLAYER_PAGES; n++) {
		el2_page *page = lane->page[n];

		page->owner = (uint8_t)rows[n].owner;
		page->s2_mapped = rows[n].mapped;
		page->type = (uint8_t)rows[n].type;
		page->reached = 0;
	}
}

/* Which machines the promises need. */
static void choose_lanes(struct player *p, const el2_fuzz_options *o)
{
	const bool needed[LANES] = {
		[LANE_FIRST] = true,
		[LANE_SECRETS] = o->promises & (EL2_PROMISE_NO_TAGS | EL2_PROMISE_OWN_PAGES),
		[LANE_WITHOUT] = o->promises & EL2_PROMISE_LIKE_NO_MTE,
		[LANE_OPINION] = o->promises & EL2_PROMISE_SAME_RESULT,
	};

	p->options = *o;
	p->base = *o->state;
	if (o->hypervisor)
		p->hypervisor = *o->hypervisor;
	for (unsigned l = 0; l < LANES; l++) {
		p->lane[l].needed = needed[l];
		p->lane[l].base = &p->base;
		p->lane[l].hypervisor = o->hypervisor ? &p->hypervisor : NULL;
	}
	if (!needed[LANE_WITHOUT])
		return;
	p->base_without = *o->without;
	p->hypervisor_without = *o->without_hypervisor;
	p->lane[LANE_WITHOUT].base = &p->base_without;
	p->lane[LANE_WITHOUT].hypervisor = &p->hypervisor_without;
	without_open(&p->without, &p->base_without, &p->base);
}

bool player_open(struct player *p, const el2_fuzz_options *options)
{
	memset(p, 0, sizeof *p);
	choose_lanes(p, options);
	for (unsigned l = 0; l < LANES; l++) {
		struct lane *lane = &p->lane[l];

		if (!lane->needed)
			continue;
		lane->memory = el2_memory_new();
		if (!lane->memory || !el2_memory_map(lane->memory, PLAYER_BASE, PLAYER_PAGES * EL2_PAGE_SIZE))
			return false;
		for (unsigned n = 0; n < PLAYER_PAGES; n++)
			lane->page[n] = el2_memory_page(lane->memory, PLAYER_BASE + n * EL2_PAGE_SIZE);
		reset_pages(lane);
		for (unsigned n = 0; n < PLAYER_PAGES; n++) {
			el2_page *page = lane->page[n];

			if (tag_of(p, l) != tag_of(p, LANE_FIRST))
				p->secrets[n] |= EL2_REACHED_TAGS;
			if (is_foreign(page) && secret_of(p, l) != secret_of(p, LANE_FIRST))
				p->secrets[n] |= EL2_REACHED_DATA;
			memset(page->tags, tag_of(p, l), sizeof page->tags);
			if (is_foreign(page))
				memset(page->data, secret_of(p, l), EL2_PAGE_SIZE);
		}
		el2_memory_checkpoint(lane->memory);
	}
	return true;
}

void player_close(struct player *p)
{
	for (unsigned l = 0; l < LANES; l++)
		el2_memory_free(p->lane[l].memory);
}

el2_rule player_rule(const el2_verdict *v)
{
	for (unsigned i = v->rules.count; i; i--)
		if (rule_is_machine(v->rules.rule[i - 1]))
			return v->rules.rule[i - 1];
	return 0;
}

const char *player_place(const el2_verdict *v)
{
	const char *at = v->verdict == EL2_PANIC && v->what ? strstr(v->what, " at __") : NULL;

	return at ? at + sizeof " at " - 1 : "";
}

/* Put a machine where an event stands, the nth of those played, at its level and with its registers. */
static void place_event(el2_state *s, const el2_event *e, size_t n)
{
	if (e->reg < 31)
		s->x[e->reg] = e->value;
	for (unsigned i = 0; i < e->args; i++)
		s->x[i + 1] = e->arg[i];
	if (el2_el(s) != e->el)
		el2_set_el(s, e->el);
	s->pc = PLAYER_BASE + 4 * n;
}

static bool all_are(const void *data, unsigned char value, size_t size)
{
	const unsigned char *bytes = data;

	return bytes[0] == value && !memcmp(bytes, bytes + 1, size - 1);
}

/* The promises about what was written, of one machine. */
static unsigned written(const struct player *p, unsigned l)
{
	const el2_page *page;
	unsigned broken = 0;

	for (size_t n = 0; (page = el2_memory_written(p->lane[l].memory, n)); n++) {
		if (!all_are(page->tags, tag_of(p, l), sizeof page->tags))
			broken |= EL2_PROMISE_NO_TAGS;
		if (is_foreign(page) && !all_are(page->data, secret_of(p, l), EL2_PAGE_SIZE))
			broken |= EL2_PROMISE_OWN_PAGES;
	}
	return broken;
}

/* Registers that instructions name. What differs there for one event only is seen; system registers and memory, which
 * are much more, may be looked at once behind the last. */
static bool registers_differ(const struct player *p)
{
	return p->lane[LANE_SECRETS].plays &&
	       memcmp(&p->lane[LANE_FIRST].state, &p->lane[LANE_SECRETS].state, offsetof(el2_state, sysreg)) != 0;
}

static bool anything_differs(const struct player *p)
{
	const struct lane *first = &p->lane[LANE_FIRST], *second = &p->lane[LANE_SECRETS];
	const el2_page *page;

	if (!second->plays)
		return false;
	if (memcmp(&first->state, &second->state, sizeof first->state))
		return true;
	for (size_t n = 0; (page = el2_memory_written(first->memory, n)); n++) {
		const el2_page *other = el2_memory_page(second->memory, page->address);

		if (!is_foreign(page) && memcmp(page->data, other->data, EL2_PAGE_SIZE))
			return true;
	}
	return false;
}

/* Which of the two secrets an event has shown, or both: what an instruction that reads tags sees are tags, and so is
 * what comes of a checked access to a page of the host's own. */
static unsigned shown(const el2_step_result result[LANES], const el2_insn *insn, uint64_t address)
{
	const uint64_t first = PLAYER_BASE + 3 * EL2_PAGE_SIZE, last = PLAYER_BASE + 5 * EL2_PAGE_SIZE;
	const el2_form_info *form = el2_form_get((el2_form)insn->form);
	uint64_t untagged = address & UINT64_C(0x00ffffffffffffff);
	bool foreign = untagged >= first - EL2_PAGE_SIZE / 2 && untagged < last;

	if (!form || form->tag_effect != EL2_TAG_NONE || !foreign ||
	    result[LANE_FIRST].executed != result[LANE_SECRETS].executed)
		return EL2_PROMISE_NO_TAGS;
	return EL2_PROMISE_OWN_PAGES;
}

static void play_event(struct lane *lane, const el2_insn *insn, el2_step_result *result)
{
	el2_state *s = &lane->state;

	for (unsigned tries = 0; tries < TRIES; tries++) {
		el2_step(s, lane->memory, lane->hypervisor, insn, result, NULL);
		if (result->verdict.verdict != EL2_TRAP || result->verdict.action != EL2_ACTION_RETRY ||
		    result->no_progress)
			break;
	}
}

/* How the host tells the machine from one without MTE, and the machine without it follows what is listed. */
static unsigned told_without(struct player *p, const el2_insn *insn, el2_step_result result[LANES], bool exact)
{
	struct lane *first = &p->lane[LANE_FIRST], *without = &p->lane[LANE_WITHOUT];
	const struct without_side side[2] = {{&first->state, first->memory, &result[LANE_FIRST]},
					     {&without->state, without->memory, &result[LANE_WITHOUT]}};
	unsigned told;
	bool listed;

	if (!without->plays)
		return 0;
	listed = without_is_listed(insn, side);
	told = without_told(&p->without, insn, side, exact || listed);
	if (told)
		result[LANE_FIRST].verdict.what = without_text(told);
	else if (listed)
		without_follow(&p->without, &side[0], &without->state, without->memory);
	return told ? EL2_PROMISE_LIKE_NO_MTE : 0;
}

/* Does the host find something in the end that shows for no event alone? */
static bool differs_in_the_end(const struct player *p)
{
	static const el2_step_result result;
	static const el2_insn insn;
	const struct lane *first = &p->lane[LANE_FIRST], *without = &p->lane[LANE_WITHOUT];
	const struct without_side side[2] = {{&first->state, first->memory, &result},
					     {&without->state, without->memory, &result}};

	return anything_differs(p) || (without->plays && without_told(&p->without, &insn, side, true));
}

/* The promises that are watched and that the event broke, the most serious one. */
static unsigned broken_by(struct player *p, const el2_event *e, const el2_insn *insn, el2_step_result result[LANES],
			  uint64_t address, bool exact)
{
	unsigned broken = told_without(p, insn, result, exact) | opinion_other(p, &result[LANE_FIRST]);

	for (unsigned l = 0; l < LANE_OPINION; l++)
		if (p->lane[l].plays && result[l].verdict.verdict == EL2_PANIC)
			broken |= EL2_PROMISE_NO_PANIC;
	if (p->lane[LANE_SECRETS].plays)
		broken |= written(p, LANE_FIRST) | written(p, LANE_SECRETS);
	if (exact ? anything_differs(p) : registers_differ(p))
		broken |= shown(result, insn, address);
	if (p->options.invariant && !p->options.invariant(p->options.context, e, insn, &result[LANE_FIRST]))
		broken |= EL2_PROMISE_OF_USER;
	broken &= p->options.promises;
	return broken & -broken;
}

_Static_assert(EL2_STREAM_EVENTS <= 64, "a bit for each event");

/* A machine as each stream finds it. */
static void reset(struct lane *lane)
{
	el2_memory_restore(lane->memory);
	reset_pages(lane);
	lane->state = *lane->base;
	lane->plays = true;
}

/* Has the stream reached what the machine with other secrets has another of? Until then that one does what the first
 * does, and need not be played. */
static bool reaches_secrets(const struct player *p)
{
	unsigned reached = 0;

	for (unsigned n = 0; n < PLAYER_PAGES; n++)
		reached |= p->lane[LANE_FIRST].page[n]->reached & p->secrets[n];
	return reached;
}

/* Where an instruction is about to access memory; 0: it does not. */
static uint64_t address_of(const el2_state *s, const el2_insn *insn)
{
	el2_access access;

	return el2_insn_access(s, insn, &access) ? access.address : 0;
}

/* Play events [0, end) of a stream, but for those left out, as the first machine has. */
static void catch_up(struct lane *lane, const el2_stream *stream, size_t end, uint64_t left_out)
{
	size_t count = 0;

	reset(lane);
	for (size_t n = 0; n < end; n++) {
		const el2_event *e = &stream->event[n];
		el2_step_result result;
		el2_insn insn;

		if (e->kind != EL2_EVENT_INSN)
			continue;
		place_event(&lane->state, e, count);
		if (left_out >> n & 1)
			continue;
		el2_decode(e->word, &insn);
		play_event(lane, &insn, &result);
		count++;
	}
}

/* The events [0, end) of a stream that were played. */
static void copy_played(const el2_stream *stream, size_t end, uint64_t left_out, el2_stream *out)
{
	out->count = 0;
	for (size_t n = 0; n < end; n++)
		if (stream->event[n].kind == EL2_EVENT_INSN && !(left_out >> n & 1))
			out->event[out->count++] = stream->event[n];
}

static bool play(struct player *p, const el2_stream *stream, const struct watch *watch, bool exact,
		 el2_finding *finding)
{
	struct lane *first = &p->lane[LANE_FIRST], *secrets = &p->lane[LANE_SECRETS], *without = &p->lane[LANE_WITHOUT];
	uint64_t left_out = 0; /* bit n: event n was placed, but not played */
	size_t count = 0;      /* of those played */

	for (unsigned l = 0; l < LANES; l++) {
		if (l == LANE_SECRETS)
			p->lane[l].plays = false;
		else if (p->lane[l].needed)
			reset(&p->lane[l]);
	}
	for (size_t n = 0; n < stream->count; n++) {
		const el2_event *e = &stream->event[n];
		el2_step_result result[LANES];
		uint64_t address = 0;
		unsigned broken;
		el2_insn insn;

		if (e->kind != EL2_EVENT_INSN)
			continue;
		el2_decode(e->word, &insn);
		for (unsigned l = 0; l < LANES; l++)
			if (p->lane[l].plays)
				place_event(&p->lane[l].state, e, count);
		if (watch && watch->avoid && watch->avoid(watch->context, &first->state, &insn)) {
			left_out |= UINT64_C(1) << n;
			continue;
		}
		opinion_ask(p, &insn);
		play_event(first, &insn, &result[LANE_FIRST]);
		if (without->plays)
			play_event(without, &insn, &result[LANE_WITHOUT]);
		if (secrets->needed && !secrets->plays && reaches_secrets(p)) {
			catch_up(secrets, stream, n, left_out);
			place_event(&secrets->state, e, count);
		}
		if (secrets->plays) {
			address = address_of(&secrets->state, &insn);
			play_event(secrets, &insn, &result[LANE_SECRETS]);
		}
		count++;
		if (watch && watch->decided)
			watch->decided(watch->context, &result[0].verdict);
		broken = broken_by(p, e, &insn, result, address, exact);
		if (broken) {
			finding->promise = broken;
			finding->rule = player_rule(&result[0].verdict);
			snprintf(finding->at, sizeof finding->at, "%s", player_place(&result[0].verdict));
			finding->result = result[0];
			copy_played(stream, n + 1, left_out, &finding->stream);
			return true;
		}
		if (result[0].verdict.verdict == EL2_PANIC)
			return false; /* nobody asked for it, and nothing comes after it */
	}
	return false;
}

bool player_play(struct player *p, const el2_stream *stream, const struct watch *watch, el2_finding *finding)
{
	const struct watch again = {watch ? watch->context : NULL, watch ? watch->avoid : NULL, NULL, NULL};

	if (play(p, stream, watch, false, finding)) {
		if (finding->promise != EL2_PROMISE_LIKE_NO_MTE)
			return true;
	} else if (!differs_in_the_end(p)) {
		return false;
	}
	/* which event it was, then */
	return play(p, stream, &again, true, finding);
}
