/* SPDX-License-Identifier: MIT */
/* Opening inputs: from files, pipes and memory; which format; raw words and kernel Images. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "decoder/image/image.h"

el2_status el2_image_no_memory(const struct image_input *input)
{
	return el2_fail(input->error, EL2_ERR_INTERNAL, input->name, 0, 0, "out of memory");
}

static el2_status system_error(const struct image_input *input, const char *what)
{
	char reason[128];
	if (strerror_r(errno, reason, sizeof(reason)))
		reason[0] = '\0';
	return el2_fail(input->error, EL2_ERR_SYSTEM, input->name, 0, 0, "%s: %s", what, reason);
}

/* ---- growing lists ----------------------------------------------------------------------------------------------- */

/* Room for one more element of `size` bytes: the list, moved or not, or NULL. */
static void *grow(void *list, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return list;
	size_t larger = *capacity ? *capacity * 2 : 16;
	void *moved = larger > SIZE_MAX / size ? NULL : realloc(list, larger * size);
	if (moved)
		*capacity = larger;
	return moved;
}

bool el2_image_add_chunk(el2_image *image, size_t *capacity, el2_image_chunk chunk)
{
	el2_image_chunk *chunks = grow(image->chunks, image->chunk_count, capacity, sizeof(chunk));
	if (!chunks)
		return false;
	image->chunks = chunks;
	chunks[image->chunk_count++] = chunk;
	return true;
}

bool el2_image_add_symbol(el2_image *image, size_t *capacity, el2_image_symbol symbol)
{
	el2_image_symbol *symbols = grow(image->symbols, image->symbol_count, capacity, sizeof(symbol));
	if (!symbols)
		return false;
	image->symbols = symbols;
	symbols[image->symbol_count++] = symbol;
	return true;
}

/* ---- raw words and kernel Images --------------------------------------------------------------------------------- */

static el2_status one_chunk(el2_image *image, const struct image_input *input, size_t bytes)
{
	size_t capacity = 0;
	el2_image_chunk chunk = {.words = input->data, .count = bytes / 4, .section = ""};
	return el2_image_add_chunk(image, &capacity, chunk) ? EL2_OK : el2_image_no_memory(input);
}

static el2_status read_raw(el2_image *image, const struct image_input *input)
{
	if (!input->size)
		return el2_fail(input->error, EL2_ERR_INPUT, input->name, 0, 0, "empty");
	if (input->size % 4)
		return el2_fail(input->error, EL2_ERR_INPUT, input->name, 0, 0,
				"%zu bytes are no whole number of 4-byte words", input->size);
	return one_chunk(image, input, input->size);
}

/* The header of an arm64 Image: Documentation/arch/arm64/booting.rst of Linux. */
enum {
	IMAGE_SIZE_AT = 0x10,
	IMAGE_FLAGS_AT = 0x18,
	IMAGE_MAGIC_AT = 0x38,
	IMAGE_HEADER = 0x40,
	IMAGE_FLAG_BIG_ENDIAN = 1,
};

static const unsigned char image_magic[4] = {'A', 'R', 'M', 0x64};

static uint64_t load64(const unsigned char *at)
{
	uint64_t value = 0;
	for (unsigned i = 8; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

static bool starts_with(const struct image_input *input, size_t at, const void *magic, size_t length)
{
	return input->size >= at && input->size - at >= length && !memcmp(input->data + at, magic, length);
}

static el2_status read_kernel(el2_image *image, const struct image_input *input)
{
	if (input->size < IMAGE_HEADER || !starts_with(input, IMAGE_MAGIC_AT, image_magic, sizeof(image_magic)))
		return el2_fail(input->error, EL2_ERR_INPUT, input->name, 0, 0, "no arm64 kernel Image header");
	if (load64(input->data + IMAGE_FLAGS_AT) & IMAGE_FLAG_BIG_ENDIAN)
		return el2_fail(input->error, EL2_ERR_INPUT, input->name, 0, 0, "big-endian kernel Image");

	/* The size includes memory that the file does not hold; kernels before 3.17 leave it zero. */
	uint64_t size = load64(input->data + IMAGE_SIZE_AT);
	return one_chunk(image, input, size && size < input->size ? (size_t)size : input->size);
}

/* ---- which format ------------------------------------------------------------------------------------------------ */

/* Inputs that hold code, but packed. */
static const struct packed {
	size_t at;
	const char *magic;
	size_t length;
	const char *what;
} packed_formats[] = {
	{4, "zimg", 4, "a compressed EFI image (zboot)"},
	{0, "\x1f\x8b\x08", 3, "gzip"},
	{0,
	 "\xfd"
	 "7zXZ",
	 5, "xz"},
	{0, "\x28\xb5\x2f\xfd", 4, "zstd"},
	{0, "\x02\x21\x4c\x18", 4, "lz4"},
	{0, "\x04\x22\x4d\x18", 4, "lz4"},
	{0, "BZh", 3, "bzip2"},
	{0, "!<arch>\n", 8, "an archive"},
};

static bool is_text(const struct image_input *input)
{
	for (size_t i = 0; i < input->size; i++) {
		unsigned char c = input->data[i];
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c > '~')
			return false;
	}
	return true;
}

static el2_image_format guess_format(const struct image_input *input)
{
	if (starts_with(input, 0, "\177ELF", 4))
		return EL2_IMAGE_ELF;
	if (starts_with(input, IMAGE_MAGIC_AT, image_magic, sizeof(image_magic)))
		return EL2_IMAGE_KERNEL;
	return input->size && is_text(input) ? EL2_IMAGE_HEX : EL2_IMAGE_RAW;
}

/* `image` is zero but for its private data. */
static el2_status read_input(el2_image *image, const struct image_input *input, el2_image_format format)
{
	if (format == EL2_IMAGE_AUTO) {
		for (size_t i = 0; i < sizeof(packed_formats) / sizeof(packed_formats[0]); i++) {
			const struct packed *packed = &packed_formats[i];
			if (starts_with(input, packed->at, packed->magic, packed->length))
				return el2_fail(input->error, EL2_ERR_UNSUPPORTED, input->name, 0, 0,
						"this is %s; unpack it first", packed->what);
		}
		format = guess_format(input);
	}

	image->format = format;
	switch (format) {
	case EL2_IMAGE_ELF:
		return el2_image_read_elf(image, input);
	case EL2_IMAGE_KERNEL:
		return read_kernel(image, input);
	case EL2_IMAGE_HEX:
		return el2_image_read_hex(image, input);
	case EL2_IMAGE_RAW:
		return read_raw(image, input);
	case EL2_IMAGE_AUTO:
		break;
	}
	return el2_fail(input->error, EL2_ERR_USAGE, input->name, 0, 0, "no such input format");
}

/* ---- opening and closing ----------------------------------------------------------------------------------------- */

static el2_status start(el2_image *image, const struct image_input *input)
{
	*image = (el2_image){.private_data = calloc(1, sizeof(struct image_private))};
	return image->private_data ? EL2_OK : el2_image_no_memory(input);
}

el2_status el2_image_parse(el2_image *image, const void *data, size_t size, const char *name, el2_image_format format,
			   el2_error *error)
{
	struct image_input input = {.data = data, .size = size, .name = name ? name : "", .error = error};
	el2_status status = start(image, &input);
	if (!status)
		status = read_input(image, &input, format);
	if (status)
		el2_image_close(image);
	return status;
}

static el2_status read_pipe(struct image_private *private, struct image_input *input, int fd)
{
	size_t capacity = 0;
	for (;;) {
		if (input->size == capacity) {
			size_t larger = capacity ? capacity * 2 : 1 << 16;
			void *moved = larger > capacity ? realloc(private->buffer, larger) : NULL;
			if (!moved)
				return el2_image_no_memory(input);
			private->buffer = moved;
			capacity = larger;
		}
		ssize_t got = read(fd, (unsigned char *)private->buffer + input->size, capacity - input->size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return system_error(input, "cannot read");
		input->data = private->buffer;
		if (!got)
			return EL2_OK;
		input->size += (size_t)got;
	}
}

static el2_status read_file(struct image_private *private, struct image_input *input, int fd)
{
	struct stat stat;
	if (fstat(fd, &stat))
		return system_error(input, "cannot read");
	if (!S_ISREG(stat.st_mode) || stat.st_size <= 0 || (uintmax_t)stat.st_size > SIZE_MAX)
		return read_pipe(private, input, fd);

	size_t size = (size_t)stat.st_size;
	void *mapping = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapping == MAP_FAILED)
		return read_pipe(private, input, fd);
	private->mapping = mapping;
	private->mapping_size = size;
	input->data = mapping;
	input->size = size;
	return EL2_OK;
}

el2_status el2_image_open(el2_image *image, const char *path, el2_image_format format, el2_error *error)
{
	bool is_stdin = !strcmp(path, "-");
	struct image_input input = {.name = is_stdin ? "<stdin>" : path, .error = error};
	el2_status status = start(image, &input);
	if (status)
		return status;

	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		status = system_error(&input, "cannot open");
	} else {
		status = read_file(image->private_data, &input, fd);
		if (!is_stdin)
			close(fd);
	}
	if (!status)
		status = read_input(image, &input, format);
	if (status)
		el2_image_close(image);
	return status;
}

void el2_image_close(el2_image *image)
{
	struct image_private *private = image->private_data;
	if (private) {
		el2_image_close_elf(private->elf);
		if (private->mapping)
			munmap(private->mapping, private->mapping_size);
		free(private->buffer);
		free(private->words);
	}
	free(private);
	free(image->chunks);
	free(image->symbols);
	*image = (el2_image){0};
}

/* ---- symbols ----------------------------------------------------------------------------------------------------- */

const el2_image_symbol *el2_image_symbol_at(const el2_image *image, uint64_t address)
{
	/* How many symbols begin at or before the address. */
	size_t low = 0, high = image->symbol_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (image->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;

	const el2_image_symbol *symbol = &image->symbols[low - 1];
	return address - symbol->address < symbol->size ? symbol : NULL;
}
