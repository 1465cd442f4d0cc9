/* SPDX-License-Identifier: MIT */
/*
 * Words of rule files: `word fgt(X) = feat(FEAT_FGT) & X` names what conditions repeat. A word stands for its body,
 * with the arguments in the places of the parameters; both may use the words above. The expanded text keeps, for
 * each character, the column it came from.
 */
#include "model/rules/compile/gen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	PARAMETERS_MAX = 4
};

struct word {
	char *name, *body;
	char *parameter[PARAMETERS_MAX];
	unsigned parameters;
};

/* An argument, in the line. */
struct piece {
	const char *text;
	size_t length;
};

static struct word *words;
static size_t word_count;

static bool in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t name_length(const char *s)
{
	size_t n = 0;

	while (in_name(s[n]))
		n++;
	return n;
}

static const struct word *find(const char *name, size_t length)
{
	for (size_t i = 0; i < word_count; i++)
		if (strlen(words[i].name) == length && !memcmp(words[i].name, name, length))
			return &words[i];
	return NULL;
}

static void put(struct gen_text *out, const char *s, size_t length, unsigned column)
{
	if (out->length + length >= sizeof out->text)
		gen_die("the line is too long with its words replaced");
	for (size_t i = 0; i < length; i++) {
		out->column[out->length] = column;
		out->text[out->length++] = s[i];
	}
	out->text[out->length] = '\0';
}

/* The arguments behind the name at `s`, which begins with a parenthesis; returns what is behind them. */
static const char *arguments(const struct word *w, const char *s, struct piece *args)
{
	unsigned depth = 1, count = 0;
	const char *start = s + 1;

	if (*s != '(')
		gen_die_at(s, "%s wants %u argument(s) in parentheses", w->name, w->parameters);
	for (s++; depth; s++) {
		if (!*s)
			gen_die_at(start, "the arguments of %s have no end", w->name);
		depth += *s == '(' || *s == '{';
		depth -= *s == ')' || *s == '}';
		if (depth && (depth > 1 || *s != ','))
			continue;
		if (count == w->parameters)
			gen_die_at(start, "%s has %u parameter(s)", w->name, w->parameters);
		start += strspn(start, " ");
		args[count++] = (struct piece){start, (size_t)(s - start)};
		start = s + 1;
	}
	if (count != w->parameters)
		gen_die_at(start, "%s has %u parameter(s)", w->name, w->parameters);
	return s;
}

static void expand(const char *s, const char *end, unsigned column, struct gen_text *out);

static void put_body(struct gen_text *out, const struct word *w, const struct piece *args, unsigned column)
{
	const char *s = w->body;

	while (*s) {
		size_t n = name_length(s);
		unsigned p = 0;

		if (!n) {
			put(out, s++, 1, column);
			continue;
		}
		while (p < w->parameters && (strlen(w->parameter[p]) != n || memcmp(w->parameter[p], s, n)))
			p++;
		if (p < w->parameters)
			expand(args[p].text, args[p].text + args[p].length, column, out);
		else
			put(out, s, n, column);
		s += n;
	}
}

static void expand(const char *s, const char *end, unsigned column, struct gen_text *out)
{
	const char *begin = s;
	bool quoted = false;

	while (s < end) {
		size_t n = quoted ? 0 : name_length(s);
		const struct word *w = n && (s == begin || s[-1] != '.') ? find(s, n) : NULL;
		unsigned here = column + (unsigned)(s - begin);

		if (w) {
			struct piece args[PARAMETERS_MAX];

			s += n;
			if (w->parameters)
				s = arguments(w, s, args);
			put_body(out, w, args, here);
			continue;
		}
		quoted ^= *s == '"';
		for (size_t i = 0; i < (n ? n : 1); i++)
			put(out, s + i, 1, here + (unsigned)i);
		s += n ? n : 1;
	}
}

void gen_expand(const char *s, unsigned column, struct gen_text *out)
{
	out->length = 0;
	out->text[0] = '\0';
	expand(s, s + strlen(s), column, out);
}

void gen_word(const char *text, unsigned column)
{
	struct gen_text body;
	struct word w = {0};
	const char *s = text;
	size_t n = name_length(s);

	if (!n)
		gen_die_at(s, "a word wants a name");
	if (find(s, n))
		gen_die_at(s, "there is a word %.*s already", (int)n, s);
	w.name = strndup(s, n);
	s += n;
	if (*s == '(')
		do {
			s++;
			s += strspn(s, " ");
			n = name_length(s);
			if (!n || w.parameters == PARAMETERS_MAX)
				gen_die_at(s, "a word wants up to %d names as parameters", PARAMETERS_MAX);
			w.parameter[w.parameters++] = strndup(s, n);
			s += n;
		} while (*s == ',');
	s += *s == ')';
	if (strncmp(s, " = ", 3))
		gen_die_at(s, "a word wants \" = \" and its meaning");
	s += 3;
	gen_expand(s, column + (unsigned)(s - text), &body);
	w.body = strdup(body.text);
	words = gen_grow(words, word_count, sizeof *words);
	words[word_count++] = w;
}
