/* SPDX-License-Identifier: MIT */
/* From a file to a program: which kind of file, the assembler, where everything goes. */
#include "snippet/snippet.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (64u << 20)

/* ---- files ---- */

static el2_status read_all(FILE *file, const char *name, char **data, size_t *length, el2_error *error)
{
	size_t capacity = 0;

	*data = NULL;
	*length = 0;
	do {
		char *grown = realloc(*data, capacity = capacity * 2 + 65536);

		if (!grown)
			return el2_fail(error, EL2_ERR_INTERNAL, name, 0, 0, "out of memory");
		*data = grown;
		*length += fread(*data + *length, 1, capacity - 1 - *length, file);
		if (*length > FILE_MAX)
			return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "larger than %u MB", FILE_MAX >> 20);
	} while (!feof(file) && !ferror(file));
	(*data)[*length] = '\0';
	return ferror(file) ? el2_fail(error, EL2_ERR_SYSTEM, name, 0, 0, "%s", strerror(errno)) : EL2_OK;
}

static el2_status read_file(const char *path, char **data, size_t *length, el2_error *error)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	el2_status status;

	if (!file)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	errno = 0;
	status = read_all(file, path, data, length, error);
	if (file != stdin)
		fclose(file);
	return status;
}

/* ---- kinds ---- */

static bool is_elf(const char *data, size_t length)
{
	return length > EI_NIDENT && !memcmp(data, ELFMAG, SELFMAG);
}

static bool is_text(const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)data[i] < 0x20 && !isspace((unsigned char)data[i]))
			return false;
	return true;
}

/* Hexadecimal words and comments, nothing else. */
static bool is_hex(const char *text)
{
	bool any = false;

	while (*text) {
		size_t length = strcspn(text, " \t\r\n");
		char word[16];
		uint32_t value;

		if (*text == '#' || !strncmp(text, "//", 2)) {
			text += strcspn(text, "\n");
		} else if (length) {
			snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1),
				 text);
			if (!el2_parse_word(word, &value))
				return false;
			any = true;
			text += length;
		} else {
			text++;
		}
	}
	return any;
}

/* ---- programs ---- */

static int by_address(const void *a, const void *b)
{
	const struct cli_mark *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* Find the words of each site by the lines that the assembler wrote down. */
static el2_status make_marks(struct cli_program *p, const struct cli_snippet *s, el2_error *error)
{
	size_t words = 0;

	for (size_t i = 0; i < p->object.section_count; i++)
		words += p->object.sections[i].size / 4;
	p->marks = malloc((words + 1) * sizeof *p->marks);
	if (!p->marks)
		return el2_fail(error, EL2_ERR_INTERNAL, s->file, 0, 0, "out of memory");
	for (size_t n = 0; n < s->site_count; n++) {
		size_t before = p->mark_count;

		for (size_t i = 0; i < p->object.section_count; i++) {
			const struct cli_object_section *section = &p->object.sections[i];

			for (size_t w = 0; section->lines && w < section->size / 4; w++)
				if (section->lines[w] == s->sites[n].line)
					p->marks[p->mark_count++] = (struct cli_mark){section->address + w * 4, n};
		}
		if (p->mark_count == before)
			return el2_fail(error, EL2_ERR_INPUT, s->file, s->sites[n].line, 0,
					"an expectation, but the assembler made no instruction of this line");
	}
	if (p->mark_count) /* each word has one line, so no more than `words` were written */
		qsort(p->marks, p->mark_count, sizeof *p->marks, by_address);
	return EL2_OK;
}

/* Where the instructions of a section end: a literal pool may follow them, behind the last mapping symbol "$d". */
static uint64_t code_end(const struct cli_object *o, const struct cli_object_section *section)
{
	uint64_t end = section->size & ~(uint64_t)3, last = 0;
	const Elf64_Sym *symbol;
	const char *name;

	for (uint64_t i = 1; (symbol = cli_object_symbol(o, i, &name)); i++) {
		if (symbol->st_shndx != section->index || !name || name[0] != '$' || symbol->st_value < last)
			continue;
		last = symbol->st_value;
		end = name[1] == 'd' && last < section->size ? last & ~(uint64_t)3 : section->size & ~(uint64_t)3;
	}
	/* and a zero that aligns it: the assembler counts it to the line before */
	if (end < section->size && end >= 8 && section->lines &&
	    section->lines[end / 4 - 1] == section->lines[end / 4 - 2] && !memcmp(section->data + end - 4, "\0\0\0", 4))
		end -= 4;
	return section->address + end;
}

static el2_status use_object(struct cli_program *p, const char *name, el2_error *error)
{
	const struct cli_object *o = &p->object;
	bool found = false;

	for (size_t i = 0; i < o->section_count; i++) {
		const struct cli_object_section *section = &o->sections[i];

		if (!section->size)
			continue;
		if (p->segment_count == CLI_SEGMENTS_MAX)
			return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "more than %d sections", CLI_SEGMENTS_MAX);
		p->segments[p->segment_count++] = (struct cli_segment){
			.address = section->address,
			.size = section->size,
			.data = section->data,
			.length = section->size,
			.perm = (uint8_t)(EL2_PERM_R | (section->executable ? EL2_PERM_X : 0) |
					  (section->writable ? EL2_PERM_W : 0)),
		};
		if (section->executable && !found) {
			p->entry = section->address;
			p->end = code_end(o, section);
			found = true;
		}
	}
	for (size_t i = 0; i < o->symbol_count; i++)
		if (found && !strcmp(o->symbols[i].name, "_start"))
			p->entry = o->symbols[i].address;
	return found ? EL2_OK : el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "there is no code in it");
}

/* Raw code and words as text: from CLI_SNIPPET_TEXT on, but where the text gives addresses. */
static el2_status use_image(struct cli_program *p, const char *name, el2_error *error)
{
	const el2_image *image = &p->image;
	uint64_t base = image->chunk_count && image->chunks[0].address ? 0 : CLI_SNIPPET_TEXT;

	if (image->chunk_count > CLI_SEGMENTS_MAX)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "more than %d pieces of code", CLI_SEGMENTS_MAX);
	for (size_t i = 0; i < image->chunk_count; i++) {
		const el2_image_chunk *chunk = &image->chunks[i];

		p->segments[p->segment_count++] = (struct cli_segment){.address = base + chunk->address,
								       .size = chunk->count * 4,
								       .data = chunk->words,
								       .length = chunk->count * 4,
								       .perm = EL2_PERM_R | EL2_PERM_X};
		p->end = base + chunk->address + chunk->count * 4;
	}
	p->entry = p->segment_count ? p->segments[0].address : 0;
	return p->segment_count ? EL2_OK : el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "there is no code in it");
}

/* An ELF file: executables by their segments, object files as the assembler's. Takes over `data`. */
static el2_status load_elf(struct cli_program *p, char *data, size_t length, const char *name, el2_error *error)
{
	Elf64_Half type;
	el2_status status;

	if (length < sizeof(Elf64_Ehdr)) {
		free(data);
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "a truncated ELF file");
	}
	memcpy(&type, data + offsetof(Elf64_Ehdr, e_type), sizeof type);
	if (type == ET_REL) {
		status = cli_object_parse(&p->object, (unsigned char *)data, length, CLI_SNIPPET_TEXT, name, error);
		return status == EL2_OK ? use_object(p, name, error) : status;
	}
	p->elf = (unsigned char *)data;
	status = cli_program_executable(p, length, name, error);
	/* a literal pool behind the code is no part of it; without libelf nobody tells, and the segment's end counts */
	if (status == EL2_OK && el2_image_parse(&p->image, data, length, name, EL2_IMAGE_ELF, NULL) == EL2_OK)
		for (size_t i = 0; i < p->image.chunk_count; i++)
			if (p->entry - p->image.chunks[i].address < p->image.chunks[i].count * 4)
				p->end = p->image.chunks[i].address + p->image.chunks[i].count * 4;
	return status;
}

/* The directory of a file, for .include; "." where the name has none. */
static void directory_of(const char *path, char *buffer, size_t size)
{
	const char *slash = strrchr(path, '/');

	if (slash && (size_t)(slash - path) < size)
		snprintf(buffer, size, "%.*s", slash == path ? 1 : (int)(slash - path), path);
	else
		snprintf(buffer, size, ".");
}

static el2_status load_source(struct cli_snippet *s, struct cli_program *p, const struct cli_options *base,
			      const struct cli_run_options *own, el2_error *error)
{
	el2_status status = cli_snippet_parse(s, base, own, error);
	char directory[4096];

	directory_of(s->file, directory, sizeof directory);
	if (status == EL2_OK)
		status = cli_assemble(s->text, s->length, s->file, directory, CLI_SNIPPET_TEXT, &p->object, error);
	if (status == EL2_OK)
		status = use_object(p, s->file, error);
	return status == EL2_OK ? make_marks(p, s, error) : status;
}

el2_status cli_snippet_load(struct cli_snippet *s, struct cli_program *p, const char *path,
			    const struct cli_options *base, const struct cli_run_options *own, el2_error *error)
{
	el2_status status;
	char *data = NULL;
	size_t length = 0;

	memset(s, 0, sizeof *s);
	memset(p, 0, sizeof *p);
	s->file = path;
	status = read_file(path, &data, &length, error);
	if (status != EL2_OK) {
		free(data);
		return status;
	}
	if (!is_elf(data, length)) {
		s->text = data;
		s->length = length;
		if (is_text(data, length) && !is_hex(data))
			return load_source(s, p, base, own, error);
	}
	s->runs[s->run_count++] = (struct cli_snippet_run){.name = "1", .options = *base, .own = *own};
	if (is_elf(data, length))
		return load_elf(p, data, length, path, error);
	status = el2_image_parse(&p->image, data, length, path, EL2_IMAGE_AUTO, error);
	return status == EL2_OK ? use_image(p, path, error) : status;
}

void cli_program_free(struct cli_program *p)
{
	cli_object_free(&p->object);
	el2_image_close(&p->image);
	free(p->elf);
	free(p->marks);
	memset(p, 0, sizeof *p);
}
