/* SPDX-License-Identifier: MIT */
/* audit --next */
#ifndef EL2TRAP_CLI_VERB_AUDIT_NEXT_H
#define EL2TRAP_CLI_VERB_AUDIT_NEXT_H

#include "cli/show/call.h"
#include "cli/verb/audit_sweep.h"
#include "explore/explore.h"

/* What each feature that the session's CPU lacks would add to `before`, the audit of it. */
el2_status cli_next_run(struct cli_call *call, const struct cli_sweep_call *shared, const struct cli_session *session,
			const el2_audit *before, el2_error *error);

#endif
