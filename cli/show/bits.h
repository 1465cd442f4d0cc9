/* SPDX-License-Identifier: MIT */
/* Bits of registers as text. */
#ifndef EL2TRAP_CLI_BITS_H
#define EL2TRAP_CLI_BITS_H

#include "model/model.h"

/* The fields of a register that lie in `bits`, with their values: "E2H=1", "DC=0 VM=1"; bits without a name as
 * "[63:62]=0x3". Cut where it does not fit. Returns buffer. */
const char *cli_bits_text(el2_sysreg reg, uint64_t bits, uint64_t value, char *buffer, size_t size);

#endif
