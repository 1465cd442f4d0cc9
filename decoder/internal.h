/* SPDX-License-Identifier: MIT */
/* What the files of the decoder share and do not show. */
#ifndef EL2TRAP_DECODER_INTERNAL_H
#define EL2TRAP_DECODER_INTERNAL_H

#include "decoder/bits.h"
#include "decoder/decoder.h"

/* ---- text ------------------------------------------------------------------------------------------------------ */

/* The text of a hint or barrier as el2_format() writes it; -1 where the word is none. */
int el2_format_system(uint32_t word, char *buffer, size_t size);

/* The text of a word whose row has no layout, those among them; -1 where none is known here. */
int el2_format_named(const el2_insn *insn, char *buffer, size_t size);

/* "x0" to "x30", "xzr". */
const char *el2_x_name(unsigned number);

/* ---- lookup tables made by gen-tries.c --------------------------------------------------------------------------- */

/*
 * Both tables are walked in the same four steps over the word's bits, highest first. An entry is the index at which the
 * next step's entries begin, to which that step's bits are added; the last is a leaf. In the form table a leaf may come
 * before the end: as the first step has all entries below 1 << TRIE_BITS_0, no other number that small is an index.
 */
enum {
	TRIE_SHIFT_0 = 19,
	TRIE_SHIFT_1 = 12,
	TRIE_SHIFT_2 = 5,
	TRIE_SHIFT_3 = 0,
	TRIE_BITS_0 = 13,
	TRIE_BITS_1 = 7,
	TRIE_BITS_2 = 7,
	TRIE_BITS_3 = 5,
	TRIE_LEVELS = 4,
};

#define IS_FORM(entry) ((entry) < 1 << TRIE_BITS_0)

/* A leaf of the class table: an el2_class, and whether the instruction is one of MTE as el2_insn_is_mte() says. */
#define CLASS_MASK 0x0f
#define CLASS_MTE  0x10

/* The leaf of a word. */
unsigned el2_class_leaf(uint32_t word);

/* ---- tables ---------------------------------------------------------------------------------------------------- */

/* A row of pstate.def: a field that MSR (immediate) writes. */
struct pstate_field {
	const char *name;
	uint8_t op1, op2;
	uint8_t crm_mask, crm_value, imm_mask, imm_max;
	uint16_t sysreg;
	const char *features;
};

/* The field that the key of an MSR (immediate) names; NULL when there is none. */
const struct pstate_field *el2_pstate_field(uint16_t key);

#endif
