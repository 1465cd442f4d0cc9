/* SPDX-License-Identifier: MIT */
/* A verb as a row: what it is called with, and how it describes itself. */
#ifndef EL2TRAP_CLI_VERB_H
#define EL2TRAP_CLI_VERB_H

#include "snippet/snippet.h"

struct cli_verb {
	const char *name;
	const char *synopsis;              /* what follows the name: "[FILE|WORD...]" */
	const char *summary;               /* one line */
	const char *examples[2];           /* command lines; the manual page has them, too */
	const struct cli_option *options;  /* of its own, beside the shared ones */
	size_t option_count;
	bool runs;                         /* takes those of a run, too: a struct cli_run_options begins its own */
	bool boot;                         /* takes the options that describe a boot */
	bool output_last;                  /* opens its output itself, once it has something to write */
	int (*run)(const struct cli_verb *verb, int argc, char **argv); /* argv[0] is the name; returns the exit code */
};

/* Usage and options of one verb. */
void cli_verb_help(const struct cli_verb *verb, FILE *out);

#endif
