/* SPDX-License-Identifier: MIT */
/* Rows of rules.def as el2_rule: EL2_RULE_OF(TAG_HCR_ATA). */
#ifndef EL2TRAP_MODEL_RULES_H
#define EL2TRAP_MODEL_RULES_H

#include "model/model.h"

enum {
#define EL2_MODEL_RULE(id, ...) EL2_MODEL_RULE_##id,
#include "model/rules/rules.def"
	EL2_MODEL_RULE_COUNT
};

#define EL2_RULE_OF(id) EL2_RULE(EL2_RULES_MODEL, EL2_MODEL_RULE_##id)

#endif
