/* SPDX-License-Identifier: MIT */
/* Our own small hypervisor, recorded, with one bug each in its code: the fuzzer finds it, and makes what shows it
 * small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/finds.h"
#include "tests/unit/small_recording.h"

#define RUNS 20000u /* within which each is found */

/* A word of corpora/recordings/small.s, the only one of its value, and what stands there by mistake. */
static const struct bug {
	const char *name;
	uint32_t right, wrong;
	const char *rule; /* in the id of the rule that decided, so that it is the bug and no other */
} bugs[] = {
	{"GCR_EL1 is not in the list, RGSR_EL1 twice", 0x3c0400, 0x3a0400, "gcr_el1"},
	{"the direction of an access is compared, too", 0xd29f83ca, 0xd29f83ea, "mrs-rgsr_el1"},
	{"EL1's own class of data aborts, not the host's", 0xf100915f, 0xf100955f, "memory.stage2"},
	{"another class than that of SMC", 0xf1005d5f, 0xf100595f, "smc"},
};

static struct fixture {
	struct small_recording small;
	el2_recorded *recorded;
	el2_hypervisor hypervisor;
} f;

/* Put a bug into the memory of the recording. */
static void plant(const struct bug *bug)
{
	unsigned places = 0;

	for (size_t n = 0; n < f.small.recording.page_count; n++)
		for (size_t at = 0; bug && at < EL2_RECORDING_PAGE; at += 4)
			if (!memcmp(&f.small.data[n][at], &bug->right, 4)) {
				memcpy(&f.small.data[n][at], &bug->wrong, 4);
				places++;
			}
	assert_int_equal(places, bug != NULL);
}

static void open_recording(const struct bug *bug)
{
	small_recording_open(&f.small);
	plant(bug);
	f.recorded = el2_recorded_new(&f.small.recording, &f.small.cpu, &(el2_recorded_options){0});
	assert_non_null(f.recorded);
	memcpy(f.small.state.sysreg, el2_recorded_state(f.recorded)->sysreg, sizeof f.small.state.sysreg);
	f.hypervisor = el2_recorded_hypervisor(f.recorded);
}

static el2_fuzz *open_fuzz(unsigned promises)
{
	el2_fuzz *fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &f.small.state,
							  .hypervisor = &f.hypervisor,
							  .host_el = 1,
							  .promises = promises,
							  .seed = 1,
							  .length = 8});

	assert_non_null(fuzz);
	return fuzz;
}

static void close_all(el2_fuzz *fuzz)
{
	el2_fuzz_free(fuzz);
	el2_recorded_free(f.recorded);
	el2_recording_close(&f.small.recording);
}

static void test_planted_bugs_are_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof bugs / sizeof *bugs; n++) {
		el2_finding finding = {0};
		el2_fuzz *fuzz;
		bool found;

		open_recording(&bugs[n]);
		fuzz = open_fuzz(EL2_PROMISE_NO_PANIC);
		found = finds_by_rule(fuzz, RUNS, bugs[n].rule, &finding);
		if (!found || finding.stream.count > 3)
			print_error("%s: %s, %zu events\n", bugs[n].name, found ? "found" : "not found",
				    finding.stream.count);
		assert_true(found);
		assert_in_range(finding.stream.count, 1, 3);
		assert_true(el2_fuzz_play(fuzz, &finding.stream, &finding));
		close_all(fuzz);
		/* it is the bug: without it the same stream breaks nothing */
		open_recording(NULL);
		fuzz = open_fuzz(EL2_PROMISE_NO_PANIC);
		assert_false(el2_fuzz_play(fuzz, &finding.stream, &finding));
		close_all(fuzz);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted_bugs_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
