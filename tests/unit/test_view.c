/* SPDX-License-Identifier: MIT */
/* Answers of a view against decisions made one by one. */
#include "model/view.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static uint64_t seed = RANDOM_SEED;

static uint64_t next(void)
{
	return next_random(&seed);
}

static struct boot {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor hypervisor;
} b;

static void boot(const char *cpu)
{
	b.hypervisor = boot_as(&b.cpu, &b.boot, &b.state, NULL, cpu, "kvm-arm.mode=protected arm64.nomte");
}

static el2_view *new_view(void)
{
	el2_view *view = calloc(1, el2_view_size());

	assert_non_null(view);
	return view;
}

static void compare(const el2_hypervisor *h, uint32_t word, const el2_answer *a, const char *when)
{
	el2_answer expected;
	el2_verdict v;
	el2_insn insn;

	el2_decode(word, &insn);
	el2_decide(&b.state, h, &insn, &v, NULL);
	expected = el2_answer_of(&v);
	if (!el2_answer_equals(a, &expected))
		fail_msg("%08x at EL%u %s: %s by rule %x, decided %s by rule %x", (unsigned)word, el2_el(&b.state),
			 when, el2_verdict_name((el2_verdict_kind)a->verdict), (unsigned)a->rule,
			 el2_verdict_name(v.verdict), (unsigned)expected.rule);
}

/* Registers of all levels as nobody programs them, and EL1 reachable half of the time. */
static void random_registers(void)
{
	for (unsigned i = 1; i < EL2_SYSREG_REGISTERS; i++)
		b.state.sysreg[i] = next() & next();
	if (next() & 1)
		b.state.sysreg[EL2_SYSREG_HCR_EL2] &= ~(UINT64_C(1) << 27); /* TGE */
}

static void test_every_class(void **state)
{
	static const char *const cpus[] = {"max", "neoverse-n1", "all"};
	el2_view *view = new_view();

	(void)state;
	for (unsigned round = 0; round < 12; round++) {
		const el2_hypervisor *h = round & 1 ? NULL : &b.hypervisor;

		boot(cpus[round % 3]);
		if (round >= 6)
			random_registers();
		for (unsigned el = 0; el < 4; el++) {
			uint32_t word, count;

			el2_set_el(&b.state, el);
			el2_view_set(view, &b.state, h);
			for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
				el2_answer first = el2_view_decide(view, word), again = el2_view_decide(view, word);

				compare(h, word, &first, "at first");
				compare(h, word, &again, "again");
			}
		}
	}
	free(view);
}

/* Words in one go, the state changed in between: all of it, or a single register. */
static void test_random_words_and_states(void **state)
{
	enum {
		WORDS = 256
	};
	el2_view *view = new_view();
	uint32_t words[WORDS];
	el2_answer answers[WORDS];

	(void)state;
	boot("all");
	for (unsigned round = 0; round < 4000; round++) {
		if (round % 100 == 0)
			random_registers();
		b.state.sysreg[1 + next() % (EL2_SYSREG_REGISTERS - 1)] ^= next() & next();
		b.state.pstate = (uint32_t)(next() & next()) & ~EL2_PSTATE_MODE;
		el2_set_el(&b.state, next() % 4);
		for (unsigned i = 0; i < WORDS; i++) {
			uint32_t count;

			if (i & 1)
				words[i] = (uint32_t)(next() >> 16);
			else
				el2_word_class_get(next() % el2_word_class_count(), &words[i], &count);
		}
		el2_view_set(view, &b.state, &b.hypervisor);
		el2_decide_words(view, words, WORDS, answers);
		for (unsigned i = 0; i < WORDS; i++)
			compare(&b.hypervisor, words[i], &answers[i], "in a state of many");
	}
	free(view);
}

/* One register after the other is changed: whatever depends on it is decided anew. Of the encodings without a register,
 * which are most classes and decided alike, some. */
static void test_every_register(void **state)
{
	el2_view *view = new_view();

	(void)state;
	boot("all");
	for (unsigned round = 0; round < 6; round++) {
		random_registers();
		for (unsigned reg = 1; reg < EL2_SYSREG_REGISTERS; reg++) {
			uint32_t word, count;

			el2_set_el(&b.state, round % 3);
			b.state.sysreg[reg] ^= next() | next();
			el2_view_set(view, &b.state, &b.hypervisor);
			for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
				el2_answer a;
				el2_insn insn;

				el2_decode(word, &insn);
				if (insn.key && !insn.sysreg && n % 64)
					continue;
				a = el2_view_decide(view, word);
				compare(&b.hypervisor, word, &a,
					el2_sysreg_get((el2_sysreg)reg) ? el2_sysreg_get((el2_sysreg)reg)->name : "?");
			}
		}
	}
	free(view);
}

/* Another CPU behind the same pointer, a hypervisor that is asked or not, words at each level: nothing is mixed up. */
static void test_what_else_drops(void **state)
{
	static const uint32_t scxtnum = 0xd538d0e0, smc = 0xd4000003, gcr = 0xd53810c0;
	el2_view *view = new_view();
	el2_answer a;

	(void)state;
	boot("max");
	el2_view_set(view, &b.state, &b.hypervisor);
	a = el2_view_decide(view, scxtnum);
	assert_int_equal(a.verdict, EL2_PANIC);
	assert_int_equal(a.flags, EL2_ANSWER_TAKEN | EL2_ANSWER_ASKED);
	assert_int_equal(a.el, 2);
	assert_int_equal(a.ec, EL2_EC_SYS64);
	el2_view_set(view, &b.state, NULL);
	assert_int_equal(el2_view_decide(view, scxtnum).verdict, EL2_TRAP);
	el2_view_set(view, &b.state, &b.hypervisor);
	assert_int_equal(el2_view_decide(view, scxtnum).verdict, EL2_PANIC);

	a = el2_view_decide(view, gcr);
	assert_int_equal(a.origin, EL2_INJECTED);
	assert_int_equal(el2_cpu_parse("neoverse-n1", &b.cpu, NULL), EL2_OK);
	el2_view_set(view, &b.state, &b.hypervisor);
	a = el2_view_decide(view, gcr);
	assert_int_equal(a.origin, EL2_NATIVE);

	/* x0 is no register on which rules depend, but the hypervisor looks at it. */
	b.state.x[0] = 0x84000000;
	el2_view_set(view, &b.state, &b.hypervisor);
	a = el2_view_decide(view, smc);
	assert_int_equal(a.action, EL2_ACTION_FORWARD);
	b.state.x[0] = 0x84000001; /* CPU_SUSPEND: EL2 calls firmware itself */
	a = el2_view_decide(view, smc);
	assert_int_equal(a.action, EL2_ACTION_SERVE);
	free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_class),
		cmocka_unit_test(test_random_words_and_states),
		cmocka_unit_test(test_every_register),
		cmocka_unit_test(test_what_else_drops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
