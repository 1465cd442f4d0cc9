/* SPDX-License-Identifier: MIT */
/* The page of a replay: one file, no script, nothing loaded from elsewhere. */
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/replay.h"

#define LANE_HEIGHT 44
#define LEFT        110 /* of the drawing: names of the lanes, and their scale */
#define SPAN        890 /* what is drawn */

static const char style[] =
	"body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:1080px;padding:0 1em;color:#1b1f24;"
	"background:#fff}h1{font-size:1.5em;margin:0 0 .2em}h2{font-size:1.1em;margin:1.8em 0 .4em}"
	".sub{color:#57606a;margin:0 0 1.2em}.cards{display:flex;gap:.8em;flex-wrap:wrap}"
	".card{border:1px solid #d0d7de;border-radius:6px;padding:.5em 1em;min-width:7.5em}"
	".card b{display:block;font-size:1.5em;font-variant-numeric:tabular-nums}"
	".agree b{color:#1a7f37}.disagree b{color:#cf222e}.cannot b{color:#9a6700}"
	"table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25em .8em .25em 0;vertical-align:top;"
	"border-bottom:1px solid #d8dee4}th{font-weight:600;color:#57606a}td.n,th.n{text-align:right;"
	"font-variant-numeric:tabular-nums}code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}"
	".rec{color:#57606a;display:block}svg{display:block;width:100%;height:auto}.none{color:#57606a}"
	"svg text{font:12px system-ui,sans-serif;fill:#57606a}"
	"@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}.card,th,td{border-color:#30363d}"
	".sub,th,.rec,.none{color:#9198a1}svg text{fill:#9198a1}.agree b{color:#3fb950}.disagree b{color:#f85149}"
	".cannot b{color:#d29922}}";

static const char *const lane_colors[4] = {"#8c959f", "#0969da", "#8250df", "#bf8700"};

/* Text from a trace: what is not printable ASCII is shown as '?', the rest escaped. */
static void text(FILE *out, const char *s)
{
	for (; *s; s++)
		cli_html_char(out, *s == '\t' ? ' ' : *s < ' ' || *s > '~' ? '?' : *s);
}

static void card(FILE *out, const char *cls, const char *name, uint64_t value)
{
	fprintf(out, "<div class=\"card %s\"><b>%llu</b>%s</div>\n", cls, (unsigned long long)value, name);
}

static uint64_t highest(const struct replay_timeline *s, unsigned el)
{
	uint64_t top = 0;

	for (size_t i = 0; i < REPLAY_BUCKETS; i++)
		top = s->bucket[i].at_el[el] > top ? s->bucket[i].at_el[el] : top;
	return top;
}

/* Buckets up to the last event: they fill the width. */
static size_t used_buckets(const struct replay_timeline *s)
{
	return s->width ? (size_t)(s->last / s->width) + 1 : 1;
}

static void lane(FILE *out, const struct replay_timeline *s, unsigned el, unsigned y)
{
	double step = (double)SPAN / (double)used_buckets(s);
	uint64_t top = highest(s, el);

	fprintf(out, "<text x=\"0\" y=\"%u\">EL%u</text><path d=\"M%d %uh%d\" stroke=\"#8c959f\"/>\n",
		y + LANE_HEIGHT - 4, el, LEFT, y + LANE_HEIGHT, SPAN);
	if (top)
		fprintf(out,
			"<path d=\"M%d %uh%d\" stroke=\"#8c959f\" stroke-dasharray=\"2 4\"/><text class=\"scale\" "
			"x=\"%d\" "
			"y=\"%u\" text-anchor=\"end\">%llu</text>\n",
			LEFT, y + 6, SPAN, LEFT - 6, y + 13, (unsigned long long)top);
	for (size_t i = 0; top && i < REPLAY_BUCKETS; i++) {
		uint64_t count = s->bucket[i].at_el[el];
		unsigned height = count ? 3 + (unsigned)((double)count / (double)top * (LANE_HEIGHT - 9)) : 0;

		if (height)
			fprintf(out,
				"<rect x=\"%.1f\" y=\"%u\" width=\"%.1f\" height=\"%u\" fill=\"%s\"><title>EL%u: %llu "
				"events</title></rect>\n",
				LEFT + (double)i * step, y + LANE_HEIGHT - height, step - 0.7, height, lane_colors[el],
				el, (unsigned long long)count);
	}
}

static void marks(FILE *out, const struct replay_timeline *s, unsigned y)
{
	double step = (double)SPAN / (double)used_buckets(s);

	for (size_t i = 0; i < REPLAY_BUCKETS; i++)
		if (s->bucket[i].disagree)
			fprintf(out,
				"<rect class=\"mark\" x=\"%.1f\" y=\"%u\" width=\"%.1f\" height=\"12\" "
				"fill=\"#cf222e\">"
				"<title>%llu disagreements</title></rect>\n",
				LEFT + (double)i * step, y, step < 4 ? 3.3 : step - 0.7,
				(unsigned long long)s->bucket[i].disagree);
}

/* What the width stands for: time, or numbers of events; a tick at each quarter. */
static void axis(FILE *out, const struct replay_timeline *t, bool by_time, unsigned y)
{
	for (unsigned i = 0; i <= 4; i++) {
		uint64_t at = t->first + (uint64_t)((double)t->last * i / 4);
		unsigned x = LEFT + SPAN * i / 4;

		fprintf(out,
			"<path d=\"M%u %uv5\" stroke=\"#8c959f\"/><text class=\"tick\" x=\"%u\" y=\"%u\" "
			"text-anchor=\"%s\">",
			x, y, x, y + 18,
			!i       ? "start"
			: i == 4 ? "end"
				 : "middle");
		if (by_time)
			fprintf(out, "%.6f s</text>\n", (double)at / 1e9);
		else
			fprintf(out, "event %llu</text>\n", (unsigned long long)at + 1);
	}
}

static void timeline(FILE *out, const struct replay_stats *s)
{
	const struct replay_timeline *t = replay_timeline(s);
	unsigned y = 0;

	fprintf(out,
		"<h2>Timeline</h2>\n<svg id=\"timeline\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"events by "
		"Exception level over time\">\n",
		LEFT + SPAN, 4 * LANE_HEIGHT + 44);
	for (unsigned el = 4; el--; y += LANE_HEIGHT)
		lane(out, t, el, y);
	marks(out, t, y + 4);
	axis(out, t, t == &s->time, y + 20);
	fprintf(out,
		"</svg>\n<p class=\"none\">A bar is how many events began at that level in that stretch; the number at "
		"the left is the highest of the lane. A mark below the lanes is a disagreement.%s</p>\n",
		t == &s->time ? ""
		: s->timed    ? " By number of event: the times in the trace are all alike."
			      : " By number of event: the trace has no time.");
}

static void count_head(FILE *out, const char *title, const char *id, const char *first)
{
	fprintf(out,
		"<h2>%s</h2>\n<table id=\"%s\"><tr><th>%s</th><th class=\"n\">agree</th><th class=\"n\">disagree</th>"
		"<th class=\"n\">cannot judge</th></tr>\n",
		title, id, first);
}

static void count_row(FILE *out, const char *name, const uint64_t count[EL2_CONTEXT])
{
	fputs("<tr><td>", out);
	text(out, name);
	fprintf(out, "</td><td class=\"n\">%llu</td><td class=\"n\">%llu</td><td class=\"n\">%llu</td></tr>\n",
		(unsigned long long)count[EL2_AGREE], (unsigned long long)count[EL2_DISAGREE],
		(unsigned long long)count[EL2_CANNOT_JUDGE]);
}

static void counts(FILE *out, const struct replay_stats *s)
{
	bool any = false;

	if (s->reason_count)
		count_head(out, "By reason", "reasons", "reason");
	for (size_t i = 0; i < s->reason_count; i++)
		count_row(out, s->reasons[i].name, s->reasons[i].count);
	if (s->reason_count)
		fputs("</table>\n", out);
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
		fputs("</table>\n", out);
	any = false;
	for (unsigned i = 1; i < EL2_UNKNOWN_COUNT; i++) {
		if (!s->unknown[i])
			continue;
		if (!any)
			fputs("<h2>Why events cannot be judged</h2>\n<table id=\"unknowns\">\n", out);
		any = true;
		fprintf(out, "<tr><td class=\"n\">%llu</td><td>", (unsigned long long)s->unknown[i]);
		text(out, el2_unknown_text((el2_unknown)i));
		fputs("</td></tr>\n", out);
	}
	if (any)
		fputs("</table>\n", out);
}

static void item_row(FILE *out, const struct replay_item *item)
{
	fputs("<tr><td><code>", out);
	text(out, item->place);
	fputs("</code></td><td><code>", out);
	text(out, item->what);
	fputs("</code><code class=\"rec\">", out);
	text(out, item->recorded);
	fputs("</code></td><td><code>", out);
	text(out, item->rules);
	fputs("</code></td></tr>\n", out);
}

static void disagreements(FILE *out, const struct replay_stats *s)
{
	fputs("<h2>Disagreements</h2>\n", out);
	if (!s->item_count) {
		fputs("<p class=\"none\">None.</p>\n", out);
		return;
	}
	fputs("<table id=\"disagreements\"><tr><th>where</th><th>recorded, and what the model "
	      "says</th><th>rules</th></tr>\n",
	      out);
	for (size_t i = 0; i < s->item_count; i++)
		item_row(out, &s->items[i]);
	fputs("</table>\n", out);
	if (s->outcome[EL2_DISAGREE] > s->item_count)
		fprintf(out, "<p class=\"none\">The first %zu of %llu.</p>\n", s->item_count,
			(unsigned long long)s->outcome[EL2_DISAGREE]);
}

static void page(FILE *out, const struct replay *r)
{
	const struct replay_stats *s = &r->stats;
	char boot[160];

	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>el2trap replay</title>\n"
		"<meta name=\"viewport\" content=\"width=device-width\"><style>%s</style></head><body>\n"
		"<h1>el2trap replay</h1>\n<p class=\"sub\">",
		style);
	for (size_t i = 0; i < r->trace_count; i++) {
		fputs(i ? ", <code>" : "<code>", out);
		text(out, el2_trace_name(r->traces[i]));
		fputs("</code>", out);
	}
	fputs(" (", out);
	text(out, r->totals.formats);
	fputs(") under ", out);
	text(out, r->bare_metal ? "no kernel" : cli_session_name(&r->session[0], boot, sizeof boot));
	if (r->sessions == 2) {
		fputs("; what if: ", out);
		text(out, cli_session_name(&r->session[1], boot, sizeof boot));
	}
	fputs("</p>\n<div class=\"cards\">\n", out);
	card(out, "", "events", s->events);
	card(out, "agree", "agree", s->outcome[EL2_AGREE]);
	card(out, "disagree", "disagree", s->outcome[EL2_DISAGREE]);
	card(out, "cannot", "cannot judge", s->outcome[EL2_CANNOT_JUDGE]);
	if (r->sessions == 2)
		card(out, "", "change under the other boot", s->changed);
	card(out, "", "lines", r->totals.counts.lines);
	card(out, "", "unknown lines", r->totals.counts.unknown_lines);
	fputs("</div>\n", out);
	if (s->events)
		timeline(out, s);
	counts(out, s);
	disagreements(out, s);
	fputs("</body></html>\n", out);
}

el2_status replay_html(const struct replay *r, const char *path, el2_error *error)
{
	FILE *out = cli_file_create(path, error);

	if (!out)
		return EL2_ERR_SYSTEM;
	page(out, r);
	return cli_file_close(out, path, error);
}
