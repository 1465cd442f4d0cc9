/* SPDX-License-Identifier: MIT */
/* What a user promises of a hypervisor: expressions of --deny, and a shared object of --invariant. */
#ifndef EL2TRAP_CLI_INVARIANT_H
#define EL2TRAP_CLI_INVARIANT_H

#include "cli/show/audit_deny.h"

struct cli_invariant {
	void *object; /* of dlopen(); NULL: none */
	const el2_invariant_entry *entry;
	const struct cli_denied *denied; /* borrowed */
};

/* Load a shared object. EL2_ERR_INPUT: it is none, or exports no invariant; EL2_ERR_UNSUPPORTED: made for another
 * el2trap. */
el2_status cli_invariant_open(struct cli_invariant *invariant, const char *path, el2_error *error);
void cli_invariant_close(struct cli_invariant *invariant);

/* el2_invariant_fn of a struct cli_invariant: what was loaded holds, and nothing of what is denied does. */
bool cli_invariant_holds(void *invariant, const el2_event *event, const el2_insn *insn, const el2_step_result *result);

#endif
