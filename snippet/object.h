/* SPDX-License-Identifier: MIT */
/* A relocatable AArch64 ELF file, as an assembler writes it, laid out in memory. */
#ifndef EL2TRAP_CLI_OBJECT_H
#define EL2TRAP_CLI_OBJECT_H

#include "decoder/decoder.h"

#include <elf.h>

struct cli_object_section {
	const char *name;
	unsigned char *data;  /* size bytes */
	size_t size;
	uint64_t address;
	bool executable, writable;
	/* Of executable sections: for each word its line in the source; 0 for data and for what is not known. */
	unsigned *lines;
	unsigned index;       /* in the file */
};

struct cli_object_symbol {
	const char *name;
	uint64_t address;
	unsigned section; /* in `sections` */
};

struct cli_object {
	struct cli_object_section *sections; /* those that are loaded, executable ones first */
	size_t section_count;
	struct cli_object_symbol *symbols;   /* labels, ascending by address */
	size_t symbol_count;
	/* the file */
	unsigned char *file;
	size_t file_size;
	const Elf64_Shdr *headers;
	unsigned header_count;
};

/* Begin with an object file in memory, which *object takes over even on failure: it must be malloc()ed. */
el2_status cli_object_parse(struct cli_object *object, unsigned char *file, size_t size, uint64_t base,
			    const char *name, el2_error *error);
void cli_object_free(struct cli_object *object);

/* A range of the file, or NULL if it is not inside. */
const void *cli_object_range(const struct cli_object *object, uint64_t offset, uint64_t size, uint64_t align);

/* The name of a section of the file, or NULL. */
const char *cli_object_section_name(const struct cli_object *object, unsigned index);

/* The loaded section of an index in the file, or NULL. */
struct cli_object_section *cli_object_section_of(const struct cli_object *object, unsigned index);

/* A symbol of the file's table. NULL if there is none. *name may be NULL. */
const Elf64_Sym *cli_object_symbol(const struct cli_object *object, uint64_t index, const char **name);

/* The section of type SHT_RELA that belongs to section `index`; *count entries. NULL if there is none. */
const Elf64_Rela *cli_object_relocations(const struct cli_object *object, unsigned index, size_t *count);

/* Labels that the assembler run adds to lines without line information: this, and the number of the line. */
#define CLI_LINE_LABEL "el2trap.line."

/* Steps of cli_object_parse(): put addresses into code and data; fill in lines. */
el2_status cli_object_relocate(struct cli_object *object, const char *name, el2_error *error);
void cli_object_read_lines(struct cli_object *object);

#endif
