/* SPDX-License-Identifier: MIT */
/* An audit as one page that needs nothing else: totals, and a table of groups to filter and search. */
#include "cli/show/audit.h"
#include "cli/show/html.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n<title>el2trap audit</title>\n<style>\n"
	"body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5em; color: #222; background: #fff; }\n"
	"table { border-collapse: collapse; } .wide { overflow-x: auto; }\n"
	"th, td { text-align: left; vertical-align: top; padding: .15em .7em; border: 1px solid #d8d8d8; }\n"
	"th { background: #f2f2f2; font-weight: 600; position: sticky; top: 0; }\n"
	"td.n { text-align: right; font-variant-numeric: tabular-nums; } code { font: 13px ui-monospace, monospace; }\n"
	"input, select { font: inherit; padding: .2em .4em; margin: .5em .5em .8em 0; }\n"
	".pass { background: #e6f4e6; } .undef { background: #fdf3d8; } .trap { background: #e3eefb; }\n"
	".fault { background: #fbe6d4; } .panic { background: #f8d4d4; } .unmodelled { background: #ececec; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	" body { color: #ddd; background: #181818; } th { background: #2a2a2a; } th, td { border-color: #444; }\n"
	" input, select { color: #ddd; background: #222; border: 1px solid #555; }\n"
	" .pass { background: #1d3a1d; } .undef { background: #443a12; } .trap { background: #17304f; }\n"
	" .fault { background: #4a2c12; } .panic { background: #551a1a; } .unmodelled { background: #333; } }\n"
	"</style>\n</head>\n<body>\n<h1>el2trap audit</h1>\n";

static const char tail[] =
	"</tbody></table></div>\n<script>\n"
	"const rows = [...document.querySelectorAll('#groups tbody tr')].map(r => [r, r.textContent.toLowerCase()]);\n"
	"const text = document.getElementById('text'), verdict = document.getElementById('verdict'),\n"
	"  level = document.getElementById('level'), shown = document.getElementById('shown');\n"
	"function filter() {\n"
	" const t = text.value.toLowerCase(); let n = 0;\n"
	" for (const [row, all] of rows) {\n"
	"  const on = (!verdict.value || row.dataset.v === verdict.value) &&\n"
	"   (!level.value || row.dataset.el === level.value) && all.includes(t);\n"
	"  row.hidden = !on; n += on;\n"
	" }\n"
	" shown.textContent = n + ' of ' + rows.length + ' groups';\n"
	"}\n"
	"for (const e of [text, verdict, level]) e.addEventListener('input', filter);\nfilter();\n"
	"</script>\n</body>\n</html>\n";

static void put(FILE *out, const char *text)
{
	for (; *text; text++)
		cli_html_char(out, *text);
}

static void totals(FILE *out, const el2_audit *audit)
{
	fputs("<table><thead><tr><th>verdict</th><th>words at EL1</th><th>words at EL0</th></tr></thead><tbody>\n",
	      out);
	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++) {
		const char *name = el2_verdict_name((el2_verdict_kind)v);

		fprintf(out,
			"<tr class=\"%s\"><td>%s</td><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64
			"</td></tr>\n",
			name, name, el2_audit_words(audit, 1, (el2_verdict_kind)v),
			el2_audit_words(audit, 0, (el2_verdict_kind)v));
	}
	fputs("</tbody></table>\n", out);
}

static void controls(FILE *out)
{
	fputs("<p><label>search <input id=\"text\" type=\"search\" autofocus></label>\n"
	      "<label>verdict <select id=\"verdict\"><option value=\"\">all</option>",
	      out);
	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
		fprintf(out, "<option>%s</option>", el2_verdict_name((el2_verdict_kind)v));
	fputs("</select></label>\n<label>level <select id=\"level\"><option value=\"\">all</option><option>1</option>"
	      "<option>0</option></select></label> <span id=\"shown\"></span></p>\n",
	      out);
}

static void row(FILE *out, const struct cli_session *s, const el2_audit_group *g)
{
	char name[96], text[EL2_TEXT_MAX], line[512];
	const el2_audit_answer *a = &g->answer;
	el2_insn insn;

	el2_decode(a->word, &insn);
	el2_disassemble(&insn, 0, text, sizeof text);
	fprintf(out, "<tr data-v=\"%s\" data-el=\"%u\"><td>EL%u</td><td class=\"%s\">",
		el2_verdict_name((el2_verdict_kind)a->verdict), a->el, a->el,
		el2_verdict_name((el2_verdict_kind)a->verdict));
	put(out, cli_audit_outcome(a, line, sizeof line));
	fputs("</td><td>", out);
	put(out, cli_audit_name(&insn, name, sizeof name));
	fprintf(out, "</td><td class=\"n\">%" PRIu64 "</td><td><code>%08" PRIx32 " ", g->count, a->word);
	put(out, text);
	fputs("</code></td><td>", out);
	put(out, cli_audit_control(s, a, line, sizeof line));
	fputs("</td><td>", out);
	put(out, cli_audit_when(a, line, sizeof line));
	fputs("</td><td>", out);
	put(out, el2_insn_features(&insn) ? el2_insn_features(&insn) : "");
	fputs("</td><td>", out);
	put(out, a->what ? a->what : "");
	fputs("</td></tr>\n", out);
}

el2_status cli_audit_write_html(const char *path, const struct cli_session *s, const el2_audit *audit, el2_error *error)
{
	FILE *out = fopen(path, "w");
	const el2_audit_group *g;
	char name[128];

	if (!out)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	fputs(head, out);
	fputs("<p>", out);
	put(out, cli_session_name(s, name, sizeof name));
	fputs(", command line <code>", out);
	put(out, s->boot.config.cmdline ? s->boot.config.cmdline : "");
	fputs("</code>, CPU ", out);
	put(out, s->cpu.name);
	fputs("</p>\n", out);
	totals(out, audit);
	controls(out);
	fputs("<div class=\"wide\"><table id=\"groups\"><thead><tr><th>level</th><th>verdict</th><th>what</th>"
	      "<th>words</th><th>for example</th><th>because</th><th>once EL1 sets</th><th>needs</th><th>what "
	      "happens</th>"
	      "</tr></thead><tbody>\n",
	      out);
	for (size_t n = 0; (g = el2_audit_group_get(audit, n)); n++)
		row(out, s, g);
	fputs(tail, out);
	if (ferror(out) | fclose(out))
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	return EL2_OK;
}
