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

static inline double bench_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline double bench_now(void)
{
	return bench_clock(CLOCK_MONOTONIC);
}

/* Time that this thread had a processor: for what is said of one core on a machine that others use. */
static inline double bench_cpu(void)
{
	return bench_clock(CLOCK_THREAD_CPUTIME_ID);
}

#endif
