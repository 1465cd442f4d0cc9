/* SPDX-License-Identifier: MIT */
/* The command: which verb, and its help. */
#include "cli/args/completion.h"
#include "cli/case/policy.h"
#include "cli/show/caret.h"
#include "cli/show/output.h"
#include "cli/verb/verbs.h"
#include "snippet/snippet.h"

#include <string.h>

/* One a line, in the order of --help. */
/* clang-format off */
static const struct cli_verb *const verbs[] = {
	&cli_verb_decode,
	&cli_verb_boot,
	&cli_verb_explain,
	&cli_verb_table,
	&cli_verb_check,
	&cli_verb_step,
	&cli_verb_run,
	&cli_verb_audit,
	&cli_verb_fuzz,
	&cli_verb_minimize,
	&cli_verb_reproduce,
	&cli_verb_replay,
	&cli_verb_convert,
	&cli_verb_record,
	&cli_verb_esr,
	&cli_verb_who,
	&cli_verb_list,
};
/* clang-format on */

#define VERB_COUNT (sizeof verbs / sizeof *verbs)

static const struct cli_verb *find_verb(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

static int unknown_verb(const char *name)
{
	struct cli_suggest suggest = cli_suggest_for(name);
	el2_error error;
	char hint[96];

	for (size_t i = 0; i < VERB_COUNT; i++)
		cli_suggest_offer(&suggest, verbs[i]->name);
	el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "unknown verb '%.64s'%s", name,
		 cli_suggest_text(&suggest, hint, sizeof hint));
	return cli_report_error(NULL, &error);
}

static void print_help(FILE *out)
{
	fprintf(out,
		"el2trap VERB ...\n\n"
		"What an arm64 instruction comes to under KVM and pKVM: executed, UNDEFINED, trapped, and why.\n\n");
	for (size_t i = 0; i < VERB_COUNT; i++)
		fprintf(out, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
	fprintf(out, "\n  help VERB  the options of a verb\n"
		     "  --completion bash|zsh|fish\n\n"
		     "Exit codes: 0 as expected; 1 a mismatch or violation; 2 usage; 3 bad input; 4 skipped or not "
		     "supported\n"
		     "here; 5 internal error.\n");
}

static int help(int argc, char **argv)
{
	const struct cli_verb *verb;

	if (argc < 3) {
		print_help(stdout);
		return CLI_EXIT_OK;
	}
	verb = find_verb(argv[2]);
	if (!verb)
		return unknown_verb(argv[2]);
	cli_verb_help(verb, stdout);
	return CLI_EXIT_OK;
}

static int completion(int argc, char **argv)
{
	if (argc == 3 && cli_completion(stdout, argv[2], verbs, VERB_COUNT))
		return CLI_EXIT_OK;
	fputs("el2trap --completion: for bash, zsh or fish\n", stderr);
	return CLI_EXIT_USAGE;
}

/* For whoever writes manual pages: the synopsis in mdoc. */
static int synopsis(int argc, char **argv)
{
	const struct cli_verb *verb = argc == 3 ? find_verb(argv[2]) : NULL;

	if (!verb)
		return unknown_verb(argc < 3 ? "" : argv[2]);
	cli_synopsis(stdout, verb);
	return CLI_EXIT_OK;
}

static int dispatch(int argc, char **argv)
{
	const struct cli_verb *verb;

	if (argc < 2) {
		print_help(stderr);
		return CLI_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help(argc, argv);
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		printf("el2trap %s\n%s\n", el2_version(), EL2TRAP_LIBRARIES);
		return CLI_EXIT_OK;
	}
	if (!strcmp(argv[1], "--completion"))
		return completion(argc, argv);
	if (!strcmp(argv[1], "--synopsis"))
		return synopsis(argc, argv);
	verb = find_verb(argv[1]);
	return verb ? verb->run(verb, argc - 1, argv + 1) : unknown_verb(argv[1]);
}

int main(int argc, char **argv)
{
	int code;

	cli_caret_command_line(argc, argv);
	cli_session_set_policy_reader(cli_policy_open);
	code = dispatch(argc, argv);
	cli_recorded_close_all();
	cli_policy_close_all();

	/* help and --version do not go through cli_output */
	if (fflush(stdout) == EOF && code == CLI_EXIT_OK) {
		perror("el2trap: standard output");
		return CLI_EXIT_INTERNAL;
	}
	return code;
}
