/* SPDX-License-Identifier: MIT */
/* The verbs of the command: one constant a file, one row each in main.c. To add a verb, add both. */
#ifndef EL2TRAP_CLI_VERBS_H
#define EL2TRAP_CLI_VERBS_H

#include "cli/args/verb.h"

extern const struct cli_verb cli_verb_decode;
extern const struct cli_verb cli_verb_boot;
extern const struct cli_verb cli_verb_explain;
extern const struct cli_verb cli_verb_table;
extern const struct cli_verb cli_verb_check;
extern const struct cli_verb cli_verb_step;
extern const struct cli_verb cli_verb_run;
extern const struct cli_verb cli_verb_audit;
extern const struct cli_verb cli_verb_fuzz;
extern const struct cli_verb cli_verb_minimize;
extern const struct cli_verb cli_verb_reproduce;
extern const struct cli_verb cli_verb_replay;
extern const struct cli_verb cli_verb_convert;
extern const struct cli_verb cli_verb_record;
extern const struct cli_verb cli_verb_esr;
extern const struct cli_verb cli_verb_who;
extern const struct cli_verb cli_verb_list;

#endif
