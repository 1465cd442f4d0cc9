/* SPDX-License-Identifier: MIT */
/*
 * A guest: what it finds to execute where it is entered. Scripts are out of a weighted grammar of what comes to EL2, or
 * may: calls of firmware, of KVM, of protected KVM; registers by group; first use of floating point; waiting; aborts of
 * each kind; maintenance; words that are nothing.
 */
#include "explore/hostile/hostile.h"
#include "model/bytes.h"

#include <string.h>

#define SLOT  32u /* words: where vectors are, and so wherever a guest comes to */
#define WORDS (EL2_EVENT_ARGS * 2u)
#define TRIES 200u /* to draw a register of a group */

/* ---- the event ---- */

/* In a page that is EL2's own nothing may be written but by EL2. Where nobody keeps accounts those are what it maps,
 * all of which were recorded. */
static bool may_hold_code(const struct hostile *h, uint64_t pa)
{
	el2_owner owner;
	bool mapped;

	if (pa % EL2_PAGE_SIZE || !el2_memory_page(el2_recorded_memory(h->recorded), pa))
		return false;
	if (!hostile_owner(h, pa >> 12, &owner, &mapped))
		return !el2_recording_page(h->recording, pa);
	return owner == EL2_OWNER_HOST || owner == EL2_OWNER_GUEST;
}

void hostile_guest_event(struct hostile *h, const el2_event *e)
{
	unsigned char page[EL2_PAGE_SIZE];
	unsigned count = e->args * 2u;

	if (!count || !may_hold_code(h, e->value))
		return;
	for (unsigned n = 0; n < count; n++)
		store_le(page + 4 * n, 4, el2_event_word(e, n));
	for (unsigned n = count; n < SLOT; n++)
		store_le(page + 4 * n, 4, 0x14000000 | (0x3ffffff & -n)); /* to the first */
	for (unsigned slot = 1; slot < EL2_PAGE_SIZE / 4 / SLOT; slot++)
		memcpy(page + slot * 4 * SLOT, page, 4 * SLOT);
	el2_memory_write(el2_recorded_memory(h->recorded), e->value, page, sizeof page);
}

/* ---- scripts ---- */

struct script {
	uint32_t word[WORDS];
	unsigned count;
};

static bool has_room(const struct script *s, unsigned words)
{
	return s->count + words <= WORDS;
}

static void put(struct script *s, uint32_t word)
{
	if (has_room(s, 1))
		s->word[s->count++] = word;
}

/* Xr = value, in as many words as it takes. */
static void move(struct script *s, unsigned r, uint64_t value)
{
	bool first = true;

	for (unsigned n = 0; n < 4; n++) {
		uint32_t part = value >> 16 * n & 0xffff;

		if (!part && (value || n))
			continue;
		put(s, (first ? 0xd2800000 : 0xf2800000) | n << 21 | part << 5 | r);
		first = false;
	}
}

/* Addresses of a guest: where it is, beside that, where nothing is, devices, borders. */
static uint64_t any_address(struct generator *g)
{
	static const uint64_t addresses[] = {0x80000000,
					     0x80000000,
					     0x80001000,
					     0x80000ff8,
					     0x80200000,
					     0,
					     0x1000,
					     0x10000000,
					     0x8000000,
					     0x9000000,
					     0x200000,
					     0xffffff000,
					     UINT64_C(0x10000000000),
					     UINT64_C(0xfffffffff000),
					     UINT64_C(0xffff000000000000)};

	return GENERATOR_ONE_OF(g, addresses);
}

/* Source: Arm DEN 0022, DEN 0028, DEN 0098 (TRNG), DEN 0077A; Linux include/linux/arm-smccc.h, VENDOR_HYP_KVM:
 * features, PTP, size of a granule, share, unshare, relinquish, guard of MMIO, ...; of Android's, too. */
static const uint32_t calls[] = {
	0xc6000002, 0xc6000003, 0xc6000003, 0xc6000003, 0xc6000004, 0xc6000004, 0xc6000005, 0xc6000006, 0xc6000007,
	0xc6000008, 0x86000000, 0x86000001, 0x8600ff01, 0x84000000, 0x84000001, 0xc4000001, 0x84000002, 0xc4000003,
	0xc4000003, 0x84000003, 0xc4000004, 0xc4000005, 0x84000008, 0x84000009, 0x8400000a, 0xc400000e, 0xc4000012,
	0xc4000013, 0x84000015, 0x84000050, 0x84000053, 0xc4000053, 0x80000000, 0x80000001, 0x80008000, 0x80007fff,
	0x84000063, 0x84000069, 0xc4000073, 0xc5000020, 0,
};

static void call(struct script *s, struct generator *g)
{
	static const uint32_t words[] = {0xd4000002, 0xd4000002, 0xd4000002, 0xd4000003, 0xd4000022};

	move(s, 0, GENERATOR_ONE_OF(g, calls));
	if (generator_below(g, 5))
		move(s, 1, generator_below(g, 4) ? any_address(g) : generator_below(g, 4));
	if (!generator_below(g, 4))
		move(s, 2, generator_below(g, 2) ? any_address(g) : generator_below(g, 3));
	put(s, GENERATOR_ONE_OF(g, words));
}

/* By the begin of their names, for what traps together. */
static const char *const groups[] = {"ICC_",  "ID_",  "CNT",  "PM",   "DBG",   "MDSCR", "OS",    "AP",   "ZCR", "SMCR",
				     "SCTLR", "TCR",  "TTBR", "MAIR", "ACTLR", "CPACR", "AM",    "TRC",  "LOR", "ER",
				     "G",     "RGSR", "TFSR", "SCXT", "TPIDR", "CSSEL", "CCSID", "MPAM", "BRB", "SP"};

/* Of those of a GICv3, which EL2 may serve. */
static const uint16_t gic[] = {
	EL2_SYSREG_ICC_IAR0_EL1,   EL2_SYSREG_ICC_IAR1_EL1,   EL2_SYSREG_ICC_EOIR0_EL1,   EL2_SYSREG_ICC_EOIR1_EL1,
	EL2_SYSREG_ICC_HPPIR0_EL1, EL2_SYSREG_ICC_HPPIR1_EL1, EL2_SYSREG_ICC_BPR0_EL1,    EL2_SYSREG_ICC_BPR1_EL1,
	EL2_SYSREG_ICC_AP0R0_EL1,  EL2_SYSREG_ICC_AP0R1_EL1,  EL2_SYSREG_ICC_AP0R2_EL1,   EL2_SYSREG_ICC_AP0R3_EL1,
	EL2_SYSREG_ICC_AP1R0_EL1,  EL2_SYSREG_ICC_AP1R1_EL1,  EL2_SYSREG_ICC_AP1R2_EL1,   EL2_SYSREG_ICC_AP1R3_EL1,
	EL2_SYSREG_ICC_DIR_EL1,    EL2_SYSREG_ICC_RPR_EL1,    EL2_SYSREG_ICC_CTLR_EL1,    EL2_SYSREG_ICC_PMR_EL1,
	EL2_SYSREG_ICC_SRE_EL1,    EL2_SYSREG_ICC_SGI1R_EL1,  EL2_SYSREG_ICC_IGRPEN0_EL1, EL2_SYSREG_ICC_IGRPEN1_EL1,
};

static uint16_t any_register(struct generator *g)
{
	const char *group = GENERATOR_ONE_OF(g, groups);
	const el2_sysreg_info *info = NULL;

	if (!generator_below(g, 8))
		return el2_sysreg_get((el2_sysreg)GENERATOR_ONE_OF(g, gic))->key;
	for (unsigned tries = 0; tries < TRIES; tries++) {
		info = el2_sysreg_get((el2_sysreg)(1 + generator_below(g, EL2_SYSREG_REGISTERS - 1)));
		if (!strncmp(info->name, group, strlen(group)))
			break;
	}
	return info->key;
}

static void reg(struct script *s, struct generator *g)
{
	static const uint64_t values[] = {0, 1, 1, 2, 0x1f, 0xff, 0x3ff, 0x1000000, 0x80000000, UINT64_MAX,
					  /* interrupts of structures.c */
					  0x1b, 0x20, 0x21, 0x22};
	uint32_t key = generator_below(g, 8) ? any_register(g) : 0x8000 | (uint32_t)generator_below(g, 0x8000);

	if (generator_below(g, 2)) {
		if (generator_below(g, 2))
			move(s, 2, GENERATOR_ONE_OF(g, values));
		put(s, 0xd5100000 | (key & 0x7fff) << 5 | 2);
	} else {
		put(s, 0xd5300000 | (key & 0x7fff) << 5 | 2);
	}
}

/* As a guest takes an interrupt: it asks which, and says that it is over. */
static void acknowledge(struct script *s, struct generator *g)
{
	uint32_t group = generator_below(g, 2) ? 0x400 : 0; /* of CRm: 12, 8 */

	put(s, 0xd538c802 | group); /* MRS X2, ICC_IAR<n>_EL1 */
	if (!generator_below(g, 4))
		put(s, 0xd538c842 | group); /* MRS X2, ICC_HPPIR<n>_EL1 */
	put(s, 0xd518c822 | group);         /* MSR ICC_EOIR<n>_EL1, X2 */
	if (generator_below(g, 2))
		put(s, 0xd518cb22); /* MSR ICC_DIR_EL1, X2 */
}

static void vector(struct script *s, struct generator *g)
{
	static const uint32_t words[] = {
		0x9e670020, 0x3dc00020, 0x3d800020, 0x4e201c00, /* FMOV, LDR, STR, AND */
		0xd53b4400, 0xd51b4420, 0xd5384240,             /* FPCR, FPSR */
		0x04bf5000, 0x2518e3e0, 0x85804020,             /* SVE: RDVL, PTRUE, LDR */
		0xd503477f, 0xd503467f, 0xc00800ff,             /* SME: SMSTART, SMSTOP, ZERO */
	};

	put(s, GENERATOR_ONE_OF(g, words));
}

static void memory(struct script *s, struct generator *g)
{
	static const uint32_t words[] = {
		0xf9400022, 0xf9000022, 0x39400022, 0x79000022, 0xb9400022, /* of 8, 1, 2, 4 bytes, at X1 */
		0xf8408422, 0xf8008422, 0xa9400822, 0xa9000822, /* without a syndrome: post-indexed, pairs */
		0x3dc00020, 0x39800022, 0x79c00022,             /* Q; sign extended */
		0xc85f7c22, 0xc8037c22, 0xf8230022, 0xc8a37c22, /* exclusive; LDADD, CAS */
		0xd50b7421, 0xd50b7a21, 0xf9800020, 0xf8400802, /* DC ZVA, CVAC; PRFM; LDTR of X0 */
		0xf83f9022, 0xf83fd022,                         /* ST64B, LD64B */
	};

	move(s, 1, any_address(g));
	put(s, GENERATOR_ONE_OF(g, words));
	if (!generator_below(g, 8))
		put(s, 0xd61f0020); /* BR X1: an abort of instructions */
}

static void maintenance(struct script *s, struct generator *g)
{
	static const uint32_t words[] = {
		0xd5087801, 0xd5087821, 0xd508787f, 0xd5087901, /* AT S1E1R, S1E1W, ..., S1E1RP */
		0xd508871f, 0xd508831f, 0xd5088721, 0xd508811f, /* TLBI VMALLE1, VMALLE1IS, VAE1, VMALLE1OS */
		0xd50c8021, 0xd50c871f, 0xd50c83df,             /* TLBI of EL2's */
		0xd5087641, 0xd5087a41, 0xd5087e41, 0xd5087661, /* DC ISW, CSW, CISW, IGVAC */
		0xd508751f, 0xd508711f, 0xd50b7521, 0xd50b73a1, /* IC IALLU, IALLUIS, IVAU; DVP */
	};

	put(s, GENERATOR_ONE_OF(g, words));
}

static void odd(struct script *s, struct generator *g)
{
	static const uint32_t words[] = {
		0xd503207f, 0xd503205f, 0xd503203f, 0xd5031001, 0xd5031021, /* WFI, WFE, YIELD, WFET, WFIT */
		0x19000440, 0x19400440, 0x19800440, 0x19c00440,             /* CPYF; SETP */
		0xd9200820, 0xd9600020, 0xd9a00020, 0x9ac11000,             /* STG, LDG, ST2G, IRG */
		0xdac10041, 0xd503233f, 0x9ac03000,                         /* PACIA, PACIASP, PACGA */
		0xd4200000, 0xd4400000, 0xd4000001, 0xd69f03e0, 0xd69f0bff, /* BRK, HLT, SVC, ERET, ERETAA */
		0,          0xd4a00001, 0x14000000, 0xd503249f,             /* UDF; DCPS1; B to itself; BTI */
	};

	put(s, GENERATOR_ONE_OF(g, words));
}

static void any(struct script *s, struct generator *g)
{
	el2_stream stream = {.count = 0};

	generator_add(g, &stream);
	put(s, stream.event[stream.count - 1].word);
}

static const struct {
	unsigned weight;
	void (*make)(struct script *s, struct generator *g);
} grammar[] = {{28, call},   {24, reg},        {4, acknowledge}, {8, vector},
	       {16, memory}, {5, maintenance}, {9, odd},         {6, any}};

static void add_to(struct script *s, struct generator *g)
{
	unsigned dice = (unsigned)generator_below(g, 100), n = 0;

	while (dice >= grammar[n].weight)
		dice -= grammar[n++].weight;
	grammar[n].make(s, g);
}

/* ---- events ---- */

static uint64_t any_page(const struct hostile *h, struct generator *g)
{
	const struct hostile_world *w = &h->world;
	unsigned dice = (unsigned)generator_below(g, 8);

	if (dice < 5 && w->guest.count)
		return w->guest.at[generator_below(g, w->guest.count)] << 12;
	if (dice < 7)
		return w->own.at[HOSTILE_CODE + 4 * generator_below(g, HOSTILE_CHAIN / 4)] << 12;
	return w->own.at[generator_below(g, HOSTILE_POOL)] << 12;
}

static void store(el2_event *e, const struct script *s)
{
	memset(e->arg, 0, sizeof e->arg);
	e->args = (uint8_t)((s->count + 1) / 2);
	for (unsigned n = 0; n < e->args * 2u; n++)
		e->arg[n / 2] |= (uint64_t)(n < s->count ? s->word[n] : EL2_WORD_NOP) << n % 2 * 32;
}

void hostile_guest_make(const struct hostile *h, struct generator *g, el2_event *e)
{
	struct script s = {.count = 0};
	unsigned want = 1 + (unsigned)generator_below(g, WORDS);

	*e = (el2_event){.kind = EL2_EVENT_GUEST, .el = 1, .reg = 31, .value = any_page(h, g)};
	while (s.count < want)
		add_to(&s, g);
	store(e, &s);
}

void hostile_guest_change(const struct hostile *h, struct generator *g, el2_event *e)
{
	struct script s = {.count = 0};
	unsigned from = (unsigned)generator_below(g, e->args * 2u);

	if (!generator_below(g, 6)) {
		e->value = any_page(h, g);
		return;
	}
	for (unsigned n = 0; n < from; n++)
		put(&s, el2_event_word(e, n));
	add_to(&s, g);
	for (unsigned n = s.count; generator_below(g, 4) && n < e->args * 2u; n++)
		put(&s, el2_event_word(e, n));
	store(e, &s);
}

/* X1 = 0x80000000; VBAR_EL1 = X1: exceptions of the guest's own come to the script, too; WFI. Wherever it comes in it
 * goes round. */
bool hostile_guest_begin(const struct hostile *h, el2_event *e)
{
	static const struct script begin = {{0xd2b00001, 0xd518c001, EL2_WORD_NOP, 0xd503207f}, 4};

	*e = (el2_event){.kind = EL2_EVENT_GUEST, .el = 1, .reg = 31, .value = h->world.home << 12};
	store(e, &begin);
	return h->world.home != 0;
}

void hostile_guest_shares(uint64_t pa, el2_event *e)
{
	struct script s = {.count = 0};

	move(&s, 0, 0xc6000003); /* MEM_SHARE */
	move(&s, 1, HOSTILE_GUEST_PC + EL2_PAGE_SIZE);
	move(&s, 2, 0);
	move(&s, 3, 0);
	put(&s, 0xd4000002); /* HVC */
	put(&s, 0xd503207f); /* WFI */
	*e = (el2_event){.kind = EL2_EVENT_GUEST, .el = 1, .reg = 31, .value = pa};
	store(e, &s);
}

void hostile_guest_open(struct hostile *h)
{
	el2_stream stream = {.count = 0};
	el2_step_result result;
	el2_insn insn;

	hostile_prefix(h, HOSTILE_RUNS, &stream);
	for (size_t n = 0; n < stream.count; n++) {
		hostile_event(h, &stream.event[n], &insn, &result);
		if (hostile_is_lost(h))
			break;
	}
	hostile_guest_base(h);
	h->world.home = h->world.guest.count ? h->world.guest.at[0] : 0;
	el2_recorded_forget(h->recorded);
}

/* Where guests have memory, at the begin of what virtual machines have as a rule. */
void hostile_guest_base(struct hostile *h)
{
	static const uint64_t at[] = {0x80000000, 0x80001000, 0x80002000, 0, 0x1000, 0x2000, 0x40000000};
	struct hostile_frames *guest = &h->world.guest;

	guest->count = 0;
	for (size_t t = 0; h->tables.on && t < h->tables.tree_count; t++)
		for (size_t n = 0; n < sizeof at / sizeof *at; n++) {
			const struct hostile_tree *tree = &h->tables.trees[t];
			uint64_t leaf, pa;
			int level;

			if (tree->kind != TREE_GUEST || !hostile_leaf(h, tree, at[n], &leaf, &level) || !(leaf & 1))
				continue;
			pa = hostile_output(tree, leaf, level) | (at[n] & ((UINT64_C(0x1000) << 9 * (3 - level)) - 1));
			if (guest->count < HOSTILE_FRAMES && may_hold_code(h, pa))
				guest->at[guest->count++] = pa >> 12;
		}
}
