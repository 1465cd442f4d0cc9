/* SPDX-License-Identifier: MIT */
/* Events of a replay as text and as JSON: one event, and what another boot makes of it. */
#include "cli/show/replay.h"
#include "cli/show/verdict_json.h"

#include <string.h>

static void show_text(struct replay *r, const char *word, const struct replay_item *item)
{
	FILE *out = r->call->out.file;

	fprintf(out, "%s: %s%s%s%s%s\n", item->place, cli_style(&r->call->out, CLI_BOLD), word,
		cli_style(&r->call->out, CLI_PLAIN), item->what[0] ? ": " : "", item->what);
	fprintf(out, "    %s\n", item->recorded);
	if (item->rules[0])
		fprintf(out, "    rules: %s\n", item->rules);
}

static void show_json(struct replay *r, const el2_event *e, const el2_judgement *j, const struct replay_item *item)
{
	struct cli_json *json = &r->call->json;

	cli_json_open(json, NULL, '{');
	cli_json_text(json, "file", e->source.file ? e->source.file : "?");
	cli_json_number(json, "line", e->source.line);
	cli_json_number(json, "column", e->source.column);
	cli_json_text(json, "kind", el2_event_kind_name((el2_event_kind)e->kind));
	cli_json_text(json, "outcome", el2_judged_name(j->outcome));
	if (e->has_time)
		cli_json_number(json, "time", e->time);
	cli_json_number(json, "cpu", e->cpu);
	if (j->outcome == EL2_CANNOT_JUDGE)
		cli_json_text(json, "why", el2_unknown_text(j->unknown));
	if (j->text[0])
		cli_json_text(json, "what", j->text);
	cli_json_text(json, "recorded", item->recorded);
	if (j->has_insn)
		cli_json_case(json, &j->insn, e->pc, j->el >= 0 ? (unsigned)j->el : 0);
	if (j->has_verdict)
		cli_json_verdict(json, &j->verdict);
	cli_json_close(json, '}');
	cli_json_line(json, r->call->out.file);
}

void replay_show(struct replay *r, const el2_event *e, const el2_judgement *j)
{
	struct replay_item item;

	replay_describe(&item, e, j);
	if (r->call->options.json) {
		show_json(r, e, j, &item);
		return;
	}
	if (j->outcome == EL2_CANNOT_JUDGE && !replay_is_message(e))
		snprintf(item.what, sizeof item.what, "%s", el2_unknown_text(j->unknown));
	show_text(r, el2_judged_name(j->outcome), &item);
}

/* ---- what if ---------------------------------------------------------------------------------------------------- */

bool replay_same_fate(const el2_judgement *a, const el2_judgement *b)
{
	const el2_verdict *v = &a->verdict, *w = &b->verdict;

	if (a->outcome != b->outcome || a->has_verdict != b->has_verdict)
		return false;
	if (!a->has_verdict)
		return !strcmp(a->text, b->text);
	return v->verdict == w->verdict && v->origin == w->origin && v->effect == w->effect && v->to_el == w->to_el &&
	       v->action == w->action && v->has_taken == w->has_taken &&
	       (!v->has_taken || (v->taken.el == w->taken.el && v->taken.esr == w->taken.esr));
}

void replay_fate(const el2_judgement *j, char *text, size_t size)
{
	const el2_verdict *v = &j->verdict;

	if (j->has_verdict && (j->outcome != EL2_DISAGREE || !j->text[0]))
		snprintf(text, size, "%s%s%s%s%s", el2_verdict_name(v->verdict), v->origin ? " " : "",
			 v->origin ? el2_origin_name(v->origin) : "", v->handler ? " " : "",
			 v->handler ? v->handler : "");
	else if (j->outcome == EL2_CANNOT_JUDGE)
		snprintf(text, size, "%s", el2_unknown_text(j->unknown));
	else
		snprintf(text, size, "%s%s%s", el2_judged_name(j->outcome), j->text[0] ? ": " : "", j->text);
}

void replay_show_change(struct replay *r, const el2_event *e, const el2_judgement *a, const el2_judgement *b)
{
	struct cli_json *json = &r->call->json;
	struct replay_item item;
	char was[320], would[320];

	replay_describe(&item, e, a->has_insn ? a : b);
	replay_fate(a, was, sizeof was);
	replay_fate(b, would, sizeof would);
	if (!r->call->options.json) {
		snprintf(item.what, sizeof item.what, "%.150s -> %.150s", was, would);
		item.rules[0] = '\0';
		show_text(r, "changes", &item);
		return;
	}
	cli_json_open(json, NULL, '{');
	cli_json_text(json, "file", e->source.file ? e->source.file : "?");
	cli_json_number(json, "line", e->source.line);
	cli_json_text(json, "outcome", "changes");
	cli_json_text(json, "recorded", item.recorded);
	cli_json_text(json, "fate", was);
	cli_json_text(json, "what_if", would);
	if (b->has_verdict) {
		cli_json_open(json, "verdict", '{');
		cli_json_verdict(json, &b->verdict);
		cli_json_close(json, '}');
	}
	cli_json_close(json, '}');
	cli_json_line(json, r->call->out.file);
}
