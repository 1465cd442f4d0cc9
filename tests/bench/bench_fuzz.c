/* SPDX-License-Identifier: MIT */
/* Streams of up to 8 host events a second of one core, each as on two machines, against Unicorn that gets as much new
 * code, and against libFuzzer with a target that does nothing, whose rate is the argument (`run` measures it; none: no
 * libFuzzer). */
#include "explore/fuzz.h"
#include "policy/policy.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicorn/unicorn.h>

#define ROUNDS  5
#define STREAMS 200000u /* of a round */
#define PEER    40000u  /* of Unicorn, which is slower */
#define LENGTH  8u
#define CODE    UINT64_C(0x42000000)

/* The best of several rounds: others have the machine, too. */
static double best(double (*round_rate)(void *context), void *context)
{
	double best_rate = 0;

	for (int round = 0; round < ROUNDS; round++) {
		double rate = round_rate(context);

		best_rate = rate > best_rate ? rate : best_rate;
	}
	return best_rate;
}

static double our_round(void *fuzz)
{
	double start = bench_cpu();

	for (unsigned i = 0; i < STREAMS; i++)
		el2_fuzz_run(fuzz, NULL);
	return STREAMS / (bench_cpu() - start);
}

static double ours(void)
{
	static el2_state state;
	static el2_boot boot;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_hypervisor kvm;
	el2_fuzz *fuzz;
	el2_cpu cpu;

	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	config.cpu = &cpu;
	if (el2_cpu_parse("max", &cpu, NULL) != EL2_OK || el2_boot_make(&config, &boot, NULL) != EL2_OK)
		return 0;
	el2_boot_state(&boot, &state);
	kvm = el2_boot_hypervisor(&boot);
	fuzz = el2_fuzz_new(&(el2_fuzz_options){
		.state = &state,
		.hypervisor = &kvm,
		.host_el = 1,
		.promises = EL2_PROMISE_NO_PANIC | EL2_PROMISE_NO_TAGS | EL2_PROMISE_OWN_PAGES,
		.seed = 1,
		.length = LENGTH,
	});
	if (!fuzz)
		return 0;
	double rate = best(our_round, fuzz);

	el2_fuzz_free(fuzz);
	return rate;
}

/* ADD Xd, Xn, #imm: whatever it costs to translate, it costs nothing to execute. */
static double unicorn_round(void *uc)
{
	static uint64_t seed = 88172645463325252u;
	double start = bench_cpu();

	for (unsigned i = 0; i < PEER; i++) {
		uint32_t words[LENGTH];

		for (unsigned n = 0; n < LENGTH; n++)
			words[n] = 0x91000000 | ((uint32_t)bench_next(&seed) & 0x003fffef);
		uc_mem_write(uc, CODE, words, sizeof words);
		uc_ctl_remove_cache(uc, CODE, CODE + sizeof words);
		uc_emu_start(uc, CODE, CODE + sizeof words, 0, 0);
	}
	return PEER / (bench_cpu() - start);
}

static double unicorn(void)
{
	uc_engine *uc;
	double rate = 0;

	if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &uc) != UC_ERR_OK)
		return 0;
	if (uc_mem_map(uc, CODE, 4096, UC_PROT_ALL) == UC_ERR_OK)
		rate = best(unicorn_round, uc);
	uc_close(uc);
	return rate;
}

int main(int argc, char **argv)
{
	double we = ours(), they = unicorn(), empty = argc > 1 ? strtod(argv[1], NULL) : 0;

	printf("%-44s %8.0f /s  Unicorn %15.0f /s  ratio %.1f  aim 20\n", "fuzz, streams of up to 8 events", we, they,
	       we / they);
	if (empty > 0)
		printf("%-44s %8.0f /s  empty libFuzzer %7.0f /s  ratio %.2f  aim 0.2\n",
		       "fuzz, streams of up to 8 events", we, empty, we / empty);
	else
		printf("%-44s libFuzzer is not there: no ratio\n", "fuzz, streams of up to 8 events");
	return !(we > 0 && they > 0);
}
