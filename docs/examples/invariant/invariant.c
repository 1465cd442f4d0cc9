/* SPDX-License-Identifier: MIT */
/*
 * A promise of one's own, to begin with: a copy of this file becomes a shared object that `el2trap fuzz --invariant`
 * loads. C11 and C++17.
 *
 *     cc -shared -fPIC $(pkg-config --cflags libel2trap) -o invariant.so invariant.c
 *     el2trap fuzz --cmdline kvm-arm.mode=protected --invariant ./invariant.so
 *
 * What it says: an exception that EL2 injects is UNDEFINED or an abort, nothing else.
 */
#include <el2trap/explore/fuzz.h>

/* Behind one event of a stream: true while the promise holds. The same input gives the same answer; threads may ask at
 * once. */
static bool holds(void *context, const el2_event *event, const el2_insn *insn, const el2_step_result *result)
{
	const el2_verdict *v = &result->verdict;
	uint64_t ec;

	(void)context;
	(void)event;
	(void)insn;
	if (!v->has_delivered || v->origin != EL2_INJECTED)
		return true;
	ec = EL2_ESR_EC(v->delivered.esr);
	return ec == EL2_EC_UNKNOWN || ec == EL2_EC_IABT_LOW || ec == EL2_EC_IABT_LOW + 1 || ec == EL2_EC_DABT_LOW ||
	       ec == EL2_EC_DABT_LOW + 1;
}

EL2_INVARIANT("injected-class", holds);
