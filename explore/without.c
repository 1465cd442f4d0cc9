/* SPDX-License-Identifier: MIT */
#include "explore/without.h"

#include <stddef.h>
#include <string.h>

/* ---- what is listed ---- */

static bool is_instruction(const el2_insn *insn, const el2_state *s)
{
	(void)s;
	return el2_class_is_mte((el2_class)insn->cls) && insn->cls != EL2_CLASS_SYSREG;
}

static bool is_gmid(const el2_insn *insn, const el2_state *s)
{
	(void)s;
	return insn->sysreg == EL2_SYSREG_GMID_EL1;
}

static bool is_register(const el2_insn *insn, const el2_state *s)
{
	(void)s;
	return insn->cls == EL2_CLASS_SYSREG && el2_insn_is_mte(insn);
}

/* Injected it enters with SP_EL1 whatever the host had selected; *s is the state behind it. */
static bool is_register_with_sp_el0(const el2_insn *insn, const el2_state *s)
{
	return is_register(insn, s) && (s->sysreg[EL2_SYSREG_SPSR_EL1] & 15) == 4;
}

static bool is_discovery(const el2_insn *insn, const el2_state *s)
{
	(void)s;
	return insn->sysreg == EL2_SYSREG_ID_AA64PFR1_EL1 || insn->sysreg == EL2_SYSREG_ID_AA64PFR2_EL1;
}

/* A row for each point of docs/same-or-not.md, in its order. What all events may show, PSTATE.TCO and the fields of
 * EL1's registers that only MTE has, is left out of every comparison. */
static const struct {
	bool (*is)(const el2_insn *insn, const el2_state *s);
	unsigned told;
} listed[] = {
	{is_register, TOLD_ALLINT},     {is_register_with_sp_el0, TOLD_REGISTERS | TOLD_PSTATE | TOLD_ALLINT},
	{is_gmid, TOLD_ANYHOW},         {is_instruction, TOLD_ANYHOW}, /* PSTATE.TCO by name, too */
	{is_discovery, TOLD_REGISTERS},
};

static unsigned listed_of(const el2_insn *insn, const el2_state *s)
{
	unsigned told = 0;

	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
		if (listed[i].is(insn, s))
			told |= listed[i].told;
	return told;
}

/* ---- the host's system registers ---- */

static bool is_the_hosts(const el2_sysreg_info *info)
{
	return EL2_KEY_OP1(info->key) < 4 && info->access & EL2_WRITE;
}

static void follow_registers(const struct without *w, const el2_state *leader, el2_state *state)
{
	for (unsigned n = 0; n < w->host_count; n++) {
		unsigned r = w->hosts[n];

		state->sysreg[r] ^= (state->sysreg[r] ^ leader->sysreg[r]) & w->bits[n];
	}
}

void without_open(struct without *w, el2_state *state, const el2_state *other)
{
	memset(w, 0, sizeof *w);
	for (unsigned r = 1; r < EL2_SYSREG_REGISTERS; r++) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)r);
		el2_state s = *state;

		if (!is_the_hosts(info) || (info->features && strstr(info->features, "FEAT_MTE")))
			continue;
		el2_write_sysreg(&s, (el2_sysreg)r, UINT64_MAX);
		w->keep[r] = s.sysreg[r];
		el2_write_sysreg(&s, (el2_sysreg)r, 0);
		w->keep[r] &= ~s.sysreg[r];
	}
	w->keep[EL2_SYSREG_SPSR_EL1] &= ~(uint64_t)EL2_PSTATE_TCO;
	for (unsigned r = 1; r < EL2_SYSREG_REGISTERS; r++)
		if (w->keep[r]) {
			w->bits[w->host_count] = w->keep[r];
			w->hosts[w->host_count++] = (uint16_t)r;
		}
	follow_registers(w, other, state);
}

/* ---- comparing ---- */

/* What MRS has read on the machine with MTE, less the fields that only MTE has. */
static uint64_t read_without(const struct without *w, const el2_insn *insn, uint64_t value, uint64_t other)
{
	uint64_t keep = insn->sysreg < EL2_SYSREG_REGISTERS && insn->cls == EL2_CLASS_SYSTEM ? w->keep[insn->sysreg]
											     : UINT64_MAX;

	return keep ? (value & keep) | (other & ~keep) : value;
}

static bool registers_differ(const struct without *w, const el2_insn *insn, const el2_state *a, const el2_state *b)
{
	const size_t first = offsetof(el2_state, pc), end = offsetof(el2_state, pstate);

	if (memcmp(a->v, b->v, sizeof a->v) || memcmp(a->p, b->p, sizeof a->p) || a->ffr != b->ffr ||
	    a->exclusive_size != b->exclusive_size || a->exclusive_address != b->exclusive_address)
		return true;
	if (!memcmp((const char *)a + first, (const char *)b + first, end - first))
		return false;
	if (!(insn->flags & EL2_INSN_READ) || insn->rd > 30 || a->pc != b->pc || memcmp(a->sp, b->sp, sizeof a->sp))
		return true;
	for (unsigned i = 0; i < 31; i++)
		if ((i == insn->rd ? read_without(w, insn, a->x[i], b->x[i]) : a->x[i]) != b->x[i])
			return true;
	return false;
}

static bool system_differs(const struct without *w, const el2_state *a, const el2_state *b)
{
	uint64_t differ = 0;

	for (unsigned n = 0; n < w->host_count; n++) {
		unsigned r = w->hosts[n];

		differ |= (a->sysreg[r] ^ b->sysreg[r]) & w->bits[n];
	}
	return differ;
}

static bool is_hidden(const el2_page *page)
{
	return page->owner == EL2_OWNER_HYP || page->owner == EL2_OWNER_GUEST;
}

static bool memory_differs(const struct without_side side[2])
{
	for (unsigned i = 0; i < 2; i++) {
		const el2_page *page;

		for (size_t n = 0; (page = el2_memory_written(side[i].memory, n)); n++) {
			const el2_page *other = el2_memory_page(side[!i].memory, page->address);

			if (!is_hidden(page) && memcmp(page->data, other->data, EL2_PAGE_SIZE))
				return true;
		}
	}
	return false;
}

static bool is_unmodelled(const struct without_side side[2])
{
	return side[0].result->verdict.verdict == EL2_UNMODELLED || side[1].result->verdict.verdict == EL2_UNMODELLED;
}

static unsigned differences(const struct without *w, const el2_insn *insn, const struct without_side side[2], bool all)
{
	const el2_state *a = side[0].state, *b = side[1].state;
	uint32_t pstate = (a->pstate ^ b->pstate) & ~(uint32_t)EL2_PSTATE_TCO;
	bool panics = side[0].result->verdict.verdict == EL2_PANIC;
	unsigned told = 0;

	if (panics || side[1].result->verdict.verdict == EL2_PANIC)
		return panics != (side[1].result->verdict.verdict == EL2_PANIC) ? TOLD_OUTCOME : 0;
	if (registers_differ(w, insn, a, b))
		told |= TOLD_REGISTERS;
	if (pstate)
		told |= pstate == EL2_PSTATE_ALLINT ? TOLD_ALLINT : TOLD_PSTATE;
	if (all && system_differs(w, a, b))
		told |= TOLD_SYSTEM;
	if (all && memory_differs(side))
		told |= TOLD_MEMORY;
	return told;
}

unsigned without_told(const struct without *w, const el2_insn *insn, const struct without_side side[2], bool all)
{
	unsigned left_out = listed_of(insn, side[0].state);

	return left_out == TOLD_ANYHOW || is_unmodelled(side) ? 0 : differences(w, insn, side, all) & ~left_out;
}

bool without_is_listed(const el2_insn *insn, const struct without_side side[2])
{
	return is_unmodelled(side) || listed_of(insn, side[0].state) ||
	       (insn->flags & EL2_INSN_READ && insn->rd < 31 &&
		side[0].state->x[insn->rd] != side[1].state->x[insn->rd]);
}

/* Not written where it holds the same: that would save it, and put it back behind the stream. */
static void follow_page(el2_memory *memory, uint64_t address, const unsigned char *data)
{
	if (memcmp(el2_memory_page(memory, address)->data, data, EL2_PAGE_SIZE))
		el2_memory_write(memory, address, data, EL2_PAGE_SIZE);
}

_Static_assert(offsetof(el2_state, sysreg) + sizeof(((el2_state *)NULL)->sysreg) == sizeof(el2_state),
	       "system registers are what a state ends with");

void without_follow(const struct without *w, const struct without_side *leader, el2_state *state, el2_memory *memory)
{
	const el2_cpu *cpu = state->cpu;
	const el2_page *page;

	memcpy(state, leader->state, offsetof(el2_state, sysreg));
	state->cpu = cpu;
	follow_registers(w, leader->state, state);
	for (size_t n = 0; (page = el2_memory_written(leader->memory, n)); n++)
		follow_page(memory, page->address, page->data);
	for (size_t n = 0; (page = el2_memory_written(memory, n)); n++)
		follow_page(memory, page->address, el2_memory_page(leader->memory, page->address)->data);
}

const char *without_text(unsigned told)
{
	static const char *const texts[] = {"one of the two hypervisors panics",
					    "a register differs from that of a machine without MTE",
					    "PSTATE differs from that of a machine without MTE",
					    "PSTATE.ALLINT differs from that of a machine without MTE",
					    "a system register differs from that of a machine without MTE",
					    "memory differs from that of a machine without MTE"};

	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		if (told >> i & 1)
			return texts[i];
	return NULL;
}
