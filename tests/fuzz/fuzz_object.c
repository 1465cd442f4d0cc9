/* SPDX-License-Identifier: MIT */
/* Any bytes as what a linker made of a snippet: its segments, instructions, lines, symbols and relocations. */
#include "snippet/snippet.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_program program = {0};
	unsigned char *file = malloc(size + 1);
	unsigned sum = 0;
	el2_error error;

	if (!file)
		return 0;
	if (size)
		memcpy(file, data, size);
	if (cli_object_open(&program.object, file, size, "fuzz", &error) == EL2_OK &&
	    cli_program_executable(&program, "fuzz", &error) == EL2_OK) {
		for (uint64_t at = program.entry; at < program.end; at += 4)
			sum += cli_object_line(&program.object, at);
		for (size_t i = 0; i < program.segment_count; i++)
			for (size_t k = 0; k < program.segments[i].length; k++)
				sum += program.segments[i].data[k];
	}
	cli_program_free(&program);
	return sum == UINT32_MAX ? -1 : 0;
}
