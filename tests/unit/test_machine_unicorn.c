/* SPDX-License-Identifier: MIT */
/*
 * The base instructions against Unicorn: random words of every form that both know, on random registers, flags and
 * memory. A second implementation decides. With a number as argument: so many cases.
 */
#include "model/bits.h"
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicorn/unicorn.h>

#define CODE UINT64_C(0x10000)
#define AT   (CODE + 0x800)
#define DATA UINT64_C(0x400000)
#define SIZE 0x4000

static unsigned long cases = 40000;

/* ---- what Unicorn (QEMU 5.0) does not know, or does otherwise ---- */

/* Newer than it, or left to IMPLEMENTATION DEFINED: FEAT_CSSC, FEAT_HBC, FEAT_XS, FEAT_MOPS, FEAT_LSE128, FEAT_CMPBR,
 * pointers without a TCR_ELx. */
static bool is_foreign(unsigned form)
{
	switch (form) {
	case EL2_FORM_MIN_MAX_IMM:
	case EL2_FORM_MIN_MAX:
	case EL2_FORM_CTZ:
	case EL2_FORM_ABS:
	case EL2_FORM_BC_COND:
	case EL2_FORM_DSB_NXS:
	case EL2_FORM_XPAC:
	case EL2_FORM_SET:
	case EL2_FORM_CPY:
	case EL2_FORM_CPY_E:
	case EL2_FORM_LSE128:
	case EL2_FORM_LSE128_SWPP:
	case EL2_FORM_CB_REG:
	case EL2_FORM_CB_IMM:
		return true;
	default:
		return false;
	}
}

/* It has no FEAT_LSE2 and checks no alignment of LDAR, STLR; it compares more than the operand in LDSMAX and the like
 * of less than 64 bits; XPACLRI. */
static bool is_different(const el2_state *s, const el2_insn *insn)
{
	el2_access a;

	if (insn->form == EL2_FORM_HINT_XPAC)
		return true;
	if (insn->form == EL2_FORM_LSE_LOAD_OP && (insn->word >> 14 & 1) && insn->word >> 30 != 3)
		return true;
	return el2_insn_access(s, insn, &a) && (a.single || a.ordered) && a.address % a.size;
}

/* ---- random cases ---- */

static uint64_t random_state;

static uint64_t random64(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state * UINT64_C(2685821657736338717);
}

static uint64_t address(void)
{
	uint64_t at = DATA + 0x1800 + random64() % 0x400;

	return random64() & 1 ? at & ~UINT64_C(15) : at;
}

static uint64_t value(void)
{
	switch (random64() % 6) {
	case 0:
		return random64();
	case 1:
		return random64() % 64;
	case 2:
		return -(random64() % 300);
	case 3:
		return (uint64_t)(int32_t)random64();
	default:
		return address();
	}
}

/* SIMD and FP: what is executed of it lies in these groups. */
static uint32_t random_simd(void)
{
	static const struct {
		uint32_t mask, value;
	} groups[] = {
		{0x0e000000, 0x0c000000}, {0x9ff80c00, 0x0f000400}, {0x9fe08400, 0x0e000400}, {0x9f20fc00, 0x0e201c00},
		{0x9f200400, 0x0e200400}, {0x9f3e0c00, 0x0e200800}, {0x9f3e0c00, 0x0e300800}, {0x9f800400, 0x0f000400},
		{0xbfe08400, 0x2e000000}, {0xffa01fe0, 0x1e201000}, {0xfffefc00, 0x1e260000}, {0xfffefc00, 0x9e660000},
		{0xfffefc00, 0x9eae0000}, {0xffbffc00, 0x1e204000}, {0xffbffc00, 0x1e20c000}, {0xffbffc00, 0x1e214000},
	};
	size_t i = random64() % (sizeof groups / sizeof *groups);

	return ((uint32_t)random64() & ~groups[i].mask) | groups[i].value;
}

/* A word of a random form of classes GENERAL, MEMORY and SIMD. */
static void random_insn(el2_insn *insn)
{
	if (!(random64() % 4)) {
		do
			el2_decode(random_simd(), insn);
		while (insn->cls != EL2_CLASS_SIMD || insn->flags & EL2_INSN_UNPREDICTABLE);
		return;
	}
	do {
		el2_form form = (el2_form)(1 + random64() % (EL2_FORM_COUNT - 1));
		const el2_form_info *row = el2_form_get(form);
		uint32_t fixed = row->mask | row->should_be;

		el2_decode(((uint32_t)random64() & ~fixed) | (row->value & fixed), insn);
	} while ((insn->cls != EL2_CLASS_GENERAL && insn->cls != EL2_CLASS_MEMORY) || is_foreign(insn->form) ||
		 insn->flags & EL2_INSN_UNPREDICTABLE);
}

static void random_registers(el2_state *s, const el2_insn *insn)
{
	unsigned rn = insn->word >> 5 & 31, rm = insn->word >> 16 & 31;

	for (unsigned i = 0; i < 31; i++)
		s->x[i] = value();
	for (unsigned i = 0; i < 64; i++)
		s->v[i / 2][i % 2] = random64() >> (random64() & 1 ? 0 : random64() % 64);
	if (insn->form == EL2_FORM_LDR_REG && rm != 31)
		s->x[rm] = random64() % 64;
	if (insn->cls != EL2_CLASS_GENERAL && rn != 31)
		s->x[rn] = address();
	if (insn->form == EL2_FORM_BR || insn->form == EL2_FORM_BLR || insn->form == EL2_FORM_RET)
		s->x[rn % 31] = CODE + random64() % 0x1000 / 4 * 4;
	s->sp[1] = address() & ~UINT64_C(15);
	s->pstate |= (uint32_t)(random64() & 15) << 28;
}

/* ---- both machines ---- */

struct pair {
	uc_engine *uc;
	el2_cpu cpu;
	el2_state s;
	el2_memory *memory;
	bool exception; /* Unicorn's */
	unsigned char ours[SIZE], theirs[SIZE];
};

static void on_exception(uc_engine *uc, uint32_t number, void *user)
{
	struct pair *p = user;

	(void)number;
	p->exception = true;
	uc_emu_stop(uc);
}

static int register_name(unsigned i)
{
	return i < 29 ? UC_ARM64_REG_X0 + (int)i : i == 29 ? UC_ARM64_REG_X29 : UC_ARM64_REG_X30;
}

static void prepare(struct pair *p, const el2_insn *insn)
{
	unsigned char word[4] = {(unsigned char)insn->word, (unsigned char)(insn->word >> 8),
				 (unsigned char)(insn->word >> 16), (unsigned char)(insn->word >> 24)};
	uint64_t nzcv = p->s.pstate & EL2_PSTATE_NZCV;

	for (unsigned i = 0; i < SIZE; i += 8) {
		uint64_t w = random64();

		memcpy(p->ours + i, &w, 8);
	}
	el2_memory_write(p->memory, DATA, p->ours, SIZE);
	uc_mem_write(p->uc, DATA, p->ours, SIZE);
	el2_memory_write(p->memory, AT, word, 4);
	uc_mem_write(p->uc, AT, word, 4);
#if UC_API_MAJOR >= 2
	uc_ctl_remove_cache(p->uc, CODE, CODE + 0x1000);
#endif
	for (unsigned i = 0; i < 31; i++)
		uc_reg_write(p->uc, register_name(i), &p->s.x[i]);
	for (int i = 0; i < 32; i++)
		uc_reg_write(p->uc, UC_ARM64_REG_Q0 + i, p->s.v[i]);
	uc_reg_write(p->uc, UC_ARM64_REG_SP, &p->s.sp[1]);
	uc_reg_write(p->uc, UC_ARM64_REG_NZCV, &nzcv);
}

/* Data is not executable: Unicorn aborts on some random words. A branch out of the page of code ends Unicorn with an
 * error of the fetch, at the right place. */
static bool is_far_branch(uc_err err, const el2_state *s)
{
	return (err == UC_ERR_FETCH_UNMAPPED || err == UC_ERR_FETCH_PROT) && (s->pc < CODE || s->pc >= CODE + 0x1000);
}

static void compare(struct pair *p, uint32_t word)
{
	uint64_t theirs;

	for (unsigned i = 0; i < 31; i++) {
		uc_reg_read(p->uc, register_name(i), &theirs);
		if (theirs != p->s.x[i])
			fail_msg("%08x: x%u is %llx, of Unicorn %llx", word, i, (unsigned long long)p->s.x[i],
				 (unsigned long long)theirs);
	}
	for (int i = 0; i < 32; i++) {
		uint64_t vector[2];

		uc_reg_read(p->uc, UC_ARM64_REG_Q0 + i, vector);
		if (memcmp(vector, p->s.v[i], sizeof vector))
			fail_msg("%08x: v%d is %016llx%016llx, of Unicorn %016llx%016llx", word, i,
				 (unsigned long long)p->s.v[i][1], (unsigned long long)p->s.v[i][0],
				 (unsigned long long)vector[1], (unsigned long long)vector[0]);
	}
	uc_reg_read(p->uc, UC_ARM64_REG_SP, &theirs);
	if (theirs != p->s.sp[1])
		fail_msg("%08x: SP differs", word);
	uc_reg_read(p->uc, UC_ARM64_REG_NZCV, &theirs);
	if ((theirs ^ p->s.pstate) & EL2_PSTATE_NZCV)
		fail_msg("%08x: flags are %x, of Unicorn %llx", word, p->s.pstate, (unsigned long long)theirs);
	uc_reg_read(p->uc, UC_ARM64_REG_PC, &theirs);
	if (theirs != p->s.pc)
		fail_msg("%08x: PC is %llx, of Unicorn %llx", word, (unsigned long long)p->s.pc,
			 (unsigned long long)theirs);
	el2_memory_read(p->memory, DATA, p->ours, SIZE);
	uc_mem_read(p->uc, DATA, p->theirs, SIZE);
	if (memcmp(p->ours, p->theirs, SIZE))
		fail_msg("%08x: memory differs", word);
}

static bool run_case(struct pair *p)
{
	el2_step_result r;
	el2_insn insn;
	uc_err err;

	random_insn(&insn);
	el2_state_init(&p->s, &p->cpu);
	p->s.sysreg[EL2_SYSREG_SCTLR_EL1] = EL2_BIT(SCTLR_EL1, M);
	p->s.sysreg[EL2_SYSREG_CPACR_EL1] = EL2_MASK(CPACR_EL1, FPEN);
	p->s.sysreg[EL2_SYSREG_SCR_EL3] = EL2_BIT(SCR_EL3, NS);
	p->s.pc = AT;
	random_registers(&p->s, &insn);
	if (is_different(&p->s, &insn))
		return false;
	prepare(p, &insn);
	el2_step(&p->s, p->memory, NULL, &insn, &r, NULL);
	if (r.verdict.verdict == EL2_UNMODELLED || r.verdict.verdict == EL2_UNDEF)
		return false;
	p->exception = false;
	err = uc_emu_start(p->uc, AT, 0, 0, 1);
	if (r.executed != (!p->exception && (err == UC_ERR_OK || is_far_branch(err, &p->s))))
		fail_msg("%08x: we %s, Unicorn: %s%s", insn.word, r.executed ? "execute it" : "take an exception",
			 uc_strerror(err), p->exception ? ", an exception" : "");
	if (r.executed)
		compare(p, insn.word);
	return true;
}

static void test_base_instructions(void **state)
{
	struct pair *p = calloc(1, sizeof *p);
	uc_hook hook;

	(void)state;
	assert_non_null(p);
	random_state = UINT64_C(88172645463325252);
	assert_int_equal(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &p->uc), UC_ERR_OK);
#if UC_API_MAJOR >= 2
	uc_ctl_set_cpu_model(p->uc, UC_CPU_ARM64_MAX);
#endif
	assert_int_equal(uc_reg_write(p->uc, UC_ARM64_REG_CPACR_EL1, &(uint64_t){UINT64_C(3) << 20}), UC_ERR_OK);
	assert_int_equal(uc_mem_map(p->uc, CODE, 0x1000, UC_PROT_ALL), UC_ERR_OK);
	assert_int_equal(uc_mem_map(p->uc, DATA, SIZE, UC_PROT_READ | UC_PROT_WRITE), UC_ERR_OK);
	assert_int_equal(uc_hook_add(p->uc, &hook, UC_HOOK_INTR, on_exception, p, 1, 0), UC_ERR_OK);
	assert_int_equal(el2_cpu_parse("max", &p->cpu, NULL), EL2_OK);
	p->memory = el2_memory_new();
	assert_non_null(p->memory);
	assert_true(el2_memory_map(p->memory, CODE, 0x1000));
	assert_true(el2_memory_map(p->memory, DATA, SIZE));
	for (unsigned long n = 0; n < cases;)
		n += run_case(p);
	el2_memory_free(p->memory);
	uc_close(p->uc);
	free(p);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_base_instructions)};

	if (argc > 1)
		cases = strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
