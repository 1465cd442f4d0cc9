/* SPDX-License-Identifier: MIT */
/* ELF: the code in it, and its functions. */
#include "decoder/image/image.h"

#ifdef EL2_HAVE_LIBELF
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

/* Where code ($x) or data ($d) begins within a section: "ELF for the Arm 64-bit Architecture", mapping symbols. */
struct mapping {
	size_t section;
	uint64_t offset;
	size_t order; /* in the symbol table: of two at one place the later counts */
	bool data;
};

struct reader {
	const struct image_input *input;
	el2_image *image;
	Elf *elf;
	bool relocatable;
	size_t code_bytes; /* so far */
	size_t chunk_capacity, symbol_capacity;
	struct mapping *mappings;
	size_t mapping_count, mapping_capacity;
};

static el2_status bad(const struct reader *reader, const char *why)
{
	return el2_fail(reader->input->error, EL2_ERR_INPUT, reader->input->name, 0, 0, "%s", why);
}

/* Sections of a relocatable file all begin at 0: there, places in the file serve as addresses. */
static uint64_t section_address(const struct reader *reader, const GElf_Shdr *section)
{
	return reader->relocatable ? section->sh_offset : section->sh_addr;
}

/* ---- header ------------------------------------------------------------------------------------------------------ */

static el2_status check_header(const struct image_input *input)
{
	const unsigned char *data = input->data;
	const char *why = NULL;
	if (input->size < sizeof(Elf64_Ehdr))
		why = "truncated ELF header";
	else if (memcmp(data, ELFMAG, SELFMAG) != 0)
		why = "not an ELF file";
	else if (data[EI_CLASS] != ELFCLASS64)
		why = "a 32-bit ELF file; only AArch64 is known here";
	else if (data[EI_DATA] != ELFDATA2LSB)
		why = "a big-endian ELF file; only little-endian ones are known here";
	else if ((data[18] | data[19] << 8) != EM_AARCH64)
		why = "an ELF file for another machine than AArch64";
	return why ? el2_fail(input->error, EL2_ERR_INPUT, input->name, 0, 0, "%s", why) : EL2_OK;
}

/* ---- symbols ----------------------------------------------------------------------------------------------------- */

static bool add_mapping(struct reader *reader, struct mapping mapping)
{
	if (reader->mapping_count == reader->mapping_capacity) {
		size_t larger = reader->mapping_capacity ? reader->mapping_capacity * 2 : 64;
		void *moved = realloc(reader->mappings, larger * sizeof(mapping));
		if (!moved)
			return false;
		reader->mappings = moved;
		reader->mapping_capacity = larger;
	}
	reader->mappings[reader->mapping_count++] = mapping;
	return true;
}

/* '$x', '$d', with or without a suffix: their letter; else 0. */
static char mapping_kind(const char *name)
{
	if (name[0] != '$' || (name[1] != 'x' && name[1] != 'd') || (name[2] != '\0' && name[2] != '.'))
		return 0;
	return name[1];
}

static bool add_symbol(struct reader *reader, const GElf_Sym *symbol, size_t section, const char *name, size_t order)
{
	GElf_Shdr header;
	Elf_Scn *scn = elf_getscn(reader->elf, section);
	if (!scn || !gelf_getshdr(scn, &header) || !(header.sh_flags & SHF_EXECINSTR))
		return true;

	unsigned type = GELF_ST_TYPE(symbol->st_info);
	char kind = mapping_kind(name);
	if (kind && type == STT_NOTYPE) {
		uint64_t offset = symbol->st_value - (reader->relocatable ? 0 : header.sh_addr);
		return offset >= header.sh_size ||
		       add_mapping(reader, (struct mapping){section, offset, order, kind == 'd'});
	}
	if (type != STT_FUNC && type != STT_GNU_IFUNC)
		return true;
	uint64_t address = symbol->st_value + (reader->relocatable ? header.sh_offset : 0);
	el2_image_symbol function = {.address = address, .size = symbol->st_size, .name = name};
	return el2_image_add_symbol(reader->image, &reader->symbol_capacity, function);
}

/* The section of more than 65,279: a table beside the symbol table holds the numbers that do not fit. */
static Elf_Data *wide_numbers(const struct reader *reader, Elf_Scn *symbols)
{
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(reader->elf, scn));) {
		GElf_Shdr header;
		if (gelf_getshdr(scn, &header) && header.sh_type == SHT_SYMTAB_SHNDX &&
		    header.sh_link == elf_ndxscn(symbols))
			return elf_getdata(scn, NULL);
	}
	return NULL;
}

static el2_status read_symbols(struct reader *reader, Elf_Scn *scn, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	if (!data || !header->sh_entsize)
		return bad(reader, "broken symbol table");

	Elf_Data *wide = wide_numbers(reader, scn);
	size_t count = data->d_size / sizeof(Elf64_Sym);
	for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
		GElf_Sym symbol;
		Elf32_Word section = 0;
		if (!gelf_getsymshndx(data, wide, (int)i, &symbol, &section))
			return bad(reader, "broken symbol table");
		if (symbol.st_shndx != SHN_XINDEX)
			section = symbol.st_shndx < SHN_LORESERVE ? symbol.st_shndx : SHN_UNDEF;
		const char *name = elf_strptr(reader->elf, header->sh_link, symbol.st_name);
		if (section == SHN_UNDEF || !name)
			continue;
		if (!add_symbol(reader, &symbol, section, name, i))
			return el2_image_no_memory(reader->input);
	}
	return EL2_OK;
}

/* The full symbol table, or without one the dynamic one. */
static el2_status read_symbol_table(struct reader *reader)
{
	static const GElf_Word kinds[] = {SHT_SYMTAB, SHT_DYNSYM};
	for (size_t i = 0; i < 2; i++) {
		for (Elf_Scn *scn = NULL; (scn = elf_nextscn(reader->elf, scn));) {
			GElf_Shdr header;
			if (gelf_getshdr(scn, &header) && header.sh_type == kinds[i])
				return read_symbols(reader, scn, &header);
		}
	}
	return EL2_OK;
}

/* ---- code -------------------------------------------------------------------------------------------------------- */

/* Bytes [from, to) of a code section or segment, in whole words. */
static el2_status add_code(struct reader *reader, uint64_t file_offset, uint64_t address, const char *section,
			   uint64_t from, uint64_t to)
{
	from = (from + 3) & ~UINT64_C(3);
	if (to < from + 4)
		return EL2_OK;
	el2_image_chunk chunk = {
		.words = reader->input->data + file_offset + from,
		.count = (size_t)((to - from) / 4),
		.address = address + from,
		.offset = file_offset + from,
		.section = section,
	};
	return el2_image_add_chunk(reader->image, &reader->chunk_capacity, chunk) ? EL2_OK
										  : el2_image_no_memory(reader->input);
}

/* Within the file, and not so often that sections which lie over each other make much of little. */
static el2_status check_extent(struct reader *reader, uint64_t offset, uint64_t size, const char *what)
{
	size_t file = reader->input->size;
	if (offset > file || size > file - offset)
		return el2_fail(reader->input->error, EL2_ERR_INPUT, reader->input->name, 0, 0,
				"truncated: %s goes beyond the end of the file", what);
	if (size > file - reader->code_bytes)
		return bad(reader, "code sections lie over each other");
	reader->code_bytes += (size_t)size;
	return EL2_OK;
}

/* The first mapping symbol of a section, or where it would be. */
static size_t first_mapping(const struct reader *reader, size_t section)
{
	size_t low = 0, high = reader->mapping_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (reader->mappings[middle].section < section)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static el2_status read_section(struct reader *reader, Elf_Scn *scn, const GElf_Shdr *header, size_t names)
{
	const char *name = elf_strptr(reader->elf, names, header->sh_name);
	name = name ? name : "";
	if (header->sh_flags & SHF_COMPRESSED)
		return el2_fail(reader->input->error, EL2_ERR_UNSUPPORTED, reader->input->name, 0, 0,
				"compressed code section %s", name);
	el2_status status = check_extent(reader, header->sh_offset, header->sh_size, "a code section");

	/* Code, until a mapping symbol says otherwise. */
	size_t section = elf_ndxscn(scn);
	uint64_t address = section_address(reader, header);
	uint64_t from = 0;
	bool data = false;
	for (size_t i = first_mapping(reader, section); !status; i++) {
		bool last = i == reader->mapping_count || reader->mappings[i].section != section;
		uint64_t to = last ? header->sh_size : reader->mappings[i].offset;
		if (!last && reader->mappings[i].data == data)
			continue;
		if (!data)
			status = add_code(reader, header->sh_offset, address, name, from, to);
		if (last)
			break;
		data = reader->mappings[i].data;
		from = to;
	}
	return status;
}

static el2_status read_sections(struct reader *reader)
{
	size_t names;
	if (elf_getshdrstrndx(reader->elf, &names))
		names = SHN_UNDEF;
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(reader->elf, scn));) {
		GElf_Shdr header;
		if (!gelf_getshdr(scn, &header))
			return bad(reader, "broken section table");
		if (header.sh_type != SHT_PROGBITS || !(header.sh_flags & SHF_EXECINSTR))
			continue;
		el2_status status = read_section(reader, scn, &header, names);
		if (status)
			return status;
	}
	return EL2_OK;
}

/* Without sections: what would be loaded as executable. */
static el2_status read_segments(struct reader *reader)
{
	size_t count;
	if (elf_getphdrnum(reader->elf, &count))
		return bad(reader, "broken program header table");
	for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
		GElf_Phdr header;
		if (!gelf_getphdr(reader->elf, (int)i, &header))
			return bad(reader, "truncated: the program header table goes beyond the end of the file");
		if (header.p_type != PT_LOAD || !(header.p_flags & PF_X))
			continue;
		el2_status status = check_extent(reader, header.p_offset, header.p_filesz, "a code segment");
		if (!status)
			status = add_code(reader, header.p_offset, header.p_vaddr, "", 0, header.p_filesz);
		if (status)
			return status;
	}
	return EL2_OK;
}

/* ---- all together ------------------------------------------------------------------------------------------------ */

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_mappings(const void *left, const void *right)
{
	const struct mapping *a = left, *b = right;
	int order = compare(a->section, b->section);
	if (!order)
		order = compare(a->offset, b->offset);
	return order ? order : compare(a->order, b->order);
}

static int compare_chunks(const void *left, const void *right)
{
	const el2_image_chunk *a = left, *b = right;
	int order = compare(a->address, b->address);
	return order ? order : compare(a->offset, b->offset);
}

/* Of several at one address the longest comes last, which is the one that el2_image_symbol_at() finds. */
static int compare_symbols(const void *left, const void *right)
{
	const el2_image_symbol *a = left, *b = right;
	int order = compare(a->address, b->address);
	if (!order)
		order = compare(a->size, b->size);
	return order ? order : -strcmp(a->name, b->name);
}

/* qsort() must not be given NULL. */
static void sort(void *list, size_t count, size_t size, int (*order)(const void *, const void *))
{
	if (count)
		qsort(list, count, size, order);
}

/* Functions written in assembly often have no size: theirs ends where the next one begins. */
static void give_sizes(el2_image *image)
{
	uint64_t next = UINT64_MAX;
	for (size_t i = image->symbol_count; i-- > 0;) {
		el2_image_symbol *symbol = &image->symbols[i];
		if (i + 1 < image->symbol_count && symbol[1].address != symbol->address)
			next = symbol[1].address;
		if (!symbol->size)
			symbol->size = next - symbol->address;
	}
}

static el2_status read_all(struct reader *reader, bool has_sections)
{
	/* Of a table that it cannot reach, libelf says that it is empty. */
	size_t sections;
	if (elf_getshdrnum(reader->elf, &sections) || (has_sections && !sections))
		return bad(reader, "truncated: the section table goes beyond the end of the file");
	if (!sections)
		return read_segments(reader);

	el2_status status = read_symbol_table(reader);
	sort(reader->mappings, reader->mapping_count, sizeof(*reader->mappings), compare_mappings);
	return status ? status : read_sections(reader);
}

el2_status el2_image_read_elf(el2_image *image, const struct image_input *input)
{
	el2_status status = check_header(input);
	if (status)
		return status;
	if (elf_version(EV_CURRENT) == EV_NONE)
		return el2_fail(input->error, EL2_ERR_UNSUPPORTED, input->name, 0, 0, "libelf is too old");

	/* libelf only reads what it is given this way, though it asks for a pointer to writable memory. */
	struct image_private *private = image->private_data;
	Elf *elf = elf_memory((char *)(uintptr_t)input->data, input->size);
	GElf_Ehdr header;
	private->elf = elf;
	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
		return el2_fail(input->error, EL2_ERR_INPUT, input->name, 0, 0, "broken ELF file: %s", elf_errmsg(-1));

	struct reader reader = {.input = input, .image = image, .elf = elf, .relocatable = header.e_type == ET_REL};
	status = read_all(&reader, header.e_shoff != 0);
	free(reader.mappings);
	sort(image->chunks, image->chunk_count, sizeof(*image->chunks), compare_chunks);
	sort(image->symbols, image->symbol_count, sizeof(*image->symbols), compare_symbols);
	give_sizes(image);
	return status;
}

void el2_image_close_elf(void *elf)
{
	elf_end(elf);
}
#else
el2_status el2_image_read_elf(el2_image *image, const struct image_input *input)
{
	(void)image;
	return el2_fail(input->error, EL2_ERR_UNSUPPORTED, input->name, 0, 0,
			"this build has no libelf to read ELF with");
}

void el2_image_close_elf(void *elf)
{
	(void)elf;
}
#endif
