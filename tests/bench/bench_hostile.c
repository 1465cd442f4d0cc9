/* SPDX-License-Identifier: MIT */
/* Events of a hostile host against a recording: bench_hostile [RECORDING]. */
#include "explore/fuzz.h"
#include "policy/policy.h"

#include <stdio.h>
#include <time.h>

#define STREAMS 100000u
#define LENGTH  8u

/* Events of a hostile host against a recording a second of CPU time, and millions of EL2's instructions. */
static bool hostile(const char *path, double *events, double *instructions)
{
	static unsigned char bytes[1 << 24];
	static el2_boot boot;
	static el2_state state;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	const el2_recorded_options options = {.ram = true, .run_panics = true, .guest_limit = 2000};
	el2_recording recording;
	el2_recorded *recorded;
	el2_fuzz_stats stats;
	el2_fuzz *fuzz;
	el2_cpu cpu;
	FILE *file = fopen(path, "rb");
	size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
	double seconds;

	if (file)
		fclose(file);
	config.cpu = &cpu;
	if (el2_recording_open(bytes, size, path, &recording, NULL) != EL2_OK ||
	    el2_recording_cpu(&recording, &cpu, NULL) != EL2_OK || el2_boot_make(&config, &boot, NULL) != EL2_OK)
		return false;
	recorded = el2_recorded_new(&recording, &cpu, &options);
	el2_boot_state(&boot, &state);
	fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &state,
						.host_el = 1,
						.promises = EL2_PROMISE_NO_PANIC | EL2_PROMISE_RETURNS |
							    EL2_PROMISE_TABLES | EL2_PROMISE_OWN_PAGES |
							    EL2_PROMISE_NO_STORE,
						.seed = 1,
						.length = LENGTH,
						.recording = &recording,
						.recorded = recorded,
						.kernel = boot.config.kernel});
	if (!fuzz)
		return false;
	clock_t start = clock();

	for (unsigned i = 0; i < STREAMS; i++)
		el2_fuzz_run(fuzz, NULL);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	stats = el2_fuzz_get_stats(fuzz);
	*events = (double)stats.events / seconds;
	*instructions = (double)stats.instructions / seconds / 1e6;
	el2_fuzz_free(fuzz);
	el2_recorded_free(recorded);
	el2_recording_close(&recording);
	return true;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : EL2_BENCH_RECORDING;
	double events = 0, instructions = 0;

	if (!hostile(path, &events, &instructions)) {
		fprintf(stderr, "bench_hostile: cannot open %s\n", path);
		return 3;
	}
	printf("%-44s %8.0f /s  ratio %.2f  aim 1.00 of 60000\n", "host events against a recording", events,
	       events / 60000);
	printf("%-44s %8.1f M/s ratio %.2f  aim 1.00 of 30 M\n", "EL2's instructions in them", instructions,
	       instructions / 30);
	return 0;
}
