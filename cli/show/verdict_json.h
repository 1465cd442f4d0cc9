/* SPDX-License-Identifier: MIT */
/* A verdict as JSON: the keys of `check`'s output, which `step`, `table` and `explain` share. */
#ifndef EL2TRAP_CLI_VERDICT_JSON_H
#define EL2TRAP_CLI_VERDICT_JSON_H

#include "cli/show/json.h"
#include "policy/policy.h"

/* word, text, op, register, class, el, into an object that is open. */
void cli_json_case(struct cli_json *j, const el2_insn *insn, uint64_t pc, unsigned el);

/* verdict and what it carries, unpredictable, taken, delivered, rules. */
void cli_json_verdict(struct cli_json *j, const el2_verdict *verdict);

/* The id of a rule of any table, or "?". buffer is info->id. */
const char *cli_rule_id(el2_rule rule, el2_rule_info *info);

#endif
