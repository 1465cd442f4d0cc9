/* SPDX-License-Identifier: MIT */
/*
 * Rows that can never decide because earlier ones always do, rows that contradict earlier ones, and levels at which no
 * row may hold. Unknown facts count as facts here: either way may be so.
 */
#include "model/rules/compile/gen.h"
#include "model/rules/compile/solve.h"

#include <stdlib.h>
#include <string.h>

enum {
	STEPS = 20000
};

/* What no state is: rows that are false in every state. They are no part of the tables. */
static el2_test *nevers;
static size_t never_count;

void gen_never(const char *condition)
{
	unsigned first = gen_condition(condition);
	size_t count;
	const el2_test *tests = gen_tests(&count);

	for (size_t i = first; i < count; i++) {
		nevers = gen_grow(nevers, never_count, sizeof *nevers);
		nevers[never_count++] = tests[i];
	}
	gen_drop_tests(first);
}

const el2_test *gen_nevers(size_t *count)
{
	*count = never_count;
	return nevers;
}

static unsigned goals_of_states(struct solve_goal *goals)
{
	unsigned n = 0;

	for (const el2_test *t = nevers; nevers && t < nevers + never_count; t = solve_next_row(t)) {
		if (n == SOLVE_GOALS / 2)
			gen_die("too many `never` lines");
		goals[n++] = (struct solve_goal){t, SOLVE_FALSE};
	}
	return n;
}

static void at_level(struct solve_state *s, unsigned el)
{
	memset(s, 0, offsetof(struct solve_state, word));
	s->count = 0;
	s->guess = true;
	s->steps = 0;
	s->steps_max = STEPS;
	solve_set(s, EL2_TEST_DERIVED, 0, EL2_D_EL0 | EL2_D_EL1 | EL2_D_EL2 | EL2_D_EL3, (uint64_t)EL2_D_EL0 << el);
}

static const el2_test *test_of(const struct gen_row *row)
{
	size_t count;

	return gen_tests(&count) + row->r.first;
}

/* Is there a state at EL<el> in which all of rows[first..last) are false, and `row`, if there is one, holds? */
static bool possible(unsigned el, const struct gen_row *const *earlier, unsigned count, const struct gen_row *row)
{
	struct solve_goal goals[SOLVE_GOALS];
	struct solve_state s;
	unsigned n = goals_of_states(goals);

	if (row)
		goals[n++] = (struct solve_goal){test_of(row), SOLVE_TRUE};
	for (unsigned i = 0; i < count && n < SOLVE_GOALS; i++)
		goals[n++] = (struct solve_goal){test_of(earlier[i]), SOLVE_FALSE};
	at_level(&s, el);
	return solve(&s, goals, n) != SOLVE_NO;
}

static bool same_outcome(const el2_row *a, const el2_row *b)
{
	return a->outcome == b->outcome && a->el == b->el && a->ec == b->ec && a->choice == b->choice &&
	       a->reg == b->reg;
}

/* The row cannot decide: say which earlier one is to blame. */
static void __attribute__((noreturn))
unreachable(unsigned el, const struct gen_row *const *earlier, unsigned count, const struct gen_row *row)
{
	if (!possible(el, earlier, 0, row))
		gen_die_in(row->place, "this row can never decide: no state is so");
	for (unsigned i = 0; i < count; i++) {
		if (possible(el, &earlier[i], 1, row))
			continue;
		if (!same_outcome(&earlier[i]->r, &row->r) && !possible(el, &row, 1, earlier[i]))
			gen_die_in(row->place, "this contradicts line %u: the same condition, another outcome",
				   earlier[i]->place.line);
		gen_die_in(row->place, "this row can never decide: line %u does wherever it could",
			   earlier[i]->place.line);
	}
	gen_die_in(row->place, "this row can never decide: those before it do wherever it could");
}

static void check_accessor(const struct gen_accessor *a)
{
	const struct gen_row *list[256];
	unsigned start[6] = {0};
	bool decides[256] = {false};

	for (unsigned i = 0; i < 5; i++)
		start[i + 1] = start[i] + a->count[i];
	if (start[5] > 256)
		gen_die_in(a->place, "too many rows");
	for (unsigned el = 0; el < 4; el++) {
		unsigned n = 0;

		for (unsigned i = 0; i < start[5]; i++) {
			const struct gen_row *row = &gen_tables.rows[a->first + i];

			if (i >= start[1] && (i < start[el + 1] || i >= start[el + 2]))
				continue;
			if (i >= start[1] && !possible(el, list, n, row))
				unreachable(el, list, n, row);
			if (i < start[1])
				decides[i] |= possible(el, list, n, row);
			if (i < start[1] && el == 3 && !decides[i])
				unreachable(1, list, n, row);
			list[n++] = row;
		}
		if (possible(el, list, n, NULL))
			gen_die_in(a->place, "no row decides in some states at EL%u", el);
	}
}

void gen_reach_check(void)
{
	for (size_t i = 0; i < gen_tables.accessor_count; i++)
		check_accessor(&gen_tables.accessors[i]);
}
