/* SPDX-License-Identifier: MIT */
/*
 * All 2^32 words, in classes that no rule can tell apart: the same form, register, flags, and operand bits that a rule
 * reads. The table is made at build time by compile/gen-classes.c, which counts every word.
 */
#include "model/rules/classes.h"

#include <stddef.h>

static const struct {
	uint32_t key, word, count;
} classes[] = {
#include "classes.inc"
};

#define CLASS_COUNT (sizeof classes / sizeof *classes)

size_t el2_word_class_count(void)
{
	return CLASS_COUNT;
}

bool el2_word_class_get(size_t n, uint32_t *word, uint32_t *count)
{
	if (n >= CLASS_COUNT)
		return false;
	*word = classes[n].word;
	*count = classes[n].count;
	return true;
}

size_t el2_word_class_of(const el2_insn *insn)
{
	return el2_word_class_near(insn, CLASS_COUNT);
}

size_t el2_word_class_near(const el2_insn *insn, size_t guess)
{
	uint32_t key = el2_class_key(insn);
	size_t low = 0, high = CLASS_COUNT;

	if (guess < CLASS_COUNT && classes[guess].key == key)
		return guess;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (classes[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < CLASS_COUNT && classes[low].key == key ? low : CLASS_COUNT;
}
