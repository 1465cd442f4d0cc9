/* SPDX-License-Identifier: MIT */
#include "model/view.h"
#include "model/rules/access_table.h"
#include "model/rules/word_table.h"

#include <string.h>

#define LEVELS 4u

/* Bits of PSTATE on which a decision depends, but for the level. */
#define PSTATE_READ (EL2_PSTATE_NRW | EL2_PSTATE_IL | EL2_PSTATE_UAO | EL2_PSTATE_SP)
#define EXLOCK_READ EL2_PSTATE_N /* the place of a bit that is none of those */

struct el2_view {
	const el2_state *state;
	const el2_hypervisor *hypervisor;
	uint32_t stamp;  /* answers with another are of a state that is no more */
	uint32_t pstate; /* as the answers were given */
	el2_cpu cpu;
	uint64_t registers[EL2_READ_REGISTERS_MAX];
	el2_answer *level; /* in `answers` */
	el2_answer answers[];
};

el2_answer el2_answer_of(const el2_verdict *v)
{
	el2_answer a = {.verdict = (uint8_t)v->verdict,
			.origin = (uint8_t)v->origin,
			.accessed = v->accessed,
			.action = (uint8_t)v->action};

	if (v->has_taken) {
		a.flags |= EL2_ANSWER_TAKEN;
		a.ec = (uint8_t)EL2_ESR_EC(v->taken.esr);
		a.el = v->taken.el;
	}
	if (v->verdict == EL2_PASS && v->effect == EL2_EFFECT_TAGS_IGNORED)
		a.flags |= EL2_ANSWER_TAGS_IGNORED;
	if (v->unpredictable)
		a.flags |= EL2_ANSWER_UNPREDICTABLE;
	if (v->asked)
		a.flags |= EL2_ANSWER_ASKED;
	for (unsigned i = 0; i < v->rules.count; i++)
		if (EL2_RULE_TABLE(v->rules.rule[i]) <= EL2_RULES_MODEL)
			a.rule = v->rules.rule[i];
	return a;
}

bool el2_answer_equals(const el2_answer *a, const el2_answer *b)
{
	return a->verdict == b->verdict && a->origin == b->origin && a->ec == b->ec && a->el == b->el &&
	       a->rule == b->rule && a->accessed == b->accessed && a->flags == b->flags && a->action == b->action;
}

size_t el2_view_size(void)
{
	return sizeof(el2_view) + LEVELS * el2_word_classes_count * sizeof(el2_answer);
}

static uint32_t pstate_of(const el2_state *state)
{
	return (state->pstate & PSTATE_READ) | (state->exlock ? EXLOCK_READ : 0);
}

/* Does *state decide otherwise than before? Notes what it looked at. */
static bool changes(el2_view *view, const el2_state *state)
{
	bool changed = view->pstate != pstate_of(state) || memcmp(&view->cpu, state->cpu, sizeof view->cpu) != 0;

	for (size_t i = 0; i < el2_read_register_count; i++) {
		uint64_t now = state->sysreg[el2_read_registers[i]];

		changed |= view->registers[i] != now;
		view->registers[i] = now;
	}
	if (changed) {
		view->pstate = pstate_of(state);
		view->cpu = *state->cpu;
	}
	return changed;
}

void el2_view_set(el2_view *view, const el2_state *state, const el2_hypervisor *hypervisor)
{
	bool other = !view->stamp || !view->hypervisor != !hypervisor; /* asked, or not asked */

	view->state = state;
	view->hypervisor = hypervisor;
	view->level = &view->answers[el2_el(state) * el2_word_classes_count];
	if (!changes(view, state) && !other)
		return;
	if (!++view->stamp) { /* once in 2^32 times: none may look current */
		memset(view->answers, 0, LEVELS * el2_word_classes_count * sizeof *view->answers);
		view->stamp = 1;
	}
}

/* Ask the rules; kept unless a hypervisor had a say. */
static el2_answer ask(el2_view *view, uint32_t word, el2_answer *kept)
{
	el2_verdict v;
	el2_answer a;
	el2_insn insn;

	el2_decode(word, &insn);
	el2_decide(view->state, view->hypervisor, &insn, &v, NULL);
	a = el2_answer_of(&v);
	if (!v.asked) {
		a.stamp = view->stamp;
		*kept = a;
	}
	return a;
}

el2_answer el2_view_decide(el2_view *view, uint32_t word)
{
	el2_answer *kept = &view->level[el2_class_of_word(word)];

	return kept->stamp == view->stamp ? *kept : ask(view, word, kept);
}

void el2_decide_words(el2_view *view, const uint32_t *words, size_t count, el2_answer *out)
{
	el2_answer *level = view->level;
	uint32_t stamp = view->stamp;

	for (size_t i = 0; i < count; i++) {
		el2_answer *kept = &level[el2_class_of_word(words[i])];

		out[i] = *kept;
		if (kept->stamp != stamp)
			out[i] = ask(view, words[i], kept);
	}
}
