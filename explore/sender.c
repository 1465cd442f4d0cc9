/* SPDX-License-Identifier: MIT */
/* Which controls send an instruction to EL2 or EL3: the rules are asked again with one field changed. */
#include "explore/explore.h"

#include <string.h>

#define CONTROLS_MAX 96

struct search {
	el2_state state; /* changed field by field */
	const el2_insn *insn;
	unsigned to_el, ec;
	el2_control controls[CONTROLS_MAX];
	size_t control_count;
	el2_sender *out;
	size_t count;
};

static uint64_t mask_of(const el2_control *c)
{
	return UINT64_MAX >> (64 - c->width) << c->lsb;
}

static uint64_t value_of(const el2_state *s, const el2_control *c)
{
	return (s->sysreg[c->reg] & mask_of(c)) >> c->lsb;
}

static void set_value(el2_state *s, const el2_control *c, uint64_t value)
{
	s->sysreg[c->reg] = (s->sysreg[c->reg] & ~mask_of(c)) | (value << c->lsb & mask_of(c));
}

/* A register of the level that traps, and no field that makes another machine. */
static bool may_change(const el2_control *c, unsigned to_el)
{
	const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)c->reg);
	size_t length = info ? strlen(info->name) : 0;
	unsigned msb, lsb;

	if (length < 4 || memcmp(info->name + length - 4, to_el == 3 ? "_EL3" : "_EL2", 4))
		return false;
	if (c->reg != EL2_SYSREG_HCR_EL2)
		return true;
	return !(el2_field_find(EL2_SYSREG_HCR_EL2, "E2H", 3, &msb, &lsb) && c->lsb == lsb) &&
	       !(el2_field_find(EL2_SYSREG_HCR_EL2, "TGE", 3, &msb, &lsb) && c->lsb == lsb);
}

/* The rule by which the instruction is taken there in the state in hand; 0 if it is not. */
static el2_rule sent_by(const struct search *q)
{
	el2_arch_result r;

	el2_check(&q->state, q->insn, &r, NULL);
	if (r.outcome != EL2_TAKES || r.exception.el != q->to_el || EL2_ESR_EC(r.exception.esr) != q->ec ||
	    !r.rules.count)
		return 0;
	return r.rules.rule[r.rules.count - 1];
}

static bool is_known(const struct search *q, const el2_control *c)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->out[i].control.reg == c->reg && q->out[i].control.lsb == c->lsb)
			return true;
	return false;
}

static void add(struct search *q, const el2_control *c, uint64_t value, bool on, el2_rule rule)
{
	if (q->count < EL2_SENDERS_MAX)
		q->out[q->count++] = (el2_sender){*c, value, on, rule};
}

/* Values worth trying: all of a narrow field, none and all bits of a wide one. */
static unsigned value_count(const el2_control *c)
{
	return c->width <= 3 ? 1u << c->width : 2;
}

static uint64_t nth_value(const el2_control *c, unsigned n)
{
	return c->width <= 3 || !n ? n : UINT64_MAX >> (64 - c->width);
}

/* Find a control whose change ends the trap by `rule`, note it, and leave it changed. */
static bool end_it(struct search *q, el2_rule rule)
{
	bool found = false;

	for (size_t i = 0; i < q->control_count && !found; i++) {
		const el2_control *c = &q->controls[i];
		uint64_t value = value_of(&q->state, c);

		for (unsigned n = 0; n < value_count(c) && !found; n++) {
			set_value(&q->state, c, nth_value(c, n));
			found = nth_value(c, n) != value && sent_by(q) != rule;
		}
		if (found)
			add(q, c, value, true, rule);
		else
			set_value(&q->state, c, value);
	}
	return found;
}

/* With what sends it out of the way: what else would, changed alone. */
static void find_others(struct search *q)
{
	for (size_t i = 0; i < q->control_count; i++) {
		const el2_control *c = &q->controls[i];
		uint64_t value = value_of(&q->state, c);

		for (unsigned n = 0; n < value_count(c) && !is_known(q, c); n++) {
			el2_rule rule;

			set_value(&q->state, c, nth_value(c, n));
			rule = sent_by(q);
			if (rule)
				add(q, c, nth_value(c, n), false, rule);
		}
		set_value(&q->state, c, value);
	}
}

size_t el2_find_senders(const el2_state *state, const el2_insn *insn, unsigned to_el, unsigned ec,
			el2_sender out[EL2_SENDERS_MAX])
{
	struct search q = {.state = *state, .insn = insn, .to_el = to_el, .ec = ec, .out = out};
	el2_control all[CONTROLS_MAX];
	size_t count = el2_insn_reads(insn, all, CONTROLS_MAX);
	el2_rule rule;

	for (size_t i = 0; i < count && i < CONTROLS_MAX; i++)
		if (may_change(&all[i], to_el))
			q.controls[q.control_count++] = all[i];
	while ((rule = sent_by(&q)) != 0)
		if (q.count == EL2_SENDERS_MAX || !end_it(&q, rule)) {
			static const el2_control none = {EL2_SYSREG_NONE, 0, 1};

			add(&q, &none, 0, true, rule);
			return q.count;
		}
	find_others(&q);
	return q.count;
}
