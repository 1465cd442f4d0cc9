/* SPDX-License-Identifier: MIT */
/* The recording of corpora/recordings/small.s, with pages that a test may write. After cmocka.h. */
#ifndef EL2TRAP_TESTS_SMALL_RECORDING_H
#define EL2TRAP_TESTS_SMALL_RECORDING_H

#include "recording/hypervisor.h"
#include "tests/unit/booted.h"

#include <stdio.h>
#include <string.h>

#define SMALL_PAGES 32u

struct small_recording {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state; /* of policy's boot */
	el2_recording recording;
	el2_recorded_page pages[SMALL_PAGES];
	uint8_t data[SMALL_PAGES][EL2_RECORDING_PAGE];
};

/* To be ended by el2_recording_close(). */
static inline void small_recording_open(struct small_recording *small)
{
	static unsigned char bytes[1 << 16];
	FILE *file = fopen(EL2_TEST_RECORDINGS "/small.rec", "rb");
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_int_equal(el2_recording_open(bytes, size, "small.rec", &small->recording, NULL), EL2_OK);
	assert_in_range(small->recording.page_count, 1, SMALL_PAGES);
	for (size_t n = 0; n < small->recording.page_count; n++) {
		small->pages[n].pa = small->recording.pages[n].pa;
		small->pages[n].data = small->data[n];
		memcpy(small->data[n], small->recording.pages[n].data, EL2_RECORDING_PAGE);
	}
	small->recording.pages = small->pages;
	boot_as(&small->cpu, &small->boot, &small->state, "7.2", "qemu72-max",
		small->recording.text[EL2_RECORDING_CMDLINE]);
}

#endif
