/* SPDX-License-Identifier: MIT */
/*
 * Conditions of rules: parsed, brought into disjunctive normal form, and written as runs of tests.
 *
 *     condition = unary { ("&" | "|") unary }     equal precedence, left to right
 *     unary     = "!" unary | "(" condition ")" | atom
 *
 * An atom runs to the next & | or closing parenthesis at its own depth. Atoms that name facts which the model has
 * become tests; all others become tests of unknown outcome.
 */
#include "model/rules/compile/gen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One test before it gets its compact form: word & mask == value. */
struct term {
	unsigned base, index;
	uint64_t mask, value;
	bool negated;
};

struct conjunction {
	struct term term[24];
	unsigned count;
};

/* A disjunction; none is false, one that is empty is true. */
struct dnf {
	struct conjunction c[48];
	unsigned count;
};

static struct el2_test *tests;
static size_t test_count;
static char **unknown_texts;
static size_t unknown_count;

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
	{"operand[0]=1", EL2_D_OPERAND_0, EL2_D_OPERAND_0},
};

/* Facts that hold throughout: AArch64 only, and PSTATE.EXLOCK, which the model keeps at 0. */
static const struct {
	const char *text;
	bool value;
} constants[] = {
	{"PSTATE.EXLOCK=1", false},
	{"PSTATE.EXLOCK=0", true},
	{"ELUsingAArch32(EL2)", false},
	{"ELUsingAArch32(EL1)", false},
};

/* ---- disjunctive normal form ---- */

static struct dnf *constant(bool value)
{
	struct dnf *d = calloc(1, sizeof *d);

	if (!d)
		gen_die("out of memory");
	d->count = value;
	return d;
}

static struct dnf *either(struct dnf *a, const struct dnf *b)
{
	if (a->count + b->count > 48)
		gen_die("condition too large");
	memcpy(a->c + a->count, b->c, b->count * sizeof *b->c);
	a->count += b->count;
	return a;
}

static struct dnf *both(const struct dnf *a, const struct dnf *b)
{
	struct dnf *d = constant(false);

	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++) {
			struct conjunction c = a->c[i];

			if (c.count + b->c[j].count > 24 || d->count == 48)
				gen_die("condition too large");
			memcpy(c.term + c.count, b->c[j].term, b->c[j].count * sizeof *c.term);
			c.count += b->c[j].count;
			d->c[d->count++] = c;
		}
	return d;
}

/* ---- tests ---- */

static struct dnf *test(struct term t, bool negated)
{
	struct dnf *d = constant(true);

	t.negated = negated;
	d->c[0].term[d->c[0].count++] = t;
	return d;
}

static struct dnf *unknown(const char *text, size_t length)
{
	size_t i = 0;

	while (i < unknown_count && (strlen(unknown_texts[i]) != length || memcmp(unknown_texts[i], text, length)))
		i++;
	if (i == unknown_count) {
		unknown_texts = gen_grow(unknown_texts, unknown_count, sizeof *unknown_texts);
		unknown_texts[unknown_count++] = strndup(text, length);
	}
	return test((struct term){.base = EL2_TEST_UNKNOWN, .index = (unsigned)i}, false);
}

static const struct field *find_field(unsigned reg, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].reg == reg && strlen(fields[i].name) == length && !memcmp(fields[i].name, name, length))
			return &fields[i];
	return NULL;
}

/* Add a field, most significant first of what is still to come, and take its bits ("01", "x0") from *bits. */
static bool add_field(struct term *t, const struct field *f, const char **bits)
{
	for (unsigned b = f->msb + 1; b-- > f->lsb;) {
		if (**bits == 'x') {
			++*bits;
			continue;
		}
		if (**bits != '0' && **bits != '1')
			return false;
		t->mask |= UINT64_C(1) << b;
		if (*(*bits)++ == '1')
			t->value |= UINT64_C(1) << b;
	}
	return true;
}

/* REG.FIELD=bits, REG.FIELD!=bits, REG.<A,B>=bits, REG.FIELD[n]=bit, REG.FIELD IN {'bits'}. NULL if it is none. */
static struct dnf *field_test(const char *atom, size_t length, bool negated)
{
	const char *dot = memchr(atom, '.', length);
	char copy[128];
	unsigned reg = dot ? gen_sysreg(atom, (size_t)(dot - atom)) : 0;
	struct term t = {.base = EL2_TEST_SYSREG, .index = reg};
	struct term e2h = t;

	if (!reg || length >= sizeof copy)
		return NULL;
	memcpy(copy, atom, length);
	copy[length] = '\0';

	char *names = copy + (dot - atom) + 1;
	char *op = names + strcspn(names, "!= ");
	const char *bits;

	if (!strncmp(op, "!=", 2)) {
		negated = !negated;
		bits = op + 2;
	} else if (*op == '=') {
		bits = op + 1;
	} else if (!strncmp(op, " IN {'", 6)) {
		bits = op + 6;
		char *quote = strchr(op + 6, '\'');

		if (!quote || strcmp(quote, "'}"))
			return NULL;
		*quote = '\0';
	} else {
		return NULL;
	}
	if (!*bits || bits[strspn(bits, "01x")])
		return NULL;
	*op = '\0';

	const char *values = bits;
	bool layouts = false;

	if (*names == '<') {
		names++;
		names[strcspn(names, ">")] = '\0';
	}
	for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
		char *index = strchr(name, '[');
		char other[64];
		struct field one;
		const struct field *f;

		if (index)
			*index = '\0';
		f = find_field(reg, name, strlen(name));
		if (!f)
			return NULL;
		one = *f;
		if (index) {
			one.lsb = one.msb = f->lsb + (unsigned)strtoul(index + 1, NULL, 10);
			f = &one;
		}
		const char *again = values;

		if (!add_field(&t, f, &values))
			return NULL;
		snprintf(other, sizeof other, "%s_E2H", name);
		f = find_field(reg, other, strlen(other));
		layouts |= f != NULL;
		if (!add_field(&e2h, f ? f : &one, &again))
			return NULL;
	}
	if (*values)
		return NULL;
	if (!layouts)
		return test(t, negated);

	/* The register has another layout when HCR_EL2.E2H is set. */
	struct term is_e2h = {.base = EL2_TEST_DERIVED, .mask = EL2_D_E2H, .value = EL2_D_E2H};

	return either(both(test(is_e2h, true), test(t, negated)), both(test(is_e2h, false), test(e2h, negated)));
}

static struct dnf *nv_test(const char *pattern, size_t length, bool negated)
{
	static const uint64_t bit[3] = {EL2_D_NV2, EL2_D_NV1, EL2_D_NV};
	struct term t = {.base = EL2_TEST_DERIVED};

	if (length != 3)
		gen_die_at(pattern, "NVx wants three bits");
	for (int i = 0; i < 3; i++)
		if (pattern[i] != 'x') {
			t.mask |= bit[i];
			if (pattern[i] == '1')
				t.value |= bit[i];
		}
	return test(t, negated);
}

static bool is(const char *atom, size_t length, const char *text)
{
	return strlen(text) == length && !memcmp(atom, text, length);
}

unsigned gen_feature(const char *name, size_t length)
{
	static const char *const names[] = {
#define EL2_FEATURE_NAME(feature) #feature,
#include "model/rules/feature_names.def"
	};

	for (unsigned i = 0; i < EL2_FEATURE_COUNT; i++)
		if (is(name, length, names[i]))
			return i;
	gen_die_at(name, "no feature named %.*s", (int)length, name);
}

static struct dnf *atom(const char *s, size_t n, bool negated)
{
	static const char tid3[] = "trapped by HCR_EL2.TID3\"";

	for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
		if (is(s, n, constants[i].text))
			return constant(constants[i].value != negated);
	for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
		if (is(s, n, derived[i].text))
			return test((struct term){.base = EL2_TEST_DERIVED,
						  .mask = derived[i].mask,
						  .value = derived[i].value},
				    negated);
	if (n > 6 && !strncmp(s, "feat(", 5)) {
		unsigned f = gen_feature(s + 5, n - 6);
		uint64_t bit = UINT64_C(1) << f % 64;

		return test((struct term){.base = EL2_TEST_FEATURE, .index = f / 64, .mask = bit, .value = bit},
			    negated);
	}
	if (n > 4 && (!strncmp(s, "NVx=", 4) || !strncmp(s, "NVx~", 4)))
		return nv_test(s + 4, n - 4, negated);
	if (n > 8 && !strncmp(s, "IsZero(", 7)) {
		unsigned reg = gen_sysreg(s + 7, n - 8);

		if (reg)
			return test((struct term){.base = EL2_TEST_SYSREG, .index = reg, .mask = UINT64_MAX}, negated);
	}
	/* "... trapped by HCR_EL2.TID3": one choice of the CPU for all reserved ID registers. */
	if (n > sizeof tid3 && !memcmp(s + n - (sizeof tid3 - 1), tid3, sizeof tid3 - 1))
		return test((struct term){.base = EL2_TEST_DERIVED,
					  .mask = EL2_D_TID3_RESERVED,
					  .value = EL2_D_TID3_RESERVED},
			    negated);

	struct dnf *d = field_test(s, n, negated);

	return d ? d : unknown(s, n);
}

/* ---- parser ---- */

static struct dnf *parse(const char **p, bool negated);

static struct dnf *unary(const char **p, bool negated)
{
	while (**p == ' ')
		++*p;
	if (**p == '!') {
		++*p;
		return unary(p, !negated);
	}
	if (**p == '(') {
		++*p;
		struct dnf *d = parse(p, negated);

		if (**p != ')')
			gen_die_at(*p, "closing parenthesis missing before \"%s\"", *p);
		++*p;
		return d;
	}

	const char *start = *p;
	unsigned depth = 0;
	bool quoted = false;

	for (; **p; ++*p) {
		char c = **p;

		if (c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (c == '(' || c == '{')
			depth++;
		if (c == ')' || c == '}') {
			if (!depth)
				break;
			depth--;
		}
		if (!depth && (c == '&' || c == '|'))
			break;
	}

	size_t n = (size_t)(*p - start);

	while (n && start[n - 1] == ' ')
		n--;
	if (!n)
		gen_die_at(*p, "a condition is missing before \"%s\"", *p);
	return atom(start, n, negated);
}

static struct dnf *parse(const char **p, bool negated)
{
	struct dnf *d = unary(p, negated);

	for (;;) {
		while (**p == ' ')
			++*p;
		if (**p != '&' && **p != '|')
			return d;
		bool and = **p == '&';

		++*p;
		struct dnf *e = unary(p, negated);

		d = and != negated ? both(d, e) : either(d, e);
	}
}

/* ---- output ---- */

static struct el2_test compact(const struct term *t)
{
	struct el2_test c = {.base = (uint8_t)(t->base | (t->negated ? EL2_TEST_NEGATED : 0)),
			     .index = (uint16_t)t->index};
	unsigned shift = 0;

	if (t->base == EL2_TEST_UNKNOWN)
		return c;
	if (t->mask == UINT64_MAX && !t->value) {
		c.base |= EL2_TEST_WHOLE;
		return c;
	}
	while (t->mask && !(t->mask >> shift & 1))
		shift++;
	if (t->mask >> shift > UINT16_MAX)
		gen_die("a test spans more than 16 bits");
	c.shift = (uint8_t)shift;
	c.mask = (uint16_t)(t->mask >> shift);
	c.value = (uint16_t)(t->value >> shift);
	return c;
}

static void add(struct el2_test t)
{
	tests = gen_grow(tests, test_count, sizeof *tests);
	tests[test_count++] = t;
}

unsigned gen_condition(const char *text)
{
	const char *p = text;
	struct dnf *d = text ? parse(&p, false) : constant(true);
	size_t first = test_count;

	if (p && *p)
		gen_die_at(p, "what is \"%s\"?", p);
	for (unsigned i = 0; i < d->count; i++) {
		for (unsigned k = 0; k < d->c[i].count; k++)
			add(compact(&d->c[i].term[k]));
		if (!d->c[i].count) /* always: 0 == 0 */
			add((struct el2_test){.base = EL2_TEST_DERIVED});
		tests[test_count - 1].base |= EL2_TEST_END;
	}
	if (!d->count) /* never: 0 == 1 */
		add((struct el2_test){.base = EL2_TEST_DERIVED | EL2_TEST_END, .value = 1});
	tests[test_count - 1].base |= EL2_TEST_ROW_END;
	return (unsigned)first;
}

void gen_put_tests(FILE *out)
{
	fprintf(out, "const el2_test el2_tests[] = {\n");
	for (size_t i = 0; i < test_count; i++)
		fprintf(out, "{%u,%u,%u,0x%x,0x%x},\n", tests[i].base, tests[i].shift, tests[i].index, tests[i].mask,
			tests[i].value);
	fprintf(out, "};\nconst char *const el2_unknown_texts[] = {\n");
	for (size_t i = 0; i < unknown_count; i++)
		gen_put_string(out, unknown_texts[i]);
	fprintf(out, "\"\"};\n");
}
