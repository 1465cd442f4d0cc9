/* SPDX-License-Identifier: MIT */
/*
 * fuzz: streams of host events that break a promise. An event is one instruction at EL0 or at the host's level, with an
 * X register that the host may set before it. A stream starts from the state of a boot, with a few pages of each owner;
 * behind an exception the host goes on with the next event.
 *
 * With a recorded hypervisor the machine is the recorded one, and events are what a hostile host makes of it:
 * hypercalls, calls of firmware, accesses and stores at addresses that it chooses. What EL2 keeps from one event to the
 * next it keeps; what it promises is read off its own memory, tables and registers.
 *
 * What the host must not observe is found by playing each stream twice, on machines that differ in nothing else: as
 * soon as the host's state differs, too, it has seen it.
 *
 * Deterministic: the same options, the same answers. Runs are cut into blocks, and blocks dealt to lines: block b is
 * of line b % EL2_FUZZ_LINES. A line remembers from one of its blocks to its next, and knows nothing of other lines,
 * so that lines may be played by several objects, in any order, and come to the same. Allocates; not thread-safe per
 * object, no state shared between two but the lines that they are given.
 */
#ifndef EL2TRAP_EXPLORE_FUZZ_H
#define EL2TRAP_EXPLORE_FUZZ_H

#include "model/machine.h"
#include "policy/hypercalls.h"
#include "recording/hypervisor.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EL2_STREAM_EVENTS 64
#define EL2_EVENT_ARGS    6
#define EL2_FUZZ_BLOCK    UINT64_C(4096) /* runs of a block */
#define EL2_FUZZ_LINES    16u            /* lines that blocks are dealt to */

#define EL2_WORD_STR_X1_X0 0xf9000001u /* STR X1, [X0]: what EL2_EVENT_STORES executes */
#define EL2_WORD_NOP       0xd503201fu /* what fills up the words of EL2_EVENT_GUEST */

/* What an event is. But for the first they are of a recorded hypervisor alone, and have no word; elsewhere they are nothing. */
typedef enum el2_event_kind {
	EL2_EVENT_INSN = 0,  /* an instruction of the host's */
	EL2_EVENT_STORES,    /* the host stores arg[0] to arg[args - 1], doublewords, from the address `value` on */
	EL2_EVENT_GUEST,     /* what a guest finds to execute in the page at the physical address `value`: words, two of an
			      * argument, the low one first. Every 128 bytes of it, as vectors are, begin with them, and
			      * go round in them. The page is the host's or a guest's, or it stays as it is */
	EL2_EVENT_INTERRUPT, /* one is pending from now to the end of the next event: a guest is left for it at once */
	EL2_EVENT_ANSWER,    /* what firmware says to the SMC that is the `reg`th from now: X<n> is arg[n] for each bit n of
			      * `value`. With X0 it does nothing; else it serves the call, and says something else. Bit
			      * EL2_EVENT_RESUMES alone: of a call that suspends, the CPU starts again where it says */
	EL2_EVENT_BOOT_FFA,  /* firmware has FF-A, and EL2 was told so when it booted: the first of a stream, or nothing */
	EL2_EVENT_HELD,      /* another CPU holds the spinlock that is the `value`th that EL2 takes in the next event, until
			      * EL2 waits for it */
} el2_event_kind;
#define EL2_EVENT_KINDS   7u
#define EL2_EVENT_RESUMES EL2_EVENT_ARGS

/* No padding: events may be compared as bytes. */
typedef struct el2_event {
	uint32_t word;
	uint8_t el;   /* 0, or the level of the host's kernel */
	uint8_t reg;  /* before it the host puts `value` into X<reg>; 31: it does not */
	uint8_t args; /* and into X1 to X<args> arg[0] on: 0 to EL2_EVENT_ARGS */
	uint8_t kind; /* el2_event_kind */
	uint64_t value;
	uint64_t arg[EL2_EVENT_ARGS];
} el2_event;

/* The nth word of EL2_EVENT_GUEST, of twice as many as it has arguments. */
static inline uint32_t el2_event_word(const el2_event *e, unsigned n)
{
	return (uint32_t)(e->arg[n / 2] >> n % 2 * 32);
}

typedef struct el2_stream {
	size_t count;
	el2_event event[EL2_STREAM_EVENTS];
} el2_stream;

/* Promises, as bits. */
enum {
	EL2_PROMISE_NO_PANIC = 1,     /* no stream makes the hypervisor panic */
	EL2_PROMISE_NO_TAGS = 2,      /* no stream observes or changes an allocation tag */
	EL2_PROMISE_OWN_PAGES = 4,    /* no stream observes or changes a page of the hypervisor or of a guest */
	EL2_PROMISE_OF_USER = 8,      /* the caller's own */
	EL2_PROMISE_LIKE_NO_MTE = 16, /* no stream tells the machine from one without MTE, but for what
				       * docs/same-or-not.md lists */
	EL2_PROMISE_SAME_RESULT = 32, /* ordinary instructions come to what somebody else comes to, who executes
				       * them, too */
	/* of a recorded hypervisor */
	EL2_PROMISE_RETURNS = 64,   /* EL2 comes back: no hang, no lock held, its registers the host's, a panic told */
	EL2_PROMISE_TABLES = 128,   /* translation tables and states of pages agree behind each event */
	EL2_PROMISE_NO_STORE = 256, /* EL2 stores nothing into its own memory because a pointer of the host's says so */
	EL2_PROMISE_POLICY = 512,   /* policy's rows say of each trap what the recorded code does */
};
#define EL2_PROMISES 10u

/* The promise of a name; 0: none. */
EL2_API unsigned el2_promise_by_name(const char *name);

/* "no-panic", "no-tags", "own-pages", "of-user", "like-no-mte", "same-result", and one line of English. NULL: no such
 * promise. */
EL2_API const char *el2_promise_name(unsigned promise);
EL2_API const char *el2_promise_text(unsigned promise);

/* A promise of the caller's: true while it holds. Asked behind every event; must be pure. */
typedef bool (*el2_invariant_fn)(void *context, const el2_event *event, const el2_insn *insn,
				 const el2_step_result *result);

/* Raised when what a shared object exports, or what its function is told, changes its meaning. */
#define EL2_INVARIANT_ABI 1u

/* Sizes that it was compiled with: tables of instructions and registers grow, and structs with them. */
typedef struct el2_invariant_layout {
	uint32_t event, insn, result, forms, registers;
} el2_invariant_layout;

#define EL2_INVARIANT_LAYOUT                                                                                           \
	{                                                                                                              \
		sizeof(el2_event), sizeof(el2_insn), sizeof(el2_step_result), EL2_FORM_COUNT, EL2_SYSREG_COUNT         \
	}

/* What a shared object exports as `el2_invariant`. abi comes first in every version. */
typedef struct el2_invariant_entry {
	uint32_t abi; /* EL2_INVARIANT_ABI */
	el2_invariant_layout layout;
	const char *name;       /* for users: "no-smc" */
	el2_invariant_fn holds; /* its context is NULL; asked from several threads at once */
} el2_invariant_entry;

#define EL2_INVARIANT_SYMBOL "el2_invariant"

#ifdef __cplusplus
#define EL2_INVARIANT_LINKAGE extern "C"
#else
#define EL2_INVARIANT_LINKAGE extern
#endif

/* Export a promise, once a shared object, for `el2trap fuzz --invariant FILE`: EL2_INVARIANT("no-smc", holds); */
#define EL2_INVARIANT(invariant_name, invariant_holds)                                                                 \
	EL2_INVARIANT_LINKAGE EL2_API const el2_invariant_entry el2_invariant;                                         \
	const el2_invariant_entry el2_invariant = {EL2_INVARIANT_ABI, EL2_INVARIANT_LAYOUT, invariant_name,            \
						   invariant_holds}

/* Somebody else who executes an ordinary instruction, of EL2_PROMISE_SAME_RESULT: as el2_unicorn_step(). */
typedef bool (*el2_opinion)(void *context, el2_state *state, el2_memory *memory, const el2_insn *insn);

/* The firmware below a recorded hypervisor. */
typedef enum el2_fuzz_firmware {
	EL2_FUZZ_FIRMWARE_SOME = 0, /* that of `recorded`; in some lines FF-A besides, where the kernel has a proxy for it */
	EL2_FUZZ_FIRMWARE_RECORDED, /* never another */
	EL2_FUZZ_FIRMWARE_FFA,      /* FF-A in all of them */
} el2_fuzz_firmware;

/*
 * What lines remember: streams that brought something new, ways in which promises were broken, and of a recorded
 * hypervisor what of its code was run, what it read, which calls ended it. Objects of the same options may share them,
 * and play at the same time in several threads, as long as no two of them play blocks of one line at once; that a line's
 * blocks come in order is their affair.
 */
typedef struct el2_fuzz_lines el2_fuzz_lines;

/* NULL when out of memory. Free behind all objects that have them; NULL is allowed. */
EL2_API el2_fuzz_lines *el2_fuzz_lines_new(void);
EL2_API void el2_fuzz_lines_free(el2_fuzz_lines *lines);

typedef struct el2_fuzz_options {
	const el2_state *state;           /* of the boot, copied; its CPU is borrowed */
	const el2_hypervisor *hypervisor; /* copied; NULL: the architecture alone */
	unsigned host_el;                 /* 1, or 2 under VHE */
	unsigned promises;                /* EL2_PROMISE_... that are watched */
	uint64_t seed;
	unsigned length;            /* events of a stream, at most; 1 to EL2_STREAM_EVENTS */
	el2_invariant_fn invariant; /* of EL2_PROMISE_OF_USER */
	void *context;              /* its */
	/* Of EL2_PROMISE_LIKE_NO_MTE: the same boot on the CPU without MTE, copied as the others; else not looked at.
	 */
	const el2_state *without;
	const el2_hypervisor *without_hypervisor;
	el2_opinion opinion; /* of EL2_PROMISE_SAME_RESULT */
	void *opinion_context;
	const el2_stream
		*seeds; /* borrowed: the first runs of all are these, and later ones are mixed from them, too */
	size_t seed_count;
	/* Of a recorded hypervisor, else NULL; borrowed. `hypervisor` is not looked at then, nor is `state`. The object
	 * has `recorded` for itself: made with `ram`, `run_panics`, a `guest_limit`. */
	const el2_recording *recording;
	el2_recorded *recorded;
	el2_kernel kernel;            /* whose accounts of pages it keeps */
	el2_fuzz_firmware firmware;   /* of bases that streams start from */
	const el2_hypervisor *policy; /* of EL2_PROMISE_POLICY; copied */
	el2_fuzz_lines *lines;        /* borrowed; NULL: its own */
} el2_fuzz_options;

/* A promise broken. Two are the same if promise, rule and place are. */
typedef struct el2_finding {
	unsigned promise;
	char at[64];            /* of a panic: symbol and offset in a recorded hypervisor; else "" */
	el2_rule rule;          /* of the architecture, that decided the event */
	el2_stream stream;      /* its last event breaks the promise */
	uint64_t run;           /* in which it was found, from 0 */
	size_t found_count;     /* events of the stream as it was found */
	el2_step_result result; /* of the last event */
} el2_finding;

/* Of all runs of an object. */
typedef struct el2_fuzz_stats {
	uint64_t runs, events;
	uint64_t unmodelled;   /* events that the model does not know: the host goes on behind them */
	uint64_t instructions; /* of a recording: that EL2 executed */
	uint64_t avoided;      /* events left out because they break a promise in a way that is known */
	size_t rules;          /* rules that decided at least one event */
	size_t kept;    /* streams that brought new rules or pairs of them; of a recording, new code or answers */
	size_t unasked; /* rules of accounts of pages that the machine breaks as it is: nobody is asked for them */
	bool unwatched; /* of a recording: it had more translation tables than are watched */
	size_t code, code_words; /* of a recording: words of EL2's code that runs came to, of so many; */
	uint64_t code_pa;        /* and the physical address of the first */
} el2_fuzz_stats;

typedef struct el2_fuzz el2_fuzz;

/* NULL when out of memory, or an option is out of range or missing. */
EL2_API el2_fuzz *el2_fuzz_new(const el2_fuzz_options *options);
EL2_API void el2_fuzz_free(el2_fuzz *fuzz);

/* Begin a block, with run number block * EL2_FUZZ_BLOCK: what its line remembers is gone on with; a line's first block
 * forgets it. How many runs follow is the caller's affair. An object that has lines of its own has begun block 0; one that
 * shares them begins a block before its first run. */
EL2_API void el2_fuzz_begin(el2_fuzz *fuzz, uint64_t block);

/* Make one stream and play it. True: it breaks a promise as none before did in this block, and *finding (may be NULL)
 * tells how; el2_fuzz_minimize() is the caller's to call. */
EL2_API bool el2_fuzz_run(el2_fuzz *fuzz, el2_finding *finding);

/* What was played so far, since el2_fuzz_new(). */
EL2_API el2_fuzz_stats el2_fuzz_get_stats(const el2_fuzz *fuzz);

/* The lowest run of all in an event of which the rule decided. UINT64_MAX: in none, or there is no such rule. */
EL2_API uint64_t el2_fuzz_decided_in(const el2_fuzz *fuzz, el2_rule rule);
/* The lowest run of all that came to the nth word of EL2's code, of code_words. UINT64_MAX: none. */
EL2_API uint64_t el2_fuzz_ran_in(const el2_fuzz *fuzz, size_t n);

/* Has the rule decided an event of any run? False, too, if there is no such rule. */
static inline bool el2_fuzz_has_decided(const el2_fuzz *fuzz, el2_rule rule)
{
	return el2_fuzz_decided_in(fuzz, rule) != UINT64_MAX;
}

/* Play one stream. True: it breaks a promise; *finding gets promise, rule, result, and the stream up to there. */
EL2_API bool el2_fuzz_play(el2_fuzz *fuzz, const el2_stream *stream, el2_finding *finding);

/* An event of a recorded hypervisor, as it was played. Pointers hold until the next event. */
typedef struct el2_fuzz_seen {
	const el2_event *event;
	const el2_step_result *result;
	bool entered;                  /* it came to EL2: */
	const el2_recorded_last *last; /* what became of it there */
	const el2_state *state;        /* of the host, behind it */
	const el2_hypercall *call;     /* an HVC's, by its number; NULL: none, or none that is known */
	const el2_memory *memory;      /* physical, behind it */
} el2_fuzz_seen;

typedef void (*el2_fuzz_seen_fn)(void *context, const el2_fuzz_seen *seen);

/* As el2_fuzz_play() of a recorded hypervisor, telling of each event. False, too, if there is none recorded. */
EL2_API bool el2_fuzz_follow(el2_fuzz *fuzz, const el2_stream *stream, el2_fuzz_seen_fn seen, void *context,
			     el2_finding *finding);

/* The nth page of the host's own, which a recording does not hold, and in which it may have put something: its physical
 * address, and EL2_PAGE_SIZE bytes as they are at first. NULL behind the last. All others are zeros. */
EL2_API const void *el2_fuzz_page(el2_fuzz *fuzz, size_t n, uint64_t *pa);

/* In the recording, is the page at a physical address the host's, and lent to nobody? */
EL2_API bool el2_fuzz_is_hosts(el2_fuzz *fuzz, uint64_t pa);

/* Is the page at a physical address, as it is now, a translation table or one of accounts of pages? */
EL2_API bool el2_fuzz_keeps_account(el2_fuzz *fuzz, uint64_t pa);

/* Make a finding's stream smaller while it breaks the same promise by the same rule: events, what the host puts into
 * registers, levels, operands. */
EL2_API void el2_fuzz_minimize(el2_fuzz *fuzz, el2_finding *finding);

#ifdef __cplusplus
}
#endif

#endif
