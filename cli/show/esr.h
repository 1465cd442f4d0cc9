/* SPDX-License-Identifier: MIT */
/* ESR_ELx in words. */
#ifndef EL2TRAP_CLI_ESR_H
#define EL2TRAP_CLI_ESR_H

#include "model/model.h"

/* "MSR, MRS or system instruction"; "EC 0x.." is the caller's. */
const char *cli_ec_text(unsigned ec);

/* What a field's value means, "translation fault, level 3", into buffer, which is returned; "" where nothing is known. */
const char *cli_esr_meaning(unsigned ec, const el2_esr_field *field, char *buffer, size_t size);

/* The fields of the ISS in a line: "IL=1 Op0=3 Op2=6 ... Direction=1 (read): mrs x0, gcr_el1"; of aborts those alone
 * that are not 0. Returns buffer. */
const char *cli_iss_text(uint64_t esr, char *buffer, size_t size);

#endif
