/* SPDX-License-Identifier: MIT */
/* What a case works on: words, registers and tags, so that addresses are those that the case is about. */
#include "tests/oracle/qemu/draft.h"

#include "model/bits.h"
#include "model/machine.h"
#include "tests/oracle/qemu/insns.h"
#include "tests/oracle/qemu/random.h"

#include <string.h>

/* ---- registers and tags ---- */

/* The same tag for all even granules, and for all odd ones: page-wide tags (QEMU 7.2) then change nothing. */
static uint64_t block_tags(struct draft *d)
{
	return UINT64_C(0x0101010101010101) * (oq_random(&d->random) & 0xff);
}

static unsigned tag_at(const struct draft *d, uint64_t address)
{
	return d->c->tags >> (address >> 4 & 1) * 4 & 15;
}

static uint64_t some_value(struct draft *d)
{
	uint64_t r = oq_random(&d->random);

	switch (oq_below(&d->random, 8)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX;
	case 2:
		return r & 0xff;
	case 3:
		return UINT64_C(1) << (r & 63);
	case 4:
		return d->c->block + (r & 0x1ff) + ((r >> 9 & 15) << 56);
	default:
		return r;
	}
}

static uint64_t pointer(struct draft *d)
{
	uint64_t address = d->c->block + 0x80 + oq_below(&d->random, 16) * 16 + d->offset;
	uint64_t high = d->upper ? UINT64_C(0xff80000000000000) : 0;

	if (d->page == 8) /* the last granules before the page that is not there */
		address = d->c->block + OQ_BLOCK_BYTES - 16 - oq_below(&d->random, 3) * 16 + d->offset;
	return (address | high) ^ (uint64_t)((tag_at(d, address) + d->tag) & 15) << 56;
}

/* Values that a write of a tag register keeps: its other bits are RES0, which QEMU stores; one case in eight tries. */
static uint64_t value_for(struct draft *d, unsigned sysreg, uint64_t value)
{
	if (!oq_below(&d->random, 8))
		return value;
	switch (sysreg) {
	case EL2_SYSREG_GCR_EL1:
		return value & (EL2_BIT(GCR_EL1, RRND) | EL2_MASK(GCR_EL1, Exclude));
	case EL2_SYSREG_RGSR_EL1:
		return value & (EL2_MASK(RGSR_EL1, SEED) | EL2_MASK(RGSR_EL1, TAG));
	case EL2_SYSREG_TFSR_EL1:
	case EL2_SYSREG_TFSRE0_EL1:
	case EL2_SYSREG_TFSR_EL2:
	case EL2_SYSREG_TFSR_EL12:
		return value & 3;
	case EL2_SYSREG_TFSR_EL3:
		return value & 1;
	default:
		return value;
	}
}

static uint64_t *base_register(struct draft *d, unsigned n)
{
	return n == 31 ? &d->c->sp[d->el] : &d->c->x[n];
}

/* Registers that name memory get a pointer; X1 and SP always have one, and sequences make do with these. */
static void point(struct draft *d, uint32_t word, bool alone)
{
	el2_insn insn;

	el2_decode(word, &insn);
	if (insn.form == EL2_FORM_MSR && insn.rd != 31)
		d->c->x[insn.rd] = value_for(d, insn.sysreg, d->c->x[insn.rd]);
	if (insn.form == EL2_FORM_SYS && insn.rd != 31)
		d->c->x[insn.rd] = pointer(d);
	if (insn.key || !alone || !el2_class_is_mte((el2_class)insn.cls))
		return;
	*base_register(d, insn.rn) = pointer(d);
	if (!(insn.flags & EL2_INSN_POST) && insn.cls != EL2_CLASS_TAG_ARITH)
		*base_register(d, insn.rn) -= (uint64_t)(int64_t)insn.imm;
}

/* Move the base of an ordinary load or store so that it accesses what X1 points to. */
static void aim(struct draft *d, uint32_t word)
{
	el2_state s = {.cpu = d->g->cpu, .pstate = (uint32_t)d->c->spsr};
	el2_access access;
	el2_insn insn;

	el2_decode(word, &insn);
	memcpy(s.x, d->c->x, sizeof s.x);
	memcpy(s.sp, d->c->sp, sizeof d->c->sp);
	if (el2_insn_access(&s, &insn, &access))
		*base_register(d, word >> 5 & 31) += pointer(d) - access.address;
}

void oq_operands(struct draft *d)
{
	uint64_t *reg = d->c->reg;

	d->c->tags = block_tags(d);
	for (unsigned i = 0; i < 31; i++)
		d->c->x[i] = some_value(d);
	for (unsigned i = 0; i < 3; i++)
		d->c->sp[i] = d->c->block + 0x80 + oq_below(&d->random, 16) * 16 + (oq_below(&d->random, 8) ? 0 : 8);
	/* the pointer before the base is overwritten: registers may be the same */
	d->c->sp[d->el] = pointer(d);
	d->c->x[1] = pointer(d);
	reg[OQ_TPIDR_EL0] = oq_random(&d->random);
	reg[OQ_VPIDR_EL2] = oq_random(&d->random) & UINT32_MAX;
	if (!el2_has(d->g->cpu, EL2_FEAT_MTE2))
		return;
	reg[OQ_GCR_EL1] = oq_random(&d->random) & (EL2_BIT(GCR_EL1, RRND) | EL2_MASK(GCR_EL1, Exclude));
	/* a seed of zero stays zero, and with RRND=1 the CPU may take any other */
	reg[OQ_RGSR_EL1] = (oq_random(&d->random) & 0xff000f) | 1 << 8 | (oq_random(&d->random) & 0xff00);
	if (!oq_below(&d->random, 4)) {
		reg[OQ_TFSR_EL1] = oq_below(&d->random, 4);
		reg[OQ_TFSRE0_EL1] = oq_below(&d->random, 4);
		reg[OQ_TFSR_EL2] = oq_below(&d->random, 4);
		reg[OQ_TFSR_EL3] = oq_below(&d->random, 2);
	}
}

/* What MSR of the sweep `system` writes: what the register holds, if the machine stands on it, or 0. */
static uint64_t own_value(const struct draft *d, unsigned sysreg)
{
	switch (sysreg) {
	case EL2_SYSREG_HCR_EL2:
		return d->c->reg[OQ_HCR_EL2];
	case EL2_SYSREG_SCTLR_EL1:
	case EL2_SYSREG_SCTLR_EL12:
		return d->c->reg[OQ_SCTLR_EL1];
	case EL2_SYSREG_SCTLR_EL2:
		return d->c->reg[OQ_SCTLR_EL2];
	case EL2_SYSREG_TCR_EL1:
	case EL2_SYSREG_TCR_EL12:
		return d->c->reg[OQ_TCR_EL1];
	case EL2_SYSREG_TCR_EL2:
		return d->c->reg[OQ_TCR_EL2];
	default:
		return 0;
	}
}

/* Tables, vectors and memory types, whose values the guest alone knows: a case must not write them. */
static bool is_ground(unsigned sysreg)
{
	static const uint16_t ground[] = {
		EL2_SYSREG_TTBR0_EL1,  EL2_SYSREG_TTBR0_EL12, EL2_SYSREG_TTBR0_EL2, EL2_SYSREG_TTBR1_EL1,
		EL2_SYSREG_TTBR1_EL12, EL2_SYSREG_TTBR1_EL2,  EL2_SYSREG_VBAR_EL1,  EL2_SYSREG_VBAR_EL12,
		EL2_SYSREG_VBAR_EL2,   EL2_SYSREG_MAIR_EL1,   EL2_SYSREG_MAIR_EL12, EL2_SYSREG_MAIR_EL2,
		EL2_SYSREG_VTTBR_EL2,  EL2_SYSREG_VTCR_EL2,
	};

	for (size_t i = 0; i < sizeof ground / sizeof *ground; i++)
		if (ground[i] == sysreg)
			return true;
	return false;
}

/* Half of the words of the sweep `system` are allocated: the others come as they are drawn. */
static uint32_t system_word(struct draft *d, const struct oq_insn *insn)
{
	bool allocated = oq_below(&d->random, 2);
	unsigned tries = 256;
	uint32_t word;
	el2_insn i;

	do {
		word = insn->word[0] | ((uint32_t)oq_random(&d->random) & insn->any);
		el2_decode(word, &i);
	} while (((allocated && !i.sysreg) || (i.form == EL2_FORM_MSR && is_ground(i.sysreg))) && --tries);
	d->c->x[3] = i.form == EL2_FORM_MSR ? own_value(d, i.sysreg) : d->c->x[3];
	return word;
}

/* Allocated, not CONSTRAINED UNPREDICTABLE, and no offset to itself, which could point anywhere. */
static bool usable(uint32_t word)
{
	el2_insn insn;

	if (!el2_decode(word, &insn) || (insn.flags & (EL2_INSN_UNPREDICTABLE | EL2_INSN_SHOULD_BE)))
		return false;
	return (insn.form != EL2_FORM_LDR_REG && insn.form != EL2_FORM_PRFM_REG) ||
	       (word >> 16 & 31) != (word >> 5 & 31);
}

/* Any operands; usable ones if a few tries find some. */
static uint32_t any_word(struct draft *d, const struct oq_insn *insn)
{
	uint32_t word;
	unsigned tries = 32;

	do
		word = insn->word[0] | ((uint32_t)oq_random(&d->random) & insn->any);
	while (!usable(word) && --tries);
	return word;
}

/* Another instruction of a sweep. */
static const struct oq_insn *any_of_sweep(struct draft *d, unsigned sweep)
{
	return &d->g->insns[d->g->of_sweep[sweep][oq_below(&d->random, d->g->of_sweep_count[sweep])]];
}

void oq_code(struct draft *d, const struct oq_insn *insn, struct oq_about *about)
{
	const uint32_t exit_word = 0xd4000001 | OQ_EXIT << 5; /* SVC */
	uint32_t words[OQ_SLOT_WORDS];

	about->words = insn->count;
	memcpy(words, insn->word, sizeof insn->word);
	for (unsigned i = insn->count; i < OQ_SLOT_WORDS; i++)
		words[i] = exit_word;
	for (unsigned i = 1; i < insn->count && insn->group == STREAM; i++)
		words[i] = any_word(d, any_of_sweep(d, OQ_SWEEP_stream));
	if (insn->any)
		words[0] = insn->group == SYSTEM ? system_word(d, insn) : any_word(d, insn);
	memcpy(about->word, words, sizeof about->word);
	d->c->code[0] = words[0] | (uint64_t)words[1] << 32;
	d->c->code[1] = words[2] | (uint64_t)words[3] << 32;
	/* the same words in the same place, so that QEMU need not translate them anew */
	d->c->slot = oq_mix(d->c->code[0] ^ oq_mix(d->c->code[1])) % OQ_SLOTS;
	for (unsigned i = 0; i < insn->count && insn->group != SYSTEM && insn->group != STREAM; i++)
		point(d, words[i], insn->count == 1);
	if (insn->group == SYSTEM && (words[0] >> 19 & 3) == 1)
		d->c->x[3] = pointer(d);
	if (insn->group == LOADS)
		aim(d, words[0]);
}
