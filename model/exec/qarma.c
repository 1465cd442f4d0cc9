/* SPDX-License-Identifier: MIT */
/*
 * QARMA-64, the block cipher of the architected pointer authentication codes. Source: R. Avanzi, "The QARMA Block
 * Cipher Family" (ToSC 2017), with sigma2 and 5 rounds (QARMA5) or sigma1 and 3 rounds (QARMA3). The
 * paper's test vector is a test.
 */
#include "model/exec/pac.h"

/* sigma2, its inverse; sigma1, which is its own */
static const uint8_t sigma5[] = {11, 6, 8, 15, 12, 0, 9, 14, 3, 7, 4, 5, 13, 2, 1, 10};
static const uint8_t sigma5_inverse[] = {5, 14, 13, 8, 10, 11, 1, 9, 2, 6, 15, 0, 4, 12, 7, 3};
static const uint8_t sigma3[] = {10, 13, 14, 6, 15, 7, 3, 5, 9, 8, 0, 12, 11, 1, 2, 4};

/* Cell i is the nibble whose low bit is bit 4 * i. Cell i of the result is cell from[i]. */
static const uint8_t tau[] = {13, 6, 11, 0, 7, 12, 1, 10, 8, 3, 14, 5, 2, 9, 4, 15};
static const uint8_t tweak[] = {4, 5, 6, 7, 11, 2, 3, 8, 12, 13, 14, 15, 0, 1, 10, 9};

static const uint64_t round_constants[] = {0, UINT64_C(0x13198a2e03707344), UINT64_C(0xa4093822299f31d0),
					   UINT64_C(0x082efa98ec4e6c89), UINT64_C(0x452821e638d01377)};
#define ALPHA UINT64_C(0xc0ac29b7c97c50dd)

static unsigned cell(uint64_t v, unsigned i)
{
	return v >> 4 * i & 15;
}

static uint64_t permute(uint64_t v, const uint8_t from[16])
{
	uint64_t out = 0;

	for (unsigned i = 0; i < 16; i++)
		out |= (uint64_t)cell(v, from[i]) << 4 * i;
	return out;
}

static uint64_t permute_back(uint64_t v, const uint8_t from[16])
{
	uint64_t out = 0;

	for (unsigned i = 0; i < 16; i++)
		out |= (uint64_t)cell(v, i) << 4 * from[i];
	return out;
}

static uint64_t substitute(uint64_t v, const uint8_t box[16])
{
	uint64_t out = 0;

	for (unsigned i = 0; i < 16; i++)
		out |= (uint64_t)box[cell(v, i)] << 4 * i;
	return out;
}

static unsigned rotate(unsigned c, unsigned by)
{
	return (c << by | c >> (4 - by)) & 15;
}

/* The matrix circ(0, rho, rho^2, rho) on each column. */
static uint64_t mix(uint64_t v)
{
	uint64_t out = 0;

	for (unsigned i = 0; i < 4; i++) {
		unsigned c[4];

		for (unsigned row = 0; row < 4; row++)
			c[row] = cell(v, i + 4 * row);
		for (unsigned row = 0; row < 4; row++) {
			unsigned m =
				rotate(c[(row + 1) & 3], 1) ^ rotate(c[(row + 2) & 3], 2) ^ rotate(c[(row + 3) & 3], 1);

			out |= (uint64_t)m << 4 * (i + 4 * row);
		}
	}
	return out;
}

/* The LFSR omega on some cells of the tweak, and back. */
static unsigned omega(unsigned c)
{
	return c >> 1 | ((c ^ c >> 1) & 1) << 3;
}

static unsigned omega_inverse(unsigned c)
{
	return (c << 1 & 14) | ((c ^ c >> 3) & 1);
}

/* Bit i: cell i goes through the LFSR. */
#define LFSR_AFTER 0xd894u /* of the permuted tweak */

static uint64_t next_tweak(uint64_t t)
{
	uint64_t out = permute(t, tweak);

	for (unsigned i = 0; i < 16; i++)
		if (LFSR_AFTER >> i & 1)
			out = (out & ~(UINT64_C(15) << 4 * i)) | (uint64_t)omega(cell(out, i)) << 4 * i;
	return out;
}

static uint64_t previous_tweak(uint64_t t)
{
	uint64_t out = 0;

	for (unsigned i = 0; i < 16; i++) {
		unsigned c = cell(t, i);

		out |= (uint64_t)(LFSR_AFTER >> i & 1 ? omega_inverse(c) : c) << 4 * tweak[i];
	}
	return out;
}

uint64_t pac_qarma(uint64_t data, uint64_t modifier, uint64_t key0, uint64_t key1, unsigned inner)
{
	const uint8_t *box = inner == PAC_QARMA3 ? sigma3 : sigma5;
	const uint8_t *inverse = inner == PAC_QARMA3 ? sigma3 : sigma5_inverse;
	uint64_t mod_key = key0 << 63 | (key0 >> 2) << 1 | ((key0 >> 63 ^ key0 >> 1) & 1);
	uint64_t v = data ^ key0, t = modifier;

	for (unsigned i = 0; i <= inner; i++) {
		v ^= key1 ^ t ^ round_constants[i];
		if (i)
			v = mix(permute(v, tau));
		v = substitute(v, box);
		t = next_tweak(t);
	}
	v = substitute(mix(permute(v ^ mod_key ^ t, tau)), box);
	v = mix(permute(v, tau)) ^ key1;
	v = substitute(permute_back(v, tau), inverse);
	v = permute_back(mix(v), tau) ^ key0 ^ t;
	for (unsigned i = 0; i <= inner; i++) {
		v = substitute(v, inverse);
		if (i < inner)
			v = permute_back(mix(v), tau);
		t = previous_tweak(t);
		v ^= round_constants[inner - i] ^ key1 ^ t ^ ALPHA;
	}
	return v ^ mod_key;
}
