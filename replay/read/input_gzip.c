/* SPDX-License-Identifier: MIT */
/* gzip, through zlib where the build has it. */
#include "replay/read/input.h"

#ifdef EL2_HAVE_ZLIB

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define INPUT_CHUNK (1u << 16)

struct gzip {
	el2_source inner;
	struct input_info *info;
	const char *name;
	z_stream stream;
	bool at_end;  /* of the compressed bytes */
	bool between; /* members: behind one, before the next */
	unsigned char chunk[INPUT_CHUNK];
};

static ptrdiff_t gzip_fail(struct gzip *z, el2_error *error)
{
	el2_fail(error, EL2_ERR_INPUT, z->name, 0, 0, "damaged gzip data: %s", z->stream.msg ? z->stream.msg : "?");
	return -1;
}

static bool refill(struct gzip *z, ptrdiff_t *failed, el2_error *error)
{
	ptrdiff_t got = z->inner.read(z->inner.context, z->chunk, sizeof z->chunk, error);

	if (got < 0) {
		*failed = got;
		return false;
	}
	z->at_end = !got;
	z->stream.next_in = z->chunk;
	z->stream.avail_in = (uInt)got;
	return true;
}

static ptrdiff_t gzip_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct gzip *z = context;
	ptrdiff_t failed = 0;

	z->stream.next_out = buffer;
	z->stream.avail_out = size > 1u << 30 ? 1u << 30 : (uInt)size;
	size = z->stream.avail_out;
	while (z->stream.avail_out == size) {
		int result;

		if (!z->stream.avail_in && !z->at_end && !refill(z, &failed, error))
			return failed;
		if (!z->stream.avail_in && z->at_end) {
			z->info->truncated |= !z->between;
			break;
		}
		if (z->between) {
			/* what follows is another member, or padding that ends it */
			if (z->stream.next_in[0] != 0x1f || inflateReset(&z->stream) != Z_OK)
				break;
			z->between = false;
		}
		result = inflate(&z->stream, Z_NO_FLUSH);
		if (result == Z_STREAM_END)
			z->between = true;
		else if (result != Z_OK && result != Z_BUF_ERROR)
			return z->stream.avail_out < size ? (ptrdiff_t)(size - z->stream.avail_out)
							  : gzip_fail(z, error);
	}
	return (ptrdiff_t)(size - z->stream.avail_out);
}

static void gzip_close(void *context)
{
	struct gzip *z = context;

	inflateEnd(&z->stream);
	z->inner.close(z->inner.context);
	free(z);
}

el2_status input_gzip(el2_source *source, struct input_info *info, const char *name, el2_error *error)
{
	struct gzip *z = calloc(1, sizeof *z);

	if (!z || inflateInit2(&z->stream, 16 + MAX_WBITS) != Z_OK) {
		free(z);
		source->close(source->context);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	z->inner = *source;
	z->info = info;
	z->name = name;
	*source = (el2_source){z, gzip_read, gzip_close};
	return EL2_OK;
}

#else

el2_status input_gzip(el2_source *source, struct input_info *info, const char *name, el2_error *error)
{
	(void)info;
	source->close(source->context);
	return el2_fail(error, EL2_ERR_UNSUPPORTED, name, 0, 0, "gzip: this build has no zlib");
}

#endif
