/* SPDX-License-Identifier: MIT */
/* Little-endian numbers of 1, 2, 4 or 8 bytes in memory, whatever the host is. */
#ifndef EL2TRAP_MODEL_BYTES_H
#define EL2TRAP_MODEL_BYTES_H

#include <stdint.h>

static inline uint64_t load_le(const unsigned char *at, unsigned size)
{
	uint32_t low;

	switch (size) {
	case 1:
		return at[0];
	case 2:
		return (uint32_t)at[0] | (uint32_t)at[1] << 8;
	default:
		low = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
		if (size == 4)
			return low;
		return low | (uint64_t)((uint32_t)at[4] | (uint32_t)at[5] << 8 | (uint32_t)at[6] << 16 |
					(uint32_t)at[7] << 24)
				     << 32;
	}
}

static inline void store_le(unsigned char *at, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		at[i] = (unsigned char)(value >> i * 8);
}

/* 16 bytes, low half first. */
static inline void load_halves(const unsigned char *at, uint64_t halves[2])
{
	halves[0] = load_le(at, 8);
	halves[1] = load_le(at + 8, 8);
}

static inline void store_halves(unsigned char *at, const uint64_t halves[2])
{
	store_le(at, 8, halves[0]);
	store_le(at + 8, 8, halves[1]);
}

#endif
