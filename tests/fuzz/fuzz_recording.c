/* SPDX-License-Identifier: MIT */
/* libFuzzer: a recording's file (its check sum put right), all of EL2's stage 1 by its registers, kallsyms. */
#include "model/bytes.h"
#include "recording/recording.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *memory(void *context, uint64_t pa)
{
	return el2_recording_page(context, pa);
}

static bool mapped(void *context, const el2_recorded_range *range, bool table)
{
	(void)context, (void)table;
	return range->size != 0;
}

static bool found(void *context, const char *name, uint64_t offset)
{
	(void)context, (void)offset;
	return name[0] != 0;
}

static void look(el2_recording *r)
{
	static el2_state state;
	el2_cpu cpu;
	uint64_t value;

	for (size_t i = 0; i < r->symbol_count; i++)
		el2_recording_symbol_at(r, r->symbols[i].pa + i, &value);
	for (size_t i = 0; i < r->range_count; i++)
		if (el2_recording_range(r, r->ranges[i].va + r->ranges[i].size - 1) != &r->ranges[i])
			abort();
	for (size_t i = 0; i < r->page_count; i++)
		if (el2_recording_page(r, r->pages[i].pa) != r->pages[i].data)
			abort();
	if (el2_cpu_parse("max", &cpu, NULL) == EL2_OK && el2_recording_state(r, 0, &cpu, &state))
		el2_recording_walk(&state, memory, mapped, r, NULL);
}

/* The bytes behind the head are an unpacked body; the head is made here. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	el2_recording r;
	uint8_t *file = calloc(1, size + 40);
	uint32_t crc = ~0u;

	el2_kallsyms_read(data, size, found, NULL, NULL);
	if (!file)
		return 0;
	memcpy(file, "EL2TRREC\1", 9);
	store_le(file + 16, 8, size);
	store_le(file + 24, 8, size);
	memcpy(file + 40, data, size);
	for (size_t i = 0; i < size + 40; i++) {
		if (i >= 32 && i < 40)
			continue;
		crc ^= file[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	store_le(file + 32, 4, ~crc);
	if (el2_recording_open(file, size + 40, "input", &r, NULL) == EL2_OK)
		look(&r);
	el2_recording_close(&r);
	/* and as it came, packed or not */
	if (el2_recording_open(data, size, "input", &r, NULL) == EL2_OK)
		look(&r);
	el2_recording_close(&r);
	free(file);
	return 0;
}
