/* SPDX-License-Identifier: MIT */
#include "cli/show/audit.h"
#include "cli/show/insn.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <string.h>

#define CONTROLS_MAX 64

/* The name of a field by its place; NULL where the table has none. */
static const char *field_name(const el2_control *c)
{
	unsigned msb, lsb;
	const char *name;

	for (size_t n = 0; (name = el2_field_get((el2_sysreg)c->reg, n, &msb, &lsb)); n++)
		if (lsb == c->lsb && msb == c->lsb + c->width - 1u)
			return name;
	return NULL;
}

/* Append "REG.FIELD=value". */
static void append(char *text, size_t size, const el2_control *c, uint64_t value)
{
	const char *name = field_name(c);
	size_t at = strlen(text);
	char field[48];

	if (name)
		snprintf(field, sizeof field, ".%s", name);
	else if (c->width == 64)
		*field = '\0';
	else
		snprintf(field, sizeof field, "[%u:%u]", c->lsb + c->width - 1u, c->lsb);
	snprintf(text + at, size - at, "%s%s%s=%s%" PRIx64, at ? " " : "", el2_sysreg_get((el2_sysreg)c->reg)->name,
		 field, value > 9 ? "0x" : "", value);
}

const char *cli_audit_control(const struct cli_session *s, const el2_audit_answer *a, char *text, size_t size)
{
	el2_control controls[CONTROLS_MAX];
	size_t n = el2_rule_controls(a->rule, controls, CONTROLS_MAX);

	*text = '\0';
	for (size_t i = 0; i < n && i < CONTROLS_MAX; i++) {
		const el2_control *c = &controls[i];
		const char *name = el2_sysreg_get((el2_sysreg)c->reg)->name;

		if (strstr(name, "_EL2"))
			append(text, size, c, s->state.sysreg[c->reg] >> c->lsb & UINT64_MAX >> (64 - c->width));
	}
	return text;
}

const char *cli_audit_when(const el2_audit_answer *a, char *text, size_t size)
{
	*text = '\0';
	for (unsigned i = 0; i < a->setting_count; i++)
		append(text, size, &a->settings[i].field, a->settings[i].value);
	return text;
}

const char *cli_audit_name(const el2_insn *insn, char *text, size_t size)
{
	const char *op = cli_insn_op(insn), *reg;
	char buffer[CLI_REGISTER_MAX];

	reg = cli_insn_register(insn, buffer);
	if (!op)
		snprintf(text, size, "unallocated");
	else if (reg && (insn->form == EL2_FORM_SYS || insn->form == EL2_FORM_SYSP))
		snprintf(text, size, "%s", reg);
	else
		snprintf(text, size, "%s%s%s", op, reg ? " " : "", reg ? reg : "");
	return text;
}

const char *cli_audit_outcome(const el2_audit_answer *a, char *text, size_t size)
{
	const char *name = el2_verdict_name((el2_verdict_kind)a->verdict);

	switch (a->verdict) {
	case EL2_UNDEF:
	case EL2_FAULT:
		snprintf(text, size, "%s %s", name, el2_origin_name((el2_origin)a->origin));
		break;
	case EL2_PASS:
		snprintf(text, size, "%s%s", name, a->effect == EL2_EFFECT_TAGS_IGNORED ? " tags-ignored" : "");
		break;
	case EL2_TRAP:
		snprintf(text, size, "%s EL%u %s", name, a->to_el, a->handler ? a->handler : "");
		break;
	default:
		snprintf(text, size, "%s", name);
		break;
	}
	return text;
}

void cli_audit_text_group(const struct cli_output *out, const struct cli_session *s, const el2_audit_group *g)
{
	char name[96], text[EL2_TEXT_MAX], control[512], when[512];
	const el2_audit_answer *a = &g->answer;
	const char *feature;
	el2_insn insn;

	el2_decode(a->word, &insn);
	el2_disassemble(&insn, 0, text, sizeof text);
	feature = el2_insn_features(&insn);
	fprintf(out->file, "  EL%u %-26s %11" PRIu64 "  %08" PRIx32 "  %s\n", a->el,
		cli_audit_name(&insn, name, sizeof name), g->count, a->word, text);
	if (*cli_audit_control(s, a, control, sizeof control))
		fprintf(out->file, "      because  %s\n", control);
	if (*cli_audit_when(a, when, sizeof when))
		fprintf(out->file, "      once EL1 sets  %s\n", when);
	if (feature)
		fprintf(out->file, "      needs  %s\n", feature);
	if (a->verdict == EL2_UNMODELLED && a->what)
		fprintf(out->file, "      why  %s\n", a->what);
}

/* "FEAT_A && FEAT_B" as an array; alternatives stay one text. */
static void json_features(struct cli_json *j, const char *features)
{
	cli_json_open(j, "features", '[');
	while (features && *features) {
		const char *end = strstr(features, "||") ? NULL : strstr(features, " && ");
		char one[128];

		snprintf(one, sizeof one, "%.*s", (int)(end ? (size_t)(end - features) : strlen(features)), features);
		cli_json_text(j, NULL, one);
		features = end ? end + 4 : NULL;
	}
	cli_json_close(j, ']');
}

void cli_audit_json_words(struct cli_json *j, unsigned el, const el2_insn *insn, uint64_t count)
{
	char text[EL2_TEXT_MAX], buffer[CLI_REGISTER_MAX];
	const char *value;

	el2_disassemble(insn, 0, text, sizeof text);
	cli_json_number(j, "el", el);
	if ((value = cli_insn_op(insn)))
		cli_json_text(j, "op", value);
	if ((value = cli_insn_register(insn, buffer)))
		cli_json_text(j, "register", value);
	cli_json_text(j, "class", el2_class_name((el2_class)insn->cls));
	cli_json_number(j, "count", count);
	cli_json_word(j, "word", insn->word);
	cli_json_text(j, "text", text);
}

/* What belongs to a verdict: how it passes, whose it is, where it goes. */
static void json_kind(struct cli_json *j, const el2_audit_answer *a)
{
	if (a->verdict == EL2_PASS)
		cli_json_text(j, "effect", el2_effect_name((el2_effect)a->effect));
	if (a->verdict == EL2_UNDEF || a->verdict == EL2_FAULT)
		cli_json_text(j, "origin", el2_origin_name((el2_origin)a->origin));
	if (a->verdict == EL2_TRAP)
		cli_json_number(j, "to_el", a->to_el);
}

static void json_handler(struct cli_json *j, const el2_audit_answer *a)
{
	if (a->handler)
		cli_json_text(j, "handler", a->handler);
	if (a->what)
		cli_json_text(j, a->verdict == EL2_UNMODELLED ? "why" : "action", a->what);
}

void cli_audit_json_answer(struct cli_json *j, const char *key, const el2_audit_answer *a)
{
	cli_json_open(j, key, '{');
	cli_json_text(j, "verdict", el2_verdict_name((el2_verdict_kind)a->verdict));
	json_kind(j, a);
	json_handler(j, a);
	cli_json_close(j, '}');
}

void cli_audit_json_group(struct cli_call *call, const struct cli_session *s, const el2_audit_group *g)
{
	const el2_audit_answer *a = &g->answer;
	struct cli_json *j = &call->json;
	el2_rule_info info;
	char line[512];
	el2_insn insn;

	el2_decode(a->word, &insn);
	cli_json_open(j, NULL, '{');
	cli_json_text(j, "verdict", el2_verdict_name((el2_verdict_kind)a->verdict));
	cli_audit_json_words(j, a->el, &insn, g->count);
	json_kind(j, a);
	if (a->taken)
		cli_json_hex(j, "ec", a->ec);
	json_handler(j, a);
	if (a->rule)
		cli_json_text(j, "rule", cli_rule_id(a->rule, &info));
	if (*cli_audit_control(s, a, line, sizeof line))
		cli_json_text(j, "control", line);
	if (*cli_audit_when(a, line, sizeof line))
		cli_json_text(j, "when", line);
	json_features(j, el2_insn_features(&insn));
	cli_json_close(j, '}');
	cli_json_line(j, call->out.file);
}
