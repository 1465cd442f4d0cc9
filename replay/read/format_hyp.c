/* SPDX-License-Identifier: MIT */
/* Hypervisor tracing: upstream's three generations, and android-common's. Grammar: docs/formats/traces.md. */
#include "replay/read/hyp_events.h"

enum {
	LOST = HYP_EVENT_COUNT,
	TOO_BIG,
	HEADER
};

#define REMOTE  "Linux kernel/trace/trace_remote.c trace_remote_iter_print_event()"
#define ANDROID "android-common arch/arm64/kvm/hyp_trace.c"

static const struct shape_row rows[] = {
	{SHAPE_PREFIX, 0, "[%cpu] %time: ", REMOTE},
	{SHAPE_PREFIX, 0, "[~%time] ", ANDROID ", the oldest"},
	{SHAPE_LINE, LOST, "CPU:%cpu [LOST %count EVENTS]", REMOTE},
	{SHAPE_LINE, TOO_BIG, "[EVENT %num PRINT TOO BIG]", REMOTE},
	{SHAPE_LINE, HEADER, "# entries-in-buffer/entries-written: %num/%num2*", ANDROID},
#define HYP_EVENT(id, pattern, source) {SHAPE_BODY, HYP_##id, pattern, source},
#include "replay/read/hyp_events.def"
};

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	switch (id) {
	case LOST: {
		el2_event *e = reader_emit(t, EL2_EVENT_LOST);

		e->cpu = (uint32_t)m->v[FIELD_cpu].value;
		e->lost = m->v[FIELD_count].value;
		break;
	}
	case TOO_BIG:
		reader_note(t, "the kernel could not print this event");
		break;
	case HEADER:
		reader_note(t, NULL);
		break;
	default:
		hyp_event(t, id, m);
		break;
	}
}

const struct format format_hyp = {.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line};
