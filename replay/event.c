/* SPDX-License-Identifier: MIT */
#include "replay/read/reader.h"

#include <string.h>

static const char *const kinds[EL2_EVENT_KINDS] = {"none",      "insn",  "exception", "return", "enter", "exit",
						   "call",      "abort", "guest",     "oops",   "panic", "boot",
						   "registers", "lost",  "note",      "unknown"};

const char *el2_event_kind_name(el2_event_kind kind)
{
	return (unsigned)kind < EL2_EVENT_KINDS ? kinds[kind] : "?";
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

/* Where a register's value goes: over an earlier one, or behind all; NULL: no room. */
static el2_event_reg *place(el2_event *e, uint16_t sysreg, uint8_t x)
{
	for (unsigned i = 0; i < e->reg_count; i++)
		if (e->regs[i].sysreg == sysreg && e->regs[i].x == x)
			return &e->regs[i];
	return e->reg_count == EL2_EVENT_REGS ? NULL : &e->regs[e->reg_count++];
}

bool event_add_register(el2_event *e, struct text name, el2_known value)
{
	int x = general_register(name);
	uint16_t sysreg = EL2_SYSREG_NONE;
	el2_event_reg *reg;
	char copy[32];

	if (x < 0) {
		if (name.length >= sizeof copy)
			return true;
		memcpy(copy, name.at, name.length);
		copy[name.length] = '\0';
		sysreg = (uint16_t)el2_sysreg_by_name(copy);
		if (!sysreg || sysreg >= EL2_SYSREG_REGISTERS)
			return true;
		x = 0;
	}
	reg = place(e, sysreg, (uint8_t)x);
	if (!reg)
		return false;
	*reg = (el2_event_reg){sysreg, (uint8_t)x, value};
	return true;
}
