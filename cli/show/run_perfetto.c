/* SPDX-License-Identifier: MIT */
#include "cli/show/run_perfetto.h"
#include "cli/show/insn.h"
#include "cli/show/runs.h"
#include "cli/show/verdict_json.h"

#define MOMENT 1000 /* nanoseconds of an instruction: runs have no clock */

void cli_run_perfetto_begin(struct cli_run_perfetto *t, const char *file, const char *run)
{
	char name[512];

	t->runs++;
	t->count = 0;
	snprintf(name, sizeof name, "%.200s: %.200s (a microsecond an instruction)", file, run);
	cli_perfetto_process(t->out, t->runs, name);
	cli_perfetto_thread(t->out, t->runs, 1, "CPU 0");
}

static void say(struct cli_perfetto *out, const struct cli_run_event *e, unsigned el, const el2_verdict *v)
{
	char text[EL2_TEXT_MAX], reg[CLI_REGISTER_MAX], line[320];
	const char *name = cli_insn_register(&e->insn, reg);
	el2_rule_info info;

	cli_perfetto_text(out, "instruction", cli_event_text(e, text));
	if (name)
		cli_perfetto_text(out, "register", name);
	cli_perfetto_number(out, "el", el);
	cli_perfetto_hex(out, "pc", e->pc);
	if (e->line)
		cli_perfetto_number(out, "line", e->line);
	cli_perfetto_text(out, "verdict", el2_verdict_name(v->verdict));
	if (v->origin)
		cli_perfetto_text(out, "origin", el2_origin_name(v->origin));
	if (v->handler)
		cli_perfetto_text(out, "handler", v->handler);
	if (v->what)
		cli_perfetto_text(out, "what", v->what);
	if (v->has_taken) {
		cli_perfetto_number(out, "taken to el", v->taken.el);
		cli_perfetto_hex(out, "esr", v->taken.esr);
	}
	for (unsigned i = 0; i < v->rules.count; i++) {
		snprintf(line, sizeof line, "rule %u", i + 1);
		cli_perfetto_text(out, line, cli_rule_id(v->rules.rule[i], &info));
	}
	if (e->expect)
		cli_perfetto_text(out, e->met ? "as expected" : "expected", e->expect->text);
}

void cli_run_perfetto_step(struct cli_run_perfetto *t, const struct cli_run_event *e, unsigned el, const el2_verdict *v)
{
	char text[EL2_TEXT_MAX];
	uint64_t at = t->count++ * MOMENT;

	cli_perfetto_event(t->out, t->runs, 1, at, CLI_PERFETTO_BEGIN, cli_event_text(e, text),
			   el2_verdict_name(v->verdict));
	say(t->out, e, el, v);
	cli_perfetto_end(t->out);
	cli_perfetto_event(t->out, t->runs, 1, at + MOMENT, CLI_PERFETTO_END, NULL, NULL);
	cli_perfetto_end(t->out);
}
