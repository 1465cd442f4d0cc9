/* SPDX-License-Identifier: MIT */
/*
 * The engine beside bare Unicorn, in one process: a short snippet that is run again and again, one that is new each
 * time, and long loops without MTE.
 */
#include "model/machine.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicorn/unicorn.h>

#define CODE        UINT64_C(0x40000000)
#define DATA        UINT64_C(0x48000000)
#define STACK       (DATA + 0x800)
#define SHORT_RUNS  20000
#define LOOP_ROUNDS UINT64_C(3000000)

/* 8 instructions, 4 of them MTE */
static const uint32_t snippet[] = {
	0xd2800a05, /* mov x5, #0x50 */
	0x9adf1022, /* irg x2, x1 */
	0x91810443, /* addg x3, x2, #16, #1 */
	0xd9200863, /* stg x3, [x3] */
	0x910004a6, /* add x6, x5, #1 */
	0xd9600064, /* ldg x4, [x3] */
	0xca0500c7, /* eor x7, x6, x5 */
	0xd343fce8, /* lsr x8, x7, #3 */
};
#define SNIPPET_WORDS 8

/* Loops of LOOP_ROUNDS rounds, counted in x7, with data at x1 and x4. */
static const uint32_t arithmetic[] = {
	0x91000400, 0x8b000021, 0xca010042, 0x91000463, 0x8b030084, 0xca0400a5, 0x910004c6, 0xd10004e7, 0xb5ffff07,
};
static const uint32_t memory_loop[] = {
	0xf9400020, /* ldr x0, [x1] */
	0x8b000042, /* add x2, x2, x0 */
	0xcac21c63, /* eor x3, x3, x2, ror #7 */
	0xf9000083, /* str x3, [x4] */
	0x91002021, /* add x1, x1, #8 */
	0xd1002021, /* sub x1, x1, #8 */
	0xd10004e7, /* sub x7, x7, #1 */
	0xb5ffff27, /* cbnz x7, start */
};

static const uint32_t calls[] = {
	0x94000005, /* bl f */
	0x94000004, /* bl f */
	0xd10004e7, /* sub x7, x7, #1 */
	0xb5ffffa7, /* cbnz x7, start */
	0x14000007, /* b end */
	0xa9bf7bfd, /* f: stp x29, x30, [sp, #-16]! */
	0x91000400, /* add x0, x0, #1 */
	0xf1000c1f, /* cmp x0, #3 */
	0x9a8183e2, /* csel x2, xzr, x1, hi */
	0xa8c17bfd, /* ldp x29, x30, [sp], #16 */
	0xd65f03c0, /* ret */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench_run: %s\n", what);
	exit(5);
}

/* ---- ours ---- */

struct ours {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state, fresh;
	el2_hypervisor hypervisor;
	el2_memory *memory;
	el2_engine *engine;
	el2_run_options options;
	unsigned seen;
};

static bool see(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result, const el2_state *state)
{
	struct ours *o = context;

	(void)pc;
	(void)insn;
	(void)result;
	(void)state;
	o->seen++;
	return true;
}

static void open_ours(struct ours *o)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	memset(o, 0, sizeof *o);
	need(el2_cpu_parse("max", &o->cpu, NULL) == EL2_OK, "CPU");
	config.cpu = &o->cpu;
	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	need(el2_boot_make(&config, &o->boot, NULL) == EL2_OK, "boot");
	el2_boot_state(&o->boot, &o->fresh);
	o->hypervisor = el2_boot_hypervisor(&o->boot);
	o->engine = el2_engine_new();
	o->memory = el2_memory_new();
	need(o->engine && el2_engine_use_unicorn(o->engine) && o->memory &&
		     el2_memory_map(o->memory, CODE, EL2_PAGE_SIZE) && el2_memory_map(o->memory, DATA, EL2_PAGE_SIZE),
	     "memory");
	el2_memory_page(o->memory, CODE)->perm &= (uint8_t)~EL2_PERM_EL0;
	el2_memory_page(o->memory, DATA)->perm &= (uint8_t)~EL2_PERM_EL0;
	o->fresh.pc = CODE;
	o->fresh.x[1] = o->fresh.x[4] = DATA;
	o->fresh.x[7] = LOOP_ROUNDS;
	o->fresh.sp[el2_el(&o->fresh)] = STACK;
	o->state = o->fresh;
	o->options =
		(el2_run_options){.limit = UINT64_MAX, .hypervisor = &o->hypervisor, .observer = see, .context = o};
}

static void close_ours(struct ours *o)
{
	el2_engine_free(o->engine);
	el2_memory_free(o->memory);
}

/* Back to the state before, as far as the code can change it. */
static void rewind_ours(struct ours *o)
{
	memcpy(o->state.x, o->fresh.x, sizeof o->state.x);
	o->state.pc = o->fresh.pc;
	o->state.pstate = o->fresh.pstate;
}

static void run_ours(struct ours *o, size_t words)
{
	o->options.end = CODE + 4 * words;
	need(el2_engine_run(o->engine, &o->state, o->memory, &o->options, NULL) == EL2_STOP_END, "our run");
}

/* ---- theirs ---- */

struct theirs {
	uc_engine *uc;
	uc_context *fresh;
	unsigned char *pages;
};

/* Unicorn does not know the MTE instructions: one hook on all code steps over them. */
static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	uint32_t word;
	el2_insn insn;

	(void)size;
	memcpy(&word, (unsigned char *)user + (address - CODE), sizeof word);
	el2_decode(word, &insn);
	if (el2_insn_is_mte(&insn)) {
		address += 4;
		uc_reg_write(uc, UC_ARM64_REG_PC, &address);
	}
}

static void open_theirs(struct theirs *t, bool hook)
{
	uint64_t data = DATA, rounds = LOOP_ROUNDS, stack = STACK;
	uc_hook code;

	t->pages = aligned_alloc(EL2_PAGE_SIZE, 2 * EL2_PAGE_SIZE);
	need(t->pages && uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &t->uc) == UC_ERR_OK, "uc_open");
	memset(t->pages, 0, 2 * EL2_PAGE_SIZE);
	need(uc_mem_map_ptr(t->uc, CODE, EL2_PAGE_SIZE, UC_PROT_ALL, t->pages) == UC_ERR_OK &&
		     uc_mem_map_ptr(t->uc, DATA, EL2_PAGE_SIZE, UC_PROT_ALL, t->pages + EL2_PAGE_SIZE) == UC_ERR_OK,
	     "uc_mem_map_ptr");
	if (hook)
		need(uc_hook_add(t->uc, &code, UC_HOOK_CODE, (void *)on_code, t->pages, 1, 0) == UC_ERR_OK,
		     "uc_hook_add");
	uc_reg_write(t->uc, UC_ARM64_REG_X1, &data);
	uc_reg_write(t->uc, UC_ARM64_REG_X4, &data);
	uc_reg_write(t->uc, UC_ARM64_REG_X7, &rounds);
	uc_reg_write(t->uc, UC_ARM64_REG_SP, &stack);
	need(uc_context_alloc(t->uc, &t->fresh) == UC_ERR_OK && uc_context_save(t->uc, t->fresh) == UC_ERR_OK,
	     "context");
}

static void close_theirs(struct theirs *t)
{
	uc_context_free(t->fresh);
	uc_close(t->uc);
	free(t->pages);
}

static void run_theirs(struct theirs *t, size_t words)
{
	uc_context_restore(t->uc, t->fresh);
	need(uc_emu_start(t->uc, CODE, CODE + 4 * words, 0, 0) == UC_ERR_OK, "uc_emu_start");
}

/* ---- the comparisons ---- */

static void put_code(const struct ours *o, const struct theirs *t, const uint32_t *words, size_t count)
{
	if (o)
		memcpy(el2_memory_page(o->memory, CODE)->data, words, count * 4);
	if (t)
		memcpy(t->pages, words, count * 4);
}

/* Other code each time: an immediate that never comes twice. */
static void vary(uint32_t *words, unsigned n)
{
	memcpy(words, snippet, sizeof snippet);
	words[0] = 0xd2800005u | (n & 0xffff) << 5;
	words[4] = 0x910000a6u | (n >> 4 & 0xfff) << 10;
}

static double short_ours(bool new_code)
{
	uint32_t words[SNIPPET_WORDS];
	static struct ours o;
	double start, best = 1e9;

	open_ours(&o);
	put_code(&o, NULL, snippet, SNIPPET_WORDS);
	for (unsigned round = 0; round < 5; round++) {
		start = now();
		for (unsigned i = 0; i < SHORT_RUNS; i++) {
			if (new_code) {
				vary(words, i);
				put_code(&o, NULL, words, SNIPPET_WORDS);
			}
			rewind_ours(&o);
			run_ours(&o, SNIPPET_WORDS);
		}
		start = now() - start;
		best = start < best ? start : best;
	}
	need(o.seen == 5u * 4 * SHORT_RUNS, "our run saw other instructions");
	close_ours(&o);
	return best / SHORT_RUNS * 1e6;
}

static double short_theirs(bool new_code)
{
	uint32_t words[SNIPPET_WORDS];
	struct theirs t;
	double start, best = 1e9;

	open_theirs(&t, true);
	put_code(NULL, &t, snippet, SNIPPET_WORDS);
	for (unsigned round = 0; round < 5; round++) {
		start = now();
		for (unsigned i = 0; i < SHORT_RUNS; i++) {
			if (new_code) {
				vary(words, i);
				put_code(NULL, &t, words, SNIPPET_WORDS);
				uc_ctl_remove_cache(t.uc, CODE, CODE + sizeof words);
			}
			run_theirs(&t, SNIPPET_WORDS);
		}
		start = now() - start;
		best = start < best ? start : best;
	}
	close_theirs(&t);
	return best / SHORT_RUNS * 1e6;
}

/* One of Unicorn's instructions is ours: stepped over. */
static void on_ours(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	(void)user;
	address += size;
	uc_reg_write(uc, UC_ARM64_REG_PC, &address);
}

static void on_brk(uc_engine *uc, uint32_t number, void *user)
{
	(void)number;
	(void)user;
	uc_emu_stop(uc);
}

/* Unicorn's fastest way with a short snippet: hooks at the four addresses alone, an end that is a BRK, so that nothing
 * is translated anew, and the context restored. */
static double short_brk(void)
{
	uint32_t words[SNIPPET_WORDS + 1] = {[SNIPPET_WORDS] = 0xd4200000};
	double start, best = 1e9;
	struct theirs t;
	uc_hook hook;

	memcpy(words, snippet, sizeof snippet);
	open_theirs(&t, false);
	put_code(NULL, &t, words, SNIPPET_WORDS + 1);
	need(uc_hook_add(t.uc, &hook, UC_HOOK_INTR, (void *)on_brk, NULL, 1, 0) == UC_ERR_OK, "uc_hook_add");
	for (unsigned i = 0; i < SNIPPET_WORDS; i++) {
		uint64_t at = CODE + 4 * i;
		el2_insn insn;

		el2_decode(words[i], &insn);
		need(!el2_insn_is_mte(&insn) ||
			     uc_hook_add(t.uc, &hook, UC_HOOK_CODE, (void *)on_ours, NULL, at, at) == UC_ERR_OK,
		     "uc_hook_add");
	}
	for (unsigned round = 0; round < 5; round++) {
		start = now();
		for (unsigned i = 0; i < SHORT_RUNS; i++) {
			uc_context_restore(t.uc, t.fresh);
			need(uc_emu_start(t.uc, CODE, CODE + EL2_PAGE_SIZE, 0, 0) == UC_ERR_OK, "uc_emu_start");
		}
		start = now() - start;
		best = start < best ? start : best;
	}
	close_theirs(&t);
	return best / SHORT_RUNS * 1e6;
}

/* Millions of instructions a second. Rounds in turn, so that both meet the same machine. `alone`: our engine without
 * Unicorn, to which it leaves long loops of arithmetic otherwise. */
static void loop(const char *name, const uint32_t *words, size_t count, unsigned a_round, bool alone)
{
	double ours = 0, theirs = 0, instructions = (double)LOOP_ROUNDS * a_round / 1e6;
	static struct ours o;
	struct theirs t;

	open_ours(&o);
	if (alone) {
		el2_engine_free(o.engine);
		o.engine = el2_engine_new();
		need(o.engine, "engine");
	}
	open_theirs(&t, false);
	put_code(&o, &t, words, count);
	for (unsigned round = 0; round < 7; round++) {
		double start = now(), middle, end;

		rewind_ours(&o);
		run_ours(&o, count);
		middle = now();
		run_theirs(&t, count);
		end = now();
		ours = instructions / (middle - start) > ours ? instructions / (middle - start) : ours;
		theirs = instructions / (end - middle) > theirs ? instructions / (end - middle) : theirs;
	}
	printf("%-44s %8.0f M/s  Unicorn      %8.0f M/s  ratio %.2f  aim 0.7, 100 M/s\n", name, ours, theirs,
	       ours / theirs);
	close_ours(&o);
	close_theirs(&t);
}

int main(void)
{
	for (int new_code = 0; new_code < 2; new_code++) {
		double ours = short_ours(new_code), theirs = short_theirs(new_code);

		printf("%-44s %8.3f us   Unicorn, hook %6.2f us    ratio %.1f  aim %d%s\n",
		       new_code ? "8 instructions, 4 MTE, new code each time" : "8 instructions, 4 MTE, the same again",
		       ours, theirs, theirs / ours, new_code ? 20 : 10, new_code ? "" : ", 0.200 us");
	}
	double ours = short_ours(false), theirs = short_brk();

	printf("%-44s %8.3f us   Unicorn, BRK  %6.2f us    ratio %.1f  aim 2.6\n", "the same", ours, theirs,
	       theirs / ours);
	loop("loop of 8 with a load and a store, no MTE", memory_loop, sizeof memory_loop / 4, 8, false);
	loop("loop of 9, arithmetic alone, no MTE", arithmetic, sizeof arithmetic / 4, 9, false);
	loop("the same, our engine alone", arithmetic, sizeof arithmetic / 4, 9, true);
	loop("loop of 16 with two calls, loads and stores", calls, sizeof calls / 4, 16, false);
	return 0;
}
