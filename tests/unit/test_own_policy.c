/* SPDX-License-Identifier: MIT */
/* Policies that users bring: rows, and whether code was made for this library. */
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
	assert_non_null(strstr(ask(&rows, &e).what, "no row"));
}

/* A row may be about one direction; and what held is among the rules, with its number. */
static void test_direction(void **unused)
{
	static const el2_policy_row row[] = {
		{.ec = EL2_EC_HVC64, .action = EL2_ROW_RETRY},
		{.ec = -1, .access = EL2_WRITE, .action = EL2_ROW_RETRY},
		{.ec = EL2_EC_SYS64, .access = EL2_READ, .action = EL2_ROW_FORWARD, .what = "read"},
	};
	static const struct {
		uint64_t esr;
		el2_action action;
		el2_rule rule;
	} cases[] = {
		{EL2_ESR(EL2_EC_SYS64, 0), EL2_ACTION_RETRY, EL2_RULE(EL2_RULES_OWN, 2)},
		{EL2_ESR(EL2_EC_SYS64, 1), EL2_ACTION_FORWARD, EL2_RULE(EL2_RULES_OWN, 3)},
		{EL2_ESR(EL2_EC_FP, 1), EL2_ACTION_UNMODELLED, EL2_RULE(EL2_RULES_OWN, 0)},
		{EL2_ESR(EL2_EC_HVC64, 0), EL2_ACTION_RETRY, EL2_RULE(EL2_RULES_OWN, 1)},
	};
	const el2_policy_rows rows = {row, 3, true};

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		el2_exception e = taken(cases[i].esr, 1);
		el2_response r = ask(&rows, &e);

		assert_int_equal(r.action, cases[i].action);
		assert_int_equal(r.skip, cases[i].action == EL2_ACTION_FORWARD);
		assert_int_equal(r.rules.count, 1);
		assert_int_equal(r.rules.rule[0], cases[i].rule);
		assert_string_equal(r.handler ? r.handler : "none",
				    cases[i].action == EL2_ACTION_UNMODELLED ? "none" : "own");
	}
}

/* How a user reads of the rows given. */
static void test_rule_info(void **unused)
{
	el2_rule_info info;

	(void)unused;
	assert_true(el2_policy_rule_info(EL2_RULE(EL2_RULES_OWN, 3), &info));
	assert_string_equal(info.id, "own.3");
	assert_string_equal(info.text, "row 3 of the policy given");
	assert_string_equal(info.source, "--policy");
	assert_true(el2_policy_rule_info(EL2_RULE(EL2_RULES_OWN, 0), &info));
	assert_string_equal(info.id, "own.otherwise");
	assert_string_equal(info.text, "no row of the policy given holds");
	assert_string_equal(info.source, "--policy");
	assert_false(el2_policy_rule_info(EL2_RULE(EL2_RULES_POLICY, el2_policy_rule_count(EL2_RULES_POLICY)), &info));
	assert_true(el2_policy_rule_info(EL2_RULE(EL2_RULES_POLICY, 0), &info));
}

/* Class 0 is one as others are. */
static void test_class_0(void **unused)
{
	static const el2_policy_row row = {.ec = EL2_EC_UNKNOWN, .action = EL2_ROW_RETRY};
	const el2_policy_rows rows = {&row, 1, true};
	el2_exception e;

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	e = taken(EL2_ESR(EL2_EC_UNKNOWN, 0), 1);
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_RETRY);
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

/* A row is about one register or operation, of those that an EC 0x18 can name. */
static void test_named(void **unused)
{
	static const uint32_t words[] = {
		0xd5390080, /* mrs x0, gmid_el1 */
		0xd51810c0, /* msr gcr_el1, x0 */
		0xd5087a40, /* dc csw, x0 */
		0xd50b7700, /* gcspushm x0 */
		0xd52b7720, /* gcspopm x0 */
		0xd53bd060, /* mrs x0, tpidrro_el0 */
	};

	(void)unused;
	booted("kvm-arm.mode=protected", "max");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
			el2_policy_row row = {.ec = -1, .action = EL2_ROW_RETRY};
			const el2_policy_rows rows = {&row, 1, true};
			el2_insn insn;
			el2_exception e;

			el2_decode(words[i], &insn);
			row.reg = insn.sysreg;
			assert_int_not_equal(row.reg, EL2_SYSREG_NONE);
			el2_decode(words[k], &insn);
			e = taken(EL2_ESR(EL2_EC_SYS64, el2_iss_sys64(&insn)), 1);
			assert_int_equal(ask(&rows, &e).action, i == k ? EL2_ACTION_RETRY : EL2_ACTION_UNMODELLED);
		}
}

/* Rows of the same condition, whatever it is about. */
static void test_same(void **unused)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{"EL=1", "EL=1", true},
		{"EL=1", "EL=0", false},
		{"EL=1", "EL=1 & x0=0x1", false},
		{"EL=1", "x0=0x1", false},
		{"x0=0x1", "x1=0x1", false},
		{"feat(FEAT_MTE)", "feat(FEAT_MTE)", true},
		{"feat(FEAT_MTE)", "feat(FEAT_MTE2)", false},
		{"CPTR_EL2.FPEN=11", "CPTR_EL2.FPEN=11", true},
		{"CPTR_EL2.FPEN=11", "CPTR_EL2.FPEN=01", false},
		{"CPTR_EL2.FPEN=00", "CPTR_EL2.ZEN=00", false},
		{"CPTR_EL2.TFP=0", "CPTR_EL2.TZ=0", false},
		{"CPTR_EL2.TFP=1", "CPTR_EL2.TFP=0", false},
		{"HCR_EL2.VM=1", "HCRX_EL2.EnAS0=1", false},
		{"EL=1 | x0=0x1", "EL=1 & x0=0x1", false},
		{"EL=1 | x0=0x1", "EL=1 | x0=0x2", false},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_policy_row row[] = {{.ec = -1}, {.ec = -1}};
		const el2_policy_rows both = {row, 2, false};
		size_t by;

		assert_int_equal(el2_condition_parse(rows[i].a, &row[0].when, NULL), EL2_OK);
		assert_int_equal(el2_condition_parse(rows[i].b, &row[1].when, NULL), EL2_OK);
		assert_int_equal(el2_policy_rows_hidden(&both, &by), rows[i].same ? 1 : 2);
	}
}

/* A field that the register has not in the layout in force, and what the rows say of it. */
static void test_not_in_force(void **unused)
{
	el2_policy_row row = {.ec = -1, .action = EL2_ROW_RETRY};
	const el2_policy_rows rows = {&row, 1, false};
	el2_exception e;

	(void)unused;
	booted("kvm-arm.mode=nvhe arm64_sw.hvhe=0", "max");
	assert_int_equal(el2_condition_parse("CPTR_EL2.FPEN=11", &row.when, NULL), EL2_OK);
	e = taken(EL2_ESR(EL2_EC_SYS64, 0), 1);
	assert_int_equal(ask(&rows, &e).action, EL2_ACTION_UNMODELLED);
	assert_non_null(strstr(ask(&rows, &e).what, "HCR_EL2.E2H"));
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
	assert_true(!error.line && !error.column && strstr(error.message, "ABI"));
	entry = el2_policy;
	entry.layout.features--;
	assert_int_equal(el2_policy_entry_check(&entry, &error), EL2_ERR_UNSUPPORTED);
	assert_true(!error.line && !error.column && strstr(error.message, "headers of another"));
	entry = el2_policy;
	entry.handle = NULL;
	assert_int_equal(el2_policy_entry_check(&entry, &error), EL2_ERR_INPUT);
	assert_true(!error.line && !error.column && strstr(error.message, "handle()"));
	entry = el2_policy;
	entry.name = NULL;
	assert_int_equal(el2_policy_entry_check(&entry, &error), EL2_ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),     cmocka_unit_test(test_same),      cmocka_unit_test(test_not_in_force),
		cmocka_unit_test(test_makers),    cmocka_unit_test(test_count),     cmocka_unit_test(test_class_0),
		cmocka_unit_test(test_direction), cmocka_unit_test(test_rule_info), cmocka_unit_test(test_reflected),
		cmocka_unit_test(test_served),    cmocka_unit_test(test_hidden),    cmocka_unit_test(test_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
