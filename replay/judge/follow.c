/* SPDX-License-Identifier: MIT */
/*
 * State that is followed through the trace: registers that it shows, and constants that code moves into general
 * registers before an MSR. What is written and not shown is remembered as not known.
 */
#include "replay/judge/judge.h"

#include "decoder/bits.h"

#include <string.h>

/* Does a rule read it? Others (VBAR, ELR, ...) do not change verdicts. */
static bool is_control(uint16_t reg)
{
	unsigned msb, lsb;

	return el2_field_get((el2_sysreg)reg, 0, &msb, &lsb) != NULL;
}

static void set_register(struct judge_cpu *c, uint16_t reg, el2_known value)
{
	uint64_t bit = UINT64_C(1) << reg % 64;

	if (value.mask == UINT64_MAX) {
		c->state.sysreg[reg] = value.value;
		c->lost[reg / 64] &= ~bit;
	} else if (is_control(reg)) {
		c->lost[reg / 64] |= bit;
	}
}

void known_init(struct judge_cpu *c, uint32_t id, const el2_state *state)
{
	memset(c, 0, sizeof *c);
	c->id = id;
	c->state = *state;
	c->at.el = EL_UNKNOWN;
	c->at.exit_ec = NO_EXIT;
}

void stand(struct standing *at, int el)
{
	at->el = (int8_t)el;
	at->placed = true;
}

void known_forget(struct judge_cpu *c)
{
	stand(&c->at, EL_UNKNOWN);
	c->at.crossing = CROSSING_UNKNOWN;
	c->at.answer_known = false;
	c->at.exit_ec = NO_EXIT;
	c->x_known = 0;
}

/* Values that hold after an event. */
static void registers(struct judge_cpu *c, const el2_event *e)
{
	for (unsigned i = 0; i < e->reg_count; i++) {
		const el2_event_reg *r = &e->regs[i];

		if (r->sysreg) {
			set_register(c, r->sysreg, r->value);
		} else if (r->value.mask == UINT64_MAX) {
			c->x_known |= 1u << r->x;
			c->state.x[r->x] = r->value.value;
		} else {
			c->x_known &= ~(1u << r->x);
		}
	}
}

/* MOVN, MOVZ, MOVK of 64 or 32 bits. */
static void follow_move(struct judge_cpu *c, uint32_t word)
{
	unsigned rd = bits(word, 4, 0), shift = bits(word, 22, 21) * 16, opc = bits(word, 30, 29);
	uint64_t imm = (uint64_t)bits(word, 20, 5) << shift, all = word >> 31 ? UINT64_MAX : UINT32_MAX;

	if (rd == 31)
		return;
	if (opc == 3) {
		c->state.x[rd] = ((c->state.x[rd] & ~(UINT64_C(0xffff) << shift)) | imm) & all;
		return;
	}
	c->state.x[rd] = (opc ? imm : ~imm) & all;
	c->x_known |= 1u << rd;
}

static bool writes_nothing(uint32_t word)
{
	return (word & 0xfffff000) == 0xd5032000 || /* hints */
	       (word & 0xfffff000) == 0xd5033000 || /* barriers */
	       (word & 0x7c000000) == 0x14000000 || /* B, BL: x30 is not asked for */
	       (word & 0xfe000000) == 0x54000000 || /* B.cond */
	       (word & 0x7e000000) == 0x34000000 || /* CBZ, CBNZ */
	       word == 0xd69f03e0;                  /* ERET */
}

/* What an executed instruction does. */
static void instruction(struct judge_cpu *c, const el2_insn *insn, uint64_t pc)
{
	uint32_t word = insn->word;

	if (insn->form == EL2_FORM_MSR) {
		bool known = insn->rd == 31 || c->x_known >> insn->rd & 1;

		if (insn->sysreg && insn->sysreg < EL2_SYSREG_REGISTERS)
			set_register(c, insn->sysreg,
				     known ? EL2_KNOWN(insn->rd == 31 ? 0 : c->state.x[insn->rd]) : (el2_known){0, 0});
		return;
	}
	if ((word & 0x1f800000) == 0x12800000 && bits(word, 30, 29) != 1) {
		follow_move(c, word);
		return;
	}
	if ((word & 0x9f000000) == 0x10000000 && (word & 31) != 31) { /* ADR */
		uint64_t offset = (uint64_t)signed_bits(word, 23, 5) * 4 + bits(word, 30, 29);

		c->state.x[word & 31] = pc + offset;
		c->x_known |= 1u << (word & 31);
		return;
	}
	if (insn->form == EL2_FORM_MRS) {
		c->x_known &= insn->rd == 31 ? UINT32_MAX : ~(1u << insn->rd);
		return;
	}
	/* of the rest only what certainly writes no general register */
	if (!writes_nothing(word))
		c->x_known = 0;
}

void known_follow(struct judge_cpu *c, const el2_event *e, const el2_judgement *j, const struct standing *next)
{
	c->at = *next;
	switch (e->kind) {
	case EL2_EVENT_INSN:
		if (e->fate == EL2_FATE_UNKNOWN || !j->has_insn)
			c->x_known = 0;
		else if (e->fate == EL2_FATE_EXECUTED)
			instruction(c, &j->insn, e->pc);
		break;
	case EL2_EVENT_EXCEPTION:
		if (!e->guest)
			c->x_known = 0; /* the handler may use them, and not be in the trace */
		break;
	case EL2_EVENT_CALL:
		c->x_known = 0; /* what led to this call was not in the trace */
		return;         /* its registers are its arguments, not what it leaves */
	case EL2_EVENT_OOPS:
	case EL2_EVENT_PANIC:
		return; /* told long after they held */
	default:
		break;
	}
	if (!e->guest && e->kind != EL2_EVENT_GUEST)
		registers(c, e);
}
