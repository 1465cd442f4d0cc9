/* SPDX-License-Identifier: MIT */
/*
 * What the files of gen-rules share. An error in a rule file ends the program with file, line and column; it is a build
 * tool, so it does not free.
 */
#ifndef EL2TRAP_MODEL_GEN_H
#define EL2TRAP_MODEL_GEN_H

#include "model/rules/access_table.h"

#include <stdio.h>

/* ---- where (gen-main.c) ---- */

/* A place in a rule file; columns count from 1, 0 is none. */
struct gen_place {
	const char *file;
	unsigned line, column;
};

/* A text with, for each character, the column of the line that it came from. */
struct gen_text {
	char text[4096];
	unsigned column[4096];
	size_t length;
};

/* The condition being compiled, its words replaced. */
extern struct gen_text gen_condition_text;

/* Report and exit: at a place; at the current line; at the column of `where`, which points into the current line or
 * into gen_condition_text. */
void gen_die_in(struct gen_place place, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
void gen_die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void gen_die_at(const char *where, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
struct gen_place gen_here(const char *where);

/* Room for one more item behind `count` of them. */
void *gen_grow(void *array, size_t count, size_t item);

/* ---- names (gen-names.c) ---- */

struct gen_register {
	const char *name;
	unsigned encoding[5]; /* op0, op1, CRn, CRm, op2 */
	unsigned access;      /* EL2_READ | ... */
};

/* The number of a register or operation by its exact name; 0 if none. And what sysregs.def says of it. */
unsigned gen_sysreg(const char *name, size_t length);
const struct gen_register *gen_register(unsigned sysreg);

/* The number of a feature; dies if there is none. */
unsigned gen_feature(const char *name, size_t length);

/* "FEAT_A && FEAT_B" or NULL; NULL for a number without a form. */
const char *gen_form_name(unsigned form);
const char *gen_form_features(unsigned form);

/* Does the word name the form? "SETGP", or "SETGO*" for all that begin so. */
bool gen_form_is(unsigned form, const char *word);

/* ---- words (gen-words.c) ---- */

/* `s`, which begins at a column of the line, with its words replaced. */
void gen_expand(const char *s, unsigned column, struct gen_text *out);

/* A definition, "NAME(PARAMETER, ...) = BODY", that begins at a column of the line. */
void gen_word(const char *text, unsigned column);

/* ---- conditions (gen-conditions.c, gen-facts.c) ---- */

/* One test before it gets its compact form: word & mask == value. */
struct gen_term {
	unsigned base, index;
	uint64_t mask, value;
	bool negated;
};

struct gen_conjunction {
	struct gen_term term[24];
	unsigned count;
};

/* A disjunction; none is false, one that is empty is true. */
struct gen_dnf {
	struct gen_conjunction c[48];
	unsigned count;
};

struct gen_dnf *gen_constant(bool value);
struct gen_dnf *gen_either(struct gen_dnf *a, const struct gen_dnf *b);
struct gen_dnf *gen_both(const struct gen_dnf *a, const struct gen_dnf *b);
struct gen_dnf *gen_test(struct gen_term t, bool negated);

/* What an atom asks, negated or not; dies if it is neither a fact of the model nor allowed not to be one. */
struct gen_dnf *gen_atom(const char *atom, size_t length, bool negated);

/* Compile a condition without words (NULL: always) to tests at the end of the table; returns the place of the first. */
unsigned gen_condition(const char *text);

/* The tests so far; and take those from `count` on away again. */
const el2_test *gen_tests(size_t *count);
void gen_drop_tests(size_t count);

/* ---- gaps (gen-gaps.c) ---- */

/* "fact TEXT": the head of a gap; "N rows: REASON": the line below it. */
bool gen_gap_head(const char *line);
void gen_gap_reason(const char *line);

/* The number of a fact that the model may lack, counted for the current row; -1 if it may not. */
int gen_gap_fact(const char *text, size_t length);
const char *gen_gap_text(size_t fact); /* NULL behind the last */

/* Every gap is one, and costs the rows that it says. */
void gen_gaps_check(void);

/* ---- rows that accessors share (gen-blocks.c) ---- */

struct gen_block_row {
	char *text; /* as a row of an accessor */
	struct gen_place place;
};

/* A block, and what its parameter stands for. */
struct gen_use {
	size_t block;
	char *argument;
};

/* The head of a block, "NAME(PARAMETER)", and a row of the last one. */
void gen_block_head(const char *text);
void gen_block_row(const char *text);

/* The blocks that "NAME(ARGUMENT) NAME ..." names. */
unsigned gen_uses(const char *text, struct gen_use *uses, unsigned capacity);

/* Row n of a block with its argument in place, written to `line`; NULL behind the last. */
const struct gen_block_row *gen_used_row(const struct gen_use *use, size_t n, char *line, size_t size);

/* ---- rows (gen-main.c) ---- */

struct gen_row {
	el2_row r;
	char *text;
	char *id, *what; /* the whole, and what the row says in it */
	struct gen_place place;
};

struct gen_accessor {
	char *name;
	unsigned source;
	size_t first;
	unsigned count[5];
	size_t reads, read_count; /* of el2_accessor, when it is written */
	unsigned access; /* EL2_READ...: what its instruction does to a register; 0 for instructions that name none */
	struct gen_place place;
};

struct gen_tables {
	struct gen_row *rows;
	size_t row_count;
	struct gen_accessor *accessors;
	size_t accessor_count;
	char **sources;
	size_t source_count;
	unsigned of_sysreg[EL2_ACCESSOR_KINDS][EL2_SYSREG_COUNT];
	unsigned of_impdef[EL2_IMPDEF_KINDS];
	unsigned of_form[EL2_FORM_COUNT]; /* of EL2_FORM_NONE: of unallocated words */
};

extern struct gen_tables gen_tables;

/* The head of an accessor, "MRS GCR_EL1 = 3 0 1 0 6" (gen-heads.c). */
void gen_head(char *text);

/* Every form of the decoder has rows (gen-heads.c). */
void gen_heads_check(void);

/* The outcome of a rule at a level, 0 to 4 for any, EL0 to EL3 (gen-outcomes.c). */
void gen_outcome(el2_row *row, const struct gen_accessor *accessor, unsigned level, char *text);

/* What no state is: "never CONDITION" (gen-reach.c). */
void gen_never(const char *condition);
const el2_test *gen_nevers(size_t *count);

/* Every row can decide, and in every state one does (gen-reach.c). */
void gen_reach_check(void);

/* Give each row its id (gen-ids.c). */
void gen_ids(void);

/* Write the tables (gen-output.c). */
void gen_write(FILE *out);

#endif
