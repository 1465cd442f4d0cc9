/* SPDX-License-Identifier: MIT */
/* ESR_ELx in words. */
#ifndef EL2TRAP_CLI_ESR_H
#define EL2TRAP_CLI_ESR_H

#include "model/model.h"

/* "trapped MSR, MRS or system instruction"; "EC 0x.." is the caller's. */
const char *cli_ec_text(unsigned ec);

/* Is there such an exception class? */
bool cli_ec_is_allocated(unsigned ec);

/* The fields of the ISS, as far as its exception class has some: "IL=1 Op0=3 Op2=6 ... read". Returns buffer. */
const char *cli_iss_text(uint64_t esr, char *buffer, size_t size);

#endif
