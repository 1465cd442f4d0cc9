/* SPDX-License-Identifier: MIT */
/* Registers and fields given by name: --set, and "set" of JSON cases. */
#include "snippet/options.h"
#include "snippet/suggest.h"

#include <string.h>
#include <strings.h>

/* ID registers are the CPU's: what follows from them, features, would not follow an override. */
static bool belongs_to_cpu(el2_sysreg reg)
{
	switch (reg) {
#define EL2_ID_REGISTER(name) case EL2_SYSREG_##name:
#include "model/rules/id_registers.def"
		return true;
	default:
		return false;
	}
}

/* Registers that are views of PSTATE: the bits of it, which stand where the register has them. */
static const struct {
	uint16_t reg;
	uint32_t bits;
} views[] = {
	{EL2_SYSREG_NZCV, EL2_PSTATE_NZCV}, {EL2_SYSREG_DAIF, EL2_PSTATE_DAIF},     {EL2_SYSREG_TCO, EL2_PSTATE_TCO},
	{EL2_SYSREG_DIT, EL2_PSTATE_DIT},   {EL2_SYSREG_UAO, EL2_PSTATE_UAO},       {EL2_SYSREG_PAN, EL2_PSTATE_PAN},
	{EL2_SYSREG_SSBS, EL2_PSTATE_SSBS}, {EL2_SYSREG_ALLINT, EL2_PSTATE_ALLINT}, {EL2_SYSREG_SPSel, EL2_PSTATE_SP},
};

/* What --set may change of PSTATE: not the Exception level, which is --el, and not the execution state. */
#define PSTATE_SETTABLE (UINT32_MAX & ~(uint32_t)(EL2_PSTATE_EL | EL2_PSTATE_NRW | 2u))

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static el2_status no_register(const char *name, el2_error *error)
{
	struct cli_suggest suggest = cli_suggest_for(name);
	char hint[96];

	cli_suggest_offer(&suggest, "PSTATE");
	for (unsigned r = EL2_SYSREG_NONE + 1; r < EL2_SYSREG_REGISTERS; r++)
		cli_suggest_offer(&suggest, el2_sysreg_get((el2_sysreg)r)->name);
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "unknown register '%.64s'%s", name,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status no_field(el2_sysreg reg, const char *reg_name, const char *field, el2_error *error)
{
	struct cli_suggest suggest = cli_suggest_for(field);
	unsigned msb, lsb;
	const char *name;
	char hint[96];

	for (size_t n = 0; (name = el2_field_get(reg, n, &msb, &lsb)); n++)
		cli_suggest_offer(&suggest, name);
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "register %s has no field '%.64s'%s", reg_name, field,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

/* Registers whose value is kept elsewhere, or nowhere. */
static el2_status check_settable(el2_sysreg reg, const char *name, el2_error *error)
{
	if (belongs_to_cpu(reg))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s belongs to the CPU: --cpu NAME,%s=0x...", name,
				name);
	if (reg == EL2_SYSREG_CurrentEL)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "CurrentEL is given by --el (el)");
	if (ends_in(name, "_EL12") || ends_in(name, "_EL02"))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s is another name of %.*s: set that", name,
				(int)strlen(name) - 1, name);
	if (!strncmp(name, "SP_EL", 5))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s is not kept as a system register", name);
	return EL2_OK;
}

/* The field by a name in any letter case, as the table spells it; NULL if there is none. */
static const char *find_field(el2_sysreg reg, const char *wanted, unsigned *msb, unsigned *lsb)
{
	const char *name;

	for (size_t n = 0; (name = el2_field_get(reg, n, msb, lsb)); n++)
		if (!strcasecmp(name, wanted))
			return name;
	return NULL;
}

/* Narrow *o, which holds the whole register, to a field and move the value there. */
static el2_status narrow(el2_sysreg reg, const char *reg_name, const char *field, struct cli_override *o,
			 el2_error *error)
{
	unsigned msb, lsb, lsb2;
	const char *name = find_field(reg, field, &msb, &lsb);

	if (!name)
		return no_field(reg, reg_name, field, error);
	field = name;
	if (msb - lsb < 63 && o->value >> (msb - lsb + 1))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s.%s has %u bit%s: 0x%llx does not fit", reg_name,
				field, msb - lsb + 1, msb == lsb ? "" : "s", (unsigned long long)o->value);
	o->mask = UINT64_MAX >> (63 - msb + lsb) << lsb;
	o->e2h = (int8_t)el2_field_layout(reg, field, strlen(field));
	snprintf(o->field, sizeof o->field, "%.15s", field);
	if (o->e2h == 0) {
		char other[64];

		snprintf(other, sizeof other, "%.50s_E2H", field);
		if (el2_field_find(reg, other, strlen(other), &msb, &lsb2)) {
			o->mask_e2h = UINT64_MAX >> (63 - msb + lsb2) << lsb2;
			o->value_e2h = o->value << lsb2;
		}
	}
	o->value <<= lsb;
	return EL2_OK;
}

/* Turn a view into the PSTATE that it shows, and see that PSTATE gets no bits that --set has no say in. */
static el2_status to_pstate(const char *name, struct cli_override *o, el2_error *error)
{
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		if (o->reg && views[i].reg == o->reg) {
			o->reg = EL2_SYSREG_NONE;
			o->mask &= views[i].bits;
		}
	if (o->reg)
		return EL2_OK;
	if (o->mask == UINT64_MAX) /* all of PSTATE: its EL gives way to --el */
		o->mask = PSTATE_SETTABLE;
	if (o->mask & ~(uint64_t)PSTATE_SETTABLE || o->value & (EL2_PSTATE_NRW | UINT64_C(0xffffffff00000000)))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"%s: the Exception level is --el, the state is AArch64, PSTATE has 32 bits", name);
	o->value &= o->mask;
	return EL2_OK;
}

el2_status cli_override_parse(const char *text, uint64_t value, struct cli_override *o, el2_error *error)
{
	const char *dot = strchr(text, '.'), *name = "PSTATE";
	size_t length = dot ? (size_t)(dot - text) : strlen(text);
	el2_status status = EL2_OK;
	char reg_name[64];

	*o = (struct cli_override){.reg = EL2_SYSREG_NONE, .mask = UINT64_MAX, .value = value, .e2h = -1};
	snprintf(reg_name, sizeof reg_name, "%.*s", (int)(length < sizeof reg_name ? length : sizeof reg_name - 1),
		 text);
	if (strcasecmp(reg_name, "PSTATE")) {
		el2_sysreg reg = el2_sysreg_by_name(reg_name);

		if (reg == EL2_SYSREG_NONE || reg >= EL2_SYSREG_REGISTERS)
			return no_register(reg_name, error);
		name = el2_sysreg_get(reg)->name;
		o->reg = (uint16_t)reg;
		status = check_settable(reg, name, error);
	}
	if (status == EL2_OK && dot)
		status = narrow((el2_sysreg)o->reg, name, dot + 1, o, error);
	if (status == EL2_OK)
		status = to_pstate(text, o, error);
	return status;
}
