/* SPDX-License-Identifier: MIT */
/* reproduce and minimize: a finding of fuzz, played again; and made smaller. */
#include "cli/verb/reproduce.h"
#include "cli/case/finding.h"
#include "cli/case/without.h"
#include "cli/show/call.h"
#include "cli/show/verdict_json.h"
#include "cli/verb/record.h"

#include <stdlib.h>
#include <string.h>

struct reproduce {
	struct cli_call call;
	struct cli_boots boots;
	struct cli_finding read;
	struct cli_without without;
	el2_unicorn *unicorn;
	const char *invariant_path;
	struct cli_invariant invariant;
	el2_finding finding;
	el2_record_options record; /* of --qemu: `image` is its value */
	const char *seconds;
};

static el2_fuzz *open_fuzz(struct reproduce *r)
{
	struct cli_finding *f = &r->read;
	const el2_hypervisor policy = el2_boot_hypervisor(&f->session->boot);
	el2_recorded *recorded = cli_recorded_hostile(f->session);

	return el2_fuzz_new(&(el2_fuzz_options){
		.state = &f->state,
		.hypervisor = f->session->hypervisor,
		.host_el = f->session->boot.host_el,
		.promises = f->promise,
		.length = EL2_STREAM_EVENTS,
		.invariant = f->promise == EL2_PROMISE_OF_USER ? cli_invariant_holds : NULL,
		.context = &r->invariant,
		.without = &r->without.state,
		.without_hypervisor = &r->without.hypervisor,
		.opinion = cli_unicorn_step,
		.opinion_context = r->unicorn,
		.recording = recorded ? cli_recorded_file(f->session) : NULL,
		.recorded = recorded,
		.kernel = f->session->boot.config.kernel,
		.firmware = EL2_FUZZ_FIRMWARE_RECORDED, /* a stream says itself if it has another */
		.policy = &policy,
	});
}

static void tell(struct reproduce *r, const char *folder, bool broken)
{
	const char *promise = el2_promise_name(r->read.promise);
	struct cli_json *j = &r->call.json;
	el2_rule_info rule;

	if (r->call.options.json) {
		cli_json_header(&r->call);
		cli_json_text(j, "finding", folder);
		cli_json_text(j, "promise", promise);
		cli_json_bool(j, "broken", broken);
		if (broken)
			cli_json_text(j, "rule", cli_rule_id(r->finding.rule, &rule));
		cli_json_number(j, "events", r->finding.stream.count);
		cli_json_close(j, '}');
		cli_json_line(j, r->call.out.file);
	} else if (broken) {
		fprintf(r->call.out.file, "%s: %s is broken by event %zu, rule %s\n", folder, promise,
			r->finding.stream.count, cli_rule_id(r->finding.rule, &rule));
	} else {
		fprintf(r->call.out.file, "%s: %s holds\n", folder, promise);
	}
}

/* What the user promised: the file of the finding names it, the shared object itself is the user's. */
static el2_status open_invariant(struct reproduce *r, el2_error *error)
{
	el2_status status = EL2_OK;

	r->invariant.denied = &r->read.denied;
	if (r->invariant_path)
		status = cli_invariant_open(&r->invariant, r->invariant_path, error);
	if (status == EL2_OK && *r->read.invariant &&
	    (!r->invariant.entry || strcmp(r->invariant.entry->name, r->read.invariant)))
		return el2_fail(error, EL2_ERR_INPUT, r->call.operands[0], 0, 0,
				"of the invariant %s of a shared object: --invariant FILE", r->read.invariant);
	if (status == EL2_OK && r->invariant.entry && !*r->read.invariant)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--invariant: the finding is of none");
	return status;
}

/* The same on a kernel that is booted: *code is the exit code. */
static el2_status run_booted(struct reproduce *r, el2_fuzz *fuzz, int *code, el2_error *error)
{
	const el2_state *start = el2_recorded_state(cli_recorded_hostile(r->read.session));
	struct cli_live *l = calloc(1, sizeof *l);
	el2_status status;

	if (!l)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	*l = (struct cli_live){.call = &r->call,
			       .record = r->record,
			       .fuzz = fuzz,
			       .recording = cli_recorded_file(r->read.session),
			       .read = &r->read,
			       .finding = &r->finding,
			       .start_pc = start->pc};
	memcpy(l->start, start->x, sizeof l->start);
	status = cli_live_recorded(l, error);
	if (status == EL2_OK)
		status = cli_live_booted(l, error);
	if (status == EL2_OK) {
		cli_live_judge(l);
		cli_live_tell(l);
		*code = !l->told ? CLI_EXIT_SKIPPED : l->same ? CLI_EXIT_MISMATCH : CLI_EXIT_OK;
	}
	el2_live_close(l->live);
	cli_record_end();
	free(l);
	return status;
}

/* --qemu and what goes with it. */
static el2_status check_booted(struct reproduce *r, el2_error *error)
{
	const el2_record_options *o = &r->record;

	if (!o->image && (o->initrd || o->qemu || o->qemu_args || o->until || r->seconds))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "how a kernel is booted goes with --qemu IMAGE");
	if (o->image && (!r->call.options.recording || r->call.options.policy))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"--qemu is for findings of a recorded hypervisor: --hypervisor FILE");
	return cli_record_number("--time", r->seconds, 86400, &r->record.seconds, error);
}

static el2_status run(struct reproduce *r, bool minimize, int *code, el2_error *error)
{
	const char *folder = r->call.operands[0];
	struct cli_session as_found;
	el2_status status;
	el2_fuzz *fuzz;
	bool broken;

	if (r->call.operand_count != 1)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "wants one folder that fuzz --findings wrote");
	status = check_booted(r, error);
	if (status == EL2_OK)
		status = cli_boots_open(&r->boots, &r->call.options, error);
	if (status == EL2_OK)
		status = cli_finding_read(folder, &r->boots, &r->read, error);
	if (status == EL2_OK && r->read.promise == EL2_PROMISE_LIKE_NO_MTE)
		status = cli_without_open(&r->without, r->read.session, &r->read.state, error);
	if (status == EL2_OK)
		status = cli_unicorn_open(r->read.promise, &r->unicorn, error);
	if (status == EL2_OK)
		status = open_invariant(r, error);
	if (status != EL2_OK)
		return status;
	fuzz = open_fuzz(r);
	if (!fuzz)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (r->record.image) {
		status = run_booted(r, fuzz, code, error);
		el2_fuzz_free(fuzz);
		return status;
	}
	broken = el2_fuzz_play(fuzz, &r->read.stream, &r->finding);
	r->finding.run = r->read.run;
	r->finding.found_count = r->read.found_count;
	if (broken && minimize) {
		el2_fuzz_minimize(fuzz, &r->finding);
		as_found = *r->read.session;
		as_found.state = r->read.state;
		status = cli_finding_write(folder, &as_found, &r->invariant, &r->finding, error);
	}
	if (status == EL2_OK)
		tell(r, folder, broken);
	*code = broken == minimize ? CLI_EXIT_OK : CLI_EXIT_MISMATCH;
	el2_fuzz_free(fuzz);
	return status;
}

#define INVARIANT                                                                                                      \
	{                                                                                                              \
		"--invariant", NULL, "FILE", CLI_TEXT, offsetof(struct reproduce, invariant_path), NULL,               \
			"the shared object of fuzz --invariant, if the finding is of one"                              \
	}

static const struct cli_option minimize_options[] = {INVARIANT};

static const struct cli_option options[] = {
	INVARIANT,
	{"--qemu", NULL, "IMAGE", CLI_TEXT, offsetof(struct reproduce, record.image), NULL,
	 "boot this kernel as the recording was made, and play there, too"},
	{"--qemu-program", NULL, "PROGRAM", CLI_TEXT, offsetof(struct reproduce, record.qemu), NULL,
	 "with --qemu; qemu-system-aarch64"},
	CLI_RECORD_BOOT_OPTIONS(struct reproduce),
};

static int begin(const struct cli_verb *verb, int argc, char **argv, bool minimize)
{
	struct reproduce *r = calloc(1, sizeof *r);
	el2_error error = {0};
	int code;

	if (!r) {
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return cli_report_error(verb->name, &error);
	}
	if (cli_begin(&r->call, verb, argc, argv, r, &code))
		code = run(r, minimize, &code, &error) == EL2_OK ? cli_end(&r->call, code)
								 : cli_end_error(&r->call, &error);
	el2_unicorn_free(r->unicorn);
	cli_invariant_close(&r->invariant);
	cli_finding_free(&r->read);
	cli_boots_close(&r->boots);
	free(r);
	return code;
}

static int reproduce(const struct cli_verb *verb, int argc, char **argv)
{
	return begin(verb, argc, argv, false);
}

static int minimize(const struct cli_verb *verb, int argc, char **argv)
{
	return begin(verb, argc, argv, true);
}

const struct cli_verb cli_verb_reproduce = {
	.name = "reproduce",
	.synopsis = "DIR",
	.summary = "plays a finding of fuzz again: is the promise still broken? On a booted kernel, too?",
	.examples = {"el2trap reproduce found/no-tags-memory.granted",
		     "el2trap reproduce --hypervisor pkvm.rec --qemu Image found/no-panic-memory.granted"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = reproduce,
};

const struct cli_verb cli_verb_minimize = {
	.name = "minimize",
	.synopsis = "DIR",
	.summary = "makes a finding of fuzz as small as it gets, in its folder",
	.examples = {"el2trap minimize found/no-tags-memory.granted", "el2trap minimize mine"},
	.options = minimize_options,
	.option_count = sizeof minimize_options / sizeof *minimize_options,
	.boot = true,
	.run = minimize,
};
