/* SPDX-License-Identifier: MIT */
/* Events of streams as JSON: what is written reads back, and what is wrong is said. Texts and assembly of each kind. */
#include "cli/case/event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct row {
	const char *json, *text, *assembly;
} rows[] = {
	{"{\"word\":\"0xd4000003\",\"text\":\"smc "
	 "#0\",\"el\":1,\"x\":{\"0\":\"0x84000000\",\"1\":\"0x5\",\"2\":\"0x6\"}}",
	 "EL1 d4000003  smc #0                           with x0 = 0x84000000, x1 = 0x5, x2 = 0x6",
	 "\tldr x0, =0x84000000\n\tldr x1, =0x5\n\tldr x2, =0x6\n\t.inst 0xd4000003 // EL1: smc #0\n"},
	{"{\"word\":\"0xd5181009\",\"text\":\"msr sctlr_el1, x9\",\"el\":0,\"x\":{\"9\":\"0x1\"}}",
	 "EL0 d5181009  msr sctlr_el1, x9                with x9 = 0x1",
	 "\tldr x9, =0x1\n\t.inst 0xd5181009 // EL0: msr sctlr_el1, x9\n"},
	{"{\"word\":\"0xd503201f\",\"text\":\"nop\",\"el\":1}", "EL1 d503201f  nop                             ",
	 "\t.inst 0xd503201f // EL1: nop\n"},
	{"{\"stores\":\"0x1000\",\"values\":[\"0x1\",\"0x0\"],\"el\":1}", "EL1 stores at 0x1000: 0x1 0x0",
	 "\tldr x0, =0x1000\n\tldr x1, =0x1\n\t.inst 0xf9000001 // EL1: str x1, [x0]\n"
	 "\tldr x0, =0x1008\n\tldr x1, =0x0\n\t.inst 0xf9000001 // EL1: str x1, [x0]\n"},
	{"{\"guest\":\"0x2000\",\"words\":[\"0xd4000002\",\"0xd503207f\",\"0x00000000\"],\"texts\":[\"hvc "
	 "#0\",\"wfi\",\"udf #0\"]}",
	 "a guest finds in the page at 0x2000: hvc #0; wfi; udf #0",
	 "\t// a guest finds in the page at 0x2000: hvc #0; wfi; udf #0\n"},
	{"{\"guest\":\"0x2000\",\"words\":[\"0xd4000002\",\"0xd503207f\"],\"texts\":[\"hvc #0\",\"wfi\"]}",
	 "a guest finds in the page at 0x2000: hvc #0; wfi", NULL},
	{"{\"interrupt\":true}", "an interrupt is pending until the next event is over",
	 "\t// an interrupt is pending until the next event is over\n"},
	{"{\"answer\":0,\"x\":{\"0\":\"0x84000060\",\"2\":\"0xfffffffa\"}}",
	 "firmware answers SMC 1 from now with x0 = 0x84000060, x2 = 0xfffffffa", NULL},
	{"{\"answer\":3,\"x\":{\"5\":\"0x1\"}}", "firmware answers SMC 4 from now with x5 = 0x1", NULL},
	{"{\"answer\":1,\"resumes\":true}",
	 "firmware answers SMC 2 from now: the CPU loses its state, and starts where the call says", NULL},
	{"{\"held\":2}", "another CPU holds spinlock 3 that EL2 takes in the next event, until EL2 waits",
	 "\t// another CPU holds spinlock 3 that EL2 takes in the next event, until EL2 waits\n"},
	{"{\"firmware\":\"ffa\"}", "firmware has FF-A, and EL2 was told so at boot",
	 "\t// firmware has FF-A, and EL2 was told so at boot\n"},
};

static const struct {
	const char *json, *why;
} wrong[] = {
	{"{\"wrod\":1}", "unknown key"},
	{"{\"el\":1}", "an event needs a word"},
	{"{\"word\":1,\"interrupt\":true}", "of an event that is no instruction"},
	{"{\"word\":1,\"x\":{\"3\":1,\"5\":1}}", "x1 to x6 without a gap"},
	{"{\"word\":1,\"x\":{\"31\":1}}", "registers are 0 to 30"},
	{"{\"word\":1,\"x\":{}}", "registers, as"},
	{"{\"word\":1,\"values\":[1]}", "stores have"},
	{"{\"interrupt\":false}", "true, or left out"},
	{"{\"interrupt\":true,\"x\":{\"0\":1}}", "of an instruction, or an answer"},
	{"{\"firmware\":\"qemu\"}", "\"ffa\", or left out"},
	{"{\"answer\":0}", "of x0 to x5"},
	{"{\"answer\":0,\"resumes\":false}", "true, or left out"},
	{"{\"answer\":0,\"resumes\":true,\"x\":{\"0\":1}}", "of an answer that does not resume"},
	{"{\"held\":0,\"resumes\":true}", "of an answer"},
	{"{\"held\":65536}", "at most 0xffff"},
	{"{\"held\":0,\"x\":{\"0\":1}}", "of an instruction, or an answer"},
	{"{\"answer\":0,\"x\":{\"6\":1}}", "of x0 to x5"},
	{"{\"answer\":256,\"x\":{\"0\":1}}", "at most 0xff"},
	{"{\"stores\":0}", "stores have"},
	{"{\"stores\":0,\"words\":[1]}", "a guest has"},
	{"{\"stores\":0,\"values\":[]}", "1 to 6"},
	{"{\"stores\":0,\"values\":[1,2,3,4,5,6,7]}", "1 to 6"},
	{"{\"guest\":0,\"words\":[1,2,3,4,5,6,7,8,9,10,11,12,13]}", "1 to 12"},
	{"{\"guest\":0,\"words\":[4294967296]}", "words"},
	{"{\"guest\":0,\"words\":[1],\"values\":[1]}", "a second list"},
};

/* A line, read as that of a file. */
static el2_status read_line(const char *json, el2_event *event, el2_error *error)
{
	char path[] = "/tmp/el2trap-event-XXXXXX";
	int fd = mkstemp(path);
	struct cli_lines lines;
	bool end = false;
	el2_status status;

	assert_true(fd >= 0);
	assert_true(write(fd, json, strlen(json)) == (ssize_t)strlen(json));
	close(fd);
	assert_int_equal(cli_lines_open(&lines, path, 1 << 16, error), EL2_OK);
	assert_int_equal(cli_lines_next(&lines, &end, error), EL2_OK);
	status = cli_stream_event_read(&lines, event, error);
	cli_lines_close(&lines);
	unlink(path);
	return status;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		struct cli_json j = {0};
		char *text = NULL;
		size_t length;
		FILE *file = open_memstream(&text, &length);
		el2_error error = {0};
		el2_event event;

		assert_non_null(file);
		assert_int_equal(read_line(rows[n].json, &event, &error), EL2_OK);
		cli_json_open(&j, NULL, '{');
		cli_json_event(&j, &event, n);
		cli_json_close(&j, '}');
		cli_json_line(&j, file);
		cli_stream_event_text(file, &event, n);
		putc('\n', file);
		if (rows[n].assembly)
			cli_stream_event_assembly(file, &event, n);
		assert_true(cli_json_free(&j));
		fclose(file);
		length = strlen(rows[n].json);
		assert_true(!strncmp(text, rows[n].json, length) && text[length] == '\n');
		assert_int_equal(strncmp(text + length + 1, rows[n].text, strlen(rows[n].text)), 0);
		length += strlen(rows[n].text) + 1;
		assert_true(text[length] == '\n');
		assert_string_equal(text + length + 1, rows[n].assembly ? rows[n].assembly : "");
		free(text);
	}
}

static void test_wrong(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
		el2_error error = {0};
		el2_event event;

		assert_int_equal(read_line(wrong[n].json, &event, &error), EL2_ERR_INPUT);
		if (!strstr(error.message, wrong[n].why))
			print_error("%s: %s\n", wrong[n].json, error.message);
		assert_non_null(strstr(error.message, wrong[n].why));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
