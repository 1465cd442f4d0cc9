/* SPDX-License-Identifier: MIT */
/*
 * AT: address translation, its result in PAR_EL1. What a stage 1 operation meets at stage 2 on its walk is an exception
 * to EL2 if EL1 asked. Source: Arm pseudocode AArch64.AT, AArch64.EncodePAR.
 */
#include "model/memory/tables.h"

/* PAR_EL1: F, and with F=0 SH, NS, PA, ATTR; with F=1 FST, PTW, S. */
enum {
	PAR_F = 1,
	PAR_SH = 7,
	PAR_PTW = 8,
	PAR_NS = 9,
	PAR_S = 9,
	PAR_RES1 = 11,
	PAR_ATTR = 56
};

static void granted(struct exec *x, const struct translation *t)
{
	const el2_state *s = x->s;
	bool secure = el2_has(s->cpu, EL2_FEAT_AA64EL3) && !EL2_GET(s, SCR_EL3, NS);
	/* Device and Non-cacheable memory is Outer Shareable */
	unsigned share = !(t->type & 0xf0) || t->type == 0x44 || t->type == 0x40 ? 2 : t->share;
	uint64_t pa = t->address & (UINT64_MAX >> 12) & ~(uint64_t)(EL2_PAGE_SIZE - 1);

	x->s->sysreg[EL2_SYSREG_PAR_EL1] =
		(uint64_t)t->type << PAR_ATTR | pa | 1u << PAR_RES1 | (uint64_t)!secure << PAR_NS | share << PAR_SH;
}

static void refused(struct exec *x, const struct mmu_fault *f)
{
	x->s->sysreg[EL2_SYSREG_PAR_EL1] = 1u << PAR_RES1 | (unsigned)f->second << PAR_S |
					   (unsigned)f->s1ptw << PAR_PTW | (unsigned)f->dfsc << 1 | PAR_F;
}

/* The level and the kind of access that the operation asks for. */
static el2_access asked(const struct exec *x, bool *pan)
{
	unsigned op1 = EL2_KEY_OP1(x->insn->key), crm = EL2_KEY_CRM(x->insn->key), op2 = EL2_KEY_OP2(x->insn->key);
	el2_access a = {.address = get_x(x, x->insn->rd), .size = 1};
	bool neither = crm == 9 && op2 == 2; /* S1E1A and kin */

	if (op1 == 6)
		a.el = 3;
	else if (op1 == 4 && op2 < 4)
		a.el = 2;
	else
		a.el = (op2 & 2) && !neither ? 0 : 1;
	if (a.el == 1 && el2_el_is_in_host(x->s, 0))
		a.el = 2; /* HCR_EL2.{E2H,TGE} = {1,1}: the host's */
	a.read = !neither && !(op2 & 1);
	a.write = !neither && (op2 & 1);
	*pan = crm == 9 && !neither;
	return a;
}

bool exec_at(struct exec *x)
{
	bool pan, good, both = EL2_KEY_OP2(x->insn->key) >= 4; /* S12E1R and its like */
	el2_access a = asked(x, &pan);
	uint32_t pstate = x->s->pstate;
	struct translation t;
	struct mmu_fault f;
	struct regime r;

	regime_of(x->s, a.el, a.address, &r);
	r.address_alone = true;
	r.stage1_alone = !both;
	if (!pan)
		x->s->pstate &= ~(uint32_t)EL2_PSTATE_PAN;
	x->probe = true; /* access flags and dirty state stay */
	good = exec_probe(x, &a, &r, a.address, false, &t, &f);
	x->s->pstate = pstate;
	if (f.why)
		return exec_unmodelled(x, f.why);
	/* an external abort on the walk; of EL1 what stage 2 refuses of it */
	if (!good && (f.rule == EL2_RULE_OF(MEMORY_WALK) || (f.s1ptw && x->el == 1))) {
		a.maintenance = true;
		return exec_fault(x, &a, a.address, &f);
	}
	if (good)
		granted(x, &t);
	else
		refused(x, &f);
	return true;
}
