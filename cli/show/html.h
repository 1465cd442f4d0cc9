/* SPDX-License-Identifier: MIT */
/* What HTML pages share. */
#ifndef EL2TRAP_CLI_HTML_H
#define EL2TRAP_CLI_HTML_H

#include <stdio.h>

/* One character of text, escaped where HTML needs it, inside attributes too. */
void cli_html_char(FILE *out, char c);

/* The same of a text. */
void cli_html_text(FILE *out, const char *text);

/*
 * A page that needs nothing else, up to its heading; and its end, behind the rows of a table with the id "groups", whose
 * rows have data-v and data-el. Between them an input "text", selects "verdict" and "level" that filter by them, and an
 * element "shown" that says how many are left.
 */
void cli_html_begin(FILE *out, const char *title);
void cli_html_end(FILE *out);

/* The input and the selects, for rows whose data-v is a verdict. */
void cli_html_controls(FILE *out);

#endif
