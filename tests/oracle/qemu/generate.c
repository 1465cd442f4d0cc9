/* SPDX-License-Identifier: MIT */
/*
 * From a number to a case: which sweep, what its dimensions are, the registers that follow from that. Operands
 * are in operands.c.
 */
#include "tests/oracle/qemu/draft.h"

#include "model/bits.h"
#include "tests/oracle/qemu/insns.h"
#include "tests/oracle/qemu/random.h"

#include <string.h>

/* ---- the tables ---- */

enum kind {
	KIND_FIELD,
	KIND_PSTATE,
	KIND_BOTH,
	KIND_EL,
	KIND_E2H_TGE,
	KIND_SECURE,
	KIND_TBI,
	KIND_TCMA,
	KIND_PAGE,
	KIND_OFFSET,
	KIND_TAG,
	KIND_UPPER
};

enum dimension {
#define OQ_DIMENSION(name, ...) name,
#include "tests/oracle/qemu/dimensions.def"
	DIMENSIONS
};

#define MAX_VALUES 16

static const struct {
	uint64_t mask; /* FIELD, BOTH, PSTATE: the bits */
	uint8_t kind, reg, count;
	uint8_t values[MAX_VALUES];
} dimensions[DIMENSIONS] = {
#define FIELD(reg, field) EL2_MASK(reg, field), KIND_FIELD, OQ_##reg
#define BOTH(field)       EL2_MASK(SCTLR_EL1, field), KIND_BOTH, 0
#define PSTATE(bits)      bits, KIND_PSTATE, 0
#define SPECIAL(what)     0, KIND_##what, 0
#define V(...)                                                                                                         \
	sizeof(uint8_t[]){__VA_ARGS__},                                                                                \
	{                                                                                                              \
		__VA_ARGS__                                                                                            \
	}
#define OQ_DIMENSION(name, field, values) {field, values},
#include "tests/oracle/qemu/dimensions.def"
};

#define MAX_DIMENSIONS 20

static const struct {
	const char *name;
	bool product;
	uint16_t groups;
	uint8_t count;
	uint8_t dimensions[MAX_DIMENSIONS];
} sweeps[OQ_SWEEPS] = {
#define PRODUCT true
#define RANDOM  false
#define D(...)                                                                                                         \
	sizeof(uint8_t[]){__VA_ARGS__},                                                                                \
	{                                                                                                              \
		__VA_ARGS__                                                                                            \
	}
#define OQ_SWEEP(name, how, groups, dimensions) {#name, how, groups, dimensions},
#include "tests/oracle/qemu/sweeps.def"
};

const char *oq_sweep_name(unsigned sweep)
{
	return sweep < OQ_SWEEPS ? sweeps[sweep].name : "?";
}

static uint64_t product_size(const struct oq_generator *g, unsigned sweep)
{
	uint64_t n = g->of_sweep_count[sweep];

	for (unsigned i = 0; i < sweeps[sweep].count; i++)
		n *= dimensions[sweeps[sweep].dimensions[i]].count;
	return n;
}

void oq_generator_init(struct oq_generator *g, const el2_cpu *cpu, uint64_t seed)
{
	memset(g, 0, sizeof *g);
	g->cpu = cpu;
	g->seed = seed;
	g->only = OQ_SWEEPS;
	oq_insns_init(g);
	for (unsigned s = 0; s < OQ_SWEEPS; s++) {
		for (unsigned i = 0; i < g->insn_count; i++)
			if (g->insns[i].group & sweeps[s].groups)
				g->of_sweep[s][g->of_sweep_count[s]++] = (uint16_t)i;
	}
}

/* ---- the ordinary machine ---- */

static void ordinary(struct draft *d)
{
	uint64_t *reg = d->c->reg;
	uint64_t sctlr = EL2_BIT(SCTLR_EL1, M) | EL2_BIT(SCTLR_EL1, C) | EL2_BIT(SCTLR_EL1, I) |
			 EL2_BIT(SCTLR_EL1, EOS) | EL2_BIT(SCTLR_EL1, EIS) | EL2_BIT(SCTLR_EL1, TSCXT) |
			 EL2_BIT(SCTLR_EL1, SPAN) | EL2_BIT(SCTLR_EL1, LSMAOE) | EL2_BIT(SCTLR_EL1, nTLSMD) |
			 EL2_BIT(SCTLR_EL1, UCI) | EL2_BIT(SCTLR_EL1, UCT) | EL2_BIT(SCTLR_EL1, DZE) |
			 EL2_BIT(SCTLR_EL1, nTWI) | EL2_BIT(SCTLR_EL1, nTWE) | EL2_BIT(SCTLR_EL1, ATA) |
			 EL2_BIT(SCTLR_EL1, ATA0);

	reg[OQ_SCR_EL3] =
		EL2_BIT(SCR_EL3, NS) | 3 << 4 | EL2_BIT(SCR_EL3, HCE) | EL2_BIT(SCR_EL3, RW) | EL2_BIT(SCR_EL3, ATA);
	if (el2_has(d->g->cpu, EL2_FEAT_PAuth))
		reg[OQ_SCR_EL3] |= EL2_BIT(SCR_EL3, API) | EL2_BIT(SCR_EL3, APK);
	if (el2_has(d->g->cpu, EL2_FEAT_HCX))
		reg[OQ_SCR_EL3] |= EL2_BIT(SCR_EL3, HXEn);
	reg[OQ_HCR_EL2] = EL2_BIT(HCR_EL2, RW) | EL2_BIT(HCR_EL2, ATA);
	if (el2_has(d->g->cpu, EL2_FEAT_PAuth))
		reg[OQ_HCR_EL2] |= EL2_BIT(HCR_EL2, API) | EL2_BIT(HCR_EL2, APK);
	reg[OQ_SCTLR_EL1] = reg[OQ_SCTLR_EL2] = sctlr;
	d->tbi = 1;
}

/* ---- dimensions ---- */

static void set_bits(uint64_t *to, uint64_t mask, unsigned value)
{
	*to = (*to & ~mask) | ((mask & (0 - mask)) * value & mask);
}

/* Of the machine's configuration, not of a single access. */
static bool configures(unsigned dimension)
{
	switch (dimensions[dimension].kind) {
	case KIND_FIELD:
	case KIND_BOTH:
	case KIND_E2H_TGE:
	case KIND_SECURE:
	case KIND_TBI:
	case KIND_TCMA:
		return true;
	default:
		return false;
	}
}

static void apply(struct draft *d, unsigned dimension, unsigned value)
{
	uint64_t mask = dimensions[dimension].mask, *reg = d->c->reg;

	switch (dimensions[dimension].kind) {
	case KIND_FIELD:
		set_bits(&reg[dimensions[dimension].reg], mask, value);
		break;
	case KIND_BOTH:
		set_bits(&reg[OQ_SCTLR_EL1], mask, value);
		set_bits(&reg[OQ_SCTLR_EL2], mask, value);
		break;
	case KIND_PSTATE:
		set_bits(&d->c->spsr, mask, value);
		break;
	case KIND_EL:
		d->el = value;
		break;
	case KIND_E2H_TGE:
		d->e2h_tge = value;
		set_bits(&reg[OQ_HCR_EL2], EL2_BIT(HCR_EL2, E2H), value >> 1);
		set_bits(&reg[OQ_HCR_EL2], EL2_BIT(HCR_EL2, TGE), value & 1);
		break;
	case KIND_SECURE:
		reg[OQ_SCR_EL3] &= ~EL2_BIT(SCR_EL3, NS);
		if (value == 2 && el2_has(d->g->cpu, EL2_FEAT_SEL2))
			reg[OQ_SCR_EL3] |= EL2_BIT(SCR_EL3, EEL2);
		break;
	case KIND_TBI:
		d->tbi = value;
		break;
	case KIND_TCMA:
		d->tcma = value;
		break;
	case KIND_PAGE:
		d->page = value;
		break;
	case KIND_OFFSET:
		d->offset = value;
		break;
	case KIND_TAG:
		d->tag = value;
		break;
	case KIND_UPPER:
		d->upper = value;
		break;
	}
}

/* ---- what follows from the dimensions ---- */

static void set_tcr(struct draft *d)
{
	/* 39 bits below and above, nothing mapped above; 4 KB; 40-bit physical addresses; write-back, shareable */
	uint64_t two = 25 | 1 << 8 | 1 << 10 | 3 << 12 | 25 << 16 | EL2_BIT(TCR_EL1, EPD1) | UINT64_C(2) << 30 |
		       UINT64_C(2) << 32;
	uint64_t one = 25 | 1 << 8 | 1 << 10 | 3 << 12 | 2 << 16 | 1 << 23 | UINT64_C(1) << 31;
	bool mte = el2_has(d->g->cpu, EL2_FEAT_MTE2);

	two |= (uint64_t)d->tbi << EL2_LSB_TCR_EL1_TBI0 | (mte ? (uint64_t)d->tcma << EL2_LSB_TCR_EL1_TCMA0 : 0);
	one |= (d->tbi & 1 ? EL2_BIT(TCR_EL2, TBI) : 0) | (mte && (d->tcma & 1) ? EL2_BIT(TCR_EL2, TCMA) : 0);
	d->c->reg[OQ_TCR_EL1] = two;
	d->c->reg[OQ_TCR_EL2] = d->e2h_tge & 2 ? two : one;
}

/* Stage 1 does not map pages 3 and 9: while it is off there is memory, of which the model does not know. */
static bool stage1_is_on(const struct draft *d)
{
	const uint64_t *reg = d->c->reg;

	if (d->el == 2 || (d->el == 0 && d->e2h_tge == 3))
		return reg[OQ_SCTLR_EL2] & EL2_BIT(SCTLR_EL2, M);
	return (reg[OQ_SCTLR_EL1] & EL2_BIT(SCTLR_EL1, M)) && !(reg[OQ_HCR_EL2] & EL2_BIT(HCR_EL2, DC)) &&
	       !(d->e2h_tge & 1);
}

static bool reachable(const struct draft *d)
{
	uint64_t scr = d->c->reg[OQ_SCR_EL3];
	bool el2_enabled = (scr & EL2_BIT(SCR_EL3, NS)) || (scr & EL2_BIT(SCR_EL3, EEL2));

	if (d->el == 2)
		return el2_enabled;
	return !(d->el == 1 && el2_enabled && (d->e2h_tge & 1));
}

/* Bits of PSTATE that this CPU has. */
static uint32_t pstate_bits(const el2_cpu *cpu)
{
	static const struct {
		uint32_t bits;
		el2_feature feature;
	} conditional[] = {
		{EL2_PSTATE_TCO, EL2_FEAT_MTE2}, {EL2_PSTATE_DIT, EL2_FEAT_DIT},    {EL2_PSTATE_UAO, EL2_FEAT_UAO},
		{EL2_PSTATE_PAN, EL2_FEAT_PAN},  {EL2_PSTATE_SSBS, EL2_FEAT_SSBS2}, {EL2_PSTATE_BTYPE, EL2_FEAT_BTI},
	};
	uint32_t bits = UINT32_MAX;

	for (size_t i = 0; i < sizeof conditional / sizeof *conditional; i++)
		if (!el2_has(cpu, conditional[i].feature))
			bits &= ~conditional[i].bits;
	return bits;
}

/* ---- trap controls ---- */

/* Fields that this CPU lacks are RES0, and stay as they are. */
static void draw_traps(struct draft *d)
{
	enum {
		ANY = 2
	};
	static const struct {
		uint64_t bits;
		uint16_t feature;
		uint8_t reg, e2h;
	} traps[] = {
#define OQ_TRAPS(name, bits, e2h, feature) {bits, EL2_FEAT_##feature, OQ_##name, e2h},
#include "tests/oracle/qemu/traps.def"
	};

	for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
		if (el2_has(d->g->cpu, (el2_feature)traps[i].feature) &&
		    (traps[i].e2h == ANY || traps[i].e2h == d->e2h_tge >> 1))
			d->c->reg[traps[i].reg] =
				(d->c->reg[traps[i].reg] & ~traps[i].bits) | (oq_random(&d->random) & traps[i].bits);
	d->c->reg[OQ_MDCR_EL2] |= d->g->cpu->counts[EL2_COUNT_COUNTERS]; /* HPMN */
}

/* ---- a case ---- */

/* Cases of random sweeps that follow each other and share a configuration: each change of it costs QEMU its TLBs. */
enum {
	ALIKE = 8
};

/*
 * Which sweep a number falls into; *index is its place in a product. Products and random sweeps take turns, in blocks;
 * when the products are done all is random.
 */
static unsigned find_sweep(const struct oq_generator *g, uint64_t number, uint64_t *index)
{
	enum {
		BLOCK = 64
	};
	uint64_t block = number / BLOCK;
	unsigned random_sweeps = 0, which;

	*index = number;
	if (g->only < OQ_SWEEPS)
		return g->only;
	*index = block / 2 * BLOCK + number % BLOCK;
	for (unsigned s = 0; s < OQ_SWEEPS; s++) {
		uint64_t size = product_size(g, s);

		if (!sweeps[s].product)
			random_sweeps++;
		else if (block % 2 == 0 && *index < size)
			return s;
		else
			*index -= size;
	}
	which = (unsigned)(number / ALIKE % random_sweeps);
	for (unsigned s = 0; s < OQ_SWEEPS; s++)
		if (!sweeps[s].product && !which--)
			return s;
	return 0;
}

bool oq_generate(const struct oq_generator *g, uint64_t number, struct oq_case *c, struct oq_about *about)
{
	uint64_t index, configuration = oq_mix(g->seed + 1) ^ oq_mix(number / ALIKE + 1);
	struct draft d = {.g = g, .c = c};
	unsigned sweep = find_sweep(g, number, &index);

	memset(c, 0, sizeof *c);
	d.random = oq_mix(g->seed) ^ oq_mix(number + 1);
	ordinary(&d);
	/* the instruction changes fastest: what QEMU has translated and looked up stays good for longer */
	if (sweeps[sweep].product) {
		about->insn = g->of_sweep[sweep][index % g->of_sweep_count[sweep]];
		index /= g->of_sweep_count[sweep];
	} else {
		about->insn = g->of_sweep[sweep][oq_below(&d.random, g->of_sweep_count[sweep])];
	}
	for (unsigned i = 0; i < sweeps[sweep].count; i++) {
		unsigned dimension = sweeps[sweep].dimensions[i], n = dimensions[dimension].count, pick;

		if (sweeps[sweep].product)
			pick = (unsigned)(index % n);
		else
			pick = oq_below(configures(dimension) ? &configuration : &d.random, n);
		index /= n;
		apply(&d, dimension, dimensions[dimension].values[pick]);
	}
	if (!reachable(&d))
		return false;
	if (sweep == OQ_SWEEP_system)
		draw_traps(&d);
	if ((d.page == 3 || d.page == 8) && !stage1_is_on(&d))
		d.page = 0;
	set_tcr(&d);
	c->spsr &= pstate_bits(g->cpu);
	c->spsr |= EL2_PSTATE_DAIF | d.el << 2 | (d.el ? EL2_PSTATE_SP : 0);
	c->block = OQ_DATA + d.page * OQ_PAGE_BYTES + (d.page == 8 ? 7 : oq_below(&d.random, 8)) * OQ_BLOCK_BYTES;
	c->seed = oq_random(&d.random);
	oq_operands(&d);
	about->number = number;
	about->sweep = sweep;
	about->el = d.el;
	about->page = d.page;
	oq_code(&d, &g->insns[about->insn], about);
	return true;
}
