/* SPDX-License-Identifier: MIT */
/* A replay for Perfetto: a process for what was recorded, one for what if; in each a thread for each CPU. */
#include "cli/show/perfetto.h"
#include "cli/show/replay.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH  32   /* slices within slices of a CPU; deeper ones are instants */
#define MOMENT 1000 /* nanoseconds of an event of a trace without times */

/* What is open on a CPU: the Exception levels to which exceptions were taken that have not returned. */
struct lane {
	uint32_t cpu;
	unsigned depth;
	uint8_t level[DEPTH];
};

struct replay_perfetto {
	struct cli_perfetto *out;
	bool begun, timed;
	uint64_t count, now;
	struct lane lane[EL2_JUDGE_CPUS];
	unsigned lanes;
};

el2_status replay_perfetto_open(struct replay *r, el2_error *error)
{
	if (!r->perfetto_path)
		return EL2_OK;
	r->perfetto = calloc(1, sizeof *r->perfetto);
	if (!r->perfetto)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	r->perfetto->out = cli_perfetto_create(r->perfetto_path, error);
	return r->perfetto->out ? EL2_OK : EL2_ERR_SYSTEM;
}

el2_status replay_perfetto_close(struct replay *r, el2_error *error)
{
	el2_status status = r->perfetto ? cli_perfetto_close(r->perfetto->out, error) : EL2_OK;

	free(r->perfetto);
	r->perfetto = NULL;
	return status;
}

static void name_processes(struct replay *r)
{
	char boot[160], name[256];

	for (unsigned i = 0; i < r->sessions; i++) {
		snprintf(name, sizeof name, "%s: %s%s", i ? "what if" : "recorded, judged by",
			 r->bare_metal ? "no kernel" : cli_session_name(&r->session[i], boot, sizeof boot),
			 r->perfetto->timed ? "" : " (a microsecond an event: the trace has no times)");
		cli_perfetto_process(r->perfetto->out, i + 1, name);
	}
}

/* Its number in the trace: from 1, and of 31 bits. */
static uint32_t thread(const struct lane *l)
{
	return l->cpu < INT32_MAX ? l->cpu + 1 : INT32_MAX;
}

static struct lane *lane_of(struct replay *r, uint32_t cpu)
{
	struct replay_perfetto *p = r->perfetto;
	struct lane *l = p->lane;
	char name[32];

	while (l < p->lane + p->lanes && l->cpu != cpu)
		l++;
	if (l < p->lane + p->lanes)
		return l;
	if (p->lanes < EL2_JUDGE_CPUS)
		p->lanes++;
	else
		l--; /* what is said of CPUs beyond is not judged either */
	l->cpu = cpu;
	l->depth = 0;
	snprintf(name, sizeof name, "CPU %u", cpu);
	for (unsigned i = 0; i < r->sessions; i++)
		cli_perfetto_thread(p->out, i + 1, thread(l), cpu == EL2_NO_CPU ? "no CPU named" : name);
	return l;
}

/* End the innermost slice. */
static void pop(struct replay *r, struct lane *l)
{
	l->depth--;
	for (unsigned i = 0; i < r->sessions; i++) {
		cli_perfetto_event(r->perfetto->out, i + 1, thread(l), r->perfetto->now, CLI_PERFETTO_END, NULL, NULL);
		cli_perfetto_end(r->perfetto->out);
	}
}

static int innermost(const struct lane *l)
{
	return l->depth ? l->level[l->depth - 1] : -1;
}

/* End what is above a level: the trace did not show how it was left. */
static void pop_above(struct replay *r, struct lane *l, int level)
{
	while (innermost(l) > level)
		pop(r, l);
}

/* The level that an event begins a slice of; -1: it begins none. */
static int begins(const el2_event *e)
{
	if (e->kind == EL2_EVENT_ENTER)
		return 2;
	return e->kind == EL2_EVENT_EXCEPTION ? e->taken.to_el : -1;
}

/* The level of the slices that it ends; -1: it ends none. */
static int ends(const el2_event *e, const struct lane *l)
{
	if (e->kind == EL2_EVENT_EXIT)
		return 2;
	if (e->kind != EL2_EVENT_RETURN)
		return -1;
	return e->el >= 0 ? e->el : innermost(l);
}

static const char *register_of(const el2_judgement *j)
{
	const el2_sysreg_info *row = j->has_insn && j->insn.sysreg ? el2_sysreg_get((el2_sysreg)j->insn.sysreg) : NULL;

	return row ? row->name : NULL;
}

static void say_verdict(struct cli_perfetto *out, const el2_judgement *j)
{
	const el2_verdict *v = &j->verdict;

	cli_perfetto_text(out, "outcome", el2_judged_name(j->outcome));
	if (j->outcome == EL2_CANNOT_JUDGE)
		cli_perfetto_text(out, "why", el2_unknown_text(j->unknown));
	if (j->text[0])
		cli_perfetto_text(out, "what", j->text);
	if (!j->has_verdict)
		return;
	cli_perfetto_text(out, "verdict", el2_verdict_name(v->verdict));
	if (v->origin)
		cli_perfetto_text(out, "origin", el2_origin_name(v->origin));
	if (v->handler)
		cli_perfetto_text(out, "handler", v->handler);
}

static void say(struct replay *r, const el2_event *e, const el2_judgement *j)
{
	struct cli_perfetto *out = r->perfetto->out;
	char text[EL2_TEXT_MAX];

	cli_perfetto_text(out, "reason", replay_reason(e));
	if (register_of(j))
		cli_perfetto_text(out, "register", register_of(j));
	if (j->has_insn) {
		el2_disassemble(&j->insn, e->pc, text, sizeof text);
		cli_perfetto_text(out, "instruction", text);
	}
	if (j->el >= 0)
		cli_perfetto_number(out, "el", (unsigned)j->el);
	if (e->has_pc)
		cli_perfetto_hex(out, "pc", e->pc);
	if (e->taken.esr.mask == UINT64_MAX)
		cli_perfetto_hex(out, "esr", e->taken.esr.value);
	if (e->has_vcpu)
		cli_perfetto_number(out, "vcpu", (uint64_t)e->vcpu);
	if (e->source.file)
		cli_perfetto_text(out, "file", e->source.file);
	cli_perfetto_number(out, "line", e->source.line);
}

/* The time of an event: its own, that of the one before, or its number. */
static void tick(struct replay_perfetto *p, const el2_event *e)
{
	if (!p->timed)
		p->now = p->count * MOMENT;
	else if (e->has_time)
		p->now = e->time;
	p->count++;
}

void replay_perfetto(struct replay *r, const el2_event *e, const el2_judgement *first, const el2_judgement *second)
{
	struct replay_perfetto *p = r->perfetto;
	int level, over;
	struct lane *l;
	char name[96];
	bool slice;

	if (!p || first->outcome == EL2_CONTEXT)
		return;
	if (!p->begun) {
		p->begun = true;
		p->timed = e->has_time;
		name_processes(r);
	}
	tick(p, e);
	l = lane_of(r, e->cpu);
	level = begins(e);
	over = ends(e, l);
	if (level >= 0)
		pop_above(r, l, level);
	slice = level >= 0 && l->depth < DEPTH;
	snprintf(name, sizeof name, "%s%s%s", replay_reason(e), register_of(first) ? " " : "",
		 register_of(first) ? register_of(first) : "");
	for (unsigned i = 0; i < r->sessions; i++) {
		const el2_judgement *j = i ? second : first;
		const char *category = i == 0                       ? el2_judged_name(j->outcome)
				       : replay_same_fate(first, j) ? "same"
								    : "changes";

		cli_perfetto_event(p->out, i + 1, thread(l), p->now, slice ? CLI_PERFETTO_BEGIN : CLI_PERFETTO_INSTANT,
				   name, category);
		say(r, e, j);
		say_verdict(p->out, j);
		cli_perfetto_end(p->out);
	}
	if (slice)
		l->level[l->depth++] = (uint8_t)level;
	if (over < 0)
		return;
	pop_above(r, l, over);
	if (innermost(l) == over)
		pop(r, l);
}
