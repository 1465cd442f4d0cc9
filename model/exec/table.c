/* SPDX-License-Identifier: MIT */
#include "model/exec/exec.h"

exec_fn *el2_exec_of(el2_form form)
{
	static exec_fn *const executors[EL2_FORM_COUNT] = {
		[EL2_FORM_NONE] = exec_NONE,
#define EL2_INSN(form_, op, variant, syntax, mask, value, should_be, cls, features, min_el, layout, tag, data, exec,   \
		 source)                                                                                               \
	[EL2_FORM_##form_] = exec_##exec,
#include "decoder/insns.def"
	};

	return executors[form];
}

bool exec_NONE(struct exec *x)
{
	return exec_unmodelled(x, "the interpreter does not execute this instruction");
}
