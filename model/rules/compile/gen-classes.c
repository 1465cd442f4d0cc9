/* SPDX-License-Identifier: MIT */
/*
 * Build-time generator: counts all 2^32 words by class (model/rules/classes.h).
 *
 *     el2-gen-classes FILE
 *
 * Rows {key, a word of the class, how many words}, ascending by key. Of a form whose words are all of one class, the
 * low five bits are not enumerated.
 */
#include "decoder/internal.h"
#include "model/rules/classes.h"

#include "form-trie.inc"

#include <stdio.h>
#include <stdlib.h>

#define SLOTS (1u << 17)

struct slot {
	uint32_t key, word;
	uint64_t count;
};

static struct slot slots[SLOTS];
static size_t used;

static void fail(const char *why)
{
	fprintf(stderr, "el2-gen-classes: %s\n", why);
	exit(1);
}

static void add(uint32_t key, uint32_t word, uint64_t count)
{
	size_t at = key * 2654435761u >> 15;

	while (slots[at].count && slots[at].key != key)
		at = (at + 1) % SLOTS;
	if (!slots[at].count) {
		if (++used > SLOTS / 2)
			fail("too many classes");
		slots[at].key = key;
		slots[at].word = word;
	}
	slots[at].count += count;
}

/* Are all words of the form that share their upper 27 bits of one class? */
static bool is_plain(const el2_insn *insn)
{
	const el2_form_info *form = el2_form_get((el2_form)insn->form);

	if (insn->key || insn->cls == EL2_CLASS_SYSTEM || el2_class_is_mte((el2_class)insn->cls))
		return false;
	return !form || insn->cls == EL2_CLASS_SIMD || insn->cls == EL2_CLASS_GENERAL;
}

/* Does the form of the word not depend on its low five bits? */
static bool is_decided(uint32_t word)
{
	unsigned entry = form_trie[word >> TRIE_SHIFT_0];

	if (!IS_FORM(entry))
		entry = form_trie[entry + bits(word, TRIE_SHIFT_0 - 1, TRIE_SHIFT_1)];
	if (!IS_FORM(entry))
		entry = form_trie[entry + bits(word, TRIE_SHIFT_1 - 1, TRIE_SHIFT_2)];
	return IS_FORM(entry);
}

static int by_key(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

int main(int argc, char **argv)
{
	uint64_t sum = 0;
	FILE *out;

	if (argc != 2)
		fail("usage: el2-gen-classes FILE");
	for (uint32_t prefix = 0; prefix < 1u << 27; prefix++) {
		el2_insn insn;

		el2_decode(prefix << 5, &insn);
		if (is_plain(&insn) && is_decided(prefix << 5)) {
			add(el2_class_key(&insn), prefix << 5, 32);
			continue;
		}
		for (uint32_t low = 0; low < 32; low++) {
			el2_decode(prefix << 5 | low, &insn);
			add(el2_class_key(&insn), prefix << 5 | low, 1);
		}
	}
	qsort(slots, SLOTS, sizeof *slots, by_key);
	out = fopen(argv[1], "w");
	if (!out)
		fail("cannot write");
	fprintf(out, "/* Made by gen-classes.c. */\n");
	for (size_t i = 0; i < SLOTS; i++) {
		if (!slots[i].count)
			continue;
		sum += slots[i].count;
		if (slots[i].count > UINT32_MAX)
			fail("a class of more than 2^32 words");
		fprintf(out, "{0x%08x, 0x%08x, %lu},\n", (unsigned)slots[i].key, (unsigned)slots[i].word,
			(unsigned long)slots[i].count);
	}
	if (ferror(out) | fclose(out))
		fail("cannot write");
	if (sum != UINT64_C(1) << 32)
		fail("the classes do not add up to 2^32");
	return 0;
}
