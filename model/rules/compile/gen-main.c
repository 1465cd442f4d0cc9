/* SPDX-License-Identifier: MIT */
/*
 * Build tool: compiles *.rules (see the head of model/rules/access.rules for the language) to the tables that
 * model/rules/access_table.h declares.
 *
 *     gen-rules OUT.c FILE.rules...
 *
 * Files are read in order: words, gaps and what states cannot be (`never`) before the rows that need them.
 */
#include "model/rules/compile/gen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the compiler is: the line as it is cut up, and the condition in it with its words replaced. */
static const char *file;
static unsigned line;
static char text[1024];
struct gen_text gen_condition_text;
struct gen_tables gen_tables;

struct gen_place gen_here(const char *where)
{
	const struct gen_text *c = &gen_condition_text;
	struct gen_place place = {file, line, 0};

	if (where >= text && where < text + sizeof text)
		place.column = (unsigned)(where - text) + 1;
	else if (where >= c->text && where < c->text + c->length)
		place.column = c->column[where - c->text];
	else if (where == c->text + c->length && c->length)
		place.column = c->column[c->length - 1] + 1;
	return place;
}

static void __attribute__((noreturn, format(printf, 2, 0))) die(struct gen_place place, const char *format, va_list ap)
{
	if (place.file)
		fprintf(stderr, "%s:", place.file);
	if (place.line)
		fprintf(stderr, "%u:", place.line);
	if (place.column)
		fprintf(stderr, "%u:", place.column);
	if (place.file)
		fputc(' ', stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	exit(1);
}

void gen_die_in(struct gen_place place, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	die(place, format, ap);
}

void gen_die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	die(gen_here(NULL), format, ap);
}

void gen_die_at(const char *where, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	die(gen_here(where), format, ap);
}

void *gen_grow(void *array, size_t count, size_t item)
{
	if (count & (count - 1))
		return array;
	array = realloc(array, (count ? count * 2 : 1) * item);
	if (!array)
		gen_die("out of memory");
	return array;
}

/* ---- rows ---- */

/* Both, one behind the other. */
static char *join(const char *a, const char *b)
{
	size_t n = strlen(a) + strlen(b) + 1;
	char *s = malloc(n);

	if (!s)
		gen_die("out of memory");
	snprintf(s, n, "%s%s", a, b);
	return s;
}

static bool take(char **p, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*p, word, n) || ((*p)[n] && (*p)[n] != ' '))
		return false;
	*p += n;
	while (**p == ' ')
		++*p;
	return true;
}

static const char *const levels[] = {"any", "EL0", "EL1", "EL2", "EL3"};

/* "EL1 TRAP EL2 0x18 if ...": a row of the last accessor. */
static void rule(char *start)
{
	struct gen_tables *t = &gen_tables;
	struct gen_accessor *a = t->accessor_count ? &t->accessors[t->accessor_count - 1] : NULL;
	struct gen_row row = {.place = gen_here(start)};
	unsigned level = 0;

	while (level < 5 && !take(&start, levels[level]))
		level++;
	if (level == 5 || !a)
		gen_die_at(start, "a rule wants any or EL0 to EL3 first, and an accessor before it");
	for (unsigned later = level + 1; later < 5; later++)
		if (a->count[later])
			gen_die_at(start, "rules of %s after those of %s", levels[level], levels[later]);

	char *test = strstr(start, " if ");

	gen_condition_text.length = 0;
	if (test) {
		gen_expand(test + 4, (unsigned)(test + 4 - text) + 1, &gen_condition_text);
		test[4] = '\0';
	}
	row.text = join(start, test ? gen_condition_text.text : "");
	if (test)
		*test = '\0';
	gen_outcome(&row.r, a, level, start);
	row.r.first = gen_condition(test ? gen_condition_text.text : NULL);
	a->count[level]++;
	t->rows = gen_grow(t->rows, t->row_count, sizeof *t->rows);
	t->rows[t->row_count++] = row;
}

/* "use NAME(ARGUMENT) NAME ...": the rows of blocks, level by level, as if they stood here. */
static void use(const char *names)
{
	struct gen_use uses[8];
	unsigned count = gen_uses(names, uses, sizeof uses / sizeof *uses);
	const char *in = file;
	unsigned at = line;

	for (unsigned level = 0; level < 5; level++)
		for (unsigned i = 0; i < count; i++) {
			const struct gen_block_row *row;

			for (size_t n = 0; (row = gen_used_row(&uses[i], n, text, sizeof text)); n++) {
				char *start = text;

				file = row->place.file;
				line = row->place.line;
				if (take(&start, levels[level]))
					rule(text);
			}
		}
	file = in;
	line = at;
}

static void never(char *condition)
{
	gen_expand(condition, (unsigned)(condition - text) + 1, &gen_condition_text);
	gen_never(gen_condition_text.text);
}

static void parse(const char *name)
{
	FILE *in = fopen(name, "r");
	bool in_gap = false, in_block = false;

	file = name;
	line = 0;
	if (!in)
		gen_die("cannot open");
	while (fgets(text, sizeof text, in)) {
		line++;
		size_t n = strlen(text);

		if (n && text[n - 1] != '\n')
			gen_die("line too long");
		while (n && isspace((unsigned char)text[n - 1]))
			text[--n] = '\0';
		if (!n || text[0] == '#')
			continue;
		if (!strncmp(text, "source ", 7)) {
			struct gen_tables *t = &gen_tables;

			t->sources = gen_grow(t->sources, t->source_count, sizeof *t->sources);
			t->sources[t->source_count++] = strdup(text + 7);
		} else if (!strncmp(text, "word ", 5)) {
			gen_word(text + 5, 6);
		} else if (!strncmp(text, "never ", 6)) {
			never(text + 6);
		} else if (!strncmp(text, "rows ", 5)) {
			gen_block_head(text + 5);
			in_block = true;
		} else if (text[0] == ' ' && in_block) {
			gen_block_row(text + strspn(text, " "));
		} else if (text[0] == ' ' && in_gap) {
			gen_gap_reason(text + strspn(text, " "));
		} else if (!strncmp(text, "  use ", 6)) {
			use(text + 6);
		} else if (text[0] == ' ') {
			rule(text + strspn(text, " "));
		} else {
			in_block = false;
			in_gap = gen_gap_head(text);
			if (!in_gap)
				gen_head(text);
		}
	}
	fclose(in);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: gen-rules OUT.c FILE.rules...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		parse(argv[i]);
	file = NULL;
	line = 0;
	gen_reach_check();
	gen_gaps_check();
	gen_heads_check();
	gen_ids();

	FILE *out = fopen(argv[1], "w");

	if (!out)
		gen_die("cannot write %s", argv[1]);
	gen_write(out);
	if (fclose(out))
		gen_die("cannot write %s", argv[1]);
	return 0;
}
