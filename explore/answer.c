/* SPDX-License-Identifier: MIT */
/* The worst that EL1 can make of an instruction: a decision per state of the fields of its own that rules look at. */
#include "explore/answer.h"
#include "explore/controls.h"

#include <stdlib.h>
#include <string.h>

#define NARROW 6u /* bits of a field of EL1's, all of whose values are tried together with those of the others */

/* ---- classes ---- */

static bool add_reads(struct plan *p, struct planned *c)
{
	if (p->capacity - p->read_count < CONTROLS_MAX) {
		size_t capacity = p->capacity * 2 + 65536;
		el2_control *grown = realloc(p->reads, capacity * sizeof *grown);

		if (!grown)
			return false;
		p->reads = grown;
		p->capacity = capacity;
	}
	c->first = (uint32_t)p->read_count;
	c->reads = (uint16_t)el2_insn_reads(&c->insn, p->reads + p->read_count, CONTROLS_MAX);
	p->read_count += c->reads < CONTROLS_MAX ? c->reads : CONTROLS_MAX;
	return true;
}

bool plan_open(struct plan *p)
{
	*p = (struct plan){.count = el2_word_class_count()};
	p->classes = malloc((p->count ? p->count : 1) * sizeof *p->classes);
	if (!p->classes)
		return false;
	for (size_t n = 0; n < p->count; n++) {
		struct planned *c = &p->classes[n];
		uint32_t word;

		el2_word_class_get(n, &word, &c->words);
		el2_decode(word, &c->insn);
		c->may_trap = el2_insn_may_trap(&c->insn, 2);
		if (!add_reads(p, c))
			return false;
	}
	return true;
}

void plan_close(struct plan *p)
{
	free(p->classes);
	free(p->reads);
}

/* ---- what is worse ---- */

unsigned answer_severity(const el2_audit_answer *a)
{
	switch (a->verdict) {
	case EL2_PANIC:
		return 7;
	case EL2_UNMODELLED:
		return 6;
	case EL2_TRAP:
		return a->to_el == 2 ? 5 : 4;
	case EL2_PASS:
		return a->effect == EL2_EFFECT_FULL ? 3 : 2;
	case EL2_FAULT:
		return 1;
	default:
		return a->origin == EL2_INJECTED ? 5 : 0; /* EL2 was entered, too */
	}
}

/* ---- EL1's registers ---- */

#define CPACR_OPEN 0x3330000u /* FPEN, ZEN, SMEN */

/* Does MSR of the register at EL1 execute, and reach that register, once EL1 has let itself in? */
static bool is_owned(struct asker *r, uint16_t reg)
{
	if (r->owned[reg] < 0) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)reg);
		uint64_t cpacr = r->state.sysreg[EL2_SYSREG_CPACR_EL1];
		unsigned level = el2_el(&r->state);
		el2_arch_result result;
		el2_insn insn;

		el2_decode(control_msr(reg, 0), &insn);
		el2_set_el(&r->state, 1);
		r->state.sysreg[EL2_SYSREG_CPACR_EL1] |= CPACR_OPEN;
		el2_check(&r->state, &insn, &result, NULL);
		r->state.sysreg[EL2_SYSREG_CPACR_EL1] = cpacr;
		el2_set_el(&r->state, level);
		r->owned[reg] = info->access & EL2_WRITE && result.outcome == EL2_EXECUTES && result.accessed == reg;
	}
	return r->owned[reg];
}

/* ---- one answer ---- */

static void ask(const struct asker *r, const el2_insn *insn, el2_audit_answer *a)
{
	el2_verdict v;

	el2_decide(&r->state, r->hypervisor, insn, &v, NULL);
	a->verdict = (uint8_t)v.verdict;
	a->origin = (uint8_t)v.origin;
	a->effect = (uint8_t)(v.verdict == EL2_PASS ? v.effect : EL2_EFFECT_FULL);
	a->action = (uint8_t)v.action;
	a->to_el = v.to_el;
	a->taken = v.has_taken;
	a->ec = v.has_taken ? (uint8_t)EL2_ESR_EC(v.taken.esr) : 0;
	a->handler = v.handler;
	a->what = v.what;
	a->rule = 0;
	for (unsigned i = 0; i < v.rules.count; i++)
		if (rule_is_machine(v.rules.rule[i]))
			a->rule = v.rules.rule[i];
	if (r->reached)
		r->reached(r->context, a->rule);
}

/* The answer in the state in hand is kept if it is worse, or as bad with less to set. */
static void keep_worse(el2_audit_answer *worst, el2_audit_answer *a, const struct asker *r, const el2_control *fields,
		       const uint64_t *before, unsigned count)
{
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++)
		n += control_value(&r->state, &fields[i]) != before[i];
	if (answer_severity(a) < answer_severity(worst) ||
	    (answer_severity(a) == answer_severity(worst) && n >= worst->setting_count))
		return;
	a->setting_count = 0;
	for (unsigned i = 0; i < count && a->setting_count < EL2_AUDIT_SETTINGS; i++)
		if (control_value(&r->state, &fields[i]) != before[i])
			a->settings[a->setting_count++] =
				(el2_setting){fields[i], control_value(&r->state, &fields[i])};
	*worst = *a;
}

#define FIELDS_MAX 64

/* All states of the fields that EL1 owns, like the digits of a number. */
static void try_states(struct asker *r, const el2_insn *insn, el2_audit_answer *worst, const el2_control *fields,
		       unsigned count)
{
	unsigned digits[FIELDS_MAX] = {0};
	uint64_t before[FIELDS_MAX], registers[FIELDS_MAX];

	for (unsigned i = 0; i < count; i++) {
		before[i] = control_value(&r->state, &fields[i]);
		registers[i] = r->state.sysreg[fields[i].reg];
	}
	for (;;) {
		el2_audit_answer a = *worst;
		unsigned i;

		for (i = 0; i < count; i++)
			control_set(&r->state, &fields[i], control_nth_value(&fields[i], NARROW, digits[i]));
		ask(r, insn, &a);
		keep_worse(worst, &a, r, fields, before, count);
		for (i = 0; i < count && ++digits[i] == control_value_count(&fields[i], NARROW); i++)
			digits[i] = 0;
		if (i == count)
			break;
	}
	for (unsigned i = count; i--;)
		r->state.sysreg[fields[i].reg] = registers[i];
}

void asker_open(struct asker *r, const el2_state *state, const el2_hypervisor *hypervisor, bool polite)
{
	r->state = *state;
	r->hypervisor = hypervisor;
	r->polite = polite;
	r->reached = NULL;
	memset(r->owned, -1, sizeof r->owned);
}

void asker_answer(struct asker *r, const struct plan *plan, size_t n, el2_audit_answer *a)
{
	const struct planned *c = &plan->classes[n];
	const el2_control *reads = plan->reads + c->first;
	el2_control fields[FIELDS_MAX];
	size_t states = 1;
	unsigned count = 0;

	a->word = c->insn.word;
	a->count = c->words;
	a->el = (uint8_t)el2_el(&r->state);
	a->setting_count = 0;
	ask(r, &c->insn, a);
	if (r->polite || (a->verdict == EL2_PANIC && !r->reached)) /* nothing is worse */
		return;
	for (size_t i = 0; i < c->reads && i < CONTROLS_MAX && states <= EL2_AUDIT_STATES; i++)
		if (is_owned(r, reads[i].reg) && count < FIELDS_MAX) {
			fields[count++] = reads[i];
			states *= control_value_count(&reads[i], NARROW);
		}
	if (c->reads > CONTROLS_MAX || count == FIELDS_MAX || states > EL2_AUDIT_STATES) {
		a->verdict = EL2_UNMODELLED;
		a->what = "its rules look at more states of EL1's registers than an audit tries";
		return;
	}
	if (count)
		try_states(r, &c->insn, a, fields, count);
}
