/* SPDX-License-Identifier: MIT */
/*
 * Conditions of rules: parsed, brought into disjunctive normal form, and written as runs of tests.
 *
 *     condition = unary { ("&" | "|") unary }     equal precedence, left to right
 *     unary     = "!" unary | "(" condition ")" | atom
 *
 * An atom runs to the next & | or closing parenthesis at its own depth; gen-facts.c knows what atoms there are.
 */
#include "model/rules/compile/gen.h"

#include <stdlib.h>
#include <string.h>

static struct el2_test *tests;
static size_t test_count;

/* ---- disjunctive normal form ---- */

struct gen_dnf *gen_constant(bool value)
{
	struct gen_dnf *d = calloc(1, sizeof *d);

	if (!d)
		gen_die("out of memory");
	d->count = value;
	return d;
}

struct gen_dnf *gen_either(struct gen_dnf *a, const struct gen_dnf *b)
{
	if (a->count + b->count > 48)
		gen_die("condition too large");
	memcpy(a->c + a->count, b->c, b->count * sizeof *b->c);
	a->count += b->count;
	return a;
}

struct gen_dnf *gen_both(const struct gen_dnf *a, const struct gen_dnf *b)
{
	struct gen_dnf *d = gen_constant(false);

	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++) {
			struct gen_conjunction c = a->c[i];

			if (c.count + b->c[j].count > 24 || d->count == 48)
				gen_die("condition too large");
			memcpy(c.term + c.count, b->c[j].term, b->c[j].count * sizeof *c.term);
			c.count += b->c[j].count;
			d->c[d->count++] = c;
		}
	return d;
}

/* ---- tests ---- */

struct gen_dnf *gen_test(struct gen_term t, bool negated)
{
	struct gen_dnf *d = gen_constant(true);

	t.negated = negated;
	d->c[0].term[d->c[0].count++] = t;
	return d;
}

/* ---- parser ---- */

static struct gen_dnf *parse(const char **p, bool negated);

static struct gen_dnf *unary(const char **p, bool negated)
{
	while (**p == ' ')
		++*p;
	if (**p == '!') {
		++*p;
		return unary(p, !negated);
	}
	if (**p == '(') {
		++*p;
		struct gen_dnf *d = parse(p, negated);

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
	return gen_atom(start, n, negated);
}

static struct gen_dnf *parse(const char **p, bool negated)
{
	struct gen_dnf *d = unary(p, negated);

	for (;;) {
		while (**p == ' ')
			++*p;
		if (**p != '&' && **p != '|')
			return d;
		bool and = **p == '&';

		++*p;
		struct gen_dnf *e = unary(p, negated);

		d = and != negated ? gen_both(d, e) : gen_either(d, e);
	}
}

/* ---- output ---- */

static struct el2_test compact(const struct gen_term *t)
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
	struct gen_dnf *d = text ? parse(&p, false) : gen_constant(true);
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

const el2_test *gen_tests(size_t *count)
{
	*count = test_count;
	return tests;
}

void gen_drop_tests(size_t count)
{
	test_count = count;
}
