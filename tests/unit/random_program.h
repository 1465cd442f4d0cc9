/* SPDX-License-Identifier: MIT */
/* Random programs: loops, calls, branches, accesses of all kinds, tags, code that rewrites itself. */
#ifndef EL2TRAP_RANDOM_PROGRAM_H
#define EL2TRAP_RANDOM_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#define WORDS_MAX 2048

/*
 * A program: x0 to x19 are anybody's, x20 to x24 point to data, x25 is a return address, x26 and x27 count loops, x28
 * and x29 are for addresses and words.
 */
struct program {
	uint32_t words[WORDS_MAX];
	unsigned count;
	unsigned wanted;                       /* so long it should become */
	unsigned depth;                        /* of loops */
	bool calm;                             /* little but ordinary code: long loops stay in one piece */
	unsigned calls[WORDS_MAX], call_count; /* words that are to become calls of functions further on */
};

void random_seed(uint64_t value);
uint64_t random_next(void);
unsigned random_below(unsigned n); /* 0 to n - 1 */

/* Between 10 and 2,000 words; wanted is the number of that behind the last to be run, functions stand from there on. */
void random_program(struct program *program);

#endif
