/* SPDX-License-Identifier: MIT */
/* A write of any register at EL2, between loads and stores: blocks come to what steps do, whatever they take as
 * unchanged. */
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TABLE   UINT64_C(0x30000000) /* two, a page each, that differ in what DATA leads to */
#define CODE    UINT64_C(0x40000000)
#define DATA    UINT64_C(0x80000000)
#define ANOTHER UINT64_C(0xc0000000)
#define WORDS   4u

static el2_cpu cpu;
static el2_memory *memory;
static el2_engine *engine;

static void store(uint64_t at, uint64_t value)
{
	assert_true(el2_memory_write(memory, at, &value, sizeof value));
}

static void open_machine(void)
{
	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	memory = el2_memory_new();
	engine = el2_engine_new();
	assert_true(memory && engine && el2_memory_map(memory, TABLE, 2 * EL2_PAGE_SIZE));
	assert_true(el2_memory_map(memory, CODE, EL2_PAGE_SIZE) && el2_memory_map(memory, DATA, EL2_PAGE_SIZE) &&
		    el2_memory_map(memory, ANOTHER, EL2_PAGE_SIZE));
	el2_memory_set_walk(memory, true);
	for (unsigned n = 0; n < 2; n++) { /* blocks of 1 GB, accessed */
		store(TABLE + n * EL2_PAGE_SIZE + (CODE >> 30) * 8, CODE | 1u << 10 | 1);
		store(TABLE + n * EL2_PAGE_SIZE + (DATA >> 30) * 8, (n ? ANOTHER : DATA) | 1u << 10 | 1);
	}
	store(DATA, 11);
	store(ANOTHER, 22);
}

static void begin(el2_state *s, el2_sysreg reg, uint64_t value, bool host)
{
	const uint32_t code[WORDS] = {
		0xf9400022,                                                      /* ldr x2, [x1] */
		0xd5100005 | (uint32_t)(el2_sysreg_get(reg)->key & 0x7fff) << 5, /* msr reg, x5 */
		0xf9400023,                                                      /* ldr x3, [x1] */
		0xf9000423,                                                      /* str x3, [x1, #8] */
	};

	el2_memory_restore(memory);
	assert_true(el2_memory_write(memory, CODE, code, sizeof code));
	el2_state_init(s, &cpu);
	el2_set_el(s, 2);
	s->pc = CODE;
	s->x[1] = DATA;
	s->x[5] = value;
	s->sysreg[EL2_SYSREG_SCR_EL3] = 1u << 10 | 1u << 8 | 1; /* RW, HCE, NS */
	s->sysreg[EL2_SYSREG_HCR_EL2] = UINT64_C(1) << 31 | (uint64_t)host << 34;
	s->sysreg[EL2_SYSREG_TTBR0_EL2] = TABLE;
	s->sysreg[EL2_SYSREG_TCR_EL2] = host ? UINT64_C(0x500000019) : 0x80850019;
	s->sysreg[EL2_SYSREG_MAIR_EL2] = 0xff;
	s->sysreg[EL2_SYSREG_SCTLR_EL2] = 1;
}

static uint64_t word_at(uint64_t at)
{
	uint64_t value = 0;

	assert_true(el2_memory_read(memory, at, &value, sizeof value));
	return value;
}

static void compare(el2_sysreg reg, uint64_t value, bool host)
{
	const el2_run_options options = {
		.end = CODE + 4 * WORDS, .limit = WORDS, .on_exception = EL2_ON_EXCEPTION_STOP, .levels = 1u << 2};
	el2_step_result result = {.executed = true};
	el2_state steps, blocks;
	uint64_t stored[2];

	begin(&steps, reg, value, host);
	for (unsigned n = 0; n < WORDS && result.executed; n++)
		el2_step_at_pc(&steps, memory, NULL, &result, NULL);
	stored[0] = word_at(DATA + 8);
	stored[1] = word_at(ANOTHER + 8);
	begin(&blocks, reg, value, host);
	el2_engine_run(engine, &blocks, memory, &options, NULL);
	if (memcmp(&steps, &blocks, sizeof steps) || stored[0] != word_at(DATA + 8) ||
	    stored[1] != word_at(ANOTHER + 8))
		fail_msg("%s = %llx, E2H %d", el2_sysreg_get(reg)->name, (unsigned long long)value, host);
}

static void test_any_register(void **state)
{
	static const uint64_t values[] = {
		TABLE + EL2_PAGE_SIZE,       0, 1, UINT64_MAX, UINT64_C(1) << 34 | UINT64_C(1) << 31,
		UINT64_C(0xc5c5c5c5c5c5c5c5)};

	(void)state;
	open_machine();
	el2_memory_checkpoint(memory);
	for (unsigned reg = 1; reg < EL2_SYSREG_REGISTERS; reg++)
		for (size_t n = 0; n < sizeof values / sizeof *values; n++)
			for (unsigned host = 0; host < 2; host++)
				compare((el2_sysreg)reg, values[n], host);
	/* the program does what it is to */
	compare(EL2_SYSREG_TTBR0_EL2, TABLE + EL2_PAGE_SIZE, false);
	assert_int_equal(word_at(ANOTHER + 8), 22);
	el2_engine_free(engine);
	el2_memory_free(memory);
}

/* However code that has been run is written to, what is there now is run. */
static void test_writes_to_code(void **state)
{
	const uint32_t nop = 0xd503201f, twice = 0x91000800; /* add x0, x0, #2 */
	const uint32_t writers[][3] = {
		{0xb8248023, nop, nop},               /* swp w4, w3, [x1] */
		{0x1d0604e8, 0x1d4604e8, 0x1d8604e8}, /* cpyp, cpym, cpye [x8]!, [x6]!, x7! */
		{0xe5804020, nop, nop},               /* str z0, [x1] */
	};
	const el2_run_options options = {.end = CODE + 36, .limit = 100, .levels = 1u << 2};

	(void)state;
	open_machine();
	el2_memory_checkpoint(memory);
	for (size_t n = 0; n < sizeof writers / sizeof *writers; n++) {
		const uint32_t code[] = {
			0x91000400,                                              /* 1: add x0, x0, #1 */
			0xaa0103e8,                                              /* mov x8, x1 */
			0xaa0903e6,                                              /* mov x6, x9 */
			0xd2800087,                                              /* mov x7, #4 */
			writers[n][0], writers[n][1], writers[n][2], 0xf10004a5, /* subs x5, x5, #1 */
			0x54ffff01,                                              /* b.ne 1b */
		};
		el2_state s;

		begin(&s, EL2_SYSREG_TPIDR_EL2, 0, false);
		assert_true(el2_memory_write(memory, CODE, code, sizeof code));
		store(DATA, twice);
		s.sysreg[EL2_SYSREG_CPTR_EL3] = 1u << 8; /* EZ */
		s.x[1] = CODE;
		s.x[4] = twice;
		s.x[5] = 3;
		s.x[9] = DATA;
		s.v[0][0] = (uint64_t)code[1] << 32 | twice;
		s.v[0][1] = (uint64_t)code[3] << 32 | code[2];
		assert_int_equal(el2_engine_run(engine, &s, memory, &options, NULL), EL2_STOP_END);
		assert_int_equal(s.x[0], 5);
	}
	el2_engine_free(engine);
	el2_memory_free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_register),
		cmocka_unit_test(test_writes_to_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
