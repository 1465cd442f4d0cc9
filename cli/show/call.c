/* SPDX-License-Identifier: MIT */
#include "cli/show/call.h"

#include <string.h>

bool cli_begin(struct cli_call *c, const struct cli_verb *verb, int argc, char **argv, void *own, int *code)
{
	struct cli_option_set sets[] = {
		{verb->runs ? cli_run_options : NULL, verb->runs ? cli_run_option_count : 0, own, false},
		{verb->options, verb->option_count, own, false},
		{cli_common_options, cli_common_option_count, &c->options, false},
		{cli_boot_options, cli_boot_option_count, &c->options, false},
	};
	struct cli_words words = {argv + 1, NULL, (size_t)argc - 1, NULL};
	el2_error error = {0};
	el2_status status;

	memset(c, 0, sizeof *c);
	c->verb = verb;
	c->operands = argv + 1;
	status = cli_options_init(&c->options, &error);
	if (status == EL2_OK)
		status = cli_options_parse(sets, verb->boot ? 4 : 3, &words, &c->operand_count, &error);
	c->boot_given = sets[3].given;
	if (status == EL2_OK && c->options.help) {
		cli_verb_help(verb, stdout);
		*code = CLI_EXIT_OK;
		return false;
	}
	if (status == EL2_OK) {
		const char *file = c->options.output;

		if (verb->output_last)
			c->options.output = NULL;
		status = cli_output_open(&c->out, &c->options, &error);
		c->options.output = file;
	}
	if (status == EL2_OK) {
		if (c->options.cpu_file && !c->options.quiet)
			cli_cpu_file_note(&c->options, stderr);
		return true;
	}
	*code = cli_report_error(verb->name, &error);
	return false;
}

int cli_end(struct cli_call *c, int code)
{
	if (!cli_json_free(&c->json)) {
		fprintf(stderr, "el2trap %s: out of memory\n", c->verb->name);
		code = CLI_EXIT_INTERNAL;
	}
	return cli_output_close(&c->out) ? code : CLI_EXIT_INTERNAL;
}

int cli_end_error(struct cli_call *c, const el2_error *error)
{
	/* what was done before stays, and stands before the message */
	fflush(c->out.file);
	return cli_end(c, cli_report_error(c->verb->name, error));
}

void cli_json_header(struct cli_call *c)
{
	cli_json_open(&c->json, NULL, '{');
	cli_json_text(&c->json, "el2trap", c->verb->name);
	cli_json_number(&c->json, "version", 1);
}

void cli_json_boot(struct cli_json *j, const struct cli_session *s)
{
	const el2_boot_config *b = &s->boot.config;

	char guest[64];

	if (cli_recorded_of(s)) {
		cli_json_text(j, "hypervisor", cli_recorded_banner(s));
		cli_json_text(j, "cmdline", b->cmdline);
		cli_json_text(j, "cpu", s->cpu.name);
		cli_json_text(j, "mode", cli_recorded_mode(s));
		return;
	}
	cli_json_text(j, "kernel", el2_kernel_get(b->kernel)->name);
	cli_json_text(j, "cmdline", b->cmdline ? b->cmdline : "");
	cli_json_text(j, "config", b->config_arm64_mte ? "CONFIG_ARM64_MTE=y" : "CONFIG_ARM64_MTE=n");
	cli_json_text(j, "cpu", s->cpu.name);
	cli_json_text(j, "mode", el2_mode_name(s->boot.mode));
	cli_json_bool(j, "mte", s->boot.mte);
	if (s->own)
		cli_json_text(j, "policy", s->own->driver.name);
	if (s->has_guest)
		cli_json_text(j, "guest", cli_session_guest(s, guest, sizeof guest));
}
