/* SPDX-License-Identifier: MIT */
/* A stream on the recorded machine, and what each event broke. */
#include "explore/hostile/hostile.h"
#include "model/bits.h"

#include <stdio.h>
#include <string.h>

/* The host executes an instruction again for which the hypervisor has mapped a page. */
#define TRIES 4

/* ---- an event ---- */

/* An instruction, with the host's registers as they are, again while EL2 wants it. */
static void execute(struct hostile *h, const el2_insn *insn, el2_step_result *result)
{
	el2_state *s = &h->s;

	s->pc = h->start.pc;
	for (unsigned tries = 0; tries < TRIES; tries++) {
		bool entered = h->entered;

		h->entered = false;
		el2_step(s, el2_recorded_memory(h->recorded), &h->hypervisor, insn, result, NULL);
		if (h->entered && el2_recorded_last_get(h->recorded)->end == EL2_RECORDED_RETURN)
			for (unsigned i = 0; i < h->el2_count; i++)
				s->sysreg[h->el2s[i]] = el2_recorded_now(h->recorded)->sysreg[h->el2s[i]];
		h->entered |= entered;
		if (result->verdict.verdict != EL2_TRAP || result->verdict.action != EL2_ACTION_RETRY ||
		    result->no_progress)
			break;
	}
}

static void execute_stores(struct hostile *h, const el2_event *e, el2_insn *insn, el2_step_result *result)
{
	el2_decode(EL2_WORD_STR_X1_X0, insn);
	for (unsigned n = 0; n < e->args && !hostile_is_lost(h); n++) {
		h->s.x[0] = e->value + 8 * n;
		h->s.x[1] = e->arg[n];
		execute(h, insn, result);
	}
}

/* What is done to the machine from outside of the host. */
static void outside(struct hostile *h, const el2_event *e)
{
	el2_recorded_answer answer = {.after = e->reg,
				      .registers = e->value & ((1u << EL2_EVENT_ARGS) - 1),
				      .resumes = e->value >> EL2_EVENT_RESUMES & 1};
	const char *why;

	switch (e->kind) {
	case EL2_EVENT_GUEST:
		hostile_guest_event(h, e);
		break;
	case EL2_EVENT_ANSWER:
		memcpy(answer.x, e->arg, sizeof answer.x);
		el2_recorded_answer_next(h->recorded, &answer);
		break;
	case EL2_EVENT_BOOT_FFA:
		h->ffa_there = h->ffa_there || (!h->begun && el2_recorded_boot_ffa(h->recorded, &why));
		break;
	default:
		break;
	}
}

void hostile_event(struct hostile *h, const el2_event *e, el2_insn *insn, el2_step_result *result)
{
	el2_state *s = &h->s;

	el2_decode(e->word, insn);
	memset(result, 0, sizeof *result);
	h->entered = h->disagrees = false;
	h->vttbr_count = 0;
	h->vtcr = h->base.sysreg[EL2_SYSREG_VTCR_EL2];
	if (el2_el(s) != e->el)
		el2_set_el(s, e->el);
	h->host_acts = true;
	if (e->kind == EL2_EVENT_INSN) {
		if (e->reg < 31)
			s->x[e->reg] = e->value;
		for (unsigned i = 0; i < e->args; i++)
			s->x[i + 1] = e->arg[i];
		execute(h, insn, result);
	} else if (e->kind == EL2_EVENT_STORES) {
		execute_stores(h, e, insn, result);
	} else {
		outside(h, e);
	}
	h->host_acts = false;
	h->begun = true;
	hostile_lock_let_go(h);
	if (e->kind == EL2_EVENT_HELD)
		hostile_lock_hold(h, e->value);
	el2_recorded_interrupt(h->recorded, e->kind == EL2_EVENT_INTERRUPT);
	for (unsigned i = 0; i < h->vttbr_count; i++)
		hostile_tables_guest(h, h->vttbrs[i], h->vtcrs[i]);
}

/* ---- what it broke ---- */

/* Registers with which the host runs, and no call may change. */
static const uint16_t restored[] = {
	EL2_SYSREG_HCR_EL2,  EL2_SYSREG_VTTBR_EL2, EL2_SYSREG_VTCR_EL2,   EL2_SYSREG_TTBR0_EL2,  EL2_SYSREG_TCR_EL2,
	EL2_SYSREG_MAIR_EL2, EL2_SYSREG_SCTLR_EL2, EL2_SYSREG_TPIDR_EL2,  EL2_SYSREG_MDCR_EL2,   EL2_SYSREG_HSTR_EL2,
	EL2_SYSREG_HCRX_EL2, EL2_SYSREG_VPIDR_EL2, EL2_SYSREG_HFGRTR_EL2, EL2_SYSREG_HFGWTR_EL2, EL2_SYSREG_HFGITR_EL2};

/* Bits that a CPU without the feature has as 0, whatever is written. Source: Arm register description. */
static const struct {
	uint16_t reg;
	uint64_t bit;
	el2_feature feature;
} res0[] = {
	{EL2_SYSREG_HCRX_EL2, EL2_BIT(HCRX_EL2, MSCEn), EL2_FEAT_MOPS},
	{EL2_SYSREG_HCRX_EL2, EL2_BIT(HCRX_EL2, TCR2En), EL2_FEAT_TCR2},
	{EL2_SYSREG_HCRX_EL2, EL2_BIT(HCRX_EL2, EnFPM), EL2_FEAT_FPMR},
};

static bool is_restored(const struct hostile *h, uint16_t reg, uint64_t now)
{
	uint64_t changed = now ^ h->base.sysreg[reg];

	for (size_t n = 0; n < sizeof res0 / sizeof *res0; n++)
		if (res0[n].reg == reg && !el2_has(h->base.cpu, res0[n].feature))
			changed &= ~res0[n].bit;
	return !changed;
}

static unsigned not_restored(struct hostile *h)
{
	const uint64_t *now = el2_recorded_now(h->recorded)->sysreg;
	uint64_t lock, pa, offset;

	for (size_t n = 0; n < sizeof restored / sizeof *restored; n++)
		if (!is_restored(h, restored[n], now[restored[n]])) {
			snprintf(h->at, sizeof h->at, "%s is not the host's",
				 el2_sysreg_get((el2_sysreg)restored[n])->name);
			return EL2_PROMISE_RETURNS;
		}
	if (hostile_lock_held(h, &lock)) {
		const el2_recorded_symbol *symbol =
			hostile_pa(h, lock, &pa) ? el2_recording_symbol_at(h->recording, pa, &offset) : NULL;

		snprintf(h->at, sizeof h->at, "a lock is held: %.40s", symbol ? symbol->name : "in a structure");
		return EL2_PROMISE_RETURNS;
	}
	return 0;
}

/* The promises that the event broke, the most serious one. */
static unsigned broken_by(struct hostile *h, const el2_stream *played, const el2_insn *insn,
			  const el2_step_result *result, const struct hostile_snapshot *snapshot)
{
	const el2_recorded_last *last = el2_recorded_last_get(h->recorded);
	const el2_fuzz_options *o = h->options;
	unsigned broken = 0;
	uint64_t lock;

	h->at[0] = 0;
	if (h->entered && last->end == EL2_RECORDED_PANIC) {
		/* a lock held: the host is told, and its next exception that needs the lock goes round for ever */
		bool lost = last->then == EL2_RECORDED_PANIC || last->then == EL2_RECORDED_HANG,
		     held = hostile_lock_held(h, &lock);

		el2_recorded_place(h->recorded, last->pc, h->at, sizeof h->at);
		broken = lost || held ? EL2_PROMISE_RETURNS : EL2_PROMISE_NO_PANIC;
		if (!(broken & o->promises))
			broken = EL2_PROMISE_NO_PANIC;
	} else if (h->entered && last->end == EL2_RECORDED_HANG) {
		el2_recorded_place(h->recorded, last->pc, h->at, sizeof h->at);
		h->at[strcspn(h->at, "+")] = 0; /* wherever it is just then */
		broken = EL2_PROMISE_RETURNS;
	} else if (h->entered && last->end == EL2_RECORDED_RETURN) {
		if (o->promises & EL2_PROMISE_RETURNS)
			broken = not_restored(h);
		if (!broken)
			broken = hostile_tables_check(h, &played->event[played->count - 1]);
		if (!broken && snapshot->count && hostile_stored(h, played, snapshot)) {
			snprintf(h->at, sizeof h->at, "hypercall 0x%llx",
				 (unsigned long long)played->event[played->count - 1].value);
			broken = EL2_PROMISE_NO_STORE;
		}
		if (!broken && h->disagrees)
			broken = EL2_PROMISE_POLICY;
	}
	if (!(broken & o->promises) && o->invariant && played->event[played->count - 1].kind == EL2_EVENT_INSN &&
	    !o->invariant(o->context, &played->event[played->count - 1], insn, result))
		broken = EL2_PROMISE_OF_USER;
	return broken & o->promises;
}

/* A call and what came back, when that is new. */
static void note_pair(struct hostile *h, const el2_event *e)
{
	int64_t back = (int64_t)h->s.x[1];
	uint64_t hash = (e->value * 131 + (back < 0 && back > -4096 ? (uint64_t)back : back != 0) * 7 + h->s.x[0]) *
				UINT64_C(0x9e3779b97f4a7c15) >>
			(64 - HOSTILE_PAIRS);

	h->fresh |= !(h->learnt->pairs[hash / 8] >> hash % 8 & 1);
	h->learnt->pairs[hash / 8] |= (uint8_t)(1u << hash % 8);
}

/* A call that was made, and whether it ended the machine. */
static void note_call(struct hostile *h, const el2_event *e, bool ended)
{
	const struct hostile_call *call = hostile_call_of(h, e->value);
	size_t n = call ? (size_t)(call - h->world.calls) : 0;

	if (!call)
		return;
	h->learnt->calls[n]++;
	h->learnt->crashes[n] += ended;
	h->learnt->hangs[n] += h->entered && el2_recorded_last_get(h->recorded)->end == EL2_RECORDED_HANG;
}

bool hostile_play(struct hostile *h, const el2_stream *stream, bool run, const struct watch *watch,
		  el2_finding *finding)
{
	struct hostile_snapshot snapshot;
	el2_stream played = {.count = 0};

	hostile_reset(h, run);
	h->learning = run;
	h->fresh = false;
	if (run)
		h->learnt->coverage.new_edges = h->learnt->coverage.last = 0;
	el2_recorded_cover(h->recorded, run ? &h->learnt->coverage : NULL);
	if (run)
		played = h->prefix;
	for (size_t n = 0; n < stream->count && played.count < EL2_STREAM_EVENTS; n++) {
		const el2_event *e = &stream->event[n];
		el2_step_result result;
		unsigned broken;
		bool calls, ended;
		el2_insn insn;

		hostile_snapshot(h, e, &snapshot);
		hostile_event(h, e, &insn, &result);
		played.event[played.count++] = *e;
		if (watch && watch->decided)
			watch->decided(watch->context, &result.verdict);
		if (watch && watch->played)
			watch->played(watch->context, e, &result);
		if (run && h->entered)
			h->instructions += el2_recorded_last_get(h->recorded)->instructions;
		calls = run && e->kind == EL2_EVENT_INSN && insn.form == EL2_FORM_HVC;
		if (calls && h->entered)
			note_pair(h, e);
		broken = broken_by(h, &played, &insn, &result, &snapshot);
		if (broken) {
			finding->promise = broken & -broken;
			finding->rule = player_rule(&result.verdict);
			snprintf(finding->at, sizeof finding->at, "%s", h->at);
			finding->result = result;
			finding->stream = played;
		}
		ended = broken || hostile_is_lost(h);
		if (calls)
			note_call(h, e, ended);
		if (broken)
			return true;
		if (ended)
			break;
	}
	h->fresh |= run && h->learnt->coverage.new_edges;
	h->learning = false;
	return false;
}
