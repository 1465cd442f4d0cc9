/* SPDX-License-Identifier: MIT */
/*
 * Mutants of the rules, in memory: for each row, states in which it decides and states in which one of its tests does
 * not hold, found by the solver; what the intact table says of them; and whether that changes when the row is broken.
 *
 *     oracle_mutants [-v]      prints what survives (-v: and what no state can tell from the intact table); exit 1 if
 *                              more than two in a hundred survive
 */
#include "model/rules/access_table.h"
#include "model/rules/check.h"
#include "model/rules/compile/solve.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	WITNESSES = 512,
	STEPS = 4000,
	TESTS = 1000
};

/* A question and what the intact table answers. */
struct witness {
	el2_cpu cpu;
	el2_state state;
	el2_insn insn;
	uint64_t facts[EL2_FACT_WORDS];
	el2_arch_result answer;
};

static struct witness witnesses[WITNESSES];
static unsigned witness_count;
static el2_insn insn_of_accessor[8192];
static unsigned made, killed, same, unexercised, too_hard;
static bool verbose;

static const struct witness *asked;

/* In place of el2_facts() (a linker's --wrap): rows are what is broken here, so computed facts are as the solver says.
 */
void __wrap_el2_facts(const el2_state *state, const el2_insn *insn, uint64_t facts[EL2_FACT_WORDS]);

void __wrap_el2_facts(const el2_state *state, const el2_insn *insn, uint64_t facts[EL2_FACT_WORDS])
{
	(void)state;
	(void)insn;
	memcpy(facts, asked->facts, sizeof asked->facts);
}

static void check(const struct witness *w, el2_arch_result *answer)
{
	asked = w;
	el2_check(&w->state, &w->insn, answer, NULL);
}

static bool same_answer(const el2_arch_result *a, const el2_arch_result *b)
{
	if (a->outcome != b->outcome || a->accessed != b->accessed || a->redirected != b->redirected ||
	    a->unpredictable != b->unpredictable)
		return false;
	return a->outcome != EL2_TAKES || (a->exception.el == b->exception.el && a->exception.esr == b->exception.esr &&
					   a->exception.elr == b->exception.elr);
}

static bool same_outcome(const el2_row *a, const el2_row *b)
{
	return a->outcome == b->outcome && a->el == b->el && a->ec == b->ec && a->choice == b->choice &&
	       a->reg == b->reg;
}

static void find_instructions(void)
{
	static const unsigned forms[EL2_ACCESSOR_KINDS] = {EL2_FORM_MRS, EL2_FORM_MSR, EL2_FORM_MRRS, EL2_FORM_MSRR,
							   EL2_FORM_MSR_IMM};

	static const unsigned impdef_forms[EL2_IMPDEF_KINDS] = {
		EL2_FORM_MRS, EL2_FORM_MSR, EL2_FORM_MRRS, EL2_FORM_MSRR, EL2_FORM_SYS, EL2_FORM_SYSL, EL2_FORM_SYSP};

	for (unsigned f = EL2_FORM_COUNT; f-- > 0;)
		if (el2_accessor_of_form[f])
			insn_of_accessor[el2_accessor_of_form[f] - 1] =
				(el2_insn){.form = (uint16_t)f, .cls = f ? EL2_CLASS_EXCEPTION : EL2_CLASS_UNKNOWN};
	for (unsigned k = 0; k < EL2_IMPDEF_KINDS; k++)
		if (el2_accessor_of_impdef[k])
			insn_of_accessor[el2_accessor_of_impdef[k] - 1] = (el2_insn){
				.form = (uint16_t)impdef_forms[k],
				.key = EL2_SYSREG_KEY(k < EL2_IMPDEF_SYS ? 3 : 1, 0, 15, 0, 0),
				.cls = EL2_CLASS_SYSTEM,
			};
	for (unsigned k = 0; k < EL2_ACCESSOR_KINDS; k++)
		for (unsigned i = 1; i < EL2_SYSREG_COUNT; i++) {
			const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)i);

			if (!el2_accessor_of_sysreg[k][i])
				continue;
			insn_of_accessor[el2_accessor_of_sysreg[k][i] - 1] = (el2_insn){
				.form = (uint16_t)(i < EL2_SYSREG_REGISTERS  ? forms[k]
						   : info->access & EL2_EXEC ? EL2_FORM_SYS
									     : EL2_FORM_SYSP),
				.sysreg = (uint16_t)i,
				.key = info->key,
				.cls = EL2_CLASS_SYSTEM,
			};
		}
}

/* Ask the question that the solver found, of the table as it is. */
static void add_witness(const struct solve_state *s, const el2_insn *insn, unsigned el)
{
	struct witness *w = &witnesses[witness_count];

	memset(w, 0, sizeof *w);
	w->insn = *insn;
	w->state.cpu = &w->cpu;
	for (unsigned i = 0; i < s->count; i++) {
		const struct solve_word *word = &s->word[i];

		if (word->base == EL2_TEST_FEATURE)
			w->cpu.features[word->index] = word->value;
		else if (word->base == EL2_TEST_SYSREG)
			w->state.sysreg[word->index] = word->value;
		else if (word->base == EL2_TEST_DERIVED && word->index)
			w->facts[word->index - 1] = word->value;
		else if (word->base == EL2_TEST_DERIVED) {
			w->cpu.choices.tid3_reserved = word->value & EL2_D_TID3_RESERVED;
			w->insn.imm = word->value & EL2_D_OPERAND_0 ? 1 : 0;
			w->state.pstate |= word->value & EL2_D_SP ? EL2_PSTATE_SP : 0;
		}
	}
	w->state.pstate |= el << 2;
	check(w, &w->answer);
	witness_count += witness_count + 1 < WITNESSES;
}

struct place {
	const el2_accessor *accessor;
	const el2_insn *insn;
	uint32_t list[256]; /* the rows that are looked at, in order */
	unsigned count, at, el;
};

static unsigned goals_of_states(struct solve_goal *g)
{
	unsigned n = 0;

	for (const el2_test *t = el2_never_tests; t < el2_never_tests + el2_never_test_count; t = solve_next_row(t))
		g[n++] = (struct solve_goal){t, SOLVE_FALSE};
	return n;
}

/* A state in which all rows before `to` but `at` are false, of row `at` `given` is as wanted and `others` is false, and
 * row `to` decides. */
static bool ask(const struct place *p, const el2_test *given, enum solve_want want, const el2_test *others, unsigned to)
{
	struct solve_goal g[SOLVE_GOALS];
	struct solve_state s = {.steps_max = STEPS};
	unsigned n = goals_of_states(g);
	enum solve_answer answer;

	for (unsigned i = 0; i < to; i++)
		if (i != p->at)
			g[n++] = (struct solve_goal){&el2_tests[el2_rows[p->list[i]].first], SOLVE_FALSE};
	g[n++] = (struct solve_goal){given, want};
	if (others)
		g[n++] = (struct solve_goal){others, SOLVE_FALSE};
	if (to < p->count && to != p->at)
		g[n++] = (struct solve_goal){&el2_tests[el2_rows[p->list[to]].first], SOLVE_MAYBE};
	for (unsigned w = 0; w < EL2_FEATURE_WORDS; w++)
		if (el2_form_features[p->insn->form][0][w])
			solve_set(&s, EL2_TEST_FEATURE, w, el2_form_features[p->insn->form][0][w], UINT64_MAX);
	solve_set(&s, EL2_TEST_DERIVED, 0, EL2_D_EL0 | EL2_D_EL1 | EL2_D_EL2 | EL2_D_EL3 | EL2_D_EXLOCK,
		  (uint64_t)EL2_D_EL0 << p->el);
	answer = solve(&s, g, n);
	too_hard += answer == SOLVE_TOO_HARD;
	if (answer != SOLVE_YES)
		return false;
	add_witness(&s, p->insn, p->el);
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

	if (length > TESTS)
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

/* States around the row: it decides where the next would say something else, and, for each test, it nearly does.
 * Returns whether it decides in one; sets telling[t] if a state tells the row from the one with test t negated. */
static bool find_witnesses(struct place *p, bool *telling)
{
	const el2_test *tests = &el2_tests[el2_rows[p->list[p->at]].first];
	size_t length = (size_t)(solve_next_row(tests) - tests);
	bool decides = ask_below(p, tests, NULL);

	telling[TESTS] |= decides;
	decides = decides || ask(p, tests, SOLVE_TRUE, NULL, p->at);
	if (!decides)
		ask(p, tests, SOLVE_MAYBE, NULL, p->at);
	for (size_t t = 0; t < length; t++) {
		el2_test one[TESTS], others[TESTS];
		size_t begin = 0;

		if (!take_apart(tests, length, t, one, others, &begin))
			return decides;
		bool more = solve_next_row(one) - one != (ptrdiff_t)length;

		telling[t] |= ask_below(p, one, more ? others : NULL);
		one[t - begin].base ^= EL2_TEST_NEGATED;
		telling[t] |= ask_below(p, one, more ? others : NULL);
	}
	return decides;
}

static bool notices(void)
{
	for (unsigned i = 0; i < witness_count; i++) {
		el2_arch_result r;

		check(&witnesses[i], &r);
		if (!same_answer(&r, &witnesses[i].answer))
			return true;
	}
	return false;
}

/* Make every test of the row one that fails, and put them back. */
static void drop(el2_test *t, el2_test *saved)
{
	for (;; t++, saved++) {
		*saved = *t;
		*t = (el2_test){.base = (uint8_t)(t->base & (EL2_TEST_END | EL2_TEST_ROW_END)), .value = 1};
		if (t->base & EL2_TEST_ROW_END)
			return;
	}
}

static void undrop(el2_test *t, const el2_test *saved)
{
	do
		*t++ = *saved;
	while (!(saved++->base & EL2_TEST_ROW_END));
}

/* A mutant that no state can tell from the intact row (told is false) is none: the outcome stays the same, or a fact
 * that the model lacks comes before. */
static void count(bool told, bool noticed, uint32_t row, const char *what)
{
	made++;
	killed += noticed;
	same += !noticed && !told;
	if (!noticed && (told || verbose))
		printf("%s\t%s\t%s\t%s\n", told ? "survives" : "the same", el2_row_ids[row], what, el2_row_texts[row]);
}

/* Break the row in every way, one at a time. The tables have been made writable. */
static void mutate(uint32_t index, bool decides, const bool *telling)
{
	el2_row *row = (el2_row *)(uintptr_t)&el2_rows[index];
	el2_test *first = (el2_test *)(uintptr_t)&el2_tests[row->first], *t = first;
	el2_row intact = *row;
	el2_test saved[1024];

	if (row->outcome == EL2_ROW_TRAP || row->outcome == EL2_ROW_CALL) {
		row->ec ^= 1;
		count(decides, notices(), index, "class");
		*row = intact;
		row->el = row->el == 2 ? 1 : 2;
		count(decides, notices(), index, "level");
		*row = intact;
	}
	for (;; t++) {
		if ((t->base & EL2_TEST_BASE) != EL2_TEST_UNKNOWN) {
			/* without a condition the row is one test, and negating it drops the row */
			t->base ^= EL2_TEST_NEGATED;
			count(telling[t - first], notices(), index, "negated");
			t->base ^= EL2_TEST_NEGATED;
		}
		if (t->base & EL2_TEST_ROW_END)
			break;
	}
	drop(first, saved);
	count(decides && telling[TESTS], notices(), index, "dropped");
	undrop(first, saved);
}

static void each_row(const el2_accessor *a)
{
	struct place p = {.accessor = a, .insn = &insn_of_accessor[a - el2_accessors]};

	for (unsigned level = 0; level < 5; level++)
		for (unsigned i = a->start[level]; i < a->start[level + 1]; i++) {
			bool telling[1024] = {false}, decides = false;

			witness_count = 0;
			for (p.el = level ? level - 1 : 0; p.el < (level ? level : 4u); p.el++) {
				p.count = 0;
				for (unsigned k = 0; k < a->start[5]; k++)
					if (k < a->start[1] || (k >= a->start[p.el + 1] && k < a->start[p.el + 2])) {
						if (k == i)
							p.at = p.count;
						p.list[p.count++] = a->first + k;
					}
				decides |= find_witnesses(&p, telling);
			}
			unexercised += !decides;
			mutate(a->first + i, decides, telling);
		}
}

static int writable(const void *from, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)from & ~(page - 1);

	return mprotect((void *)start, (uintptr_t)from + size - start, PROT_READ | PROT_WRITE);
}

int main(int argc, char **argv)
{
	size_t tests = 0;

	verbose = argc > 1 && !strcmp(argv[1], "-v");
	tests = (size_t)(solve_next_row(&el2_tests[el2_rows[el2_row_count - 1].first]) - el2_tests);
	if (writable(el2_rows, el2_row_count * sizeof *el2_rows) || writable(el2_tests, tests * sizeof *el2_tests)) {
		perror("mprotect");
		return 5;
	}
	find_instructions();
	for (size_t i = 0; i < el2_accessor_count; i++)
		each_row(&el2_accessors[i]);
	printf("%zu rows, %u of which no state reaches; %u mutants, %u of them the same, %u searches given up\n",
	       el2_row_count, unexercised, made, same, too_hard);
	printf("%u of %u killed (%.2f%%)\n", killed, made - same, 100.0 * killed / (made - same));
	return killed < (made - same) * 0.98;
}
