/* SPDX-License-Identifier: MIT */
/* What every word does under a boot: a decision per class of words, Exception level and state that EL1 can make. */
#include "explore/controls.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS 2u
#define NARROW 6u /* bits of a field of EL1's, all of whose values are tried together with those of the others */

struct el2_audit {
	size_t classes;
	el2_audit_answer *answers; /* by class, then level */
	el2_audit_group *groups;
	size_t group_count;
	uint64_t words[LEVELS][EL2_VERDICT_COUNT];
};

/* One audit under way. */
struct run {
	const el2_audit_options *options;
	el2_state state;
	int8_t owned[EL2_SYSREG_REGISTERS]; /* may EL1 write it: -1 not asked yet */
};

/* ---- what is worse ---- */

static unsigned severity(const el2_audit_answer *a)
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
static bool is_owned(struct run *r, uint16_t reg)
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

static void ask(const struct run *r, const el2_insn *insn, el2_audit_answer *a)
{
	el2_verdict v;

	el2_decide(&r->state, r->options->hypervisor, insn, &v, NULL);
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
}

/* The answer in the state in hand is kept if it is worse, or as bad with less to set. */
static void keep_worse(el2_audit_answer *worst, el2_audit_answer *a, const struct run *r, const el2_control *fields,
		       const uint64_t *before, unsigned count)
{
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++)
		n += control_value(&r->state, &fields[i]) != before[i];
	if (severity(a) < severity(worst) || (severity(a) == severity(worst) && n >= worst->setting_count))
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
static void try_states(struct run *r, const el2_insn *insn, el2_audit_answer *worst, const el2_control *fields,
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

static void answer_class(struct run *r, const el2_insn *insn, el2_audit_answer *a)
{
	el2_control reads[FIELDS_MAX], fields[FIELDS_MAX];
	size_t read_count, states = 1;
	unsigned count = 0;

	a->setting_count = 0;
	ask(r, insn, a);
	if (r->options->polite)
		return;
	read_count = el2_insn_reads(insn, reads, FIELDS_MAX);
	for (size_t i = 0; i < read_count && i < FIELDS_MAX; i++)
		if (is_owned(r, reads[i].reg)) {
			fields[count++] = reads[i];
			states *= control_value_count(&reads[i], NARROW);
			if (states > EL2_AUDIT_STATES)
				break;
		}
	if (read_count > FIELDS_MAX || states > EL2_AUDIT_STATES) {
		a->verdict = EL2_UNMODELLED;
		a->what = "its rules look at more states of EL1's registers than an audit tries";
		return;
	}
	if (count)
		try_states(r, insn, a, fields, count);
}

/* ---- groups ---- */

static int compare_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

/* By what users look for; the word itself is left out, so that equal ones form a group. */
static int compare(const el2_audit_answer *a, const el2_audit_answer *b)
{
	el2_insn x, y;
	int d;

	if (a->el != b->el)
		return a->el < b->el ? 1 : -1; /* EL1 first */
	if (severity(a) != severity(b))
		return severity(a) < severity(b) ? 1 : -1;
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if ((d = compare_text(a->handler, b->handler)) || (d = compare_text(a->what, b->what)))
		return d;
	el2_decode(a->word, &x);
	el2_decode(b->word, &y);
	if (x.sysreg != y.sysreg)
		return x.sysreg < y.sysreg ? -1 : 1;
	if (x.form != y.form)
		return x.form < y.form ? -1 : 1;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	if (a->effect != b->effect)
		return a->effect < b->effect ? -1 : 1;
	if (a->origin != b->origin)
		return a->origin < b->origin ? -1 : 1;
	if (a->setting_count != b->setting_count)
		return a->setting_count < b->setting_count ? -1 : 1;
	for (unsigned i = 0; i < a->setting_count; i++)
		if ((d = memcmp(&a->settings[i].field, &b->settings[i].field, sizeof a->settings[i].field)))
			return d;
	return 0;
}

static int by_group(const void *a, const void *b)
{
	const el2_audit_answer *x = &((const el2_audit_group *)a)->answer, *y = &((const el2_audit_group *)b)->answer;
	int d = compare(x, y);

	return d ? d : (x->word > y->word) - (x->word < y->word);
}

static bool group(el2_audit *audit)
{
	size_t n = audit->classes * LEVELS, kept = 0;

	audit->groups = malloc((n ? n : 1) * sizeof *audit->groups);
	if (!audit->groups)
		return false;
	for (size_t i = 0; i < n; i++)
		audit->groups[i] = (el2_audit_group){audit->answers[i], audit->answers[i].count};
	qsort(audit->groups, n, sizeof *audit->groups, by_group);
	for (size_t i = 0; i < n; i++) {
		if (kept && !compare(&audit->groups[kept - 1].answer, &audit->groups[i].answer))
			audit->groups[kept - 1].count += audit->groups[i].count;
		else
			audit->groups[kept++] = audit->groups[i];
	}
	audit->group_count = kept;
	return true;
}

/* ---- the audit ---- */

el2_audit *el2_audit_new(const el2_audit_options *options)
{
	el2_audit *audit = calloc(1, sizeof *audit);
	struct run *r = malloc(sizeof *r);

	if (audit) {
		audit->classes = el2_word_class_count();
		audit->answers = calloc(audit->classes * LEVELS, sizeof *audit->answers);
	}
	if (!audit || !r || !audit->answers) {
		free(r);
		el2_audit_free(audit);
		return NULL;
	}
	r->options = options;
	r->state = *options->state;
	memset(r->owned, -1, sizeof r->owned);
	for (unsigned el = 0; el < LEVELS; el++) {
		el2_set_el(&r->state, el);
		for (size_t i = 0; i < audit->classes; i++) {
			el2_audit_answer *a = &audit->answers[i * LEVELS + el];
			el2_insn insn;

			a->el = (uint8_t)el;
			el2_word_class_get(i, &a->word, &a->count);
			el2_decode(a->word, &insn);
			answer_class(r, &insn, a);
			audit->words[el][a->verdict] += a->count;
		}
	}
	free(r);
	if (!group(audit)) {
		el2_audit_free(audit);
		return NULL;
	}
	return audit;
}

void el2_audit_free(el2_audit *audit)
{
	if (!audit)
		return;
	free(audit->answers);
	free(audit->groups);
	free(audit);
}

const el2_audit_answer *el2_audit_get(const el2_audit *audit, size_t n, unsigned el)
{
	return n < audit->classes && el < LEVELS ? &audit->answers[n * LEVELS + el] : NULL;
}

uint64_t el2_audit_words(const el2_audit *audit, unsigned el, el2_verdict_kind verdict)
{
	return el < LEVELS && (unsigned)verdict < EL2_VERDICT_COUNT ? audit->words[el][verdict] : 0;
}

const el2_audit_group *el2_audit_group_get(const el2_audit *audit, size_t n)
{
	return n < audit->group_count ? &audit->groups[n] : NULL;
}
