/* SPDX-License-Identifier: MIT */
#include "model/bits.h"
#include "model/model.h"

#include <string.h>

static const uint16_t id_sysreg[EL2_ID_COUNT] = {
#define EL2_ID_REGISTER(name) [EL2_ID_##name] = EL2_SYSREG_##name,
#include "model/id_registers.def"
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

/* fields.def has the fields of PSTATE, too. */
enum { EL2_SYSREG_PSTATE = EL2_SYSREG_NONE };

static const struct {
	uint16_t reg;
	uint8_t msb, lsb;
	const char *name;
} fields[] = {
#define EL2_FIELD(reg, field, msb, lsb) {EL2_SYSREG_##reg, msb, lsb, #field},
#include "model/fields.def"
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
