/* SPDX-License-Identifier: MIT */
/* Hypervisors with one bug each: the fuzzer finds it, and makes what shows it small. */
#include "explore/fuzz.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"
#include "tests/unit/finds.h"

static struct boot {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor kvm;
} b;

static void boot(const char *kernel, const char *cpu, const char *cmdline)
{
	b.kvm = boot_as(&b.cpu, &b.boot, &b.state, kernel, cpu, cmdline);
}

static el2_fuzz_options options(unsigned promises, uint64_t seed)
{
	return (el2_fuzz_options){
		.state = &b.state, .hypervisor = &b.kvm, .host_el = 1, .promises = promises, .seed = seed, .length = 8};
}

/* ---- bugs ---- */

static void set_bit(el2_sysreg reg, const char *field, bool on)
{
	unsigned msb, lsb;

	assert_true(el2_field_find(reg, field, strlen(field), &msb, &lsb));
	b.state.sysreg[reg] &= ~(UINT64_C(1) << lsb);
	b.state.sysreg[reg] |= (uint64_t)on << lsb;
}

static void ata_left_set(void)
{
	set_bit(EL2_SYSREG_HCR_EL2, "ATA", true);
}

static void stage2_left_off(void)
{
	set_bit(EL2_SYSREG_HCR_EL2, "VM", false);
}

static void scxtnum_left_trapped(void)
{
	set_bit(EL2_SYSREG_HCR_EL2, "EnSCXT", false);
}

static void api_left_trapped(void)
{
	set_bit(EL2_SYSREG_HCR_EL2, "API", false);
}

static bool is_access_of(const el2_exception *taken, el2_sysreg reg)
{
	return EL2_ESR_EC(taken->esr) == EL2_EC_SYS64 && el2_sys64_key(taken->esr) == el2_sysreg_get(reg)->key;
}

static void panic_at(el2_response *response)
{
	*response = (el2_response){.action = EL2_ACTION_PANIC, .handler = "test", .what = "planted"};
}

#define HANDLER(name)                                                                                                  \
	static void name(const void *context, const el2_state *state, const el2_exception *taken,                      \
			 el2_response *response, el2_trail *trail)

HANDLER(forgets_rgsr)
{
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	(void)context;
	if (is_access_of(taken, EL2_SYSREG_RGSR_EL1))
		panic_at(response);
}

HANDLER(forgets_tfsre0)
{
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	(void)context;
	if (is_access_of(taken, EL2_SYSREG_TFSRE0_EL1) && !(taken->esr & 1))
		panic_at(response);
}

HANDLER(forgets_gcr)
{
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	(void)context;
	if (is_access_of(taken, EL2_SYSREG_GCR_EL1))
		panic_at(response);
}

HANDLER(maps_every_page)
{
	unsigned ec = (unsigned)EL2_ESR_EC(taken->esr);

	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (ec == EL2_EC_DABT_LOW)
		*response = (el2_response){
			.action = EL2_ACTION_RETRY,
			.maps = true,
			.map = {.ipa = taken->hpfar >> 4 << 12, .perm = EL2_PERM_R | EL2_PERM_W | EL2_PERM_X},
			.handler = "mem-abort"};
}

HANDLER(panics_on_aborted_writes)
{
	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (EL2_ESR_EC(taken->esr) == EL2_EC_DABT_LOW && taken->esr & 1u << 6)
		panic_at(response);
}

HANDLER(panics_on_an_smc)
{
	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (EL2_ESR_EC(taken->esr) == EL2_EC_SMC64 && state->x[0] == 0xc4000003)
		panic_at(response);
}

HANDLER(panics_on_smc_immediates)
{
	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (EL2_ESR_EC(taken->esr) == EL2_EC_SMC64 && taken->esr & 0x8000)
		panic_at(response);
}

/* Off by one: the page after the one that is wanted. */
HANDLER(maps_the_next_page)
{
	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (response->maps)
		response->map.ipa += EL2_PAGE_SIZE;
}

/* EL1's rule for aborts of EL0. */
HANDLER(panics_on_aborts_of_el0)
{
	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (EL2_ESR_EC(taken->esr) == EL2_EC_DABT_LOW && !el2_el(state))
		panic_at(response);
}

/* The class that is EL0's, whoever the host was. */
HANDLER(injects_the_wrong_class)
{
	(void)context;
	b.kvm.handle(b.kvm.context, state, taken, response, trail);
	if (response->action == EL2_ACTION_INJECT && EL2_ESR_EC(response->injected.esr) == EL2_EC_DABT_LOW + 1)
		response->injected.esr -= UINT64_C(1) << 26;
}

static bool class_is_of_the_level(void *context, const el2_event *event, const el2_insn *insn,
				  const el2_step_result *result)
{
	const el2_verdict *v = &result->verdict;

	(void)context;
	(void)insn;
	return !v->has_delivered || event->el == 0 || EL2_ESR_EC(v->delivered.esr) != EL2_EC_DABT_LOW;
}

static void tid5_forgotten(void)
{
	set_bit(EL2_SYSREG_HCR_EL2, "TID5", false);
}

static bool gmid_is_hidden(void *context, const el2_event *event, const el2_insn *insn, const el2_step_result *result)
{
	(void)context;
	(void)event;
	return insn->word >> 5 != 0xd5390080 >> 5 || result->verdict.verdict != EL2_PASS;
}

static const struct bug {
	const char *name;
	unsigned promise;
	void (*state)(void);
	void (*handle)(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		       el2_trail *trail);
	const char *rule;           /* in the id of the rule that decided, so that it is the bug and no other */
	unsigned runs;              /* within which it is found */
	el2_invariant_fn invariant; /* of EL2_PROMISE_OF_USER */
} bugs[] = {
	{"ATA left set", EL2_PROMISE_NO_TAGS, ata_left_set, NULL, "memory.", 50000, NULL},
	{"stage 2 left off", EL2_PROMISE_OWN_PAGES, stage2_left_off, NULL, "memory.", 20000, NULL},
	{"EnSCXT forgotten", EL2_PROMISE_NO_PANIC, scxtnum_left_trapped, NULL, "scxtnum", 50000, NULL},
	{"API forgotten", EL2_PROMISE_NO_PANIC, api_left_trapped, NULL, "api", 50000, NULL},
	{"RGSR_EL1 forgotten in the handler", EL2_PROMISE_NO_PANIC, NULL, forgets_rgsr, "rgsr_el1", 50000, NULL},
	{"writes of TFSRE0_EL1 forgotten", EL2_PROMISE_NO_PANIC, NULL, forgets_tfsre0, "msr-tfsre0_el1", 50000, NULL},
	{"GCR_EL1 forgotten in the handler", EL2_PROMISE_NO_PANIC, NULL, forgets_gcr, "gcr_el1", 50000, NULL},
	{"a page mapped that is not the host's", EL2_PROMISE_OWN_PAGES, NULL, maps_every_page, "memory.", 50000, NULL},
	{"writes that abort at stage 2", EL2_PROMISE_NO_PANIC, NULL, panics_on_aborted_writes, "memory.stage2", 50000,
	 NULL},
	{"one SMC", EL2_PROMISE_NO_PANIC, NULL, panics_on_an_smc, "smc", 200000, NULL},
	{"large immediates of SMC", EL2_PROMISE_NO_PANIC, NULL, panics_on_smc_immediates, "smc", 50000, NULL},
	{"the next page mapped", EL2_PROMISE_OWN_PAGES, NULL, maps_the_next_page, "memory.", 50000, NULL},
	{"aborts of EL0", EL2_PROMISE_NO_PANIC, NULL, panics_on_aborts_of_el0, "memory.stage2", 50000, NULL},
	{"an abort injected with the wrong class", EL2_PROMISE_OF_USER, NULL, injects_the_wrong_class, "memory.stage2",
	 50000, class_is_of_the_level},
	{"TID5 forgotten", EL2_PROMISE_OF_USER, tid5_forgotten, NULL, "gmid_el1", 50000, gmid_is_hidden},
};

static void test_planted_bugs_are_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof bugs / sizeof *bugs; n++) {
		const struct bug *bug = &bugs[n];
		el2_fuzz_options o = options(bug->promise, 1);
		el2_hypervisor broken;
		el2_finding finding;
		el2_fuzz *fuzz;
		bool found;

		boot("7.2", "max", "kvm-arm.mode=protected arm64.nomte");
		o.invariant = bug->invariant;
		broken = (el2_hypervisor){.name = "broken", .handle = bug->handle};
		if (bug->state)
			bug->state();
		if (bug->handle)
			o.hypervisor = &broken;
		fuzz = el2_fuzz_new(&o);
		assert_non_null(fuzz);
		found = finds_by_rule(fuzz, bug->runs, bug->rule, &finding);
		if (!found || finding.stream.count > 3)
			print_error("%s: %s, %zu events\n", bug->name, found ? "found" : "not found",
				    found ? finding.stream.count : 0);
		assert_true(found);
		assert_int_equal(finding.promise, bug->promise);
		assert_in_range(finding.stream.count, 1, 3);
		assert_true(el2_fuzz_play(fuzz, &finding.stream, &finding));
		el2_fuzz_free(fuzz);
	}
}

static void test_no_bug_no_finding(void **state)
{
	el2_fuzz_options o = options(EL2_PROMISE_NO_PANIC | EL2_PROMISE_NO_TAGS | EL2_PROMISE_OWN_PAGES, 1);
	el2_finding finding;
	el2_fuzz *fuzz;

	(void)state;
	boot("7.2", "cortex-a72,mte=3", "kvm-arm.mode=protected arm64.nomte");
	fuzz = el2_fuzz_new(&o);
	for (unsigned run = 0; run < 100000; run++)
		if (el2_fuzz_run(fuzz, &finding))
			fail_msg("%s, word %08x", el2_promise_name(finding.promise),
				 (unsigned)finding.stream.event[finding.stream.count - 1].word);
	assert_in_range(el2_fuzz_get_stats(fuzz).rules, 500, SIZE_MAX);
	el2_fuzz_free(fuzz);
}

/* 6.12 hides MTE and leaves it: the hole that the series closes. */
static void test_the_hole_of_the_series(void **state)
{
	static const struct {
		const char *kernel;
		bool found;
	} rows[] = {{"6.12", true}, {"7.0", false}, {"7.2", false}};

	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		el2_fuzz_options o = options(EL2_PROMISE_NO_TAGS, 1);
		el2_finding finding;
		el2_fuzz *fuzz;
		bool found = false;

		boot(rows[n].kernel, "max", "kvm-arm.mode=protected arm64.nomte");
		fuzz = el2_fuzz_new(&o);
		for (unsigned run = 0; run < 100000 && !found; run++)
			found = el2_fuzz_run(fuzz, &finding);
		assert_int_equal(found, rows[n].found);
		el2_fuzz_free(fuzz);
	}
}

static void test_same_seed_same_findings(void **state)
{
	el2_fuzz_options o = options(EL2_PROMISE_NO_PANIC, 7);
	el2_finding x, y;
	el2_fuzz *one, *two;
	unsigned findings = 0;

	(void)state;
	boot("7.2", "max", "kvm-arm.mode=protected arm64.nomte");
	one = el2_fuzz_new(&o);
	two = el2_fuzz_new(&o);
	for (unsigned run = 0; run < 30000; run++) {
		bool found = el2_fuzz_run(one, &x);

		assert_int_equal(found, el2_fuzz_run(two, &y));
		findings += found;
		if (found) {
			assert_int_equal(x.rule, y.rule);
			assert_int_equal(x.stream.count, y.stream.count);
			assert_memory_equal(x.stream.event, y.stream.event, x.stream.count * sizeof *x.stream.event);
		}
	}
	assert_in_range(findings, 3, 1000);
	el2_fuzz_free(one);
	el2_fuzz_free(two);
}

static bool no_smc(void *context, const el2_event *event, const el2_insn *insn, const el2_step_result *result)
{
	(void)context;
	(void)event;
	(void)result;
	return insn->form != EL2_FORM_SMC;
}

static void test_a_promise_of_the_users(void **state)
{
	el2_fuzz_options o = options(EL2_PROMISE_OF_USER, 1);
	el2_finding finding;
	el2_fuzz *fuzz;
	bool found = false;

	(void)state;
	boot("7.2", "max", "kvm-arm.mode=protected");
	o.invariant = no_smc;
	fuzz = el2_fuzz_new(&o);
	for (unsigned run = 0; run < 100000 && !found; run++)
		found = el2_fuzz_run(fuzz, &finding);
	assert_true(found);
	el2_fuzz_minimize(fuzz, &finding);
	assert_int_equal(finding.promise, EL2_PROMISE_OF_USER);
	assert_int_equal(finding.stream.count, 1);
	assert_int_equal(finding.stream.event[0].word & 0xffe0001f, 0xd4000003);
	el2_fuzz_free(fuzz);
}

/* ---- streams by hand ---- */

#define PAGE(n) (UINT64_C(0x42000000) + (n)*EL2_PAGE_SIZE) /* 1: the host's, 3: the hypervisor's */

#define MSR_SCTLR UINT32_C(0xd5181009) /* msr sctlr_el1, x9 */
#define LDG       UINT32_C(0xd9600020) /* ldg x0, [x1] */
#define LDR       UINT32_C(0xf9400020) /* ldr x0, [x1] */
#define MOV       UINT32_C(0xd2800000) /* mov x0, #0 */
#define ATA       (UINT64_C(1) << 43)  /* SCTLR_EL1.ATA */
#define TCF_ASYNC (UINT64_C(2) << 40)  /* SCTLR_EL1.TCF: a wrong tag is noted in TFSR_EL1 */

static bool plays(const el2_stream *stream, const el2_hypervisor *hypervisor, unsigned promise, el2_finding *finding)
{
	el2_fuzz_options o = options(promise, 1);
	el2_fuzz *fuzz;
	bool broken;

	o.hypervisor = hypervisor;
	fuzz = el2_fuzz_new(&o);
	assert_non_null(fuzz);
	broken = el2_fuzz_play(fuzz, stream, finding);
	el2_fuzz_free(fuzz);
	return broken;
}

#define EVENT(w, n, v)                                                                                                 \
	{                                                                                                              \
		.word = (w), .el = 1, .reg = (n), .value = (v)                                                         \
	}

/* What is seen for one event only has been seen. */
static void test_seen_and_forgotten(void **state)
{
	static const el2_stream stream = {3, {EVENT(MSR_SCTLR, 9, ATA | 1), EVENT(LDG, 1, PAGE(1)), EVENT(MOV, 31, 0)}};
	el2_finding finding;

	(void)state;
	boot("7.2", "max", "kvm-arm.mode=protected arm64.nomte");
	assert_false(plays(&stream, &b.kvm, EL2_PROMISE_NO_TAGS, &finding));
	ata_left_set();
	assert_true(plays(&stream, &b.kvm, EL2_PROMISE_NO_TAGS, &finding));
	assert_int_equal(finding.stream.count, 2);
}

/* Tags that show in a system register alone: found behind the last event, told of the one that it was. */
static void test_seen_in_a_system_register(void **state)
{
	static const el2_stream stream = {3,
					  {EVENT(MSR_SCTLR, 9, ATA | TCF_ASYNC | 1),
					   EVENT(LDR, 1, PAGE(1) | UINT64_C(3) << 56), EVENT(MOV, 31, 0)}};
	el2_finding finding;
	unsigned msb, lsb;

	(void)state;
	boot("7.2", "max", "kvm-arm.mode=protected arm64.nomte");
	ata_left_set();
	assert_true(el2_field_find(EL2_SYSREG_TCR_EL1, "TBI0", 4, &msb, &lsb));
	b.state.sysreg[EL2_SYSREG_TCR_EL1] |= UINT64_C(1) << lsb;
	assert_true(plays(&stream, &b.kvm, EL2_PROMISE_NO_TAGS, &finding));
	assert_int_equal(finding.stream.count, 2);
}

/* The host executes again what the hypervisor mapped a page for: one event, not two. */
static void test_mapped_and_tried_again(void **state)
{
	static const el2_stream stream = {1, {EVENT(LDR, 1, PAGE(3))}};
	static const el2_hypervisor broken = {.name = "broken", .handle = maps_every_page};
	el2_finding finding;

	(void)state;
	boot("7.2", "max", "kvm-arm.mode=protected arm64.nomte");
	assert_false(plays(&stream, &b.kvm, EL2_PROMISE_OWN_PAGES, &finding));
	assert_true(plays(&stream, &broken, EL2_PROMISE_OWN_PAGES, &finding));
}

static void test_options_out_of_range(void **state)
{
	el2_fuzz_options o = options(EL2_PROMISE_NO_PANIC, 1);

	(void)state;
	boot("7.2", "max", "kvm-arm.mode=protected");
	o.length = 0;
	assert_null(el2_fuzz_new(&o));
	o.length = EL2_STREAM_EVENTS + 1;
	assert_null(el2_fuzz_new(&o));
	o.length = 8;
	o.host_el = 3;
	assert_null(el2_fuzz_new(&o));
	assert_null(el2_promise_name(1u << 31));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted_bugs_are_found), cmocka_unit_test(test_no_bug_no_finding),
		cmocka_unit_test(test_the_hole_of_the_series), cmocka_unit_test(test_same_seed_same_findings),
		cmocka_unit_test(test_a_promise_of_the_users), cmocka_unit_test(test_options_out_of_range),
		cmocka_unit_test(test_seen_and_forgotten),     cmocka_unit_test(test_seen_in_a_system_register),
		cmocka_unit_test(test_mapped_and_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
