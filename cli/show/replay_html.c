/* SPDX-License-Identifier: MIT */
/* The page of a replay: what it counts as tables, and as data for the timeline and the lists of page/timeline.js. */
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/replay.h"

#include <string.h>

static const char script[] = {
#include "timeline.js.inc"
};

/* ---- data for the script ---- */

/* Stretches of a timeline up to its last event. */
static size_t used_buckets(const struct replay_timeline *t)
{
	return t->width ? (size_t)(t->last / t->width) + 1 : 1;
}

static uint64_t el0(const struct replay_bucket *b)
{
	return b->at_el[0];
}

static uint64_t el1(const struct replay_bucket *b)
{
	return b->at_el[1];
}

static uint64_t el2(const struct replay_bucket *b)
{
	return b->at_el[2];
}

static uint64_t el3(const struct replay_bucket *b)
{
	return b->at_el[3];
}

static uint64_t disagree(const struct replay_bucket *b)
{
	return b->disagree;
}

static uint64_t changes(const struct replay_bucket *b)
{
	return b->changes;
}

/* One number of each stretch: how many are 0, the next, how many are 0, ... */
static void runs(struct cli_json *j, const char *key, const struct replay_timeline *t,
		 uint64_t (*number)(const struct replay_bucket *bucket))
{
	size_t gap = 0;

	cli_json_open(j, key, '[');
	for (size_t i = 0; i < used_buckets(t); i++, gap++) {
		uint64_t value = number(&t->bucket[i]);

		if (!value)
			continue;
		cli_json_number(j, NULL, gap);
		cli_json_number(j, NULL, value);
		gap = SIZE_MAX; /* and 0 after the loop's step */
	}
	cli_json_close(j, ']');
}

static void series(struct cli_json *j, const struct replay_timeline *t, bool by_time, bool what_if)
{
	cli_json_open(j, NULL, '{');
	cli_json_number(j, "by", by_time);
	cli_json_number(j, "first", t->first);
	cli_json_number(j, "last", t->last);
	cli_json_number(j, "width", t->width);
	cli_json_number(j, "length", used_buckets(t));
	cli_json_open(j, "el", '[');
	runs(j, NULL, t, el0);
	runs(j, NULL, t, el1);
	runs(j, NULL, t, el2);
	runs(j, NULL, t, el3);
	cli_json_close(j, ']');
	runs(j, "disagree", t, disagree);
	if (what_if)
		runs(j, "changes", t, changes);
	cli_json_close(j, '}');
}

static void kind(struct cli_json *j, const struct replay_kind *k)
{
	const el2_sysreg_info *reg = el2_sysreg_get((el2_sysreg)k->sysreg);

	cli_json_open(j, NULL, '{');
	cli_json_text(j, "reason", k->reason);
	cli_json_text(j, "register", reg ? reg->name : "");
	if (k->cpu == EL2_NO_CPU)
		cli_json_raw(j, "cpu", "-1");
	else
		cli_json_number(j, "cpu", k->cpu);
	cli_json_number(j, "outcome", k->outcome);
	cli_json_text(j, "verdict", k->verdict_text);
	cli_json_text(j, "what", k->what);
	cli_json_bool(j, "changes", k->changes);
	if (k->changes)
		cli_json_text(j, "other", k->other);
	cli_json_number(j, "count", k->count);
	cli_json_text(j, "recorded", k->recorded);
	cli_json_text(j, "place", k->place);
	cli_json_close(j, '}');
}

static void kinds(struct cli_json *j, const struct replay_kinds *k)
{
	cli_json_open(j, "files", '[');
	for (size_t i = 0; i < k->file_count; i++)
		cli_json_text(j, NULL, k->file[i]);
	cli_json_close(j, ']');
	cli_json_open(j, "groups", '[');
	for (size_t i = 0; i < k->count; i++)
		kind(j, &k->kind[i]);
	cli_json_close(j, ']');
	cli_json_open(j, "points", '[');
	for (size_t i = 0; i < k->point_count; i++) {
		const struct replay_point *p = &k->point[i];

		cli_json_open(j, NULL, '[');
		cli_json_number(j, NULL, p->number);
		cli_json_number(j, NULL, p->time);
		cli_json_number(j, NULL, p->kind);
		cli_json_number(j, NULL, p->line);
		cli_json_number(j, NULL, p->file);
		cli_json_close(j, ']');
	}
	cli_json_close(j, ']');
}

static bool data(FILE *out, const struct replay *r)
{
	const struct replay_stats *s = &r->stats;
	bool by_time = replay_timeline(s) == &s->time;
	struct cli_json j = {0};

	cli_json_open(&j, NULL, '{');
	cli_json_number(&j, "events", s->events);
	cli_json_bool(&j, "timed", s->timed);
	if (r->sessions == 2)
		cli_json_number(&j, "changes", s->changed);
	cli_json_open(&j, "series", '[');
	series(&j, by_time ? &s->time : &s->number, by_time, r->sessions == 2);
	if (s->timed)
		series(&j, by_time ? &s->number : &s->time, !by_time, r->sessions == 2);
	cli_json_close(&j, ']');
	kinds(&j, r->kinds);
	cli_json_close(&j, '}');
	fputs("<script type=\"application/json\" id=\"data\">\n", out);
	for (size_t i = 0; i < j.length; i++) /* within a script, nothing but "<" could end it */
		if (j.data[i] == '<')
			fputs("\\u003c", out);
		else
			fputc(j.data[i], out);
	fputs("\n</script>\n<script>\n", out);
	fputs(script, out);
	fputs("</script>\n", out);
	return cli_json_free(&j);
}

/* ---- the page ---- */

static void card(FILE *out, const char *cls, const char *name, uint64_t value)
{
	fprintf(out, "<div class=\"card\"><b>%llu</b><span class=\"%s\">%s</span></div>\n", (unsigned long long)value,
		cls, name);
}

static void cards(FILE *out, const struct replay *r)
{
	const struct replay_stats *s = &r->stats;

	fputs("<div class=\"cards\">\n", out);
	card(out, "", "events", s->events);
	card(out, "agree", "agree", s->outcome[EL2_AGREE]);
	card(out, "disagree", "disagree", s->outcome[EL2_DISAGREE]);
	card(out, "cannot", "cannot judge", s->outcome[EL2_CANNOT_JUDGE]);
	if (r->sessions == 2)
		card(out, "changes", "change under the other boot", s->changed);
	card(out, "", "lines", r->totals.counts.lines);
	card(out, "", "unknown lines", r->totals.counts.unknown_lines);
	fputs("</div>\n", out);
}

static void timeline(FILE *out, const struct replay *r)
{
	static const char *const buttons[][3] = {{"in", "+", "zoom in"},
						 {"out", "&minus;", "zoom out"},
						 {"left", "&larr;", "to the left"},
						 {"right", "&rarr;", "to the right"},
						 {"all", "all", "the whole trace"}};
	const struct replay_stats *s = &r->stats;
	bool by_time = replay_timeline(s) == &s->time;

	fputs("<h2>Timeline</h2>\n<p>", out);
	for (size_t i = 0; i < sizeof buttons / sizeof *buttons; i++)
		fprintf(out,
			"<button type=\"button\" class=\"act\" id=\"zoom-%s\" title=\"%s\" "
			"aria-label=\"%s\">%s</button>\n",
			buttons[i][0], buttons[i][2], buttons[i][2], buttons[i][1]);
	for (unsigned i = 0; s->timed && i < 2; i++)
		fprintf(out,
			"<button type=\"button\" class=\"act\" data-series=\"%u\" aria-pressed=\"%s\">by %s</button>\n",
			i, i ? "false" : "true", by_time == !i ? "time" : "number");
	fprintf(out,
		"</p>\n<canvas id=\"timeline\" tabindex=\"0\" role=\"img\" aria-label=\"events by Exception level over "
		"%s; + and - zoom, arrows move, Shift with arrows goes event by event\" "
		"aria-describedby=\"at\"></canvas>\n<p id=\"at\" aria-live=\"polite\"></p>\n"
		"<p class=\"dim\">A bar is how many events began at that level in that stretch; the number at the left "
		"is the highest of the lane. &#x2716; events that disagree with the model%s; &#x25bc; what the "
		"filter picks out. Drag, or Ctrl and the wheel, to zoom; with the keyboard + &minus; &larr; &rarr; 0, "
		"and Shift with the arrows for one stretch.%s</p>\n",
		by_time ? "time" : "number",
		r->sessions == 2 ? "; &#x25c6; events that change under the other boot" : "",
		by_time    ? ""
		: s->timed ? " By number of event: the times in the trace are all alike."
			   : " By number of event: the trace has no time.");
}

static void controls(FILE *out)
{
	static const char *const keys[][2] = {
		{"reason", "reason"}, {"register", "register"}, {"cpu", "CPU"}, {"outcome", "outcome"}};

	fputs("<h2>Traps</h2>\n<form id=\"filter\" role=\"search\">\n<label>search (/) <input name=\"search\" "
	      "type=\"search\" autocomplete=\"off\"></label>\n",
	      out);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		fprintf(out, "<label>%s <select name=\"%s\"><option value=\"\">all</option></select></label>\n",
			keys[i][1], keys[i][0]);
	fputs("<label hidden>what if <select name=\"changes\"><option value=\"\">all</option><option value=\"true\">"
	      "changes</option><option value=\"false\">the same</option></select></label>\n"
	      "<output id=\"shown\"></output></form>\n",
	      out);
}

/* The columns that kinds and single events have both. */
static size_t common_heads(const char **heads, bool two)
{
	static const char *const names[] = {"#CPU", "reason", "register", "outcome", "what came of it", "what if"};
	size_t count = sizeof names / sizeof *names - !two;

	memcpy(heads, names, count * sizeof *names);
	return count;
}

static void lists(FILE *out, const struct replay *r)
{
	bool two = r->sessions == 2, timed = r->stats.timed;
	const char *heads[10];
	size_t n = 0;

	heads[n++] = "#events";
	n += common_heads(heads + n, two);
	heads[n++] = "the first of them";
	heads[n] = NULL;
	controls(out);
	cli_html_table(out, "kinds", heads);
	cli_html_table_end(out);
	fputs("<p><button type=\"button\" class=\"act\" id=\"more-kinds\" hidden>more kinds</button></p>\n"
	      "<h2>One by one, as far as the timeline shows</h2>\n",
	      out);
	if (r->kinds->stride > 1)
		fprintf(out,
			"<p class=\"dim\">One event in %llu, and of those that disagree%s the first %u; the counts "
			"above "
			"are of all.</p>\n",
			(unsigned long long)r->kinds->stride, two ? " or change" : "", REPLAY_KEPT);
	n = 0;
	heads[n++] = "#event";
	if (timed)
		heads[n++] = "#time";
	n += common_heads(heads + n, two);
	heads[n++] = "where";
	heads[n] = NULL;
	cli_html_table(out, "points", heads);
	cli_html_table_end(out);
	fputs("<p><button type=\"button\" class=\"act\" id=\"more-points\" hidden>more events</button></p>\n"
	      "<noscript><p>The timeline and the lists of traps need JavaScript; the counts and the disagreements "
	      "below "
	      "do not.</p></noscript>\n",
	      out);
}

static void count_head(FILE *out, const char *title, const char *id, const char *first)
{
	const char *const heads[] = {first, "#agree", "#disagree", "#cannot judge", NULL};

	fprintf(out, "<div><h2>%s</h2>\n", title);
	cli_html_table(out, id, heads);
}

static void count_row(FILE *out, const char *name, const uint64_t count[EL2_CONTEXT])
{
	fputs("<tr><td>", out);
	cli_html_foreign(out, name);
	fprintf(out, "</td><td class=\"n\">%llu</td><td class=\"n\">%llu</td><td class=\"n\">%llu</td></tr>\n",
		(unsigned long long)count[EL2_AGREE], (unsigned long long)count[EL2_DISAGREE],
		(unsigned long long)count[EL2_CANNOT_JUDGE]);
}

static void count_end(FILE *out)
{
	cli_html_table_end(out);
	fputs("</div>\n", out);
}

static void counts(FILE *out, const struct replay_stats *s)
{
	static const char *const unknown_heads[] = {"#events", "why", NULL};
	bool any = false;

	fputs("<div class=\"columns\">\n", out);
	if (s->reason_count)
		count_head(out, "By reason", "reasons", "reason");
	for (size_t i = 0; i < s->reason_count; i++)
		count_row(out, s->reasons[i].name, s->reasons[i].count);
	if (s->reason_count)
		count_end(out);
	for (unsigned i = 1; i < EL2_SYSREG_COUNT; i++) {
		const uint64_t *c = s->by_register[i];

		if (!c[EL2_AGREE] && !c[EL2_DISAGREE] && !c[EL2_CANNOT_JUDGE])
			continue;
		if (!any)
			count_head(out, "By register or operation", "registers", "register");
		any = true;
		count_row(out, el2_sysreg_get((el2_sysreg)i)->name, c);
	}
	if (any)
		count_end(out);
	any = false;
	for (unsigned i = 1; i < EL2_UNKNOWN_COUNT; i++) {
		if (!s->unknown[i])
			continue;
		if (!any) {
			fputs("<div><h2>Why events cannot be judged</h2>\n", out);
			cli_html_table(out, "unknowns", unknown_heads);
		}
		any = true;
		fprintf(out, "<tr><td class=\"n\">%llu</td><td>", (unsigned long long)s->unknown[i]);
		cli_html_text(out, el2_unknown_text((el2_unknown)i));
		fputs("</td></tr>\n", out);
	}
	if (any)
		count_end(out);
	fputs("</div>\n", out);
}

static void cell(FILE *out, const char *text)
{
	fputs("<td class=\"words long\"><code>", out);
	cli_html_foreign(out, text);
	fputs("</code></td>", out);
}

static void disagreements(FILE *out, const struct replay_stats *s)
{
	static const char *const heads[] = {"where", "what the model says", "recorded", "rules", NULL};

	fputs("<h2>Disagreements</h2>\n", out);
	if (!s->item_count) {
		fputs("<p class=\"none\">None.</p>\n", out);
		return;
	}
	cli_html_table(out, "disagreements", heads);
	for (size_t i = 0; i < s->item_count; i++) {
		fputs("<tr>", out);
		cell(out, s->items[i].place);
		cell(out, s->items[i].what);
		cell(out, s->items[i].recorded);
		cell(out, s->items[i].rules);
		fputs("</tr>\n", out);
	}
	cli_html_table_end(out);
	if (s->outcome[EL2_DISAGREE] > s->item_count)
		fprintf(out, "<p class=\"none\">The first %zu of %llu.</p>\n", s->item_count,
			(unsigned long long)s->outcome[EL2_DISAGREE]);
}

static bool page(FILE *out, const struct replay *r)
{
	const struct replay_stats *s = &r->stats;
	bool good = true;
	char boot[160];

	cli_html_begin(out, "el2trap replay");
	fputs("<p class=\"sub\">", out);
	for (size_t i = 0; i < r->trace_count; i++) {
		fputs(i ? ", <code>" : "<code>", out);
		cli_html_foreign(out, el2_trace_name(r->traces[i]));
		fputs("</code>", out);
	}
	fputs(" (", out);
	cli_html_text(out, r->totals.formats);
	fputs(") under ", out);
	cli_html_foreign(out, r->bare_metal ? "no kernel" : cli_session_name(&r->session[0], boot, sizeof boot));
	if (r->sessions == 2) {
		fputs("; what if: ", out);
		cli_html_foreign(out, cli_session_name(&r->session[1], boot, sizeof boot));
	}
	fputs("</p>\n", out);
	cards(out, r);
	if (s->events) {
		timeline(out, r);
		lists(out, r);
	}
	disagreements(out, s);
	counts(out, s);
	if (s->events)
		good = data(out, r);
	cli_html_finish(out);
	return good;
}

el2_status replay_html(const struct replay *r, const char *path, el2_error *error)
{
	FILE *out = cli_file_create(path, error);
	bool good;

	if (!out)
		return EL2_ERR_SYSTEM;
	good = page(out, r);
	if (cli_file_close(out, path, error) != EL2_OK)
		return EL2_ERR_SYSTEM;
	return good ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, path, 0, 0, "out of memory");
}
