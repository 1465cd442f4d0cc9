/* SPDX-License-Identifier: MIT */
/* Layouts from BTF that is made here, as a kernel's compiler might: what a name finds, and what it must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>
#include <cmocka.h>

#include "policy/hypercalls.h"
#include "recording/recording.h"

#define IMAGE 0x4000u
#define AT    0x1234u /* where BTF lies in the image */

/*
 * enum reg { NONE, SCTLR = 3 };
 * struct context { u64 regs[4]; const u64 pc; };
 * typedef struct context context;
 * struct vcpu {
 *	u32 id, flag : 1, mode : 31;
 *	union { context ctxt; struct { u64 first; u8 second; }; };
 *	context contexts[2];
 *	struct context *next;
 * };
 */
static struct btf *make(void)
{
	struct btf *btf = btf__new_empty();
	int u8 = btf__add_int(btf, "u8", 1, 0), u32 = btf__add_int(btf, "u32", 4, 0);
	int u64 = btf__add_int(btf, "u64", 8, 0);
	int four = btf__add_array(btf, u32, u64, 4);
	int constant = btf__add_const(btf, u64);
	int context, type, two, next, inner, either;

	btf__add_enum(btf, "reg", 4);
	btf__add_enum_value(btf, "NONE", 0);
	btf__add_enum_value(btf, "SCTLR", 3);
	context = btf__add_struct(btf, "context", 40);
	btf__add_field(btf, "regs", four, 0, 0);
	btf__add_field(btf, "pc", constant, 256, 0);
	type = btf__add_typedef(btf, "context", context);
	two = btf__add_array(btf, u32, type, 2);
	next = btf__add_ptr(btf, context);
	inner = btf__add_struct(btf, NULL, 16);
	btf__add_field(btf, "first", u64, 0, 0);
	btf__add_field(btf, "second", u8, 64, 0);
	either = btf__add_union(btf, NULL, 40);
	btf__add_field(btf, "ctxt", type, 0, 0);
	btf__add_field(btf, NULL, inner, 0, 0);
	btf__add_struct(btf, "vcpu", 136);
	btf__add_field(btf, "id", u32, 0, 0);
	btf__add_field(btf, "flag", u32, 32, 1);
	btf__add_field(btf, "mode", u32, 33, 31);
	btf__add_field(btf, NULL, either, 64, 0);
	btf__add_field(btf, "contexts", two, 384, 0);
	btf__add_field(btf, "next", next, 1024, 0);
	return btf;
}

static uint8_t image[IMAGE];
static size_t length;

static int setup(void **state)
{
	struct btf *btf = make();
	uint32_t size;
	const void *raw = btf__raw_data(btf, &size);

	(void)state;
	memset(image, 0xa5, sizeof image);
	memcpy(image + AT, raw, size);
	length = size;
	btf__free(btf);
	return 0;
}

static const struct row {
	const char *name;
	uint32_t offset, size; /* 0: there is no such */
} rows[] = {
	{"vcpu", 0, 136},
	{"vcpu.id", 0, 4},
	{"vcpu.ctxt", 8, 40},
	{"vcpu.ctxt.pc", 40, 8},
	{"vcpu.ctxt.regs", 8, 32},
	{"vcpu.ctxt.regs[2]", 24, 8},
	{"vcpu.ctxt.regs[SCTLR]", 32, 8},
	{"vcpu.second", 16, 1}, /* through what has no name */
	{"vcpu.contexts[1].regs[NONE]", 88, 8},
	{"vcpu.next", 128, 8},
	{"context.pc", 32, 8},
	{"vcpu.flag", 0, 0}, /* bit fields */
	{"vcpu.mode", 0, 0},
	{"vcpu.none", 0, 0},
	{"none", 0, 0},
	{"u64", 0, 0},
	{"vcpu.id.pc", 0, 0},
	{"vcpu.id[0]", 0, 0},
	{"vcpu.next.pc", 0, 0}, /* a pointer leads out of it */
	{"vcpu.ctxt.regs[4]", 0, 0},
	{"vcpu.ctxt.regs[4294967296]", 0, 0},
	{"vcpu.ctxt.regs[NOTHING]", 0, 0},
	{"vcpu.ctxt.regs[2", 0, 0},
	{"vcpu.ctxt.regs[]", 0, 0},
	{"vcpu..id", 0, 0},
	{"vcpu.", 0, 0},
	{"", 0, 0},
};

static bool note(void *context, const el2_recorded_layout *layout)
{
	*(el2_recorded_layout *)context = *layout;
	return true;
}

static void test_names(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		el2_recorded_layout found = {0};
		el2_error error = {0};

		assert_int_equal(el2_layouts_read(image, sizeof image, &rows[n].name, 1, note, &found, &error), EL2_OK);
		if (found.offset != rows[n].offset || found.size != rows[n].size)
			fail_msg("%s: %u, %u", rows[n].name, found.offset, found.size);
	}
}

static bool count_two(void *context, const el2_recorded_layout *layout)
{
	(void)layout;
	return ++*(unsigned *)context < 2;
}

static void test_found_may_end_it(void **state)
{
	const char *const names[] = {"vcpu", "vcpu.none", "vcpu.id", "context"};
	unsigned count = 0;

	(void)state;
	assert_int_equal(el2_layouts_read(image, sizeof image, names, 4, count_two, &count, NULL), EL2_OK);
	assert_int_equal(count, 2);
}

/* Cut anywhere, or a byte other: an error, or layouts of something; no more than that is read. */
static void test_damage(void **state)
{
	const char *const names[] = {"vcpu.ctxt.regs[SCTLR]", "vcpu.contexts[1].pc"};
	el2_recorded_layout found;
	el2_error error = {0};

	(void)state;
	for (size_t size = 0; size < AT + length; size += size < AT ? 64 : 1) {
		uint8_t *cut = malloc(size ? size : 1);

		memcpy(cut, image, size);
		assert_int_equal(el2_layouts_read(cut, size, names, 2, note, &found, &error), EL2_ERR_INPUT);
		assert_string_equal(error.message, "no BTF was found");
		free(cut);
	}
	for (size_t at = AT; at < AT + length; at++)
		for (unsigned bit = 0; bit < 8; bit++) {
			image[at] ^= 1u << bit;
			el2_layouts_read(image, sizeof image, names, 2, note, &found, NULL);
			image[at] ^= 1u << bit;
		}
}

/* A structure that is said to hold itself, many times over, without a name. */
static void test_in_itself(void **state)
{
	const char *const names[] = {"loop.none"};
	struct btf *btf = btf__new_empty();
	int loop = btf__add_struct(btf, "loop", 8);
	el2_recorded_layout found = {0};
	uint32_t size;
	const void *raw;

	(void)state;
	for (unsigned n = 0; n < 64; n++)
		btf__add_field(btf, NULL, loop, 0, 0);
	raw = btf__raw_data(btf, &size);
	el2_layouts_read(raw, size, names, 1, note, &found, NULL);
	assert_null(found.name);
	btf__free(btf);
}

/* An element so far off that 64 bits do not hold where: not where the rest of it would be. */
static void test_far_off(void **state)
{
	const char *const names[] = {"far.a[4294967294].b[2147483649]"};
	struct btf *btf = btf__new_empty();
	int u64 = btf__add_int(btf, "u64", 8, 0), six = btf__add_struct(btf, "six", 6), large, many;
	el2_recorded_layout found = {0};
	uint32_t size;
	const void *raw;

	(void)state;
	many = btf__add_array(btf, u64, six, UINT32_MAX);
	large = btf__add_struct(btf, "large", UINT32_MAX);
	btf__add_field(btf, "b", many, 0, 0);
	many = btf__add_array(btf, u64, large, UINT32_MAX);
	btf__add_struct(btf, "far", 8);
	btf__add_field(btf, "a", many, 0, 0);
	raw = btf__raw_data(btf, &size);
	assert_int_equal(el2_layouts_read(raw, size, names, 1, note, &found, NULL), EL2_OK);
	assert_null(found.name);
	btf__free(btf);
}

/* The table of what is looked for: each name once, and in a form that is read. */
static void test_rows_of_policy(void **state)
{
	(void)state;
	for (size_t n = 0; el2_member_get(n); n++) {
		const el2_member *member = el2_member_get(n);

		assert_true(member->kind == EL2_MEMBER_WHOLE || strchr(member->path, '.'));
		assert_true(strlen(member->what) > 0);
		for (size_t other = 0; other < n; other++)
			assert_string_not_equal(member->path, el2_member_get(other)->path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_names, setup),
		cmocka_unit_test_setup(test_found_may_end_it, setup),
		cmocka_unit_test_setup(test_damage, setup),
		cmocka_unit_test(test_in_itself),
		cmocka_unit_test(test_far_off),
		cmocka_unit_test(test_rows_of_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
