/* SPDX-License-Identifier: MIT */
/*
 * A second opinion: one ordinary instruction in Unicorn, with the pages that it accesses. The page of its code is its
 * own, data is not executable (Unicorn aborts on some words), and one instruction is executed at a time, so that no PC
 * has to be right behind a fault. The CPU is a Cortex-A72, the model that survives any word.
 */
#include "model/machine.h"

#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

#define PAGES_MAX     64u
#define PAGE(address) ((address) & ~(uint64_t)(EL2_PAGE_SIZE - 1))

struct el2_unicorn {
	uc_engine *uc;
	bool interrupted;
	uint64_t code;             /* page that holds it; odd: none yet */
	uint64_t pages[PAGES_MAX]; /* that are mapped as data */
	unsigned page_count;
};

static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
	struct el2_unicorn *u = user;

	(void)number;
	u->interrupted = true;
	uc_emu_stop(uc);
}

static void close_unicorn(struct el2_unicorn *u)
{
	if (u->uc)
		uc_close(u->uc);
	u->uc = NULL;
}

static bool open_unicorn(struct el2_unicorn *u)
{
	uint64_t fpen = UINT64_C(3) << 20;
	uc_hook hook;

	u->code = 1;
	u->page_count = 0;
	if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &u->uc) != UC_ERR_OK) {
		u->uc = NULL;
		return false;
	}
	return uc_ctl_set_cpu_model(u->uc, UC_CPU_ARM64_A72) == UC_ERR_OK &&
	       uc_reg_write(u->uc, UC_ARM64_REG_CPACR_EL1, &fpen) == UC_ERR_OK &&
	       uc_hook_add(u->uc, &hook, UC_HOOK_INTR, (void *)on_interrupt, u, 1, 0) == UC_ERR_OK;
}

el2_unicorn *el2_unicorn_new(void)
{
	struct el2_unicorn *u = calloc(1, sizeof *u);

	if (u && open_unicorn(u))
		return u;
	el2_unicorn_free(u);
	return NULL;
}

void el2_unicorn_free(el2_unicorn *u)
{
	if (!u)
		return;
	close_unicorn(u);
	free(u);
}

/* ---- pages ---- */

static bool is_mapped(const struct el2_unicorn *u, uint64_t page)
{
	for (unsigned n = 0; n < u->page_count; n++)
		if (u->pages[n] == page)
			return true;
	return false;
}

/* The pages of code and data of one instruction; everything begins anew where they would not fit. */
static bool map(struct el2_unicorn *u, uint64_t code, const uint64_t *data, unsigned count)
{
	if (u->page_count + count > PAGES_MAX || is_mapped(u, code) || (u->code != code && u->code != 1)) {
		close_unicorn(u);
		if (!open_unicorn(u))
			return false;
	}
	if (u->code != code && uc_mem_map(u->uc, code, EL2_PAGE_SIZE, UC_PROT_READ | UC_PROT_EXEC) != UC_ERR_OK)
		return false;
	u->code = code;
	for (unsigned n = 0; n < count; n++) {
		if (is_mapped(u, data[n]))
			continue;
		if (uc_mem_map(u->uc, data[n], EL2_PAGE_SIZE, UC_PROT_READ | UC_PROT_WRITE) != UC_ERR_OK)
			return false;
		u->pages[u->page_count++] = data[n];
	}
	return true;
}

/* The pages that an instruction accesses, at most two. False: one is not there, or cannot be told. */
static bool find_pages(const el2_state *s, const el2_memory *memory, const el2_insn *insn, uint64_t *pages,
		       unsigned *count)
{
	el2_access a;
	uint64_t last;

	*count = 0;
	if (insn->cls == EL2_CLASS_GENERAL)
		return true;
	if (!el2_insn_access(s, insn, &a))
		return insn->cls == EL2_CLASS_SIMD;
	/* it has no FEAT_LSE2, does not ignore the top byte, and checks no alignment of LDAR */
	if (!a.size || a.size > EL2_PAGE_SIZE || a.address >> 48 || ((a.single || a.ordered) && a.address % a.size))
		return false;
	last = a.address + a.size - 1;
	pages[(*count)++] = PAGE(a.address);
	if (PAGE(last) != PAGE(a.address))
		pages[(*count)++] = PAGE(last);
	for (unsigned n = 0; n < *count; n++)
		if (pages[n] == PAGE(s->pc) || !el2_memory_page(memory, pages[n]))
			return false;
	return true;
}

/* ---- registers ---- */

#define REGISTERS 68

static void registers(el2_state *s, int *ids, void **values, uint64_t *nzcv)
{
	unsigned n = 0;

	for (int i = 0; i < 31; i++, n++) {
		ids[n] = i < 29 ? UC_ARM64_REG_X0 + i : i == 29 ? UC_ARM64_REG_X29 : UC_ARM64_REG_X30;
		values[n] = &s->x[i];
	}
	for (int i = 0; i < 32; i++, n++) {
		ids[n] = UC_ARM64_REG_Q0 + i;
		values[n] = s->v[i];
	}
	ids[n] = UC_ARM64_REG_SP;
	values[n++] = &s->sp[el2_el(s) && s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0];
	ids[n] = UC_ARM64_REG_NZCV;
	values[n++] = nzcv;
	ids[n] = UC_ARM64_REG_FPCR;
	values[n++] = &s->sysreg[EL2_SYSREG_FPCR];
	ids[n] = UC_ARM64_REG_FPSR;
	values[n++] = &s->sysreg[EL2_SYSREG_FPSR];
	ids[n] = UC_ARM64_REG_PC;
	values[n] = &s->pc;
}

/* ---- one instruction ---- */

/* What it does otherwise, or newer CPUs do: pointer authentication among the hints. Its exclusive monitor is its own.
 */
static bool is_different(const el2_insn *insn)
{
	return insn->form == EL2_FORM_HINT_XPAC || insn->form == EL2_FORM_STXR || insn->form == EL2_FORM_STXP ||
	       insn->flags & EL2_INSN_UNPREDICTABLE;
}

bool el2_unicorn_step(el2_unicorn *u, el2_state *state, el2_memory *memory, const el2_insn *insn)
{
	const uint32_t code[2] = {insn->word, 0xd4200000}; /* BRK */
	uint64_t pages[2], nzcv = state->pstate & EL2_PSTATE_NZCV;
	unsigned char data[EL2_PAGE_SIZE];
	void *values[REGISTERS];
	int ids[REGISTERS];
	el2_state after = *state;
	unsigned count;
	uc_err err;

	if ((insn->cls != EL2_CLASS_GENERAL && insn->cls != EL2_CLASS_MEMORY && insn->cls != EL2_CLASS_SIMD) ||
	    is_different(insn) || state->pc % 4 || PAGE(state->pc) != PAGE(state->pc + 7) ||
	    !find_pages(state, memory, insn, pages, &count) || !u->uc || !map(u, PAGE(state->pc), pages, count))
		return false;
	for (unsigned n = 0; n < count; n++)
		uc_mem_write(u->uc, pages[n], el2_memory_page(memory, pages[n])->data, EL2_PAGE_SIZE);
	uc_mem_write(u->uc, state->pc, code, sizeof code);
	uc_ctl_remove_cache(u->uc, state->pc, state->pc + sizeof code);
	registers(&after, ids, values, &nzcv);
	u->interrupted = false;
	if (uc_reg_write_batch(u->uc, ids, values, REGISTERS) != UC_ERR_OK)
		return false;
	err = uc_emu_start(u->uc, state->pc, 0, 0, 1);
	if (uc_reg_read_batch(u->uc, ids, values, REGISTERS) != UC_ERR_OK || u->interrupted)
		return false;
	/* a branch out of the page ends with an error of the fetch, at the right place */
	if (err != UC_ERR_OK &&
	    ((err != UC_ERR_FETCH_UNMAPPED && err != UC_ERR_FETCH_PROT) || PAGE(after.pc) == PAGE(state->pc)))
		return false;
	for (unsigned n = 0; n < count; n++)
		if (uc_mem_read(u->uc, pages[n], data, sizeof data) == UC_ERR_OK &&
		    memcmp(data, el2_memory_page(memory, pages[n])->data, sizeof data))
			el2_memory_write(memory, pages[n], data, sizeof data);
	if (after.pc >> 48) /* nor does it ignore the top byte there */
		return false;
	after.pstate = (after.pstate & ~(uint32_t)EL2_PSTATE_NZCV) | ((uint32_t)nzcv & EL2_PSTATE_NZCV);
	*state = after;
	return true;
}
