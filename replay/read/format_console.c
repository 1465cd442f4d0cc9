/* SPDX-License-Identifier: MIT */
/*
 * What other hypervisors and simulators print of a trap: Xen, Gunyah, m1n1, gem5. A line has a syndrome or a word, a
 * PC, and whose it was; m1n1 spreads them over a block, whose last line is the syndrome.
 */
#include "replay/read/reader.h"

#include <string.h>

enum {
	XEN_ABORT,
	XEN_TRAP,
	XEN_HYP,
	XEN_ACCESS,
	GUNYAH,
	GEM5,
	M1N1_HEAD,
	M1N1_PC,
	M1N1_SPSR,
	M1N1_FAR,
	M1N1_ESR,
	NOTE,
};

#define XEN    "Xen xen/arch/arm/traps.c do_trap_stage2_abort_guest(), do_trap_guest_sync(), do_trap_hyp_sync()"
#define XENREG "Xen xen/arch/arm/arm64/vsysreg.c do_sysreg()"
#define M1N1   "m1n1 src/exception.c print_regs()"

static const struct shape_row rows[] = {
	{SHAPE_LINE, XEN_ABORT, "(XEN) %name:%num:d%count~v%cpu HSR=%esr pc=%pc gva=%hex gpa=%hex2", XEN},
	{SHAPE_LINE, XEN_TRAP, "(XEN) {%name:%num:}d%count~v%cpu Unknown Guest Trap. HSR=%esr EC=*", XEN},
	{SHAPE_LINE, XEN_HYP, "(XEN) Hypervisor Trap. HSR=%esr EC=*", XEN},
	{SHAPE_LINE, XEN_ACCESS,
	 "(XEN) %name:%num:d%count~v%cpu %kind %op0, %op1, c%crn, c%crm, %op2 {=>}{<=} x%num2 @ %pc", XENREG},
	{SHAPE_LINE, NOTE, "(XEN) %rest", "Xen console"},
	{SHAPE_LINE, GUNYAH, "{%bracketed] }%state trap from VM %num, ESR_EL2 = %esr, ELR_EL2 = %pc",
	 "Gunyah hyp/vm/vcpu/aarch64/src/trap_dispatch.c"},
	{SHAPE_LINE, GEM5,
	 "%num: %kind{ %state}{ %unit}: Invoking Fault (AArch64 target EL):%name{ %event} cpsr:%hex PC:%pc elr:%addr "
	 "{newVec: %hex2 }{esr_el1: %esr }{inst: %part}",
	 "gem5 src/arch/arm/faults.cc ArmFault::invoke64()"},
	{SHAPE_LINE, M1N1_HEAD, "Exception taken from %name", M1N1},
	{SHAPE_LINE, NOTE, "Running in EL%el", M1N1},
	{SHAPE_LINE, M1N1_PC, "PC:~%pc (rel: %hex)", M1N1},
	{SHAPE_LINE, M1N1_SPSR, "SPSR:~%hex{ (%name)}", M1N1},
	{SHAPE_LINE, M1N1_FAR, "FAR:~%hex", M1N1},
	{SHAPE_LINE, M1N1_ESR, "ESR:~%esr (%rest", M1N1},
};

static void from(el2_event *e, uint64_t spsr)
{
	e->taken.spsr = EL2_KNOWN(spsr);
	if (!(spsr & EL2_PSTATE_NRW))
		e->el = (int8_t)(spsr >> 2 & 3);
}

/* A trap that another hypervisor tells of: of a guest, or its own. */
static el2_event *trap(struct el2_trace *t, const struct match *m, const char *who, bool guest)
{
	el2_event *e = reader_emit(t, guest ? EL2_EVENT_GUEST : EL2_EVENT_PANIC);

	event_reason(e, (struct text){who, strlen(who)});
	e->guest = guest;
	e->taken.to_el = 2;
	if (has(m, FIELD_esr))
		e->taken.esr = m->v[FIELD_esr];
	if (has(m, FIELD_pc)) {
		e->pc = m->v[FIELD_pc].value;
		e->has_pc = true;
	}
	return e;
}

static void xen_abort(struct el2_trace *t, const struct match *m)
{
	el2_event *e = trap(t, m, "xen", true);

	e->taken.far = m->v[FIELD_hex];
	e->address = m->v[FIELD_hex2].value;
	e->has_address = true;
}

/* "mrs 3, 0, c0, c2, 1 => x0 @ 0x..." */
static void xen_access(struct el2_trace *t, const struct match *m)
{
	el2_event *e = trap(t, m, "xen", true);
	bool read = text_is(m->text[FIELD_kind], "mrs");
	uint64_t op0 = m->v[FIELD_op0].value, op1 = m->v[FIELD_op1].value, crn = m->v[FIELD_crn].value,
		 crm = m->v[FIELD_crm].value, op2 = m->v[FIELD_op2].value, rt = m->v[FIELD_num2].value;

	e->write = !read;
	e->taken.ec = EL2_EC_SYS64;
	if (op0 > 3 || op1 > 7 || crn > 15 || crm > 15 || op2 > 7 || rt > 31)
		return;
	e->word = 0xd5000000 | (uint32_t)read << 21 | (uint32_t)EL2_SYSREG_KEY(op0, op1, crn, crm, op2) << 5 |
		  (uint32_t)rt;
	e->has_word = true;
}

/* cpsr is the handler's. Where it went tells whether the level was left. */
static void gem5(struct el2_trace *t, const struct match *m)
{
	uint64_t handler = m->v[FIELD_hex].value;
	el2_event *e = reader_emit(t, EL2_EVENT_EXCEPTION);

	e->visible = true;
	e->time = m->v[FIELD_num].value;
	e->has_time = true;
	e->pc = m->v[FIELD_pc].value;
	e->has_pc = true;
	e->taken.elr = m->v[FIELD_addr];
	if (!(handler & EL2_PSTATE_NRW))
		e->taken.to_el = (int8_t)(handler >> 2 & 3);
	if (has(m, FIELD_esr))
		e->taken.esr = m->v[FIELD_esr];
	if (has(m, FIELD_part)) {
		e->word = (uint32_t)m->v[FIELD_part].value;
		e->has_word = true;
	}
	if (has(m, FIELD_hex2)) {
		e->taken.pc = m->v[FIELD_hex2];
		e->taken.vector = (int16_t)(e->taken.pc.value & 0x780);
		if (e->taken.vector < 0x400)
			e->el = e->taken.to_el;
	}
	if (has(m, FIELD_kind) && (text_is(m->text[FIELD_kind], "IRQ") || text_is(m->text[FIELD_kind], "FIQ")))
		e->taken.cause = EL2_CAUSE_ASYNC;
}

static void m1n1(struct el2_trace *t, unsigned id, const struct match *m)
{
	el2_event *e = &t->console.event;

	if (id == M1N1_HEAD) {
		t->console.open = true;
		reader_begin(t, e, EL2_EVENT_PANIC);
		event_reason(e, (struct text){"m1n1", 4});
		e->taken.to_el = 2;
	} else if (!t->console.open) {
		reader_unknown(t, "a line of an exception whose beginning is missing");
	} else if (id == M1N1_PC) {
		e->pc = m->v[FIELD_pc].value;
		e->has_pc = true;
	} else if (id == M1N1_SPSR) {
		from(e, m->v[FIELD_hex].value);
	} else if (id == M1N1_FAR) {
		e->taken.far = m->v[FIELD_hex];
	} else {
		e->taken.esr = m->v[FIELD_esr];
		reader_append(t, e);
		t->console.open = false;
	}
}

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	switch (id) {
	case XEN_ABORT:
		xen_abort(t, m);
		break;
	case XEN_TRAP:
		trap(t, m, "xen", true);
		break;
	case XEN_HYP:
		trap(t, m, "xen", false);
		break;
	case XEN_ACCESS:
		xen_access(t, m);
		break;
	case GUNYAH:
		trap(t, m, "gunyah", true);
		break;
	case GEM5:
		gem5(t, m);
		break;
	case NOTE:
		reader_note(t, NULL);
		break;
	default:
		m1n1(t, id, m);
		break;
	}
}

static void flush(struct el2_trace *t)
{
	if (t->console.open)
		reader_append(t, &t->console.event);
	t->console.open = false;
}

const struct format format_console = {
	.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line, .flush = flush};
