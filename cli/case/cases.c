/* SPDX-License-Identifier: MIT */
#include "cli/case/cases.h"
#include "cli/show/progress.h"
#include "cli/show/verdict_json.h"

#include <stdlib.h>
#include <string.h>

void cli_cases_begin_answer(struct cli_cases *c, const struct cli_case *test, const el2_insn *insn, uint64_t pc,
			    unsigned el, const el2_verdict *verdict)
{
	struct cli_json *j = &c->call.json;
	char differences[512] = "";
	bool met = true;

	cli_json_open(j, NULL, '{');
	if (test->id)
		cli_json_raw(j, "id", test->id);
	cli_json_case(j, insn, pc, el);
	cli_json_verdict(j, verdict);
	if (test->expect.given) {
		met = cli_expect_met(&test->expect, verdict, differences, sizeof differences);
		cli_json_bool(j, "as_expected", met);
	}
	c->count++;
	c->unmodelled += verdict->verdict == EL2_UNMODELLED;
	c->expected += test->expect.given && met;
	c->mismatches += !met;
	if (!met && !c->call.options.quiet)
		fprintf(stderr, "el2trap %s: %s:%u: %s\n", c->call.verb->name, c->lines.name, c->lines.number,
			differences);
}

void cli_cases_end_answer(struct cli_cases *c)
{
	cli_json_close(&c->call.json, '}');
	cli_json_line(&c->call.json, c->call.out.file);
}

static el2_status read_all(struct cli_cases *c, cli_case_answer answer, el2_error *error)
{
	struct cli_progress progress;
	el2_status status;
	bool end = false;

	cli_progress_begin(&progress, &c->call.options, c->call.verb->name);
	while ((status = cli_lines_next(&c->lines, &end, error)) == EL2_OK && !end) {
		if (strspn(c->lines.line, " \t\r") == c->lines.length)
			continue;
		status = answer(c, error);
		if (status != EL2_OK)
			break;
		cli_progress_update(&progress, c->count, c->lines.done, c->lines.size);
	}
	cli_progress_end(&progress);
	return status;
}

static int finish(struct cli_cases *c)
{
	if (!c->call.options.quiet)
		fprintf(stderr,
			"el2trap %s: cases %llu, as expected %llu, mismatches %llu, without expectation %llu, "
			"unmodelled %llu\n",
			c->call.verb->name, (unsigned long long)c->count, (unsigned long long)c->expected,
			(unsigned long long)c->mismatches, (unsigned long long)(c->count - c->expected - c->mismatches),
			(unsigned long long)c->unmodelled);
	return cli_end(&c->call, c->mismatches ? CLI_EXIT_MISMATCH : CLI_EXIT_OK);
}

int cli_cases_run(const struct cli_verb *verb, int argc, char **argv, size_t line_limit, cli_case_answer answer,
		  void *own)
{
	struct cli_cases *c = calloc(1, sizeof *c);
	el2_error error = {0};
	el2_status status = EL2_OK;
	int code;

	if (!c) {
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return cli_report_error(verb->name, &error);
	}
	c->own = own;
	if (!cli_begin(&c->call, verb, argc, argv, own, &code)) {
		free(c);
		return code;
	}
	if (c->call.operand_count > 1)
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "one FILE, or none for standard input");
	if (status == EL2_OK)
		status = cli_session_open(&c->session, &c->call.options, &error);
	if (status == EL2_OK)
		status = cli_lines_open(&c->lines, c->call.operand_count ? c->call.operands[0] : "-", line_limit,
					&error);
	if (status == EL2_OK)
		status = read_all(c, answer, &error);
	cli_lines_close(&c->lines);
	code = status == EL2_OK ? finish(c) : cli_end_error(&c->call, &error);
	free(c);
	return code;
}
