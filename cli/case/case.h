/* SPDX-License-Identifier: MIT */
/*
 * A case of `check`, read from a line of JSON: {"id":7,"word":"0x...","el":1,"set":{...},"expect":{...}}.
 * The pieces are shared with `step`, whose cases have more keys.
 */
#ifndef EL2TRAP_CLI_CASE_H
#define EL2TRAP_CLI_CASE_H

#include "snippet/snippet.h"

#include <jansson.h>

/* Keys that give a case a boot of its own, named as the options: the nth. */
#define CLI_CASE_BOOT_KEYS 5
const char *cli_case_boot_key(size_t n);

struct cli_case {
	char *id;            /* as JSON, NULL if it has none; owned */
	char *boot[CLI_CASE_BOOT_KEYS]; /* NULL: not given; owned */
	uint32_t word;
	bool has_word;
	int el;              /* -1: not given */
	size_t set_count;
	struct cli_override set[CLI_OVERRIDES_MAX];
	struct cli_expect expect;
};

/* Parse the current line as one JSON object; free with json_decref(). */
el2_status cli_json_parse_line(const struct cli_lines *lines, json_t **object, el2_error *error);

/* EL2_ERR_INPUT at the line, and the column of "key" in it. */
el2_status cli_case_fail(const struct cli_lines *lines, const char *key, el2_error *error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Numbers: "0x..." or decimal as text, or a JSON integer that is not negative; at most `max`. */
el2_status cli_json_u64(const struct cli_lines *lines, const char *key, const json_t *value, uint64_t max,
			uint64_t *number, el2_error *error);

/* One key of a case. *known tells whether it is one; other keys are the caller's. */
el2_status cli_case_key(struct cli_case *test, const struct cli_lines *lines, const char *key, json_t *value,
			bool *known, el2_error *error);

/* A whole case of `check`: unknown keys are an error, `word` must be there. Free with cli_case_free(). */
el2_status cli_case_parse(struct cli_case *test, const struct cli_lines *lines, el2_error *error);
void cli_case_init(struct cli_case *test);

/* Put the case's `set` into a state. EL2_ERR_INPUT at the register whose layout lacks the field. */
el2_status cli_case_set(const struct cli_case *test, const struct cli_lines *lines, el2_state *state,
			el2_error *error);
void cli_case_free(struct cli_case *test);

#endif
