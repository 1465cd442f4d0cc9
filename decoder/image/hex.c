/* SPDX-License-Identifier: MIT */
/* Words as hexadecimal text. */
#include <stdlib.h>
#include <string.h>

#include "decoder/image/image.h"

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Eight digits, or up to eight after "0x": shorter words without it are too easily something else ("dc", "add"). */
static bool parse_digits(const char *text, size_t length, uint32_t *word)
{
	bool prefixed = length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	size_t at = prefixed ? 2 : 0;
	if (length - at > 8 || (!prefixed && length != 8))
		return false;

	uint32_t value = 0;
	for (; at < length; at++) {
		int digit = digit_value(text[at]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*word = value;
	return true;
}

bool el2_parse_word(const char *text, uint32_t *word)
{
	return text && parse_digits(text, strlen(text), word);
}

/* A place in the text. */
struct cursor {
	const char *at, *end;
	const char *line_start;
	unsigned line;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static bool at_comment(const struct cursor *cursor)
{
	return *cursor->at == '#' || (cursor->end - cursor->at >= 2 && cursor->at[0] == '/' && cursor->at[1] == '/');
}

/* To the next word; false at the end of the text. */
static bool skip_blanks(struct cursor *cursor)
{
	while (cursor->at < cursor->end) {
		if (at_comment(cursor)) {
			const char *newline = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
			cursor->at = newline ? newline : cursor->end;
		} else if (is_blank(*cursor->at)) {
			if (*cursor->at++ == '\n') {
				cursor->line++;
				cursor->line_start = cursor->at;
			}
		} else {
			return true;
		}
	}
	return false;
}

el2_status el2_image_read_hex(el2_image *image, const struct image_input *input)
{
	/* Words of "0x0 0x0 ..." take 4 characters each; the last needs no blank. */
	unsigned char *words = malloc(input->size / 4 * 4 + 4);
	struct image_private *private = image->private_data;
	private->words = words;
	if (!words)
		return el2_image_no_memory(input);

	const char *text = (const char *)input->data;
	struct cursor cursor = {.at = text, .end = text + input->size, .line_start = text, .line = 1};
	size_t count = 0;
	while (input->size && skip_blanks(&cursor)) {
		const char *word_start = cursor.at;
		while (cursor.at < cursor.end && !is_blank(*cursor.at) && !at_comment(&cursor))
			cursor.at++;

		size_t length = (size_t)(cursor.at - word_start);
		uint32_t word;
		if (!parse_digits(word_start, length, &word))
			return el2_fail(input->error, EL2_ERR_INPUT, input->name, cursor.line,
					(unsigned)(word_start - cursor.line_start) + 1,
					"'%.*s%s' is no hexadecimal word of 32 bits", length > 20 ? 20 : (int)length,
					word_start, length > 20 ? "..." : "");
		for (unsigned i = 0; i < 4; i++)
			words[4 * count + i] = (unsigned char)(word >> 8 * i);
		count++;
	}

	size_t capacity = 0;
	el2_image_chunk chunk = {.words = words, .count = count, .section = ""};
	return el2_image_add_chunk(image, &capacity, chunk) ? EL2_OK : el2_image_no_memory(input);
}
