/* SPDX-License-Identifier: MIT */
#include "model/rules/compile/solve.h"

#include <string.h>

/*
 * Goals come down to clauses: "one of these holds", where each is a test that has to be true or false. The search takes
 * the clause with the fewest ways left, tries each, and goes on with what is known then.
 */

static struct solve_word *word_of(struct solve_state *s, unsigned base, unsigned index)
{
	for (unsigned i = 0; i < s->count; i++)
		if (s->word[i].base == base && s->word[i].index == index)
			return &s->word[i];
	if (s->count == SOLVE_WORDS)
		return NULL;
	s->word[s->count] = (struct solve_word){.base = (uint8_t)base, .index = (uint16_t)index};
	return &s->word[s->count++];
}

bool solve_set(struct solve_state *s, unsigned base, unsigned index, uint64_t mask, uint64_t value)
{
	struct solve_word *w = word_of(s, base, index);

	if (!w) {
		s->steps = s->steps_max;
		return false;
	}
	if ((w->value ^ value) & w->known & mask)
		return false;
	w->known |= mask;
	w->value |= value & mask;
	return true;
}

const el2_test *solve_next_row(const el2_test *row)
{
	while (!(row->base & EL2_TEST_ROW_END))
		row++;
	return row + 1;
}

static uint64_t mask_of(const el2_test *t)
{
	if ((t->base & EL2_TEST_BASE) == EL2_TEST_UNKNOWN)
		return 1;
	return t->base & EL2_TEST_WHOLE ? UINT64_MAX : (uint64_t)t->mask << t->shift;
}

static uint64_t value_of(const el2_test *t)
{
	if ((t->base & EL2_TEST_BASE) == EL2_TEST_UNKNOWN)
		return 1;
	return t->base & EL2_TEST_WHOLE ? 0 : (uint64_t)t->value << t->shift;
}

/* Is the test true with what is known? */
static el2_truth known(struct solve_state *s, const el2_test *t)
{
	unsigned base = t->base & EL2_TEST_BASE;
	const struct solve_word *w;
	uint64_t mask = mask_of(t), value = value_of(t);
	el2_truth equal;

	if (base == EL2_TEST_UNKNOWN && !s->guess)
		return EL2_UNKNOWN;
	w = word_of(s, base, t->index);
	if (!w || (base == EL2_TEST_DERIVED && !t->mask))
		equal = !w ? EL2_UNKNOWN : value ? EL2_FALSE : EL2_TRUE;
	else if ((w->value ^ value) & w->known & mask)
		equal = EL2_FALSE;
	else
		equal = (w->known & mask) == mask ? EL2_TRUE : EL2_UNKNOWN;
	if (equal == EL2_UNKNOWN || !(t->base & EL2_TEST_NEGATED))
		return equal;
	return equal == EL2_TRUE ? EL2_FALSE : EL2_TRUE;
}

static bool fixed(const struct solve_state *s, const el2_test *t)
{
	return (t->base & EL2_TEST_BASE) == EL2_TEST_UNKNOWN && !s->guess;
}

/* How many ways are left to make a test true or false: 1 for all its bits, or as many as it has free bits to differ in.
 */
static unsigned ways(struct solve_state *s, const el2_test *t, bool want)
{
	el2_truth now = known(s, t);
	const struct solve_word *w;

	if (fixed(s, t))
		return 0;
	if (now != EL2_UNKNOWN)
		return (now == EL2_TRUE) == want;
	if (want != !!(t->base & EL2_TEST_NEGATED))
		return 1;
	w = word_of(s, t->base & EL2_TEST_BASE, t->index);
	return w ? (unsigned)__builtin_popcountll(mask_of(t) & ~w->known) : 0;
}

/* The nth of these ways. */
static bool go(struct solve_state *s, const el2_test *t, bool want, unsigned n)
{
	unsigned base = t->base & EL2_TEST_BASE;
	uint64_t mask = mask_of(t), value = value_of(t);

	if (known(s, t) != EL2_UNKNOWN)
		return true;
	if (want != !!(t->base & EL2_TEST_NEGATED))
		return solve_set(s, base, t->index, mask, value);

	uint64_t open = mask & ~word_of(s, base, t->index)->known;

	while (n--)
		open &= open - 1;
	open &= -open;
	return solve_set(s, base, t->index, open, ~value);
}

/* A clause: a conjunction that has to fail, or a row of which one conjunction has to hold. */
struct clause {
	const el2_test *test;
	bool row, maybe;
};

struct search {
	struct clause clause[SOLVE_GOALS];
	unsigned count;
};

static const el2_test *next_conjunction(const el2_test *t)
{
	while (!(t->base & EL2_TEST_END))
		t++;
	return t + 1;
}

static bool last_conjunction(const el2_test *t)
{
	while (!(t->base & EL2_TEST_END))
		t++;
	return t->base & EL2_TEST_ROW_END;
}

/* Can the conjunction still hold; does it already? */
static el2_truth holds(struct solve_state *s, const el2_test *t, bool maybe)
{
	el2_truth all = EL2_TRUE;

	for (;; t++) {
		if (fixed(s, t)) {
			if (!maybe)
				return EL2_FALSE;
		} else {
			el2_truth one = known(s, t);

			if (one == EL2_FALSE)
				return EL2_FALSE;
			if (one == EL2_UNKNOWN)
				all = EL2_UNKNOWN;
		}
		if (t->base & EL2_TEST_END)
			return all;
	}
}

/* Ways to satisfy a clause; -1: it is satisfied. */
static int choices(struct solve_state *s, const struct clause *c)
{
	int n = 0;

	if (!c->row) {
		for (const el2_test *t = c->test;; t++) {
			if (!fixed(s, t) && known(s, t) == EL2_FALSE)
				return -1;
			n += (int)ways(s, t, false);
			if (t->base & EL2_TEST_END)
				return n;
		}
	}
	for (const el2_test *t = c->test;; t = next_conjunction(t)) {
		el2_truth one = holds(s, t, c->maybe);

		if (one == EL2_TRUE)
			return -1;
		n += one == EL2_UNKNOWN;
		if (last_conjunction(t))
			return n;
	}
}

static enum solve_answer descend(struct solve_state *s, const struct search *q);

/* Make each test of the conjunction true: those with several ways by further search. */
static enum solve_answer conjunction(struct solve_state *s, const el2_test *t, bool maybe, const struct search *q)
{
	unsigned n;

	for (;; t++) {
		if (!fixed(s, t) && known(s, t) != EL2_TRUE)
			break;
		if (t->base & EL2_TEST_END)
			return descend(s, q);
	}
	n = ways(s, t, true);
	for (unsigned i = 0; i < n; i++) {
		struct solve_state branch = *s;
		enum solve_answer a = SOLVE_NO;

		if (go(&branch, t, true, i))
			a = t->base & EL2_TEST_END ? descend(&branch, q) : conjunction(&branch, t + 1, maybe, q);
		s->steps = branch.steps;
		if (a != SOLVE_NO) {
			*s = branch;
			return a;
		}
	}
	return SOLVE_NO;
}

static enum solve_answer descend(struct solve_state *s, const struct search *q)
{
	const struct clause *best = NULL;
	int fewest = 0;

	if (s->steps++ >= s->steps_max)
		return SOLVE_TOO_HARD;
	for (unsigned i = 0; i < q->count; i++) {
		int n = choices(s, &q->clause[i]);

		if (!n)
			return SOLVE_NO;
		if (n > 0 && (!best || n < fewest)) {
			best = &q->clause[i];
			fewest = n;
		}
	}
	if (!best)
		return SOLVE_YES;
	for (const el2_test *t = best->test;;) {
		if (best->row) {
			struct solve_state branch = *s;
			enum solve_answer a = holds(s, t, best->maybe) == EL2_UNKNOWN
						      ? conjunction(&branch, t, best->maybe, q)
						      : SOLVE_NO;

			s->steps = branch.steps;
			if (a != SOLVE_NO) {
				*s = branch;
				return a;
			}
			if (last_conjunction(t))
				return SOLVE_NO;
			t = next_conjunction(t);
			continue;
		}
		unsigned n = ways(s, t, false);

		for (unsigned i = 0; i < n; i++) {
			struct solve_state branch = *s;
			enum solve_answer a = go(&branch, t, false, i) ? descend(&branch, q) : SOLVE_NO;

			s->steps = branch.steps;
			if (a != SOLVE_NO) {
				*s = branch;
				return a;
			}
		}
		if (t->base & EL2_TEST_END)
			return SOLVE_NO;
		t++;
	}
}

enum solve_answer solve(struct solve_state *s, const struct solve_goal *goals, unsigned count)
{
	struct search q = {.count = 0};

	for (unsigned i = 0; i < count; i++) {
		const el2_test *t = goals[i].row;

		if (goals[i].want != SOLVE_FALSE) {
			if (q.count == SOLVE_GOALS)
				return SOLVE_TOO_HARD;
			q.clause[q.count++] = (struct clause){t, true, goals[i].want == SOLVE_MAYBE};
			continue;
		}
		for (;; t = next_conjunction(t)) {
			if (q.count == SOLVE_GOALS)
				return SOLVE_TOO_HARD;
			q.clause[q.count++] = (struct clause){t, false, false};
			if (last_conjunction(t))
				break;
		}
	}
	return descend(s, &q);
}
