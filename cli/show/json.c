/* SPDX-License-Identifier: MIT */
#include "cli/show/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put(struct cli_json *j, const char *data, size_t length)
{
	if (j->failed)
		return;
	if (length > j->capacity - j->length) {
		size_t capacity = (j->length + length) * 2 + 256;
		char *grown = realloc(j->data, capacity);

		if (!grown) {
			j->failed = true;
			return;
		}
		j->data = grown;
		j->capacity = capacity;
	}
	memcpy(j->data + j->length, data, length);
	j->length += length;
}

size_t cli_utf8_length(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t length = *s < 0x80                 ? 1
			: *s >= 0xc2 && *s < 0xe0 ? 2
			: (*s & 0xf0) == 0xe0     ? 3
			: *s >= 0xf0 && *s < 0xf5 ? 4
						  : 0;

	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates, beyond U+10FFFF */
	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) || (*s == 0xf0 && s[1] < 0x90) ||
	    (*s == 0xf4 && s[1] > 0x8f))
		return 0;
	return length;
}

/* How much of the text stands for itself: printable ASCII without quotes and backslashes, most of what is written. */
static size_t plain_length(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && (unsigned char)s[n] < 0x80 && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

static void put_string(struct cli_json *j, const char *s)
{
	put(j, "\"", 1);
	while (*s) {
		size_t length = plain_length(s);
		char escape[8];

		if (!length)
			length = cli_utf8_length(s);
		if (*s == '"' || *s == '\\') {
			put(j, "\\", 1);
			put(j, s, 1);
		} else if ((unsigned char)*s < 0x20) {
			put(j, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", (unsigned)*s));
		} else if (length) {
			put(j, s, length);
		} else {
			put(j, "\xef\xbf\xbd", 3);
		}
		s += length ? length : 1;
	}
	put(j, "\"", 1);
}

/* A comma where something stands before, and the key. */
static void begin(struct cli_json *j, const char *key)
{
	if (j->length && !strchr("{[", j->data[j->length - 1]))
		put(j, ",", 1);
	if (key) {
		put_string(j, key);
		put(j, ":", 1);
	}
}

void cli_json_open(struct cli_json *j, const char *key, char bracket)
{
	begin(j, key);
	put(j, &bracket, 1);
}

void cli_json_close(struct cli_json *j, char bracket)
{
	put(j, &bracket, 1);
}

void cli_json_text(struct cli_json *j, const char *key, const char *value)
{
	begin(j, key);
	put_string(j, value);
}

void cli_json_raw(struct cli_json *j, const char *key, const char *json)
{
	begin(j, key);
	put(j, json, strlen(json));
}

void cli_json_hex(struct cli_json *j, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "\"0x%" PRIx64 "\"", value);
	cli_json_raw(j, key, text);
}

void cli_json_word(struct cli_json *j, const char *key, uint32_t word)
{
	char text[24];

	snprintf(text, sizeof text, "\"0x%08" PRIx32 "\"", word);
	cli_json_raw(j, key, text);
}

void cli_json_number(struct cli_json *j, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, value);
	cli_json_raw(j, key, text);
}

void cli_json_bool(struct cli_json *j, const char *key, bool value)
{
	cli_json_raw(j, key, value ? "true" : "false");
}

void cli_json_drop(struct cli_json *j)
{
	j->length = 0;
}

void cli_json_line(struct cli_json *j, FILE *file)
{
	put(j, "\n", 1);
	if (!j->failed)
		fwrite(j->data, 1, j->length, file);
	j->length = 0;
}

bool cli_json_free(struct cli_json *j)
{
	bool failed = j->failed;

	free(j->data);
	memset(j, 0, sizeof *j);
	return !failed;
}
