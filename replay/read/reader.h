/* SPDX-License-Identifier: MIT */
/* A trace being read: lines, the formats that may describe them, and the events that come of them. */
#ifndef EL2TRAP_REPLAY_READER_H
#define EL2TRAP_REPLAY_READER_H

#include "replay/read/input.h"
#include "replay/read/shape.h"

struct el2_trace;

/* A format: rows, and what its lines mean. */
struct format {
	const struct shape_row *rows;
	size_t row_count;
	/* Formats that are not made of shapes: take a whole line. */
	bool (*whole)(struct el2_trace *trace, const char *line, size_t length, struct match *match);
	/* A line that matched: `id` of the line's or the body's row. */
	void (*line)(struct el2_trace *trace, unsigned id, const struct match *match);
	/* No more of this comes: the end, or another format. */
	void (*flush)(struct el2_trace *trace);
};

extern const struct format format_record, format_hyp, format_ftrace, format_qemu, format_tarmac, format_casemate, format_kmsg,
	format_console;

/* Tarmac: instructions of CPUs whose lines are not complete yet. */
#define PENDING_CPUS 64

/* in_asm: words by address. Fixed size: later ones displace earlier ones. */
#define CODE_WORDS (1u << 16)

struct code_word {
	uint64_t address;
	uint32_t word;
	bool valid;
	bool last; /* of its block */
};

/* What the QEMU reader knows between lines. */
struct qemu_state {
	bool open; /* a block "Taking exception" is being read */
	el2_event block;
	struct code_word *code; /* CODE_WORDS of them, allocated when needed */
	struct code_word *last; /* the last one written */
	bool in_asm;
	bool tb_open; /* a "Trace" line whose instructions may not be through */
	el2_event tb;
	bool log_open; /* an execlog line */
	el2_event log;
	bool log_memory; /* it accessed memory */
	bool exceptions; /* "Taking exception" was seen: -d int is on */
};

struct tarmac_state {
	el2_event *pending; /* PENDING_CPUS of them, allocated when needed; kind NONE: none */
	uint32_t cpu;       /* of the last line that said one */
	uint64_t time;
	bool has_time;
};

/* The kernel's log: the block that is open. */
enum kmsg_open {
	KMSG_CLOSED = 0,
	KMSG_OPEN_ACCESS, /* of a guest: the second line is to come */
	KMSG_OPEN_HYP,    /* a panic of EL2 */
	KMSG_OPEN_OOPS,
};

struct kmsg_state {
	uint8_t open; /* enum kmsg_open */
	bool died;    /* the oops has said how it ends */
	bool repeats; /* a panic's first lines come again at its end */
	uint32_t x_present;
	uint64_t x[31];
	el2_event event;
};

/* m1n1: an exception whose syndrome is to come. */
struct console_state {
	bool open;
	el2_event event;
};

#define BEGIN_WORDS 2 /* of a format's rows: 64 a word */

struct shapes {
	struct shape *shape;
	char *first; /* of each, close together: most lines are put aside by it */
	/* by the first character of a line: a bit for each row, LINE or PREFIX, that it may be */
	uint64_t (*begin)[BEGIN_WORDS];
	size_t count;
	size_t last_prefix; /* the prefix that matched last is tried first */
};

struct el2_trace {
	char *name;
	struct lines lines;
	struct input_info info;
	el2_trace_counts counts;
	el2_format_id format; /* of the last line understood */
	bool known;           /* a format has been found */
	struct shapes shapes[EL2_FORMAT_COUNT];
	struct match match;
	/* the current line */
	const char *line; /* all of it */
	size_t length;
	const char *at;   /* what layers around it leave */
	unsigned layers;  /* around the last line that was understood */
	/* events that are ready */
	el2_event *queue;
	size_t queue_begin, queue_end, queue_capacity;
	bool out_of_memory;
	bool drained; /* flushed at the end */
	struct qemu_state qemu;
	struct tarmac_state tarmac;
	struct kmsg_state kmsg;
	struct console_state console;
};

const struct format *reader_format(el2_format_id id);

/* A new event, at the current line, appended to those that are ready. Never NULL: when out of memory it is a spare
 * one, and the trace fails. */
el2_event *reader_emit(struct el2_trace *trace, el2_event_kind kind);

/* Begin an event that is complete later, at the current line; and append it when it is. */
void reader_begin(struct el2_trace *trace, el2_event *event, el2_event_kind kind);
void reader_append(struct el2_trace *trace, const el2_event *event);

/* A register value; false if the event has no more room. `name` as recorders write it: X0, w3, ESR_EL2. */
bool event_add_register(el2_event *event, struct text name, el2_known value);

/* A line that is understood and tells the model nothing. `why` is static text or NULL. */
void reader_note(struct el2_trace *trace, const char *why);

/* A line that belongs to a head that is missing, or makes no sense where it stands. */
void reader_unknown(struct el2_trace *trace, const char *why);

void event_reason(el2_event *event, struct text reason);

#endif
