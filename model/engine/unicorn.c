/* SPDX-License-Identifier: MIT */
/*
 * Registers to registers in Unicorn: floating point and Advanced SIMD data processing, one instruction at a time, and
 * loops of integer data processing, which it runs ten times as fast as operations do. Unicorn has no memory but its own
 * code, and takes no part in loads, stores or exceptions: after a fault of memory its PC is not that of the
 * instruction, and a page given to it inside a hook does not mend that.
 *
 * Each word has a place of its own, with a BRK behind it, and is translated once. A loop gets a counter of rounds
 * behind its branch, in a register that it does not use, so that it ends where it must and the instructions can be
 * counted. Words that Unicorn's CPU does not know raise an exception of another kind. The CPU is a Cortex-A72, the
 * model that survives any word; MAX does not.
 */
#include "model/engine/engine.h"

#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

#define SLOTS     4096u /* of 8 bytes; a power of two */
#define SLOTS_MAX (SLOTS / 4 * 3)
#define BRK       0xd4200000u
#define BRK_HIT   7              /* Unicorn's number for it */
#define NOWHERE   (~UINT64_C(3)) /* `until` at an address that has no page: the block there is dropped each time */

#define LOOPS      0x100000u /* where loops stand */
#define LOOPS_SIZE 0x10000u
#define LOOP_WORDS 32u

struct unicorn {
	uc_engine *uc;
	uint32_t interrupt;    /* that ended the last run */
	uint32_t words[SLOTS]; /* by slot; 0 is free, and no SIMD word */
	unsigned used;
	uint32_t loop[LOOP_WORDS]; /* the last one, and where it stands */
	unsigned loop_count;
	uint64_t loop_at, loop_next;
};

static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
	struct unicorn *u = user;

	u->interrupt = number;
	uc_emu_stop(uc);
}

static bool open_unicorn(struct unicorn *u)
{
	uint64_t fpen = UINT64_C(3) << 20;
	uc_hook hook;

	memset(u->words, 0, sizeof u->words);
	u->used = u->loop_count = 0;
	u->loop_next = LOOPS;
	if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &u->uc) != UC_ERR_OK) {
		u->uc = NULL;
		return false;
	}
	return uc_ctl_set_cpu_model(u->uc, UC_CPU_ARM64_A72) == UC_ERR_OK &&
	       uc_reg_write(u->uc, UC_ARM64_REG_CPACR_EL1, &fpen) == UC_ERR_OK &&
	       uc_hook_add(u->uc, &hook, UC_HOOK_INTR, (void *)on_interrupt, u, 1, 0) == UC_ERR_OK &&
	       uc_mem_map(u->uc, LOOPS, LOOPS_SIZE, UC_PROT_READ | UC_PROT_EXEC) == UC_ERR_OK &&
	       uc_mem_map(u->uc, 0, SLOTS * 8, UC_PROT_READ | UC_PROT_EXEC) == UC_ERR_OK;
}

static void close_unicorn(struct unicorn *u)
{
	if (u->uc)
		uc_close(u->uc);
	u->uc = NULL;
}

/* Where a word stands. No place is ever rewritten: when they run out, everything begins anew. */
static bool place(struct unicorn *u, uint32_t word, uint64_t *address)
{
	const uint32_t code[2] = {word, BRK};
	unsigned slot = word * 0x9e3779b1u >> 20;

	while (u->words[slot] && u->words[slot] != word)
		slot = (slot + 1) & (SLOTS - 1);
	*address = slot * 8;
	if (u->words[slot])
		return true;
	if (u->used >= SLOTS_MAX) {
		close_unicorn(u);
		return open_unicorn(u) && place(u, word, address);
	}
	u->words[slot] = word;
	u->used++;
	return uc_mem_write(u->uc, *address, code, sizeof code) == UC_ERR_OK;
}

/* ---- registers ---- */

#define REGISTERS 66

/* What data processing reads and writes: general registers, vectors, flags, FP control and status. */
static void registers(el2_state *s, int *ids, void **values, uint64_t *nzcv)
{
	unsigned n = 0;

	for (int i = 0; i < 29; i++, n++) {
		ids[n] = UC_ARM64_REG_X0 + i;
		values[n] = &s->x[i];
	}
	ids[n] = UC_ARM64_REG_X29;
	values[n++] = &s->x[29];
	ids[n] = UC_ARM64_REG_X30;
	values[n++] = &s->x[30];
	for (int i = 0; i < 32; i++, n++) {
		ids[n] = UC_ARM64_REG_Q0 + i;
		values[n] = s->v[i];
	}
	ids[n] = UC_ARM64_REG_NZCV;
	values[n++] = nzcv;
	ids[n] = UC_ARM64_REG_FPCR;
	values[n++] = &s->sysreg[EL2_SYSREG_FPCR];
	ids[n] = UC_ARM64_REG_FPSR;
	values[n] = &s->sysreg[EL2_SYSREG_FPSR];
}

static bool step(void *context, el2_state *s, uint32_t word)
{
	uint64_t nzcv = s->pstate & EL2_PSTATE_NZCV, address;
	struct unicorn *u = context;
	void *values[REGISTERS];
	int ids[REGISTERS];

	if (!u->uc || !place(u, word, &address))
		return false;
	registers(s, ids, values, &nzcv);
	u->interrupt = 0;
	if (uc_reg_write_batch(u->uc, ids, values, REGISTERS) != UC_ERR_OK ||
	    uc_emu_start(u->uc, address, NOWHERE, 0, 0) != UC_ERR_OK || u->interrupt != BRK_HIT ||
	    uc_reg_read_batch(u->uc, ids, values, REGISTERS) != UC_ERR_OK)
		return false;
	s->pstate = (s->pstate & ~(uint32_t)EL2_PSTATE_NZCV) | ((uint32_t)nzcv & EL2_PSTATE_NZCV);
	return true;
}

/* ---- loops ---- */

/* General registers, flags; what the code behind the loop needs. */
#define LOOP_REGISTERS 32

static void loop_registers(el2_state *s, int *ids, void **values, uint64_t *nzcv)
{
	for (int i = 0; i < 31; i++) {
		ids[i] = i < 29 ? UC_ARM64_REG_X0 + i : i == 29 ? UC_ARM64_REG_X29 : UC_ARM64_REG_X30;
		values[i] = &s->x[i];
	}
	ids[31] = UC_ARM64_REG_NZCV;
	values[31] = nzcv;
}

/* A register that no word names, in whatever field; 31: none. */
static unsigned unused_register(const uint32_t *words, unsigned count)
{
	uint32_t used = 0;
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++)
		used |= 1u << (words[i] & 31) | 1u << (words[i] >> 5 & 31) | 1u << (words[i] >> 10 & 31) |
			1u << (words[i] >> 16 & 31);
	while (n < 31 && used >> n & 1)
		n++;
	return n;
}

/* The loop's words, the branch to behind the BRK that is there for leaving, the counter, the BRK for enough. */
static bool place_loop(struct unicorn *u, const uint32_t *words, unsigned count, unsigned counter)
{
	uint32_t code[LOOP_WORDS + 4], last = words[count - 1];
	bool bit = (last & 0x7e000000) == 0x36000000; /* TBZ has fewer bits of offset than the others */

	if (u->loop_count == count && !memcmp(u->loop, words, count * sizeof *words))
		return true;
	if (u->loop_next + sizeof code > LOOPS + LOOPS_SIZE) {
		close_unicorn(u);
		if (!open_unicorn(u))
			return false;
	}
	memcpy(code, words, count * sizeof *words);
	code[count - 1] = (last & ~((bit ? 0x3fffu : 0x7ffffu) << 5)) | 2u << 5;
	code[count] = BRK;
	code[count + 1] = 0xd1000400u | counter << 5 | counter;                   /* sub */
	code[count + 2] = 0xb5000000u | (-(count + 2) & 0x7ffffu) << 5 | counter; /* cbnz */
	code[count + 3] = BRK;
	memcpy(u->loop, words, count * sizeof *words);
	u->loop_count = count;
	u->loop_at = u->loop_next;
	u->loop_next += (count + 4) * sizeof *code;
	return uc_mem_write(u->uc, u->loop_at, code, (count + 4) * sizeof *code) == UC_ERR_OK;
}

static uint64_t spin(void *context, el2_state *s, const uint32_t *words, unsigned count, uint64_t most, bool *leaves)
{
	uint64_t nzcv = s->pstate & EL2_PSTATE_NZCV, kept, left, pc = 0;
	struct unicorn *u = context;
	void *values[LOOP_REGISTERS];
	int ids[LOOP_REGISTERS];
	unsigned counter = unused_register(words, count);
	el2_state before;

	if (!u->uc || count > LOOP_WORDS || counter == 31 || !place_loop(u, words, count, counter))
		return 0;
	before = *s;
	kept = s->x[counter];
	s->x[counter] = most;
	loop_registers(s, ids, values, &nzcv);
	u->interrupt = 0;
	if (uc_reg_write_batch(u->uc, ids, values, LOOP_REGISTERS) != UC_ERR_OK ||
	    uc_emu_start(u->uc, u->loop_at, NOWHERE, 0, 0) != UC_ERR_OK || u->interrupt != BRK_HIT ||
	    uc_reg_read_batch(u->uc, ids, values, LOOP_REGISTERS) != UC_ERR_OK ||
	    uc_reg_read(u->uc, UC_ARM64_REG_PC, &pc) != UC_ERR_OK) {
		*s = before;
		return 0;
	}
	left = s->x[counter];
	s->x[counter] = kept;
	s->pstate = (s->pstate & ~(uint32_t)EL2_PSTATE_NZCV) | ((uint32_t)nzcv & EL2_PSTATE_NZCV);
	*leaves = pc == u->loop_at + count * 4u;
	return most - left + *leaves;
}

static void release(void *context)
{
	struct unicorn *u = context;

	close_unicorn(u);
	free(u);
}

bool el2_engine_use_unicorn(el2_engine *engine)
{
	static const struct helper helper = {.step = step, .spin = spin, .release = release};
	struct unicorn *u = calloc(1, sizeof *u);

	if (!u || !open_unicorn(u)) {
		if (u)
			release(u);
		return false;
	}
	engine_set_helper(engine, &helper, u);
	return true;
}
