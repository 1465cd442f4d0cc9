/* SPDX-License-Identifier: MIT */
/*
 * A kernel that is booted in QEMU and stopped at EL1, whose CPU is then made to execute single instructions, to see
 * what its own hypervisor does. Libel2trap, not its core: a process of QEMU and files in $TMPDIR, both gone behind
 * el2_live_close(). One object for one thread at a time.
 *
 * Stage 1 of EL1 is off while events are executed: addresses are physical. Interrupts are masked at EL1.
 */
#ifndef EL2TRAP_RECORDING_LIVE_H
#define EL2TRAP_RECORDING_LIVE_H

#include "recording/recording.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct el2_live el2_live;

/*
 * Boot as el2_record() does, and stop CPU 0 at EL1. As el2_record() fails. *out is NULL on failure. The options'
 * console line function is told what is printed later, too; they must outlive the object.
 */
EL2_API el2_status el2_live_open(const el2_record_options *options, el2_live **out, el2_error *error);

/* NULL is fine. */
EL2_API void el2_live_close(el2_live *live);

/* The machine as it was stopped, as a recording of it would have it; its pages are as they are now. */
EL2_API const el2_recording *el2_live_recording(const el2_live *live);

/* EL2_RECORDING_PAGE bytes of memory as they are now; NULL: no RAM there. */
EL2_API const uint8_t *el2_live_page(const el2_live *live, uint64_t pa);

/* Put bytes into one page of the host's; el2_live_release() gives it back as it was. EL2_ERR_INPUT: no RAM there, or more
 * than the page. EL2_ERR_SYSTEM: QEMU has gone. */
EL2_API el2_status el2_live_write(el2_live *live, uint64_t pa, const void *bytes, size_t size, el2_error *error);

/* The page in which events stand: of the host's code, where CPU 0 was stopped. */
EL2_API uint64_t el2_live_code(const el2_live *live);

/* How an event ended. */
typedef enum el2_live_end {
	EL2_LIVE_BEHIND,    /* behind the instruction */
	EL2_LIVE_EXCEPTION, /* an exception came to EL1 */
	EL2_LIVE_ELSEWHERE, /* EL1 is sent somewhere else: where its kernel is told of a panic */
	EL2_LIVE_AT_EL2,    /* it is still at EL2 */
	EL2_LIVE_STORED,    /* EL2 has written what is watched: it goes on with el2_live_go_on() */
	EL2_LIVE_LOST,      /* it is at EL1 or EL0, and none of these */
} el2_live_end;

typedef struct el2_live_seen {
	el2_live_end end;
	uint64_t x[31];
	uint64_t pc, pstate;
	uint64_t vector;   /* EXCEPTION: offset from VBAR_EL1 */
	uint64_t esr, elr; /* EXCEPTION: of EL1. AT_EL2: of EL2 */
	uint64_t to;       /* ELSEWHERE */
} el2_live_seen;

/*
 * Execute one instruction at EL0 or EL1, with X0 to X30 as they are given, for `ms` at most. EL2_ERR_SYSTEM: QEMU has
 * gone, or was interrupted. Behind AT_EL2 and LOST nothing more can be executed.
 */
EL2_API el2_status el2_live_execute(el2_live *live, uint32_t word, unsigned el, const uint64_t x[31], unsigned ms,
				    el2_live_seen *seen, el2_error *error);

/* Stop when EL2 writes to virtual addresses of its own; or no more. */
EL2_API el2_status el2_live_watch(el2_live *live, uint64_t va, size_t size, bool on, el2_error *error);

/* Behind STORED, on with the event. */
EL2_API el2_status el2_live_go_on(el2_live *live, unsigned ms, el2_live_seen *seen, el2_error *error);

/*
 * Behind ELSEWHERE: pages are given back to the host as they were, stage 1 is on again, and the machine runs on until
 * the console has had its say. Its lines go to the options' function. *at_el2: the CPU is at EL2 then, at *pc.
 */
EL2_API el2_status el2_live_release(el2_live *live, const el2_live_seen *seen, unsigned ms, bool *at_el2, uint64_t *pc,
				    el2_error *error);

/* Of AT_EL2: let it run for a moment, and say where it is then. False in *at_el2: it has left. */
EL2_API el2_status el2_live_again(el2_live *live, unsigned ms, bool *at_el2, uint64_t *pc, el2_error *error);

#ifdef __cplusplus
}
#endif

#endif
