/* SPDX-License-Identifier: MIT */
/* Words of our own format, shared by its reader and its writer. */
#ifndef EL2TRAP_REPLAY_RECORD_H
#define EL2TRAP_REPLAY_RECORD_H

#include "replay/replay.h"

extern const char *const record_fates[EL2_FATE_TAKEN + 1];
extern const char *const record_causes[EL2_CAUSE_COUNT];

#endif
