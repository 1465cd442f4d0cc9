/* SPDX-License-Identifier: MIT */
/* A verdict as one sentence of English. */
#ifndef EL2TRAP_CLI_SENTENCE_H
#define EL2TRAP_CLI_SENTENCE_H

#include "snippet/snippet.h"

#define CLI_SENTENCE_MAX 1024

/* "At EL1 under Linux 7.0 (protected, hVHE), `mrs x0, gcr_el1` becomes UNDEFINED: ...". `text` is the instruction. */
const char *cli_sentence(const struct cli_session *session, const el2_insn *insn, const char *text,
			 const el2_verdict *verdict, char buffer[CLI_SENTENCE_MAX]);

/* The value that a state has for a control. */
struct cli_control;
uint64_t cli_control_value(const el2_state *state, const struct cli_control *control);

#endif
