/* SPDX-License-Identifier: MIT */
/* --hypervisor FILE: a recording in place of a boot. */
#ifndef EL2TRAP_SNIPPET_RECORDED_H
#define EL2TRAP_SNIPPET_RECORDED_H

#include "recording/hypervisor.h"
#include "snippet/session.h"

/* Larger than any recording can be, as it is in its file. */
#define CLI_RECORDING_FILE_MAX ((size_t)64 << 20)

/*
 * Make the session's CPU, state and kernel those of a recording; its boot is what policy makes of the recorded kernel's
 * release and command line. What is opened stays open until cli_recorded_close_all(). `firmware` as the option
 * --firmware has it.
 */
el2_status cli_recorded_open(struct cli_session *session, const char *path, const char *firmware, el2_error *error);

/* The recorded kernel of a session; NULL: it has none. A user's policy may stand before it. */
el2_recorded *cli_recorded_of(const struct cli_session *session);

/* The recording itself, of a session that asks one. */
const el2_recording *cli_recorded_file(const struct cli_session *session);

/* "6.12.117+deb13-arm64", of a session that has one. */
const char *cli_recorded_banner(const struct cli_session *session);

/* "protected-hvhe", as its kernel came up. */
const char *cli_recorded_mode(const struct cli_session *session);

/* The recorded machine once more, as a hostile host has it: it keeps what EL2 writes, its RAM is all there, a guest has a
 * turn of some thousand instructions. NULL: no recording, or a user's policy before it, or out of memory. Freed with the others. */
el2_recorded *cli_recorded_hostile(const struct cli_session *session);

void cli_recorded_close_all(void);

#endif
