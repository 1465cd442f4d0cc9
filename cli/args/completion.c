/* SPDX-License-Identifier: MIT */
#include "cli/args/completion.h"

#include <string.h>

#define VALUES_MAX 256

/* What `el2trap list ...` names first in each line, up to an empty one. */
#define FIRST_WORDS "2>/dev/null | sed '/^$/,$d' | cut -d' ' -f1"

/* Lower-case words among the operands, `list ops|registers|...`; "" if there are none. */
static const char *operand_words(const struct cli_verb *verb, char *buffer, size_t size)
{
	struct cli_option operand = {.value = buffer, .help = ""};
	char first[VALUES_MAX], words[VALUES_MAX];

	snprintf(first, sizeof first, "%.*s", (int)strcspn(verb->synopsis, " "), verb->synopsis);
	operand.value = first;
	if (*first == '[' || cli_option_values(&operand, words, sizeof words) != CLI_VALUES_WORDS)
		*words = '\0';
	snprintf(buffer, size, "%s", words);
	return buffer;
}

/* ---- bash ---- */

static void bash_options(FILE *out, const struct cli_verb *verb)
{
	const struct cli_option *o;
	char values[VALUES_MAX];

	fprintf(out, "\t%s)\n\t\toptions='", verb->name);
	for (size_t n = 0; (o = cli_verb_option(verb, n)); n++)
		fprintf(out, "%s%s%s%s", n ? " " : "", o->name, o->alias ? " " : "", o->alias ? o->alias : "");
	fprintf(out, "'\n\t\twords='%s'\n\t\tcase $previous in\n", operand_words(verb, values, sizeof values));
	for (size_t n = 0; (o = cli_verb_option(verb, n)); n++) {
		enum cli_values kind = cli_option_values(o, values, sizeof values);

		if (kind == CLI_VALUES_NONE)
			continue;
		fprintf(out, "\t\t%s%s%s) ", o->name, o->alias ? " | " : "", o->alias ? o->alias : "");
		if (kind == CLI_VALUES_FILE)
			fputs("_el2trap_files; return ;;\n", out);
		else if (kind == CLI_VALUES_WORDS)
			fprintf(out, "_el2trap_words '%s'; return ;;\n", values);
		else if (kind == CLI_VALUES_COMMAND)
			fprintf(out, "_el2trap_words \"$(%s " FIRST_WORDS ")\"; return ;;\n", values);
		else
			fputs("return ;;\n", out);
	}
	fputs("\t\tesac\n\t\t;;\n", out);
}

static void bash(FILE *out, const struct cli_verb *const *verbs, size_t count)
{
	fputs("# bash completion for el2trap, made by el2trap --completion bash\n\n"
	      "_el2trap_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$word\"); }\n"
	      "_el2trap_files() { mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); }\n\n"
	      "_el2trap() {\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options words\n"
	      "\tlocal verbs='",
	      out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s ", verbs[i]->name);
	fputs("help'\n\n"
	      "\t# \"=\" is a word of its own: --kernel=7.0\n"
	      "\t[[ $word == = ]] && word=\n"
	      "\t[[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}\n"
	      "\tif ((COMP_CWORD == 1)); then\n"
	      "\t\t_el2trap_words \"$verbs --help --version --completion\"\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\tcase ${COMP_WORDS[1]} in\n"
	      "\thelp) _el2trap_words \"$verbs\"; return ;;\n"
	      "\t--completion) _el2trap_words 'bash zsh fish'; return ;;\n",
	      out);
	for (size_t i = 0; i < count; i++)
		bash_options(out, verbs[i]);
	fputs("\tesac\n"
	      "\tif [[ $word == -* ]]; then\n"
	      "\t\t_el2trap_words \"$options\"\n"
	      "\telif [[ $words ]] && ((COMP_CWORD == 2)); then\n"
	      "\t\t_el2trap_words \"$words\"\n"
	      "\telse\n"
	      "\t\t_el2trap_files\n"
	      "\tfi\n"
	      "}\n"
	      "complete -F _el2trap -o filenames el2trap\n",
	      out);
}

/* ---- zsh ---- */

/* Text inside '...', with what _arguments and _describe read as their own escaped. */
static void quoted(FILE *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs("'\\''", out);
			continue;
		}
		if (strchr(special, *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void zsh_option(FILE *out, const struct cli_option *o, const char *name)
{
	char values[VALUES_MAX];
	enum cli_values kind = cli_option_values(o, values, sizeof values);

	fprintf(out, " \\\n\t\t\t'*%s%s[", name, kind == CLI_VALUES_NONE ? "" : name[1] == '-' ? "=" : "+");
	quoted(out, o->help, "[]:\\");
	fputc(']', out);
	if (kind != CLI_VALUES_NONE) {
		fputc(':', out);
		quoted(out, o->value, "[]:\\");
		fputc(':', out);
	}
	if (kind == CLI_VALUES_FILE)
		fputs("_files", out);
	else if (kind == CLI_VALUES_WORDS)
		fprintf(out, "(%s)", values);
	else if (kind == CLI_VALUES_COMMAND)
		fprintf(out, "_el2trap_list \"%s\"", values);
	fputc('\'', out);
}

static void zsh(FILE *out, const struct cli_verb *const *verbs, size_t count)
{
	char words[VALUES_MAX];

	fputs("#compdef el2trap\n# zsh completion for el2trap, made by el2trap --completion zsh\n\n"
	      "_el2trap_list() {\n"
	      "\tlocal -a found\n"
	      "\tfound=(${(f)\"$(eval \"$1\" 2>/dev/null | sed '/^$/,$d' | cut -d' ' -f1)\"})\n"
	      "\tcompadd -a found\n"
	      "}\n\n"
	      "_el2trap() {\n\tlocal -a verbs\n\tverbs=(\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "\t\t'%s:", verbs[i]->name);
		quoted(out, verbs[i]->summary, ":\\");
		fputs("'\n", out);
	}
	fputs("\t\t'help:the options of a verb'\n\t)\n"
	      "\tif ((CURRENT == 2)); then\n\t\t_describe verb verbs\n\t\treturn\n\tfi\n"
	      "\tlocal verb=$words[2]\n\tshift words\n\t((CURRENT--))\n"
	      "\tcase $verb in\n\t\thelp) _describe verb verbs ;;\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		const struct cli_option *o;

		fprintf(out, "\t\t%s) _arguments", verbs[i]->name);
		for (size_t n = 0; (o = cli_verb_option(verbs[i], n)); n++) {
			zsh_option(out, o, o->name);
			if (o->alias)
				zsh_option(out, o, o->alias);
		}
		operand_words(verbs[i], words, sizeof words);
		if (*words)
			fprintf(out, " \\\n\t\t\t'1::(%s)'", words);
		fputs(" \\\n\t\t\t'*::_files' ;;\n", out);
	}
	fputs("\tesac\n}\n\n_el2trap \"$@\"\n", out);
}

/* ---- fish ---- */

static void fish_option(FILE *out, const struct cli_verb *verb, const struct cli_option *o)
{
	char values[VALUES_MAX];
	enum cli_values kind = cli_option_values(o, values, sizeof values);

	fprintf(out, "complete -c el2trap -n '__fish_seen_subcommand_from %s' -l %s", verb->name, o->name + 2);
	if (o->alias)
		fprintf(out, " -s %s", o->alias + 1);
	if (kind == CLI_VALUES_FILE)
		fputs(" -r -F", out);
	else if (kind == CLI_VALUES_WORDS)
		fprintf(out, " -x -a '%s'", values);
	else if (kind == CLI_VALUES_COMMAND)
		fprintf(out, " -x -a '(%s 2>/dev/null | awk \"/^\\$/ { exit } { print \\$1 }\")'", values);
	else if (kind == CLI_VALUES_FREE)
		fputs(" -x", out);
	fputs(" -d '", out);
	for (const char *p = o->help; *p; p++)
		fprintf(out, *p == '\'' || *p == '\\' ? "\\%c" : "%c", *p);
	fputs("'\n", out);
}

static void fish(FILE *out, const struct cli_verb *const *verbs, size_t count)
{
	char words[VALUES_MAX];

	fputs("# fish completion for el2trap, made by el2trap --completion fish\n", out);
	for (size_t i = 0; i < count; i++) {
		const struct cli_option *o;

		fprintf(out, "complete -c el2trap -f -n __fish_use_subcommand -a %s -d '", verbs[i]->name);
		for (const char *p = verbs[i]->summary; *p; p++)
			fprintf(out, *p == '\'' || *p == '\\' ? "\\%c" : "%c", *p);
		fputs("'\n", out);
		for (size_t n = 0; (o = cli_verb_option(verbs[i], n)); n++)
			fish_option(out, verbs[i], o);
		operand_words(verbs[i], words, sizeof words);
		if (*words)
			fprintf(out, "complete -c el2trap -f -n '__fish_seen_subcommand_from %s' -a '%s'\n",
				verbs[i]->name, words);
	}
	fputs("complete -c el2trap -f -n __fish_use_subcommand -a help -d 'the options of a verb'\n"
	      "complete -c el2trap -f -n '__fish_seen_subcommand_from help' -a '",
	      out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i ? " " : "", verbs[i]->name);
	fputs("'\n", out);
}

bool cli_completion(FILE *out, const char *shell, const struct cli_verb *const *verbs, size_t count)
{
	static const struct {
		const char *name;
		void (*write)(FILE *out, const struct cli_verb *const *verbs, size_t count);
	} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (!strcmp(shells[i].name, shell)) {
			shells[i].write(out, verbs, count);
			return true;
		}
	return false;
}
