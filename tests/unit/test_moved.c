/* SPDX-License-Identifier: MIT */
/* Where a second boot has what a recording of the first has: two boots made here, and rows of numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "recording/moved.h"

#define RW  0x40000000000440u
#define RX  0x4c0u
#define XN  (UINT64_C(1) << 54)
#define TAG 0x000be110c0000000u /* of the first boot; EL2's address of physical 0x40000000 */
#define NOW 0x000ce83e80000000u

/* EL2's addresses of a physical one. */
#define WAS_VA(pa) ((pa)-0x40000000u + TAG)
#define NOW_VA(pa) ((pa)-0x40000000u + NOW)

/*
 * Code and data are where they were. Of what the kernel allocated: a range of three pages that has moved as a whole;
 * one that has become smaller, with two objects, each moved by itself, the second found through a pointer in the first;
 * one to which nobody points; a stack at an address of its own; much that EL2 could execute, and is not its code.
 */
#define CODE    0x41000000u
#define DATA    0x42000000u
#define STACK   0x0004000000001000u
#define OTHER   0x000f000000000000u
#define WHOLE   0x44b00000u
#define OBJECTS 0x44c00000u
#define LONELY  0x44d00000u

#define WHOLE_NOW   0x44a00000u
#define OBJECTS_NOW 0x44e00000u
#define LONELY_NOW  0x44f00000u
#define FIRST       0x680u /* of OBJECTS */
#define FIRST_NOW   0x340u
#define SECOND      0x1200u
#define SECOND_NOW  0x1f40u

static uint8_t data[2][EL2_RECORDING_PAGE], objects[2][3][EL2_RECORDING_PAGE];
#define HCR_EL2  EL2_SYSREG_KEY(3, 4, 1, 1, 0)
#define VBAR_EL2 EL2_SYSREG_KEY(3, 4, 12, 0, 0)
static const el2_recorded_register registers[2][2] = {
	{{HCR_EL2, EL2_RECORDED_READ, 1u << 31}, {VBAR_EL2, EL2_RECORDED_READ, WAS_VA(CODE) + 0x800}},
	{{HCR_EL2, EL2_RECORDED_READ, 1u << 31}, {VBAR_EL2, EL2_RECORDED_READ, NOW_VA(CODE) + 0x800}},
};
static const el2_recorded_cpu cpus[2] = {{.registers = registers[0], .register_count = 2},
					 {.registers = registers[1], .register_count = 2}};

static const el2_recorded_range ranges[2][7] = {
	{{STACK, 0x44400000, 0x1000, RW | XN},
	 {WAS_VA(CODE), CODE, 0x10000, RX},
	 {WAS_VA(DATA), DATA, 0x1000, RW | XN},
	 {WAS_VA(WHOLE), WHOLE, 0x3000, RW | XN},
	 {WAS_VA(OBJECTS), OBJECTS, 0x3000, RW | XN},
	 {WAS_VA(LONELY), LONELY, 0x1000, RW | XN},
	 {OTHER, 0x50000000, 0xa00000, RX}},
	{{STACK, 0x44401000, 0x1000, RW | XN},
	 {NOW_VA(CODE), CODE, 0x10000, RX},
	 {NOW_VA(DATA), DATA, 0x1000, RW | XN},
	 {NOW_VA(WHOLE_NOW), WHOLE_NOW, 0x3000, RW | XN},
	 {NOW_VA(OBJECTS_NOW), OBJECTS_NOW, 0x2000, RW | XN},
	 {NOW_VA(LONELY_NOW), LONELY_NOW, 0x1000, RW | XN},
	 {OTHER, 0x50000000, 0xa00000, RX}},
};
static const el2_recorded_page pages[2][6] = {
	{{CODE, NULL},
	 {DATA, data[0]},
	 {OBJECTS, objects[0][0]},
	 {OBJECTS + 0x1000, objects[0][1]},
	 {OBJECTS + 0x2000, objects[0][2]},
	 {0x7f000000, NULL}},
	{{CODE, NULL},
	 {DATA, data[1]},
	 {OBJECTS_NOW, objects[1][0]},
	 {OBJECTS_NOW + 0x1000, objects[1][1]},
	 {0x7f000000, NULL}},
};

static el2_recording boots[2] = {
	{.text = {"Linux version 7", "", "protected-nvhe", "max", "virt", "QEMU"},
	 .cpus = &cpus[0],
	 .cpu_count = 1,
	 .ranges = ranges[0],
	 .range_count = 7,
	 .pages = pages[0],
	 .page_count = 6},
	{.text = {"Linux version 7", "", "protected-nvhe", "max", "virt", "QEMU"},
	 .cpus = &cpus[1],
	 .cpu_count = 1,
	 .ranges = ranges[1],
	 .range_count = 7,
	 .pages = pages[1],
	 .page_count = 5},
};

static int open_both(void **state)
{
	static el2_moved moved;

	store_le(data[0] + 0x100, 8, WAS_VA(WHOLE + 0x2008));
	store_le(data[1] + 0x100, 8, NOW_VA(WHOLE_NOW + 0x2008));
	store_le(data[0] + 0x108, 8, WAS_VA(OBJECTS + FIRST));
	store_le(data[1] + 0x108, 8, NOW_VA(OBJECTS_NOW + FIRST_NOW));
	store_le(data[0] + 0x110, 8, WAS_VA(LONELY)); /* and there it is no pointer */
	store_le(data[1] + 0x110, 8, 5);
	store_le(objects[0][0] + FIRST + 0x20, 8, WAS_VA(OBJECTS + SECOND));
	store_le(objects[1][0] + FIRST_NOW + 0x20, 8, NOW_VA(OBJECTS_NOW + SECOND_NOW));
	*state = &moved;
	return el2_moved_open(&moved, &boots[0], &boots[1], NULL) == EL2_OK ? 0 : -1;
}

enum {
	PHYSICAL,
	NUMBER,
	POINTER
};

static const struct row {
	unsigned as;
	uint64_t from;
	el2_moved_to how;
	uint64_t to;
} rows[] = {
	/* numbers that are none of EL2's addresses */
	{NUMBER, 0, EL2_MOVED_AS_IS, 0},
	{NUMBER, 0x1000, EL2_MOVED_AS_IS, 0x1000},
	{NUMBER, 0xffff000044c00680, EL2_MOVED_AS_IS, 0xffff000044c00680},
	{NUMBER, UINT64_MAX, EL2_MOVED_AS_IS, UINT64_MAX},
	{NUMBER, TAG - 1, EL2_MOVED_AS_IS, TAG - 1},
	/* those of its linear map: code, data, the host's, one behind the end of RAM */
	{NUMBER, WAS_VA(CODE + 0x54), EL2_MOVED_TO, NOW_VA(CODE + 0x54)},
	{NUMBER, WAS_VA(DATA), EL2_MOVED_TO, NOW_VA(DATA)},
	{NUMBER, WAS_VA(0x48000123), EL2_MOVED_TO, NOW_VA(0x48000123)},
	{NUMBER, TAG + 0x40000000, EL2_MOVED_AS_IS, TAG + 0x40000000},
	/* a range as a whole; objects; before the first; what nobody points to; what is EL2's there and not here */
	{NUMBER, WAS_VA(WHOLE), EL2_MOVED_TO, NOW_VA(WHOLE_NOW)},
	{NUMBER, WAS_VA(WHOLE + 0x2fff), EL2_MOVED_TO, NOW_VA(WHOLE_NOW + 0x2fff)},
	{NUMBER, WAS_VA(OBJECTS + FIRST + 8), EL2_MOVED_TO, NOW_VA(OBJECTS_NOW + FIRST_NOW + 8)},
	{NUMBER, WAS_VA(OBJECTS + SECOND), EL2_MOVED_TO, NOW_VA(OBJECTS_NOW + SECOND_NOW)},
	{NUMBER, WAS_VA(OBJECTS), EL2_MOVED_LOST, 0},
	{NUMBER, WAS_VA(OBJECTS + 0x2000), EL2_MOVED_LOST, 0},
	{NUMBER, WAS_VA(LONELY), EL2_MOVED_LOST, 0},
	{NUMBER, WAS_VA(LONELY_NOW), EL2_MOVED_LOST, 0},
	/* the stack, at its own address */
	{NUMBER, STACK + 8, EL2_MOVED_AS_IS, STACK + 8},
	{PHYSICAL, CODE, EL2_MOVED_AS_IS, CODE},
	{PHYSICAL, WHOLE + 0x1000, EL2_MOVED_TO, WHOLE_NOW + 0x1000},
	{PHYSICAL, OBJECTS + SECOND + 4, EL2_MOVED_TO, OBJECTS_NOW + SECOND_NOW + 4},
	{PHYSICAL, LONELY, EL2_MOVED_LOST, 0},
	{PHYSICAL, LONELY_NOW, EL2_MOVED_LOST, 0},
	{PHYSICAL, 0x48000000, EL2_MOVED_AS_IS, 0x48000000},
	{PHYSICAL, 0x09000000, EL2_MOVED_AS_IS, 0x09000000},
	/* pointers of which EL2 takes the lower bits: bare, with the bits of a kernel's address, whole */
	{POINTER, DATA - 0x40000000, EL2_MOVED_AS_IS, DATA - 0x40000000},
	{POINTER, WHOLE + 8, EL2_MOVED_TO, WHOLE_NOW + 8},
	{POINTER, WHOLE - 0x40000000, EL2_MOVED_TO, WHOLE_NOW - 0x40000000},
	{POINTER, 0xffff000000000000 | (OBJECTS + FIRST), EL2_MOVED_TO, 0xffff000000000000 | (OBJECTS_NOW + FIRST_NOW)},
	{POINTER, WAS_VA(WHOLE), EL2_MOVED_TO, NOW_VA(WHOLE_NOW)},
	{POINTER, LONELY, EL2_MOVED_LOST, 0},
	{POINTER, 0, EL2_MOVED_AS_IS, 0},
};

static void test_rows(void **state)
{
	const el2_moved *m = *state;

	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		const struct row *r = &rows[n];
		uint64_t to = 0;
		el2_moved_to how = r->as == PHYSICAL ? el2_moved_physical(m, r->from, &to)
				   : r->as == NUMBER ? el2_moved_number(m, r->from, &to)
						     : el2_moved_pointer(m, r->from, &to);

		if (how != r->how || (how != EL2_MOVED_LOST && to != r->to))
			fail_msg("row %zu, 0x%llx: %d, 0x%llx", n, (unsigned long long)r->from, how,
				 (unsigned long long)to);
	}
	assert_false(m->full);
	assert_int_equal(el2_moved_target(m, 0xffff000004c00680), 0x44c00680);
}

static void test_other_kernels(void **state)
{
	static el2_moved moved;
	el2_recording other = boots[1];
	el2_recorded_range elsewhere[7];
	el2_error error = {0};

	(void)state;
	other.text[EL2_RECORDING_BANNER] = "Linux version 8";
	assert_int_equal(el2_moved_open(&moved, &boots[0], &other, &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "Linux version 8"));
	other = boots[1];
	other.text[EL2_RECORDING_MODE] = "protected-hvhe";
	assert_int_equal(el2_moved_open(&moved, &boots[0], &other, &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "protected-hvhe"));
	other = boots[1];
	other.range_count = 1;
	assert_int_equal(el2_moved_open(&moved, &boots[0], &other, &error), EL2_ERR_INPUT);
	memcpy(elsewhere, ranges[1], sizeof elsewhere);
	elsewhere[1].pa += 0x1000;
	other = boots[1];
	other.ranges = elsewhere;
	assert_int_equal(el2_moved_open(&moved, &boots[0], &other, &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "elsewhere in memory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_other_kernels)};

	return cmocka_run_group_tests_name("moved", tests, open_both, NULL);
}
