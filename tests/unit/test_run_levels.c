/* SPDX-License-Identifier: MIT */
/* Code at EL2 that runs until it leaves EL2, again and again in one engine. */
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CODE UINT64_C(0x40000000)
#define HOST UINT64_C(0x80000000)

struct machine {
	el2_cpu cpu;
	el2_state state;
	el2_memory *memory;
	el2_engine *engine;
};

static void open_machine(struct machine *m, const uint32_t *code, size_t count)
{
	memset(m, 0, sizeof *m);
	assert_int_equal(el2_cpu_parse("max", &m->cpu, NULL), EL2_OK);
	el2_state_init(&m->state, &m->cpu);
	el2_set_el(&m->state, 2);
	m->state.sysreg[EL2_SYSREG_SCR_EL3] = 1u << 8 | 1; /* HCE, NS */
	m->state.sysreg[EL2_SYSREG_HCR_EL2] = UINT64_C(1) << 31;
	m->state.pc = CODE;
	m->memory = el2_memory_new();
	m->engine = el2_engine_new();
	assert_true(m->memory && m->engine);
	assert_true(el2_memory_map(m->memory, CODE, EL2_PAGE_SIZE));
	assert_true(el2_memory_write(m->memory, CODE, code, count * sizeof *code));
}

static void close_machine(struct machine *m)
{
	el2_engine_free(m->engine);
	el2_memory_free(m->memory);
}

static el2_stop run(struct machine *m, uint64_t *executed)
{
	const el2_run_options options = {.end = UINT64_MAX, .on_exception = EL2_ON_EXCEPTION_VECTOR, .levels = 1u << 2};

	return el2_engine_run(m->engine, &m->state, m->memory, &options, executed);
}

static void test_until_it_returns(void **state)
{
	static const uint32_t code[] = {
		0xd2800c83, /* mov x3, #100 */
		0x91000400, /* 1: add x0, x0, #1 */
		0xf1000463, /* subs x3, x3, #1 */
		0x54ffffc1, /* b.ne 1b */
		0xd51c4021, /* msr elr_el2, x1 */
		0xd51c4002, /* msr spsr_el2, x2 */
		0xd69f03e0, /* eret */
	};
	struct machine m;
	uint64_t executed;

	(void)state;
	open_machine(&m, code, sizeof code / sizeof *code);
	for (unsigned i = 1; i <= 3; i++) {
		m.state.pc = CODE;
		el2_set_el(&m.state, 2);
		m.state.x[1] = HOST + i;
		m.state.x[2] = 0x3c5;
		assert_int_equal(run(&m, &executed), EL2_STOP_LEVEL);
		assert_int_equal(executed, 304);
		assert_int_equal(m.state.x[0], 100 * i);
		assert_int_equal(m.state.pc, HOST + i);
		assert_int_equal(el2_el(&m.state), 1);
	}
	/* the last address of all is one as any other: no end */
	m.state.pc = CODE;
	el2_set_el(&m.state, 2);
	m.state.x[1] = UINT64_MAX;
	assert_int_equal(run(&m, &executed), EL2_STOP_LEVEL);
	assert_true(m.state.pc == UINT64_MAX);
	/* another level than asked for: nothing runs */
	assert_int_equal(run(&m, &executed), EL2_STOP_LEVEL);
	assert_int_equal(executed, 0);
	close_machine(&m);
}

/* Other code at the same place, in the same engine. */
static void test_code_that_changed_between_runs(void **state)
{
	static const uint32_t code[] = {0x91000400, 0xd69f03e0}; /* add x0, x0, #1; eret */
	const uint32_t twice = 0x91000800;                       /* add x0, x0, #2 */
	struct machine m;

	(void)state;
	open_machine(&m, code, 2);
	m.state.sysreg[EL2_SYSREG_SPSR_EL2] = 0x3c5;
	assert_int_equal(run(&m, NULL), EL2_STOP_LEVEL);
	assert_true(el2_memory_write(m.memory, CODE, &twice, 4));
	m.state.pc = CODE;
	el2_set_el(&m.state, 2);
	assert_int_equal(run(&m, NULL), EL2_STOP_LEVEL);
	assert_int_equal(m.state.x[0], 3);
	close_machine(&m);
}

/* A call of EL3 ends the run there; an exception to EL2 itself goes on at its vector. */
static void test_up_and_to_itself(void **state)
{
	static const uint32_t smc[] = {0xd4000003}, hvc[] = {0xd4000002};
	struct machine m;

	(void)state;
	open_machine(&m, smc, 1);
	assert_int_equal(run(&m, NULL), EL2_STOP_LEVEL);
	assert_int_equal(el2_el(&m.state), 3);
	assert_int_equal(m.state.sysreg[EL2_SYSREG_ELR_EL3], CODE + 4);
	close_machine(&m);

	open_machine(&m, hvc, 1);
	m.state.sysreg[EL2_SYSREG_VBAR_EL2] = CODE + 0x800;
	assert_true(el2_memory_write(m.memory, CODE + 0xa00, smc, 4));
	assert_int_equal(run(&m, NULL), EL2_STOP_LEVEL);
	assert_int_equal(m.state.sysreg[EL2_SYSREG_ELR_EL3], CODE + 0xa04);
	close_machine(&m);
}

static bool seen(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result, const el2_state *s)
{
	(void)context, (void)pc, (void)insn, (void)result, (void)s;
	return true;
}

static el2_before answer(void *context, el2_state *s, const el2_insn *insn, uint64_t executed)
{
	unsigned *asked = context;

	(void)executed;
	++*asked;
	s->x[insn->rd] = 7;
	s->pc += 4;
	return EL2_BEFORE_DONE;
}

/* A machine that answers for the CPU: the branch is over then; and where it must not come to nobody is asked. */
static void test_answered_behind_a_branch(void **state)
{
	static const uint32_t code[] = {
		0x10000049, /* adr x9, 1f */
		0xd61f0120, /* br x9 */
		0xd53be042, /* 1: mrs x2, cntvct_el0 */
		0xd503201f, /* nop */
	};
	struct machine m;
	unsigned asked = 0;
	const el2_run_options options = {.end = CODE + 12,
					 .limit = 5,
					 .on_exception = EL2_ON_EXCEPTION_STOP,
					 .before = answer,
					 .context = &asked};

	(void)state;
	for (unsigned n = 0; n < 2; n++) {
		open_machine(&m, code, sizeof code / sizeof *code);
		m.state.sysreg[EL2_SYSREG_SCTLR_EL2] = 1;
		if (n)
			el2_memory_page(m.memory, CODE)->perm |= EL2_PERM_GUARDED;
		assert_int_equal(el2_engine_run(m.engine, &m.state, m.memory, &options, NULL),
				 n ? EL2_STOP_EXCEPTION : EL2_STOP_END);
		assert_int_equal(m.state.x[2], n ? 0 : 7);
		assert_int_equal(m.state.pstate & EL2_PSTATE_BTYPE, 0);
		assert_int_equal(asked, 1);
		if (n)
			assert_int_equal(EL2_ESR_EC(m.state.sysreg[EL2_SYSREG_ESR_EL2]), EL2_EC_BTI);
		close_machine(&m);
	}
}

/* Between steps of a block somebody is asked, who finds the registers as they are, and leaves others. */
static void test_answered_behind_a_step(void **state)
{
	static const uint32_t code[] = {
		0xd2800123, /* mov x3, #9 */
		0x91810420, /* addg x0, x1, #16, #1 */
		0xd53be042, /* mrs x2, cntvct_el0 */
		0x8b020064, /* add x4, x3, x2 */
	};
	struct machine m;
	unsigned asked = 0;
	const el2_run_options options = {.end = CODE + sizeof code, .before = answer, .context = &asked};

	(void)state;
	open_machine(&m, code, sizeof code / sizeof *code);
	m.state.x[1] = 0x1000;
	assert_int_equal(el2_engine_run(m.engine, &m.state, m.memory, &options, NULL), EL2_STOP_END);
	assert_int_equal(asked, 1);
	assert_int_equal(m.state.x[4], 16);
	assert_int_equal(m.state.x[0] & 0xffff, 0x1010);
	close_machine(&m);
}

/* What a step executes has been run, too: where somebody watches, and behind an indirect branch. */
static void test_covered(void **state)
{
	static const uint32_t code[] = {
		0x10000069, /* adr x9, 1f */
		0xd61f0120, /* br x9 */
		0xd503201f, /* nop */
		0xd53be042, /* 1: mrs x2, cntvct_el0 */
		0xd503201f, /* nop */
		0xd503201f, /* nop */
	};
	static const uint8_t run_words[] = {1, 1, 0, 1, 1, 1};
	const uint64_t watch = CODE + 16;
	uint8_t words[sizeof code / sizeof *code] = {0}, edges[32] = {0};
	el2_coverage coverage = {
		.base = CODE, .alias = CODE, .size = sizeof code, .words = words, .edges = edges, .edge_bits = 8};
	struct machine m;
	unsigned asked = 0;
	const el2_run_options options = {.end = CODE + sizeof code,
					 .before = answer,
					 .observer = seen,
					 .context = &asked,
					 .coverage = &coverage,
					 .watch = &watch,
					 .watch_count = 1};

	(void)state;
	open_machine(&m, code, sizeof code / sizeof *code);
	assert_int_equal(el2_engine_run(m.engine, &m.state, m.memory, &options, NULL), EL2_STOP_END);
	assert_memory_equal(words, run_words, sizeof words);
	assert_int_equal(coverage.new_words, 5);
	close_machine(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_until_it_returns),       cmocka_unit_test(test_code_that_changed_between_runs),
		cmocka_unit_test(test_up_and_to_itself),       cmocka_unit_test(test_answered_behind_a_branch),
		cmocka_unit_test(test_answered_behind_a_step), cmocka_unit_test(test_covered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
