/* SPDX-License-Identifier: MIT */
/* What memory set and memory copy share. */
#ifndef EL2TRAP_MODEL_MOPS_H
#define EL2TRAP_MODEL_MOPS_H

#include "model/exec/exec.h"

enum mops_stage {
	MOPS_PROLOGUE,
	MOPS_MAIN,
	MOPS_EPILOGUE
};

/* How much of an access is granted at once: a page, or a granule where its tag is checked. */
uint64_t mops_unit(const struct exec *x, const el2_access *access);

/* EC 0x27 with these bits of its ISS beside stage and option. Gives false. */
bool mops_mismatch(struct exec *x, enum mops_stage stage, uint32_t kind, uint32_t registers);

#endif
