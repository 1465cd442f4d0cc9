/* SPDX-License-Identifier: MIT */
/*
 * What the tables may lack (gaps.rules): facts that conditions name and the model does not have, and forms of the
 * decoder without rows, each with its reason. A gap that has closed, or costs other rows than it says, is an error.
 */
#include "model/rules/compile/gen.h"

#include <stdlib.h>
#include <string.h>

struct gap {
	char *name, *reason;
	bool form;
	unsigned rows, used; /* as the file says, and as the tables do */
	size_t last_row;     /* + 1: a row counts once */
	struct gen_place place;
};

static struct gap *gaps;
static size_t gap_count;

static void open_gap(const char *name, size_t length, bool form)
{
	for (size_t i = 0; i < gap_count; i++)
		if (strlen(gaps[i].name) == length && !memcmp(gaps[i].name, name, length))
			gen_die_at(name, "%s is a gap already", gaps[i].name);
	gaps = gen_grow(gaps, gap_count, sizeof *gaps);
	gaps[gap_count++] = (struct gap){.name = strndup(name, length), .form = form, .place = gen_here(name)};
}

bool gen_gap_head(const char *line)
{
	if (!strncmp(line, "fact ", 5)) {
		open_gap(line + 5, strlen(line + 5), false);
		return true;
	}
	if (strncmp(line, "form ", 5))
		return false;
	for (line += 5; *line; line += strspn(line, " ")) {
		size_t n = strcspn(line, " ");

		open_gap(line, n, true);
		line += n;
	}
	return true;
}

void gen_gap_reason(const char *line)
{
	struct gap *g = &gaps[gap_count - 1];
	unsigned rows = 0;
	int n = 0;

	if (g->reason)
		gen_die_at(line, "one reason is enough");
	if (!g->form && (sscanf(line, "%u rows: %n", &rows, &n) != 1 || !n || !line[n]))
		gen_die_at(line, "a fact wants \"N rows: REASON\"");
	g->rows = rows;
	for (char *reason = strdup(line + n); g >= gaps && !g->reason; g--)
		g->reason = reason;
}

int gen_gap_fact(const char *text, size_t length)
{
	int fact = 0;

	for (size_t i = 0; i < gap_count; i++) {
		struct gap *g = &gaps[i];

		if (g->form)
			continue;
		if (strlen(g->name) == length && !memcmp(g->name, text, length)) {
			g->used += g->last_row != gen_tables.row_count + 1;
			g->last_row = gen_tables.row_count + 1;
			return fact;
		}
		fact++;
	}
	return -1;
}

bool gen_gap_form(const char *name)
{
	for (size_t i = 0; i < gap_count; i++)
		if (gaps[i].form)
			for (unsigned f = 1; f < EL2_FORM_COUNT; f++)
				if (gen_form_name(f) == name && gen_form_is(f, gaps[i].name)) {
					gaps[i].used++;
					return true;
				}
	return false;
}

const char *gen_gap_text(size_t fact)
{
	for (size_t i = 0; i < gap_count; i++)
		if (!gaps[i].form && !fact--)
			return gaps[i].name;
	return NULL;
}

void gen_gaps_check(bool forms)
{
	for (size_t i = 0; i < gap_count; i++) {
		const struct gap *g = &gaps[i];

		if (g->form != forms)
			continue;
		if (!g->reason)
			gen_die_in(g->place, "why is %s a gap?", g->name);
		if (!g->used)
			gen_die_in(g->place, g->form ? "the form has rows: it is no gap any more"
						     : "no row says this: it is no gap any more");
		if (!g->form && g->used != g->rows)
			gen_die_in(g->place, "%u rows say this, not %u", g->used, g->rows);
	}
}
