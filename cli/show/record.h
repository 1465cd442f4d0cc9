/* SPDX-License-Identifier: MIT */
/* --record FILE: what a run came to, as a trace in our own format, which `replay` and `convert` read. */
#ifndef EL2TRAP_CLI_RECORD_H
#define EL2TRAP_CLI_RECORD_H

#include "model/machine.h"

#include <stdio.h>

/* NULL and *error if the file cannot be written. */
FILE *cli_record_open(const char *path, el2_error *error);

/* One instruction at `el`, what became of it, and the register that it read or wrote, from the state behind it. */
void cli_record_step(FILE *record, uint64_t pc, unsigned el, const el2_insn *insn, const el2_step_result *result,
		     const el2_state *after);

/* The system registers in which a state differs from what the trace has said so far. */
void cli_record_registers(FILE *record, const el2_state *so_far, const el2_state *now);

/* EL2_ERR_SYSTEM if not all could be written. A NULL record is fine. */
el2_status cli_record_close(FILE *record, const char *path, el2_error *error);

#endif
