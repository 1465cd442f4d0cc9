/* SPDX-License-Identifier: MIT */
/* What else comes out of the verbs' rows: completion for shells, and the synopsis of a manual page. */
#ifndef EL2TRAP_CLI_COMPLETION_H
#define EL2TRAP_CLI_COMPLETION_H

#include "cli/args/verb.h"

/* Completion for "bash", "zsh" or "fish". False: no such shell. */
bool cli_completion(FILE *out, const char *shell, const struct cli_verb *const *verbs, size_t count);

/* The lines below .Sh SYNOPSIS of a verb's page, in mdoc. */
void cli_synopsis(FILE *out, const struct cli_verb *verb);

/* The nth option of a verb, its own first, those of a boot if it has one, the common ones; NULL after the last. */
const struct cli_option *cli_verb_option(const struct cli_verb *verb, size_t n);

/* What an option's value may be, as words that a shell splits at blanks, from its row: "auto|always|never", "0..3",
 * "NAME=y|n", or a command where the help says which list has them. */
enum cli_values { CLI_VALUES_NONE = 0, CLI_VALUES_FREE, CLI_VALUES_FILE, CLI_VALUES_WORDS, CLI_VALUES_COMMAND };
enum cli_values cli_option_values(const struct cli_option *option, char *buffer, size_t size);

#endif
