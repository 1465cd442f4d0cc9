/* SPDX-License-Identifier: MIT */
/*
 * Many steps: el2_engine_run().
 *
 * Instructions under no rule are interpreted at once, all others go through el2_step(). What neither executes of
 * floating point and SIMD goes to the engine's helper, Unicorn, if it has one.
 */
#include "model/engine/engine.h"
#include "model/exec/exec.h"
#include "model/memory/pages.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 1000000

struct run {
	el2_engine *engine;
	el2_state *s;
	el2_memory *memory;
	const el2_run_options *options;
	uint64_t executed, limit;
	uint64_t tables;      /* memory_epoch() then */
	const el2_page *code; /* the page of the last fetch, as long as it may be fetched from; else NULL */
	uint64_t code_at;     /* its virtual address */
	bool fetch_failed;    /* the step before this one */
	uint64_t pc;          /* of the instruction in hand */
	uint32_t pstate;      /* before it */
	el2_insn insn;
	el2_step_result result;
	int stop; /* an el2_stop, or GO_ON */
};

enum {
	GO_ON = -1
}; /* beside el2_stop */

/* ---- fetch ---- */

/* False: r->result is the abort, and it has been taken. */
static bool fetch(struct run *r)
{
	uint64_t pc = r->s->pc, offset = pc % EL2_PAGE_SIZE;

	if (!r->code || r->code_at != pc - offset || pc & 3 || r->tables != memory_epoch(r->memory)) {
		r->code = exec_fetch(r->s, r->memory, r->options->hypervisor, &r->result, NULL);
		r->code_at = pc - offset;
		r->tables = memory_epoch(r->memory);
		if (!r->code)
			return false;
	}
	el2_decode((uint32_t)load_le(r->code->data + offset, 4), &r->insn);
	return true;
}

/* ---- instructions ---- */

static bool is_common(const el2_insn *insn)
{
	return insn->cls == EL2_CLASS_GENERAL || insn->cls == EL2_CLASS_MEMORY || insn->cls == EL2_CLASS_SIMD;
}

/* Of the classes beside those that blocks may hold, too. */
static bool is_tag(const el2_insn *insn)
{
	return insn->cls == EL2_CLASS_TAG_ARITH || insn->cls == EL2_CLASS_TAG_LOAD || insn->cls == EL2_CLASS_TAG_STORE;
}

static bool may_go(const el2_state *s, const el2_insn *insn)
{
	if (insn->cls == EL2_CLASS_SIMD)
		return engine_is_simd(s->cpu, insn) && cpu_simd_enabled(s);
	return (insn->cls == EL2_CLASS_GENERAL || insn->cls == EL2_CLASS_MEMORY) && el2_is_untrapped(s->cpu, insn);
}

/*
 * Data processing, branches, loads and stores that no rule can stop, the short way. False: not one of them, or it does
 * not complete; then nothing has changed that el2_step() would not change as well.
 */
static bool ordinary(struct run *r)
{
	el2_rules rules = {0};
	el2_state *s = r->s;
	struct exec x;
	exec_fn *fn;

	if (!cpu_under_no_rule(s) || !may_go(s, &r->insn))
		return false;
	exec_begin(&x, s, r->memory, &r->insn, &rules, NULL);
	if (s->pstate & EL2_PSTATE_BTYPE && !exec_branch_target(&x))
		return false;
	fn = el2_exec_of((el2_form)r->insn.form);
	if ((r->insn.cls == EL2_CLASS_MEMORY && fn != exec_load_store) || !fn(&x))
		return false;
	s->pc = x.next;
	if (!x.branched)
		s->pstate &= ~(uint32_t)EL2_PSTATE_BTYPE;
	return true;
}

static void pass(struct run *r)
{
	r->result.verdict.verdict = EL2_PASS;
	r->result.executed = true;
}

static bool is_load_or_store(const el2_insn *insn)
{
	return (insn->word >> 25 & 5) == 4;
}

/* Floating point and SIMD data processing that el2_step() calls unmodelled, and nothing traps: the helper, if there is
 * one, knows which of it is allocated. */
static void simd(struct run *r)
{
	const el2_engine *e = r->engine;
	el2_state *s = r->s;

	if (r->insn.cls != EL2_CLASS_SIMD || is_load_or_store(&r->insn) || !e || !e->helper || !cpu_simd_enabled(s) ||
	    !cpu_under_no_rule(s) || r->insn.flags || !e->helper->step(e->helper_context, s, r->insn.word))
		return;
	s->pc += 4;
	s->pstate &= ~(uint32_t)EL2_PSTATE_BTYPE;
	memset(&r->result, 0, sizeof r->result);
	pass(r);
}

/* ---- what a step comes to ---- */

/* Tell the observer, if it wants to know. */
static bool observe(const struct run *r)
{
	const el2_run_options *o = r->options;

	if (!o->observer)
		return true;
	return o->observer(o->context, r->pc, &r->insn, &r->result, r->s);
}

/* Does the vector that was entered begin with the very instruction that took the exception, in the same state? Then it
 * takes it for ever: ESR, ELR and the like are all that has changed. */
static bool goes_round(const struct run *r)
{
	return r->s->pc == r->pc && r->s->pstate == r->pstate && !r->result.verdict.asked;
}

/* An exception was entered at the level that takes it. */
static int after_exception(struct run *r)
{
	switch (r->options->on_exception) {
	case EL2_ON_EXCEPTION_STOP:
		return EL2_STOP_EXCEPTION;
	case EL2_ON_EXCEPTION_VECTOR:
		return goes_round(r) ? EL2_STOP_NO_PROGRESS : GO_ON;
	default:
		r->s->pc = r->pc + 4;
		r->s->pstate = r->pstate & ~(uint32_t)EL2_PSTATE_BTYPE;
		return GO_ON;
	}
}

static int after_step(struct run *r)
{
	const el2_verdict *v = &r->result.verdict;

	if (v->verdict == EL2_UNMODELLED)
		return EL2_STOP_UNMODELLED;
	if (v->verdict == EL2_PANIC)
		return EL2_STOP_PANIC;
	if (r->result.no_progress)
		return EL2_STOP_NO_PROGRESS;
	if (r->result.executed)
		return r->insn.form == EL2_FORM_WFI ? EL2_STOP_WFI : GO_ON;
	/* served, mapped, forwarded: EL2 has dealt with it, and the state goes on from there */
	if (!v->has_delivered &&
	    (v->action == EL2_ACTION_SERVE || v->action == EL2_ACTION_FORWARD || v->action == EL2_ACTION_RETRY))
		return GO_ON;
	return after_exception(r);
}

/* DC by VA that cleans, or invalidates: of what memory holds nothing changes. */
static bool is_cleaning(const el2_insn *insn)
{
	uint32_t w = insn->word;

	return insn->form == EL2_FORM_SYS && (w >> 16 & 7) == 3 && (w >> 12 & 15) == 7 && (w >> 8 & 15) >= 10;
}

/* Instructions that change nothing but general registers, memory, tags, and registers of kept.c. */
static bool keeps_context(const el2_state *s, const el2_insn *insn)
{
	/* at EL1 a write may go to memory (HCR_EL2.NV2) */
	if (insn->form == EL2_FORM_MRS ||
	    (insn->form == EL2_FORM_MSR && el2_el(s) == 2 && engine_register_is_kept(insn->sysreg)))
		return true;
	return insn->cls == EL2_CLASS_TAG_ARITH || insn->cls == EL2_CLASS_TAG_LOAD ||
	       insn->cls == EL2_CLASS_TAG_STORE || is_cleaning(insn);
}

/* False: an indirect branch came here that must not. */
static bool may_stand_here(struct run *r)
{
	el2_rules rules = {0};
	struct exec x;

	if (!(r->s->pstate & EL2_PSTATE_BTYPE) || !el2_state_is_usual(r->s))
		return true;
	exec_begin(&x, r->s, r->memory, &r->insn, &rules, NULL);
	return exec_branch_target(&x);
}

/* Ask the machine around the CPU. False: there is nothing left to do, and *stop says how it goes on. */
static bool ask_before(struct run *r, int *stop)
{
	const el2_run_options *o = r->options;
	el2_before answer;

	if (!o->before)
		return true;
	answer = o->before(o->context, r->s, &r->insn, r->executed);
	if (answer == EL2_BEFORE_EXECUTE)
		return true;
	r->code = NULL;
	r->s->pstate &= ~(uint32_t)EL2_PSTATE_BTYPE;
	if (r->engine)
		engine_context_changed(r->engine);
	*stop = answer == EL2_BEFORE_DONE ? GO_ON : EL2_STOP_CALLBACK;
	return false;
}

/* What the rules say of an instruction in a block is remembered. */
static bool is_remembered(const el2_insn *insn)
{
	return is_tag(insn) || engine_is_pac(insn);
}

/* el2_step() */
static void step(struct run *r, struct engine_insn *known)
{
	if (known && is_remembered(&r->insn) && !(r->s->pstate & EL2_PSTATE_BTYPE)) {
		if (known->rules_epoch != r->engine->rules_epoch) {
			el2_check(r->s, &r->insn, &known->arch, NULL);
			known->rules_epoch = r->engine->rules_epoch;
		}
		if (known->arch.outcome == EL2_EXECUTES) {
			exec_checked(r->s, r->memory, r->options->hypervisor, &r->insn, &known->arch, &r->result);
			return;
		}
	}
	el2_step(r->s, r->memory, r->options->hypervisor, &r->insn, &r->result, NULL);
}

/* Everything that ordinary() does not execute. `known` of a step in a block, else NULL; `writes`: code may be written.
 */
static int other(struct run *r, struct engine_insn *known, bool writes)
{
	step(r, known);
	if (r->result.verdict.verdict == EL2_UNMODELLED)
		simd(r);
	if (!is_common(&r->insn) || !r->result.executed) {
		if (!r->result.executed || !keeps_context(r->s, &r->insn)) {
			r->code = NULL;
			if (r->engine)
				engine_context_changed(r->engine);
		} else if (r->engine && el2_form_get((el2_form)r->insn.form)->data_effect != EL2_DATA_NONE) {
			engine_memory_changed(r->engine);
		}
		if (!observe(r))
			return EL2_STOP_CALLBACK;
	} else {
		if (writes)
			engine_memory_changed(r->engine);
		if (cpu_is_watched(r->options, r->pc) && !observe(r))
			return EL2_STOP_CALLBACK;
	}
	return after_step(r);
}

static int failed_fetch(struct run *r)
{
	bool again = r->fetch_failed;
	int stop;

	memset(&r->insn, 0, sizeof r->insn);
	r->fetch_failed = true;
	if (r->engine)
		engine_context_changed(r->engine);
	if (!observe(r))
		return EL2_STOP_CALLBACK;
	stop = after_step(r);
	/* there is no "behind the instruction", and no vector either if that was it */
	if (stop == GO_ON && r->s->pc != r->pc && (r->options->on_exception != EL2_ON_EXCEPTION_VECTOR || again)) {
		r->s->pc = r->pc;
		return EL2_STOP_NOWHERE;
	}
	return stop;
}

static bool accesses(const el2_insn *insn)
{
	return insn->cls == EL2_CLASS_MEMORY || (insn->cls == EL2_CLASS_SIMD && is_load_or_store(insn));
}

/* The instruction in r->insn, which has been fetched from s->pc. */
static int execute(struct run *r)
{
	bool is_access = accesses(&r->insn), writes = is_access && r->engine && !engine_keeps_code(r->engine, &r->insn);

	r->fetch_failed = false;
	if (!ordinary(r)) /* where it is no access it may be one all the same: of a Guarded Control Stack, of SVE */
		return other(r, NULL, r->engine && (writes || !is_access));
	if (writes)
		engine_memory_changed(r->engine);
	if (cpu_is_watched(r->options, r->pc)) {
		memset(&r->result, 0, sizeof r->result);
		pass(r);
		if (!observe(r))
			return EL2_STOP_CALLBACK;
	}
	return GO_ON;
}

static int one(struct run *r)
{
	int stop;

	r->pc = r->s->pc;
	r->pstate = r->s->pstate;
	if (!fetch(r))
		return failed_fetch(r);
	if (r->engine && r->options->coverage)
		engine_cover_word(r->engine, r->pc);
	if (!is_common(&r->insn) && !is_tag(&r->insn) && may_stand_here(r) && !ask_before(r, &stop))
		return stop;
	return execute(r);
}

/* For the engine: an instruction in the midst of a block. */
static bool step_in_block(void *context, struct engine_insn *insn)
{
	struct run *r = context;

	r->pc = r->s->pc;
	r->pstate = r->s->pstate;
	r->insn = insn->insn;
	r->fetch_failed = false;
	r->stop = is_common(&r->insn) && !engine_is_pac(&r->insn) ? execute(r) : other(r, insn, false);
	return r->stop == GO_ON;
}

el2_stop el2_engine_run(el2_engine *engine, el2_state *state, el2_memory *memory, const el2_run_options *options,
			uint64_t *executed)
{
	struct run r; /* insn and result are written when there are any */

	r.engine = engine;
	r.s = state;
	r.memory = memory;
	r.options = options;
	r.executed = 0;
	r.limit = options->limit ? options->limit : DEFAULT_LIMIT;
	r.code = NULL;
	r.fetch_failed = false;
	r.stop = GO_ON;
	if (engine)
		engine_begin(engine, state, memory, options, step_in_block, &r);
	while (r.stop == GO_ON) {
		uint64_t done;

		if (state->pc == options->end && options->end != UINT64_MAX) {
			r.stop = EL2_STOP_END;
		} else if (options->levels && !(options->levels >> el2_el(state) & 1)) {
			r.stop = EL2_STOP_LEVEL;
		} else if (r.executed >= r.limit) {
			r.stop = EL2_STOP_LIMIT;
		} else if (engine && (done = engine_run_blocks(engine, r.limit - r.executed))) {
			r.executed += done;
			r.fetch_failed = false;
		} else {
			r.stop = one(&r);
			r.executed++;
		}
	}
	if (executed)
		*executed = r.executed;
	return (el2_stop)r.stop;
}

el2_engine *el2_engine_new(void)
{
	el2_engine *e = calloc(1, sizeof *e);

	if (!e)
		return NULL;
	e->ops = malloc(OPS_MAX * sizeof *e->ops);
	e->insns = malloc(INSNS_MAX * sizeof *e->insns);
	e->blocks = malloc(BLOCKS_MAX * sizeof *e->blocks);
	if (e->ops && e->insns && e->blocks)
		return e;
	el2_engine_free(e);
	return NULL;
}

void el2_engine_free(el2_engine *e)
{
	if (!e)
		return;
	engine_set_helper(e, NULL, NULL);
	free(e->blocks);
	free(e->ops);
	free(e->insns);
	free(e);
}

void engine_set_helper(el2_engine *e, const struct helper *helper, void *context)
{
	if (e->helper)
		e->helper->release(e->helper_context);
	e->helper = helper;
	e->helper_context = context;
}
