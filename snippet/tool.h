/* SPDX-License-Identifier: MIT */
/*
 * Programs found at run time, the assembler and the linker: run in a directory of their own below $TMPDIR, without a
 * shell, with limits on time and file size.
 */
#ifndef EL2TRAP_SNIPPET_TOOL_H
#define EL2TRAP_SNIPPET_TOOL_H

#include "decoder/decoder.h"

#define TOOL_CPU_SECONDS 20
#define TOOL_FILE_BYTES  (256u << 20)

/* A directory and the files in it. */
struct tool_job {
	char directory[256];
	char source[288], object[288], script[288], linked[288], messages[288];
};

el2_status tool_open(struct tool_job *job, el2_error *error);

/* Removes the files and the directory. */
void tool_close(const struct tool_job *job);

/* Is the program somewhere in $PATH? */
bool tool_here(const char *program);

/* Runs argv, which NULL ends; what it says goes to job->messages. Its exit status; -1: not run, or killed. */
int tool_run(const struct tool_job *job, const char *const *argv);

/* A whole file, one byte longer than it is and ended by a zero; at most `limit` bytes. NULL if it cannot be read. */
unsigned char *tool_read(const char *path, size_t limit, size_t *size);

/* What the program run last said; the caller frees it. NULL if it cannot be read. */
char *tool_messages(const struct tool_job *job);

/* For a program that failed and did not say why. */
el2_status tool_failed(const char *program, const char *name, el2_error *error);

#endif
