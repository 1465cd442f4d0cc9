/* SPDX-License-Identifier: MIT */
/*
 * Where a second boot of a kernel has what a recording of the first has. EL2's linear map moves as a whole (KASLR, the
 * tag of its addresses); what the kernel allocates comes to lie elsewhere one by one, and is found through the pointers
 * that EL2 has to it. Pure: both recordings are borrowed, the object is the caller's.
 */
#ifndef EL2TRAP_RECORDING_MOVED_H
#define EL2TRAP_RECORDING_MOVED_H

#include "recording/recording.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EL2_MOVED_PAIRS 1024u

/* Something lies at one physical address in the recording, and at the other in this boot; so does what is behind it, up
 * to the next one. */
typedef struct el2_moved_pair {
	uint64_t from, to;
} el2_moved_pair;

typedef struct el2_moved {
	const el2_recording *from, *to;
	uint64_t linear_from, linear_to; /* EL2's virtual address of physical 0 */
	uint64_t ram, ram_mask; /* where RAM begins; bits of an address in which that of EL2 is the physical one */
	el2_moved_pair pair[EL2_MOVED_PAIRS]; /* that EL2 has mapped, and that are not in a range that both have */
	size_t count;
	bool full; /* there are more */
} el2_moved;

/* What became of a number. */
typedef enum el2_moved_to {
	EL2_MOVED_AS_IS, /* it means the same there, or is no address */
	EL2_MOVED_TO,    /* it is another there */
	EL2_MOVED_LOST,  /* what it names is not found there, or is something else */
} el2_moved_to;

/* EL2_ERR_INPUT: it is another kernel, or its EL2's code is elsewhere in physical memory. */
EL2_API el2_status el2_moved_open(el2_moved *moved, const el2_recording *from, const el2_recording *to,
				  el2_error *error);

/* A physical address: of something that EL2 has mapped, where that is; one of the host's own stays, if EL2 has not
 * mapped it there. */
EL2_API el2_moved_to el2_moved_physical(const el2_moved *moved, uint64_t from, uint64_t *to);

/* Any number: a virtual address of EL2's, or none. */
EL2_API el2_moved_to el2_moved_number(const el2_moved *moved, uint64_t from, uint64_t *to);

/* A pointer of the host's, of which EL2 takes the lower bits alone, or an address of EL2's. */
EL2_API el2_moved_to el2_moved_pointer(const el2_moved *moved, uint64_t from, uint64_t *to);

/* The physical address that such a pointer comes to, in the recording it is from. */
EL2_API uint64_t el2_moved_target(const el2_moved *moved, uint64_t pointer);

#ifdef __cplusplus
}
#endif

#endif
