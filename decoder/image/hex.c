/* SPDX-License-Identifier: MIT */
/* Words as text: hexadecimal words, lines of objdump, an oops' "Code:" line, lists of bytes. */
#include <stdlib.h>
#include <string.h>

#include "decoder/image/image.h"

/* A piece of text. */
struct span {
	const char *at, *end;
};

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

/* All of the span is hexadecimal digits, at least one and at most `most`. */
static bool parse_number(struct span text, unsigned most, uint64_t *value)
{
	if (text.at == text.end || text.end - text.at > (ptrdiff_t)most)
		return false;
	*value = 0;
	for (; text.at < text.end; text.at++) {
		int digit = digit_value(*text.at);
		if (digit < 0)
			return false;
		*value = *value << 4 | (uint64_t)digit;
	}
	return true;
}

/* Eight digits, or up to eight after "0x": shorter words without it are too easily something else ("dc", "add"). */
static bool parse_word(struct span text, uint32_t *word)
{
	ptrdiff_t length = text.end - text.at;
	bool prefixed = length > 2 && text.at[0] == '0' && (text.at[1] == 'x' || text.at[1] == 'X');
	uint64_t value;
	if (prefixed)
		text.at += 2;
	else if (length != 8)
		return false;
	if (!parse_number(text, 8, &value))
		return false;
	*word = (uint32_t)value;
	return true;
}

bool el2_parse_word(const char *text, uint32_t *word)
{
	return text && parse_word((struct span){text, text + strlen(text)}, word);
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

struct reader {
	el2_image *image;
	const struct image_input *input;
	unsigned char *words; /* room for all that the text can hold */
	size_t count;
	size_t chunk_capacity, symbol_capacity;
	uint64_t next; /* address behind the last word */
	struct span line;
	unsigned number;
};

static el2_status wrong(const struct reader *r, const char *at, const char *what, struct span text)
{
	ptrdiff_t length = text.end - text.at;
	return el2_fail(r->input->error, EL2_ERR_INPUT, r->input->name, r->number, (unsigned)(at - r->line.at) + 1,
			"'%.*s%s' %s", length > 20 ? 20 : (int)length, text.at, length > 20 ? "..." : "", what);
}

/* A word at an address. What follows the last one belongs to its chunk. */
static el2_status add_word(struct reader *r, uint64_t address, uint32_t word)
{
	el2_image *image = r->image;
	if (!image->chunk_count || address != r->next) {
		el2_image_chunk chunk = {.words = r->words + 4 * r->count, .address = address, .section = ""};
		if (!el2_image_add_chunk(image, &r->chunk_capacity, chunk))
			return el2_image_no_memory(r->input);
	}
	for (unsigned i = 0; i < 4; i++)
		r->words[4 * r->count + i] = (unsigned char)(word >> 8 * i);
	r->count++;
	image->chunks[image->chunk_count - 1].count++;
	r->next = address + 4;
	return EL2_OK;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static const char *skip_blanks(struct span text)
{
	while (text.at < text.end && is_blank(*text.at))
		text.at++;
	return text.at;
}

/* The next run of characters without a blank; empty at the end. */
static struct span next_token(struct span *text)
{
	struct span token;
	token.at = text->at = skip_blanks(*text);
	while (text->at < text->end && !is_blank(*text->at))
		text->at++;
	token.end = text->at;
	return token;
}

static bool starts_with(struct span text, const char *prefix)
{
	size_t length = strlen(prefix);
	return (size_t)(text.end - text.at) >= length && !memcmp(text.at, prefix, length);
}

/* Where a text of the line begins, or NULL. */
static const char *find(struct span line, const char *what)
{
	for (; line.at < line.end; line.at++)
		if (starts_with(line, what))
			return line.at;
	return NULL;
}

/* ---- the kinds of line --------------------------------------------------------------------------------------------
 */

/* "Code: d503201f (d53810c0)": the word in parentheses is the one at the PC, which a symbol says. */
static el2_status read_code(struct reader *r, struct span text)
{
	for (struct span token; token = next_token(&text), token.at < token.end;) {
		bool here = token.end - token.at > 2 && *token.at == '(' && token.end[-1] == ')';
		struct span digits = here ? (struct span){token.at + 1, token.end - 1} : token;
		uint32_t word;
		if (!parse_word(digits, &word))
			return wrong(r, token.at, "is no word of a Code: line", token);
		el2_image_symbol symbol = {r->next, 4, "pc"};
		if (here && !el2_image_add_symbol(r->image, &r->symbol_capacity, symbol))
			return el2_image_no_memory(r->input);
		el2_status status = add_word(r, r->next, word);
		if (status)
			return status;
	}
	return EL2_OK;
}

/* "[0x20,0x10,0x38,0xd5]": bytes, lowest first, and nothing behind the bracket. */
static el2_status read_bytes(struct reader *r, struct span text)
{
	struct span all = text;
	uint32_t word = 0;
	unsigned count = 0;
	for (text.at++;;) {
		struct span item = {skip_blanks(text), NULL};
		uint64_t byte;
		for (item.end = item.at; item.end < text.end && digit_value(*item.end) + (*item.end == 'x') >= 0;)
			item.end++;
		text.at = skip_blanks((struct span){item.end, text.end});
		if (!starts_with(item, "0x") || !parse_number((struct span){item.at + 2, item.end}, 2, &byte) ||
		    text.at == text.end || (*text.at != ',' && *text.at != ']'))
			return wrong(r, item.at, "is no list of bytes [0x..,0x..,0x..,0x..]", all);
		word |= (uint32_t)byte << 8 * (count++ & 3);
		if (count % 4 == 0) {
			el2_status status = add_word(r, r->next, word);
			if (status)
				return status;
			word = 0;
		}
		if (*text.at++ == ']')
			break;
	}
	if (count % 4 || skip_blanks(text) != text.end)
		return wrong(r, all.at, "is no list of whole words of four bytes", all);
	return EL2_OK;
}

/* "  400000:	d53810c0 	mrs	x0, gcr_el1", or with its four bytes apart. False: no such line. */
static bool parse_listing(struct span text, uint64_t *address, uint32_t *word)
{
	struct span token = next_token(&text);
	uint64_t value;
	if (token.at == token.end || token.end[-1] != ':' ||
	    !parse_number((struct span){token.at, token.end - 1}, 16, address))
		return false;
	token = next_token(&text);
	if (parse_number(token, 8, &value) && token.end - token.at == 8) {
		*word = (uint32_t)value;
		return true;
	}
	*word = 0;
	for (unsigned i = 0; i < 4; i++, token = next_token(&text)) {
		if (token.end - token.at != 2 || !parse_number(token, 2, &value))
			return false;
		*word |= (uint32_t)value << 8 * i;
	}
	return true;
}

/* The other lines of objdump: the file's format, a section's and a function's name, and "..." for zeroes left out. */
static bool is_listing_frame(struct span text)
{
	struct span first = next_token(&text), second = next_token(&text);
	uint64_t address;
	if (starts_with(first, "Disassembly") || starts_with(first, "..."))
		return true;
	if (first.at < first.end && first.end[-1] == ':')
		return starts_with(second, "file");
	return parse_number(first, 16, &address) && starts_with(second, "<") &&
	       (second.end[-1] == ':' || find(text, ">:"));
}

static el2_status read_words(struct reader *r, struct span text)
{
	for (struct span token; token = next_token(&text), token.at < token.end;) {
		uint32_t word;
		if (!parse_word(token, &word))
			return wrong(r, token.at, "is no hexadecimal word of 32 bits", token);
		el2_status status = add_word(r, r->next, word);
		if (status)
			return status;
	}
	return EL2_OK;
}

static el2_status read_line(struct reader *r)
{
	struct span text = r->line;
	const char *code = find(text, "Code: ");
	uint64_t address;
	uint32_t word;
	if (code)
		return read_code(r, (struct span){code + strlen("Code: "), text.end});
	if (parse_listing(text, &address, &word))
		return add_word(r, address, word);
	if (is_listing_frame(text))
		return EL2_OK;

	/* comments */
	for (const char *p = text.at; p < text.end; p++)
		if (*p == '#' || (*p == '/' && p + 1 < text.end && p[1] == '/'))
			text.end = p;
	text.at = skip_blanks(text);
	return starts_with(text, "[") ? read_bytes(r, text) : read_words(r, text);
}

el2_status el2_image_read_hex(el2_image *image, const struct image_input *input)
{
	/* Words of "0x0 0x0 ..." take 4 characters each; the last needs no blank. */
	struct reader r = {.image = image, .input = input, .words = malloc(input->size / 4 * 4 + 4)};
	struct image_private *private = image->private_data;
	private->words = r.words;
	if (!r.words)
		return el2_image_no_memory(input);

	const char *end = (const char *)input->data + input->size;
	el2_status status = EL2_OK;
	for (const char *at = (const char *)input->data; !status && input->size && at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		r.line = (struct span){at, newline ? newline : end};
		r.number++;
		status = read_line(&r);
		at = newline ? newline + 1 : end;
	}
	if (!status && !image->chunk_count &&
	    !el2_image_add_chunk(image, &r.chunk_capacity, (el2_image_chunk){.words = r.words, .section = ""}))
		return el2_image_no_memory(input);
	return status;
}
