/* SPDX-License-Identifier: MIT */
#include "replay/read/json_read.h"

#include <string.h>

#define SKIP_DEPTH 16

static void blanks(struct json *j)
{
	while (j->at < j->end && (*j->at == ' ' || *j->at == '\t'))
		j->at++;
	j->mark = j->at;
}

bool read_punctuation(struct json *j, char c)
{
	blanks(j);
	if (j->at == j->end || *j->at != c)
		return false;
	j->at++;
	return true;
}

bool read_end(struct json *j)
{
	blanks(j);
	return j->at == j->end;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \u escape at p. */
static bool code_unit(const char *p, const char *end, unsigned *unit)
{
	*unit = 0;
	if (end - p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int d = hex_digit(p[i]);

		if (d < 0)
			return false;
		*unit = *unit << 4 | (unsigned)d;
	}
	return true;
}

/* As UTF-8. Halves of surrogate pairs become U+FFFD: nothing here needs what they stand for. */
static size_t encode(unsigned unit, char *out)
{
	if (unit >= 0xd800 && unit < 0xe000)
		unit = 0xfffd;
	if (unit < 0x80) {
		out[0] = (char)unit;
		return 1;
	}
	if (unit < 0x800) {
		out[0] = (char)(0xc0 | unit >> 6);
		out[1] = (char)(0x80 | (unit & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | unit >> 12);
	out[1] = (char)(0x80 | (unit >> 6 & 0x3f));
	out[2] = (char)(0x80 | (unit & 0x3f));
	return 3;
}

/* The escape at *p, behind its backslash. 0: none, or U+0000, which no text here holds. */
static size_t escape(const char **p, const char *end, char *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found;
	unsigned unit;

	if (*p == end)
		return 0;
	if (**p == 'u') {
		if (!code_unit(*p + 1, end, &unit) || !unit)
			return 0;
		*p += 5;
		return encode(unit, out);
	}
	found = memchr(from, **p, sizeof from - 1);
	if (!found)
		return 0;
	(*p)++;
	*out = to[found - from];
	return 1;
}

/* A string that has escapes, into json->text; what does not fit is dropped. */
static bool unescape(struct json *j, const char *p, struct text *text)
{
	size_t used = 0;

	while (p < j->end && *p != '"') {
		char one[4] = {*p};
		size_t n = 1;

		if ((unsigned char)*p < ' ')
			return false;
		p++;
		if (one[0] == '\\') {
			n = escape(&p, j->end, one);
			if (!n)
				return false;
		}
		if (used + n <= sizeof j->text) {
			memcpy(j->text + used, one, n);
			used += n;
		}
	}
	if (p == j->end)
		return false;
	j->at = p + 1;
	*text = (struct text){j->text, used};
	return true;
}

bool read_string(struct json *j, struct text *text)
{
	const char *p;

	if (!read_punctuation(j, '"'))
		return false;
	for (p = j->at; p < j->end && *p != '"'; p++) {
		if (*p == '\\')
			return unescape(j, j->at, text);
		if ((unsigned char)*p < ' ')
			return false;
	}
	if (p == j->end)
		return false;
	*text = (struct text){j->at, (size_t)(p - j->at)};
	j->at = p + 1;
	return true;
}

bool read_integer(struct json *j, int64_t *value)
{
	bool minus;
	uint64_t v = 0;
	const char *p;

	blanks(j);
	minus = j->at < j->end && *j->at == '-';
	for (p = j->at + minus; p < j->end && *p >= '0' && *p <= '9'; p++) {
		if (v > (uint64_t)INT64_MAX / 10)
			return false;
		v = v * 10 + (uint64_t)(*p - '0');
	}
	if (p == j->at + minus || v > (uint64_t)INT64_MAX + minus || (p - j->at - minus > 1 && j->at[minus] == '0'))
		return false;
	*value = (int64_t)(minus ? -v : v);
	j->at = p;
	return true;
}

static bool word(struct json *j, const char *text)
{
	size_t length = strlen(text);

	if ((size_t)(j->end - j->at) < length || memcmp(j->at, text, length))
		return false;
	j->at += length;
	return true;
}

bool read_bool(struct json *j, bool *value)
{
	blanks(j);
	*value = word(j, "true");
	return *value || word(j, "false");
}

static bool skip(struct json *j, unsigned depth);

static bool skip_members(struct json *j, char close, unsigned depth)
{
	struct text text;

	j->at++;
	if (read_punctuation(j, close))
		return true;
	do {
		if (close == '}' && (!read_string(j, &text) || !read_punctuation(j, ':')))
			return false;
		if (!skip(j, depth + 1))
			return false;
	} while (read_punctuation(j, ','));
	return read_punctuation(j, close);
}

static bool skip(struct json *j, unsigned depth)
{
	struct text text;
	const char *p;

	blanks(j);
	if (j->at == j->end || depth > SKIP_DEPTH)
		return false;
	switch (*j->at) {
	case '{':
		return skip_members(j, '}', depth);
	case '[':
		return skip_members(j, ']', depth);
	case '"':
		return read_string(j, &text);
	case 't':
		return word(j, "true");
	case 'f':
		return word(j, "false");
	case 'n':
		return word(j, "null");
	default:
		for (p = j->at; p < j->end && ((*p >= '0' && *p <= '9') || memchr("+-.eE", *p, 5)); p++)
			;
		if (p == j->at)
			return false;
		j->at = p;
		return true;
	}
}

bool read_skip(struct json *j)
{
	return skip(j, 0);
}

/* The key of the table; -1. */
static int find(const struct read_key *keys, struct text name)
{
	for (int i = 0; keys[i].name; i++)
		if (keys[i].name[0] == (name.length ? name.at[0] : '\0') && text_is(name, keys[i].name))
			return i;
	return -1;
}

bool read_object(struct json *j, const struct read_key *keys, void *target)
{
	uint32_t seen = 0;
	struct text name;

	if (!read_punctuation(j, '{'))
		return false;
	if (read_punctuation(j, '}'))
		return true;
	do {
		const char *at;
		int key;

		blanks(j);
		at = j->at;
		if (!read_string(j, &name))
			return false;
		key = find(keys, name);
		if (key < 0 || seen >> key & 1) {
			j->mark = at + 1; /* the key itself */
			return false;
		}
		seen |= 1u << key;
		if (!read_punctuation(j, ':') || !keys[key].set(j, target))
			return false;
	} while (read_punctuation(j, ','));
	return read_punctuation(j, '}');
}
