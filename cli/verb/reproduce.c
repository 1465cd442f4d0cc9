/* SPDX-License-Identifier: MIT */
/* reproduce and minimize: a finding of fuzz, played again; and made smaller. */
#include "cli/case/finding.h"
#include "cli/case/without.h"
#include "cli/show/call.h"
#include "cli/show/verdict_json.h"

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

static el2_status run(struct reproduce *r, bool minimize, bool *broken, el2_error *error)
{
	const char *folder = r->call.operands[0];
	struct cli_session as_found;
	el2_status status;
	el2_fuzz *fuzz;

	if (r->call.operand_count != 1)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "wants one folder that fuzz --findings wrote");
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
	*broken = el2_fuzz_play(fuzz, &r->read.stream, &r->finding);
	r->finding.run = r->read.run;
	r->finding.found_count = r->read.found_count;
	if (*broken && minimize) {
		el2_fuzz_minimize(fuzz, &r->finding);
		as_found = *r->read.session;
		as_found.state = r->read.state;
		status = cli_finding_write(folder, &as_found, &r->invariant, &r->finding, error);
	}
	if (status == EL2_OK)
		tell(r, folder, *broken);
	el2_fuzz_free(fuzz);
	return status;
}

static const struct cli_option options[] = {
	{"--invariant", NULL, "FILE", CLI_TEXT, offsetof(struct reproduce, invariant_path), NULL,
	 "the shared object of fuzz --invariant, if the finding is of one"},
};

static int begin(const struct cli_verb *verb, int argc, char **argv, bool minimize)
{
	struct reproduce *r = calloc(1, sizeof *r);
	el2_error error = {0};
	bool broken = false;
	int code;

	if (!r) {
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return cli_report_error(verb->name, &error);
	}
	if (cli_begin(&r->call, verb, argc, argv, r, &code))
		code = run(r, minimize, &broken, &error) == EL2_OK
			       ? cli_end(&r->call, broken == minimize ? CLI_EXIT_OK : CLI_EXIT_MISMATCH)
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
	.summary = "plays a finding of fuzz again: is the promise still broken?",
	.examples = {"el2trap reproduce found/no-tags-memory.granted",
		     "el2trap reproduce --json found/no-tags-memory.granted"},
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
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = minimize,
};
