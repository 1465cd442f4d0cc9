/* SPDX-License-Identifier: MIT */
#include "model/rules/derive.h"

static bool have_el2(const el2_state *s)
{
	return el2_has(s->cpu, EL2_FEAT_AA64EL2);
}
static bool have_el3(const el2_state *s)
{
	return el2_has(s->cpu, EL2_FEAT_AA64EL3);
}

static bool is_realm(const el2_state *s)
{
	return have_el3(s) && el2_has(s->cpu, EL2_FEAT_RME) && EL2_GET(s, SCR_EL3, NSE) && EL2_GET(s, SCR_EL3, NS);
}

static bool is_secure(const el2_state *s)
{
	return have_el3(s) && !EL2_GET(s, SCR_EL3, NS);
}

bool el2_el2_enabled(const el2_state *s)
{
	if (!have_el2(s))
		return false;
	return !is_secure(s) || (el2_has(s->cpu, EL2_FEAT_SEL2) && EL2_GET(s, SCR_EL3, EEL2));
}

bool el2_el_is_in_host(const el2_state *s, unsigned el)
{
	if (el == 1 || el == 3 || !el2_el2_enabled(s) || !EL2_GET(s, HCR_EL2, E2H))
		return false;
	return el == 2 || EL2_GET(s, HCR_EL2, TGE);
}

/* Arm pseudocode EffectiveHCR_EL2_NVx. */
static uint64_t effective_nv(const el2_state *s)
{
	uint64_t nv = 0;

	if (!el2_has(s->cpu, EL2_FEAT_NV) || !EL2_GET(s, HCR_EL2, NV))
		return 0;
	nv = EL2_D_NV;
	if (EL2_GET(s, HCR_EL2, NV1))
		nv |= EL2_D_NV1;
	if (el2_has(s->cpu, EL2_FEAT_NV2) && EL2_GET(s, HCR_EL2, NV2))
		nv |= EL2_D_NV2;
	return nv;
}

uint64_t el2_derive(const el2_state *s, unsigned operand)
{
	unsigned el = el2_el(s);
	bool el2 = have_el2(s), el3 = have_el3(s), enabled = el2_el2_enabled(s);
	uint64_t d = (uint64_t)EL2_D_EL0 << el;

	if (enabled)
		d |= EL2_D_EL2EN | effective_nv(s);
	if (el2)
		d |= EL2_D_HAVE_EL2;
	if (el3)
		d |= EL2_D_HAVE_EL3;
	if (enabled && EL2_GET(s, HCR_EL2, E2H)) {
		d |= EL2_D_HOST_EL2;
		if (EL2_GET(s, HCR_EL2, TGE))
			d |= EL2_D_HOST_EL0;
	}
	if (el2 && EL2_GET(s, HCR_EL2, E2H))
		d |= EL2_D_E2H;
	/* IsHCRXEL2Enabled */
	if (el2_has(s->cpu, EL2_FEAT_HCX) && enabled && (!el3 || EL2_GET(s, SCR_EL3, HXEn)))
		d |= EL2_D_HCRX;
	if (el == (el3 ? 3 : el2 ? 2 : 1))
		d |= EL2_D_HIGHEST;
	if (!el3)
		d |= el2 ? EL2_D_EL2_HIGHEST : EL2_D_EL1_HIGHEST;
	if (is_secure(s))
		d |= EL2_D_SECURE;
	if (is_realm(s))
		d |= EL2_D_REALM;
	if (s->pstate & EL2_PSTATE_SP)
		d |= EL2_D_SP;
	if (s->cpu->choices.tid3_reserved)
		d |= EL2_D_TID3_RESERVED;
	if (operand & 1)
		d |= EL2_D_OPERAND_0;
	if (s->exlock)
		d |= EL2_D_EXLOCK;
	return d;
}
