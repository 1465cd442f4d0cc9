/* SPDX-License-Identifier: MIT */
/*
 * The words whose text the assembler is asked about.
 *
 *     oracle_text words WORDS TEXT SPACE NUMBER
 *     oracle_text compare WORDS TEXT REFUSED ASSEMBLED
 *
 * `words` writes words to the file WORDS, little-endian, and their texts to the file TEXT, a line each. SPACE is
 * `system` (every NUMBER-th word of d5000000 to d57fffff) or `any` (NUMBER words from a fixed seed, spread evenly, and
 * around every row). The text of a word whose operand counts from its own address is that at address 0; those words are
 * left out of `any`, as an assembler places them elsewhere.
 *
 * `compare` prints, for each word that the assembler made another of, both words and the text, and how many there are;
 * lines whose numbers the file REFUSED holds, ascending, are left out. A word in which fields without a meaning are not
 * as they should be, or a logical immediate of which bits do not count, has the text of the word where they are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoder/decoder.h"

static FILE *words, *text;

static void put(uint32_t word)
{
	unsigned char bytes[4] = {(unsigned char)word, (unsigned char)(word >> 8), (unsigned char)(word >> 16),
				  (unsigned char)(word >> 24)};
	char line[EL2_TEXT_MAX];
	el2_insn insn;

	el2_decode(word, &insn);
	el2_disassemble(&insn, 0, line, sizeof line);
	fwrite(bytes, 1, sizeof bytes, words);
	fprintf(text, "%s\n", line);
}

/* ADR, ADRP, B, BL, B.cond, CBZ, TBZ, loads of literals, compare and branch. */
static bool counts_from_pc(uint32_t word)
{
	return (word & 0x1f000000) == 0x10000000 || (word & 0x7c000000) == 0x14000000 ||
	       (word & 0xfe000000) == 0x54000000 || (word & 0x7c000000) == 0x34000000 ||
	       (word & 0x3b000000) == 0x18000000 || (word & 0x7e000000) == 0x74000000;
}

static uint64_t seed = 0x9e3779b97f4a7c15;

static uint32_t random_word(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32);
}

static void any(unsigned long count)
{
	while (count) {
		const el2_form_info *row = el2_form_get((el2_form)(1 + random_word() % (EL2_FORM_COUNT - 1)));
		uint32_t word = random_word();

		if (random_word() & 1)
			word = (word & ~row->mask) | (row->value & row->mask);
		if (counts_from_pc(word))
			continue;
		put(word);
		count--;
	}
}

static int write_words(char **argv)
{
	unsigned long number = strtoul(argv[5], NULL, 10);

	words = fopen(argv[2], "w");
	text = fopen(argv[3], "w");
	if (!words || !text || !number)
		return perror(argv[2]), 1;
	if (!strcmp(argv[4], "system"))
		for (uint32_t word = 0xd5000000; word < 0xd5800000; word += (uint32_t)number)
			put(word);
	else
		any(number);
	return fclose(words) | fclose(text) ? 1 : 0;
}

/* Bits that mean nothing in some words, and so are the same in all texts. */
static const struct {
	uint32_t mask, value, ignored;
} meaningless[] = {
	{0x3f000000, 0x08000000, 0x001f7c00}, /* exclusives, load-acquire, store-release: Rs, Rt2 */
	{0xff600000, 0x9b400000, 0x00007c00}, /* SMULH, UMULH: Ra */
	{0xff20fc0f, 0x1e202008, 0x001f0000}, /* FCMP, FCMPE with zero: Rm */
	{0x1f800000, 0x12000000, 0x003f0000}, /* logical immediates: immr above the element */
};

static bool same(uint32_t a, uint32_t b)
{
	if (a == b)
		return true;
	for (size_t i = 0; i < sizeof meaningless / sizeof *meaningless; i++)
		if ((a & meaningless[i].mask) == meaningless[i].value && !((a ^ b) & ~meaningless[i].ignored))
			return true;
	return false;
}

static bool read_word(FILE *file, uint32_t *word)
{
	unsigned char b[4];

	if (fread(b, 1, sizeof b, file) != sizeof b)
		return false;
	*word = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	return true;
}

static int compare(char **argv)
{
	FILE *refused = fopen(argv[4], "r"), *assembled = fopen(argv[5], "r");
	unsigned long number = 0, skip = 0, count = 0;
	char line[EL2_TEXT_MAX + 2];
	uint32_t wanted, got;

	words = fopen(argv[2], "r");
	text = fopen(argv[3], "r");
	if (!words || !text || !refused || !assembled)
		return perror(argv[2]), 1;
	while (read_word(words, &wanted) && fgets(line, sizeof line, text)) {
		if (!read_word(assembled, &got))
			return printf("the texts give too few words\n"), 1;
		number++;
		while (skip < number && fscanf(refused, "%lu", &skip) == 1)
			;
		if (skip == number || same(wanted, got))
			continue;
		count++;
		if (count <= 40)
			printf("%08x assembles to %08x: %s", (unsigned)wanted, (unsigned)got, line);
	}
	if (read_word(assembled, &got))
		return printf("the texts give too many words\n"), 1;
	printf("%lu texts give another word\n", count);
	return count ? 1 : 0;
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "words") && (!strcmp(argv[4], "system") || !strcmp(argv[4], "any")))
		return write_words(argv);
	if (argc == 6 && !strcmp(argv[1], "compare"))
		return compare(argv);
	return fputs("oracle_text words WORDS TEXT system|any NUMBER\noracle_text compare WORDS TEXT REFUSED "
		     "ASSEMBLED\n",
		     stderr),
	       2;
}
