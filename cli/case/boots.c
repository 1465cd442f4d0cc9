/* SPDX-License-Identifier: MIT */
#include "cli/case/boots.h"

#include <stdlib.h>
#include <string.h>

el2_status cli_boots_open(struct cli_boots *b, const struct cli_options *options, el2_error *error)
{
	memset(b, 0, sizeof *b);
	b->options = options;
	b->base_status = cli_session_open(&b->base, options, &b->base_error);
	if (b->base_status == EL2_OK || options->policy)
		return EL2_OK;
	if (error)
		*error = b->base_error;
	return b->base_status;
}

void cli_boots_close(struct cli_boots *b)
{
	for (size_t i = 0; i < CLI_CASE_BOOT_KEYS; i++) {
		free(b->texts[i]);
		b->texts[i] = NULL;
	}
	b->made = false;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool names_a_boot(const struct cli_case *test)
{
	for (size_t i = 0; i < CLI_CASE_BOOT_KEYS; i++)
		if (test->boot[i])
			return true;
	return false;
}

/* Put a key of the case into the options, as its option would. */
static el2_status apply(const char *key, const char *value, struct cli_options *options, el2_error *error)
{
	for (size_t i = 0; i < cli_boot_option_count; i++) {
		const struct cli_option *o = &cli_boot_options[i];

		if (strcmp(o->name + 2, key))
			continue;
		if (o->kind == CLI_CALL)
			return o->apply(options, value, error);
		*(const char **)(void *)((char *)options + o->offset) = value;
		return EL2_OK;
	}
	return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "no option --%s", key);
}

static el2_status make(struct cli_boots *b, const struct cli_case *test, const struct cli_lines *lines,
		       el2_error *error)
{
	struct cli_options options = *b->options;
	el2_error wrong = {0};

	cli_boots_close(b);
	for (size_t i = 0; i < CLI_CASE_BOOT_KEYS; i++) {
		if (!test->boot[i])
			continue;
		b->texts[i] = strdup(test->boot[i]);
		if (!b->texts[i])
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		if (apply(cli_case_boot_key(i), b->texts[i], &options, &wrong) != EL2_OK)
			return cli_case_fail(lines, cli_case_boot_key(i), error, "%s", wrong.message);
	}
	if (test->el >= 0)
		options.el = test->el;
	if (cli_session_open(&b->own, &options, &wrong) != EL2_OK)
		return cli_case_fail(lines, "el", error, "%s", wrong.message);
	b->made = true;
	return EL2_OK;
}

el2_status cli_boots_of(struct cli_boots *b, const struct cli_case *test, const struct cli_lines *lines,
			struct cli_session **session, el2_error *error)
{
	bool equal = b->made;

	*session = &b->base;
	if (!names_a_boot(test)) {
		if (b->base_status != EL2_OK && error)
			*error = b->base_error;
		return b->base_status;
	}
	for (size_t i = 0; i < CLI_CASE_BOOT_KEYS; i++)
		equal = equal && same(b->texts[i], test->boot[i]);
	*session = &b->own;
	return equal ? EL2_OK : make(b, test, lines, error);
}
