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
	uint8_t layouts; /* bit n: it is there with HCR_EL2.E2H=n; 0: whatever E2H is */
} fields[] = {
#define EL2_FIELD(reg, field, msb, lsb)      {EL2_SYSREG_##reg, msb, lsb, #field, 0},
#define EL2_FIELD_E2H0(reg, field, msb, lsb) {EL2_SYSREG_##reg, msb, lsb, #field, 1},
#define EL2_FIELD_E2H1(reg, field, msb, lsb) {EL2_SYSREG_##reg, msb, lsb, #field, 2},
#include "model/rules/fields.def"
	/* PSTATE, as an SPSR has it */
	{EL2_SYSREG_NONE, 31, 31, "N", 0},      {EL2_SYSREG_NONE, 30, 30, "Z", 0},
	{EL2_SYSREG_NONE, 29, 29, "C", 0},      {EL2_SYSREG_NONE, 28, 28, "V", 0},
	{EL2_SYSREG_NONE, 25, 25, "TCO", 0},    {EL2_SYSREG_NONE, 24, 24, "DIT", 0},
	{EL2_SYSREG_NONE, 23, 23, "UAO", 0},    {EL2_SYSREG_NONE, 22, 22, "PAN", 0},
	{EL2_SYSREG_NONE, 21, 21, "SS", 0},     {EL2_SYSREG_NONE, 20, 20, "IL", 0},
	{EL2_SYSREG_NONE, 13, 13, "ALLINT", 0}, {EL2_SYSREG_NONE, 12, 12, "SSBS", 0},
	{EL2_SYSREG_NONE, 11, 10, "BTYPE", 0},  {EL2_SYSREG_NONE, 9, 9, "D", 0},
	{EL2_SYSREG_NONE, 8, 8, "A", 0},        {EL2_SYSREG_NONE, 7, 7, "I", 0},
	{EL2_SYSREG_NONE, 6, 6, "F", 0},        {EL2_SYSREG_NONE, 4, 4, "nRW", 0},
	{EL2_SYSREG_NONE, 3, 2, "EL", 0},       {EL2_SYSREG_NONE, 0, 0, "SP", 0},
};

int el2_field_layout(el2_sysreg reg, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].layouts && fields[i].reg == reg && strlen(fields[i].name) == length &&
		    !memcmp(fields[i].name, name, length))
			return fields[i].layouts - 1;
	return -1;
}

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
