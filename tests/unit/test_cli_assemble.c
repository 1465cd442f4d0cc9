/* SPDX-License-Identifier: MIT */
/* Assembler and linker run: the same source through those of each kind that are there, and what they make read back. */
#include "model/bytes.h"
#include "snippet/link.h"
#include "snippet/snippet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BASE UINT64_C(0x40000000)

/* The assembler and the linker of a kind. */
static const char *const programs[][2] = {{"aarch64-linux-gnu-as", "aarch64-linux-gnu-ld"}, {"llvm-mc", "ld.lld"}};

/* A directory with programs of one kind alone, as $PATH. */
static char only[64];
static char *path;

static void forget(void)
{
	for (size_t i = 0; i < 4; i++) {
		char link[128];

		snprintf(link, sizeof link, "%s/%s", only, programs[i / 2][i % 2]);
		unlink(link);
	}
}

static bool add(const char *program)
{
	char real[512], link[128];

	for (const char *p = path; *p;) {
		size_t length = strcspn(p, ":");

		snprintf(real, sizeof real, "%.*s/%s", (int)length, p, program);
		snprintf(link, sizeof link, "%s/%s", only, program);
		if (length && !access(real, X_OK))
			return !symlink(real, link);
		p += length + (p[length] == ':');
	}
	return false;
}

static bool choose(size_t kind)
{
	forget();
	return add(programs[kind][0]) && add(programs[kind][1]) && !setenv("PATH", only, 1);
}

static el2_status assemble(const char *text, struct cli_object *object, el2_error *error)
{
	memset(error, 0, sizeof *error);
	return cli_assemble(text, strlen(text), "test.s", NULL, BASE, object, error);
}

static uint32_t word(const struct cli_program *p, uint64_t address)
{
	for (size_t i = 0; i < p->segment_count; i++)
		if (address - p->segments[i].address < p->segments[i].length)
			return (uint32_t)load_le(p->segments[i].data + (address - p->segments[i].address), 4);
	fail();
	return 0;
}

static uint8_t perm(const struct cli_program *p, uint64_t address)
{
	for (size_t i = 0; i < p->segment_count; i++)
		if (address - p->segments[i].address < p->segments[i].size)
			return p->segments[i].perm;
	return 0;
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

static void test_source(size_t kind)
{
	static const unsigned lines[] = {2, 3, 6, 11, 11, 12, 12, 13, 14, 15, 0, 17, 18, 19, 20, 21};
	static const uint64_t far = BASE + 0x1000, value = BASE + 0x2008;
	struct cli_program program = {0};
	struct cli_object *o = &program.object;
	el2_error error;

	if (!choose(kind))
		skip();
	assert_int_equal(assemble(source, o, &error), EL2_OK);
	assert_int_equal(cli_program_executable(&program, "test.s", &error), EL2_OK);
	assert_int_equal(program.entry, BASE);
	/* the literal pool is behind it */
	assert_int_equal(program.end, BASE + sizeof lines / sizeof *lines * 4);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(cli_object_line(o, BASE + i * 4), lines[i]);
	assert_int_equal(cli_object_line(o, program.end), 0);
	assert_int_equal(cli_object_line(o, far), 28);
	assert_int_equal(cli_object_line(o, value), 0);
	assert_int_equal(perm(&program, BASE), EL2_PERM_R | EL2_PERM_X);
	assert_int_equal(perm(&program, far), EL2_PERM_R | EL2_PERM_X);
	assert_int_equal(perm(&program, value), EL2_PERM_R | EL2_PERM_W);
	assert_int_equal(word(&program, BASE), 0xd53810c0);
	assert_int_equal(word(&program, BASE + 28), 0x1dc20420);
	assert_int_equal(word(&program, far), 0xd65f03c0);
	/* relocated: adrp and ldr reach value, bl reaches far, value holds start */
	assert_int_equal(word(&program, BASE + 48), 0xd0000003);
	assert_int_equal(word(&program, BASE + 52), 0xf9400464);
	assert_int_equal(word(&program, BASE + 60), 0x94000000 | (far - BASE - 60) / 4);
	assert_int_equal(word(&program, value), BASE);
	cli_program_free(&program);
}

static void test_gnu(void **state)
{
	(void)state;
	test_source(0);
}

static void test_llvm(void **state)
{
	(void)state;
	test_source(1);
}

/* Each section on pages of its own, those with code first, as the section says that it may be used; the entry in any.
 */
static void test_layout(void **state)
{
	static const char text[] = "\t.section .ro, \"a\"\n\t.quad 1\n"
				   "\t.text\n\tnop\n\tnop\n"
				   "\t.bss\n\t.skip 0x1001\n"
				   "\t.section \"a *[b\", \"aw\"\n\t.quad 2\n"
				   "\t.section .more, \"awx\"\n\t.balign 0x2000\n_start:\tnop\n\tldr x0, =0x123456789\n"
				   "\t.section .last, \"ax\"\n\tnop\n"
				   "\t.comm common, 64\n\t.data\n\t.quad common\n";

	(void)state;
	for (size_t kind = 0; kind < 2; kind++) {
		struct cli_program program = {0};
		unsigned count[16] = {0};
		el2_error error;

		if (!choose(kind))
			continue;
		assert_int_equal(assemble(text, &program.object, &error), EL2_OK);
		assert_int_equal(cli_program_executable(&program, "test.s", &error), EL2_OK);
		assert_int_equal(program.entry, BASE + 0x2000);
		assert_int_equal(program.end, BASE + 0x2008);
		assert_int_equal(program.segments[0].address, BASE);
		for (size_t i = 0; i < program.segment_count; i++) {
			const struct cli_segment *g = &program.segments[i];

			count[g->perm]++;
			assert_int_equal(g->address % 0x1000, 0);
			assert_true(!i || g->address >= g[-1].address + g[-1].size);
		}
		assert_int_equal(count[EL2_PERM_R | EL2_PERM_X], 2);
		assert_int_equal(count[EL2_PERM_R | EL2_PERM_W | EL2_PERM_X], 1);
		assert_int_equal(count[EL2_PERM_R], 1);
		assert_int_equal(count[EL2_PERM_R | EL2_PERM_W], 4);
		cli_program_free(&program);
	}
}

/* The instructions stay those that were written, though a linker may know shorter ones. */
static void test_not_relaxed(void **state)
{
	static const char text[] = "\tadrp x3, v\n\tadd x3, x3, :lo12:v\n"
				   "\tadrp x4, :got:v\n\tldr x4, [x4, :got_lo12:v]\n\t.data\nv:\t.quad 1\n";

	(void)state;
	for (size_t kind = 0; kind < 2; kind++) {
		struct cli_program program = {0};
		el2_error error;

		if (!choose(kind))
			continue;
		assert_int_equal(assemble(text, &program.object, &error), EL2_OK);
		assert_int_equal(cli_program_executable(&program, "test.s", &error), EL2_OK);
		assert_int_equal(word(&program, BASE), 0xb0000003);
		assert_int_equal(word(&program, BASE + 4), 0x91000063);
		assert_int_equal(word(&program, BASE + 8) & 0x9f00001f, 0x90000004);
		assert_int_equal(word(&program, BASE + 12) & 0xffc003ff, 0xf9400084);
		cli_program_free(&program);
	}
}

/* Instructions of a file that is included are of no line of the source; llvm-mc gives them lines of it. */
static void test_included(void **state)
{
	char name[80], text[160];
	FILE *file;

	(void)state;
	snprintf(name, sizeof name, "%s/nops.inc", only);
	snprintf(text, sizeof text, "\tnop\n\t.include \"%s\"\n\tnop\n", name);
	for (size_t kind = 0; kind < 2; kind++) {
		struct cli_object o;
		el2_error error;

		if (!choose(kind))
			continue;
		file = fopen(name, "w");
		assert_non_null(file);
		fputs("\tnop\n\tnop\n", file);
		fclose(file);
		assert_int_equal(assemble(text, &o, &error), EL2_OK);
		assert_int_equal(cli_object_line(&o, BASE), 1);
		assert_int_equal(!kind && cli_object_line(&o, BASE + 4), 0);
		assert_int_equal(!kind && cli_object_line(&o, BASE + 8), 0);
		assert_int_equal(cli_object_line(&o, BASE + 12), 3);
		cli_object_free(&o);
		/* what is wrong in it is told with its place in it */
		file = fopen(name, "w");
		assert_non_null(file);
		fputs("\tnop\n\tfoo\n", file);
		fclose(file);
		assert_int_equal(assemble(text, &o, &error), EL2_ERR_INPUT);
		assert_string_equal(error.file, name);
		assert_int_equal(error.line, 2);
	}
	unlink(name);
}

static void test_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message; /* or NULL: the assembler's own */
	} cases[] = {
		{"nop\nfoo x0\n", 2, NULL},
		{"nop\n\n stg x1\n", 3, NULL},
		{".include \"missing.inc\"\n", 1, NULL},
		{"nop\nbl nowhere\n", 2, "undefined symbol 'nowhere'"},
		{"nop\nldr x0, =nowhere\nnop\n", 0, "undefined symbol 'nowhere'"}, /* of the literal pool */
		{"nop\n.weak nowhere\nadrp x0, nowhere\n", 3, "undefined symbol 'nowhere'"},
		{"nop\n.data\n.quad 1, nowhere\n", 0, "undefined symbol 'nowhere'"},
		{"nop\nadr x0, v\n.data\n.skip 0x200000\nv:\n", 2, NULL},
		{"nop\n.bss\n.skip 0x7fffffffffff\n", 0, "not an AArch64 object file of less than 64 MB"},
	};

	(void)state;
	for (size_t kind = 0; kind < 2; kind++) {
		if (!choose(kind))
			continue;
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct cli_object o;
			el2_error error;

			assert_int_equal(assemble(cases[i].text, &o, &error), EL2_ERR_INPUT);
			assert_string_equal(error.file, "test.s");
			assert_int_equal(error.line, cases[i].line);
			if (cases[i].message)
				assert_string_equal(error.message, cases[i].message);
		}
	}
}

/* Without an assembler, or with one and no linker. */
static void test_no_assembler(void **state)
{
	struct cli_object o;
	el2_error error;

	(void)state;
	forget();
	setenv("PATH", only, 1);
	assert_int_equal(assemble("nop\n", &o, &error), EL2_ERR_UNSUPPORTED);
	assert_non_null(strstr(error.message, "no assembler"));
	if (!add(programs[0][0]) && !add(programs[1][0]))
		return;
	assert_int_equal(assemble("nop\n", &o, &error), EL2_ERR_UNSUPPORTED);
	assert_non_null(strstr(error.message, "no linker"));
}

/* Somebody else's object file is linked like the assembler's; bytes that are none are refused. */
static void test_file(void **state)
{
	struct cli_object o;
	el2_error error;

	(void)state;
	if (!choose(0) && !choose(1))
		skip();
	assert_int_equal(cli_link_file("nothing", 7, BASE, "test.o", &o, &error), EL2_ERR_INPUT);
	assert_string_equal(error.message, "not an AArch64 object file of less than 64 MB");
	assert_int_equal(assemble("nop\n", &o, &error), EL2_OK);
	assert_int_equal(o.start, UINT64_MAX);
	cli_object_free(&o);
}

/* Whatever the bytes of a linked file are, reading it ends, and in bounds (this is for the sanitizers). */
static void test_damaged(void **state)
{
	struct cli_object o;
	el2_error error;
	unsigned seed = 1;

	(void)state;
	if (!choose(0) && !choose(1))
		skip();
	assert_int_equal(assemble(source, &o, &error), EL2_OK);
	for (unsigned round = 0; round < 3000; round++) {
		size_t size = round % 7 ? o.size : o.size * (round % 100) / 100;
		struct cli_program damaged = {0};
		unsigned char *copy = malloc(size + 1);

		assert_non_null(copy);
		memcpy(copy, o.file, size);
		for (unsigned i = 0; i < 1 + round % 4 && size; i++) {
			seed = seed * 1103515245 + 12345;
			copy[(seed >> 8) % size] ^= (unsigned char)(1u << (seed >> 4 & 7));
		}
		if (cli_object_open(&damaged.object, copy, size, "damaged", &error) == EL2_OK)
			cli_program_executable(&damaged, "damaged", &error);
		cli_program_free(&damaged);
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
	forget();
	rmdir(only);
	free(path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gnu),          cmocka_unit_test(test_llvm),   cmocka_unit_test(test_layout),
		cmocka_unit_test(test_not_relaxed),  cmocka_unit_test(test_errors), cmocka_unit_test(test_included),
		cmocka_unit_test(test_no_assembler), cmocka_unit_test(test_file),   cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
