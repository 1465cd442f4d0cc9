/* SPDX-License-Identifier: MIT */
/* Recordings made here: written and read back, looked up in, damaged at every byte; EL2's stage 1 walked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "recording/recording.h"

static uint8_t code[EL2_RECORDING_PAGE] = {0x1f, 0x20, 0x03, 0xd5};

static const el2_recorded_register registers[] = {
	{EL2_SYSREG_KEY(3, 0, 1, 0, 0), EL2_RECORDED_READ, 0x30d0198d},
	{EL2_SYSREG_KEY(3, 4, 1, 1, 0), EL2_RECORDED_READ, 0x1234},
	{EL2_SYSREG_KEY(3, 4, 12, 9, 5), EL2_RECORDED_DEFAULT, 7},
};
static const el2_recorded_cpu cpus[] = {
	{.pc = 0xffff800080000000,
	 .pstate = 0x3c5,
	 .x = {[30] = 9},
	 .sp = {[2] = 0x8000},
	 .registers = registers,
	 .register_count = 3},
	{.pc = 4, .registers = registers, .register_count = 1},
};
static const el2_recorded_range ranges[] = {{0x8000, 0x40001000, 0x2000, 0x40}, {0x20000, 0x40001000, 0x1000, 0x80}};
static const el2_recorded_page pages[] = {{0x40001000, code}, {0x40002000, NULL}};
static const el2_recorded_symbol symbols[] = {{0x40001000, "vectors"}, {0x40001000, "alias"}, {0x40001800, "handle"}};
static const el2_recorded_layout layouts[] = {{"kvm", 0, 4120}, {"kvm.arch", 0x900, 64}, {"kvm_vcpu", 0, 9024}};
static el2_recording sample = {
	.text = {"Linux version 0", "quiet", "nvhe", "max", "virt", "QEMU"},
	.cpus = cpus,
	.cpu_count = 2,
	.ranges = ranges,
	.range_count = 2,
	.pages = pages,
	.page_count = 2,
	.symbols = symbols,
	.symbol_count = 3,
	.layouts = layouts,
};

static void write_sample(bool pack, bool with_layouts, void **bytes, size_t *size)
{
	el2_error error = {0};

	sample.layout_count = with_layouts ? sizeof layouts / sizeof *layouts : 0;
	assert_int_equal(el2_recording_write(&sample, pack, bytes, size, &error), EL2_OK);
}

static void check_sample(const el2_recording *r)
{
	uint64_t value, offset;
	el2_cpu cpu;
	el2_state state;

	assert_string_equal(r->text[EL2_RECORDING_CMDLINE], "quiet");
	assert_int_equal(el2_recording_register(r, 0, EL2_SYSREG_HCR_EL2, &value), EL2_RECORDED_READ);
	assert_int_equal(value, 0x1234);
	assert_int_equal(el2_recording_register(r, 0, EL2_SYSREG_ICC_SRE_EL2, &value), EL2_RECORDED_DEFAULT);
	assert_int_equal(el2_recording_register(r, 1, EL2_SYSREG_HCR_EL2, &value), EL2_RECORDED_ABSENT);
	assert_int_equal(el2_recording_register(r, 2, EL2_SYSREG_HCR_EL2, &value), EL2_RECORDED_ABSENT);

	assert_memory_equal(el2_recording_page(r, 0x40001004), code, EL2_RECORDING_PAGE);
	assert_int_equal(el2_recording_page(r, 0x40002fff)[0], 0);
	assert_null(el2_recording_page(r, 0x40003000));
	assert_null(el2_recording_page(r, 0x40000fff));

	assert_int_equal(el2_recording_range(r, 0x9fff)->pa, 0x40001000);
	assert_null(el2_recording_range(r, 0xa000));
	assert_null(el2_recording_range(r, 0x7fff));
	assert_true(el2_recording_va(r, 0x40002010, &value));
	assert_int_equal(value, 0x9010);
	assert_false(el2_recording_va(r, 0x40003000, &value));

	assert_string_equal(el2_recording_symbol_at(r, 0x40001004, &offset)->name, "vectors");
	assert_int_equal(offset, 4);
	assert_null(el2_recording_symbol_at(r, 0x40000fff, &offset));
	assert_int_equal(el2_recording_symbol(r, "handle")->pa, 0x40001800);
	assert_null(el2_recording_symbol(r, "hand"));

	assert_null(el2_recording_layout(r, "kvm.arc"));
	assert_null(el2_recording_layout(r, "zone"));
	for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
		const el2_recorded_layout *layout = el2_recording_layout(r, layouts[i].name);

		assert_true(!layout == !r->layout_count);
		assert_true(!layout || (layout->offset == layouts[i].offset && layout->size == layouts[i].size));
	}

	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	assert_true(el2_recording_state(r, 0, &cpu, &state));
	assert_int_equal(state.sysreg[EL2_SYSREG_HCR_EL2], 0x1234);
	assert_int_equal(state.sp[2], 0x8000);
	assert_int_equal(state.x[30], 9);
	assert_false(el2_recording_state(r, 2, &cpu, &state));
}

static void test_round_trip(void **unused)
{
	(void)unused;
	for (unsigned form = 0; form < 4; form++) {
		const bool pack = form & 1, with_layouts = form & 2;
		el2_recording r;
		el2_error error = {0};
		void *bytes;
		size_t size;

		write_sample(pack, with_layouts, &bytes, &size);
		/* what an earlier reader reads is still written for it */
		assert_int_equal(load_le((uint8_t *)bytes + 8, 4), with_layouts ? 2 : 1);
		assert_true(pack ? size < 1024 : size > EL2_RECORDING_PAGE && size < 2 * EL2_RECORDING_PAGE);
		assert_int_equal(el2_recording_open(bytes, size, "x", &r, &error), EL2_OK);
		free(bytes);
		assert_int_equal(r.layout_count, with_layouts ? 3 : 0);
		check_sample(&r);
		el2_recording_close(&r);
		assert_null(r.storage);
	}
}

static void test_damage_is_refused(void **unused)
{
	(void)unused;
	for (unsigned pack = 0; pack < 2; pack++) {
		el2_recording r;
		el2_error error;
		void *bytes;
		size_t size;

		write_sample(pack, true, &bytes, &size);
		for (size_t i = 0; i < size; i++) {
			((uint8_t *)bytes)[i] ^= 1 << i % 8;
			assert_int_not_equal(el2_recording_open(bytes, size, "x", &r, &error), EL2_OK);
			assert_null(r.storage);
			((uint8_t *)bytes)[i] ^= 1 << i % 8;
		}
		for (size_t i = 0; i < size; i++) {
			assert_int_equal(el2_recording_open(bytes, i, "x", &r, &error), EL2_ERR_INPUT);
			if (i >= 8)
				assert_non_null(strstr(error.message, "truncated: it ends at byte"));
		}
		free(bytes);
	}
}

/* The head of an unpacked file, made to fit what was changed. */
static void sign(uint8_t *file, size_t size)
{
	uint32_t crc = ~0u;

	for (size_t i = 0; i < size; i++) {
		if (i >= 32 && i < 40)
			continue;
		crc ^= file[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	store_le(file + 32, 4, ~crc);
}

/* Whole files that say what they must not. */
static void test_what_versions_have(void **unused)
{
	enum {
		VERSION = 8,
		LAYOUTS = 40 + 20
	};
	static const struct {
		bool with_layouts;
		unsigned at, value;
		el2_status status;
		const char *message;
	} changes[] = {
		{true, VERSION, 1, EL2_ERR_INPUT, "damaged at byte 20 of its body: layouts"},
		{false, VERSION, 2, EL2_OK, NULL},
		{true, VERSION, 3, EL2_ERR_UNSUPPORTED, "a recording of version 3; this reads versions 1 to 2"},
		{true, VERSION, 0, EL2_ERR_UNSUPPORTED, "a recording of version 0"},
		{false, LAYOUTS, 1, EL2_ERR_INPUT, "damaged at byte 20 of its body: layouts"},
		{true, LAYOUTS, 2, EL2_ERR_INPUT, "damaged at byte"},
		{true, LAYOUTS, 0x10000, EL2_ERR_INPUT, "65536 layouts of 16 bytes do not fit"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		el2_recording r;
		el2_error error = {0};
		void *bytes;
		size_t size;

		write_sample(false, changes[i].with_layouts, &bytes, &size);
		store_le((uint8_t *)bytes + changes[i].at, 4, changes[i].value);
		sign(bytes, size);
		assert_int_equal(el2_recording_open(bytes, size, "x", &r, &error), changes[i].status);
		if (changes[i].message && !strstr(error.message, changes[i].message))
			fail_msg("%zu: %s", i, error.message);
		el2_recording_close(&r);
		free(bytes);
	}
}

/* A layout whose name does not lie in the strings: the first one's. */
static void test_names_lie_in_the_strings(void **unused)
{
	el2_recording r;
	el2_error error = {0};
	void *bytes;
	size_t size, at;

	(void)unused;
	write_sample(false, true, &bytes, &size);
	for (at = 40; load_le((uint8_t *)bytes + at, 8) != (UINT64_C(4120) << 32); at++) /* offset 0, size 4120 */
		assert_true(at < size - 16);
	store_le((uint8_t *)bytes + at - 4, 4, 0xffff);
	sign(bytes, size);
	assert_int_equal(el2_recording_open(bytes, size, "x", &r, &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "a layout whose name lies outside the strings"));
	free(bytes);
}

static void test_disorder_is_not_written(void **unused)
{
	static const el2_recorded_page twice[] = {{0x1000, NULL}, {0x1000, NULL}};
	static const el2_recorded_range over[] = {{0, 0, 0x2000, 0}, {0x1000, 0, 0x1000, 0}};
	static const el2_recorded_range zero[] = {{0x1000, 0, 0x1000, 0}, {0, 0, 0x1000, 0}};
	static const el2_recorded_layout descend[] = {{"b", 0, 1}, {"a", 0, 1}};
	static const el2_recorded_layout same[] = {{"a", 0, 1}, {"a", 8, 1}};
	static const el2_recorded_layout empty[] = {{"a", 8, 0}};
	static const el2_recorded_layout far[] = {{"a", UINT32_MAX - 3, 8}};
	const el2_recording wrong[] = {{.pages = twice, .page_count = 2},    {.ranges = over, .range_count = 2},
				       {.ranges = zero, .range_count = 2},   {.layouts = descend, .layout_count = 2},
				       {.layouts = same, .layout_count = 2}, {.layouts = empty, .layout_count = 1},
				       {.layouts = far, .layout_count = 1}};
	el2_error error;
	void *bytes;
	size_t size;

	(void)unused;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(el2_recording_write(&wrong[i], false, &bytes, &size, &error), EL2_ERR_INPUT);
}

/* ---- EL2 stage 1 ------------------------------------------------------------------------------------------------- */

static uint8_t tables[4][EL2_RECORDING_PAGE];

static const uint8_t *table_memory(void *context, uint64_t pa)
{
	(void)context;
	return pa >= 0x40000000 && pa < 0x40004000 ? tables[(pa - 0x40000000) / EL2_RECORDING_PAGE] : NULL;
}

struct seen {
	el2_recorded_range ranges[8];
	size_t count, tables;
};

static bool note(void *context, const el2_recorded_range *range, bool table)
{
	struct seen *seen = context;

	if (table)
		seen->tables++;
	else if (seen->count < 8)
		seen->ranges[seen->count++] = *range;
	return true;
}

static void init_walk(el2_cpu *cpu, el2_state *state)
{
	memset(tables, 0, sizeof tables);
	assert_int_equal(el2_cpu_parse("max", cpu, NULL), EL2_OK);
	el2_state_init(state, cpu);
	state->sysreg[EL2_SYSREG_TTBR0_EL2] = 0x40000000;
	state->sysreg[EL2_SYSREG_TCR_EL2] = 25; /* T0SZ: 39 bits, 4 KB: levels 1 to 3 */
	store_le(tables[0] + 8 * 1, 8, 0x40001003);
	store_le(tables[0] + 8 * 3, 8, 0x80000000 | 0x441); /* a block of 1 GB */
	store_le(tables[1] + 8 * 2, 8, 0x40002003);
	store_le(tables[2] + 8 * 5, 8, 0x50000000 | 0x443);
	store_le(tables[2] + 8 * 6, 8, 0x50001000 | 0x443);
	store_le(tables[2] + 8 * 7, 8, 0x50002000 | UINT64_C(1) << 54 | 0x443);
	store_le(tables[2] + 8 * 9, 8, 0x50002001); /* no page: reserved at level 3 */
}

static void test_walk(void **unused)
{
	struct seen seen = {0};
	el2_error error = {0};
	el2_cpu cpu;
	el2_state state;

	(void)unused;
	init_walk(&cpu, &state);
	assert_int_equal(el2_recording_walk(&state, table_memory, note, &seen, &error), EL2_OK);
	assert_int_equal(seen.tables, 3);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.ranges[0].va, 0x40405000);
	assert_int_equal(seen.ranges[0].pa, 0x50000000);
	assert_int_equal(seen.ranges[0].size, 0x2000);
	assert_int_equal(seen.ranges[0].attributes, 0x440);
	assert_true(seen.ranges[1].attributes == (UINT64_C(1) << 54 | 0x440));
	assert_int_equal(seen.ranges[2].va, 0xc0000000);
	assert_int_equal(seen.ranges[2].size, 0x40000000);
}

/* Each granule, LPA2, the upper half of E2H; what a table's attributes pass on. The first range that comes. */
static void test_walk_forms(void **unused)
{
	static const struct {
		uint64_t tcr, hcr, ttbr1;
		struct {
			unsigned page, entry;
			uint64_t value;
		} descriptors[3];
		el2_recorded_range range;
	} forms[] = {
		/* 16 KB, 36 bits: level 2, a block of 32 MB */
		{28 | 2 << 14, 0, 0, {{0, 1, 0x42000441}}, {0x2000000, 0x42000000, 0x2000000, 0x440}},
		/* 64 KB, 39 bits: level 2, a block of 512 MB */
		{25 | 1 << 14, 0, 0, {{0, 1, 0x60000441}}, {0x20000000, 0x60000000, 0x20000000, 0x440}},
		/* 64 KB with 52-bit addresses: bits 15:12 are bits 51:48 */
		{25 | 1 << 14 | 6 << 16,
		 0,
		 0,
		 {{0, 1, 0x60003441}},
		 {0x20000000, UINT64_C(0x3000060000000), 0x20000000, 0x440}},
		/* 4 KB with LPA2, 52 bits: level -1, then a block of 512 GB at level 0; bits 9:8 are bits 51:50 */
		{12 | UINT64_C(1) << 32,
		 0,
		 0,
		 {{0, 1, 0x40001003}, {1, 2, UINT64_C(0x8000000541)}},
		 {UINT64_C(0x1010000000000), UINT64_C(0x4008000000000), UINT64_C(0x8000000000), 0x440}},
		/* E2H: the upper half alone, 39 bits of 4 KB */
		{1 << 7 | 25 << 16 | UINT64_C(2) << 30,
		 UINT64_C(1) << 34,
		 0x40000000,
		 {{0, 1, 0x80000441}},
		 {UINT64_C(0xffffff8040000000), 0x80000000, 0x40000000, 0x440}},
		/* APTable[1], XNTable and PXNTable */
		{25,
		 0,
		 0,
		 {{0, 1, UINT64_C(0x5800000040001003)}, {1, 2, 0x80000441}},
		 {0x40400000, 0x80000000, 0x200000, UINT64_C(0x600000000004c0)}},
	};
	el2_error error = {0};
	el2_cpu cpu;
	el2_state state;

	(void)unused;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct seen seen = {0};

		init_walk(&cpu, &state);
		memset(tables, 0, sizeof tables);
		state.sysreg[EL2_SYSREG_TCR_EL2] = forms[i].tcr;
		state.sysreg[EL2_SYSREG_HCR_EL2] = forms[i].hcr;
		state.sysreg[EL2_SYSREG_TTBR1_EL2] = forms[i].ttbr1;
		for (unsigned d = 0; d < 3; d++)
			if (forms[i].descriptors[d].value)
				store_le(tables[forms[i].descriptors[d].page] + 8 * forms[i].descriptors[d].entry, 8,
					 forms[i].descriptors[d].value);
		assert_int_equal(el2_recording_walk(&state, table_memory, note, &seen, &error), EL2_OK);
		assert_int_equal(seen.count, 1);
		assert_true(seen.ranges[0].va == forms[i].range.va);
		assert_true(seen.ranges[0].pa == forms[i].range.pa);
		assert_true(seen.ranges[0].size == forms[i].range.size);
		assert_true(seen.ranges[0].attributes == forms[i].range.attributes);
		assert_true(el2_recorded_range_executes(&seen.ranges[0], forms[i].hcr) == (i < 5));
	}
}

static void test_walk_is_bounded(void **unused)
{
	struct seen seen = {0};
	el2_error error = {0};
	el2_cpu cpu;
	el2_state state;

	(void)unused;
	init_walk(&cpu, &state);
	state.sysreg[EL2_SYSREG_TCR_EL2] = 16; /* four levels that all point at the first */
	for (unsigned i = 0; i < 512; i++)
		store_le(tables[0] + 8 * i, 8, 0x40000003);
	assert_int_equal(el2_recording_walk(&state, table_memory, note, &seen, &error), EL2_ERR_INPUT);
	store_le(tables[0], 8, 0x90000003);
	assert_int_equal(el2_recording_walk(&state, table_memory, note, &seen, &error), EL2_ERR_INPUT);
	assert_non_null(strstr(error.message, "0x90000000"));
}

/* QEMU's name of a CPU: what stands behind it are properties, one of which no ID register shows. */
static void test_cpu(void **state)
{
	static const struct {
		const char *cpu, *qemu, *is;
		unsigned parts; /* of 128 bits, of the longest vector */
	} rows[] = {
		{"max", "QEMU emulator version 11.1.3", "max", 16},
		{"max,sve-max-vq=1", "QEMU emulator version 11.1.3", "max", 1},
		{"max,pauth-impdef=on,sve-max-vq=4", "QEMU emulator version 7.2.22", "qemu72-max", 4},
		{"max,sve-max-vq=17", "QEMU emulator version 11.1.3", "max", 16},
		{"neoverse-n2,pmu=off", "QEMU emulator version 11.1.3", "neoverse-n2", 1},
		{"another", "", "max", 16},
	};

	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		el2_recording r = {.text = {[EL2_RECORDING_CPU] = rows[n].cpu, [EL2_RECORDING_QEMU] = rows[n].qemu}};
		el2_cpu cpu, row;

		assert_int_equal(el2_recording_cpu(&r, &cpu, NULL), EL2_OK);
		assert_int_equal(el2_cpu_parse(rows[n].is, &row, NULL), EL2_OK);
		assert_memory_equal(cpu.id, row.id, sizeof row.id);
		assert_int_equal(cpu.counts[EL2_COUNT_VECTOR], rows[n].parts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_damage_is_refused),
		cmocka_unit_test(test_what_versions_have),
		cmocka_unit_test(test_names_lie_in_the_strings),
		cmocka_unit_test(test_disorder_is_not_written),
		cmocka_unit_test(test_cpu),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_walk_forms),
		cmocka_unit_test(test_walk_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
