/* SPDX-License-Identifier: MIT */
/* Which register fields rules look at: of one rule, and of all rules of an instruction. */
#include "model/bits.h"
#include "model/rules/check.h"
#include "model/rules/derive.h"

#include "model/rules/access_table.h"

/* What the facts of facts.def look at of registers that EL1 may write. */
static const struct {
	uint8_t fact;
	el2_control field;
} fact_reads[] = {
#define EL2_FACT_READS(fact, reg, lsb, width) {EL2_FACT_##fact, {EL2_SYSREG_##reg, lsb, width}},
#include "model/rules/fact_reads.def"
};

struct reads {
	el2_control *out;
	size_t capacity, count;
};

static void add(struct reads *r, el2_control field)
{
	for (size_t i = 0; i < r->count && i < r->capacity; i++)
		if (r->out[i].reg == field.reg && r->out[i].lsb == field.lsb && r->out[i].width == field.width)
			return;
	if (r->count < r->capacity)
		r->out[r->count] = field;
	r->count++;
}

/* The fields that a mask takes together, HCR_EL2.<DC,VM>: each run of bits. */
static void add_mask(struct reads *r, uint16_t reg, unsigned shift, uint16_t mask)
{
	for (unsigned lsb = 0, end; mask >> lsb; lsb = end) {
		for (end = lsb; mask >> end & 1;)
			end++;
		if (end > lsb)
			add(r, (el2_control){reg, (uint8_t)(shift + lsb), (uint8_t)(end - lsb)});
		end += end == lsb;
	}
}

static void add_test(struct reads *r, const el2_test *t)
{
	switch (t->base & EL2_TEST_BASE) {
	case EL2_TEST_SYSREG:
		if (t->base & EL2_TEST_WHOLE)
			add(r, (el2_control){t->index, 0, 64});
		else
			add_mask(r, t->index, t->shift, t->mask);
		break;
	case EL2_TEST_DERIVED:
		for (size_t i = 0; t->index && i < sizeof fact_reads / sizeof *fact_reads; i++)
			if (fact_reads[i].fact == (t->index - 1u) * 64 + t->shift)
				add(r, fact_reads[i].field);
		break;
	default:
		break;
	}
}

static const el2_test *add_row(struct reads *r, const el2_test *t)
{
	for (;; t++) {
		add_test(r, t);
		if (t->base & EL2_TEST_ROW_END)
			return t + 1;
	}
}

size_t el2_rule_controls(el2_rule rule, el2_control *out, size_t capacity)
{
	struct reads r = {out, capacity, 0};

	if (EL2_RULE_TABLE(rule) == EL2_RULES_ACCESS && EL2_RULE_ROW(rule) < el2_row_count)
		add_row(&r, &el2_tests[el2_rows[EL2_RULE_ROW(rule)].first]);
	return r.count;
}

size_t el2_insn_reads(const el2_insn *insn, el2_control *out, size_t capacity)
{
	struct reads r = {out, capacity, 0};
	unsigned accessor = el2_accessor_for(insn);

	if (accessor) {
		const el2_accessor *a = &el2_accessors[accessor - 1];
		const el2_test *t = &el2_tests[el2_rows[a->first].first];

		for (unsigned row = 0; row < a->start[5]; row++)
			t = add_row(&r, t);
	}
	if (el2_uses_tags(insn)) {
		add(&r, (el2_control){EL2_SYSREG_SCTLR_EL1, EL2_LSB_SCTLR_EL1_ATA, 1});
		add(&r, (el2_control){EL2_SYSREG_SCTLR_EL1, EL2_LSB_SCTLR_EL1_ATA0, 1});
	}
	return r.count;
}

/* Where it is taken for what check.c finds beside the rules: a tag access, an ID register that is reserved. */
static bool is_special(const el2_insn *insn)
{
	return el2_uses_tags(insn) || (insn->form == EL2_FORM_MRS && !insn->sysreg);
}

bool el2_insn_may_trap(const el2_insn *insn, unsigned to_el)
{
	unsigned accessor = el2_accessor_for(insn);
	const el2_accessor *a = &el2_accessors[accessor ? accessor - 1 : 0];

	for (unsigned row = 0; accessor && row < a->start[5]; row++) {
		const el2_row *r = &el2_rows[a->first + row];

		if ((r->outcome == EL2_THEN_TRAP || r->outcome == EL2_THEN_CALL) && r->el == to_el)
			return true;
	}
	return to_el == 2 && is_special(insn);
}
