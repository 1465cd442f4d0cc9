/* SPDX-License-Identifier: MIT */
#include "snippet/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Longer names are not compared: no name of ours is. */
#define NAME_MAX_LENGTH 64

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance, letter case ignored. Both at most NAME_MAX_LENGTH long. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[NAME_MAX_LENGTH + 1];
	size_t width = strlen(b);

	for (unsigned j = 0; j <= width; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
			unsigned cost = diagonal + !same;

			diagonal = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1, cost);
		}
	}
	return row[width];
}

struct cli_suggest cli_suggest_for(const char *wanted)
{
	return (struct cli_suggest){.wanted = wanted, .best = NULL, .distance = (unsigned)strlen(wanted) / 4 + 1};
}

void cli_suggest_offer(struct cli_suggest *s, const char *name)
{
	unsigned d;

	if (strlen(s->wanted) > NAME_MAX_LENGTH || strlen(name) > NAME_MAX_LENGTH)
		return;
	d = distance(s->wanted, name);
	if (d < s->distance || (d == s->distance && !s->best)) {
		s->distance = d;
		s->best = name;
	}
}

const char *cli_suggest_text(const struct cli_suggest *s, char *buffer, size_t size)
{
	if (s->best)
		snprintf(buffer, size, ", did you mean '%s'?", s->best);
	else if (size)
		*buffer = '\0';
	return buffer;
}
