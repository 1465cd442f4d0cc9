/* SPDX-License-Identifier: MIT */
#include "cli/case/cases.h"
#include "cli/show/caret.h"
#include "cli/show/progress.h"
#include "cli/show/verdict_json.h"

#include <stdlib.h>
#include <string.h>

/* A case with an expectation: where only what is not modelled stands between, nobody knows whether it holds. */
static void count_test(struct cli_cases *c, const struct cli_case *test, const el2_insn *insn,
		       const el2_verdict *verdict, bool met, const char *differences)
{
	bool unanswered = !met && verdict->verdict == EL2_UNMODELLED && test->expect.verdict != EL2_UNMODELLED;
	enum cli_outcome outcome = met ? CLI_PASSED : unanswered ? CLI_SKIPPED : CLI_FAILED;
	char name[256], text[EL2_TEXT_MAX];

	c->expected += met;
	c->unanswered += unanswered;
	c->mismatches += !met && !unanswered;
	el2_disassemble(insn, 0, text, sizeof text);
	snprintf(name, sizeof name, "%s%.80s%s%s", test->id ? "id " : "", test->id ? test->id : "",
		 test->id ? ": " : "", text);
	cli_report_case(&c->report, outcome, name,
			unanswered ? verdict->what
			: met      ? NULL
				   : differences,
			c->lines.name, c->lines.number);
	if (!met && !c->call.options.quiet)
		fprintf(stderr, "el2trap %s: %s:%u: %s: %s%s\n", c->call.verb->name, c->lines.name, c->lines.number,
			name, unanswered ? "not modelled, so not judged: " : "",
			unanswered && verdict->what ? verdict->what : differences);
}

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
	if (test->expect.given)
		count_test(c, test, insn, verdict, met, differences);
}

void cli_cases_end_answer(struct cli_cases *c)
{
	const struct cli_case_options *own = c->own;

	cli_json_close(&c->call.json, '}');
	if (own->tap)
		cli_json_drop(&c->call.json);
	else
		cli_json_line(&c->call.json, c->call.out.file);
}

static el2_status read_all(struct cli_cases *c, cli_case_answer answer, el2_error *error)
{
	const struct cli_case_options *own = c->own;
	struct cli_progress progress;
	el2_status status;
	bool end = false;

	cli_progress_begin(&progress, &c->call.options, own->tap ? NULL : &c->call.out, c->call.verb->name);
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

static el2_status write_reports(struct cli_cases *c, el2_error *error)
{
	const struct cli_case_options *own = c->own;
	el2_status status = EL2_OK;

	if ((own->tap || own->junit || own->ktap) && !c->report.count)
		return el2_fail(error, EL2_ERR_INPUT, c->lines.name, 0, 0,
				"no case has an expectation: nothing is tested");
	if (own->tap)
		cli_report_tap(&c->report, c->call.out.file);
	if (own->junit)
		status = cli_report_write_junit(own->junit, &c->report, 1, error);
	if (status == EL2_OK && own->ktap)
		status = cli_report_write_ktap(own->ktap, &c->report, 1, error);
	return status;
}

static int finish(struct cli_cases *c)
{
	if (!c->call.options.quiet)
		fprintf(stderr,
			"el2trap %s: cases %llu, as expected %llu, mismatches %llu, without expectation %llu, "
			"unmodelled %llu%s\n",
			c->call.verb->name, (unsigned long long)c->count, (unsigned long long)c->expected,
			(unsigned long long)c->mismatches,
			(unsigned long long)(c->count - c->expected - c->mismatches - c->unanswered),
			(unsigned long long)c->unmodelled,
			c->unanswered ? "; of those some were tests, which nobody can judge" : "");
	return cli_end(&c->call, c->mismatches ? CLI_EXIT_MISMATCH : c->unanswered ? CLI_EXIT_SKIPPED : CLI_EXIT_OK);
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
		status = cli_boots_open(&c->boots, &c->call.options, &error);
	if (status == EL2_OK)
		status = cli_lines_open(&c->lines, c->call.operand_count ? c->call.operands[0] : "-", line_limit,
					&error);
	cli_report_begin(&c->report, c->call.operand_count ? c->call.operands[0] : "<stdin>");
	if (status == EL2_OK)
		status = read_all(c, answer, &error);
	if (status == EL2_OK)
		status = write_reports(c, &error);
	cli_report_end(&c->report);
	code = status == EL2_OK ? finish(c) : cli_end_error(&c->call, &error);
	if (c->lines.file == stdin && error.line && error.line == c->lines.number)
		cli_caret_line(&error, c->lines.line, c->lines.length);
	cli_lines_close(&c->lines);
	cli_boots_close(&c->boots);
	free(c);
	return code;
}
