/* SPDX-License-Identifier: MIT */
#include "cli/case/place.h"

#include <stdbool.h>
#include <string.h>

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

static const char *skip_string(const char *p)
{
	for (p++; *p && *p != '"'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

/* Behind a value: objects and arrays by their brackets. */
static const char *skip_value(const char *p)
{
	size_t depth = 0;

	do {
		p = skip_blanks(p);
		if (*p == '"') {
			p = skip_string(p);
		} else if (*p && strchr("[{", *p)) {
			depth++;
			p++;
		} else if (*p && strchr("]}", *p)) {
			depth--;
			p++;
		} else if (*p && strchr(",:", *p)) {
			p++;
		} else {
			p += strcspn(p, " \t\r\n,:]}[{\"");
		}
	} while (depth && *p);
	return p;
}

static const char *find(const char *text, const char *key, bool value)
{
	size_t length = strlen(key);
	const char *p = skip_blanks(text);

	if (*p != '{')
		return text;
	for (p = skip_blanks(p + 1); *p == '"'; p = skip_blanks(p + (*p == ','))) {
		const char *name = p, *end = skip_string(p);

		p = skip_blanks(skip_blanks(end) + 1); /* behind the colon */
		if ((size_t)(end - name) == length + 2 && !memcmp(name + 1, key, length))
			return value ? p : name;
		p = skip_blanks(skip_value(p));
	}
	return text;
}

const char *cli_json_member(const char *text, const char *key)
{
	return find(text, key, true);
}

const char *cli_json_key(const char *text, const char *key)
{
	return find(text, key, false);
}

const char *cli_json_item(const char *text, size_t n)
{
	const char *p = skip_blanks(text);

	if (*p != '[')
		return text;
	for (p = skip_blanks(p + 1); *p && *p != ']'; p = skip_blanks(p + (*p == ','))) {
		if (!n--)
			return p;
		p = skip_blanks(skip_value(p));
	}
	return text;
}

void cli_text_position(const char *text, const char *at, unsigned *line, unsigned *column)
{
	const char *begin = text;

	*line = 1;
	for (const char *p = text; p < at; p++)
		if (*p == '\n') {
			++*line;
			begin = p + 1;
		}
	*column = (unsigned)(at - begin) + 1;
}
