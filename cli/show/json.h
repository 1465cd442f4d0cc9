/* SPDX-License-Identifier: MIT */
/*
 * JSON lines, written. A line is built in memory and written whole:
 *
 *     cli_json_open(j, NULL, '{');
 *     cli_json_text(j, "op", "STG");
 *     cli_json_close(j, '}');
 *     cli_json_line(j, out->file);
 *
 * Keys are NULL inside arrays. Text that is not UTF-8 (names from ELF files) gets U+FFFD for each wrong byte.
 * Out of memory is remembered and told by cli_json_free().
 */
#ifndef EL2TRAP_CLI_JSON_H
#define EL2TRAP_CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct cli_json {
	char *data; /* all zero to begin with */
	size_t length, capacity;
	bool failed;
};

void cli_json_open(struct cli_json *j, const char *key, char bracket);
void cli_json_close(struct cli_json *j, char bracket);
void cli_json_text(struct cli_json *j, const char *key, const char *value);
void cli_json_hex(struct cli_json *j, const char *key, uint64_t value); /* "0x0", "0x2000000" */
void cli_json_word(struct cli_json *j, const char *key, uint32_t word); /* "0xd53810c0": eight digits */
void cli_json_number(struct cli_json *j, const char *key, uint64_t value);
void cli_json_bool(struct cli_json *j, const char *key, bool value);

/* Something that is JSON already. */
void cli_json_raw(struct cli_json *j, const char *key, const char *json);

/* Forget the line that was begun. */
void cli_json_drop(struct cli_json *j);

/* End the line, write it, begin the next. */
void cli_json_line(struct cli_json *j, FILE *file);

/* False if a line was lost for want of memory. */
bool cli_json_free(struct cli_json *j);

/* Length of the UTF-8 sequence at `text`, 0 if there is none. */
size_t cli_utf8_length(const char *text);

#endif
