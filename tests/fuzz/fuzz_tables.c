/* SPDX-License-Identifier: MIT */
/*
 * Translation tables of any content under registers of any value, at both stages: every access comes to an answer with
 * a rule, and to the same one in a memory that has walked before and in one that has not; so does code, in the engine
 * and step by step. Bytes: the level; registers; accesses; what memory holds, from address 0 on.
 */
#include "decoder/decoder.h"
#include "model/machine.h"

#include <stdlib.h>
#include <string.h>

#define PAGES 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint16_t registers[] = {
#define REG(name) EL2_SYSREG_##name
	REG(SCTLR_EL1), REG(TCR_EL1),  REG(TTBR0_EL1), REG(TTBR1_EL1), REG(MAIR_EL1),  REG(HCR_EL2),
	REG(VTTBR_EL2), REG(VTCR_EL2), REG(SCTLR_EL2), REG(TCR_EL2),   REG(TTBR0_EL2), REG(TTBR1_EL2),
	REG(MAIR_EL2),  REG(TCR2_EL1), REG(PIR_EL1),   REG(PIRE0_EL1), REG(HCRX_EL2),  REG(SCR_EL3),
#undef REG
};
#define REGISTERS (sizeof registers / sizeof *registers)

/* Of x1, with x2 as what is stored; 0: a fetch. */
static const uint32_t words[] = {
	0xf9400020, /* ldr x0, [x1] */
	0xf9000022, /* str x2, [x1] */
	0xf8400820, /* ldtr x0, [x1] */
	0xf8000822, /* sttr x2, [x1] */
	0xf8220020, /* ldadd x2, x0, [x1] */
	0xa9000822, /* stp x2, x2, [x1] */
	0xd9600020, /* ldg x0, [x1] */
	0xd9200821, /* stg x1, [x1] */
	0xd50b7421, /* dc zva, x1 */
	0xd50b7a21, /* dc cvac, x1 */
	0xd5087801, /* at s1e1r, x1 */
	0xd5087821, /* at s1e1w, x1 */
	0xd5087841, /* at s1e0r, x1 */
	0xd50c7881, /* at s12e1r, x1 */
	0xd50c78e1, /* at s12e0w, x1 */
	0,
};
#define WORDS (sizeof words / sizeof *words)

static struct {
	el2_cpu cpu;
	el2_memory *memory[2];
	el2_engine *engine;
	el2_state state[2];
	const uint8_t *data;
	size_t size;
} f;

/* The next bytes of the input, zero behind its end. */
static uint64_t take(size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes && f.size; i++, f.data++, f.size--)
		v |= (uint64_t)*f.data << 8 * i;
	return v;
}

static void prepare(void)
{
	if (el2_cpu_parse("max", &f.cpu, NULL) != EL2_OK)
		abort();
	f.engine = el2_engine_new();
	for (unsigned i = 0; i < 2; i++)
		f.memory[i] = el2_memory_new();
	if (!f.engine || !f.memory[0] || !f.memory[1])
		abort();
}

static void fresh(el2_memory *m)
{
	el2_memory_clear(m);
	el2_memory_set_walk(m, true);
	if (!el2_memory_map(m, 0, (uint64_t)PAGES * EL2_PAGE_SIZE))
		abort();
}

/* The second machine becomes what the first is, but has never walked. */
static void copy(void)
{
	f.state[1] = f.state[0];
	fresh(f.memory[1]);
	for (uint64_t at = 0; at < (uint64_t)PAGES * EL2_PAGE_SIZE; at += EL2_PAGE_SIZE) {
		el2_page *to = el2_memory_page(f.memory[1], at);
		const el2_page *from = el2_memory_page(f.memory[0], at);

		memcpy(to->data, from->data, EL2_PAGE_SIZE);
		memcpy(to->tags, from->tags, sizeof to->tags);
	}
}

static void compare(void)
{
	if (memcmp(&f.state[0], &f.state[1], sizeof *f.state) != 0)
		abort();
	for (uint64_t at = 0; at < (uint64_t)PAGES * EL2_PAGE_SIZE; at += EL2_PAGE_SIZE) {
		const el2_page *a = el2_memory_page(f.memory[0], at), *b = el2_memory_page(f.memory[1], at);

		if (memcmp(a->data, b->data, EL2_PAGE_SIZE) != 0 || memcmp(a->tags, b->tags, sizeof a->tags) != 0)
			abort();
	}
}

static void access_at(uint64_t address, uint32_t word)
{
	el2_step_result result[2];
	el2_insn insn;

	f.state[0].x[1] = address;
	f.state[0].pc = word ? 0x1000 : address;
	copy();
	el2_decode(word, &insn);
	for (unsigned i = 0; i < 2; i++) {
		if (word)
			el2_step(&f.state[i], f.memory[i], NULL, &insn, &result[i], NULL);
		else
			el2_step_at_pc(&f.state[i], f.memory[i], NULL, &result[i], NULL);
		if (result[i].verdict.verdict >= EL2_VERDICT_COUNT ||
		    (result[i].verdict.verdict == EL2_UNMODELLED ? !result[i].verdict.what
								 : !result[i].verdict.rules.count))
			abort();
	}
	if (result[0].verdict.verdict != result[1].verdict.verdict || result[0].executed != result[1].executed)
		abort();
	compare();
}

static void run_from(uint64_t address)
{
	const el2_run_options options = {.end = UINT64_MAX, .limit = 300, .on_exception = EL2_ON_EXCEPTION_VECTOR};
	uint64_t executed[2];
	el2_stop stop[2];

	f.state[0].pc = address;
	copy();
	for (unsigned i = 0; i < 2; i++)
		stop[i] = el2_engine_run(i ? NULL : f.engine, &f.state[i], f.memory[i], &options, &executed[i]);
	if (stop[0] != stop[1] || executed[0] != executed[1])
		abort();
	compare();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t address[16];
	unsigned level, count, what[16];
	el2_page *page;

	if (!f.engine)
		prepare();
	f.data = data;
	f.size = size;
	el2_state_init(&f.state[0], &f.cpu);
	level = (unsigned)take(1);
	for (size_t i = 0; i < REGISTERS; i++)
		f.state[0].sysreg[registers[i]] = take(8);
	f.state[0].sysreg[EL2_SYSREG_SCR_EL3] |= 0x401; /* NS, RW */
	el2_set_el(&f.state[0], level % 3);
	f.state[0].pstate |= level & 0x40 ? EL2_PSTATE_PAN : 0;
	count = (unsigned)take(1) % 16;
	for (unsigned i = 0; i < count; i++) {
		what[i] = (unsigned)take(2);
		address[i] = take(8);
	}
	fresh(f.memory[0]);
	for (uint64_t at = 0; f.size && at < PAGES; at++) {
		size_t n = f.size < EL2_PAGE_SIZE ? f.size : EL2_PAGE_SIZE;

		page = el2_memory_page(f.memory[0], at * EL2_PAGE_SIZE);
		memcpy(page->data, f.data, n);
		f.data += n;
		f.size -= n;
	}
	for (unsigned i = 0; i < count; i++) {
		if (what[i] & 0x80)
			f.state[0].sysreg[registers[what[i] >> 8 & 15]] ^= UINT64_C(1) << (what[i] & 63);
		else
			access_at(address[i], words[what[i] % WORDS]);
		if (what[i] & 0x40)
			run_from(address[i]);
	}
	return 0;
}
