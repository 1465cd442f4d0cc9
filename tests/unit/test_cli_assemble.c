/* SPDX-License-Identifier: MIT */
/* The assembler run: the same source through each assembler that is there, and its object file read back. */
#include "snippet/assemble.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BASE UINT64_C(0x40000000)

static const char *const programs[] = {"aarch64-linux-gnu-as", "llvm-mc"};

/* A directory with one assembler alone, as $PATH. */
static char only[64];
static char *path;

static bool choose(const char *program)
{
	char real[512], link[128];
	const char *p = path;

	while (*p) {
		size_t length = strcspn(p, ":");

		snprintf(real, sizeof real, "%.*s/%s", (int)length, p, program);
		if (length && !access(real, X_OK))
			break;
		p += length + (p[length] == ':');
	}
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		snprintf(link, sizeof link, "%s/%s", only, programs[i]);
		unlink(link);
	}
	snprintf(link, sizeof link, "%s/%s", only, program);
	return *p && !symlink(real, link) && !setenv("PATH", only, 1);
}

static el2_status assemble(const char *text, struct cli_object *object, el2_error *error)
{
	memset(error, 0, sizeof *error);
	return cli_assemble(text, strlen(text), "test.s", NULL, BASE, object, error);
}

static const struct cli_object_section *section(const struct cli_object *o, const char *name)
{
	for (size_t i = 0; i < o->section_count; i++)
		if (!strcmp(o->sections[i].name, name))
			return &o->sections[i];
	return NULL;
}

static uint32_t word(const struct cli_object_section *s, size_t i)
{
	const unsigned char *p = s->data + 4 * i;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static const char source[] = "// a comment\n"
			     "start:	mrs	x0, gcr_el1	// 2\n"
			     "	.inst	0xd53810c0	// 3\n"
			     "/* .inst 1\n"
			     "	.inst 2 */\n"
			     "	ldg	x1, [x2]	// 6\n"
			     "	.macro	two\n"
			     "	nop\n"
			     "	.inst	0xd503201f\n"
			     "	.endm\n"
			     "	two			// 11\n"
			     "	.inst	0xd503201f, 0xd503201f	// 12\n"
			     "	setgp	[x0]!, x1!, x2	// 13\n"
			     "	setgm	[x0]!, x1!, x2	// 14\n"
			     "	setge	[x0]!, x1!, x2	// 15\n"
			     "	.word	0x12345678	// 16\n"
			     "	b	start		// 17\n"
			     "	adrp	x3, value	// 18\n"
			     "	ldr	x4, [x3, :lo12:value]	// 19\n"
			     "	ldr	x5, =value	// 20\n"
			     "	bl	far		// 21\n"
			     "	.ltorg\n"
			     "	.data\n"
			     "	.quad	0\n"
			     "value:	.quad	start\n"
			     "	.section .text.far, \"ax\"\n"
			     "	.globl	far\n"
			     "far:	ret			// 28\n";

static void test_source(const char *program)
{
	/* two: its words have the line that called it; from one assembler the lines of the macro would do as well */
	static const unsigned lines[] = {2, 3, 6, 11, 11, 12, 12, 13, 14, 15, 0, 17, 18, 19, 20, 21, 0, 0};
	const struct cli_object_section *text, *data, *far;
	struct cli_object o;
	el2_error error;

	if (!choose(program))
		skip();
	assert_int_equal(assemble(source, &o, &error), EL2_OK);
	text = section(&o, ".text");
	data = section(&o, ".data");
	far = section(&o, ".text.far");
	assert_non_null(text);
	assert_non_null(data);
	assert_non_null(far);
	assert_int_equal(text->address, BASE);
	assert_true(text->executable && !text->writable && data->writable && !data->executable);
	assert_true(text->size / 4 - sizeof lines / sizeof *lines <= 1);
	for (size_t i = 0; i < sizeof lines / sizeof *lines - 2; i++)
		assert_int_equal(text->lines[i], lines[i]);
	assert_int_equal(far->lines[0], 28);
	assert_int_equal(word(text, 0), 0xd53810c0);
	assert_int_equal(word(text, 7), 0x1dc20420);
	/* relocated: adrp and ldr reach value, bl reaches far, value holds start */
	assert_int_equal(word(text, 12),
			 0x90000003 | ((data->address - BASE) >> 12 & 3) << 29 | ((data->address - BASE) >> 14) << 5);
	assert_int_equal(word(text, 13), 0xf9400464);
	assert_int_equal(word(text, 15), 0x94000000 | (far->address - BASE - 60) / 4);
	assert_int_equal(word(data, 2), BASE);
	assert_int_equal(o.symbol_count, 3);
	assert_string_equal(o.symbols[0].name, "start");
	assert_int_equal(o.symbols[0].address, BASE);
	cli_object_free(&o);
}

static void test_gnu(void **state)
{
	(void)state;
	test_source(programs[0]);
}

static void test_llvm(void **state)
{
	(void)state;
	test_source(programs[1]);
}

static void test_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
	} cases[] = {
		{"nop\nfoo x0\n", 2},
		{"nop\n\n stg x1\n", 3},
		{"nop\nbl nowhere\n", 2},
		{".include \"missing.inc\"\n", 1},
	};

	(void)state;
	for (size_t p = 0; p < sizeof programs / sizeof *programs; p++) {
		if (!choose(programs[p]))
			continue;
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct cli_object o;
			el2_error error;

			assert_int_equal(assemble(cases[i].text, &o, &error), EL2_ERR_INPUT);
			assert_string_equal(error.file, "test.s");
			assert_int_equal(error.line, cases[i].line);
		}
	}
}

static void test_no_assembler(void **state)
{
	struct cli_object o;
	el2_error error;

	(void)state;
	setenv("PATH", "/nowhere", 1);
	assert_int_equal(assemble("nop\n", &o, &error), EL2_ERR_UNSUPPORTED);
}

/* Whatever the bytes of an object file are, reading it ends, and in bounds (this is for the sanitizers). */
static void test_damaged(void **state)
{
	struct cli_object o;
	el2_error error;
	unsigned seed = 1;

	(void)state;
	if (!choose(programs[0]) && !choose(programs[1]))
		skip();
	assert_int_equal(assemble(source, &o, &error), EL2_OK);
	for (unsigned round = 0; round < 3000; round++) {
		size_t size = round % 7 ? o.file_size : o.file_size * (round % 100) / 100;
		unsigned char *copy = malloc(size + 1);
		struct cli_object damaged;

		assert_non_null(copy);
		memcpy(copy, o.file, size);
		for (unsigned i = 0; i < 1 + round % 4 && size; i++) {
			seed = seed * 1103515245 + 12345;
			copy[(seed >> 8) % size] ^= (unsigned char)(1u << (seed >> 4 & 7));
		}
		if (cli_object_parse(&damaged, copy, size, BASE, "damaged.o", &error) == EL2_OK)
			cli_object_free(&damaged);
	}
	cli_object_free(&o);
}

static int set_up(void **state)
{
	const char *p = getenv("PATH"), *base = getenv("TMPDIR");

	(void)state;
	path = strdup(p ? p : "");
	snprintf(only, sizeof only, "%s/el2trap-test.XXXXXX", base && strlen(base) < 32 ? base : "/tmp");
	return path && mkdtemp(only) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		char link[128];

		snprintf(link, sizeof link, "%s/%s", only, programs[i]);
		unlink(link);
	}
	rmdir(only);
	free(path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gnu),          cmocka_unit_test(test_llvm),    cmocka_unit_test(test_errors),
		cmocka_unit_test(test_no_assembler), cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
