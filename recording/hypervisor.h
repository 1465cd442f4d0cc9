/* SPDX-License-Identifier: MIT */
/*
 * A hypervisor that answers with a recorded kernel's own EL2 code: exceptions are entered at its vectors, and executed
 * until it returns to the host, or does not. What it did is read off the machine.
 *
 * An el2_recorded is for one thread at a time; a recording may serve any number of them, and must outlive them.
 * What is not recorded is stated: pointer authentication is identity; counters count instructions; random numbers are
 * a sequence that begins anew with each recording; GIC registers read as zero and keep what is written. A guest that EL2
 * enters runs, too, without interrupts but by el2_recorded_interrupt(), until it is back at EL2 and that returns to the host.
 */
#ifndef EL2TRAP_RECORDING_HYPERVISOR_H
#define EL2TRAP_RECORDING_HYPERVISOR_H

#include "model/machine.h"
#include "recording/recording.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Who answers an SMC that EL2 makes. */
typedef enum el2_firmware {
	EL2_FIRMWARE_QEMU = 0,      /* PSCI 1.1 as QEMU's machine "virt" has it; NOT_SUPPORTED to all else */
	EL2_FIRMWARE_NOT_SUPPORTED, /* -1 in x0 */
	EL2_FIRMWARE_VALUE,         /* `value` in x0 */
	EL2_FIRMWARE_FFA,           /* FF-A 1.2, with two partitions; PSCI as QEMU has it. EL2 asks for FF-A as it boots:
				     * el2_recorded_boot_ffa() makes up for that */
} el2_firmware;

typedef struct el2_recorded_options {
	size_t cpu;            /* which of the recording's */
	el2_firmware firmware;
	uint64_t value;
	uint64_t limit;        /* instructions of one exception; beyond it is a hang. 0: 4,000,000 */
	uint64_t guest_limit;  /* instructions that a guest runs until an interrupt comes, which also does when it waits;
				* each time that it comes to EL2 counts as 64. 0: none does */
	bool run_panics;       /* a panic is run on, to see whether it gets to tell: el2_recorded_last.then. With
				* `persistent` memory stays as it was then, too */
	bool ram;              /* memory between the recorded pages is there: zeros, as the host may have it */
	bool persistent;       /* what EL2 writes stays from one exception to the next, until el2_recorded_reset() */
} el2_recorded_options;

typedef struct el2_recorded el2_recorded;

/* How the last exception ended. */
typedef enum el2_recorded_end {
	EL2_RECORDED_RETURN = 0, /* to the host */
	EL2_RECORDED_PANIC,      /* BRK, or an exception that EL2 code took; with run_panics, one from which it does not
				  * come back to where the host was */
	EL2_RECORDED_HANG,       /* the limit; WFI or a branch to itself */
	EL2_RECORDED_UNKNOWN,    /* what our engine does not execute, or memory that was not recorded */
} el2_recorded_end;

/* The last exception. */
typedef struct el2_recorded_last {
	el2_recorded_end end;
	uint64_t instructions;
	size_t pages;      /* written */
	uint64_t guest_vttbr; /* with which a guest was entered last; 0: none was */
	unsigned smcs;     /* made by EL2 */
	uint64_t smc;      /* x0 of the last */
	uint64_t pc;       /* where it ended */
	uint32_t word;     /* there; 0 if nothing could be fetched */
	uint64_t esr, far; /* PANIC */
	el2_recorded_end then; /* PANIC, with run_panics: how its path ended; RETURN: at the host, which tells of it */
	char then_what[128];   /* that in words, if it did not get to the host; else "" */
	char what[192];    /* in words, with symbol and offset */
} el2_recorded_last;

/* NULL when out of memory, or if the recording has no such CPU. `cpu` is what the recording was made on, and is
 * borrowed. Free with el2_recorded_free(), which takes NULL. */
EL2_API el2_recorded *el2_recorded_new(const el2_recording *recording, const el2_cpu *cpu,
				       const el2_recorded_options *options);
EL2_API void el2_recorded_free(el2_recorded *recorded);

/* The driver. Its answers' texts (`what`) hold until the next one. */
EL2_API el2_hypervisor el2_recorded_hypervisor(el2_recorded *recorded);

/* The machine as it was recorded, at the host's level. */
EL2_API const el2_state *el2_recorded_state(const el2_recorded *recorded);

/* The machine as the last exception left it: at the host's level if it ended so. */
EL2_API const el2_state *el2_recorded_after(const el2_recorded *recorded);

/* Physical memory, as it is now. What is written there counts as EL2's writing: el2_recorded_reset() takes it back, and
 * so does the end of the next exception if it is not persistent. */
EL2_API el2_memory *el2_recorded_memory(el2_recorded *recorded);

/* Put memory and EL2's registers back to what was recorded, or to the last el2_recorded_keep(). */
EL2_API void el2_recorded_reset(el2_recorded *recorded);

/* From now on el2_recorded_reset() comes back to the machine as it is. el2_recorded_state() stays what was recorded.
 * el2_recorded_forget() makes it the recorded machine again, and resets. */
EL2_API void el2_recorded_keep(el2_recorded *recorded);
EL2_API void el2_recorded_forget(el2_recorded *recorded);

/* EL2's registers as the last exception left them: those that the next one begins with. */
EL2_API const el2_state *el2_recorded_now(const el2_recorded *recorded);

/* Where the recording says that EL2 has symbol+offset: "symbol+0x12"; an address if it has none. */
EL2_API void el2_recorded_place(const el2_recorded *recorded, uint64_t pc, char *out, size_t size);

/* Add to `coverage` what EL2 runs; NULL: no more. Borrowed. */
EL2_API void el2_recorded_cover(el2_recorded *recorded, el2_coverage *coverage);

/* Is a physical interrupt pending? A guest is then left for it at once. Not at first. */
EL2_API void el2_recorded_interrupt(el2_recorded *recorded, bool pending);

/* What firmware is to answer to a call. */
#define EL2_RECORDED_ANSWER 6
typedef struct el2_recorded_answer {
	uint8_t after;     /* so many calls from now; 0: the next */
	uint8_t registers; /* bit n: x[n] is this. With x[0] nothing is done; else the call is served, and its answer changed */
	bool resumes;      /* of CPU_SUSPEND and SYSTEM_SUSPEND: the CPU loses its state, and starts where the call says */
	uint64_t x[EL2_RECORDED_ANSWER];
} el2_recorded_answer;

/* Firmware's answer to a call to come. False: there are four in waiting. el2_recorded_reset() forgets them, but for those
 * of el2_recorded_keep(). */
EL2_API bool el2_recorded_answer_next(el2_recorded *recorded, const el2_recorded_answer *answer);

/*
 * Call a function of EL2's own, at its virtual address, on EL2's stack, with up to 8 arguments in X0 on, as EL2's code
 * calls it: what it writes to memory stays, registers do not. True: it has returned, x0 is in *result; else
 * el2_recorded_last_get() says how it ended.
 */
EL2_API bool el2_recorded_call(el2_recorded *recorded, uint64_t function, const uint64_t *arguments, size_t count,
			       uint64_t *result);

/*
 * Make firmware one that has FF-A, and let EL2 do what it would have done with it as it booted: its hyp_ffa_init(), with
 * the pages that it laid aside for that. What it writes counts as EL2's writing: el2_recorded_keep() makes it stay. False:
 * firmware is as it was, and *why, a text that holds until the next exception, says why.
 * Source: Linux arch/arm64/kvm/hyp/nvhe/setup.c __pkvm_init_finalise(), ffa.c.
 */
EL2_API bool el2_recorded_boot_ffa(el2_recorded *recorded, const char **why);

/* Does what EL2 writes stay from one exception to the next? As in the options. */
EL2_API void el2_recorded_persist(el2_recorded *recorded, bool persistent);

/*
 * Being told what the recorded code does. Each may be NULL:
 *   function  execution enters, or comes back to, a function: the address, its symbol (NULL: none) and the offset
 *   reg       it reads or writes a system register: with what value
 *   memory    at the end: an aligned doubleword of recorded memory is other than it was recorded, or kept
 *   at        an instruction at one of `watch`, ascending virtual addresses, has been executed
 *   wait      it waits for another CPU: WFE
 */
typedef struct el2_recorded_listener {
	void (*function)(void *context, uint64_t pc, const char *symbol, uint64_t offset);
	void (*reg)(void *context, el2_sysreg reg, bool write, uint64_t value);
	void (*memory)(void *context, uint64_t pa, uint64_t before, uint64_t after);
	void (*at)(void *context, uint64_t pc, const el2_insn *insn, const el2_state *state);
	void (*wait)(void *context);
	const uint64_t *watch;
	size_t watch_count;
} el2_recorded_listener;

/* Tell of exceptions from now on; NULL: no more. The listener is borrowed. With `function` it takes more time: execution
 * goes one by one. */
EL2_API void el2_recorded_trace(el2_recorded *recorded, const el2_recorded_listener *listener, void *context);

/* The machine as it is while a listener is told `at` or `wait`, to be changed as another CPU would. */
EL2_API el2_state *el2_recorded_running(el2_recorded *recorded);

/* What became of the last exception. */
EL2_API const el2_recorded_last *el2_recorded_last_get(const el2_recorded *recorded);

#ifdef __cplusplus
}
#endif

#endif
