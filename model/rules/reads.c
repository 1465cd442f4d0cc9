/* SPDX-License-Identifier: MIT */
/* Which register fields rules look at: of one rule, and of all rules of an instruction. */
#include "model/bits.h"
#include "model/rules/check.h"
#include "model/rules/looks.h"

size_t el2_rule_controls(el2_rule rule, el2_control *out, size_t capacity)
{
	struct looks looks = {out, capacity, 0};

	if (EL2_RULE_TABLE(rule) == EL2_RULES_ACCESS && EL2_RULE_ROW(rule) < el2_row_count)
		looks_add_row(&looks, &el2_tests[el2_rows[EL2_RULE_ROW(rule)].first]);
	return looks.count;
}

size_t el2_insn_reads(const el2_insn *insn, el2_control *out, size_t capacity)
{
	struct looks looks = {out, capacity, 0};
	unsigned accessor = el2_accessor_for(insn);

	if (accessor) {
		const el2_accessor *a = &el2_accessors[accessor - 1];

		looks.count = a->read_count;
		for (size_t n = 0; n < looks.count && n < capacity; n++)
			out[n] = el2_reads[a->reads + n];
	}
	if (el2_uses_tags(insn)) {
		looks_add(&looks, (el2_control){EL2_SYSREG_SCTLR_EL1, EL2_LSB_SCTLR_EL1_ATA, 1});
		looks_add(&looks, (el2_control){EL2_SYSREG_SCTLR_EL1, EL2_LSB_SCTLR_EL1_ATA0, 1});
	}
	return looks.count;
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
