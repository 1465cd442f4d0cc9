/* SPDX-License-Identifier: MIT */
/* A whole file in memory. */
#ifndef EL2TRAP_SNIPPET_READ_FILE_H
#define EL2TRAP_SNIPPET_READ_FILE_H

#include "decoder/decoder.h"

#include <stddef.h>

/* All of a file of at most `limit` bytes ("-": standard input), and a zero behind it. Free *data, after an error too. */
el2_status cli_read_file(const char *path, size_t limit, char **data, size_t *length, el2_error *error);

#endif
