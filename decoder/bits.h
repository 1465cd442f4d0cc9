/* SPDX-License-Identifier: MIT */
/* Fields of a word by their bit numbers. */
#ifndef EL2TRAP_DECODER_BITS_H
#define EL2TRAP_DECODER_BITS_H

#include <stdint.h>

/* Bits [msb:lsb] of a word. */
static inline uint32_t bits(uint32_t word, unsigned msb, unsigned lsb)
{
	return word >> lsb & (UINT32_MAX >> (31 - (msb - lsb)));
}

/* The low `width` bits, 1 to 64, as a signed number. */
static inline uint64_t sign_extend(uint64_t value, unsigned width)
{
	uint64_t sign = UINT64_C(1) << (width - 1);

	return ((value & ((sign << 1) - 1)) ^ sign) - sign;
}

/* Bits [msb:lsb] of a word as a signed number. */
static inline int64_t signed_bits(uint32_t word, unsigned msb, unsigned lsb)
{
	return (int64_t)sign_extend(bits(word, msb, lsb), msb - lsb + 1);
}

#endif
