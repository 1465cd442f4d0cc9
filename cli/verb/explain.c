/* SPDX-License-Identifier: MIT */
/* explain: one instruction. Every rule looked at, in order, and the verdict. */
#include "cli/show/bits.h"
#include "cli/show/call.h"
#include "cli/show/controls.h"
#include "cli/show/esr.h"
#include "cli/show/insn.h"
#include "cli/show/path.h"
#include "cli/show/sentence.h"
#include "cli/show/verdict_json.h"
#include "snippet/snippet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TRAIL_MAX    512
#define CONTROLS_MAX 128

struct explain {
	struct cli_call *call;
	struct cli_session session;
	uint64_t words;
};

/* All that is known about one word. */
struct answer {
	el2_insn insn;
	char text[EL2_TEXT_MAX];
	el2_verdict verdict;
	struct el2_trail_item items[TRAIL_MAX];
	size_t item_count;
	struct cli_control controls[CONTROLS_MAX];
	size_t control_count;
	char sentence[CLI_SENTENCE_MAX];
};

static bool known_control(const struct answer *a, const struct cli_control *c)
{
	for (size_t i = 0; i < a->control_count; i++)
		if (a->controls[i].reg == c->reg && !strcmp(a->controls[i].field, c->field))
			return true;
	return false;
}

/* The control bits that the rules on the trail name, each once. */
static void collect_controls(struct answer *a)
{
	for (size_t i = 0; i < a->item_count; i++) {
		struct cli_controls walk = {0};
		struct cli_control c;
		el2_rule_info info;

		if (!el2_policy_rule_info(a->items[i].rule, &info))
			continue;
		for (walk.text = info.text; cli_controls_next(&walk, &c);)
			if (a->control_count < CONTROLS_MAX && !known_control(a, &c))
				a->controls[a->control_count++] = c;
	}
}

static void answer_word(struct explain *e, uint32_t word, struct answer *a)
{
	el2_trail trail = {a->items, TRAIL_MAX, 0};

	memset(a, 0, sizeof *a);
	el2_decode(word, &a->insn);
	el2_disassemble(&a->insn, e->session.state.pc, a->text, sizeof a->text);
	el2_decide(&e->session.state, e->session.hypervisor, &a->insn, &a->verdict, &trail);
	a->item_count = trail.count < TRAIL_MAX ? trail.count : TRAIL_MAX;
	collect_controls(a);
	cli_sentence(&e->session, &a->insn, a->text, &a->verdict, a->sentence);
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

static const char *const tag_effects[] = {
	[EL2_TAG_NONE] = "none",
	[EL2_TAG_READ_GRANULE] = "reads the tag of one granule",
	[EL2_TAG_READ_BLOCK] = "reads the tags of a block of 4 << GMID_EL1.BS bytes",
	[EL2_TAG_WRITE_GRANULE] = "writes the tag of one granule",
	[EL2_TAG_WRITE_2_GRANULES] = "writes the tags of two granules",
	[EL2_TAG_WRITE_BLOCK] = "writes the tags of a block of 4 << GMID_EL1.BS bytes",
	[EL2_TAG_WRITE_ZVA] = "writes the tags of a block of 4 << DCZID_EL0.BS bytes",
	[EL2_TAG_WRITE_RANGE] = "writes the tags of a range",
	[EL2_TAG_MAINTENANCE] = "cleans or invalidates tags in caches",
};

static const char *const data_effects[] = {
	[EL2_DATA_NONE] = "none",
	[EL2_DATA_ZERO] = "zeroes what it tags",
	[EL2_DATA_WRITE] = "writes registers",
	[EL2_DATA_INVALIDATE] = "may discard dirty lines",
};

/* A word that is no instruction, with IL set and an exception class that exists. */
static bool looks_like_esr(uint32_t word)
{
	return (word & EL2_ESR_IL) && el2_ec_get(EL2_ESR_EC(word));
}

static void print_instruction(const struct cli_output *out, const struct answer *a)
{
	const el2_form_info *form = el2_form_get((el2_form)a->insn.form);
	const char *feature = el2_insn_features(&a->insn), *reg;
	char buffer[CLI_REGISTER_MAX], iss[256];

	fprintf(out->file, "%s%08" PRIx32 "  %s%s\n", cli_style(out, CLI_BOLD), a->insn.word, a->text,
		cli_style(out, CLI_PLAIN));
	fprintf(out->file, "  class      %s\n", el2_class_name((el2_class)a->insn.cls));
	if (!form) {
		if (looks_like_esr(a->insn.word))
			fprintf(out->file, "  note       no instruction; read as an ESR: EC 0x%x, %s: %s\n",
				EL2_ESR_EC(a->insn.word), cli_ec_text(EL2_ESR_EC(a->insn.word)),
				cli_iss_text(a->insn.word, iss, sizeof iss));
		return;
	}
	fprintf(out->file, "  operation  %s %s\n", form->op, form->syntax);
	reg = cli_insn_register(&a->insn, buffer);
	if (reg)
		fprintf(out->file, "  register   %s\n", reg);
	if (feature)
		fprintf(out->file, "  needs      %s\n", feature);
	if (form->min_el)
		fprintf(out->file, "  from       EL%u\n", form->min_el);
	if (form->tag_effect)
		fprintf(out->file, "  tags       %s\n", tag_effects[form->tag_effect]);
	if (form->data_effect)
		fprintf(out->file, "  data       %s\n", data_effects[form->data_effect]);
	if (a->insn.flags & EL2_INSN_SHOULD_BE)
		fprintf(out->file, "  note       a should-be field holds something else\n");
	if (a->insn.flags & EL2_INSN_UNPREDICTABLE)
		fprintf(out->file, "  note       the operands are CONSTRAINED UNPREDICTABLE\n");
}

static void print_state(const struct cli_output *out, const struct explain *e, const struct answer *a)
{
	const el2_state *s = &e->session.state;
	int column = fprintf(out->file, "  state      EL%u, PSTATE 0x%" PRIx32, el2_el(s), s->pstate);

	for (size_t i = 0; i < a->control_count; i++) {
		const struct cli_control *c = &a->controls[i];
		char text[128];
		int n = snprintf(text, sizeof text, "%s.%s=%" PRIu64, cli_control_register(c), c->field,
				 cli_control_value(s, c));

		if (column + n + 2 > 116)
			column = fprintf(out->file, ",\n             %s", text) - 2;
		else
			column += fprintf(out->file, ", %s", text);
	}
	fputc('\n', out->file);
}

static void print_trail(const struct cli_output *out, const struct answer *a)
{
	static const char *const marks[] = {[EL2_FALSE] = "✗", [EL2_TRUE] = "✓", [EL2_UNKNOWN] = "?"};
	char source[sizeof((el2_rule_info *)0)->source] = "";

	fprintf(out->file, "  rules looked at, in order\n");
	for (size_t i = 0; i < a->item_count; i++) {
		enum cli_style style = a->items[i].result == EL2_FALSE ? CLI_DIM : CLI_PLAIN;
		el2_rule_info info;

		if (!el2_policy_rule_info(a->items[i].rule, &info))
			continue;
		if (strcmp(info.source, source))
			fprintf(out->file, "    %s[%s]%s\n", cli_style(out, CLI_CYAN), info.source,
				cli_style(out, CLI_PLAIN));
		memcpy(source, info.source, sizeof source);
		fprintf(out->file, "    %s%s %-28s %s%s\n", cli_style(out, style), marks[a->items[i].result], info.id,
			info.text, cli_style(out, CLI_PLAIN));
	}
}

static void print_exception(const struct cli_output *out, const char *what, const el2_exception *e)
{
	char iss[256], pstate[256];

	fprintf(out->file, "  %-10s to EL%u, vector 0x%x: EC 0x%x, %s\n", what, e->el, e->vector, EL2_ESR_EC(e->esr),
		cli_ec_text(EL2_ESR_EC(e->esr)));
	fprintf(out->file, "             ESR_EL%u  0x%" PRIx64 ": %s\n", e->el, e->esr,
		cli_iss_text(e->esr, iss, sizeof iss));
	fprintf(out->file, "             ELR_EL%u  0x%" PRIx64 ", SPSR_EL%u 0x%" PRIx64 "\n", e->el, e->elr, e->el,
		e->spsr);
	if (e->far_valid)
		fprintf(out->file, "             FAR_EL%u  0x%" PRIx64 "\n", e->el, e->far);
	fprintf(out->file, "             PSTATE   0x%" PRIx32 ": %s\n", e->pstate,
		cli_bits_text(EL2_SYSREG_NONE, e->pstate, e->pstate, pstate, sizeof pstate));
}

/* The exception once more, told; with the way through the kernel's functions. */
static void print_path(struct explain *e, const struct answer *a)
{
	if (cli_recorded_of(&e->session) && a->verdict.asked)
		cli_recorded_path(e->call, &e->session, &a->verdict.taken);
}

static void print_text(struct explain *e, const struct answer *a)
{
	const struct cli_output *out = &e->call->out;
	const el2_verdict *v = &a->verdict;

	if (e->words)
		fputc('\n', out->file);
	print_instruction(out, a);
	print_state(out, e, a);
	print_trail(out, a);
	if (v->has_taken)
		print_exception(out, "taken", &v->taken);
	if (v->has_delivered && (!v->has_taken || memcmp(&v->taken, &v->delivered, sizeof v->taken)))
		print_exception(out, "delivered", &v->delivered);
	print_path(e, a);
	fprintf(out->file, "  %s%s%s\n", cli_style(out, cli_verdict_style(v->verdict)), a->sentence,
		cli_style(out, CLI_PLAIN));
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void print_json(struct explain *e, const struct answer *a)
{
	static const char *const results[] = {[EL2_FALSE] = "false", [EL2_TRUE] = "true", [EL2_UNKNOWN] = "unknown"};
	struct cli_json *j = &e->call->json;

	cli_json_open(j, NULL, '{');
	cli_json_case(j, &a->insn, e->session.state.pc, el2_el(&e->session.state));
	cli_json_verdict(j, &a->verdict);
	cli_json_open(j, "state", '{');
	for (size_t i = 0; i < a->control_count; i++) {
		char key[128];

		snprintf(key, sizeof key, "%s.%s", cli_control_register(&a->controls[i]), a->controls[i].field);
		cli_json_hex(j, key, cli_control_value(&e->session.state, &a->controls[i]));
	}
	cli_json_close(j, '}');
	cli_json_open(j, "trail", '[');
	for (size_t i = 0; i < a->item_count; i++) {
		el2_rule_info info;

		if (!el2_policy_rule_info(a->items[i].rule, &info))
			continue;
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "rule", info.id);
		cli_json_text(j, "result", results[a->items[i].result]);
		cli_json_text(j, "text", info.text);
		cli_json_text(j, "source", info.source);
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
	if (!el2_form_get((el2_form)a->insn.form) && looks_like_esr(a->insn.word)) {
		char text[384], iss[256];

		snprintf(text, sizeof text, "no instruction; read as an ESR: EC 0x%x, %s: %s", EL2_ESR_EC(a->insn.word),
			 cli_ec_text(EL2_ESR_EC(a->insn.word)), cli_iss_text(a->insn.word, iss, sizeof iss));
		cli_json_text(j, "note", text);
	}
	print_path(e, a);
	cli_json_text(j, "sentence", a->sentence);
	cli_json_close(j, '}');
	cli_json_line(j, e->call->out.file);
}

/* ---- the verb --------------------------------------------------------------------------------------------------- */

static void explain_word(struct explain *e, uint32_t word)
{
	struct answer a;

	answer_word(e, word, &a);
	if (e->call->options.json)
		print_json(e, &a);
	else
		print_text(e, &a);
	e->words++;
}

/* Assembly text: several instructions may stand in it, apart by semicolons or newlines. */
static el2_status explain_text(struct explain *e, const char *text, el2_error *error)
{
	uint32_t *words;
	size_t count;
	el2_status status = cli_assemble_words(text, &words, &count, error);

	for (size_t i = 0; status == EL2_OK && i < count; i++)
		explain_word(e, words[i]);
	free(words);
	return status;
}

static int explain(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_call call;
	struct explain e = {.call = &call};
	el2_error error = {0};
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, NULL, &code))
		return code;
	if (!call.operand_count)
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "explain what? %s", verb->synopsis);
	else
		status = cli_session_open(&e.session, &call.options, &error);
	if (status == EL2_OK && call.options.json) {
		cli_json_header(&call);
		cli_json_boot(&call.json, &e.session);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	for (size_t i = 0; status == EL2_OK && i < call.operand_count; i++) {
		uint32_t word;

		if (el2_parse_word(call.operands[i], &word))
			explain_word(&e, word);
		else
			status = explain_text(&e, call.operands[i], &error);
	}
	if (status != EL2_OK)
		return cli_end_error(&call, &error);
	if (call.options.json) {
		cli_json_open(&call.json, NULL, '{');
		cli_json_number(&call.json, "words", e.words);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	return cli_end(&call, CLI_EXIT_OK);
}

const struct cli_verb cli_verb_explain = {
	.name = "explain",
	.synopsis = "WORD|'ASM'...",
	.summary = "one instruction: every rule looked at, in order, and the verdict",
	.examples = {"el2trap explain --cmdline kvm-arm.mode=protected 'stg x1, [x2]'",
		     "el2trap explain --kernel 6.12 --set HCR_EL2.ATA=0 --cmdline kvm-arm.mode=nvhe d53810c0"},
	.boot = true,
	.run = explain,
};
