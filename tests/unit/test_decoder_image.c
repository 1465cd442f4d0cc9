/* SPDX-License-Identifier: MIT */
/* Input files, made here byte by byte: what is read from good ones, what is said of bad ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "decoder/decoder.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- a small ELF file -------------------------------------------------------------------------------------------- */

/*
 * .text at 0x1000: 8 words, of which two in the middle are data; .more at 0x2000: 2 words; symbols first (0x1000, 16
 * bytes) and last (0x2000, no size), and the mapping symbols. Fields as in the ELF specification.
 */
enum {
	TEXT_AT = 64,
	MORE_AT = TEXT_AT + 32,
	SYMBOLS_AT = MORE_AT + 8,
	SYMBOLS = 7,
	STRINGS_AT = SYMBOLS_AT + 24 * SYMBOLS,
	SECTIONS_AT = STRINGS_AT + 64,
	SECTIONS = 5,
	FILE_SIZE = SECTIONS_AT + 64 * SECTIONS,
};

struct elf {
	unsigned char bytes[FILE_SIZE];
};

static void put(unsigned char *at, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

static void put_section(struct elf *elf, unsigned number, unsigned name, unsigned type, uint64_t flags,
			uint64_t address, uint64_t offset, uint64_t size, unsigned link, uint64_t entry)
{
	unsigned char *at = elf->bytes + SECTIONS_AT + 64 * number;
	put(at, 4, name), put(at + 4, 4, type), put(at + 8, 8, flags), put(at + 16, 8, address);
	put(at + 24, 8, offset), put(at + 32, 8, size), put(at + 40, 4, link), put(at + 48, 8, 4);
	put(at + 56, 8, entry);
}

static void put_symbol(struct elf *elf, unsigned number, unsigned name, unsigned info, unsigned section, uint64_t value,
		       uint64_t size)
{
	unsigned char *at = elf->bytes + SYMBOLS_AT + 24 * number;
	put(at, 4, name), put(at + 4, 1, info), put(at + 6, 2, section), put(at + 8, 8, value), put(at + 16, 8, size);
}

static struct elf make_elf(unsigned type)
{
	struct elf elf = {{0}};
	unsigned char *header = elf.bytes;
	memcpy(header, "\177ELF\2\1\1", 7);
	put(header + 16, 2, type), put(header + 18, 2, 183), put(header + 20, 4, 1);
	put(header + 40, 8, SECTIONS_AT), put(header + 52, 2, 64), put(header + 54, 2, 56);
	put(header + 58, 2, 64), put(header + 60, 2, SECTIONS), put(header + 62, 2, 4);

	for (unsigned i = 0; i < 10; i++)
		put(elf.bytes + TEXT_AT + 4 * i, 4, 0xd9200420 + i);

	static const char strings[] = "\0.text\0.more\0.symtab\0.strtab\0first\0last\0$x\0$d.1";
	memcpy(elf.bytes + STRINGS_AT, strings, sizeof(strings));
	enum {
		TEXT_NAME = 1,
		MORE_NAME = 7,
		SYMTAB_NAME = 13,
		STRTAB_NAME = 21,
		FIRST = 29,
		LAST = 35,
		X = 40,
		D = 43
	};

	bool relocatable = type == 1;
	uint64_t text = relocatable ? 0 : 0x1000, more = relocatable ? 0 : 0x2000;
	put_section(&elf, 1, TEXT_NAME, 1, 6, text, TEXT_AT, 32, 0, 0);
	put_section(&elf, 2, MORE_NAME, 1, 6, more, MORE_AT, 8, 0, 0);
	put_section(&elf, 3, SYMTAB_NAME, 2, 0, 0, SYMBOLS_AT, 24 * SYMBOLS, 4, 24);
	put_section(&elf, 4, STRTAB_NAME, 3, 0, 0, STRINGS_AT, 64, 0, 0);

	put_symbol(&elf, 1, LAST, 0x12, 2, more, 0);
	put_symbol(&elf, 2, FIRST, 0x12, 1, text, 16);
	put_symbol(&elf, 3, X, 0, 1, text, 0);
	put_symbol(&elf, 4, X, 0, 1, text + 24, 0);
	put_symbol(&elf, 5, D, 0, 1, text + 16, 0);
	put_symbol(&elf, 6, X, 0, 2, more, 0);
	return elf;
}

static el2_status parse(el2_image *image, const void *data, size_t size, el2_error *error)
{
	return el2_image_parse(image, data, size, "test", EL2_IMAGE_AUTO, error);
}

/* ELF is read only where the build has libelf. */
static bool can_read_elf(void)
{
	struct elf elf = make_elf(2);
	el2_image image;
	el2_status status = parse(&image, &elf, sizeof(elf), NULL);
	el2_image_close(&image);
	return status != EL2_ERR_UNSUPPORTED;
}

static void check_chunk(const el2_image *image, size_t number, uint64_t address, size_t offset, size_t count,
			const char *section)
{
	const el2_image_chunk *chunk = &image->chunks[number];
	assert_int_equal(chunk->address, address);
	assert_int_equal(chunk->offset, offset);
	assert_int_equal(chunk->count, count);
	assert_string_equal(chunk->section, section);
}

static void test_elf(void **state)
{
	(void)state;
	if (!can_read_elf())
		skip();
	struct elf elf = make_elf(2);
	el2_image image;
	assert_int_equal(parse(&image, &elf, sizeof(elf), NULL), EL2_OK);
	assert_int_equal(image.format, EL2_IMAGE_ELF);
	assert_int_equal(image.chunk_count, 3);
	check_chunk(&image, 0, 0x1000, TEXT_AT, 4, ".text");
	check_chunk(&image, 1, 0x1018, TEXT_AT + 24, 2, ".text");
	check_chunk(&image, 2, 0x2000, MORE_AT, 2, ".more");
	assert_int_equal(image.chunks[1].words[0], 0x26);

	assert_int_equal(image.symbol_count, 2);
	assert_string_equal(el2_image_symbol_at(&image, 0x1000)->name, "first");
	assert_string_equal(el2_image_symbol_at(&image, 0x100f)->name, "first");
	assert_null(el2_image_symbol_at(&image, 0x1010));
	assert_null(el2_image_symbol_at(&image, 0xfff));
	assert_string_equal(el2_image_symbol_at(&image, 0x2004)->name, "last");
	el2_image_close(&image);
	el2_image_close(&image);
}

static void test_relocatable_elf(void **state)
{
	(void)state;
	if (!can_read_elf())
		skip();
	struct elf elf = make_elf(1);
	el2_image image;
	assert_int_equal(parse(&image, &elf, sizeof(elf), NULL), EL2_OK);
	assert_int_equal(image.chunk_count, 3);
	check_chunk(&image, 0, TEXT_AT, TEXT_AT, 4, ".text");
	check_chunk(&image, 2, MORE_AT, MORE_AT, 2, ".more");
	assert_string_equal(el2_image_symbol_at(&image, MORE_AT)->name, "last");
	el2_image_close(&image);
}

static void test_elf_without_symbols_or_sections(void **state)
{
	(void)state;
	if (!can_read_elf())
		skip();
	struct elf elf = make_elf(2);
	el2_image image;
	put(elf.bytes + SECTIONS_AT + 64 * 3 + 4, 4, 0); /* no symbol table */
	assert_int_equal(parse(&image, &elf, sizeof(elf), NULL), EL2_OK);
	assert_int_equal(image.chunk_count, 2);
	check_chunk(&image, 0, 0x1000, TEXT_AT, 8, ".text");
	assert_int_equal(image.symbol_count, 0);
	el2_image_close(&image);

	/* One executable segment, where the symbols were, and no sections. */
	unsigned char *segment = elf.bytes + SYMBOLS_AT;
	memset(segment, 0, 56);
	put(segment, 4, 1), put(segment + 4, 4, 5), put(segment + 8, 8, TEXT_AT), put(segment + 16, 8, 0x4000);
	put(segment + 32, 8, 40);
	put(elf.bytes + 32, 8, SYMBOLS_AT), put(elf.bytes + 56, 2, 1);
	put(elf.bytes + 40, 8, 0), put(elf.bytes + 60, 2, 0), put(elf.bytes + 62, 2, 0);
	assert_int_equal(parse(&image, &elf, sizeof(elf), NULL), EL2_OK);
	assert_int_equal(image.chunk_count, 1);
	check_chunk(&image, 0, 0x4000, TEXT_AT, 10, "");
	el2_image_close(&image);
}

static void test_bad_elf(void **state)
{
	(void)state;
	if (!can_read_elf())
		skip();
	static const struct {
		size_t at;
		unsigned size;
		uint64_t value;
		const char *message;
	} rows[] = {
		{4, 1, 1, "32-bit"},
		{5, 1, 2, "big-endian"},
		{18, 2, 62, "another machine"},
		{SECTIONS_AT + 64 + 24, 8, 0xffffffffffffff00, "truncated"},
		{SECTIONS_AT + 64 + 32, 8, 0x7fffffffffffffff, "truncated"},
		{SECTIONS_AT + 64 * 2 + 32, 8, FILE_SIZE - MORE_AT, "lie over each other"},
		{40, 8, FILE_SIZE - 10, ""},
		{40, 8, UINT64_MAX, ""},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct elf elf = make_elf(2);
		if (strstr(rows[i].message, "over"))
			put(elf.bytes + SECTIONS_AT + 64 + 32, 8, FILE_SIZE - TEXT_AT);
		put(elf.bytes + rows[i].at, rows[i].size, rows[i].value);
		el2_image image;
		el2_error error;
		assert_int_equal(parse(&image, &elf, sizeof(elf), &error), EL2_ERR_INPUT);
		assert_int_equal(error.status, EL2_ERR_INPUT);
		assert_string_equal(error.file, "test");
		if (!strstr(error.message, rows[i].message))
			fail_msg("'%s' does not say '%s'", error.message, rows[i].message);
		assert_null(image.chunks);
	}
}

/* Cut at every length, and with every byte of header, sections and symbols turned into others: it says something. */
static void test_broken_elf_never_crashes(void **state)
{
	(void)state;
	for (size_t size = 0; size < FILE_SIZE; size++) {
		struct elf elf = make_elf(2);
		unsigned char *copy = malloc(size ? size : 1);
		assert_non_null(copy);
		memcpy(copy, &elf, size);
		el2_image image;
		el2_image_parse(&image, copy, size, "test", EL2_IMAGE_ELF, NULL);
		el2_image_close(&image);
		free(copy);
	}
	static const unsigned char values[] = {0, 1, 2, 0x7f, 0x80, 0xff};
	for (unsigned type = 1; type <= 2; type++) {
		for (size_t at = 0; at < FILE_SIZE; at++) {
			for (size_t i = 0; i < sizeof(values); i++) {
				struct elf elf = make_elf(type);
				elf.bytes[at] = values[i];
				el2_image image;
				el2_image_parse(&image, &elf, sizeof(elf), "test", EL2_IMAGE_ELF, NULL);
				for (size_t c = 0; c < image.chunk_count; c++) {
					const el2_image_chunk *chunk = &image.chunks[c];
					assert_true(chunk->offset + 4 * chunk->count <= FILE_SIZE);
				}
				el2_image_close(&image);
			}
		}
	}
}

/* ---- raw, kernel Image, packed ----------------------------------------------------------------------------------- */

static void test_raw(void **state)
{
	(void)state;
	static const unsigned char bytes[8] = {0xc0, 0x10, 0x38, 0xd5, 0xc0, 0x03, 0x5f, 0xd6};
	el2_image image;
	el2_error error;
	assert_int_equal(parse(&image, bytes, 8, NULL), EL2_OK);
	assert_int_equal(image.format, EL2_IMAGE_RAW);
	assert_int_equal(image.chunk_count, 1);
	check_chunk(&image, 0, 0, 0, 2, "");
	assert_ptr_equal(image.chunks[0].words, bytes);
	assert_null(el2_image_symbol_at(&image, 0));
	el2_image_close(&image);

	assert_int_equal(parse(&image, bytes, 7, &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "7 bytes"));
	assert_int_equal(parse(&image, bytes, 0, &error), EL2_ERR_INPUT);
	assert_string_equal(error.message, "empty");
	assert_int_equal(parse(&image, NULL, 0, &error), EL2_ERR_INPUT);
	assert_int_equal(el2_image_parse(&image, bytes, 8, NULL, (el2_image_format)99, &error), EL2_ERR_USAGE);
}

static void test_kernel_image(void **state)
{
	(void)state;
	unsigned char bytes[256] = {'M', 'Z'};
	memcpy(bytes + 0x38, "ARM\x64", 4);
	put(bytes + 0x10, 8, 128);
	el2_image image;
	el2_error error;
	assert_int_equal(parse(&image, bytes, sizeof(bytes), NULL), EL2_OK);
	assert_int_equal(image.format, EL2_IMAGE_KERNEL);
	assert_int_equal(image.chunks[0].count, 32);
	el2_image_close(&image);

	put(bytes + 0x10, 8, 1 << 20); /* with memory that the file does not hold */
	assert_int_equal(parse(&image, bytes, sizeof(bytes) - 1, NULL), EL2_OK);
	assert_int_equal(image.chunks[0].count, 63);
	el2_image_close(&image);

	put(bytes + 0x18, 8, 1);
	assert_int_equal(parse(&image, bytes, sizeof(bytes), &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "big-endian"));
	assert_int_equal(el2_image_parse(&image, bytes, 63, "", EL2_IMAGE_KERNEL, &error), EL2_ERR_INPUT);
	bytes[0x38] = 'B';
	assert_int_equal(el2_image_parse(&image, bytes, sizeof(bytes), "", EL2_IMAGE_KERNEL, &error), EL2_ERR_INPUT);
}

static void test_packed_files_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *bytes, *message;
	} rows[] = {
		{"MZ\0\0zimg\0\0\0\0\0\0\0", "zboot"},
		{"\x1f\x8b\x08\0\0\0\0\0\0\0\0\0\0\0\0", "gzip"},
		{"\xfd"
		 "7zXZ\0\0\0\0\0\0\0\0\0\0",
		 "xz"},
		{"\x28\xb5\x2f\xfd\0\0\0\0\0\0\0\0\0\0\0", "zstd"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		el2_image image;
		el2_error error;
		assert_int_equal(parse(&image, rows[i].bytes, 16, &error), EL2_ERR_UNSUPPORTED);
		assert_non_null(strstr(error.message, rows[i].message));
		assert_int_equal(el2_image_parse(&image, rows[i].bytes, 16, "", EL2_IMAGE_RAW, NULL), EL2_OK);
		el2_image_close(&image);
	}
}

/* ---- hexadecimal words ------------------------------------------------------------------------------------------- */

static void test_hex(void **state)
{
	(void)state;
	static const char text[] = "# a comment\n"
				   "d53810c0 0xD9200420 // another\n"
				   "\n"
				   "\t0x1\r\n"
				   "d503201f";
	static const uint32_t expected[] = {0xd53810c0, 0xd9200420, 1, 0xd503201f};
	el2_image image;
	assert_int_equal(parse(&image, text, strlen(text), NULL), EL2_OK);
	assert_int_equal(image.format, EL2_IMAGE_HEX);
	assert_int_equal(image.chunks[0].count, 4);
	for (size_t i = 0; i < 4; i++) {
		const unsigned char *w = image.chunks[0].words + 4 * i;
		assert_int_equal(w[0] | w[1] << 8 | w[2] << 16 | (uint32_t)w[3] << 24, expected[i]);
	}
	el2_image_close(&image);

	assert_int_equal(parse(&image, "// nothing\n", 11, NULL), EL2_OK);
	assert_int_equal(image.chunks[0].count, 0);
	el2_image_close(&image);
	assert_int_equal(el2_image_parse(&image, "", 0, "", EL2_IMAGE_HEX, NULL), EL2_OK);
	el2_image_close(&image);
}

static void test_bad_hex(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned line, column;
	} rows[] = {
		{"xyz", 1, 1},
		{"d503201f\n  d503201g\n", 2, 3},
		{"d503201f d503201", 1, 10},
		{"# d503201\n\n\td503201f0", 3, 2},
		{"0x", 1, 1},
		{"0x123456789", 1, 1},
		{"d503201f,", 1, 1},
		{"d503201f / d503201f", 1, 10},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		el2_image image;
		el2_error error;
		assert_int_equal(parse(&image, rows[i].text, strlen(rows[i].text), &error), EL2_ERR_INPUT);
		assert_int_equal(error.line, rows[i].line);
		assert_int_equal(error.column, rows[i].column);
		assert_true(strlen(error.message) > 0);
	}
	el2_image image;
	el2_error error;
	char text[] = "d503201f\0d503201f";
	assert_int_equal(el2_image_parse(&image, text, sizeof(text), "", EL2_IMAGE_HEX, &error), EL2_ERR_INPUT);
}

static void test_parse_word(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool valid;
		uint32_t word;
	} rows[] = {
		{"d53810c0", true, 0xd53810c0},
		{"0xD53810C0", true, 0xd53810c0},
		{"0x0", true, 0},
		{"0Xffffffff", true, 0xffffffff},
		{"00000000", true, 0},
		{"", false, 0},
		{"0x", false, 0},
		{"dc", false, 0},
		{"add", false, 0},
		{"d53810c0 ", false, 0},
		{" d53810c0", false, 0},
		{"d53810c", false, 0},
		{"d53810c00", false, 0},
		{"0xd53810c00", false, 0},
		{"-0x1", false, 0},
		{"0x+1", false, 0},
		{NULL, false, 0},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		uint32_t word = 0;
		assert_int_equal(el2_parse_word(rows[i].text, &word), rows[i].valid);
		assert_int_equal(word, rows[i].word);
	}
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static void test_open(void **state)
{
	(void)state;
	el2_image image;
	el2_error error;
	assert_int_equal(el2_image_open(&image, "/nonexistent/file", EL2_IMAGE_AUTO, &error), EL2_ERR_SYSTEM);
	assert_string_equal(error.file, "/nonexistent/file");
	assert_int_equal(el2_image_open(&image, "/", EL2_IMAGE_AUTO, &error), EL2_ERR_SYSTEM);
	assert_int_equal(el2_image_open(&image, "/dev/null", EL2_IMAGE_AUTO, &error), EL2_ERR_INPUT);

	char path[] = "/tmp/el2trap-image-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "\xc0\x10\x38\xd5", 4), 4);
	close(fd);
	assert_int_equal(el2_image_open(&image, path, EL2_IMAGE_AUTO, &error), EL2_OK);
	assert_int_equal(image.chunks[0].count, 1);
	assert_int_equal(image.chunks[0].words[3], 0xd5);
	el2_image_close(&image);
	unlink(path);
}

static void test_pipe(void **state)
{
	(void)state;
	/* More than the first buffer holds. */
	enum {
		WORDS = 100000
	};
	int ends[2], saved = dup(STDIN_FILENO);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (!child) {
		for (int i = 0; i < WORDS; i++)
			if (write(ends[1], "\xc0\x10\x38\xd5", 4) != 4)
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	el2_image image;
	el2_status status = el2_image_open(&image, "-", EL2_IMAGE_AUTO, NULL);
	dup2(saved, STDIN_FILENO);
	close(saved);
	assert_int_equal(status, EL2_OK);
	assert_int_equal(image.chunks[0].count, WORDS);
	el2_image_close(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elf),
		cmocka_unit_test(test_relocatable_elf),
		cmocka_unit_test(test_elf_without_symbols_or_sections),
		cmocka_unit_test(test_bad_elf),
		cmocka_unit_test(test_broken_elf_never_crashes),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_kernel_image),
		cmocka_unit_test(test_packed_files_are_named),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_bad_hex),
		cmocka_unit_test(test_parse_word),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_pipe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
