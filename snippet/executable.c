/* SPDX-License-Identifier: MIT */
/* ELF executables: what their program headers load, and where the code of the entry point ends. */
#include "model/bytes.h"
#include "snippet/snippet.h"

#include <gelf.h>
#include <libelf.h>
#include <string.h>

static uint8_t perm_of(uint32_t flags)
{
	return (uint8_t)((flags & PF_R ? EL2_PERM_R : 0) | (flags & PF_W ? EL2_PERM_W : 0) |
			 (flags & PF_X ? EL2_PERM_X : 0));
}

static el2_status add_segment(struct cli_program *p, const GElf_Phdr *h, const char *name, el2_error *error)
{
	const uint64_t most = (uint64_t)EL2_MEMORY_PAGES_MAX * EL2_PAGE_SIZE;
	size_t size = p->object.size;

	if (h->p_filesz > h->p_memsz || h->p_offset > size || h->p_filesz > size - h->p_offset || h->p_memsz > most ||
	    h->p_vaddr > UINT64_MAX - h->p_memsz)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "a segment lies outside the file or is too large");
	if (p->segment_count == CLI_SEGMENTS_MAX)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "more than %d segments", CLI_SEGMENTS_MAX);
	p->segments[p->segment_count++] = (struct cli_segment){
		.address = h->p_vaddr,
		.size = h->p_memsz,
		.data = p->object.file + h->p_offset,
		.length = (size_t)h->p_filesz,
		.perm = perm_of(h->p_flags),
	};
	return EL2_OK;
}

static el2_status read_segments(struct cli_program *p, Elf *elf, const GElf_Ehdr *e, const char *name, el2_error *error)
{
	el2_status status = EL2_OK;
	size_t count = 0;

	/* of a table that it cannot reach, libelf says that it is empty */
	if (elf_getphdrnum(elf, &count) || (e->e_phnum && !count))
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "program headers that lie outside the file");
	for (size_t i = 0; status == EL2_OK && i < count && i <= INT32_MAX; i++) {
		GElf_Phdr h;

		if (!gelf_getphdr(elf, (int)i, &h))
			return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "broken program header table");
		if (h.p_type == PT_LOAD && h.p_memsz)
			status = add_segment(p, &h, name, error);
	}
	return status;
}

/* The bytes of the file in [*from, *to) that the entry point is in: those of its section, or without sections of its
 * segment. False: there are none. */
static bool entry_extent(const struct cli_program *p, Elf *elf, uint64_t *from, uint64_t *to)
{
	bool found = false;

	for (size_t i = 0; i < p->segment_count; i++)
		if (!found && p->entry - p->segments[i].address < p->segments[i].length) {
			*from = p->segments[i].address;
			*to = *from + p->segments[i].length;
			found = true;
		}
	for (Elf_Scn *scn = NULL; found && (scn = elf_nextscn(elf, scn));) {
		GElf_Shdr h;

		if (gelf_getshdr(scn, &h) && h.sh_type == SHT_PROGBITS && h.sh_flags & SHF_ALLOC &&
		    h.sh_addr >= *from && p->entry - h.sh_addr < h.sh_size && h.sh_size <= *to - h.sh_addr) {
			*from = h.sh_addr;
			*to = *from + h.sh_size;
		}
	}
	return found;
}

/* Behind the last instruction of [from, to): a literal pool that follows them is no part of the code, nor is a zero
 * that aligns it, which the assembler counts to the line before. */
static uint64_t code_end(const struct cli_program *p, uint64_t from, uint64_t to)
{
	const struct cli_object *o = &p->object;
	const el2_image_chunk *last = NULL;
	uint64_t end = to & ~UINT64_C(3);

	for (size_t i = 0; i < o->image.chunk_count; i++)
		if (o->image.chunks[i].address >= from && o->image.chunks[i].address < to &&
		    o->image.chunks[i].count <= (to - o->image.chunks[i].address) / 4)
			last = &o->image.chunks[i];
	if (last)
		end = last->address + last->count * 4;
	if (last && end < (to & ~UINT64_C(3)) && last->count >= 2 && !load_le(last->words + (last->count - 1) * 4, 4) &&
	    o->line_count && cli_object_line(o, end - 4) == cli_object_line(o, end - 8))
		end -= 4;
	return end;
}

el2_status cli_program_executable(struct cli_program *p, const char *name, el2_error *error)
{
	Elf *elf = elf_version(EV_CURRENT) != EV_NONE ? elf_memory((char *)p->object.file, p->object.size) : NULL;
	uint64_t from = 0, to = 0;
	el2_status status;
	GElf_Ehdr e;

	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &e))
		status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "a truncated ELF file");
	else if (e.e_ident[EI_CLASS] != ELFCLASS64 || e.e_ident[EI_DATA] != ELFDATA2LSB || e.e_machine != EM_AARCH64)
		status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "not a little-endian AArch64 ELF file");
	else
		status = read_segments(p, elf, &e, name, error);
	if (status == EL2_OK) {
		p->entry = p->object.start != UINT64_MAX ? p->object.start : e.e_entry;
		if (entry_extent(p, elf, &from, &to))
			p->end = code_end(p, from, to);
		else
			status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "the entry point 0x%llx is not in the file",
					  (unsigned long long)p->entry);
	}
	elf_end(elf);
	return status;
}
