/* SPDX-License-Identifier: MIT */
/* What the driver's files share. */
#ifndef EL2TRAP_RECORDING_RUN_H
#define EL2TRAP_RECORDING_RUN_H

#include "model/bits.h"
#include "model/machine.h"
#include "recording/firmware.h"
#include "recording/hypervisor.h"

/* A driver's context is const; what it leads to is not. */
struct recorded_context {
	el2_recorded *recorded;
};

/* Registers [begin, end) by their numbers. */
struct recorded_run_of {
	uint16_t begin, end;
};

struct el2_recorded {
	const el2_recording *recording;
	el2_recorded_options options;
	el2_memory *memory;    /* physical, with a checkpoint at what was recorded */
	el2_engine *engine;
	el2_state base, kept, now; /* as recorded; what a reset comes back to; as EL2 left its registers */
	uint64_t kept_instructions, kept_random;
	el2_coverage *coverage; /* or NULL */
	el2_state s;           /* the one that runs */
	struct recorded_run_of runs[EL2_SYSREG_REGISTERS / 2]; /* that are the host's */
	unsigned run_count;
	uint64_t elr;          /* of the last exception */
	uint64_t instructions; /* since the recording, for counters */
	uint64_t random;       /* numbers drawn since then */
	bool interrupt;        /* a physical one is pending */
	struct firmware firmware, kept_firmware;
	uint8_t *descriptions; /* of FF-A's regions; NULL: it has had none */
	bool called;           /* a function, by el2_recorded_call(): it ends where it returns */
	const el2_recorded_listener *listener; /* or NULL */
	void *listener_context;
	const el2_recorded_symbol *function; /* that the path was in last */
	struct recorded_context context;
	el2_recorded_last last;
};

/* Where a function that is called from outside returns to: no address at all. */
#define RECORDED_CALLER UINT64_C(0x00e12e12e12e1200)

/* Run r->s from an EL2 vector to its end, or that of a function, into r->last. */
void recorded_run(el2_recorded *r);

/* "symbol+0x12", or the address alone. */
void recorded_place(const el2_recorded *r, uint64_t pc, char *out, size_t size);

/* Execute an instruction whose result depends on the world outside, by rule. False: it is none. */
bool recorded_outside(el2_recorded *r, uint64_t executed, const el2_insn *insn);

/* EL3's registers as firmware leaves them for Linux: a machine of QEMU's has no EL3 of its own. */
void recorded_el3(el2_state *s);

/* Room for FFA_REGIONS descriptions; NULL: out of memory. */
uint8_t *recorded_descriptions(void);

/* Where EL2 takes an exception. */
static inline uint64_t recorded_vector(const el2_state *s, unsigned offset)
{
	return (s->sysreg[EL2_SYSREG_VBAR_EL2] & ~UINT64_C(0x7ff)) + offset;
}

/* Answer the SMC that brought r->s to EL3, and go back behind it. */
void recorded_firmware(el2_recorded *r);

#endif
