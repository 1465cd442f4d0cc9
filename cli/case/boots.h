/* SPDX-License-Identifier: MIT */
/* The boot of a case: that of the options, or one that the case names with "kernel", "cmdline", "cpu", "config", "guest". */
#ifndef EL2TRAP_CLI_BOOTS_H
#define EL2TRAP_CLI_BOOTS_H

#include "snippet/snippet.h"
#include "cli/case/case.h"

struct cli_boots {
	const struct cli_options *options;
	struct cli_session base; /* of the options */
	el2_status base_status;  /* a user's policy may not go with that boot, and with those of the cases */
	el2_error base_error;
	struct cli_session own;  /* of the last case that named one; opened anew only where the next differs */
	char *texts[CLI_CASE_BOOT_KEYS]; /* what `own` was made of; all NULL: nothing yet */
	bool made;
};

/* Boot as the options say. They must outlive the boots. */
el2_status cli_boots_open(struct cli_boots *boots, const struct cli_options *options, el2_error *error);
void cli_boots_close(struct cli_boots *boots);

/* The session of a case, owned by the boots, good until the next call. EL2_ERR_INPUT at the key that is wrong. */
el2_status cli_boots_of(struct cli_boots *boots, const struct cli_case *test, const struct cli_lines *lines,
			struct cli_session **session, el2_error *error);

#endif
