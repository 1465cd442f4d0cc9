/* SPDX-License-Identifier: MIT */
#include "snippet/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

el2_status cli_lines_open(struct cli_lines *l, const char *path, size_t limit, el2_error *error)
{
	bool standard = !strcmp(path, "-");
	struct stat st;

	memset(l, 0, sizeof *l);
	l->name = standard ? "<stdin>" : path;
	l->limit = limit;
	l->file = standard ? stdin : fopen(path, "r");
	if (!l->file)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	if (!fstat(fileno(l->file), &st) && S_ISREG(st.st_mode))
		l->size = (uint64_t)st.st_size;
	return EL2_OK;
}

static bool grow(struct cli_lines *l)
{
	size_t capacity = l->capacity * 2 + 1024;
	char *grown = realloc(l->line, capacity);

	if (!grown)
		return false;
	l->line = grown;
	l->capacity = capacity;
	return true;
}

el2_status cli_lines_next(struct cli_lines *l, bool *end, el2_error *error)
{
	int c;

	l->length = 0;
	while ((c = getc_unlocked(l->file)) != EOF && c != '\n') {
		if (l->length == l->limit)
			return el2_fail(error, EL2_ERR_INPUT, l->name, l->number + 1, 0, "line longer than %zu bytes",
					l->limit);
		if (l->length + 1 >= l->capacity && !grow(l))
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		l->line[l->length++] = (char)c;
	}
	if (ferror(l->file))
		return el2_fail(error, EL2_ERR_SYSTEM, l->name, 0, 0, "%s", strerror(errno));
	*end = c == EOF && !l->length;
	if (*end)
		return EL2_OK;
	if (!l->capacity && !grow(l))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	l->line[l->length] = '\0';
	l->number++;
	l->done += l->length + 1;
	return EL2_OK;
}

void cli_lines_close(struct cli_lines *l)
{
	if (l->file && l->file != stdin)
		fclose(l->file);
	free(l->line);
	memset(l, 0, sizeof *l);
}
