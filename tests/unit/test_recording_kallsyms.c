/* SPDX-License-Identifier: MIT */
/* The kernel's own symbols: Images made here in each layout that kernels have had, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "recording/recording.h"

enum {
	SYMBOLS = 600,
	ROOM = 32768
};

enum layout {
	TO_6_1,   /* offsets, base, count, names, markers, an index of names, tokens */
	FROM_6_4, /* count, names, markers, tokens, offsets, base */
	FROM_7,   /* the same in 4 bytes, offsets from their place */
	LAYOUTS,
};

struct image {
	uint8_t bytes[ROOM];
	size_t at, alignment;
};

static void put(struct image *m, unsigned size, uint64_t value)
{
	store_le(m->bytes + m->at, size, value);
	m->at += size;
}

static void align_to(struct image *m)
{
	m->at = (m->at + m->alignment - 1) & ~(m->alignment - 1);
}

/* The nth symbol: its name, and its offset in the Image. Two share each address. */
static void symbol(size_t n, bool all, char *name, uint64_t *offset)
{
	if (n)
		sprintf(name, "symbol_%zu", n);
	else
		strcpy(name, all ? "_text" : "_stext");
	*offset = (all ? 0 : 0x10000) + n / 2 * 16;
}

static void put_offsets(struct image *m, enum layout layout)
{
	align_to(m);
	for (size_t i = 0; i < SYMBOLS; i++) {
		char name[32];
		uint64_t offset, base = 0;

		symbol(i, layout != TO_6_1, name, &offset);
		if (layout == TO_6_1)
			base = 0x10000; /* the first symbol's */
		put(m, 4, layout == FROM_7 ? offset - m->at : offset - base);
	}
	align_to(m);
	if (layout != FROM_7)
		put(m, 8, 0xffff800080000000);
}

static void put_names(struct image *m, enum layout layout)
{
	uint32_t markers[SYMBOLS / 256 + 1];
	size_t start;

	put(m, 4, SYMBOLS);
	align_to(m);
	start = m->at;
	for (size_t i = 0; i < SYMBOLS; i++) {
		char name[32];
		uint64_t offset;

		symbol(i, layout != TO_6_1, name, &offset);
		if (i % 256 == 0)
			markers[i / 256] = (uint32_t)(m->at - start);
		put(m, 1, strlen(name) + 1);
		put(m, 1, 'T');
		for (const char *c = name; *c; c++)
			put(m, 1, (unsigned char)*c);
	}
	align_to(m);
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		put(m, 4, markers[i]);
	align_to(m);
	for (size_t i = 0; layout == TO_6_1 && i < SYMBOLS; i++)
		put(m, 3, i << 8);
	align_to(m);
}

static void put_tokens(struct image *m)
{
	uint16_t index[256];
	size_t start = m->at;

	for (unsigned i = 0; i < 256; i++) {
		index[i] = (uint16_t)(m->at - start);
		if (i > ' ' && i < 127)
			put(m, 1, i);
		put(m, 1, 0);
	}
	align_to(m);
	for (unsigned i = 0; i < 256; i++)
		put(m, 2, index[i]);
}

static void make(struct image *m, enum layout layout)
{
	memset(m, 0, sizeof *m);
	m->at = 64;
	m->alignment = layout == FROM_7 ? 4 : 8;
	if (layout == TO_6_1)
		put_offsets(m, layout);
	put_names(m, layout);
	put_tokens(m);
	if (layout != TO_6_1)
		put_offsets(m, layout);
}

struct seen {
	bool all;
	size_t count, wrong;
};

static bool compare(void *context, const char *name, uint64_t offset)
{
	struct seen *seen = context;
	char expected[32];
	uint64_t at;

	symbol(seen->count++, seen->all, expected, &at);
	seen->wrong += strcmp(name, expected) || at != offset;
	return true;
}

static void test_layouts(void **unused)
{
	struct image *m = malloc(sizeof *m);

	(void)unused;
	for (unsigned layout = 0; layout < LAYOUTS; layout++) {
		struct seen seen = {layout != TO_6_1, 0, 0};
		el2_error error = {0};

		make(m, (enum layout)layout);
		assert_int_equal(el2_kallsyms_read(m->bytes, m->at, compare, &seen, &error), EL2_OK);
		assert_int_equal(seen.count, SYMBOLS);
		assert_int_equal(seen.wrong, 0);
	}
	free(m);
}

static bool any(void *context, const char *name, uint64_t offset)
{
	(void)context, (void)offset;
	return strlen(name) < 4096;
}

/* A copy of just its size lets the sanitizer see what is read beyond. */
static void test_damage(void **unused)
{
	struct image *m = malloc(sizeof *m);

	(void)unused;
	for (unsigned layout = 0; layout < LAYOUTS; layout++) {
		make(m, (enum layout)layout);
		for (size_t i = 0; i < m->at; i += 7) {
			uint8_t *copy = malloc(m->at), *cut = malloc(i + 1);

			memcpy(copy, m->bytes, m->at);
			copy[i] ^= 0xa5;
			el2_kallsyms_read(copy, m->at, any, NULL, NULL);
			memcpy(cut, m->bytes, i);
			el2_kallsyms_read(cut, i, any, NULL, NULL);
			free(copy);
			free(cut);
		}
	}
	free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
