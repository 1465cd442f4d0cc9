/* SPDX-License-Identifier: MIT */
/* Firmware that a recorded hypervisor calls: what it remembers from one call to the next. */
#ifndef EL2TRAP_RECORDING_FIRMWARE_H
#define EL2TRAP_RECORDING_FIRMWARE_H

#include "recording/hypervisor.h"

#define FIRMWARE_ANSWERS 4u     /* that may be waiting */
#define FFA_REGIONS      8u     /* of memory that are lent to the secure world at once */
#define FFA_DESCRIPTOR   16384u /* bytes of a region's description */

/* A region that the normal world shares or lends. */
struct ffa_region {
	uint64_t handle;
	uint32_t length, received; /* of its description, which may come in fragments */
};

/* All but the bytes of descriptions: small, as it is put back with each reset. */
struct firmware {
	el2_firmware kind;
	el2_recorded_answer answers[FIRMWARE_ANSWERS];
	unsigned answer_count;
	/* of FF-A */
	uint64_t tx, rx;    /* physical; pages is 0: not mapped */
	uint32_t pages;     /* of each, of 4 KB */
	bool rx_full;       /* the normal world reads it */
	uint8_t used, kept; /* regions, as bits; those that a reset brings back */
	uint64_t handles;   /* given out so far */
	struct ffa_region region[FFA_REGIONS];
};

/* Registers of an SMC, and of what comes back. */
#define FIRMWARE_REGISTERS 8u

/* Is the function id one of FF-A's? Then `x` becomes the answer. `descriptions` has FFA_DESCRIPTOR bytes for each
 * region. */
bool firmware_ffa(struct firmware *f, el2_memory *memory, uint8_t *descriptions, uint64_t x[FIRMWARE_REGISTERS],
		  const el2_recorded_answer *answer);

#endif
