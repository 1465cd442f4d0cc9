/* SPDX-License-Identifier: MIT */
/* What a line of blocks remembers from one of them to the next: streams that brought news, ways in which promises were
 * broken, what decided and was run. An object that plays a block works on its line's. */
#ifndef EL2TRAP_EXPLORE_LINES_H
#define EL2TRAP_EXPLORE_LINES_H

#include "explore/generator.h"
#include "explore/hostile/hostile.h"

#define LINE_KEPT        4096u
#define LINE_CAUSES      4096u
#define LINE_DANGER_BITS 12u
#define LINE_PAIR_BITS   16u /* pairs of rules are told apart by so many bits of a hash */

/* A stream that was kept. */
struct line_stream {
	el2_event *event; /* owned */
	size_t count;
	unsigned chosen, news; /* how often another was made of it, and how often that one was kept */
};

struct line_cause {
	unsigned promise;
	el2_rule rule;
	char at[sizeof((el2_finding *)NULL)->at];
};

struct line {
	struct line_stream kept[LINE_KEPT];
	size_t kept_count;
	struct line_cause causes[LINE_CAUSES];
	size_t cause_count;
	bool dangerous[1u << LINE_DANGER_BITS]; /* by form and encoding: an event that has broken a promise before */
	bool *seen[EL2_RULES_MODEL + 1];        /* rules that decided, by table and row */
	bool pairs[1u << LINE_PAIR_BITS];
	struct hostile_learnt learnt; /* of a recorded hypervisor */
};

struct el2_fuzz_lines {
	struct line line[EL2_FUZZ_LINES];
	size_t words; /* of a recorded hypervisor's code, for which there is room; 0: for none */
};

/* Room for what lines learn of `words` words of code; where there is some, nothing. False: out of memory. */
bool lines_make_room(struct el2_fuzz_lines *lines, size_t words);

/* As if no block of it had been played. */
void line_forget(struct line *line, size_t words);

/* Keep a stream; in place of one that has brought the least, if there are as many as are kept. One for which there is no
 * memory is not kept. */
void line_keep(struct line *line, struct generator *g, const el2_stream *stream);

/* The number of a stream that was kept, of which there is one: of some at random the one that has been chosen in vain
 * the least. */
size_t line_choose(struct line *line, struct generator *g);

/* Copy out one that was kept. */
void line_get(const struct line *line, size_t n, el2_stream *out);

#endif
