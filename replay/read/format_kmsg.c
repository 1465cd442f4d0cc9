/* SPDX-License-Identifier: MIT */
/* The kernel's log: a guest's register access that KVM does not know is told in two lines. */
#include "replay/read/reader.h"

enum {
	ACCESS,
	ENCODING,
};

#define KVM "Linux arch/arm64/kvm/sys_regs.c emulate_sys_reg(), print_sys_reg_msg()"

static const struct shape_row rows[] = {
	{SHAPE_LINE, ACCESS, "kvm [%num]: Unsupported guest sys_reg access at: %pc{ [%hex]}", KVM},
	{SHAPE_LINE, ENCODING,
	 "{kvm [%num]: ~}%{ Op0(~%op0), Op1(~%op1), CRn(~%crn), CRm(~%crm), Op2(~%op2), func_%kind %}{,}", KVM},
};

static void flush(struct el2_trace *t)
{
	if (t->kmsg.open)
		reader_append(t, &t->kmsg.access);
	t->kmsg.open = false;
}

/* Where the guest was: its PC and PSTATE. */
static void line_access(struct el2_trace *t, const struct match *m)
{
	static const char reason[] = "unsupported_sys_reg";
	el2_event *e = &t->kmsg.access;

	flush(t);
	t->kmsg.open = true;
	reader_begin(t, e, EL2_EVENT_GUEST);
	event_reason(e, (struct text){reason, sizeof reason - 1});
	e->guest = true;
	e->pc = m->v[FIELD_pc].value;
	e->has_pc = true;
	e->vcpu = (int64_t)m->v[FIELD_num].value;
	e->has_vcpu = true;
	e->taken.to_el = 2;
	e->taken.ec = EL2_EC_SYS64;
	if (has(m, FIELD_hex)) {
		e->taken.spsr = m->v[FIELD_hex];
		if (!(m->v[FIELD_hex].value & EL2_PSTATE_NRW))
			e->el = (int8_t)(m->v[FIELD_hex].value >> 2 & 3);
	}
}

/* What it accessed. The general register is not told: X0. */
static void line_encoding(struct el2_trace *t, const struct match *m)
{
	el2_event *e = &t->kmsg.access;
	bool read = text_is(m->text[FIELD_kind], "read");
	uint64_t op0 = m->v[FIELD_op0].value, op1 = m->v[FIELD_op1].value, crn = m->v[FIELD_crn].value,
		 crm = m->v[FIELD_crm].value, op2 = m->v[FIELD_op2].value;

	if (!t->kmsg.open) {
		reader_unknown(t, "a line of an access whose beginning is missing");
		return;
	}
	e->write = !read;
	if (op0 <= 3 && op1 <= 7 && crn <= 15 && crm <= 15 && op2 <= 7) {
		e->word = 0xd5000000 | (uint32_t)read << 21 | (uint32_t)EL2_SYSREG_KEY(op0, op1, crn, crm, op2) << 5;
		e->has_word = true;
	}
	flush(t);
}

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	if (id == ACCESS)
		line_access(t, m);
	else
		line_encoding(t, m);
}

const struct format format_kmsg = {.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line, .flush = flush};
