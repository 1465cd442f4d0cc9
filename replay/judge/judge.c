/* SPDX-License-Identifier: MIT */
/* The judge: events by kind, and what is known of each CPU between them. */
#include "replay/judge/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- outcomes --------------------------------------------------------------------------------------------------- */

void judge_agree(el2_judgement *j)
{
	j->outcome = EL2_AGREE;
}

void judge_cannot(el2_judgement *j, el2_unknown why)
{
	j->outcome = EL2_CANNOT_JUDGE;
	j->unknown = why;
}

void judge_disagree(el2_judgement *j, const char *format, ...)
{
	va_list args;

	j->outcome = EL2_DISAGREE;
	va_start(args, format);
	vsnprintf(j->text, sizeof j->text, format, args);
	va_end(args);
}

const char *judge_verdict_text(const el2_verdict *v, char *buffer, size_t size)
{
	const char *name = el2_verdict_name(v->verdict);

	if (v->has_taken)
		snprintf(buffer, size, "%s%s%s, taken to EL%u with ESR %#llx", name, v->origin ? " " : "",
			 v->origin ? el2_origin_name(v->origin) : "", v->taken.el, (unsigned long long)v->taken.esr);
	else if (v->verdict == EL2_UNMODELLED)
		snprintf(buffer, size, "%s (%s)", name, v->what ? v->what : "?");
	else
		snprintf(buffer, size, "%s", name);
	return buffer;
}

/* ---- instructions ----------------------------------------------------------------------------------------------- */

/* The image's word for an address. */
static bool image_word(const el2_judge_config *c, uint64_t pc, uint32_t *word)
{
	const el2_image *image = c->image;
	size_t low = 0, high = image ? image->chunk_count : 0;

	pc -= c->image_slide;
	if (pc & 3)
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const el2_image_chunk *chunk = &image->chunks[middle];
		const unsigned char *at;

		if (pc < chunk->address) {
			high = middle;
			continue;
		}
		if ((pc - chunk->address) / 4 >= chunk->count) {
			low = middle + 1;
			continue;
		}
		at = chunk->words + (pc - chunk->address);
		*word = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
		return true;
	}
	return false;
}

/* Syndromes that name their instruction. */
static bool syndrome_word(uint64_t esr, uint32_t *word)
{
	uint32_t iss = (uint32_t)esr & 0x1ffffff, imm = (iss & 0xffff) << 5;

	switch (EL2_ESR_EC(esr)) {
	case EL2_EC_SYS64:
		*word = 0xd5000000 | (iss & 1) << 21 | (iss >> 20 & 3) << 19 | (iss >> 14 & 7) << 16 |
			(iss >> 10 & 15) << 12 | (iss >> 1 & 15) << 8 | (iss >> 17 & 7) << 5 | (iss >> 5 & 31);
		return true;
	case EL2_EC_SVC64:
		*word = 0xd4000001 | imm;
		return true;
	case EL2_EC_HVC64:
		*word = 0xd4000002 | imm;
		return true;
	case EL2_EC_SMC64:
		*word = 0xd4000003 | imm;
		return true;
	case EL2_EC_BRK64:
		*word = 0xd4200000 | imm;
		return true;
	case EL2_EC_WFX:
		*word = iss & 1 ? 0xd503205f : 0xd503207f;
		return !(iss & 2);
	case EL2_EC_ERET:
		*word = !(iss & 2) ? 0xd69f03e0 : iss & 1 ? 0xd69f0fff : 0xd69f0bff;
		return true;
	default:
		return false;
	}
}

bool judge_instruction(const el2_judge *judge, const el2_event *e, el2_judgement *j)
{
	uint32_t word = e->word;

	if (!e->has_word && !(e->has_pc && image_word(&judge->config, e->pc, &word)) &&
	    !(e->taken.esr.mask == UINT64_MAX && syndrome_word(e->taken.esr.value, &word)))
		return false;
	el2_decode(word, &j->insn);
	j->has_insn = true;
	return true;
}

void judge_enter(el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, int el, uint64_t pc)
{
	el2_state *s = &judge->work;

	el2_set_el(s, (unsigned)el);
	s->pc = pc;
	for (unsigned i = 0; i < cpu->followed; i++)
		if (cpu->reg[i].value.mask)
			s->sysreg[cpu->reg[i].reg] = cpu->reg[i].value.value;
	for (unsigned i = 0; i < e->reg_count; i++)
		if (!e->regs[i].sysreg && e->regs[i].value.mask == UINT64_MAX)
			s->x[e->regs[i].x] = e->regs[i].value.value;
}

void judge_leave(el2_judge *judge, const struct judge_cpu *cpu)
{
	el2_state *s = &judge->work;

	for (unsigned i = 0; i < cpu->followed; i++)
		s->sysreg[cpu->reg[i].reg] = judge->base.sysreg[cpu->reg[i].reg];
	s->pstate = judge->base.pstate;
}

void judge_decide(el2_judge *judge, el2_judgement *j)
{
	el2_decide(&judge->work, judge->config.hypervisor, &j->insn, &j->verdict, NULL);
	j->has_verdict = true;
	j->el = (int8_t)el2_el(&judge->work);
}

/* ---- instructions that ran -------------------------------------------------------------------------------------- */

/* What somebody wrote into the record; true if it decides. */
static bool expectation(const el2_event *e, el2_judgement *j)
{
	const el2_event_expect *x = &e->expect;
	const el2_verdict *v = &j->verdict;
	char text[128];

	if (!e->has_expect)
		return false;
	if ((x->verdict >= 0 && v->verdict != (el2_verdict_kind)x->verdict) ||
	    (x->origin >= 0 && v->origin != (el2_origin)x->origin) ||
	    (x->effect >= 0 && v->effect != (el2_effect)x->effect) ||
	    (x->to_el >= 0 && (!v->has_taken || v->taken.el != x->to_el)) ||
	    (x->handler[0] && (!v->handler || strcmp(v->handler, x->handler))))
		judge_disagree(j, "expected %s%s%s, the model: %s",
			       x->verdict >= 0 ? el2_verdict_name((el2_verdict_kind)x->verdict) : "another verdict",
			       x->origin > 0 ? " " : "", x->origin > 0 ? el2_origin_name((el2_origin)x->origin) : "",
			       judge_verdict_text(v, text, sizeof text));
	else
		judge_agree(j);
	return true;
}

/* A trap that the host does not see, in a trace that does not show exceptions. */
static bool silent(const el2_event *e, const el2_verdict *v)
{
	return !e->visible && v->verdict == EL2_TRAP &&
	       (v->action == EL2_ACTION_SERVE || v->action == EL2_ACTION_FORWARD || v->action == EL2_ACTION_RETRY);
}

/* Aborts, and alignment of PC and SP: a matter of memory and addresses, which a trace does not hold. */
static bool is_memory_fault(unsigned ec)
{
	return ec == EL2_EC_IABT_LOW || ec == EL2_EC_IABT_CUR || ec == EL2_EC_DABT_LOW || ec == EL2_EC_DABT_CUR ||
	       ec == EL2_EC_PC_ALIGN || ec == EL2_EC_SP_ALIGN;
}

/* The record says in one event which exception the instruction took. */
static void compare_taken(const el2_event *e, el2_judgement *j)
{
	const el2_verdict *v = &j->verdict;
	bool same = v->has_taken && v->taken.el == e->taken.to_el &&
		    (e->taken.vector < 0 || v->taken.vector == e->taken.vector) &&
		    !((v->taken.esr ^ e->taken.esr.value) & e->taken.esr.mask);
	char text[128];

	if (same)
		judge_agree(j);
	else if (v->verdict == EL2_PASS && is_memory_fault((unsigned)e->taken.ec))
		judge_cannot(j, EL2_UNKNOWN_MEMORY);
	else if (v->unpredictable)
		judge_cannot(j, EL2_UNKNOWN_UNPREDICTABLE);
	else
		judge_disagree(j, "recorded as taken to EL%d with ESR 0x%llx, the model: %s", e->taken.to_el,
			       (unsigned long long)e->taken.esr.value, judge_verdict_text(v, text, sizeof text));
}

static void compare_executed(const el2_event *e, el2_judgement *j)
{
	const el2_verdict *v = &j->verdict;
	char text[128];

	if (expectation(e, j))
		return;
	if (v->verdict == EL2_UNMODELLED)
		judge_cannot(j, EL2_UNKNOWN_UNMODELLED);
	else if (e->fate == EL2_FATE_UNKNOWN)
		judge_cannot(j, EL2_UNKNOWN_FATE);
	else if (e->fate == EL2_FATE_TAKEN && e->taken.to_el >= 0)
		compare_taken(e, j);
	else if (v->verdict == EL2_PASS || silent(e, v))
		judge_agree(j);
	else if (v->unpredictable)
		judge_cannot(j, EL2_UNKNOWN_UNPREDICTABLE);
	else
		judge_disagree(j, "recorded as executed at EL%d, the model: %s", j->el,
			       judge_verdict_text(v, text, sizeof text));
}

void judge_insn(el2_judge *judge, struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	int el = judge_level(judge, cpu, e);

	if (e->taken.pstate.mask & EL2_PSTATE_NRW && e->taken.pstate.value & EL2_PSTATE_NRW) {
		judge_cannot(j, EL2_UNKNOWN_AARCH32);
		return;
	}
	if (!judge_instruction(judge, e, j)) {
		judge_cannot(j, EL2_UNKNOWN_WORD);
		return;
	}
	if (el < 0) {
		judge_cannot(j, EL2_UNKNOWN_EL);
	} else {
		judge_enter(judge, cpu, e, el, e->pc);
		judge_decide(judge, j);
		judge_leave(judge, cpu);
		compare_executed(e, j);
		if (j->outcome == EL2_DISAGREE && judge_blind(cpu))
			judge_cannot(j, EL2_UNKNOWN_REGISTER);
		judge_place(cpu, el);
	}
	if (e->fate == EL2_FATE_EXECUTED)
		follow_instruction(cpu, &j->insn, e->pc);
}

/* ---- all events ------------------------------------------------------------------------------------------------- */

struct judge_cpu *judge_cpu_of(el2_judge *judge, uint32_t cpu)
{
	return &judge->cpu[cpu < EL2_JUDGE_CPUS ? cpu : EL2_JUDGE_CPUS - 1];
}

int judge_level(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e)
{
	if (e->el >= 0)
		return e->el;
	return cpu->placed ? cpu->el : judge->config.el;
}

void judge_place(struct judge_cpu *cpu, int el)
{
	cpu->el = (int8_t)el;
	cpu->placed = true;
}

/* What is known of where a CPU stands does not survive a gap. */
static void lose(el2_judge *judge, const el2_event *e)
{
	for (unsigned i = 0; i < EL2_JUDGE_CPUS; i++) {
		struct judge_cpu *c = &judge->cpu[i];

		if (e->cpu != EL2_NO_CPU && c != judge_cpu_of(judge, e->cpu))
			continue;
		judge_place(c, -1);
		c->crossing = CROSSING_UNKNOWN;
		c->answer_known = false;
		c->exit_ec = -1;
		c->x_known = 0;
	}
}

el2_judge *el2_judge_new(const el2_judge_config *config)
{
	el2_judge *judge = calloc(1, sizeof *judge);

	if (!judge)
		return NULL;
	judge->config = *config;
	judge->base = judge->work = *config->state;
	for (unsigned i = 0; i < EL2_JUDGE_CPUS; i++)
		judge->cpu[i].el = judge->cpu[i].exit_ec = -1;
	judge_survey(judge);
	return judge;
}

void el2_judge_free(el2_judge *judge)
{
	free(judge);
}

static void note_cpu(el2_judge *judge, const el2_event *e)
{
	if (!judge->any)
		judge->first_cpu = e->cpu;
	judge->any = true;
	judge->several_cpus |= e->cpu != judge->first_cpu;
}

void el2_judge_event(el2_judge *judge, const el2_event *e, el2_judgement *j)
{
	struct judge_cpu *cpu = judge_cpu_of(judge, e->cpu);

	memset(j, 0, offsetof(el2_judgement, insn));
	j->el = -1;
	j->text[0] = '\0';
	if (!el2_event_is_context((el2_event_kind)e->kind))
		note_cpu(judge, e);
	switch (e->kind) {
	case EL2_EVENT_INSN:
		judge_insn(judge, cpu, e, j);
		break;
	case EL2_EVENT_EXCEPTION:
		judge_exception(judge, cpu, e, j);
		break;
	case EL2_EVENT_RETURN:
		judge_return(judge, cpu, e, j);
		break;
	case EL2_EVENT_ENTER:
	case EL2_EVENT_EXIT:
		judge_crossing(judge, cpu, e, j);
		break;
	case EL2_EVENT_CALL:
		judge_call(judge, cpu, e, j);
		break;
	case EL2_EVENT_ABORT:
		judge_abort(judge, cpu, e, j);
		break;
	case EL2_EVENT_GUEST:
		judge_guest(judge, cpu, e, j);
		break;
	case EL2_EVENT_LOST:
		lose(judge, e);
		j->outcome = EL2_CONTEXT;
		break;
	default:
		j->outcome = EL2_CONTEXT;
		break;
	}
	follow_registers(cpu, e);
}
