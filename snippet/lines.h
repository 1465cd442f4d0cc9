/* SPDX-License-Identifier: MIT */
/* Text input, line by line, of a file or standard input. */
#ifndef EL2TRAP_CLI_LINES_H
#define EL2TRAP_CLI_LINES_H

#include "decoder/decoder.h"

#include <stdio.h>

struct cli_lines {
	FILE *file;
	const char *name;
	char *line;      /* the current one, zero-terminated, without its newline; may hold zeros of its own */
	size_t length, capacity, limit;
	unsigned number; /* of the current line, from 1 */
	uint64_t size;   /* of the file in bytes, 0 if unknown */
	uint64_t done;   /* bytes read */
};

/* "-" is standard input. Lines longer than `limit` are an error, so that no input takes all memory. */
el2_status cli_lines_open(struct cli_lines *lines, const char *path, size_t limit, el2_error *error);

/* The next line; *end at the end of the file. */
el2_status cli_lines_next(struct cli_lines *lines, bool *end, el2_error *error);

void cli_lines_close(struct cli_lines *lines);

#endif
