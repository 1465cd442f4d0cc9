/* SPDX-License-Identifier: MIT */
/* One exception at EL2: run the recorded code until it leaves EL2, and say how it ended. */
#include "recording/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Instructions of the path of a panic. */
#define PANIC_LIMIT 1000000u
#define GUEST_EXIT  64u /* instructions of its time that an exit of a guest takes */

/* What the observer stopped for. */
struct stop {
	el2_recorded *r;
	uint64_t pc;
	el2_insn insn;
	el2_exception taken;
	bool exception; /* one that EL2 code took */
};

/* External aborts: an address that the recording has no memory for. */
static bool is_unrecorded(const el2_exception *e)
{
	unsigned ec = EL2_ESR_EC(e->esr), dfsc = e->esr & 0x3f;

	if ((ec & ~5u) != EL2_EC_IABT_LOW) /* of data or instructions, from this level or a lower one */
		return false;
	return dfsc == 0x10 || (dfsc >= 0x13 && dfsc <= 0x17);
}

/* Taken at EL2 by its own code, not by a guest? */
static bool by_el2(const el2_exception *e)
{
	return e->el == 2 && (e->spsr & EL2_PSTATE_EL) == 2u << 2;
}

static void tell_register(const el2_recorded *r, const el2_insn *insn, const el2_state *s)
{
	bool write = insn->form == EL2_FORM_MSR;

	if (r->listener && r->listener->reg && (write || insn->form == EL2_FORM_MRS))
		r->listener->reg(r->listener_context, (el2_sysreg)insn->sysreg, write,
				 insn->rd == 31 ? 0 : s->x[insn->rd]);
}

/* Told because its address is watched. */
static bool is_ordinary(const el2_insn *insn)
{
	return insn->cls == EL2_CLASS_GENERAL || insn->cls == EL2_CLASS_MEMORY || insn->cls == EL2_CLASS_SIMD;
}

/* Nothing interests but exceptions at EL2, what is not executed, and what somebody watches. */
static bool observe(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result, const el2_state *s)
{
	struct stop *stop = context;
	const el2_verdict *v = &result->verdict;

	if (result->executed) {
		if (is_ordinary(insn))
			stop->r->listener->at(stop->r->listener_context, pc, insn, s);
		else
			tell_register(stop->r, insn, s);
		if (insn->form == EL2_FORM_WFE && stop->r->listener && stop->r->listener->wait && el2_el(s) == 2)
			stop->r->listener->wait(stop->r->listener_context);
		return true;
	}
	stop->pc = pc;
	stop->insn = *insn;
	stop->exception = v->has_taken && (by_el2(&v->taken) || is_unrecorded(&v->taken));
	if (stop->exception)
		stop->taken = v->taken;
	return !stop->exception;
}

static const el2_recorded_symbol *symbol_at(const el2_recorded *r, uint64_t pc, uint64_t *offset)
{
	const el2_recorded_range *range = el2_recording_range(r->recording, pc);

	*offset = 0;
	return range ? el2_recording_symbol_at(r->recording, range->pa + (pc - range->va), offset) : NULL;
}

void recorded_place(const el2_recorded *r, uint64_t pc, char *out, size_t size)
{
	uint64_t offset;
	const el2_recorded_symbol *symbol = symbol_at(r, pc, &offset);

	if (symbol)
		snprintf(out, size, "%s+0x%" PRIx64, symbol->name, offset);
	else
		snprintf(out, size, "0x%" PRIx64, pc);
}

static void ended(el2_recorded *r, el2_recorded_end end, uint64_t pc, uint32_t word, const char *why)
{
	char where[128];

	recorded_place(r, pc, where, sizeof where);
	r->last.end = end;
	r->last.pc = pc;
	r->last.word = word;
	snprintf(r->last.what, sizeof r->last.what, "%.90s at %.96s", why, where);
}

static void exception(el2_recorded *r, const struct stop *stop)
{
	const el2_exception *e = &stop->taken;
	char why[96];

	r->last.esr = e->esr;
	r->last.far = e->far_valid ? e->far : 0;
	if (is_unrecorded(e)) {
		snprintf(why, sizeof why, "memory that was not recorded, 0x%" PRIx64 ",", r->last.far);
		ended(r, EL2_RECORDED_UNKNOWN, stop->pc, stop->insn.word, why);
		return;
	}
	if (EL2_ESR_EC(e->esr) == EL2_EC_BRK64)
		snprintf(why, sizeof why, "BUG, brk #0x%x,", (unsigned)(e->esr & 0xffff));
	else
		snprintf(why, sizeof why, "an exception of EL2's own, ESR 0x%" PRIx64 ", FAR 0x%" PRIx64 ",", e->esr,
			 r->last.far);
	ended(r, EL2_RECORDED_PANIC, stop->pc, stop->insn.word, why);
}

/* Tell of the function that execution is in, if it was in another. */
static void tell_path(el2_recorded *r)
{
	uint64_t offset;
	const el2_recorded_symbol *symbol = symbol_at(r, r->s.pc, &offset);

	if (r->last.instructions && symbol == r->function)
		return;
	r->function = symbol;
	r->listener->function(r->listener_context, r->s.pc, symbol ? symbol->name : NULL, offset);
}

/* Is EL2 back at the place that the host came from? */
static bool is_back(const el2_recorded *r)
{
	return el2_el(&r->s) < 2 && (r->s.pc == r->elr || r->s.pc == r->elr + 4);
}

/* Has EL2 returned to a guest: with another stage 2 than the host's, and not to where that came from? */
static bool is_guest(const el2_recorded *r)
{
	const uint64_t *s = r->s.sysreg, *host = r->now.sysreg;

	if (is_back(r))
		return false;
	return (s[EL2_SYSREG_HCR_EL2] ^ host[EL2_SYSREG_HCR_EL2]) & EL2_BIT(HCR_EL2, VM) ||
	       (s[EL2_SYSREG_HCR_EL2] & EL2_BIT(HCR_EL2, VM) && s[EL2_SYSREG_VTTBR_EL2] != host[EL2_SYSREG_VTTBR_EL2]);
}

/* IRQ from the guest that EL2 is about to run, or runs. */
static void interrupt(el2_recorded *r)
{
	el2_state *s = &r->s;

	s->sysreg[EL2_SYSREG_ELR_EL2] = s->pc;
	s->sysreg[EL2_SYSREG_SPSR_EL2] = s->pstate;
	s->pc = recorded_vector(s, 0x480);
	s->pstate = EL2_PSTATE_DAIF | 2u << 2 | EL2_PSTATE_SP;
}

/* Is the guest that EL2 returns to in AArch32, where none of it is executed? An interrupt is then there at once.
 * Source: Arm's table of vectors: IRQ from a lower level, AArch32. */
static bool interrupted_32(el2_recorded *r, const el2_insn *insn)
{
	el2_state *s = &r->s;

	if (!r->options.guest_limit || insn->form != EL2_FORM_ERET || el2_el(s) != 2 ||
	    !(s->sysreg[EL2_SYSREG_SPSR_EL2] & EL2_PSTATE_NRW))
		return false;
	r->last.guest_vttbr = s->sysreg[EL2_SYSREG_VTTBR_EL2];
	s->pc = recorded_vector(s, 0x680);
	return true;
}

/* What brought EL2 to EL3 is answered. False: it is no call, and nobody knows the answer. */
static bool asks_firmware(el2_recorded *r)
{
	const uint64_t *s = r->s.sysreg;

	if (EL2_ESR_EC(s[EL2_SYSREG_ESR_EL3]) == EL2_EC_SMC64) {
		recorded_firmware(r);
		return true;
	}
	ended(r, EL2_RECORDED_UNKNOWN, s[EL2_SYSREG_ELR_EL3], 0, "firmware, asked by another exception than an SMC,");
	return false;
}

/* False: go on. */
static bool finished(el2_recorded *r, el2_stop how, const struct stop *stop)
{
	char why[96];

	switch (how) {
	case EL2_STOP_END:
		r->last.end = EL2_RECORDED_RETURN;
		r->last.pc = r->s.pc;
		return true;
	case EL2_STOP_LEVEL:
		if (el2_el(&r->s) == 3)
			return !asks_firmware(r);
		if (el2_el(&r->s) == 2)
			return false;
		if (is_guest(r)) {
			r->last.guest_vttbr = r->s.sysreg[EL2_SYSREG_VTTBR_EL2];
			if (r->interrupt)
				interrupt(r);
			return false;
		}
		r->last.end = EL2_RECORDED_RETURN;
		r->last.pc = r->s.pc;
		return true;
	case EL2_STOP_CALLBACK:
		exception(r, stop);
		return true;
	case EL2_STOP_UNMODELLED:
		if (interrupted_32(r, &stop->insn))
			return false;
		if (recorded_outside(r, r->last.instructions, &stop->insn)) {
			tell_register(r, &stop->insn, &r->s);
			return false;
		}
		snprintf(why, sizeof why, "%08x, which is not executed,", stop->insn.word);
		ended(r, EL2_RECORDED_UNKNOWN, stop->pc, stop->insn.word, why);
		return true;
	case EL2_STOP_LIMIT:
	case EL2_STOP_WFI:
	case EL2_STOP_NO_PROGRESS:
		if (how == EL2_STOP_LIMIT && r->last.instructions < r->options.limit)
			return false;
		if (how != EL2_STOP_LIMIT && r->options.guest_limit && el2_el(&r->s) < 2) {
			interrupt(r);
			return false;
		}
		ended(r, EL2_RECORDED_HANG, r->s.pc, 0,
		      how == EL2_STOP_LIMIT ? "no end after all the instructions allowed," : "a wait for nothing");
		return true;
	default:
		ended(r, EL2_RECORDED_UNKNOWN, r->s.pc, 0, "code that is not there");
		return true;
	}
}

static el2_run_options options_of(const el2_recorded *r, struct stop *stop)
{
	el2_run_options options = {.end = r->called ? RECORDED_CALLER : UINT64_MAX,
				   .on_exception = EL2_ON_EXCEPTION_VECTOR,
				   .observer = observe,
				   .context = stop,
				   .coverage = r->coverage};

	if (r->listener && r->listener->at) {
		options.watch = r->listener->watch;
		options.watch_count = r->listener->watch_count;
	}
	return options;
}

/* EL2 is at its vector for what it has done itself: what comes of that, until it leaves for the host or is lost. Where
 * it leaves for where the host was it had a way to go on (the IL bit of a guest that must not be entered, its table of
 * fixups), and it is no panic: that tells of itself elsewhere. */
static void run_panic(el2_recorded *r)
{
	const el2_recorded_last panic = r->last;
	struct stop stop = {.r = r};
	el2_run_options options = options_of(r, &stop);
	el2_recorded_last then;
	uint64_t executed;
	el2_stop how;

	memset(&r->last, 0, sizeof r->last);
	options.levels = 1u << 2;
	do {
		options.limit = PANIC_LIMIT - r->last.instructions;
		how = el2_engine_run(r->engine, &r->s, r->memory, &options, &executed);
		r->last.instructions += executed;
		if (how == EL2_STOP_LEVEL && el2_el(&r->s) == 1)
			break;
		if (r->last.instructions >= PANIC_LIMIT) {
			ended(r, EL2_RECORDED_HANG, r->s.pc, 0, "no end");
			break;
		}
	} while (!finished(r, how, &stop));
	r->instructions += r->last.instructions;
	then = r->last;
	if (then.end == EL2_RECORDED_RETURN && is_back(r) && EL2_ESR_EC(panic.esr) != EL2_EC_BRK64) {
		r->last.pc = r->s.pc;
		r->last.instructions += panic.instructions;
		r->last.smcs += panic.smcs;
		return;
	}
	r->last = panic;
	r->last.then = then.end;
	snprintf(r->last.then_what, sizeof r->last.then_what, "%.127s", then.what);
}

/* A guest has run for some instructions, and may have come to EL2: from what is left of its time. */
static uint64_t time_left(const el2_recorded *r, uint64_t left, uint64_t executed)
{
	uint64_t took = executed + (el2_el(&r->s) < 2 ? 0 : GUEST_EXIT);

	return took < left ? left - took : 0;
}

void recorded_run(el2_recorded *r)
{
	struct stop stop = {.r = r};
	el2_run_options options = options_of(r, &stop);
	uint64_t executed, left = r->options.guest_limit;
	el2_stop how;

	memset(&r->last, 0, sizeof r->last);
	do {
		bool timed = r->options.guest_limit && el2_el(&r->s) < 2;

		options.limit = r->options.limit - r->last.instructions;
		if (!options.limit) {
			finished(r, EL2_STOP_LIMIT, &stop);
			break;
		}
		if (timed && !left) {
			interrupt(r);
			timed = false;
		}
		options.levels = el2_el(&r->s) < 2 ? 3u : 1u << 2; /* a guest's, or EL2 */
		if (timed && options.limit > left)
			options.limit = left;
		if (r->listener && r->listener->function) {
			tell_path(r);
			options.limit = 1;
		}
		how = el2_engine_run(r->engine, &r->s, r->memory, &options, &executed);
		r->last.instructions += executed;
		if (timed)
			left = time_left(r, left, executed);
	} while (!finished(r, how, &stop));
	r->instructions += r->last.instructions;
	if (r->options.run_panics && r->last.end == EL2_RECORDED_PANIC)
		run_panic(r);
}
