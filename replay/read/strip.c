/* SPDX-License-Identifier: MIT */
/* Layers around a line: each is a small function that says how long its layer is. */
#include "replay/read/strip.h"

#include <string.h>

#define ESCAPE '\x1b'

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}
static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

size_t strip_colour(char *line, size_t length)
{
	const char *at = memchr(line, ESCAPE, length), *end = line + length;
	char *to = line + (at ? (size_t)(at - line) : length);

	while (at && at < end) {
		if (*at != ESCAPE) {
			*to++ = *at++;
			continue;
		}
		at++;
		if (at == end || *at != '[')
			continue;
		/* parameters, then one final letter */
		for (at++; at < end && !(*at >= '@' && *at <= '~'); at++)
			;
		at += at < end;
	}
	return (size_t)(to - line);
}

/* The pattern: 9 stands for a digit, A for a letter, _ for a blank or digit; all else for itself. 0 or its length. */
static size_t looks_like(const char *p, size_t n, const char *pattern)
{
	size_t i = 0;

	for (; pattern[i]; i++) {
		if (i == n)
			return 0;
		switch (pattern[i]) {
		case '9':
			if (!is_digit(p[i]))
				return 0;
			break;
		case 'A':
			if (!is_letter(p[i]))
				return 0;
			break;
		case '_':
			if (!is_digit(p[i]) && p[i] != ' ')
				return 0;
			break;
		default:
			if (p[i] != pattern[i])
				return 0;
		}
	}
	return i;
}

static size_t blanks(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && is_blank(p[i]))
		i++;
	return i;
}

static size_t digits(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && is_digit(p[i]))
		i++;
	return i;
}

/* ".123" or ",123" */
static size_t fraction(const char *p, size_t n)
{
	size_t i = n && (*p == '.' || *p == ',') ? digits(p + 1, n - 1) : 0;

	return i ? i + 1 : 0;
}

/* "[   12.345678] ", "[  +0.000012] ", "[Thu Nov 26 01:24:04 2026] ", "[Nov26 01:24] ", and a caller "[ T123]". */
static size_t kernel_time(const char *p, size_t n)
{
	const char *close = n && *p == '[' ? memchr(p, ']', n < 40 ? n : 40) : NULL;
	size_t i = 1, end, seconds;

	if (!close)
		return 0;
	end = (size_t)(close - p);
	if (looks_like(p + 1, n - 1, "AAA AAA __ 99:99:99 9999") + 1 == end ||
	    looks_like(p + 1, n - 1, "AAA99 99:99") + 1 == end) {
		i = end;
	} else {
		i += blanks(p + i, end - i);
		i += i < end && p[i] == '+';
		seconds = digits(p + i, end - i);
		i += seconds;
		seconds = seconds ? fraction(p + i, end - i) : 0;
		if (!seconds || i + seconds != end)
			return 0;
	}
	i = end + 1;
	if (i < n && p[i] == '[' && (close = memchr(p + i, ']', n - i < 16 ? n - i : 16)))
		i = (size_t)(close - p) + 1;
	return i + blanks(p + i, n - i);
}

/* "2026-11-26T01:24:04.123+00:00 ", "Nov 26 01:24:04 ", "01:24:04.5 " */
static size_t clock_time(const char *p, size_t n)
{
	size_t i = looks_like(p, n, "9999-99-99T99:99:99"), zone;

	if (!i)
		i = looks_like(p, n, "9999-99-99 99:99:99");
	if (!i)
		i = looks_like(p, n, "AAA __ 99:99:99");
	if (!i)
		i = looks_like(p, n, "99:99:99");
	if (!i)
		return 0;
	i += fraction(p + i, n - i);
	if (i < n && p[i] == 'Z')
		i++;
	zone = i < n && (p[i] == '+' || p[i] == '-') ? i + 1 : 0;
	if (zone)
		i = looks_like(p + zone, n - zone, "99:99")  ? zone + 5
		    : looks_like(p + zone, n - zone, "9999") ? zone + 4
							     : i;
	i += i < n && p[i] == ':';
	return blanks(p + i, n - i) ? i + blanks(p + i, n - i) : 0;
}

/* Behind a time: "host kernel: ", "kernel: ", "host qemu[12]: ". */
static size_t sender(const char *p, size_t n, bool *kernel)
{
	size_t i = 0;

	for (unsigned words = 0; words < 2; words++) {
		size_t word = i, end;
		bool pid = false;

		while (i < n && !is_blank(p[i]) && p[i] != ':' && p[i] != '[')
			i++;
		end = i;
		if (end == word)
			return 0;
		if (i < n && p[i] == '[') {
			size_t count = digits(p + i + 1, n - i - 1);

			i += 1 + count;
			pid = count && i < n && p[i++] == ']';
			if (!pid)
				return 0;
		}
		if (i + 1 < n && p[i] == ':' && is_blank(p[i + 1])) {
			bool own = end - word == 6 && !memcmp(p + word, "kernel", 6);

			*kernel |= own;
			return own || pid ? i + 1 + blanks(p + i + 1, n - i - 1) : 0;
		}
		i += blanks(p + i, n - i);
	}
	return 0;
}

/* "12:", "12|", "12<tab>" */
static size_t line_number(const char *p, size_t n)
{
	size_t i = digits(p, n);

	return i && i <= 9 && i < n && (p[i] == ':' || p[i] == '|' || p[i] == '\t') ? i + 1 : 0;
}

size_t strip_certain(const char *p, size_t n, bool *kernel)
{
	size_t i = clock_time(p, n), number;

	if (i)
		return i + sender(p + i, n - i, kernel);
	i = blanks(p, n);
	number = digits(p + i, n - i);
	return number && i + number < n && p[i + number] == '\t' ? i + number + 1 : 0;
}

size_t strip_layer(const char *p, size_t n, bool *kernel)
{
	size_t i;

	if (!n)
		return 0;
	if ((i = blanks(p, n)))
		return i;
	if (*p == '>' || *p == '|')
		return 1;
	if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
		return 3;
	if (looks_like(p, n, "<9>")) {
		*kernel = true;
		return 3;
	}
	if ((i = kernel_time(p, n))) {
		*kernel = true;
		return i;
	}
	if ((i = strip_certain(p, n, kernel)))
		return i;
	return line_number(p, n);
}
