/* SPDX-License-Identifier: MIT */
#include "cli/show/matrix.h"
#include "cli/show/insn.h"
#include "decoder/insns.h"

#include <stdio.h>

/* Operands that do not overlap, so that nothing is CONSTRAINED UNPREDICTABLE: Xd or Xt is x0, Xn x1, Xm, Xs or Xt2 x2,
 * offsets are 0. */
static uint32_t plain_word(const el2_form_info *form)
{
	uint32_t word = form->value | 1u << 5;

	switch ((enum el2_operands)form->operands) {
	case EL2_OPERANDS_XD_SP_XN_SP_XM:
	case EL2_OPERANDS_XD_XN_SP_XM:
	case EL2_OPERANDS_XD_XN_SP_XM_SP:
	case EL2_OPERANDS_MOPS_SET:
		return word | 2u << 16;
	case EL2_OPERANDS_PAIR_POST:
	case EL2_OPERANDS_PAIR_PRE:
	case EL2_OPERANDS_PAIR_OFFSET:
		return word | 2u << 10;
	default:
		return word;
	}
}

/* The walk under way. */
struct walk {
	bool (*row)(void *context, const char *label, const el2_insn *insn);
	void *context;
};

static bool instruction_rows(const struct walk *w)
{
	for (unsigned f = EL2_FORM_NONE + 1; f < EL2_FORM_COUNT; f++) {
		const el2_form_info *form = el2_form_get((el2_form)f);
		char label[CLI_LABEL_MAX];
		el2_insn insn;

		if (!el2_class_is_mte((el2_class)form->cls))
			continue;
		el2_decode(plain_word(form), &insn);
		snprintf(label, sizeof label, "%s%s%s", form->op, *form->variant ? " " : "", form->variant);
		if (!w->row(w->context, label, &insn))
			return false;
	}
	return true;
}

static bool access_row(const struct walk *w, const el2_sysreg_info *reg, const char *op, el2_form form)
{
	char label[CLI_LABEL_MAX];
	el2_insn insn;

	el2_decode(el2_form_get(form)->value | (uint32_t)reg->key << 5, &insn);
	snprintf(label, sizeof label, "%s%s%s", op, *op ? " " : "", reg->name);
	return w->row(w->context, label, &insn);
}

/* MSR immediate has no row of its own in the tables: the encodings whose PSTATE field is that of the register. */
static bool immediate_rows(const struct walk *w)
{
	const el2_form_info *form = el2_form_get(EL2_FORM_MSR_IMM);

	for (unsigned i = 0; i < 64; i++) {
		char label[CLI_LABEL_MAX], buffer[CLI_REGISTER_MAX];
		el2_insn insn;

		el2_decode(form->value | (i >> 3) << 16 | (i & 7) << 5, &insn);
		if (insn.form != EL2_FORM_MSR_IMM || !el2_class_is_mte((el2_class)insn.cls))
			continue;
		snprintf(label, sizeof label, "MSR %s, #0", cli_insn_register(&insn, buffer));
		if (!w->row(w->context, label, &insn))
			return false;
	}
	return true;
}

static bool register_rows(const struct walk *w)
{
	for (unsigned r = EL2_SYSREG_NONE + 1; r < EL2_SYSREG_COUNT; r++) {
		const el2_sysreg_info *reg = el2_sysreg_get((el2_sysreg)r);

		if (!reg || !el2_class_is_mte((el2_class)reg->cls))
			continue;
		if (reg->access & EL2_READ && !access_row(w, reg, "MRS", EL2_FORM_MRS))
			return false;
		if (reg->access & EL2_WRITE && !access_row(w, reg, "MSR", EL2_FORM_MSR))
			return false;
		if (reg->access & EL2_EXEC && !access_row(w, reg, "", EL2_FORM_SYS))
			return false;
	}
	return true;
}

void cli_matrix_walk(bool (*row)(void *context, const char *label, const el2_insn *insn), void *context)
{
	struct walk w = {row, context};

	if (instruction_rows(&w) && register_rows(&w))
		immediate_rows(&w);
}
