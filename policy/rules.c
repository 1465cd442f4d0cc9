/* SPDX-License-Identifier: MIT */
#include "policy/rules.h"

#include <ctype.h>
#include <stdio.h>

static const struct {
	const char *id, *text, *source;
} rules[] = {
#define EL2_POLICY_RULE(name, id, text, source) {id, text, source},
#include "policy/rules.def"
#define EL2_BOOT_BITS(reg, like, field, value, condition, why, source)                                                 \
	{"boot." #reg "." #field, #reg "." #field " = " #value " if " #condition ": " why, source},
#define EL2_BOOT_FIELD(reg, field, value, condition, why, source)                                                      \
	EL2_BOOT_BITS(reg, reg, field, value, condition, why, source)
#define EL2_BOOT_VALUE(reg, value, condition, why, source)                                                             \
	{"boot." #reg "." #value, #reg " |= " #value " if " #condition ": " why, source},
#define EL2_BOOT_UNWRITTEN(reg, condition, why, source)                                                                \
	{"boot." #reg ".unwritten", #reg " is not written if " #condition ", taken as 0: " why, source},
#define EL2_BOOT_VARIES(...)
#include "policy/registers.def"
#define EL2_GUEST_FIELD(reg, field, value, condition, why, source)                                                     \
	{"guest." #reg "." #field, "a guest's " #reg "." #field " = " #value " if " #condition ": " why, source},
#define EL2_GUEST_WRITE(reg, value, condition, why, source)                                                            \
	{"guest." #reg, "a guest's " #reg " = " #value " if " #condition ": " why, source},
#include "policy/guest_registers.def"
#define EL2_GUEST_FGT(reg, field, feature)                                                                             \
	{"guest." #reg "." #field, "a guest's " #reg "." #field " by FEAT_" #feature " in its ID registers",           \
	 "kvm/config.c feature maps, compute_fgu(), __compute_fgt()"},
#include "policy/guest_fgt.def"
#define EL2_GUEST_ID_KEEP(reg, mask, condition, why, source)                                                           \
	{"guest-id." #reg, "a guest's " #reg " &= " #mask " if " #condition ": " why, source},
#define EL2_GUEST_ID_FIELD(reg, field, value, condition, why, source)                                                  \
	{"guest-id." #reg "." #field, "a guest's " #reg "." #field " = " #value " if " #condition ": " why, source},
#define EL2_GUEST_ID_MAX(reg, field, maximum, condition, why, source)                                                  \
	{"guest-id." #reg "." #field, "a guest's " #reg "." #field " <= " #maximum " if " #condition ": " why, source},
#define EL2_GUEST_ID_ALLOW(reg, field, maximum, condition, why, source)                                                \
	EL2_GUEST_ID_MAX(reg, field, maximum, condition, why, source)
#define EL2_GUEST_ID_ALLOW_ALL(reg, condition, why, source)                                                            \
	{"guest-id." #reg, "a guest's " #reg " if " #condition ": " why, source},
#define EL2_GUEST_ID_NI(reg, field, value, condition, why, source)                                                     \
	EL2_GUEST_ID_FIELD(reg, field, value, condition, why, source)
#include "policy/guest_ids.def"
#define EL2_GUEST_HYP(reg, answer, condition, why, source)                                                             \
	{"guest-el2." #reg "." #answer, "EL2, " #reg " of a guest, if " #condition ": " #answer ", " why, source},
#define EL2_GUEST_HYP_SPACE(name, mask, match, answer, condition, why, source)                                         \
	{"guest-el2." name "." #answer, "EL2, a guest's access, if " #condition ": " #answer ", " why, source},
#define EL2_GUEST_SYS(reg, answer, condition, why, source)                                                             \
	{"guest-kvm." #reg "." #answer, "KVM, " #reg " of a guest, if " #condition ": " #answer ", " why, source},
#define EL2_GUEST_SYS_SPACE(name, mask, match, answer, condition, why, source)                                         \
	{"guest-kvm." name "." #answer, "KVM, a guest's access, if " #condition ": " #answer ", " why, source},
#include "policy/guest_sysregs.def"
#define EL2_GUEST_EC(ec, condition, answer, handler, what, source)                                                     \
	{"guest-exit." #ec "." #answer, "EC " #ec " of a guest, if " #condition ": " #answer ", " what, source},
#define EL2_GUEST_ANY_EC(condition, answer, handler, what, source)                                                     \
	{"guest-exit.any." #answer, "any EC of a guest, if " #condition ": " #answer ", " what, source},
#include "policy/guest_ecs.def"
};

size_t el2_policy_rule_count(unsigned table)
{
	return table == EL2_RULES_POLICY ? sizeof rules / sizeof *rules : el2_rule_count(table);
}

/* What a user brought: its rows have numbers, and the texts are the user's own. */
static bool own_info(uint32_t row, el2_rule_info *info)
{
	if (row) {
		snprintf(info->id, sizeof info->id, "own.%u", row);
		snprintf(info->text, sizeof info->text, "row %u of the policy given", row);
	} else {
		snprintf(info->id, sizeof info->id, "own.otherwise");
		snprintf(info->text, sizeof info->text, "no row of the policy given holds");
	}
	snprintf(info->source, sizeof info->source, "--policy");
	return true;
}

bool el2_policy_rule_info(el2_rule rule, el2_rule_info *info)
{
	uint32_t row = EL2_RULE_ROW(rule);

	if (EL2_RULE_TABLE(rule) == EL2_RULES_OWN)
		return own_info(row, info);
	if (EL2_RULE_TABLE(rule) != EL2_RULES_POLICY)
		return el2_rule_info_get(rule, info);
	if (row >= sizeof rules / sizeof *rules)
		return false;
	snprintf(info->id, sizeof info->id, "%s", rules[row].id);
	for (char *c = info->id; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	snprintf(info->text, sizeof info->text, "%s", rules[row].text);
	snprintf(info->source, sizeof info->source, "%s", rules[row].source);
	return true;
}
