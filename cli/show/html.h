/* SPDX-License-Identifier: MIT */
/*
 * What HTML pages share: one style (page/style.css), light and dark, and tables to search, filter and sort
 * (page/filter.js). A page is one file that loads nothing.
 *
 *     cli_html_begin(out, "el2trap audit");
 *     cli_html_legend(out);
 *     cli_html_controls(out);
 *     cli_html_table(out, "groups", heads);      rows: <tr data-verdict="panic" data-el="1"><td>...
 *     cli_html_end(out);
 */
#ifndef EL2TRAP_CLI_HTML_H
#define EL2TRAP_CLI_HTML_H

#include "snippet/snippet.h"

#include <stdio.h>

/* One character of text, escaped where HTML needs it, inside attributes too. */
void cli_html_char(FILE *out, char c);

/* The same of a text. */
void cli_html_text(FILE *out, const char *text);

/* The same of what has no blanks, "HCR_EL2.TID5=1": it may be cut behind a dot or a slash where a line is full. */
void cli_html_breaks(FILE *out, const char *text);

/* The same of text from outside: what is not printable ASCII is shown as '?'. */
void cli_html_foreign(FILE *out, const char *text);

/* A page up to its heading, and its end. */
void cli_html_begin(FILE *out, const char *title);
void cli_html_finish(FILE *out);

/* A paragraph that names what was asked: `what` in front, then kernel, command line, CPU. */
void cli_html_session(FILE *out, const char *what, const struct cli_session *session);

/* What the colours and signs of verdicts mean; and the class that gives a cell its own. */
void cli_html_legend(FILE *out);
const char *cli_html_class(el2_verdict_kind verdict, el2_effect effect);

/* A cell of a verdict, with its text. */
void cli_html_verdict(FILE *out, el2_verdict_kind verdict, el2_effect effect, const char *text);

/* A choice in the controls of a table: rows whose data-`by` is a value. Values and texts alternate, NULL ends them. */
struct cli_html_choice {
	const char *by, *label;
	const char *const *values;
};

/* The controls of the table "groups": a search, and choices. */
void cli_html_choices(FILE *out, const struct cli_html_choice *choices, size_t count);

/* Those for rows with data-verdict and data-el. */
void cli_html_controls(FILE *out);

/* A table up to its rows, and its end. Heads end with NULL; one that begins with '#' is of a column of numbers. */
void cli_html_table(FILE *out, const char *id, const char *const *heads);
void cli_html_table_end(FILE *out);

/* The end of the table "groups" and of the page. */
void cli_html_end(FILE *out);

#endif
