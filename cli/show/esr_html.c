/* SPDX-License-Identifier: MIT */
/* Syndromes as one page: the fields, the instruction, the controls that send it, the handler's answer. */
#include "cli/show/esr.h"
#include "cli/show/esr_page.h"
#include "cli/show/html.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>

void cli_esr_html_begin(FILE *out, const struct cli_session *s)
{
	static const char *const on[] = {"yes", "send it here", "no", "would, changed alone", NULL};
	static const struct cli_html_choice choice = {"on", "controls", on};

	cli_html_begin(out, "el2trap esr");
	cli_html_session(out, "", s);
	cli_html_legend(out);
	cli_html_choices(out, &choice, 1);
}

static void field(FILE *out, const char *name, unsigned msb, unsigned lsb, uint64_t value, const char *meaning)
{
	fprintf(out, "<tr><td>%s</td><td class=\"n\">", name);
	if (msb == lsb)
		fprintf(out, "%u", msb);
	else
		fprintf(out, "%u:%u", msb, lsb);
	fprintf(out, "</td><td class=\"n\"><code>0x%" PRIx64 "</code></td><td>", value);
	cli_html_text(out, meaning);
	fputs("</td></tr>\n", out);
}

static void fields(FILE *out, const struct cli_esr *e)
{
	static const char *const heads[] = {"field", "#bits", "#value", "meaning", NULL};
	char id[24], meaning[96];

	snprintf(id, sizeof id, "fields-%" PRIx64, e->esr);
	cli_html_table(out, id, heads);
	field(out, "EC", 31, 26, e->parts.ec, cli_ec_text(e->parts.ec));
	field(out, "IL", 25, 25, e->parts.il, "");
	for (unsigned i = 0; i < e->parts.count; i++) {
		const el2_esr_field *f = &e->parts.fields[i];

		field(out, f->name, f->msb, f->lsb, f->value, cli_esr_meaning(e->parts.ec, f, meaning, sizeof meaning));
	}
	if (e->parts.rest)
		field(out, "other bits", 63, 0, e->parts.rest, "set, and no field: RES0, or nothing is known of them");
	cli_html_table_end(out);
}

static void instruction(FILE *out, const struct cli_esr *e)
{
	const el2_verdict *v = &e->verdict;
	char text[EL2_TEXT_MAX];

	if (!e->has_insn)
		return;
	el2_disassemble(&e->insn, 0, text, sizeof text);
	fputs("<p>instruction <code>", out);
	cli_html_text(out, text);
	fprintf(out, "</code> <code>%08" PRIx32 "</code>", e->insn.word);
	if (e->judged)
		fprintf(out, ", at EL%u it comes to <span class=\"%s\">%s</span>", e->el,
			cli_html_class(v->verdict, v->effect), el2_verdict_name(v->verdict));
	fputs("</p>\n", out);
}

static void controls(FILE *out, const struct cli_esr *e)
{
	el2_rule_info info;
	char text[192];

	if (!e->sender_count)
		return;
	fprintf(out,
		"<h3>Controls of EL%u</h3>\n<div class=\"wide\" tabindex=\"0\"><table class=\"list groups\"><thead><tr>"
		"<th scope=\"col\">control</th><th scope=\"col\">here</th><th scope=\"col\">handler then</th>"
		"<th scope=\"col\">rule</th></tr></thead><tbody>\n",
		e->to);
	for (size_t i = 0; i < e->sender_count; i++) {
		const el2_sender *s = &e->senders[i];

		fprintf(out, "<tr data-on=\"%s\"><td>", s->on ? "yes" : "no");
		cli_html_text(out, cli_esr_sender_text(s, text, sizeof text));
		fprintf(out, "</td><td>%s</td><td>%s</td><td><code>", s->on ? "sends it" : "would",
			e->answered ? el2_action_name(e->answers[i].action) : "");
		cli_html_text(out, cli_rule_id(s->rule, &info));
		fputs("</code></td></tr>\n", out);
	}
	cli_html_table_end(out);
}

static void response(FILE *out, const char *which, const el2_response *r)
{
	el2_rule_info info;

	fprintf(out, "<li>%s<b>%s</b>", which, el2_action_name(r->action));
	if (r->what) {
		fputs(": ", out);
		cli_html_text(out, r->what);
	}
	if (r->action == EL2_ACTION_INJECT)
		fprintf(out, ": EC 0x%x, %s, into EL%u", EL2_ESR_EC(r->injected.esr),
			cli_ec_text(EL2_ESR_EC(r->injected.esr)), r->injected.el);
	for (unsigned i = 0; i < r->rules.count; i++) {
		fputs(i ? ", <code>" : " <code>", out);
		cli_html_text(out, cli_rule_id(r->rules.rule[i], &info));
		fputs("</code>", out);
	}
	fputs("</li>\n", out);
}

void cli_esr_html(FILE *out, const struct cli_esr *e)
{
	fprintf(out, "<h2>ESR_EL%u <code>0x%" PRIx64 "</code></h2>\n", e->to, e->esr);
	fields(out, e);
	if (e->has_far)
		fprintf(out, "<p>FAR <code>0x%" PRIx64 "</code></p>\n", e->far);
	if (e->has_hpfar)
		fprintf(out, "<p>HPFAR <code>0x%" PRIx64 "</code>, IPA <code>0x%" PRIx64 "</code></p>\n", e->hpfar,
			e->hpfar >> 4 << 12);
	instruction(out, e);
	if (e->same_count) {
		fprintf(out, "<p>the same from %" PRIu64 " words:", e->same_words);
		for (size_t i = 0; i < e->same_count; i++)
			fprintf(out, "%s %s", i ? "," : "", e->same[i].op);
		fputs(e->same_count == CLI_ESR_SAME_MAX ? ", ...</p>\n" : "</p>\n", out);
	}
	controls(out, e);
	if (!e->asked && !e->by_page)
		return;
	fputs("<h3>Handler</h3>\n<ul>\n", out);
	if (e->asked)
		response(out, "", &e->response);
	for (unsigned i = 0; e->by_page && i < CLI_ESR_PAGES; i++)
		response(out, cli_esr_page_text(i), &e->pages[i]);
	fputs("</ul>\n", out);
}
