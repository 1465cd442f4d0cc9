/* SPDX-License-Identifier: MIT */
/* Any words as a program through the engine, Unicorn included: it ends, and takes nobody down. */
#include "model/machine.h"
#include "tests/fuzz/booted.h"

#define CODE UINT64_C(0x40000000)
#define DATA UINT64_C(0x42000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static el2_cpu cpu;
	static el2_boot boot;
	static el2_state base, state;
	static el2_hypervisor kvm;
	static el2_engine *engine;
	el2_memory *memory = el2_memory_new();
	el2_run_options options = {.limit = 20000};

	if (!cpu.name[0]) {
		kvm = fuzz_boot(&cpu, &boot, &base, "max", "kvm-arm.mode=protected arm64.nomte");
		engine = el2_engine_new();
		if (engine)
			el2_engine_use_unicorn(engine);
	}
	if (!memory || size < 5 || size > EL2_PAGE_SIZE || !el2_memory_map(memory, CODE, EL2_PAGE_SIZE) ||
	    !el2_memory_map(memory, DATA, 4 * EL2_PAGE_SIZE) || !el2_memory_write(memory, CODE, data + 1, size - 1)) {
		el2_memory_free(memory);
		return 0;
	}
	state = base;
	el2_set_el(&state, data[0] & 1);
	state.pc = CODE;
	for (unsigned i = 0; i < 31; i++)
		state.x[i] = DATA + 512 * i;
	options.end = CODE + (size - 1) / 4 * 4;
	options.hypervisor = &kvm;
	options.on_exception = (el2_on_exception)(data[0] >> 1 & 3) % 3;
	el2_engine_run(data[0] & 8 ? NULL : engine, &state, memory, &options, NULL);
	el2_memory_free(memory);
	return 0;
}
