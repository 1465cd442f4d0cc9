/* SPDX-License-Identifier: MIT */
/*
 * replay: recorded traces. A reader per format turns lines into one kind of event; the judge compares each event with
 * what the model says of it.
 *
 *   1. events    el2_event: what a line, or a few lines, of any format say
 *   2. reading   el2_trace: a file in any of the formats, found by content, plain or compressed
 *   3. merging   el2_merge: several traces as one, by time
 *   4. judging   el2_judge: agree, disagree, cannot judge, and why
 *   5. records   our own format, JSON Lines, written: what reads back as the same event
 *
 * Memory use does not grow with the length of a trace. Data from outside never aborts the library: a line that no
 * shape describes comes back as an event of kind EL2_EVENT_UNKNOWN. Objects share no state; one thread each.
 */
#ifndef EL2TRAP_REPLAY_H
#define EL2TRAP_REPLAY_H

#include "policy/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 1. events -------------------------------------------------------------------------------------------------- */

typedef enum el2_event_kind {
	EL2_EVENT_NONE = 0,
	/* what the model can be asked about */
	EL2_EVENT_INSN,      /* an instruction, and what became of it if that is known */
	EL2_EVENT_EXCEPTION, /* an exception was taken */
	EL2_EVENT_RETURN,    /* an exception return */
	EL2_EVENT_ENTER,     /* the hypervisor was entered, for `reason` */
	EL2_EVENT_EXIT,      /* it was left, for `reason` */
	EL2_EVENT_CALL,      /* the hypervisor served or forwarded a call: reason "hvc" or "smc", x0 the function */
	EL2_EVENT_ABORT,     /* the hypervisor looked at a memory abort of its host or of a guest */
	EL2_EVENT_GUEST,     /* KVM saw something of a guest: `reason` is the name of the event */
	EL2_EVENT_OOPS,      /* a kernel's log: the exception `taken`, as its EL1 (EL2 under VHE) saw it, ended something */
	EL2_EVENT_PANIC,     /* the hypervisor gave up, in function `reason` if known; `taken` is the last exception there */
	EL2_EVENT_BOOT,      /* the kernel booted in mode `reason` */
	/* context: followed, counted apart */
	EL2_EVENT_REGISTERS, /* register values, nothing else */
	EL2_EVENT_LOST,      /* events are missing here, of `cpu` or (EL2_NO_CPU) of all */
	EL2_EVENT_NOTE,      /* a line that is understood and says nothing to the model */
	EL2_EVENT_UNKNOWN,   /* a line that no shape describes: `why` and source.column say how far it was understood */
	EL2_EVENT_KINDS
} el2_event_kind;

static inline bool el2_event_is_context(el2_event_kind kind)
{
	return kind >= EL2_EVENT_REGISTERS;
}

/* "insn", "exception", ...: the words of our own format. "?" for a number that is no kind. */
EL2_API const char *el2_event_kind_name(el2_event_kind kind);

#define EL2_NO_CPU UINT32_MAX

/* A value of which some bits are known. */
typedef struct el2_known {
	uint64_t value, mask;
} el2_known;

#define EL2_KNOWN(v) ((el2_known){(v), UINT64_MAX})

/* What became of an instruction, as far as the trace tells. */
typedef enum el2_fate {
	EL2_FATE_UNKNOWN = 0,
	EL2_FATE_EXECUTED,
	EL2_FATE_TAKEN, /* an exception: `taken` */
} el2_fate;

/* Why an exception came. */
typedef enum el2_cause {
	EL2_CAUSE_SYNC = 0,
	EL2_CAUSE_ASYNC,       /* IRQ, FIQ, SError, virtual ones, NMI */
	EL2_CAUSE_PSCI,        /* SMC or HVC that the emulator's own firmware answered */
	EL2_CAUSE_SEMIHOSTING, /* HLT that the emulator answered */
	EL2_CAUSE_COUNT
} el2_cause;

/* A register value: of a system register, or of a general register. */
typedef struct el2_event_reg {
	uint16_t sysreg; /* el2_sysreg; EL2_SYSREG_NONE: general register `x` */
	uint8_t x;       /* 0 to 30 */
	el2_known value;
} el2_event_reg;

#define EL2_EVENT_REGS 12
#define EL2_EVENT_TEXT 240

typedef struct el2_event_expect {
	int8_t verdict; /* el2_verdict_kind, -1: not given; so the next ones */
	int8_t origin, effect, to_el;
	char handler[16]; /* "": not given */
} el2_event_expect;

/* One event. Text pointers are borrowed from the reader and hold until its next event is asked for. */
typedef struct el2_event {
	uint8_t kind;   /* el2_event_kind */
	uint8_t format; /* el2_format_id */
	uint8_t fate;   /* el2_fate, of INSN */
	int8_t el;      /* before the event; -1: not said */
	bool has_time, has_pc, has_word, has_vcpu, has_expect;
	bool has_address; /* of memory: `address` */
	bool guest;       /* of a guest, not of the host */
	bool visible;     /* the format records exceptions: none seen means that none came */
	int8_t forwarded; /* CALL: 1 to EL3, 0 served or refused, -1 not said */
	int8_t write;     /* direction of a memory access or a register access; -1 not said */
	uint32_t cpu;
	uint64_t time; /* nanoseconds, or ticks of whatever clock the trace has */
	uint64_t pc;
	uint32_t word;
	int64_t vcpu; /* PID of the vCPU's task, 0 is the host; of PANIC: its address at EL2 */
	uint64_t address;
	uint64_t lost;   /* LOST: how many, 0 unknown */
	char reason[32]; /* as recorded */
	struct {
		int8_t to_el;   /* -1: not said */
		int8_t ec;      /* -1 */
		uint8_t cause;  /* el2_cause */
		int16_t vector; /* offset from VBAR, -1 */
		el2_known esr, far, spsr, elr;
		el2_known pc;     /* where it went */
		el2_known pstate; /* there; of RETURN: after it */
	} taken;
	uint8_t reg_count;
	el2_event_reg regs[EL2_EVENT_REGS]; /* after the event */
	el2_event_expect expect;
	struct {
		const char *file;
		uint64_t line;   /* from 1; 0: none (binary formats) */
		unsigned column; /* from 1 */
	} source;
	const char *why; /* UNKNOWN, NOTE: static text, or NULL */
	unsigned text_length;
	char text[EL2_EVENT_TEXT]; /* the recorded line (the first of several), cut; not zero-terminated */
} el2_event;

/* All zero but for what is "not said". */
EL2_API void el2_event_init(el2_event *event);

/* ---- 2. reading ------------------------------------------------------------------------------------------------- */

/* One per row of replay/read/formats.def. */
typedef enum el2_format_id {
	EL2_FORMAT_NONE = 0,
#define EL2_TRACE_FORMAT(id, ...) EL2_FORMAT_##id,
#include "replay/read/formats.def"
	EL2_FORMAT_COUNT
} el2_format_id;

/* Name and description; NULL for a number out of range. */
EL2_API const char *el2_format_name(el2_format_id format);
EL2_API const char *el2_format_what(el2_format_id format);

/* The nth line shape of a format: its pattern and source; NULL after the last. */
EL2_API const char *el2_format_shape(el2_format_id format, size_t n, const char **source);

/* Bytes to read from. read() returns how many it put into buffer, 0 at the end, -1 with *error filled. */
typedef struct el2_source {
	void *context;
	ptrdiff_t (*read)(void *context, void *buffer, size_t size, el2_error *error);
	void (*close)(void *context);
} el2_source;

typedef struct el2_trace el2_trace;

typedef struct el2_trace_counts {
	uint64_t lines; /* read so far, all of them */
	uint64_t bytes; /* after decompression */
	uint64_t unknown_lines;
	uint64_t cut_lines;      /* longer than we keep; the rest of the line was skipped */
	uint64_t format_changes; /* a line was of another format than the one before */
	bool truncated;          /* a compressed file ended early: what came before was read */
} el2_trace_counts;

/*
 * Open a file, or "-" for standard input. gzip and zstd are decompressed, trace.dat goes through libtracecmd, where the
 * build has the library: else EL2_ERR_UNSUPPORTED. EL2_ERR_SYSTEM: unreadable.
 */
EL2_API el2_status el2_trace_open(el2_trace **trace, const char *path, el2_error *error);

/* The same from any source of bytes (plain text), which is closed with the trace. `name` is for messages, copied. */
EL2_API el2_status el2_trace_open_source(el2_trace **trace, const el2_source *source, const char *name,
					 el2_error *error);

/* The same from memory, which must stay. */
EL2_API el2_status el2_trace_open_memory(el2_trace **trace, const void *data, size_t size, const char *name,
					 el2_error *error);

/*
 * The next event; *end at the end. An error is one of reading (I/O, damaged compressed data): what was read before it
 * has been delivered, and the next call says *end.
 */
EL2_API el2_status el2_trace_next(el2_trace *trace, el2_event *event, bool *end, el2_error *error);

/* NULL is fine. */
EL2_API void el2_trace_close(el2_trace *trace);

/* What was read so far. Good until the trace is closed. */
EL2_API const el2_trace_counts *el2_trace_get_counts(const el2_trace *trace);

/* Format of the last line that was understood; name as given. Compressed bytes read and file size, for progress
 * (size 0: unknown). */
EL2_API el2_format_id el2_trace_format(const el2_trace *trace);
EL2_API const char *el2_trace_name(const el2_trace *trace);
EL2_API void el2_trace_progress(const el2_trace *trace, uint64_t *done, uint64_t *size);

/* How many lines the nth shape of a format has matched. For tests of the tables. */
EL2_API uint64_t el2_trace_shape_hits(const el2_trace *trace, el2_format_id format, size_t n);

/* ---- 3. merging ------------------------------------------------------------------------------------------------- */

typedef struct el2_merge el2_merge;

/* Over `count` traces, which it borrows. Events come by time; one without a time comes with the event before it in its
 * own file. NULL when out of memory. */
EL2_API el2_merge *el2_merge_new(el2_trace **traces, size_t count);
EL2_API void el2_merge_free(el2_merge *merge);

/* As el2_trace_next(). *event points into the merge until the next call. *which (may be NULL): of which trace. *back
 * (may be NULL): the time is less than that of an earlier event of the same file and CPU. */
EL2_API el2_status el2_merge_next(el2_merge *merge, const el2_event **event, size_t *which, bool *back, bool *end,
				  el2_error *error);

/* ---- 4. judging ------------------------------------------------------------------------------------------------- */

typedef enum el2_judged {
	EL2_AGREE = 0,
	EL2_DISAGREE,
	EL2_CANNOT_JUDGE,
	EL2_CONTEXT, /* no question: el2_event_is_context() */
	EL2_JUDGEMENTS
} el2_judged;

/* "agree", "disagree", "cannot_judge", "context"; "?" for a number out of range. */
EL2_API const char *el2_judged_name(el2_judged judged);

/* Why an event cannot be judged: one per row of replay/judge/unknowns.def. */
typedef enum el2_unknown {
	EL2_UNKNOWN_NOTHING = 0,
#define EL2_UNKNOWN_ROW(id, ...) EL2_UNKNOWN_##id,
#include "replay/judge/unknowns.def"
	EL2_UNKNOWN_COUNT
} el2_unknown;

/* One clause of English: "the instruction is not in the trace (--image supplies it)". */
EL2_API const char *el2_unknown_text(el2_unknown unknown);

typedef struct el2_judgement {
	el2_judged outcome;
	el2_unknown unknown; /* CANNOT_JUDGE */
	bool has_insn;       /* `insn`: from the trace, the image, or the syndrome */
	bool has_verdict;
	int8_t el; /* at which it was judged, -1 */
	el2_insn insn;
	el2_verdict verdict;
	char text[256]; /* DISAGREE: what differs; else "" or a remark */
} el2_judgement;

/* What to judge by. All are borrowed. */
typedef struct el2_judge_config {
	const el2_state *state;           /* after boot; its CPU's, for each CPU of the trace to begin with */
	const el2_hypervisor *hypervisor; /* NULL: exceptions at EL2 are followed no further */
	const el2_boot *boot;             /* NULL: no kernel, the software at EL2 is not known */
	const el2_image *image;           /* NULL; supplies words for PCs */
	uint64_t image_slide;             /* added to the image's addresses */
	int el;                           /* of events that do not say, -1: such events cannot be judged */
	const el2_guest_config *guest;    /* the guest of KVM's events; NULL: any that the boot can have */
} el2_judge_config;

typedef struct el2_judge el2_judge;

/* NULL when out of memory. */
EL2_API el2_judge *el2_judge_new(const el2_judge_config *config);
EL2_API void el2_judge_free(el2_judge *judge);

/* Judge one event and follow its state. Events of a CPU come in order. */
EL2_API void el2_judge_event(el2_judge *judge, const el2_event *event, el2_judgement *judgement);

/* CPUs followed at most; what is said of those beyond cannot be judged. */
#define EL2_JUDGE_CPUS 512

/* ---- 5. records ------------------------------------------------------------------------------------------------- */

#define EL2_RECORD_VERSION 1
/* Enough for any record and the header. */
#define EL2_RECORD_MAX 8192

/* The first line of a recorded trace: {"el2trap":"trace","version":1}, and a newline. As snprintf. */
EL2_API int el2_record_header(char *buffer, size_t size);

/* One event as a line of JSON, with its newline. Returns its length; 0 if `size` is less than EL2_RECORD_MAX. */
EL2_API size_t el2_record_event(const el2_event *event, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
