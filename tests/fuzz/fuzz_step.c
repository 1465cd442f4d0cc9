/* SPDX-License-Identifier: MIT */
/* el2_step() and el2_decide() on any word in any state: no crash, no hang, a rule for every verdict. */
#include "model/machine.h"
#include "tests/fuzz/booted.h"

#include <string.h>

#define BLOCK UINT64_C(0x42000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	el2_cpu cpu[3];
	el2_boot boot[3];
	el2_state base[3], state;
	el2_memory *memory;
} f;

static void prepare(void)
{
	static const char *const cpus[] = {"max", "max,mte=1,ata0=abort", "neoverse-n1"};
	static const char *const cmdlines[] = {"kvm-arm.mode=protected arm64.nomte", "kvm-arm.mode=nvhe", ""};

	for (unsigned i = 0; i < 3; i++)
		fuzz_boot(&f.cpu[i], &f.boot[i], &f.base[i], cpus[i], cmdlines[i]);
	f.memory = el2_memory_new();
	if (!f.memory)
		abort();
}

/* The next bytes of the input, zero behind its end. */
static uint64_t take(const uint8_t **data, size_t *size, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes && *size; i++, ++*data, --*size)
		v |= (uint64_t) * *data << 8 * i;
	return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!f.memory)
		prepare();

	unsigned which = (unsigned)take(&data, &size, 1) % 3;
	el2_hypervisor h = el2_boot_hypervisor(&f.boot[which]);
	unsigned flags = (unsigned)take(&data, &size, 1);

	f.state = f.base[which];
	el2_memory_clear(f.memory);
	el2_memory_map(f.memory, BLOCK, 3 * EL2_PAGE_SIZE);
	el2_memory_page(f.memory, BLOCK + EL2_PAGE_SIZE)->owner = (uint8_t)(flags & 7) % 6;
	el2_memory_page(f.memory, BLOCK + EL2_PAGE_SIZE)->s2_mapped = flags & 8;
	el2_memory_page(f.memory, BLOCK + 2 * EL2_PAGE_SIZE)->type = (uint8_t)(flags >> 4 & 3);
	f.state.pc = BLOCK;
	for (unsigned i = 0; i < 31; i++)
		f.state.x[i] = BLOCK + 512 * i;
	while (size) {
		uint32_t word = (uint32_t)take(&data, &size, 4);
		unsigned reg = (unsigned)take(&data, &size, 2) % EL2_SYSREG_REGISTERS;
		unsigned change = (unsigned)take(&data, &size, 1);
		el2_step_result result;
		el2_verdict verdict;
		el2_insn insn;

		if (change & 1)
			f.state.sysreg[reg ? reg : 1] = take(&data, &size, 8);
		if (change & 2)
			f.state.x[change >> 3 & 15] = take(&data, &size, 8);
		if (change & 4)
			f.state.pstate = (uint32_t)take(&data, &size, 4) & ~(uint32_t)EL2_PSTATE_NRW;
		if (!el2_el(&f.state))
			f.state.pstate &= ~(uint32_t)EL2_PSTATE_SP;
		el2_decode(word, &insn);
		el2_decide(&f.state, change & 0x80 ? NULL : &h, &insn, &verdict, NULL);
		if (!verdict.rules.count || verdict.verdict >= EL2_VERDICT_COUNT)
			abort();
		el2_step(&f.state, f.memory, change & 0x80 ? NULL : &h, &insn, &result, NULL);
		if (!result.verdict.rules.count || result.verdict.verdict >= EL2_VERDICT_COUNT)
			abort();
	}
	return 0;
}
