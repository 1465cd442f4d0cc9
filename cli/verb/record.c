/* SPDX-License-Identifier: MIT */
/* record: boot a kernel in QEMU and write down its hypervisor; --show says what such a file holds. */
#include "cli/verb/record.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct record_options {
	el2_record_options record;
	const char *smp, *seconds, *show, *at;
};

#define AT(field) offsetof(struct record_options, field)

static const struct cli_option options[] = {
	{"--image", NULL, "FILE", CLI_TEXT, AT(record.image), NULL, "kernel: Image, gzip, EFI zboot, or vmlinux"},
	{"--cmdline", NULL, "TEXT", CLI_TEXT, AT(record.cmdline), NULL, "kernel command line"},
	{"--cpu", NULL, "NAME", CLI_TEXT, AT(record.cpu), NULL, "QEMU's -cpu; max"},
	{"--smp", NULL, "N", CLI_TEXT, AT(smp), NULL, "CPUs; 1"},
	{"--symbols", NULL, "FILE", CLI_TEXT, AT(record.symbols), NULL, "vmlinux; the kernel's own kallsyms"},
	{"--qemu", NULL, "PROGRAM", CLI_TEXT, AT(record.qemu), NULL, "qemu-system-aarch64"},
	CLI_RECORD_BOOT_OPTIONS(struct record_options),
	{"--show", NULL, "FILE", CLI_TEXT, AT(show), NULL, "say what is in a recording"},
	{"--at", NULL, "ADDRESS|SYMBOL", CLI_TEXT, AT(at), NULL, "with --show: memory there, as code or bytes"},
};

/* Of what a host hands over: a hostile one builds it. */
static const char *const layouts[] = {
#define EL2_MEMBER(path, kind, what) path,
#include "policy/structures.def"
};

void cli_record_line(void *context, const char *line)
{
	const struct cli_options *o = context;

	if (!o->quiet && (o->verbose || isatty(2)))
		fprintf(stderr, isatty(2) && o->color != CLI_COLOR_NEVER ? "\033[2m%s\033[0m\n" : "%s\n", line);
}

/* ---- an end from outside: first QEMU and its files go, then we do ----------------------------------------------- */

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
	caught = number;
}

static bool was_caught(void *context)
{
	(void)context;
	return caught != 0;
}

/* Not those that are ignored (nohup). */
static void handle_signals(void (*handler)(int))
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = handler}, before;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!sigaction(numbers[i], NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
}

void cli_record_begin(el2_record_options *o)
{
	o->interrupted = was_caught;
	handle_signals(catch_signal);
}

void cli_record_end(void)
{
	handle_signals(SIG_DFL);
	if (caught)
		raise(caught);
}

/* ---- options ---------------------------------------------------------------------------------------------------- */

el2_status cli_record_number(const char *name, const char *text, uint64_t maximum, unsigned *out, el2_error *error)
{
	uint64_t value;

	if (!text)
		return EL2_OK;
	if (!cli_parse_u64(text, &value) || !value || value > maximum)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s takes a number of 1 to %llu, not '%.32s'", name,
				(unsigned long long)maximum, text);
	*out = (unsigned)value;
	return EL2_OK;
}

static el2_status check_options(struct record_options *o, const struct cli_call *call, el2_error *error)
{
	el2_status status = cli_record_number("--smp", o->smp, 8, &o->record.smp, error);

	if (status == EL2_OK)
		status = cli_record_number("--time", o->seconds, 86400, &o->record.seconds, error);
	if (status != EL2_OK)
		return status;
	if (call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"'%.64s': the kernel is given with --image, a recording with --show",
				call->operands[0]);
	if (!o->record.image == !o->show)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "one of --image FILE and --show FILE is needed");
	if (o->at && !o->show)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--at goes with --show");
	if (o->record.image && (!call->options.output || !strcmp(call->options.output, "-")) && isatty(1))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "a recording is no text: give -o FILE");
	return EL2_OK;
}

static int record(const struct cli_verb *verb, int argc, char **argv)
{
	struct record_options own = {0};
	struct cli_call call;
	el2_recording recording;
	el2_error error = {0};
	el2_status status;
	void *bytes = NULL;
	size_t size = 0;
	int code;

	if (!cli_begin(&call, verb, argc, argv, &own, &code))
		return code;
	status = check_options(&own, &call, &error);
	if (status != EL2_OK)
		return cli_end_error(&call, &error);
	if (own.show) {
		status = cli_output_open(&call.out, &call.options, &error);
		return status == EL2_OK ? cli_record_show(&call, own.show, own.at) : cli_end_error(&call, &error);
	}
	own.record.layouts = layouts;
	own.record.layout_count = sizeof layouts / sizeof *layouts;
	own.record.line = cli_record_line;
	own.record.context = &call.options;
	cli_record_begin(&own.record);
	status = el2_record(&own.record, &bytes, &size, &error);
	cli_record_end();
	if (status == EL2_OK)
		status = el2_recording_open(bytes, size, call.options.output, &recording, &error);
	/* Only now: a boot that fails leaves an earlier recording of that name as it is. */
	if (status == EL2_OK)
		status = cli_output_open(&call.out, &call.options, &error);
	if (status != EL2_OK) {
		free(bytes);
		return cli_end_error(&call, &error);
	}
	fwrite(bytes, 1, size, call.out.file);
	free(bytes);
	if (!call.options.quiet)
		cli_record_summary(&recording, size);
	el2_recording_close(&recording);
	return cli_end(&call, CLI_EXIT_OK);
}

const struct cli_verb cli_verb_record = {
	.name = "record",
	.synopsis = "--image FILE -o RECORDING | --show RECORDING",
	.summary = "boot a kernel in QEMU, write down its hypervisor",
	.examples = {"el2trap record --image Image --cmdline 'kvm-arm.mode=protected panic=0' -o pkvm.rec",
		     "el2trap record --show pkvm.rec --at __kvm_nvhe_handle_trap"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.output_last = true,
	.run = record,
};
