/* SPDX-License-Identifier: MIT */
/* What benchmarks share: time, and random numbers from a fixed seed. */
#ifndef EL2TRAP_TESTS_BENCH_H
#define EL2TRAP_TESTS_BENCH_H

#include <stdint.h>
#include <time.h>

static inline uint64_t bench_next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static inline double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

#endif
