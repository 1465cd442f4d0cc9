/* SPDX-License-Identifier: MIT */
#include "snippet/object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 4096u

/* More than a snippet can need; keeps a `.skip 0x7fffffffffff` from taking all memory. */
#define SIZE_LIMIT (64u << 20)

const void *cli_object_range(const struct cli_object *o, uint64_t offset, uint64_t size, uint64_t align)
{
	if (offset > o->file_size || size > o->file_size - offset || offset % align)
		return NULL;
	return o->file + offset;
}

struct cli_object_section *cli_object_section_of(const struct cli_object *o, unsigned index)
{
	for (size_t i = 0; i < o->section_count; i++)
		if (o->sections[i].index == index)
			return &o->sections[i];
	return NULL;
}

/* A string of a string table, or NULL. */
static const char *string_at(const struct cli_object *o, unsigned table, uint64_t offset)
{
	const Elf64_Shdr *h;
	const char *data;

	if (table >= o->header_count)
		return NULL;
	h = &o->headers[table];
	data = cli_object_range(o, h->sh_offset, h->sh_size, 1);
	if (!data || offset >= h->sh_size || !memchr(data + offset, 0, h->sh_size - offset))
		return NULL;
	return data + offset;
}

const char *cli_object_section_name(const struct cli_object *o, unsigned index)
{
	const Elf64_Ehdr *e = (const void *)o->file;

	return string_at(o, e->e_shstrndx, o->headers[index].sh_name);
}

static const Elf64_Shdr *symbol_table(const struct cli_object *o)
{
	for (unsigned i = 0; i < o->header_count; i++) {
		const Elf64_Shdr *h = &o->headers[i];

		if (h->sh_type == SHT_SYMTAB && cli_object_range(o, h->sh_offset, h->sh_size, 8))
			return h;
	}
	return NULL;
}

const Elf64_Sym *cli_object_symbol(const struct cli_object *o, uint64_t index, const char **name)
{
	const Elf64_Shdr *table = symbol_table(o);
	const Elf64_Sym *symbols;

	if (!table || index >= table->sh_size / sizeof *symbols)
		return NULL;
	symbols = cli_object_range(o, table->sh_offset, table->sh_size, 8);
	if (symbols && name)
		*name = string_at(o, table->sh_link, symbols[index].st_name);
	return symbols ? &symbols[index] : NULL;
}

const Elf64_Rela *cli_object_relocations(const struct cli_object *o, unsigned index, size_t *count)
{
	for (unsigned i = 0; i < o->header_count; i++) {
		const Elf64_Shdr *h = &o->headers[i];

		if (h->sh_type != SHT_RELA || h->sh_info != index)
			continue;
		*count = h->sh_size / sizeof(Elf64_Rela);
		return cli_object_range(o, h->sh_offset, h->sh_size, 8);
	}
	*count = 0;
	return NULL;
}

static bool read_header(struct cli_object *o)
{
	const Elf64_Ehdr *e = cli_object_range(o, 0, sizeof *e, 8);

	if (!e || memcmp(e->e_ident, ELFMAG, SELFMAG) || e->e_ident[EI_CLASS] != ELFCLASS64 ||
	    e->e_ident[EI_DATA] != ELFDATA2LSB || e->e_machine != EM_AARCH64 || e->e_type != ET_REL ||
	    e->e_shentsize != sizeof(Elf64_Shdr))
		return false;
	o->header_count = e->e_shnum;
	o->headers = cli_object_range(o, e->e_shoff, (uint64_t)e->e_shnum * sizeof(Elf64_Shdr), 8);
	return o->headers != NULL;
}

static bool is_loaded(const Elf64_Shdr *h)
{
	return h->sh_flags & SHF_ALLOC && h->sh_size && (h->sh_type == SHT_PROGBITS || h->sh_type == SHT_NOBITS);
}

/* Copy one section and give it the next page. EL2_ERR_INPUT: it is not within the file, or too large. */
static el2_status load_section(struct cli_object *o, unsigned index, uint64_t limit, uint64_t *address)
{
	const Elf64_Shdr *h = &o->headers[index];
	struct cli_object_section *s = &o->sections[o->section_count];
	const void *data = NULL;

	/* an .align beyond a page is kept, as long as it is a power of two */
	if (h->sh_addralign > PAGE && h->sh_addralign <= SIZE_LIMIT && !(h->sh_addralign & (h->sh_addralign - 1)))
		*address = (*address + h->sh_addralign - 1) & ~(h->sh_addralign - 1);
	if (*address > limit || h->sh_size > limit - *address)
		return EL2_ERR_INPUT;
	if (h->sh_type == SHT_PROGBITS) {
		data = cli_object_range(o, h->sh_offset, h->sh_size, 1);
		if (!data)
			return EL2_ERR_INPUT;
	}
	*s = (struct cli_object_section){.name = cli_object_section_name(o, index), .size = h->sh_size, .index = index};
	if (!s->name)
		s->name = "";
	s->executable = h->sh_flags & SHF_EXECINSTR;
	s->writable = h->sh_flags & SHF_WRITE;
	s->data = calloc(1, s->size);
	if (s->executable)
		s->lines = calloc(s->size / 4 + 1, sizeof *s->lines);
	o->section_count++;
	if (!s->data || (s->executable && !s->lines))
		return EL2_ERR_INTERNAL;
	if (data)
		memcpy(s->data, data, s->size);
	s->address = *address;
	*address = (*address + s->size + PAGE - 1) & ~(uint64_t)(PAGE - 1);
	return EL2_OK;
}

static el2_status load_sections(struct cli_object *o, uint64_t base)
{
	uint64_t address = base;
	size_t total = 0;

	for (unsigned i = 0; i < o->header_count; i++)
		total += is_loaded(&o->headers[i]);
	o->sections = calloc(total + 1, sizeof *o->sections);
	if (!o->sections)
		return EL2_ERR_INTERNAL;
	for (unsigned pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < o->header_count; i++) {
			const Elf64_Shdr *h = &o->headers[i];
			el2_status status;

			if (!is_loaded(h) || (h->sh_flags & SHF_EXECINSTR ? 0u : 1u) != pass)
				continue;
			status = load_section(o, i, base + SIZE_LIMIT, &address);
			if (status != EL2_OK)
				return status;
		}
	return EL2_OK;
}

static int by_address(const void *a, const void *b)
{
	const struct cli_object_symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* Labels: named symbols of loaded sections, without mapping symbols ($x, $d) and our own marks. */
static el2_status load_symbols(struct cli_object *o)
{
	const Elf64_Shdr *table = symbol_table(o);
	size_t count = table ? table->sh_size / sizeof(Elf64_Sym) : 0;

	o->symbols = calloc(count + 1, sizeof *o->symbols);
	if (!o->symbols)
		return EL2_ERR_INTERNAL;
	for (size_t i = 0; i < count; i++) {
		const char *name = NULL;
		const Elf64_Sym *symbol = cli_object_symbol(o, i, &name);
		struct cli_object_section *s = symbol ? cli_object_section_of(o, symbol->st_shndx) : NULL;

		if (!s || !name || !*name || *name == '$' || !strncmp(name, CLI_LINE_LABEL, strlen(CLI_LINE_LABEL)))
			continue;
		o->symbols[o->symbol_count++] =
			(struct cli_object_symbol){name, s->address + symbol->st_value, (unsigned)(s - o->sections)};
	}
	qsort(o->symbols, o->symbol_count, sizeof *o->symbols, by_address);
	return EL2_OK;
}

el2_status cli_object_parse(struct cli_object *o, unsigned char *file, size_t size, uint64_t base, const char *name,
			    el2_error *error)
{
	el2_status status;

	memset(o, 0, sizeof *o);
	o->file = file;
	o->file_size = size;
	status = read_header(o) ? load_sections(o, base) : EL2_ERR_INPUT;
	if (status == EL2_OK)
		status = load_symbols(o);
	if (status != EL2_OK) {
		cli_object_free(o);
		return el2_fail(error, status, name, 0, 0, "%s",
				status == EL2_ERR_INTERNAL ? "out of memory"
							   : "not an AArch64 object file of less than 64 MB");
	}
	cli_object_read_lines(o);
	status = cli_object_relocate(o, name, error);
	if (status != EL2_OK)
		cli_object_free(o);
	return status;
}

void cli_object_free(struct cli_object *o)
{
	for (size_t i = 0; i < o->section_count; i++) {
		free(o->sections[i].data);
		free(o->sections[i].lines);
	}
	free(o->sections);
	free(o->symbols);
	free(o->file);
	memset(o, 0, sizeof *o);
}
