/* SPDX-License-Identifier: MIT */
/*
 * Checks from Python, beside the same from C: random words in one state. This program measures C's, and hands the
 * words and its figure to bench_python.py.
 */
#include "model/view.h"
#include "policy/policy.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#define WORDS  (1u << 20)
#define ROUNDS 5

static uint32_t words[WORDS];
static el2_answer answers[WORDS];

/* Millions of words a second. */
static double measure(void)
{
	static el2_cpu cpu;
	static el2_boot boot;
	static el2_state state;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_view *view = calloc(1, el2_view_size());
	el2_hypervisor hypervisor;
	double least = 1e9;

	config.cpu = &cpu;
	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	if (!view || el2_cpu_parse("max", &cpu, NULL) != EL2_OK || el2_boot_make(&config, &boot, NULL) != EL2_OK)
		exit(5);
	el2_boot_state(&boot, &state);
	hypervisor = el2_boot_hypervisor(&boot);
	for (int round = 0; round < ROUNDS; round++) {
		double start = bench_cpu(), taken;

		el2_view_set(view, &state, &hypervisor);
		el2_decide_words(view, words, WORDS, answers);
		taken = bench_cpu() - start;
		if (taken < least)
			least = taken;
	}
	free(view);
	return WORDS / least / 1e6;
}

int main(void)
{
	uint64_t seed = 88172645463325252u;
	char command[1024];
	FILE *python;

	for (unsigned i = 0; i < WORDS; i++)
		words[i] = (uint32_t)bench_next(&seed);
	snprintf(command, sizeof command, "PYTHONPATH='%s' '%s' '%s' %.3f", EL2_PYTHON_PATH, EL2_PYTHON,
		 EL2_PYTHON_SCRIPT, measure());
	python = popen(command, "w");
	if (!python)
		return 5;
	fwrite(words, sizeof words, 1, python);
	return pclose(python) ? 5 : 0;
}
