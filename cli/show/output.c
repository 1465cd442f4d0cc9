/* SPDX-License-Identifier: MIT */
#include "cli/show/output.h"
#include "cli/show/caret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cli_exit_code(el2_status status)
{
	switch (status) {
	case EL2_OK:
		return CLI_EXIT_OK;
	case EL2_ERR_USAGE:
		return CLI_EXIT_USAGE;
	case EL2_ERR_INPUT:
	case EL2_ERR_SYSTEM: /* an input that cannot be read */
		return CLI_EXIT_INPUT;
	case EL2_ERR_UNSUPPORTED:
		return CLI_EXIT_SKIPPED;
	default:
		return CLI_EXIT_INTERNAL;
	}
}

/* https://no-color.org: set and not empty means none, unless the user asked for it. */
static bool want_color(const struct cli_options *o, FILE *file)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->color != CLI_COLOR_AUTO)
		return o->color == CLI_COLOR_ALWAYS;
	if ((no_color && *no_color) || !term || !strcmp(term, "dumb"))
		return false;
	return isatty(fileno(file)) == 1;
}

el2_status cli_output_open(struct cli_output *out, const struct cli_options *o, el2_error *error)
{
	bool file = o->output && strcmp(o->output, "-");

	*out = (struct cli_output){stdout, "standard output", false, false};
	if (file) {
		out->name = o->output;
		out->owned = true;
		out->file = fopen(o->output, "w");
		if (!out->file)
			return el2_fail(error, EL2_ERR_INTERNAL, o->output, 0, 0, "cannot be written: %s",
					strerror(errno));
	}
	out->color = !o->json && want_color(o, out->file);
	return EL2_OK;
}

FILE *cli_file_create(const char *path, el2_error *error)
{
	FILE *file = fopen(path, "w");

	if (!file)
		el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	return file;
}

el2_status cli_file_close(FILE *file, const char *path, el2_error *error)
{
	bool failed = ferror(file);

	if (fclose(file) == EOF || failed)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	return EL2_OK;
}

bool cli_output_close(struct cli_output *out)
{
	bool failed = fflush(out->file) == EOF || ferror(out->file);
	int reason = errno;

	if (out->owned && fclose(out->file) == EOF && !failed) {
		failed = true;
		reason = errno;
	}
	if (failed)
		fprintf(stderr, "el2trap: %s: cannot be written: %s\n", out->name, strerror(reason));
	return !failed;
}

const char *cli_style(const struct cli_output *out, enum cli_style style)
{
	static const char *const sequences[] = {
		[CLI_PLAIN] = "\033[0m",    [CLI_BOLD] = "\033[1m",   [CLI_DIM] = "\033[2m",
		[CLI_RED] = "\033[1;31m",   [CLI_GREEN] = "\033[32m", [CLI_YELLOW] = "\033[33m",
		[CLI_MAGENTA] = "\033[35m", [CLI_CYAN] = "\033[36m",
	};

	return out->color ? sequences[style] : "";
}

enum cli_style cli_verdict_style(el2_verdict_kind verdict)
{
	static const enum cli_style styles[EL2_VERDICT_COUNT] = {
		[EL2_PASS] = CLI_GREEN,    [EL2_UNDEF] = CLI_YELLOW, [EL2_TRAP] = CLI_CYAN,
		[EL2_FAULT] = CLI_MAGENTA, [EL2_PANIC] = CLI_RED,    [EL2_UNMODELLED] = CLI_DIM,
	};

	return (unsigned)verdict < EL2_VERDICT_COUNT ? styles[verdict] : CLI_PLAIN;
}

int cli_report_error(const char *verb, const el2_error *error)
{
	fprintf(stderr, "el2trap%s%s: ", verb ? " " : "", verb ? verb : "");
	if (*error->file)
		fprintf(stderr, "%s:", error->file);
	if (*error->file && error->line)
		fprintf(stderr, "%u:", error->line);
	if (*error->file && error->line && error->column)
		fprintf(stderr, "%u:", error->column);
	fprintf(stderr, "%s%s\n", *error->file ? " " : "", error->message);
	cli_caret(error);
	return cli_exit_code(error->status);
}
