/* SPDX-License-Identifier: MIT */
/* An instruction into an operation. */
#include "model/engine/ops.h"
#include "model/exec/exec.h"

/* What has no operation of its own, by the executor that el2_step() uses. */
static const struct op *generic(struct el2_engine *e, const struct op *op)
{
	el2_rules rules = {0};
	el2_insn insn;
	struct exec x = {.s = e->s,
			 .memory = e->memory,
			 .insn = &insn,
			 .word = op->word,
			 .el = (uint8_t)el2_el(e->s),
			 .rules = &rules};
	bool done;

	el2_decode(op->word, &insn);
	engine_generic_begin(e);
	e->s->pc = e->block->pc + op->at * 4u;
	done = el2_exec_of((el2_form)insn.form)(&x);
	engine_generic_end(e);
	return done ? op + 1 : op_stop(e, op);
}

static bool is_straight(el2_form form)
{
	switch (form) {
	case EL2_FORM_HINT:
	case EL2_FORM_SB:
	case EL2_FORM_DSB_NXS:
	case EL2_FORM_CFINV:
	case EL2_FORM_XAFLAG:
	case EL2_FORM_AXFLAG:
		return true;
	default:
		return el2_exec_data(form) || el2_exec_register(form);
	}
}

enum op_kind engine_op(const el2_cpu *cpu, const el2_insn *insn, struct op *op)
{
	if (!el2_is_untrapped(cpu, insn))
		return OP_NONE;
	if (insn->cls == EL2_CLASS_MEMORY)
		return engine_op_memory(insn, op) ? OP_STRAIGHT : OP_NONE;
	if (insn->cls != EL2_CLASS_GENERAL)
		return OP_NONE;
	if (engine_op_data(insn, op))
		return OP_STRAIGHT;
	if (engine_op_branch(cpu, insn, op))
		return OP_ENDS;
	if (!is_straight((el2_form)insn->form))
		return OP_NONE;
	op->fn = generic;
	return OP_STRAIGHT;
}
