/* SPDX-License-Identifier: MIT */
/* What a recorded hypervisor does with an exception: functions, registers, memory. */
#ifndef EL2TRAP_CLI_PATH_H
#define EL2TRAP_CLI_PATH_H

#include "cli/show/call.h"

/* Ask the session's recording once more, and tell: text, or with --json members of the object that is open. */
void cli_recorded_path(struct cli_call *call, const struct cli_session *session, const el2_exception *taken);

#endif
