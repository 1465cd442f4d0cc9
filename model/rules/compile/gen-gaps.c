/* SPDX-License-Identifier: MIT */
/*
 * What the tables may lack (gaps.rules): facts that conditions name and the model does not have, each with its reason.
 * A gap that has closed, or costs other rows than it says, is an error.
 */
#include "model/rules/compile/gen.h"

#include <stdlib.h>
#include <string.h>

struct gap {
	char *name, *reason;
	unsigned rows, used; /* as the file says, and as the tables do */
	size_t last_row;     /* + 1: a row counts once */
	struct gen_place place;
};

static struct gap *gaps;
static size_t gap_count;

bool gen_gap_head(const char *line)
{
	const char *name = line + 5;

	if (strncmp(line, "fact ", 5))
		return false;
	for (size_t i = 0; i < gap_count; i++)
		if (!strcmp(gaps[i].name, name))
			gen_die_at(name, "%s is a gap already", name);
	gaps = gen_grow(gaps, gap_count, sizeof *gaps);
	gaps[gap_count++] = (struct gap){.name = strdup(name), .place = gen_here(name)};
	return true;
}

void gen_gap_reason(const char *line)
{
	struct gap *g = &gaps[gap_count - 1];
	unsigned rows = 0;
	int n = 0;

	if (g->reason)
		gen_die_at(line, "one reason is enough");
	if (sscanf(line, "%u rows: %n", &rows, &n) != 1 || !n || !line[n])
		gen_die_at(line, "a fact wants \"N rows: REASON\"");
	g->rows = rows;
	g->reason = strdup(line + n);
}

int gen_gap_fact(const char *text, size_t length)
{
	for (size_t i = 0; i < gap_count; i++) {
		struct gap *g = &gaps[i];

		if (strlen(g->name) == length && !memcmp(g->name, text, length)) {
			g->used += g->last_row != gen_tables.row_count + 1;
			g->last_row = gen_tables.row_count + 1;
			return (int)i;
		}
	}
	return -1;
}

const char *gen_gap_text(size_t fact)
{
	return fact < gap_count ? gaps[fact].name : NULL;
}

void gen_gaps_check(void)
{
	for (size_t i = 0; i < gap_count; i++) {
		const struct gap *g = &gaps[i];

		if (!g->reason)
			gen_die_in(g->place, "why is %s a gap?", g->name);
		if (!g->used)
			gen_die_in(g->place, "no row says this: it is no gap any more");
		if (g->used != g->rows)
			gen_die_in(g->place, "%u rows say this, not %u", g->used, g->rows);
	}
}
