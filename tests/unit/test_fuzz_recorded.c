/* SPDX-License-Identifier: MIT */
/* Our own small hypervisor, recorded, with one bug each in its code: the fuzzer finds it, and makes what shows it
 * small. */
#include "explore/fuzz.h"
#include "policy/policy.h"
#include "recording/hypervisor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RUNS  20000u /* within which each is found */
#define PAGES 32u

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
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_recording recording;
	el2_recorded_page pages[PAGES];
	uint8_t data[PAGES][EL2_RECORDING_PAGE];
	el2_recorded *recorded;
	el2_hypervisor hypervisor;
} f;

/* Put a bug into the memory of the recording. */
static void plant(const struct bug *bug)
{
	unsigned places = 0;

	assert_in_range(f.recording.page_count, 1, PAGES);
	for (size_t n = 0; n < f.recording.page_count; n++) {
		f.pages[n].pa = f.recording.pages[n].pa;
		f.pages[n].data = f.data[n];
		memcpy(f.data[n], f.recording.pages[n].data, EL2_RECORDING_PAGE);
		for (size_t at = 0; bug && at < EL2_RECORDING_PAGE; at += 4)
			if (!memcmp(&f.data[n][at], &bug->right, 4)) {
				memcpy(&f.data[n][at], &bug->wrong, 4);
				places++;
			}
	}
	f.recording.pages = f.pages;
	assert_int_equal(places, bug != NULL);
}

static void open_recording(const struct bug *bug)
{
	static unsigned char bytes[1 << 16];
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	FILE *file = fopen(EL2_TEST_RECORDINGS "/small.rec", "rb");
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_int_equal(el2_recording_open(bytes, size, "small.rec", &f.recording, NULL), EL2_OK);
	plant(bug);
	assert_int_equal(el2_cpu_parse("qemu72-max", &f.cpu, NULL), EL2_OK);
	config.cpu = &f.cpu;
	config.cmdline = f.recording.text[EL2_RECORDING_CMDLINE];
	config.kernel = el2_kernel_by_name("7.2");
	assert_int_equal(el2_boot_make(&config, &f.boot, NULL), EL2_OK);
	el2_boot_state(&f.boot, &f.state);
	f.recorded = el2_recorded_new(&f.recording, &f.cpu, &(el2_recorded_options){0});
	assert_non_null(f.recorded);
	memcpy(f.state.sysreg, el2_recorded_state(f.recorded)->sysreg, sizeof f.state.sysreg);
	f.hypervisor = el2_recorded_hypervisor(f.recorded);
}

static el2_fuzz *open_fuzz(unsigned promises)
{
	el2_fuzz *fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &f.state,
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
	el2_recording_close(&f.recording);
}

static bool finds(el2_fuzz *fuzz, const char *id, el2_finding *finding)
{
	el2_rule_info rule;

	for (unsigned run = 0; run < RUNS; run++)
		if (el2_fuzz_run(fuzz, finding) && el2_policy_rule_info(finding->rule, &rule) && strstr(rule.id, id)) {
			el2_fuzz_minimize(fuzz, finding);
			return true;
		}
	return false;
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
		found = finds(fuzz, bugs[n].rule, &finding);
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
