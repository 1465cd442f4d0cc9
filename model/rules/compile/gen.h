/* SPDX-License-Identifier: MIT */
/* What the files of gen-rules share. */
#ifndef EL2TRAP_MODEL_GEN_H
#define EL2TRAP_MODEL_GEN_H

#include "model/rules/access_table.h"

#include <stdio.h>

/* Report at the current file and line, and exit. */
void gen_die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The same with the column of `where`, which points into the current line or into the condition being compiled. */
void gen_die_at(const char *where, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

/* A text with, for each character, the column of the line that it came from. */
struct gen_text {
	char text[4096];
	unsigned column[4096];
	size_t length;
};

/* `s`, which begins at a column of the line, with its words replaced. */
void gen_expand(const char *s, unsigned column, struct gen_text *out);

/* A definition, "NAME(PARAMETER, ...) = BODY", that begins at a column of the line. */
void gen_word(const char *text, unsigned column);

/* Room for one more item behind `count` of them. */
void *gen_grow(void *array, size_t count, size_t item);

/* The number of a register or operation by its exact name; 0 if none. */
unsigned gen_sysreg(const char *name, size_t length);

/* The number of a feature; dies if there is none. */
unsigned gen_feature(const char *name, size_t length);

/* Compile a condition without words (NULL: always) to tests at the end of the table; returns the place of the first. */
unsigned gen_condition(const char *text);

/* "text",\n with what needs it escaped. */
void gen_put_string(FILE *out, const char *s);

/* Write el2_tests and el2_unknown_texts. */
void gen_put_tests(FILE *out);

#endif
