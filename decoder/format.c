/* SPDX-License-Identifier: MIT */
/* The text of an instruction from its row's layout, as the GNU assembler reads it. */
#include <stdio.h>
#include <string.h>

#include "decoder/insns.h"
#include "decoder/internal.h"

/* Register 31 by its two meanings. */
static const char x_or_zr[32][4] = {"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",  "x9",  "x10",
				    "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21",
				    "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "xzr"};

const char *el2_x_name(unsigned number)
{
	return x_or_zr[number & 31];
}

static const char *sp(unsigned number)
{
	return number == 31 ? "sp" : el2_x_name(number);
}

/* `name` in lower case, cut to fit. */
static const char *lower_case(const char *name, char *buffer, size_t size)
{
	size_t i = 0;
	for (; name[i] && i + 1 < size; i++)
		buffer[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
	buffer[i] = '\0';
	return buffer;
}

enum {
	NAME_MAX_LENGTH = 32
};

/* One address in its three spellings; `first` holds what comes before it: "stg x0" or "stgp x0, x1". */
static int format_address(const el2_insn *insn, const char *first, char *buffer, size_t size)
{
	const char *base = sp(insn->rn);
	if (insn->flags & EL2_INSN_POST)
		return snprintf(buffer, size, "%s, [%s], #%d", first, base, (int)insn->imm);
	if (insn->flags & EL2_INSN_WRITEBACK)
		return snprintf(buffer, size, "%s, [%s, #%d]!", first, base, (int)insn->imm);
	if (insn->imm)
		return snprintf(buffer, size, "%s, [%s, #%d]", first, base, (int)insn->imm);
	return snprintf(buffer, size, "%s, [%s]", first, base);
}

/* "dc gva, x1": operations that have a name, with the register if they take one. */
static int format_named_op(const el2_insn *insn, const el2_sysreg_info *row, char *buffer, size_t size)
{
	char name[NAME_MAX_LENGTH];
	lower_case(row->name, name, sizeof(name));
	if (row->access & EL2_NO_REGISTER)
		return snprintf(buffer, size, "%s", name);

	/* One word is a mnemonic, whose operand follows a blank; two are a mnemonic and its first operand, or the last
	 * of one that has a result: "gicr x0, cdia". */
	const char *blank = strchr(name, ' '), *separator = blank ? ", " : " ";
	if (blank && row->access & EL2_EXEC_RESULT)
		return snprintf(buffer, size, "%.*s %s, %s", (int)(blank - name), name, el2_x_name(insn->rd),
				blank + 1);
	if (row->access & EL2_EXEC128)
		return snprintf(buffer, size, "%s%s%s, %s", name, separator, el2_x_name(insn->rd),
				el2_x_name(insn->rt2));
	return snprintf(buffer, size, "%s%s%s", name, separator, el2_x_name(insn->rd));
}

static int format_sys(const el2_insn *insn, const char *op, char *buffer, size_t size)
{
	const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)insn->sysreg);
	if (row && !(insn->flags & EL2_INSN_SHOULD_BE))
		return format_named_op(insn, row, buffer, size);

	char encoding[NAME_MAX_LENGTH];
	snprintf(encoding, sizeof(encoding), "#%u, c%u, c%u, #%u", EL2_KEY_OP1(insn->key), EL2_KEY_CRN(insn->key),
		 EL2_KEY_CRM(insn->key), EL2_KEY_OP2(insn->key));
	if (insn->flags & EL2_INSN_READ)
		return snprintf(buffer, size, "%s %s, %s", op, el2_x_name(insn->rd), encoding);
	if (insn->rd == 31)
		return snprintf(buffer, size, "%s %s", op, encoding);
	if (insn->form == EL2_FORM_SYSP)
		return snprintf(buffer, size, "%s %s, %s, %s", op, encoding, el2_x_name(insn->rd),
				el2_x_name(insn->rt2));
	return snprintf(buffer, size, "%s %s, %s", op, encoding, el2_x_name(insn->rd));
}

/* What no field has a name for is written as the register that the same bits would be. */
static int format_pstate(const el2_insn *insn, char *buffer, size_t size)
{
	const struct pstate_field *field = el2_pstate_field(insn->key);
	char name[NAME_MAX_LENGTH];
	if (!field || insn->imm > field->imm_max)
		return snprintf(buffer, size, "msr s0_%u_c4_c%u_%u, xzr", EL2_KEY_OP1(insn->key),
				EL2_KEY_CRM(insn->key), EL2_KEY_OP2(insn->key));
	return snprintf(buffer, size, "msr %s, #%d", lower_case(field->name, name, sizeof(name)), (int)insn->imm);
}

static const char *register_name(const el2_insn *insn, unsigned access, char *buffer, size_t size)
{
	char name[NAME_MAX_LENGTH];
	el2_sysreg_name(insn->key, access, name, sizeof(name));
	return lower_case(name, buffer, size);
}

int el2_format(const el2_insn *insn, char *buffer, size_t size)
{
	const el2_form_info *row = el2_form_get((el2_form)insn->form);
	if (!row || row->operands == EL2_OPERANDS_OTHER) {
		int length = el2_format_named(insn, buffer, size);
		return length < 0 ? snprintf(buffer, size, ".inst 0x%08x", (unsigned)insn->word) : length;
	}

	char op[NAME_MAX_LENGTH], name[NAME_MAX_LENGTH], first[EL2_TEXT_MAX];
	lower_case(row->op, op, sizeof(op));
	unsigned rd = insn->rd, rn = insn->rn, rm = insn->rm;

	switch ((enum el2_operands)row->operands) {
	case EL2_OPERANDS_OTHER: /* answered above */
	case EL2_OPERANDS_NONE:
		return snprintf(buffer, size, "%s", op);
	case EL2_OPERANDS_XD_SP_XN_SP_XM:
		if (rm == 31)
			return snprintf(buffer, size, "%s %s, %s", op, sp(rd), sp(rn));
		return snprintf(buffer, size, "%s %s, %s, %s", op, sp(rd), sp(rn), el2_x_name(rm));
	case EL2_OPERANDS_XD_XN_SP_XM:
		return snprintf(buffer, size, "%s %s, %s, %s", op, el2_x_name(rd), sp(rn), el2_x_name(rm));
	case EL2_OPERANDS_XD_XN_SP_XM_SP:
		if (insn->form == EL2_FORM_SUBPS && rd == 31)
			return snprintf(buffer, size, "cmpp %s, %s", sp(rn), sp(rm));
		return snprintf(buffer, size, "%s %s, %s, %s", op, el2_x_name(rd), sp(rn), sp(rm));
	case EL2_OPERANDS_TAG_IMM:
		return snprintf(buffer, size, "%s %s, %s, #%d, #%u", op, sp(rd), sp(rn), (int)insn->imm, insn->tag);
	case EL2_OPERANDS_XT_OFFSET9:
	case EL2_OPERANDS_XT_BASE:
		snprintf(first, sizeof(first), "%s %s", op, el2_x_name(rd));
		return format_address(insn, first, buffer, size);
	case EL2_OPERANDS_XT_SP_POST9:
	case EL2_OPERANDS_XT_SP_OFFSET9:
	case EL2_OPERANDS_XT_SP_PRE9:
		snprintf(first, sizeof(first), "%s %s", op, sp(rd));
		return format_address(insn, first, buffer, size);
	case EL2_OPERANDS_PAIR_POST:
	case EL2_OPERANDS_PAIR_PRE:
	case EL2_OPERANDS_PAIR_OFFSET:
		snprintf(first, sizeof(first), "%s %s, %s", op, el2_x_name(rd), el2_x_name(insn->rt2));
		return format_address(insn, first, buffer, size);
	case EL2_OPERANDS_MOPS_SET:
		return snprintf(buffer, size, "%s [%s]!, %s!, %s", op, el2_x_name(rd), el2_x_name(rn), el2_x_name(rm));
	case EL2_OPERANDS_MOPS_SETGO:
		return snprintf(buffer, size, "%s [%s]!, %s!", op, el2_x_name(rd), el2_x_name(rn));
	case EL2_OPERANDS_MSR_IMM:
		return format_pstate(insn, buffer, size);
	case EL2_OPERANDS_MSR:
		register_name(insn, EL2_WRITE, name, sizeof(name));
		return snprintf(buffer, size, "%s %s, %s", op, name, el2_x_name(rd));
	case EL2_OPERANDS_MRS:
		register_name(insn, EL2_READ, name, sizeof(name));
		return snprintf(buffer, size, "%s %s, %s", op, el2_x_name(rd), name);
	case EL2_OPERANDS_SYS:
	case EL2_OPERANDS_SYSL:
	case EL2_OPERANDS_SYSP:
		return format_sys(insn, op, buffer, size);
	case EL2_OPERANDS_MSRR:
		register_name(insn, EL2_WRITE128, name, sizeof(name));
		return snprintf(buffer, size, "%s %s, %s, %s", op, name, el2_x_name(rd), el2_x_name(insn->rt2));
	case EL2_OPERANDS_MRRS:
		register_name(insn, EL2_READ128, name, sizeof(name));
		return snprintf(buffer, size, "%s %s, %s, %s", op, el2_x_name(rd), el2_x_name(insn->rt2), name);
	case EL2_OPERANDS_XT:
		return snprintf(buffer, size, "%s %s", op, el2_x_name(rd));
	case EL2_OPERANDS_IMM16:
	case EL2_OPERANDS_UDF:
		return snprintf(buffer, size, "%s #%d", op, (int)insn->imm);
	}
	return snprintf(buffer, size, ".inst 0x%08x", (unsigned)insn->word);
}
