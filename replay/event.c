/* SPDX-License-Identifier: MIT */
#include "replay/reader.h"

#include <string.h>

static const char *const kinds[EL2_EVENT_KINDS] = {"none",   "insn",  "exception", "return", "enter", "exit", "call",
						    "abort", "guest", "registers", "lost",   "note",  "unknown"};

const char *el2_event_kind_name(el2_event_kind kind) { return (unsigned)kind < EL2_EVENT_KINDS ? kinds[kind] : "?"; }

el2_event_kind el2_event_kind_by_name(const char *name)
{
	for (unsigned i = 1; i < EL2_EVENT_KINDS; i++)
		if (!strcmp(kinds[i], name))
			return (el2_event_kind)i;
	return EL2_EVENT_NONE;
}

void el2_event_init(el2_event *e)
{
	memset(e, 0, offsetof(el2_event, text));
	e->el = -1;
	e->forwarded = -1;
	e->write = -1;
	e->taken.to_el = -1;
	e->taken.ec = -1;
	e->taken.vector = -1;
	e->expect.verdict = e->expect.origin = e->expect.effect = e->expect.to_el = -1;
}

void event_reason(el2_event *e, struct text reason)
{
	size_t n = reason.length < sizeof e->reason - 1 ? reason.length : sizeof e->reason - 1;

	memcpy(e->reason, reason.at, n);
	e->reason[n] = '\0';
}

/* X0 to X30, W0 to W30; -1. */
static int general_register(struct text name)
{
	int n = 0;

	if (name.length < 2 || name.length > 3 || !strchr("xXwW", name.at[0]))
		return -1;
	for (size_t i = 1; i < name.length; i++) {
		if (name.at[i] < '0' || name.at[i] > '9')
			return -1;
		n = n * 10 + name.at[i] - '0';
	}
	return n <= 30 ? n : -1;
}

bool event_add_register(el2_event *e, struct text name, el2_known value)
{
	int x = general_register(name);
	el2_event_reg *reg = &e->regs[e->reg_count];
	char copy[32];

	if (e->reg_count == EL2_EVENT_REGS)
		return false;
	reg->value = value;
	if (x >= 0) {
		reg->sysreg = EL2_SYSREG_NONE;
		reg->x = (uint8_t)x;
		e->reg_count++;
		return true;
	}
	if (name.length >= sizeof copy)
		return true;
	memcpy(copy, name.at, name.length);
	copy[name.length] = '\0';
	reg->sysreg = (uint16_t)el2_sysreg_by_name(copy);
	if (reg->sysreg && reg->sysreg < EL2_SYSREG_REGISTERS)
		e->reg_count++;
	return true;
}
