/* SPDX-License-Identifier: MIT */
/* What `replay` counts, and how it shows it. */
#ifndef EL2TRAP_CLI_REPLAY_H
#define EL2TRAP_CLI_REPLAY_H

#include "cli/show/call.h"
#include "cli/show/progress_traces.h"
#include "cli/show/replay_kinds.h"
#include "cli/show/report.h"
#include "replay/replay.h"

#define REPLAY_BUCKETS 16384 /* of the timeline */
#define REPLAY_REASONS 40
#define REPLAY_SHOWN   200 /* disagreements that are kept for reports */
#define REPLAY_UNKNOWN 8   /* unknown lines that are shown */

/* A stretch of a timeline. */
struct replay_bucket {
	uint64_t at_el[4]; /* events by the Exception level at which, or to which, they are */
	uint64_t disagree, changes;
};

/* Events over time, or over their numbers. The width doubles when it is full. */
struct replay_timeline {
	bool begun;
	uint64_t first, last, width; /* last: from first */
	struct replay_bucket bucket[REPLAY_BUCKETS];
};

struct replay_reason {
	char name[40];
	uint64_t count[EL2_CONTEXT]; /* by outcome */
};

/* Something to show, kept apart from the trace it was in. */
struct replay_item {
	char place[192]; /* file:line:column */
	char recorded[EL2_EVENT_TEXT + 1];
	char what[320];
	char rules[320];
	char *file;
	unsigned line;
};

struct replay_stats {
	uint64_t events, context, back, changed;
	uint64_t outcome[EL2_CONTEXT];
	uint64_t unknown[EL2_UNKNOWN_COUNT];
	uint64_t by_register[EL2_SYSREG_COUNT][EL2_CONTEXT];
	struct replay_reason reasons[REPLAY_REASONS];
	size_t reason_count;
	uint64_t other_reasons;
	uint64_t now; /* the time of the last event that had one */
	bool timed;   /* there is one */
	struct replay_timeline time, number;
	struct replay_item *items; /* disagreements */
	size_t item_count;
	struct replay_item unknown_lines[REPLAY_UNKNOWN];
	size_t unknown_line_count;
};

/* Counts of all files together. */
struct replay_totals {
	el2_trace_counts counts;
	char formats[96]; /* names */
};

struct replay {
	struct cli_call *call;
	struct cli_session session[2]; /* the second: what if */
	unsigned sessions;
	el2_judge *judge[2];
	el2_image image;
	struct replay_stats stats;
	struct replay_totals totals;
	el2_trace **traces;
	size_t trace_count;
	struct cli_progress progress;
	/* options */
	struct cli_options first;
	const char *image_path, *junit, *html, *perfetto_path;
	bool bare_metal, all;
	struct replay_kinds *kinds;       /* NULL: no page is written */
	struct replay_perfetto *perfetto; /* NULL: none is written */
};

/* Count an event; `changed`: another boot makes something else of it. */
void replay_count(struct replay_stats *stats, const el2_event *event, const el2_judgement *judgement, bool changed);

/* What somebody reports, a kernel's or a hypervisor's message: each is answered, not only what disagrees. */
bool replay_is_message(const el2_event *event);

/* The recorded line, with '?' for what a terminal might take as a command. */
void replay_recorded(struct replay_item *item, const el2_event *event);

/* What an item says of an event. */
void replay_describe(struct replay_item *item, const el2_event *event, const el2_judgement *judgement);
void replay_keep(struct replay_stats *stats, const el2_event *event, const el2_judgement *judgement);
void replay_stats_free(struct replay_stats *stats);

/* The timeline to show: time, unless the trace has none, or crowds its events into a few moments of it. */
const struct replay_timeline *replay_timeline(const struct replay_stats *stats);

/* One event on the output: JSON or text. */
void replay_show(struct replay *replay, const el2_event *event, const el2_judgement *judgement);

/* Does the second boot make the same of an event as the first? If not, show what changes. */
bool replay_same_fate(const el2_judgement *first, const el2_judgement *second);

/* What became of an event, in words. */
void replay_fate(const el2_judgement *judgement, char *text, size_t size);

void replay_show_change(struct replay *replay, const el2_event *event, const el2_judgement *first,
			const el2_judgement *second);

/* The end: add the counts of all files up, and tell them. */
void replay_total(struct replay *replay);
void replay_summary_json(struct replay *replay);
void replay_summary_text(struct replay *replay);
el2_status replay_junit(struct replay *replay, el2_error *error);

/* The trace for Perfetto, if one was asked for: before the first event, of each event (`second`: what if), and at the end.
 * Without one they do nothing. */
el2_status replay_perfetto_open(struct replay *replay, el2_error *error);
void replay_perfetto(struct replay *replay, const el2_event *event, const el2_judgement *first,
		     const el2_judgement *second);
el2_status replay_perfetto_close(struct replay *replay, el2_error *error);

/* The page. */
el2_status replay_html(const struct replay *replay, const char *path, el2_error *error);

/* "el1", "sys", "[Undefined Instruction]", ...: under what an event is counted. */
const char *replay_reason(const el2_event *event);

#endif
