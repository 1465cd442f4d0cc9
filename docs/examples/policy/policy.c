/* SPDX-License-Identifier: MIT */
/*
 * A policy of one's own, to begin with: a copy of this file becomes a shared object that `el2trap --policy` loads.
 * C11 and C++17. docs/howto/my-handler.md builds it.
 *
 * What it does: SCXTNUM_EL0 and SCXTNUM_EL1, which trap under KVM and end in BUG(), become UNDEFINED. All else is
 * answered as the kernel of the boot (or the recording) would.
 */
#include <el2trap/policy/own.h>

/* One exception taken to EL2. Fill *response, which is all zero: `action`, and what model.h names beside it. The same
 * input gives the same answer; threads may ask at once. */
static void handle(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		   el2_trail *trail)
{
	const el2_policy_context *own = (const el2_policy_context *)context;
	el2_sysreg reg = EL2_SYSREG_NONE;

	if (taken->maker != EL2_BY_GUEST && EL2_ESR_EC(taken->esr) == EL2_EC_SYS64)
		reg = el2_sysreg_by_key(el2_sys64_key(taken->esr), taken->esr & 1 ? EL2_READ : EL2_WRITE);
	if (reg == EL2_SYSREG_SCXTNUM_EL0 || reg == EL2_SYSREG_SCXTNUM_EL1) {
		/* Number what decides: `explain`, `who --rule own.1` and JSON show it as own.1. */
		el2_rules_add(&response->rules, EL2_RULE(EL2_RULES_OWN, 1));
		el2_trail_add(trail, EL2_RULE(EL2_RULES_OWN, 1), EL2_TRUE);
		response->handler = "own";
		el2_policy_inject(own->boot, state, taken, EL2_ESR(EL2_EC_UNKNOWN, 0), response);
		return;
	}
	el2_policy_ask_kernel(context, state, taken, response, trail);
}

EL2_POLICY("scxtnum-undef", handle);
