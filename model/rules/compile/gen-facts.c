/* SPDX-License-Identifier: MIT */
/*
 * Atoms of conditions: the facts of a state and a CPU that the model has, as tests. What is none has to be a gap
 * (gen-gaps.c), whose outcome is unknown.
 */
#include "model/rules/compile/gen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct field {
	unsigned reg, msb, lsb;
	const char *name;
} fields[] = {
#define EL2_FIELD(reg, field, msb, lsb) {EL2_SYSREG_##reg, msb, lsb, #field},
#include "model/rules/fields.def"
};

static const struct {
	const char *text;
	uint64_t mask, value;
} derived[] = {
	{"el2en", EL2_D_EL2EN, EL2_D_EL2EN},
	{"have(EL2)", EL2_D_HAVE_EL2, EL2_D_HAVE_EL2},
	{"have(EL3)", EL2_D_HAVE_EL3, EL2_D_HAVE_EL3},
	{"host(EL0)", EL2_D_HOST_EL0, EL2_D_HOST_EL0},
	{"host(EL2)", EL2_D_HOST_EL2, EL2_D_HOST_EL2},
	{"IsHCRXEL2Enabled()", EL2_D_HCRX, EL2_D_HCRX},
	{"IsHighestEL(PSTATE.EL)", EL2_D_HIGHEST, EL2_D_HIGHEST},
	{"IsHighestEL(EL1)", EL2_D_EL1_HIGHEST, EL2_D_EL1_HIGHEST},
	{"IsHighestEL(EL2)", EL2_D_EL2_HIGHEST, EL2_D_EL2_HIGHEST},
	{"IsHighestEL(EL3)", EL2_D_HAVE_EL3, EL2_D_HAVE_EL3},
	{"IsCurrentSecurityState(SS_Secure)", EL2_D_SECURE, EL2_D_SECURE},
	{"IsCurrentSecurityState(SS_Realm)", EL2_D_REALM, EL2_D_REALM},
	{"IsCurrentSecurityState(SS_NonSecure)", EL2_D_SECURE | EL2_D_REALM, 0},
	{"PSTATE.SP=0", EL2_D_SP, 0},
	{"EL=EL0", EL2_D_EL0, EL2_D_EL0},
	{"EL=EL1", EL2_D_EL1, EL2_D_EL1},
	{"EL=EL2", EL2_D_EL2, EL2_D_EL2},
	{"EL=EL3", EL2_D_EL3, EL2_D_EL3},
	{"E2H", EL2_D_E2H, EL2_D_E2H},
	{"PSTATE.EXLOCK=1", EL2_D_EXLOCK, EL2_D_EXLOCK},
	{"PSTATE.EXLOCK=0", EL2_D_EXLOCK, 0},
	{"operand[0]=1", EL2_D_OPERAND_0, EL2_D_OPERAND_0},
};

/* Facts that hold throughout: AArch64 only. */
static const struct {
	const char *text;
	bool value;
} constants[] = {
	{"ELUsingAArch32(EL2)", false},
	{"ELUsingAArch32(EL1)", false},
};

/* What takes a computation. */
static const char *const facts[] = {
#define EL2_FACT(id, text, ...) text,
#include "model/rules/facts.def"
};

static const struct field *find_field(unsigned reg, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].reg == reg && strlen(fields[i].name) == length && !memcmp(fields[i].name, name, length))
			return &fields[i];
	return NULL;
}

/* Add a field, most significant first of what is still to come, and take its bits ("01", "x0") from *bits. */
static void add_field(struct gen_term *t, const struct field *f, const char **bits)
{
	for (unsigned b = f->msb + 1; b-- > f->lsb;) {
		if (!**bits)
			return;
		if (**bits != 'x') {
			t->mask |= UINT64_C(1) << b;
			if (**bits == '1')
				t->value |= UINT64_C(1) << b;
		}
		++*bits;
	}
}

/* What is wrong with an atom, for the case that it is no gap either. */
struct wrong {
	const char *where;
	char text[160];
};

static struct gen_dnf *wrong(struct wrong *w, const char *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static struct gen_dnf *wrong(struct wrong *w, const char *where, const char *format, ...)
{
	va_list ap;

	w->where = where;
	va_start(ap, format);
	vsnprintf(w->text, sizeof w->text, format, ap);
	va_end(ap);
	return NULL;
}

/* The operator and the bits behind the names: =bits, !=bits, or IN {'bits'}. Returns the bits, NULL if it is none. */
static const char *bits_of(const char *s, size_t *length, bool *negated)
{
	if (!strncmp(s, "!=", 2)) {
		*negated = !*negated;
		s += 2;
	} else if (*s == '=') {
		s++;
	} else if (!strncmp(s, " IN {'", 6)) {
		s += 6;
		*length = strspn(s, "01x");
		return *length && !strcmp(s + *length, "'}") ? s : NULL;
	} else {
		return NULL;
	}
	*length = strspn(s, "01x");
	return *length && !s[*length] ? s : NULL;
}

/* REG.FIELD=bits, REG.FIELD!=bits, REG.<A,B>=bits, REG.FIELD[n]=bit, REG.FIELD IN {'bits'}. NULL if it is none. */
static struct gen_dnf *field_test(const char *atom, size_t length, bool negated, struct wrong *w)
{
	const char *dot = memchr(atom, '.', length);
	size_t reg_length = dot ? (size_t)(dot - atom) : 0, bits_length;
	char copy[160];
	unsigned reg = dot ? gen_sysreg(atom, reg_length) : 0;

	if (!dot || strspn(atom, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") < reg_length || length >= sizeof copy)
		return NULL;
	if (!reg || reg >= EL2_SYSREG_REGISTERS)
		return wrong(w, atom, "no system register named %.*s", (int)reg_length, atom);
	memcpy(copy, atom, length);
	copy[length] = '\0';

	char *names = copy + reg_length + 1, *op = names + strcspn(names, "!= ");
	const char *bits = bits_of(op, &bits_length, &negated), *values, *again;
	struct gen_term t = {.base = EL2_TEST_SYSREG, .index = reg}, e2h = t;
	unsigned width = 0;
	bool layouts = false;

	if (!bits)
		return wrong(w, atom + (op - copy), "a field wants =, != or IN {''} and bits");
	values = again = bits;
	*op = '\0';
	if (*names == '<') {
		names++;
		names[strcspn(names, ">")] = '\0';
	}
	for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
		char *index = strchr(name, '['), other[64];
		const struct field *f;
		struct field one;

		if (index)
			*index = '\0';
		f = find_field(reg, name, strlen(name));
		if (!f)
			return wrong(w, atom + (name - copy), "%.*s has no field %s", (int)reg_length, atom, name);
		one = *f;
		if (index) {
			one.lsb = one.msb = f->lsb + (unsigned)strtoul(index + 1, NULL, 10);
			if (one.msb > f->msb)
				return wrong(w, atom + (index - copy), "%s ends at bit %u", name, f->msb - f->lsb);
		}
		width += one.msb - one.lsb + 1;
		add_field(&t, &one, &values);
		snprintf(other, sizeof other, "%s_E2H", name);
		f = find_field(reg, other, strlen(other));
		layouts |= f != NULL;
		add_field(&e2h, f ? f : &one, &again);
	}
	if (width != bits_length)
		return wrong(w, atom + (bits - copy), "%zu bits for a field of %u", bits_length, width);
	if (!layouts)
		return gen_test(t, negated);

	/* The register has another layout when HCR_EL2.E2H is set. */
	struct gen_term is_e2h = {.base = EL2_TEST_DERIVED, .mask = EL2_D_E2H, .value = EL2_D_E2H};

	return gen_either(gen_both(gen_test(is_e2h, true), gen_test(t, negated)),
			  gen_both(gen_test(is_e2h, false), gen_test(e2h, negated)));
}

static struct gen_dnf *nv_test(const char *pattern, size_t length, bool negated)
{
	static const uint64_t bit[3] = {EL2_D_NV2, EL2_D_NV1, EL2_D_NV};
	struct gen_term t = {.base = EL2_TEST_DERIVED};

	if (length != 3)
		gen_die_at(pattern, "NVx wants three bits");
	for (int i = 0; i < 3; i++)
		if (pattern[i] != 'x') {
			t.mask |= bit[i];
			if (pattern[i] == '1')
				t.value |= bit[i];
		}
	return gen_test(t, negated);
}

static bool is(const char *atom, size_t length, const char *text)
{
	return strlen(text) == length && !memcmp(atom, text, length);
}

struct gen_dnf *gen_atom(const char *s, size_t n, bool negated)
{
	static const char tid3[] = "trapped by HCR_EL2.TID3\"";

	for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
		if (is(s, n, constants[i].text))
			return gen_constant(constants[i].value != negated);
	for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
		if (is(s, n, derived[i].text))
			return gen_test((struct gen_term){.base = EL2_TEST_DERIVED,
							  .mask = derived[i].mask,
							  .value = derived[i].value},
					negated);
	for (unsigned i = 0; i < EL2_FACT_COUNT; i++)
		if (is(s, n, facts[i])) {
			uint64_t bit = UINT64_C(1) << i % 64;

			return gen_test(
				(struct gen_term){
					.base = EL2_TEST_DERIVED, .index = 1 + i / 64, .mask = bit, .value = bit},
				negated);
		}
	if (n > 6 && !strncmp(s, "feat(", 5)) {
		unsigned f = gen_feature(s + 5, n - 6);
		uint64_t bit = UINT64_C(1) << f % 64;

		return gen_test((struct gen_term){.base = EL2_TEST_FEATURE, .index = f / 64, .mask = bit, .value = bit},
				negated);
	}
	if (n > 4 && (!strncmp(s, "NVx=", 4) || !strncmp(s, "NVx~", 4)))
		return nv_test(s + 4, n - 4, negated);
	if (n > 8 && !strncmp(s, "IsZero(", 7)) {
		unsigned reg = gen_sysreg(s + 7, n - 8);

		if (reg)
			return gen_test((struct gen_term){.base = EL2_TEST_SYSREG, .index = reg, .mask = UINT64_MAX},
					negated);
	}
	/* "... trapped by HCR_EL2.TID3": one choice of the CPU for all reserved ID registers. */
	if (n > sizeof tid3 && !memcmp(s + n - (sizeof tid3 - 1), tid3, sizeof tid3 - 1))
		return gen_test((struct gen_term){.base = EL2_TEST_DERIVED,
						  .mask = EL2_D_TID3_RESERVED,
						  .value = EL2_D_TID3_RESERVED},
				negated);

	struct wrong w = {.where = s};
	struct gen_dnf *d = field_test(s, n, negated, &w);
	int gap = d ? -1 : gen_gap_fact(s, n);

	if (d)
		return d;
	if (gap >= 0)
		return gen_test((struct gen_term){.base = EL2_TEST_UNKNOWN, .index = (unsigned)gap}, false);
	if (*w.text)
		gen_die_at(w.where, "%s", w.text);
	gen_die_at(s, "no fact of the model, and no gap: %.*s", (int)n, s);
}
