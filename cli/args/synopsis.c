/* SPDX-License-Identifier: MIT */
#include "cli/args/completion.h"

#include <ctype.h>
#include <string.h>

static bool has_upper(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (isupper((unsigned char)text[i]))
			return true;
	return false;
}

/* "FILE|WORD..." as "Ar file | word ...", "a|b" as "Cm a | b". */
static void write_value(FILE *out, const char *text, size_t length)
{
	fputs(has_upper(text, length) ? "Ar " : "Cm ", out);
	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (c == '|')
			fputs(" | ", out);
		else if (c == '.' && length - i == 3)
			fputs(i && (isalpha((unsigned char)text[i - 1]) || text[i - 1] == '\'') ? " ." : ".", out);
		else if (c != '\'' && c != '"')
			fputc(tolower((unsigned char)c), out);
	}
}

static void write_operand(FILE *out, const char *text, size_t length)
{
	bool optional = length > 1 && text[0] == '[' && text[length - 1] == ']';

	fputs(optional ? ".Op " : ".", out);
	write_value(out, optional ? text + 1 : text, optional ? length - 2 : length);
	fputc('\n', out);
}

static void write_options(FILE *out, const struct cli_option *options, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct cli_option *o = &options[i];

		fprintf(out, ".Op Fl %s%s", o->name + 1, o->value ? " " : "");
		if (o->value && strchr(o->value, '.'))
			fprintf(out, "Ar %s", o->value);
		else if (o->value)
			write_value(out, o->value, strlen(o->value));
		fputc('\n', out);
	}
}

void cli_synopsis(FILE *out, const struct cli_verb *verb)
{
	const char *p = verb->synopsis;

	fprintf(out, ".Nm el2trap %s\n", verb->name);
	if (verb->runs)
		write_options(out, cli_run_options, cli_run_option_count);
	write_options(out, verb->options, verb->option_count);
	if (verb->boot)
		fputs(".Op Ar boot options\n", out);
	fputs(".Op Ar output options\n", out);
	if (strstr(p, "--")) /* options, which are listed */
		return;
	while (*p) {
		size_t length = strcspn(p, " ");

		write_operand(out, p, length);
		p += length + (p[length] == ' ');
	}
}
