/* SPDX-License-Identifier: MIT */
/* --cpu-file: a CPU from what a machine says of itself. */
#ifndef EL2TRAP_SNIPPET_CPU_FILE_H
#define EL2TRAP_SNIPPET_CPU_FILE_H

#include "snippet/options.h"

/* Read the values of a file, or of a directory of Linux's /sys: .../cpu, .../cpu/cpu0, .../cpu0/regs/identification. */
el2_status cli_cpu_file_read(const char *path, el2_cpu_values *values, el2_error *error);

/* Which values are of the file, and where the others are from: a line, for the user. */
void cli_cpu_file_note(const struct cli_options *options, FILE *out);

#endif
