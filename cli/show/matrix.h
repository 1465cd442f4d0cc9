/* SPDX-License-Identifier: MIT */
/* The rows of `table`: each operation of the Memory Tagging Extension once, as a word with plain operands. */
#ifndef EL2TRAP_CLI_MATRIX_H
#define EL2TRAP_CLI_MATRIX_H

#include "decoder/decoder.h"

/* Room for a label: "STG offset", "MRS TFSR_EL1". */
#define CLI_LABEL_MAX 48

/*
 * The operations, from the decoder's tables: tag instructions in the order of insns.def, then registers (MRS, MSR, MSR
 * immediate), then operations in the order of sysregs.def. Calls `row` for each until it returns false.
 */
void cli_matrix_walk(bool (*row)(void *context, const char *label, const el2_insn *insn), void *context);

#endif
