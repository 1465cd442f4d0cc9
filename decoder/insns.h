/* SPDX-License-Identifier: MIT */
/* Operand layouts: how the fields of a word become an el2_insn and text. Named by rows of insns.def. */
#ifndef EL2TRAP_DECODER_INSNS_H
#define EL2TRAP_DECODER_INSNS_H

enum el2_operands {
	EL2_OPERANDS_NONE = 0,
	EL2_OPERANDS_OTHER,          /* known by class only; Capstone writes the text */
	EL2_OPERANDS_XD_SP_XN_SP_XM, /* IRG: Rm[20:16] Rn[9:5] Rd[4:0] */
	EL2_OPERANDS_XD_XN_SP_XM,    /* GMI */
	EL2_OPERANDS_XD_XN_SP_XM_SP, /* SUBP, SUBPS */
	EL2_OPERANDS_TAG_IMM,        /* ADDG, SUBG: imm6[21:16] * 16, imm4[13:10], Rn, Rd */
	EL2_OPERANDS_XT_OFFSET9,     /* LDG: imm9[20:12] * 16, Rn, Rt */
	EL2_OPERANDS_XT_SP_POST9,    /* STG and friends: as LDG, Rt 31 is SP */
	EL2_OPERANDS_XT_SP_OFFSET9,
	EL2_OPERANDS_XT_SP_PRE9,
	EL2_OPERANDS_PAIR_POST,      /* STGP: imm7[21:15] * 16, Rt2[14:10], Rn, Rt */
	EL2_OPERANDS_PAIR_PRE,
	EL2_OPERANDS_PAIR_OFFSET,
	EL2_OPERANDS_XT_BASE,        /* LDGM, STGM, STZGM: Rn, Rt */
	EL2_OPERANDS_MOPS_SET,       /* SETG*: Rs[20:16], Rn, Rd */
	EL2_OPERANDS_MOPS_SETGO,     /* SETGO*: Rn, Rd */
	EL2_OPERANDS_MSR_IMM,        /* op1[18:16], imm4 in CRm[11:8], op2[7:5] */
	EL2_OPERANDS_MSR,            /* op0[20:19] ... op2[7:5], Rt */
	EL2_OPERANDS_MRS,
	EL2_OPERANDS_SYS,
	EL2_OPERANDS_SYSL,
	EL2_OPERANDS_MSRR,
	EL2_OPERANDS_MRRS,
	EL2_OPERANDS_SYSP,
	EL2_OPERANDS_XT,             /* WFET, WFIT */
	EL2_OPERANDS_IMM16,          /* imm16[20:5] */
	EL2_OPERANDS_UDF,            /* imm16[15:0] */
};

#endif
