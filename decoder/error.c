/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "decoder/decoder.h"

const char *el2_version(void)
{
	return EL2TRAP_VERSION;
}

el2_status el2_fail(el2_error *error, el2_status status, const char *file, unsigned line, unsigned column,
		    const char *format, ...)
{
	if (!error)
		return status;

	error->status = status;
	error->line = line;
	error->column = column;
	snprintf(error->file, sizeof(error->file), "%s", file ? file : "");

	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	return status;
}
