/* SPDX-License-Identifier: MIT */
#include "snippet/object.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines ------------------------------------------------------------------------------------------------------ */

bool cli_object_add_line(struct cli_object *o, uint64_t address, unsigned line)
{
	/* room for 64, then for 128, ... */
	if (!o->line_count || (o->line_count >= 64 && !(o->line_count & (o->line_count - 1)))) {
		size_t capacity = o->line_count ? o->line_count * 2 : 64;
		void *grown = realloc(o->lines, capacity * sizeof *o->lines);

		if (!grown)
			return false;
		o->lines = grown;
	}
	o->lines[o->line_count++] = (struct cli_object_line){address, line};
	return true;
}

/* Where a section ends and the next begins, the row with a line is the one that counts: it comes last. */
static int by_address(const void *a, const void *b)
{
	const struct cli_object_line *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static bool is_instruction(const struct cli_object *o, uint64_t address)
{
	size_t low = 0, high = o->image.chunk_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->image.chunks[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address - o->image.chunks[low - 1].address < o->image.chunks[low - 1].count * 4;
}

unsigned cli_object_line(const struct cli_object *o, uint64_t address)
{
	size_t low = 0, high = o->line_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->lines[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && is_instruction(o, address) ? o->lines[low - 1].line : 0;
}

/* ---- symbols and relocations ------------------------------------------------------------------------------------ */

/* The next section of a type and its data; NULL at the end. What is damaged is passed over. */
static Elf_Data *next_table(Elf *elf, Elf_Scn **scn, uint32_t type, GElf_Shdr *header)
{
	while ((*scn = elf_nextscn(elf, *scn))) {
		Elf_Data *data = gelf_getshdr(*scn, header) && header->sh_type == type ? elf_getdata(*scn, NULL) : NULL;

		if (data)
			return data;
	}
	return NULL;
}

/* _start, and the marks that stand for rows of the line table which llvm-mc does not write. */
static bool read_symbols(struct cli_object *o, Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf_Data *data = next_table(elf, &scn, SHT_SYMTAB, &header);

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
		const char *name = elf_strptr(elf, header.sh_link, symbol.st_name);

		if (!name || symbol.st_shndx == SHN_UNDEF)
			continue;
		if (!strcmp(name, "_start"))
			o->start = symbol.st_value;
		if (!strncmp(name, CLI_LINE_LABEL, strlen(CLI_LINE_LABEL)) &&
		    !cli_object_add_line(o, symbol.st_value,
					 (unsigned)strtoul(name + strlen(CLI_LINE_LABEL), NULL, 10)))
			return false;
	}
	return true;
}

/* The symbol of a relocation if nothing defines it, else NULL. */
static const char *undefined(Elf *elf, const GElf_Shdr *relocations, const GElf_Rela *r)
{
	Elf_Scn *scn = elf_getscn(elf, relocations->sh_link);
	Elf_Data *symbols = scn ? elf_getdata(scn, NULL) : NULL;
	const char *name;
	GElf_Shdr header;
	GElf_Sym symbol;

	if (!symbols || !gelf_getshdr(scn, &header) || GELF_R_TYPE(r->r_info) == R_AARCH64_NONE ||
	    !gelf_getsym(symbols, (int)GELF_R_SYM(r->r_info), &symbol) || symbol.st_shndx != SHN_UNDEF)
		return NULL;
	name = elf_strptr(elf, header.sh_link, symbol.st_name);
	return name && *name ? name : NULL;
}

/* What is loaded may refer to nothing that is undefined. */
static el2_status check_relocations(const struct cli_object *o, Elf *elf, const char *file, el2_error *error)
{
	Elf_Scn *scn = NULL;
	Elf_Data *data;
	GElf_Shdr header, target;
	GElf_Rela r;

	while ((data = next_table(elf, &scn, SHT_RELA, &header))) {
		Elf_Scn *of = elf_getscn(elf, header.sh_info);

		if (!of || !gelf_getshdr(of, &target) || !(target.sh_flags & SHF_ALLOC))
			continue;
		for (int i = 0; gelf_getrela(data, i, &r); i++) {
			const char *name = undefined(elf, &header, &r);

			if (name)
				return el2_fail(error, EL2_ERR_INPUT, file, cli_object_line(o, r.r_offset), 0,
						"undefined symbol '%.64s'", name);
		}
	}
	return EL2_OK;
}

/* ---- all together ----------------------------------------------------------------------------------------------- */

static el2_status read_elf(struct cli_object *o, Elf *elf, const char *name, el2_error *error)
{
	if (!read_symbols(o, elf) || !cli_object_read_lines(o, elf))
		return el2_fail(error, EL2_ERR_INTERNAL, name, 0, 0, "out of memory");
	if (o->line_count)
		qsort(o->lines, o->line_count, sizeof *o->lines, by_address);
	return check_relocations(o, elf, name, error);
}

el2_status cli_object_open(struct cli_object *o, unsigned char *file, size_t size, const char *name, el2_error *error)
{
	Elf *elf = NULL;
	el2_status status;

	*o = (struct cli_object){.file = file, .size = size, .start = UINT64_MAX};
	status = el2_image_parse(&o->image, file, size, name, EL2_IMAGE_ELF, error);
	if (status == EL2_OK && !(elf = elf_memory((char *)file, size)))
		status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "broken ELF file: %s", elf_errmsg(-1));
	if (status == EL2_OK)
		status = read_elf(o, elf, name, error);
	elf_end(elf);
	if (status != EL2_OK)
		cli_object_free(o);
	return status;
}

void cli_object_free(struct cli_object *o)
{
	el2_image_close(&o->image);
	free(o->lines);
	free(o->file);
	memset(o, 0, sizeof *o);
}
