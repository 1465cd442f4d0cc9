/* SPDX-License-Identifier: MIT */
/*
 * The architecture layer: find the rules of an instruction, take the first that holds, and say what it means.
 */
#include "model/rules/check.h"
#include "model/rules/derive.h"
#include "model/rules/rules.h"

#include <string.h>

/* ---- rules of *.rules ---- */

struct machine {
	const uint64_t *base[3]; /* by el2_test_base */
	uint64_t derived[1 + EL2_FACT_WORDS];
};

/* Kleene's logic: a conjunction with an unknown test and no false one is unknown; a row is true if one of its
 * conjunctions is. Leaves *test behind the row. */
static el2_truth row_holds(const struct machine *m, const el2_test **test, const char **why)
{
	const el2_test *t = *test;
	el2_truth row = EL2_FALSE, conjunction = EL2_TRUE;

	for (;; t++) {
		unsigned base = t->base & EL2_TEST_BASE;

		if (base == EL2_TEST_UNKNOWN) {
			if (conjunction == EL2_TRUE) {
				conjunction = EL2_UNKNOWN;
				*why = el2_unknown_texts[t->index];
			}
		} else {
			uint64_t word = m->base[base][t->index];
			bool holds = t->base & EL2_TEST_WHOLE ? !word : (word >> t->shift & t->mask) == t->value;

			if (holds == !!(t->base & EL2_TEST_NEGATED))
				conjunction = EL2_FALSE;
		}
		if (!(t->base & EL2_TEST_END))
			continue;
		if (row != EL2_TRUE && conjunction != EL2_FALSE)
			row = conjunction;
		if (t->base & EL2_TEST_ROW_END)
			break;
		conjunction = EL2_TRUE;
	}
	*test = t + 1;
	return row;
}

/* ---- exceptions ---- */

/* The same, and the rule that routes it if one does. */
static unsigned own_level(const el2_state *s, el2_arch_result *r)
{
	unsigned el = el2_own_level(s);

	if (!el2_el(s) && el == 2)
		el2_rules_add(&r->rules, EL2_RULE_OF(UNDEF_TO_EL2));
	return el;
}

static void take(const el2_state *s, unsigned el, uint64_t esr, bool behind, el2_arch_result *r)
{
	r->outcome = EL2_TAKES;
	el2_exception_build(s, el, esr, behind ? s->pc + 4 : s->pc, &r->exception);
}

static void undefined(const el2_state *s, el2_arch_result *r)
{
	take(s, own_level(s, r), EL2_ESR(EL2_EC_UNKNOWN, 0), false, r);
}

/* EC 0x18 to the level of own_level(): an unimplemented ID register with FEAT_IDST, else UNDEFINED. */
static void unimplemented_id(const el2_state *s, const el2_insn *insn, el2_arch_result *r)
{
	if (el2_has(s->cpu, EL2_FEAT_IDST))
		take(s, own_level(s, r), EL2_ESR(EL2_EC_SYS64, el2_iss_sys64(insn)), false, r);
	else
		undefined(s, r);
}

static void apply(const el2_state *s, const el2_insn *insn, const el2_row *row, el2_arch_result *r)
{
	r->unpredictable |= row->choice;
	switch (row->outcome) {
	case EL2_THEN_UNDEF:
		undefined(s, r);
		break;
	case EL2_THEN_TRAP:
	case EL2_THEN_CALL:
		take(s, row->el, EL2_ESR(row->ec, el2_iss(insn, row->ec) | row->reg), row->outcome == EL2_THEN_CALL, r);
		break;
	case EL2_THEN_ACCESS:
		r->accessed = row->reg;
		break;
	case EL2_THEN_NVMEM:
		r->redirected = (uint16_t)(row->reg + 1);
		break;
	case EL2_THEN_UNIMPL_ID:
		unimplemented_id(s, insn, r);
		break;
	case EL2_THEN_UNMODELLED:
		r->outcome = EL2_OUTCOME_UNMODELLED;
		r->why = el2_row_texts[row - el2_rows] + sizeof "UNMODELLED";
		break;
	case EL2_THEN_GCS:
		el2_rules_add(&r->rules, EL2_RULE_OF(GCS_ASSUMED));
		break;
	default:
		break;
	}
}

/* The first of rows [from, to) that holds, or whose outcome is unknown, decides; false if there is none. */
static bool walk_rows(const el2_state *s, const el2_insn *insn, const struct machine *m, uint32_t from, uint32_t to,
		      el2_arch_result *r, el2_trail *trail)
{
	const el2_test *test;

	if (from == to) /* there may be no row behind the last */
		return false;
	test = &el2_tests[el2_rows[from].first];
	for (uint32_t i = from; i < to; i++) {
		const char *why = NULL;
		el2_truth t = row_holds(m, &test, &why);

		el2_trail_add(trail, EL2_RULE(EL2_RULES_ACCESS, i), t);
		if (t == EL2_FALSE)
			continue;
		el2_rules_add(&r->rules, EL2_RULE(EL2_RULES_ACCESS, i));
		if (t == EL2_TRUE) {
			apply(s, insn, &el2_rows[i], r);
		} else {
			r->outcome = EL2_OUTCOME_UNMODELLED;
			r->why = why;
		}
		return true;
	}
	return false;
}

/* The rows of `any`, then those of the current level. */
static void walk(const el2_state *s, const el2_insn *insn, unsigned accessor, el2_arch_result *r, el2_trail *trail)
{
	const el2_accessor *a = &el2_accessors[accessor - 1];
	unsigned level = el2_el(s) + 1;
	struct machine m;

	/* A first rule without a condition decides whatever the state. */
	if (a->start[1] && el2_test_is_always(&el2_tests[el2_rows[a->first].first])) {
		el2_trail_add(trail, EL2_RULE(EL2_RULES_ACCESS, a->first), EL2_TRUE);
		el2_rules_add(&r->rules, EL2_RULE(EL2_RULES_ACCESS, a->first));
		apply(s, insn, &el2_rows[a->first], r);
		return;
	}
	m.derived[0] = el2_derive(s, (unsigned)insn->imm);
	if (a->has_facts)
		el2_facts(s, insn, a->facts, m.derived + 1);
	m.base[EL2_TEST_DERIVED] = m.derived;
	m.base[EL2_TEST_FEATURE] = s->cpu->features;
	m.base[EL2_TEST_SYSREG] = s->sysreg;
	if (walk_rows(s, insn, &m, a->first, a->first + a->start[1], r, trail) ||
	    walk_rows(s, insn, &m, a->first + a->start[level], a->first + a->start[level + 1], r, trail))
		return;
	r->outcome = EL2_OUTCOME_UNMODELLED;
	r->why = "no rule of the accessor holds";
}

/* ---- which rules ---- */

static bool lacks_feature(const el2_cpu *cpu, unsigned form)
{
	uint64_t lacking = 1;

	for (unsigned a = 0; a < EL2_FORM_ALTERNATIVES && lacking; a++) {
		lacking = 0;
		for (unsigned i = 0; i < EL2_FEATURE_WORDS; i++)
			lacking |= el2_form_features[form][a][i] & ~cpu->features[i];
	}
	return lacking;
}

/* The test of a rule that holds while the Guarded Control Stack is off. */
static bool is_without_gcs(const el2_test *t)
{
	return t->base == (EL2_TEST_DERIVED | EL2_TEST_NEGATED | EL2_TEST_END | EL2_TEST_ROW_END) &&
	       t->index == 1 + EL2_FACT_GCS_HERE / 64 && t->shift == EL2_FACT_GCS_HERE % 64;
}

bool el2_is_untrapped(const el2_cpu *cpu, const el2_insn *insn)
{
	const el2_accessor *a;
	const el2_test *first;

	if (insn->cls == EL2_CLASS_SYSTEM || insn->key || insn->flags & (EL2_INSN_SHOULD_BE | EL2_INSN_UNPREDICTABLE) ||
	    lacks_feature(cpu, insn->form))
		return false;
	a = &el2_accessors[el2_accessor_for(insn) - 1];
	first = &el2_tests[el2_rows[a->first].first];
	return a->start[1] && el2_rows[a->first].outcome == EL2_THEN_EXECUTE &&
	       (el2_test_is_always(first) || is_without_gcs(first));
}

/* A model rule that was looked at: in the trail always, among the deciding ones if it holds. */
static bool rule(bool holds, el2_rule which, el2_arch_result *r, el2_trail *trail)
{
	el2_trail_add(trail, which, holds ? EL2_TRUE : EL2_FALSE);
	if (holds)
		el2_rules_add(&r->rules, which);
	return holds;
}

/* MRS of op0=3 op1=0 CRn=0 CRm=1..7: reads as zero where nothing is allocated. */
static bool reserved_id(const el2_state *s, const el2_insn *insn, el2_arch_result *r, el2_trail *trail)
{
	unsigned crm = EL2_KEY_CRM(insn->key);

	if (insn->form != EL2_FORM_MRS || insn->key >> 7 != 0x180 || crm < 1 || crm > 7)
		return false;
	if (rule(el2_el(s) == 0, EL2_RULE_OF(RESERVED_ID_EL0), r, trail)) {
		unimplemented_id(s, insn, r);
		return true;
	}
	rule(true, EL2_RULE_OF(RESERVED_ID), r, trail);
	r->unpredictable = !el2_has(s->cpu, EL2_FEAT_FGT);
	if (rule(el2_el(s) == 1 && el2_el2_enabled(s) && EL2_GET(s, HCR_EL2, TID3) &&
			 (s->cpu->choices.tid3_reserved || el2_has(s->cpu, EL2_FEAT_FGT)),
		 EL2_RULE_OF(RESERVED_ID_TID3), r, trail))
		take(s, 2, EL2_ESR(EL2_EC_SYS64, el2_iss_sys64(insn)), false, r);
	return true;
}

/* Reads of op0=3 op1=0, 1, 3 CRn=0 CRm=0..7 that name no register: of the ID space, like those of an absent feature. */
static bool unimplemented_in_id_space(const el2_insn *insn)
{
	return insn->form == EL2_FORM_MRS && (insn->key & 0xc7c0) == 0xc000 && (0xb >> EL2_KEY_OP1(insn->key) & 1);
}

static void check_system(const el2_state *s, const el2_insn *insn, el2_arch_result *r, el2_trail *trail)
{
	unsigned accessor = el2_accessor_for(insn);

	if (accessor) {
		walk(s, insn, accessor, r, trail);
		return;
	}
	if (insn->sysreg) {
		rule(true, EL2_RULE_OF(NO_ACCESSOR), r, trail);
		undefined(s, r);
		return;
	}
	if (reserved_id(s, insn, r, trail))
		return;
	if (rule(unimplemented_in_id_space(insn), EL2_RULE_OF(ID_SPACE), r, trail)) {
		unimplemented_id(s, insn, r);
		return;
	}
	rule(true, EL2_RULE_OF(UNALLOCATED), r, trail);
	undefined(s, r);
}

/* ---- tags ---- */

bool el2_tag_access_enabled(const el2_state *s, unsigned el, el2_rule *which)
{
	el2_rule none;

	if (!which)
		which = &none;
	if (!el2_has(s->cpu, EL2_FEAT_MTE2)) {
		*which = EL2_RULE_OF(TAG_NO_MTE2);
		return false;
	}
	if (el < 3 && el2_has(s->cpu, EL2_FEAT_AA64EL3) && !EL2_GET(s, SCR_EL3, ATA)) {
		*which = EL2_RULE_OF(TAG_SCR_ATA);
		return false;
	}
	if (el < 2 && el2_el2_enabled(s) && !EL2_GET(s, HCR_EL2, ATA) && !el2_el_is_in_host(s, 0)) {
		*which = EL2_RULE_OF(TAG_HCR_ATA);
		return false;
	}
	switch (el) {
	case 0:
		if (el2_el_is_in_host(s, 0)) {
			*which = EL2_RULE_OF(TAG_SCTLR_EL2_ATA0);
			return EL2_GET(s, SCTLR_EL2, ATA0);
		}
		*which = EL2_RULE_OF(TAG_SCTLR_EL1_ATA0);
		return EL2_GET(s, SCTLR_EL1, ATA0);
	case 1:
		*which = EL2_RULE_OF(TAG_SCTLR_EL1_ATA);
		return EL2_GET(s, SCTLR_EL1, ATA);
	case 2:
		*which = EL2_RULE_OF(TAG_SCTLR_EL2_ATA);
		return EL2_GET(s, SCTLR_EL2, ATA);
	default:
		*which = EL2_RULE_OF(TAG_SCTLR_EL3_ATA);
		return s->sysreg[EL2_SYSREG_SCTLR_EL3] >> EL2_LSB_SCTLR_EL1_ATA & 1;
	}
}

/* Arm pseudocode AArch64.IsUnprivAccessPriv. */
unsigned el2_unprivileged_el(const el2_state *s)
{
	unsigned el = el2_el(s);
	bool nested = el2_has(s->cpu, EL2_FEAT_NV) && el2_el2_enabled(s) && EL2_GET(s, HCR_EL2, NV) &&
		      EL2_GET(s, HCR_EL2, NV1);

	if (s->pstate & EL2_PSTATE_UAO)
		return el;
	return (el == 1 && !nested) || (el == 2 && el2_el_is_in_host(s, 0)) ? 0 : el;
}

unsigned el2_access_el(const el2_state *s, const el2_insn *insn)
{
	const el2_form_info *form = el2_form_get(insn->form);

	/* SET*T and SET*TN, with tags or without: bit 12 makes the writes unprivileged. */
	if (form && (form->tag_effect == EL2_TAG_WRITE_RANGE || insn->form == EL2_FORM_SET) && (insn->word >> 12 & 1))
		return el2_unprivileged_el(s);
	return el2_el(s);
}

static void check_tags(const el2_state *s, const el2_insn *insn, el2_arch_result *r, el2_trail *trail)
{
	el2_rule which;
	bool enabled = el2_tag_access_enabled(s, el2_access_el(s, insn), &which);
	bool load = insn->cls == EL2_CLASS_TAG_LOAD || insn->form == EL2_FORM_LDGM;

	el2_trail_add(trail, which, EL2_TRUE);
	el2_rules_add(&r->rules, which);
	if (!enabled)
		r->effect = EL2_EFFECT_TAGS_IGNORED;
	if (insn->cls == EL2_CLASS_TAG_ARITH)
		return;
	if (rule(which == EL2_RULE_OF(TAG_HCR_ATA) && s->cpu->choices.ata0_abort, EL2_RULE_OF(ATA0_ABORT), r, trail)) {
		/* ISS: WnR; the letter names no fault status: DFSC 0x0f, Permission fault, level 3 */
		take(s, 2, EL2_ESR(EL2_EC_DABT_LOW, (load ? 0 : 1u << 6) | 0xf), false, r);
		return;
	}
	el2_rules_add(&r->rules, EL2_RULE_OF(MEMORY_ASSUMED));
}

/* ---- entry ---- */

/* AArch32, or PSTATE.IL, which the next instruction finds whatever it is. */
static void unusual_state(const el2_state *s, el2_arch_result *r, el2_trail *trail)
{
	if (rule(s->pstate & EL2_PSTATE_NRW, EL2_RULE_OF(AARCH32), r, trail)) {
		r->outcome = EL2_OUTCOME_UNMODELLED;
		r->why = "AArch32 state";
		return;
	}
	rule(true, EL2_RULE_OF(ILLEGAL_STATE), r, trail);
	take(s, own_level(s, r), EL2_ESR(EL2_EC_ILLEGAL, 0), false, r);
}

static bool is_impossible(const el2_state *s)
{
	return el2_el(s) == 1 && EL2_GET(s, HCR_EL2, TGE) && el2_el2_enabled(s);
}

bool el2_state_is_usual(const el2_state *s)
{
	return !(s->pstate & (EL2_PSTATE_NRW | EL2_PSTATE_IL)) && !is_impossible(s);
}

void el2_check(const el2_state *s, const el2_insn *insn, el2_arch_result *r, el2_trail *trail)
{
	r->outcome = EL2_EXECUTES; /* by fields: see el2_verdict_clear() */
	r->effect = EL2_EFFECT_FULL;
	r->unpredictable = false;
	r->accessed = r->redirected = 0;
	r->rules.count = 0;
	r->why = NULL;
	if (rule(is_impossible(s), EL2_RULE_OF(TGE_EL1), r, trail)) {
		r->outcome = EL2_OUTCOME_UNMODELLED;
		r->why = "EL1 cannot be reached while HCR_EL2.TGE is 1";
		return;
	}
	if (s->pstate & (EL2_PSTATE_NRW | EL2_PSTATE_IL)) {
		unusual_state(s, r, trail);
		return;
	}
	if (rule(lacks_feature(s->cpu, insn->form), EL2_RULE_OF(FEATURE_ABSENT), r, trail)) {
		undefined(s, r);
		return;
	}
	if (insn->cls == EL2_CLASS_SYSTEM || insn->key) {
		check_system(s, insn, r, trail);
	} else if (rule(insn->cls == EL2_CLASS_UNKNOWN && insn->word >> 23 == 0x1aa, EL2_RULE_OF(UNALLOCATED), r,
			trail)) {
		undefined(s, r);
	} else {
		walk(s, insn, el2_accessor_for(insn), r, trail);
	}
	if (r->outcome != EL2_EXECUTES)
		return;
	if (rule(insn->form == EL2_FORM_SYS && insn->flags & EL2_INSN_SHOULD_BE, EL2_RULE_OF(NO_OPERAND), r, trail)) {
		r->unpredictable = true;
	} else if (rule(insn->flags & (EL2_INSN_SHOULD_BE | EL2_INSN_UNPREDICTABLE), EL2_RULE_OF(OPERANDS), r, trail)) {
		r->unpredictable = true;
		undefined(s, r);
		return;
	}
	if (el2_uses_tags(insn))
		check_tags(s, insn, r, trail);
	else if (insn->cls == EL2_CLASS_MEMORY)
		el2_rules_add(&r->rules, EL2_RULE_OF(MEMORY_ASSUMED));
}
