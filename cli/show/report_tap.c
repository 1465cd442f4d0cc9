/* SPDX-License-Identifier: MIT */
/* TAP version 13, https://testanything.org/tap-version-13-specification.html */
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

void cli_report_tap(const struct cli_report *r, FILE *out)
{
	fprintf(out, "TAP version 13\n1..%zu\n", r->count);
	for (size_t i = 0; i < r->count; i++) {
		const struct cli_report_case *c = &r->cases[i];

		fprintf(out, "%sok %zu - ", c->outcome == CLI_FAILED ? "not " : "", i + 1);
		description(c->name, out);
		if (c->outcome == CLI_SKIPPED) {
			fputs(" # SKIP ", out);
			description(c->message, out);
		}
		fputc('\n', out);
		if (c->outcome == CLI_FAILED)
			diagnostics(c, out);
	}
}
