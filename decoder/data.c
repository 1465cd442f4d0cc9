/* SPDX-License-Identifier: MIT */
#include "decoder/decoder.h"

#define NEIGHBOURS      16u
#define NO_INSTRUCTIONS 4u

bool el2_is_likely_data(const void *words, size_t count, size_t at)
{
	const unsigned char *bytes = words;
	size_t first = at < NEIGHBOURS ? 0 : at - NEIGHBOURS;
	unsigned none = 0;

	for (size_t i = first; i < count && i <= at + NEIGHBOURS; i++) {
		const unsigned char *p = bytes + 4 * i;
		el2_class c = el2_classify(p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);

		none += c == EL2_CLASS_UNKNOWN || c == EL2_CLASS_UNDEFINED;
	}
	return none >= NO_INSTRUCTIONS;
}
