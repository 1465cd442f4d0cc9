/* SPDX-License-Identifier: MIT */
/* What the hypervisor's own events mean. */
#include "replay/read/hyp_events.h"

void event_place(el2_event *e, const struct match *m)
{
	if (has(m, FIELD_cpu))
		e->cpu = (uint32_t)m->v[FIELD_cpu].value;
	if (has(m, FIELD_time)) {
		e->time = m->v[FIELD_time].value;
		e->has_time = true;
	}
}

static void crossing(el2_event *e, const struct match *m)
{
	if (has(m, FIELD_reason))
		event_reason(e, m->text[FIELD_reason]);
	if (has(m, FIELD_vcpu)) {
		e->vcpu = (int64_t)m->v[FIELD_vcpu].value;
		e->has_vcpu = true;
		e->guest = e->vcpu != 0;
	}
}

/* x0 of a call is its function. */
static void call(el2_event *e, const struct match *m, const char *reason, bool forwarded)
{
	event_reason(e, (struct text){reason, 3});
	event_add_register(e, (struct text){"x0", 2}, m->v[FIELD_num]);
	e->forwarded = forwarded;
}

static void abort_event(el2_event *e, const struct match *m)
{
	e->taken.esr = m->v[FIELD_esr];
	e->taken.to_el = 2;
	if (has(m, FIELD_addr)) {
		e->address = m->v[FIELD_addr].value;
		e->has_address = true;
	}
}

void hyp_event(struct el2_trace *t, unsigned id, const struct match *m)
{
	static const uint8_t kinds[HYP_EVENT_COUNT] = {
		[HYP_ENTER] = EL2_EVENT_ENTER,      [HYP_EXIT] = EL2_EVENT_EXIT,
		[HYP_HCALL] = EL2_EVENT_CALL,       [HYP_SMC] = EL2_EVENT_CALL,
		[HYP_MEM_ABORT] = EL2_EVENT_ABORT,  [HYP_ILLEGAL_TRAP] = EL2_EVENT_EXCEPTION,
		[HYP_MEM_PROTECT] = EL2_EVENT_NOTE, [HYP_FFA] = EL2_EVENT_NOTE,
		[HYP_IOMMU] = EL2_EVENT_NOTE,       [HYP_SELFTEST] = EL2_EVENT_NOTE,
		[HYP_PRINTK] = EL2_EVENT_NOTE,      [HYP_UNKNOWN_ID] = EL2_EVENT_NOTE,
	};
	el2_event *e = reader_emit(t, (el2_event_kind)kinds[id]);

	event_place(e, m);
	switch (id) {
	case HYP_ENTER:
	case HYP_EXIT:
		crossing(e, m);
		break;
	case HYP_HCALL:
		/* an invalid one is answered, too */
		call(e, m, "hvc", false);
		break;
	case HYP_SMC:
		call(e, m, "smc", m->v[FIELD_num2].value != 0);
		break;
	case HYP_MEM_ABORT:
		abort_event(e, m);
		break;
	case HYP_ILLEGAL_TRAP:
		e->guest = true;
		abort_event(e, m);
		break;
	default:
		break;
	}
}
