/* SPDX-License-Identifier: MIT */
/* Instructions newer than Unicorn: memory copy, 128-bit atomics, compare and branch, against what they are said to do.
 */
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATA UINT64_C(0x400000)
#define SIZE 0x8000u

struct machine {
	el2_cpu cpu;
	el2_state s;
	el2_memory *memory;
	el2_step_result r;
	unsigned char bytes[SIZE], expected[SIZE];
};

static void open_machine(struct machine *m, const char *cpu)
{
	memset(m, 0, sizeof *m);
	assert_int_equal(el2_cpu_parse(cpu, &m->cpu, NULL), EL2_OK);
	el2_state_init(&m->s, &m->cpu);
	el2_set_el(&m->s, 2);
	m->s.sysreg[EL2_SYSREG_SCR_EL3] = 1;
	m->s.sysreg[EL2_SYSREG_SCTLR_EL2] = 1; /* M: pages are Normal memory */
	m->memory = el2_memory_new();
	assert_non_null(m->memory);
	assert_true(el2_memory_map(m->memory, DATA, SIZE));
}

static void step(struct machine *m, uint32_t word)
{
	el2_insn insn;

	el2_decode(word, &insn);
	m->s.pc = 0x1000;
	el2_step(&m->s, m->memory, NULL, &insn, &m->r, NULL);
}

static void execute(struct machine *m, uint32_t word)
{
	step(m, word);
	if (!m->r.executed)
		fail_msg("%08x: %s", word, m->r.verdict.what ? m->r.verdict.what : "does not execute");
}

/* ---- memory copy ---- */

/* cpy[f]p, cpy[f]m, cpy[f]e [x0]!, [x1]!, x2! */
static void copy(struct machine *m, bool move, uint64_t to, uint64_t from, uint64_t size)
{
	uint32_t word = move ? 0x1d010440 : 0x19010440;
	bool backward = move && from < to && from + size > to;

	for (unsigned i = 0; i < SIZE; i++)
		m->bytes[i] = m->expected[i] = (unsigned char)(i * 7 + i / 256);
	assert_true(el2_memory_write(m->memory, DATA, m->bytes, SIZE));
	memmove(m->expected + to, m->expected + from, size);
	m->s.x[0] = DATA + to;
	m->s.x[1] = DATA + from;
	m->s.x[2] = size;
	m->s.pstate |= EL2_PSTATE_NZCV;
	for (uint32_t stage = 0; stage < 3; stage++)
		execute(m, word | stage << 22);
	assert_true(el2_memory_read(m->memory, DATA, m->bytes, SIZE));
	assert_memory_equal(m->bytes, m->expected, SIZE);
	assert_int_equal(m->s.x[2], 0);
	assert_int_equal(m->s.x[0], DATA + to + (backward ? 0 : size));
	assert_int_equal(m->s.x[1], DATA + from + (backward ? 0 : size));
	assert_int_equal(m->s.pstate & EL2_PSTATE_NZCV, 0);
}

static void test_copy(void **state)
{
	static const unsigned sizes[] = {0, 1, 15, 16, 300, 4095, 4096, 4097, 9000};
	static const unsigned places[] = {0, 1, 0xff0, 0x1001, 0x2000, 0x5003};
	struct machine *m = malloc(sizeof *m);

	(void)state;
	assert_non_null(m);
	open_machine(m, "max");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t from = 0; from < sizeof places / sizeof *places; from++)
			for (size_t to = 0; to < sizeof places / sizeof *places; to++) {
				unsigned a = places[from], b = places[to], n = sizes[i];

				copy(m, true, b, a, n);
				if (b + n <= a || a + n <= b) /* CPYF* is for ranges apart */
					copy(m, false, b, a, n);
			}
	el2_memory_free(m->memory);
	free(m);
}

/* A page that is not there: what is before it has been copied, and the registers say so. */
static void test_copy_stops_at_a_fault(void **state)
{
	struct machine *m = malloc(sizeof *m);

	(void)state;
	assert_non_null(m);
	open_machine(m, "max");
	m->s.x[0] = DATA + SIZE - 0x1800;
	m->s.x[1] = DATA;
	m->s.x[2] = 0x3000;
	execute(m, 0x1d010440);
	step(m, 0x1d410440);
	assert_true(m->r.verdict.has_taken);
	assert_int_equal(m->r.verdict.taken.far, DATA + SIZE);
	assert_int_equal(m->r.verdict.taken.esr >> 6 & 1, 1);
	assert_int_equal((int64_t)m->s.x[2], -0x1800);
	el2_memory_free(m->memory);
	free(m);
}

/* ---- the others ---- */

static void test_atomic_pair(void **state)
{
	static const struct {
		uint32_t word;
		uint64_t low, high;
	} cases[] = {
		{0x19228061, 0xff, 0xf0},                                         /* swpp x1, x2, [x3] */
		{0x19221061, 0x1234 & ~UINT64_C(0xff), 0x5678 & ~UINT64_C(0xf0)}, /* ldclrp */
		{0x19223061, 0x12ff, 0x56f8},                                     /* ldsetp */
	};
	const uint64_t before[2] = {0x1234, 0x5678};
	struct machine *m = malloc(sizeof *m);

	(void)state;
	assert_non_null(m);
	open_machine(m, "max,ID_AA64ISAR0_EL1=0x0022010000300000");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t after[2];

		assert_true(el2_memory_write(m->memory, DATA, before, 16));
		m->s.x[1] = 0xff;
		m->s.x[2] = 0xf0;
		m->s.x[3] = DATA;
		execute(m, cases[i].word);
		assert_true(el2_memory_read(m->memory, DATA, after, 16));
		assert_int_equal(m->s.x[1], before[0]);
		assert_int_equal(m->s.x[2], before[1]);
		assert_int_equal(after[0], cases[i].low);
		assert_int_equal(after[1], cases[i].high);
	}
	el2_memory_free(m->memory);
	free(m);
}

static void test_compare_and_branch(void **state)
{
	static const struct {
		uint32_t word; /* x1 with x2 or an immediate, #8 */
		uint64_t x1, x2;
		bool taken;
	} cases[] = {
		{0xf4020041, UINT64_MAX, 0, false}, /* cbgt x1, x2 */
		{0xf4420041, UINT64_MAX, 0, true},  /* cbhi x1, x2 */
		{0x74220041, 0x100000005, 5, true}, /* cbge w1, w2 */
		{0xf4620041, 4, 5, false},          /* cbhs x1, x2 */
		{0x74028041, 0x17f, 0x80, true},    /* cbbgt w1, w2 */
		{0x7402c041, 0x8000, 1, false},     /* cbhgt w1, w2 */
		{0xf4c20041, 7, 7, true},           /* cbeq x1, x2 */
		{0xf4e20041, 7, 7, false},          /* cbne x1, x2 */
		{0xf5028041, 6, 0, true},           /* cbgt x1, #5 */
		{0x75228041, 0xffffffff, 0, true},  /* cblt w1, #5 */
		{0x75628041, 0xffffffff, 0, false}, /* cblo w1, #5 */
		{0xf5e28041, 5, 0, false},          /* cbne x1, #5 */
	};
	struct machine *m = malloc(sizeof *m);

	(void)state;
	assert_non_null(m);
	open_machine(m, "max,ID_AA64ISAR2_EL1=0x0020000000000000");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		m->s.x[1] = cases[i].x1;
		m->s.x[2] = cases[i].x2;
		execute(m, cases[i].word);
		if (m->s.pc != (cases[i].taken ? 0x1008u : 0x1004u))
			fail_msg("case %zu", i);
	}
	el2_memory_free(m->memory);
	free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_stops_at_a_fault),
		cmocka_unit_test(test_atomic_pair),
		cmocka_unit_test(test_compare_and_branch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
