/* SPDX-License-Identifier: MIT */
/* --policy FILE: a shared object with a driver, or rows as JSON. */
#ifndef EL2TRAP_CLI_POLICY_H
#define EL2TRAP_CLI_POLICY_H

#include "snippet/snippet.h"

#include <jansson.h>

/* The reader for cli_session_set_policy_reader(). A file that was read is not read again. EL2_ERR_INPUT: no policy, and
 * where; EL2_ERR_UNSUPPORTED: made for another el2trap. */
el2_status cli_policy_open(const char *path, bool code, const struct cli_policy **policy, el2_error *error);
void cli_policy_close_all(void);

/* Rows out of JSON text, which is docs/formats/policy.md. *rows and their texts live as long as *root, which is to be
 * freed with json_decref(), and `array`, with free(). *name: NULL where the text has none. */
struct cli_policy_text {
	json_t *root;
	el2_policy_row *array;
	el2_policy_rows rows;
	const char *name;
};
el2_status cli_policy_parse(const char *path, const char *text, size_t length, struct cli_policy_text *policy,
			    el2_error *error);

#endif
