/* SPDX-License-Identifier: MIT */
/* The boot of a session on its CPU without MTE: what EL2_PROMISE_LIKE_NO_MTE compares with. */
#ifndef EL2TRAP_CLI_WITHOUT_H
#define EL2TRAP_CLI_WITHOUT_H

#include "snippet/snippet.h"

/* Points into itself: do not copy. */
struct cli_without {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor hypervisor;
};

/* `state` is the session's, perhaps with overrides: registers that are other than its boot leaves them are so here, too.
 * EL2_ERR_USAGE: there is no such CPU. */
el2_status cli_without_open(struct cli_without *without, const struct cli_session *session, const el2_state *state,
			    el2_error *error);

#endif
