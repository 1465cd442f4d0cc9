/* SPDX-License-Identifier: MIT */
/* Decisions a second: random instruction, random state, decoding included; beside it decoding alone. */
#include "policy/policy.h"
#include "tests/bench/bench.h"

#include <stdio.h>

#define WORDS  (1u << 14)
#define STATES 64u
#define ROUNDS 10000000u

static uint64_t seed = 88172645463325252u;

/* A word of a random MTE form, or an access to a random MTE register. */
static uint32_t mte_word(void)
{
	for (;;) {
		uint32_t x = (uint32_t)bench_next(&seed);
		el2_insn insn;

		if (x & 1) {
			const el2_sysreg_info *s =
				el2_sysreg_get((el2_sysreg)(1 + bench_next(&seed) % (EL2_SYSREG_COUNT - 1)));

			if (s && s->features)
				return 0xd5100000 | (x & 2 ? 1u << 21 : 0) | (uint32_t)s->key << 5 | x >> 27;
			continue;
		}
		const el2_form_info *f = el2_form_get((el2_form)(1 + bench_next(&seed) % (EL2_FORM_COUNT - 1)));

		x = (x & ~f->mask) | f->value;
		if (el2_decode(x, &insn) && el2_class_is_mte((el2_class)insn.cls))
			return x;
	}
}

static double decide_rate(const uint32_t *words, const el2_state *states, const el2_hypervisor *h, unsigned *sum)
{
	double start = bench_now();

	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t r = bench_next(&seed);
		el2_insn insn;
		el2_verdict v;

		el2_decode(words[r % WORDS], &insn);
		el2_decide(&states[(r >> 32) % STATES], h, &insn, &v, NULL);
		*sum += v.verdict;
	}
	return ROUNDS / (bench_now() - start) / 1e6;
}

static double decode_rate(const uint32_t *words, unsigned *sum)
{
	double start = bench_now();

	for (unsigned i = 0; i < ROUNDS; i++) {
		el2_insn insn;

		el2_decode(words[bench_next(&seed) % WORDS], &insn);
		*sum += insn.form;
	}
	return ROUNDS / (bench_now() - start) / 1e6;
}

int main(void)
{
	static uint32_t any[WORDS], mte[WORDS];
	static el2_state states[STATES];
	static el2_boot boot;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_cpu cpu;
	unsigned sum = 0;

	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	config.cpu = &cpu;
	if (el2_cpu_parse("max", &cpu, NULL) != EL2_OK || el2_boot_make(&config, &boot, NULL) != EL2_OK)
		return 5;
	for (unsigned i = 0; i < STATES; i++) {
		el2_boot_state(&boot, &states[i]);
		el2_set_el(&states[i], bench_next(&seed) % 2);
		states[i].sysreg[EL2_SYSREG_HCR_EL2] ^= bench_next(&seed) & (UINT64_C(5) << 56 | 3u << 22);
		states[i].sysreg[EL2_SYSREG_SCR_EL3] ^= bench_next(&seed) & 1u << 26;
		states[i].sysreg[EL2_SYSREG_SCTLR_EL1] ^= bench_next(&seed) & (UINT64_C(3) << 42 | 1u << 26 | 1u << 14);
	}
	for (unsigned i = 0; i < WORDS; i++) {
		any[i] = (uint32_t)bench_next(&seed);
		mte[i] = mte_word();
	}
	el2_hypervisor h = el2_boot_hypervisor(&boot);

	for (int round = 0; round < 2; round++) {
		const uint32_t *words = round ? mte : any;
		double decode = decode_rate(words, &sum), decide = decide_rate(words, states, &h, &sum);

		printf("%-44s %8.1f M/s  decode alone %8.1f M/s  ratio %.2f  aim 50 M/s\n",
		       round ? "decide, random MTE words, random state" : "decide, random words, random state", decide,
		       decode, decide / decode);
	}
	return sum == 0;
}
