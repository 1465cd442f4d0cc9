/* SPDX-License-Identifier: MIT */
/* Verbs that read cases, JSON Lines in and JSON Lines out: what `check` and `step` have in common. */
#ifndef EL2TRAP_CLI_CASES_H
#define EL2TRAP_CLI_CASES_H

#include "cli/show/call.h"
#include "cli/case/boots.h"
#include "cli/show/report.h"

struct cli_cases {
	struct cli_call call;
	struct cli_boots boots;
	struct cli_lines lines;
	uint64_t count, expected, mismatches, unmodelled;
	uint64_t unanswered; /* an expectation that only what is not modelled kept from being judged */
	struct cli_report report;
	void *own; /* of the verb */
};

/* Options of verbs that read cases; `own` of such a verb begins with it. */
struct cli_case_options {
	bool tap;
	const char *junit, *ktap;
};

#define CLI_CASE_OPTIONS                                                                                               \
	{"--tap", NULL, NULL, CLI_FLAG, offsetof(struct cli_case_options, tap), NULL, "test results as TAP, no JSON"}, \
	{"--junit", NULL, "FILE", CLI_TEXT, offsetof(struct cli_case_options, junit), NULL, "and as JUnit XML"}, \
	{"--ktap", NULL, "FILE", CLI_TEXT, offsetof(struct cli_case_options, ktap), NULL, "and as KTAP, the kernel's dialect of TAP"}

/* Read the current line as a case and answer it; what is wrong with it is an error. */
typedef el2_status (*cli_case_answer)(struct cli_cases *cases, el2_error *error);

/* The whole verb: options, boot, one FILE or standard input, a line at a time, summary. Returns the exit code. */
int cli_cases_run(const struct cli_verb *verb, int argc, char **argv, size_t line_limit, cli_case_answer answer,
		  void *own);

/* Begin the answer of a case, for the verb to write what is its own behind it: id, instruction, verdict, whether it is
 * the expected one. Counts. */
void cli_cases_begin_answer(struct cli_cases *cases, const struct cli_case *test, const el2_insn *insn, uint64_t pc,
			    unsigned el, const el2_verdict *verdict);
void cli_cases_end_answer(struct cli_cases *cases);

#endif
