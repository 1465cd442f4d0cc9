/* SPDX-License-Identifier: MIT */
/* A word into an el2_insn: find its row, then take its operands apart as the row's layout says. */
#include "decoder/insns.h"
#include "decoder/internal.h"

#include "form-trie.inc"

static el2_form find_form(uint32_t word)
{
	unsigned entry = form_trie[word >> TRIE_SHIFT_0];
	if (!IS_FORM(entry))
		entry = form_trie[entry + bits(word, TRIE_SHIFT_0 - 1, TRIE_SHIFT_1)];
	if (!IS_FORM(entry))
		entry = form_trie[entry + bits(word, TRIE_SHIFT_1 - 1, TRIE_SHIFT_2)];
	if (!IS_FORM(entry))
		entry = form_trie[entry + bits(word, TRIE_SHIFT_2 - 1, TRIE_SHIFT_3)];
	return (el2_form)entry;
}

/* The register or operation that a system access names, and the class that follows. */
static void decode_sysreg(el2_insn *insn, unsigned access)
{
	insn->key = (uint16_t)bits(insn->word, 20, 5);
	insn->sysreg = (uint16_t)el2_sysreg_by_key(insn->key, access);

	const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)insn->sysreg);
	if (row && el2_class_is_mte((el2_class)row->cls))
		insn->cls = row->cls;
	if (access & (EL2_READ | EL2_READ128 | EL2_EXEC_RESULT))
		insn->flags |= EL2_INSN_READ;
	if (row && row->access & EL2_NO_REGISTER && insn->rd != 31)
		insn->flags |= EL2_INSN_SHOULD_BE;
}

/* The same for an operand of 128 bits: two registers, the first even, or none (31). */
static void decode_sysreg_pair(el2_insn *insn, unsigned access)
{
	insn->rt2 = insn->rd == 31 ? 31 : (uint8_t)(insn->rd + 1);
	decode_sysreg(insn, access);
}

static void decode_pstate(el2_insn *insn)
{
	insn->key = (uint16_t)bits(insn->word, 20, 5);
	insn->imm = (int32_t)bits(insn->word, 11, 8);

	const struct pstate_field *field = el2_pstate_field(insn->key);
	if (!field)
		return;
	insn->imm &= field->imm_mask;
	insn->sysreg = field->sysreg;
	const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)field->sysreg);
	if (el2_class_is_mte((el2_class)row->cls))
		insn->cls = row->cls;
}

static void decode_offset9(el2_insn *insn, unsigned flags)
{
	insn->imm = (int32_t)signed_bits(insn->word, 20, 12) * 16;
	insn->flags |= (uint8_t)flags;
}

static void decode_pair(el2_insn *insn, unsigned flags)
{
	insn->rt2 = (uint8_t)bits(insn->word, 14, 10);
	insn->imm = (int32_t)signed_bits(insn->word, 21, 15) * 16;
	insn->flags |= (uint8_t)flags;
}

/* Whether Rd, Rn and Rs overlap, or one is 31 that must not be: for CPY* all, for SET* Rs may. */
static bool bad_mops_registers(uint32_t word, bool copy)
{
	uint32_t rd = bits(word, 4, 0), rn = bits(word, 9, 5), rs = bits(word, 20, 16);
	return rd == rn || rd == rs || rn == rs || rd == 31 || rn == 31 || (copy && rs == 31);
}

/* The same of loads and stores: a base that is written back and transferred, a register loaded twice. */
static bool bad_memory_registers(el2_form form, uint32_t word)
{
	uint32_t rt = bits(word, 4, 0), rn = bits(word, 9, 5), rt2 = bits(word, 14, 10), rs = bits(word, 20, 16);
	bool loads = bits(word, 22, 22), writes_back = bits(word, 23, 23);

	switch (form) {
	case EL2_FORM_LDR_POST:
	case EL2_FORM_LDR_PRE:
	case EL2_FORM_ORDERED_WRITEBACK:
		return rt == rn && rn != 31;
	case EL2_FORM_PAIR:
	case EL2_FORM_LDPSW_POST:
	case EL2_FORM_LDPSW_OFFSET:
	case EL2_FORM_LDPSW_PRE:
		return (loads && rt == rt2) || (writes_back && rn != 31 && (rt == rn || rt2 == rn));
	case EL2_FORM_STXR:
		return rs == rt || (rs == rn && rn != 31);
	case EL2_FORM_STXP:
		return rs == rt || rs == rt2 || (rs == rn && rn != 31);
	case EL2_FORM_LDXP:
		return rt == rt2;
	case EL2_FORM_LSE128:
	case EL2_FORM_LSE128_SWPP:
		return rt == rs;
	case EL2_FORM_CPY:
	case EL2_FORM_CPY_E:
		return bad_mops_registers(word, true);
	case EL2_FORM_SET:
		return bad_mops_registers(word, false);
	default:
		return false;
	}
}

static void decode_operands(el2_insn *insn, enum el2_operands layout)
{
	insn->rd = (uint8_t)bits(insn->word, 4, 0);
	insn->rn = (uint8_t)bits(insn->word, 9, 5);

	switch (layout) {
	case EL2_OPERANDS_NONE:
		insn->rd = insn->rn = 0;
		break;
	case EL2_OPERANDS_OTHER:
		insn->rd = insn->rn = 0;
		if (insn->cls == EL2_CLASS_MEMORY && bad_memory_registers((el2_form)insn->form, insn->word))
			insn->flags |= EL2_INSN_UNPREDICTABLE;
		break;
	case EL2_OPERANDS_XD_SP_XN_SP_XM:
	case EL2_OPERANDS_XD_XN_SP_XM:
	case EL2_OPERANDS_XD_XN_SP_XM_SP:
		insn->rm = (uint8_t)bits(insn->word, 20, 16);
		break;
	case EL2_OPERANDS_TAG_IMM:
		insn->imm = (int32_t)bits(insn->word, 21, 16) * 16;
		insn->tag = (uint8_t)bits(insn->word, 13, 10);
		break;
	case EL2_OPERANDS_XT_OFFSET9:
	case EL2_OPERANDS_XT_SP_OFFSET9:
		decode_offset9(insn, 0);
		break;
	case EL2_OPERANDS_XT_SP_PRE9:
		decode_offset9(insn, EL2_INSN_WRITEBACK);
		break;
	case EL2_OPERANDS_XT_SP_POST9:
		decode_offset9(insn, EL2_INSN_WRITEBACK | EL2_INSN_POST);
		break;
	case EL2_OPERANDS_PAIR_OFFSET:
		decode_pair(insn, 0);
		break;
	case EL2_OPERANDS_PAIR_PRE:
		decode_pair(insn, EL2_INSN_WRITEBACK);
		break;
	case EL2_OPERANDS_PAIR_POST:
		decode_pair(insn, EL2_INSN_WRITEBACK | EL2_INSN_POST);
		break;
	case EL2_OPERANDS_XT_BASE:
		break;
	case EL2_OPERANDS_MOPS_SET:
		insn->rm = (uint8_t)bits(insn->word, 20, 16);
		if (bad_mops_registers(insn->word, false))
			insn->flags |= EL2_INSN_UNPREDICTABLE;
		break;
	case EL2_OPERANDS_MOPS_SETGO:
		insn->rm = 31;
		if (insn->rd == insn->rn || insn->rd == 31 || insn->rn == 31)
			insn->flags |= EL2_INSN_UNPREDICTABLE;
		break;
	case EL2_OPERANDS_MSR_IMM:
		insn->rd = insn->rn = 0;
		decode_pstate(insn);
		break;
	case EL2_OPERANDS_MSR:
		insn->rn = 0;
		decode_sysreg(insn, EL2_WRITE);
		break;
	case EL2_OPERANDS_MRS:
		insn->rn = 0;
		decode_sysreg(insn, EL2_READ);
		break;
	case EL2_OPERANDS_SYS:
		insn->rn = 0;
		decode_sysreg(insn, EL2_EXEC);
		break;
	case EL2_OPERANDS_SYSL:
		insn->rn = 0;
		decode_sysreg(insn, EL2_EXEC_RESULT);
		break;
	case EL2_OPERANDS_MSRR:
		insn->rn = 0;
		decode_sysreg_pair(insn, EL2_WRITE128);
		break;
	case EL2_OPERANDS_MRRS:
		insn->rn = 0;
		decode_sysreg_pair(insn, EL2_READ128);
		break;
	case EL2_OPERANDS_SYSP:
		insn->rn = 0;
		decode_sysreg_pair(insn, EL2_EXEC128);
		break;
	case EL2_OPERANDS_XT:
		insn->rn = 0;
		break;
	case EL2_OPERANDS_IMM16:
		insn->rd = insn->rn = 0;
		insn->imm = (int32_t)bits(insn->word, 20, 5);
		break;
	case EL2_OPERANDS_UDF:
		insn->rd = insn->rn = 0;
		insn->imm = (int32_t)bits(insn->word, 15, 0);
		break;
	}
}

bool el2_decode(uint32_t word, el2_insn *insn)
{
	*insn = (el2_insn){.word = word};
	el2_form form = find_form(word);
	if (form == EL2_FORM_NONE)
		return false;

	const el2_form_info *row = el2_form_get(form);
	insn->form = (uint16_t)form;
	insn->cls = row->cls;
	if ((word ^ row->value) & row->should_be)
		insn->flags = EL2_INSN_SHOULD_BE;
	decode_operands(insn, (enum el2_operands)row->operands);
	return true;
}

const char *el2_insn_features(const el2_insn *insn)
{
	const el2_form_info *row = el2_form_get((el2_form)insn->form);
	if (!row)
		return NULL;
	if (row->operands == EL2_OPERANDS_MSR_IMM) {
		const struct pstate_field *field = el2_pstate_field(insn->key);
		return field ? field->features : NULL;
	}
	const el2_sysreg_info *named = el2_sysreg_get((el2_sysreg)insn->sysreg);
	return named && named->features ? named->features : row->features;
}

bool el2_insn_is_mte(const el2_insn *insn)
{
	if (!el2_class_is_mte((el2_class)insn->cls) || !el2_insn_features(insn))
		return false;

	/* A register that exists, read or written the way that does not: MSR GMID_EL1. */
	switch (insn->form) {
	case EL2_FORM_MSR:
		return el2_sysreg_get((el2_sysreg)insn->sysreg)->access & EL2_WRITE;
	case EL2_FORM_MRS:
		return el2_sysreg_get((el2_sysreg)insn->sysreg)->access & EL2_READ;
	default:
		return true;
	}
}
