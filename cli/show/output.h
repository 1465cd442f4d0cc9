/* SPDX-License-Identifier: MIT */
/* Where a verb writes: standard output or -o FILE, with colour or without; and what it says on standard error. */
#ifndef EL2TRAP_CLI_OUTPUT_H
#define EL2TRAP_CLI_OUTPUT_H

#include "snippet/snippet.h"

/* Exit codes: design.md, section 5. */
enum {
	CLI_EXIT_OK = 0,
	CLI_EXIT_MISMATCH = 1,
	CLI_EXIT_USAGE = 2,
	CLI_EXIT_INPUT = 3,
	CLI_EXIT_SKIPPED = 4,
	CLI_EXIT_INTERNAL = 5,
};

int cli_exit_code(el2_status status);

struct cli_output {
	FILE *file;
	const char *name;
	bool owned;
	bool color;
};

el2_status cli_output_open(struct cli_output *out, const struct cli_options *options, el2_error *error);

/* Flush and close. False, and a message, if anything could not be written. */
bool cli_output_close(struct cli_output *out);

/* A file of its own beside the output, for a report or a page. NULL: *error says why. */
FILE *cli_file_create(const char *path, el2_error *error);

/* Close it. EL2_ERR_SYSTEM: not all of it was written. */
el2_status cli_file_close(FILE *file, const char *path, el2_error *error);

/* Styles. cli_style() gives the escape sequence, or "" without colour. */
enum cli_style {
	CLI_PLAIN = 0, /* ends the others */
	CLI_BOLD,
	CLI_DIM,
	CLI_RED,
	CLI_GREEN,
	CLI_YELLOW,
	CLI_MAGENTA,
	CLI_CYAN,
};

const char *cli_style(const struct cli_output *out, enum cli_style style);
enum cli_style cli_verdict_style(el2_verdict_kind verdict);

/* "el2trap VERB: FILE:LINE:COLUMN: MESSAGE" on standard error, and on a terminal the place; verb may be NULL. Returns the exit
 * code. */
int cli_report_error(const char *verb, const el2_error *error);

#endif
