/* SPDX-License-Identifier: MIT */
/* What `record` and `record --show` share. */
#ifndef EL2TRAP_CLI_RECORD_VERB_H
#define EL2TRAP_CLI_RECORD_VERB_H

#include "cli/show/call.h"
#include "recording/recording.h"

/* --show FILE, with --at ADDRESS or without; returns the exit code. */
int cli_record_show(struct cli_call *call, const char *path, const char *at);

/* A few lines of what a recording holds, on standard error. */
void cli_record_summary(const el2_recording *recording, size_t file_size);

#endif
