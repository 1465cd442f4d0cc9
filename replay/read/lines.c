/* SPDX-License-Identifier: MIT */
/* Lines from a source of bytes: one buffer, memchr, nothing per line. */
#include "replay/read/input.h"

#include <stdlib.h>
#include <string.h>

el2_status lines_open(struct lines *l, const el2_source *source, el2_error *error)
{
	memset(l, 0, sizeof *l);
	l->source = *source;
	l->buffer = malloc(INPUT_BUFFER);
	if (!l->buffer)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return input_text(&l->source, error);
}

void lines_close(struct lines *l)
{
	if (l->source.close)
		l->source.close(l->source.context);
	free(l->buffer);
	memset(l, 0, sizeof *l);
}

/* Get more bytes behind what is there. */
static void fill(struct lines *l)
{
	el2_error own = {0};
	ptrdiff_t got;

	if (l->begin) {
		memmove(l->buffer, l->buffer + l->begin, l->end - l->begin);
		l->end -= l->begin;
		l->begin = 0;
	}
	got = l->source.read(l->source.context, l->buffer + l->end, INPUT_BUFFER - l->end, &own);
	if (got > 0) {
		l->end += (size_t)got;
		return;
	}
	l->at_end = true;
	if (got < 0) {
		/* told after what there is */
		l->failed = true;
		l->failure = own;
	}
}

/* Where the line at `from` ends: at \n or \r. NULL: not in the buffer. */
static char *find_end(char *from, size_t length)
{
	char *newline = memchr(from, '\n', length);
	char *cr = memchr(from, '\r', newline ? (size_t)(newline - from) : length);

	return cr ? cr : newline;
}

/* Skip what is left of an over-long line. */
static void skip_rest(struct lines *l)
{
	for (;;) {
		char *stop = find_end(l->buffer + l->begin, l->end - l->begin);
		size_t part = stop ? (size_t)(stop - l->buffer) - l->begin : l->end - l->begin;

		l->bytes += part;
		l->begin += part;
		if (stop || l->at_end)
			return;
		fill(l);
	}
}

/* Step over the line's end: \n, \r, or \r\n. */
static void skip_end(struct lines *l)
{
	bool cr;

	if (l->begin == l->end)
		return;
	cr = l->buffer[l->begin] == '\r';
	l->begin++;
	l->bytes++;
	if (!cr)
		return;
	if (l->begin == l->end && !l->at_end)
		fill(l);
	if (l->begin < l->end && l->buffer[l->begin] == '\n') {
		l->begin++;
		l->bytes++;
	}
}

el2_status lines_next(struct lines *l, char **text, size_t *length, bool *end, el2_error *error)
{
	char *stop;

	if (l->lent) {
		/* the text of the line before was lent out until now */
		l->begin += l->lent_length;
		l->bytes += l->lent_length;
		if (l->cut)
			skip_rest(l);
		skip_end(l);
		l->lent = false;
	}
	while (!(stop = find_end(l->buffer + l->begin, l->end - l->begin)) && !l->at_end &&
	       l->end - l->begin <= INPUT_LINE_MAX)
		fill(l);
	*end = l->begin == l->end;
	if (*end) {
		if (!l->failed)
			return EL2_OK;
		l->failed = false;
		if (error)
			*error = l->failure;
		return l->failure.status;
	}
	*text = l->buffer + l->begin;
	*length = stop ? (size_t)(stop - *text) : l->end - l->begin;
	l->cut = *length > INPUT_LINE_MAX;
	if (l->cut)
		*length = INPUT_LINE_MAX;
	l->lent = true;
	l->lent_length = *length;
	l->number++;
	return EL2_OK;
}
