/* SPDX-License-Identifier: MIT */
#include "snippet/read_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static el2_status read_all(FILE *file, const char *name, size_t limit, char **data, size_t *length, el2_error *error)
{
	size_t capacity = 0;

	do {
		char *grown = realloc(*data, capacity = capacity * 2 + 65536);

		if (!grown)
			return el2_fail(error, EL2_ERR_INTERNAL, name, 0, 0, "out of memory");
		*data = grown;
		*length += fread(*data + *length, 1, capacity - 1 - *length, file);
		if (*length > limit)
			return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "larger than %zu %s",
					limit >> (limit < 1u << 20 ? 10 : 20), limit < 1u << 20 ? "KB" : "MB");
	} while (!feof(file) && !ferror(file));
	(*data)[*length] = '\0';
	return ferror(file) ? el2_fail(error, EL2_ERR_SYSTEM, name, 0, 0, "%s", strerror(errno)) : EL2_OK;
}

el2_status cli_read_file(const char *path, size_t limit, char **data, size_t *length, el2_error *error)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	el2_status status;

	*data = NULL;
	*length = 0;
	if (!file)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	errno = 0;
	status = read_all(file, path, limit, data, length, error);
	if (file != stdin)
		fclose(file);
	return status;
}
