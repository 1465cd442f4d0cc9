/* SPDX-License-Identifier: MIT */
#ifndef EL2TRAP_POLICY_TEXT_H
#define EL2TRAP_POLICY_TEXT_H

#include <stddef.h>

/* How much of a user's word of that length a message shows, as the precision of "%.*s". */
static inline int shown(size_t length)
{
	return length < 40 ? (int)length : 40;
}

#endif
