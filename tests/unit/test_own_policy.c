/* SPDX-License-Identifier: MIT */
/* Policies that users bring: conditions, rows, and whether code was made for this library. */
#include "policy/own.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static el2_cpu cpu;
static el2_boot boot;
static el2_state state;
static el2_hypervisor kernel;

static void booted(const char *cmdline, const char *cpu_text)
{
	kernel = boot_as(&cpu, &boot, &state, NULL, cpu_text, cmdline);
}

/* An exception of the host's to EL2, from that level. */
static el2_exception taken(uint64_t esr, unsigned el)
{
	el2_exception e;

	el2_set_el(&state, el);
	el2_exception_build(&state, 2, esr, 0x1000, &e);
	return e;
}

static el2_truth holds(const char *text, unsigned el)
{
	el2_exception e = taken(EL2_ESR(EL2_EC_SYS64, 0), el);
	el2_condition c;

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
	/* one that moves is found where it is */
	state.sysreg[EL2_SYSREG_CPTR_EL2] = UINT64_C(1) << 20;
	assert_int_equal(holds("CPTR_EL2.TTA=1", 1), EL2_TRUE);
	booted("kvm-arm.mode=protected", "max");
	state.sysreg[EL2_SYSREG_CPTR_EL2] = UINT64_C(1) << 28;
	assert_int_equal(holds("CPTR_EL2.TTA=1", 1), EL2_TRUE);
	state.sysreg[EL2_SYSREG_CPTR_EL2] = UINT64_C(1) << 20;
	assert_int_equal(holds("CPTR_EL2.TTA=1", 1), EL2_FALSE);
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

static el2_response ask(const el2_policy_rows *rows, const el2_exception *e)
{
	el2_policy_context context = {&boot, &kernel, rows};
	el2_response r = {0};

	el2_policy_rows_handle(&context, &state, e, &r, NULL);
	return r;
}

/* Rows are about the host: what a guest or EL2 itself raises is the kernel's. */
static void test_makers(void **unused)
{
	static const el2_policy_row row = {.ec = -1, .action = EL2_ROW_RETRY};
	const el2_policy_rows rows = {&row, 1, true};
	el2_exception e;

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	e = taken(EL2_ESR(EL2_EC_SYS64, 0), 1);
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_RETRY);
	e = taken(EL2_ESR(EL2_EC_SYS64, 0), 0);
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_RETRY);
	e.maker = EL2_BY_GUEST;
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_UNMODELLED);
	e = taken(EL2_ESR(EL2_EC_SYS64, 0), 2);
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_PANIC);
}

/* What stands behind the last row is not one. */
static void test_count(void **unused)
{
	static const el2_policy_row row[] = {{.ec = EL2_EC_HVC64}, {.ec = -1, .action = EL2_ROW_RETRY}};
	const el2_policy_rows rows = {row, 1, true};
	el2_exception e;

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	e = taken(EL2_ESR(EL2_EC_SYS64, 0), 1);
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_UNMODELLED);
}

/* What goes to the host with its own syndrome gets the class of the host's level: an abort of EL1 is one of EL1. */
static void test_reflected(void **unused)
{
	static const el2_policy_row row = {.ec = -1, .action = EL2_ROW_INJECT};
	const el2_policy_rows rows = {&row, 1, true};
	el2_exception e;
	el2_response r;

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	e = taken(EL2_ESR(EL2_EC_DABT_LOW, 0x47), 1);
	e.far_valid = true;
	e.far = 0x1234;
	r = ask(&rows, &e);
	assert_int_equal(r.injected.esr, EL2_ESR(EL2_EC_DABT_CUR, 0x47));
	assert_true(r.injected.far_valid && r.injected.far == 0x1234 && r.injected.vector == 0x200);
	e = taken(EL2_ESR(EL2_EC_DABT_LOW, 0x47), 0);
	r = ask(&rows, &e);
	assert_int_equal(r.injected.esr, EL2_ESR(EL2_EC_DABT_LOW, 0x47));
	assert_int_equal(r.injected.vector, 0x400);
	e = taken(EL2_ESR(EL2_EC_FP, 0), 1);
	assert_int_equal(ask(&rows, &e).injected.esr, EL2_ESR(EL2_EC_FP, 0));
}

/* HVC returns behind itself, what is trapped does not; XZR takes no value. */
static void test_served(void **unused)
{
	static const el2_policy_row row = {.ec = -1, .action = EL2_ROW_SERVE, .value = 9, .writes = 2, .x = {0, 7}};
	const el2_policy_rows rows = {&row, 1, true};
	el2_exception e;
	el2_response r;

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	e = taken(EL2_ESR(EL2_EC_HVC64, 0), 1);
	r = ask(&rows, &e);
	assert_true(r.action == EL2_ACTION_SERVE && !r.skip && r.writes == 2 && r.x[1] == 7);
	e = taken(EL2_ESR(EL2_EC_SYS64, 30 << 5 | 1), 1); /* a read into x30 */
	r = ask(&rows, &e);
	assert_true(r.skip && r.writes == (2 | 1u << 30) && r.x[30] == 9);
	e = taken(EL2_ESR(EL2_EC_SYS64, 31 << 5 | 1), 1);
	assert_int_equal(ask(&rows, &e).writes, 2);
	e = taken(EL2_ESR(EL2_EC_SYS64, 30 << 5), 1); /* a write */
	assert_int_equal(ask(&rows, &e).writes, 2);
}

static void test_hidden(void **unused)
{
	el2_policy_row row[] = {
		{.ec = EL2_EC_SYS64, .reg = EL2_SYSREG_GMID_EL1, .access = EL2_READ},
		{.ec = EL2_EC_SYS64, .reg = EL2_SYSREG_GMID_EL1},
		{.ec = EL2_EC_SYS64, .reg = EL2_SYSREG_GCR_EL1},
		{.ec = EL2_EC_SYS64},
		{.ec = -1},
	};
	const el2_policy_rows rows = {row, 5, false};
	size_t by = 9;

	(void)unused;
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 5);
	row[4].ec = EL2_EC_SYS64;
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 4);
	assert_int_equal(by, 3);
	row[1].access = EL2_READ;
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 1);
	assert_int_equal(by, 0);
	/* one without a register takes those of all, in either direction */
	row[0] = (el2_policy_row){.ec = EL2_EC_SYS64, .access = EL2_WRITE};
	row[1].access = EL2_READ;
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 4);
	row[1].access = EL2_WRITE;
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 1);
	row[1].access = 0;
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 4);
	row[0] = (el2_policy_row){.ec = EL2_EC_SYS64, .reg = EL2_SYSREG_GMID_EL1, .access = EL2_READ};
	row[1].access = EL2_READ;
	assert_int_equal(el2_condition_parse("EL=1", &row[0].when, NULL), EL2_OK);
	assert_int_equal(el2_policy_rows_hidden(&rows, &by), 4);
}

static void handle(const void *context, const el2_state *s, const el2_exception *e, el2_response *r, el2_trail *t)
{
	el2_policy_ask_kernel(context, s, e, r, t);
}

EL2_POLICY("asks the kernel", handle);

static void test_entry(void **unused)
{
	el2_policy_entry entry = el2_policy;
	el2_error error;

	(void)unused;
	assert_int_equal(el2_policy_entry_check(&el2_policy, NULL), EL2_OK);
	entry.abi++;
	assert_int_equal(el2_policy_entry_check(&entry, &error), EL2_ERR_UNSUPPORTED);
	entry = el2_policy;
	entry.layout.features--;
	assert_int_equal(el2_policy_entry_check(&entry, &error), EL2_ERR_UNSUPPORTED);
	entry = el2_policy;
	entry.handle = NULL;
	assert_int_equal(el2_policy_entry_check(&entry, &error), EL2_ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions), cmocka_unit_test(test_too_long),  cmocka_unit_test(test_makers),
		cmocka_unit_test(test_count),      cmocka_unit_test(test_reflected), cmocka_unit_test(test_served),
		cmocka_unit_test(test_hidden),     cmocka_unit_test(test_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
