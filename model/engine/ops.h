/* SPDX-License-Identifier: MIT */
/* What blocks and operations share. */
#ifndef EL2TRAP_MODEL_OPS_H
#define EL2TRAP_MODEL_OPS_H

#include "model/bytes.h"
#include "model/engine/engine.h"

/* ---- ways.c: what may be accessed without asking ---- */

void engine_forget_ways(struct el2_engine *e);
void engine_forget_writes(struct el2_engine *e, const el2_page *page);

/* The page of `va`; NULL: ask el2_step(). `happens`: the access is done if there is nothing that the way asks. */
struct way *engine_fill(struct el2_engine *e, uint64_t va, bool write, bool happens);
const struct fetch_way *engine_fetch_page(struct el2_engine *e, uint64_t pc);

/* ---- block.c ---- */

/* The block at `pc`; NULL: none can be run there. */
struct block *engine_find(struct el2_engine *e, uint64_t pc);

/* Go on with a block that has gone round for long. */
const struct op *engine_spin(struct el2_engine *e, struct block *b);

bool engine_is_code(struct el2_engine *e, const el2_page *page);

/* Around what works on the state: registers into it, and out of it again. */
void engine_generic_begin(struct el2_engine *e);
void engine_generic_end(struct el2_engine *e);

/* Translation tables may have been written: by a step, for operations do not. */
void engine_tables_changed(struct el2_engine *e);

/* ---- an instruction into an operation ---- */

enum op_kind {
	OP_NONE,     /* not for a block */
	OP_STRAIGHT,
	OP_ENDS,     /* a branch: the last of its block */
	OP_STEP_ENDS, /* a branch that needs the instruction */
	OP_STEP,     /* straight, and needs the instruction: imm is to become its index */
};

/* Fills *op, of which word and at are there. op.c; by groups: op_data.c, op_memory.c, op_branch.c. */
enum op_kind engine_op(const el2_cpu *cpu, const el2_insn *insn, struct op *op);
bool engine_op_data(const el2_insn *insn, struct op *op);
bool engine_is_pure(const struct op *op); /* of engine_op_data(): neither PC nor SP */
bool engine_op_memory(const el2_insn *insn, struct op *op);
bool engine_op_branch(const el2_cpu *cpu, const el2_insn *insn, struct op *op);
bool engine_is_back_branch(const struct op *op); /* conditional, to the first word of its block */

/* Leave a block behind its last operation: to an instruction that is none; to another block. */
op_fn op_leave, op_follow;

/* ---- for operations ---- */

/* Stop in front of an operation. */
static inline const struct op *op_stop(struct el2_engine *e, const struct op *op)
{
	e->left += e->block->count - op->at;
	if (!op->at)
		e->s->pstate |= e->arrival;
	e->pc = e->block->pc + op->at * 4u;
	return NULL;
}

/* A block is entered that somebody wants to know of. */
void engine_cover(struct el2_engine *e, const struct block *b);

/* Go on at pc; `way` is which of the block's two remembered successors it may be. */
static inline const struct op *op_enter(struct el2_engine *e, unsigned way, uint64_t pc)
{
	struct block *from = e->block, *b = from->link[way];

	e->arrival = 0;
	if (!b || b->pc != pc || b->epoch != e->epoch) {
		b = engine_find(e, pc);
		if (b)
			from->link[way] = b;
	}
	if (!b || e->left < b->count) {
		e->pc = pc;
		return NULL;
	}
	if (b != from)
		e->rounds = 0;
	else if (b->spins && ++e->rounds >= SPIN_AFTER)
		return engine_spin(e, b);
	if (e->options->coverage)
		engine_cover(e, b);
	e->left -= b->count;
	e->block = b;
	return b->ops;
}

static inline uint64_t op_here(const struct el2_engine *e, const struct op *op)
{
	return e->block->pc + op->at * 4u;
}

/* Does a condition code hold? */
static inline bool op_holds(const struct el2_engine *e, unsigned condition)
{
	/* by NZCV: EQ, CS, MI, VS, HI, GE, GT, AL; each odd one is the opposite */
	static const uint16_t holds[8] = {0xf0f0, 0xcccc, 0xff00, 0xaaaa, 0x0c0c, 0xaa55, 0x0a05, 0xffff};

	return (holds[condition >> 1] >> (e->nzcv >> 28) & 1) != (condition & 1 && condition != 15);
}

static inline uint8_t or_zero(unsigned n)
{
	return (uint8_t)n; /* 31 is R_ZERO */
}
static inline uint8_t or_sink(unsigned n)
{
	return n == 31 ? R_SINK : (uint8_t)n;
}
static inline uint8_t or_sp(unsigned n)
{
	return n == 31 ? R_SP : (uint8_t)n;
}

#endif
