/* SPDX-License-Identifier: MIT */
/* MTE disabled against no MTE: what the host sees of a bug is found and made small; without one there is nothing to
 * see but what is listed. */
#include "explore/fuzz.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"
#include "tests/unit/finds.h"

static struct side {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor kvm;
} with, without;

static void ata_left_set(void)
{
	unsigned msb, lsb;

	assert_true(el2_field_find(EL2_SYSREG_HCR_EL2, "ATA", 3, &msb, &lsb));
	with.state.sysreg[EL2_SYSREG_HCR_EL2] |= UINT64_C(1) << lsb;
}

/* The UNDEFINED that is injected has the class of the trap. */
static void keeps_the_class(const void *context, const el2_state *state, const el2_exception *taken,
			    el2_response *response, el2_trail *trail)
{
	(void)context;
	with.kvm.handle(with.kvm.context, state, taken, response, trail);
	if (response->action == EL2_ACTION_INJECT && EL2_ESR_EC(taken->esr) == EL2_EC_SYS64)
		response->injected.esr = taken->esr;
}

/* The one for TFSRE0_EL1 goes to the instruction behind. */
static void skips_it(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		     el2_trail *trail)
{
	(void)context;
	with.kvm.handle(with.kvm.context, state, taken, response, trail);
	if (response->action == EL2_ACTION_INJECT && EL2_ESR_EC(taken->esr) == EL2_EC_SYS64 &&
	    el2_sys64_key(taken->esr) == el2_sysreg_get(EL2_SYSREG_TFSRE0_EL1)->key)
		response->injected.elr += 4;
}

static const struct bug {
	const char *name, *kernel;
	void (*state)(void);
	void (*handle)(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		       el2_trail *trail);
	const char *rule; /* in the id of the one that decided */
	unsigned runs;    /* within which it is found; 0: there is none */
} bugs[] = {
	{"ATA left set", "7.2", ata_left_set, NULL, "gcr_el1", 20000},
	{"the class of the trap is injected", "7.2", NULL, keeps_the_class, "gcr_el1", 20000},
	{"ELR of one register is wrong", "7.2", NULL, skips_it, "tfsre0_el1", 20000},
	{"6.12 leaves the registers open", "6.12", NULL, NULL, "rgsr_el1", 20000},
	{"as merged there is none", "7.0", NULL, NULL, "", 0},
	{"nor later", "7.2", NULL, NULL, "", 0},
};

static el2_fuzz *open_fuzz(const el2_hypervisor *hypervisor)
{
	return el2_fuzz_new(&(el2_fuzz_options){.state = &with.state,
						.hypervisor = hypervisor,
						.host_el = 1,
						.promises = EL2_PROMISE_LIKE_NO_MTE,
						.seed = 1,
						.length = 8,
						.without = &without.state,
						.without_hypervisor = &without.kvm});
}

static void boot_both(const char *kernel)
{
	const char *cmdline = "kvm-arm.mode=protected arm64.nomte";

	with.kvm = boot_as(&with.cpu, &with.boot, &with.state, kernel, "neoverse-n2", cmdline);
	without.kvm = boot_as(&without.cpu, &without.boot, &without.state, kernel, "neoverse-n2,mte=0", cmdline);
}

static void test_planted_bugs_are_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof bugs / sizeof *bugs; n++) {
		const struct bug *bug = &bugs[n];
		el2_hypervisor broken = {.name = "broken", .handle = bug->handle};
		el2_finding finding;
		el2_fuzz *fuzz;
		bool found;

		boot_both(bug->kernel);
		if (bug->state)
			bug->state();
		fuzz = open_fuzz(bug->handle ? &broken : &with.kvm);
		assert_non_null(fuzz);
		found = finds_by_rule(fuzz, bug->runs ? bug->runs : 100000, bug->rule, &finding);
		if (found != (bug->runs != 0))
			print_error("%s: %s\n", bug->name, found ? "found" : "not found");
		assert_int_equal(found, bug->runs != 0);
		if (found) {
			assert_in_range(finding.stream.count, 1, 3);
			assert_true(el2_fuzz_play(fuzz, &finding.stream, &finding));
		}
		el2_fuzz_free(fuzz);
	}
}

static bool plays(const el2_stream *stream)
{
	el2_fuzz *fuzz;
	el2_finding finding;
	bool broken;

	boot_both("7.2");
	fuzz = open_fuzz(&with.kvm);
	assert_non_null(fuzz);
	broken = el2_fuzz_play(fuzz, stream, &finding);
	el2_fuzz_free(fuzz);
	return broken;
}

/* Exceptions are injected as if SP were that of EL1, whichever the host had selected: of the registers of MTE that is
 * listed, and what is listed does not show behind it. */
static void test_what_is_listed(void **state)
{
	static const el2_stream listed = {4,
					  {{.word = 0xd50040bf, .el = 1, .reg = 31, .value = 0},
					   {.word = 0xd5385600, .el = 1, .reg = 31, .value = 0},
					   {.word = 0xd9600020, .el = 1, .reg = 1, .value = 0x42001000},
					   {.word = 0xaa0003e2, .el = 1, .reg = 31, .value = 0}}};

	(void)state; /* MSR SPSel, #0; MRS TFSR_EL1; LDG X0, [X1]; MOV X2, X0 */
	assert_false(plays(&listed));
}

static void test_the_other_machine_is_needed(void **state)
{
	el2_fuzz_options o = {.state = &with.state,
			      .hypervisor = &with.kvm,
			      .host_el = 1,
			      .promises = EL2_PROMISE_LIKE_NO_MTE,
			      .length = 8};

	(void)state;
	assert_null(el2_fuzz_new(&o));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted_bugs_are_found),
		cmocka_unit_test(test_what_is_listed),
		cmocka_unit_test(test_the_other_machine_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
