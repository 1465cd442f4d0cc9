/* SPDX-License-Identifier: MIT */
/* Words: what they decode to, what they must not decode to, and that the fast tables say what the rows say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decoder/decoder.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint32_t random_word(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 32);
}

/* ---- every row of tests/data/encodings.csv ----------------------------------------------------------------------- */

enum {
	MAX_FIELDS = 20
};

/* Cut a CSV line into its fields, in place. */
static size_t split_csv(char *line, char **fields)
{
	size_t count = 0;
	char *out = line;
	for (char *in = line; count < MAX_FIELDS; in++) {
		fields[count++] = out;
		bool quoted = *in == '"';
		if (quoted)
			in++;
		while (*in && (quoted ? *in != '"' || in[1] == '"' : *in != ',' && *in != '\n')) {
			if (quoted && *in == '"')
				in++;
			*out++ = *in++;
		}
		if (quoted && *in)
			in++;
		char end = *in;
		*out++ = '\0';
		if (end != ',')
			break;
	}
	return count;
}

/* The op or register that a row of the file is called by. */
static void full_name(const el2_insn *insn, char *name, size_t size)
{
	const el2_form_info *row = el2_form_get((el2_form)insn->form);
	const el2_sysreg_info *named = el2_sysreg_get((el2_sysreg)insn->sysreg);
	if (!named)
		snprintf(name, size, "%s", row->op);
	else if (insn->form == EL2_FORM_SYS)
		snprintf(name, size, "%s", named->name);
	else
		snprintf(name, size, "%s %s%s", row->op, named->name, insn->form == EL2_FORM_MSR_IMM ? " imm" : "");
}

/* Both begin with the same condition: remarks in the file follow it in brackets or after a slash. */
static bool same_features(const char *ours, const char *listed)
{
	if (!ours)
		return !strcmp(listed, "base");
	size_t length = strlen(ours);
	return !strncmp(ours, listed, length) && strchr(" \0", listed[length]) &&
	       strncmp(listed + length, " &&", 3) != 0;
}

static void check_csv_row(char **field)
{
	uint32_t mask = (uint32_t)strtoul(field[3], NULL, 16), value = (uint32_t)strtoul(field[4], NULL, 16);
	uint32_t should_be = (uint32_t)strtoul(field[5], NULL, 16);
	uint64_t state = value;
	for (int i = 0; i < 2000; i++) {
		uint32_t word = value | (random_word(&state) & ~mask);
		if (i % 2)
			word ^= random_word(&state) & should_be & ~mask;

		el2_insn insn;
		char name[64];
		assert_true(el2_decode(word, &insn));
		assert_int_equal(insn.word, word);
		full_name(&insn, name, sizeof(name));
		assert_string_equal(name, field[0]);
		assert_string_equal(el2_class_name((el2_class)insn.cls), field[9]);
		assert_int_equal(el2_classify(word), insn.cls);
		assert_true(same_features(el2_insn_features(&insn), field[7]));
		assert_int_equal(el2_insn_is_mte(&insn), strcmp(field[7], "base") != 0);
		if (insn.sysreg == EL2_SYSREG_NONE)
			assert_int_equal(el2_form_get((el2_form)insn.form)->min_el, atol(field[8]));
	}
}

static void test_every_listed_encoding(void **state)
{
	(void)state;
	FILE *file = fopen(EL2_TEST_DATA "/encodings.csv", "r");
	assert_non_null(file);
	char line[2048], *field[MAX_FIELDS];
	size_t rows = 0;
	assert_non_null(fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file)) {
		assert_true(split_csv(line, field) >= 10);
		check_csv_row(field);
		rows++;
	}
	fclose(file);
	assert_int_equal(rows, 95);
}

/* ---- classes and flags of single words --------------------------------------------------------------------------- */

static const struct {
	uint32_t word;
	el2_class cls;
	uint8_t flags;
	const char *what;
} words[] = {
	{0x91804000, EL2_CLASS_UNKNOWN, 0, "ADDG with bit 14"},
	{0xd1808000, EL2_CLASS_UNKNOWN, 0, "SUBG with bit 15"},
	{0xba800000, EL2_CLASS_UNKNOWN, 0, "conditional select with S"},
	{0xd9201000, EL2_CLASS_UNKNOWN, 0, "STZGM with an offset"},
	{0xd9a01000, EL2_CLASS_UNKNOWN, 0, "STGM with an offset"},
	{0xd9e01000, EL2_CLASS_UNKNOWN, 0, "LDGM with an offset"},
	{0x1ac01000, EL2_CLASS_UNKNOWN, 0, "IRG of 32 bits"},
	{0x1ac00000, EL2_CLASS_UNKNOWN, 0, "SUBP of 32 bits"},
	{0xbac01000, EL2_CLASS_UNKNOWN, 0, "IRG with S"},
	{0x5dc20420, EL2_CLASS_UNKNOWN, 0, "SETGP with a size"},
	{0x1dc0c420, EL2_CLASS_UNKNOWN, 0, "SETG after its last option"},
	{0x68400000, EL2_CLASS_UNKNOWN, 0, "LDNP of STGP's size"},
	{0x69400000, EL2_CLASS_MEMORY, EL2_INSN_UNPREDICTABLE, "LDPSW x0, x0"},
	{0x69400440, EL2_CLASS_MEMORY, 0, "LDPSW x0, x1"},
	{0x11000000, EL2_CLASS_GENERAL, 0, "ADD"},
	{0x1200fc00, EL2_CLASS_UNKNOWN, 0, "AND with an immediate of no width"},
	{0x12007c00, EL2_CLASS_UNKNOWN, 0, "AND with all ones"},
	{0x32800000, EL2_CLASS_UNKNOWN, 0, "move wide, second kind"},
	{0x12c00000, EL2_CLASS_UNKNOWN, 0, "MOVN w0, #0, lsl #32"},
	{0x53208000, EL2_CLASS_UNKNOWN, 0, "UBFM of 32 bits beyond them"},
	{0x0bc00000, EL2_CLASS_UNKNOWN, 0, "ADD with ROR"},
	{0x0ac00000, EL2_CLASS_GENERAL, 0, "AND with ROR"},
	{0x0b008000, EL2_CLASS_UNKNOWN, 0, "ADD w0 with LSL #32"},
	{0x8b008000, EL2_CLASS_GENERAL, 0, "ADD x0 with LSL #32"},
	{0x0b201400, EL2_CLASS_UNKNOWN, 0, "ADD extended, shift 5"},
	{0x54000000, EL2_CLASS_GENERAL, 0, "B.EQ"},
	{0xd65f03c0, EL2_CLASS_GENERAL, 0, "RET"},
	{0xd65f03c1, EL2_CLASS_UNKNOWN, 0, "RET with a low bit"},
	{0xd61f0800, EL2_CLASS_UNKNOWN, 0, "BRAAZ without ones"},
	{0xd503201f, EL2_CLASS_GENERAL, 0, "NOP"},
	{0xd503233f, EL2_CLASS_GENERAL, 0, "PACIASP"},
	{0xd50324df, EL2_CLASS_GENERAL, 0, "BTI jc"},
	{0xd503207f, EL2_CLASS_EXCEPTION, 0, "WFI"},
	{0xd5031000, EL2_CLASS_EXCEPTION, 0, "WFET x0"},
	{0xd5033fdf, EL2_CLASS_GENERAL, 0, "ISB"},
	{0xd503203e, EL2_CLASS_GENERAL, 0, "HINTE, a hint with another Rt"},
	{0xd5003001, EL2_CLASS_UNKNOWN, 0, "a barrier with another op1"},
	{0xd500401f, EL2_CLASS_GENERAL, 0, "CFINV"},
	{0xd500411f, EL2_CLASS_UNKNOWN, 0, "CFINV with CRm"},
	{0xd503419f, EL2_CLASS_PSTATE, 0, "MSR TCO, #1"},
	{0xd503419e, EL2_CLASS_UNKNOWN, 0, "the same with Rt 30"},
	{0xd50342df, EL2_CLASS_SYSTEM, 0, "MSR DAIFSet, #2"},
	{0xd5390083, EL2_CLASS_SYSREG, EL2_INSN_READ, "MRS GMID_EL1"},
	{0xd53b00e0, EL2_CLASS_SYSREG, EL2_INSN_READ, "MRS DCZID_EL0"},
	{0xd52b7460, EL2_CLASS_SYSTEM, EL2_INSN_READ, "SYSL with the encoding of DC GVA"},
	{0xd508871f, EL2_CLASS_SYSTEM, 0, "TLBI VMALLE1"},
	{0xd5088701, EL2_CLASS_SYSTEM, EL2_INSN_SHOULD_BE, "TLBI VMALLE1 with a register"},
	{0xd53f1400, EL2_CLASS_SYSTEM, EL2_INSN_READ, "MRS of an encoding without a name"},
	{0xd54881a0, EL2_CLASS_SYSTEM, 0, "TLBIP VALE1OS, x0, x1"},
	{0xd54881a1, EL2_CLASS_UNKNOWN, 0, "SYSP with an odd register"},
	{0xd54881bf, EL2_CLASS_SYSTEM, 0, "SYSP without registers"},
	{0x1ddf0020, EL2_CLASS_TAG_STORE, 0, "SETGOP"},
	{0x1dc00020, EL2_CLASS_TAG_STORE, EL2_INSN_SHOULD_BE, "SETGOP, zeros that should be ones"},
	{0x1dc20420, EL2_CLASS_TAG_STORE, 0, "SETGP [x0]!, x1!, x2"},
	{0x1ddf0420, EL2_CLASS_TAG_STORE, 0, "SETGP [x0]!, x1!, xzr"},
	{0x1dc00420, EL2_CLASS_TAG_STORE, EL2_INSN_UNPREDICTABLE, "SETGP, Rs = Rd"},
	{0x1dc10420, EL2_CLASS_TAG_STORE, EL2_INSN_UNPREDICTABLE, "SETGP, Rs = Rn"},
	{0x1dc20400, EL2_CLASS_TAG_STORE, EL2_INSN_UNPREDICTABLE, "SETGP, Rn = Rd"},
	{0x1dc207e0, EL2_CLASS_TAG_STORE, EL2_INSN_UNPREDICTABLE, "SETGP, Rn = 31"},
	{0x1dc2043f, EL2_CLASS_TAG_STORE, EL2_INSN_UNPREDICTABLE, "SETGP, Rd = 31"},
	{0xf8408400, EL2_CLASS_MEMORY, EL2_INSN_UNPREDICTABLE, "LDR x0, [x0], #8"},
	{0xf84087ff, EL2_CLASS_MEMORY, 0, "LDR xzr, [sp], #8"},
	{0xf8600800, EL2_CLASS_UNKNOWN, 0, "LDR with an option that is none"},
	{0xf8606800, EL2_CLASS_MEMORY, 0, "LDR x0, [x0, x0]"},
	{0xb9c00000, EL2_CLASS_UNKNOWN, 0, "load, size 2, kind 3"},
	{0xf9800000, EL2_CLASS_MEMORY, 0, "PRFM"},
	{0xf8800400, EL2_CLASS_UNKNOWN, 0, "PRFM, post-indexed"},
	{0x08207c00, EL2_CLASS_MEMORY, 0, "CASP w0, w1, w0, w1, [x0]"},
	{0x08217c00, EL2_CLASS_UNKNOWN, 0, "CASP with an odd register"},
	{0xc8dffc00, EL2_CLASS_MEMORY, 0, "LDAR"},
	{0xc8c0fc00, EL2_CLASS_MEMORY, EL2_INSN_SHOULD_BE, "LDAR, zeros that should be ones"},
	{0xf83fd016, EL2_CLASS_MEMORY, 0, "LD64B x22"},
	{0xf83fd018, EL2_CLASS_UNKNOWN, 0, "LD64B x24"},
	{0x9bc07c00, EL2_CLASS_GENERAL, 0, "UMULH"},
	{0x9bc00000, EL2_CLASS_GENERAL, EL2_INSN_SHOULD_BE, "UMULH, zeros that should be ones"},
	{0x00000000, EL2_CLASS_UNDEFINED, 0, "UDF"},
	{0x00010000, EL2_CLASS_UNKNOWN, 0, "next to UDF"},
	{0xd4000002, EL2_CLASS_EXCEPTION, 0, "HVC #0"},
	{0xd69f03e0, EL2_CLASS_EXCEPTION, 0, "ERET"},
	{0x1e202820, EL2_CLASS_SIMD, 0, "FADD"},
	{0x04a0e3e0, EL2_CLASS_SIMD, 0, "CNTW"},
	{0xffffffff, EL2_CLASS_UNKNOWN, 0, "all ones"},
	{0x4ef98400, EL2_CLASS_SIMD, 0, "ADD of 2D"},
	{0x0ef98400, EL2_CLASS_UNKNOWN, 0, "ADD of 1D, which is scalar"},
	{0x05020120, EL2_CLASS_SIMD, 0, "SVE ORR of a bit mask"},
	{0x050207e0, EL2_CLASS_UNKNOWN, 0, "and of one that is all ones"},
};

static void test_single_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(words); i++) {
		el2_insn insn;
		bool known = el2_decode(words[i].word, &insn);
		if (insn.cls != words[i].cls || insn.flags != words[i].flags || known != (insn.form != EL2_FORM_NONE))
			fail_msg("%08x, %s: class %s, flags %x", (unsigned)words[i].word, words[i].what,
				 el2_class_name((el2_class)insn.cls), insn.flags);
		assert_int_equal(el2_classify(words[i].word), insn.cls);
	}
}

static void test_operands(void **state)
{
	(void)state;
	static const struct {
		uint32_t word;
		uint8_t rd, rn, rm, rt2, tag, flags;
		int32_t imm;
	} rows[] = {
		{0x9ac31041, 1, 2, 3, 0, 0, 0, 0},
		{0x91bf3fff, 31, 31, 0, 0, 15, 0, 1008},
		{0xd9600020, 0, 1, 0, 0, 0, 0, 0},
		{0xd97ff020, 0, 1, 0, 0, 0, 0, -16},
		{0xd92ff420, 0, 1, 0, 0, 0, EL2_INSN_WRITEBACK | EL2_INSN_POST, 4080},
		{0xd9300c20, 0, 1, 0, 0, 0, EL2_INSN_WRITEBACK, -4096},
		{0xd9300820, 0, 1, 0, 0, 0, 0, -4096},
		{0x68a00861, 1, 3, 0, 2, 0, EL2_INSN_WRITEBACK | EL2_INSN_POST, -1024},
		{0x699f8861, 1, 3, 0, 2, 0, EL2_INSN_WRITEBACK, 1008},
		{0x69000861, 1, 3, 0, 2, 0, 0, 0},
		{0x1dc30441, 1, 2, 3, 0, 0, 0, 0},
		{0xd4000042, 0, 0, 0, 0, 0, 0, 2},
		{0xd45fffe0, 0, 0, 0, 0, 0, 0, 0xffff},
		{0x0000beef, 0, 0, 0, 0, 0, 0, 0xbeef},
		{0xd50b7463, 3, 0, 0, 0, 0, 0, 0},
		{0xd54881a4, 4, 0, 0, 5, 0, 0, 0},
		{0xd503419f, 0, 0, 0, 0, 0, 0, 1},
		{0xd501411f, 0, 0, 0, 0, 0, 0, 1},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		el2_insn insn;
		assert_true(el2_decode(rows[i].word, &insn));
		assert_int_equal(insn.rd, rows[i].rd);
		assert_int_equal(insn.rn, rows[i].rn);
		assert_int_equal(insn.rm, rows[i].rm);
		assert_int_equal(insn.rt2, rows[i].rt2);
		assert_int_equal(insn.tag, rows[i].tag);
		assert_int_equal(insn.flags, rows[i].flags);
		assert_int_equal(insn.imm, rows[i].imm);
	}
}

static void test_pstate_fields(void **state)
{
	(void)state;
	static const struct {
		uint32_t word;
		el2_sysreg sysreg;
		const char *features;
	} rows[] = {
		{0xd500417f, EL2_SYSREG_UAO, "FEAT_UAO"},  {0xd500419f, EL2_SYSREG_PAN, "FEAT_PAN"},
		{0xd50041bf, EL2_SYSREG_SPSel, NULL},      {0xd501411f, EL2_SYSREG_ALLINT, "FEAT_NMI"},
		{0xd501431f, EL2_SYSREG_PM, "FEAT_EBEP"},  {0xd503413f, EL2_SYSREG_SSBS, "FEAT_SSBS"},
		{0xd503415f, EL2_SYSREG_DIT, "FEAT_DIT"},  {0xd503437f, EL2_SYSREG_SVCR, "FEAT_SME"},
		{0xd503457f, EL2_SYSREG_SVCR, "FEAT_SME"}, {0xd503477f, EL2_SYSREG_SVCR, "FEAT_SME"},
		{0xd503419f, EL2_SYSREG_TCO, "FEAT_MTE"},  {0xd50341df, EL2_SYSREG_DAIF, NULL},
		{0xd50341ff, EL2_SYSREG_DAIF, NULL},       {0xd503417f, EL2_SYSREG_NONE, NULL},
		{0xd501491f, EL2_SYSREG_NONE, NULL},       {0xd50741ff, EL2_SYSREG_NONE, NULL},
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		el2_insn insn;
		assert_true(el2_decode(rows[i].word, &insn));
		assert_int_equal(insn.form, EL2_FORM_MSR_IMM);
		assert_int_equal(insn.sysreg, rows[i].sysreg);
		assert_int_equal(insn.key, rows[i].word >> 5 & 0xffff);
		if (rows[i].features)
			assert_string_equal(el2_insn_features(&insn), rows[i].features);
		else
			assert_null(el2_insn_features(&insn));
	}
}

/* MSR GMID_EL1 does not exist, though its class is that of the register. */
static void test_is_mte_minds_the_direction(void **state)
{
	(void)state;
	el2_insn insn;
	assert_true(el2_decode(0xd5190083, &insn));
	assert_int_equal(insn.cls, EL2_CLASS_SYSREG);
	assert_false(el2_insn_is_mte(&insn));
	assert_true(el2_decode(0xd5390083, &insn));
	assert_true(el2_insn_is_mte(&insn));
}

/* ---- the tables that gen-tries makes against the rows ------------------------------------------------------------ */

static const struct {
	uint32_t mask, value;
	unsigned form;
} rows_in_order[] = {
#define EL2_HOLE(mask, value)                                 {mask, value, EL2_FORM_NONE},
#define EL2_INSN(form, op, variant, syntax, mask, value, ...) {mask, value, EL2_FORM_##form},
#define EL2_INSN_GROUP(form, ...)
#define EL2_WORDS(form, mask, value) {mask, value, EL2_FORM_##form},
#include "decoder/insns.def"
};

static unsigned first_match(uint32_t word)
{
	for (size_t i = 0; i < LENGTH(rows_in_order); i++)
		if (!((word ^ rows_in_order[i].value) & rows_in_order[i].mask))
			return rows_in_order[i].form;
	return EL2_FORM_NONE;
}

static void check_tables(uint32_t word)
{
	el2_insn insn;
	el2_decode(word, &insn);
	if (insn.form != first_match(word) || el2_classify(word) != insn.cls)
		fail_msg("%08x: form %u, by rows %u; class %u, classify %u", (unsigned)word, insn.form,
			 first_match(word), insn.cls, el2_classify(word));
}

static void test_fast_tables_say_what_the_rows_say(void **state)
{
	(void)state;
	uint64_t seed = 42;
	for (size_t i = 0; i < LENGTH(rows_in_order); i++) {
		for (int n = 0; n < 500; n++) {
			uint32_t free_bits = random_word(&seed) & ~rows_in_order[i].mask;
			uint32_t word = (rows_in_order[i].value & rows_in_order[i].mask) | free_bits;
			check_tables(word);
			check_tables(word ^ UINT32_C(1) << (random_word(&seed) & 31));
		}
	}
	for (int n = 0; n < 500000; n++)
		check_tables(random_word(&seed));
	/* The system space, with two values of Rt. */
	for (uint32_t key = 0; key < 1 << 18; key++) {
		check_tables(0xd5000000 | key << 5);
		check_tables(0xd500001f | key << 5);
	}
}

/* Every row is the first to match some word: none is hidden by those before it. */
static void test_no_row_is_hidden(void **state)
{
	(void)state;
	uint64_t seed = 7;
	for (size_t i = 0; i < LENGTH(rows_in_order); i++) {
		if (rows_in_order[i].form == EL2_FORM_NONE)
			continue;
		bool found = false;
		for (int n = 0; n < 10000 && !found; n++) {
			uint32_t free_bits = random_word(&seed) & ~rows_in_order[i].mask;
			found = first_match((rows_in_order[i].value & rows_in_order[i].mask) | free_bits) ==
				rows_in_order[i].form;
		}
		if (!found)
			fail_msg("row %s is never reached", el2_form_get((el2_form)rows_in_order[i].form)->op);
	}
}

static void test_rows_are_well_formed(void **state)
{
	(void)state;
	for (unsigned form = 1; form < EL2_FORM_COUNT; form++) {
		const el2_form_info *row = el2_form_get((el2_form)form);
		assert_non_null(row);
		assert_int_equal(row->value & ~(row->mask | row->should_be), 0);
		assert_true(row->op[0] && row->source[0]);
		assert_true(row->min_el <= 3);
		if (el2_class_is_mte((el2_class)row->cls))
			assert_non_null(row->features);
	}
	assert_null(el2_form_get(EL2_FORM_NONE));
	assert_null(el2_form_get(EL2_FORM_COUNT));
	assert_null(el2_form_get((el2_form)-1));
}

static void test_class_names(void **state)
{
	(void)state;
	for (unsigned c = 0; c < EL2_CLASS_COUNT; c++)
		for (unsigned other = 0; other < c; other++)
			assert_string_not_equal(el2_class_name((el2_class)c), el2_class_name((el2_class)other));
	assert_string_equal(el2_class_name(EL2_CLASS_COUNT), "?");
	assert_string_equal(el2_class_name((el2_class)-1), "?");
	assert_false(el2_class_is_mte(EL2_CLASS_SYSTEM));
	assert_true(el2_class_is_mte(EL2_CLASS_TAG_ARITH));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_listed_encoding),
		cmocka_unit_test(test_single_words),
		cmocka_unit_test(test_operands),
		cmocka_unit_test(test_pstate_fields),
		cmocka_unit_test(test_is_mte_minds_the_direction),
		cmocka_unit_test(test_fast_tables_say_what_the_rows_say),
		cmocka_unit_test(test_no_row_is_hidden),
		cmocka_unit_test(test_rows_are_well_formed),
		cmocka_unit_test(test_class_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
