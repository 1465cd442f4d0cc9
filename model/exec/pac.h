/* SPDX-License-Identifier: MIT */
/* Pointer authentication codes. */
#ifndef EL2TRAP_MODEL_PAC_H
#define EL2TRAP_MODEL_PAC_H

#include <stdint.h>

/* Inner rounds of the two architected algorithms. */
enum {
	PAC_QARMA3 = 2,
	PAC_QARMA5 = 4
};

/* Arm pseudocode ComputePAC: key0 is the high half of the key, key1 the low one. */
uint64_t pac_qarma(uint64_t data, uint64_t modifier, uint64_t key0, uint64_t key1, unsigned inner);

#endif
