/* SPDX-License-Identifier: MIT */
/* The table of policy rules: rows of rules.def, then those of registers.def. */
#ifndef EL2TRAP_POLICY_RULES_H
#define EL2TRAP_POLICY_RULES_H

#include "policy/policy.h"

enum {
#define EL2_POLICY_RULE(id, ...) EL2_POLICY_RULE_##id,
#include "policy/rules.def"
	EL2_POLICY_FIRST_REGISTER
};

#define EL2_POLICY_RULE_OF(id) EL2_RULE(EL2_RULES_POLICY, EL2_POLICY_RULE_##id)

#endif
