/* SPDX-License-Identifier: MIT */
/* `table` as a page: an operation a row, a level a column; of two boots both, and whether they differ. */
#ifndef EL2TRAP_CLI_TABLE_HTML_H
#define EL2TRAP_CLI_TABLE_HTML_H

#include "snippet/snippet.h"

#include <stdio.h>

#define CLI_TABLE_CELLS 4 /* two levels of two boots */

/* A row: label, instruction, and a verdict with its text a cell. */
struct cli_table_row {
	const char *label;
	const el2_insn *insn;
	size_t count;
	el2_verdict verdict[CLI_TABLE_CELLS];
	char text[CLI_TABLE_CELLS][48];
};

/* The page up to its rows, under one boot or two; a row; and its end. */
void cli_table_html_begin(FILE *out, const struct cli_session *sessions, unsigned count);
void cli_table_html_row(FILE *out, const struct cli_table_row *row);
void cli_table_html_end(FILE *out);

#endif
