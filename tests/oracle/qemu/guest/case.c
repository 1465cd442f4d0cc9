/* SPDX-License-Identifier: MIT */
/* One case: set the machine up, go there, and write down what it came to. */
#include "guest.h"

/* The assembler does not know these instructions unless asked to. */
#define MTE ".arch armv8.5-a+memtag\n"

enum {
	ALWAYS = 1,
	MTE2 = 2,
	HCX = 4
};

static unsigned features;

/* Do the granules of a page share their tags, as they do in QEMU 7.2? */
static uint64_t page_wide_tags(void)
{
	uint64_t at = OQ_DATA, got;

	if (!(features & MTE2))
		return 0;
	__asm__ volatile(MTE "stg %1, [%1]\n"
			     "stg %2, [%3]\n"
			     "ldg %0, [%1]"
			 : "=&r"(got)
			 : "r"(at), "r"(at | UINT64_C(9) << 56), "r"(at + 128)
			 : "memory");
	return (got >> 56 & 15) == 9;
}

void oq_case_init(void)
{
	struct oq_exchange *e = EXCHANGE;

#define OQ_ID_REGISTER(name, encoding) e->id[OQ_##name] = READ_REGISTER(encoding);
#include "../id_registers.def"
	features = ALWAYS;
	if ((e->id[OQ_ID_AA64PFR1_EL1] >> 8 & 15) >= 2)
		features |= MTE2;
	if (e->id[OQ_ID_AA64MMFR1_EL1] >> 40 & 15)
		features |= HCX;
	e->page_wide_tags = page_wide_tags();
	WRITE_REGISTER("vbar_el1", (uintptr_t)vectors_el1);
	WRITE_REGISTER("vbar_el2", (uintptr_t)vectors_el2);
	/* nothing of FP, SVE and SME, debug or the timers is in the way */
	WRITE_REGISTER("cptr_el3", 0);
	WRITE_REGISTER("mdcr_el3", 0);
	WRITE_REGISTER("hstr_el2", 0);
}

/* ---- before ---- */

static void write_code(const struct oq_case *c)
{
	volatile uint64_t *slot = (volatile uint64_t *)(uintptr_t)OQ_CODE + c->slot * (OQ_SLOT_WORDS / 2);

	/* QEMU throws translated code away when it is written to; so only where something changes */
	for (unsigned i = 0; i < OQ_SLOT_WORDS / 2; i++)
		if (slot[i] != c->code[i])
			slot[i] = c->code[i];
}

static void write_block(const struct oq_case *c)
{
	uint64_t *at = (uint64_t *)(uintptr_t)c->block, value = c->seed;

	for (unsigned i = 0; i < OQ_BLOCK_WORDS; i++, value += OQ_BLOCK_STEP)
		at[i] = value;
	if (features & MTE2)
		__asm__ volatile(MTE "stgm %0, [%1]\n"
				     "stgm %0, [%2]"
				 :
				 : "r"(c->tags), "r"(c->block), "r"(c->block + 256)
				 : "memory");
}

/* Bits of the registers that TLBs may remember: SCR_EL3.{NS, EEL2}, HCR_EL2.{VM, PTW, DC, TGE, E2H, FWB, DCT},
 * SCTLR_ELx.{M, WXN}, all of TCR_ELx. */
static const uint64_t cached[OQ_REGISTERS] = {
	[OQ_SCR_EL3] = 1 | 1 << 18,
	[OQ_HCR_EL2] = 1 | 1 << 2 | 1 << 12 | 1 << 27 | UINT64_C(1) << 34 | UINT64_C(1) << 46 | UINT64_C(1) << 57,
	[OQ_SCTLR_EL1] = 1 | 1 << 19,
	[OQ_SCTLR_EL2] = 1 | 1 << 19,
	[OQ_TCR_EL1] = UINT64_MAX,
	[OQ_TCR_EL2] = UINT64_MAX,
};

static void write_registers(const struct oq_case *c)
{
	uint64_t changed = 0;

#define OQ_REGISTER(name, encoding, needs)                                                                             \
	if (features & (needs)) {                                                                                      \
		uint64_t bits = READ_REGISTER(encoding) ^ c->reg[OQ_##name];                                           \
                                                                                                                       \
		if (bits)                                                                                              \
			WRITE_REGISTER(encoding, c->reg[OQ_##name]);                                                   \
		changed |= bits & cached[OQ_##name];                                                                   \
	}
#include "../registers.def"
	WRITE_REGISTER("hpfar_el2", 0);
	WRITE_REGISTER("far_el3", 0);
	WRITE_REGISTER("sp_el0", c->sp[0]);
	WRITE_REGISTER("sp_el1", c->sp[1]);
	WRITE_REGISTER("sp_el2", c->sp[2]);
	WRITE_REGISTER("elr_el3", OQ_CODE + c->slot * OQ_SLOT_WORDS * 4);
	WRITE_REGISTER("spsr_el3", c->spsr);
	if (changed)
		__asm__ volatile("dsb sy\n tlbi alle1\n tlbi alle2\n dsb sy\n isb" : : : "memory");
}

/* ---- after ---- */

/* Which entry of these vectors an SMC came from, by its return address: offset, or 0x800 and more for none. */
static uint64_t entry(const char *vectors, uint64_t elr)
{
	return elr - 4 - (uintptr_t)vectors;
}

static void read_exception(struct oq_answer *a)
{
	uint64_t esr = READ_REGISTER("esr_el3"), elr = READ_REGISTER("elr_el3"), pstate = READ_REGISTER("spsr_el3");

	if (entry(vectors_el2, elr) < 0x800) {
		a->el = 2;
		a->vector = entry(vectors_el2, elr);
		a->esr = READ_REGISTER("esr_el2");
		a->elr = READ_REGISTER("elr_el2");
		a->far = READ_REGISTER("far_el2");
		a->spsr = READ_REGISTER("spsr_el2");
		a->hpfar = READ_REGISTER("hpfar_el2");
		/* HCR_EL2.TSC sends EL1's way out here, too; a trapped SMC's ELR is its own address */
		if (entry(vectors_el1, a->elr + 4) >= 0x800) {
			a->pstate = pstate;
			return;
		}
		elr = a->elr + 4;
		pstate = a->spsr;
	}
	if (entry(vectors_el1, elr) < 0x800) {
		a->el = 1;
		a->vector = entry(vectors_el1, elr);
		a->esr = READ_REGISTER("esr_el1");
		a->elr = READ_REGISTER("elr_el1");
		a->far = READ_REGISTER("far_el1");
		a->spsr = READ_REGISTER("spsr_el1");
		a->hpfar = 0;
		a->pstate = pstate;
		return;
	}
	a->el = 3;
	a->vector = 0x400;
	a->esr = esr;
	a->elr = elr;
	a->far = READ_REGISTER("far_el3");
	a->spsr = pstate;
	a->hpfar = 0;
	a->pstate = 0;
}

static void read_block(const struct oq_case *c, struct oq_answer *a)
{
	const uint64_t *at = (const uint64_t *)(uintptr_t)c->block;

	for (unsigned i = 0; i < OQ_BLOCK_WORDS; i++)
		a->data[i] = at[i];
	a->tags[0] = a->tags[1] = 0;
	if (features & MTE2)
		__asm__ volatile(MTE "ldgm %0, [%2]\n"
				     "ldgm %1, [%3]"
				 : "=&r"(a->tags[0]), "=&r"(a->tags[1])
				 : "r"(c->block), "r"(c->block + 256)
				 : "memory");
}

static void read_registers(struct oq_answer *a)
{
#define OQ_REGISTER(name, encoding, needs) a->reg[OQ_##name] = features & (needs) ? READ_REGISTER(encoding) : 0;
#include "../registers.def"
	a->sp[0] = READ_REGISTER("sp_el0");
	a->sp[1] = READ_REGISTER("sp_el1");
	a->sp[2] = READ_REGISTER("sp_el2");
}

void oq_case_run(const struct oq_case *c, struct oq_answer *a)
{
	struct oq_frame frame;

	write_code(c);
	write_block(c);
	write_registers(c);
	for (unsigned i = 0; i < 31; i++)
		frame.x[i] = c->x[i];
	oq_enter(&frame);
	for (unsigned i = 0; i < 31; i++)
		a->x[i] = frame.x[i];
	read_exception(a);
	read_registers(a);
	read_block(c, a);
}
