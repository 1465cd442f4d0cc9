/* SPDX-License-Identifier: MIT */
/* replay: recorded traces against the model. */
#include "cli/progress.h"
#include "cli/replay.h"
#include "cli/verdict_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---------------------------------------------------------------------------------------------------- */

/* --what-if: what was said of the boot so far is the first one; what follows changes it into the second. */
static el2_status begin_second(void *target, const char *value, el2_error *error)
{
	struct replay *r = target;

	(void)value;
	if (r->sessions == 2)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--what-if compares two boots: give it once");
	r->first = r->call->options;
	r->sessions = 2;
	return EL2_OK;
}

#define AT(field) offsetof(struct replay, field)

static const struct cli_option replay_options[] = {
	{"--image", NULL, "FILE[@ADDRESS]", CLI_TEXT, AT(image_path), NULL,
	 "words for PCs: ELF, or raw at an address; with ELF, the address is added"},
	{"--what-if", NULL, NULL, CLI_CALL, 0, begin_second, "what would change under the boot that the options after it make"},
	{"--bare-metal", NULL, NULL, CLI_FLAG, AT(bare_metal), NULL,
	 "no kernel: registers are zero but for --set and what the trace shows"},
	{"--all", NULL, NULL, CLI_FLAG, AT(all), NULL, "show every event, not only disagreements"},
	{"--junit", NULL, "FILE", CLI_TEXT, AT(junit), NULL, "write JUnit XML"},
	{"--html", NULL, "FILE", CLI_TEXT, AT(html), NULL, "write a page: timeline, counts, disagreements"},
};

/* Split FILE@ADDRESS; a name that exists with the @ in it is a name. */
static el2_status open_image(struct replay *r, uint64_t *slide, el2_error *error)
{
	const char *at = strrchr(r->image_path, '@');
	char name[4096];

	*slide = 0;
	if (!at || !cli_parse_u64(at + 1, slide))
		return el2_image_open(&r->image, r->image_path, EL2_IMAGE_AUTO, error);
	snprintf(name, sizeof name, "%.*s", (int)(at - r->image_path), r->image_path);
	return el2_image_open(&r->image, name, EL2_IMAGE_AUTO, error);
}

/* The machine without a kernel: reset values are zero but for what --set says. */
static void strip(struct cli_session *s, const struct cli_options *o)
{
	el2_state_init(&s->state, &s->cpu);
	s->hypervisor = NULL;
	for (size_t i = 0; i < o->override_count; i++)
		cli_override_apply(&o->overrides[i], &s->state);
}

static el2_status open_judges(struct replay *r, el2_error *error)
{
	uint64_t slide = 0;
	el2_status status = EL2_OK;

	if (r->image_path)
		status = open_image(r, &slide, error);
	for (unsigned i = 0; status == EL2_OK && i < r->sessions; i++) {
		const struct cli_options *o = i || r->sessions == 1 ? &r->call->options : &r->first;
		struct cli_session *s = &r->session[i];
		struct cli_options own = *o;
		el2_judge_config config = {.el = o->el, .image_slide = slide};

		own.el = -1; /* --el is for events that do not say */
		status = cli_session_open(s, &own, error);
		if (status != EL2_OK)
			break;
		if (r->bare_metal)
			strip(s, o);
		config.state = &s->state;
		config.hypervisor = s->hypervisor;
		config.boot = r->bare_metal || o->no_hypervisor ? NULL : &s->boot;
		config.image = r->image_path ? &r->image : NULL;
		r->judge[i] = el2_judge_new(&config);
		if (!r->judge[i])
			status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	return status;
}

static el2_status open_traces(struct replay *r, el2_error *error)
{
	size_t count = r->call->operand_count ? r->call->operand_count : 1;

	r->traces = calloc(count, sizeof(el2_trace *));
	if (!r->traces)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (size_t i = 0; i < count; i++) {
		el2_status status = el2_trace_open(&r->traces[i],
						   r->call->operand_count ? r->call->operands[i] : "-", error);

		if (status != EL2_OK) {
			r->traces[i] = NULL;
			return status;
		}
		r->trace_count++;
	}
	return EL2_OK;
}

/* ---- showing events --------------------------------------------------------------------------------------------- */

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

static void show(struct replay *r, const el2_event *e, const el2_judgement *j)
{
	struct replay_item item;

	replay_describe(&item, e, j);
	if (r->call->options.json) {
		show_json(r, e, j, &item);
		return;
	}
	if (j->outcome == EL2_CANNOT_JUDGE)
		snprintf(item.what, sizeof item.what, "%s", el2_unknown_text(j->unknown));
	show_text(r, el2_judged_name(j->outcome), &item);
}

/* ---- what if ---------------------------------------------------------------------------------------------------- */

static bool same_fate(const el2_judgement *a, const el2_judgement *b)
{
	const el2_verdict *v = &a->verdict, *w = &b->verdict;

	if (a->outcome != b->outcome || a->has_verdict != b->has_verdict)
		return false;
	if (!a->has_verdict)
		return !strcmp(a->text, b->text);
	return v->verdict == w->verdict && v->origin == w->origin && v->effect == w->effect &&
	       v->to_el == w->to_el && v->action == w->action && v->has_taken == w->has_taken &&
	       (!v->has_taken || (v->taken.el == w->taken.el && v->taken.esr == w->taken.esr));
}

static void fate(const el2_judgement *j, char *text, size_t size)
{
	const el2_verdict *v = &j->verdict;

	if (j->has_verdict && (j->outcome != EL2_DISAGREE || !j->text[0]))
		snprintf(text, size, "%s%s%s%s%s", el2_verdict_name(v->verdict), v->origin ? " " : "",
			 v->origin ? el2_origin_name(v->origin) : "", v->handler ? " " : "", v->handler ? v->handler : "");
	else if (j->outcome == EL2_CANNOT_JUDGE)
		snprintf(text, size, "%s", el2_unknown_text(j->unknown));
	else
		snprintf(text, size, "%s%s%s", el2_judged_name(j->outcome), j->text[0] ? ": " : "", j->text);
}

static void show_change(struct replay *r, const el2_event *e, const el2_judgement *a, const el2_judgement *b)
{
	struct cli_json *json = &r->call->json;
	struct replay_item item;
	char was[320], would[320];

	replay_describe(&item, e, a->has_insn ? a : b);
	fate(a, was, sizeof was);
	fate(b, would, sizeof would);
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

/* ---- the loop --------------------------------------------------------------------------------------------------- */

static void keep_unknown(struct replay *r, const el2_event *e)
{
	struct replay_stats *s = &r->stats;
	struct replay_item *item;

	if (s->unknown_line_count == REPLAY_UNKNOWN)
		return;
	item = &s->unknown_lines[s->unknown_line_count++];
	snprintf(item->place, sizeof item->place, "%.150s:%llu:%u", e->source.file,
		 (unsigned long long)e->source.line, e->source.column);
	snprintf(item->what, sizeof item->what, "%s", e->why ? e->why : "");
	memcpy(item->recorded, e->text, e->text_length);
	item->recorded[e->text_length] = '\0';
}

static void one(struct replay *r, const el2_event *e)
{
	el2_judgement j, other;

	if (e->kind == EL2_EVENT_UNKNOWN)
		keep_unknown(r, e);
	el2_judge_event(r->judge[0], e, &j);
	replay_count(&r->stats, e, &j);
	if (r->sessions == 2) {
		el2_judge_event(r->judge[1], e, &other);
		if (j.outcome != EL2_CONTEXT && !same_fate(&j, &other)) {
			r->stats.changed++;
			show_change(r, e, &j, &other);
		}
	}
	if (j.outcome == EL2_DISAGREE)
		replay_keep(&r->stats, e, &j);
	if ((j.outcome == EL2_DISAGREE && r->sessions == 1) || (r->all && j.outcome != EL2_CONTEXT))
		show(r, e, &j);
}

static void report_progress(struct replay *r, struct cli_progress *progress, uint64_t count)
{
	uint64_t done = 0, size = 0;

	for (size_t i = 0; i < r->trace_count; i++) {
		uint64_t d, s;

		el2_trace_progress(r->traces[i], &d, &s);
		done += d;
		size += s;
	}
	cli_progress_update(progress, count, done, size);
}

/* All events. Errors of reading are told, and what was read is kept; the worst becomes the exit code. */
static int run(struct replay *r)
{
	el2_merge *merge = el2_merge_new(r->traces, r->trace_count);
	struct cli_progress progress;
	int code = CLI_EXIT_OK;
	bool end = false;

	if (!merge)
		return CLI_EXIT_INTERNAL;
	cli_progress_begin(&progress, &r->call->options, "replay");
	for (uint64_t n = 0; !end; n++) {
		const el2_event *e = NULL;
		el2_error error = {0};
		bool back = false;

		if (el2_merge_next(merge, &e, NULL, &back, &end, &error) != EL2_OK) {
			code = cli_report_error("replay", &error);
			continue;
		}
		if (end)
			break;
		r->stats.back += back;
		one(r, e);
		if (!(n & 255))
			report_progress(r, &progress, n);
	}
	cli_progress_end(&progress);
	el2_merge_free(merge);
	return code;
}

/* ---- the summary ------------------------------------------------------------------------------------------------ */

static void total(struct replay *r)
{
	struct replay_totals *t = &r->totals;
	bool seen[EL2_FORMAT_COUNT] = {false};
	size_t used = 0;

	for (size_t i = 0; i < r->trace_count; i++) {
		const el2_trace_counts *c = el2_trace_get_counts(r->traces[i]);
		el2_format_id format = el2_trace_format(r->traces[i]);

		t->counts.lines += c->lines;
		t->counts.bytes += c->bytes;
		t->counts.unknown_lines += c->unknown_lines;
		t->counts.cut_lines += c->cut_lines;
		t->counts.format_changes += c->format_changes;
		t->counts.truncated |= c->truncated;
		if (!seen[format] && used < sizeof t->formats)
			used += (size_t)snprintf(t->formats + used, sizeof t->formats - used, "%s%s", used ? ", " : "",
						 el2_format_name(format));
		seen[format] = true;
	}
}

static void summary_json(struct replay *r)
{
	const struct replay_stats *s = &r->stats;
	struct cli_json *j = &r->call->json;

	cli_json_open(j, NULL, '{');
	cli_json_number(j, "lines", r->totals.counts.lines);
	cli_json_number(j, "events", s->events);
	cli_json_number(j, "agree", s->outcome[EL2_AGREE]);
	cli_json_number(j, "disagree", s->outcome[EL2_DISAGREE]);
	cli_json_number(j, "cannot_judge", s->outcome[EL2_CANNOT_JUDGE]);
	cli_json_number(j, "unknown_lines", r->totals.counts.unknown_lines);
	cli_json_number(j, "context", s->context);
	if (r->sessions == 2)
		cli_json_number(j, "changes", s->changed);
	cli_json_number(j, "time_backwards", s->back);
	cli_json_number(j, "cut_lines", r->totals.counts.cut_lines);
	cli_json_number(j, "format_changes", r->totals.counts.format_changes);
	cli_json_bool(j, "truncated", r->totals.counts.truncated);
	cli_json_text(j, "formats", r->totals.formats);
	cli_json_open(j, "why", '{');
	for (unsigned i = 1; i < EL2_UNKNOWN_COUNT; i++)
		if (s->unknown[i])
			cli_json_number(j, el2_unknown_text((el2_unknown)i), s->unknown[i]);
	cli_json_close(j, '}');
	cli_json_close(j, '}');
	cli_json_line(j, r->call->out.file);
}

static void summary_text(struct replay *r)
{
	const struct replay_stats *s = &r->stats;
	const el2_trace_counts *c = &r->totals.counts;
	FILE *out = r->call->out.file;

	fprintf(out, "%llu lines (%s), %llu events: %llu agree, %llu disagree, %llu cannot judge\n",
		(unsigned long long)c->lines, r->totals.formats, (unsigned long long)s->events,
		(unsigned long long)s->outcome[EL2_AGREE], (unsigned long long)s->outcome[EL2_DISAGREE],
		(unsigned long long)s->outcome[EL2_CANNOT_JUDGE]);
	for (unsigned i = 1; i < EL2_UNKNOWN_COUNT; i++)
		if (s->unknown[i])
			fprintf(out, "  %8llu cannot be judged: %s\n", (unsigned long long)s->unknown[i],
				el2_unknown_text((el2_unknown)i));
	if (r->sessions == 2)
		fprintf(out, "%llu events change\n", (unsigned long long)s->changed);
	if (c->unknown_lines)
		fprintf(out, "%llu unknown lines\n", (unsigned long long)c->unknown_lines);
	for (size_t i = 0; i < s->unknown_line_count; i++)
		fprintf(out, "  %s: %s\n    %.120s\n", s->unknown_lines[i].place, s->unknown_lines[i].what,
			s->unknown_lines[i].recorded);
	if (c->cut_lines)
		fprintf(out, "%llu lines were too long and were cut\n", (unsigned long long)c->cut_lines);
	if (c->format_changes)
		fprintf(out, "%llu times the format changed within a file\n", (unsigned long long)c->format_changes);
	if (s->back)
		fprintf(out, "%llu times the time went backwards\n", (unsigned long long)s->back);
	if (c->truncated)
		fprintf(out, "the compressed data ends early: what came before was read\n");
}

/* A case for the whole, and one per disagreement. */
static el2_status junit(struct replay *r, el2_error *error)
{
	const struct replay_stats *s = &r->stats;
	struct cli_report report;
	FILE *out = fopen(r->junit, "w");
	char text[96];

	if (!out)
		return el2_fail(error, EL2_ERR_SYSTEM, r->junit, 0, 0, "%s", strerror(errno));
	cli_report_begin(&report, "replay");
	for (size_t i = 0; i < s->item_count; i++)
		cli_report_case(&report, CLI_FAILED, s->items[i].recorded, s->items[i].what, s->items[i].file,
				s->items[i].line);
	snprintf(text, sizeof text, "%llu disagree", (unsigned long long)s->outcome[EL2_DISAGREE]);
	cli_report_case(&report, s->outcome[EL2_DISAGREE] ? CLI_FAILED : CLI_PASSED, "all events",
			s->outcome[EL2_DISAGREE] ? text : NULL, NULL, 0);
	cli_report_junit(&report, 1, out);
	if (!cli_report_end(&report) || fclose(out) == EOF)
		return el2_fail(error, EL2_ERR_SYSTEM, r->junit, 0, 0, "not all of it could be written");
	return EL2_OK;
}

static int finish(struct replay *r, int code)
{
	el2_error error = {0};
	el2_status status = EL2_OK;

	total(r);
	if (r->call->options.json)
		summary_json(r);
	else if (!r->call->options.quiet)
		summary_text(r);
	if (r->junit)
		status = junit(r, &error);
	if (status == EL2_OK && r->html)
		status = replay_html(r, r->html, &error);
	if (status != EL2_OK)
		return cli_report_error("replay", &error);
	if (code != CLI_EXIT_OK)
		return code;
	if (r->totals.counts.truncated || (!r->stats.events && r->totals.counts.unknown_lines))
		return CLI_EXIT_INPUT;
	return r->stats.outcome[EL2_DISAGREE] ? CLI_EXIT_MISMATCH : CLI_EXIT_OK;
}

static void release(struct replay *r)
{
	for (size_t i = 0; i < r->trace_count; i++)
		el2_trace_close(r->traces[i]);
	free(r->traces);
	el2_judge_free(r->judge[0]);
	el2_judge_free(r->judge[1]);
	el2_image_close(&r->image);
	replay_stats_free(&r->stats);
	free(r);
}

static int replay(const struct cli_verb *verb, int argc, char **argv)
{
	struct replay *r = calloc(1, sizeof *r);
	struct cli_call call;
	el2_error error = {0};
	el2_status status;
	int code;

	if (!r)
		return CLI_EXIT_INTERNAL;
	r->call = &call;
	r->sessions = 1;
	if (!cli_begin(&call, verb, argc, argv, r, &code)) {
		free(r);
		return code;
	}
	status = open_judges(r, &error);
	if (status == EL2_OK)
		status = open_traces(r, &error);
	if (status != EL2_OK) {
		release(r);
		return cli_end_error(&call, &error);
	}
	if (call.options.json) {
		cli_json_header(&call);
		cli_json_boot(&call.json, &r->session[0]);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	code = run(r);
	code = finish(r, code);
	release(r);
	return cli_end(&call, code);
}

const struct cli_verb cli_verb_replay = {
	.name = "replay",
	.synopsis = "[TRACE...]",
	.summary = "compare recorded traces with the model; what another kernel would have done",
	.options = replay_options,
	.option_count = sizeof replay_options / sizeof *replay_options,
	.boot = true,
	.run = replay,
};
