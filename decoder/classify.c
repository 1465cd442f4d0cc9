/* SPDX-License-Identifier: MIT */
/* The class of a word: four loads, no branch. See gen-tries.c. */
#include "decoder/internal.h"

#include "class-trie.inc"

unsigned el2_class_leaf(uint32_t word)
{
	unsigned at = class_trie[word >> TRIE_SHIFT_0];
	at = class_trie[at + bits(word, TRIE_SHIFT_0 - 1, TRIE_SHIFT_1)];
	at = class_trie[at + bits(word, TRIE_SHIFT_1 - 1, TRIE_SHIFT_2)];
	return class_trie[at + bits(word, TRIE_SHIFT_2 - 1, TRIE_SHIFT_3)];
}

el2_class el2_classify(uint32_t word)
{
	return (el2_class)(el2_class_leaf(word) & CLASS_MASK);
}
