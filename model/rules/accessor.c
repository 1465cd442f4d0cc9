/* SPDX-License-Identifier: MIT */
/* Which rules are an instruction's. */
#include "model/rules/access_table.h"
#include "model/rules/check.h"

static unsigned accessor_kind(const el2_insn *insn)
{
	switch (insn->form) {
	case EL2_FORM_MSR:
		return EL2_ACCESSOR_WRITE;
	case EL2_FORM_MRRS:
		return EL2_ACCESSOR_READ128;
	case EL2_FORM_MSRR:
		return EL2_ACCESSOR_WRITE128;
	case EL2_FORM_MSR_IMM:
		return EL2_ACCESSOR_IMMEDIATE;
	default:
		return EL2_ACCESSOR_READ;
	}
}

static unsigned impdef_accessor(const el2_insn *insn)
{
	unsigned crn = EL2_KEY_CRN(insn->key);

	if (crn != 11 && crn != 15)
		return 0;
	switch (insn->form) {
	case EL2_FORM_MRS:
		return EL2_KEY_OP0(insn->key) == 3 ? el2_accessor_of_impdef[EL2_IMPDEF_MRS] : 0;
	case EL2_FORM_MSR:
		return EL2_KEY_OP0(insn->key) == 3 ? el2_accessor_of_impdef[EL2_IMPDEF_MSR] : 0;
	case EL2_FORM_MRRS:
		return EL2_KEY_OP0(insn->key) == 3 ? el2_accessor_of_impdef[EL2_IMPDEF_MRRS] : 0;
	case EL2_FORM_MSRR:
		return EL2_KEY_OP0(insn->key) == 3 ? el2_accessor_of_impdef[EL2_IMPDEF_MSRR] : 0;
	case EL2_FORM_SYS:
		return el2_accessor_of_impdef[EL2_IMPDEF_SYS];
	case EL2_FORM_SYSL:
		return el2_accessor_of_impdef[EL2_IMPDEF_SYSL];
	case EL2_FORM_SYSP:
		return el2_accessor_of_impdef[EL2_IMPDEF_SYSP];
	default:
		return 0;
	}
}

unsigned el2_accessor_for(const el2_insn *insn)
{
	if (insn->cls != EL2_CLASS_SYSTEM && !insn->key)
		return el2_accessor_of_form[insn->form];
	return insn->sysreg ? el2_accessor_of_sysreg[accessor_kind(insn)][insn->sysreg] : impdef_accessor(insn);
}

bool el2_uses_tags(const el2_insn *insn)
{
	switch (insn->cls) {
	case EL2_CLASS_TAG_LOAD:
	case EL2_CLASS_TAG_STORE:
	case EL2_CLASS_TAG_BULK:
		return true;
	case EL2_CLASS_TAG_ARITH:
		return insn->form == EL2_FORM_IRG || insn->form == EL2_FORM_ADDG || insn->form == EL2_FORM_SUBG;
	default:
		return false;
	}
}
