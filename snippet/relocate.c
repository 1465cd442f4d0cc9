/* SPDX-License-Identifier: MIT */
/* Relocations, as far as assembler snippets need them. Source: ELF for the Arm 64-bit Architecture, section 5.7. */
#include "snippet/object.h"

#include <stdio.h>
#include <string.h>

enum place {
	ABSOLUTE, /* the target */
	RELATIVE, /* the target, from here */
	PAGES,    /* from the page of here to that of the target */
	LOW12,    /* the target's place in its page */
};

/* A relocation type: what is computed, how far it is shifted right, and where it goes. */
struct kind {
	uint16_t type;
	uint8_t place; /* enum place */
	uint8_t shift; /* bits that must be, or are, left out at the bottom */
	uint8_t bits;  /* of the field; 64 and 32: data */
	uint8_t lsb;   /* of the field in the instruction; ADR: split into immlo and immhi */
	bool adr;
	bool check; /* must fit as a signed number */
};

static const struct kind kinds[] = {
	{R_AARCH64_ABS64, ABSOLUTE, 0, 64, 0, false, false},
	{R_AARCH64_ABS32, ABSOLUTE, 0, 32, 0, false, false},
	{R_AARCH64_PREL64, RELATIVE, 0, 64, 0, false, false},
	{R_AARCH64_PREL32, RELATIVE, 0, 32, 0, false, true},
	{R_AARCH64_LD_PREL_LO19, RELATIVE, 2, 19, 5, false, true},
	{R_AARCH64_ADR_PREL_LO21, RELATIVE, 0, 21, 0, true, true},
	{R_AARCH64_ADR_PREL_PG_HI21, PAGES, 12, 21, 0, true, true},
	{R_AARCH64_ADD_ABS_LO12_NC, LOW12, 0, 12, 10, false, false},
	{R_AARCH64_LDST8_ABS_LO12_NC, LOW12, 0, 12, 10, false, false},
	{R_AARCH64_LDST16_ABS_LO12_NC, LOW12, 1, 12, 10, false, false},
	{R_AARCH64_LDST32_ABS_LO12_NC, LOW12, 2, 12, 10, false, false},
	{R_AARCH64_LDST64_ABS_LO12_NC, LOW12, 3, 12, 10, false, false},
	{R_AARCH64_LDST128_ABS_LO12_NC, LOW12, 4, 12, 10, false, false},
	{R_AARCH64_TSTBR14, RELATIVE, 2, 14, 5, false, true},
	{R_AARCH64_CONDBR19, RELATIVE, 2, 19, 5, false, true},
	{R_AARCH64_JUMP26, RELATIVE, 2, 26, 0, false, true},
	{R_AARCH64_CALL26, RELATIVE, 2, 26, 0, false, true},
};

static const struct kind *find_kind(uint64_t type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

static uint64_t compute(const struct kind *k, uint64_t target, uint64_t at)
{
	switch ((enum place)k->place) {
	case RELATIVE:
		return target - at;
	case PAGES:
		return (target & ~UINT64_C(0xfff)) - (at & ~UINT64_C(0xfff));
	case LOW12:
		return target & 0xfff;
	default:
		return target;
	}
}

static bool fits(const struct kind *k, uint64_t value)
{
	int64_t limit, v = (int64_t)value;

	if (!k->check)
		return true;
	limit = INT64_C(1) << (k->bits + k->shift - 1);
	return v >= -limit && v < limit;
}

static void store(const struct kind *k, unsigned char *at, uint64_t value)
{
	unsigned bytes = k->bits == 64 ? 8 : 4;
	uint64_t word = 0, field;

	if (k->bits < 32) {
		for (unsigned i = 0; i < 4; i++)
			word |= (uint64_t)at[i] << 8 * i;
		field = value >> k->shift & ((UINT64_C(1) << k->bits) - 1);
		if (k->adr)
			word = (word & ~UINT64_C(0x60ffffe0)) | (field & 3) << 29 | field >> 2 << 5;
		else
			word = (word & ~(((UINT64_C(1) << k->bits) - 1) << k->lsb)) | field << k->lsb;
	} else {
		word = value;
	}
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(word >> 8 * i);
}

static el2_status apply(const struct cli_object *o, const struct cli_object_section *s, const Elf64_Rela *r,
			const char *file, el2_error *error)
{
	const struct kind *k = find_kind(ELF64_R_TYPE(r->r_info));
	const struct cli_object_section *in;
	unsigned line = s->lines && r->r_offset / 4 < s->size / 4 ? s->lines[r->r_offset / 4] : 0;
	const char *name = NULL;
	const Elf64_Sym *symbol = cli_object_symbol(o, ELF64_R_SYM(r->r_info), &name);
	uint64_t value;

	if (!name || !*name)
		name = "a section";
	if (!symbol)
		return el2_fail(error, EL2_ERR_INPUT, file, line, 0, "a relocation without a symbol");
	if (!k)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, file, line, 0,
				"relocation type %u against %.64s needs a linker: give linked code instead",
				(unsigned)ELF64_R_TYPE(r->r_info), name);
	if (r->r_offset > s->size || s->size - r->r_offset < (k->bits == 64 ? 8u : 4u))
		return el2_fail(error, EL2_ERR_INPUT, file, line, 0, "a relocation outside of %s", s->name);
	in = cli_object_section_of(o, symbol->st_shndx);
	if (!in && symbol->st_shndx != SHN_ABS)
		return el2_fail(error, EL2_ERR_INPUT, file, line, 0, "undefined symbol '%.64s'", name);
	value = compute(k, symbol->st_value + (in ? in->address : 0) + (uint64_t)r->r_addend, s->address + r->r_offset);
	if (!fits(k, value))
		return el2_fail(error, EL2_ERR_INPUT, file, line, 0, "'%.64s' is too far away", name);
	store(k, s->data + r->r_offset, value);
	return EL2_OK;
}

el2_status cli_object_relocate(struct cli_object *o, const char *name, el2_error *error)
{
	for (size_t i = 0; i < o->section_count; i++) {
		size_t count;
		const Elf64_Rela *r = cli_object_relocations(o, o->sections[i].index, &count);

		for (size_t n = 0; r && n < count; n++) {
			el2_status status;

			if (ELF64_R_TYPE(r[n].r_info) == R_AARCH64_NONE)
				continue;
			status = apply(o, &o->sections[i], &r[n], name, error);
			if (status != EL2_OK)
				return status;
		}
	}
	return EL2_OK;
}
