/* SPDX-License-Identifier: MIT */
/*
 * All 2^32 words, in classes that no rule can tell apart: the same form, register, flags, and operand bits that a rule
 * reads.
 */
#include "model/rules/classes.h"
#include "model/rules/word_table.h"
#include "model/view.h"

size_t el2_word_class_count(void)
{
	return el2_word_classes_count;
}

bool el2_word_class_get(size_t n, uint32_t *word, uint32_t *count)
{
	if (n >= el2_word_classes_count)
		return false;
	*word = el2_word_classes[n].word;
	*count = el2_word_classes[n].count;
	return true;
}

size_t el2_word_class_of(uint32_t word)
{
	return el2_class_of_word(word);
}

uint32_t el2_word_class_key(const el2_insn *insn)
{
	return el2_class_key(insn);
}

bool el2_word_class_prove(uint32_t first, uint32_t classes[32])
{
	const uint16_t *node = el2_word_2[el2_word_1[el2_word_0[first >> 16]][first >> 8 & 255]] + (first & 0xe0);
	bool same = true;

	for (uint32_t i = 0; i < 32; i++) {
		el2_insn insn;

		classes[i] = node[i];
		el2_decode(first + i, &insn);
		same &= el2_word_classes[node[i]].key == el2_class_key(&insn);
	}
	return same;
}
