/* SPDX-License-Identifier: MIT */
#include "model/exec/exec.h"

exec_fn *el2_exec_of(el2_form form)
{
	static exec_fn *(*const files[])(el2_form) = {el2_exec_tag,      el2_exec_load,   el2_exec_data,
						      el2_exec_register, el2_exec_branch, el2_exec_system,
						      el2_exec_mops,     el2_exec_simd};
	exec_fn *fn = NULL;

	for (size_t i = 0; !fn && i < sizeof files / sizeof *files; i++)
		fn = files[i](form);
	return fn;
}
