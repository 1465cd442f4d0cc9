/* SPDX-License-Identifier: MIT */
/* Any bytes as an input file of each format. */
#include "decoder/decoder.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	el2_error error;
	el2_image image;
	uint64_t sum = 0;

	if (!size)
		return 0;
	if (el2_image_parse(&image, data + 1, size - 1, "fuzz", (el2_image_format)(data[0] % 5), &error) == EL2_OK) {
		for (size_t i = 0; i < image.chunk_count; i++)
			for (size_t k = 0; k < image.chunks[i].count; k++)
				sum += image.chunks[i].words[4 * k];
		el2_image_symbol_at(&image, sum);
	}
	el2_image_close(&image);
	return 0;
}
