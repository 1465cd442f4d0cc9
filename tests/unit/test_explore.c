/* SPDX-License-Identifier: MIT */
/* An audit against decisions made one by one. */
#include "explore/explore.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static uint64_t seed = RANDOM_SEED;

static uint32_t next(void)
{
	return (uint32_t)(next_random(&seed) >> 16);
}

static struct boot {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor hypervisor;
} b;

static void boot(const char *cpu, const char *cmdline)
{
	b.hypervisor = boot_as(&b.cpu, &b.boot, &b.state, NULL, cpu, cmdline);
}

static void test_sizes_add_up(void **state)
{
	uint64_t sum = 0;

	(void)state;
	for (size_t n = 0; n < el2_word_class_count(); n++) {
		uint32_t word, count;
		el2_insn insn;

		assert_true(el2_word_class_get(n, &word, &count));
		assert_true(count > 0);
		el2_decode(word, &insn);
		assert_int_equal(el2_word_class_of(insn.word), n);
		sum += count;
	}
	assert_int_equal(sum, UINT64_C(1) << 32);
	assert_false(el2_word_class_get(el2_word_class_count(), &(uint32_t){0}, &(uint32_t){0}));
}

/* A stretch of words in each of which classes are dense: the system space, MOPS, exclusive and paired accesses. */
static void test_counts_are_of_words(void **state)
{
	static const uint32_t first[] = {0xd5080000, 0x19000400, 0x08000000, 0xa8c00000, 0xd4000000};
	uint64_t *counts = calloc(el2_word_class_count(), sizeof *counts), sum = 0, wrong = 0;
	const el2_audit_options options = {&b.state, &b.hypervisor, true};

	(void)state;
	assert_non_null(counts);
	boot("max", "kvm-arm.mode=protected arm64.nomte");
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		assert_true(el2_audit_prove(&options, first[i], 1u << 16, counts, &wrong));
	assert_int_equal(wrong, 0);
	for (size_t n = 0; n < el2_word_class_count(); n++) {
		uint32_t word, count;

		el2_word_class_get(n, &word, &count);
		assert_true(counts[n] <= count);
		sum += counts[n];
	}
	assert_int_equal(sum, 5u << 16);
	free(counts);
}

static void compare(const el2_audit *audit, uint32_t word)
{
	const el2_audit_answer *a;
	el2_verdict v;
	el2_insn insn;

	el2_decode(word, &insn);
	for (unsigned el = 0; el < 2; el++) {
		el2_set_el(&b.state, el);
		el2_decide(&b.state, &b.hypervisor, &insn, &v, NULL);
		a = el2_audit_get(audit, el2_word_class_of(insn.word), el);
		if (a->verdict != v.verdict || a->action != v.action ||
		    (v.has_taken && a->ec != EL2_ESR_EC(v.taken.esr)))
			fail_msg("%08x at EL%u: %s, its class (%08x) %s", (unsigned)word, el,
				 el2_verdict_name(v.verdict), (unsigned)a->word,
				 el2_verdict_name((el2_verdict_kind)a->verdict));
	}
}

/* Every word of a class decides as the class does, the host's registers as they are. */
static void test_words_decide_as_their_class(void **state)
{
	static const char *const cpus[] = {"max", "neoverse-n1", "all"};

	(void)state;
	for (size_t c = 0; c < sizeof cpus / sizeof *cpus; c++) {
		el2_audit *audit;

		boot(cpus[c], "kvm-arm.mode=protected arm64.nomte");
		audit = el2_audit_new(&(el2_audit_options){&b.state, &b.hypervisor, true});
		assert_non_null(audit);
		for (int i = 0; i < 200000; i++)
			compare(audit, next());
		for (int i = 0; i < 200000; i++)
			compare(audit, 0xd5000000 | (next() & 0xffffff));
		for (uint32_t key = 0; key < 1u << 18; key += 7)
			compare(audit, 0xd5000000 | key << 5 | (next() & 31));
		el2_audit_free(audit);
	}
}

/* A hostile host can do what a polite one can, and more; what it has to set brings the verdict about. */
static void test_settings_do_it(void **state)
{
	const el2_audit_group *g;
	el2_audit *polite, *hostile;
	unsigned with_settings = 0;

	(void)state;
	boot("max", "kvm-arm.mode=protected arm64.nomte");
	polite = el2_audit_new(&(el2_audit_options){&b.state, &b.hypervisor, true});
	hostile = el2_audit_new(&(el2_audit_options){&b.state, &b.hypervisor, false});
	assert_non_null(polite);
	assert_non_null(hostile);
	for (unsigned el = 0; el < 2; el++) {
		uint64_t sum = 0;

		assert_true(el2_audit_words(hostile, el, EL2_PANIC) >= el2_audit_words(polite, el, EL2_PANIC));
		for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
			sum += el2_audit_words(hostile, el, (el2_verdict_kind)v);
		assert_int_equal(sum, UINT64_C(1) << 32);
	}
	for (size_t n = 0; (g = el2_audit_group_get(hostile, n)); n++) {
		el2_state s = b.state;
		el2_verdict v;
		el2_insn insn;

		if (g->answer.verdict != EL2_PANIC)
			continue;
		with_settings += g->answer.setting_count != 0;
		for (unsigned i = 0; i < g->answer.setting_count; i++) {
			const el2_setting *set = &g->answer.settings[i];
			uint64_t mask = UINT64_MAX >> (64 - set->field.width) << set->field.lsb;

			s.sysreg[set->field.reg] = (s.sysreg[set->field.reg] & ~mask) | set->value << set->field.lsb;
		}
		el2_set_el(&s, g->answer.el);
		el2_decode(g->answer.word, &insn);
		el2_decide(&s, &b.hypervisor, &insn, &v, NULL);
		assert_int_equal(v.verdict, EL2_PANIC);
	}
	assert_true(with_settings > 0);
	el2_audit_free(polite);
	el2_audit_free(hostile);
	el2_audit_free(NULL);
}

static void set_field(el2_sysreg reg, const char *name)
{
	unsigned msb, lsb;

	assert_true(el2_field_find(reg, name, strlen(name), &msb, &lsb));
	b.state.sysreg[reg] |= UINT64_C(1) << lsb;
}

/* Of a field of 64 bits none and all are tried: SPMACCESSR_EL1 has to let EL0 through before EL2 is asked. */
static void test_wide_fields(void **state)
{
	const el2_audit_group *g;
	unsigned all = 0;
	el2_audit *audit;

	(void)state;
	boot("all,el3=0", "kvm-arm.mode=protected");
	set_field(EL2_SYSREG_HDFGWTR2_EL2, "nSPMACCESSR_EL1"); /* EL1 may write it */
	set_field(EL2_SYSREG_MDCR_EL2, "EnSPM");
	audit = el2_audit_new(&(el2_audit_options){&b.state, &b.hypervisor, false});
	assert_non_null(audit);
	for (size_t n = 0; (g = el2_audit_group_get(audit, n)); n++)
		for (unsigned i = 0; g->answer.verdict == EL2_PANIC && i < g->answer.setting_count; i++)
			if (g->answer.settings[i].field.reg == EL2_SYSREG_SPMACCESSR_EL1) {
				assert_int_equal(g->answer.el, 0);
				assert_int_equal(g->answer.settings[i].field.width, 64);
				assert_true(g->answer.settings[i].value == UINT64_MAX);
				all++;
			}
	assert_true(all > 0);
	el2_audit_free(audit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes_add_up),
		cmocka_unit_test(test_counts_are_of_words),
		cmocka_unit_test(test_words_decide_as_their_class),
		cmocka_unit_test(test_settings_do_it),
		cmocka_unit_test(test_wide_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
