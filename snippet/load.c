/* SPDX-License-Identifier: MIT */
/* From a file to a program: which kind of file, the assembler, where everything goes. */
#include "snippet/link.h"
#include "snippet/read_file.h"
#include "snippet/snippet.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (64u << 20)

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

static int by_line(const void *line, const void *site)
{
	unsigned x = *(const unsigned *)line, y = ((const struct cli_snippet_site *)site)->line;

	return (x > y) - (x < y);
}

/* Find the words of each site by the lines that the assembler wrote down. */
static void find_marks(struct cli_program *p, const struct cli_snippet *s, bool *found)
{
	for (size_t i = 0; i < p->object.image.chunk_count; i++) {
		const el2_image_chunk *chunk = &p->object.image.chunks[i];

		for (size_t w = 0; w < chunk->count && s->site_count; w++) {
			unsigned line = cli_object_line(&p->object, chunk->address + w * 4);
			const struct cli_snippet_site *site =
				bsearch(&line, s->sites, s->site_count, sizeof *s->sites, by_line);

			if (!site)
				continue;
			p->marks[p->mark_count++] =
				(struct cli_mark){chunk->address + w * 4, (size_t)(site - s->sites)};
			found[site - s->sites] = true;
		}
	}
}

static el2_status make_marks(struct cli_program *p, const struct cli_snippet *s, el2_error *error)
{
	bool *found = calloc(s->site_count + 1, sizeof *found);
	el2_status status = EL2_OK;
	size_t words = 0;

	for (size_t i = 0; i < p->object.image.chunk_count; i++)
		words += p->object.image.chunks[i].count;
	p->marks = malloc((words + 1) * sizeof *p->marks);
	if (p->marks && found)
		find_marks(p, s, found);
	else
		status = el2_fail(error, EL2_ERR_INTERNAL, s->file, 0, 0, "out of memory");
	for (size_t n = 0; status == EL2_OK && n < s->site_count; n++)
		if (!found[n])
			status = el2_fail(error, EL2_ERR_INPUT, s->file, s->sites[n].line, 0,
					  "an expectation, but the assembler made no instruction of this line");
	free(found);
	return status;
}

/* Raw code and words as text: from CLI_SNIPPET_TEXT on, but where the text gives addresses. */
static el2_status use_image(struct cli_program *p, const char *name, el2_error *error)
{
	const el2_image *image = &p->object.image;
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

/* What the linker made. */
static el2_status use_linked(struct cli_program *p, const char *name, el2_error *error)
{
	if (!p->object.image.chunk_count)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "there is no code in it");
	return cli_program_executable(p, name, error);
}

el2_status cli_program_elf(struct cli_program *p, char *data, size_t length, const char *name, el2_error *error)
{
	el2_status status;
	Elf64_Half type;

	if (length < sizeof(Elf64_Ehdr)) {
		free(data);
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "a truncated ELF file");
	}
	memcpy(&type, data + offsetof(Elf64_Ehdr, e_type), sizeof type);
	if (type == ET_REL) {
		status = cli_link_file(data, length, CLI_SNIPPET_TEXT, name, &p->object, error);
		free(data);
		return status == EL2_OK ? use_linked(p, name, error) : status;
	}
	p->object = (struct cli_object){.file = (unsigned char *)data, .size = length, .start = UINT64_MAX};
	/* for the end of the code; where its sections are damaged, that is the segment's */
	if (el2_image_parse(&p->object.image, data, length, name, EL2_IMAGE_ELF, NULL) != EL2_OK)
		el2_image_close(&p->object.image);
	return cli_program_executable(p, name, error);
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
		status = use_linked(p, s->file, error);
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
	status = cli_read_file(path, FILE_MAX, &data, &length, error);
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
		return cli_program_elf(p, data, length, path, error);
	if (own->machine && !is_text(data, length))
		return cli_program_image(p, (const unsigned char *)data, length, path, error);
	status = el2_image_parse(&p->object.image, data, length, path, EL2_IMAGE_AUTO, error);
	return status == EL2_OK ? use_image(p, path, error) : status;
}

void cli_program_free(struct cli_program *p)
{
	cli_object_free(&p->object);
	free(p->marks);
	memset(p, 0, sizeof *p);
}
