/* SPDX-License-Identifier: MIT */
/*
 * Build-time generator: turns the instruction rows into a table that finds a word's row, or its class, in four indexed
 * loads instead of a search.
 *
 *     el2-gen-tries form|class FILE
 *
 * The rows, in order, are the definition; a leaf is what the first matching row says. Where no row that could still
 * match looks at further bits, the form table ends early. The class table never does: a fixed number of loads without
 * a branch is what makes el2_classify() fast.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoder/internal.h"

struct pattern {
	uint32_t mask, value;
	unsigned leaf;
};

enum {
	MAX_PATTERNS = 4096,
	MAX_ENTRIES = 0x40000
};

static const unsigned level_shift[TRIE_LEVELS] = {TRIE_SHIFT_0, TRIE_SHIFT_1, TRIE_SHIFT_2, TRIE_SHIFT_3};
static const unsigned level_bits[TRIE_LEVELS] = {TRIE_BITS_0, TRIE_BITS_1, TRIE_BITS_2, TRIE_BITS_3};

struct trie {
	struct pattern patterns[MAX_PATTERNS];
	unsigned pattern_count;
	bool early_leaves;
	uint32_t entries[MAX_ENTRIES];
	unsigned entry_count;
	unsigned char level_of[MAX_ENTRIES]; /* 1 + level at the first entry of a node, else 0 */
};

static void fail(const char *why)
{
	fprintf(stderr, "el2-gen-tries: %s\n", why);
	exit(1);
}

static void add(struct trie *trie, uint32_t mask, uint32_t value, unsigned leaf)
{
	if (trie->pattern_count == MAX_PATTERNS)
		fail("too many rows");
	trie->patterns[trie->pattern_count++] = (struct pattern){mask, value & mask, leaf};
}

/* ---- the rows as patterns ---------------------------------------------------------------------------------------- */

static void add_forms(struct trie *trie)
{
#define EL2_HOLE(mask, value)                                 add(trie, mask, value, EL2_FORM_NONE);
#define EL2_INSN(form, op, variant, syntax, mask, value, ...) add(trie, mask, value, EL2_FORM_##form);
#define EL2_INSN_GROUP(form, ...)
#define EL2_WORDS(form, mask, value) add(trie, mask, value, EL2_FORM_##form);
#include "decoder/insns.def"
	add(trie, 0, 0, EL2_FORM_NONE);
}

/* The words that name one system register or operation, each way that exists and MRS, MSR of every register. */
static void add_sysreg_class(struct trie *trie, uint16_t key, unsigned access, el2_class cls, const char *features)
{
	if (cls == EL2_CLASS_SYSTEM)
		return;

	unsigned mte = el2_class_is_mte(cls) && features ? CLASS_MTE : 0;
	uint32_t word = 0xd5000000 | (uint32_t)key << 5;
	if (access & (EL2_READ | EL2_WRITE)) {
		add(trie, 0xffffffe0, word, cls | (access & EL2_WRITE ? mte : 0));
		add(trie, 0xffffffe0, word | 1u << 21, cls | (access & EL2_READ ? mte : 0));
	}
	if (access & EL2_EXEC)
		add(trie, 0xffffffe0, word, cls | mte);
	if (access & EL2_EXEC_RESULT)
		add(trie, 0xffffffe0, word | 1u << 21, cls | mte);
}

static void add_pstate_class(struct trie *trie, unsigned op1, unsigned op2, unsigned crm_mask, unsigned crm_value,
			     el2_class cls, const char *features)
{
	if (cls == EL2_CLASS_SYSTEM)
		return;
	add(trie, 0xfffff0ff | crm_mask << 8, 0xd500401f | op1 << 16 | op2 << 5 | crm_value << 8,
	    cls | (el2_class_is_mte(cls) && features ? CLASS_MTE : 0));
}

static void add_classes(struct trie *trie)
{
	static const uint8_t sysreg_class[EL2_SYSREG_COUNT] = {
#define EL2_SYSREG(id, name, op0, op1, crn, crm, op2, access, cls, features) [EL2_SYSREG_##id] = EL2_CLASS_##cls,
#define EL2_SYSREG_WRITTEN                                                   EL2_SYSREG
#include "decoder/sysregs.def"
	};
#define EL2_SYSREG(id, name, op0, op1, crn, crm, op2, access, cls, features)                                           \
	add_sysreg_class(trie, EL2_SYSREG_KEY(op0, op1, crn, crm, op2), access, EL2_CLASS_##cls, features);
#define EL2_SYSREG_WRITTEN EL2_SYSREG
#define EL2_SYSOP          EL2_SYSREG
#include "decoder/sysregs.def"
#define EL2_PSTATE(name, op1, op2, crm_mask, crm_value, imm_mask, imm_max, sysreg, features)                           \
	add_pstate_class(trie, op1, op2, crm_mask, crm_value, (el2_class)sysreg_class[EL2_SYSREG_##sysreg], features);
#include "decoder/pstate.def"

#define EL2_HOLE(mask, value) add(trie, mask, value, EL2_CLASS_UNKNOWN);
#define EL2_INSN(form, op, variant, syntax, mask, value, should_be, cls, features, ...)                                \
	add(trie, mask, value, EL2_CLASS_##cls | (el2_class_is_mte(EL2_CLASS_##cls) && features ? CLASS_MTE : 0));
#define EL2_INSN_GROUP(form, ...)
#define EL2_WORDS(form, mask, value) add(trie, mask, value, EL2_CLASS_SIMD);
#include "decoder/insns.def"
	add(trie, 0, 0, EL2_CLASS_UNKNOWN);
}

/* ---- building ---------------------------------------------------------------------------------------------------- */

/* A node with these entries: one that is there already, or a new one. */
static unsigned intern(struct trie *trie, unsigned level, const uint32_t *entries)
{
	unsigned size = 1u << level_bits[level];
	for (unsigned at = 0; at < trie->entry_count; at++)
		if (trie->level_of[at] == level + 1 && !memcmp(trie->entries + at, entries, size * sizeof(*entries)))
			return at;

	unsigned at = trie->entry_count;
	if (at + size > MAX_ENTRIES)
		fail("table too large");
	memcpy(trie->entries + at, entries, size * sizeof(*entries));
	trie->level_of[at] = (unsigned char)(level + 1);
	trie->entry_count += size;
	return at;
}

/*
 * What follows after the bits `known_value` have been seen above `level`: a leaf, or a node of that level. `rows` are
 * the patterns that could still match, in order.
 */
static uint32_t build(struct trie *trie, unsigned level, uint32_t known_value, const uint16_t *rows, unsigned count)
{
	uint32_t known_mask = level ? UINT32_MAX << level_shift[level - 1] : 0;
	const struct pattern *first = &trie->patterns[rows[0]];
	bool decided = !(first->mask & ~known_mask);
	if (level == TRIE_LEVELS || (decided && trie->early_leaves))
		return first->leaf;

	/* Where no row looks at one of this level's bits, both its values lead to the same. */
	uint32_t looked_at = 0;
	for (unsigned r = 0; r < count && !decided; r++)
		looked_at |= trie->patterns[rows[r]].mask;
	looked_at >>= level_shift[level];

	unsigned size = 1u << level_bits[level];
	uint32_t entries[1u << TRIE_BITS_0];
	uint16_t left[MAX_PATTERNS];
	for (unsigned i = 0; i < size; i++) {
		if (i & ~looked_at) {
			entries[i] = entries[i & looked_at];
			continue;
		}
		uint32_t value = known_value | i << level_shift[level];
		uint32_t mask = UINT32_MAX << level_shift[level];
		unsigned kept = 0;
		for (unsigned r = 0; r < count; r++) {
			const struct pattern *pattern = &trie->patterns[rows[r]];
			if ((value ^ pattern->value) & mask & pattern->mask)
				continue;
			left[kept++] = rows[r];
			if (!(pattern->mask & ~mask))
				break;
		}
		entries[i] = build(trie, level + 1, value, left, kept);
	}
	if (!level) {
		memcpy(trie->entries, entries, sizeof(entries));
		return 0;
	}
	return intern(trie, level, entries);
}

static void write_table(const struct trie *trie, const char *name, FILE *out)
{
	fprintf(out, "/* Made by gen-tries.c. */\nstatic const uint32_t %s_trie[%u] = {", name, trie->entry_count);
	for (unsigned i = 0; i < trie->entry_count; i++)
		fprintf(out, "%s%u,", i % 20 ? " " : "\n\t", trie->entries[i]);
	fprintf(out, "\n};\n");
}

int main(int argc, char **argv)
{
	if (argc != 3)
		fail("usage: el2-gen-tries form|class FILE");

	struct trie *trie = calloc(1, sizeof(*trie));
	if (!trie)
		fail("out of memory");
	trie->early_leaves = !strcmp(argv[1], "form");
	if (trie->early_leaves)
		add_forms(trie);
	else
		add_classes(trie);

	uint16_t rows[MAX_PATTERNS];
	for (unsigned i = 0; i < trie->pattern_count; i++)
		rows[i] = (uint16_t)i;
	trie->entry_count = 1u << TRIE_BITS_0;
	build(trie, 0, 0, rows, trie->pattern_count);

	FILE *out = fopen(argv[2], "w");
	if (!out)
		fail("cannot write");
	write_table(trie, argv[1], out);
	if (ferror(out) | fclose(out))
		fail("cannot write");
	free(trie);
	return 0;
}
