/* SPDX-License-Identifier: MIT */
/*
 * Oopses: what the kernel tells of an exception that it did not survive, or that a program was killed for. The head may
 * be one of several, each with a part of the truth; "Code:" is the last line of a block that said how it ended.
 */
#include "replay/read/kmsg.h"

#include <string.h>

/* ---- texts ------------------------------------------------------------------------------------------------------ */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal digits at p, as many as there are up to 16. */
static size_t hex(const char *p, size_t n, uint64_t *value)
{
	size_t i = 0;

	*value = 0;
	for (int d; i < n && i < 16 && (d = hex_digit(p[i])) >= 0; i++)
		*value = *value << 4 | (unsigned)d;
	return i;
}

bool kmsg_code(struct text code, uint32_t *word)
{
	const char *open = memchr(code.at, '(', code.length);
	size_t left = open ? (size_t)(code.at + code.length - open) : 0;
	uint64_t value;

	if (left < 10 || hex(open + 1, left - 1, &value) != 8 || open[9] != ')')
		return false;
	*word = (uint32_t)value;
	return true;
}

static bool mentions(struct text t, const char *what)
{
	return text_find(t, what) != NULL;
}

/* What follows `key` in a text, as a number. */
static bool number_after(struct text t, const char *key, uint64_t *value)
{
	const char *at = text_find(t, key), *end = t.at + t.length;

	if (!at)
		return false;
	at += strlen(key);
	if (end - at > 2 && at[0] == '0' && at[1] == 'x')
		at += 2;
	return hex(at, (size_t)(end - at), value) > 0;
}

/* ---- heads ------------------------------------------------------------------------------------------------------ */

/* An oops to which this head belongs, too, or a new one. */
static el2_event *oops(struct el2_trace *t, bool again)
{
	struct kmsg_state *k = &t->kmsg;

	if (again || k->open != KMSG_OPEN_OOPS || k->died)
		kmsg_begin(t, KMSG_OPEN_OOPS, EL2_EVENT_OOPS, "oops");
	return &k->event;
}

/* A syndrome; what a kernel prints where it has none is zero. */
static void syndrome(el2_event *e, uint64_t esr)
{
	if (!esr)
		return;
	e->taken.esr = EL2_KNOWN(esr);
	e->taken.ec = -1;
}

/* Classes by what die() was told, for kernels that do not print the syndrome with it. */
static void class_of(el2_event *e, struct text what)
{
	if (e->taken.esr.mask)
		return;
	if (mentions(what, "ndefined instruction"))
		e->taken.ec = EL2_EC_UNKNOWN;
	else if (mentions(what, "BUG") || mentions(what, "BRK"))
		e->taken.ec = EL2_EC_BRK64;
}

/* "Oops - BUG: 00000000f2000800 [#1] SMP" */
static void die(struct el2_trace *t, struct text rest)
{
	el2_event *e = oops(t, false);
	const char *end = text_find(rest, " [#"), *number = end;
	uint64_t esr = 0;

	while (number && number > rest.at && hex_digit(number[-1]) >= 0)
		number--;
	if (end)
		hex(number, (size_t)(end - number), &esr);
	syndrome(e, esr);
	class_of(e, rest);
	t->kmsg.died = true;
}

static void user(struct el2_trace *t, struct text rest)
{
	el2_event *e = oops(t, true);
	uint64_t esr = 0;

	e->el = 0;
	if (number_after(rest, "ESR ", &esr) || number_after(rest, "esr ", &esr))
		syndrome(e, esr);
	t->kmsg.died = true;
}

/* ---- inside ----------------------------------------------------------------------------------------------------- */

static void place(el2_event *e, const struct match *m)
{
	uint64_t pc;

	if (has(m, FIELD_pc)) {
		e->pc = m->v[FIELD_pc].value;
		e->has_pc = true;
	} else if (m->text[FIELD_name].length == 16 && hex(m->text[FIELD_name].at, 16, &pc) == 16) {
		e->pc = pc; /* of a program: no symbol */
		e->has_pc = true;
	}
	if (has(m, FIELD_hex2))
		kmsg_from(e, m->v[FIELD_hex2].value);
}

static void general(struct kmsg_state *k, const struct match *m)
{
	static const uint8_t names[3] = {FIELD_num, FIELD_op0, FIELD_op1},
			     values[3] = {FIELD_hex, FIELD_hex2, FIELD_hex3};

	for (unsigned i = 0; i < 3; i++) {
		uint64_t x = has(m, names[i]) ? m->v[names[i]].value : UINT64_MAX;

		if (x > 30 || !has(m, values[i]))
			continue;
		k->x[x] = m->v[values[i]].value;
		k->x_present |= 1u << x;
	}
}

/* Registers that the word's operand fields can name, and the arguments of calls. */
void kmsg_oops_end(struct el2_trace *t)
{
	struct kmsg_state *k = &t->kmsg;
	el2_event *e = &k->event;
	uint32_t wanted = 0xf, w = e->word;

	if (e->has_word)
		wanted |= 1u << (w & 31) | 1u << (w >> 5 & 31) | 1u << (w >> 10 & 31) | 1u << (w >> 16 & 31);
	for (uint8_t x = 0; x < 31; x++)
		if (wanted & k->x_present & 1u << x && e->reg_count < EL2_EVENT_REGS)
			e->regs[e->reg_count++] = (el2_event_reg){EL2_SYSREG_NONE, x, EL2_KNOWN(k->x[x])};
	e->taken.to_el = e->el > 0 ? e->el : -1;
	reader_append(t, e);
}

static void code(struct el2_trace *t, struct text words)
{
	struct kmsg_state *k = &t->kmsg;

	if (k->open == KMSG_CLOSED) {
		reader_note(t, "code of nothing that was told before");
		return;
	}
	if (kmsg_code(words, &k->event.word))
		k->event.has_word = true;
	if (k->open == KMSG_OPEN_OOPS && k->died)
		kmsg_flush(t);
}

/* The kernel as a whole: the end of an oops before it, or for a reason of its own. */
static void panic(struct el2_trace *t, struct text why)
{
	bool told = t->kmsg.open == KMSG_OPEN_OOPS || mentions(why, "atal exception");

	kmsg_flush(t);
	if (told) {
		reader_note(t, NULL);
		return;
	}
	oops(t, true);
	event_reason(&t->kmsg.event, (struct text){"kernel_panic", 12});
	kmsg_flush(t);
}

void kmsg_oops(struct el2_trace *t, unsigned id, const struct match *m)
{
	struct kmsg_state *k = &t->kmsg;
	el2_event *e = &k->event;
	bool open = k->open == KMSG_OPEN_OOPS;

	switch (id) {
	case KMSG_UNABLE:
		e = oops(t, true);
		if (number_after(m->text[FIELD_rest], "address ", &e->address)) {
			e->has_address = true;
			e->taken.far = EL2_KNOWN(e->address);
		}
		break;
	case KMSG_FAULT:
		/* "synchronous external abort (0x96000210) at 0x..." */
		e = oops(t, true);
		if (has(m, FIELD_hex)) {
			e->taken.far = m->v[FIELD_hex];
		} else {
			uint64_t esr;

			if (number_after(m->text[FIELD_rest], "(", &esr))
				syndrome(e, esr);
		}
		break;
	case KMSG_DIE:
		die(t, m->text[FIELD_rest]);
		break;
	case KMSG_UNHANDLED:
		syndrome(oops(t, true), m->v[FIELD_esr].value);
		k->died = true;
		break;
	case KMSG_SERROR:
		e = oops(t, true);
		syndrome(e, m->v[FIELD_esr].value);
		e->taken.cause = EL2_CAUSE_ASYNC;
		k->died = true;
		break;
	case KMSG_OVERFLOW:
		oops(t, true);
		break;
	case KMSG_USER:
		user(t, m->text[FIELD_rest]);
		break;
	case KMSG_USER_UNDEF:
		e = oops(t, true);
		e->taken.ec = EL2_EC_UNKNOWN;
		e->pc = m->v[FIELD_pc].value;
		e->has_pc = true;
		if (!(e->pc >> 63)) {
			e->el = 0;
			k->died = true;
		}
		break;
	case KMSG_PANIC:
		panic(t, m->text[FIELD_rest]);
		break;
	case KMSG_CODE:
		code(t, m->text[FIELD_rest]);
		break;
	case KMSG_END:
		if (k->open != KMSG_OPEN_HYP)
			kmsg_flush(t);
		k->repeats = text_starts(m->text[FIELD_rest], "Kernel panic - not syncing: HYP panic");
		reader_note(t, NULL);
		break;
	default:
		if (!open) {
			reader_note(t, NULL);
		} else if (id == KMSG_ESR || id == KMSG_OVERFLOW_ESR) {
			syndrome(e, m->v[FIELD_esr].value);
		} else if (id == KMSG_X) {
			general(k, m);
		} else {
			place(e, m);
		}
		break;
	}
}
