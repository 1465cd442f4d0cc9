/* SPDX-License-Identifier: MIT */
/* reproduce --qemu: the events on the booted machine. */
#include "cli/verb/record.h"
#include "cli/verb/reproduce.h"
#include "model/bytes.h"

#include <stdio.h>
#include <string.h>

#define EVENT_MS   5000u /* EL2 may take so long for an event, */
#define AGAIN_MS   1000u /* and is looked at again so often */
#define AGAIN      3u
#define CONSOLE_MS 10000u
#define DONATED    16u /* pages that a pointer to more than one may lead to */

static bool fails(struct cli_came_to *out, const char *what, unsigned reg, uint64_t value)
{
	out->came = CAME_NOT_PLAYED;
	snprintf(out->why, sizeof out->why, "x%u = 0x%llx: %s", reg, (unsigned long long)value, what);
	return false;
}

/* ---- the numbers of an event ---- */

static bool is_ram(const struct cli_live *l, uint64_t pa)
{
	return el2_live_page(l->live, pa) != NULL;
}

static bool is_mapped(const struct cli_live *l, uint64_t pa)
{
	return el2_recording_page(l->recording, pa) || el2_recording_page(el2_live_recording(l->live), pa);
}

/* What the recorded host has in a page of its own, with EL2's addresses of this boot. */
static bool put_page(struct cli_live *l, uint64_t pa, const uint8_t *bytes, el2_error *error)
{
	uint8_t moved[EL2_RECORDING_PAGE];

	for (unsigned n = 0; n < sizeof moved; n += 8) {
		uint64_t number;

		el2_moved_number(&l->moved, load_le(bytes + n, 8), &number);
		store_le(moved + n, 8, number);
	}
	return el2_live_write(l->live, pa, moved, sizeof moved, error) == EL2_OK;
}

/* A page that is the host's on both machines, and that an event names: zeros, where the host has put nothing. False: an
 * error. */
static bool prepare_page(struct cli_live *l, uint64_t pa, el2_error *error)
{
	static const uint8_t zeros[EL2_RECORDING_PAGE];
	uint64_t at;

	pa &= ~(uint64_t)(EL2_RECORDING_PAGE - 1);
	if (!is_ram(l, pa) || is_mapped(l, pa) || pa == el2_live_code(l->live))
		return true;
	for (size_t n = 0; el2_fuzz_page(l->fuzz, n, &at); n++)
		if (at == pa) /* as it was put there */
			return true;
	return put_page(l, pa, zeros, error);
}

/* All in which the recorded host has put something. */
static bool prepare_host(struct cli_live *l, el2_error *error)
{
	const void *bytes;
	uint64_t pa;

	for (size_t n = 0; (bytes = el2_fuzz_page(l->fuzz, n, &pa)); n++)
		if (is_ram(l, pa) && !is_mapped(l, pa) && pa != el2_live_code(l->live) &&
		    !put_page(l, pa, bytes, error))
			return false;
	return true;
}

/* What an argument of a kind is there, and the page that it names, if any. */
static el2_moved_to move(const struct cli_live *l, unsigned kind, uint64_t from, uint64_t *to, uint64_t *page)
{
	el2_moved_to how;
	uint64_t pa;

	*page = UINT64_MAX;
	switch (kind) {
	case EL2_ARGUMENT_FRAME:
		*to = from;
		if (from >> 52 || !is_ram(l, from << 12))
			return EL2_MOVED_AS_IS;
		*page = from << 12;
		how = el2_moved_physical(&l->moved, from << 12, &pa);
		*to = pa >> 12;
		return pa & 0xfff ? EL2_MOVED_LOST : how; /* what is there is not where a page begins */
	case EL2_ARGUMENT_PHYSICAL:
		*to = from;
		if (!is_ram(l, from))
			return EL2_MOVED_AS_IS;
		*page = from;
		return el2_moved_physical(&l->moved, from, to);
	case EL2_ARGUMENT_POINTER:
	case EL2_ARGUMENT_DONATED:
		*page = el2_moved_target(&l->moved, from);
		return el2_moved_pointer(&l->moved, from, to);
	default:
		return el2_moved_number(&l->moved, from, to);
	}
}

/* One number, in a register of an event. False: the event cannot be played, or an error. */
static bool translate(struct cli_live *l, struct cli_live_event *e, unsigned reg, unsigned kind, uint64_t from,
		      uint64_t *to, el2_error *error)
{
	uint64_t page;
	unsigned pages = kind == EL2_ARGUMENT_DONATED ? DONATED : 1;

	if (move(l, kind, from, to, &page) == EL2_MOVED_LOST)
		return fails(&e->booted, "what EL2 has there in the recording is not found in this boot", reg, from);
	if (page == UINT64_MAX || !is_ram(l, page) || el2_recording_page(l->recording, page))
		return true;
	if (!el2_fuzz_is_hosts(l->fuzz, page))
		return fails(&e->booted, "a page that the host lends to a guest, which is not looked for", reg, from);
	for (unsigned n = 0; n < pages; n++, page += EL2_RECORDING_PAGE)
		if (el2_fuzz_is_hosts(l->fuzz, page) && !prepare_page(l, page, error))
			return false;
	return true;
}

/* What the registers of an event are: of a call by its row, of a load or store an address and a number. */
static unsigned kind_of(const struct cli_live_event *e, const el2_insn *insn, int arg)
{
	if (e->event.kind != EL2_EVENT_INSN)
		return arg < 0 ? EL2_ARGUMENT_PHYSICAL : EL2_ARGUMENT_NUMBER;
	if (insn->form == EL2_FORM_HVC)
		return e->call && arg >= 0 ? e->call->kind[arg] : EL2_ARGUMENT_NUMBER;
	if (insn->form == EL2_FORM_SMC)
		return arg >= 0 ? EL2_ARGUMENT_PHYSICAL : EL2_ARGUMENT_NUMBER;
	if (insn->cls == EL2_CLASS_MEMORY || insn->cls == EL2_CLASS_SIMD)
		return arg < 0 && e->event.reg == insn->rn ? EL2_ARGUMENT_PHYSICAL : EL2_ARGUMENT_NUMBER;
	return EL2_ARGUMENT_NUMBER;
}

static bool make_arguments(struct cli_live *l, struct cli_live_event *e, const el2_insn *insn, el2_error *error)
{
	for (unsigned n = 0; n < e->event.args; n++)
		if (!translate(l, e, n + 1, kind_of(e, insn, (int)n), e->event.arg[n], &e->there.arg[n], error))
			return false;
	return true;
}

/* Why an event cannot be played, whatever its numbers; NULL: it can. */
static const char *unplayable(const struct cli_live_event *e, const el2_insn *insn)
{
	switch (e->event.kind) {
	case EL2_EVENT_STORES:
		return NULL;
	case EL2_EVENT_GUEST:
		return e->has_page ? NULL : "the page is not the host's to write";
	case EL2_EVENT_HELD:
		return "one CPU plays, and no other";
	case EL2_EVENT_INTERRUPT:
		return "interrupts come when they come";
	case EL2_EVENT_ANSWER:
	case EL2_EVENT_BOOT_FFA:
		return "firmware is QEMU's";
	default:
		if (insn->form == EL2_FORM_MSR &&
		    (insn->sysreg == EL2_SYSREG_SCTLR_EL1 || insn->sysreg == EL2_SYSREG_VBAR_EL1))
			return "it changes what events are executed by here";
		return NULL;
	}
}

/* The event with the numbers of this boot. False: it is not to be played, or an error. */
static bool make_event(struct cli_live *l, struct cli_live_event *e, el2_error *error)
{
	const char *why;
	el2_insn insn;

	el2_decode(e->event.word, &insn);
	why = unplayable(e, &insn);
	if (why) {
		e->booted.came = CAME_NOT_PLAYED;
		snprintf(e->booted.why, sizeof e->booted.why, "%s", why);
		return false;
	}
	if (e->event.kind != EL2_EVENT_INSN)
		return translate(l, e, 0, EL2_ARGUMENT_PHYSICAL, e->event.value, &e->there.value, error) &&
		       (e->event.kind == EL2_EVENT_GUEST || make_arguments(l, e, &insn, error));
	if (e->event.reg < 31 &&
	    !translate(l, e, e->event.reg, kind_of(e, &insn, -1), e->event.value, &e->there.value, error))
		return false;
	return make_arguments(l, e, &insn, error);
}

/* ---- what it came to ---- */

bool cli_live_is_same(const struct cli_live *l, uint64_t recorded, uint64_t booted)
{
	uint64_t to;

	if (recorded == booted)
		return true;
	if (el2_moved_number(&l->moved, recorded, &to) != EL2_MOVED_LOST && to == booted)
		return true;
	return is_ram(l, recorded) && el2_moved_physical(&l->moved, recorded, &to) != EL2_MOVED_LOST && to == booted;
}

/* The physical address of EL2's code at a virtual one. */
static bool code_at(const struct cli_live *l, uint64_t va, uint64_t *pa)
{
	const el2_recording *there = el2_live_recording(l->live);
	const el2_recorded_range *range = el2_recording_range(there, va);
	uint64_t hcr;

	el2_recording_register(there, 0, EL2_SYSREG_HCR_EL2, &hcr);
	if (!range || !el2_recorded_range_executes(range, hcr))
		return false;
	*pa = range->pa + (va - range->va);
	return true;
}

static void panics(const struct cli_live *l, uint64_t pc, uint64_t esr, bool untold, struct cli_came_to *out)
{
	out->came = CAME_PANIC;
	out->pc = pc;
	out->esr = esr;
	out->untold = untold;
	cli_live_place(l->recording, pc, false, out->place, sizeof out->place);
}

/* It is at EL2 yet. Where is it, time after time? A function of the recording's finding counts more than others. */
static el2_status hangs(struct cli_live *l, const struct cli_came_to *recorded, uint64_t pc, struct cli_came_to *out,
			el2_error *error)
{
	bool at_el2 = true, found = false;
	el2_status status = EL2_OK;

	for (unsigned n = 0; status == EL2_OK && at_el2 && n <= AGAIN; n++) {
		uint64_t pa = 0;

		if (code_at(l, pc, &pa) && !found) {
			cli_live_place(l->recording, pa, true, out->place, sizeof out->place);
			out->pc = pa;
			found = !strcmp(out->place, recorded->place);
		}
		if (n < AGAIN)
			status = el2_live_again(l->live, AGAIN_MS, &at_el2, &pc, error);
	}
	out->came = at_el2 ? CAME_HANG : CAME_UNKNOWN;
	if (!at_el2)
		snprintf(out->why, sizeof out->why, "at EL2 for %u s, and then no more", EVENT_MS / 1000);
	return status;
}

static el2_status outcome(struct cli_live *l, const el2_live_seen *seen, const struct cli_came_to *recorded,
			  struct cli_came_to *out, el2_error *error)
{
	uint64_t pa;

	memcpy(out->x, seen->x, sizeof out->x);
	switch (seen->end) {
	case EL2_LIVE_BEHIND:
		out->came = CAME_BEHIND;
		return EL2_OK;
	case EL2_LIVE_EXCEPTION:
		out->came = CAME_EXCEPTION;
		out->vector = seen->vector;
		out->esr = seen->esr;
		return EL2_OK;
	case EL2_LIVE_ELSEWHERE:
		/* Source: Linux kvm/handle_exit.c nvhe_hyp_panic_handler(): X0 ESR, X2 and X3 where, X6 FAR */
		out->pc = seen->to;
		out->came = CAME_ELSEWHERE;
		if (code_at(l, seen->x[2], &pa) && pa == seen->x[3])
			panics(l, pa, seen->x[0], false, out);
		return EL2_OK;
	case EL2_LIVE_AT_EL2:
	case EL2_LIVE_STORED:
		if (code_at(l, seen->elr, &pa)) {
			panics(l, pa, seen->esr, true, out);
			return EL2_OK;
		}
		return hangs(l, recorded, seen->pc, out, error);
	default:
		if (seen->pc - el2_live_code(l->live) < EL2_RECORDING_PAGE) {
			out->came = CAME_ELSEWHERE;
			out->pc = seen->pc - el2_live_code(l->live);
			return EL2_OK;
		}
		out->came = CAME_UNKNOWN;
		snprintf(out->why, sizeof out->why, "EL%u at 0x%llx, which is neither behind it nor a vector",
			 (unsigned)(seen->pstate >> 2 & 3), (unsigned long long)seen->pc);
		return EL2_OK;
	}
}

/* ---- what EL2 stores ---- */

/* The pointer of the last event whose page the finding says EL2 has written. */
static bool stored_pointer(const struct cli_live *l, const struct cli_live_event *e, uint64_t *va)
{
	if (l->read->promise != EL2_PROMISE_NO_STORE)
		return false;
	for (unsigned n = 0; n < e->event.args; n++)
		if (el2_recording_range(l->recording, e->event.arg[n]) &&
		    el2_recording_range(el2_live_recording(l->live), e->there.arg[n])) {
			*va = e->there.arg[n];
			return true;
		}
	return false;
}

static el2_status with_stores(struct cli_live *l, uint64_t va, el2_live_seen *seen, el2_error *error)
{
	el2_status status = EL2_OK;
	uint64_t pa;

	if (seen->end != EL2_LIVE_STORED)
		return EL2_OK;
	if (code_at(l, seen->pc, &pa)) /* at the store, or behind it */
		cli_live_place(l->recording, pa, true, l->stored_by, sizeof l->stored_by);
	snprintf(l->stored_to, sizeof l->stored_to, "0x%llx", (unsigned long long)va);
	status = el2_live_watch(l->live, va, EL2_RECORDING_PAGE - va % EL2_RECORDING_PAGE, false, error);
	return status == EL2_OK ? el2_live_go_on(l->live, EVENT_MS, seen, error) : status;
}

/* Pages that change with the last event on the recording: do they here? */
static void compare_pages(struct cli_live *l)
{
	for (size_t n = 0; n < l->changed_count; n++) {
		const uint8_t *now;
		uint64_t pa;

		if (el2_moved_physical(&l->moved, l->changed[n].pa, &pa) == EL2_MOVED_LOST || !is_ram(l, pa))
			continue;
		now = el2_live_page(l->live, pa);
		for (unsigned i = 0; i < EL2_RECORDING_PAGE / 8; i++) {
			bool here = memcmp(l->before[n] + i * 8, now + i * 8, 8) != 0,
			     there = l->changed[n].words[i / 8] >> i % 8 & 1;

			l->same_count += here && there;
			l->other_count += here != there;
		}
	}
}

static void copy_pages(struct cli_live *l)
{
	for (size_t n = 0; n < l->changed_count; n++) {
		uint64_t pa;

		if (el2_moved_physical(&l->moved, l->changed[n].pa, &pa) != EL2_MOVED_LOST && is_ram(l, pa))
			memcpy(l->before[n], el2_live_page(l->live, pa), EL2_RECORDING_PAGE);
	}
}

/* ---- the stream ---- */

static el2_status execute(struct cli_live *l, const struct cli_live_event *e, uint64_t x[31], el2_live_seen *seen,
			  el2_error *error)
{
	const el2_event *there = &e->there;
	el2_status status = EL2_OK;

	memset(seen, 0, sizeof *seen);
	seen->end = EL2_LIVE_BEHIND;
	switch (there->kind) {
	case EL2_EVENT_GUEST:
		memcpy(seen->x, x, sizeof seen->x);
		return el2_live_write(l->live, there->value, e->page, sizeof e->page, error);
	case EL2_EVENT_STORES:
		for (unsigned n = 0; status == EL2_OK && n < there->args && seen->end == EL2_LIVE_BEHIND; n++) {
			x[0] = there->value + 8 * n;
			x[1] = there->arg[n];
			status = el2_live_execute(l->live, EL2_WORD_STR_X1_X0, there->el, x, EVENT_MS, seen, error);
		}
		return status;
	default:
		if (there->reg < 31)
			x[there->reg] = there->value;
		for (unsigned n = 0; n < there->args; n++)
			x[n + 1] = there->arg[n];
		return el2_live_execute(l->live, there->word, there->el, x, EVENT_MS, seen, error);
	}
}

static el2_status play(struct cli_live *l, struct cli_live_event *e, uint64_t x[31], el2_live_seen *seen,
		       el2_error *error)
{
	bool last = e == &l->event[l->count - 1];
	uint64_t va = 0;
	bool watch = last && stored_pointer(l, e, &va);
	el2_status status = EL2_OK;

	if (last)
		copy_pages(l);
	if (watch)
		status = el2_live_watch(l->live, va, EL2_RECORDING_PAGE - va % EL2_RECORDING_PAGE, true, error);
	if (status == EL2_OK)
		status = execute(l, e, x, seen, error);
	if (status == EL2_OK && watch)
		status = with_stores(l, va, seen, error);
	if (status == EL2_OK)
		status = outcome(l, seen, &e->recorded, &e->booted, error);
	if (status == EL2_OK && last)
		compare_pages(l);
	memcpy(x, seen->x, sizeof seen->x);
	return status;
}

static el2_status play_all(struct cli_live *l, el2_error *error)
{
	uint64_t x[31];
	el2_live_seen seen;
	el2_status status = EL2_OK;

	for (unsigned n = 0; n < 31; n++)
		el2_moved_number(&l->moved, l->start[n], &x[n]);
	if (!prepare_host(l, error))
		return EL2_ERR_SYSTEM;
	for (size_t n = 0; status == EL2_OK && n < l->count; n++)
		if (!make_event(l, &l->event[n], error)) {
			if (l->event[n].booted.came != CAME_NOT_PLAYED)
				status = EL2_ERR_SYSTEM; /* *error says why */
		}
	for (size_t n = 0; status == EL2_OK && n < l->count; n++) {
		struct cli_live_event *e = &l->event[n];
		enum cli_came came;

		if (e->booted.came == CAME_NOT_PLAYED)
			continue;
		status = play(l, e, x, &seen, error);
		came = e->booted.came;
		if (status == EL2_OK && came == CAME_PANIC && !e->booted.untold) {
			bool at_el2;
			uint64_t pc = 0, pa;

			status = el2_live_release(l->live, &seen, CONSOLE_MS, &at_el2, &pc, error);
			if (status == EL2_OK && at_el2 && code_at(l, pc, &pa))
				cli_live_place(l->recording, pa, true, l->hangs, sizeof l->hangs);
		}
		/* the next, of which nothing is known yet, is CAME_NOT_REACHED */
		if (came != CAME_BEHIND && came != CAME_EXCEPTION && came != CAME_ELSEWHERE)
			break;
	}
	return status;
}

/* ---- boot ---- */

/* What the kernel says of a panic of its hypervisor, without addresses, which are of this boot. Source: Linux
 * kvm/handle_exit.c. */
static void console_line(void *context, const char *line)
{
	struct cli_live *l = context;
	const char *at = strstr(line, "nVHE hyp"), *esr = strstr(line, "ESR:");

	cli_record_line(&l->call->options, line);
	if (at && (strstr(at, "panic") || strstr(at, "BUG")) && !l->console[0]) {
		const char *address = strstr(at, "[<"), *behind = address ? strstr(address, ">] ") : NULL;

		if (behind)
			snprintf(l->console, sizeof l->console, "%.*s%.160s", (int)(address - at), at, behind + 3);
		else
			snprintf(l->console, sizeof l->console, "%.200s", at);
	}
	if (esr && l->console[0] && !l->syndrome[0])
		snprintf(l->syndrome, sizeof l->syndrome, "%.*s", (int)(4 + strcspn(esr + 4, " ")), esr);
}

el2_status cli_live_booted(struct cli_live *l, el2_error *error)
{
	const el2_recording *r = l->recording;
	el2_status status;

	l->record.cmdline = r->text[EL2_RECORDING_CMDLINE];
	l->record.cpu = r->text[EL2_RECORDING_CPU];
	l->record.smp = (unsigned)r->cpu_count;
	l->record.line = console_line;
	l->record.context = l;
	cli_record_begin(&l->record);
	status = el2_live_open(&l->record, &l->live, error);
	if (status == EL2_OK)
		status = el2_moved_open(&l->moved, r, el2_live_recording(l->live), error);
	if (status == EL2_OK)
		status = play_all(l, error);
	return status;
}
