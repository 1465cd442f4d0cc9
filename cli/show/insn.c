/* SPDX-License-Identifier: MIT */
#include "cli/show/insn.h"

const char *cli_insn_op(const el2_insn *insn)
{
	const el2_form_info *form = el2_form_get((el2_form)insn->form);

	return form ? form->op : NULL;
}

unsigned cli_form_access(el2_form form)
{
	switch (form) {
	case EL2_FORM_MRS:
		return EL2_READ;
	case EL2_FORM_MSR:
	case EL2_FORM_MSR_IMM:
		return EL2_WRITE;
	case EL2_FORM_MRRS:
		return EL2_READ128;
	case EL2_FORM_MSRR:
		return EL2_WRITE128;
	case EL2_FORM_SYS:
		return EL2_EXEC;
	case EL2_FORM_SYSL:
		return EL2_EXEC_RESULT;
	case EL2_FORM_SYSP:
		return EL2_EXEC128;
	default:
		return 0;
	}
}

const char *cli_insn_register(const el2_insn *insn, char buffer[CLI_REGISTER_MAX])
{
	const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)insn->sysreg);
	unsigned access = cli_form_access((el2_form)insn->form);

	if (!access)
		return NULL;
	if (row)
		return row->name;
	el2_sysreg_name(insn->key, access, buffer, CLI_REGISTER_MAX);
	return buffer;
}
