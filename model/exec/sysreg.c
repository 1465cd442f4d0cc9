/* SPDX-License-Identifier: MIT */
/* Registers as MRS and MSR see them: views of PSTATE and SP, other names, bits that do not exist. */
#include "model/bits.h"
#include "model/exec/exec.h"
#include "model/machine.h"

/* ---- other names ---- */

static const struct {
	uint16_t name, is;
} aliases[] = {
#define EL12(reg)                                                                                                      \
	{                                                                                                              \
		EL2_SYSREG_##reg##_EL12, EL2_SYSREG_##reg##_EL1                                                        \
	}
#define EL02(reg)                                                                                                      \
	{                                                                                                              \
		EL2_SYSREG_##reg##_EL02, EL2_SYSREG_##reg##_EL0                                                        \
	}
	EL12(SCTLR),     EL12(ACTLR),      EL12(CPACR),     EL12(SCTLR2),    EL12(ZCR),        EL12(TRFCR),
	EL12(SMCR),      EL12(TTBR0),      EL12(TTBR1),     EL12(TCR),       EL12(TCR2),       EL12(GCSCR),
	EL12(GCSPR),     EL12(SPSR),       EL12(ELR),       EL12(AFSR0),     EL12(AFSR1),      EL12(ESR),
	EL12(TFSR),      EL12(FAR),        EL12(PFAR),      EL12(PMSCR),     EL12(MAIR),       EL12(MAIR2),
	EL12(PIRE0),     EL12(PIR),        EL12(POR),       EL12(AMAIR),     EL12(AMAIR2),     EL12(MPAM1),
	EL12(VBAR),      EL12(CONTEXTIDR), EL12(SCXTNUM),   EL12(CNTKCTL),   EL12(BRBCR),      EL12(SPMACCESSR),
	EL12(TRCITECR),  EL12(SCTLRMASK),  EL12(ACTLRMASK), EL12(CPACRMASK), EL12(SCTLR2MASK), EL12(TCRMASK),
	EL12(TCR2MASK),  EL12(PMBSR),      EL12(TRBSR),     EL12(MPAMBW1),   EL02(CNTP_TVAL),  EL02(CNTP_CTL),
	EL02(CNTP_CVAL), EL02(CNTV_TVAL),  EL02(CNTV_CTL),  EL02(CNTV_CVAL),
#undef EL12
#undef EL02
};

static el2_sysreg real_name(el2_sysreg reg)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (aliases[i].name == reg)
			return (el2_sysreg)aliases[i].is;
	return reg;
}

/* ---- views of PSTATE ---- */

/* Bits of PSTATE that a register shows at the same place, but for CurrentEL and SPSel, which are their own. */
static uint32_t pstate_view(el2_sysreg reg)
{
	switch (reg) {
	case EL2_SYSREG_NZCV:
		return EL2_PSTATE_NZCV;
	case EL2_SYSREG_DAIF:
		return EL2_PSTATE_DAIF;
	case EL2_SYSREG_CurrentEL:
		return EL2_PSTATE_EL;
	case EL2_SYSREG_SPSel:
		return EL2_PSTATE_SP;
	case EL2_SYSREG_PAN:
		return EL2_PSTATE_PAN;
	case EL2_SYSREG_UAO:
		return EL2_PSTATE_UAO;
	case EL2_SYSREG_DIT:
		return EL2_PSTATE_DIT;
	case EL2_SYSREG_SSBS:
		return EL2_PSTATE_SSBS;
	case EL2_SYSREG_TCO:
		return EL2_PSTATE_TCO;
	case EL2_SYSREG_ALLINT:
		return EL2_PSTATE_ALLINT;
	default:
		return 0;
	}
}

/* ---- values that depend on more than the register ---- */

/* DCZID_EL0.DZP: would DC ZVA be trapped or undefined here? Source: DCZID_EL0, DC ZVA. */
static bool zva_prohibited(const el2_state *s)
{
	unsigned el = el2_el(s);
	bool host = el2_el_is_in_host(s, 0), second = el < 2 && !host && el2_el2_enabled(s);

	if (el == 0 && !(s->sysreg[host ? EL2_SYSREG_SCTLR_EL2 : EL2_SYSREG_SCTLR_EL1] & EL2_BIT(SCTLR_EL1, DZE)))
		return true;
	if (second && EL2_GET(s, HCR_EL2, TDZ))
		return true;
	return second && el2_has(s->cpu, EL2_FEAT_FGT) &&
	       (!el2_has(s->cpu, EL2_FEAT_AA64EL3) || EL2_GET(s, SCR_EL3, FGTEn)) && EL2_GET(s, HFGITR_EL2, DCZVA);
}

uint64_t el2_read_sysreg(const el2_state *s, el2_sysreg reg)
{
	uint32_t view = pstate_view(reg);
	uint64_t value;

	if ((unsigned)reg >= EL2_SYSREG_REGISTERS)
		return 0;
	if (view)
		return s->pstate & view;
	if (exec_gic(s, reg, &value))
		return value;
	switch (reg) {
	case EL2_SYSREG_SP_EL0:
		return s->sp[0];
	case EL2_SYSREG_SP_EL1:
		return s->sp[1];
	case EL2_SYSREG_SP_EL2:
		return s->sp[2];
	case EL2_SYSREG_DCZID_EL0:
		return s->sysreg[reg] | (uint64_t)zva_prohibited(s) << 4;
	default:
		return s->sysreg[real_name(reg)];
	}
}

/* ---- bits that a write does not reach ---- */

/* Fields that exist with a feature only, of the registers whose bits decide about tags; else RES0. Of registers not
 * listed every bit is kept. */
static const struct {
	uint16_t reg, feature;
	uint64_t bits;
} conditional[] = {
	{EL2_SYSREG_HCR_EL2, EL2_FEAT_MTE2, EL2_BIT(HCR_EL2, ATA) | EL2_BIT(HCR_EL2, DCT) | EL2_BIT(HCR_EL2, TID5)},
	{EL2_SYSREG_HCR_EL2, EL2_FEAT_VHE, EL2_BIT(HCR_EL2, E2H)},
	{EL2_SYSREG_HCR_EL2, EL2_FEAT_NV, EL2_BIT(HCR_EL2, NV) | EL2_BIT(HCR_EL2, NV1) | EL2_BIT(HCR_EL2, AT)},
	{EL2_SYSREG_HCR_EL2, EL2_FEAT_NV2, EL2_BIT(HCR_EL2, NV2)},
	{EL2_SYSREG_HCR_EL2, EL2_FEAT_PAuth, EL2_BIT(HCR_EL2, API) | EL2_BIT(HCR_EL2, APK)},
	{EL2_SYSREG_HCR_EL2, EL2_FEAT_S2FWB, EL2_BIT(HCR_EL2, FWB)},
	{EL2_SYSREG_SCR_EL3, EL2_FEAT_MTE2, EL2_BIT(SCR_EL3, ATA)},
	{EL2_SYSREG_SCTLR_EL1, EL2_FEAT_MTE2,
	 EL2_BIT(SCTLR_EL1, ATA) | EL2_BIT(SCTLR_EL1, ATA0) | EL2_MASK(SCTLR_EL1, TCF) | EL2_MASK(SCTLR_EL1, TCF0)},
	{EL2_SYSREG_SCTLR_EL2, EL2_FEAT_MTE2,
	 EL2_BIT(SCTLR_EL2, ATA) | EL2_BIT(SCTLR_EL2, ATA0) | EL2_MASK(SCTLR_EL2, TCF) | EL2_MASK(SCTLR_EL2, TCF0)},
	{EL2_SYSREG_SCTLR_EL3, EL2_FEAT_MTE2, EL2_BIT(SCTLR_EL3, ATA) | EL2_MASK(SCTLR_EL3, TCF)},
	{EL2_SYSREG_TCR_EL1, EL2_FEAT_MTE2, EL2_BIT(TCR_EL1, TCMA0) | EL2_BIT(TCR_EL1, TCMA1)},
};

/* Fields that a write leaves as they are: read-only ones of registers that have others. */
static uint64_t read_only(el2_sysreg reg)
{
	switch (reg) {
	case EL2_SYSREG_PMCR_EL0: /* IMP, IDCODE, N */
		return 0xfffff800;
	case EL2_SYSREG_CNTP_CTL_EL0:
	case EL2_SYSREG_CNTV_CTL_EL0:
	case EL2_SYSREG_CNTHP_CTL_EL2:
	case EL2_SYSREG_CNTHV_CTL_EL2:
	case EL2_SYSREG_CNTPS_CTL_EL1: /* ISTATUS */
		return 1 << 2;
	default:
		return 0;
	}
}

/* All bits of a register that are not RES0, or written alone; all ones where that is not known. */
static uint64_t writable(const el2_state *s, el2_sysreg reg)
{
	uint64_t mask = UINT64_MAX;

	switch (reg) {
	case EL2_SYSREG_PMCR_EL0: /* C, P */
		return ~UINT64_C(6);
	case EL2_SYSREG_GCR_EL1:
		return EL2_BIT(GCR_EL1, RRND) | EL2_MASK(GCR_EL1, Exclude);
	case EL2_SYSREG_RGSR_EL1: /* the wider layout, which GCR_EL1.RRND=1 may have */
		return EL2_MASK(RGSR_EL1, SEED_RRND) | EL2_MASK(RGSR_EL1, TAG);
	case EL2_SYSREG_TFSR_EL1:
	case EL2_SYSREG_TFSRE0_EL1:
		return EL2_BIT(TFSR_EL1, TF1) | EL2_BIT(TFSR_EL1, TF0);
	case EL2_SYSREG_TFSR_EL2: /* TF1: of the upper range, which FEAT_VHE brings */
		return (el2_has(s->cpu, EL2_FEAT_VHE) ? EL2_BIT(TFSR_EL2, TF1) : 0) | EL2_BIT(TFSR_EL2, TF0);
	case EL2_SYSREG_TFSR_EL3:
		return EL2_BIT(TFSR_EL3, TF0);
	default:
		break;
	}
	for (size_t i = 0; i < sizeof conditional / sizeof *conditional; i++)
		if (conditional[i].reg == reg && !el2_has(s->cpu, (el2_feature)conditional[i].feature))
			mask &= ~conditional[i].bits;
	return mask;
}

void el2_write_sysreg(el2_state *s, el2_sysreg reg, uint64_t value)
{
	uint32_t view = pstate_view(reg);

	if ((unsigned)reg >= EL2_SYSREG_REGISTERS || reg == EL2_SYSREG_CurrentEL)
		return;
	if (view) {
		/* without FEAT_MTE2 there is nothing that PSTATE.TCO could do: this CPU ignores the write */
		if (reg == EL2_SYSREG_TCO && !el2_has(s->cpu, EL2_FEAT_MTE2))
			return;
		s->pstate = (s->pstate & ~view) | ((uint32_t)value & view);
		return;
	}
	switch (reg) {
	case EL2_SYSREG_SP_EL0:
		s->sp[0] = value;
		break;
	case EL2_SYSREG_SP_EL1:
		s->sp[1] = value;
		break;
	case EL2_SYSREG_SP_EL2:
		s->sp[2] = value;
		break;
	default:
		reg = real_name(reg);
		s->sysreg[reg] = (value & writable(s, reg) & ~read_only(reg)) | (s->sysreg[reg] & read_only(reg));
		break;
	}
}
