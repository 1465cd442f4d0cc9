/* SPDX-License-Identifier: MIT */
/* Where it is wrong: on a terminal, the line or the argument behind a message, with a mark under the place. Messages themselves
 * stay one line each, so that programs can read them. */
#ifndef EL2TRAP_CLI_CARET_H
#define EL2TRAP_CLI_CARET_H

#include "decoder/decoder.h"

/* The command line, before the options are parsed. Its strings are borrowed. */
void cli_caret_command_line(int argc, char **argv);

/*
 * Show the place of an error; nothing if it cannot be found, or if standard error is no terminal. Of an error of a file: its
 * line, if the file can be read again. Else a word of the command line:
 *   - without file and line, `column` is the number of the word behind the verb, from 1
 *   - `file` is the word: what could not be opened, or text in place of a file, in which line and column count
 *   - the message quotes it, or a part of it; with a line, line and column count in it
 *   - the message names an option that was given
 */
void cli_caret(const el2_error *error);

/* Show the place of an error in a line of input that cannot be read again. */
void cli_caret_line(const el2_error *error, const char *line, size_t length);

#endif
