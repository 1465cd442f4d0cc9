/* SPDX-License-Identifier: MIT */
/* What the parts of the judge share. */
#ifndef EL2TRAP_REPLAY_JUDGE_H
#define EL2TRAP_REPLAY_JUDGE_H

#include "replay/replay.h"

#define FOLLOWED 24 /* system registers that differ from the boot's, per CPU */

/* Where a CPU stands, as hypervisor events tell. */
enum crossing {
	CROSSING_UNKNOWN = 0,
	CROSSING_HOST,
	CROSSING_HYP
};

struct judge_cpu {
	int8_t el;           /* -1: not known */
	bool placed;         /* it was known once: config.el counts no more */
	uint8_t crossing;    /* enum crossing */
	bool entry_agreed;   /* the last hyp_enter */
	bool entry_panics;   /* under the model no exit follows it */
	bool answer_known;   /* the exception at EL2 whose return is to come: */
	el2_response answer; /* what the hypervisor does with it */
	uint64_t answer_elr;
	bool answer_is_call, answer_is_abort;
	int8_t exit_ec; /* of the last kvm_exit; -1 */
	bool exit_has_pc;
	uint64_t exit_pc;
	uint32_t x_known; /* general registers whose value is known */
	uint64_t x[31];
	unsigned followed;
	struct {
		uint16_t reg;
		el2_known value; /* mask 0: written, and it is not known with what */
	} reg[FOLLOWED];
	bool overflow; /* more registers were written than are followed */
};

struct el2_judge {
	el2_judge_config config;
	el2_state base; /* as config.state says */
	el2_state work; /* the base, but for what is being asked */
	struct judge_cpu cpu[EL2_JUDGE_CPUS];
	bool several_cpus;
	uint32_t first_cpu;
	bool any;
	/* system register traps that the hypervisor survives under this boot: how many, and the names of some */
	unsigned sys_traps, sys_survivors;
	char survivors[160];
	el2_verdict survivor; /* one of them */
	el2_insn survivor_insn;
};

/* The level at which an event is: what it says, where the CPU was left, or what the user says; -1. */
int judge_level(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e);

/* The CPU is at `el` now; -1: what the trace says is in doubt. */
void judge_place(struct judge_cpu *cpu, int el);

struct judge_cpu *judge_cpu_of(el2_judge *judge, uint32_t cpu);

/* Outcomes. */
void judge_agree(el2_judgement *j);
void judge_cannot(el2_judgement *j, el2_unknown why);
void judge_disagree(el2_judgement *j, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The instruction of an event, from the event, the image or the syndrome, into j->insn; false if it is not known. */
bool judge_instruction(const el2_judge *judge, const el2_event *e, el2_judgement *j);

/* Put judge->work where the event is: level, PC, registers of the CPU. judge_leave() undoes it. */
void judge_enter(el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, int el, uint64_t pc);
void judge_leave(el2_judge *judge, const struct judge_cpu *cpu);

/* The verdict on j->insn in judge->work. */
void judge_decide(el2_judge *judge, el2_judgement *j);

/* A control register whose value is not known any more: its name; NULL. */
const char *judge_blind(const struct judge_cpu *cpu);

/* Take over register values of an event, and what an executed instruction does to those that are followed. */
void follow_registers(struct judge_cpu *cpu, const el2_event *e);
void follow_instruction(struct judge_cpu *cpu, const el2_insn *insn, uint64_t pc);

/* By kind of event. */
void judge_insn(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_exception(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_return(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_crossing(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_call(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_abort(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);
void judge_guest(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j);

/* What the hypervisor does about system register traps under this boot: asked once. */
void judge_survey(el2_judge *judge);

/* "EL2 ESR 0x5a000000 vector 0x400", "undef native", ... */
const char *judge_verdict_text(const el2_verdict *v, char *buffer, size_t size);

#endif
