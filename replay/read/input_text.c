/* SPDX-License-Identifier: MIT */
/* Text in UTF-16, as some tools of Windows write it, as UTF-8; all else passes as it is. */
#include "replay/read/input.h"

#include <stdlib.h>
#include <string.h>

enum order {
	NOT_SEEN,
	BYTES,
	LITTLE,
	BIG
};

struct text_source {
	el2_source from;
	enum order order;
	unsigned char raw[4096]; /* read, and not given out yet */
	size_t at, length;
	bool at_end;
};

/* More bytes behind those that are left; false: an error. */
static bool more(struct text_source *t, el2_error *error)
{
	ptrdiff_t got;

	memmove(t->raw, t->raw + t->at, t->length - t->at);
	t->length -= t->at;
	t->at = 0;
	got = t->from.read(t->from.context, t->raw + t->length, sizeof t->raw - t->length, error);
	if (got < 0)
		return false;
	t->at_end = !got;
	t->length += (size_t)got;
	return true;
}

/* With a byte order mark, or an ASCII character and a zero at the beginning. */
static enum order look(const unsigned char *p, size_t n)
{
	if (n < 2)
		return BYTES;
	if ((p[0] == 0xff && p[1] == 0xfe) || (p[0] && p[0] < 0x80 && !p[1]))
		return LITTLE;
	if ((p[0] == 0xfe && p[1] == 0xff) || (!p[0] && p[1] && p[1] < 0x80))
		return BIG;
	return BYTES;
}

/* A unit as UTF-8; halves of pairs are not put together: no format knows such characters. */
static size_t put(unsigned unit, unsigned char *to)
{
	if (unit < 0x80) {
		to[0] = (unsigned char)unit;
		return 1;
	}
	if (unit < 0x800) {
		to[0] = (unsigned char)(0xc0 | unit >> 6);
		to[1] = (unsigned char)(0x80 | (unit & 63));
		return 2;
	}
	if (unit >= 0xd800 && unit < 0xe000)
		unit = 0xfffd;
	to[0] = (unsigned char)(0xe0 | unit >> 12);
	to[1] = (unsigned char)(0x80 | (unit >> 6 & 63));
	to[2] = (unsigned char)(0x80 | (unit & 63));
	return 3;
}

static size_t decode(struct text_source *t, unsigned char *to, size_t size)
{
	size_t n = 0;

	for (; t->length - t->at >= 2 && size - n >= 3; t->at += 2) {
		unsigned a = t->raw[t->at], b = t->raw[t->at + 1], unit = t->order == LITTLE ? a | b << 8 : a << 8 | b;

		if (unit != 0xfeff)
			n += put(unit, to + n);
	}
	if (t->at_end && t->length - t->at == 1 && n < size) {
		to[n++] = '?'; /* half of a unit */
		t->at = t->length;
	}
	return n;
}

static ptrdiff_t text_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct text_source *t = context;
	size_t n;

	if (t->order == NOT_SEEN) {
		while (t->length < 2 && !t->at_end)
			if (!more(t, error))
				return -1;
		t->order = look(t->raw, t->length);
	}
	if (t->order == BYTES && t->at == t->length)
		return t->at_end ? 0 : t->from.read(t->from.context, buffer, size, error);
	if (t->order == BYTES) {
		n = t->length - t->at < size ? t->length - t->at : size;
		memcpy(buffer, t->raw + t->at, n);
		t->at += n;
		return (ptrdiff_t)n;
	}
	while (!(n = decode(t, buffer, size)) && !t->at_end)
		if (!more(t, error))
			return -1;
	return (ptrdiff_t)n;
}

static void text_close(void *context)
{
	struct text_source *t = context;

	t->from.close(t->from.context);
	free(t);
}

el2_status input_text(el2_source *source, el2_error *error)
{
	struct text_source *t = calloc(1, sizeof *t);

	if (!t)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	t->from = *source;
	*source = (el2_source){t, text_read, text_close};
	return EL2_OK;
}
