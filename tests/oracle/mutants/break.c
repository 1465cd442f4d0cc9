/* SPDX-License-Identifier: MIT */
/* Rows broken in every way, one at a time. The tables have been made writable. */
#include "tests/oracle/mutants/mutants.h"

#include <string.h>

struct breaking {
	uint32_t index;
	bool verbose, *needed;
	struct mutants_counts *counts;
};

static bool tells(const struct witness *w)
{
	el2_arch_result r;

	mutants_ask(w, &r);
	return !mutants_same_answer(&r, &w->answer);
}

/* The first witness that notices: among those needed already, or one more. */
static bool notices(bool *needed)
{
	for (unsigned pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < mutants_witness_count; i++)
			if (needed[i] == !pass && tells(&mutants_witnesses[i])) {
				needed[i] = true;
				return true;
			}
	return false;
}

/* The row is broken: ask. A mutant that no state can tell from the intact row (told is false) is none: the outcome
 * stays the same, or a fact that the model lacks comes before. */
static void count(const struct breaking *b, bool told, const char *what)
{
	bool noticed = notices(b->needed);

	b->counts->made++;
	b->counts->killed += noticed;
	b->counts->same += !noticed && !told;
	if (!noticed && (told || b->verbose))
		printf("%s\t%s\t%s\t%s\n", told ? "survives" : "the same", el2_row_ids[b->index], what,
		       el2_row_texts[b->index]);
}

static void set(el2_test *t, uint16_t value)
{
	*t = (el2_test){.base = (uint8_t)(t->base & (EL2_TEST_END | EL2_TEST_ROW_END)), .value = value};
}

/* Without any of its conjunctions. */
static void drop(const struct breaking *b, el2_test *first, bool told)
{
	el2_test saved[MUTANTS_TESTS], *t = first;
	size_t n = 0;

	do {
		saved[n++] = *t;
		set(t, 1);
	} while (!(t++->base & EL2_TEST_ROW_END) && n < MUTANTS_TESTS);
	count(b, told, "dropped");
	memcpy(first, saved, n * sizeof *saved);
}

void mutants_break(uint32_t index, const struct telling *telling, bool verbose, bool *needed,
		   struct mutants_counts *counts)
{
	struct breaking b = {index, verbose, needed, counts};
	el2_row *row = (el2_row *)(uintptr_t)&el2_rows[index];
	el2_test *first = (el2_test *)(uintptr_t)&el2_tests[row->first], *t = first;
	el2_row intact = *row;

	memset(needed, 0, MUTANTS_WITNESSES * sizeof *needed);
	drop(&b, first, telling->decides && telling->dropped);
	if (row->outcome == EL2_THEN_TRAP || row->outcome == EL2_THEN_CALL) {
		row->ec ^= 1;
		count(&b, telling->decides, "class");
		*row = intact;
		row->el = row->el == 2 ? 1 : 2;
		count(&b, telling->decides, "level");
		*row = intact;
	}
	for (;; t++) {
		el2_test was = *t;

		if ((was.base & EL2_TEST_BASE) != EL2_TEST_UNKNOWN) {
			/* without a condition the row is one test, and negating it drops the row */
			t->base ^= EL2_TEST_NEGATED;
			count(&b, telling->negated[t - first], "negated");
			*t = was;
			if (!el2_test_is_always(t)) {
				set(t, 0);
				count(&b, telling->without[t - first], "without");
				*t = was;
			}
		}
		if (t->base & EL2_TEST_ROW_END)
			break;
	}
}
