/* SPDX-License-Identifier: MIT */
/* zstd, through libzstd where the build has it. */
#include "replay/read/input.h"

#ifdef EL2_HAVE_ZSTD

#include <stdlib.h>
#include <zstd.h>

#define INPUT_CHUNK (1u << 16)

struct zstd {
	el2_source inner;
	struct input_info *info;
	const char *name;
	ZSTD_DStream *stream;
	ZSTD_inBuffer in;
	bool at_end;
	bool inside; /* a frame */
	unsigned char chunk[INPUT_CHUNK];
};

static ptrdiff_t zstd_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct zstd *z = context;
	ZSTD_outBuffer out = {buffer, size, 0};

	while (!out.pos) {
		size_t before = z->in.pos, result;

		if (z->in.pos == z->in.size && !z->at_end) {
			ptrdiff_t got = z->inner.read(z->inner.context, z->chunk, sizeof z->chunk, error);

			if (got < 0)
				return got;
			z->at_end = !got;
			z->in = (ZSTD_inBuffer){z->chunk, (size_t)got, 0};
			before = 0;
		}
		if (z->at_end && !z->inside)
			break;
		result = ZSTD_decompressStream(z->stream, &out, &z->in);
		if (ZSTD_isError(result)) {
			el2_fail(error, EL2_ERR_INPUT, z->name, 0, 0, "damaged zstd data: %s",
				 ZSTD_getErrorName(result));
			return -1;
		}
		z->inside = result != 0;
		if (z->at_end && !out.pos && z->in.pos == before) {
			z->info->truncated = z->inside;
			break;
		}
	}
	return (ptrdiff_t)out.pos;
}

static void zstd_close(void *context)
{
	struct zstd *z = context;

	ZSTD_freeDStream(z->stream);
	z->inner.close(z->inner.context);
	free(z);
}

el2_status input_zstd(el2_source *source, struct input_info *info, const char *name, el2_error *error)
{
	struct zstd *z = calloc(1, sizeof *z);

	if (z)
		z->stream = ZSTD_createDStream();
	if (!z || !z->stream) {
		free(z);
		source->close(source->context);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	z->inner = *source;
	z->info = info;
	z->name = name;
	*source = (el2_source){z, zstd_read, zstd_close};
	return EL2_OK;
}

#else

el2_status input_zstd(el2_source *source, struct input_info *info, const char *name, el2_error *error)
{
	(void)info;
	source->close(source->context);
	return el2_fail(error, EL2_ERR_UNSUPPORTED, name, 0, 0, "zstd: this build has no libzstd");
}

#endif
