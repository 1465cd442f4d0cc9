/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the judge share. Two steps without side effects: judge_ask() makes a question of an event and of
 * what is known of its CPU; the functions that compare put the answer beside the event, and write where the CPU stands
 * then into a copy, `next`. What is known changes in known_follow() alone, between events.
 */
#ifndef EL2TRAP_REPLAY_JUDGE_H
#define EL2TRAP_REPLAY_JUDGE_H

#include "replay/replay.h"

/* Where a CPU stands, as hypervisor events tell. */
enum crossing {
	CROSSING_UNKNOWN = 0,
	CROSSING_HOST,
	CROSSING_HYP
};

enum {
	EL_UNKNOWN = -1,
	NO_EXIT = -1 /* no kvm_exit came yet */
};

#define REGISTER_WORDS ((EL2_SYSREG_REGISTERS + 63) / 64)

/* Where a CPU stands between two events, and what is due of it. */
struct standing {
	int8_t el;         /* or EL_UNKNOWN */
	bool placed;       /* it was known once: config.el counts no more */
	uint8_t crossing;  /* enum crossing */
	bool entry_agreed; /* the last hyp_enter */
	bool entry_panics; /* under the model no exit follows it */
	/* the exception at EL2 whose return is to come: what the hypervisor does with it */
	bool answer_known;
	bool answer_is_call;
	el2_response answer;
	uint64_t answer_elr;
	/* the last kvm_exit */
	int8_t exit_ec; /* or NO_EXIT */
	bool exit_has_pc;
	uint64_t exit_pc;
};

/* What is known of a CPU between its events. */
struct judge_cpu {
	uint32_t id;
	/* Registers: as the boot left them, but for what the trace shows. Not known: a bit of `lost`, none of x_known.
	 */
	el2_state state;
	uint64_t lost[REGISTER_WORDS]; /* written with a value that the trace does not show, and read by rules */
	uint32_t x_known;
	struct standing at;
};

/* A guest that an event may be of, as it runs. */
struct judge_candidate {
	el2_guest guest;
	el2_state state;
};

struct el2_judge {
	el2_judge_config config;
	struct judge_candidate *guests;
	size_t guest_count;
	struct judge_cpu *cpu[EL2_JUDGE_CPUS]; /* in the order in which they came */
	unsigned cpu_count;
	unsigned last; /* the CPU of the event before */
	/* system register traps that the hypervisor survives under this boot: how many, and the names of some */
	unsigned sys_traps, sys_survivors;
	char survivors[160];
	el2_verdict survivor; /* one of them */
	char panics[160];     /* the same of those that it does not survive */
	el2_verdict panic;    /* the first of them */
};

/* A question to the model: the state is a copy. */
struct question {
	el2_state state;
};

/* ---- questions: ask.c ------------------------------------------------------------------------------------------- */

/* The level at which an event is: what it says, where the CPU was left, or what the user says; or EL_UNKNOWN. */
int judge_level(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e);

/* The instruction of an event, from the event, the image or the syndrome, into j->insn; false if it is not known. */
bool judge_instruction(const el2_judge *judge, const el2_event *e, el2_judgement *j);

/* The CPU as it is when the event begins. */
void judge_ask(struct question *q, const struct judge_cpu *cpu, const el2_event *e, int el, uint64_t pc);

/* The model's answer for j->insn. */
void judge_decide(const el2_judge *judge, const struct question *q, el2_judgement *j);

/* Does the answer depend on a register whose value is not known? Then an outcome becomes "cannot judge". */
void judge_doubt(const el2_judge *judge, const struct judge_cpu *cpu, const struct question *q, el2_judgement *j);

/* ---- what is known: follow.c ------------------------------------------------------------------------------------ */

void known_init(struct judge_cpu *cpu, uint32_t id, const el2_state *state);

/* The CPU is at `el` now; EL_UNKNOWN: what the trace says is in doubt. */
void stand(struct standing *at, int el);

/* A gap. */
void known_forget(struct judge_cpu *cpu);

/* After a judged event: where the CPU stands, what its instruction did, and the register values that it shows. */
void known_follow(struct judge_cpu *cpu, const el2_event *e, const el2_judgement *j, const struct standing *next);

/* ---- outcomes: judge.c ------------------------------------------------------------------------------------------ */

void judge_agree(el2_judgement *j);
void judge_cannot(el2_judgement *j, el2_unknown why);
void judge_disagree(el2_judgement *j, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define VERDICT_TEXT 128 /* bytes enough for what judge_verdict_text() writes */

/* "EL2 ESR 0x5a000000 vector 0x400", "undef native", ... */
const char *judge_verdict_text(const el2_verdict *v, char *buffer, size_t size);

/* ---- by kind of event ------------------------------------------------------------------------------------------- */

/* *next is cpu->at when they begin. */
void judge_insn(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		struct standing *next);
void judge_exception(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		     struct standing *next);
void judge_return(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		  struct standing *next);
void judge_crossing(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		    struct standing *next);
void judge_guest(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		 struct standing *next);
void judge_abort(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		 struct standing *next);
void judge_call(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_oops(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_panic(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_foreign(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_boot(const el2_judge *judge, const el2_event *e, el2_judgement *j);

/* The exception class of an event; and why its coming cannot be judged: NOTHING where the instruction alone decides. */
unsigned judge_class(const el2_event *e);
el2_unknown judge_class_unknown(const el2_event *e);

/* Judge an exception that an instruction took; the CPU is at `el`. */
void judge_sync(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, int el, el2_judgement *j,
		struct standing *next);

/* The guests that the boot can have: made once, owned by the judge. False: out of memory. */
bool judge_guests(el2_judge *judge);

/* What the hypervisor does about system register traps under this boot: asked once. */
void judge_survey(el2_judge *judge);

#endif
