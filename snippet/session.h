/* SPDX-License-Identifier: MIT */
/* What the options describe: a CPU, a boot, the state in which its host runs, and its hypervisor. */
#ifndef EL2TRAP_CLI_SESSION_H
#define EL2TRAP_CLI_SESSION_H

#include "snippet/options.h"

/* Points into itself: do not copy. Owns no memory beyond itself. */
struct cli_session {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;             /* of the host, with the overrides, at the Exception level asked for */
	el2_hypervisor driver;       /* of the boot, or of the recording */
	const el2_hypervisor *hypervisor; /* &driver; NULL with --no-hypervisor */
};

/*
 * Boot as the options say. EL2_ERR_USAGE: --el 1 where the host's kernel runs at EL2 and leaves EL1 to guests.
 * options->cmdline must outlive the session.
 */
el2_status cli_session_open(struct cli_session *session, const struct cli_options *options, el2_error *error);

/*
 * Put overrides into a state, HCR_EL2 first: fields go by the layout that its E2H makes. EL2_ERR_USAGE: a field that the
 * layout in force does not have; *at (may be NULL) is the override's number then.
 */
el2_status cli_overrides_apply(const struct cli_override *overrides, size_t count, el2_state *state, size_t *at,
			       el2_error *error);

/* "7.0 (protected-hvhe, MTE off)" into buffer, which is returned. */
const char *cli_session_name(const struct cli_session *session, char *buffer, size_t size);

#endif
