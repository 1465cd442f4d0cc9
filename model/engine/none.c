/* SPDX-License-Identifier: MIT */
/* A build without Unicorn. */
#include "model/machine.h"

bool el2_engine_use_unicorn(el2_engine *engine)
{
	(void)engine;
	return false;
}

el2_unicorn *el2_unicorn_new(void)
{
	return NULL;
}

void el2_unicorn_free(el2_unicorn *unicorn)
{
	(void)unicorn;
}

bool el2_unicorn_step(el2_unicorn *unicorn, el2_state *state, el2_memory *memory, const el2_insn *insn)
{
	(void)unicorn;
	(void)state;
	(void)memory;
	(void)insn;
	return false;
}
