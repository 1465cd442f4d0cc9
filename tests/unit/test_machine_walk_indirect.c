/* SPDX-License-Identifier: MIT */
/* Translation by tables: permission indirection, and what FEAT_LPA2's leaves have no room for. Values by hand from
 * PIR_EL1 and the pseudocode of AArch64.S1IndirectBasePermissions. */
#include "model/bits.h"
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TABLE    UINT64_C(0x40000000)
#define DATA     UINT64_C(0x80000000)
#define VA       UINT64_C(0x7000)
#define BIT(n)   (UINT64_C(1) << (n))
#define LOAD     0xf9400020u /* ldr x0, [x1] */
#define STORE    0xf9000020u
#define FETCH    0u
#define NDIRTY   BIT(7)
#define HA       BIT(39)
#define HD       BIT(40)
#define DIRTYBIT BIT(37)

struct fixture {
	el2_cpu cpu;
	el2_state s;
	el2_memory *m;
};

/* A page by three tables of level 1 to 3, one behind the other. */
static void begin(struct fixture *f, uint64_t tcr, uint64_t leaf)
{
	uint64_t table1 = (TABLE + 0x1000) | 3, table2 = (TABLE + 0x2000) | 3;

	memset(&f->s, 0, sizeof f->s);
	assert_int_equal(el2_cpu_parse("max", &f->cpu, NULL), EL2_OK);
	el2_state_init(&f->s, &f->cpu);
	f->m = el2_memory_new();
	assert_non_null(f->m);
	el2_memory_set_walk(f->m, true);
	assert_true(el2_memory_map(f->m, TABLE, 0x3000));
	assert_true(el2_memory_map(f->m, DATA, 0x1000));
	leaf |= DATA | BIT(10) | 3;
	el2_memory_write(f->m, TABLE, &table1, 8);
	el2_memory_write(f->m, TABLE + 0x1000, &table2, 8);
	el2_memory_write(f->m, TABLE + 0x2000 + (VA >> 12) * 8, &leaf, 8);
	f->s.sysreg[EL2_SYSREG_HCR_EL2] = BIT(31);
	f->s.sysreg[EL2_SYSREG_HCRX_EL2] = BIT(14);                             /* TCR2En */
	f->s.sysreg[EL2_SYSREG_SCR_EL3] = BIT(0) | BIT(10) | BIT(43) | BIT(45); /* TCR2En, PIEn */
	f->s.sysreg[EL2_SYSREG_TTBR0_EL1] = TABLE;
	f->s.sysreg[EL2_SYSREG_TCR_EL1] = 25 | UINT64_C(5) << 32 | tcr;
	f->s.sysreg[EL2_SYSREG_MAIR_EL1] = 0xff;
	f->s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1;
	el2_set_el(&f->s, 1);
}

static el2_step_result access_by(struct fixture *f, uint32_t word)
{
	el2_step_result r;
	el2_insn insn;

	f->s.x[1] = VA;
	if (word == FETCH) {
		uint32_t nop = 0xd503201f;

		el2_memory_write(f->m, DATA, &nop, 4);
		f->s.pc = VA;
		el2_step_at_pc(&f->s, f->m, NULL, &r, NULL);
		return r;
	}
	el2_decode(word, &insn);
	el2_step(&f->s, f->m, NULL, &insn, &r, NULL);
	return r;
}

static const struct row {
	const char *what;
	unsigned pir, pire0; /* of index 0 */
	uint64_t tcr, leaf;
	uint32_t pstate;
	unsigned el;
	uint32_t word;
	bool fault;
	bool dirty; /* ESR has DirtyBit */
} rows[] = {
	{"EL1 reads and writes", 5, 0, 0, 0, 0, 1, STORE, false, false},
	{"not EL0", 5, 0, 0, 0, 0, 0, LOAD, true, false},
	{"what is not dirty is read", 5, 0, 0, NDIRTY, 0, 1, LOAD, false, false},
	{"and not written", 5, 0, 0, NDIRTY, 0, 1, STORE, true, true},
	{"nor with HA alone", 5, 0, HA, NDIRTY, 0, 1, STORE, true, true},
	{"with HD it is made dirty", 5, 0, HA | HD, NDIRTY, 0, 1, STORE, false, false},
	{"read-only is so without DirtyBit", 1, 0, 0, NDIRTY, 0, 1, STORE, true, false},
	{"write takes execute away", 6, 0, 0, 0, 0, 1, FETCH, true, false},
	{"and does not", 7, 0, 0, 0, 0, 1, FETCH, false, false},
	{"EL1 executes, EL0 reads", 3, 1, 0, 0, 0, 1, FETCH, false, false},
	{"EL1 executes, EL0 writes: nobody", 3, 5, 0, 0, 0, 1, FETCH, true, false},
	{"nor EL0", 3, 5, 0, 0, 0, 0, LOAD, true, false},
	{"a stack of EL1's, EL0 writes: nobody", 9, 5, 0, 0, 0, 1, LOAD, true, false},
	{"a stack is read", 9, 1, 0, 0, 0, 1, LOAD, false, false},
	{"PAN: EL0 executes, whatever EPAN", 5, 2, 0, 0, EL2_PSTATE_PAN, 1, LOAD, true, false},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct fixture f;
		el2_step_result r;

		begin(&f, row->tcr, row->leaf);
		f.s.sysreg[EL2_SYSREG_TCR2_EL1] = BIT(1);
		f.s.sysreg[EL2_SYSREG_PIR_EL1] = row->pir;
		f.s.sysreg[EL2_SYSREG_PIRE0_EL1] = row->pire0;
		el2_set_el(&f.s, row->el);
		f.s.pstate = (f.s.pstate & ~(uint32_t)EL2_PSTATE_PAN) | row->pstate;
		r = access_by(&f, row->word);
		if (r.executed == row->fault || (row->fault && ((r.verdict.taken.esr & 0x3f) != 0x0f ||
								!(r.verdict.taken.esr & DIRTYBIT) != !row->dirty)))
			fail_msg("%s: %s, ESR %llx", row->what, r.executed ? "executed" : "did not",
				 (unsigned long long)r.verdict.taken.esr);
		el2_memory_free(f.m);
	}
}

/* AT S1E1R; with DS bits 9:8 are address, and SH is TCR's. It leaves the access flag and the dirty state as they are.
 */
static void test_at(void **state)
{
	struct fixture f;
	uint64_t leaf = 0;

	(void)state;
	begin(&f, BIT(59) | 2 << 12, 0);
	assert_true(access_by(&f, 0xd5087801).executed);
	assert_int_equal(f.s.sysreg[EL2_SYSREG_PAR_EL1] >> 7 & 3, 2);
	el2_memory_free(f.m);

	begin(&f, HA | HD, BIT(51) | BIT(7));
	assert_true(access_by(&f, 0xd5087821).executed); /* S1E1W */
	assert_int_equal(f.s.sysreg[EL2_SYSREG_PAR_EL1] & 1, 0);
	el2_memory_read(f.m, TABLE + 0x2000 + (VA >> 12) * 8, &leaf, 8);
	assert_true(leaf == (DATA | BIT(51) | BIT(10) | BIT(7) | 3));
	assert_true(access_by(&f, STORE).executed);
	el2_memory_read(f.m, TABLE + 0x2000 + (VA >> 12) * 8, &leaf, 8);
	assert_true(leaf == (DATA | BIT(51) | BIT(10) | 3));
	el2_memory_free(f.m);
}

/* A write that is refused because the leaf is not dirty leaves the access flag; a read behind it sets it. */
static void test_refused(void **state)
{
	uint64_t leaf = DATA | NDIRTY | 3, at = TABLE + 0x2000 + (VA >> 12) * 8;
	struct fixture f;

	(void)state;
	begin(&f, HA, NDIRTY);
	f.s.sysreg[EL2_SYSREG_TCR2_EL1] = BIT(1);
	f.s.sysreg[EL2_SYSREG_PIR_EL1] = 5;
	assert_true(el2_memory_write(f.m, at, &leaf, 8));
	assert_false(access_by(&f, STORE).executed);
	el2_memory_read(f.m, at, &leaf, 8);
	assert_false(leaf & BIT(10));
	assert_true(access_by(&f, LOAD).executed);
	el2_memory_read(f.m, at, &leaf, 8);
	assert_true(leaf & BIT(10));
	el2_memory_free(f.m);
}

/* ERET to a level whose top byte is ignored. */
static void test_eret(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, BIT(37), 0); /* TBI0 */
	f.s.sysreg[EL2_SYSREG_ELR_EL1] = UINT64_C(0x5b) << 56 | VA;
	f.s.sysreg[EL2_SYSREG_SPSR_EL1] = 0;
	assert_true(access_by(&f, 0xd69f03e0).executed);
	assert_int_equal(el2_el(&f.s), 0);
	assert_true(f.s.pc == VA);
	el2_memory_free(f.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_at),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_eret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
