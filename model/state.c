/* SPDX-License-Identifier: MIT */
#include "model/bits.h"
#include "model/model.h"

#include <string.h>

static const uint16_t id_sysreg[EL2_ID_COUNT] = {
#define EL2_ID_REGISTER(name) [EL2_ID_##name] = EL2_SYSREG_##name,
#include "model/rules/id_registers.def"
};

void el2_state_init(el2_state *s, const el2_cpu *cpu)
{
	memset(s, 0, sizeof *s);
	s->cpu = cpu;
	s->pstate = EL2_PSTATE_DAIF | 1u << 2 | EL2_PSTATE_SP;
	for (unsigned i = 0; i < EL2_ID_COUNT; i++)
		s->sysreg[id_sysreg[i]] = cpu->id[i];
}

void el2_set_el(el2_state *s, unsigned el)
{
	s->pstate = (s->pstate & ~(uint32_t)EL2_PSTATE_MODE) | (el & 3) << 2 | (el ? EL2_PSTATE_SP : 0);
}

static const struct {
	uint16_t reg;
	uint8_t msb, lsb;
	const char *name;
} fields[] = {
#define EL2_FIELD(reg, field, msb, lsb) {EL2_SYSREG_##reg, msb, lsb, #field},
#include "model/rules/fields.def"
	/* PSTATE, as an SPSR has it */
	{EL2_SYSREG_NONE, 31, 31, "N"},     {EL2_SYSREG_NONE, 30, 30, "Z"},      {EL2_SYSREG_NONE, 29, 29, "C"},
	{EL2_SYSREG_NONE, 28, 28, "V"},     {EL2_SYSREG_NONE, 25, 25, "TCO"},    {EL2_SYSREG_NONE, 24, 24, "DIT"},
	{EL2_SYSREG_NONE, 23, 23, "UAO"},   {EL2_SYSREG_NONE, 22, 22, "PAN"},    {EL2_SYSREG_NONE, 21, 21, "SS"},
	{EL2_SYSREG_NONE, 20, 20, "IL"},    {EL2_SYSREG_NONE, 13, 13, "ALLINT"}, {EL2_SYSREG_NONE, 12, 12, "SSBS"},
	{EL2_SYSREG_NONE, 11, 10, "BTYPE"}, {EL2_SYSREG_NONE, 9, 9, "D"},        {EL2_SYSREG_NONE, 8, 8, "A"},
	{EL2_SYSREG_NONE, 7, 7, "I"},       {EL2_SYSREG_NONE, 6, 6, "F"},        {EL2_SYSREG_NONE, 4, 4, "nRW"},
	{EL2_SYSREG_NONE, 3, 2, "EL"},      {EL2_SYSREG_NONE, 0, 0, "SP"},
};

bool el2_field_find(el2_sysreg reg, const char *name, size_t length, unsigned *msb, unsigned *lsb)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].reg == reg && strlen(fields[i].name) == length && !memcmp(fields[i].name, name, length)) {
			*msb = fields[i].msb;
			*lsb = fields[i].lsb;
			return true;
		}
	return false;
}

const char *el2_field_get(el2_sysreg reg, size_t n, unsigned *msb, unsigned *lsb)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].reg == reg && !n--) {
			*msb = fields[i].msb;
			*lsb = fields[i].lsb;
			return fields[i].name;
		}
	return NULL;
}
