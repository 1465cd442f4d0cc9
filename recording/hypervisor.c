/* SPDX-License-Identifier: MIT */
/* The driver: memory, the state that EL2 starts from, one exception, and what it came to. */
#include "model/bytes.h"
#include "recording/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where RAM is taken to begin: with the multiple below the first page that was recorded. */
#define RAM_ALIGNMENT (UINT64_C(1) << 24)

/* ---- making one ---- */

static bool fill(el2_recorded *r)
{
	const el2_recording *rec = r->recording;

	for (size_t i = 0; i < rec->page_count; i++) {
		el2_page *page;

		if (!el2_memory_map(r->memory, rec->pages[i].pa, EL2_RECORDING_PAGE))
			return false;
		page = el2_memory_page(r->memory, rec->pages[i].pa);
		memcpy(page->data, rec->pages[i].data, EL2_RECORDING_PAGE);
	}
	el2_memory_set_walk(r->memory, true);
	if (r->options.ram && rec->page_count)
		el2_memory_set_ram(r->memory, rec->pages[0].pa & ~(RAM_ALIGNMENT - 1),
				   rec->pages[rec->page_count - 1].pa + EL2_RECORDING_PAGE -
					   (rec->pages[0].pa & ~(RAM_ALIGNMENT - 1)));
	el2_memory_checkpoint(r->memory);
	return true;
}

/* Is a register EL2's, or EL3's: op1 4, 6, 7? */
static bool is_el2s(unsigned reg)
{
	unsigned op1 = EL2_KEY_OP1(el2_sysreg_get((el2_sysreg)reg)->key);

	return op1 == 4 || op1 == 6 || op1 == 7;
}

/* The registers that are the host's, as runs of their numbers: those follow encodings. */
static void find_host_runs(el2_recorded *r)
{
	for (unsigned i = 1; i < EL2_SYSREG_REGISTERS; i++) {
		if (is_el2s(i))
			continue;
		if (r->run_count && r->runs[r->run_count - 1].end == i)
			r->runs[r->run_count - 1].end++;
		else
			r->runs[r->run_count++] = (struct recorded_run_of){(uint16_t)i, (uint16_t)(i + 1)};
	}
}

el2_recorded *el2_recorded_new(const el2_recording *recording, const el2_cpu *cpu, const el2_recorded_options *options)
{
	el2_recorded *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	r->recording = recording;
	if (options)
		r->options = *options;
	if (!r->options.limit)
		r->options.limit = 4000000;
	r->memory = el2_memory_new();
	r->engine = el2_engine_new();
	r->descriptions = r->options.firmware == EL2_FIRMWARE_FFA ? recorded_descriptions() : NULL;
	if (!r->memory || !r->engine || (r->options.firmware == EL2_FIRMWARE_FFA && !r->descriptions) ||
	    !el2_recording_state(recording, r->options.cpu, cpu, &r->base) || !fill(r)) {
		el2_recorded_free(r);
		return NULL;
	}
	recorded_el3(&r->base);
	r->now = r->kept = r->base;
	r->firmware.kind = r->kept_firmware.kind = r->options.firmware;
	find_host_runs(r);
	return r;
}

void el2_recorded_free(el2_recorded *r)
{
	if (!r)
		return;
	el2_memory_free(r->memory);
	el2_engine_free(r->engine);
	free(r->descriptions);
	free(r);
}

const el2_state *el2_recorded_state(const el2_recorded *r)
{
	return &r->base;
}

const el2_state *el2_recorded_after(const el2_recorded *r)
{
	return &r->s;
}

el2_memory *el2_recorded_memory(el2_recorded *r)
{
	return r->memory;
}

const el2_recorded_last *el2_recorded_last_get(const el2_recorded *r)
{
	return &r->last;
}

void el2_recorded_persist(el2_recorded *r, bool persistent)
{
	r->options.persistent = persistent;
}

void el2_recorded_interrupt(el2_recorded *r, bool pending)
{
	r->interrupt = pending;
}

void el2_recorded_trace(el2_recorded *r, const el2_recorded_listener *listener, void *context)
{
	r->listener = listener;
	r->listener_context = context;
}

/* Counters, random numbers and firmware, back to what was kept. */
static void back_outside(el2_recorded *r)
{
	r->instructions = r->kept_instructions;
	r->random = r->kept_random;
	r->firmware = r->kept_firmware;
}

void el2_recorded_reset(el2_recorded *r)
{
	el2_memory_restore(r->memory);
	r->now = r->kept;
	back_outside(r);
}

void el2_recorded_keep(el2_recorded *r)
{
	el2_memory_checkpoint(r->memory);
	r->kept = r->now;
	r->kept_instructions = r->instructions;
	r->kept_random = r->random;
	r->firmware.kept = r->firmware.used;
	r->kept_firmware = r->firmware;
}

void el2_recorded_forget(el2_recorded *r)
{
	el2_memory_restore(r->memory);
	for (el2_page *page = NULL; (page = el2_memory_next(r->memory, page)) != NULL;) {
		const uint8_t *data = el2_recording_page(r->recording, page->address);
		static const uint8_t zeros[EL2_RECORDING_PAGE];

		if (memcmp(page->data, data ? data : zeros, EL2_RECORDING_PAGE))
			el2_memory_write(r->memory, page->address, data ? data : zeros, EL2_RECORDING_PAGE);
	}
	el2_memory_checkpoint(r->memory);
	r->kept = r->base;
	r->kept_instructions = r->kept_random = 0;
	r->kept_firmware = (struct firmware){.kind = r->options.firmware};
	el2_recorded_reset(r);
}

const el2_state *el2_recorded_now(const el2_recorded *r)
{
	return &r->now;
}

void el2_recorded_place(const el2_recorded *r, uint64_t pc, char *out, size_t size)
{
	recorded_place(r, pc, out, size);
}

el2_state *el2_recorded_running(el2_recorded *r)
{
	return &r->s;
}

void el2_recorded_cover(el2_recorded *r, el2_coverage *coverage)
{
	r->coverage = coverage;
}

/* ---- the state that EL2 begins with ---- */

/* The host's registers as they are now, EL2's as EL2 left them, and the exception taken. */
static void begin(el2_recorded *r, const el2_state *host, const el2_exception *taken)
{
	el2_state *s = &r->s;

	*s = r->now;
	memcpy(s->x, host->x, sizeof s->x);
	memcpy(s->v, host->v, sizeof s->v);
	memcpy(s->p, host->p, sizeof s->p);
	s->ffr = host->ffr;
	s->sp[0] = host->sp[0];
	s->sp[1] = host->sp[1];
	for (unsigned i = 0; i < r->run_count; i++)
		memcpy(s->sysreg + r->runs[i].begin, host->sysreg + r->runs[i].begin,
		       (size_t)(r->runs[i].end - r->runs[i].begin) * sizeof *s->sysreg);
	s->pstate = taken->pstate;
	s->sysreg[EL2_SYSREG_ESR_EL2] = taken->esr;
	s->sysreg[EL2_SYSREG_ELR_EL2] = taken->elr;
	s->sysreg[EL2_SYSREG_SPSR_EL2] = taken->spsr;
	if (taken->far_valid)
		s->sysreg[EL2_SYSREG_FAR_EL2] = taken->far;
	if (taken->hpfar_valid)
		s->sysreg[EL2_SYSREG_HPFAR_EL2] = taken->hpfar;
	s->pc = recorded_vector(s, taken->vector);
	s->exclusive_size = 0;
	r->elr = taken->elr;
}

/* ---- what it came to ---- */

static void inject(const el2_recorded *r, const el2_state *host, el2_response *out)
{
	const el2_state *s = &r->s;
	uint64_t far = s->sysreg[EL2_SYSREG_FAR_EL1];

	out->action = EL2_ACTION_INJECT;
	out->what = "the recorded hypervisor injects an exception";
	out->injected = (el2_exception){
		.el = 1,
		.vector = (uint16_t)(s->pc & 0x7ff),
		.pstate = s->pstate,
		.esr = s->sysreg[EL2_SYSREG_ESR_EL1],
		.elr = s->sysreg[EL2_SYSREG_ELR_EL1],
		.spsr = s->sysreg[EL2_SYSREG_SPSR_EL1],
		.far = far,
		.far_valid = far != host->sysreg[EL2_SYSREG_FAR_EL1],
	};
}

static bool is_injection(const el2_recorded *r, const el2_exception *taken)
{
	const el2_state *s = &r->s;
	uint64_t vbar = s->sysreg[EL2_SYSREG_VBAR_EL1] & ~UINT64_C(0x7ff);

	return el2_el(s) == 1 && s->pc - vbar < 0x800 && !(s->pc & 0x7f) && s->pc != taken->elr &&
	       s->sysreg[EL2_SYSREG_ELR_EL1] == taken->elr && s->sysreg[EL2_SYSREG_SPSR_EL1] == taken->spsr;
}

static const char *handler(unsigned ec)
{
	switch (ec) {
	case EL2_EC_HVC64:
		return "hvc";
	case EL2_EC_SMC64:
		return "smc";
	case EL2_EC_SYS64:
		return "sys";
	case EL2_EC_IABT_LOW:
	case EL2_EC_DABT_LOW:
		return "mem-abort";
	default:
		return "recorded";
	}
}

static void returned(el2_recorded *r, const el2_state *host, const el2_exception *taken, el2_response *out)
{
	const el2_state *s = &r->s;
	unsigned ec = EL2_ESR_EC(taken->esr);
	bool again = s->pc == taken->elr, behind = s->pc == taken->elr + 4;

	out->handler = handler(ec);
	if (is_injection(r, taken)) {
		inject(r, host, out);
		return;
	}
	for (unsigned n = 0; n < sizeof out->x / sizeof *out->x; n++) {
		if (s->x[n] == host->x[n])
			continue;
		out->writes |= 1u << n;
		out->x[n] = s->x[n];
	}
	out->skip = behind;
	if (again && ec != EL2_EC_HVC64) {
		out->action = EL2_ACTION_RETRY;
		out->maps = ec == EL2_EC_IABT_LOW || ec == EL2_EC_DABT_LOW;
		out->what = "the recorded hypervisor sends the host back to the instruction";
	} else if (again || behind) {
		out->action = r->last.smcs ? EL2_ACTION_FORWARD : EL2_ACTION_SERVE;
		out->what =
			r->last.smcs ? "the recorded hypervisor calls firmware" : "the recorded hypervisor serves it";
	} else {
		out->action = EL2_ACTION_UNMODELLED;
		snprintf(r->last.what, sizeof r->last.what,
			 "the recorded hypervisor returns to 0x%" PRIx64
			 ", which is neither the instruction nor a vector",
			 s->pc);
		out->what = r->last.what;
	}
}

/* What EL2 has changed in memory. */
static void tell_memory(const el2_recorded *r)
{
	const el2_page *page;

	if (!r->listener || !r->listener->memory)
		return;
	for (size_t n = 0; (page = el2_memory_written(r->memory, n)); n++) {
		const uint8_t *before = el2_memory_before(r->memory, n);

		for (unsigned i = 0; el2_recording_page(r->recording, page->address) && i < EL2_RECORDING_PAGE; i += 8)
			if (memcmp(before + i, page->data + i, 8))
				r->listener->memory(r->listener_context, page->address + i, load_le(before + i, 8),
						    load_le(page->data + i, 8));
	}
}

static void handle(const void *context, const el2_state *host, const el2_exception *taken, el2_response *out,
		   el2_trail *trail)
{
	el2_recorded *r = ((const struct recorded_context *)context)->recorded;

	(void)trail;
	begin(r, host, taken);
	recorded_run(r);
	switch (r->last.end) {
	case EL2_RECORDED_RETURN:
		returned(r, host, taken, out);
		break;
	case EL2_RECORDED_PANIC:
	case EL2_RECORDED_HANG:
		out->action = EL2_ACTION_PANIC;
		out->handler = handler(EL2_ESR_EC(taken->esr));
		out->what = r->last.what;
		break;
	default:
		out->action = EL2_ACTION_UNMODELLED;
		out->what = r->last.what;
		break;
	}
	for (size_t n = 0; el2_memory_written(r->memory, n); n++)
		r->last.pages = n + 1;
	tell_memory(r);
	if (r->options.persistent && (r->last.end == EL2_RECORDED_RETURN || r->options.run_panics)) {
		r->now = r->s;
		return;
	}
	el2_memory_restore(r->memory);
	if (!r->options.persistent)
		back_outside(r);
}

el2_hypervisor el2_recorded_hypervisor(el2_recorded *r)
{
	r->context.recorded = r;
	return (el2_hypervisor){.name = "recorded", .context = &r->context, .handle = handle};
}
