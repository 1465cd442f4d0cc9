/* SPDX-License-Identifier: MIT */
/*
 * FP, SIMD, SVE and SME by PSTATE.SM and PSTATE.ZA, against what QEMU 11.1 did (corpora/streaming, whose head says
 * how); and what QEMU cannot show: levels, routing, controls of EL2.
 */
#include "model/bits.h"
#include "model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	SM = 1,
	ZA = 2,
};

static el2_cpu cpu;
static el2_state s;

/* EL1 with everything open. */
static void make_state(const char *name, unsigned el)
{
	assert_int_equal(el2_cpu_parse(name, &cpu, NULL), EL2_OK);
	el2_state_init(&s, &cpu);
	el2_set_el(&s, el);
	s.sysreg[EL2_SYSREG_CPACR_EL1] = 0x3330000;
	s.sysreg[EL2_SYSREG_ZCR_EL1] = 15;
	s.sysreg[EL2_SYSREG_SCTLR_EL1] = UINT64_C(1) << 34; /* EnFPM */
	s.sysreg[EL2_SYSREG_SCR_EL3] = 1;
}

/* 'x', 'u', 's' (EC 0x19), 'f' (EC 0x7) or SMTC; *el: where an exception goes. */
static char ask(uint32_t word, unsigned *el)
{
	el2_arch_result r;
	el2_insn insn;

	el2_decode(word, &insn);
	el2_check(&s, &insn, &r, NULL);
	if (r.outcome == EL2_EXECUTES)
		return 'x';
	if (r.outcome != EL2_TAKES)
		return '?';
	*el = r.exception.el;
	switch (EL2_ESR_EC(r.exception.esr)) {
	case EL2_EC_UNKNOWN:
		return 'u';
	case EL2_EC_SVE:
		return 's';
	case EL2_EC_FP:
		return 'f';
	case EL2_EC_SME:
		return (char)('0' + (r.exception.esr & 7));
	default:
		return '-';
	}
}

static void answers(uint32_t word, char text[7])
{
	static const struct {
		uint8_t svcr;
		uint64_t smcr;
	} states[6] = {{0, 0}, {SM, 0}, {ZA, 0}, {SM | ZA, 0}, {SM, 1u << 31}, {SM | ZA, 1u << 30}};
	unsigned el;

	for (unsigned i = 0; i < 6; i++) {
		s.sysreg[EL2_SYSREG_SVCR] = states[i].svcr;
		s.sysreg[EL2_SYSREG_SMCR_EL1] = states[i].smcr;
		text[i] = ask(word, &el);
	}
	text[6] = '\0';
}

static void test_qemu(void **state)
{
	FILE *in = fopen(EL2_TEST_STREAMING "/qemu-11.1.txt", "r");
	char line[256], wanted[7] = "", said[7];
	unsigned words = 0, wrong = 0;
	bool qemu_is_wrong = false, is_head = false;

	(void)state;
	assert_non_null(in);
	make_state("max,el2=0,el3=0", 1);
	while (fgets(line, sizeof line, in)) {
		if (*line == '#' || *line == '\n')
			continue;
		if (*line != ' ') {
			qemu_is_wrong = *line == '!' || (is_head && qemu_is_wrong);
			is_head = *line == '!';
			if (!is_head)
				snprintf(wanted, sizeof wanted, "%.6s", line);
			continue;
		}
		is_head = false;
		for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
			answers((uint32_t)strtoul(word, NULL, 16), said);
			words++;
			if (!strcmp(said, wanted) == !qemu_is_wrong)
				continue;
			print_error("%s: %s, QEMU %s%s\n", word, said, wanted,
				    qemu_is_wrong ? ", known to be wrong" : "");
			wrong++;
		}
	}
	fclose(in);
	assert_int_equal(wrong, 0);
	assert_true(words > 6000);
}

#define ADVSIMD     0x4e208400u /* ADD V0.16B, V0.16B, V0.16B */
#define SCALAR      0x1e202800u /* FADD S0, S0, S0 */
#define SVE_ANY     0x04200000u /* ADD Z0.B, Z0.B, Z0.B */
#define SVE_FFR     0x2519f000u /* RDFFR P0.B */
#define SVE_FMMLA_D 0x64e0e400u
#define OUTER       0x80800000u /* FMOPA ZA0.S, P0/M, P0/M, Z0.S, Z0.S */
#define LOAD_ZA     0xe1000000u /* LDR ZA[W12, 0], [X0] */
#define ZERO_ZT     0xc0480001u /* ZERO {ZT0} */
#define FP8_DOT     0x0e00fc00u /* FDOT V0.2S, V0.8B, V0.8B */

static void check(uint32_t word, char wanted, unsigned wanted_el)
{
	unsigned el = 0;
	char said = ask(word, &el);

	if (said != wanted || (wanted_el && el != wanted_el))
		fail_msg("%08x: %c to EL%u", word, said, el);
}

/* Its own level takes what the mode forbids, EL1 for EL0, EL2 with TGE; the controls of higher levels come first. */
static void test_routing(void **state)
{
	(void)state;
	make_state("max", 0);
	s.sysreg[EL2_SYSREG_CPTR_EL3] = 0x1100; /* EZ, ESM */
	s.sysreg[EL2_SYSREG_SVCR] = SM;
	check(ADVSIMD, '1', 1);
	s.sysreg[EL2_SYSREG_HCR_EL2] = EL2_BIT(HCR_EL2, TGE);
	check(ADVSIMD, '1', 2);
	s.sysreg[EL2_SYSREG_HCR_EL2] = EL2_BIT(HCR_EL2, TGE) | EL2_BIT(HCR_EL2, E2H);
	s.sysreg[EL2_SYSREG_CPTR_EL2] = 0x3330000;
	check(ADVSIMD, '1', 2);
	s.sysreg[EL2_SYSREG_CPTR_EL2] = 0x3030000; /* FPEN: 0 */
	check(ADVSIMD, 'f', 2);
	s.sysreg[EL2_SYSREG_HCR_EL2] = 0;
	s.sysreg[EL2_SYSREG_CPTR_EL2] = 0x1000; /* TSM */
	check(ADVSIMD, '1', 1);
	check(SVE_ANY, '0', 2);
	s.sysreg[EL2_SYSREG_SVCR] = 0;
	check(SVE_ANY, 'x', 0);
	check(OUTER, '0', 2);
	s.sysreg[EL2_SYSREG_CPTR_EL2] = 0;
	check(OUTER, '2', 1);
	el2_set_el(&s, 2);
	check(OUTER, '2', 2);
	el2_set_el(&s, 3);
	check(OUTER, '2', 3);
}

/* FA64 and EZT0 have to be set at every level above, too. */
static void test_levels_agree(void **state)
{
	static const uint16_t smcr[] = {EL2_SYSREG_SMCR_EL1, EL2_SYSREG_SMCR_EL2, EL2_SYSREG_SMCR_EL3};

	(void)state;
	make_state("max", 1);
	s.sysreg[EL2_SYSREG_CPTR_EL3] = 0x1100;
	s.sysreg[EL2_SYSREG_SVCR] = SM | ZA;
	for (unsigned i = 0; i < 3; i++)
		s.sysreg[smcr[i]] = 3u << 30 | 15;
	check(ADVSIMD, 'x', 0);
	check(SVE_FFR, 'x', 0);
	check(ZERO_ZT, 'x', 0);
	for (unsigned i = 0; i < 3; i++) {
		s.sysreg[smcr[i]] = 1u << 30;
		check(ADVSIMD, '1', 1);
		check(SVE_FFR, '1', 1);
		check(SCALAR, 'x', 0);
		s.sysreg[smcr[i]] = 1u << 31;
		check(ZERO_ZT, '4', i + 1);
		s.sysreg[smcr[i]] = 3u << 30;
	}
	s.sysreg[EL2_SYSREG_SVCR] = SM;
	check(ZERO_ZT, '3', 1);
	check(LOAD_ZA, '3', 1);
}

/* A CPU that has SME and no SVE has SVE's instructions in Streaming SVE mode alone. */
static void test_sme_alone(void **state)
{
	(void)state;
	make_state("max,sve=0", 1);
	s.sysreg[EL2_SYSREG_CPTR_EL3] = 0x1100;
	check(SVE_ANY, '2', 1);
	s.sysreg[EL2_SYSREG_CPACR_EL1] = 0x300000;
	check(SVE_ANY, '0', 1);
	s.sysreg[EL2_SYSREG_CPACR_EL1] = 0x3300000;
	s.sysreg[EL2_SYSREG_SVCR] = SM;
	check(SVE_ANY, 'x', 0);
	make_state("neoverse-n2", 1);
	s.sysreg[EL2_SYSREG_CPTR_EL3] = 0x100;
	s.sysreg[EL2_SYSREG_SVCR] = SM; /* there is none */
	check(SVE_ANY, 'x', 0);
	check(ADVSIMD, 'x', 0);
	check(OUTER, 'u', 1);
}

/* Without FPMR, FP8 is UNDEFINED; with vectors of 128 bits what needs 256. */
static void test_undefined(void **state)
{
	(void)state;
	make_state("max", 0);
	s.sysreg[EL2_SYSREG_CPTR_EL3] = 0x1100;
	s.sysreg[EL2_SYSREG_SCR_EL3] = 1 | EL2_BIT(SCR_EL3, EnFPM) | EL2_BIT(SCR_EL3, HXEn);
	s.sysreg[EL2_SYSREG_HCRX_EL2] = EL2_BIT(HCRX_EL2, EnFPM);
	check(FP8_DOT, 'x', 0);
	s.sysreg[EL2_SYSREG_HCRX_EL2] = 0;
	check(FP8_DOT, 'u', 1);
	s.sysreg[EL2_SYSREG_HCRX_EL2] = EL2_BIT(HCRX_EL2, EnFPM);
	s.sysreg[EL2_SYSREG_SCTLR_EL1] = 0;
	check(FP8_DOT, 'u', 1);
	el2_set_el(&s, 1);
	check(FP8_DOT, 'x', 0);
	s.sysreg[EL2_SYSREG_SCR_EL3] = 1 | EL2_BIT(SCR_EL3, HXEn);
	check(FP8_DOT, 'u', 1);

	s.sysreg[EL2_SYSREG_ZCR_EL2] = s.sysreg[EL2_SYSREG_ZCR_EL3] = 1;
	check(SVE_FMMLA_D, 'x', 0);
	s.sysreg[EL2_SYSREG_ZCR_EL2] = 0;
	check(SVE_FMMLA_D, 'u', 1);
	el2_set_el(&s, 3);
	check(SVE_FMMLA_D, 'x', 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qemu),      cmocka_unit_test(test_routing),   cmocka_unit_test(test_levels_agree),
		cmocka_unit_test(test_sme_alone), cmocka_unit_test(test_undefined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
