/* SPDX-License-Identifier: MIT */
/* What a program leaves in translation tables and of pages, in the engine and step by step: an access that comes to
 * nothing leaves all as it was. */
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TABLE UINT64_C(0x40000000) /* level 3 of a space of 21 bits */
#define CODE  UINT64_C(0x40010000)
#define DATA  UINT64_C(0x40020000)
#define AF    (UINT64_C(1) << 10)
#define RO    (UINT64_C(1) << 7)
#define DBM   (UINT64_C(1) << 51)
#define A     (UINT64_C(1) << 1)
#define LDR   0xf9400020u /* ldr x0, [x1] */
#define STR   0xf9000020u /* str x0, [x1] */
#define STP   0xa9000020u /* stp x0, x0, [x1] */
#define LDUR1 0xf8401020u /* ldur x0, [x1, #1] */
#define STUR1 0xf8001020u /* stur x0, [x1, #1] */
#define STNP  0x2c001021u /* stnp s1, s4, [x1] */

static const struct row {
	const char *what;
	uint32_t word;
	uint64_t sctlr, leaf, after;
	bool written; /* the page of data */
} rows[] = {
	{"load", LDR, 0, RO | DBM, RO | DBM | AF, false},
	{"store", STR, 0, RO | DBM, DBM | AF, true},
	{"store to a dirty page", STR, 0, DBM | AF, DBM | AF, true},
	{"two registers", STP, 0, RO | DBM, DBM | AF, true},
	{"load that is not aligned", LDUR1, A, RO | DBM, RO | DBM, false},
	{"store that is not aligned", STUR1, A, RO | DBM, RO | DBM, false},
	{"store that is not aligned, to a dirty page", STUR1, A, DBM | AF, DBM | AF, false},
	{"store that is not aligned, and may be", STUR1, 0, RO | DBM, DBM | AF, true},
	{"store of a register that traps", STNP, 0, RO | DBM, RO | DBM, false},
	{"store of a register that traps, to a dirty page", STNP, 0, DBM | AF, DBM | AF, false},
};

static void put(el2_memory *memory, uint64_t at, uint64_t value, size_t size)
{
	assert_true(el2_memory_write(memory, at, &value, size));
}

static void run(const struct row *row, el2_engine *engine)
{
	const el2_run_options options = {.end = 0x1008, .limit = 2, .on_exception = EL2_ON_EXCEPTION_STOP};
	const el2_page *page;
	bool written = false;
	uint64_t leaf = 0;
	el2_state s;
	el2_cpu cpu;
	el2_memory *memory = el2_memory_new();

	assert_non_null(memory);
	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	el2_state_init(&s, &cpu);
	el2_memory_set_walk(memory, true);
	assert_true(el2_memory_map(memory, TABLE, EL2_PAGE_SIZE));
	assert_true(el2_memory_map(memory, CODE, EL2_PAGE_SIZE));
	assert_true(el2_memory_map(memory, DATA, EL2_PAGE_SIZE));
	put(memory, TABLE + 8 * 1, CODE | AF | RO | 3, 8);
	put(memory, TABLE + 8 * 2, DATA | row->leaf | 3, 8);
	put(memory, CODE, row->word, 4);
	put(memory, CODE + 4, 0xd503201f, 4);
	el2_memory_checkpoint(memory);
	s.sysreg[EL2_SYSREG_HCR_EL2] = UINT64_C(1) << 31; /* RW */
	s.sysreg[EL2_SYSREG_SCR_EL3] = 1 << 10 | 1;       /* RW, NS */
	s.sysreg[EL2_SYSREG_MAIR_EL1] = 0xff;
	s.sysreg[EL2_SYSREG_TTBR0_EL1] = TABLE;
	s.sysreg[EL2_SYSREG_TCR_EL1] = 43 | UINT64_C(5) << 32 | UINT64_C(3) << 39; /* T0SZ, IPS, HA, HD */
	s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1 | row->sctlr;
	el2_set_el(&s, 1);
	s.pc = 0x1000;
	s.x[1] = 0x2000;
	el2_engine_run(engine, &s, memory, &options, NULL);
	for (size_t n = 0; (page = el2_memory_written(memory, n)); n++)
		written |= page->address == DATA;
	assert_true(el2_memory_read(memory, TABLE + 8 * 2, &leaf, 8));
	if (leaf != (DATA | row->after | 3) || written != row->written)
		fail_msg("%s, %s: leaf %llx, %s", row->what, engine ? "engine" : "steps", (unsigned long long)leaf,
			 written ? "written" : "not written");
	el2_memory_free(memory);
}

static void test_what_is_left(void **state)
{
	el2_engine *engine = el2_engine_new();

	(void)state;
	assert_non_null(engine);
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		run(&rows[n], NULL);
		run(&rows[n], engine);
	}
	el2_engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_left)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
