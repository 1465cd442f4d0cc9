/* SPDX-License-Identifier: MIT */
/* step: JSON Lines in, JSON Lines out. Execute one instruction on a full machine state, give the state after it. */
#include "cli/case/cases.h"
#include "cli/case/step_case.h"
#include "cli/show/record.h"

#include <stdlib.h>

#define LINE_LIMIT (64u << 20)

struct step_call {
	struct cli_case_options cases; /* first: cli_cases_run() reads it */
	const char *path;              /* of --record */
	FILE *record;
	bool begun;
	el2_state so_far; /* what the trace has said of system registers */
	struct cli_step step;
};

static const struct cli_option options[] = {
	CLI_CASE_OPTIONS,
	{"--record", NULL, "FILE", CLI_TEXT, offsetof(struct step_call, path), NULL,
	 "write the cases as a trace for replay"},
};

/* Each case is a machine of its own: the trace says which registers are other than before. */
static void record(struct step_call *own, const struct cli_session *session, const el2_insn *insn,
		   const el2_step_result *result)
{
	const struct cli_step *step = &own->step;

	if (!own->begun)
		own->so_far = session->state;
	own->begun = true;
	cli_record_registers(own->record, &own->so_far, &step->before);
	cli_record_step(own->record, step->before.pc, el2_el(&step->before), insn, result, &step->state);
	own->so_far = result->executed ? step->state : step->before;
}

static el2_status answer(struct cli_cases *c, el2_error *error)
{
	struct step_call *own = c->own;
	struct cli_step *step = &own->step;
	el2_step_result result;
	struct cli_case test;
	struct cli_session *session;
	el2_insn insn;
	el2_status status = cli_step_parse(step, &c->boots, &c->lines, &test, &session, error);

	if (status != EL2_OK)
		return status;
	el2_decode(test.word, &insn);
	el2_step(&step->state, step->memory, session->hypervisor, &insn, &result, NULL);
	if (own->path && !own->record && !(own->record = cli_record_open(own->path, error))) {
		cli_case_free(&test);
		return EL2_ERR_SYSTEM;
	}
	if (own->record)
		record(own, session, &insn, &result);
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
	struct step_call *own = calloc(1, sizeof *own);
	el2_error error = {0};
	int code;

	if (!own)
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (!own || cli_step_open(&own->step, &error) != EL2_OK)
		code = cli_report_error(verb->name, &error);
	else
		code = cli_cases_run(verb, argc, argv, LINE_LIMIT, answer, own);
	if (own) {
		if (cli_record_close(own->record, own->path, &error) != EL2_OK)
			code = cli_report_error(verb->name, &error);
		cli_step_close(&own->step);
	}
	free(own);
	return code;
}

const struct cli_verb cli_verb_step = {
	.name = "step",
	.synopsis = "[FILE|-]",
	.summary = "JSON Lines in, JSON Lines out: execute one instruction on a full machine state",
	.examples = {"el2trap step --record out.jsonl cases.jsonl",
		     "echo '{\"word\":\"0x8b020020\",\"x\":{\"1\":\"0x1\",\"2\":\"0x2\"}}' | el2trap step"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = step,
};
