/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: all of EL2's stage 1 by hostile registers and tables. Bytes 0 to 31: TCR_EL2, TTBR0_EL2, TTBR1_EL2,
 * HCR_EL2. What follows is memory, over and over; addresses with bit 40 set are none.
 */
#include "model/bytes.h"
#include "recording/recording.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	REGISTERS = 32,
	PAGES = 4,
};

struct input {
	uint8_t page[PAGES][EL2_RECORDING_PAGE];
	uint64_t end; /* of the last range */
	size_t told;
};

static const uint8_t *memory(void *context, uint64_t pa)
{
	struct input *in = context;

	if (pa % EL2_RECORDING_PAGE)
		abort();
	return pa >> 40 & 1 ? NULL : in->page[pa / EL2_RECORDING_PAGE % PAGES];
}

/* Ranges ascend, and end. */
static bool mapped(void *context, const el2_recorded_range *range, bool table)
{
	struct input *in = context;

	if (!range->size)
		abort();
	if (table)
		return true;
	if (in->told++ && range->va < in->end)
		abort();
	in->end = range->va + range->size;
	return in->told < 4096;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static el2_state state;
	static struct input in;
	el2_cpu cpu;

	if (size < REGISTERS || el2_cpu_parse("max", &cpu, NULL) != EL2_OK)
		return 0;
	el2_state_init(&state, &cpu);
	state.sysreg[EL2_SYSREG_TCR_EL2] = load_le(data, 8);
	state.sysreg[EL2_SYSREG_TTBR0_EL2] = load_le(data + 8, 8);
	state.sysreg[EL2_SYSREG_TTBR1_EL2] = load_le(data + 16, 8);
	state.sysreg[EL2_SYSREG_HCR_EL2] = load_le(data + 24, 8);
	memset(&in, 0, sizeof in);
	memcpy(in.page, data + REGISTERS, size - REGISTERS < sizeof in.page ? size - REGISTERS : sizeof in.page);
	el2_recording_walk(&state, memory, mapped, &in, NULL);
	return 0;
}
