/* SPDX-License-Identifier: MIT */
/* An audit as one page that needs nothing else: totals, and a table of groups to filter and search. */
#include "cli/show/audit.h"
#include "cli/show/html.h"
#include "cli/show/output.h"

#include <inttypes.h>

static void totals(FILE *out, const el2_audit *audit)
{
	static const char *const heads[] = {"verdict", "#words at EL1", "#words at EL0", NULL};

	cli_html_table(out, "totals", heads);
	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++) {
		const char *name = el2_verdict_name((el2_verdict_kind)v);

		fprintf(out,
			"<tr><td class=\"%s\">%s</td><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64
			"</td></tr>\n",
			name, name, el2_audit_words(audit, 1, (el2_verdict_kind)v),
			el2_audit_words(audit, 0, (el2_verdict_kind)v));
	}
	cli_html_table_end(out);
}

static void row(FILE *out, const struct cli_session *s, const el2_audit_group *g)
{
	char name[96], text[EL2_TEXT_MAX], line[512];
	const el2_audit_answer *a = &g->answer;
	el2_insn insn;

	el2_decode(a->word, &insn);
	el2_disassemble(&insn, 0, text, sizeof text);
	fprintf(out, "<tr data-verdict=\"%s\" data-el=\"%u\"><td>EL%u</td>",
		el2_verdict_name((el2_verdict_kind)a->verdict), a->el, a->el);
	cli_html_verdict(out, (el2_verdict_kind)a->verdict, (el2_effect)a->effect,
			 cli_audit_outcome(a, line, sizeof line));
	fputs("<td>", out);
	cli_html_breaks(out, cli_audit_name(&insn, name, sizeof name));
	fprintf(out, "</td><td class=\"n\">%" PRIu64 "</td><td><code>%08" PRIx32 " ", g->count, a->word);
	cli_html_text(out, text);
	fputs("</code></td><td>", out);
	cli_html_breaks(out, cli_audit_control(s, a, line, sizeof line));
	fputs("</td><td>", out);
	cli_html_breaks(out, cli_audit_when(a, line, sizeof line));
	fputs("</td><td>", out);
	cli_html_text(out, el2_insn_features(&insn) ? el2_insn_features(&insn) : "");
	fputs("</td><td class=\"long\">", out);
	cli_html_text(out, a->what ? a->what : "");
	fputs("</td></tr>\n", out);
}

el2_status cli_audit_write_html(const char *path, const struct cli_session *s, const el2_audit *audit, el2_error *error)
{
	FILE *out = cli_file_create(path, error);
	static const char *const heads[] = {"level",   "verdict",       "what",  "#words",       "for example",
					    "because", "once EL1 sets", "needs", "what happens", NULL};
	const el2_audit_group *g;

	if (!out)
		return EL2_ERR_SYSTEM;
	cli_html_begin(out, "el2trap audit");
	cli_html_session(out, "", s);
	totals(out, audit);
	cli_html_legend(out);
	cli_html_controls(out);
	cli_html_table(out, "groups", heads);
	for (size_t n = 0; (g = el2_audit_group_get(audit, n)); n++)
		row(out, s, g);
	cli_html_end(out);
	return cli_file_close(out, path, error);
}
