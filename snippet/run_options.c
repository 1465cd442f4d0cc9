/* SPDX-License-Identifier: MIT */
/* The options of `run` that a run in a snippet may have, too. */
#include "snippet/snippet.h"

#include <string.h>

static el2_status set_limit(void *target, const char *value, el2_error *error)
{
	struct cli_run_options *o = target;

	if (cli_parse_u64(value, &o->limit) && o->limit)
		return EL2_OK;
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--limit is a number of instructions above 0, not '%.64s'",
			value);
}

static el2_status set_on_exception(void *target, const char *value, el2_error *error)
{
	static const char *const names[] = {"skip", "stop", "vector"};
	struct cli_run_options *o = target;

	for (unsigned i = 0; i < 3; i++)
		if (!strcmp(value, names[i])) {
			o->on_exception = (el2_on_exception)i;
			o->on_exception_given = true;
			return EL2_OK;
		}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--on-exception is skip, stop or vector, not '%.64s'", value);
}

static el2_status set_machine(void *target, const char *value, el2_error *error)
{
	struct cli_run_options *o = target;

	o->machine = true;
	return !strcmp(value, "virt")
		       ? EL2_OK
		       : el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "there is one machine, virt, not '%.64s'", value);
}

static el2_status set_args(void *target, const char *value, el2_error *error)
{
	struct cli_run_options *o = target;
	const char *p = value;

	for (o->arg_count = 0; o->arg_count < 8; p++) {
		size_t n = strcspn(p, ",");
		char word[32];

		snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), p);
		if (!cli_parse_u64(word, &o->args[o->arg_count]))
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
					"--args takes numbers with commas between them, not '%.64s'", value);
		o->arg_count++;
		p += n;
		if (!*p)
			return EL2_OK;
	}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--args takes up to 8 numbers, for x0 to x7");
}

#define VIRT(field) offsetof(struct cli_run_options, virt.field)

const struct cli_option cli_run_options[] = {
	{"--limit", NULL, "N", CLI_CALL, 0, set_limit, "instructions that a run may take; 1000000"},
	{"--on-exception", NULL, "skip|stop|vector", CLI_CALL, 0, set_on_exception,
	 "go on behind the instruction, end the run, or enter the vectors at VBAR_EL1; skip"},
	{"--call", NULL, "SYMBOL", CLI_TEXT, offsetof(struct cli_run_options, call), NULL,
	 "one function of an ELF file, to its return"},
	{"--args", NULL, "N,...", CLI_CALL, 0, set_args,
	 "its arguments, x0 to x7; 0x48000000 is a page of scratch memory"},
	{"--machine", NULL, "virt", CLI_CALL, 0, set_machine,
	 "a machine around the CPU, for programs: ELF files, Images, raw code"},
	{"--append", NULL, "TEXT", CLI_TEXT, VIRT(append), NULL, "its bootargs"},
	{"--dtb", NULL, "FILE", CLI_TEXT, VIRT(dtb), NULL, "a device tree in place of its own"},
	{"--initrd", NULL, "FILE", CLI_TEXT, VIRT(initrd), NULL, "a file in its memory, named in the device tree"},
};
const size_t cli_run_option_count = sizeof cli_run_options / sizeof *cli_run_options;
