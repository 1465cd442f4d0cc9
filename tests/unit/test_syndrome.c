/* SPDX-License-Identifier: MIT */
/*
 * Syndromes read and built again. EL2TRAP_SYNDROMES=N in the environment: how many random values, instead of a million.
 */
#include "explore/controls.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* SplitMix64 */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Every bit is in a field, or in `rest`, and in one of them only. */
static void check_read(uint64_t esr)
{
	el2_esr_parts p;
	uint64_t seen = 0;

	el2_esr_read(esr, &p);
	assert_true(p.count <= EL2_ESR_FIELDS_MAX);
	for (unsigned i = 0; i < p.count; i++) {
		const el2_esr_field *f = &p.fields[i];
		uint64_t mask = UINT64_MAX >> (63 - f->msb + f->lsb) << f->lsb;

		assert_non_null(f->name);
		assert_false(seen & mask);
		assert_true(!i || f->msb < p.fields[i - 1].lsb);
		seen |= mask;
	}
	assert_false(seen & p.rest);
	assert_true((el2_esr_build(&p) | p.rest) == esr);
}

static void test_random_values(void **state)
{
	const char *asked = getenv("EL2TRAP_SYNDROMES");
	unsigned long count = asked ? strtoul(asked, NULL, 10) : 1000000;
	uint64_t seed = 1;
	uint32_t word;

	(void)state;
	for (unsigned long i = 0; i < count; i++) {
		uint64_t esr = next_random(&seed);

		check_read(esr);
		el2_esr_word(esr, &word);
	}
	for (unsigned ec = 0; ec < 64; ec++) {
		check_read((uint64_t)ec << 26);
		check_read((uint64_t)ec << 26 | UINT64_C(0xffffffff03ffffff));
	}
}

/* What the model builds has no bit outside the fields, and names its instruction where the class does. */
static void check_built(const el2_exception *e, const el2_insn *insn, unsigned long named[64])
{
	unsigned ec = EL2_ESR_EC(e->esr);
	el2_esr_parts p;
	el2_insn again;
	uint32_t word;

	assert_non_null(el2_ec_get(ec));
	el2_esr_read(e->esr, &p);
	assert_true(el2_esr_build(&p) == e->esr);
	assert_true(p.rest == 0);
	if (!el2_esr_word(e->esr, &word) || insn->flags & (EL2_INSN_SHOULD_BE | EL2_INSN_UNPREDICTABLE))
		return;
	el2_decode(word, &again);
	if (insn->form != again.form || insn->key != again.key || el2_iss(&again, ec) != (e->esr & 0x1ffffff))
		fail_msg("ESR %#llx of %08x reads as %08x", (unsigned long long)e->esr, insn->word, word);
	named[ec]++;
}

static void test_built_is_read(void **state)
{
	static const char *const boots[][2] = {
		{"kvm-arm.mode=protected", "max"},
		{"kvm-arm.mode=nvhe arm64.nomte arm64.nosve", "max"},
		{"", "all"},
		{"kvm-arm.mode=protected", "neoverse-n1"},
	};
	static el2_state s;
	unsigned long named[64] = {0}, built = 0;

	(void)state;
	for (size_t b = 0; b < sizeof boots / sizeof *boots; b++) {
		el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
		el2_boot boot;
		el2_cpu cpu;

		assert_int_equal(el2_cpu_parse(boots[b][1], &cpu, NULL), EL2_OK);
		config.cmdline = boots[b][0];
		config.cpu = &cpu;
		assert_int_equal(el2_boot_make(&config, &boot, NULL), EL2_OK);
		el2_boot_state(&boot, &s);
		for (unsigned el = 0; el < 4; el++) {
			el2_set_el(&s, el);
			for (size_t n = 0; n < el2_word_class_count(); n++) {
				el2_verdict v;
				uint32_t word, count;
				el2_insn insn;

				assert_true(el2_word_class_get(n, &word, &count));
				el2_decode(word, &insn);
				el2_decide(&s, NULL, &insn, &v, NULL);
				if (!v.has_taken)
					continue;
				check_built(&v.taken, &insn, named);
				built++;
			}
		}
	}
	assert_true(built > 10000);
	assert_true(named[EL2_EC_SYS64] > 1000);
	assert_true(named[EL2_EC_HVC64] && named[EL2_EC_SMC64] && named[EL2_EC_SVC64] && named[EL2_EC_BRK64]);
}

/* explore/controls.h counts on it. */
static void test_instructions_read_few_fields(void **state)
{
	el2_control controls[CONTROLS_MAX];
	uint32_t word, count;

	(void)state;
	for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
		el2_insn insn;

		el2_decode(word, &insn);
		assert_true(el2_insn_reads(&insn, controls, CONTROLS_MAX) <= CONTROLS_MAX);
	}
}

static void test_names(void **state)
{
	int level;

	(void)state;
	assert_string_equal(el2_ec_get(EL2_EC_SYS64)->name, "SYS64");
	assert_null(el2_ec_get(0x02));
	assert_null(el2_ec_get(64));
	assert_string_equal(el2_fault_status(0x07, &level), "translation fault");
	assert_int_equal(level, 3);
	assert_string_equal(el2_fault_status(0x2b, &level), "translation fault");
	assert_int_equal(level, -1);
	assert_string_equal(el2_fault_status(0x11, &level), "tag check fault");
	assert_int_equal(level, EL2_NO_LEVEL);
	assert_null(el2_fault_status(0x3f, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_values),
		cmocka_unit_test(test_built_is_read),
		cmocka_unit_test(test_instructions_read_few_fields),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
