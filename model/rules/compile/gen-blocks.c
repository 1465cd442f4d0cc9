/* SPDX-License-Identifier: MIT */
/*
 * Rows that accessors share: `rows NAME(PARAMETER)` and the rows below it. In an accessor, `use NAME(ARGUMENT) NAME
 * ...` stands for the rows of these blocks, level by level, those of one block behind those of the one before.
 */
#include "model/rules/compile/gen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct block {
	char *name, *parameter; /* NULL: none */
	struct gen_block_row *rows;
	size_t count;
};

static struct block *blocks;
static size_t block_count;

static size_t name_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

static int find(const char *name, size_t length)
{
	for (size_t i = 0; i < block_count; i++)
		if (strlen(blocks[i].name) == length && !memcmp(blocks[i].name, name, length))
			return (int)i;
	return -1;
}

void gen_block_head(const char *text)
{
	size_t n = name_length(text), m = text[n] == '(' ? name_length(text + n + 1) : 0;
	struct block b = {0};

	if (!n || (text[n] && (!m || strcmp(text + n + 1 + m, ")"))))
		gen_die_at(text, "`rows` wants a name, and at most one parameter");
	if (find(text, n) >= 0)
		gen_die_at(text, "there are rows %.*s already", (int)n, text);
	b.name = strndup(text, n);
	if (m)
		b.parameter = strndup(text + n + 1, m);
	blocks = gen_grow(blocks, block_count, sizeof *blocks);
	blocks[block_count++] = b;
}

void gen_block_row(const char *text)
{
	struct block *b = &blocks[block_count - 1];

	b->rows = gen_grow(b->rows, b->count, sizeof *b->rows);
	b->rows[b->count++] = (struct gen_block_row){strdup(text), gen_here(text)};
}

/* "NAME" or "NAME(ARGUMENT)"; returns what is behind. */
static const char *take_use(const char *s, struct gen_use *use)
{
	size_t n = name_length(s);
	int block = find(s, n);
	const char *begin;
	unsigned depth = 1;

	if (block < 0)
		gen_die_at(s, "there are no rows %.*s", (int)n, s);
	*use = (struct gen_use){.block = (size_t)block};
	if (!blocks[block].parameter)
		return s + n;
	if (s[n] != '(')
		gen_die_at(s + n, "%s wants an argument", blocks[block].name);
	begin = s + n + 1;
	for (s = begin; depth; s++) {
		if (!*s)
			gen_die_at(begin, "the argument of %s has no end", blocks[block].name);
		depth += *s == '(';
		depth -= *s == ')';
	}
	use->argument = strndup(begin, (size_t)(s - begin) - 1);
	return s;
}

unsigned gen_uses(const char *text, struct gen_use *uses, unsigned capacity)
{
	unsigned count = 0;

	while (*text) {
		if (count == capacity)
			gen_die_at(text, "too many rows to use");
		text = take_use(text, &uses[count++]);
		if (*text && *text != ' ')
			gen_die_at(text, "what is \"%s\"?", text);
		text += strspn(text, " ");
	}
	return count;
}

const struct gen_block_row *gen_used_row(const struct gen_use *use, size_t n, char *line, size_t size)
{
	const struct block *b = &blocks[use->block];
	const char *s;
	size_t at = 0;

	if (n >= b->count)
		return NULL;
	for (s = b->rows[n].text; *s && at + 1 < size;) {
		size_t length = name_length(s);
		bool is = length && b->parameter && strlen(b->parameter) == length && !memcmp(s, b->parameter, length);
		const char *from = is ? use->argument : s;
		size_t count = is ? strlen(from) : length ? length : 1;

		if (at + count >= size)
			gen_die_in(b->rows[n].place, "the line is too long with its argument");
		memcpy(line + at, from, count);
		at += count;
		s += length ? length : 1;
	}
	line[at] = '\0';
	return &b->rows[n];
}
