/* SPDX-License-Identifier: MIT */
/* Cases of el2_step() a second through the library, each on a full state that is reset before it; QEMU did 100,000. */
#include "model/machine.h"
#include "policy/policy.h"
#include "tests/bench/bench.h"

#include <stdio.h>

#define WORDS      (1u << 12)
#define ROUNDS     1000000u
#define BLOCK      UINT64_C(0x42000000)
#define QEMU_CASES 100000.0 /* a second, recorded on this kind of machine: corpora/qemu */

static uint64_t seed = 88172645463325252u;

/* A word of a random form of MTE, its registers within x1 to x7, which point to memory or hold data. */
static uint32_t mte_word(void)
{
	for (;;) {
		const el2_form_info *f = el2_form_get((el2_form)(1 + bench_next(&seed) % (EL2_FORM_COUNT - 1)));
		uint32_t x = ((uint32_t)bench_next(&seed) & ~f->mask & ~UINT32_C(0x3ff)) |
			     (uint32_t)(1 + bench_next(&seed) % 7) << 5 | (uint32_t)(1 + bench_next(&seed) % 7);
		el2_insn insn;

		x = (x & ~f->mask) | f->value;
		if (el2_decode(x, &insn) && el2_class_is_mte((el2_class)insn.cls))
			return x;
	}
}

int main(void)
{
	static uint32_t words[WORDS];
	static el2_state base, state;
	static el2_boot boot;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_memory *memory = el2_memory_new();
	unsigned executed = 0;
	el2_cpu cpu;

	config.cmdline = "kvm-arm.mode=nvhe";
	config.cpu = &cpu;
	if (!memory || !el2_memory_map(memory, BLOCK, 16 * EL2_PAGE_SIZE) ||
	    el2_cpu_parse("max", &cpu, NULL) != EL2_OK || el2_boot_make(&config, &boot, NULL) != EL2_OK)
		return 5;
	el2_boot_state(&boot, &base);
	for (unsigned i = 0; i < 8; i++)
		base.x[i] = BLOCK + 8 * EL2_PAGE_SIZE + 64 * i;
	for (unsigned i = 0; i < WORDS; i++)
		words[i] = mte_word();
	el2_hypervisor h = el2_boot_hypervisor(&boot);
	double start = bench_now();

	for (unsigned i = 0; i < ROUNDS; i++) {
		el2_step_result result;
		el2_insn insn;

		state = base;
		el2_decode(words[bench_next(&seed) % WORDS], &insn);
		el2_step(&state, memory, &h, &insn, &result, NULL);
		executed += result.executed;
	}
	double rate = ROUNDS / (bench_now() - start);

	printf("%-44s %8.2f M/s  QEMU (recorded) %6.2f M/s  ratio %.1f  aim 10\n",
	       "step, random MTE words, state reset", rate / 1e6, QEMU_CASES / 1e6, rate / QEMU_CASES);
	el2_memory_free(memory);
	return executed == 0;
}
