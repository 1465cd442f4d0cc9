/* SPDX-License-Identifier: MIT */
/* Instructions as the command names them. */
#ifndef EL2TRAP_CLI_INSN_H
#define EL2TRAP_CLI_INSN_H

#include "decoder/decoder.h"

#define CLI_REGISTER_MAX 32

/* "STG", "MRS"; NULL for a word without a row. */
const char *cli_insn_op(const el2_insn *insn);

/* The system register or operation that it names, "GCR_EL1", "DC GVA", "S3_0_C1_C0_7", written into buffer if it has
 * no row; NULL if it names none. */
const char *cli_insn_register(const el2_insn *insn, char buffer[CLI_REGISTER_MAX]);

/* How a system access of this form reaches its register: one of EL2_READ ... EL2_EXEC128; 0 if it is none. */
unsigned cli_form_access(el2_form form);

#endif
