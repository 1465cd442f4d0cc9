/* SPDX-License-Identifier: MIT */
/* KVM's complaints about its guests. A register access is told in two lines: where, and which. */
#include "replay/read/kmsg.h"

/* Where the guest was: its PC and PSTATE. */
static void access(struct el2_trace *t, const struct match *m)
{
	el2_event *e = &t->kmsg.event;

	kmsg_begin(t, KMSG_OPEN_ACCESS, EL2_EVENT_GUEST, "unsupported_sys_reg");
	e->guest = true;
	e->pc = m->v[FIELD_pc].value;
	e->has_pc = true;
	e->vcpu = (int64_t)m->v[FIELD_num].value;
	e->has_vcpu = true;
	e->taken.to_el = 2;
	e->taken.ec = EL2_EC_SYS64;
	if (has(m, FIELD_hex))
		kmsg_from(e, m->v[FIELD_hex].value);
}

/* What it accessed. The general register is not told: X0. */
static void encoding(struct el2_trace *t, const struct match *m)
{
	el2_event *e = &t->kmsg.event;
	bool read = text_is(m->text[FIELD_kind], "read");
	uint64_t op0 = m->v[FIELD_op0].value, op1 = m->v[FIELD_op1].value, crn = m->v[FIELD_crn].value,
		 crm = m->v[FIELD_crm].value, op2 = m->v[FIELD_op2].value;

	if (t->kmsg.open != KMSG_OPEN_ACCESS) {
		reader_unknown(t, "a line of an access whose beginning is missing");
		return;
	}
	e->write = !read;
	if (e->taken.ec == EL2_EC_SYS64 && op0 <= 3 && op1 <= 7 && crn <= 15 && crm <= 15 && op2 <= 7) {
		e->word = 0xd5000000 | (uint32_t)read << 21 | (uint32_t)EL2_SYSREG_KEY(op0, op1, crn, crm, op2) << 5;
		e->has_word = true;
	}
	kmsg_flush(t);
}

void kmsg_guest(struct el2_trace *t, unsigned id, const struct match *m)
{
	static const char fault[] = "unsupported_fsc", unknown[] = "unknown_class";
	el2_event *e;

	switch (id) {
	case KMSG_ACCESS:
		access(t, m);
		break;
	case KMSG_ACCESS32:
		access(t, m);
		t->kmsg.event.taken.ec = -1; /* 0x03 to 0x06, 0x0c: which, the line does not say */
		t->kmsg.event.taken.pstate = (el2_known){EL2_PSTATE_NRW, EL2_PSTATE_NRW};
		break;
	case KMSG_ENCODING:
		encoding(t, m);
		break;
	default:
		kmsg_flush(t);
		e = reader_emit(t, EL2_EVENT_GUEST);
		event_reason(e, id == KMSG_GUEST_FAULT ? (struct text){fault, sizeof fault - 1}
						       : (struct text){unknown, sizeof unknown - 1});
		e->guest = true;
		e->vcpu = (int64_t)m->v[FIELD_num].value;
		e->has_vcpu = true;
		e->taken.to_el = 2;
		e->taken.esr = m->v[FIELD_esr];
		break;
	}
}
