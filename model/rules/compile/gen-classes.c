/* SPDX-License-Identifier: MIT */
/*
 * Build-time generator: counts all 2^32 words by class (model/rules/classes.h).
 *
 *     el2-gen-classes FILE
 *
 * What model/rules/word_table.h declares: the classes, ascending by key, and the table that finds a word's. Of a form
 * whose words are all of one class, the low five bits are not enumerated.
 */
#include "decoder/internal.h"
#include "model/rules/classes.h"
#include "model/rules/word_table.h"

#include "form-trie.inc"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS (1u << 17)

struct slot {
	uint32_t key, word;
	uint64_t count;
	uint16_t number; /* in the order in which they are met */
};

static struct slot slots[SLOTS];
static size_t used;
static uint16_t final_number[UINT16_MAX + 1]; /* by that number: its place by key */

static void fail(const char *why)
{
	fprintf(stderr, "el2-gen-classes: %s\n", why);
	exit(1);
}

/* The number of the class. */
static uint16_t add(uint32_t key, uint32_t word, uint64_t count)
{
	size_t at = key * 2654435761u >> 15;

	while (slots[at].count && slots[at].key != key)
		at = (at + 1) % SLOTS;
	if (!slots[at].count) {
		if (used > UINT16_MAX)
			fail("too many classes");
		slots[at].key = key;
		slots[at].word = word;
		slots[at].number = (uint16_t)used++;
	}
	slots[at].count += count;
	return slots[at].number;
}

/* ---- the table by word ---- */

#define NODE    256 /* entries */
#define BUCKETS (1u << 16)

static struct level {
	uint16_t (*nodes)[NODE];
	unsigned count;
	uint16_t recent;          /* the node asked for last, often again */
	uint32_t bucket[BUCKETS]; /* number of a node, plus 1 */
} middle, last;

/* The number of a node with these entries: one that is there already, or a new one. */
static uint16_t intern(struct level *l, const uint16_t *entries)
{
	uint64_t hash = 0;

	if (l->count && !memcmp(l->nodes[l->recent], entries, sizeof *l->nodes))
		return l->recent;
	for (unsigned i = 0; i < NODE; i++)
		hash = (hash ^ entries[i]) * UINT64_C(0x9e3779b97f4a7c15) + (hash >> 29);
	size_t at = hash >> 48;
	for (; l->bucket[at]; at = (at + 1) % BUCKETS)
		if (!memcmp(l->nodes[l->bucket[at] - 1], entries, sizeof *l->nodes))
			return l->recent = (uint16_t)(l->bucket[at] - 1);
	if (l->count == BUCKETS / 2)
		fail("table too large");
	memcpy(l->nodes[l->count], entries, sizeof *l->nodes);
	l->bucket[at] = ++l->count;
	return l->recent = (uint16_t)(l->count - 1);
}

/* The nodes of a level; those of the last hold classes by number, which are written by their place. */
static void write_nodes(FILE *out, const char *name, const struct level *l)
{
	fprintf(out, "};\nconst uint16_t %s[][%u] = {\n", name, NODE);
	for (unsigned i = 0; i < l->count; i++) {
		fputc('{', out);
		for (unsigned k = 0; k < NODE; k++)
			fprintf(out, "%u,", l == &last ? final_number[l->nodes[i][k]] : l->nodes[i][k]);
		fputs("},\n", out);
	}
}

/* ---- all words ---- */

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

/* Slots without a class, which have key 0 and no words, may stand anywhere. */
static int by_key(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

/* Classes of the 32 words behind `first`. */
static void thirty_two(uint32_t first, uint16_t *classes)
{
	el2_insn insn;

	el2_decode(first, &insn);
	if (is_plain(&insn) && is_decided(first)) {
		uint16_t class = add(el2_class_key(&insn), first, 32);

		for (unsigned low = 0; low < 32; low++)
			classes[low] = class;
		return;
	}
	for (uint32_t low = 0; low < 32; low++) {
		el2_decode(first | low, &insn);
		classes[low] = add(el2_class_key(&insn), first | low, 1);
	}
}

/* The number of the node for 2^16 words. */
static uint16_t upper_half(uint32_t first)
{
	uint16_t entries[NODE], classes[NODE];

	for (uint32_t i = 0; i < NODE; i++) {
		for (uint32_t low = 0; low < NODE; low += 32)
			thirty_two(first | i << 8 | low, classes + low);
		entries[i] = intern(&last, classes);
	}
	return intern(&middle, entries);
}

static void write_classes(FILE *out)
{
	uint64_t sum = 0;

	fprintf(out, "/* Made by gen-classes.c. */\n#include \"model/rules/word_table.h\"\n\n");
	fprintf(out, "const el2_word_class el2_word_classes[] = {\n");
	for (size_t i = 0, n = 0; i < SLOTS; i++) {
		if (!slots[i].count)
			continue;
		sum += slots[i].count;
		if (slots[i].count > UINT32_MAX)
			fail("a class of more than 2^32 words");
		final_number[slots[i].number] = (uint16_t)n++;
		fprintf(out, "{0x%08x, 0x%08x, %lu},\n", (unsigned)slots[i].key, (unsigned)slots[i].word,
			(unsigned long)slots[i].count);
	}
	if (sum != UINT64_C(1) << 32)
		fail("the classes do not add up to 2^32");
	fprintf(out, "};\nconst size_t el2_word_classes_count = %zu;\n", used);
}

int main(int argc, char **argv)
{
	static uint16_t top[1 << 16];
	FILE *out;

	if (argc != 2)
		fail("usage: el2-gen-classes FILE");
	middle.nodes = malloc(BUCKETS / 2 * sizeof *middle.nodes);
	last.nodes = malloc(BUCKETS / 2 * sizeof *last.nodes);
	if (!middle.nodes || !last.nodes)
		fail("out of memory");
	for (uint32_t i = 0; i < 1u << 16; i++)
		top[i] = upper_half(i << 16);
	qsort(slots, SLOTS, sizeof *slots, by_key);
	out = fopen(argv[1], "w");
	if (!out)
		fail("cannot write");
	write_classes(out);
	fprintf(out, "const uint16_t el2_word_0[] = {\n");
	for (uint32_t i = 0; i < 1u << 16; i++)
		fprintf(out, "%u,%s", top[i], i % 16 == 15 ? "\n" : "");
	write_nodes(out, "el2_word_1", &middle);
	write_nodes(out, "el2_word_2", &last);
	fprintf(out, "};\n");
	if (ferror(out) | fclose(out))
		fail("cannot write");
	return 0;
}
