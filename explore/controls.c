/* SPDX-License-Identifier: MIT */
#include "explore/controls.h"

#include <string.h>

uint64_t control_mask(const el2_control *c)
{
	return UINT64_MAX >> (64 - c->width) << c->lsb;
}

uint64_t control_value(const el2_state *s, const el2_control *c)
{
	return (s->sysreg[c->reg] & control_mask(c)) >> c->lsb;
}

uint64_t control_with(const el2_control *c, uint64_t value, uint64_t field)
{
	return (value & ~control_mask(c)) | (field << c->lsb & control_mask(c));
}

void control_set(el2_state *s, const el2_control *c, uint64_t value)
{
	s->sysreg[c->reg] = control_with(c, s->sysreg[c->reg], value);
}

/* A register of the level that traps, and no field that makes another machine. */
bool control_may_change(const el2_control *c, unsigned to_el)
{
	const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)c->reg);
	size_t length = info ? strlen(info->name) : 0;
	unsigned msb, lsb;

	if (length < 4 || memcmp(info->name + length - 4, to_el == 3 ? "_EL3" : "_EL2", 4))
		return false;
	if (c->reg != EL2_SYSREG_HCR_EL2)
		return true;
	return !(el2_field_find(EL2_SYSREG_HCR_EL2, "E2H", 3, &msb, &lsb) && c->lsb == lsb) &&
	       !(el2_field_find(EL2_SYSREG_HCR_EL2, "TGE", 3, &msb, &lsb) && c->lsb == lsb);
}

unsigned control_value_count(const el2_control *c, unsigned narrow)
{
	return c->width <= narrow ? 1u << c->width : 2;
}

uint64_t control_nth_value(const el2_control *c, unsigned narrow, unsigned n)
{
	return c->width <= narrow || !n ? n : UINT64_MAX >> (64 - c->width);
}

int reader_order(const void *a, const void *b)
{
	const struct reader *x = a, *y = b;

	if (x->field.reg != y->field.reg)
		return x->field.reg < y->field.reg ? -1 : 1;
	if (x->field.lsb != y->field.lsb)
		return x->field.lsb < y->field.lsb ? -1 : 1;
	if (x->field.width != y->field.width)
		return (int)x->field.width - (int)y->field.width;
	return x->class < y->class ? -1 : x->class > y->class;
}

size_t reader_end(const struct reader *readers, size_t count, size_t first)
{
	const el2_control *c = &readers[first].field;
	size_t end = first + 1;

	while (end < count && readers[end].field.reg == c->reg && readers[end].field.lsb == c->lsb &&
	       readers[end].field.width == c->width)
		end++;
	return end;
}

uint32_t control_msr(uint16_t reg, unsigned rt)
{
	return 0xd5100000 | (uint32_t)(el2_sysreg_get((el2_sysreg)reg)->key & 0x7fff) << 5 | rt;
}
