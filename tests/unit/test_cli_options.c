/* SPDX-License-Identifier: MIT */
/* Options: the parser, the tokeniser of snippet lines, registers by name, sessions. */
#include "snippet/session.h"
#include "snippet/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Parse a text as the options of a boot. */
static el2_status parse(const char *text, struct cli_options *options, struct cli_words *words, size_t *operands,
			el2_error *error)
{
	struct cli_option_set sets[] = {
		{cli_boot_options, cli_boot_option_count, options, false},
		{cli_common_options, cli_common_option_count, options, false},
	};

	memset(error, 0, sizeof *error);
	memset(words, 0, sizeof *words);
	assert_int_equal(cli_options_init(options, error), EL2_OK);
	if (cli_tokenise(text, 1, words, error) != EL2_OK)
		return error->status;
	return cli_options_parse(sets, 2, words, operands, error);
}

static void test_parse(void **state)
{
	struct cli_options o;
	struct cli_words w;
	el2_error error;
	size_t operands;

	(void)state;
	assert_int_equal(parse("--kernel=7.0 a --cmdline \"kvm-arm.mode=protected arm64.nomte\" - --el 1 -q -- --json",
			       &o, &w, &operands, &error),
			 EL2_OK);
	assert_string_equal(el2_kernel_get(o.kernel)->name, "7.0");
	assert_string_equal(o.cmdline, "kvm-arm.mode=protected arm64.nomte");
	assert_int_equal(o.el, 1);
	assert_true(o.quiet);
	assert_false(o.json);
	assert_int_equal(operands, 3);
	assert_string_equal(w.word[0], "a");
	assert_string_equal(w.word[1], "-");
	assert_string_equal(w.word[2], "--json");
	cli_words_free(&w);
}

static void test_quotes(void **state)
{
	struct cli_words w;
	el2_error error = {0};

	(void)state;
	assert_int_equal(cli_tokenise(" a'b c'd \"e\\\"f\" g\\ h '' ", 10, &w, &error), EL2_OK);
	assert_int_equal(w.count, 4);
	assert_string_equal(w.word[0], "ab cd");
	assert_string_equal(w.word[1], "e\"f");
	assert_string_equal(w.word[2], "g h");
	assert_string_equal(w.word[3], "");
	assert_int_equal(w.column[0], 11);
	assert_int_equal(w.column[1], 19);
	cli_words_free(&w);
	assert_int_equal(cli_tokenise("", 1, &w, &error), EL2_OK);
	assert_int_equal(w.count, 0);
	cli_words_free(&w);
	assert_int_equal(cli_tokenise("ok 'open", 1, &w, &error), EL2_ERR_USAGE);
	assert_int_equal(error.column, 4);
	assert_int_equal(cli_tokenise("open\\", 1, &w, &error), EL2_ERR_USAGE);
}

/* Wrong options, and the column that the error must have. */
static void test_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned column;
	} cases[] = {
		{"--kernel 7.0 --kernal 7.0", 14},
		{"--kernel 9", 10},
		{"--el=5", 1},
		{"--kernel", 1},
		{"--json=1", 1},
		{"--set HCR_EL2.XYZ=1", 7},
		{"--config CONFIG_X=y", 10},
		{"-x", 1},
		{"--cpu max,mte=", 7},
		{"--set FOO=1", 7},
		{"--set HCR_EL2=", 7},
		{"--color red", 9},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cli_options o;
		struct cli_words w;
		el2_error error;
		size_t operands;

		assert_int_equal(parse(cases[i].text, &o, &w, &operands, &error), EL2_ERR_USAGE);
		assert_int_equal(error.column, cases[i].column);
		assert_string_not_equal(error.message, "");
		cli_words_free(&w);
	}
}

static void test_numbers(void **state)
{
	uint64_t v;

	(void)state;
	assert_true(cli_parse_u64("0", &v) && v == 0);
	assert_true(cli_parse_u64("18446744073709551615", &v) && v == UINT64_MAX);
	assert_true(cli_parse_u64("0xffffffffFFFFFFFF", &v) && v == UINT64_MAX);
	assert_false(cli_parse_u64("18446744073709551616", &v));
	assert_false(cli_parse_u64("0x", &v));
	assert_false(cli_parse_u64("", &v));
	assert_false(cli_parse_u64(" 1", &v));
	assert_false(cli_parse_u64("-1", &v));
	assert_false(cli_parse_u64("1 ", &v));
	assert_false(cli_parse_u64("+1", &v));
}

static void test_overrides(void **state)
{
	struct cli_options o;
	struct cli_session s;
	struct cli_words w;
	el2_error error;
	size_t operands;

	(void)state;
	assert_int_equal(parse("--cmdline kvm-arm.mode=nvhe --set hcr_el2=0 --set HCR_EL2.E2H=1 --set TCO=0x2000000 "
			       "--set PSTATE.PAN=1 --el 0",
			       &o, &w, &operands, &error),
			 EL2_OK);
	assert_int_equal(cli_session_open(&s, &o, &error), EL2_OK);
	assert_int_equal(s.state.sysreg[EL2_SYSREG_HCR_EL2], UINT64_C(1) << 34);
	assert_int_equal(s.state.pstate & (EL2_PSTATE_TCO | EL2_PSTATE_PAN | EL2_PSTATE_EL),
			 EL2_PSTATE_TCO | EL2_PSTATE_PAN);
	assert_ptr_equal(s.hypervisor, &s.driver);
	cli_words_free(&w);
}

/* The host's kernel is at EL2 under VHE: there is no EL1 to ask about, until TGE is cleared. */
static void test_el1_under_vhe(void **state)
{
	struct cli_options o;
	struct cli_session s;
	struct cli_words w;
	el2_error error;
	size_t operands;

	(void)state;
	assert_int_equal(parse("--el 1", &o, &w, &operands, &error), EL2_OK);
	assert_int_equal(cli_session_open(&s, &o, &error), EL2_ERR_USAGE);
	cli_words_free(&w);
	assert_int_equal(parse("--el 1 --no-hypervisor", &o, &w, &operands, &error), EL2_OK);
	assert_int_equal(cli_session_open(&s, &o, &error), EL2_ERR_USAGE);
	cli_words_free(&w);
	assert_int_equal(parse("--el 1 --set HCR_EL2.TGE=0", &o, &w, &operands, &error), EL2_OK);
	assert_int_equal(cli_session_open(&s, &o, &error), EL2_OK);
	cli_words_free(&w);
}

static void test_suggest(void **state)
{
	struct cli_suggest s = cli_suggest_for("chekc");
	char text[64];

	(void)state;
	cli_suggest_offer(&s, "decode");
	assert_null(s.best);
	cli_suggest_offer(&s, "CHECK");
	assert_string_equal(cli_suggest_text(&s, text, sizeof text), ", did you mean 'CHECK'?");
	s = cli_suggest_for("x");
	cli_suggest_offer(&s, "yes");
	assert_string_equal(cli_suggest_text(&s, text, sizeof text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),   cmocka_unit_test(test_quotes),    cmocka_unit_test(test_errors),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_overrides), cmocka_unit_test(test_el1_under_vhe),
		cmocka_unit_test(test_suggest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
