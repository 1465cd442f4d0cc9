/* SPDX-License-Identifier: MIT */
/*
 * The engine: it and plain interpretation must come to the same, and no word may take the process down.
 */
#include "tests/unit/run_bench.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the engine against plain interpretation ---- */

static bool is_branch(const el2_insn *insn)
{
	return (insn->word & 0x1c000000) == 0x14000000;
}

/* Does a load or store reach the data, with x20 to x23 as start() sets them? */
static bool reaches_data(const el2_insn *insn)
{
	el2_access access;
	el2_state state;
	el2_cpu cpu;

	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	el2_state_init(&state, &cpu);
	for (unsigned i = 20; i < 24; i++)
		state.x[i] = DATA + EL2_PAGE_SIZE + 0x100 * (i - 20);
	return el2_insn_access(&state, insn, &access) && access.address >= DATA &&
	       access.address + access.size <= DATA + 2 * EL2_PAGE_SIZE;
}

/* A word of class GENERAL, or MEMORY from x20 to x23, that leaves x26 to x29, the loop's, alone. */
static uint32_t random_ordinary(uint64_t *seed)
{
	bool memory = !(next_random(seed) & 3);

	for (;;) {
		uint32_t word = (uint32_t)next_random(seed);
		unsigned rd, rt2, rn, rs;
		el2_insn insn;

		if (memory)
			word = (word & ~UINT32_C(0x060003e0)) | (20 + (uint32_t)(next_random(seed) & 3)) << 5;
		rd = word & 31;
		rt2 = word >> 10 & 31;
		rn = word >> 5 & 31;
		rs = word >> 16 & 31;
		if (!el2_decode(word, &insn) || is_branch(&insn) ||
		    insn.cls != (memory ? EL2_CLASS_MEMORY : EL2_CLASS_GENERAL) || (memory && !reaches_data(&insn)))
			continue;
		if ((rd > 19 && rd < 31) || (rt2 > 19 && rt2 < 31) || (rn > 23 && rn < 31) || (rs > 19 && rs < 31))
			continue;
		return word;
	}
}

/* A loop of 8 random instructions, 2000 times round. */
static void make_loop(uint32_t *code, uint64_t *seed)
{
	code[0] = 0xd2800000u | 2000u << 5 | 29; /* mov x29, #2000 */
	for (unsigned i = 1; i <= 8; i++)
		code[i] = random_ordinary(seed);
	code[9] = add_imm(28, 28, 1);
	code[10] = 0xd10007bd;                                /* sub x29, x29, #1 */
	code[11] = 0xb5000000u | ((0x80000u - 10) << 5) | 29; /* cbnz x29, 1 */
	code[12] = 0xd503201f;
}

static void start(struct bench *b, const uint32_t *code, size_t count, uint64_t seed)
{
	put_code(b, code, count);
	for (unsigned i = 0; i < 20; i++)
		b->state.x[i] = next_random(&seed) >> (next_random(&seed) & 63);
	for (unsigned i = 20; i < 24; i++)
		b->state.x[i] = DATA + EL2_PAGE_SIZE + 0x100 * (i - 20);
	for (unsigned i = 0; i < EL2_PAGE_SIZE; i += 8) {
		uint64_t value = next_random(&seed);

		assert_true(el2_memory_write(b->memory, DATA + EL2_PAGE_SIZE + i, &value, 8));
	}
}

static void print_code(const uint32_t *code, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char text[EL2_TEXT_MAX];
		el2_insn insn;

		el2_decode(code[i], &insn);
		el2_disassemble(&insn, CODE + 4 * i, text, sizeof text);
		print_message("  %08x %s\n", code[i], text);
	}
}

static void test_engine_and_interpreter_agree(void **state)
{
	el2_engine *engine = with_unicorn();
	uint64_t seed = 1;

	(void)state;
	for (unsigned n = 0; n < 300; n++) {
		struct bench a, b;
		uint32_t code[13];
		uint64_t values = seed, ran, interpreted;
		el2_stop stop;

		make_loop(code, &seed);
		boot(&a, "arm64.nomte", 2);
		boot(&b, "arm64.nomte", 2);
		start(&a, code, 13, values);
		start(&b, code, 13, values);
		a.options.limit = b.options.limit = 17000 + n;
		stop = el2_engine_run(engine, &a.state, a.memory, &a.options, &ran);
		assert_int_equal(stop, el2_engine_run(NULL, &b.state, b.memory, &b.options, &interpreted));
		if (!same(&a, &b) || ran != interpreted) {
			print_message("seed 0x%llx: %llu and %llu instructions\n", (unsigned long long)values,
				      (unsigned long long)ran, (unsigned long long)interpreted);
			print_code(code, 13);
			fail();
		}
		el2_memory_free(a.memory);
		el2_memory_free(b.memory);
	}
	el2_engine_free(engine);
}

/* ---- any word ---- */

static void test_random_words_take_nothing_down(void **state)
{
	static const char *const cmdlines[] = {"kvm-arm.mode=protected arm64.nomte", "", "kvm-arm.mode=nvhe"};
	el2_engine *engine = with_unicorn();
	uint64_t seed = 7;

	(void)state;
	for (unsigned n = 0; n < 2000; n++) {
		struct bench b;
		uint32_t code[64];

		for (unsigned i = 0; i < 64; i++)
			code[i] =
				(uint32_t)next_random(&seed) ^ (i & 1 ? 0 : 0x0e000000u & (uint32_t)next_random(&seed));
		boot(&b, cmdlines[n % 3], n % 4 == 3 ? 0 : n % 3 == 1 ? 2 : 1);
		start(&b, code, 64, seed);
		b.options.limit = 20000;
		b.options.on_exception = (el2_on_exception)(n % 3);
		/* go on behind gaps, so that every word has its turn */
		for (unsigned i = 0; i < 64; i++) {
			if (el2_engine_run(engine, &b.state, b.memory, &b.options, NULL) != EL2_STOP_UNMODELLED)
				break;
			b.state.pc += 4;
		}
		el2_memory_free(b.memory);
	}
	el2_engine_free(engine);
}

/* Words that make Unicorn's MAX abort, and others that it executes without telling. */
static void test_words_that_hurt(void **state)
{
	static const uint32_t words[] = {
		0x6ed71e15,                         /* unallocated FP16 */
		0xd518211f, 0xd5382100, 0xd5182100, /* PAuth keys */
		0xd51cd200, 0x04200000, 0x25804000, 0xd503201f, 0xdac10000, 0xd4200000, 0xd4400000, 0xd503207f,
		0xd69f03e0, 0xd50b7420, 0x00000000, 0xffffffff, 0xd4000002, 0xd4000003, 0xd4000001,
	};
	el2_engine *engine = with_unicorn();

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct bench b;

		boot(&b, "kvm-arm.mode=protected", 1);
		put_code(&b, &words[i], 1);
		el2_engine_run(engine, &b.state, b.memory, &b.options, NULL);
		el2_memory_free(b.memory);
	}
	el2_engine_free(engine);
}

/* ---- ends of runs ---- */

static void test_end_limit_nowhere_wfi(void **state)
{
	static const uint32_t nop[] = {0xd503201f}, forever[] = {0x14000000}, away[] = {0xd61f0020},
			      wfi[] = {0xd503207f};
	struct bench b;
	uint64_t executed;

	(void)state;
	boot(&b, "kvm-arm.mode=protected", 1);
	assert_int_equal(run(&b, nop, 1, &executed), EL2_STOP_END);
	assert_int_equal(executed, 1);
	assert_int_equal(b.seen, 0);
	b.state.pc = CODE;
	assert_int_equal(run(&b, forever, 1, &executed), EL2_STOP_LIMIT);
	assert_int_equal(executed, 1000000);
	b.state.pc = CODE;
	b.options.limit = 12345;
	assert_int_equal(run(&b, forever, 1, &executed), EL2_STOP_LIMIT);
	assert_int_equal(executed, 12345);
	b.state.pc = CODE;
	b.state.x[1] = 0x7777000;
	assert_int_equal(run(&b, away, 1, NULL), EL2_STOP_NOWHERE);
	assert_int_equal(b.state.pc, 0x7777000);
	assert_int_equal(b.seen, 1);
	b.state.pc = CODE;
	assert_int_equal(run(&b, wfi, 1, NULL), EL2_STOP_WFI);
	el2_memory_free(b.memory);
}

static void test_exceptions(void **state)
{
	static const uint32_t code[] = {0xd53810c0, 0x91000421}; /* mrs x0, gcr_el1; add x1, x1, #1 */
	struct bench b;

	(void)state;
	boot(&b, "kvm-arm.mode=protected arm64.nomte", 1);
	b.state.sysreg[EL2_SYSREG_VBAR_EL1] = CODE + 0x1000 - 0x200;
	assert_int_equal(run(&b, code, 2, NULL), EL2_STOP_END);
	assert_int_equal(b.seen, 1);
	assert_int_equal(b.state.x[1], 1);
	b.state.pc = CODE;
	b.options.on_exception = EL2_ON_EXCEPTION_STOP;
	assert_int_equal(run(&b, code, 2, NULL), EL2_STOP_EXCEPTION);
	b.state.pc = CODE;
	el2_set_el(&b.state, 1);
	b.state.sysreg[EL2_SYSREG_VBAR_EL1] = CODE;
	b.options.on_exception = EL2_ON_EXCEPTION_VECTOR;
	b.options.limit = 2;
	assert_int_equal(run(&b, code, 2, NULL), EL2_STOP_LIMIT);
	assert_int_equal(b.state.pc, CODE + 0x200);
	el2_memory_free(b.memory);
}

/* A SIMD or FP word that the engine executes without a fault; loads and stores from x20 to x23. */
static uint32_t random_simd(struct bench *b, el2_engine *engine, uint64_t *seed)
{
	for (;;) {
		uint32_t word = (uint32_t)next_random(seed);

		word = word & 1 ? (word & ~UINT32_C(0x10000000)) | 0x0e000000u /* data processing */
				: (word & ~UINT32_C(0x020003e0)) | 0x0c000000u | (20 + (word >> 27 & 3)) << 5;
		start(b, &word, 1, 1);
		b->state.pc = CODE;
		if (el2_engine_run(engine, &b->state, b->memory, &b->options, NULL) == EL2_STOP_END && !b->seen)
			return word;
		b->seen = 0;
	}
}

/* Random SIMD and FP words in hot loops: nothing goes down, and the same comes out twice. */
static void test_random_simd_loops(void **state)
{
	el2_engine *engine = el2_engine_new();
	uint64_t seed = 99;
	struct bench trial;

	(void)state;
	if (!el2_engine_use_unicorn(engine))
		skip();
	boot(&trial, "arm64.nomte", 2);
	trial.options.observer = count_seen;
	trial.options.context = &trial;
	for (unsigned n = 0; n < 50; n++) {
		struct bench b[2];
		uint32_t code[13];
		uint64_t values, ran[2];
		el2_stop stop[2];

		make_loop(code, &seed);
		for (unsigned i = 1; i <= 8; i += 1 + (n & 1))
			code[i] = random_simd(&trial, engine, &seed);
		values = seed;
		for (unsigned k = 0; k < 2; k++) {
			boot(&b[k], "arm64.nomte", 2);
			start(&b[k], code, 13, values);
			b[k].options.limit = 20000;
			stop[k] = el2_engine_run(engine, &b[k].state, b[k].memory, &b[k].options, &ran[k]);
		}
		assert_int_equal(stop[0], stop[1]);
		assert_int_equal(ran[0], ran[1]);
		assert_true(same(&b[0], &b[1]));
		el2_memory_free(b[0].memory);
		el2_memory_free(b[1].memory);
	}
	el2_memory_free(trial.memory);
	el2_engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_engine_and_interpreter_agree),
		cmocka_unit_test(test_random_words_take_nothing_down),
		cmocka_unit_test(test_words_that_hurt),
		cmocka_unit_test(test_end_limit_nowhere_wfi),
		cmocka_unit_test(test_exceptions),
		cmocka_unit_test(test_random_simd_loops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
