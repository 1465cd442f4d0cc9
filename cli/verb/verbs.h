/* SPDX-License-Identifier: MIT */
/* The verbs of the command: one constant a file cmd_*.c, one row each in main.c. To add a verb, add both. */
#ifndef EL2TRAP_CLI_VERBS_H
#define EL2TRAP_CLI_VERBS_H

#include "cli/args/options.h"

struct cli_verb {
	const char *name;
	const char *synopsis;              /* what follows the name: "[FILE|WORD...]" */
	const char *summary;               /* one line */
	const struct cli_option *options;  /* of its own, beside the shared ones */
	size_t option_count;
	bool boot;                         /* takes the options that describe a boot */
	bool output_last;                  /* opens its output itself, once it has something to write */
	int (*run)(const struct cli_verb *verb, int argc, char **argv); /* argv[0] is the name; returns the exit code */
};

extern const struct cli_verb cli_verb_decode;
extern const struct cli_verb cli_verb_boot;
extern const struct cli_verb cli_verb_explain;
extern const struct cli_verb cli_verb_table;
extern const struct cli_verb cli_verb_check;
extern const struct cli_verb cli_verb_step;
extern const struct cli_verb cli_verb_run;
extern const struct cli_verb cli_verb_audit;
extern const struct cli_verb cli_verb_replay;
extern const struct cli_verb cli_verb_convert;
extern const struct cli_verb cli_verb_record;
extern const struct cli_verb cli_verb_list;

/* Usage and options of one verb. */
void cli_verb_help(const struct cli_verb *verb, FILE *out);

#endif
