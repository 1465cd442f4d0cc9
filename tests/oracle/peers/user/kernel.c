/* SPDX-License-Identifier: MIT */
/*
 * As much of an operating system at EL1 as the tests of QEMU's user mode need: pages, a few system calls of Linux's
 * numbers, signals, and the ID registers that Linux shows at EL0. What it is not asked to do ends the run with a
 * message.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user.h"

struct frame {
	uint64_t x[31], sp, pc, pstate;
};

extern char sigreturn[];
extern uint64_t tables[5][512]; /* levels 0, 1, 2, and 3 of the pages of mmap() and of brk() */

enum {
	MMAP_BASE = 0x40600000,
	BRK_BASE = 0x40800000,
	REGION = 0x200000,
	PAGE = 4096,
};

static struct signal_action {
	uint64_t handler, flags, restorer, mask;
} actions[65];
static uint64_t next_page = MMAP_BASE, end_of_heap = BRK_BASE;
static bool tags; /* prctl() has switched tag checking on */
unsigned long hwcap, hwcap2;

#define READ(reg)                                                                                                      \
	({                                                                                                             \
		uint64_t value_;                                                                                       \
		asm volatile("mrs %0, " #reg : "=r"(value_));                                                          \
		value_;                                                                                                \
	})
#define WRITE(reg, value) asm volatile("msr " #reg ", %0" : : "r"((uint64_t)(value)))

/* ---- the outside: semihosting ---- */

static uint64_t semihosting(uint64_t operation, const void *parameters)
{
	register uint64_t x0 asm("x0") = operation;
	register const void *x1 asm("x1") = parameters;

	asm volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
	return x0;
}

static void __attribute__((noreturn)) leave(uint64_t code)
{
	uint64_t parameters[2] = {0x20026, code & 0xff};

	semihosting(0x20, parameters);
	for (;;)
		;
}

static void say(const char *text)
{
	semihosting(0x04, text);
}

static void say_number(uint64_t number)
{
	char text[] = "0x................";

	for (int i = 17; i > 1; i--, number >>= 4)
		text[i] = "0123456789abcdef"[number & 15];
	say(text);
}

void __attribute__((noreturn)) kernel_fault(uint64_t esr, uint64_t pc)
{
	say("exception at EL1: ESR ");
	say_number(esr);
	say(" at ");
	say_number(pc);
	say("\n");
	leave(70);
}

/* ---- pages ---- */

enum {
	PTE_PAGE = 3,
	PTE_BLOCK = 1,
	PTE_TAGGED = 1 << 2,
	PTE_USER = 1 << 6,
	PTE_READ_ONLY = 1 << 7,
	PTE_AF_SHARED = 1 << 10 | 3 << 8,
};
#define PTE_GUARDED      (UINT64_C(1) << 50)
#define PTE_KERNEL_NEVER (UINT64_C(1) << 53)
#define PTE_USER_NEVER   (UINT64_C(1) << 54)

/* The MMU is off: called before anything else. */
void make_tables(void)
{
	static const bool guarded = GUARDED;
	uint64_t *level2 = tables[2];

	tables[0][0] = (uint64_t)tables[1] | 3;
	tables[1][1] = (uint64_t)level2 | 3;
	level2[0] = UINT64_C(0x40000000) | PTE_BLOCK | PTE_AF_SHARED | PTE_USER_NEVER;
	level2[1] = UINT64_C(0x40200000) | PTE_BLOCK | PTE_AF_SHARED | PTE_USER | PTE_READ_ONLY |
		    (guarded ? PTE_GUARDED : 0);
	level2[2] = UINT64_C(0x40400000) | PTE_BLOCK | PTE_AF_SHARED | PTE_USER | PTE_USER_NEVER | PTE_KERNEL_NEVER;
	level2[3] = (uint64_t)tables[3] | 3;
	level2[4] = (uint64_t)tables[4] | 3;
}

static void protect(uint64_t from, uint64_t to, unsigned prot)
{
	uint64_t pte = PTE_PAGE | PTE_AF_SHARED | PTE_USER | PTE_KERNEL_NEVER;

	if (!(prot & PROT_WRITE))
		pte |= PTE_READ_ONLY;
	if (!(prot & PROT_EXEC))
		pte |= PTE_USER_NEVER;
	if (prot & PROT_MTE)
		pte |= PTE_TAGGED;
	if (prot & PROT_BTI)
		pte |= PTE_GUARDED;
	for (from &= ~(uint64_t)(PAGE - 1); from < to; from += PAGE)
		tables[from < BRK_BASE ? 3 : 4][from / PAGE % 512] =
			prot & (PROT_READ | PROT_WRITE | PROT_EXEC) ? from | pte : 0;
	asm volatile("dsb ish; tlbi vmalle1; dsb ish; ic iallu; dsb ish; isb" : : : "memory");
}

/* ---- system calls ---- */

static uint64_t map(uint64_t size, unsigned prot)
{
	uint64_t at = next_page, length = (size + PAGE - 1) & ~(uint64_t)(PAGE - 1);

	if (!length || length > MMAP_BASE + REGION - at)
		return (uint64_t)-ENOMEM;
	next_page += length;
	protect(at, next_page, prot);
	return at;
}

static uint64_t set_break(uint64_t to)
{
	if (to >= BRK_BASE && to <= BRK_BASE + REGION) {
		if (to > end_of_heap)
			protect(end_of_heap, to, PROT_READ | PROT_WRITE);
		end_of_heap = to;
	}
	return end_of_heap;
}

static void new_keys(void)
{
	static uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t key[10];

	for (unsigned i = 0; i < 10; i++)
		key[i] = seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	WRITE(apiakeylo_el1, key[0]);
	WRITE(apiakeyhi_el1, key[1]);
	WRITE(apibkeylo_el1, key[2]);
	WRITE(apibkeyhi_el1, key[3]);
	WRITE(apdakeylo_el1, key[4]);
	WRITE(apdakeyhi_el1, key[5]);
	WRITE(apdbkeylo_el1, key[6]);
	WRITE(apdbkeyhi_el1, key[7]);
	WRITE(apgakeylo_el1, key[8]);
	WRITE(apgakeyhi_el1, key[9]);
	asm volatile("isb");
}

/* PR_SET_TAGGED_ADDR_CTRL: how a wrong tag is reported, and which tags IRG may draw. Asked for both ways: synchronous.
 */
static uint64_t control_tags(uint64_t control)
{
	uint64_t how = control >> 1 & 3, sctlr = READ(sctlr_el1) & ~(UINT64_C(3) << 38);

	if (how && !(hwcap2 & HWCAP2_MTE))
		return (uint64_t)-EINVAL;
	WRITE(gcr_el1, UINT64_C(1) << 16 | (~(control >> 3) & 0xffff));
	WRITE(tfsre0_el1, 0);
	WRITE(sctlr_el1, sctlr | (how & 1 ? UINT64_C(1) << 38 : how ? UINT64_C(2) << 38 : 0));
	asm volatile("isb");
	tags = true;
	return 0;
}

static uint64_t control(uint64_t what, uint64_t argument)
{
	switch (what) {
	case PR_PAC_RESET_KEYS:
		new_keys();
		return 0;
	case PR_SET_TAGGED_ADDR_CTRL:
		return control_tags(argument);
	default:
		return (uint64_t)-EINVAL;
	}
}

static void write_out(const char *text, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		semihosting(0x03, text + i);
}

static void signal_return(struct frame *f);

static void system_call(struct frame *f)
{
	uint64_t *x = f->x;

	switch (x[8]) {
	case NR_WRITE:
		write_out((const char *)x[1], x[2]);
		x[0] = x[2];
		break;
	case NR_EXIT:
	case NR_EXIT_GROUP:
		leave(x[0]);
	case NR_SCHED_YIELD:
		x[0] = 0;
		break;
	case NR_RT_SIGACTION:
		if (x[0] > 64)
			leave(71);
		actions[x[0]] = *(const struct signal_action *)x[1];
		x[0] = 0;
		break;
	case NR_RT_SIGRETURN:
		signal_return(f);
		break;
	case NR_PRCTL:
		x[0] = control(x[0], x[1]);
		break;
	case NR_BRK:
		x[0] = set_break(x[0]);
		break;
	case NR_MMAP:
		x[0] = map(x[1], (unsigned)x[2]);
		break;
	case NR_MPROTECT:
		protect(x[0], x[0] + x[1], (unsigned)x[2]);
		x[0] = 0;
		break;
	default:
		say("system call ");
		say_number(x[8]);
		say(" is not there\n");
		leave(71);
	}
}

/* ---- signals ---- */

struct signal_frame {
	siginfo_t info;
	ucontext_t context;
};

static void signal(struct frame *f, int number, int code, uint64_t address)
{
	const struct signal_action *action = &actions[number];
	struct signal_frame *s = (struct signal_frame *)((f->sp - sizeof *s) & ~UINT64_C(15));

	if (action->handler < 2) {
		say("killed by signal ");
		say_number((uint64_t)number);
		say(", code ");
		say_number((uint64_t)code);
		say(", at ");
		say_number(f->pc);
		say("\n");
		leave(128 + (uint64_t)number);
	}
	s->info.si_signo = number;
	s->info.si_errno = 0;
	s->info.si_code = code;
	s->info.si_addr = (void *)address;
	s->context.uc_mcontext.fault_address = address;
	for (unsigned i = 0; i < 31; i++)
		s->context.uc_mcontext.regs[i] = f->x[i];
	s->context.uc_mcontext.sp = f->sp;
	s->context.uc_mcontext.pc = f->pc;
	s->context.uc_mcontext.pstate = f->pstate;
	f->x[0] = (uint64_t)number;
	f->x[1] = (uint64_t)&s->info;
	f->x[2] = (uint64_t)&s->context;
	f->x[30] = (uint64_t)sigreturn;
	f->sp = (uint64_t)s;
	f->pc = action->handler;
	f->pstate = 2 << 10; /* BTYPE as after BLR */
}

static void signal_return(struct frame *f)
{
	const struct signal_frame *s = (const struct signal_frame *)f->sp;

	for (unsigned i = 0; i < 31; i++)
		f->x[i] = s->context.uc_mcontext.regs[i];
	f->sp = s->context.uc_mcontext.sp;
	f->pc = s->context.uc_mcontext.pc;
	f->pstate = s->context.uc_mcontext.pstate & (UINT64_C(0xf) << 28 | 3 << 10); /* NZCV, BTYPE */
}

/* ---- ID registers at EL0 ---- */

/* What Linux shows of them. Source: Documentation/arch/arm64/cpu-feature-registers.rst, and the masks of QEMU's
 * sysregs.c. */
static bool id_register(uint32_t word, uint64_t *value)
{
	switch (word >> 5 & 0x7f) { /* CRm, op2 */
	case 0x00:
		*value = READ(midr_el1) & 0xffffffff;
		return true;
	case 0x05:
		*value = UINT64_C(1) << 31; /* MPIDR_EL1 */
		return true;
	case 0x06: /* REVIDR_EL1 */
	case 0x29: /* ID_AA64DFR1_EL1 */
	case 0x2c: /* ID_AA64AFR0_EL1, ID_AA64AFR1_EL1 */
	case 0x2d:
		*value = 0;
		return true;
	case 0x20:
		*value = READ(id_aa64pfr0_el1) & UINT64_C(0x000f000f00ff0000);
		*value |= 0x11;
		return true;
	case 0x21:
		*value = READ(id_aa64pfr1_el1) & 0xf000fff;
		return true;
	case 0x24:
		*value = READ(s3_0_c0_c4_4) & UINT64_C(0x0ff0ff0f0fff00ff);
		return true;
	case 0x25:
		*value = READ(s3_0_c0_c4_5) & UINT64_C(0x8ff1fcff00000000);
		return true;
	case 0x28:
		*value = 6; /* ID_AA64DFR0_EL1 */
		return true;
	case 0x30:
		*value = READ(id_aa64isar0_el1) & UINT64_C(0xf0fffffff0fffff0);
		return true;
	case 0x31:
		*value = READ(id_aa64isar1_el1) & UINT64_C(0x00fff0ffffffffff);
		return true;
	case 0x32:
		*value = READ(s3_0_c0_c6_2) & UINT64_C(0x00ff000000ffffff);
		return true;
	case 0x38:
		*value = (READ(id_aa64mmfr0_el1) & UINT64_C(0xf000000000000000)) | 0xff000000;
		return true;
	case 0x39:
		*value = READ(id_aa64mmfr1_el1) & UINT64_C(0x0000f00000000000);
		return true;
	case 0x3a:
		*value = READ(s3_0_c0_c7_2) & UINT64_C(0x0000000f00000000);
		return true;
	default:
		return false;
	}
}

/* An undefined instruction, or a trapped access with the same meaning. */
static void undefined(struct frame *f)
{
	uint32_t word = *(const uint32_t *)f->pc;
	uint64_t value;

	if (word >> 12 == 0xd5380 && id_register(word, &value)) {
		if ((word & 31) != 31)
			f->x[word & 31] = value;
		f->pc += 4;
		f->pstate &= ~(UINT64_C(3) << 10);
	} else {
		signal(f, SIGILL, ILL_ILLOPC, f->pc);
	}
}

/* ---- exceptions ---- */

void kernel_exception(struct frame *f, uint64_t esr, uint64_t far)
{
	unsigned class = esr >> 26 & 0x3f, status = esr & 0x3f;

	switch (class) {
	case 0x15:
		system_call(f);
		break;
	case 0x00: /* undefined */
	case 0x18: /* a system register */
	case 0x0d: /* branch target */
	case 0x1c: /* pointer authentication */
		undefined(f);
		break;
	case 0x20:
	case 0x24:
		if (status == 0x11)
			signal(f, SIGSEGV, SEGV_MTESERR, far);
		else if (status == 0x21)
			signal(f, SIGBUS, BUS_ADRALN, far);
		else
			signal(f, SIGSEGV, status >> 2 == 3 ? SEGV_ACCERR : SEGV_MAPERR, far);
		break;
	case 0x22:
		signal(f, SIGBUS, BUS_ADRALN, far);
		break;
	default:
		kernel_fault(esr, f->pc);
	}
	if (tags && READ(tfsre0_el1)) {
		WRITE(tfsre0_el1, 0);
		signal(f, SIGSEGV, SEGV_MTEAERR, 0);
	}
}

void kernel_start(void)
{
	unsigned persistence = READ(id_aa64isar1_el1) & 15;

	hwcap = HWCAP_CPUID | (persistence ? HWCAP_DCPOP : 0);
	hwcap2 = persistence > 1 ? HWCAP2_DCPODP : 0;
	if ((READ(id_aa64pfr1_el1) >> 8 & 15) >= 2)
		hwcap2 |= HWCAP2_MTE;
	new_keys();
}
