/* SPDX-License-Identifier: MIT */
/* One call of a verb: what all of them do first and last. */
#ifndef EL2TRAP_CLI_CALL_H
#define EL2TRAP_CLI_CALL_H

#include "cli/show/json.h"
#include "cli/show/output.h"
#include "snippet/snippet.h"
#include "cli/args/verb.h"

struct cli_call {
	const struct cli_verb *verb;
	struct cli_options options;
	char **operands; /* in argv */
	size_t operand_count;
	bool boot_given; /* an option that describes a boot was given */
	struct cli_output out;
	struct cli_json json;
};

/*
 * Read the options (the verb's own into `own`, which may be NULL if it has none) and open the output. True: go on.
 * False: *code is the exit code; help was printed, or what is wrong.
 */
bool cli_begin(struct cli_call *call, const struct cli_verb *verb, int argc, char **argv, void *own, int *code);

/* Tell an error and end the call with its exit code. */
int cli_end_error(struct cli_call *call, const el2_error *error);

/* Close the output; returns `code`, or CLI_EXIT_INTERNAL if not all could be written. */
int cli_end(struct cli_call *call, int code);

/* First line of versioned JSON, left open for more keys: {"el2trap":"VERB","version":1 */
void cli_json_header(struct cli_call *call);

/* The keys that describe a boot, into an object that is open: kernel, cmdline, config, cpu, mode, mte; policy, of one of
 * the user's own. */
void cli_json_boot(struct cli_json *j, const struct cli_session *session);

#endif
