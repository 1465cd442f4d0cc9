/* SPDX-License-Identifier: MIT */
/*
 * Test reports: cases are collected, then written as TAP version 13, KTAP or JUnit XML.
 *
 *     cli_report_begin(&report, "nomte-host.s");
 *     cli_report_case(&report, CLI_FAILED, "line 3: mrs x0, gcr_el1", "verdict is pass, expected undef", file, 3);
 *     cli_report_tap(&report, out);
 *     cli_report_end(&report);
 */
#ifndef EL2TRAP_CLI_REPORT_H
#define EL2TRAP_CLI_REPORT_H

#include "decoder/decoder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum cli_outcome { CLI_PASSED = 0, CLI_FAILED, CLI_SKIPPED };

struct cli_report_case {
	enum cli_outcome outcome;
	char *name, *message, *file; /* message and file may be NULL */
	unsigned line;               /* 0: none */
};

struct cli_report {
	char *name;
	struct cli_report_case *cases;
	size_t count, capacity;
	size_t outcomes[CLI_SKIPPED + 1];
	bool failed; /* out of memory: a case was lost */
};

/* Texts are copied. Out of memory is remembered, and told by cli_report_end(). */
void cli_report_begin(struct cli_report *report, const char *name);
void cli_report_case(struct cli_report *report, enum cli_outcome outcome, const char *name, const char *message,
		     const char *file, unsigned line);

/* Free it. False if cases were lost for want of memory. */
bool cli_report_end(struct cli_report *report);

/* TAP 13: plan, a line per case, a YAML block with message and place for those that did not pass. */
void cli_report_tap(const struct cli_report *report, FILE *out);

/* JUnit: one <testsuites> with a <testsuite> per report. Same input, same bytes: no times, no host names. */
void cli_report_junit(const struct cli_report *reports, size_t count, FILE *out);

/* The same to a file. EL2_ERR_SYSTEM when it cannot be written. */
el2_status cli_report_write_junit(const char *path, const struct cli_report *reports, size_t count, el2_error *error);

/* KTAP, as the kernel's own tests print it (Documentation/dev-tools/ktap.rst): one report is the whole, of several each is
 * a subtest. EL2_ERR_SYSTEM when it cannot be written. */
el2_status cli_report_write_ktap(const char *path, const struct cli_report *reports, size_t count, el2_error *error);

#endif
