/* SPDX-License-Identifier: MIT */
/* Blocks of runs and their lines: what is found does not depend on who plays them. */
#include "explore/fuzz.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static struct fixture {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor kvm;
} b;

/* A fuzzer whose first runs are `seeds`. */
static el2_fuzz *open_seeded(el2_fuzz_lines *lines, const el2_stream *seeds, size_t count)
{
	el2_fuzz *fuzz;

	b.kvm = boot_as(&b.cpu, &b.boot, &b.state, "7.2", "max", "kvm-arm.mode=protected arm64.nomte");
	fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &b.state,
						.hypervisor = &b.kvm,
						.host_el = 1,
						.promises = EL2_PROMISE_NO_PANIC,
						.seed = 7,
						.length = 8,
						.seeds = seeds,
						.seed_count = count,
						.lines = lines});
	assert_non_null(fuzz);
	return fuzz;
}

static el2_fuzz *open_fuzz(el2_fuzz_lines *lines)
{
	return open_seeded(lines, NULL, 0);
}

#define FOUND_MAX 64u

struct found {
	el2_finding finding[FOUND_MAX];
	size_t count;
};

static void play(el2_fuzz *fuzz, uint64_t block, struct found *found)
{
	el2_fuzz_begin(fuzz, block);
	for (unsigned run = 0; run < EL2_FUZZ_BLOCK; run++)
		if (el2_fuzz_run(fuzz, &found->finding[found->count]))
			found->count += found->count + 1 < FOUND_MAX;
}

static void assert_same(const struct found *x, const struct found *y)
{
	assert_int_equal(x->count, y->count);
	for (size_t n = 0; n < x->count; n++) {
		const el2_finding *a = &x->finding[n], *c = &y->finding[n];

		assert_int_equal(a->run, c->run);
		assert_int_equal(a->rule, c->rule);
		assert_int_equal(a->stream.count, c->stream.count);
		assert_memory_equal(a->stream.event, c->stream.event, a->stream.count * sizeof *a->stream.event);
	}
}

static struct found first, second; /* large */

static void test_lines_know_nothing_of_each_other(void **state)
{
	el2_fuzz *both = open_fuzz(NULL), *alone = open_fuzz(NULL);

	(void)state;
	first.count = second.count = 0;
	play(both, 0, &first);
	first.count = 0;
	play(both, 1, &first);
	play(alone, 1, &second);
	assert_same(&first, &second);
	assert_in_range(first.count, 3, FOUND_MAX);
	assert_in_range(first.finding[0].run, EL2_FUZZ_BLOCK, 2 * EL2_FUZZ_BLOCK - 1);
	assert_true(el2_fuzz_has_decided(both, first.finding[0].rule));
	assert_false(el2_fuzz_has_decided(both, EL2_RULE(EL2_RULES_POLICY, 0)));
	el2_fuzz_free(both);
	el2_fuzz_free(alone);
}

/* A line is gone on with by whoever has its next block, and what it knows is not found again. */
static void test_lines_remember(void **state)
{
	el2_fuzz_lines *lines = el2_fuzz_lines_new();
	el2_fuzz *one = open_fuzz(NULL), *two = open_fuzz(lines), *three = open_fuzz(lines);
	size_t early;

	(void)state;
	first.count = second.count = 0;
	play(one, 3, &first);
	early = first.count;
	play(one, 4, &first);
	play(one, EL2_FUZZ_LINES + 3, &first);

	play(two, 3, &second);
	play(three, 4, &second);
	play(three, EL2_FUZZ_LINES + 3, &second);
	assert_same(&first, &second);
	for (size_t n = early; n < first.count; n++)
		for (size_t k = 0; k < early; k++)
			assert_false(first.finding[n].run >= EL2_FUZZ_LINES * EL2_FUZZ_BLOCK &&
				     first.finding[n].rule == first.finding[k].rule);
	assert_int_equal(el2_fuzz_get_stats(one).kept, el2_fuzz_get_stats(two).kept + el2_fuzz_get_stats(three).kept);
	el2_fuzz_free(one);
	el2_fuzz_free(two);
	el2_fuzz_free(three);
	el2_fuzz_lines_free(lines);
}

/* A line's first block begins it anew. */
static void test_lines_begin_anew(void **state)
{
	el2_fuzz *fuzz = open_fuzz(NULL);

	(void)state;
	first.count = second.count = 0;
	play(fuzz, 2, &first);
	play(fuzz, 2, &second);
	assert_same(&first, &second);
	assert_in_range(first.count, 1, FOUND_MAX);
	el2_fuzz_free(fuzz);
	el2_fuzz_lines_free(NULL);
}

/* What is known at one level is no reason to leave the same instruction out at another. */
static void test_levels_are_two_causes(void **state)
{
	const uint32_t mrs = 0xd53bd0e0, msr_sctlr = 0xd5181000; /* MRS X0, SCXTNUM_EL0; MSR SCTLR_EL1, X0 */
	const el2_event let = {
		.word = msr_sctlr, .el = 1, .reg = 0, .value = 0x30d0198d & ~UINT64_C(0x100000)}; /* TSCXT */
	const el2_stream seeds[] = {{.count = 1, .event = {{.word = mrs, .el = 1, .reg = 31}}},
				    {.count = 2, .event = {let, {.word = mrs, .el = 0, .reg = 31}}}};
	el2_fuzz *fuzz = open_seeded(NULL, seeds, 2);
	el2_finding at_el1, at_el0;

	(void)state;
	assert_true(el2_fuzz_run(fuzz, &at_el1));
	assert_true(el2_fuzz_run(fuzz, &at_el0));
	assert_int_not_equal(at_el1.rule, at_el0.rule);
	assert_int_equal(at_el0.stream.count, 2);
	el2_fuzz_free(fuzz);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_know_nothing_of_each_other),
		cmocka_unit_test(test_lines_remember),
		cmocka_unit_test(test_lines_begin_anew),
		cmocka_unit_test(test_levels_are_two_causes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
