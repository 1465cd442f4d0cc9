/* SPDX-License-Identifier: MIT */
#include "cli/case/invariant.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

el2_status cli_invariant_open(struct cli_invariant *in, const char *path, el2_error *error)
{
	static const el2_invariant_layout layout = EL2_INVARIANT_LAYOUT;
	char here[4096]; /* dlopen() looks for a name without a slash elsewhere */

	snprintf(here, sizeof here, "%s%.4000s", strchr(path, '/') ? "" : "./", path);
	in->object = dlopen(here, RTLD_NOW | RTLD_LOCAL);
	if (!in->object) {
		const char *why = dlerror();

		return el2_fail(error, EL2_ERR_INPUT, path, 0, 0, "not a shared object that loads: %s",
				why ? why : "?");
	}
	in->entry = dlsym(in->object, EL2_INVARIANT_SYMBOL);
	if (!in->entry)
		return el2_fail(error, EL2_ERR_INPUT, path, 0, 0,
				"it has no symbol " EL2_INVARIANT_SYMBOL
				": EL2_INVARIANT() of <el2trap/explore/fuzz.h> makes it of a function");
	if (in->entry->abi != EL2_INVARIANT_ABI || memcmp(&in->entry->layout, &layout, sizeof layout))
		return el2_fail(error, EL2_ERR_UNSUPPORTED, path, 0, 0,
				"compiled with the headers of another el2trap: compile it anew");
	if (!in->entry->name || !*in->entry->name || !in->entry->holds)
		return el2_fail(error, EL2_ERR_INPUT, path, 0, 0,
				"its " EL2_INVARIANT_SYMBOL " lacks a name or a function");
	return EL2_OK;
}

void cli_invariant_close(struct cli_invariant *in)
{
	if (in->object)
		dlclose(in->object);
	*in = (struct cli_invariant){0};
}

bool cli_invariant_holds(void *context, const el2_event *event, const el2_insn *insn, const el2_step_result *result)
{
	const struct cli_invariant *in = context;

	if (in->entry && !in->entry->holds(NULL, event, insn, result))
		return false;
	return cli_denied_by_none((void *)(uintptr_t)in->denied, event, insn, result);
}
