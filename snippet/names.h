/* SPDX-License-Identifier: MIT */
/* Names of our tables in assembly text, for assemblers that are older than they are. */
#ifndef EL2TRAP_SNIPPET_NAMES_H
#define EL2TRAP_SNIPPET_NAMES_H

#include <stddef.h>

/*
 * A copy of the text in which system registers and operations have the names that every assembler takes: "scr_el3"
 * becomes s3_6_c1_c1_0, "dc gva, x1" sys #3, c7, c4, #3, x1. Comments, strings and lines stay as they are. The caller
 * frees it; NULL when out of memory. *copied: its length, without the zero behind it.
 */
char *snippet_plain_names(const char *text, size_t length, size_t *copied);

#endif
