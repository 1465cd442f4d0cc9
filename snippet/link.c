/* SPDX-License-Identifier: MIT */
#include "snippet/link.h"

#include <ctype.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than a snippet can need; keeps a `.skip 0x7fffffffffff` from taking all memory. */
#define SIZE_LIMIT (64u << 20)

static const struct linker {
	const char *program;
	const char *option; /* of its own, or NULL: threads take longer to begin than a snippet to link */
} linkers[] = {{"aarch64-linux-gnu-ld", NULL}, {"ld.lld", "--threads=1"}};

/* ---- layout ----------------------------------------------------------------------------------------------------- */

static bool is_loaded(const GElf_Shdr *h)
{
	return h->sh_flags & SHF_ALLOC && h->sh_size && h->sh_type != SHT_NOTE;
}

/* A pattern for the name of a section; what a script's quotes or patterns would not take is any one character. */
static void write_pattern(FILE *script, const char *name)
{
	for (; name && *name; name++)
		fputc(isprint((unsigned char)*name) && !strchr("\"*[]\\", *name) ? *name : '?', script);
}

static unsigned flags_of(const GElf_Shdr *h)
{
	return PF_R | (h->sh_flags & SHF_WRITE ? PF_W : 0) | (h->sh_flags & SHF_EXECINSTR ? PF_X : 0);
}

/* What the linker's script says of each section: of its segment, or where it goes. */
static void write_sections(FILE *script, Elf *elf, bool segments, bool code, uint64_t *total)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		names = SHN_UNDEF;
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
		size_t i = elf_ndxscn(scn);
		GElf_Shdr h;

		if (!gelf_getshdr(scn, &h) || !is_loaded(&h) || !(h.sh_flags & SHF_EXECINSTR) == code)
			continue;
		if (segments) {
			fprintf(script, "p%zu PT_LOAD FLAGS(%u);\n", i, flags_of(&h));
			*total += h.sh_size < SIZE_LIMIT - *total ? h.sh_size : SIZE_LIMIT - *total;
		} else {
			fprintf(script, ".s%zu : ALIGN(0x1000) { *(\"", i);
			write_pattern(script, elf_strptr(elf, names, h.sh_name));
			fprintf(script, "\") } :p%zu\n", i);
		}
	}
}

/* A segment of its own for each section, and for what the linker makes. False: that would be SIZE_LIMIT or more. */
static bool write_layout(FILE *script, Elf *elf, uint64_t base)
{
	uint64_t total = 0;

	fprintf(script, "PHDRS {\n");
	write_sections(script, elf, true, true, &total);
	write_sections(script, elf, true, false, &total);
	fprintf(script, "got PT_LOAD FLAGS(6);\ncommon PT_LOAD FLAGS(6);\n}\nSECTIONS {\n. = 0x%llx;\n",
		(unsigned long long)base);
	write_sections(script, elf, false, true, &total);
	write_sections(script, elf, false, false, &total);
	fprintf(script, ".got : ALIGN(0x1000) { *(.got) *(.got.plt) } :got\n"
			".common : ALIGN(0x1000) { *(COMMON) } :common\n"
			"/DISCARD/ : { *(.note.*) }\n}\n");
	return total < SIZE_LIMIT;
}

/* An object file, and its sections can be reached. */
static bool is_object(Elf *elf, GElf_Ehdr *e)
{
	return elf && elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, e) && e->e_ident[EI_CLASS] == ELFCLASS64 &&
	       e->e_ident[EI_DATA] == ELFDATA2LSB && e->e_machine == EM_AARCH64 && e->e_type == ET_REL &&
	       elf_nextscn(elf, NULL);
}

static el2_status lay_out(const struct tool_job *job, uint64_t base, const char *name, el2_error *error)
{
	size_t size = 0;
	unsigned char *file = tool_read(job->object, TOOL_FILE_BYTES, &size);
	Elf *elf = file && elf_version(EV_CURRENT) != EV_NONE ? elf_memory((char *)file, size) : NULL;
	FILE *script = fopen(job->script, "w");
	el2_status status = EL2_OK;
	GElf_Ehdr e;

	if (!script)
		status = el2_fail(error, EL2_ERR_SYSTEM, job->script, 0, 0, "%s", strerror(errno));
	else if (!file)
		status = el2_fail(error, EL2_ERR_SYSTEM, job->object, 0, 0, "the assembler's output cannot be read");
	else if (!is_object(elf, &e) || !write_layout(script, elf, base))
		status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "not an AArch64 object file of less than 64 MB");
	if (script && fclose(script) && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_SYSTEM, job->script, 0, 0, "%s", strerror(errno));
	elf_end(elf);
	free(file);
	return status;
}

/* ---- messages --------------------------------------------------------------------------------------------------- */

/* The line of the source in the message of which `at` is a part: "SOURCE:12:(.text+0x4): ..." (GNU), or behind it on a
 * line of its own ">>> referenced by source.s:12" (LLVM); else 0. */
static unsigned line_of(const char *messages, const char *at)
{
	static const char source[] = "source.s:";
	const char *end = at + strcspn(at, "\n");

	while (at > messages && at[-1] != '\n')
		at--;
	if (!strncmp(end, "\n>>> ", 5))
		end += 1 + strcspn(end + 1, "\n");
	at = strstr(at, source);
	return at && at < end ? (unsigned)strtoul(at + strlen(source), NULL, 10) : 0;
}

/* The linker's first error. Told to make its output whatever happens, it says only in words that a relocation does not
 * fit; other messages are warnings then. */
static el2_status told(const struct tool_job *job, const char *linker, bool failed, const char *name, el2_error *error)
{
	char *text = tool_messages(job);
	const char *misfit = text ? strstr(text, "relocation ") : NULL;
	el2_status status = EL2_OK;

	if (misfit)
		status = el2_fail(error, EL2_ERR_INPUT, name, line_of(text, misfit), 0, "%.*s",
				  (int)strcspn(misfit, "\n"), misfit);
	else if (failed && text && *text)
		status = el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "%s: %.*s", linker, (int)strcspn(text, "\n"), text);
	else if (failed)
		status = tool_failed(linker, name, error);
	free(text);
	return status;
}

/* ---- all together ----------------------------------------------------------------------------------------------- */

el2_status cli_link(const struct tool_job *job, uint64_t base, const char *name, struct cli_object *object,
		    el2_error *error)
{
	const struct linker *linker = tool_here(linkers[0].program) ? &linkers[0] : &linkers[1];
	char entry[32];
	/* --no-relax: the instructions stay those that were written. What is undefined is told by cli_object_open(). */
	const char *const argv[] = {linker->program,
				    "-T",
				    job->script,
				    "-e",
				    entry,
				    "--emit-relocs",
				    "--no-relax",
				    "--noinhibit-exec",
				    "--unresolved-symbols=ignore-all",
				    "-zmax-page-size=4096",
				    "-o",
				    job->linked,
				    job->object,
				    linker->option,
				    NULL};
	unsigned char *file;
	size_t size = 0;
	el2_status status;
	int code;

	memset(object, 0, sizeof *object);
	if (!tool_here(linker->program))
		return el2_fail(
			error, EL2_ERR_UNSUPPORTED, name, 0, 0,
			"no linker: neither aarch64-linux-gnu-ld (binutils-aarch64-linux-gnu) nor ld.lld (lld)");
	status = lay_out(job, base, name, error);
	if (status != EL2_OK)
		return status;
	snprintf(entry, sizeof entry, "0x%llx", (unsigned long long)base);
	code = tool_run(job, argv);
	file = code ? NULL : tool_read(job->linked, TOOL_FILE_BYTES, &size);
	if (!file)
		return told(job, linker->program, true, name, error);
	status = cli_object_open(object, file, size, name, error);
	if (status == EL2_OK)
		status = told(job, linker->program, false, name, error);
	if (status != EL2_OK)
		cli_object_free(object);
	return status;
}

el2_status cli_link_file(const void *file, size_t size, uint64_t base, const char *name, struct cli_object *object,
			 el2_error *error)
{
	struct tool_job job;
	el2_status status = tool_open(&job, error);
	FILE *out;

	if (status != EL2_OK)
		return status;
	out = fopen(job.object, "wb");
	if (!out || fwrite(file, 1, size, out) != size || fflush(out))
		status = el2_fail(error, EL2_ERR_SYSTEM, job.object, 0, 0, "%s", strerror(errno));
	if (out)
		fclose(out);
	if (status == EL2_OK)
		status = cli_link(&job, base, name, object, error);
	tool_close(&job);
	return status;
}
