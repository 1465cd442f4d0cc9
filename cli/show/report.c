/* SPDX-License-Identifier: MIT */
#include "cli/show/report.h"

#include <stdlib.h>
#include <string.h>

/* A copy, of NULL NULL; marks the report as failed if there is no memory. */
static char *copy(struct cli_report *r, const char *text)
{
	char *copied = text ? strdup(text) : NULL;

	r->failed |= text && !copied;
	return copied;
}

void cli_report_begin(struct cli_report *r, const char *name)
{
	memset(r, 0, sizeof *r);
	r->name = copy(r, name);
}

void cli_report_case(struct cli_report *r, enum cli_outcome outcome, const char *name, const char *message,
		     const char *file, unsigned line)
{
	struct cli_report_case *c;

	if (r->count == r->capacity) {
		size_t capacity = r->capacity * 2 + 64;

		c = realloc(r->cases, capacity * sizeof *c);
		if (!c) {
			r->failed = true;
			return;
		}
		r->cases = c;
		r->capacity = capacity;
	}
	c = &r->cases[r->count++];
	*c = (struct cli_report_case){outcome, copy(r, name), copy(r, message), copy(r, file), line};
	r->outcomes[outcome]++;
}

bool cli_report_end(struct cli_report *r)
{
	bool failed = r->failed;

	for (size_t i = 0; i < r->count; i++) {
		free(r->cases[i].name);
		free(r->cases[i].message);
		free(r->cases[i].file);
	}
	free(r->cases);
	free(r->name);
	memset(r, 0, sizeof *r);
	return !failed;
}
