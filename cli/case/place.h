/* SPDX-License-Identifier: MIT */
/* Where a value stands in JSON text, which the parser does not keep. The text has been parsed: it is JSON. */
#ifndef EL2TRAP_CLI_PLACE_H
#define EL2TRAP_CLI_PLACE_H

#include <stddef.h>

/* The value of a key of the object at `text`; the object itself where it has no such key. */
const char *cli_json_member(const char *text, const char *key);

/* The key itself, with its quote; the object where it has none such. */
const char *cli_json_key(const char *text, const char *key);

/* The nth value of the array at `text`; the array itself where it is shorter. */
const char *cli_json_item(const char *text, size_t n);

/* Line and column, from 1, of a place in `text`. */
void cli_text_position(const char *text, const char *at, unsigned *line, unsigned *column);

#endif
