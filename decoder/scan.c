/* SPDX-License-Identifier: MIT */
/* Looking for MTE words in bulk: a coarse filter over many words at once, then an exact look at what is left. */
#include <string.h>

#include "decoder/internal.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_AVX2_PATH 1
#include <immintrin.h>
#endif

/* Where a scan stands. */
struct scan {
	const unsigned char *words;
	size_t *hits;
	size_t capacity, found;
};

static uint32_t load_word(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Look at one word. False when it is a hit and there is no room for it. */
static bool check_word(struct scan *scan, size_t i)
{
	if (!(el2_class_leaf(load_word(scan->words + 4 * i)) & CLASS_MTE))
		return true;
	if (scan->found == scan->capacity)
		return false;
	scan->hits[scan->found++] = i;
	return true;
}

/* Words [from, count): returns where it stopped, which is before the end when there is no room for another hit. */
static size_t scan_exact(struct scan *scan, size_t from, size_t count)
{
	while (from < count && check_word(scan, from))
		from++;
	return from;
}

#ifdef HAVE_AVX2_PATH
/*
 * The coarse filter: groups of encodings, by the values that the top six nibbles of a word can have, as sets of 16
 * bits. A word that is in no group is no MTE instruction. Groups may take in too much but never too little, which
 * test_decoder_scan.c holds against the rows. Eight groups fit the eight bits of a byte.
 *
 *     group, bits 31-28, 27-24, 23-20, 19-16, 15-12, 11-8
 */
#define GROUPS(X, v)                                                                                                   \
	X(v, 0, 0x2000, 0x0200, 0xcccc, 0xffff, 0xffff, 0xffff) /* LDG, STG and their like, LDGM, STGM, STZGM */       \
	X(v, 1, 0x0a00, 0x0400, 0x3000, 0xffff, 0x0003, 0x00ff) /* IRG, GMI, SUBP, SUBPS */                            \
	X(v, 2, 0x2200, 0x0002, 0x0f00, 0xffff, 0x000f, 0xffff) /* ADDG, SUBG */                                       \
	X(v, 3, 0x0040, 0x0300, 0x0f0f, 0xffff, 0xffff, 0xffff) /* STGP */                                             \
	X(v, 4, 0x0002, 0x2000, 0x3000, 0xffff, 0xffff, 0x00ff) /* SETG*, SETGO* */                                    \
	X(v, 5, 0x2000, 0x0020, 0x0001, 0x5900, 0x0080, 0xffff) /* SYS with CRn 7 and op1 0, 3, 4, 6: DC */            \
	X(v, 6, 0x2000, 0x0020, 0x000a, 0x7b00, 0x0033, 0x0045) /* MRS, MSR with CRn 0, 1, 4, 5 and CRm 0, 2, 6 */     \
	X(v, 7, 0x2000, 0x0020, 0x0001, 0x0008, 0x0010, 0xffff) /* MSR TCO, #imm */

#define IN_31_28(v, group, a, b, c, d, e, f) | ((a) >> (v)&1) << (group)
#define IN_27_24(v, group, a, b, c, d, e, f) | ((b) >> (v)&1) << (group)
#define IN_23_20(v, group, a, b, c, d, e, f) | ((c) >> (v)&1) << (group)
#define IN_19_16(v, group, a, b, c, d, e, f) | ((d) >> (v)&1) << (group)
#define IN_15_12(v, group, a, b, c, d, e, f) | ((e) >> (v)&1) << (group)
#define IN_11_8(v, group, a, b, c, d, e, f)  | ((f) >> (v)&1) << (group)

/* For each value of a nibble, the groups that it may belong to. */
#define BY_VALUE(IN)                                                                                                   \
	{                                                                                                              \
		0 GROUPS(IN, 0), 0 GROUPS(IN, 1), 0 GROUPS(IN, 2), 0 GROUPS(IN, 3), 0 GROUPS(IN, 4), 0 GROUPS(IN, 5),  \
			0 GROUPS(IN, 6), 0 GROUPS(IN, 7), 0 GROUPS(IN, 8), 0 GROUPS(IN, 9), 0 GROUPS(IN, 10),          \
			0 GROUPS(IN, 11), 0 GROUPS(IN, 12), 0 GROUPS(IN, 13), 0 GROUPS(IN, 14), 0 GROUPS(IN, 15)       \
	}

static const uint8_t groups_of[6][16] = {BY_VALUE(IN_31_28), BY_VALUE(IN_27_24), BY_VALUE(IN_23_20),
					 BY_VALUE(IN_19_16), BY_VALUE(IN_15_12), BY_VALUE(IN_11_8)};

#define AVX2 __attribute__((target("avx2"))) static inline

AVX2 __m256i table(unsigned nibble)
{
	const void *values = groups_of[nibble];
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)values));
}

/* One byte of each of 32 words, given as the low bytes of four vectors; in the order that in_order() puts right. */
AVX2 __m256i plane(__m256i a, __m256i b, __m256i c, __m256i d)
{
	__m256i low = _mm256_set1_epi32(0xff);
	return _mm256_packus_epi16(_mm256_packus_epi32(_mm256_and_si256(a, low), _mm256_and_si256(b, low)),
				   _mm256_packus_epi32(_mm256_and_si256(c, low), _mm256_and_si256(d, low)));
}

/* The groups that both nibbles of each byte leave. */
AVX2 __m256i groups(__m256i bytes, __m256i high_table, __m256i low_table)
{
	__m256i low = _mm256_set1_epi8(0x0f);
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low);
	return _mm256_and_si256(_mm256_shuffle_epi8(high_table, high),
				_mm256_shuffle_epi8(low_table, _mm256_and_si256(bytes, low)));
}

/* A bit for each of 32 words, from bytes in the order of plane(): whether its byte is not zero. */
AVX2 uint32_t in_order(__m256i bytes)
{
	__m256i sorted = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(sorted, _mm256_setzero_si256()));
}

enum {
	BLOCK = 32
};

/* As scan_exact() for the whole blocks among the words; the rest is left. */
__attribute__((target("avx2"))) static size_t scan_avx2(struct scan *scan, size_t count)
{
	const __m256i t0 = table(0), t1 = table(1), t2 = table(2), t3 = table(3), t4 = table(4), t5 = table(5);

	size_t i = 0;
	for (; count - i >= BLOCK; i += BLOCK) {
		const void *start = scan->words + 4 * i;
		const __m256i *block = start;
		__m256i a = _mm256_loadu_si256(block), b = _mm256_loadu_si256(block + 1);
		__m256i c = _mm256_loadu_si256(block + 2), d = _mm256_loadu_si256(block + 3);

		__m256i top = plane(_mm256_srli_epi32(a, 24), _mm256_srli_epi32(b, 24), _mm256_srli_epi32(c, 24),
				    _mm256_srli_epi32(d, 24));
		__m256i middle = plane(_mm256_srli_epi32(a, 16), _mm256_srli_epi32(b, 16), _mm256_srli_epi32(c, 16),
				       _mm256_srli_epi32(d, 16));
		__m256i low = plane(_mm256_srli_epi32(a, 8), _mm256_srli_epi32(b, 8), _mm256_srli_epi32(c, 8),
				    _mm256_srli_epi32(d, 8));
		__m256i left = _mm256_and_si256(_mm256_and_si256(groups(top, t0, t1), groups(middle, t2, t3)),
						groups(low, t4, t5));
		if (_mm256_testz_si256(left, left))
			continue;
		for (uint32_t candidates = in_order(left); candidates; candidates &= candidates - 1) {
			size_t at = i + (size_t)__builtin_ctz(candidates);
			if (!check_word(scan, at))
				return at;
		}
	}
	return i;
}
#endif

size_t el2_scan(const void *words, size_t count, size_t *hits, size_t capacity, size_t *next)
{
	struct scan scan = {.words = words, .hits = hits, .capacity = capacity};
	size_t at = 0;
#ifdef HAVE_AVX2_PATH
	if (__builtin_cpu_supports("avx2"))
		at = scan_avx2(&scan, count);
#endif
	/* What is left, or all; where the first part stopped for want of room, this stops at once. */
	at = scan_exact(&scan, at, count);
	if (next)
		*next = at;
	return scan.found;
}
