/* SPDX-License-Identifier: MIT */
/* Conditions of rows: text into terms in postfix order, and terms against a state. */
#include "model/bits.h"
#include "policy/own.h"
#include "policy/text.h"

#include <ctype.h>
#include <string.h>

enum kind {
	FIELD,
	FEATURE,
	LEVEL,
	GENERAL, /* a general register */
	NOT,
	AND,
	OR,
};

#define DEPTH 16

struct reader {
	const char *text, *at;
	el2_condition *to;
	unsigned depth;
	el2_error *error;
};

#define FAIL(r, place, ...)                                                                                            \
	el2_fail((r)->error, EL2_ERR_INPUT, NULL, 0, (unsigned)((place) - (r)->text) + 1, __VA_ARGS__)

static void skip_blanks(struct reader *r)
{
	while (*r->at == ' ')
		r->at++;
}

/* A term; the place is that of its text. */
static el2_status add(struct reader *r, const char *place, struct el2_condition_term term)
{
	if (r->to->count == EL2_CONDITION_TERMS)
		return FAIL(r, place, "a condition has at most %d names and operators", EL2_CONDITION_TERMS);
	r->to->term[r->to->count++] = term;
	return EL2_OK;
}

/* Letters, digits, _ and one dot: "HCR_EL2.TID5". */
static size_t word_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_' || text[n] == '.')
		n++;
	return n;
}

/* Bits, as many as there are, or 0x. */
static el2_status read_value(struct reader *r, const char *what, unsigned width, uint64_t *value)
{
	const char *place = r->at;
	size_t n = word_length(place);
	bool hex = n > 2 && place[0] == '0' && (place[1] == 'x' || place[1] == 'X'), good = true;

	*value = 0;
	for (size_t i = hex ? 2 : 0; i < n; i++) {
		unsigned char c = (unsigned char)place[i];

		good = good && (hex ? isxdigit(c) && !(*value >> 60) : c == '0' || c == '1');
		*value = *value << (hex ? 4 : 1) | (isdigit(c) ? c - '0' : (tolower(c) - 'a' + 10) & 15);
	}
	if (!n || !good || (!hex && n != width) || (width < 64 && *value >> width))
		return FAIL(r, place, "%.48s has %u bit%s: a value is as many digits of 0 and 1, or 0x, not '%.*s'",
			    what, width, width == 1 ? "" : "s", shown(n), place);
	r->at += n;
	return EL2_OK;
}

/* "=" or "!=" between a name and its value. */
static el2_status read_relation(struct reader *r, const char *what, bool *differs)
{
	skip_blanks(r);
	*differs = *r->at == '!';
	r->at += *differs;
	if (*r->at != '=')
		return FAIL(r, r->at, "%.48s is compared with = or !=", what);
	r->at++;
	skip_blanks(r);
	return EL2_OK;
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

/* Where a field is in the layouts of HCR_EL2.E2H=0 and 1. */
static void place_field(el2_sysreg reg, const char *name, struct el2_condition_term *term, unsigned lsb[2])
{
	static const char *const suffix[] = {"", "_E2H"};
	unsigned msb;

	for (unsigned i = 0; i < 2; i++) {
		char full[64];
		size_t length;
		int layout;

		if (strlen(name) + sizeof "_E2H" > sizeof full)
			continue;
		strcpy(full, name);
		strcat(full, suffix[i]);
		length = strlen(full);
		layout = el2_field_layout(reg, full, length);
		if (!el2_field_find(reg, full, length, &msb, &lsb[1]))
			continue;
		for (int l = 0; l < 2; l++)
			if (layout < 0 || layout == l) {
				term->layouts |= (uint8_t)(1u << l);
				term->mask[l] = UINT64_MAX >> (63 - msb + lsb[1]) << lsb[1];
			}
	}
}

static el2_status read_field(struct reader *r, const char *place, const char *dot, size_t length, bool *differs)
{
	struct el2_condition_term term = {.kind = FIELD};
	char reg_name[64], what[96];
	unsigned lsb[2], width;
	const char *name;
	uint64_t value;
	el2_sysreg reg;
	el2_status status;

	if (length >= sizeof what || (size_t)(dot - place) >= sizeof reg_name)
		return FAIL(r, place, "no register has a name of that length");
	memcpy(what, place, length);
	what[length] = '\0';
	memcpy(reg_name, place, (size_t)(dot - place));
	reg_name[dot - place] = '\0';
	reg = el2_sysreg_by_name(reg_name);
	if (reg == EL2_SYSREG_NONE || reg >= EL2_SYSREG_REGISTERS)
		return FAIL(r, place, "unknown register '%s'", reg_name);
	name = el2_sysreg_get(reg)->name;
	if (!ends_in(name, "_EL2") && !ends_in(name, "_EL3"))
		return FAIL(r, place, "%s is not EL2's or EL3's: a condition asks for what the host does not own",
			    name);
	term.what = (uint16_t)reg;
	place_field(reg, what + (dot - place) + 1, &term, lsb);
	if (!term.layouts)
		return FAIL(r, dot + 1, "register %s has no field '%s'", name, what + (dot - place) + 1);
	status = read_relation(r, what, differs);
	width = 0;
	for (uint64_t m = term.mask[term.layouts & 1 ? 0 : 1]; m; m &= m - 1)
		width++;
	if (status == EL2_OK)
		status = read_value(r, what, width, &value);
	for (unsigned l = 0; status == EL2_OK && l < 2; l++)
		if (term.layouts >> l & 1)
			term.value[l] = value * (term.mask[l] & (~term.mask[l] + 1));
	return status == EL2_OK ? add(r, place, term) : status;
}

static el2_status read_feature(struct reader *r, const char *place)
{
	struct el2_condition_term term = {.kind = FEATURE};
	size_t n;

	r->at += strlen("feat(");
	n = word_length(r->at);
	term.what = (uint16_t)el2_feature_by_name(r->at, n);
	if (term.what == EL2_FEATURE_COUNT)
		return FAIL(r, r->at, "unknown feature '%.*s'", shown(n), r->at);
	r->at += n;
	if (*r->at != ')')
		return FAIL(r, r->at, "feat( wants a )");
	r->at++;
	return add(r, place, term);
}

/* EL, x0 to x30. */
static el2_status read_plain(struct reader *r, const char *place, size_t n, bool *differs)
{
	struct el2_condition_term term = {.kind = LEVEL};
	bool two = n == 3 && isdigit((unsigned char)place[2]);
	unsigned number = 31;
	el2_status status;

	if ((n == 2 || two) && (*place == 'x' || *place == 'X') && isdigit((unsigned char)place[1]) &&
	    !(two && place[1] == '0'))
		number = (unsigned)(place[1] - '0') * (two ? 10 : 1) + (two ? (unsigned)(place[2] - '0') : 0);
	if (number < 31) {
		term.kind = GENERAL;
		term.what = (uint16_t)number;
	} else if (n != 2 || strncmp(place, "EL", 2)) {
		return FAIL(r, place, "'%.*s' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)",
			    shown(n), place);
	}
	status = read_relation(r, term.kind == LEVEL ? "EL" : "a general register", differs);
	if (status == EL2_OK)
		status = read_value(r, term.kind == LEVEL ? "EL, which is 0 or 1," : "a general register",
				    term.kind == LEVEL ? 1 : 64, &term.value[0]);
	return status == EL2_OK ? add(r, place, term) : status;
}

static el2_status read_or(struct reader *r);

static el2_status read_one(struct reader *r)
{
	const char *place, *dot;
	bool differs = false;
	el2_status status;
	size_t n;

	skip_blanks(r);
	place = r->at;
	n = word_length(place);
	if (*place == '!' || *place == '(') {
		if (++r->depth > DEPTH)
			return FAIL(r, place, "more than %d ! and ( inside each other", DEPTH);
		r->at++;
		status = *place == '!' ? read_one(r) : read_or(r);
		r->depth--;
		if (status != EL2_OK)
			return status;
		if (*place == '!')
			return add(r, place, (struct el2_condition_term){.kind = NOT});
		skip_blanks(r);
		if (*r->at != ')')
			return FAIL(r, r->at, "( wants a )");
		r->at++;
		return EL2_OK;
	}
	if (!n && *place)
		return FAIL(r, place, "'%.1s' where a condition is expected", place);
	if (!n)
		return FAIL(r, place, "a condition is missing");
	if (!strncmp(place, "feat(", 5))
		return read_feature(r, place);
	r->at += n;
	dot = memchr(place, '.', n);
	status = dot ? read_field(r, place, dot, n, &differs) : read_plain(r, place, n, &differs);
	if (status == EL2_OK && differs)
		status = add(r, place, (struct el2_condition_term){.kind = NOT});
	return status;
}

static el2_status read_chain(struct reader *r, char operator, enum kind kind, el2_status (*part)(struct reader *))
{
	el2_status status = part(r);

	for (skip_blanks(r); status == EL2_OK && *r->at == operator; skip_blanks(r)) {
		const char *place = r->at++;

		status = part(r);
		if (status == EL2_OK)
			status = add(r, place, (struct el2_condition_term){.kind = (uint8_t)kind});
	}
	return status;
}

static el2_status read_and(struct reader *r)
{
	return read_chain(r, '&', AND, read_one);
}

static el2_status read_or(struct reader *r)
{
	return read_chain(r, '|', OR, read_and);
}

el2_status el2_condition_parse(const char *text, el2_condition *condition, el2_error *error)
{
	struct reader r = {text, text, condition, 0, error};
	el2_status status;

	memset(condition, 0, sizeof *condition);
	if (!text || !text[strspn(text, " ")])
		return EL2_OK;
	status = read_or(&r);
	if (status == EL2_OK && *r.at)
		return FAIL(&r, r.at, "'%.1s' where & or | is expected", r.at);
	return status;
}

/* ---- asked ---- */

static el2_truth ask(const struct el2_condition_term *t, const el2_state *s, const el2_exception *taken)
{
	unsigned layout = (s->sysreg[EL2_SYSREG_HCR_EL2] & EL2_BIT(HCR_EL2, E2H)) != 0;

	switch (t->kind) {
	case FEATURE:
		return el2_has(s->cpu, (el2_feature)t->what) ? EL2_TRUE : EL2_FALSE;
	case LEVEL:
		return (taken->spsr >> 2 & 3) == t->value[0] ? EL2_TRUE : EL2_FALSE;
	case GENERAL:
		return s->x[t->what] == t->value[0] ? EL2_TRUE : EL2_FALSE;
	default:
		if (!(t->layouts >> layout & 1))
			return EL2_UNKNOWN;
		return (s->sysreg[t->what] & t->mask[layout]) == t->value[layout] ? EL2_TRUE : EL2_FALSE;
	}
}

static el2_truth both(el2_truth a, el2_truth b)
{
	if (a == EL2_FALSE || b == EL2_FALSE)
		return EL2_FALSE;
	return a == EL2_TRUE && b == EL2_TRUE ? EL2_TRUE : EL2_UNKNOWN;
}

static el2_truth not(el2_truth a)
{
	return a == EL2_UNKNOWN ? a : a == EL2_TRUE ? EL2_FALSE : EL2_TRUE;
}

el2_truth el2_condition_holds(const el2_condition *c, const el2_state *s, const el2_exception *taken)
{
	el2_truth stack[EL2_CONDITION_TERMS + 1] = {EL2_TRUE};
	unsigned n = 0;

	for (unsigned i = 0; i < c->count && i < EL2_CONDITION_TERMS; i++) {
		switch (c->term[i].kind) {
		case NOT:
			stack[n - 1] = not(stack[n - 1]);
			break;
		case AND:
			n--;
			stack[n - 1] = both(stack[n - 1], stack[n]);
			break;
		case OR:
			n--;
			stack[n - 1] = not(both(not(stack[n - 1]), not(stack[n])));
			break;
		default:
			stack[n++] = ask(&c->term[i], s, taken);
			break;
		}
	}
	return stack[0];
}
