/* SPDX-License-Identifier: MIT */
#include "cli/show/verdict_json.h"
#include "cli/show/insn.h"

const char *cli_rule_id(el2_rule rule, el2_rule_info *info)
{
	return el2_policy_rule_info(rule, info) ? info->id : "?";
}

void cli_json_case(struct cli_json *j, const el2_insn *insn, uint64_t pc, unsigned el)
{
	char text[EL2_TEXT_MAX], buffer[CLI_REGISTER_MAX];
	const char *op = cli_insn_op(insn), *reg = cli_insn_register(insn, buffer);

	el2_disassemble(insn, pc, text, sizeof text);
	cli_json_word(j, "word", insn->word);
	cli_json_text(j, "text", text);
	if (op)
		cli_json_text(j, "op", op);
	if (reg)
		cli_json_text(j, "register", reg);
	cli_json_text(j, "class", el2_class_name((el2_class)insn->cls));
	cli_json_number(j, "el", el);
}

static void exception(struct cli_json *j, const char *key, const el2_exception *e, bool delivered)
{
	cli_json_open(j, key, '{');
	cli_json_number(j, "el", e->el);
	cli_json_hex(j, "ec", EL2_ESR_EC(e->esr));
	cli_json_hex(j, "esr", e->esr);
	if (delivered) {
		cli_json_hex(j, "elr", e->elr);
		cli_json_hex(j, "spsr", e->spsr);
	}
	cli_json_hex(j, "vector", e->vector);
	if (delivered)
		cli_json_hex(j, "pstate", e->pstate);
	cli_json_close(j, '}');
}

void cli_json_verdict(struct cli_json *j, const el2_verdict *v)
{
	el2_rule_info info;

	cli_json_text(j, "verdict", el2_verdict_name(v->verdict));
	if (v->verdict == EL2_PASS)
		cli_json_text(j, "effect", el2_effect_name(v->effect));
	if (v->verdict == EL2_UNDEF || v->verdict == EL2_FAULT)
		cli_json_text(j, "origin", el2_origin_name(v->origin));
	if (v->verdict == EL2_TRAP)
		cli_json_number(j, "to_el", v->to_el);
	if (v->verdict == EL2_TRAP || v->verdict == EL2_PANIC) {
		if (v->handler)
			cli_json_text(j, "handler", v->handler);
		if (v->what)
			cli_json_text(j, "action", v->what);
	}
	if (v->verdict == EL2_UNMODELLED && v->what)
		cli_json_text(j, "why", v->what);
	if (v->unpredictable)
		cli_json_bool(j, "unpredictable", true);
	if (v->has_taken)
		exception(j, "taken", &v->taken, false);
	if (v->has_delivered)
		exception(j, "delivered", &v->delivered, true);
	cli_json_open(j, "rules", '[');
	for (unsigned i = 0; i < v->rules.count; i++)
		cli_json_text(j, NULL, cli_rule_id(v->rules.rule[i], &info));
	cli_json_close(j, ']');
}
