/* SPDX-License-Identifier: MIT */
/* What runs of snippets came to, and comparisons of two: text, JSON, test cases, HTML. */
#ifndef EL2TRAP_CLI_RUNS_H
#define EL2TRAP_CLI_RUNS_H

#include "cli/show/call.h"
#include "cli/show/report.h"
#include "snippet/snippet.h"

/* All runs of one file. */
struct cli_snippet_results {
	const struct cli_snippet *snippet;
	const struct cli_program *program;
	struct cli_run_result *runs; /* snippet->run_count of them */
};

/* "at its end", "stopped after 1000000 instructions, which is the limit", ... */
const char *cli_run_stop_text(const struct cli_run_result *result, char *buffer, size_t size);

/* "undef injected", "trap smc to EL2", "pass tags-ignored" */
const char *cli_verdict_text(const el2_verdict *verdict, char *buffer, size_t size);

/* An event's instruction. */
const char *cli_event_text(const struct cli_run_event *event, char buffer[EL2_TEXT_MAX]);

void cli_run_print(struct cli_call *call, const struct cli_snippet_results *results, size_t run);
void cli_run_json(struct cli_call *call, const struct cli_snippet_results *results, size_t run);

/* A case for each expectation, and one for the end of each run, added to a report. `file`: named in each case. */
void cli_run_report(struct cli_report *report, const struct cli_snippet_results *results, bool file);

/* One page for all files. EL2_ERR_SYSTEM if it cannot be written. */
el2_status cli_run_html(const char *path, const struct cli_snippet_results *files, size_t count, el2_error *error);

/* CLI_EXIT_OK; _MISMATCH: an expectation was not met, or the run went astray; _SKIPPED: it came to a gap. */
int cli_run_code(const struct cli_snippet *snippet, const struct cli_run_result *result);

/* Compare a file as --as names two sides, and report it. Returns the exit code, or -1 with *error set. */
int cli_compare_file(struct cli_call *call, const char *path, const char *const as[2],
		     const struct cli_run_options *own, el2_error *error);

#endif
