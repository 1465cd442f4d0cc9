/* SPDX-License-Identifier: MIT */
/* What tests of builds with a planted bug ask of the fuzzer. After cmocka.h. */
#ifndef EL2TRAP_TESTS_FINDS_H
#define EL2TRAP_TESTS_FINDS_H

#include "explore/fuzz.h"
#include "policy/policy.h"

#include <string.h>

/* Is a finding that a rule decided, with this in its id, made within so many runs? It is made small, then. */
static inline bool finds_by_rule(el2_fuzz *fuzz, unsigned runs, const char *id, el2_finding *finding)
{
	el2_rule_info rule;

	for (unsigned run = 0; run < runs; run++)
		if (el2_fuzz_run(fuzz, finding) && el2_policy_rule_info(finding->rule, &rule) && strstr(rule.id, id)) {
			el2_fuzz_minimize(fuzz, finding);
			return true;
		}
	return false;
}

#endif
