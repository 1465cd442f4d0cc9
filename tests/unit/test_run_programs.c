/* SPDX-License-Identifier: MIT */
/*
 * One machine, run in every way there is, must come to the same. Random programs of 10 to 2,000 instructions with
 * loops, calls, page faults on first touch, accesses across pages, code that rewrites itself and tag faults go through
 * plain interpretation, the engine, and the engine with Unicorn: same end, state, memory, tags, count of instructions,
 * and the observer has seen the same. Arguments: how many programs, and the number of the first.
 */
#include "model/machine.h"
#include "policy/policy.h"
#include "tests/unit/random_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CODE       UINT64_C(0x40000000)
#define DATA       UINT64_C(0x48000000)
#define STACK      UINT64_C(0x4c000000)
#define DATA_PAGES 8

static unsigned long first_program = 0, programs = 2000;

/* ---- machines ---- */

static const char *const cmdlines[] = {"kvm-arm.mode=protected", "", "kvm-arm.mode=nvhe",
				       "kvm-arm.mode=protected arm64.nomte"};
#define BOOTS (sizeof cmdlines / sizeof *cmdlines)

static struct {
	el2_cpu cpu;
	el2_boot boots[BOOTS];
	el2_state states[BOOTS];
} boots;

struct machine {
	const char *name;
	el2_engine *engine;
	el2_memory *memory;
	el2_state state;
	uint64_t ran, seen;
	el2_stop stop;
};

static void make_boots(void)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	assert_int_equal(el2_cpu_parse("max", &boots.cpu, NULL), EL2_OK);
	config.cpu = &boots.cpu;
	for (size_t i = 0; i < BOOTS; i++) {
		config.cmdline = cmdlines[i];
		assert_int_equal(el2_boot_make(&config, &boots.boots[i], NULL), EL2_OK);
		el2_boot_state(&boots.boots[i], &boots.states[i]);
	}
}

static void prepare_page(el2_page *page, bool privileged, bool calm)
{
	unsigned kind = random_below(calm ? 12 : 16);
	bool tagged = random_below(2);

	if (privileged)
		page->perm &= (uint8_t)~EL2_PERM_EL0;
	if (page->address < DATA && random_below(2))
		page->perm |= EL2_PERM_GUARDED;
	if (page->address >= DATA) {
		page->s2_mapped = kind < 5;
		if (kind == 12)
			page->perm &= (uint8_t)~EL2_PERM_W;
		else if (kind == 13)
			page->type = EL2_MEMORY_DEVICE;
		else if (kind == 14)
			page->owner = EL2_OWNER_HYP;
	}
	for (unsigned i = 0; i < EL2_PAGE_SIZE; i += 8) {
		uint64_t value = random_next();

		memcpy(page->data + i, &value, 8);
	}
	for (unsigned i = 0; tagged && i < EL2_PAGE_GRANULES; i++)
		page->tags[i] = random_below(8) ? 1 : (uint8_t)random_below(16);
}

static void prepare(struct machine *m, const struct program *p, size_t boot, unsigned el, uint64_t values)
{
	unsigned tcf = random_below(4), shift = el ? 40 : 38;
	el2_sysreg sctlr, tcr;
	bool at_el2;

	random_seed(values);
	m->state = boots.states[boot];
	el2_set_el(&m->state, el);
	at_el2 = el == 2 || el2_el_is_in_host(&m->state, el);
	el2_memory_clear(m->memory);
	assert_true(el2_memory_map(m->memory, CODE, (uint64_t)WORDS_MAX * 4));
	for (unsigned i = 0; i < DATA_PAGES; i++)
		if (p->calm || i != 6) /* a hole */
			assert_true(el2_memory_map(m->memory, DATA + i * EL2_PAGE_SIZE, EL2_PAGE_SIZE));
	assert_true(el2_memory_map(m->memory, STACK - EL2_PAGE_SIZE, EL2_PAGE_SIZE));
	for (el2_page *page = el2_memory_next(m->memory, NULL); page; page = el2_memory_next(m->memory, page))
		prepare_page(page, el != 0, p->calm);
	assert_true(el2_memory_write(m->memory, CODE, p->words, p->count * sizeof *p->words));
	m->state.pc = CODE;
	for (unsigned i = 0; i < 20; i++)
		m->state.x[i] = random_next() >> random_below(64);
	for (unsigned i = 20; i < 25; i++) /* into a page, at its end, with a tag */
		m->state.x[i] = DATA + EL2_PAGE_SIZE * random_below(DATA_PAGES) +
				(random_below(2) ? 0x800 + random_below(64) * 8 : EL2_PAGE_SIZE - random_below(40));
	m->state.x[21] = DATA;
	m->state.sp[el2_el(&m->state)] = STACK - 0x100 - random_below(2) * 8;
	m->state.pstate |= random_below(16) << 28;
	sctlr = at_el2 ? EL2_SYSREG_SCTLR_EL2 : EL2_SYSREG_SCTLR_EL1;
	if (!random_below(8)) /* stage 1 off: all is Device memory */
		m->state.sysreg[sctlr] &= ~UINT64_C(1);
	else if (!random_below(8)) /* all is to be aligned */
		m->state.sysreg[sctlr] |= 2;
	if (random_below(2)) { /* tags count */
		tcr = at_el2 ? EL2_SYSREG_TCR_EL2 : EL2_SYSREG_TCR_EL1;
		tcf = random_below(4);
		m->state.sysreg[sctlr] &= ~(UINT64_C(3) << shift);
		m->state.sysreg[sctlr] |= (uint64_t)tcf << shift | UINT64_C(3) << 42;
		m->state.sysreg[tcr] |= UINT64_C(3) << 37;
		m->state.pstate &= ~(uint32_t)EL2_PSTATE_TCO;
		for (unsigned i = 20; i < 24; i++)
			m->state.x[i] |= (uint64_t)(random_below(4) ? 1 : random_below(16)) << 56;
	}
}

/* What the observer is told, in one number. */
static bool observe(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result,
		    const el2_state *state)
{
	struct machine *m = context;
	uint64_t parts[] = {pc,
			    insn->word,
			    (uint64_t)result->verdict.verdict,
			    result->executed,
			    result->verdict.has_taken ? result->verdict.taken.esr : 0,
			    result->verdict.rules.count,
			    state->pc,
			    state->pstate};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		m->seen = (m->seen ^ parts[i]) * UINT64_C(0x100000001b3);
	return true;
}

static void go(struct machine *m, size_t boot, uint64_t end, uint64_t limit, el2_on_exception way)
{
	uint64_t watch[] = {CODE + 0x20, CODE + 0x24, CODE + 0x100};
	el2_hypervisor hypervisor = el2_boot_hypervisor(&boots.boots[boot]);
	el2_run_options options = {.end = end,
				   .limit = limit,
				   .on_exception = way,
				   .hypervisor = &hypervisor,
				   .observer = observe,
				   .context = m,
				   .watch = watch,
				   .watch_count = limit & 1 ? 3 : 0};

	m->seen = m->ran = 0;
	do { /* over what is not modelled */
		uint64_t ran;

		options.limit = limit - m->ran;
		m->stop = el2_engine_run(m->engine, &m->state, m->memory, &options, &ran);
		m->ran += ran;
		if (m->stop == EL2_STOP_UNMODELLED)
			m->state.pc += 4;
	} while (m->stop == EL2_STOP_UNMODELLED && m->ran < limit);
}

/* ---- comparison ---- */

static bool same_memory(const struct machine *a, const struct machine *b)
{
	el2_page *page = NULL;

	while ((page = el2_memory_next(a->memory, page))) {
		const el2_page *other = el2_memory_page(b->memory, page->address);

		if (memcmp(page->data, other->data, EL2_PAGE_SIZE) != 0 ||
		    memcmp(page->tags, other->tags, sizeof page->tags) != 0 || page->s2_mapped != other->s2_mapped)
			return false;
	}
	return true;
}

static bool same(const struct machine *a, const struct machine *b)
{
	return a->stop == b->stop && a->ran == b->ran && a->seen == b->seen &&
	       !memcmp(&a->state, &b->state, sizeof a->state) && same_memory(a, b);
}

static void print_machine(const struct machine *m)
{
	print_message("%s: stop %d, %llu instructions, seen %llx, pc %llx, pstate %x\n", m->name, m->stop,
		      (unsigned long long)m->ran, (unsigned long long)m->seen, (unsigned long long)m->state.pc,
		      m->state.pstate);
	for (unsigned i = 0; i < 31; i++)
		print_message("x%u=%llx%s", i, (unsigned long long)m->state.x[i], i == 30 ? "\n" : " ");
}

static void print_program(const struct program *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		char text[EL2_TEXT_MAX];
		el2_insn insn;

		el2_decode(p->words[i], &insn);
		el2_disassemble(&insn, CODE + 4 * i, text, sizeof text);
		print_message("  %llx: %08x %s\n", (unsigned long long)(CODE + 4 * i), p->words[i], text);
	}
}

/* ---- tests ---- */

static void run_everywhere(struct machine *machines, size_t count, unsigned long number)
{
	static struct program p;
	el2_on_exception way;
	uint64_t values, limit;
	unsigned el;
	size_t boot;

	random_seed(number * UINT64_C(0x9e3779b97f4a7c15) + 1);
	random_program(&p);
	boot = random_below(BOOTS);
	el = boot == 1 ? 2 * random_below(2) : random_below(2);
	limit = 1 + (random_below(4) ? 20000 + random_below(2000) : random_below(2000));
	way = random_below(8) ? EL2_ON_EXCEPTION_SKIP : EL2_ON_EXCEPTION_STOP;
	values = random_next();
	for (size_t i = 0; i < count; i++) {
		prepare(&machines[i], &p, boot, el, values);
		go(&machines[i], boot, CODE + 4 * p.wanted, limit, way);
		if (!i || same(&machines[0], &machines[i]))
			continue;
		print_program(&p);
		print_machine(&machines[0]);
		print_machine(&machines[i]);
		fail_msg("program %lu differs", number);
	}
}

static void test_outside_01_random_programs(void **state)
{
	struct machine machines[] = {{.name = "interpreted"},
				     {.name = "engine", .engine = el2_engine_new()},
				     {.name = "engine with Unicorn", .engine = el2_engine_new()}};
	size_t count = sizeof machines / sizeof *machines;

	(void)state;
	el2_engine_use_unicorn(machines[2].engine);
	make_boots();
	for (size_t i = 0; i < count; i++)
		assert_non_null(machines[i].memory = el2_memory_new());
	for (unsigned long n = 0; n < programs; n++)
		run_everywhere(machines, count, first_program + n);
	for (size_t i = 0; i < count; i++) {
		el2_engine_free(machines[i].engine);
		el2_memory_free(machines[i].memory);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_outside_01_random_programs)};

	if (argc > 1)
		programs = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		first_program = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
