/* SPDX-License-Identifier: MIT */
/* Texts: what they are, and that the GNU assembler makes the same words of them. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "decoder/decoder.h"
#include "decoder/insns.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	uint32_t word;
	const char *text;
} texts[] = {
	{0x9ac31041, "irg x1, x2, x3"},
	{0x9adf13ff, "irg sp, sp"},
	{0x9adf17ff, "gmi xzr, sp, xzr"},
	{0x9adf03ff, "subp xzr, sp, sp"},
	{0xbac30041, "subps x1, x2, x3"},
	{0xbac3005f, "cmpp x2, x3"},
	{0x91bf3fff, "addg sp, sp, #1008, #15"},
	{0xd1800020, "subg x0, x1, #0, #0"},
	{0xd9600020, "ldg x0, [x1]"},
	{0xd97ff3ff, "ldg xzr, [sp, #-16]"},
	{0xd92007ff, "stg sp, [sp], #0"},
	{0xd9200bff, "stg sp, [sp]"},
	{0xd9200fff, "stg sp, [sp, #0]!"},
	{0xd9601c23, "stzg x3, [x1, #16]!"},
	{0xd9b00423, "st2g x3, [x1], #-4096"},
	{0xd9eff823, "stz2g x3, [x1, #4080]"},
	{0x68a00861, "stgp x1, x2, [x3], #-1024"},
	{0x699f8861, "stgp x1, x2, [x3, #1008]!"},
	{0x69007fff, "stgp xzr, xzr, [sp]"},
	{0xd9e003e0, "ldgm x0, [sp]"},
	{0x1dc30441, "setgp [x1]!, x2!, x3"},
	{0x1ddfb041, "setgoetn [x1]!, x2!"},
	{0xd53810c0, "mrs x0, gcr_el1"},
	{0xd51810bf, "msr rgsr_el1, xzr"},
	{0xd53f1400, "mrs x0, s3_7_c1_c4_0"},
	{0xd503419f, "msr tco, #1"},
	{0xd5034fdf, "msr daifset, #15"},
	{0xd503437f, "msr svcrsm, #1"},
	{0xd503417f, "msr s0_3_c4_c1_3, xzr"},
	{0xd503439f, "msr s0_3_c4_c3_4, xzr"},
	{0xd50b7463, "dc gva, x3"},
	{0xd50b747f, "dc gva, xzr"},
	{0xd508871f, "tlbi vmalle1"},
	{0xd5088701, "sys #0, c8, c7, #0, x1"},
	{0xd50b7743, "gcsss1 x3"},
	{0xd52b7763, "gcsss2 x3"},
	{0xd50bf463, "sys #3, c15, c4, #3, x3"},
	{0xd50bf47f, "sys #3, c15, c4, #3"},
	{0xd52b7463, "sysl x3, #3, c7, c4, #3"},
	{0xd54881a4, "tlbip vale1os, x4, x5"},
	{0xd54881bf, "tlbip vale1os, xzr, xzr"},
	{0xd54f81a4, "sysp #7, c8, c1, #5, x4, x5"},
	{0xd5582004, "msrr ttbr0_el1, x4, x5"},
	{0xd5782004, "mrrs x4, x5, ttbr0_el1"},
	{0xd4000002, "hvc #0"},
	{0xd45fffe0, "hlt #65535"},
	{0xd69f03e0, "eret"},
	{0xd5031003, "wfet x3"},
	{0x0000beef, "udf #48879"},
	{0x91000420, ".inst 0x91000420"},
	{0x00010000, ".inst 0x00010000"},
};

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		el2_insn insn;
		char text[EL2_TEXT_MAX];
		el2_decode(texts[i].word, &insn);
		assert_int_equal(el2_format(&insn, text, sizeof(text)), strlen(texts[i].text));
		assert_string_equal(text, texts[i].text);

		/* Cut short, as snprintf does. */
		assert_int_equal(el2_format(&insn, text, 5), strlen(texts[i].text));
		assert_true(strlen(text) <= 4 && !strncmp(text, texts[i].text, strlen(text)));
		assert_int_equal(el2_format(&insn, NULL, 0), strlen(texts[i].text));
	}
}

static void test_disassemble(void **state)
{
	(void)state;
	static const struct {
		uint32_t word;
		uint64_t pc;
		const char *with_capstone, *without;
	} rows[] = {
		{0xd9600020, 0, "ldg x0, [x1]", "ldg x0, [x1]"},
		{0x91000420, 0, "add x0, x1, #1", ".inst 0x91000420"},
		{0xd503201f, 0, "nop", ".inst 0xd503201f"},
		{0x14000002, 0x1000, "b #0x1008", ".inst 0x14000002"},
		{0x00010000, 0, ".inst 0x00010000", ".inst 0x00010000"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		el2_insn insn;
		char text[EL2_TEXT_MAX];
		el2_decode(rows[i].word, &insn);
		int length = el2_disassemble(&insn, rows[i].pc, text, sizeof(text));
		assert_int_equal(length, strlen(text));
		if (strcmp(text, rows[i].without) != 0)
			assert_string_equal(text, rows[i].with_capstone);
	}
}

static void *disassemble_many(void *argument)
{
	uint32_t *failures = argument;
	for (uint32_t i = 0; i < 2000; i++) {
		el2_insn insn;
		char text[EL2_TEXT_MAX], expected[EL2_TEXT_MAX], other[EL2_TEXT_MAX];
		el2_decode(0x91000020 | i << 10, &insn);
		el2_disassemble(&insn, 0, text, sizeof(text));
		snprintf(expected, sizeof(expected), i < 10 ? "add x0, x1, #%u" : "add x0, x1, #0x%x", (unsigned)i);
		el2_format(&insn, other, sizeof(other));
		*failures += i && strcmp(text, expected) != 0 && strcmp(text, other) != 0;
	}
	return NULL;
}

static void test_disassemble_in_threads(void **state)
{
	(void)state;
	pthread_t threads[4];
	uint32_t failures[4] = {0};
	for (size_t i = 0; i < LENGTH(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, disassemble_many, &failures[i]), 0);
	for (size_t i = 0; i < LENGTH(threads); i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(failures[i], 0);
	}
}

/* ---- through the assembler --------------------------------------------------------------------------------------- */

#define ASSEMBLER "aarch64-linux-gnu-as -march=armv9.3-a+memtag+mops+ls64+sme"

enum {
	MAX_WORDS = 60000
};

static uint32_t words[MAX_WORDS];
static bool refused[MAX_WORDS];
static size_t word_count;

static void take(uint32_t word)
{
	el2_insn insn;
	const el2_form_info *row = el2_decode(word, &insn) ? el2_form_get((el2_form)insn.form) : NULL;
	if (row && row->operands != EL2_OPERANDS_OTHER && word_count < MAX_WORDS)
		words[word_count++] = word;
}

/* Of every row words whose fields are at their ends and in between; of system accesses, every row there is. */
static void collect_words(void)
{
	uint64_t seed = 9;
	for (unsigned form = 1; form < EL2_FORM_COUNT; form++) {
		const el2_form_info *row = el2_form_get((el2_form)form);
		uint32_t base = row->value, open = ~(row->mask | row->should_be);
		take(base);
		take(base | open);
		for (int i = 0; i < 100; i++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			uint32_t some = (uint32_t)(seed >> 32) & open;
			take(base | some);
			take(base | (some & 0x0000001f));          /* Rd alone */
			take(base | (open & ~UINT32_C(0x1f)) | 7); /* all but Rd at their highest */
			take(base | (some & 0x003ffc00) | 0x3e3);  /* offsets with SP */
		}
	}
	for (unsigned id = 1; id < EL2_SYSREG_COUNT; id++) {
		const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)id);
		uint32_t word = 0xd5000000 | (uint32_t)row->key << 5;
		if (row->access & (EL2_WRITE | EL2_EXEC))
			take(word | (row->access & EL2_NO_REGISTER ? 31 : 5));
		if (row->access & (EL2_READ | EL2_EXEC_RESULT))
			take(word | 1u << 21 | 5);
	}
}

static bool write_source(const char *path)
{
	FILE *file = fopen(path, "w");
	if (!file)
		return false;
	for (size_t i = 0; i < word_count; i++) {
		el2_insn insn;
		char text[EL2_TEXT_MAX];
		el2_decode(words[i], &insn);
		el2_format(&insn, text, sizeof(text));
		if (refused[i])
			snprintf(text, sizeof(text), ".inst 0x%08x", (unsigned)words[i]);
		fprintf(file, "%s\n", text);
	}
	return !fclose(file);
}

/* Why the assembler may refuse a text that is right: what it does not know, or will not have. */
static bool may_be_refused(uint32_t word, const char *message)
{
	el2_insn insn;
	el2_decode(word, &insn);
	const el2_form_info *row = el2_form_get((el2_form)insn.form);
	bool unknown_name = strstr(message, "unknown") || strstr(message, "does not support");
	switch (row->operands) {
	case EL2_OPERANDS_MOPS_SET: /* registers that overlap */
		return insn.flags & EL2_INSN_UNPREDICTABLE;
	case EL2_OPERANDS_MOPS_SETGO: /* newer than binutils 2.40, as are 128-bit accesses */
		return unknown_name || (insn.flags & EL2_INSN_UNPREDICTABLE);
	case EL2_OPERANDS_MSRR:
	case EL2_OPERANDS_MRRS:
	case EL2_OPERANDS_SYSP:
		return unknown_name;
	case EL2_OPERANDS_MSR_IMM: /* PM */
		return unknown_name;
	case EL2_OPERANDS_MSR:
	case EL2_OPERANDS_MRS:
	case EL2_OPERANDS_SYS:
	case EL2_OPERANDS_SYSL: /* the names of MTE it must know, except those that came later */
		return unknown_name && (!el2_insn_is_mte(&insn) || strstr(el2_insn_features(&insn), "FEAT_MTETC") ||
					strstr(el2_insn_features(&insn), " && "));
	default:
		return false;
	}
}

/* The lines that the assembler complains of. Each must be one that it may refuse. */
static void read_complaints(const char *path)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	char line[512];
	while (fgets(line, sizeof(line), file)) {
		unsigned number;
		const char *message = strstr(line, ".s:");
		if (!message || sscanf(message, ".s:%u: Error:", &number) != 1 || !strstr(message, "Error:"))
			continue;
		assert_true(number >= 1 && number <= word_count);
		if (!may_be_refused(words[number - 1], message))
			fail_msg("%s", line);
		refused[number - 1] = true;
	}
	fclose(file);
}

static void test_round_trip_through_the_assembler(void **state)
{
	(void)state;
	if (system(ASSEMBLER " -o /dev/null /dev/null 2>/dev/null"))
		skip();
	char directory[] = "/tmp/el2trap-format-XXXXXX";
	assert_non_null(mkdtemp(directory));
	char source[64], object[64], complaints[64], binary[64], command[512];
	snprintf(source, sizeof(source), "%s/all.s", directory);
	snprintf(object, sizeof(object), "%s/all.o", directory);
	snprintf(complaints, sizeof(complaints), "%s/all.txt", directory);
	snprintf(binary, sizeof(binary), "%s/all.bin", directory);

	collect_words();
	assert_true(word_count >= 10000 && word_count < MAX_WORDS);
	assert_true(write_source(source));
	snprintf(command, sizeof(command), ASSEMBLER " -o %s %s 2>%s", object, source, complaints);
	if (system(command))
		read_complaints(complaints);
	assert_true(write_source(source));
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command), "aarch64-linux-gnu-objcopy -O binary -j .text %s %s", object, binary);
	assert_int_equal(system(command), 0);

	FILE *file = fopen(binary, "rb");
	assert_non_null(file);
	for (size_t i = 0; i < word_count; i++) {
		unsigned char b[4];
		assert_int_equal(fread(b, 1, 4, file), 4);
		uint32_t word = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
		/* binutils 2.47.50 has op2 = 3 for TLBI VMALLWS2E1 and its NXS form: see docs/disagreements.md */
		if (word != words[i] && (words[i] & ~UINT32_C(0x1000)) == 0xd50c865f)
			continue;
		assert_int_equal(word, words[i]);
	}
	fclose(file);
	unlink(source), unlink(object), unlink(complaints), unlink(binary), rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_disassemble),
		cmocka_unit_test(test_disassemble_in_threads),
		cmocka_unit_test(test_round_trip_through_the_assembler),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
