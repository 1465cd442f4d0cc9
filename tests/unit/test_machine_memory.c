/* SPDX-License-Identifier: MIT */
/* Pages, what loads and stores access, fetching, and accesses made on behalf of others. */
#include "model/bits.h"
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BASE UINT64_C(0x42000000)

static void test_pages(void **unused)
{
	el2_memory *m = el2_memory_new();
	uint64_t seen[4] = {0}, word = UINT64_C(0x1122334455667788), back = 0;
	const el2_page *p = NULL;
	unsigned n = 0;

	(void)unused;
	assert_non_null(m);
	assert_null(el2_memory_next(m, NULL));
	assert_true(el2_memory_map(m, UINT64_C(0xfffffffffffff000), 0x1000));
	assert_true(el2_memory_map(m, BASE + 0xfff, 2));
	assert_true(el2_memory_map(m, 0, 1));
	assert_true(el2_memory_map(m, BASE, 0x2000)); /* what is mapped stays as it is */
	while ((p = el2_memory_next(m, p)) && n < 4)
		seen[n++] = p->address;
	assert_int_equal(n, 4);
	assert_true(seen[0] == 0 && seen[1] == BASE && seen[2] == BASE + 0x1000);
	assert_true(seen[3] == UINT64_C(0xfffffffffffff000));
	assert_true(el2_memory_write(m, BASE + 0xffc, &word, 8));
	assert_true(el2_memory_read(m, BASE + 0xffc, &back, 8));
	assert_true(back == word);
	assert_false(el2_memory_read(m, BASE + 0x1ffc, &back, 8));
	assert_null(el2_memory_page(m, BASE + 0x2000));
	assert_null(el2_memory_page(NULL, BASE));
	assert_int_equal((uintptr_t)el2_memory_page(m, BASE)->data % EL2_PAGE_SIZE, 0);
	el2_memory_free(m);
	el2_memory_free(NULL);
}

static void test_limits(void **unused)
{
	el2_memory *m = el2_memory_new();

	(void)unused;
	assert_non_null(m);
	assert_false(el2_memory_map(m, UINT64_MAX, 2));
	assert_false(el2_memory_map(m, 0, UINT64_MAX));
	assert_false(el2_memory_map(m, 0, (EL2_MEMORY_PAGES_MAX + UINT64_C(1)) * EL2_PAGE_SIZE));
	assert_true(el2_memory_map(m, 5, 0));
	assert_null(el2_memory_next(m, NULL));
	el2_memory_free(m);
}

static void test_clear(void **unused)
{
	el2_memory *m = el2_memory_new();
	unsigned char byte = 7;

	(void)unused;
	assert_non_null(m);
	el2_memory_clear(m);
	for (unsigned round = 0; round < 3; round++) {
		assert_true(el2_memory_map(m, BASE, 100 * EL2_PAGE_SIZE));
		assert_true(el2_memory_read(m, BASE + 5 * EL2_PAGE_SIZE, &byte, 1));
		assert_int_equal(byte, 0);
		byte = 7;
		assert_true(el2_memory_write(m, BASE + 5 * EL2_PAGE_SIZE, &byte, 1));
		el2_memory_page(m, BASE)->tags[3] = 4;
		el2_memory_clear(m);
		assert_null(el2_memory_page(m, BASE));
	}
	el2_memory_free(m);
}

/* ---- accesses: x1 and SP are BASE, x2 is 0x20, x3 is -1 ---- */

static const struct {
	uint32_t word;
	const char *text;
	int64_t offset; /* from BASE */
	uint32_t size;  /* 0: none */
	uint8_t element;
	bool read, write, checked;
} accesses[] = {
	{0xf9400420, "ldr x0, [x1, #8]", 8, 8, 8, true, false, true},
	{0xf90003e0, "str x0, [sp]", 0, 8, 8, false, true, false},
	{0xa8bf0be0, "stp x0, x2, [sp], #-16", 0, 16, 8, false, true, true},
	{0xc87f0820, "ldxp x0, x2, [x1]", 0, 16, 16, true, false, true},
	{0xf8200022, "ldadd x0, x2, [x1]", 0, 8, 8, true, true, true},
	{0xf9800020, "prfm pldl1keep, [x1]", 0, 0, 0, false, false, false},
	{0x8b020020, "add x0, x1, x2", 0, 0, 0, false, false, false},
	{0x3d400420, "ldr b0, [x1, #1]", 1, 1, 1, true, false, true},
	{0x7d000420, "str h0, [x1, #2]", 2, 2, 2, false, true, true},
	{0xbd400420, "ldr s0, [x1, #4]", 4, 4, 4, true, false, true},
	{0xfd400420, "ldr d0, [x1, #8]", 8, 8, 8, true, false, true},
	{0x3dc00420, "ldr q0, [x1, #16]", 16, 16, 16, true, false, true},
	{0x3d800be0, "str q0, [sp, #32]", 32, 16, 16, false, true, false},
	{0x3c9f0c20, "str q0, [x1, #-16]!", -16, 16, 16, false, true, true},
	{0x3cc10420, "ldr q0, [x1], #16", 0, 16, 16, true, false, true},
	{0x3ce27820, "ldr q0, [x1, x2, lsl #4]", 0x200, 16, 16, true, false, true},
	{0xfc23d820, "str d0, [x1, w3, sxtw #3]", -8, 8, 8, false, true, true},
	{0x3cdff020, "ldur q0, [x1, #-1]", -1, 16, 16, true, false, true},
	{0xad410820, "ldp q0, q2, [x1, #32]", 32, 32, 16, true, false, true},
	{0x6d3f0be0, "stp d0, d2, [sp, #-16]", -16, 16, 8, false, true, false},
	{0x2cc10820, "ldp s0, s2, [x1], #8", 0, 8, 4, true, false, true},
	{0x4c407020, "ld1 {v0.16b}, [x1]", 0, 16, 1, true, false, true},
	{0x4c002420, "st1 {v0.8h-v3.8h}, [x1]", 0, 64, 2, false, true, true},
	{0x0cdf8820, "ld2 {v0.2s, v1.2s}, [x1], #16", 0, 16, 4, true, false, true},
	{0x4c824c20, "st3 {v0.2d-v2.2d}, [x1], x2", 0, 48, 8, false, true, true},
	{0x0d408020, "ld1 {v0.s}[0], [x1]", 0, 4, 4, true, false, true},
	{0x4d408420, "ld1 {v0.d}[1], [x1]", 0, 8, 8, true, false, true},
	{0x0d20a020, "st4 {v0.s-v3.s}[0], [x1]", 0, 16, 4, false, true, true},
	{0x4d60e820, "ld4r {v0.4s-v3.4s}, [x1]", 0, 16, 4, true, false, true},
	{0x4c407be0, "ld1 {v0.4s}, [sp]", 0, 16, 4, true, false, false},
};

static void test_accesses(void **unused)
{
	static el2_state s;
	el2_cpu cpu;

	(void)unused;
	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	el2_state_init(&s, &cpu);
	s.x[1] = s.sp[1] = BASE;
	s.x[2] = 0x20;
	s.x[3] = UINT64_MAX;
	for (size_t i = 0; i < sizeof accesses / sizeof *accesses; i++) {
		el2_access a = {0};
		el2_insn insn;
		bool any;

		el2_decode(accesses[i].word, &insn);
		any = el2_insn_access(&s, &insn, &a);
		if (any != (accesses[i].size != 0) ||
		    (any && (a.size != accesses[i].size || a.address != BASE + (uint64_t)accesses[i].offset ||
			     a.element != accesses[i].element || a.read != accesses[i].read ||
			     a.write != accesses[i].write || a.checked != accesses[i].checked)))
			fail_msg("%s: %s at %llx, %u bytes by %u, %s%s%s", accesses[i].text,
				 any ? "access" : "no access", (unsigned long long)a.address, a.size, a.element,
				 a.read ? "read " : "", a.write ? "write " : "", a.checked ? "checked" : "");
	}
}

/* ---- a machine with one page of code ---- */

/* *m is freed first: NULL the first time. */
static void one_page(el2_cpu *cpu, el2_state *s, el2_memory **m)
{
	static const unsigned char nop[4] = {0x1f, 0x20, 0x03, 0xd5};

	assert_int_equal(el2_cpu_parse("max", cpu, NULL), EL2_OK);
	el2_state_init(s, cpu);
	s->sysreg[EL2_SYSREG_SCR_EL3] = EL2_BIT(SCR_EL3, NS) | EL2_BIT(SCR_EL3, ATA);
	s->sysreg[EL2_SYSREG_HCR_EL2] = EL2_BIT(HCR_EL2, ATA);
	s->sysreg[EL2_SYSREG_SCTLR_EL1] = EL2_BIT(SCTLR_EL1, M) | EL2_BIT(SCTLR_EL1, ATA) | UINT64_C(1) << 40;
	s->sysreg[EL2_SYSREG_TCR_EL1] = EL2_BIT(TCR_EL1, TBI0);
	s->pc = BASE;
	el2_memory_free(*m);
	*m = el2_memory_new();
	assert_non_null(*m);
	assert_true(el2_memory_map(*m, BASE, 0x1000));
	assert_true(el2_memory_write(*m, BASE, nop, 4));
}

static void test_fetch(void **unused)
{
	static el2_state s;
	el2_memory *m = NULL;
	el2_step_result r;
	el2_cpu cpu;

	(void)unused;
	one_page(&cpu, &s, &m);
	el2_step_at_pc(&s, m, NULL, &r, NULL);
	assert_true(r.executed && s.pc == BASE + 4);

	s.pc = BASE + 2;
	el2_step_at_pc(&s, m, NULL, &r, NULL);
	assert_true(r.verdict.taken.esr == 0x8a000000 && s.sysreg[EL2_SYSREG_FAR_EL1] == BASE + 2);

	one_page(&cpu, &s, &m);
	s.pc = BASE + 0x1000;
	el2_step_at_pc(&s, m, NULL, &r, NULL);
	assert_int_equal(r.verdict.verdict, EL2_FAULT);
	assert_true(r.verdict.taken.esr == 0x86000007 && r.verdict.taken.far == BASE + 0x1000);

	one_page(&cpu, &s, &m);
	el2_memory_page(m, BASE)->perm &= (uint8_t)~EL2_PERM_X;
	el2_step_at_pc(&s, m, NULL, &r, NULL);
	assert_true(r.verdict.taken.esr == 0x8600000f);

	one_page(&cpu, &s, &m);
	s.sysreg[EL2_SYSREG_HCR_EL2] |= EL2_BIT(HCR_EL2, VM);
	el2_memory_page(m, BASE)->s2_mapped = false;
	el2_step_at_pc(&s, m, NULL, &r, NULL);
	assert_true(r.verdict.taken.el == 2 && r.verdict.taken.esr == 0x82000007);
	assert_true(r.verdict.taken.hpfar == BASE >> 12 << 4);

	one_page(&cpu, &s, &m);
	el2_step_at_pc(&s, NULL, NULL, &r, NULL); /* no memory at all */
	assert_int_equal(r.verdict.verdict, EL2_FAULT);
	el2_memory_free(m);
}

static void test_access_of_others(void **unused)
{
	static el2_state s;
	el2_access a = {
		.address = BASE | UINT64_C(3) << 56, .size = 64, .el = 1, .element = 16, .read = true, .checked = true};
	el2_memory *m = NULL;
	el2_step_result r;
	el2_cpu cpu;

	(void)unused;
	one_page(&cpu, &s, &m);
	memset(el2_memory_page(m, BASE)->tags, 3, 3);
	assert_false(el2_step_access(&s, m, NULL, &a, &r, NULL));
	assert_true(r.verdict.taken.esr == 0x96000011 && r.verdict.taken.far == a.address + 48);
	assert_true(s.sysreg[EL2_SYSREG_ELR_EL1] == BASE);

	one_page(&cpu, &s, &m);
	memset(el2_memory_page(m, BASE)->tags, 3, 4);
	assert_true(el2_step_access(&s, m, NULL, &a, &r, NULL));
	assert_true(s.pc == BASE);
	memset(el2_memory_page(m, BASE)->tags, 3, sizeof el2_memory_page(m, BASE)->tags);
	a.size = 0x1000;
	assert_true(el2_step_access(&s, m, NULL, &a, &r, NULL));
	a.size = 0x1001;
	assert_false(el2_step_access(&s, m, NULL, &a, &r, NULL));
	assert_int_equal(r.verdict.verdict, EL2_UNMODELLED);
	el2_memory_free(m);
}

/* The monitor: a store exclusive succeeds after its load, once; an exception in between opens it. */
static void test_exclusive(void **unused)
{
	static el2_state s;
	el2_insn load, store, svc;
	el2_memory *m = NULL;
	el2_step_result r;
	el2_cpu cpu;

	(void)unused;
	one_page(&cpu, &s, &m);
	el2_decode(0xc85f7c20, &load);  /* ldxr x0, [x1] */
	el2_decode(0xc8027c23, &store); /* stxr w2, x3, [x1] */
	el2_decode(0xd4000001, &svc);
	s.x[1] = BASE + 0x40;
	s.x[3] = 9;
	el2_step(&s, m, NULL, &load, &r, NULL);
	el2_step(&s, m, NULL, &store, &r, NULL);
	assert_true(r.executed && s.x[2] == 0 && el2_memory_page(m, BASE)->data[0x40] == 9);
	el2_step(&s, m, NULL, &store, &r, NULL);
	assert_true(r.executed && s.x[2] == 1);
	el2_step(&s, m, NULL, &load, &r, NULL);
	el2_step(&s, m, NULL, &svc, &r, NULL);
	el2_step(&s, m, NULL, &store, &r, NULL);
	assert_true(r.executed && s.x[2] == 1);
	el2_memory_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),     cmocka_unit_test(test_limits),
		cmocka_unit_test(test_clear),     cmocka_unit_test(test_accesses),
		cmocka_unit_test(test_fetch),     cmocka_unit_test(test_access_of_others),
		cmocka_unit_test(test_exclusive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
