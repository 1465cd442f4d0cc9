/* SPDX-License-Identifier: MIT */
/* A booted machine with a page or two of code, data and stack, for tests of the engine. */
#ifndef EL2TRAP_TESTS_RUN_BENCH_H
#define EL2TRAP_TESTS_RUN_BENCH_H

#include "model/machine.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CODE  UINT64_C(0x40000000)
#define DATA  UINT64_C(0x48000000)
#define STACK UINT64_C(0x4c001000)

struct bench {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor hypervisor;
	el2_memory *memory;
	el2_run_options options;
	unsigned seen;
};

static inline void boot(struct bench *b, const char *cmdline, unsigned el)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	memset(b, 0, sizeof *b);
	assert_int_equal(el2_cpu_parse("max", &b->cpu, NULL), EL2_OK);
	config.cpu = &b->cpu;
	config.cmdline = cmdline;
	assert_int_equal(el2_boot_make(&config, &b->boot, NULL), EL2_OK);
	el2_boot_state(&b->boot, &b->state);
	el2_set_el(&b->state, el);
	b->hypervisor = el2_boot_hypervisor(&b->boot);
	b->memory = el2_memory_new();
	assert_non_null(b->memory);
	assert_true(el2_memory_map(b->memory, CODE, 2 * EL2_PAGE_SIZE));
	assert_true(el2_memory_map(b->memory, DATA, 2 * EL2_PAGE_SIZE));
	assert_true(el2_memory_map(b->memory, STACK - EL2_PAGE_SIZE, EL2_PAGE_SIZE));
	for (el2_page *page = el2_memory_next(b->memory, NULL); page; page = el2_memory_next(b->memory, page))
		if (el)
			page->perm &= (uint8_t)~EL2_PERM_EL0;
	b->state.pc = CODE;
	b->state.sp[el2_el(&b->state)] = STACK;
	b->options = (el2_run_options){.end = CODE + 0x800, .hypervisor = &b->hypervisor};
}

static inline void put_code(struct bench *b, const uint32_t *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const unsigned char bytes[4] = {(unsigned char)words[i], (unsigned char)(words[i] >> 8),
						(unsigned char)(words[i] >> 16), (unsigned char)(words[i] >> 24)};

		assert_true(el2_memory_write(b->memory, CODE + 4 * i, bytes, 4));
	}
	b->options.end = CODE + 4 * count;
}

static inline el2_engine *with_unicorn(void)
{
	el2_engine *engine = el2_engine_new();

	assert_non_null(engine);
	el2_engine_use_unicorn(engine);
	return engine;
}

/* SplitMix64 */
static inline uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline uint32_t add_imm(unsigned rd, unsigned rn, unsigned imm)
{
	return 0x91000000u | imm << 10 | rn << 5 | rd;
}

static inline bool count_seen(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result,
		       const el2_state *state)
{
	struct bench *b = context;

	(void)pc;
	(void)insn;
	(void)result;
	(void)state;
	b->seen++;
	return true;
}

static inline el2_stop run(struct bench *b, const uint32_t *code, size_t count, uint64_t *executed)
{
	el2_engine *engine = el2_engine_new();
	el2_stop stop;

	put_code(b, code, count);
	b->options.observer = count_seen;
	b->options.context = b;
	stop = el2_engine_run(engine, &b->state, b->memory, &b->options, executed);
	el2_engine_free(engine);
	return stop;
}

static inline bool same(const struct bench *a, const struct bench *b)
{
	bool equal = a->state.pc == b->state.pc && a->state.pstate == b->state.pstate &&
		     !memcmp(a->state.x, b->state.x, sizeof a->state.x) &&
		     !memcmp(a->state.sp, b->state.sp, sizeof a->state.sp);

	for (unsigned i = 0; i < 31; i++)
		if (a->state.x[i] != b->state.x[i])
			print_message("x%u: 0x%llx, interpreted 0x%llx\n", i, (unsigned long long)a->state.x[i],
				      (unsigned long long)b->state.x[i]);
	if (a->state.pc != b->state.pc || a->state.pstate != b->state.pstate)
		print_message("pc 0x%llx pstate 0x%x, interpreted pc 0x%llx pstate 0x%x\n",
			      (unsigned long long)a->state.pc, a->state.pstate, (unsigned long long)b->state.pc,
			      b->state.pstate);
	for (el2_page *page = el2_memory_next(a->memory, NULL); page; page = el2_memory_next(a->memory, page)) {
		el2_page *other = el2_memory_page(b->memory, page->address);

		if (memcmp(page->data, other->data, EL2_PAGE_SIZE) != 0) {
			print_message("page 0x%llx differs\n", (unsigned long long)page->address);
			equal = false;
		}
	}
	return equal;
}

#endif
