/* SPDX-License-Identifier: MIT */
#include "cli/show/caret.h"

#include <stdio.h>
#include <stdlib.h>
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

/* What the message quotes first, into `quoted`; "" if nothing. */
static void quoted_by(const el2_error *error, char *quoted, size_t size)
{
	const char *open = strchr(error->message, '\''), *close = open ? strchr(open + 1, '\'') : NULL;

	*quoted = '\0';
	if (close && (size_t)(close - open) <= size)
		snprintf(quoted, size, "%.*s", (int)(close - open - 1), open + 1);
}

/* ---- a line ----------------------------------------------------------------------------------------------------- */

/* The text of a line, what the message quotes marked if it stands at the column; all of it where there is no column. */
static void show_line(const el2_error *error, const char *line, size_t length)
{
	size_t place = error->column ? error->column - 1 : 0, width = 1;
	char quoted[128];

	while (length && strchr(" \t\r\n", line[length - 1]))
		length--;
	quoted_by(error, quoted, sizeof quoted);
	if (!error->column) {
		while (place < length && strchr(" \t", line[place]))
			place++;
		width = length - place;
	} else if (place < length && strlen(quoted) <= length - place &&
		   !memcmp(line + place, quoted, strlen(quoted))) {
		width = strlen(quoted);
	}
	if (length)
		show("", line, length, place, width);
}

void cli_caret_line(const el2_error *error, const char *line, size_t length)
{
	if (isatty(STDERR_FILENO))
		show_line(error, line, length);
}

/* False: the line cannot be read again. */
static bool show_file(const el2_error *error)
{
	FILE *file = fopen(error->file, "rb");
	char line[4096];
	size_t length = 0;
	unsigned number = 1;
	int c;

	if (!file)
		return false;
	while ((c = getc(file)) != EOF && number <= error->line) {
		if (c == '\n')
			number++;
		else if (number == error->line && length < sizeof line)
			line[length++] = (char)c;
	}
	fclose(file);
	if (error->column <= sizeof line)
		show_line(error, line, length);
	return true;
}

/* ---- the command line ------------------------------------------------------------------------------------------- */

/* Places in argv: of the verb, and of the first word behind it. */
#define VERB  1
#define FIRST 2

static struct {
	int count;
	char **word;
} given;

void cli_caret_command_line(int argc, char **argv)
{
	size_t size = (size_t)argc * sizeof *argv;

	/* the parser moves operands to the front of argv */
	given.word = malloc(size);
	if (given.word)
		memcpy(given.word, argv, size);
	given.count = given.word ? argc : 0;
}

/* A place in the command line. Index 0: none. */
struct place {
	int index;
	const char *at;
	size_t width;
};

/* Where `text` stands in a word: it is the word, the value of an option, or a part. */
static const char *match(const char *word, const char *text, unsigned pass)
{
	const char *equals = strchr(word, '=');

	if (pass == 0)
		return strcmp(word, text) ? NULL : word;
	if (pass == 1)
		return equals && !strcmp(equals + 1, text) ? equals + 1 : NULL;
	return strstr(word, text);
}

/* The one word where `text` stands; none, if there are several of which none can be told from the others. */
static struct place find(const char *text)
{
	size_t length = strlen(text);

	for (unsigned pass = 0; length && pass < 3; pass++) {
		struct place p = {0, NULL, length};
		unsigned count = 0;

		for (int i = FIRST; i < given.count; i++) {
			const char *at = match(given.word[i], text, pass);

			if (at) {
				p.index = i;
				p.at = at;
				count++;
			}
		}
		if (count)
			return count == 1 ? p : (struct place){0, NULL, 0};
	}
	if (length && given.count > VERB && !strcmp(given.word[VERB], text))
		return (struct place){VERB, given.word[VERB], length};
	return (struct place){0, NULL, 0};
}

/* The first option that the message names and that was given, once. */
static struct place find_option(const char *message)
{
	for (const char *p = message; (p = strstr(p, "--")); p += 2) {
		int length = (int)strspn(p, "-abcdefghijklmnopqrstuvwxyz0123456789"), index = 0, count = 0;

		for (int i = FIRST; i < given.count; i++)
			if ((int)strcspn(given.word[i], "=") == length && !strncmp(given.word[i], p, (size_t)length)) {
				index = i;
				count++;
			}
		if (count == 1)
			return (struct place){index, given.word[index], (size_t)length};
	}
	return (struct place){0, NULL, 0};
}

/* Line and column of the error within a text. */
static const char *position(const el2_error *error, const char *text)
{
	for (unsigned line = 1; line < error->line && strchr(text, '\n'); line++)
		text = strchr(text, '\n') + 1;
	return error->column && error->column <= strlen(text) ? text + error->column - 1 : text;
}

static struct place find_error(const el2_error *error)
{
	struct place p = {0, NULL, 0};
	char quoted[128];

	quoted_by(error, quoted, sizeof quoted);
	if (!*error->file && !error->line && error->column && error->column < (unsigned)given.count - VERB) {
		int index = (int)error->column + VERB;
		const char *word = given.word[index], *part = *quoted ? strstr(word, quoted) : NULL;

		return (struct place){index, part ? part : word, strlen(part ? quoted : word)};
	}
	p = find(*error->file ? error->file : quoted);
	if (!p.index)
		return *error->file ? p : find_option(error->message);
	if (error->line) {
		p.at = position(error, given.word[p.index]);
		p.width = 1;
	}
	return p;
}

void cli_caret(const el2_error *error)
{
	struct place p;
	char lead[64] = "";
	const char *word;

	if (!isatty(STDERR_FILENO) || (*error->file && error->line && show_file(error)))
		return;
	p = find_error(error);
	if (!p.index)
		return;
	word = given.word[p.index];
	if (p.index > FIRST && *word != '-' && given.word[p.index - 1][0] == '-')
		snprintf(lead, sizeof lead, "%.60s ", given.word[p.index - 1]);
	show(lead, word, strlen(word), (size_t)(p.at - word), p.width);
}
