/* SPDX-License-Identifier: MIT */
/* What the files of the engine share. Only cpu_unicorn*.c know Unicorn. */
#ifndef EL2TRAP_MODEL_CPU_H
#define EL2TRAP_MODEL_CPU_H

#include "model/machine.h"

/*
 * Execute an instruction of class GENERAL on the state, PC included: data processing and branches of Armv8.0, hints and
 * barriers as NOP. False, and nothing has changed: not known here. The rules must let the class execute.
 */
bool cpu_general(el2_state *state, const el2_insn *insn);

/* The address to which a branch goes: without the top byte where that is ignored. Arm pseudocode BranchAddr. */
uint64_t cpu_branch_address(const el2_state *state, uint64_t target);

/* May Unicorn execute the instruction unseen? Then it has no effect that a rule decides, it exists on every CPU, and
 * SP stays aligned to 16 bytes. SIMD is left to the caller, who knows whether it is trapped. */
bool cpu_is_ordinary(const el2_insn *insn);

/* Is `address` one of the run's watched ones? */
bool cpu_is_watched(const el2_run_options *options, uint64_t address);

/* ---- Unicorn: cpu_unicorn.c, or cpu_none.c in a build without it ---- */

/* A run begins: other memory, another state. */
void cpu_unicorn_begin(el2_engine *engine, el2_memory *memory, const el2_run_options *options);

/* Registers that decide over access to memory may have changed. */
void cpu_unicorn_context_changed(el2_engine *engine);

/*
 * Run ordinary code from state->pc, at most `budget` instructions, until it comes to something else: that is not
 * executed. Returns how many were; 0 if the first is not for Unicorn, or Unicorn does not know it.
 */
uint64_t cpu_unicorn_run(el2_engine *engine, el2_state *state, uint64_t budget);

/* Execute the one instruction at state->pc that neither branches nor faults; its memory access is granted. False, and
 * nothing has changed: Unicorn does not know it. */
bool cpu_unicorn_step(el2_engine *engine, el2_state *state);

#endif
