/* SPDX-License-Identifier: MIT */
/* Random numbers that are the same everywhere: SplitMix64. */
#ifndef ORACLE_QEMU_RANDOM_H
#define ORACLE_QEMU_RANDOM_H

#include <stdint.h>

static inline uint64_t oq_mix(uint64_t z)
{
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline uint64_t oq_random(uint64_t *state)
{
	return oq_mix(*state += UINT64_C(0x9e3779b97f4a7c15));
}

/* 0 to n - 1; n is small, so the bias does not matter. */
static inline unsigned oq_below(uint64_t *state, unsigned n)
{
	return (unsigned)(oq_random(state) >> 33) % n;
}

#endif
