/* SPDX-License-Identifier: MIT */
/* What the files of oracle_mutants share. It breaks the rules in its own memory, a row at a time. */
#ifndef EL2TRAP_TESTS_MUTANTS_H
#define EL2TRAP_TESTS_MUTANTS_H

#include "model/rules/access_table.h"
#include "model/rules/check.h"

#include <stdio.h>

enum {
	MUTANTS_WITNESSES = 2048,
	MUTANTS_TESTS = 1024, /* of a row */
};

/* A question and what the table answered. Its state's CPU is its own. */
struct witness {
	el2_cpu cpu;
	el2_state state;
	el2_insn insn;
	uint64_t facts[EL2_FACT_WORDS];
	el2_arch_result answer;
};

/* ---- questions (ask.c) ---- */

/* An instruction of each accessor, by its index. */
extern el2_insn mutants_insn[8192];

void mutants_find_instructions(void);

/* Ask the table as it is now. */
void mutants_ask(const struct witness *w, el2_arch_result *answer);
bool mutants_same_answer(const el2_arch_result *a, const el2_arch_result *b);

/* ---- states around a row (find.c) ---- */

/* What states tell: does the row decide anywhere, or does it wait for a fact that the model does not have (its own, or of a
 * row before); the row from none, from itself with a test negated, from itself without that test. */
struct telling {
	bool decides, waits, dropped, negated[MUTANTS_TESTS], without[MUTANTS_TESTS];
};

extern struct witness mutants_witnesses[MUTANTS_WITNESSES];
extern unsigned mutants_witness_count, mutants_given_up;

/* Fill mutants_witnesses for row `index` (from 0) of an accessor. */
void mutants_find(const el2_accessor *accessor, unsigned index, struct telling *telling);

/* ---- breaking a row (break.c) ---- */

struct mutants_counts {
	unsigned made, killed, same;
};

/* Break the row in every way, one at a time, and count; prints what survives, and with `verbose` what no state tells.
 * Sets needed[i] for witnesses that between them kill all that can be killed. */
void mutants_break(uint32_t row, const struct telling *telling, bool verbose, bool *needed,
		   struct mutants_counts *counts);

/* ---- the file of witnesses (record.c) ---- */

/* Write the needed ones of a row; `first` is the accessor's first row. */
void mutants_record(FILE *out, const el2_accessor *accessor, uint32_t row, const bool *needed);

/* Ask what the file holds; prints what differs. The number of differences; -1 if the file cannot be read. */
int mutants_check(const char *path);

#endif
