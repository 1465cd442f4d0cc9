/* SPDX-License-Identifier: MIT */
/* Linked code: an AArch64 executable in memory, and what it tells of its instructions. */
#ifndef EL2TRAP_SNIPPET_OBJECT_H
#define EL2TRAP_SNIPPET_OBJECT_H

#include "decoder/decoder.h"

/* From `address` on, up to the next row, instructions come from this line of the source; 0: from none of its lines. */
struct cli_object_line {
	uint64_t address;
	unsigned line;
};

struct cli_object {
	unsigned char *file;
	size_t size;
	el2_image image;	       /* its instructions */
	struct cli_object_line *lines; /* ascending by address */
	size_t line_count;
	uint64_t start;		       /* the symbol _start; UINT64_MAX if there is none */
};

/* Labels that the assembler run adds to lines without line information: this, and the number of the line. */
#define CLI_LINE_LABEL "el2trap.line."

/*
 * Read what a linker made of one object file, its relocations left in it. *object takes over `file`, which must be
 * malloc()ed, even on failure. The caller frees it with cli_object_free().
 * EL2_ERR_INPUT: it is no such file, or refers to a symbol that is nowhere defined: `name` and the line.
 */
el2_status cli_object_open(struct cli_object *object, unsigned char *file, size_t size, const char *name,
			   el2_error *error);
void cli_object_free(struct cli_object *object);

/* The line of the source that an instruction comes from; 0 for data and for what is not known. O(log n). */
unsigned cli_object_line(const struct cli_object *object, uint64_t address);

/* A step of cli_object_open(): add the rows of the DWARF line table (source_lines.c). `elf` is a libelf Elf *. False: out
 * of memory. */
bool cli_object_read_lines(struct cli_object *object, void *elf);

/* Add a row, in any order. False: out of memory. */
bool cli_object_add_line(struct cli_object *object, uint64_t address, unsigned line);

#endif
