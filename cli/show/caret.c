/* SPDX-License-Identifier: MIT */
#include "cli/show/caret.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of a long line, what stands around the place. */
#define BEFORE 60u
#define SHOWN  100u

/* Files are not trusted: no control character gets to the terminal. UTF-8 passes. */
static void put(char c)
{
	putc((unsigned char)c < ' ' || c == 0x7f ? ' ' : c, stderr);
}

static bool begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* `lead` and the text, and a mark of `width` characters under the one at `place`. */
static void show(const char *lead, const char *text, size_t length, size_t place, size_t width)
{
	size_t first = place > BEFORE ? place - BEFORE : 0, blanks = strlen(lead) + 2, end;

	if (place > length)
		place = length;
	while (first < place && !begins_character(text[first]))
		first++;
	end = length - first > SHOWN ? first + SHOWN : length;
	while (end < length && !begins_character(text[end]))
		end++;
	fprintf(stderr, "  %s", lead);
	for (size_t i = first; i < end; i++) {
		put(text[i]);
		blanks += i < place && begins_character(text[i]);
	}
	fprintf(stderr, "\n%*s^", (int)blanks, "");
	for (size_t i = 1; i < width && place + i < end; i++)
		if (begins_character(text[place + i]))
			putc('~', stderr);
	putc('\n', stderr);
}

void cli_caret_file(const el2_error *error)
{
	char line[4096];
	size_t length = 0;
	unsigned number = 1;
	FILE *file;
	int c;

	if (!*error->file || !error->line || !error->column || error->column > sizeof line || !isatty(STDERR_FILENO))
		return;
	file = fopen(error->file, "rb");
	if (!file)
		return;
	while ((c = getc(file)) != EOF && number <= error->line) {
		if (c == '\n')
			number++;
		else if (number == error->line && length < sizeof line)
			line[length++] = (char)c;
	}
	fclose(file);
	if (length)
		show("", line, length, error->column - 1, 1);
}

void cli_caret_words(int argc, char **argv, const el2_error *error)
{
	const char *open = strchr(error->message, '\''), *close = open ? strchr(open + 1, '\'') : NULL;
	char quoted[128], lead[64] = "";

	if (*error->file || !close || close == open + 1 || (size_t)(close - open) > sizeof quoted ||
	    !isatty(STDERR_FILENO))
		return;
	snprintf(quoted, sizeof quoted, "%.*s", (int)(close - open - 1), open + 1);
	for (int i = 1; i < argc; i++) {
		const char *found = strstr(argv[i], quoted);

		if (!found)
			continue;
		if (i > 1 && !strncmp(argv[i - 1], "--", 2))
			snprintf(lead, sizeof lead, "%.60s ", argv[i - 1]);
		show(lead, argv[i], strlen(argv[i]), (size_t)(found - argv[i]), strlen(quoted));
		return;
	}
}
