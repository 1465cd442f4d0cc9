/* SPDX-License-Identifier: MIT */
/* libFuzzer: a kernel Image that may hold kallsyms. */
#include "recording/recording.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool found(void *context, const char *name, uint64_t offset)
{
	size_t *count = context;

	if (!name[0] || strlen(name) > 1024 || offset >> 63)
		abort();
	return ++*count < 100000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1); /* of just its size: what is read beyond is seen */
	size_t count = 0;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	el2_kallsyms_read(copy, size, found, &count, NULL);
	free(copy);
	return 0;
}
