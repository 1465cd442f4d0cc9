/* SPDX-License-Identifier: MIT */
/* One run of `list`: rows of named columns, as text or JSON. */
#ifndef EL2TRAP_CLI_LIST_H
#define EL2TRAP_CLI_LIST_H

#include "cli/show/call.h"

struct cli_list {
	struct cli_call *call;
	const char *wanted; /* rows that have it in any column, letter case ignored; NULL: all */
	uint64_t count;     /* rows shown */
	bool matches;       /* the row in hand has `wanted` */
	char row[1024];     /* the row in hand, as text */
	size_t length;
	int pad; /* blanks that the next column needs before it */
	el2_error *error;
};

void cli_list_row(struct cli_list *list);

/* A column: padded to width; the last of a row has width 0. NULL: "-" (nothing in the last), or no key. */
void cli_list_text(struct cli_list *list, const char *key, int width, const char *value);

/* A last column that counts, by a key in the plural: "12 rules", "1 rule". */
void cli_list_count(struct cli_list *list, const char *key, uint64_t number);

void cli_list_end_row(struct cli_list *list);

/* Rules of all tables; the one whose id is wanted, in full, or those that have it in id, text or source. */
void cli_list_rules(struct cli_list *list);

/* The control bits that rules of traps name. */
void cli_list_traps(struct cli_list *list);

/* What the model leaves open under the call's boot: words by Exception level and reason. */
void cli_list_unmodelled(struct cli_list *list);

#endif
