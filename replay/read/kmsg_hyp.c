/* SPDX-License-Identifier: MIT */
/*
 * What EL2 leaves behind when it panics: where, its backtrace, and the registers of the last exception. `reason` is the
 * function that gave up, where the log tells: "handle_trap", "handle_host_mem_abort"; else "hyp_bug" or "hyp_panic".
 */
#include "replay/read/kmsg.h"

#include <string.h>

/* The panic that the lines belong to; begun if its first lines are missing. */
static el2_event *panic(struct el2_trace *t)
{
	if (t->kmsg.open != KMSG_OPEN_HYP) {
		kmsg_begin(t, KMSG_OPEN_HYP, EL2_EVENT_PANIC, "hyp_panic");
		t->kmsg.event.taken.to_el = 2;
	}
	return &t->kmsg.event;
}

/* "__kvm_nvhe_handle_trap+0x4c/0x160" is handle_trap. */
static struct text function(struct text symbol)
{
	static const char prefix[] = "__kvm_nvhe_";
	const char *plus;

	if (text_starts(symbol, prefix)) {
		symbol.at += sizeof prefix - 1;
		symbol.length -= sizeof prefix - 1;
	}
	plus = memchr(symbol.at, '+', symbol.length);
	if (plus)
		symbol.length = (size_t)(plus - symbol.at);
	return symbol;
}

/* "BUG at: FILE:LINE!", or "BUG at: [<ADDRESS>] SYMBOL+OFFSET/SIZE!", or the same of "panic" and "CFI failure". */
static void gave_up(struct el2_trace *t, struct text rest)
{
	const char *symbol = text_find(rest, ">] "), *end = rest.at + rest.length;

	kmsg_begin(t, KMSG_OPEN_HYP, EL2_EVENT_PANIC, text_starts(rest, "BUG") ? "hyp_bug" : "nvhe_panic");
	t->kmsg.event.taken.to_el = 2;
	if (symbol)
		event_reason(&t->kmsg.event, function((struct text){symbol + 3, (size_t)(end - symbol - 3)}));
}

/* The first function that is not the panic itself is the one that gave up. */
static void frame(struct el2_trace *t, struct text symbol)
{
	el2_event *e = panic(t);
	struct text f = function(symbol);

	if (!text_is(f, "hyp_panic") && (!strncmp(e->reason, "hyp_", 4) || !strcmp(e->reason, "nvhe_panic")))
		event_reason(e, f);
}

/* The mode by its name here; what follows a '+' is a capability. */
static void booted(struct el2_trace *t, unsigned id, struct text said)
{
	const char *plus = memchr(said.at, '+', said.length);
	bool hyp = id == KMSG_MODE_HYP;
	el2_mode mode = EL2_MODE_NONE;
	const char *name;

	if (plus)
		said.length = (size_t)(plus - said.at);
	if (id == KMSG_MODE)
		mode = text_is(said, "VHE") ? EL2_MODE_VHE : EL2_MODE_NONE;
	else if (text_is(said, "nVHE"))
		mode = hyp ? EL2_MODE_NVHE : EL2_MODE_PROTECTED_NVHE;
	else if (text_is(said, "hVHE"))
		mode = hyp ? EL2_MODE_HVHE : EL2_MODE_PROTECTED_HVHE;
	if (mode == EL2_MODE_NONE) {
		reader_note(t, "KVM's mode, in words of an older kernel");
		return;
	}
	name = el2_mode_name(mode);
	event_reason(reader_emit(t, EL2_EVENT_BOOT), (struct text){name, strlen(name)});
}

void kmsg_hyp(struct el2_trace *t, unsigned id, const struct match *m)
{
	el2_event *e;

	switch (id) {
	case KMSG_MODE:
	case KMSG_MODE_HYP:
	case KMSG_MODE_PROTECTED:
		booted(t, id, m->text[FIELD_name]);
		break;
	case KMSG_HYP_AT:
		if (text_starts(m->text[FIELD_rest], "call trace"))
			reader_note(t, NULL);
		else
			gave_up(t, m->text[FIELD_rest]);
		break;
	case KMSG_HYP_INVALID:
		kmsg_begin(t, KMSG_OPEN_HYP, EL2_EVENT_PANIC, "invalid_host_exception");
		t->kmsg.event.taken.to_el = 2;
		break;
	case KMSG_HYP_FRAME:
		frame(t, m->text[FIELD_name]);
		break;
	case KMSG_HYP_PANIC:
		panic(t);
		break;
	case KMSG_HYP_PS:
		if (t->kmsg.repeats) {
			reader_note(t, NULL);
			break;
		}
		e = panic(t);
		kmsg_from(e, m->v[FIELD_hex].value);
		e->pc = m->v[FIELD_pc].value;
		e->has_pc = true;
		e->taken.elr = m->v[FIELD_pc];
		e->taken.esr = m->v[FIELD_esr];
		break;
	case KMSG_HYP_FAR:
		if (t->kmsg.open == KMSG_OPEN_HYP) {
			e = panic(t);
			e->taken.far = m->v[FIELD_hex];
			event_add_register(e, (struct text){"HPFAR_EL2", 9}, m->v[FIELD_hex2]);
			event_add_register(e, (struct text){"PAR_EL1", 7}, m->v[FIELD_hex3]);
		} else {
			reader_note(t, NULL);
		}
		break;
	case KMSG_HYP_VCPU:
		/* the last one; a pointer, zero while the host runs */
		if (t->kmsg.open != KMSG_OPEN_HYP) {
			reader_note(t, NULL);
			break;
		}
		if (has(m, FIELD_hex)) {
			t->kmsg.event.vcpu = (int64_t)m->v[FIELD_hex].value;
			t->kmsg.event.has_vcpu = true;
		}
		kmsg_flush(t);
		break;
	default:
		reader_note(t, NULL);
		break;
	}
}
