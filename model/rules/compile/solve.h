/* SPDX-License-Identifier: MIT */
/*
 * Which states satisfy rows of the table: a small search over the bits that their tests read. Pure; the caller owns
 * all.
 */
#ifndef EL2TRAP_MODEL_SOLVE_H
#define EL2TRAP_MODEL_SOLVE_H

#include "model/rules/access_table.h"

/* What a row, given by its first test, has to be. */
enum solve_want {
	SOLVE_FALSE = 0, /* no conjunction holds, whatever unknown facts are */
	SOLVE_TRUE,      /* a conjunction holds */
	SOLVE_MAYBE,     /* a conjunction holds but for unknown facts */
};

struct solve_goal {
	const el2_test *row;
	enum solve_want want;
};

/* A word of a state: the bits that matter, and their values. */
struct solve_word {
	uint8_t base;
	uint16_t index;
	uint64_t known, value;
};

enum {
	SOLVE_WORDS = 128,
	SOLVE_GOALS = 512,
};

struct solve_state {
	struct solve_word word[SOLVE_WORDS];
	unsigned count;
	bool guess; /* unknown facts are bits like others; else nothing can rest on them */
	unsigned long steps, steps_max;
};

enum solve_answer {
	SOLVE_NO = 0,
	SOLVE_YES,
	SOLVE_TOO_HARD, /* more than steps_max tries, or too many words or goals */
};

/* Complete `state`, which may have known bits already, so that it meets all goals. On SOLVE_YES bits that are not known
 * may have any value; otherwise the state is undefined. */
enum solve_answer solve(struct solve_state *state, const struct solve_goal *goals, unsigned count);

/* Set bits of a word; false if they are known to be otherwise. */
bool solve_set(struct solve_state *state, unsigned base, unsigned index, uint64_t mask, uint64_t value);

/* The test behind the row that begins here. */
const el2_test *solve_next_row(const el2_test *row);

#endif
