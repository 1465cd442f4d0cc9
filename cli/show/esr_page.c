/* SPDX-License-Identifier: MIT */
#include "cli/show/esr_page.h"
#include "cli/show/bits.h"
#include "cli/show/esr.h"
#include "cli/show/insn.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <string.h>

const char *cli_esr_sender_text(const el2_sender *s, char *buffer, size_t size)
{
	const el2_control *c = &s->control;
	const el2_sysreg_info *reg = el2_sysreg_get((el2_sysreg)c->reg);
	char field[128];

	if (!reg)
		snprintf(buffer, size, "whatever the registers hold");
	else
		snprintf(buffer, size, "%s.%s", reg->name,
			 cli_bits_text((el2_sysreg)c->reg, UINT64_MAX >> (64 - c->width) << c->lsb, s->value << c->lsb,
				       field, sizeof field));
	return buffer;
}

static void print_fields(FILE *out, const struct cli_esr *e)
{
	const el2_esr_parts *p = &e->parts;
	const el2_ec_info *info = el2_ec_get(p->ec);
	char meaning[96];

	fprintf(out, "  %-12s 0x%02x  %s\n", "EC", p->ec, cli_ec_text(p->ec));
	fprintf(out, "  %-12s %u%s\n", "IL", p->il,
		!info || info->when == EL2_EC_ANYTIME || info->when == EL2_EC_MEMORY ? ""
		: p->il                                                              ? "     an instruction of 32 bits"
			: "     an instruction of 16 bits");
	for (unsigned i = 0; i < p->count; i++) {
		const el2_esr_field *f = &p->fields[i];
		char value[24];

		snprintf(value, sizeof value, f->value > 9 ? "0x%" PRIx64 : "%" PRIx64, f->value);
		cli_esr_meaning(p->ec, f, meaning, sizeof meaning);
		fprintf(out, "  %-12s %s%*s%s\n", f->name, value, *meaning ? 6 - (int)strlen(value) : 0, "", meaning);
	}
	if (p->rest)
		fprintf(out, "  %-12s 0x%" PRIx64 "  set, and no field: RES0, or nothing is known of them\n",
			"other bits", p->rest);
	if (e->has_far)
		fprintf(out, "  %-12s 0x%" PRIx64 "\n", "FAR", e->far);
	if (e->has_hpfar)
		fprintf(out, "  %-12s 0x%" PRIx64 "  IPA 0x%" PRIx64 "\n", "HPFAR", e->hpfar, e->hpfar >> 4 << 12);
}

static void print_senders(const struct cli_output *o, const struct cli_esr *e)
{
	el2_rule_info info;
	char text[192];

	if (e->judged && e->to >= 2 && !e->sender_count)
		fprintf(o->file, "  controls     none of EL%u sends it there with this EC, alone\n", e->to);
	for (size_t i = 0; i < e->sender_count; i++) {
		const el2_sender *s = &e->senders[i];

		fprintf(o->file, "  %s%s%s %-34s %-10s %s%s%s\n", cli_style(o, s->on ? CLI_BOLD : CLI_PLAIN),
			s->on ? "sent by     " : "would be by ", cli_style(o, CLI_PLAIN),
			cli_esr_sender_text(s, text, sizeof text),
			e->answered ? el2_action_name(e->answers[i].action) : "", cli_style(o, CLI_DIM),
			cli_rule_id(s->rule, &info), cli_style(o, CLI_PLAIN));
	}
}

static const char *const page_names[CLI_ESR_PAGES] = {
	[CLI_ESR_PAGE_HOST] = "host",
	[CLI_ESR_PAGE_MAPPED] = "host-mapped",
	[CLI_ESR_PAGE_OTHER] = "other",
};

static const char *const page_texts[CLI_ESR_PAGES] = {
	[CLI_ESR_PAGE_HOST] = "a page of the host's, not mapped: ",
	[CLI_ESR_PAGE_MAPPED] = "a page of the host's, mapped: ",
	[CLI_ESR_PAGE_OTHER] = "a page of somebody else's: ",
};

const char *cli_esr_page_text(unsigned page)
{
	return page_texts[page];
}

static void print_response(const struct cli_output *o, const el2_response *r, const char *which)
{
	el2_rule_info info;

	fprintf(o->file, "  handler      %s%s%s%s", which, cli_style(o, CLI_BOLD), el2_action_name(r->action),
		cli_style(o, CLI_PLAIN));
	if (r->what)
		fprintf(o->file, ": %s", r->what);
	if (r->action == EL2_ACTION_INJECT)
		fprintf(o->file, ": EC 0x%x, %s, into EL%u", EL2_ESR_EC(r->injected.esr),
			cli_ec_text(EL2_ESR_EC(r->injected.esr)), r->injected.el);
	fputc('\n', o->file);
	for (unsigned i = 0; i < r->rules.count; i++)
		fprintf(o->file, "               %s%s%s\n", cli_style(o, CLI_DIM), cli_rule_id(r->rules.rule[i], &info),
			cli_style(o, CLI_PLAIN));
}

static void print_boot(const struct cli_output *o, const struct cli_session *s, const struct cli_esr *e)
{
	char name[128];

	fprintf(o->file, "  at EL%u under %s", e->el, cli_session_name(s, name, sizeof name));
	if (e->judged)
		fprintf(o->file, " it comes to: %s%s%s", cli_style(o, cli_verdict_style(e->verdict.verdict)),
			el2_verdict_name(e->verdict.verdict), cli_style(o, CLI_PLAIN));
	if (e->judged && e->verdict.has_taken && e->verdict.taken.esr != e->esr)
		fprintf(o->file, ", with ESR 0x%" PRIx64, e->verdict.taken.esr);
	fputc('\n', o->file);
	print_senders(o, e);
	if (e->same_count) {
		fprintf(o->file, "  the same from %" PRIu64 " words:", e->same_words);
		for (size_t i = 0; i < e->same_count; i++)
			fprintf(o->file, "%s %s", i ? "," : "", e->same[i].op);
		fputs(e->same_count == CLI_ESR_SAME_MAX ? ", ...\n" : "\n", o->file);
	}
	if (e->asked)
		print_response(o, &e->response, "");
	for (unsigned i = 0; e->by_page && i < CLI_ESR_PAGES; i++)
		print_response(o, &e->pages[i], page_texts[i]);
}

void cli_esr_print(const struct cli_call *c, const struct cli_session *s, const struct cli_esr *e)
{
	const struct cli_output *o = &c->out;
	char text[EL2_TEXT_MAX];

	fprintf(o->file, "%sESR_EL%u 0x%" PRIx64 "%s\n", cli_style(o, CLI_BOLD), e->to, e->esr,
		cli_style(o, CLI_PLAIN));
	print_fields(o->file, e);
	if (e->has_insn) {
		el2_disassemble(&e->insn, 0, text, sizeof text);
		fprintf(o->file, "  %-12s %s%s%s  %08" PRIx32 "\n", "instruction", cli_style(o, CLI_BOLD), text,
			cli_style(o, CLI_PLAIN), e->insn.word);
	}
	print_boot(o, s, e);
}

/* ---- JSON ---- */

static void json_fields(struct cli_json *j, const struct cli_esr *e)
{
	char meaning[96];

	cli_json_open(j, "fields", '[');
	for (unsigned i = 0; i < e->parts.count; i++) {
		const el2_esr_field *f = &e->parts.fields[i];

		cli_json_open(j, NULL, '{');
		cli_json_text(j, "name", f->name);
		cli_json_number(j, "msb", f->msb);
		cli_json_number(j, "lsb", f->lsb);
		cli_json_hex(j, "value", f->value);
		if (*cli_esr_meaning(e->parts.ec, f, meaning, sizeof meaning))
			cli_json_text(j, "meaning", meaning);
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
	if (e->parts.rest)
		cli_json_hex(j, "other_bits", e->parts.rest);
}

static void json_senders(struct cli_json *j, const struct cli_esr *e)
{
	el2_rule_info info;
	char text[192];

	cli_json_open(j, "controls", '[');
	for (size_t i = 0; i < e->sender_count; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "control", cli_esr_sender_text(&e->senders[i], text, sizeof text));
		cli_json_bool(j, "on", e->senders[i].on);
		if (e->answered)
			cli_json_text(j, "handler", el2_action_name(e->answers[i].action));
		cli_json_text(j, "rule", cli_rule_id(e->senders[i].rule, &info));
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
}

static void json_same(struct cli_json *j, const struct cli_esr *e)
{
	cli_json_number(j, "same_words", e->same_words);
	cli_json_open(j, "same", '[');
	for (size_t i = 0; i < e->same_count; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "op", e->same[i].op);
		cli_json_number(j, "count", e->same[i].count);
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
}

static void json_response(struct cli_json *j, const char *key, const el2_response *r)
{
	el2_rule_info info;

	cli_json_open(j, key, '{');
	cli_json_text(j, "action", el2_action_name(r->action));
	if (r->handler)
		cli_json_text(j, "name", r->handler);
	if (r->what)
		cli_json_text(j, "what", r->what);
	if (r->action == EL2_ACTION_INJECT)
		cli_json_hex(j, "injected", r->injected.esr);
	cli_json_open(j, "rules", '[');
	for (unsigned i = 0; i < r->rules.count; i++)
		cli_json_text(j, NULL, cli_rule_id(r->rules.rule[i], &info));
	cli_json_close(j, ']');
	cli_json_close(j, '}');
}

void cli_esr_json(struct cli_call *c, const struct cli_esr *e)
{
	struct cli_json *j = &c->json;

	cli_json_open(j, NULL, '{');
	cli_json_hex(j, "esr", e->esr);
	cli_json_number(j, "to_el", e->to);
	cli_json_hex(j, "ec", e->parts.ec);
	cli_json_text(j, "class", cli_ec_text(e->parts.ec));
	cli_json_bool(j, "il", e->parts.il);
	json_fields(j, e);
	if (e->has_far)
		cli_json_hex(j, "far", e->far);
	if (e->has_hpfar)
		cli_json_hex(j, "hpfar", e->hpfar);
	if (e->has_insn) {
		cli_json_open(j, "instruction", '{');
		cli_json_case(j, &e->insn, 0, e->el);
		cli_json_verdict(j, &e->verdict);
		cli_json_close(j, '}');
		json_senders(j, e);
	}
	if (e->same_count)
		json_same(j, e);
	if (e->asked)
		json_response(j, "handler", &e->response);
	if (e->by_page) {
		cli_json_open(j, "handler_by_page", '{');
		for (unsigned i = 0; i < CLI_ESR_PAGES; i++)
			json_response(j, page_names[i], &e->pages[i]);
		cli_json_close(j, '}');
	}
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}
