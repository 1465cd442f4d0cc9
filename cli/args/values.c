/* SPDX-License-Identifier: MIT */
/* What may follow an option, read from its row. */
#include "cli/args/completion.h"

#include <ctype.h>
#include <string.h>

const struct cli_option *cli_verb_option(const struct cli_verb *verb, size_t n)
{
	if (verb->runs && n < cli_run_option_count)
		return &cli_run_options[n];
	n -= verb->runs ? cli_run_option_count : 0;
	if (n < verb->option_count)
		return &verb->options[n];
	n -= verb->option_count;
	if (verb->boot && n < cli_boot_option_count)
		return &cli_boot_options[n];
	n -= verb->boot ? cli_boot_option_count : 0;
	return n < cli_common_option_count ? &cli_common_options[n] : NULL;
}

/* "a|b|c" and "KEY=a|b" as words. False: there are alternatives that stand for something, "ADDRESS|SYMBOL". */
static bool alternatives(const char *value, char *buffer, size_t size)
{
	size_t key = strcspn(value, "="), length = 0;
	const char *p = value[key] ? value + key + 1 : value;

	if (!value[key])
		key = 0;
	for (const char *c = p; *c; c++)
		if (isupper((unsigned char)*c))
			return false;
	*buffer = '\0';
	while (*p) {
		size_t n = strcspn(p, "|");
		int wrote = snprintf(buffer + length, size - length, "%s%.*s%s%.*s", length ? " " : "", (int)key, value,
				     key ? "=" : "", (int)n, p);

		if (wrote < 0 || (size_t)wrote >= size - length)
			return false;
		length += (size_t)wrote;
		p += n + (p[n] == '|');
	}
	return true;
}

enum cli_values cli_option_values(const struct cli_option *option, char *buffer, size_t size)
{
	static const char list[] = "(el2trap list ";
	const char *value = option->value, *named = strstr(option->help, list);
	size_t length = 0;

	*buffer = '\0';
	if (!value)
		return CLI_VALUES_NONE;
	if (named) {
		named += 1;
		snprintf(buffer, size, "%.*s", (int)strcspn(named, ")"), named);
		return CLI_VALUES_COMMAND;
	}
	if (strlen(value) == 4 && value[1] == '.' && isdigit((unsigned char)*value)) {
		for (char c = *value; c <= value[3] && length + 3 < size; c++)
			length += (size_t)snprintf(buffer + length, size - length, "%s%c", length ? " " : "", c);
		return CLI_VALUES_WORDS;
	}
	if (strchr(value, '|'))
		return alternatives(value, buffer, size) ? CLI_VALUES_WORDS : CLI_VALUES_FREE;
	return strncmp(value, "FILE", 4) ? CLI_VALUES_FREE : CLI_VALUES_FILE;
}
