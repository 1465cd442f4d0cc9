/* SPDX-License-Identifier: MIT */
/* The names that rule files may use: registers and operations, instruction forms, classes, features. */
#include "model/rules/compile/gen.h"

#include <stdlib.h>
#include <string.h>

static const struct gen_register registers[EL2_SYSREG_COUNT] = {
#define ROW(id, ...)                                               [EL2_SYSREG_##id] = {__VA_ARGS__}
#define EL2_SYSREG(id, name, op0, op1, crn, crm, op2, access, ...) ROW(id, name, {op0, op1, crn, crm, op2}, access),
#define EL2_SYSREG_WRITTEN(id, name, op0, op1, crn, crm, op2, access, ...)                                             \
	ROW(id, name, {op0, op1, crn, crm, op2}, access),
#define EL2_SYSOP(id, name, op0, op1, crn, crm, op2, access, ...)  ROW(id, name, {op0, op1, crn, crm, op2}, access),
#define EL2_SYSPOP(id, name, op0, op1, crn, crm, op2, access, ...) ROW(id, name, {op0, op1, crn, crm, op2}, access),
#include "decoder/sysregs.def"
#undef ROW
};

static const char *const form_names[EL2_FORM_COUNT] = {
#define EL2_INSN(form, ...) [EL2_FORM_##form] = #form,
#include "decoder/insns.def"
};

static const char *const form_features[EL2_FORM_COUNT] = {
#define EL2_INSN(form, op, variant, syntax, mask, value, should_be, cls, features, ...) [EL2_FORM_##form] = features,
#include "decoder/insns.def"
};

static const char *const feature_names[] = {
#define EL2_FEATURE_NAME(feature) #feature,
#include "model/rules/feature_names.def"
};

static bool is(const char *s, size_t length, const char *name)
{
	return strlen(name) == length && !memcmp(s, name, length);
}

unsigned gen_sysreg(const char *name, size_t length)
{
	for (unsigned i = 1; i < EL2_SYSREG_COUNT; i++)
		if (registers[i].name && is(name, length, registers[i].name))
			return i;
	return 0;
}

const struct gen_register *gen_register(unsigned sysreg)
{
	return &registers[sysreg];
}

unsigned gen_feature(const char *name, size_t length)
{
	for (unsigned i = 0; i < EL2_FEATURE_COUNT; i++)
		if (is(name, length, feature_names[i]))
			return i;
	gen_die_at(name, "no feature named %.*s", (int)length, name);
}

const char *gen_form_name(unsigned form)
{
	return form_names[form];
}

const char *gen_form_features(unsigned form)
{
	return form_features[form];
}

bool gen_form_is(unsigned form, const char *word)
{
	size_t length = strlen(word);

	if (!form_names[form])
		return false;
	return length && word[length - 1] == '*' ? !strncmp(form_names[form], word, length - 1)
						 : !strcmp(form_names[form], word);
}
