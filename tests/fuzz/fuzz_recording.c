/* SPDX-License-Identifier: MIT */
/* libFuzzer: a recording's file, its check sum put right; looked up in, and its code run. */
#include "model/bytes.h"
#include "recording/hypervisor.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const el2_recording *r)
{
	uint64_t value;

	for (size_t i = 0; i < r->symbol_count; i++)
		el2_recording_symbol_at(r, r->symbols[i].pa + i, &value);
	for (size_t i = 0; i < r->layout_count; i++)
		if (el2_recording_layout(r, r->layouts[i].name) != &r->layouts[i])
			abort();
	for (size_t i = 0; i < r->range_count; i++)
		if (el2_recording_range(r, r->ranges[i].va + r->ranges[i].size - 1) != &r->ranges[i])
			abort();
	for (size_t i = 0; i < r->page_count; i++)
		if (el2_recording_page(r, r->pages[i].pa) != r->pages[i].data)
			abort();
}

/* A trap, a hypercall and an abort: some end, each twice the same. */
static void run(const el2_recording *r)
{
	static const uint64_t syndromes[] = {EL2_ESR(EL2_EC_SYS64, 0), EL2_ESR(EL2_EC_HVC64, 0),
					     EL2_ESR(EL2_EC_DABT_LOW, 7)};
	const el2_recorded_options options = {.limit = 3000};
	static el2_state host;
	el2_hypervisor h;
	el2_recorded *recorded;
	el2_cpu cpu;

	if (el2_cpu_parse("max", &cpu, NULL) != EL2_OK)
		return;
	recorded = el2_recorded_new(r, &cpu, &options);
	if (!recorded)
		return;
	h = el2_recorded_hypervisor(recorded);
	host = *el2_recorded_state(recorded);
	el2_set_el(&host, 1);
	for (size_t i = 0; i < sizeof syndromes / sizeof *syndromes; i++) {
		el2_response first = {0}, second = {0};
		el2_exception taken;
		uint64_t instructions;

		el2_exception_build(&host, 2, syndromes[i], host.pc, &taken);
		h.handle(h.context, &host, &taken, &first, NULL);
		instructions = el2_recorded_last_get(recorded)->instructions;
		h.handle(h.context, &host, &taken, &second, NULL);
		if (instructions != el2_recorded_last_get(recorded)->instructions || first.action != second.action ||
		    first.writes != second.writes || memcmp(first.x, second.x, sizeof first.x))
			abort();
	}
	el2_recorded_free(recorded);
}

static void open_and_run(const void *bytes, size_t size)
{
	el2_recording r;

	if (el2_recording_open(bytes, size, "input", &r, NULL) == EL2_OK) {
		look(&r);
		run(&r);
	}
	el2_recording_close(&r);
}

/* The bytes behind the head are an unpacked body; the head is made here. Then the bytes as they came. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *file = calloc(1, size + 40);
	uint32_t crc = ~0u;

	if (!file)
		return 0;
	memcpy(file, "EL2TRREC\2", 9);
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
	open_and_run(file, size + 40);
	open_and_run(data, size);
	free(file);
	return 0;
}
