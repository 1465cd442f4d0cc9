/* SPDX-License-Identifier: MIT */
/* Where it is wrong: on a terminal, the line or the argument behind a message, with a mark under the place. Messages themselves
 * stay one line each, so that programs can read them. */
#ifndef EL2TRAP_CLI_CARET_H
#define EL2TRAP_CLI_CARET_H

#include "decoder/decoder.h"

/* The line of the file that the error names, if it has a column and can be read again. */
void cli_caret_file(const el2_error *error);

/* The argument that holds what the message quotes, the option before it, and a mark under it. */
void cli_caret_words(int argc, char **argv, const el2_error *error);

#endif
