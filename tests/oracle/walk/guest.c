/* SPDX-License-Identifier: MIT */
/* The program in QEMU: at EL3, MMU off, it sets each case up, asks, and cleans up. start.S of the other oracle enters
 * it. */
#include "../qemu/guest/guest.h"

#include "protocol.h"

#define BATCH ((volatile struct ow_batch *)(uintptr_t)OW_BATCH)

enum {
	ALWAYS = 1,
	HCX = 2,
	TCR2 = 4,
	PIE = 8
};

enum {
	SYS_EXIT = 0x18
};

static unsigned features;

static _Noreturn void stop(void)
{
	static const uint64_t end[2] = {0x20026, 0}; /* ADP_Stopped_ApplicationExit */

	for (;;)
		oq_semihost(SYS_EXIT, end);
}

/* While AT executes an exception of EL3 goes on behind it, with TPIDR_EL3 set: AT may meet an external abort. */
__asm__(".balign 0x800\n"
	"at_vectors: .skip 0x200\n"
	"str x0, [sp, #-16]!\n"
	"mrs x0, elr_el3\n"
	"add x0, x0, #4\n"
	"msr elr_el3, x0\n"
	"msr tpidr_el3, x0\n"
	"ldr x0, [sp], #16\n"
	"eret\n"
	".balign 0x800\n");
extern const char at_vectors[];

_Noreturn void oq_died(void)
{
	BATCH->died = READ_REGISTER("esr_el3");
	stop();
}

static void find_features(void)
{
	uint64_t mmfr1 = READ_REGISTER("id_aa64mmfr1_el1"), mmfr3 = READ_REGISTER("S3_0_C0_C7_3");

	features = ALWAYS;
	if (mmfr1 >> 40 & 15)
		features |= HCX;
	if (mmfr3 & 15)
		features |= TCR2;
	if (mmfr3 >> 8 & 15)
		features |= PIE;
}

static void write_registers(const volatile struct ow_case *c)
{
#define OW_REGISTER(name, encoding, needs)                                                                             \
	if (features & (needs))                                                                                        \
		WRITE_REGISTER(encoding, c->reg[OW_##name]);
#include "registers.def"
}

static void translate(volatile struct ow_question *q)
{
	uint64_t vectors = READ_REGISTER("vbar_el3");

	WRITE_REGISTER("tpidr_el3", 0);
	WRITE_REGISTER("vbar_el3", (uintptr_t)at_vectors);
	switch (q->what) {
#define OW_AT(name, op1, crm, op2)                                                                                     \
	case OW_##name:                                                                                                \
		__asm__ volatile("sys #" #op1 ", c7, c" #crm ", #" #op2 ", %0\n isb" : : "r"(q->va) : "memory");       \
		break;
#define OW_ACCESS(...)
#include "questions.def"
	}
	WRITE_REGISTER("vbar_el3", vectors);
	if (READ_REGISTER("tpidr_el3")) {
		q->answer.level = 3;
		q->answer.esr = READ_REGISTER("esr_el3");
		q->answer.far = READ_REGISTER("far_el3");
	} else {
		q->answer.par = READ_REGISTER("par_el1");
	}
}

static void access(const volatile struct ow_case *c, volatile struct ow_question *q, unsigned level, uint32_t word)
{
	uint64_t half = OW_UPPER_HALF, code = half + OW_CODE + q->what * 16, elr, entry;
	uint64_t of1 = (uintptr_t)vectors_el1, of2 = (uintptr_t)vectors_el2;
	static struct oq_frame frame;

	frame.x[0] = 0;
	frame.x[1] = q->va;
	WRITE_REGISTER("vbar_el1", half + of1);
	WRITE_REGISTER("vbar_el2", c->host ? half + of2 : of2);
	WRITE_REGISTER("hpfar_el2", 0);
	WRITE_REGISTER("elr_el3", word ? code : q->va);
	WRITE_REGISTER("spsr_el3", 0x3c0 | (level ? (c->host ? 9 : 5) : 0) | c->pan << 22);
	oq_enter(&frame);
	elr = READ_REGISTER("elr_el3");
	entry = elr & 0xffffffff;
	if (entry >= of2 && entry < of2 + 0x800) {
		q->answer.level = 2;
		q->answer.esr = READ_REGISTER("esr_el2");
		q->answer.far = READ_REGISTER("far_el2");
		q->answer.hpfar = READ_REGISTER("hpfar_el2");
	} else if (entry >= of1 && entry < of1 + 0x800) {
		q->answer.level = 1;
		q->answer.esr = READ_REGISTER("esr_el1");
		q->answer.far = READ_REGISTER("far_el1");
	} else if (elr != code + 8) { /* an SMC that a fetch has found, or an exception that came here */
		q->answer.level = 3;
		q->answer.esr = READ_REGISTER("esr_el3");
		q->answer.far = READ_REGISTER("far_el3");
	}
}

/* What was asked before has left no translation. */
static void drop_translations(void)
{
	__asm__ volatile("dsb sy\n tlbi alle1\n tlbi alle2\n dsb sy\n isb" : : : "memory");
}

static void ask(const volatile struct ow_case *c, volatile struct ow_question *q)
{
	drop_translations();
	switch (q->what) {
#define OW_AT(...)
#define OW_ACCESS(name, level, word)                                                                                   \
	case OW_##name:                                                                                                \
		access(c, q, level, word);                                                                             \
		break;
#include "questions.def"
	default:
		translate(q);
	}
}

static void run(volatile struct ow_case *c)
{
	for (uint64_t i = 0; i < c->entries; i++)
		*(volatile uint64_t *)(uintptr_t)c->entry[i].at = c->entry[i].before;
	write_registers(c);
	if (c->pan)
		__asm__ volatile(".arch armv8.1-a\n msr pan, #1");
	else
		__asm__ volatile(".arch armv8.1-a\n msr pan, #0");
	for (uint64_t i = 0; i < c->questions; i++)
		ask(c, &c->question[i]);
	for (uint64_t i = 0; i < c->entries; i++)
		c->entry[i].after = *(volatile uint64_t *)(uintptr_t)c->entry[i].at;
	for (uint64_t i = 0; i < c->entries; i++)
		*(volatile uint64_t *)(uintptr_t)c->entry[i].at = 0;
}

static void write_code(void)
{
	volatile uint32_t *code = (volatile uint32_t *)(uintptr_t)OW_CODE;

#define OW_AT(...)
#define OW_ACCESS(name, level, word)                                                                                   \
	code[OW_##name * 4] = (word);                                                                                  \
	code[OW_##name * 4 + 1] = OW_EXIT;
#include "questions.def"
}

void oq_main(void)
{
	BATCH->vectors[0] = (uintptr_t)vectors_el1;
	BATCH->vectors[1] = (uintptr_t)vectors_el2;
	find_features();
	write_code();
	WRITE_REGISTER("cptr_el3", 0);
	WRITE_REGISTER("mdcr_el3", 0);
	for (; BATCH->done < BATCH->count; BATCH->done++)
		run(&BATCH->cases[BATCH->done]);
	stop();
}
