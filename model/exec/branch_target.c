/* SPDX-License-Identifier: MIT */
/*
 * Branch targets: what PSTATE.BTYPE becomes, and which instructions may stand where an indirect branch comes to in a
 * guarded page. Source: Arm pseudocode BTypeCompatible_BTI, BTypeCompatible_PACIXSP, AArch64.BranchTargetException.
 */
#include "model/exec/exec.h"
#include "model/memory/tables.h"

bool exec_is_guarded(struct exec *x)
{
	el2_access a = {.address = x->s->pc, .size = 4, .el = x->el, .read = true, .fetch = true};
	bool guarded, probe = x->probe;
	struct translation t;
	struct mmu_fault f;
	struct regime r;

	regime_of(x->s, x->el, a.address, &r);
	x->probe = true;
	guarded = exec_probe(x, &a, &r, a.address, false, &t, &f) && t.guarded;
	x->probe = probe;
	return guarded;
}

unsigned branch_type(unsigned opc, unsigned n, bool guarded)
{
	switch (opc) {
	case 0:
		return guarded && n != 16 && n != 17 ? 3 : 1;
	case 1:
		return 2;
	default:
		return 0;
	}
}

/* PACIASP and PACIBSP: SCTLR_ELx.BT, BT0 say whether a BR by any register may come here. */
static bool pac_compatible(const el2_state *s, unsigned type)
{
	unsigned el = el2_el(s);
	struct regime r;

	if (type != 3)
		return true;
	regime_of(s, el, s->pc, &r);
	return !(r.sctlr & (el ? EL2_BIT(SCTLR_EL1, BT1) : EL2_BIT(SCTLR_EL1, BT0)));
}

bool branch_target_compatible(const el2_state *s, unsigned type, uint32_t word)
{
	switch (word) {
	case 0xd503245f: /* BTI c */
		return type != 3;
	case 0xd503249f: /* BTI j */
		return type != 2;
	case 0xd50324df: /* BTI jc */
		return true;
	case 0xd503233f: /* PACIASP */
	case 0xd503237f: /* PACIBSP */
		return el2_has(s->cpu, EL2_FEAT_PAuth) && pac_compatible(s, type);
	case 0xdac1a3fe: /* PACNBIASPPC and PACNBIBSPPC are no targets; PACIASPPC, PACIBSPPC are */
	case 0xdac1a7fe:
		return el2_has(s->cpu, EL2_FEAT_PAuth_LR) && pac_compatible(s, type);
	default:
		return (word & 0xffe0001f) == 0xd4200000 || (word & 0xffe0001f) == 0xd4400000; /* BRK, HLT */
	}
}

bool exec_branch_target(struct exec *x)
{
	const el2_state *s = x->s;
	unsigned type = s->pstate >> 10 & 3;

	if (!type || !el2_has(s->cpu, EL2_FEAT_BTI) || branch_target_compatible(s, type, x->word) ||
	    !exec_is_guarded(x))
		return true;
	exec_rule(x, EL2_RULE_OF(BRANCH_TARGET));
	return exec_raise(x, EL2_EC_BTI, type);
}
