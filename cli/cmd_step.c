/* SPDX-License-Identifier: MIT */
/* step: JSON Lines in, JSON Lines out. Execute one instruction on a full machine state, give the state after it. */
#include "cli/call.h"
#include "cli/progress.h"
#include "cli/step_case.h"
#include "cli/verdict_json.h"

#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT (64u << 20)

struct counts {
	uint64_t cases, expected, mismatches, unmodelled;
};

static void execute(struct cli_call *c, struct cli_session *s, struct cli_step *step, const struct cli_lines *lines,
		    const struct cli_case *test, struct counts *counts)
{
	struct cli_json *j = &c->json;
	char differences[512] = "";
	el2_step_result result;
	bool met = true;
	el2_insn insn;

	el2_decode(test->word, &insn);
	el2_step(&step->state, step->memory, s->hypervisor, &insn, &result, NULL);
	cli_json_open(j, NULL, '{');
	if (test->id)
		cli_json_raw(j, "id", test->id);
	cli_json_case(j, &insn, step->before.pc, el2_el(&step->before));
	cli_json_verdict(j, &result.verdict);
	if (result.no_progress)
		cli_json_bool(j, "no_progress", true);
	if (test->expect.given) {
		met = cli_expect_met(&test->expect, &result.verdict, differences, sizeof differences);
		cli_json_bool(j, "as_expected", met);
	}
	cli_step_write_changes(step, j);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);

	counts->cases++;
	counts->unmodelled += result.verdict.verdict == EL2_UNMODELLED;
	counts->expected += test->expect.given && met;
	counts->mismatches += !met;
	if (!met && !c->options.quiet)
		fprintf(stderr, "el2trap step: %s:%u: %s\n", lines->name, lines->number, differences);
}

static el2_status step_all(struct cli_call *c, struct cli_session *s, struct cli_step *step, struct cli_lines *lines,
			   struct counts *counts, el2_error *error)
{
	struct cli_progress progress;
	el2_status status;
	bool end = false;

	cli_progress_begin(&progress, &c->options, "step");
	while ((status = cli_lines_next(lines, &end, error)) == EL2_OK && !end) {
		struct cli_case test;

		if (strspn(lines->line, " \t\r") == lines->length)
			continue;
		status = cli_step_parse(step, s, lines, &test, error);
		if (status != EL2_OK)
			break;
		execute(c, s, step, lines, &test, counts);
		cli_case_free(&test);
		cli_progress_update(&progress, counts->cases, lines->done, lines->size);
	}
	cli_progress_end(&progress);
	return status;
}

static int step(const struct cli_verb *verb, int argc, char **argv)
{
	struct counts counts = {0};
	struct cli_lines lines = {0};
	struct cli_session session;
	struct cli_step *machine;
	struct cli_call call;
	el2_error error = {0};
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, NULL, &code))
		return code;
	if (call.operand_count > 1) {
		el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "one FILE, or none for standard input");
		return cli_end_error(&call, &error);
	}
	machine = malloc(sizeof *machine);
	status = machine ? cli_step_open(machine, &error)
			 : el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status == EL2_OK)
		status = cli_session_open(&session, &call.options, &error);
	if (status == EL2_OK)
		status = cli_lines_open(&lines, call.operand_count ? call.operands[0] : "-", LINE_LIMIT, &error);
	if (status == EL2_OK)
		status = step_all(&call, &session, machine, &lines, &counts, &error);
	cli_lines_close(&lines);
	if (machine)
		cli_step_close(machine);
	free(machine);
	if (status != EL2_OK)
		return cli_end_error(&call, &error);
	if (!call.options.quiet)
		fprintf(stderr, "el2trap step: cases %llu, as expected %llu, mismatches %llu, unmodelled %llu\n",
			(unsigned long long)counts.cases, (unsigned long long)counts.expected,
			(unsigned long long)counts.mismatches, (unsigned long long)counts.unmodelled);
	return cli_end(&call, counts.mismatches ? CLI_EXIT_MISMATCH : CLI_EXIT_OK);
}

const struct cli_verb cli_verb_step = {
	.name = "step",
	.synopsis = "[FILE|-]",
	.summary = "JSON Lines in, JSON Lines out: execute one instruction on a full machine state",
	.boot = true,
	.run = step,
};
