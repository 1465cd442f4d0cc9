/* SPDX-License-Identifier: MIT */
/* What the files share that answer an exception at EL2. */
#ifndef EL2TRAP_POLICY_HANDLE_H
#define EL2TRAP_POLICY_HANDLE_H

#include "policy/policy.h"
#include "policy/rules.h"

struct trap {
	const el2_boot *boot;
	const el2_state *state;
	const el2_exception *taken;
	el2_response *response;
	el2_trail *trail;
};

/* Note that a rule was looked at; and that it decided, if it holds. */
static inline bool trap_rule(const struct trap *t, bool holds, el2_rule which)
{
	el2_trail_add(t->trail, which, holds ? EL2_TRUE : EL2_FALSE);
	if (holds)
		el2_rules_add(&t->response->rules, which);
	return holds;
}

/* Answer with an exception into EL1, as enter_exception64() makes it: PSTATE.TCO becomes 1 if `tco`. */
void el2_inject(const el2_state *state, const el2_exception *taken, uint64_t esr, bool tco, el2_response *response);

/* handle_host_smc() */
void el2_handle_smc(const struct trap *trap);

#endif
