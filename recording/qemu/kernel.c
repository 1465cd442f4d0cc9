/* SPDX-License-Identifier: MIT */
/* A kernel's file as people have it: raw Image, gzip, EFI zboot, or the vmlinux beside one. */
#include "model/bytes.h"
#include "recording/qemu/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef EL2_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef EL2_HAVE_ZSTD
#include <zstd.h>
#endif

#define IMAGE_MAX ((size_t)512 << 20)

static el2_status read_whole(const char *path, unsigned char **out, size_t *size, el2_error *error)
{
	FILE *file = fopen(path, "rb");
	long length;

	*out = NULL;
	if (!file)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	if (fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0 || (size_t)length > IMAGE_MAX ||
	    fseek(file, 0, SEEK_SET) || !(*out = malloc((size_t)length + 1)) ||
	    fread(*out, 1, (size_t)length, file) != (size_t)length) {
		fclose(file);
		free(*out);
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "cannot be read whole");
	}
	*size = (size_t)length;
	fclose(file);
	return EL2_OK;
}

static el2_status bad(const char *path, const char *what, el2_error *error)
{
	return el2_fail(error, EL2_ERR_INPUT, path, 0, 0, "%s", what);
}

static el2_status gunzip(const char *path, const unsigned char *in, size_t size, struct kernel_file *k,
			 el2_error *error)
{
#ifdef EL2_HAVE_ZLIB
	z_stream z = {.next_in = (unsigned char *)(uintptr_t)in, .avail_in = (unsigned)size};
	size_t room = size * 4 + 4096;
	int code = inflateInit2(&z, 31);

	k->size = 0;
	while (code == Z_OK) {
		unsigned char *grown = room <= IMAGE_MAX ? realloc(k->image, room) : NULL;

		if (!grown)
			break;
		k->image = grown;
		z.next_out = grown + k->size;
		z.avail_out = (unsigned)(room - k->size);
		code = inflate(&z, Z_NO_FLUSH);
		k->size = room - z.avail_out;
		room *= 2;
	}
	inflateEnd(&z);
	return code == Z_STREAM_END ? EL2_OK : bad(path, "damaged or truncated gzip data", error);
#else
	(void)in, (void)size, (void)k;
	return el2_fail(error, EL2_ERR_UNSUPPORTED, path, 0, 0, "packed with gzip, which this build lacks");
#endif
}

static el2_status unzstd(const char *path, const unsigned char *in, size_t size, struct kernel_file *k,
			 el2_error *error)
{
#ifdef EL2_HAVE_ZSTD
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer from = {in, size, 0};
	size_t room = size * 4 + 4096, left = 1;

	k->size = 0;
	while (stream && left && !ZSTD_isError(left)) {
		unsigned char *grown = room <= IMAGE_MAX ? realloc(k->image, room) : NULL;
		ZSTD_outBuffer to = {grown, room, k->size};
		size_t before = from.pos;

		if (!grown)
			break;
		k->image = grown;
		left = ZSTD_decompressStream(stream, &to, &from);
		if (to.pos == k->size && from.pos == before)
			break;
		k->size = to.pos;
		if (to.pos == room)
			room *= 2;
	}
	ZSTD_freeDStream(stream);
	return !left ? EL2_OK : bad(path, "damaged or truncated zstd data", error);
#else
	(void)in, (void)size, (void)k;
	return el2_fail(error, EL2_ERR_UNSUPPORTED, path, 0, 0, "packed with zstd, which this build lacks");
#endif
}

/* An EFI image that unpacks itself. Source: Linux drivers/firmware/efi/libstub/zboot-header.S. */
static el2_status unpack_zboot(const char *path, const unsigned char *in, size_t size, struct kernel_file *k,
			       el2_error *error)
{
	size_t at, length;

	if (size < 64)
		return bad(path, "truncated in its EFI zboot header", error);
	at = (size_t)load_le(in + 8, 4);
	length = (size_t)load_le(in + 12, 4);
	if (at > size || length > size - at)
		return bad(path, "truncated: the EFI zboot header says that its payload is longer", error);
	if (!memcmp(in + 24, "gzip", 5))
		return gunzip(path, in + at, length, k, error);
	if (!memcmp(in + 24, "zstd", 4))
		return unzstd(path, in + at, length, k, error);
	return el2_fail(error, EL2_ERR_UNSUPPORTED, path, 0, 0,
			"an EFI zboot image packed with '%.8s': gzip and zstd are read", (const char *)in + 24);
}

static el2_status image_beside(const char *path, struct kernel_file *k, el2_error *error)
{
	static const char *const places[] = {"arch/arm64/boot/Image", "Image"};
	const char *slash = strrchr(path, '/');
	int directory = slash ? (int)(slash - path) + 1 : 0;

	snprintf(k->symbols, sizeof k->symbols, "%s", path);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char beside[600];

		snprintf(beside, sizeof beside, "%.*s%s", directory, path, places[i]);
		if (read_whole(beside, &k->image, &k->size, NULL) == EL2_OK)
			return EL2_OK;
	}
	return bad(path, "an ELF file, and neither arch/arm64/boot/Image nor Image stands beside it", error);
}

el2_status kernel_file_read(const char *path, struct kernel_file *k, el2_error *error)
{
	unsigned char *file;
	size_t size;
	el2_status status = read_whole(path, &file, &size, error);

	memset(k, 0, sizeof *k);
	if (status != EL2_OK)
		return status;
	if (size > 2 && file[0] == 0x1f && file[1] == 0x8b)
		status = gunzip(path, file, size, k, error);
	else if (size > 8 && !memcmp(file, "MZ", 2) && !memcmp(file + 4, "zimg", 4))
		status = unpack_zboot(path, file, size, k, error);
	else if (size > 4 && !memcmp(file,
				     "\x7f"
				     "ELF",
				     4))
		status = image_beside(path, k, error);
	else {
		k->image = file;
		k->size = size;
		file = NULL;
	}
	free(file);
	if (status == EL2_OK && (k->size < 64 || memcmp(k->image + 56, "ARM\x64", 4)))
		status = bad(path, "no arm64 kernel Image: \"ARM\\x64\" does not stand at byte 56", error);
	if (status != EL2_OK) {
		free(k->image);
		k->image = NULL;
	}
	return status;
}
