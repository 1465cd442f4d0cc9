/* SPDX-License-Identifier: MIT */
/* el2_page.reached: two machines whose pages hold other data, or other tags, do the same with an instruction that has
 * reached none of them; and what reaches which. */
#include "model/bits.h"
#include "model/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define BASE   UINT64_C(0x42000000)
#define PAGES  3u
#define WORDS  200u /* of each row of the instructions' table */
#define MTE_ON (EL2_BIT(SCTLR_EL1, ATA) | EL2_BIT(SCTLR_EL1, ATA0))

static uint64_t random_state = 88172645463325252u;

static uint64_t next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

struct machine {
	el2_state state;
	el2_memory *memory;
	el2_step_result result;
};

static void open_machine(struct machine *m)
{
	m->memory = el2_memory_new();
	assert_true(m->memory && el2_memory_map(m->memory, BASE, PAGES * EL2_PAGE_SIZE));
}

static void fill(struct machine *m, unsigned char data, uint8_t tag)
{
	for (unsigned n = 0; n < PAGES; n++) {
		el2_page *page = el2_memory_page(m->memory, BASE + n * EL2_PAGE_SIZE);

		memset(page->data, data, EL2_PAGE_SIZE);
		memset(page->tags, tag, sizeof page->tags);
		page->reached = 0;
	}
}

static unsigned reached(const struct machine *m)
{
	unsigned all = 0;

	for (unsigned n = 0; n < PAGES; n++)
		all |= el2_memory_page(m->memory, BASE + n * EL2_PAGE_SIZE)->reached;
	return all;
}

/* EL1 or EL0 with stage 1 on, pages Tagged and tag checks in one of the ways; addresses in registers. */
static void any_state(el2_state *s, const el2_cpu *cpu)
{
	static const uint64_t offsets[] = {0, 8, 16, 0xff0, 0xff8, 0xfff};

	el2_state_init(s, cpu);
	if (!(next() & 3))
		el2_set_el(s, 0);
	s->pstate &= ~(uint32_t)EL2_PSTATE_TCO;
	s->pc = BASE;
	s->sysreg[EL2_SYSREG_SCR_EL3] = UINT64_C(1) | EL2_BIT(SCR_EL3, ATA);
	s->sysreg[EL2_SYSREG_HCR_EL2] = UINT64_C(1) << 31 | (next() & 7 ? EL2_BIT(HCR_EL2, ATA) : 0);
	if (!(next() & 7)) {
		s->sysreg[EL2_SYSREG_HCR_EL2] |= EL2_BIT(HCR_EL2, NV) | EL2_BIT(HCR_EL2, NV1) | EL2_BIT(HCR_EL2, NV2);
		s->sysreg[EL2_SYSREG_VNCR_EL2] = BASE;
	}
	s->sysreg[EL2_SYSREG_SCTLR_EL1] = 1 | (next() & 3 ? MTE_ON : 0) | (next() & 3) << EL2_LSB_SCTLR_EL1_TCF |
					  (next() & 3) << EL2_LSB_SCTLR_EL1_TCF0;
	s->sysreg[EL2_SYSREG_TCR_EL1] = EL2_BIT(TCR_EL1, TBI0) | EL2_BIT(TCR_EL1, TBI1);
	s->sysreg[EL2_SYSREG_CPACR_EL1] = UINT64_C(3) << 20;
	for (unsigned n = 0; n < 31; n++)
		s->x[n] =
			BASE + next() % PAGES * EL2_PAGE_SIZE + offsets[next() % 6] + (next() & 15) * 0x100000000000000;
	s->x[next() % 31] = next() & 63;
	for (unsigned n = 0; n < 4; n++)
		s->sp[n] = s->x[n] & ~UINT64_C(15);
}

static uint32_t any_word(unsigned form)
{
	const el2_form_info *row = el2_form_get((el2_form)form);
	uint32_t fixed = row->mask | row->should_be;

	return ((uint32_t)next() & ~fixed) | (row->value & fixed);
}

/* What the second has of a kind is still all one; what both had in common still is, page by page. */
static void same_memory(const struct machine *m, uint32_t word, bool tags_differ)
{
	for (unsigned n = 0; n < PAGES; n++) {
		const el2_page *a = el2_memory_page(m[0].memory, BASE + n * EL2_PAGE_SIZE);
		const el2_page *b = el2_memory_page(m[1].memory, BASE + n * EL2_PAGE_SIZE);

		if (tags_differ ? memcmp(a->data, b->data, EL2_PAGE_SIZE) || memchr(b->tags, 3, sizeof b->tags)
				: memcmp(a->tags, b->tags, sizeof a->tags) || memchr(b->data, 0x55, EL2_PAGE_SIZE))
			fail_msg("%08x: page %u differs", word, n);
	}
}

static void step_both(struct machine *m, const el2_cpu *cpu, unsigned form, bool tags_differ)
{
	uint32_t word = any_word(form);
	el2_insn insn;

	el2_decode(word, &insn);
	any_state(&m[0].state, cpu);
	m[1].state = m[0].state;
	for (unsigned i = 0; i < 2; i++) {
		fill(&m[i], tags_differ || !i ? 0x55 : 0xaa, !tags_differ || !i ? 3 : 9);
		el2_step(&m[i].state, m[i].memory, NULL, &insn, &m[i].result, NULL);
	}
	if (reached(&m[0]) & (tags_differ ? EL2_REACHED_TAGS : EL2_REACHED_DATA))
		return;
	if (memcmp(&m[0].state, &m[1].state, sizeof m[0].state))
		fail_msg("%08x: other %s make another state, and nothing was reached", word,
			 tags_differ ? "tags" : "data");
	assert_int_equal(m[0].result.verdict.verdict, m[1].result.verdict.verdict);
	same_memory(m, word, tags_differ);
}

static void test_unreached_makes_no_difference(void **unused)
{
	static struct machine m[2];
	el2_cpu cpu;

	(void)unused;
	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	open_machine(&m[0]);
	open_machine(&m[1]);
	for (unsigned form = 1; form < EL2_FORM_COUNT; form++)
		for (unsigned i = 0; i < WORDS; i++)
			step_both(m, &cpu, form, i & 1);
	el2_memory_free(m[0].memory);
	el2_memory_free(m[1].memory);
}

static void test_what_reaches(void **unused)
{
	static const struct {
		uint32_t word;
		uint64_t hcr, sctlr;
		unsigned reached;
	} rows[] = {
		{0x91000421, EL2_BIT(HCR_EL2, ATA), MTE_ON, 0},                                   /* add x1, x1, #1 */
		{0xf9400001, EL2_BIT(HCR_EL2, ATA), MTE_ON, EL2_REACHED_DATA | EL2_REACHED_TAGS}, /* ldr x1, [x0] */
		{0xf9000001, 0, MTE_ON, EL2_REACHED_DATA},                                        /* str x1, [x0] */
		{0xd9600001, EL2_BIT(HCR_EL2, ATA), MTE_ON, EL2_REACHED_TAGS},                    /* ldg x1, [x0] */
		{0xd9600001, 0, MTE_ON, 0},                                    /* the same, read as 0 */
		{0xd9200800, EL2_BIT(HCR_EL2, ATA), MTE_ON, EL2_REACHED_TAGS}, /* stg x0, [x0] */
		{0xd9200800, EL2_BIT(HCR_EL2, ATA), 0, 0},                     /* the same, dropped */
		{0xd9600800, EL2_BIT(HCR_EL2, ATA), MTE_ON, EL2_REACHED_DATA | EL2_REACHED_TAGS}, /* stzg x0, [x0] */
		{0xd5382041, EL2_BIT(HCR_EL2, NV) | EL2_BIT(HCR_EL2, NV1) | EL2_BIT(HCR_EL2, NV2), 0,
		 EL2_REACHED_DATA}, /* mrs x1, tcr_el1 */
	};
	static struct machine m;
	el2_cpu cpu;

	(void)unused;
	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	open_machine(&m);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_insn insn;

		el2_decode(rows[i].word, &insn);
		any_state(&m.state, &cpu);
		el2_set_el(&m.state, 1);
		m.state.sysreg[EL2_SYSREG_HCR_EL2] = UINT64_C(1) << 31 | rows[i].hcr;
		m.state.sysreg[EL2_SYSREG_VNCR_EL2] = BASE;
		m.state.sysreg[EL2_SYSREG_SCTLR_EL1] = 1 | rows[i].sctlr;
		m.state.x[0] = BASE + (UINT64_C(3) << 56);
		fill(&m, 0x55, 3);
		el2_step(&m.state, m.memory, NULL, &insn, &m.result, NULL);
		if (reached(&m) != rows[i].reached)
			fail_msg("%08x reaches %u", rows[i].word, reached(&m));
	}
	el2_memory_free(m.memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unreached_makes_no_difference),
		cmocka_unit_test(test_what_reaches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
