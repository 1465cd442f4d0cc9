/* SPDX-License-Identifier: MIT */
/* el2_scan() against el2_decode() of each word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decoder/decoder.h"

enum {
	WORDS = 4096,
	ALIGNMENTS = 33
};

static uint32_t random_word(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 32);
}

static bool is_mte(uint32_t word)
{
	el2_insn insn;
	el2_decode(word, &insn);
	return el2_insn_is_mte(&insn);
}

static void store_word(unsigned char *at, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (unsigned char)(word >> 8 * i);
}

/* A word of a row of the MTE, its free bits random. */
static uint32_t mte_word(uint64_t *state)
{
	for (;;) {
		const el2_form_info *row = el2_form_get((el2_form)(1 + random_word(state) % (EL2_FORM_COUNT - 1)));
		if (el2_class_is_mte((el2_class)row->cls))
			return (row->value & row->mask) | (random_word(state) & ~row->mask);
	}
}

/* The whole buffer, asking for `capacity` hits at a time, against each word alone. */
static void check_scan(const unsigned char *bytes, const uint32_t *words, size_t count, size_t capacity)
{
	size_t hits[WORDS], from = 0, expected = 0;
	while (from < count) {
		size_t next = SIZE_MAX;
		size_t found = el2_scan(bytes + 4 * from, count - from, hits, capacity, &next);
		assert_true(found <= capacity && next <= count - from);
		for (size_t i = 0; i < found; i++) {
			while (expected < count && !is_mte(words[expected]))
				expected++;
			assert_int_equal(from + hits[i], expected);
			expected++;
		}
		assert_true(found == capacity || next == count - from);
		from += next;
	}
	while (expected < count)
		assert_false(is_mte(words[expected++]));
}

static void test_random_buffers_at_every_alignment(void **state)
{
	(void)state;
	static unsigned char buffer[4 * WORDS + ALIGNMENTS];
	static uint32_t words[WORDS];
	uint64_t seed = 3;
	for (size_t alignment = 0; alignment < ALIGNMENTS; alignment++) {
		for (size_t i = 0; i < WORDS; i++) {
			words[i] = random_word(&seed) % 64 ? random_word(&seed) : mte_word(&seed);
			store_word(buffer + alignment + 4 * i, words[i]);
		}
		check_scan(buffer + alignment, words, WORDS - random_word(&seed) % 100, 1 + random_word(&seed) % 40);
		check_scan(buffer + alignment, words, random_word(&seed) % 100, 1 + random_word(&seed) % 3);
	}
}

/* Each MTE word in each place of a block of the fast path, nothing else around it. */
static void test_no_hit_is_missed(void **state)
{
	(void)state;
	enum {
		BLOCK = 67
	};
	unsigned char buffer[4 * BLOCK];
	uint64_t seed = 5;
	for (size_t i = 0; i < BLOCK; i++)
		store_word(buffer + 4 * i, 0xd503201f);
	for (unsigned n = 0; n < 400000; n++) {
		uint32_t word = mte_word(&seed);
		if (n < 1 << 18) /* every system register and operation there is */
			word = 0xd5000000 | n << 5 | (n & 1 ? 31 : 3);
		size_t place = n % BLOCK, hit[2], next;
		store_word(buffer + 4 * place, word);
		size_t found = el2_scan(buffer, BLOCK, hit, 2, &next);
		store_word(buffer + 4 * place, 0xd503201f);
		if (found != is_mte(word) || (found && hit[0] != place))
			fail_msg("%08x at %zu", (unsigned)word, place);
		assert_int_equal(next, BLOCK);
	}
}

static void test_edges(void **state)
{
	(void)state;
	unsigned char buffer[4 * 64];
	for (size_t i = 0; i < 64; i++)
		store_word(buffer + 4 * i, 0xd9200420);
	size_t hits[64], next = 99;
	assert_int_equal(el2_scan(buffer, 0, hits, 64, &next), 0);
	assert_int_equal(next, 0);
	assert_int_equal(el2_scan(buffer, 64, NULL, 0, &next), 0);
	assert_int_equal(next, 0);
	assert_int_equal(el2_scan(buffer, 64, hits, 64, NULL), 64);
	assert_int_equal(el2_scan(buffer, 64, hits, 33, &next), 33);
	assert_int_equal(next, 33);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_buffers_at_every_alignment),
		cmocka_unit_test(test_no_hit_is_missed),
		cmocka_unit_test(test_edges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
