/* SPDX-License-Identifier: MIT */
#include "cli/show/html.h"

static const char style[] = {
#include "style.css.inc"
};

static const char filter[] = {
#include "filter.js.inc"
};

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

void cli_html_text(FILE *out, const char *text)
{
	for (; *text; text++)
		cli_html_char(out, *text);
}

void cli_html_breaks(FILE *out, const char *text)
{
	for (; *text; text++) {
		cli_html_char(out, *text);
		if (*text == '.' || *text == '/')
			fputs("<wbr>", out);
	}
}

void cli_html_foreign(FILE *out, const char *text)
{
	for (; *text; text++)
		cli_html_char(out, *text == '\t' ? ' ' : *text < ' ' || *text > '~' ? '?' : *text);
}

/* ---- the page ---- */

void cli_html_begin(FILE *out, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>",
	      out);
	cli_html_text(out, title);
	fputs("</title>\n<style>\n", out);
	fputs(style, out);
	fputs("</style>\n</head>\n<body>\n<h1>", out);
	cli_html_text(out, title);
	fputs("</h1>\n", out);
}

void cli_html_finish(FILE *out)
{
	fputs("<script>\n", out);
	fputs(filter, out);
	fputs("</script>\n</body>\n</html>\n", out);
}

/* ---- verdicts ---- */

const char *cli_html_class(el2_verdict_kind verdict, el2_effect effect)
{
	return verdict == EL2_PASS && effect != EL2_EFFECT_FULL ? el2_effect_name(effect) : el2_verdict_name(verdict);
}

void cli_html_verdict(FILE *out, el2_verdict_kind verdict, el2_effect effect, const char *text)
{
	fprintf(out, "<td class=\"%s\">", cli_html_class(verdict, effect));
	cli_html_text(out, text);
	fputs("</td>", out);
}

static const struct {
	el2_verdict_kind verdict;
	el2_effect effect;
	const char *text;
} legend[] = {
	{EL2_PASS, EL2_EFFECT_FULL, "executes"},
	{EL2_PASS, EL2_EFFECT_TAGS_IGNORED, "executes; tags read as 0, are not written"},
	{EL2_UNDEF, EL2_EFFECT_FULL, "the host takes an Undefined Instruction exception"},
	{EL2_TRAP, EL2_EFFECT_FULL, "EL2 or EL3 deals with it"},
	{EL2_FAULT, EL2_EFFECT_FULL, "the host takes an abort"},
	{EL2_PANIC, EL2_EFFECT_FULL, "the hypervisor is brought down"},
	{EL2_UNMODELLED, EL2_EFFECT_FULL, "the model does not know"},
};

void cli_html_session(FILE *out, const char *what, const struct cli_session *s)
{
	char name[160];

	fprintf(out, "<p>%s", what);
	cli_html_foreign(out, cli_session_name(s, name, sizeof name));
	fputs(", command line <code>", out);
	cli_html_foreign(out, s->boot.config.cmdline ? s->boot.config.cmdline : "");
	fputs("</code>, CPU ", out);
	cli_html_foreign(out, s->cpu.name);
	fputs("</p>\n", out);
}

void cli_html_legend(FILE *out)
{
	fputs("<ul class=\"legend\" aria-label=\"verdicts\">", out);
	for (size_t i = 0; i < sizeof legend / sizeof *legend; i++) {
		const char *name = cli_html_class(legend[i].verdict, legend[i].effect);

		fprintf(out, "<li class=\"%s\">%s <span class=\"dim\">%s</span></li>", name, name, legend[i].text);
	}
	fputs("</ul>\n", out);
}

/* ---- tables ---- */

static void choice(FILE *out, const struct cli_html_choice *c)
{
	fputs("<label>", out);
	cli_html_text(out, c->label);
	fprintf(out, " <select name=\"%s\" data-by=\"%s\"><option value=\"\">all</option>", c->by, c->by);
	for (const char *const *v = c->values; *v; v += 2) {
		fprintf(out, "<option value=\"%s\">", v[0]);
		cli_html_text(out, v[1]);
		fputs("</option>", out);
	}
	fputs("</select></label>\n", out);
}

void cli_html_choices(FILE *out, const struct cli_html_choice *choices, size_t count)
{
	fputs("<form data-table=\"groups\" role=\"search\">\n<label>search (/) <input name=\"search\" type=\"search\" "
	      "autocomplete=\"off\"></label>\n",
	      out);
	for (size_t i = 0; i < count; i++)
		choice(out, &choices[i]);
	fputs("<output id=\"shown\"></output></form>\n", out);
}

void cli_html_controls(FILE *out)
{
	static const char *const levels[] = {"1", "EL1", "0", "EL0", NULL};
	const char *verdicts[2 * EL2_VERDICT_COUNT + 1];
	const struct cli_html_choice choices[] = {{"verdict", "verdict", verdicts}, {"el", "level", levels}};

	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
		verdicts[2 * v] = verdicts[2 * v + 1] = el2_verdict_name((el2_verdict_kind)v);
	verdicts[2 * EL2_VERDICT_COUNT] = NULL;
	cli_html_choices(out, choices, 2);
}

void cli_html_table(FILE *out, const char *id, const char *const *heads)
{
	fprintf(out, "<div class=\"wide\" tabindex=\"0\"><table id=\"%s\" class=\"list\"><thead><tr>", id);
	for (; *heads; heads++) {
		fputs(**heads == '#' ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", out);
		cli_html_text(out, *heads + (**heads == '#'));
		fputs("</th>", out);
	}
	fputs("</tr></thead><tbody>\n", out);
}

void cli_html_table_end(FILE *out)
{
	fputs("</tbody></table></div>\n", out);
}

void cli_html_end(FILE *out)
{
	cli_html_table_end(out);
	cli_html_finish(out);
}
