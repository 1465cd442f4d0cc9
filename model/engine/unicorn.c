/* SPDX-License-Identifier: MIT */
/*
 * Ordinary code in Unicorn. Unicorn stays at its own EL1 with its MMU off: what may be accessed is decided by us, page
 * by page, before Unicorn gets a page; what it did not get it faults on, and el2_step() executes that instruction.
 *
 * - Code: a page is looked through when it is first executed. Runs of words that are not ordinary get a code hook,
 *   which stops before them. Such pages are not writable for Unicorn: a store into one is el2_step()'s, and before the
 *   next start each page is compared with what was looked through. Where it differs all translations are dropped.
 * - Data: pages are given on the first access. Where tags are checked, or alignment is, none are given.
 * - Words that Unicorn's CPU does not know make it raise an exception, which ends the run in front of them. The CPU is
 *   a Cortex-A72, the model that survives any word; MAX does not.
 * - The instruction count is kept by a hook per block, which stops before the block that does not fit. uc_emu_start()'s
 *   own `count` is many times slower.
 */
#include "model/engine/engine.h"
#include "model/exec/exec.h"

#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

#define NO_END     (~UINT64_C(3)) /* `until` at an address that has no page */
#define PAGE_WORDS (EL2_PAGE_SIZE / 4)

/* A page that Unicorn has. Of an earlier run's pages nothing but the address may be looked at. */
struct given {
	uint64_t address;
	el2_page *page;
	uint32_t prot;            /* UC_PROT_... */
	unsigned char *looked_at; /* of code: a copy; else NULL */
	uc_hook *hooks;           /* of code */
	size_t hook_count;
};

struct el2_engine {
	uc_engine *uc;
	uc_context *pristine;
	el2_memory *memory;
	const el2_run_options *options;
	struct given *given;
	size_t given_count, given_capacity;
	/* what decided which pages were given how */
	bool has_context, context_in_doubt;
	el2_state context;
	bool simd; /* not trapped */
	bool used; /* in this run: SIMD registers are this run's */
	/* of the start in hand */
	el2_state *s;
	bool stepping;
	bool interrupted;
	uint64_t left;  /* instructions */
	uint64_t block; /* of the last block that was begun: its address */
	uint64_t block_words;
};

/* ---- what Unicorn may do with a page ---- */

static bool granted(const el2_engine *e, const el2_page *page, bool write, bool fetch)
{
	el2_rules rules = {0};
	el2_insn none = {0};
	struct exec x = {.s = e->s, .memory = e->memory, .insn = &none, .el = (uint8_t)el2_el(e->s), .rules = &rules};
	el2_access a = {
		.address = page->address, .size = 4, .el = x.el, .read = !write, .write = write, .fetch = fetch};
	struct regime r;
	struct translation t;

	regime_of(e->s, a.el, a.address, &r);
	if (!exec_translate(&x, &a, &r, a.address, false, &t))
		return false;
	if (fetch)
		return true;
	a.checked = true;
	return !t.device && !(r.sctlr & EL2_BIT(SCTLR_EL1, A)) && !tag_is_checked(e->s, &a, &r);
}

static uint32_t data_prot(const el2_engine *e, const el2_page *page)
{
	return (granted(e, page, false, false) ? UC_PROT_READ : 0u) |
	       (granted(e, page, true, false) ? UC_PROT_WRITE : 0u);
}

static struct given *find(const el2_engine *e, uint64_t address)
{
	uint64_t base = address & ~(uint64_t)(EL2_PAGE_SIZE - 1);

	for (size_t i = e->given_count; i > 0; i--)
		if (e->given[i - 1].address == base)
			return &e->given[i - 1];
	return NULL;
}

static struct given *give(el2_engine *e, el2_page *page, uint32_t prot)
{
	struct given *g;

	if (e->given_count == e->given_capacity) {
		size_t capacity = e->given_capacity ? e->given_capacity * 2 : 16;

		g = realloc(e->given, capacity * sizeof *g);
		if (!g)
			return NULL;
		e->given = g;
		e->given_capacity = capacity;
	}
	if (uc_mem_map_ptr(e->uc, page->address, EL2_PAGE_SIZE, prot, page->data) != UC_ERR_OK)
		return NULL;
	g = &e->given[e->given_count++];
	*g = (struct given){.address = page->address, .page = page, .prot = prot};
	return g;
}

/* ---- hooks ---- */

static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	el2_engine *e = user;
	uint64_t words = size / 4;

	if (e->left < words) {
		e->block_words = 0;
		uc_emu_stop(uc);
		return;
	}
	e->left -= words;
	e->block = address;
	e->block_words = words;
}

static void on_other(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	el2_engine *e = user;

	(void)address;
	(void)size;
	if (!e->stepping)
		uc_emu_stop(uc);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
	el2_engine *e = user;

	(void)number;
	e->interrupted = true;
	uc_emu_stop(uc);
}

/* Data that Unicorn has not got yet. False ends the run there. */
static bool on_fault(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *user)
{
	el2_engine *e = user;
	el2_page *page;
	uint32_t prot;

	(void)uc;
	(void)value;
	if (e->stepping || (type != UC_MEM_READ_UNMAPPED && type != UC_MEM_WRITE_UNMAPPED) || size < 0)
		return false;
	page = el2_memory_page(e->memory, address);
	if (!page)
		return false;
	prot = data_prot(e, page);
	return prot & (type == UC_MEM_READ_UNMAPPED ? UC_PROT_READ : UC_PROT_WRITE) && give(e, page, prot);
}

static bool add_hook(el2_engine *e, uc_hook *hook, int type, void *callback, uint64_t first, uint64_t last)
{
	return uc_hook_add(e->uc, hook, type, callback, e, first, last) == UC_ERR_OK;
}

/* ---- code ---- */

static bool is_ordinary(const el2_engine *e, const unsigned char *bytes, uint64_t address)
{
	el2_insn insn;

	el2_decode((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24,
		   &insn);
	return cpu_is_ordinary(&insn) && (insn.cls != EL2_CLASS_SIMD || e->simd) && address != e->options->end &&
	       !cpu_is_watched(e->options, address);
}

static bool look_through(el2_engine *e, struct given *g)
{
	const unsigned char *data = g->page->data;
	uint64_t base = g->page->address;
	size_t first = 0;

	g->looked_at = malloc(EL2_PAGE_SIZE);
	g->hooks = malloc(PAGE_WORDS / 2 * sizeof *g->hooks);
	if (!g->looked_at || !g->hooks)
		return false;
	memcpy(g->looked_at, data, EL2_PAGE_SIZE);
	while (first < PAGE_WORDS) {
		size_t last = first;

		if (is_ordinary(e, data + first * 4, base + first * 4)) {
			first++;
			continue;
		}
		while (last + 1 < PAGE_WORDS && !is_ordinary(e, data + (last + 1) * 4, base + (last + 1) * 4))
			last++;
		if (!add_hook(e, &g->hooks[g->hook_count], UC_HOOK_CODE, (void *)on_other, base + first * 4,
			      base + last * 4 + 3))
			return false;
		g->hook_count++;
		first = last + 2; /* the one behind `last` is ordinary */
	}
	return true;
}

/* The page of the PC, executable. */
static bool give_code(el2_engine *e, uint64_t pc)
{
	struct given *g = find(e, pc);
	el2_page *page = g ? g->page : el2_memory_page(e->memory, pc);
	uint32_t prot;

	if (g && g->prot & UC_PROT_EXEC)
		return true;
	if (!page || !granted(e, page, false, true))
		return false;
	prot = (data_prot(e, page) & UC_PROT_READ) | UC_PROT_EXEC;
	if (g && uc_mem_protect(e->uc, page->address, EL2_PAGE_SIZE, prot) != UC_ERR_OK)
		return false;
	if (!g)
		g = give(e, page, prot);
	if (!g)
		return false;
	g->prot = prot;
	return look_through(e, g);
}

static void take_all_back(el2_engine *e)
{
	for (size_t i = 0; i < e->given_count; i++) {
		struct given *g = &e->given[i];

		for (size_t k = 0; k < g->hook_count; k++)
			uc_hook_del(e->uc, g->hooks[k]);
		if (g->looked_at) /* while the page is there; all translations at once would take 20 ms */
			uc_ctl_remove_cache(e->uc, g->address, g->address + EL2_PAGE_SIZE);
		uc_mem_unmap(e->uc, g->address, EL2_PAGE_SIZE);
		free(g->hooks);
		free(g->looked_at);
	}
	e->given_count = 0;
}

static bool code_changed(const el2_engine *e)
{
	for (size_t i = 0; i < e->given_count; i++)
		if (e->given[i].looked_at && memcmp(e->given[i].looked_at, e->given[i].page->data, EL2_PAGE_SIZE) != 0)
			return true;
	return false;
}

/* ---- registers ---- */

#define REGISTERS 35

/* General registers, SP, flags, FP control and status; and what the state keeps them in. */
static void registers(el2_state *s, int *ids, uint64_t **values, uint64_t *nzcv)
{
	for (int i = 0; i < 29; i++) {
		ids[i] = UC_ARM64_REG_X0 + i;
		values[i] = &s->x[i];
	}
	ids[29] = UC_ARM64_REG_X29;
	values[29] = &s->x[29];
	ids[30] = UC_ARM64_REG_X30;
	values[30] = &s->x[30];
	ids[31] = UC_ARM64_REG_SP;
	values[31] = &s->sp[s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0];
	ids[32] = UC_ARM64_REG_NZCV;
	values[32] = nzcv;
	ids[33] = UC_ARM64_REG_FPCR;
	values[33] = &s->sysreg[EL2_SYSREG_FPCR];
	ids[34] = UC_ARM64_REG_FPSR;
	values[34] = &s->sysreg[EL2_SYSREG_FPSR];
}

static bool to_unicorn(el2_engine *e, el2_state *s)
{
	uint64_t nzcv = s->pstate & EL2_PSTATE_NZCV, *values[REGISTERS];
	int ids[REGISTERS];

	if (!e->used && uc_context_restore(e->uc, e->pristine) != UC_ERR_OK)
		return false;
	e->used = true;
	registers(s, ids, values, &nzcv);
	return uc_reg_write_batch(e->uc, ids, (void *const *)values, REGISTERS) == UC_ERR_OK;
}

static void from_unicorn(el2_engine *e, el2_state *s)
{
	uint64_t nzcv = 0, pc = 0, *values[REGISTERS];
	int ids[REGISTERS];

	registers(s, ids, values, &nzcv);
	uc_reg_read_batch(e->uc, ids, (void **)values, REGISTERS);
	uc_reg_read(e->uc, UC_ARM64_REG_PC, &pc);
	s->pc = cpu_untagged(s, pc);
	s->pstate = (s->pstate & ~(uint32_t)(EL2_PSTATE_NZCV | EL2_PSTATE_BTYPE)) | ((uint32_t)nzcv & EL2_PSTATE_NZCV);
}

/* ---- runs ---- */

void cpu_unicorn_begin(el2_engine *e, el2_memory *memory, const el2_run_options *options)
{
	take_all_back(e);
	e->memory = memory;
	e->options = options;
	e->has_context = false;
	e->used = false;
}

void cpu_unicorn_context_changed(el2_engine *e)
{
	if (e)
		e->context_in_doubt = true;
}

#define CONTEXT_PSTATE (EL2_PSTATE_EL | EL2_PSTATE_PAN | EL2_PSTATE_UAO | EL2_PSTATE_TCO)

/* Take everything back if registers are not those under which it was given, or code is other code now. */
static void refresh(el2_engine *e, el2_state *s)
{
	e->s = s;
	if (e->has_context && e->context_in_doubt &&
	    (memcmp(e->context.sysreg, s->sysreg, sizeof s->sysreg) != 0 ||
	     (e->context.pstate ^ s->pstate) & CONTEXT_PSTATE))
		e->has_context = false;
	e->context_in_doubt = false;
	if (e->has_context) {
		if (code_changed(e))
			take_all_back(e);
		return;
	}
	take_all_back(e);
	e->has_context = true;
	e->context = *s;
	e->simd = cpu_simd_enabled(s);
}

/* What the last block did not come to is not executed. */
static void give_back_rest(el2_engine *e, uint64_t pc)
{
	if (e->block_words && pc - e->block < e->block_words * 4)
		e->left += e->block_words - (pc - e->block) / 4;
}

uint64_t cpu_unicorn_run(el2_engine *e, el2_state *s, uint64_t budget)
{
	uint64_t *sp = &s->sp[s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0], before;

	refresh(e, s);
	if (*sp & 15 || s->pstate & EL2_PSTATE_BTYPE || !to_unicorn(e, s))
		return 0;
	e->left = budget;
	do {
		uc_err err;

		if (!give_code(e, s->pc))
			break;
		before = e->left;
		e->block_words = 0;
		e->interrupted = false;
		err = uc_emu_start(e->uc, s->pc, NO_END, 0, 0);
		from_unicorn(e, s);
		give_back_rest(e, s->pc);
		if (err != UC_ERR_FETCH_UNMAPPED && err != UC_ERR_FETCH_PROT)
			break;
		/* another page of code: go on there */
	} while (e->left && e->left != before);
	return budget - e->left;
}

/* For an access that is granted: Unicorn gets the pages for once, whatever it has. */
static void lend(el2_engine *e, const el2_access *a, bool back)
{
	uint64_t first = cpu_untagged(e->s, a->address), last = first + (a->size ? a->size - 1 : 0);

	for (uint64_t at = first & ~(uint64_t)(EL2_PAGE_SIZE - 1);; at += EL2_PAGE_SIZE) {
		el2_page *page = el2_memory_page(e->memory, at);
		struct given *g = find(e, at);

		if (!g && page && !back)
			g = give(e, page, data_prot(e, page));
		if (g)
			uc_mem_protect(e->uc, at, EL2_PAGE_SIZE,
				       back ? g->prot : g->prot | UC_PROT_READ | UC_PROT_WRITE);
		if (at + (EL2_PAGE_SIZE - 1) >= last)
			break;
	}
}

bool cpu_unicorn_step(el2_engine *e, el2_state *s, const el2_access *access)
{
	uc_err err;

	refresh(e, s);
	if (!give_code(e, s->pc) || !to_unicorn(e, s))
		return false;
	if (access)
		lend(e, access, false);
	e->stepping = true;
	e->interrupted = false;
	e->left = UINT64_MAX;
	err = uc_emu_start(e->uc, s->pc, s->pc + 4, 0, 0);
	e->stepping = false;
	if (access)
		lend(e, access, true);
	if (err != UC_ERR_OK || e->interrupted)
		return false;
	from_unicorn(e, s);
	return true;
}

/* ---- life ---- */

static bool set_up(el2_engine *e)
{
	uint64_t fpen = UINT64_C(3) << 20;
	uc_hook hook;

	if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &e->uc) != UC_ERR_OK) {
		e->uc = NULL;
		return false;
	}
	return uc_ctl_set_cpu_model(e->uc, UC_CPU_ARM64_A72) == UC_ERR_OK &&
	       uc_reg_write(e->uc, UC_ARM64_REG_CPACR_EL1, &fpen) == UC_ERR_OK &&
	       add_hook(e, &hook, UC_HOOK_BLOCK, (void *)on_block, 1, 0) &&
	       add_hook(e, &hook, UC_HOOK_INTR, (void *)on_interrupt, 1, 0) &&
	       add_hook(e, &hook, UC_HOOK_MEM_INVALID, (void *)on_fault, 1, 0) &&
	       uc_context_alloc(e->uc, &e->pristine) == UC_ERR_OK && uc_context_save(e->uc, e->pristine) == UC_ERR_OK;
}

el2_engine *el2_engine_new(void)
{
	el2_engine *e = calloc(1, sizeof *e);

	if (e && !set_up(e)) {
		el2_engine_free(e);
		return NULL;
	}
	return e;
}

void el2_engine_free(el2_engine *e)
{
	if (!e)
		return;
	if (e->uc)
		take_all_back(e);
	if (e->pristine)
		uc_context_free(e->pristine);
	if (e->uc)
		uc_close(e->uc);
	free(e->given);
	free(e);
}
