/* SPDX-License-Identifier: MIT */
/* libFuzzer: compressed input. The first byte says which: gzip or zstd. */
#include "replay/read/input.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input_info info = {0};
	el2_error error = {0};
	el2_source source;
	struct lines lines;
	char *text;
	size_t length, total = 0;
	bool end = false;

	if (!size || input_memory(&source, data + 1, size - 1, NULL) != EL2_OK)
		return 0;
	if ((data[0] & 1 ? input_gzip : input_zstd)(&source, &info, "fuzz", &error) != EL2_OK)
		return 0;
	if (lines_open(&lines, &source, NULL) != EL2_OK)
		abort();
	/* a few bytes may stand for gigabytes */
	while (!end && total < 1u << 22) {
		length = 0;
		if (lines_next(&lines, &text, &length, &end, &error) != EL2_OK)
			continue;
		total += length + 1;
	}
	lines_close(&lines);
	return 0;
}
