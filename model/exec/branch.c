/* SPDX-License-Identifier: MIT */
/* Branches, hints, barriers, flag instructions. Source: A64 ISA XML 2025-03. */
#include "model/exec/exec.h"

bool exec_condition(const struct exec *x, unsigned cond)
{
	uint32_t p = x->s->pstate;
	bool n = p & EL2_PSTATE_N, z = p & EL2_PSTATE_Z, c = p & EL2_PSTATE_C, v = p & EL2_PSTATE_V, r;

	switch (cond >> 1) {
	case 0:
		r = z;
		break;
	case 1:
		r = c;
		break;
	case 2:
		r = n;
		break;
	case 3:
		r = v;
		break;
	case 4:
		r = c && !z;
		break;
	case 5:
		r = n == v;
		break;
	case 6:
		r = n == v && !z;
		break;
	default:
		return true;
	}
	return r != (cond & 1);
}

bool exec_ignores_top_byte(const struct exec *x, const struct regime *r, bool data)
{
	bool tbid =
		r->two_ranges ? r->tcr >> (EL2_LSB_TCR_EL1_TBID0 + r->upper) & 1 : r->tcr >> EL2_LSB_TCR_EL2_TBID & 1;

	return r->tbi && !(tbid && !data && el2_has(x->s->cpu, EL2_FEAT_PAuth));
}

uint64_t exec_branch_address(const struct exec *x, unsigned el, uint64_t address)
{
	struct regime r;

	regime_of(x->s, el, address, &r);
	if (!exec_ignores_top_byte(x, &r, false))
		return address;
	if (r.two_ranges && r.upper)
		return address | UINT64_C(0xff) << 56;
	return address & (UINT64_MAX >> 8);
}

static void branch_by(struct exec *x, uint64_t offset)
{
	x->next = x->s->pc + offset;
}

bool exec_b(struct exec *x)
{
	if (x->word >> 31) { /* BL */
		if (!exec_gcs_call(x))
			return false;
		set_x(x, 30, x->s->pc + 4);
	}
	branch_by(x, (uint64_t)signed_bits(x->word, 25, 0) * 4);
	return true;
}

bool exec_b_cond(struct exec *x)
{
	if (exec_condition(x, x->word & 15))
		branch_by(x, (uint64_t)signed_bits(x->word, 23, 5) * 4);
	return true;
}

bool exec_cbz(struct exec *x)
{
	uint64_t t = get_x(x, x->word & 31);

	t = x->word >> 31 ? t : (uint32_t)t;
	if ((t != 0) == (x->word >> 24 & 1))
		branch_by(x, (uint64_t)signed_bits(x->word, 23, 5) * 4);
	return true;
}

/* CB<cc> of a register with a register, of 64, 32, 16 or 8 bits, or with an immediate. */
bool exec_compare_and_branch(struct exec *x)
{
	uint32_t w = x->word;
	bool immediate = w >> 24 & 1, holds;
	unsigned cond = bits(w, 23, 21), width = w >> 31 ? 64 : 32;
	uint64_t a = get_x(x, w & 31), b = immediate ? bits(w, 20, 15) : get_x(x, bits(w, 20, 16));
	int64_t sa, sb;

	if (!immediate && w >> 15 & 1)
		width = w >> 14 & 1 ? 16 : 8;
	sa = (int64_t)sign_extend(a, width);
	sb = (int64_t)sign_extend(b, width);
	a &= UINT64_MAX >> (64 - width);
	b &= UINT64_MAX >> (64 - width);
	switch (cond) {
	case 0:
		holds = sa > sb;
		break;
	case 1:
		holds = immediate ? sa < sb : sa >= sb;
		break;
	case 2:
		holds = a > b;
		break;
	case 3:
		holds = immediate ? a < b : a >= b;
		break;
	default: /* 6 and 7 */
		holds = (a == b) != (cond & 1);
		break;
	}
	if (holds)
		branch_by(x, (uint64_t)signed_bits(w, 13, 5) * 4);
	return true;
}

bool exec_tbz(struct exec *x)
{
	unsigned bit = (x->word >> 31) * 32 + bits(x->word, 23, 19);

	if ((get_x(x, x->word & 31) >> bit & 1) == (x->word >> 24 & 1))
		branch_by(x, (uint64_t)signed_bits(x->word, 18, 5) * 4);
	return true;
}

bool exec_branch_to(struct exec *x, uint64_t target, unsigned opc)
{
	unsigned type;

	if ((opc == 1 && !exec_gcs_call(x)) || (opc == 2 && !exec_gcs_return(x, &target)))
		return false;
	if (opc == 1)
		set_x(x, 30, x->s->pc + 4);
	x->next = exec_branch_address(x, x->el, target);
	if (el2_has(x->s->cpu, EL2_FEAT_BTI)) {
		type = branch_type(opc, bits(x->word, 9, 5), opc == 0 && exec_is_guarded(x));
		x->s->pstate = (x->s->pstate & ~(uint32_t)EL2_PSTATE_BTYPE) | type << 10;
		x->branched = true;
	}
	return true;
}

/* BR, BLR, RET */
bool exec_br(struct exec *x)
{
	return exec_branch_to(x, get_x(x, bits(x->word, 9, 5)), bits(x->word, 22, 21));
}

bool exec_hint(struct exec *x)
{
	(void)x;
	return true;
}

bool exec_clrex(struct exec *x)
{
	x->s->exclusive_size = 0;
	return true;
}

/* CFINV, XAFLAG, AXFLAG */
bool exec_flags(struct exec *x)
{
	uint32_t p = x->s->pstate;
	bool z = p & EL2_PSTATE_Z, c = p & EL2_PSTATE_C, v = p & EL2_PSTATE_V;

	switch (x->insn->form) {
	case EL2_FORM_CFINV:
		x->s->pstate ^= EL2_PSTATE_C;
		break;
	case EL2_FORM_XAFLAG:
		set_nzcv(x, (!c && !z ? EL2_PSTATE_N : 0) | (z && c ? EL2_PSTATE_Z : 0) | (c || z ? EL2_PSTATE_C : 0) |
				    (!c && z ? EL2_PSTATE_V : 0));
		break;
	default:
		set_nzcv(x, (z || v ? EL2_PSTATE_Z : 0) | (c && !v ? EL2_PSTATE_C : 0));
		break;
	}
	return true;
}
