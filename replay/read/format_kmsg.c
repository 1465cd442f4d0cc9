/* SPDX-License-Identifier: MIT */
/*
 * The kernel's log: what KVM says of its guests, oopses, and what EL2 leaves behind when it panics. A head begins a
 * block; the lines that belong to it may stand among others. All else that the log holds is a note.
 */
#include "replay/read/kmsg.h"

#include <string.h>

#define SYS_REGS "Linux arch/arm64/kvm/sys_regs.c emulate_sys_reg(), unhandled_cp_access(), print_sys_reg_msg()"
#define TRAPS    "Linux arch/arm64/kernel/traps.c __die(), arm64_show_signal(), arm64_serror_panic()"
#define ENTRY    "Linux arch/arm64/kernel/entry-common.c __panic_unhandled()"
#define FAULT    "Linux arch/arm64/mm/fault.c die_kernel_fault(), mem_abort_decode()"
#define PROCESS  "Linux arch/arm64/kernel/process.c __show_regs()"
#define HYP      "Linux arch/arm64/kvm/handle_exit.c nvhe_hyp_panic_handler()"
#define STACK    "Linux arch/arm64/kvm/stacktrace.c kvm_nvhe_dump_backtrace()"
#define ARM      "Linux arch/arm64/kvm/arm.c kvm_arm_init()"
#define OLD      "Linux 3.7 to 4.19 arch/arm64/kernel/traps.c, process.c, mm/fault.c"

static const struct shape_row rows[] = {
	/* guests */
	{SHAPE_LINE, KMSG_ACCESS, "kvm [%num]: Unsupported guest sys_reg access at: %pc{ [%hex]}", SYS_REGS},
	{SHAPE_LINE, KMSG_ACCESS32, "kvm [%num]: Unsupported guest CP%num2 access at: %pc{ [%hex]}", SYS_REGS},
	{SHAPE_LINE, KMSG_ENCODING,
	 "{kvm [%num]: ~}%{ Op0(~%op0), Op1(~%op1), CRn(~%crn), CRm(~%crm), Op2(~%op2), func_%kind %}{,}", SYS_REGS},
	{SHAPE_LINE, KMSG_GUEST_FAULT, "kvm [%num]: Unsupported FSC: EC=%ec xFSC=%hex ESR_EL2=%esr",
	 "Linux arch/arm64/kvm/mmu.c kvm_handle_guest_abort()"},
	{SHAPE_LINE, KMSG_GUEST_CLASS, "kvm [%num]: Unknown exception class: esr: %esr*",
	 "Linux arch/arm64/kvm/handle_exit.c kvm_handle_unknown_ec()"},
	/* the hypervisor */
	{SHAPE_LINE, KMSG_MODE_PROTECTED, "kvm [%num]: Protected %name mode initialized successfully", ARM},
	{SHAPE_LINE, KMSG_MODE_HYP, "kvm [%num]: Hyp %name mode initialized successfully", ARM},
	{SHAPE_LINE, KMSG_MODE, "kvm [%num]: %name mode initialized successfully", ARM},
	{SHAPE_LINE, KMSG_HYP_AT, "kvm [%num]: nVHE hyp %rest", HYP},
	{SHAPE_LINE, KMSG_HYP_INVALID, "kvm [%num]: Invalid host exception to nVHE hyp!", HYP},
	{SHAPE_LINE, KMSG_HYP_FRAME, "kvm [%num]: ~[<%hex>] %name*", STACK},
	{SHAPE_LINE, KMSG_NOTE, "kvm [%num]: %rest", "Linux include/linux/kvm_host.h kvm_err() and its like"},
	{SHAPE_LINE, KMSG_HYP_PANIC, "Kernel panic - not syncing: HYP panic:*", HYP},
	{SHAPE_LINE, KMSG_HYP_PANIC, "HYP panic:*", HYP ", quoted"},
	{SHAPE_LINE, KMSG_HYP_PS, "PS:%hex PC:%pc ESR:%esr", HYP},
	{SHAPE_LINE, KMSG_HYP_FAR, "FAR:%hex HPFAR:%hex2 PAR:%hex3", HYP},
	{SHAPE_LINE, KMSG_HYP_VCPU, "VCPU:%hex*", HYP},
	{SHAPE_LINE, KMSG_HYP_VCPU, "VCPU:(%rest", HYP ", of a pointer that is not shown"},
	/* the kernel's own end */
	{SHAPE_LINE, KMSG_UNABLE, "Unable to handle kernel %rest", FAULT},
	{SHAPE_LINE, KMSG_FAULT, "Unhandled fault at %hex", FAULT},
	{SHAPE_LINE, KMSG_FAULT, "Unhandled fault: %rest", OLD},
	{SHAPE_LINE, KMSG_ESR, "ESR = %esr", FAULT},
	{SHAPE_LINE, KMSG_DIE, "Internal error: %rest", TRAPS},
	{SHAPE_LINE, KMSG_UNHANDLED, "Unhandled %num-bit %name %kind exception on CPU%cpu, ESR %esr*", ENTRY},
	{SHAPE_LINE, KMSG_UNHANDLED, "Bad mode in %name{ Abort} handler detected{ on CPU%cpu}, {code }{esr }%esr*",
	 OLD},
	{SHAPE_LINE, KMSG_SERROR, "SError Interrupt on CPU%cpu, code %esr*", TRAPS},
	{SHAPE_LINE, KMSG_OVERFLOW, "Insufficient stack space to handle exception!*", TRAPS},
	{SHAPE_LINE, KMSG_OVERFLOW_ESR, "ESR: %esr -- *", TRAPS},
	{SHAPE_LINE, KMSG_USER, "%name[%num]: unhandled %rest", TRAPS},
	{SHAPE_LINE, KMSG_USER_UNDEF, "%name[%num]: undefined instruction: pc=%pc*", OLD},
	{SHAPE_LINE, KMSG_PANIC, "Kernel panic - not syncing: %rest", "Linux kernel/panic.c panic()"},
	/* inside */
	{SHAPE_LINE, KMSG_PC, "pc : [<%pc>]{ lr : [<%hex>]}{ pstate: %hex2}", OLD},
	{SHAPE_LINE, KMSG_PC, "pc : %name{ %bracketed]}*", PROCESS},
	{SHAPE_LINE, KMSG_PSTATE, "pstate: %hex2*", PROCESS},
	{SHAPE_LINE, KMSG_X, "x%num~:~%hex{ x%op0~:~%hex2}{ x%op1~:~%hex3}*", PROCESS},
	{SHAPE_LINE, KMSG_CODE, "Code: %rest", "Linux arch/arm64/kernel/traps.c dump_kernel_instr()"},
	{SHAPE_LINE, KMSG_END, "---[ end %rest", "Linux kernel/panic.c print_oops_end_marker(), panic()"},
};

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	if (id <= KMSG_GUEST_CLASS)
		kmsg_guest(t, id, m);
	else if (id <= KMSG_HYP_VCPU)
		kmsg_hyp(t, id, m);
	else
		kmsg_oops(t, id, m);
}

void kmsg_flush(struct el2_trace *t)
{
	struct kmsg_state *k = &t->kmsg;

	if (k->open == KMSG_OPEN_OOPS)
		kmsg_oops_end(t);
	else if (k->open)
		reader_append(t, &k->event);
	k->open = KMSG_CLOSED;
}

void kmsg_begin(struct el2_trace *t, enum kmsg_open open, el2_event_kind kind, const char *reason)
{
	struct kmsg_state *k = &t->kmsg;

	kmsg_flush(t);
	k->open = (uint8_t)open;
	k->died = k->repeats = false;
	k->x_present = 0;
	reader_begin(t, &k->event, kind);
	event_reason(&k->event, (struct text){reason, strlen(reason)});
}

void kmsg_from(el2_event *e, uint64_t spsr)
{
	e->taken.spsr = EL2_KNOWN(spsr);
	if (!(spsr & EL2_PSTATE_NRW))
		e->el = (int8_t)(spsr >> 2 & 3);
}

/* Words by which a line speaks of the end of something: what no shape describes of these is counted, not passed over.
 */
bool kmsg_alarms(struct text line)
{
	static const char *const words[] = {"HYP panic", "Internal error: ", "Kernel panic", "exception on CPU",
					    "nVHE hyp ", "sys_reg access",   "SError Inte",  "Bad mode in "};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_find(line, words[i]))
			return true;
	return false;
}

const struct format format_kmsg = {
	.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line, .flush = kmsg_flush};
