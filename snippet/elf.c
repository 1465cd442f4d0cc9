/* SPDX-License-Identifier: MIT */
/* ELF executables: what their program headers load. */
#include "snippet/snippet.h"

#include <string.h>

static uint8_t perm_of(uint32_t flags)
{
	return (uint8_t)((flags & PF_R ? EL2_PERM_R : 0) | (flags & PF_W ? EL2_PERM_W : 0) |
			 (flags & PF_X ? EL2_PERM_X : 0));
}

static el2_status add_segment(struct cli_program *p, const Elf64_Phdr *h, size_t size, const char *name,
			      el2_error *error)
{
	const uint64_t most = (uint64_t)EL2_MEMORY_PAGES_MAX * EL2_PAGE_SIZE;

	if (h->p_filesz > h->p_memsz || h->p_offset > size || h->p_filesz > size - h->p_offset || h->p_memsz > most ||
	    h->p_vaddr > UINT64_MAX - h->p_memsz)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "a segment lies outside the file or is too large");
	if (p->segment_count == CLI_SEGMENTS_MAX)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "more than %d segments", CLI_SEGMENTS_MAX);
	p->segments[p->segment_count++] = (struct cli_segment){
		.address = h->p_vaddr,
		.size = h->p_memsz,
		.data = p->elf + h->p_offset,
		.length = (size_t)h->p_filesz,
		.perm = perm_of(h->p_flags),
	};
	return EL2_OK;
}

el2_status cli_program_executable(struct cli_program *p, size_t size, const char *name, el2_error *error)
{
	el2_status status = EL2_OK;
	Elf64_Ehdr e;

	if (size < sizeof e)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "a truncated ELF file");
	memcpy(&e, p->elf, sizeof e);
	if (e.e_ident[EI_CLASS] != ELFCLASS64 || e.e_ident[EI_DATA] != ELFDATA2LSB || e.e_machine != EM_AARCH64)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "not a little-endian AArch64 ELF file");
	if (e.e_phentsize != sizeof(Elf64_Phdr) || e.e_phoff > size ||
	    (uint64_t)e.e_phnum * sizeof(Elf64_Phdr) > size - e.e_phoff)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "program headers that lie outside the file");
	for (unsigned i = 0; status == EL2_OK && i < e.e_phnum; i++) {
		Elf64_Phdr h;

		memcpy(&h, p->elf + e.e_phoff + i * sizeof h, sizeof h);
		if (h.p_type != PT_LOAD || !h.p_memsz)
			continue;
		status = add_segment(p, &h, size, name, error);
		if (e.e_entry - h.p_vaddr < h.p_filesz)
			p->end = h.p_vaddr + (h.p_filesz & ~UINT64_C(3));
	}
	p->entry = e.e_entry;
	if (status == EL2_OK && !p->end)
		status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "the entry point 0x%llx is not in the file",
				  (unsigned long long)e.e_entry);
	return status;
}
