/* SPDX-License-Identifier: MIT */
/*
 * Classes of words, and the class of each word: made at build time by compile/gen-classes.c, which counts all 2^32.
 *
 * The table is walked in three steps over the word's bits, highest first; an entry is the number of the next step's
 * node, in the last the class. Always three, without a branch: what is looked up is often a random word.
 */
#ifndef EL2TRAP_MODEL_WORD_TABLE_H
#define EL2TRAP_MODEL_WORD_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Ascending by key: that of el2_class_key(). */
typedef struct el2_word_class {
	uint32_t key, word, count;
} el2_word_class;

extern const el2_word_class el2_word_classes[];
extern const size_t el2_word_classes_count;

extern const uint16_t el2_word_0[];
extern const uint16_t el2_word_1[][256];
extern const uint16_t el2_word_2[][256];

static inline size_t el2_class_of_word(uint32_t word)
{
	return el2_word_2[el2_word_1[el2_word_0[word >> 16]][word >> 8 & 255]][word & 255];
}

#endif
