/* SPDX-License-Identifier: MIT */
/* What is written: JSON, TAP, JUnit; and the rows of the table. */
#include "cli/show/json.h"
#include "cli/show/matrix.h"
#include "cli/show/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A stream into memory. */
struct memory {
	FILE *file;
	char *text;
	size_t size;
};

static void memory_open(struct memory *m)
{
	m->text = NULL;
	m->file = open_memstream(&m->text, &m->size);
	assert_non_null(m->file);
}

/* Close, compare, free. */
static void memory_is(struct memory *m, const char *expected)
{
	fclose(m->file);
	assert_string_equal(m->text, expected);
	free(m->text);
}

static void test_json(void **state)
{
	struct cli_json j = {0};
	struct memory m;

	(void)state;
	memory_open(&m);
	cli_json_open(&j, NULL, '{');
	cli_json_text(&j, "text", "a\"\\\n\x01 \xc3\xa9 \xff\xc0\x80 \xed\xa0\x80");
	cli_json_hex(&j, "hex", 0);
	cli_json_word(&j, "word", 0x1f);
	cli_json_open(&j, "list", '[');
	cli_json_number(&j, NULL, UINT64_MAX);
	cli_json_bool(&j, NULL, true);
	cli_json_close(&j, ']');
	cli_json_open(&j, "none", '{');
	cli_json_close(&j, '}');
	cli_json_close(&j, '}');
	cli_json_line(&j, m.file);
	cli_json_open(&j, NULL, '{');
	cli_json_close(&j, '}');
	cli_json_line(&j, m.file);
	assert_true(cli_json_free(&j));
	memory_is(&m, "{\"text\":\"a\\\"\\\\\\u000a\\u0001 \xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd "
		      "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",\"hex\":\"0x0\",\"word\":\"0x0000001f\","
		      "\"list\":[18446744073709551615,true],\"none\":{}}\n{}\n");
}

static void fill(struct cli_report *r)
{
	cli_report_begin(r, "a<b>.s");
	cli_report_case(r, CLI_PASSED, "one #1", NULL, "a.s", 1);
	cli_report_case(r, CLI_FAILED, "two", "is \"x\"\n& not y", "a.s", 2);
	cli_report_case(r, CLI_SKIPPED, "three", "no emulator", NULL, 0);
}

static void test_tap(void **state)
{
	struct cli_report r;
	struct memory m;

	(void)state;
	fill(&r);
	memory_open(&m);
	cli_report_tap(&r, m.file);
	assert_true(cli_report_end(&r));
	memory_is(&m, "TAP version 13\n1..3\nok 1 - one \\#1\nnot ok 2 - two\n  ---\n"
		      "  message: \"is \\\"x\\\"\\x0a& not y\"\n  file: \"a.s\"\n  line: 2\n  ...\n"
		      "ok 3 - three # SKIP no emulator\n");
}

static void test_junit(void **state)
{
	struct cli_report r;
	struct memory m;

	(void)state;
	fill(&r);
	memory_open(&m);
	cli_report_junit(&r, 1, m.file);
	assert_true(cli_report_end(&r));
	memory_is(&m, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
		      "  <testsuite name=\"a&lt;b&gt;.s\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">\n"
		      "    <testcase classname=\"a&lt;b&gt;.s\" name=\"one #1\" file=\"a.s\" line=\"1\"/>\n"
		      "    <testcase classname=\"a&lt;b&gt;.s\" name=\"two\" file=\"a.s\" line=\"2\"><failure "
		      "message=\"is &quot;x&quot;&#10;&amp; not y\"/></testcase>\n"
		      "    <testcase classname=\"a&lt;b&gt;.s\" name=\"three\"><skipped message=\"no "
		      "emulator\"/></testcase>\n"
		      "  </testsuite>\n</testsuites>\n");
}

/* Rows of the table: all of MTE, each a word that decodes to MTE without a flag, none twice. */
struct rows {
	uint32_t words[256];
	size_t count;
};

static bool row(void *context, const char *label, const el2_insn *insn)
{
	struct rows *r = context;

	assert_string_not_equal(label, "");
	assert_true(el2_class_is_mte((el2_class)insn->cls));
	assert_int_equal(insn->flags & (EL2_INSN_SHOULD_BE | EL2_INSN_UNPREDICTABLE), 0);
	for (size_t i = 0; i < r->count; i++)
		assert_int_not_equal(r->words[i], insn->word);
	assert_true(r->count <= 255);
	r->words[r->count++] = insn->word;
	return true;
}

static void test_matrix(void **state)
{
	struct rows r = {0};

	(void)state;
	cli_matrix_walk(row, &r);
	assert_int_equal(r.count, 95); /* the rows of facts/encodings.csv */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_tap),
		cmocka_unit_test(test_junit),
		cmocka_unit_test(test_matrix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
