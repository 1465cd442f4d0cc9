/* SPDX-License-Identifier: MIT */
/* An instruction into an operation. */
#include "model/engine/ops.h"
#include "model/exec/exec.h"

/* What has no operation of its own, by the executor that el2_step() uses. */
static const struct op *generic(struct el2_engine *e, const struct op *op)
{
	const el2_insn *insn = &e->insns[op->imm].insn;
	el2_rules rules = {0};
	struct exec x;
	bool done;

	engine_generic_begin(e);
	e->s->pc = op_here(e, op);
	exec_begin(&x, e->s, e->memory, insn, &rules, NULL);
	done = el2_exec_of((el2_form)insn->form)(&x);
	engine_generic_end(e);
	return done ? op + 1 : op_stop(e, op);
}

static const struct op *nothing(struct el2_engine *e, const struct op *op)
{
	(void)e;
	return op + 1;
}

/*
 * What is under rules, or the observer's, but changes nothing that blocks or remembered pages depend on if all goes
 * well; and loads and stores without an operation. If not all goes well, or code may have changed, the block is left.
 */
static const struct op *step(struct el2_engine *e, const struct op *op)
{
	const struct block *b = e->block;
	uint64_t pc = op_here(e, op);
	bool goes_on;

	if (op->k && e->options->before) { /* somebody is asked first, who counts */
		if (e->out)
			engine_generic_end(e);
		e->out = false;
		return op_stop(e, op);
	}
	if (!e->out)
		engine_generic_begin(e);
	e->s->pc = pc;
	if (!op->at)
		e->s->pstate |= e->arrival;
	goes_on = e->step(e->step_context, &e->insns[op->imm]);
	engine_tables_changed(e);
	goes_on = goes_on && e->s->pc == pc + 4 && b->epoch == e->epoch;
	e->out = goes_on && op[1].fn == step;
	if (!e->out)
		engine_generic_end(e);
	if (goes_on)
		return op + 1;
	e->left += b->count - (op->at + 1u);
	e->pc = e->s->pc;
	return NULL;
}

bool engine_is_simd(const el2_cpu *cpu, const el2_insn *insn)
{
	exec_fn *fn = el2_exec_of((el2_form)insn->form);

	return (fn == exec_simd || fn == exec_fp || fn == exec_simd_load_store) && !insn->flags &&
	       el2_has(cpu, EL2_FEAT_FP) && el2_has(cpu, EL2_FEAT_AdvSIMD);
}

bool engine_is_pac(const el2_insn *insn)
{
	exec_fn *fn = el2_exec_of((el2_form)insn->form);

	return fn == exec_pac || fn == exec_pac_hint || fn == exec_branch_authenticated;
}

static bool is_register_access(const el2_insn *insn)
{
	return insn->form == EL2_FORM_MRS || insn->form == EL2_FORM_MSR;
}

static bool is_step(const el2_cpu *cpu, const el2_insn *insn)
{
	switch (insn->cls) {
	case EL2_CLASS_GENERAL:
		return engine_is_pac(insn);
	case EL2_CLASS_MEMORY:
		return el2_is_untrapped(cpu, insn);
	case EL2_CLASS_SIMD:
		return engine_is_simd(cpu, insn);
	case EL2_CLASS_TAG_ARITH:
	case EL2_CLASS_TAG_LOAD:
	case EL2_CLASS_TAG_STORE:
		return !insn->key;
	default:
		return is_register_access(insn);
	}
}

/* Does an instruction of class GENERAL go on behind itself? */
static bool is_straight(const el2_insn *insn)
{
	exec_fn *fn = el2_exec_of((el2_form)insn->form);

	return fn != exec_NONE && fn != exec_b && fn != exec_b_cond && fn != exec_cbz && fn != exec_tbz &&
	       fn != exec_br && fn != exec_branch_authenticated && fn != exec_compare_and_branch;
}

enum op_kind engine_op(const el2_cpu *cpu, const el2_insn *insn, struct op *op)
{
	if (el2_is_untrapped(cpu, insn)) {
		if (insn->cls == EL2_CLASS_MEMORY && engine_op_memory(insn, op))
			return OP_STRAIGHT;
		if (insn->cls == EL2_CLASS_GENERAL) {
			if (engine_op_data(insn, op))
				return OP_STRAIGHT;
			if (engine_op_branch(cpu, insn, op))
				return OP_ENDS;
			if (!is_straight(insn))
				return OP_NONE;
			if (el2_exec_of((el2_form)insn->form) == exec_hint) {
				op->fn = nothing;
				return OP_STRAIGHT;
			}
			op->fn = generic;
			return OP_STEP;
		}
	}
	if (!is_step(cpu, insn))
		return OP_NONE;
	op->fn = step;
	op->k = is_register_access(insn);
	return el2_exec_of((el2_form)insn->form) == exec_branch_authenticated ? OP_STEP_ENDS : OP_STEP;
}
