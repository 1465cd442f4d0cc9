/* SPDX-License-Identifier: MIT */
/* What tells two words apart for the rules, as a number. Used at build time, too: needs the decoder alone. */
#ifndef EL2TRAP_MODEL_CLASSES_H
#define EL2TRAP_MODEL_CLASSES_H

#include "model/model.h"

/* Which of the keys IA, IB, DA, DB (0 to 3) a pointer authentication instruction uses. */
static inline unsigned el2_pac_key(const el2_insn *insn)
{
	switch (insn->form) {
	case EL2_FORM_PAC:
	case EL2_FORM_PACZ:
		return insn->word >> 10 & 3;
	case EL2_FORM_LDRA:
		return 2 | (insn->word >> 23 & 1);
	case EL2_FORM_HINT_PAC_1716:
	case EL2_FORM_HINT_PAC:
		return insn->word >> 6 & 1;
	case EL2_FORM_AUTI_SPPC:
	case EL2_FORM_RETA_SPPC:
		return insn->word >> 21 & 1;
	default:
		return insn->word >> 10 & 1;
	}
}

/* Operand bits that rules, facts or check.c look at. */
static inline uint32_t el2_class_operands(const el2_insn *insn)
{
	switch (insn->form) {
	case EL2_FORM_NONE:
		return insn->word >> 23 == 0x1aa; /* the space of pairs */
	case EL2_FORM_MSR_IMM:
		return (uint32_t)insn->imm & 1;
	case EL2_FORM_SVC:
	case EL2_FORM_HVC:
	case EL2_FORM_SMC:
		return (insn->imm & 0xffff) != 0; /* in the syndrome: a hypervisor may look at it */
	case EL2_FORM_SET:
		return insn->word >> 12 & 1;
	default:
		break;
	}
	if (insn->cls == EL2_CLASS_TAG_BULK || insn->cls == EL2_CLASS_TAG_STORE)
		return insn->word >> 12 & 1; /* SETG*T: unprivileged */
	return insn->cls == EL2_CLASS_SIMD ? 0 : el2_pac_key(insn);
}

/* Of a key without a register all but these are alike: the ID space, and IMPLEMENTATION DEFINED encodings. */
static inline bool el2_class_key_counts(const el2_insn *insn)
{
	unsigned crn = EL2_KEY_CRN(insn->key);

	if (insn->sysreg || crn == 11 || crn == 15)
		return true;
	return insn->form == EL2_FORM_MRS && EL2_KEY_OP0(insn->key) == 3 && crn == 0;
}

static inline uint32_t el2_class_key(const el2_insn *insn)
{
	uint32_t key = el2_class_key_counts(insn) ? insn->key : 0;

	return (uint32_t)insn->form << 22 | el2_class_operands(insn) << 18 |
	       (uint32_t)(insn->flags & (EL2_INSN_SHOULD_BE | EL2_INSN_UNPREDICTABLE)) << 16 | key;
}

#endif
