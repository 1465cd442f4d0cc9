/* SPDX-License-Identifier: MIT */
/* JUnit XML, as CI systems read it. */
#include "cli/show/json.h"
#include "cli/show/output.h"
#include "cli/show/report.h"

/* Text of an attribute. What XML 1.0 cannot hold (most control characters, bytes that are not UTF-8) becomes U+FFFD. */
static void text(const char *s, FILE *out)
{
	while (s && *s) {
		size_t length = cli_utf8_length(s);

		if (*s == '&')
			fputs("&amp;", out);
		else if (*s == '<')
			fputs("&lt;", out);
		else if (*s == '>')
			fputs("&gt;", out);
		else if (*s == '"')
			fputs("&quot;", out);
		else if (*s == '\n' || *s == '\t' || *s == '\r')
			fprintf(out, "&#%d;", *s);
		else if (!length || (unsigned char)*s < 0x20)
			fputs("\xef\xbf\xbd", out);
		else
			fwrite(s, 1, length, out);
		s += length ? length : 1;
	}
}

static void attribute(const char *name, const char *value, FILE *out)
{
	fprintf(out, " %s=\"", name);
	text(value, out);
	fputc('"', out);
}

static void testcase(const struct cli_report *r, const struct cli_report_case *c, FILE *out)
{
	fputs("    <testcase", out);
	attribute("classname", r->name, out);
	attribute("name", c->name, out);
	if (c->file)
		attribute("file", c->file, out);
	if (c->line)
		fprintf(out, " line=\"%u\"", c->line);
	if (c->outcome == CLI_PASSED) {
		fputs("/>\n", out);
		return;
	}
	fprintf(out, "><%s", c->outcome == CLI_FAILED ? "failure" : "skipped");
	attribute("message", c->message, out);
	fputs("/></testcase>\n", out);
}

void cli_report_junit(const struct cli_report *reports, size_t count, FILE *out)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
	for (size_t i = 0; i < count; i++) {
		const struct cli_report *r = &reports[i];

		fputs("  <testsuite", out);
		attribute("name", r->name, out);
		fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n", r->count,
			r->outcomes[CLI_FAILED], r->outcomes[CLI_SKIPPED]);
		for (size_t n = 0; n < r->count; n++)
			testcase(r, &r->cases[n], out);
		fputs("  </testsuite>\n", out);
	}
	fputs("</testsuites>\n", out);
}

el2_status cli_report_write_junit(const char *path, const struct cli_report *reports, size_t count, el2_error *error)
{
	FILE *out = cli_file_create(path, error);

	if (!out)
		return EL2_ERR_SYSTEM;
	cli_report_junit(reports, count, out);
	return cli_file_close(out, path, error);
}
