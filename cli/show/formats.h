/* SPDX-License-Identifier: MIT */
/* Input formats by name: --format, and `list formats`. */
#ifndef EL2TRAP_CLI_FORMATS_H
#define EL2TRAP_CLI_FORMATS_H

#include "decoder/decoder.h"

struct cli_format {
	const char *name;
	el2_image_format format;
	const char *what;
};

/* The nth; NULL after the last. */
const struct cli_format *cli_format_get(size_t n);

#endif
