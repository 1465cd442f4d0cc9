/* SPDX-License-Identifier: MIT */
/* What the files of the engine share. Only unicorn.c knows Unicorn. */
#ifndef EL2TRAP_MODEL_ENGINE_H
#define EL2TRAP_MODEL_ENGINE_H

#include "model/machine.h"

/* Somebody who executes floating point and SIMD data processing: registers to registers, no memory. */
struct simd_helper {
	bool (*step)(void *context, el2_state *state, uint32_t word); /* false: does not know it; nothing has changed */
	void (*release)(void *context);
};

struct el2_engine {
	const struct simd_helper *helper; /* or NULL */
	void *helper_context;
};

/* Give the engine a helper, NULL for none; the one before is released. */
void engine_set_helper(el2_engine *engine, const struct simd_helper *helper, void *context);

/* An address without the top byte where that is ignored. */
uint64_t cpu_untagged(const el2_state *state, uint64_t address);

/* Are floating point and Advanced SIMD not trapped? Source: Arm pseudocode CheckFPAdvSIMDEnabled64. */
bool cpu_simd_enabled(const el2_state *state);

/* Is `address` one of the run's watched ones? */
bool cpu_is_watched(const el2_run_options *options, uint64_t address);

#endif
