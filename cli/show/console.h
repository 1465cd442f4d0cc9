/* SPDX-License-Identifier: MIT */
/* What a program in a machine writes, onto the output: as it is, or as JSON, a line each. */
#ifndef EL2TRAP_CLI_CONSOLE_H
#define EL2TRAP_CLI_CONSOLE_H

#include "cli/show/call.h"
#include "cli/show/progress.h"

struct cli_console {
	struct cli_call *call;
	struct cli_progress *progress; /* hidden before a line */
	char line[1024]; /* begun; a longer one is cut into several */
	size_t length;
};

/* cli_virt_console: `context` is a struct cli_console. */
void cli_console_write(void *context, const char *bytes, size_t count);

/* Nothing follows: a line that was begun is ended. */
void cli_console_end(struct cli_console *console);

#endif
