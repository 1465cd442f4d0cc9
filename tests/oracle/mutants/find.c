/* SPDX-License-Identifier: MIT */
/* States around a row: in which it decides, and in which one of its tests fails, such that the rows below say something
 * else. Found by the solver; then each with one test's bits changed, which makes the smallest pairs. */
#include "tests/oracle/mutants/mutants.h"

#include "model/rules/compile/solve.h"

#include <string.h>

enum {
	STEPS = 4000
};

struct witness mutants_witnesses[MUTANTS_WITNESSES];
unsigned mutants_witness_count, mutants_given_up;

struct place {
	const el2_accessor *accessor;
	const el2_insn *insn;
	uint32_t list[256]; /* the rows that are looked at, in order */
	unsigned count, at, el;
};

static bool same_outcome(const el2_row *a, const el2_row *b)
{
	return a->outcome == b->outcome && a->el == b->el && a->ec == b->ec && a->choice == b->choice &&
	       a->reg == b->reg;
}

static const el2_test *tests_of(const struct place *p, unsigned n)
{
	return &el2_tests[el2_rows[p->list[n]].first];
}

static void add(const struct witness *w)
{
	struct witness *to = &mutants_witnesses[mutants_witness_count];

	*to = *w;
	to->state.cpu = &to->cpu;
	mutants_ask(to, &to->answer);
	mutants_witness_count += mutants_witness_count + 1 < MUTANTS_WITNESSES;
}

/* Ask the question that the solver found, of the table as it is. */
static void add_solution(const struct solve_state *s, const el2_insn *insn, unsigned el)
{
	struct witness w;

	memset(&w, 0, sizeof w);
	w.insn = *insn;
	for (unsigned i = 0; i < s->count; i++) {
		const struct solve_word *word = &s->word[i];

		if (word->base == EL2_TEST_FEATURE)
			w.cpu.features[word->index] = word->value;
		else if (word->base == EL2_TEST_SYSREG)
			w.state.sysreg[word->index] = word->value;
		else if (word->base == EL2_TEST_DERIVED && word->index)
			w.facts[word->index - 1] = word->value;
		else if (word->base == EL2_TEST_DERIVED) {
			w.cpu.choices.tid3_reserved = word->value & EL2_D_TID3_RESERVED;
			w.insn.imm = word->value & EL2_D_OPERAND_0 ? 1 : 0;
			w.state.exlock = word->value & EL2_D_EXLOCK;
			w.state.pstate |= word->value & EL2_D_SP ? EL2_PSTATE_SP : 0;
		}
	}
	w.state.pstate |= el << 2;
	add(&w);
}

static unsigned goals_of_states(struct solve_goal *g)
{
	unsigned n = 0;

	for (const el2_test *t = el2_never_tests; t < el2_never_tests + el2_never_test_count; t = solve_next_row(t))
		g[n++] = (struct solve_goal){t, SOLVE_FALSE};
	return n;
}

/* A solution with the features of one of the form's alternatives. */
static enum solve_answer solve_with(const struct place *p, unsigned alternative, const struct solve_goal *g, unsigned n,
				    struct solve_state *s)
{
	const uint64_t *features = el2_form_features[p->insn->form][alternative];

	*s = (struct solve_state){.steps_max = STEPS};
	for (unsigned w = 0; w < EL2_FEATURE_WORDS; w++)
		if (features[w])
			solve_set(s, EL2_TEST_FEATURE, w, features[w], UINT64_MAX);
	solve_set(s, EL2_TEST_DERIVED, 0, EL2_D_EL0 | EL2_D_EL1 | EL2_D_EL2 | EL2_D_EL3, (uint64_t)EL2_D_EL0 << p->el);
	return solve(s, g, n);
}

/* A state in which all rows before `to` but `at` are false, of row `at` `given` is as wanted and `others` is false, and
 * row `to` decides. */
static bool ask(const struct place *p, const el2_test *given, enum solve_want want, const el2_test *others, unsigned to)
{
	struct solve_goal g[SOLVE_GOALS];
	struct solve_state s;
	unsigned n = goals_of_states(g);
	enum solve_answer answer = SOLVE_NO;

	for (unsigned i = 0; i < to; i++)
		if (i != p->at)
			g[n++] = (struct solve_goal){tests_of(p, i), SOLVE_FALSE};
	g[n++] = (struct solve_goal){given, want};
	if (others)
		g[n++] = (struct solve_goal){others, SOLVE_FALSE};
	if (to < p->count && to != p->at)
		g[n++] = (struct solve_goal){tests_of(p, to), SOLVE_MAYBE};
	for (unsigned a = 0; a < EL2_FORM_ALTERNATIVES && answer == SOLVE_NO; a++)
		answer = solve_with(p, a, g, n, &s);
	mutants_given_up += answer == SOLVE_TOO_HARD;
	if (answer != SOLVE_YES)
		return false;
	add_solution(&s, p->insn, p->el);
	return true;
}

/* Does a row further down say something else, wherever row `at` is so and those between are not? */
static bool ask_below(const struct place *p, const el2_test *given, const el2_test *others)
{
	for (unsigned to = p->at + 1; to < p->count; to++)
		if (!same_outcome(&el2_rows[p->list[p->at]], &el2_rows[p->list[to]]) &&
		    ask(p, given, SOLVE_TRUE, others, to))
			return true;
	return false;
}

/* The row without one of its conjunctions, and that conjunction alone. False if the row is too long to take apart. */
static bool take_apart(const el2_test *tests, size_t length, size_t at, el2_test *one, el2_test *others, size_t *begin)
{
	size_t first = at, n = 0, m = 0;

	if (length > MUTANTS_TESTS)
		return false;
	while (first && !(tests[first - 1].base & EL2_TEST_END))
		first--;
	do
		one[n] = tests[first + n];
	while (!(one[n++].base & EL2_TEST_END));
	one[n - 1].base |= EL2_TEST_ROW_END;
	for (size_t i = 0; i < length; i++)
		if (i < first || i >= first + n)
			others[m++] = tests[i];
	if (m)
		others[m - 1].base |= EL2_TEST_ROW_END;
	*begin = first;
	return true;
}

/* The witness with the bits of one test changed, so that it says the opposite. */
static void flip(const struct witness *w, const el2_test *t)
{
	struct witness other = *w;
	uint64_t *word, mask = (uint64_t)t->mask << t->shift, value = (uint64_t)t->value << t->shift;

	if (t->base & EL2_TEST_WHOLE || !t->mask)
		return;
	switch (t->base & EL2_TEST_BASE) {
	case EL2_TEST_FEATURE:
		word = &other.cpu.features[t->index];
		break;
	case EL2_TEST_SYSREG:
		word = &other.state.sysreg[t->index];
		break;
	case EL2_TEST_DERIVED:
		if (!t->index)
			return;
		word = &other.facts[t->index - 1];
		break;
	default:
		return;
	}
	if ((*word & mask) == value)
		*word ^= mask & -mask;
	else
		*word = (*word & ~mask) | value;
	add(&other);
}

static void flip_all(const el2_test *tests, size_t length, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		for (size_t t = 0; t < length; t++)
			flip(&mutants_witnesses[i], &tests[t]);
}

static bool lacks_fact(const el2_test *tests)
{
	const el2_test *end = solve_next_row(tests);

	while (tests < end && (tests->base & EL2_TEST_BASE) != EL2_TEST_UNKNOWN)
		tests++;
	return tests < end;
}

/* States around the row: it decides where the next would say something else, and, for each test, it nearly does. */
static void find_at_level(const struct place *p, struct telling *telling)
{
	const el2_test *tests = tests_of(p, p->at);
	size_t length = (size_t)(solve_next_row(tests) - tests);
	unsigned from = mutants_witness_count;
	bool decides = ask_below(p, tests, NULL);

	telling->dropped |= decides;
	decides = decides || ask(p, tests, SOLVE_TRUE, NULL, p->at);
	if (!decides)
		ask(p, tests, SOLVE_MAYBE, NULL, p->at);
	telling->decides |= decides;
	for (unsigned i = 0; i <= p->at; i++)
		telling->waits |= lacks_fact(tests_of(p, i));
	flip_all(tests, length, from, mutants_witness_count);
	for (size_t t = 0; t < length; t++) {
		el2_test one[MUTANTS_TESTS], others[MUTANTS_TESTS];
		size_t begin = 0;

		if (!take_apart(tests, length, t, one, others, &begin))
			return;
		const el2_test *more = solve_next_row(one) - one != (ptrdiff_t)length ? others : NULL;

		from = mutants_witness_count;
		telling->negated[t] |= ask_below(p, one, more);
		for (unsigned i = from; i < mutants_witness_count && i == from; i++)
			flip(&mutants_witnesses[i], &tests[t]);
		one[t - begin].base ^= EL2_TEST_NEGATED;
		bool off = ask_below(p, one, more);

		telling->negated[t] |= off;
		telling->without[t] |= off;
	}
}

void mutants_find(const el2_accessor *a, unsigned index, struct telling *telling)
{
	struct place p = {.accessor = a, .insn = &mutants_insn[a - el2_accessors]};
	unsigned level = 0;

	while (index >= a->start[level + 1])
		level++;
	memset(telling, 0, sizeof *telling);
	mutants_witness_count = 0;
	for (p.el = level ? level - 1 : 0; p.el < (level ? level : 4u); p.el++) {
		p.count = 0;
		for (unsigned k = 0; k < a->start[5]; k++)
			if (k < a->start[1] || (k >= a->start[p.el + 1] && k < a->start[p.el + 2])) {
				if (k == index)
					p.at = p.count;
				p.list[p.count++] = a->first + k;
			}
		find_at_level(&p, telling);
	}
}
