/* SPDX-License-Identifier: MIT */
/* What `record`, `record --show` and `reproduce --qemu` share. */
#ifndef EL2TRAP_CLI_RECORD_VERB_H
#define EL2TRAP_CLI_RECORD_VERB_H

#include <stddef.h>

#include "cli/show/call.h"
#include "recording/recording.h"

/* --show FILE, with --at ADDRESS or without; returns the exit code. */
int cli_record_show(struct cli_call *call, const char *path, const char *at);

/* Rows of options with which a kernel is booted, of a struct that has an el2_record_options `record` and a text
 * `seconds`. */
#define CLI_RECORD_BOOT_OPTIONS(type)                                                                                  \
	{"--initrd", NULL, "FILE", CLI_TEXT, offsetof(type, record.initrd), NULL, "initial RAM disk"},                 \
		{"--qemu-args",                                                                                        \
		 NULL,                                                                                                 \
		 "TEXT",                                                                                               \
		 CLI_TEXT,                                                                                             \
		 offsetof(type, record.qemu_args),                                                                     \
		 NULL,                                                                                                 \
		 "more arguments for it, cut at blanks"},                                                              \
		{"--until",                                                                                            \
		 NULL,                                                                                                 \
		 "TEXT",                                                                                               \
		 CLI_TEXT,                                                                                             \
		 offsetof(type, record.until),                                                                         \
		 NULL,                                                                                                 \
		 "stop at the console line that holds this"},                                                          \
	{                                                                                                              \
		"--time", NULL, "SECONDS", CLI_TEXT, offsetof(type, seconds), NULL, "stop then; 120"                   \
	}

/* A number of 1 to `maximum`, as an option has it; NULL leaves *out. */
el2_status cli_record_number(const char *name, const char *text, uint64_t maximum, unsigned *out, el2_error *error);

/* A console line, to standard error, if the options (a struct cli_options) have it. */
void cli_record_line(void *options, const char *line);

/* From here on SIGINT, SIGTERM and SIGHUP end the boot first: options->interrupted; up to here, and then they end us.
 */
void cli_record_begin(el2_record_options *options);
void cli_record_end(void);

/* A few lines of what a recording holds, on standard error. */
void cli_record_summary(const el2_recording *recording, size_t file_size);

#endif
