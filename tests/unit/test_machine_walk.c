/* SPDX-License-Identifier: MIT */
/* Translation by tables: each row builds one mapping and asks for one access. Values by hand from the Arm ARM, D8. */
#include "model/bits.h"
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TABLES UINT64_C(0x40000000) /* 64 KB each */
#define DATA   UINT64_C(0x80000000)
#define AF     (UINT64_C(1) << 10)
#define RO     (UINT64_C(1) << 7)
#define EL0    (UINT64_C(1) << 6)
#define UXN    (UINT64_C(1) << 54)
#define PXN    (UINT64_C(1) << 53)
#define DBM    (UINT64_C(1) << 51)
#define MAIR   UINT64_C(0x44f000ff) /* 0: write-back, 1: Device, 2: Tagged, 3: Non-cacheable */
#define LOAD   0xf9400020u          /* ldr x0, [x1] */
#define STORE  0xf9000020u
#define LDTR   0xf8400820u
#define STTR   0xf8000820u
#define LDADD  0xf8220020u
#define FETCH  0u

struct fixture {
	el2_cpu cpu;
	el2_state s;
	el2_memory *m;
	uint64_t next;
};

static void begin(struct fixture *f, const char *cpu)
{
	memset(&f->s, 0, sizeof f->s);
	assert_int_equal(el2_cpu_parse(cpu, &f->cpu, NULL), EL2_OK);
	el2_state_init(&f->s, &f->cpu);
	f->m = el2_memory_new();
	assert_non_null(f->m);
	el2_memory_set_walk(f->m, true);
	f->next = TABLES;
	assert_true(el2_memory_map(f->m, DATA, 0x10000));
	f->s.sysreg[EL2_SYSREG_MAIR_EL1] = f->s.sysreg[EL2_SYSREG_MAIR_EL2] = MAIR;
	f->s.sysreg[EL2_SYSREG_HCR_EL2] = UINT64_C(1) << 31; /* RW */
	f->s.sysreg[EL2_SYSREG_SCR_EL3] = 1 << 10 | 1;       /* RW, NS */
}

static uint64_t new_table(struct fixture *f)
{
	uint64_t at = f->next;

	f->next += 0x10000;
	assert_true(el2_memory_map(f->m, at, 0x10000));
	return at;
}

static uint64_t read64(const struct fixture *f, uint64_t at)
{
	uint64_t v = 0;

	assert_true(el2_memory_read(f->m, at, &v, 8));
	return v;
}

static void write64(const struct fixture *f, uint64_t at, uint64_t v)
{
	assert_true(el2_memory_write(f->m, at, &v, 8));
}

/* A leaf at `level` under `root`, which is of level `start`; tables get `table_bits`. Returns where the leaf is. */
static uint64_t map_under(struct fixture *f, uint64_t root, int start, unsigned stride, uint64_t va, uint64_t leaf,
			  int level, uint64_t table_bits)
{
	uint64_t table = root;

	for (int l = start;; l++) {
		unsigned shift = stride + 3 + stride * (unsigned)(3 - l);
		/* a start table may have more entries than the others: stage 2's concatenated ones */
		uint64_t index = va >> shift & ((UINT64_C(1) << (l == start ? stride + 4 : stride)) - 1);
		uint64_t at = table + index * 8;

		if (l == level) {
			write64(f, at, leaf | (level == 3 ? 3 : 1));
			return at;
		}
		if (!(read64(f, at) & 1))
			write64(f, at, new_table(f) | table_bits | 3);
		table = read64(f, at) & UINT64_C(0xffffffff0000);
	}
}

/* What one instruction at the fixture's level comes to. */
static el2_step_result access_by(struct fixture *f, uint32_t word, uint64_t va)
{
	el2_step_result r;
	el2_insn insn;

	f->s.x[1] = va;
	f->s.x[0] = f->s.x[2] = 0;
	if (word == FETCH) {
		f->s.pc = va;
		el2_step_at_pc(&f->s, f->m, NULL, &r, NULL);
		return r;
	}
	el2_decode(word, &insn);
	el2_step(&f->s, f->m, NULL, &insn, &r, NULL);
	return r;
}

static unsigned dfsc(const el2_step_result *r)
{
	assert_true(r->verdict.has_taken);
	return r->verdict.taken.esr & 0x3f;
}

/* ---- granules, sizes, levels ---- */

struct size_row {
	const char *what;
	uint64_t tcr;
	int start;
	unsigned stride;
	uint64_t va;
	uint64_t leaf; /* attributes and address */
	int level;
	uint64_t pa; /* 0: a fault */
	unsigned fault;
};

#define T0(n)  ((uint64_t)(n))
#define T1(n)  ((uint64_t)(n) << 16)
#define TG0(n) ((uint64_t)(n) << 14)
#define TG1(n) ((uint64_t)(n) << 30)
#define IPS(n) ((uint64_t)(n) << 32)
#define DS     (UINT64_C(1) << 59)

static const struct size_row sizes[] = {
	{"4 KB page", T0(16) | IPS(5), 0, 9, 0x123456789000, AF | DATA, 3, DATA, 0},
	{"offset in it", T0(16) | IPS(5), 0, 9, 0x123456789ff8, AF | DATA, 3, DATA + 0xff8, 0},
	{"2 MB block", T0(16) | IPS(5), 0, 9, 0x123456601008, AF | DATA, 2, DATA + 0x1008, 0},
	{"1 GB block", T0(25) | IPS(5), 1, 9, 0x7fc0001008, AF | DATA, 1, DATA + 0x1008, 0},
	{"no block at level 0", T0(16) | IPS(5), 0, 9, 0x100000001000, AF | DATA, 0, 0, 0x04},
	{"39 bits start at level 1", T0(25) | IPS(5), 1, 9, 0x1234567000, AF | DATA, 3, DATA, 0},
	{"25 bits start at level 2", T0(39) | IPS(5), 2, 9, 0x1234000, AF | DATA, 3, DATA, 0},
	{"above 39 bits", T0(25) | IPS(5), 1, 9, 0x8000000000, AF | DATA, 3, 0, 0x04},
	{"TTBR1", T1(16) | TG1(2) | IPS(5), 0, 9, 0xffff123456789000, AF | DATA, 3, DATA, 0},
	{"TTBR1, out of range", T1(25) | TG1(2) | IPS(5), 1, 9, 0xffffff7fffffffe0, AF | DATA, 3, 0, 0x04},
	{"T0SZ too small", T0(15) | IPS(5), 0, 9, 0x1000, AF | DATA, 3, 0, 0x04},
	{"16 KB page", T0(17) | TG0(2) | IPS(5), 1, 11, 0x123456788008, AF | DATA, 3, DATA + 8, 0},
	{"32 MB block of 16 KB", T0(17) | TG0(2) | IPS(5), 1, 11, 0x123456008008, AF | DATA, 2, DATA + 0x8008, 0},
	{"no block at level 1 of 16 KB", T0(17) | TG0(2) | IPS(5), 1, 11, 0x123456008008, AF | DATA, 1, 0, 0x05},
	{"64 KB page", T0(16) | TG0(1) | IPS(5), 1, 13, 0x12345678f008, AF | DATA, 3, DATA + 0xf008, 0},
	{"512 MB block of 64 KB", T0(16) | TG0(1) | IPS(5), 1, 13, 0x123440001008, AF | DATA, 2, DATA + 0x1008, 0},
	{"16 KB, TG1", T1(17) | TG1(1) | IPS(5), 1, 11, 0xffff923456788008, AF | DATA, 3, DATA + 8, 0},
	{"LPA2: 52 bits, level -1", T0(12) | IPS(6) | DS, -1, 9, 0x8123456789008, AF | DATA, 3, DATA + 8, 0},
	{"LPA2: block at level 0", T0(12) | IPS(6) | DS, -1, 9, 0x8120080001008, AF, 0, DATA + 0x1008, 0},
	{"LPA2: bits 51 to 50 of the address", T0(12) | IPS(6) | DS, -1, 9, 0x8123456789008, AF | DATA | 3 << 8, 3, 0,
	 0x10},
	{"PA above IPS", T0(16) | IPS(0), 0, 9, 0x123456789000, AF | UINT64_C(0x180000000), 3, 0, 0x03},
	{"AF clear", T0(16) | IPS(5), 0, 9, 0x123456789000, DATA, 3, 0, 0x0b},
	{"AF clear in a block", T0(16) | IPS(5), 0, 9, 0x123456789000, DATA, 2, 0, 0x0a},
	{"EPD0", T0(16) | IPS(5) | 1 << 7, 0, 9, 0x123456789000, AF | DATA, 3, 0, 0x04},
};

static void test_sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		const struct size_row *row = &sizes[i];
		struct fixture f;
		el2_step_result r;
		uint64_t root;
		unsigned bits = 64 - (row->va >> 63 ? row->tcr >> 16 & 63 : row->tcr & 63);

		begin(&f, "max");
		root = new_table(&f);
		f.s.sysreg[row->va >> 63 ? EL2_SYSREG_TTBR1_EL1 : EL2_SYSREG_TTBR0_EL1] = root;
		f.s.sysreg[EL2_SYSREG_TCR_EL1] = row->tcr;
		f.s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1;
		if (row->pa)
			write64(&f, row->pa & ~UINT64_C(7), 0x1122334455667788);
		map_under(&f, root, row->start, row->stride, row->va & (UINT64_MAX >> (64 - bits)), row->leaf,
			  row->level, 0);
		r = access_by(&f, LOAD, row->va & ~UINT64_C(7));
		if (row->pa ? !r.executed || f.s.x[0] != 0x1122334455667788 : r.executed || dfsc(&r) != row->fault)
			fail_msg("%s: %s, ESR %llx, x0 %llx", row->what, r.executed ? "executed" : "did not",
				 (unsigned long long)r.verdict.taken.esr, (unsigned long long)f.s.x[0]);
		el2_memory_free(f.m);
	}
}

/* ---- permissions ---- */

struct permission_row {
	const char *what;
	const char *cpu;
	uint64_t leaf, tables;
	uint64_t sctlr;
	uint32_t pstate;
	unsigned el;
	uint32_t word;
	unsigned fault; /* 0: executes */
	bool wnr;
};

#define WXN  (1u << 19)
#define EPAN (UINT64_C(1) << 57)
#define PAN  EL2_PSTATE_PAN

static const struct permission_row permissions[] = {
	{"EL1 reads its own", "max", 0, 0, 0, 0, 1, LOAD, 0, false},
	{"EL1 writes its own", "max", 0, 0, 0, 0, 1, STORE, 0, false},
	{"EL0 does not", "max", 0, 0, 0, 0, 0, LOAD, 0x0f, false},
	{"EL0 reads what is its", "max", EL0, 0, 0, 0, 0, LOAD, 0, false},
	{"EL0 writes what is its", "max", EL0, 0, 0, 0, 0, STORE, 0, false},
	{"read-only for EL1", "max", RO, 0, 0, 0, 1, STORE, 0x0f, true},
	{"an atomic of it", "max", RO, 0, 0, 0, 1, LDADD, 0x0f, true},
	{"an atomic of nothing readable", "max", 0, 0, 0, 0, 0, LDADD, 0x0f, false},
	{"LDTR is EL0's", "max", 0, 0, 0, 0, 1, LDTR, 0x0f, false},
	{"STTR, too", "max", EL0 | RO, 0, 0, 0, 1, STTR, 0x0f, true},
	{"with UAO it is not", "max", 0, 0, 0, EL2_PSTATE_UAO, 1, LDTR, 0, false},
	{"PAN", "max", EL0, 0, 0, PAN, 1, LOAD, 0x0f, false},
	{"PAN is not for LDTR", "max", EL0, 0, 0, PAN, 1, LDTR, 0, false},
	{"PAN is not for EL1's own", "max", 0, 0, 0, PAN, 1, LOAD, 0, false},
	{"what EL0 executes, without EPAN", "max", 0, 0, 0, PAN, 1, LOAD, 0, false},
	{"with EPAN", "max", 0, 0, EPAN, PAN, 1, LOAD, 0x0f, false},
	{"EPAN and UXN", "max", UXN, 0, EPAN, PAN, 1, LOAD, 0, false},
	{"EL1 executes", "max", 0, 0, 0, 0, 1, FETCH, 0, false},
	{"PXN", "max", PXN, 0, 0, 0, 1, FETCH, 0x0f, false},
	{"UXN is not EL1's", "max", UXN, 0, 0, 0, 1, FETCH, 0, false},
	{"what EL0 writes EL1 does not execute", "max", EL0, 0, 0, 0, 1, FETCH, 0x0f, false},
	{"UXN", "max", UXN | EL0, 0, 0, 0, 0, FETCH, 0x0f, false},
	{"EL0 executes what it cannot read", "max", 0, 0, 0, 0, 0, FETCH, 0, false},
	{"WXN", "max", 0, 0, WXN, 0, 1, FETCH, 0x0f, false},
	{"WXN, read-only", "max", RO, 0, WXN, 0, 1, FETCH, 0, false},
	{"APTable: read-only", "max", 0, UINT64_C(1) << 62, 0, 0, 1, STORE, 0x0f, true},
	{"APTable: not EL0's", "max", EL0, UINT64_C(1) << 61, 0, 0, 0, LOAD, 0x0f, false},
	{"PXNTable", "max", 0, UINT64_C(1) << 59, 0, 0, 1, FETCH, 0x0f, false},
	{"UXNTable", "max", 0, UINT64_C(1) << 60, 0, 0, 0, FETCH, 0x0f, false},
};

static void test_permissions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof permissions / sizeof *permissions; i++) {
		const struct permission_row *row = &permissions[i];
		const uint64_t va = 0x7000;
		struct fixture f;
		el2_step_result r;
		bool wnr;

		begin(&f, row->cpu);
		f.s.sysreg[EL2_SYSREG_TTBR0_EL1] = new_table(&f);
		f.s.sysreg[EL2_SYSREG_TCR_EL1] = T0(25) | IPS(5);
		f.s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1 | row->sctlr;
		map_under(&f, f.s.sysreg[EL2_SYSREG_TTBR0_EL1], 1, 9, va, AF | DATA | row->leaf, 3, row->tables);
		write64(&f, DATA, 0xd503201f); /* nop */
		el2_set_el(&f.s, row->el);
		f.s.pstate = (f.s.pstate & (EL2_PSTATE_MODE | EL2_PSTATE_DAIF)) | row->pstate;
		r = access_by(&f, row->word, va);
		wnr = !r.executed && (r.verdict.taken.esr >> 6 & 1);
		if (r.executed == (row->fault != 0) || (row->fault && (dfsc(&r) != row->fault || wnr != row->wnr)))
			fail_msg("%s: %s, ESR %llx", row->what, r.executed ? "executed" : "did not",
				 (unsigned long long)r.verdict.taken.esr);
		el2_memory_free(f.m);
	}
}

/* ---- what hardware updates, and what is kept ---- */

static void test_updates(void **state)
{
	const uint64_t va = 0x7000, ha = UINT64_C(1) << 39, hd = UINT64_C(1) << 40;
	struct fixture f;
	uint64_t at;

	(void)state;
	begin(&f, "max");
	f.s.sysreg[EL2_SYSREG_TTBR0_EL1] = new_table(&f);
	f.s.sysreg[EL2_SYSREG_TCR_EL1] = T0(25) | IPS(5) | ha;
	f.s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1;
	at = map_under(&f, f.s.sysreg[EL2_SYSREG_TTBR0_EL1], 1, 9, va, DATA | RO | DBM, 3, 0);
	assert_true(access_by(&f, LOAD, va).executed);
	assert_true(read64(&f, at) == (DATA | RO | DBM | AF | 3));
	/* DBM without HD is nothing */
	assert_false(access_by(&f, STORE, va).executed);
	el2_set_el(&f.s, 1);
	f.s.sysreg[EL2_SYSREG_TCR_EL1] |= hd;
	assert_true(access_by(&f, LOAD, va).executed);
	assert_true(read64(&f, at) == (DATA | RO | DBM | AF | 3));
	assert_true(access_by(&f, STORE, va).executed);
	assert_true(read64(&f, at) == (DATA | DBM | AF | 3));
	/* a write to the table counts at once: made read-only again, another page, gone */
	write64(&f, at, DATA | RO | AF | 3);
	assert_false(access_by(&f, STORE, va).executed);
	write64(&f, DATA + 0x1000, 77);
	write64(&f, at, (DATA + 0x1000) | AF | 3);
	assert_true(access_by(&f, LOAD, va).executed);
	assert_int_equal(f.s.x[0], 77);
	/* a page that maps its own table: the store changes what the next load sees */
	map_under(&f, f.s.sysreg[EL2_SYSREG_TTBR0_EL1], 1, 9, 0x8000, (at & ~UINT64_C(0xfff)) | AF, 3, 0);
	f.s.x[0] = 0;
	assert_true(access_by(&f, STORE, 0x8000 + (at & 0xfff)).executed);
	assert_int_equal(read64(&f, at), 0);
	assert_false(access_by(&f, LOAD, va).executed);
	el2_memory_free(f.m);
}

/* One page at two addresses. */
static void test_alias(void **state)
{
	struct fixture f;
	uint64_t root;

	(void)state;
	begin(&f, "max");
	root = f.s.sysreg[EL2_SYSREG_TTBR0_EL1] = new_table(&f);
	f.s.sysreg[EL2_SYSREG_TCR_EL1] = T0(25) | IPS(5);
	f.s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1;
	map_under(&f, root, 1, 9, 0x7000, DATA | AF, 3, 0);
	map_under(&f, root, 1, 9, 0x40007000, DATA | AF, 3, 0);
	f.s.x[3] = 0x1234;
	assert_true(access_by(&f, 0xf9000023, 0x7010).executed); /* str x3, [x1] */
	assert_true(access_by(&f, LOAD, 0x40007010).executed);
	assert_int_equal(f.s.x[0], 0x1234);
	el2_memory_free(f.m);
}

/* ---- stage 2 ---- */

static void test_stage2(void **state)
{
	const uint64_t va = 0x7000, ipa = UINT64_C(0x12345000), rw = 3 << 6, wb = 0xf << 2;
	uint64_t s1, s2, at;
	struct fixture f;
	el2_step_result r;

	(void)state;
	begin(&f, "max");
	s1 = f.s.sysreg[EL2_SYSREG_TTBR0_EL1] = new_table(&f);
	s2 = f.s.sysreg[EL2_SYSREG_VTTBR_EL2] = new_table(&f);
	f.s.sysreg[EL2_SYSREG_TCR_EL1] = T0(25) | IPS(5);
	f.s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1;
	f.s.sysreg[EL2_SYSREG_HCR_EL2] |= 1; /* VM */
	/* 40 bits of IPA, from level 1: two tables concatenated */
	f.s.sysreg[EL2_SYSREG_VTCR_EL2] = UINT64_C(0x80000000) | 5 << 16 | 1 << 6 | 24;
	at = map_under(&f, s1, 1, 9, va, ipa | AF, 3, 0);
	/* the tables of stage 1 are not there: level 1 of the walk finds stage 2 without level 1 */
	r = access_by(&f, LOAD, va);
	assert_int_equal(r.verdict.taken.el, 2);
	assert_int_equal(r.verdict.taken.esr, EL2_ESR(EL2_EC_DABT_LOW, 1 << 7 | 0x05));
	assert_true(r.verdict.taken.hpfar == s1 >> 12 << 4 && r.verdict.taken.far == va);
	el2_set_el(&f.s, 1);
	map_under(&f, s2, 1, 9, TABLES, TABLES | AF | rw | wb, 2, 0);
	/* now stage 1 is through, and the page is not there */
	r = access_by(&f, STORE, va + 0x18);
	assert_int_equal(r.verdict.taken.el, 2);
	assert_int_equal(r.verdict.taken.esr & 0xff, 1 << 6 | 0x05);
	assert_true(r.verdict.taken.esr >> 24 & 1); /* ISV */
	assert_true(r.verdict.taken.hpfar == ipa >> 12 << 4);
	assert_false(r.verdict.taken.page_known);
	el2_set_el(&f.s, 1);
	map_under(&f, s2, 1, 9, ipa, DATA | AF | 1 << 6 | wb, 3, 0);
	write64(&f, DATA + 8, 99);
	assert_true(access_by(&f, LOAD, va + 8).executed);
	assert_int_equal(f.s.x[0], 99);
	r = access_by(&f, STORE, va + 8);
	assert_int_equal(r.verdict.taken.esr & 0xff, 1 << 6 | 0x0f);
	el2_set_el(&f.s, 1);
	/* HCR_EL2.PTW: tables in what stage 2 calls Device */
	f.s.sysreg[EL2_SYSREG_HCR_EL2] |= 1 << 2;
	assert_true(access_by(&f, LOAD, va + 8).executed);
	map_under(&f, s2, 1, 9, TABLES, TABLES | AF | rw, 2, 0);
	r = access_by(&f, LOAD, va + 8);
	assert_int_equal(r.verdict.taken.esr & 0xff, 1 << 7 | 0x0e);
	f.s.sysreg[EL2_SYSREG_HCR_EL2] &= ~UINT64_C(4);
	el2_set_el(&f.s, 1);
	/* an access flag that stage 1 would set where stage 2 does not let it write */
	map_under(&f, s2, 1, 9, TABLES, TABLES | AF | 1 << 6 | wb, 2, 0);
	f.s.sysreg[EL2_SYSREG_TCR_EL1] |= UINT64_C(1) << 39;
	write64(&f, at, ipa | 3);
	r = access_by(&f, LOAD, va + 8);
	assert_int_equal(r.verdict.taken.el, 2);
	assert_int_equal(r.verdict.taken.esr & 0xff, 1 << 7 | 0x0e);
	assert_true(r.verdict.taken.hpfar == at >> 12 << 4);
	el2_memory_free(f.m);
}

/* ---- EL2 ---- */

static void test_el2(void **state)
{
	const uint64_t va = UINT64_C(0x1234567000);
	struct fixture f;
	el2_step_result r;

	(void)state;
	begin(&f, "max");
	f.s.sysreg[EL2_SYSREG_TTBR0_EL2] = new_table(&f);
	f.s.sysreg[EL2_SYSREG_TCR_EL2] = T0(16) | 5 << 16;
	f.s.sysreg[EL2_SYSREG_SCTLR_EL2] = 1;
	map_under(&f, f.s.sysreg[EL2_SYSREG_TTBR0_EL2], 0, 9, va, DATA | AF | UXN | RO, 3, 0);
	el2_set_el(&f.s, 2);
	assert_true(access_by(&f, LOAD, va).executed);
	r = access_by(&f, STORE, va);
	assert_int_equal(r.verdict.taken.el, 2);
	assert_int_equal(r.verdict.taken.esr, EL2_ESR(EL2_EC_DABT_CUR, 1 << 6 | 0x0f));
	el2_set_el(&f.s, 2);
	r = access_by(&f, FETCH, va); /* bit 54 is XN */
	assert_int_equal(r.verdict.taken.esr, EL2_ESR(EL2_EC_IABT_CUR, 0x0f));
	el2_set_el(&f.s, 2);
	r = access_by(&f, LOAD, va + 0x200000);
	assert_int_equal(dfsc(&r), 0x06);
	el2_set_el(&f.s, 2);
	f.s.sysreg[EL2_SYSREG_TTBR0_EL2] = UINT64_C(0x700000000); /* no memory there */
	r = access_by(&f, LOAD, va);
	assert_int_equal(dfsc(&r), 0x14);
	el2_memory_free(f.m);
}

/* ---- AT ---- */

static void test_at(void **state)
{
	const uint32_t s1e1r = 0xd5087801, s1e1w = 0xd5087821, s1e0r = 0xd5087841, s12e1r = 0xd50c7881,
		       s1e2r = 0xd50c7801;
	const uint64_t va = 0x7000, ns = 1 << 9, res1 = 1 << 11;
	struct fixture f;

	(void)state;
	begin(&f, "max");
	f.s.sysreg[EL2_SYSREG_TTBR0_EL1] = new_table(&f);
	f.s.sysreg[EL2_SYSREG_TCR_EL1] = T0(25) | IPS(5);
	f.s.sysreg[EL2_SYSREG_SCTLR_EL1] = 1;
	map_under(&f, f.s.sysreg[EL2_SYSREG_TTBR0_EL1], 1, 9, va, DATA | AF | RO | 2 << 2 | 3 << 8, 3, 0);
	map_under(&f, f.s.sysreg[EL2_SYSREG_TTBR0_EL1], 1, 9, 0x9000, UINT64_C(0x900000000) | AF | 1 << 2, 3, 0);
	el2_set_el(&f.s, 2);
#define AT(word, address) (assert_true(access_by(&f, word, address).executed), f.s.sysreg[EL2_SYSREG_PAR_EL1])
	assert_true(AT(s1e1r, va + 0x123) == (DATA | UINT64_C(0xf0) << 56 | ns | res1 | 3 << 7));
	assert_true(AT(s1e1w, va) == (res1 | 0x0f << 1 | 1));
	assert_true(AT(s1e0r, va) == (res1 | 0x0f << 1 | 1));
	assert_true(AT(s1e1r, 0x8000) == (res1 | 0x07 << 1 | 1));
	assert_true(AT(s1e1r, 0x9000) == (UINT64_C(0x900000000) | ns | res1 | 2 << 7)); /* nothing need be there */
	assert_true(AT(s1e2r, 0x9000) == (0x9000 | ns | res1 | 2 << 7));
	f.s.sysreg[EL2_SYSREG_HCR_EL2] |= 1;
	f.s.sysreg[EL2_SYSREG_VTTBR_EL2] = new_table(&f);
	f.s.sysreg[EL2_SYSREG_VTCR_EL2] = UINT64_C(0x80000000) | 5 << 16 | 1 << 6 | 24;
	assert_true(AT(s1e1r, va) == (res1 | ns | 1 << 8 | 0x05 << 1 | 1)); /* S1PTW; S is where NS is */
	map_under(&f, f.s.sysreg[EL2_SYSREG_VTTBR_EL2], 1, 9, TABLES, TABLES | AF | 3 << 6 | 0xf << 2, 2, 0);
	assert_true(AT(s1e1r, va) == (DATA | UINT64_C(0xf0) << 56 | ns | res1 | 3 << 7));
	assert_true(AT(s12e1r, va) == (res1 | ns | 0x05 << 1 | 1));
#undef AT
	el2_memory_free(f.m);
}

/* ---- the checkpoint ---- */

static void test_checkpoint(void **state)
{
	el2_memory *m = el2_memory_new();
	uint64_t v = 1, back = 0;

	(void)state;
	assert_non_null(m);
	assert_true(el2_memory_map(m, DATA, 0x3000));
	assert_true(el2_memory_write(m, DATA, &v, 8));
	el2_memory_checkpoint(m);
	assert_null(el2_memory_written(m, 0));
	assert_int_equal(el2_memory_restore(m), 0);
	for (unsigned i = 0; i < 3; i++) {
		v = 2 + i;
		assert_true(el2_memory_write(m, DATA, &v, 8));
		assert_true(el2_memory_write(m, DATA + 0x1ffc, &v, 8));
		assert_true(el2_memory_written(m, 1) == el2_memory_page(m, DATA + 0x1000));
		el2_memory_page(m, DATA)->tags[0] = 5;
		assert_int_equal(el2_memory_restore(m), 3);
		assert_true(el2_memory_read(m, DATA, &back, 8) && back == 1);
		assert_true(el2_memory_read(m, DATA + 0x1ffc, &back, 8) && back == 0);
		assert_int_equal(el2_memory_page(m, DATA)->tags[0], 0);
	}
	el2_memory_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes), cmocka_unit_test(test_permissions), cmocka_unit_test(test_updates),
		cmocka_unit_test(test_alias), cmocka_unit_test(test_stage2),      cmocka_unit_test(test_el2),
		cmocka_unit_test(test_at),    cmocka_unit_test(test_checkpoint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
