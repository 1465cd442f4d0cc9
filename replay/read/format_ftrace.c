/* SPDX-License-Identifier: MIT */
/*
 * ftrace text (trace, trace_pipe), `trace-cmd report`, `perf script`: one body for three kinds of prefix. KVM's events
 * describe guests.
 */
#include "replay/read/hyp_events.h"

#include <string.h>

enum {
	KVM_ENTRY = HYP_EVENT_COUNT,
	KVM_EXIT,
	KVM_FAULT,
	KVM_SYS_REG,
	KVM_SYS_ACCESS,
	KVM_HVC,
	KVM_WFX,
	KVM_NESTED,
	KVM_OTHER,
	OTHER,
	HEADER,
	LOST,
};

#define TRACEFS "Linux kernel/trace/trace_output.c trace_print_context()"
#define REPORT  "trace-cmd tracecmd/trace-read.c"
#define KVM     "Linux arch/arm64/kvm/trace_arm.h, trace_handle_exit.h"
#define RAW     KVM "; trace-cmd report -R"
/* trace-cmd on x86 prints the fields of its own kvm events first, and finds none */
#define GARBLED KVM "; trace-cmd plugin_kvm"

static const struct shape_row rows[] = {
	{SHAPE_PREFIX, 0, "~%task [%cpu] %flags %time: ", TRACEFS},
	{SHAPE_PREFIX, 0, "~%task [%cpu] %time: ", REPORT "; perf script"},
	{SHAPE_LINE, HEADER, "#*", TRACEFS},
	{SHAPE_LINE, HEADER, "cpus=%num", REPORT},
	{SHAPE_LINE, HEADER, "version = %num", REPORT},
	{SHAPE_LINE, LOST, "CPU:%cpu [%count EVENTS DROPPED]", REPORT},
	{SHAPE_LINE, LOST, "CPU:%cpu [EVENTS DROPPED]", REPORT},
	{SHAPE_LINE, LOST, "CPU:%cpu [LOST %count EVENTS]", TRACEFS},
	{SHAPE_LINE, HEADER, "CPU:%cpu [SUBBUFFER START]", REPORT},
	{SHAPE_BODY, KVM_ENTRY, "{kvm:}kvm_entry: {CAN'T FIND FIELD \"vcpu_id\"<CANT FIND FIELD rip>}PC: %pc", GARBLED},
	{SHAPE_BODY, KVM_ENTRY, "kvm_entry: vcpu_pc=%pc", RAW},
	{SHAPE_BODY, KVM_EXIT, "{kvm:}kvm_exit: {<CANT FIND FIELD exit_reason>}%kind: HSR_EC: %ec (%name), PC: %pc",
	 GARBLED},
	{SHAPE_BODY, KVM_EXIT, "kvm_exit: ret=%hex esr_ec=%ec vcpu_pc=%pc", RAW},
	{SHAPE_BODY, KVM_FAULT, "{kvm:}kvm_guest_fault: ipa %hex, hsr %esr, hxfar %addr, pc %pc", KVM},
	{SHAPE_BODY, KVM_FAULT, "kvm_guest_fault: vcpu_pc=%pc hsr=%esr hxfar=%addr ipa=%hex", RAW},
	{SHAPE_BODY, KVM_SYS_REG, "{kvm:}kvm_handle_sys_reg: HSR %esr", KVM},
	{SHAPE_BODY, KVM_SYS_REG, "kvm_handle_sys_reg: hsr=%esr", RAW},
	{SHAPE_BODY, KVM_SYS_ACCESS, "{kvm:}kvm_sys_access: PC: %pc %name (%op0,%op1,%crn,%crm,%op2) %kind", KVM},
	{SHAPE_BODY, KVM_HVC, "{kvm:}kvm_hvc_arm64: HVC at %pc (r0: %hex, imm: %hex2)", KVM},
	{SHAPE_BODY, KVM_HVC, "kvm_hvc_arm64: vcpu_pc=%pc r0=%hex imm=%hex2", RAW},
	{SHAPE_BODY, KVM_WFX, "{kvm:}kvm_wfx_arm64: guest executed %kind at: %pc", KVM},
	{SHAPE_BODY, KVM_NESTED,
	 "{kvm:}kvm_inject_nested_exception: %name: esr_el2 %esr elr_el2: %pc spsr_el2: %hex (M: %rest", KVM},
	{SHAPE_BODY, KVM_OTHER, "{kvm:}trap_reg: %name %rest", KVM},
	{SHAPE_BODY, KVM_OTHER, "{kvm:}kvm_mmio_emulate: Emulate MMIO at: %pc (instr: %hex, cpsr: %hex2)", KVM},
#define HYP_EVENT(id, pattern, source) {SHAPE_BODY, HYP_##id, pattern, source},
#include "replay/read/hyp_events.def"
	{SHAPE_BODY, OTHER, "{kvm:}%event:~%rest", TRACEFS ": events that say nothing to the model"},
};

static el2_event *guest(struct el2_trace *t, const struct match *m, const char *reason)
{
	el2_event *e = reader_emit(t, EL2_EVENT_GUEST);

	event_place(e, m);
	event_reason(e, (struct text){reason, strlen(reason)});
	e->guest = true;
	if (has(m, FIELD_pc)) {
		e->pc = m->v[FIELD_pc].value;
		e->has_pc = true;
	}
	if (has(m, FIELD_esr)) {
		e->taken.esr = m->v[FIELD_esr];
		e->taken.ec = (int8_t)EL2_ESR_EC(e->taken.esr.value);
		e->taken.to_el = 2;
	}
	return e;
}

static void line_exit(struct el2_trace *t, const struct match *m)
{
	el2_event *e = guest(t, m, "kvm_exit");
	/* -R prints the number: ARM_EXCEPTION_TRAP is 2 */
	bool trap = has(m, FIELD_kind) ? text_is(m->text[FIELD_kind], "TRAP") : m->v[FIELD_hex].value == 2;

	e->taken.to_el = 2;
	if (trap)
		e->taken.ec = (int8_t)(m->v[FIELD_ec].value & 0x3f);
	else
		e->taken.cause = EL2_CAUSE_ASYNC;
}

static void line_fault(struct el2_trace *t, const struct match *m)
{
	el2_event *e = guest(t, m, "kvm_guest_fault");

	e->kind = EL2_EVENT_ABORT;
	e->address = m->v[FIELD_hex].value;
	e->has_address = true;
	e->taken.far = m->v[FIELD_addr];
}

/* MRS or MSR with a register that the line does not tell: X0. */
static void line_access(struct el2_trace *t, const struct match *m)
{
	el2_event *e = guest(t, m, "kvm_sys_access");
	bool read = text_is(m->text[FIELD_kind], "read");
	uint64_t op0 = m->v[FIELD_op0].value, op1 = m->v[FIELD_op1].value, crn = m->v[FIELD_crn].value,
		 crm = m->v[FIELD_crm].value, op2 = m->v[FIELD_op2].value;

	e->taken.to_el = 2;
	e->taken.ec = EL2_EC_SYS64;
	e->write = !read;
	if (op0 > 3 || op1 > 7 || crn > 15 || crm > 15 || op2 > 7)
		return;
	e->word = 0xd5000000 | (uint32_t)read << 21 | (uint32_t)EL2_SYSREG_KEY(op0, op1, crn, crm, op2) << 5;
	e->has_word = true;
}

static void line_hvc(struct el2_trace *t, const struct match *m)
{
	el2_event *e = guest(t, m, "kvm_hvc_arm64");

	e->taken.to_el = 2;
	e->taken.ec = EL2_EC_HVC64;
	e->word = 0xd4000002 | (uint32_t)(m->v[FIELD_hex2].value & 0xffff) << 5;
	e->has_word = true;
	event_add_register(e, (struct text){"x0", 2}, m->v[FIELD_hex]);
}

static void line_wfx(struct el2_trace *t, const struct match *m)
{
	el2_event *e = guest(t, m, "kvm_wfx_arm64");

	e->taken.to_el = 2;
	e->taken.ec = EL2_EC_WFX;
	e->word = text_is(m->text[FIELD_kind], "wfi") ? 0xd503207f : 0xd503205f;
	e->has_word = true;
}

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	switch (id) {
	case KVM_ENTRY:
		guest(t, m, "kvm_entry");
		break;
	case KVM_EXIT:
		line_exit(t, m);
		break;
	case KVM_FAULT:
		line_fault(t, m);
		break;
	case KVM_SYS_REG:
		guest(t, m, "kvm_handle_sys_reg");
		break;
	case KVM_SYS_ACCESS:
		line_access(t, m);
		break;
	case KVM_HVC:
		line_hvc(t, m);
		break;
	case KVM_WFX:
		line_wfx(t, m);
		break;
	case KVM_NESTED:
		guest(t, m, "kvm_inject_nested_exception");
		break;
	case KVM_OTHER:
	case OTHER:
	case HEADER:
		reader_note(t, NULL);
		break;
	case LOST: {
		el2_event *e = reader_emit(t, EL2_EVENT_LOST);

		event_place(e, m);
		e->lost = has(m, FIELD_count) ? m->v[FIELD_count].value : 0;
		break;
	}
	default:
		hyp_event(t, id, m);
		break;
	}
}

const struct format format_ftrace = {.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line};
