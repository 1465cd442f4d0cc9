/* SPDX-License-Identifier: MIT */
/* The table of policy rules: rows of rules.def, then those of registers.def, then those of the guests' tables. */
#ifndef EL2TRAP_POLICY_RULES_H
#define EL2TRAP_POLICY_RULES_H

#include "policy/policy.h"

enum {
#define EL2_POLICY_RULE(id, ...) EL2_POLICY_RULE_##id,
#include "policy/rules.def"
	EL2_POLICY_FIRST_REGISTER
};

/* Where the rows of each table begin: a row counts one. */
#define EL2_BOOT_FIELD(...)          +1
#define EL2_BOOT_BITS(...)           +1
#define EL2_BOOT_VALUE(...)          +1
#define EL2_BOOT_UNWRITTEN(...)      +1
#define EL2_BOOT_VARIES(...)
#define EL2_GUEST_WRITE(...)         +1
#define EL2_GUEST_FIELD(...)         +1
#define EL2_GUEST_FGT(...)           +1
#define EL2_GUEST_ID_KEEP(...)       +1
#define EL2_GUEST_ID_FIELD(...)      +1
#define EL2_GUEST_ID_MAX(...)        +1
#define EL2_GUEST_ID_ALLOW(...)      +1
#define EL2_GUEST_ID_ALLOW_ALL(...)  +1
#define EL2_GUEST_ID_NI(...)         +1
#define EL2_GUEST_HYP(...)           +1
#define EL2_GUEST_HYP_SPACE(...)     +1
#define EL2_GUEST_SYS(...)           +1
#define EL2_GUEST_SYS_SPACE(...)     +1

enum {
	EL2_POLICY_FIRST_GUEST = EL2_POLICY_FIRST_REGISTER
#include "policy/registers.def"
	,
	EL2_POLICY_FIRST_GUEST_ID = EL2_POLICY_FIRST_GUEST
#include "policy/guest_registers.def"
#include "policy/guest_fgt.def"
	,
	EL2_POLICY_FIRST_GUEST_SYS = EL2_POLICY_FIRST_GUEST_ID
#include "policy/guest_ids.def"
	,
	EL2_POLICY_FIRST_GUEST_EC = EL2_POLICY_FIRST_GUEST_SYS
#include "policy/guest_sysregs.def"
};

#define EL2_POLICY_RULE_OF(id) EL2_RULE(EL2_RULES_POLICY, EL2_POLICY_RULE_##id)

#endif
