/* SPDX-License-Identifier: MIT */
/* Conditions of rows that users bring: what they hold for, and what is wrong in one. */
#include "policy/own.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static el2_cpu cpu;
static el2_boot boot;
static el2_state state;

static void booted(const char *cmdline, const char *cpu_text)
{
	boot_as(&cpu, &boot, &state, NULL, cpu_text, cmdline);
}

static el2_truth holds(const char *text, unsigned el)
{
	el2_exception e;
	el2_condition c;

	el2_set_el(&state, el);
	el2_exception_build(&state, 2, EL2_ESR(EL2_EC_SYS64, 0), 0x1000, &e);
	assert_int_equal(el2_condition_parse(text, &c, NULL), EL2_OK);
	return el2_condition_holds(&c, &state, &e);
}

static void test_conditions(void **unused)
{
	(void)unused;
	booted("kvm-arm.mode=nvhe arm64_sw.hvhe=0", "max");
	state.x[3] = UINT64_C(0xffffffffffffffff);
	assert_int_equal(holds(NULL, 1), EL2_TRUE);
	assert_int_equal(holds("EL=1", 1), EL2_TRUE);
	assert_int_equal(holds("EL=1", 0), EL2_FALSE);
	assert_int_equal(holds("EL!=1", 0), EL2_TRUE);
	assert_int_equal(holds("x3=0xffffffffffffffff & x4 = 0x0", 1), EL2_TRUE);
	state.x[10] = 3;
	state.x[30] = 5;
	assert_int_equal(holds("x10=0x3 & x30=0x5", 1), EL2_TRUE);
	assert_int_equal(holds("feat(FEAT_MTE2) & !feat(FEAT_VHE)", 1), EL2_FALSE);
	assert_int_equal(holds("feat(FEAT_MTE2) & !feat(FEAT_VHE) | EL=1", 1), EL2_TRUE);
	assert_int_equal(holds("feat(FEAT_MTE2) & !(feat(FEAT_VHE) | EL=1)", 1), EL2_FALSE);
	assert_int_equal(holds("HCR_EL2.RW=1 & HCR_EL2.E2H=0", 1), EL2_TRUE);
	/* a field of the other layout is not known, and decides only where it must */
	assert_int_equal(holds("CPTR_EL2.FPEN=11", 1), EL2_UNKNOWN);
	assert_int_equal(holds("!CPTR_EL2.FPEN=11", 1), EL2_UNKNOWN);
	assert_int_equal(holds("CPTR_EL2.FPEN=11 | EL=1", 1), EL2_TRUE);
	assert_int_equal(holds("CPTR_EL2.FPEN=11 & EL=0", 1), EL2_FALSE);
	assert_int_equal(holds("CPTR_EL2.TZ=0", 1), EL2_TRUE);
	assert_int_equal(holds("CPTR_EL2.FPEN=11 & EL=1", 1), EL2_UNKNOWN);
	assert_int_equal(holds("EL=1 & CPTR_EL2.FPEN=11", 1), EL2_UNKNOWN);
	assert_int_equal(holds("EL=0 & CPTR_EL2.FPEN=11", 1), EL2_FALSE);
	assert_int_equal(holds("EL=0 | CPTR_EL2.FPEN=11", 1), EL2_UNKNOWN);
	assert_int_equal(holds("CPTR_EL2.FPEN=11 | CPTR_EL2.FPEN=11", 1), EL2_UNKNOWN);
	/* letters and digits of hexadecimal, in either case; a field of several bits in place */
	state.x[3] = UINT64_C(0xabcdefabcdef0189);
	assert_int_equal(holds("X3=0XabcdefABCDEF0189", 1), EL2_TRUE);
	assert_int_equal(holds("x3=0xbcdefABCDEF0189", 1), EL2_FALSE);
	state.sysreg[EL2_SYSREG_MDCR_EL2] = 5;
	assert_int_equal(holds("MDCR_EL2.HPMN=00101", 1), EL2_TRUE);
	assert_int_equal(holds("MDCR_EL2.HPMN=0x5", 1), EL2_TRUE);
	assert_int_equal(holds("MDCR_EL2.HPMN=10101", 1), EL2_FALSE);
	state.sysreg[EL2_SYSREG_MDCR_EL2] = UINT64_C(1) << 12;
	assert_int_equal(holds("MDCR_EL2.E2PB=01", 1), EL2_TRUE);
	assert_int_equal(holds("MDCR_EL2.E2PB=10", 1), EL2_FALSE);
	/* one that moves is found where it is */
	state.sysreg[EL2_SYSREG_CPTR_EL2] = UINT64_C(1) << 20;
	assert_int_equal(holds("CPTR_EL2.TTA=1", 1), EL2_TRUE);
	booted("kvm-arm.mode=protected", "max");
	state.sysreg[EL2_SYSREG_CPTR_EL2] = UINT64_C(1) << 28;
	assert_int_equal(holds("CPTR_EL2.TTA=1", 1), EL2_TRUE);
	state.sysreg[EL2_SYSREG_CPTR_EL2] = UINT64_C(1) << 20;
	assert_int_equal(holds("CPTR_EL2.TTA=1", 1), EL2_FALSE);
	assert_int_equal(holds("CPTR_EL2.TZ=0", 1), EL2_UNKNOWN);
	assert_int_equal(holds("CPTR_EL2.FPEN=01", 1), EL2_TRUE);
	assert_int_equal(holds("HCR_EL2.E2H=1", 1), EL2_TRUE);
}

/* What is wrong in a condition, and where. */
static void test_condition_errors(void **unused)
{
	static const struct {
		const char *text;
		unsigned column;
		const char *message; /* NULL: nothing */
	} rows[] = {
		{"HCR_EL2.TID5=2", 14, "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '2'"},
		{"HCR_EL2.TID5=", 14, "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not ''"},
		{"HCR_EL2.TID5=10", 14,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '10'"},
		{"HCR_EL2.TID5=0x2", 14,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '0x2'"},
		{"HCR_EL2.TID5=0x", 14,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '0x'"},
		{"HCR_EL2.TID5=0xg", 14,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '0xg'"},
		{"CPTR_EL2.FPEN=1", 15,
		 "CPTR_EL2.FPEN has 2 bits: a value is as many digits of 0 and 1, or 0x, not '1'"},
		{"CPTR_EL2.FPEN=0x4", 15,
		 "CPTR_EL2.FPEN has 2 bits: a value is as many digits of 0 and 1, or 0x, not '0x4'"},
		{"CPTR_EL2.FPEN=0x3", 0, NULL},
		{"CPTR_EL2.FPEN=12", 15,
		 "CPTR_EL2.FPEN has 2 bits: a value is as many digits of 0 and 1, or 0x, not '12'"},
		{"HCR_EL2.TID5=0123456789012345678901234567890123456789", 14,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not "
		 "'0123456789012345678901234567890123456789'"},
		{"HCR_EL2.TID5=01234567890123456789012345678901234567890", 14,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not "
		 "'0123456789012345678901234567890123456789'"},
		{"HCR_EL2.TID5~1", 13, "HCR_EL2.TID5 is compared with = or !="},
		{"HCR_EL2.TID5 !1", 15, "HCR_EL2.TID5 is compared with = or !="},
		{"HCR_EL2.TID5", 13, "HCR_EL2.TID5 is compared with = or !="},
		{"HCR_EL2.TID5  !=  2", 19,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '2'"},
		{"NOREG_EL2.X=1", 1, "unknown register 'NOREG_EL2'"},
		{"DC_ZVA.X=1", 1, "unknown register 'DC_ZVA'"},
		{"SCTLR_EL1.M=1", 1,
		 "SCTLR_EL1 is not EL2's or EL3's: a condition asks for what the host does not own"},
		{"HCR_EL2.NOPE=1", 9, "register HCR_EL2 has no field 'NOPE'"},
		{"HCR_EL2.=1", 9, "register HCR_EL2 has no field ''"},
		{"feat(NOPE)", 6, "unknown feature 'NOPE'"},
		{"feat(01234567890123456789012345678901234567890)", 6,
		 "unknown feature '0123456789012345678901234567890123456789'"},
		{"feat(FEAT_MTE", 14, "feat( wants a )"},
		{"feat(FEAT_MTE=1)", 14, "feat( wants a )"},
		{"EL=2", 4, "EL, which is 0 or 1, has 1 bit: a value is as many digits of 0 and 1, or 0x, not '2'"},
		{"EL=0x2", 4, "EL, which is 0 or 1, has 1 bit: a value is as many digits of 0 and 1, or 0x, not '0x2'"},
		{"EL", 3, "EL is compared with = or !="},
		{"el=1", 1, "'el' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"E=1", 1, "'E' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"ELx=1", 1, "'ELx' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"x1=0x1ffffffffffffffff", 4,
		 "a general register has 64 bits: a value is as many digits of 0 and 1, or 0x, not "
		 "'0x1ffffffffffffffff'"},
		{"x1=0xffffffffffffffff", 0, NULL},
		{"x1=1", 4, "a general register has 64 bits: a value is as many digits of 0 and 1, or 0x, not '1'"},
		{"x=1", 1, "'x' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"x31=0", 1, "'x31' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"x05=0", 1, "'x05' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"x123=0", 1, "'x123' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"x1a=0", 1, "'x1a' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"x30=0x0", 0, NULL},
		{"X7=0x0", 0, NULL},
		{"y1=0", 1, "'y1' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)"},
		{"01234567890123456789012345678901234567890", 1,
		 "'0123456789012345678901234567890123456789' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, "
		 "feat(FEAT_...)"},
		{"(EL=1", 6, "( wants a )"},
		{"EL=1 &", 7, "a condition is missing"},
		{"EL=1 & )", 8, "')' where a condition is expected"},
		{"EL=1 )", 6, "')' where & or | is expected"},
		{"EL=1 EL=0", 6, "'E' where & or | is expected"},
		{"$", 1, "'$' where a condition is expected"},
		{"!", 2, "a condition is missing"},
		{"((((((((((((((((EL=1))))))))))))))))", 0, NULL},
		{"(((((((((((((((((EL=1)))))))))))))))))", 17, "more than 16 ! and ( inside each other"},
		{"!!!!!!!!!!!!!!!!EL=1", 0, NULL},
		{"!!!!!!!!!!!!!!!!!EL=1", 17, "more than 16 ! and ( inside each other"},
		{"(EL=1)&(EL=1)&(EL=1)&(EL=1)&(EL=1)&(EL=1)&(EL=1)&(EL=1)&(EL=1)", 0, NULL},
		{" ", 0, NULL},
		{"", 0, NULL},
		{"HCR_EL2.TID5.X=1", 9, "register HCR_EL2 has no field 'TID5.X'"},
		{"HCR_EL2.TID5=1 & HCR_EL2.TID5=3", 31,
		 "HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '3'"},
		{"CPTR_EL2.TTA=2", 14, "CPTR_EL2.TTA has 1 bit: a value is as many digits of 0 and 1, or 0x, not '2'"},
		{"CPTR_EL2.TTA=1", 0, NULL},
		{"CPTR_EL2.ZEN=0x3", 0, NULL},
		{"A23456789023456789023456789023456789023456789023456789023456789.X=1", 1,
		 "unknown register 'A23456789023456789023456789023456789023456789023456789023456789'"},
		{"A234567890234567890234567890234567890234567890234567890234567890.X=1", 1,
		 "no register has a name of that length"},
		{"HCR_EL2.A23456789023456789023456789023456789023456789023456789023456789023456789023456789023456=1", 9,
		 "register HCR_EL2 has no field "
		 "'A23456789023456789023456789023456789023456789023456789023456789023456789023456789023456'"},
		{"HCR_EL2.A234567890234567890234567890234567890234567890234567890234567890234567890234567890234567=1",
		 1, "no register has a name of that length"},
		{"HCR_EL2.A2345678902345678902345678902345678902345678902345678902345=1", 9,
		 "register HCR_EL2 has no field 'A2345678902345678902345678902345678902345678902345678902345'"},
		{"HCR_EL2.A23456789023456789023456789023456789023456789023456789023456=1", 9,
		 "register HCR_EL2 has no field 'A23456789023456789023456789023456789023456789023456789023456'"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_condition c;
		el2_error error = {.line = 9};
		el2_status status = el2_condition_parse(rows[i].text, &c, &error);

		assert_int_equal(status, rows[i].message ? EL2_ERR_INPUT : EL2_OK);
		if (!rows[i].message)
			continue;
		assert_string_equal(error.message, rows[i].message);
		assert_int_equal(error.column, rows[i].column);
		assert_int_equal(error.line, 0);
		assert_string_equal(error.file, "");
	}
}

static void test_too_long(void **unused)
{
	char text[EL2_CONDITION_TERMS * 8] = "EL=1";
	el2_condition c;
	el2_error error;

	(void)unused;
	for (unsigned i = 1; i < EL2_CONDITION_TERMS / 2; i++)
		strcat(text, "&EL=1");
	assert_int_equal(el2_condition_parse(text, &c, &error), EL2_OK);
	strcat(text, "&EL=1");
	assert_int_equal(el2_condition_parse(text, &c, &error), EL2_ERR_INPUT);
	assert_int_equal(error.column, strlen(text) - 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_condition_errors),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
