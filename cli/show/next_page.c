/* SPDX-License-Identifier: MIT */
#include "cli/show/html.h"
#include "cli/show/next.h"
#include "cli/show/output.h"
#include "cli/show/report.h"

#include <inttypes.h>

el2_status cli_next_junit(const char *path, const struct cli_next *nexts, size_t count, el2_error *error)
{
	struct cli_report report;
	el2_status status;

	cli_report_begin(&report, "next");
	for (size_t i = 0; i < count; i++) {
		const struct cli_next *n = &nexts[i];
		char what[1024];

		snprintf(what, sizeof what, "%s: %s", n->count ? n->lines[0].outcome : "nothing changes",
			 n->count ? n->lines[0].names : "");
		cli_report_case(&report, n->panics ? CLI_FAILED : CLI_PASSED, el2_feature_name(n->feature), what, NULL,
				0);
	}
	status = cli_report_write_junit(path, &report, 1, error);
	if (!cli_report_end(&report) && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return status;
}

static void row(FILE *out, const struct cli_next *n, const struct cli_next_line *l)
{
	const char *verdict = el2_verdict_name((el2_verdict_kind)l->answer.verdict);

	fprintf(out, "<tr data-verdict=\"%s\" data-el=\"%u\"><td>%s</td><td class=\"%s\">", verdict,
		l->words[0] ? 0 : 1, el2_feature_name(n->feature), verdict);
	cli_html_text(out, l->outcome);
	if (*l->before) {
		fputs(", not ", out);
		cli_html_text(out, l->before);
	}
	fputs("</td><td>", out);
	cli_html_breaks(out, l->names);
	fprintf(out, "</td><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64 "</td><td>", l->words[1],
		l->words[0]);
	cli_html_breaks(out, l->control);
	fputs("</td><td>", out);
	cli_html_breaks(out, l->when);
	fputs("</td><td>", out);
	cli_html_breaks(out, n->programs);
	fputs("</td></tr>\n", out);
}

el2_status cli_next_html(const char *path, const struct cli_session *s, const struct cli_next *nexts, size_t count,
			 el2_error *error)
{
	static const char *const heads[] = {"feature", "verdict", "what",          "#words at EL1",
					    "#at EL0", "because", "once EL1 sets", "the kernel programs",
					    NULL};
	FILE *out = cli_file_create(path, error);
	char name[128];

	if (!out)
		return EL2_ERR_SYSTEM;
	cli_html_begin(out, "el2trap audit --next");
	fputs("<p>What one feature more would add to ", out);
	cli_html_text(out, cli_session_name(s, name, sizeof name));
	fputs(" on ", out);
	cli_html_text(out, s->cpu.name);
	fputs(".</p>\n", out);
	cli_html_legend(out);
	cli_html_controls(out);
	cli_html_table(out, "groups", heads);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < nexts[i].count; k++)
			row(out, &nexts[i], &nexts[i].lines[k]);
	cli_html_end(out);
	return cli_file_close(out, path, error);
}
