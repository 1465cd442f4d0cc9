/* SPDX-License-Identifier: MIT */
/*
 * SYS64 traps a second answered by a recorded hypervisor's own code, one core, and the memory that one open recording
 * takes, with what runs it: bench_hypervisor [RECORDING [CPU]]. The figures depend on the code: the small recording of
 * corpora/ takes 36 instructions a trap, a protected 6.12 takes 85. There is no peer in the same run: Unicorn's CPUs
 * have no EL2 (2.0.1 takes MRS of VTTBR_EL2 there for undefined).
 */
#include "recording/hypervisor.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define TRAPS 400000u
#define AIM   200000.0
#define ROOM  50.0 /* MB */

/* Of this process alone: other work on the machine does not count. */
static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* MB that are allocated. */
static double allocated(void)
{
#ifdef __GLIBC__
	struct mallinfo2 m = mallinfo2();

	return (double)(m.uordblks + m.hblkhd) / 1e6;
#else
	return 0;
#endif
}

static void *read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *data = malloc(8u << 20);

	*size = f && data ? fread(data, 1, 8u << 20, f) : 0;
	if (f)
		fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : EL2_BENCH_RECORDING;
	el2_recording recording;
	el2_recorded *recorded;
	el2_hypervisor h;
	el2_error error = {0};
	el2_cpu cpu;
	el2_state host;
	uint64_t instructions = 0;
	size_t size;
	double start, seconds, before = allocated(), room;
	void *bytes = read_all(path, &size);

	if (el2_recording_open(bytes, size, path, &recording, &error) != EL2_OK ||
	    el2_cpu_parse(argc > 2 ? argv[2] : "max", &cpu, &error) != EL2_OK) {
		fprintf(stderr, "bench_hypervisor: %s\n", error.message);
		return 3;
	}
	free(bytes);
	recorded = el2_recorded_new(&recording, &cpu, NULL);
	if (!recorded)
		return 5;
	h = el2_recorded_hypervisor(recorded);
	host = *el2_recorded_state(recorded);
	room = allocated() - before;
	start = cpu_seconds();
	for (uint32_t i = 0; i < TRAPS; i++) {
		el2_response response = {0};
		el2_exception taken;

		el2_exception_build(&host, 2, EL2_ESR(EL2_EC_SYS64, i & 0x3fffff), host.pc, &taken);
		h.handle(h.context, &host, &taken, &response, NULL);
		instructions += el2_recorded_last_get(recorded)->instructions;
	}
	seconds = cpu_seconds() - start;
	printf("%-34s %9.0f /s        (%.0f instructions each)  ratio %.2f  aim 1.00 of %.0f /s\n",
	       "traps by recorded code", TRAPS / seconds, (double)instructions / TRAPS, TRAPS / seconds / AIM, AIM);
	printf("%-34s %9.1f MB        (%zu pages)  ratio %.2f  aim 1.00 of %.0f MB at most\n",
	       "memory of an open recording", room, recording.page_count, room / ROOM, ROOM);
	el2_recorded_free(recorded);
	el2_recording_close(&recording);
	return 0;
}
