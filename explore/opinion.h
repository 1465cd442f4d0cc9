/* SPDX-License-Identifier: MIT */
/* EL2_PROMISE_SAME_RESULT: somebody else executes each event, too, where it is an ordinary instruction. */
#ifndef EL2TRAP_EXPLORE_OPINION_H
#define EL2TRAP_EXPLORE_OPINION_H

#include "explore/player.h"

/* Before the first machine, which stands at the event, plays it: what does somebody else come to? */
void opinion_ask(struct player *p, const el2_insn *insn);

/* Behind it: EL2_PROMISE_SAME_RESULT if the instruction has executed and come to something else, result->verdict.what
 * says in what; else 0. */
unsigned opinion_other(struct player *p, el2_step_result *result);

#endif
