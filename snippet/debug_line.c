/* SPDX-License-Identifier: MIT */
/* Which line each word of code comes from: the DWARF line program, versions 2 to 5. Source: DWARF 5, section 6.2. */
#include "snippet/object.h"

#include <stdlib.h>
#include <string.h>

/* A reader of bytes; reading past the end gives zeros and sets `failed`. */
struct reader {
	const unsigned char *data;
	size_t size, at;
	bool failed;
};

static uint64_t take(struct reader *r, unsigned bytes)
{
	uint64_t value = 0;

	if (r->size - r->at < bytes) {
		r->failed = true;
		r->at = r->size;
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)r->data[r->at++] << 8 * i;
	return value;
}

static uint64_t take_leb(struct reader *r, bool with_sign)
{
	uint64_t value = 0, byte;
	unsigned shift = 0;

	do {
		byte = take(r, 1);
		if (shift < 64)
			value |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && !r->failed);
	if (with_sign && byte & 0x40 && shift < 64)
		value |= UINT64_MAX << shift;
	return value;
}

/* The registers of the line state machine that matter here, and its parameters. */
struct machine {
	struct cli_object *object;
	unsigned table; /* index of .debug_line */
	struct cli_object_section *section;
	uint64_t offset, line, file, main_file;
	uint64_t step;
	int line_base;
	uint64_t line_range, opcode_base;
	const unsigned char *lengths; /* of the standard opcodes, from opcode 1 */
};

static void restart(struct machine *m)
{
	m->section = NULL;
	m->offset = 0;
	m->line = 1;
	m->file = 1;
}

/* The machine has a row: this word begins at this line. Lines of included files are not those of the source. */
static void row(struct machine *m)
{
	if (!m->main_file)
		m->main_file = m->file + 1;
	if (m->section && m->section->lines && m->offset / 4 < m->section->size / 4)
		m->section->lines[m->offset / 4] = m->file + 1 == m->main_file ? (unsigned)m->line : 0;
}

/* DW_LNE_set_address: the object file's address is 0, its relocation names the section. */
static void set_address(struct machine *m, size_t at, uint64_t value)
{
	size_t count;
	const Elf64_Rela *r = cli_object_relocations(m->object, m->table, &count);

	m->section = NULL;
	for (size_t i = 0; r && i < count; i++) {
		const Elf64_Sym *symbol;

		if (r[i].r_offset != at)
			continue;
		symbol = cli_object_symbol(m->object, ELF64_R_SYM(r[i].r_info), NULL);
		if (symbol) {
			m->section = cli_object_section_of(m->object, symbol->st_shndx);
			m->offset = symbol->st_value + (uint64_t)r[i].r_addend + value;
		}
		return;
	}
}

static void extended(struct machine *m, struct reader *r)
{
	uint64_t length = take_leb(r, false);
	size_t end = r->at + (length < r->size - r->at ? length : r->size - r->at);
	uint64_t opcode = take(r, 1);
	size_t operand = r->at;

	if (opcode == 1) /* DW_LNE_end_sequence */
		restart(m);
	else if (opcode == 2 && length == 9) /* DW_LNE_set_address */
		set_address(m, operand, take(r, 8));
	r->at = end;
}

static void standard(struct machine *m, struct reader *r, uint64_t opcode)
{
	switch (opcode) {
	case 1: /* DW_LNS_copy */
		row(m);
		break;
	case 2: /* DW_LNS_advance_pc */
		m->offset += take_leb(r, false) * m->step;
		break;
	case 3: /* DW_LNS_advance_line */
		m->line += take_leb(r, true);
		break;
	case 4: /* DW_LNS_set_file */
		m->file = take_leb(r, false);
		break;
	case 8: /* DW_LNS_const_add_pc */
		m->offset += (255 - m->opcode_base) / m->line_range * m->step;
		break;
	case 9: /* DW_LNS_fixed_advance_pc */
		m->offset += take(r, 2);
		break;
	default:
		for (unsigned i = 0; i < m->lengths[opcode - 1]; i++)
			take_leb(r, false);
		break;
	}
}

static void run(struct machine *m, struct reader *r)
{
	restart(m);
	while (r->at < r->size && !r->failed) {
		uint64_t opcode = take(r, 1);

		if (!opcode) {
			extended(m, r);
		} else if (opcode < m->opcode_base) {
			standard(m, r, opcode);
		} else {
			opcode -= m->opcode_base;
			m->offset += opcode / m->line_range * m->step;
			m->line += (uint64_t)(int64_t)(m->line_base + (int)(opcode % m->line_range));
			row(m);
		}
	}
}

/* One unit: its header, then its program. False if there is none that can be read. */
static bool unit(struct machine *m, struct reader *all)
{
	struct reader r = {all->data, all->size, all->at, false};
	uint64_t length = take(&r, 4), header, version;

	if (r.failed || length > all->size - r.at)
		return false;
	r.size = all->at = r.at + length;
	version = take(&r, 2);
	if (version < 2 || version > 5)
		return false;
	if (version == 5)
		take(&r, 2); /* sizes of addresses and segment selectors */
	header = take(&r, 4);
	if (header > r.size - r.at)
		return false;
	header += r.at;
	m->step = take(&r, 1);
	take(&r, version >= 4 ? 2 : 1); /* operations an instruction; default_is_stmt */
	m->line_base = (int)(int8_t)take(&r, 1);
	m->line_range = take(&r, 1);
	m->opcode_base = take(&r, 1);
	m->lengths = r.data + r.at;
	if (r.failed || !m->line_range || !m->opcode_base || m->opcode_base - 1 > r.size - r.at)
		return false;
	r.at = header;
	m->main_file = 0;
	run(m, &r);
	return true;
}

/* The marks that stand for rows which llvm-mc does not write. */
static void add_marks(struct cli_object *o)
{
	const char *name = NULL;
	const Elf64_Sym *symbol;

	for (uint64_t i = 0; (symbol = cli_object_symbol(o, i, &name)); i++) {
		struct cli_object_section *s = cli_object_section_of(o, symbol->st_shndx);

		if (s && s->lines && name && !strncmp(name, CLI_LINE_LABEL, strlen(CLI_LINE_LABEL)) &&
		    symbol->st_value / 4 < s->size / 4)
			s->lines[symbol->st_value / 4] = (unsigned)strtoul(name + strlen(CLI_LINE_LABEL), NULL, 10);
	}
}

/* Words from a mapping symbol $d to the next $x are data. Marks them in `data`, one byte a word. */
static void find_data(const struct cli_object *o, const struct cli_object_section *s, unsigned char *data)
{
	const char *name = NULL;
	const Elf64_Sym *symbol;
	unsigned char kind = 1;

	/* first each mapping symbol at its place: 1 code, 2 data */
	for (uint64_t i = 0; (symbol = cli_object_symbol(o, i, &name)); i++)
		if (symbol->st_shndx == s->index && name && name[0] == '$' && (name[1] == 'x' || name[1] == 'd') &&
		    symbol->st_value / 4 < s->size / 4)
			data[symbol->st_value / 4] = name[1] == 'x' ? 1 : 2;
	for (size_t i = 0; i < s->size / 4; i++) {
		kind = data[i] ? data[i] : kind;
		data[i] = kind;
	}
}

/* A word without a row of its own has the line of the word before it (macros, .rept, several words a line). */
static void fill_gaps(const struct cli_object *o, struct cli_object_section *s)
{
	unsigned char *kinds = calloc(s->size / 4 + 1, 1);
	unsigned line = 0;

	if (!kinds)
		return; /* lines are for messages: those that are there stay */
	find_data(o, s, kinds);
	for (size_t i = 0; i < s->size / 4; i++) {
		if (s->lines[i])
			line = s->lines[i];
		s->lines[i] = kinds[i] == 1 ? line : 0;
	}
	free(kinds);
}

void cli_object_read_lines(struct cli_object *o)
{
	for (unsigned i = 0; i < o->header_count; i++) {
		const Elf64_Shdr *h = &o->headers[i];
		struct machine m = {.object = o, .table = i};
		struct reader r = {.size = h->sh_size};
		const char *name = cli_object_section_name(o, i);

		if (h->sh_type != SHT_PROGBITS || !name || strcmp(name, ".debug_line"))
			continue;
		r.data = cli_object_range(o, h->sh_offset, h->sh_size, 1);
		while (r.data && r.at < r.size && unit(&m, &r))
			;
	}
	add_marks(o);
	for (size_t i = 0; i < o->section_count; i++)
		if (o->sections[i].lines)
			fill_gaps(o, &o->sections[i]);
}
