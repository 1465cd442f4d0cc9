/* SPDX-License-Identifier: MIT */
/* The engine of line shapes: patterns are compiled into steps once, and walked for each line. */
#include "replay/read/shape.h"

#include <string.h>

enum op {
	OP_CHAR,
	OP_BLANKS,
	OP_MAYBE_BLANKS,
	OP_FIELD,
	OP_OPTION,
	OP_ANYTHING
};

/* ---- parsers of fields ------------------------------------------------------------------------------------------ */

/* A parser reads at p, before end, into m, and returns the place behind it; NULL: not one. */
typedef const char *parser(const char *p, const char *end, enum field f, struct match *m);

static const char *number(struct match *m, enum field f, uint64_t value, const char *p)
{
	m->v[f] = EL2_KNOWN(value);
	m->present |= UINT64_C(1) << f;
	return p;
}

static const char *words(struct match *m, enum field f, const char *from, const char *to)
{
	m->text[f] = (struct text){from, (size_t)(to - from)};
	m->present |= UINT64_C(1) << f;
	return to;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}
static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *digits(const char *p, const char *end, uint64_t *value)
{
	uint64_t v = 0;

	for (; p < end && is_digit(*p); p++) {
		uint64_t d = (uint64_t)(*p - '0');

		if (v > (UINT64_MAX - d) / 10)
			return NULL;
		v = v * 10 + d;
	}
	*value = v;
	return p;
}

static const char *parse_dec(const char *p, const char *end, enum field f, struct match *m)
{
	uint64_t value;
	const char *q = digits(p, end, &value);

	return q && q > p ? number(m, f, value, q) : NULL;
}

static const char *parse_sdec(const char *p, const char *end, enum field f, struct match *m)
{
	bool minus = p < end && *p == '-';
	uint64_t value;
	const char *q = digits(p + minus, end, &value);

	return q && q > p + minus ? number(m, f, minus ? -value : value, q) : NULL;
}

static const char *parse_digit(const char *p, const char *end, enum field f, struct match *m)
{
	return p < end && *p >= '0' && *p <= '3' ? number(m, f, (uint64_t)(*p - '0'), p + 1) : NULL;
}

static const char *skip_0x(const char *p, const char *end)
{
	return end - p > 2 && p[0] == '0' && (p[1] | 0x20) == 'x' ? p + 2 : p;
}

static const char *parse_hex(const char *p, const char *end, enum field f, struct match *m)
{
	const char *from = skip_0x(p, end), *q = from;
	uint64_t value = 0;

	for (int d; q < end && (d = hex_digit(*q)) >= 0; q++) {
		if (value >> 60)
			return NULL;
		value = value << 4 | (unsigned)d;
	}
	return q > from ? number(m, f, value, q) : NULL;
}

static const char *parse_word(const char *p, const char *end, enum field f, struct match *m)
{
	const char *from = skip_0x(p, end), *q = parse_hex(p, end, f, m);

	return q && q - from == 8 ? q : NULL;
}

/* TIME: a fraction of seconds counts as nanoseconds, a plain number is taken as it is. */
static const char *parse_time(const char *p, const char *end, enum field f, struct match *m)
{
	uint64_t seconds, fraction = 0;
	const char *q = digits(p, end, &seconds), *from;

	if (!q || q == p)
		return NULL;
	if (q == end || *q != '.')
		return number(m, f, seconds, q);
	from = ++q;
	q = digits(q, end, &fraction);
	if (!q || q == from || q - from > 9 || seconds > UINT64_MAX / 1000000000 - 1)
		return NULL;
	for (ptrdiff_t n = q - from; n < 9; n++)
		fraction *= 10;
	return number(m, f, seconds * 1000000000 + fraction, q);
}

/* Hexadecimal digits in groups; what is not known is '-' or 'x' or 'X'. Wider than 64 bits: the low ones. */
static const char *parse_bits(const char *p, const char *end, enum field f, struct match *m)
{
	const char *q = skip_0x(p, end), *from = q;
	uint64_t value = 0, mask = 0;
	unsigned count = 0;

	for (; q < end; q++) {
		int d = hex_digit(*q);

		if ((*q == '_' || *q == ':') && q > from)
			continue;
		if (d < 0 && *q != '-' && (*q | 0x20) != 'x')
			break;
		value = value << 4 | (d < 0 ? 0 : (unsigned)d);
		mask = mask << 4 | (d < 0 ? 0 : 0xf);
		count++;
	}
	if (!count)
		return NULL;
	/* what was not printed is zero */
	if (count < 16)
		mask |= UINT64_MAX << (4 * count);
	m->v[f] = (el2_known){value, mask};
	m->present |= UINT64_C(1) << f;
	return q;
}

static bool is_delimiter(char c)
{
	return c <= ' ' || c == '(' || c == ')' || c == '[' || c == ']' || c == '<' || c == '>' || c == ',' ||
	       c == ';' || c == ':';
}

static const char *parse_name(const char *p, const char *end, enum field f, struct match *m)
{
	const char *q = p;

	while (q < end && !is_delimiter(*q))
		q++;
	return q > p ? words(m, f, p, q) : NULL;
}

static const char *parse_letters(const char *p, const char *end, enum field f, struct match *m)
{
	const char *q = p;

	while (q < end && is_letter(*q))
		q++;
	return q > p ? words(m, f, p, q) : NULL;
}

static const char *parse_bracketed(const char *p, const char *end, enum field f, struct match *m)
{
	const char *q = memchr(p, ']', (size_t)(end - p));

	return q ? words(m, f, p, q) : NULL;
}

static const char *parse_quoted(const char *p, const char *end, enum field f, struct match *m)
{
	const char *q = p;

	while (q < end && *q != '"')
		q += *q == '\\' && q + 1 < end ? 2 : 1;
	return q < end ? words(m, f, p, q) : NULL;
}

static const char *parse_rest(const char *p, const char *end, enum field f, struct match *m)
{
	return words(m, f, p, end);
}

/* Latency flags: none is a blank or a digit-led time, so what has a '.' or letters and 4 to 9 characters. */
static const char *parse_flags(const char *p, const char *end, enum field f, struct match *m)
{
	const char *q = p;

	while (q < end && !is_blank(*q) && *q != ':')
		q++;
	return q - p >= 4 && q - p <= 9 ? words(m, f, p, q) : NULL;
}

/*
 * The task's columns: comm may hold blanks, dashes and brackets. They end before " [CPU]" that comes after a number
 * (pid) or a tgid in parentheses.
 */
static const char *parse_task(const char *p, const char *end, enum field f, struct match *m)
{
	for (const char *q = p; (q = memchr(q, '[', (size_t)(end - q))); q++) {
		const char *close = q + 1, *before = q;

		while (close < end && is_digit(*close))
			close++;
		if (close == end || close == q + 1 || *close != ']')
			continue;
		while (before > p && is_blank(before[-1]))
			before--;
		if (before > p && before < q && (is_digit(before[-1]) || before[-1] == ')'))
			return words(m, f, p, before);
	}
	return NULL;
}

static const struct {
	const char *name;
	size_t length;
	parser *parse;
} fields[] = {
#define EL2_FIELD(name, parser) {#name, sizeof #name - 1, parse_##parser},
#include "replay/read/fields.def"
};

_Static_assert(FIELD_COUNT <= 64, "a bit per field");

/* ---- patterns --------------------------------------------------------------------------------------------------- */

static int find_field(const char *name, size_t length)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (fields[i].length == length && !memcmp(fields[i].name, name, length))
			return i;
	return -1;
}

static size_t name_length(const char *p)
{
	size_t n = 0;

	while (is_letter(p[n]) || (n && is_digit(p[n])))
		n++;
	return n;
}

bool el2_shape_compile(struct shape *s, const struct shape_row *row)
{
	const char *p = row->pattern;
	int option = -1;

	s->row = row;
	s->hits = 0;
	s->count = 0;
	while (*p) {
		struct shape_step *step = &s->steps[s->count];

		if (s->count == SHAPE_STEPS)
			return false;
		if (*p == '%' && is_letter(p[1])) {
			size_t length = name_length(p + 1);
			int field = find_field(p + 1, length);

			if (field < 0)
				return false;
			*step = (struct shape_step){OP_FIELD, (uint8_t)field};
			p += 1 + length;
		} else if (*p == '}') {
			if (option < 0)
				return false;
			s->steps[option].arg = (uint8_t)(s->count - option - 1);
			option = -1;
			p++;
			continue;
		} else if (*p == '{') {
			if (option >= 0)
				return false;
			option = s->count;
			*step = (struct shape_step){OP_OPTION, 0};
			p++;
		} else if (*p == '*' && !p[1]) {
			*step = (struct shape_step){OP_ANYTHING, 0};
			p++;
		} else if (*p == ' ' || *p == '~') {
			*step = (struct shape_step){*p == ' ' ? OP_BLANKS : OP_MAYBE_BLANKS, 0};
			p++;
		} else {
			p += *p == '%' && p[1];
			*step = (struct shape_step){OP_CHAR, (uint8_t)*p++};
		}
		s->count++;
	}
	s->first = s->count && s->steps[0].op == OP_CHAR ? (char)s->steps[0].arg : SHAPE_ANY;
	return option < 0;
}

/* One step; NULL if it does not match. */
static const char *walk(const struct shape_step *step, const char *p, const char *end, struct match *m)
{
	const char *q = p;

	switch (step->op) {
	case OP_CHAR:
		return p < end && (uint8_t)*p == step->arg ? p + 1 : NULL;
	case OP_BLANKS:
	case OP_MAYBE_BLANKS:
		while (q < end && is_blank(*q))
			q++;
		return q > p || step->op == OP_MAYBE_BLANKS ? q : NULL;
	case OP_FIELD:
		return fields[step->arg].parse(p, end, (enum field)step->arg, m);
	default:
		return end;
	}
}

bool el2_shape_match(const struct shape *s, const char **at, const char *end, struct match *m)
{
	const char *p = *at, *retry = NULL;
	unsigned i = 0, retry_at = 0, option_end = 0;
	uint64_t present = m->present, option_present = 0;

	while (i < s->count) {
		const struct shape_step *step = &s->steps[i];
		const char *q;

		if (retry && i >= option_end)
			retry = NULL; /* the optional part is through */
		if (step->op == OP_OPTION) {
			retry = p;
			retry_at = option_end = i + 1 + step->arg;
			option_present = m->present;
			i++;
			continue;
		}
		q = walk(step, p, end, m);
		if (q) {
			p = q;
			i++;
			continue;
		}
		if (p > m->stop)
			m->stop = p;
		if (retry) {
			p = retry;
			i = retry_at;
			m->present = option_present;
			retry = NULL;
		} else {
			m->present = present;
			return false;
		}
	}
	if (s->row->part != SHAPE_PREFIX) {
		while (p < end && is_blank(*p))
			p++;
		if (p < end) {
			if (p > m->stop)
				m->stop = p;
			m->present = present;
			return false;
		}
	}
	*at = p;
	return true;
}

bool text_is(struct text text, const char *word)
{
	return text.length == strlen(word) && !memcmp(text.at, word, text.length);
}

bool text_starts(struct text text, const char *word)
{
	size_t length = strlen(word);

	return text.length >= length && !memcmp(text.at, word, length);
}

const char *text_find(struct text text, const char *word)
{
	size_t length = strlen(word), left = text.length;

	for (const char *p = text.at; left >= length; p++) {
		const char *first = memchr(p, word[0], left - length + 1);

		if (!first)
			return NULL;
		left -= (size_t)(first - p);
		p = first;
		if (!memcmp(p, word, length))
			return p;
		left--;
	}
	return NULL;
}
