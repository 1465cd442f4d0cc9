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

/* ---- instructions that ran -------------------------------------------------------------------------------------- */

/* What somebody wrote into the record; true if it decides. */
static bool expectation(const el2_event *e, el2_judgement *j)
{
	const el2_event_expect *x = &e->expect;
	const el2_verdict *v = &j->verdict;
	char text[VERDICT_TEXT];

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

static void compare_executed(const el2_event *e, el2_judgement *j)
{
	const el2_verdict *v = &j->verdict;
	char text[VERDICT_TEXT];

	if (expectation(e, j))
		return;
	if (v->verdict == EL2_UNMODELLED)
		judge_cannot(j, EL2_UNKNOWN_UNMODELLED);
	else if (e->fate == EL2_FATE_UNKNOWN)
		judge_cannot(j, EL2_UNKNOWN_FATE);
	else if (v->verdict == EL2_PASS || silent(e, v))
		judge_agree(j);
	else if (v->unpredictable)
		judge_cannot(j, EL2_UNKNOWN_UNPREDICTABLE);
	else
		judge_disagree(j, "recorded as executed at EL%d, the model: %s", j->el,
			       judge_verdict_text(v, text, sizeof text));
}

/* HLT by which code under an emulator or a debugger asks for a service. */
static bool is_semihosting(const el2_event *e, const el2_insn *insn)
{
	return e->fate == EL2_FATE_EXECUTED && insn->word == 0xd45e0000;
}

void judge_insn(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		struct standing *next)
{
	int el = judge_level(judge, cpu, e);
	struct question q;

	if (e->taken.pstate.mask & e->taken.pstate.value & EL2_PSTATE_NRW) {
		judge_cannot(j, EL2_UNKNOWN_AARCH32);
		return;
	}
	if (!judge_instruction(judge, e, j)) {
		judge_cannot(j, EL2_UNKNOWN_WORD);
	} else if (is_semihosting(e, &j->insn)) {
		judge_cannot(j, EL2_UNKNOWN_SEMIHOSTING);
	} else if (el < 0) {
		judge_cannot(j, EL2_UNKNOWN_EL);
	} else if (e->fate == EL2_FATE_TAKEN && e->taken.to_el >= 0 && !e->has_expect) {
		judge_sync(judge, cpu, e, el, j, next);
		stand(next, el);
	} else {
		judge_ask(&q, cpu, e, el, e->pc);
		judge_decide(judge, &q, j);
		compare_executed(e, j);
		judge_doubt(judge, cpu, &q, j);
		stand(next, el);
	}
}

/* ---- all events ------------------------------------------------------------------------------------------------- */

/* The CPU's own record; NULL: more CPUs than are followed, or no memory for them. */
static struct judge_cpu *cpu_of(el2_judge *judge, uint32_t id)
{
	struct judge_cpu *cpu;

	if (judge->last < judge->cpu_count && judge->cpu[judge->last]->id == id)
		return judge->cpu[judge->last];
	for (unsigned i = 0; i < judge->cpu_count; i++) {
		if (judge->cpu[i]->id != id)
			continue;
		judge->last = i;
		return judge->cpu[i];
	}
	if (judge->cpu_count == EL2_JUDGE_CPUS)
		return NULL;
	cpu = malloc(sizeof *cpu);
	if (!cpu)
		return NULL;
	known_init(cpu, id, judge->config.state);
	judge->last = judge->cpu_count;
	return judge->cpu[judge->cpu_count++] = cpu;
}

static void lose(el2_judge *judge, const el2_event *e)
{
	for (unsigned i = 0; i < judge->cpu_count; i++)
		if (e->cpu == EL2_NO_CPU || judge->cpu[i]->id == e->cpu)
			known_forget(judge->cpu[i]);
}

el2_judge *el2_judge_new(const el2_judge_config *config)
{
	el2_judge *judge = calloc(1, sizeof *judge);

	if (!judge)
		return NULL;
	judge->config = *config;
	if (!judge_guests(judge)) {
		el2_judge_free(judge);
		return NULL;
	}
	judge_survey(judge);
	return judge;
}

void el2_judge_free(el2_judge *judge)
{
	for (unsigned i = 0; judge && i < judge->cpu_count; i++)
		free(judge->cpu[i]);
	if (judge)
		free(judge->guests);
	free(judge);
}

/* A question for the model, of a CPU that is followed; and where it stands then. */
static void ask(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		struct standing *next)
{
	if (e->format == EL2_FORMAT_CONSOLE && (e->kind == EL2_EVENT_GUEST || e->kind == EL2_EVENT_PANIC)) {
		judge_foreign(judge, cpu, e, j);
		return;
	}
	switch (e->kind) {
	case EL2_EVENT_INSN:
		judge_insn(judge, cpu, e, j, next);
		break;
	case EL2_EVENT_EXCEPTION:
		judge_exception(judge, cpu, e, j, next);
		break;
	case EL2_EVENT_RETURN:
		judge_return(judge, cpu, e, j, next);
		break;
	case EL2_EVENT_ENTER:
	case EL2_EVENT_EXIT:
		judge_crossing(judge, cpu, e, j, next);
		break;
	case EL2_EVENT_CALL:
		judge_call(judge, cpu, e, j);
		break;
	case EL2_EVENT_ABORT:
		judge_abort(judge, cpu, e, j, next);
		break;
	case EL2_EVENT_GUEST:
		judge_guest(judge, cpu, e, j, next);
		break;
	case EL2_EVENT_OOPS:
		judge_oops(judge, cpu, e, j);
		break;
	case EL2_EVENT_PANIC:
		judge_panic(judge, cpu, e, j);
		break;
	case EL2_EVENT_BOOT:
		judge_boot(judge, e, j);
		break;
	default:
		j->outcome = EL2_CONTEXT;
		break;
	}
}

void el2_judge_event(el2_judge *judge, const el2_event *e, el2_judgement *j)
{
	bool asks = !el2_event_is_context((el2_event_kind)e->kind) || e->reg_count;
	struct judge_cpu *cpu = asks ? cpu_of(judge, e->cpu) : NULL;
	struct standing next;

	memset(j, 0, offsetof(el2_judgement, insn));
	j->outcome = EL2_CANNOT_JUDGE; /* nobody agrees by default */
	j->el = EL_UNKNOWN;
	j->text[0] = '\0';
	if (e->kind == EL2_EVENT_LOST)
		lose(judge, e);
	if (cpu) {
		next = cpu->at;
		ask(judge, cpu, e, j, &next);
		known_follow(cpu, e, j, &next);
	} else if (el2_event_is_context((el2_event_kind)e->kind)) {
		j->outcome = EL2_CONTEXT;
	} else {
		judge_cannot(j, EL2_UNKNOWN_CPUS);
	}
}
