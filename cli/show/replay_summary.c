/* SPDX-License-Identifier: MIT */
/* The end of a replay: counts over all files, the summary, JUnit. */
#include "cli/show/output.h"
#include "cli/show/replay.h"

void replay_total(struct replay *r)
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

void replay_summary_json(struct replay *r)
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

void replay_summary_text(struct replay *r)
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
el2_status replay_junit(struct replay *r, el2_error *error)
{
	const struct replay_stats *s = &r->stats;
	struct cli_report report;
	el2_status status;
	char text[96];

	cli_report_begin(&report, "replay");
	for (size_t i = 0; i < s->item_count; i++)
		cli_report_case(&report, CLI_FAILED, s->items[i].recorded, s->items[i].what, s->items[i].file,
				s->items[i].line);
	snprintf(text, sizeof text, "%llu disagree", (unsigned long long)s->outcome[EL2_DISAGREE]);
	cli_report_case(&report, s->outcome[EL2_DISAGREE] ? CLI_FAILED : CLI_PASSED, "all events",
			s->outcome[EL2_DISAGREE] ? text : NULL, NULL, 0);
	status = cli_report_write_junit(r->junit, &report, 1, error);
	if (!cli_report_end(&report) && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_INTERNAL, r->junit, 0, 0, "out of memory");
	return status;
}
