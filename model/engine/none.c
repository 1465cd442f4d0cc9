/* SPDX-License-Identifier: MIT */
/* A build without Unicorn: there is no engine, el2_engine_run() interprets. */
#include "model/engine/engine.h"

el2_engine *el2_engine_new(void)
{
	return NULL;
}

void el2_engine_free(el2_engine *engine)
{
	(void)engine;
}

void cpu_unicorn_begin(el2_engine *engine, el2_memory *memory, const el2_run_options *options)
{
	(void)engine;
	(void)memory;
	(void)options;
}

void cpu_unicorn_context_changed(el2_engine *engine)
{
	(void)engine;
}

uint64_t cpu_unicorn_run(el2_engine *engine, el2_state *state, uint64_t budget)
{
	(void)engine;
	(void)state;
	(void)budget;
	return 0;
}

bool cpu_unicorn_step(el2_engine *engine, el2_state *state, const el2_access *access)
{
	(void)engine;
	(void)state;
	(void)access;
	return false;
}
