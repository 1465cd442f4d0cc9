/* SPDX-License-Identifier: MIT */
/* check: JSON Lines in, JSON Lines out. A verdict per case; with `expect`, a test. */
#include "cli/case/cases.h"

#define LINE_LIMIT (1u << 20)

/* The state of a case: the session's, with the case's own Exception level and registers. What `set` changed is put
 * back afterwards, which is much less than to copy the state for each case. */
struct saved {
	uint32_t pstate;
	uint64_t values[CLI_OVERRIDES_MAX];
};

static el2_status enter(const struct cli_case *test, const struct cli_lines *lines, el2_state *state,
			struct saved *saved, el2_error *error)
{
	saved->pstate = state->pstate;
	if (test->el >= 0)
		el2_set_el(state, (unsigned)test->el);
	for (size_t i = 0; i < test->set_count; i++)
		saved->values[i] = state->sysreg[test->set[i].reg];
	return cli_case_set(test, lines, state, error);
}

static void leave(const struct cli_case *test, el2_state *state, const struct saved *saved)
{
	for (size_t i = test->set_count; i--;)
		state->sysreg[test->set[i].reg] = saved->values[i];
	state->pstate = saved->pstate;
}

static el2_status answer(struct cli_cases *c, el2_error *error)
{
	struct cli_session *session;
	struct cli_case test;
	el2_status status = cli_case_parse(&test, &c->lines, error);
	el2_verdict verdict;
	struct saved saved;
	el2_state *state;
	el2_insn insn;

	if (status != EL2_OK)
		return status;
	status = cli_boots_of(&c->boots, &test, &c->lines, &session, error);
	if (status != EL2_OK) {
		cli_case_free(&test);
		return status;
	}
	state = &session->state;
	status = enter(&test, &c->lines, state, &saved, error);
	if (status == EL2_OK) {
		el2_decode(test.word, &insn);
		el2_decide(state, session->hypervisor, &insn, &verdict, NULL);
		cli_cases_begin_answer(c, &test, &insn, state->pc, el2_el(state), &verdict);
		cli_cases_end_answer(c);
	}
	leave(&test, state, &saved);
	cli_case_free(&test);
	return status;
}

static const struct cli_option options[] = {CLI_CASE_OPTIONS};

static int check(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_case_options own = {0};

	return cli_cases_run(verb, argc, argv, LINE_LIMIT, answer, &own);
}

const struct cli_verb cli_verb_check = {
	.name = "check",
	.synopsis = "[FILE|-]",
	.summary = "JSON Lines in, JSON Lines out: a verdict per case; with `expect`, a test",
	.examples = {"el2trap check --cmdline kvm-arm.mode=nvhe cases.jsonl",
		     "echo '{\"word\":\"0xd53810c0\",\"el\":1}' | el2trap check --cmdline kvm-arm.mode=nvhe"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = check,
};
