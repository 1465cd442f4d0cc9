/* SPDX-License-Identifier: MIT */
/* A build without Unicorn. */
#include "model/machine.h"

bool el2_engine_use_unicorn(el2_engine *engine)
{
	(void)engine;
	return false;
}
