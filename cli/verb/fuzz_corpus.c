/* SPDX-License-Identifier: MIT */
/* fuzz --corpus: streams that are played first, and mixed with the others. */
#include "cli/verb/fuzz.h"
#include "explore/import.h"

#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (64u << 20)

static bool keep(void *context, const el2_stream *stream)
{
	struct cli_corpus *c = context;
	size_t capacity = c->capacity ? c->capacity * 2 : 64;

	if (c->count == c->capacity) {
		el2_stream *more = realloc(c->streams, capacity * sizeof *more);

		if (!more)
			return false;
		c->streams = more;
		c->capacity = capacity;
	}
	c->streams[c->count++] = *stream;
	return true;
}

el2_status cli_corpus_add(struct cli_corpus *c, const char *path, el2_error *error)
{
	const char **more = realloc(c->paths, (c->path_count + 1) * sizeof *more);

	if (!more)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	c->paths = more;
	c->paths[c->path_count++] = path;
	return EL2_OK;
}

static void add(struct cli_corpus *c, const uint64_t *parts, size_t count)
{
	for (size_t n = 0; n < count; n++)
		c->hash = (c->hash ^ parts[n]) * UINT64_C(0x100000001b3);
}

/* FNV-1a over what the events are, so that parts of a run are known to have had the same. */
static void hash(struct cli_corpus *c)
{
	c->hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < c->count; i++)
		for (size_t n = 0; n < c->streams[i].count; n++) {
			const el2_event *e = &c->streams[i].event[n];
			const uint64_t parts[] = {e->word, e->el, e->reg, e->value, e->args, e->kind, n};

			add(c, parts, sizeof parts / sizeof *parts);
			add(c, e->arg, e->args);
		}
}

el2_status cli_corpus_read(struct cli_corpus *c, unsigned el, el2_error *error)
{
	el2_status status = EL2_OK;

	for (size_t n = 0; status == EL2_OK && n < c->path_count; n++) {
		size_t length, left_out;
		char *data;

		status = cli_read_file(c->paths[n], FILE_LIMIT, &data, &length, error);
		if (status != EL2_OK)
			break;
		status = el2_stream_import(c->format, data, length, c->paths[n], el, keep, c, &left_out, error);
		free(data);
		if (status == EL2_OK && left_out)
			fprintf(stderr, "el2trap fuzz: warning: %s: %zu calls that are no instruction are left out\n",
				c->paths[n], left_out);
	}
	hash(c);
	return status;
}

void cli_corpus_free(struct cli_corpus *c)
{
	free(c->paths);
	free(c->streams);
}
