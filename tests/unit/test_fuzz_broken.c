/* SPDX-License-Identifier: MIT */
/* Builds of the model with a bug in instructions whose names begin with EL2_TEST_OP: the fuzzer finds it, and makes
 * what shows it small. MTE is off by policy. Executing it is wrong by EL2_TEST_PROMISE. */
#include "explore/fuzz.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

#define RUNS 20000u /* within which each is found */

static bool opinion(void *unicorn, el2_state *state, el2_memory *memory, const el2_insn *insn)
{
	return el2_unicorn_step(unicorn, state, memory, insn);
}

static void test_the_bug_is_found(void **state)
{
	el2_cpu cpu;
	el2_boot boot;
	static el2_state booted;
	el2_hypervisor kvm = boot_as(&cpu, &boot, &booted, "7.2", "max", "kvm-arm.mode=protected arm64.nomte");
	el2_unicorn *unicorn = el2_unicorn_new();
	el2_fuzz *fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &booted,
							  .hypervisor = &kvm,
							  .host_el = 1,
							  .promises = EL2_TEST_PROMISE,
							  .seed = 1,
							  .length = 8,
							  .opinion = opinion,
							  .opinion_context = unicorn});
	el2_finding finding;
	unsigned run = 0;
	el2_insn insn;

	(void)state;
	assert_non_null(fuzz);
	while (run < RUNS && !el2_fuzz_run(fuzz, &finding))
		run++;
	assert_in_range(run, 0, RUNS - 1);
	el2_fuzz_minimize(fuzz, &finding);
	assert_in_range(finding.stream.count, 1, 3);
	el2_decode(finding.stream.event[finding.stream.count - 1].word, &insn);
	assert_memory_equal(el2_form_get((el2_form)insn.form)->op, EL2_TEST_OP, sizeof EL2_TEST_OP - 1);
	assert_true(el2_fuzz_play(fuzz, &finding.stream, &finding));
	el2_fuzz_free(fuzz);
	el2_unicorn_free(unicorn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_bug_is_found)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
