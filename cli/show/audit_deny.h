/* SPDX-License-Identifier: MIT */
/* What a policy denies: expressions "key=value key=value", all of which must hold. Keys: verdict, effect, origin, el,
 * class, op, register, ec, feature. */
#ifndef EL2TRAP_CLI_AUDIT_DENY_H
#define EL2TRAP_CLI_AUDIT_DENY_H

#include "explore/explore.h"
#include "explore/fuzz.h"

#define CLI_DENIED_MAX 32

struct cli_denied {
	const char *expressions[CLI_DENIED_MAX]; /* borrowed */
	unsigned count;
};

/* EL2_ERR_USAGE: an unknown key, or a value that it cannot have. */
el2_status cli_denied_add(struct cli_denied *denied, const char *expression, el2_error *error);

/* Does one of the expressions hold? */
bool cli_denied_matches(const struct cli_denied *denied, const el2_audit_answer *answer, const el2_insn *insn);

/* el2_invariant_fn of a struct cli_denied: none of them holds for what an event came to. */
bool cli_denied_by_none(void *denied, const el2_event *event, const el2_insn *insn, const el2_step_result *result);

#endif
