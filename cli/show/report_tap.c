/* SPDX-License-Identifier: MIT */
/* TAP version 13, https://testanything.org/tap-version-13-specification.html, and the kernel's dialect of it. */
#include "cli/show/output.h"
#include "cli/show/report.h"

#include <string.h>

/* A description: one line, and # would begin a directive. */
static void description(const char *text, FILE *out)
{
	for (; text && *text; text++) {
		if (*text == '#' || *text == '\\')
			fputc('\\', out);
		fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
	}
}

/* A double-quoted YAML scalar. */
static void quoted(const char *key, const char *text, FILE *out)
{
	fprintf(out, "  %s: \"", key);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			fprintf(out, "\\x%02x", (unsigned)*text);
		else
			fputc(*text, out);
	}
	fputs("\"\n", out);
}

static void diagnostics(const struct cli_report_case *c, FILE *out)
{
	fputs("  ---\n", out);
	if (c->message)
		quoted("message", c->message, out);
	if (c->file)
		quoted("file", c->file, out);
	if (c->line)
		fprintf(out, "  line: %u\n", c->line);
	fputs("  ...\n", out);
}

/* "ok 3 - name", with what is said of a case that was skipped. */
static void result(enum cli_outcome outcome, size_t number, const char *dash, const char *name, const char *message,
		   FILE *out)
{
	fprintf(out, "%sok %zu %s", outcome == CLI_FAILED ? "not " : "", number, dash);
	description(name, out);
	if (outcome == CLI_SKIPPED) {
		fputs(" # SKIP ", out);
		description(message, out);
	}
	fputc('\n', out);
}

void cli_report_tap(const struct cli_report *r, FILE *out)
{
	fprintf(out, "TAP version 13\n1..%zu\n", r->count);
	for (size_t i = 0; i < r->count; i++) {
		const struct cli_report_case *c = &r->cases[i];

		result(c->outcome, i + 1, "- ", c->name, c->message, out);
		if (c->outcome == CLI_FAILED)
			diagnostics(c, out);
	}
}

/* KTAP has no YAML: diagnostics are lines that begin with #, in front of the result. */
static void ktap(const struct cli_report *r, const char *indent, FILE *out)
{
	fprintf(out, "%sKTAP version 1\n%s1..%zu\n", indent, indent, r->count);
	for (size_t i = 0; i < r->count; i++) {
		const struct cli_report_case *c = &r->cases[i];

		if (c->outcome == CLI_FAILED && c->message) {
			fprintf(out, "%s# ", indent);
			description(c->message, out);
			fputc('\n', out);
		}
		fputs(indent, out);
		result(c->outcome, i + 1, "", c->name, c->message, out);
	}
}

el2_status cli_report_write_ktap(const char *path, const struct cli_report *reports, size_t count, el2_error *error)
{
	FILE *out = cli_file_create(path, error);

	if (!out)
		return EL2_ERR_SYSTEM;
	if (count == 1) {
		ktap(reports, "", out);
		return cli_file_close(out, path, error);
	}
	fprintf(out, "KTAP version 1\n1..%zu\n", count);
	for (size_t i = 0; i < count; i++) {
		ktap(&reports[i], "  ", out);
		result(reports[i].outcomes[CLI_FAILED] ? CLI_FAILED : CLI_PASSED, i + 1, "", reports[i].name, NULL,
		       out);
	}
	return cli_file_close(out, path, error);
}
