/* SPDX-License-Identifier: MIT */
/* The engine in hot loops: what only what it remembers can get wrong; SIMD in Unicorn. */
#include "tests/unit/run_bench.h"

#include <stdio.h>

/* A hot loop rewrites an instruction of its own: both versions must run. */
static void test_self_modifying_loop(void **state)
{
	static const uint32_t code[] = {
		0xd2900003, /* mov x3, #0x8000 */
		0x91000400, /* add x0, x0, #1         the word that is rewritten */
		0xf1002063, /* subs x3, x3, #8 */
		0xd2480c63, /* eor ... replaced below: nothing that matters */
		0xb5ffffa3, /* cbnz x3, -12 */
		0x35000066, /* cbnz w6, +12 */
		0xb9000045, /* str w5, [x2] */
		0x52800026, /* mov w6, #1 */
		0xb5ffff06, /* cbnz x6, to the start, once: w6 stays 1, so the next time it ends */
	};
	struct bench b;
	uint32_t mine[9];

	(void)state;
	memcpy(mine, code, sizeof mine);
	mine[3] = 0xd503201f;
	mine[5] = 0xb5000086; /* cbnz x6, end */
	mine[8] = 0x17fffff8; /* b start */
	boot(&b, "arm64.nomte", 2);
	b.state.x[2] = CODE + 4;
	b.state.x[5] = 0x91000800; /* add x0, x0, #2 */
	assert_int_equal(run(&b, mine, 9, NULL), EL2_STOP_END);
	assert_int_equal(b.state.x[0], 4096 * 3);
	el2_memory_free(b.memory);
}

/* A stray tag in a pointer, in a hot loop, with and without tag checks. */
static void test_tagged_pointers_in_hot_loop(void **state)
{
	static const uint32_t code[] = {
		0xd2900003, /* mov x3, #0x8000 */
		0xf9400024, /* ldr x4, [x1] */
		0x8b040000, /* add x0, x0, x4 */
		0xf1000463, /* subs x3, x3, #1 */
		0x54ffffa1, /* b.ne -12 */
	};
	const uint64_t one = 1;
	struct bench b;

	(void)state;
	boot(&b, "", 2);
	assert_true(el2_memory_write(b.memory, DATA, &one, 8));
	b.state.x[1] = DATA | UINT64_C(0xf) << 56;
	b.state.sysreg[EL2_SYSREG_TCR_EL2] |= UINT64_C(1) << 37; /* TBI0 */
	b.state.pstate |= EL2_PSTATE_TCO;
	assert_int_equal(run(&b, code, 5, NULL), EL2_STOP_END);
	assert_int_equal(b.state.x[0], 0x8000);
	el2_memory_free(b.memory);
}

/* The same loop with tag checks on: each load is asked for, hot or not. */
static void test_tag_checks_in_hot_loop(void **state)
{
	static const uint32_t code[] = {0xd2900003, 0xf9400024, 0x8b040000, 0xf1000463, 0x54ffffa1};
	const uint64_t one = 1;
	struct bench b;

	(void)state;
	for (unsigned tag = 0; tag < 16; tag += 15) {
		boot(&b, "", 2);
		assert_true(el2_memory_write(b.memory, DATA, &one, 8));
		el2_memory_page(b.memory, DATA)->tags[0] = 15;
		b.state.x[1] = DATA | (uint64_t)tag << 56;
		b.state.sysreg[EL2_SYSREG_TCR_EL2] |= UINT64_C(1) << 37; /* TBI0 */
		b.state.sysreg[EL2_SYSREG_SCTLR_EL2] &= ~(UINT64_C(3) << 40);
		b.state.sysreg[EL2_SYSREG_SCTLR_EL2] |= UINT64_C(1) << 40 | UINT64_C(1) << 43; /* TCF sync, ATA */
		b.state.pstate &= ~(uint32_t)EL2_PSTATE_TCO;
		assert_int_equal(run(&b, code, 5, NULL), EL2_STOP_END);
		assert_int_equal(b.seen, tag ? 0 : 0x8000);
		assert_int_equal(b.state.x[0], tag ? 0x8000 : 0);
		el2_memory_free(b.memory);
	}
}

/* SIMD in Unicorn: its registers are the state's. */
static void test_simd(void **state)
{
	static const uint32_t code[] = {
		0x4e080c20, /* dup v0.2d, x1 */
		0x4ee08401, /* add v1.2d, v0.2d, v0.2d */
		0x4e083c20, /* mov x0, v1.d[0] */
		0x3d800041, /* str q1, [x2] */
	};
	static const uint32_t peek[] = {0x4e083c20};
	el2_engine *engine = el2_engine_new();
	struct bench b;
	uint64_t stored[2];

	(void)state;
	if (!el2_engine_use_unicorn(engine))
		skip();
	boot(&b, "arm64.nomte", 2);
	b.state.x[1] = 21;
	b.state.x[2] = DATA;
	put_code(&b, code, 4);
	assert_int_equal(el2_engine_run(engine, &b.state, b.memory, &b.options, NULL), EL2_STOP_END);
	assert_int_equal(b.state.x[0], 42);
	assert_true(el2_memory_read(b.memory, DATA, stored, sizeof stored));
	assert_int_equal(stored[1], 42);
	put_code(&b, peek, 1);
	b.state.pc = CODE;
	memset(b.state.v, 0, sizeof b.state.v);
	assert_int_equal(el2_engine_run(engine, &b.state, b.memory, &b.options, NULL), EL2_STOP_END);
	assert_int_equal(b.state.x[0], 0);
	el2_memory_free(b.memory);
	el2_engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_self_modifying_loop),
		cmocka_unit_test(test_tagged_pointers_in_hot_loop),
		cmocka_unit_test(test_tag_checks_in_hot_loop),
		cmocka_unit_test(test_simd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
