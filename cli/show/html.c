/* SPDX-License-Identifier: MIT */
#include "cli/show/html.h"
#include "model/model.h"

void cli_html_char(FILE *out, char c)
{
	switch (c) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	default:
		fputc(c, out);
		break;
	}
}

/* ---- a page with a table to filter ---- */

static const char head[] = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			   "<meta name=\"viewport\" content=\"width=device-width\">\n<title>";

static const char style[] =
	"</title>\n<style>\n"
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
	"</style>\n</head>\n<body>\n<h1>";

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

void cli_html_text(FILE *out, const char *text)
{
	for (; *text; text++)
		cli_html_char(out, *text);
}

void cli_html_begin(FILE *out, const char *title)
{
	fputs(head, out);
	cli_html_text(out, title);
	fputs(style, out);
	cli_html_text(out, title);
	fputs("</h1>\n", out);
}

void cli_html_controls(FILE *out)
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

void cli_html_end(FILE *out)
{
	fputs(tail, out);
}
