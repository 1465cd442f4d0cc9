/* SPDX-License-Identifier: MIT */
/* Exception entry. Source: Arm pseudocode AArch64.TakeException. */
#include "model/bits.h"
#include "model/model.h"
#include "model/rules/check.h"

#include <string.h>

/* The SCTLR of the level whose fields are named as those of SCTLR_EL1. */
static uint64_t sctlr(const el2_state *s, unsigned el)
{
	static const uint16_t reg[4] = {EL2_SYSREG_SCTLR_EL1, EL2_SYSREG_SCTLR_EL1, EL2_SYSREG_SCTLR_EL2,
					EL2_SYSREG_SCTLR_EL3};

	return s->sysreg[reg[el]];
}

static uint32_t entry_pstate(const el2_state *s, unsigned el)
{
	uint64_t control = sctlr(s, el);
	uint32_t p = s->pstate & (EL2_PSTATE_NZCV | EL2_PSTATE_DIT | EL2_PSTATE_PAN);

	p |= EL2_PSTATE_DAIF | el << 2 | EL2_PSTATE_SP;
	if (el2_has(s->cpu, EL2_FEAT_SSBS) && (control & EL2_BIT(SCTLR_EL1, DSSBS)))
		p |= EL2_PSTATE_SSBS;
	if (el2_has(s->cpu, EL2_FEAT_MTE2))
		p |= EL2_PSTATE_TCO;
	if (el2_has(s->cpu, EL2_FEAT_NMI) && !(control & EL2_BIT(SCTLR_EL1, SPINTMASK)))
		p |= EL2_PSTATE_ALLINT;
	if (el2_has(s->cpu, EL2_FEAT_PAN) && (el == 1 || (el == 2 && el2_el_is_in_host(s, 0))) &&
	    !(control & EL2_BIT(SCTLR_EL1, SPAN)))
		p |= EL2_PSTATE_PAN;
	return p;
}

/* With nested virtualisation EL1 is told that it came from EL2: HCR_EL2.{NV2,NV1,NV} x01 or 111. */
static uint32_t saved_pstate(const el2_state *s, unsigned el)
{
	if (el != 1 || el2_el(s) != 1 || !el2_has(s->cpu, EL2_FEAT_NV) || !el2_el2_enabled(s) ||
	    !EL2_GET(s, HCR_EL2, NV))
		return s->pstate;
	if (EL2_GET(s, HCR_EL2, NV1) && !(el2_has(s->cpu, EL2_FEAT_NV2) && EL2_GET(s, HCR_EL2, NV2)))
		return s->pstate;
	return (s->pstate & ~(uint32_t)EL2_PSTATE_EL) | 2u << 2;
}

void el2_exception_build(const el2_state *s, unsigned el, uint64_t esr, uint64_t elr, el2_exception *out)
{
	memset(out, 0, sizeof *out);
	out->el = (uint8_t)el;
	out->maker = el == 2 && el2_el(s) == 2 ? EL2_BY_HYPERVISOR : el2_el(s) ? EL2_BY_HOST : EL2_BY_HOST_EL0;
	out->vector = el2_el(s) < el ? 0x400 : s->pstate & EL2_PSTATE_SP ? 0x200 : 0;
	out->pstate = entry_pstate(s, el);
	out->esr = esr;
	out->elr = elr;
	out->spsr = saved_pstate(s, el) | (uint64_t)s->exlock << 34;
	out->exlock = el == el2_el(s) && el2_gcs_locks(s, el);
}
