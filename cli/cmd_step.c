/* SPDX-License-Identifier: MIT */
/* step: JSON Lines in, JSON Lines out. Execute one instruction on a full machine state, give the state after it. */
#include "cli/cases.h"
#include "cli/step_case.h"

#include <stdlib.h>

#define LINE_LIMIT (64u << 20)

static el2_status answer(struct cli_cases *c, el2_error *error)
{
	struct cli_step *step = c->own;
	el2_step_result result;
	struct cli_case test;
	el2_insn insn;
	el2_status status = cli_step_parse(step, &c->session, &c->lines, &test, error);

	if (status != EL2_OK)
		return status;
	el2_decode(test.word, &insn);
	el2_step(&step->state, step->memory, c->session.hypervisor, &insn, &result, NULL);
	cli_cases_begin_answer(c, &test, &insn, step->before.pc, el2_el(&step->before), &result.verdict);
	if (result.no_progress)
		cli_json_bool(&c->call.json, "no_progress", true);
	cli_step_write_changes(step, &c->call.json);
	cli_cases_end_answer(c);
	cli_case_free(&test);
	return EL2_OK;
}

static int step(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_step *machine = calloc(1, sizeof *machine);
	el2_error error = {0};
	int code;

	if (!machine)
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (!machine || cli_step_open(machine, &error) != EL2_OK)
		code = cli_report_error(verb->name, &error);
	else
		code = cli_cases_run(verb, argc, argv, LINE_LIMIT, answer, machine);
	if (machine)
		cli_step_close(machine);
	free(machine);
	return code;
}

const struct cli_verb cli_verb_step = {
	.name = "step",
	.synopsis = "[FILE|-]",
	.summary = "JSON Lines in, JSON Lines out: execute one instruction on a full machine state",
	.boot = true,
	.run = step,
};
