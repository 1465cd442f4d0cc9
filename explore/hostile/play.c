/* SPDX-License-Identifier: MIT */
/* A stream on the recorded machine, and what each event broke. */
#include "explore/hostile/hostile.h"
#include "model/bits.h"
#include "model/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The host executes an instruction again for which the hypervisor has mapped a page. */
#define TRIES 4

/* ---- being told ---- */

static void told_at(void *context, uint64_t pc, const el2_insn *insn, const el2_state *s)
{
	(void)pc;
	hostile_lock_seen(context, insn, s);
}

static void told_wait(void *context)
{
	struct hostile *h = context;

	if (h->locks.held)
		hostile_lock_let_go(h);
}

static void told_register(void *context, el2_sysreg reg, bool write, uint64_t value)
{
	struct hostile *h = context;

	if (!write)
		return;
	if (reg == EL2_SYSREG_VTCR_EL2)
		h->vtcr = value;
	if (reg == EL2_SYSREG_VTTBR_EL2 && h->vttbr_count < sizeof h->vttbrs / sizeof *h->vttbrs) {
		h->vtcrs[h->vttbr_count] = h->vtcr;
		h->vttbrs[h->vttbr_count++] = value;
	}
}

/* EL2 reads memory that the host may write: there is something to put there. */
static void told_read(void *context, el2_page *page, uint32_t offset, uint32_t size)
{
	struct hostile *h = context;
	const struct hostile_world *w = &h->world;
	struct hostile_learnt *l = h->learnt;
	uint64_t pa = page->address + offset, value;
	bool address;

	if (!h->learning || h->host_acts || l->field_count == HOSTILE_FIELDS)
		return;
	for (size_t n = 0; n < l->field_count; n++)
		if (l->fields[n].pa == pa)
			return;
	value = size == 8 && !(offset & 7) ? load_le(page->data + offset, 8) : 0;
	address = value && !(value & 0xfff) && value - w->ram < w->ram_end - w->ram;
	l->fields[l->field_count++] = (struct hostile_field){pa, (uint8_t)size, address};
}

static void told_written(void *context, el2_page *page, uint32_t offset, uint32_t size)
{
	(void)context;
	(void)page;
	(void)offset;
	(void)size;
}

/* The driver in between: what the recorded code says, and what policy would have said. */
static bool is_the_same(const el2_response *policy, const el2_response *real)
{
	if (policy->action == EL2_ACTION_UNMODELLED || real->action == EL2_ACTION_UNMODELLED)
		return true;
	/* a call of firmware in EL2's own name is SERVE, without a value, to policy */
	if (policy->action == EL2_ACTION_SERVE && !(policy->writes & 1) && real->action == EL2_ACTION_FORWARD)
		return true;
	if (policy->action != real->action)
		return false;
	return policy->action != EL2_ACTION_INJECT ||
	       (policy->injected.esr == real->injected.esr && policy->injected.vector == real->injected.vector);
}

static void handle(const void *context, const el2_state *s, const el2_exception *taken, el2_response *out,
		   el2_trail *trail)
{
	struct hostile *h = ((const struct hostile_context *)context)->hostile;
	const el2_hypervisor *policy = &h->policy;
	unsigned ec = EL2_ESR_EC(taken->esr);

	el2_exception as_known = *taken;

	if (ec == EL2_EC_IABT_LOW || ec == EL2_EC_DABT_LOW) {
		el2_owner owner = EL2_OWNER_HOST;

		as_known.page_known =
			taken->hpfar_valid &&
			hostile_owner(h, (taken->hpfar & UINT64_C(0xfffffffffff)) >> 4, &owner, &as_known.page_mapped);
		as_known.page_owner = (uint8_t)owner;
	}
	h->entered = true;
	h->host_acts = false;
	h->recorded_driver.handle(h->recorded_driver.context, s, taken, out, trail);
	h->host_acts = true;
	if (policy->handle && h->options->promises & EL2_PROMISE_POLICY && ec != EL2_EC_HVC64 &&
	    !(h->ffa_there && ec == EL2_EC_SMC64)) { /* its rows are of firmware without FF-A */
		el2_response said = {0};

		policy->handle(policy->context, s, &as_known, &said, NULL);
		h->disagrees |= !is_the_same(&said, out);
	}
}

/* ---- open ---- */

static bool is_el2s(unsigned reg)
{
	unsigned op1 = EL2_KEY_OP1(el2_sysreg_get((el2_sysreg)reg)->key);

	return op1 == 4 || op1 == 6 || op1 == 7;
}

bool hostile_open(struct hostile *h, const el2_fuzz_options *o)
{
	h->options = o;
	h->recording = o->recording;
	h->recorded = o->recorded;
	h->recorded_driver = el2_recorded_hypervisor(o->recorded);
	h->context.hostile = h;
	if (o->policy)
		h->policy = *o->policy;
	h->hypervisor = (el2_hypervisor){.name = "recorded", .context = &h->context, .handle = handle};
	h->start = *el2_recorded_state(o->recorded);
	h->start.sysreg[EL2_SYSREG_SCTLR_EL1] &=
		~EL2_BIT(SCTLR_EL1, M); /* addresses are physical, as the host may have it */
	el2_set_el(&h->start, 1);
	h->base = h->s = h->start;
	h->device = (el2_device){.context = h, .read = told_read, .written = told_written};
	if (!hostile_world_open(h))
		return false;
	h->words = h->world.text_size / 4;
	h->first = malloc(h->words * sizeof *h->first);
	if (!h->first)
		return false;
	memset(h->first, 0xff, h->words * sizeof *h->first);
	for (unsigned reg = 1; reg < EL2_SYSREG_REGISTERS; reg++)
		if (is_el2s(reg))
			h->el2s[h->el2_count++] = (uint16_t)reg;
	hostile_locks_open(h);
	h->listener = (el2_recorded_listener){.reg = told_register,
					      .at = told_at,
					      .wait = told_wait,
					      .watch = h->locks.site,
					      .watch_count = h->locks.site_count};
	el2_recorded_persist(h->recorded, true);
	el2_recorded_forget(h->recorded);
	hostile_tables_open(h);
	hostile_tables_base(h);
	h->tables.off = hostile_account_off(h);
	hostile_guest_open(h);
	if (!hostile_firmware_open(h))
		return false;
	el2_recorded_trace(h->recorded, &h->listener, h);
	return true;
}

void hostile_close(struct hostile *h)
{
	if (h->recorded) {
		el2_recorded_trace(h->recorded, NULL, NULL);
		el2_recorded_cover(h->recorded, NULL);
	}
	free(h->first);
}

/* ---- the machine ---- */

bool hostile_is_lost(const struct hostile *h)
{
	return h->entered && el2_recorded_last_get(h->recorded)->end != EL2_RECORDED_RETURN;
}

/* To the base, which is what the prefix comes to; or to what was recorded. */
static void go_to(struct hostile *h, bool based)
{
	el2_step_result result;
	el2_insn insn;

	el2_recorded_cover(h->recorded, based ? &h->learnt->coverage : NULL);
	el2_recorded_forget(h->recorded);
	el2_recorded_interrupt(h->recorded, false);
	h->begun = h->ffa_there = false;
	hostile_world_fill(h);
	h->tables.tree_count = h->tables.tree_count < 2 ? h->tables.tree_count : 2;
	h->s = h->start;
	hostile_tables_base(h);
	h->locks.taken_count = h->locks.until_held = h->locks.held = 0;
	for (size_t n = 0; based && n < h->prefix.count; n++) {
		hostile_event(h, &h->prefix.event[n], &insn, &result);
		if (hostile_is_lost(h))
			h->prefix.count = n; /* this far, and no farther */
	}
	if (based) {
		hostile_world_base(h);
		hostile_guest_base(h);
		el2_recorded_keep(h->recorded);
	}
	h->base = h->s;
	hostile_tables_base(h);
	h->based = based;
}

void hostile_reset(struct hostile *h, bool based)
{
	if (h->prefix.count && based != h->based)
		go_to(h, based);
	el2_recorded_reset(h->recorded);
	el2_recorded_interrupt(h->recorded, false);
	h->begun = h->based && h->prefix.count;
	h->ffa_there = h->begun && h->prefix.event[0].kind == EL2_EVENT_BOOT_FFA;
	hostile_tables_reset(h);
	h->s = h->base;
	h->locks.taken_count = h->locks.until_held = h->locks.held = 0;
}

void hostile_begin(struct hostile *h, struct hostile_learnt *learnt, unsigned line)
{
	h->learnt = learnt;
	learnt->coverage.base = h->world.text;
	learnt->coverage.size = h->world.text_size;
	learnt->coverage.alias = h->world.text - h->world.linear;
	learnt->coverage.edge_bits = HOSTILE_EDGES;
	h->learning = false;
	h->prefix.count = 0;
	hostile_firmware_base(h, line, &h->prefix);
	hostile_prefix(h, line, &h->prefix);
	go_to(h, true);
	if (el2_recorded_last_get(h->recorded)->end != EL2_RECORDED_RETURN)
		go_to(h, true); /* without what it ended in */
}

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
