/* SPDX-License-Identifier: MIT */
/* --help of a verb. */
#include "cli/args/verb.h"

static void print_options(FILE *out, const char *title, const struct cli_option *options, size_t count)
{
	if (!count)
		return;
	if (title)
		fprintf(out, "\n%s\n", title);
	for (size_t i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];
		char left[64];

		snprintf(left, sizeof left, "%s%s%s%s%s", o->alias ? o->alias : "", o->alias ? ", " : "", o->name,
			 o->value ? " " : "", o->value ? o->value : "");
		fprintf(out, "  %-28s %s\n", left, o->help);
	}
}

void cli_verb_help(const struct cli_verb *verb, FILE *out)
{
	fprintf(out, "el2trap %s %s\n\n  %s\n", verb->name, verb->synopsis, verb->summary);
	print_options(out, "Options", cli_run_options, verb->runs ? cli_run_option_count : 0);
	print_options(out, verb->runs ? NULL : "Options", verb->options, verb->option_count);
	if (verb->boot)
		print_options(out, "The boot", cli_boot_options, cli_boot_option_count);
	print_options(out, "Output", cli_common_options, cli_common_option_count);
	fputs("\nExamples\n", out);
	for (size_t i = 0; i < sizeof verb->examples / sizeof *verb->examples; i++)
		fprintf(out, "  %s\n", verb->examples[i]);
	fprintf(out, "\nMore: man el2trap-%s\n", verb->name);
}
