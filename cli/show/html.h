/* SPDX-License-Identifier: MIT */
/* What HTML pages share. */
#ifndef EL2TRAP_CLI_HTML_H
#define EL2TRAP_CLI_HTML_H

#include <stdio.h>

/* One character of text, escaped where HTML needs it, inside attributes too. */
void cli_html_char(FILE *out, char c);

#endif
