/* SPDX-License-Identifier: MIT */
/* Branches as operations: each ends its block and goes on in the next. */
#include "model/engine/ops.h"
#include "model/exec/exec.h"

#define R(n) (e->r[op->n])

static inline const struct op *branch_if(struct el2_engine *e, const struct op *op, bool taken)
{
	return op_enter(e, taken, op_here(e, op) + (taken ? op->imm : 4));
}

const struct op *op_leave(struct el2_engine *e, const struct op *op)
{
	e->pc = op_here(e, op);
	return NULL;
}

const struct op *op_follow(struct el2_engine *e, const struct op *op)
{
	return op_enter(e, 0, op_here(e, op));
}

static const struct op *b(struct el2_engine *e, const struct op *op)
{
	return op_enter(e, 1, op_here(e, op) + op->imm);
}

static const struct op *bl(struct el2_engine *e, const struct op *op)
{
	e->r[30] = op_here(e, op) + 4;
	return op_enter(e, 1, op_here(e, op) + op->imm);
}

static const struct op *b_cond(struct el2_engine *e, const struct op *op)
{
	return branch_if(e, op, op_holds(e, op->k));
}

/* CBZ, CBNZ: d is whether it branches on zero. */
static const struct op *cbz64(struct el2_engine *e, const struct op *op)
{
	return branch_if(e, op, (R(n) == 0) == op->d);
}

static const struct op *cbz32(struct el2_engine *e, const struct op *op)
{
	return branch_if(e, op, ((uint32_t)R(n) == 0) == op->d);
}

/* TBZ, TBNZ of bit k: d is the bit's value that branches. */
static const struct op *tbz(struct el2_engine *e, const struct op *op)
{
	return branch_if(e, op, (R(n) >> op->k & 1) == op->d);
}

/* RET, BR, BLR go by operation to an address whose top byte is as it should be, so that nothing of it is ignored. */
static inline bool is_plain_target(const struct el2_engine *e, uint64_t target)
{
	uint64_t top = target >> 55;

	return !top || (top == 0x1ff && e->two_ranges);
}

static const struct op *br(struct el2_engine *e, const struct op *op)
{
	uint64_t target = R(n);

	if (!is_plain_target(e, target))
		return op_stop(e, op);
	if (op->d)
		e->r[30] = op_here(e, op) + 4;
	return op_enter(e, 1, target);
}

/* BR and BLR where they set PSTATE.BTYPE: k is the instruction's opc. */
static const struct op *br_typed(struct el2_engine *e, const struct op *op)
{
	unsigned type = branch_type(op->k, op->n, e->block->guarded);
	uint64_t target = R(n);
	const struct op *next;

	if (!is_plain_target(e, target))
		return op_stop(e, op);
	if (op->d)
		e->r[30] = op_here(e, op) + 4;
	next = op_enter(e, 1, target);
	if (next && e->block->count &&
	    (!e->block->guarded || branch_target_compatible(e->s, type, e->block->ops->word))) {
		e->arrival = type << 10;
		return next;
	}
	if (next)
		e->left += e->block->count;
	e->pc = target;
	e->s->pstate |= type << 10;
	return NULL;
}

bool engine_is_back_branch(const struct op *op)
{
	return (op->fn == b_cond || op->fn == cbz64 || op->fn == cbz32 || op->fn == tbz) &&
	       op->imm == -(uint64_t)(op->at * 4u);
}

bool engine_op_branch(const el2_cpu *cpu, const el2_insn *insn, struct op *op)
{
	uint32_t w = insn->word;

	op->imm = (uint64_t)signed_bits(w, 23, 5) * 4;
	switch (insn->form) {
	case EL2_FORM_B:
	case EL2_FORM_BL:
		op->imm = (uint64_t)signed_bits(w, 25, 0) * 4;
		op->fn = w >> 31 ? bl : b;
		return true;
	case EL2_FORM_B_COND:
	case EL2_FORM_BC_COND:
		op->k = w & 15;
		op->fn = b_cond;
		return true;
	case EL2_FORM_CBZ:
		op->n = w & 31;
		op->d = !(w >> 24 & 1);
		op->fn = w >> 31 ? cbz64 : cbz32;
		return true;
	case EL2_FORM_TBZ:
		op->imm = (uint64_t)signed_bits(w, 18, 5) * 4;
		op->n = w & 31;
		op->k = (uint8_t)(w >> 31 << 5 | bits(w, 23, 19));
		op->d = w >> 24 & 1;
		op->fn = tbz;
		return true;
	case EL2_FORM_BR:
	case EL2_FORM_BLR:
	case EL2_FORM_RET:
		op->n = w >> 5 & 31;
		op->d = insn->form == EL2_FORM_BLR;
		op->k = w >> 21 & 3;
		op->fn = insn->form != EL2_FORM_RET && el2_has(cpu, EL2_FEAT_BTI) ? br_typed : br;
		return true;
	default:
		return false;
	}
}
