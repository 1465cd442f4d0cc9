/* SPDX-License-Identifier: MIT */
/* What the files of the engine share. Only cpu_unicorn*.c know Unicorn. */
#ifndef EL2TRAP_MODEL_CPU_H
#define EL2TRAP_MODEL_CPU_H

#include "model/machine.h"

/* An address without the top byte where that is ignored. */
uint64_t cpu_untagged(const el2_state *state, uint64_t address);

/* Are floating point and Advanced SIMD not trapped? Source: Arm pseudocode CheckFPAdvSIMDEnabled64. */
bool cpu_simd_enabled(const el2_state *state);

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

/* Execute the one instruction at state->pc, which does not branch; `access`, or NULL, has been granted. False, and
 * nothing has changed: Unicorn does not know it. */
bool cpu_unicorn_step(el2_engine *engine, el2_state *state, const el2_access *access);

#endif
