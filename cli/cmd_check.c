/* SPDX-License-Identifier: MIT */
/* check: JSON Lines in, JSON Lines out. A verdict per case; with `expect`, a test. */
#include "cli/call.h"
#include "cli/case.h"
#include "cli/progress.h"
#include "cli/verdict_json.h"

#include <string.h>

#define LINE_LIMIT (1u << 20)

struct counts {
	uint64_t cases, expected, mismatches, unmodelled;
};

/* The state of a case: the session's, with the case's own Exception level and registers. What `set` changed is put
 * back afterwards, which is much less than to copy the state for each case. */
struct saved {
	uint32_t pstate;
	uint64_t values[CLI_OVERRIDES_MAX];
};

static void enter(const struct cli_case *test, el2_state *state, struct saved *saved)
{
	saved->pstate = state->pstate;
	if (test->el >= 0)
		el2_set_el(state, (unsigned)test->el);
	for (size_t i = 0; i < test->set_count; i++) {
		saved->values[i] = state->sysreg[test->set[i].reg];
		cli_override_apply(&test->set[i], state);
	}
}

static void leave(const struct cli_case *test, el2_state *state, const struct saved *saved)
{
	for (size_t i = test->set_count; i--;)
		state->sysreg[test->set[i].reg] = saved->values[i];
	state->pstate = saved->pstate;
}

static void judge(struct cli_call *c, struct cli_session *s, const struct cli_lines *lines, const struct cli_case *test,
		  struct counts *counts)
{
	struct cli_json *j = &c->json;
	char differences[512] = "";
	el2_verdict verdict;
	struct saved saved;
	bool met = true;
	el2_insn insn;

	enter(test, &s->state, &saved);
	el2_decode(test->word, &insn);
	el2_decide(&s->state, s->hypervisor, &insn, &verdict, NULL);
	cli_json_open(j, NULL, '{');
	if (test->id)
		cli_json_raw(j, "id", test->id);
	cli_json_case(j, &insn, s->state.pc, el2_el(&s->state));
	cli_json_verdict(j, &verdict);
	if (test->expect.given) {
		met = cli_expect_met(&test->expect, &verdict, differences, sizeof differences);
		cli_json_bool(j, "as_expected", met);
	}
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
	leave(test, &s->state, &saved);

	counts->cases++;
	counts->unmodelled += verdict.verdict == EL2_UNMODELLED;
	counts->expected += test->expect.given && met;
	counts->mismatches += !met;
	if (!met && !c->options.quiet)
		fprintf(stderr, "el2trap check: %s:%u: %s\n", lines->name, lines->number, differences);
}

static bool blank(const struct cli_lines *lines)
{
	return strspn(lines->line, " \t\r") == lines->length;
}

static el2_status check_all(struct cli_call *c, struct cli_session *s, struct cli_lines *lines, struct counts *counts,
			    el2_error *error)
{
	struct cli_progress progress;
	el2_status status;
	bool end = false;

	cli_progress_begin(&progress, &c->options, "check");
	while ((status = cli_lines_next(lines, &end, error)) == EL2_OK && !end) {
		struct cli_case test;

		if (blank(lines))
			continue;
		status = cli_case_parse(&test, lines, error);
		if (status != EL2_OK)
			break;
		judge(c, s, lines, &test, counts);
		cli_case_free(&test);
		cli_progress_update(&progress, counts->cases, lines->done, lines->size);
	}
	cli_progress_end(&progress);
	return status;
}

static int check(const struct cli_verb *verb, int argc, char **argv)
{
	struct counts counts = {0};
	struct cli_lines lines = {0};
	struct cli_session session;
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
	status = cli_session_open(&session, &call.options, &error);
	if (status == EL2_OK)
		status = cli_lines_open(&lines, call.operand_count ? call.operands[0] : "-", LINE_LIMIT, &error);
	if (status == EL2_OK)
		status = check_all(&call, &session, &lines, &counts, &error);
	cli_lines_close(&lines);
	if (status != EL2_OK)
		return cli_end_error(&call, &error);
	if (!call.options.quiet)
		fprintf(stderr,
			"el2trap check: cases %llu, as expected %llu, mismatches %llu, without expectation %llu, "
			"unmodelled %llu\n",
			(unsigned long long)counts.cases, (unsigned long long)counts.expected,
			(unsigned long long)counts.mismatches,
			(unsigned long long)(counts.cases - counts.expected - counts.mismatches),
			(unsigned long long)counts.unmodelled);
	return cli_end(&call, counts.mismatches ? CLI_EXIT_MISMATCH : CLI_EXIT_OK);
}

const struct cli_verb cli_verb_check = {
	.name = "check",
	.synopsis = "[FILE|-]",
	.summary = "JSON Lines in, JSON Lines out: a verdict per case; with `expect`, a test",
	.boot = true,
	.run = check,
};
