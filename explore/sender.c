/* SPDX-License-Identifier: MIT */
/* Which controls send an instruction to EL2 or EL3: the rules are asked again with one field changed. */
#include "explore/controls.h"

struct search {
	el2_state state; /* changed field by field */
	const el2_insn *insn;
	unsigned to_el, ec;
	el2_control controls[CONTROLS_MAX];
	size_t control_count;
	el2_sender *out;
	size_t count;
};

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

/* Find a control whose change ends the trap by `rule`, note it, and leave it changed. */
static bool end_it(struct search *q, el2_rule rule)
{
	bool found = false;

	for (size_t i = 0; i < q->control_count && !found; i++) {
		const el2_control *c = &q->controls[i];
		uint64_t value = control_value(&q->state, c);

		for (unsigned n = 0; n < control_value_count(c, CONTROLS_NARROW) && !found; n++) {
			control_set(&q->state, c, control_nth_value(c, CONTROLS_NARROW, n));
			found = control_nth_value(c, CONTROLS_NARROW, n) != value && sent_by(q) != rule;
		}
		if (found)
			add(q, c, value, true, rule);
		else
			control_set(&q->state, c, value);
	}
	return found;
}

/* With what sends it out of the way: what else would, changed alone. */
static void find_others(struct search *q)
{
	for (size_t i = 0; i < q->control_count; i++) {
		const el2_control *c = &q->controls[i];
		uint64_t value = control_value(&q->state, c);

		for (unsigned n = 0; n < control_value_count(c, CONTROLS_NARROW) && !is_known(q, c); n++) {
			el2_rule rule;

			control_set(&q->state, c, control_nth_value(c, CONTROLS_NARROW, n));
			rule = sent_by(q);
			if (rule)
				add(q, c, control_nth_value(c, CONTROLS_NARROW, n), false, rule);
		}
		control_set(&q->state, c, value);
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
		if (control_may_change(&all[i], to_el))
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
