/* SPDX-License-Identifier: MIT */
/* fuzz: streams of host events that break a promise. */
#include "cli/case/finding.h"
#include "cli/show/audit_deny.h"
#include "cli/show/call.h"
#include "cli/show/insn.h"
#include "cli/show/progress.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct fuzz {
	struct cli_call *call;
	struct cli_session session;
	struct cli_denied denied;
	const char *folder;
	uint64_t seed, runs, seconds, length;
	unsigned promises; /* of --promise; 0: all that can be asked */
};

/* ---- options ---- */

static el2_status number(const char *name, const char *value, uint64_t low, uint64_t high, uint64_t *out,
			 el2_error *error)
{
	if (!cli_parse_u64(value, out) || *out < low || *out > high)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s is %" PRIu64 " to %" PRIu64 ", not '%.64s'", name,
				low, high, value);
	return EL2_OK;
}

static el2_status set_seed(void *target, const char *value, el2_error *error)
{
	return number("--seed", value, 0, UINT64_MAX, &((struct fuzz *)target)->seed, error);
}

static el2_status set_runs(void *target, const char *value, el2_error *error)
{
	return number("--runs", value, 1, UINT64_MAX, &((struct fuzz *)target)->runs, error);
}

static el2_status set_time(void *target, const char *value, el2_error *error)
{
	return number("--time", value, 1, 1000000000, &((struct fuzz *)target)->seconds, error);
}

static el2_status set_length(void *target, const char *value, el2_error *error)
{
	return number("--length", value, 1, EL2_STREAM_EVENTS, &((struct fuzz *)target)->length, error);
}

static el2_status add_promise(void *target, const char *value, el2_error *error)
{
	unsigned promise = el2_promise_by_name(value);

	if (promise && promise != EL2_PROMISE_OF_USER) {
		((struct fuzz *)target)->promises |= promise;
		return EL2_OK;
	}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
			"no promise '%.64s': no-panic, no-tags, own-pages; your own with --deny", value);
}

static el2_status deny(void *target, const char *value, el2_error *error)
{
	return cli_denied_add(&((struct fuzz *)target)->denied, value, error);
}

static const struct cli_option options[] = {
	{"--runs", NULL, "N", CLI_CALL, 0, set_runs, "streams to play (100000)"},
	{"--time", NULL, "SECONDS", CLI_CALL, 0, set_time, "instead: play for so long"},
	{"--seed", NULL, "N", CLI_CALL, 0, set_seed, "the same seed, the same streams (1)"},
	{"--length", NULL, "N", CLI_CALL, 0, set_length, "events of a stream, at most (8)"},
	{"--promise", NULL, "NAME", CLI_CALL, 0, add_promise,
	 "no-panic, no-tags, own-pages; repeatable (all that the boot makes)"},
	{"--deny", NULL, "EXPRESSION", CLI_CALL, 0, deny,
	 "a promise of your own, as of audit: 'class=tag-load verdict=pass'; repeatable"},
	{"--findings", NULL, "DIR", CLI_TEXT, offsetof(struct fuzz, folder), NULL,
	 "a folder for each finding, for reproduce and minimize"},
};

/* ---- findings ---- */

static void tell(struct fuzz *f, const el2_finding *finding)
{
	FILE *out = f->call->out.file;
	struct cli_json *j = &f->call->json;
	const el2_verdict *v = &finding->result.verdict;
	el2_rule_info rule;
	const char *id = cli_rule_id(finding->rule, &rule);

	if (f->call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "promise", el2_promise_name(finding->promise));
		cli_json_text(j, "rule", id);
		cli_json_number(j, "run", finding->run);
		cli_json_number(j, "events_found", finding->found_count);
		cli_json_text(j, "verdict", el2_verdict_name(v->verdict));
		cli_json_open(j, "events", '[');
		for (size_t n = 0; n < finding->stream.count; n++) {
			cli_json_open(j, NULL, '{');
			cli_json_event(j, &finding->stream.event[n], n);
			cli_json_close(j, '}');
		}
		cli_json_close(j, ']');
		cli_json_close(j, '}');
		cli_json_line(j, out);
		return;
	}
	fprintf(out, "%s%s%s: run %" PRIu64 ", %s%s%s, rule %s\n", cli_style(&f->call->out, CLI_RED),
		el2_promise_name(finding->promise), cli_style(&f->call->out, CLI_PLAIN), finding->run,
		el2_verdict_name(v->verdict), v->what ? ": " : "", v->what ? v->what : "", id);
	for (size_t n = 0; n < finding->stream.count; n++) {
		const el2_event *e = &finding->stream.event[n];
		char text[EL2_TEXT_MAX];
		el2_insn insn;

		el2_decode(e->word, &insn);
		el2_disassemble(&insn, 4 * n, text, sizeof text);
		fprintf(out, "  EL%u %08" PRIx32 "  %-32s", e->el, e->word, text);
		if (e->reg < 31)
			fprintf(out, " with x%u = 0x%" PRIx64, e->reg, e->value);
		putc('\n', out);
	}
	fflush(out);
}

static el2_status keep(struct fuzz *f, const el2_finding *finding, el2_error *error)
{
	char name[160], path[4096];

	tell(f, finding);
	if (!f->folder)
		return EL2_OK;
	snprintf(path, sizeof path, "%s/%s", f->folder, cli_finding_name(finding, name, sizeof name));
	return cli_finding_write(path, &f->session, &f->denied, finding, error);
}

static void tell_stats(struct fuzz *f, const el2_fuzz_stats *s)
{
	struct cli_json *j = &f->call->json;

	if (f->call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "runs", s->runs);
		cli_json_number(j, "events", s->events);
		cli_json_number(j, "unmodelled", s->unmodelled);
		cli_json_number(j, "avoided", s->avoided);
		cli_json_number(j, "rules", s->rules);
		cli_json_number(j, "kept", s->kept);
		cli_json_number(j, "findings", s->findings);
		cli_json_close(j, '}');
		cli_json_line(j, f->call->out.file);
	} else {
		fprintf(f->call->out.file,
			"# %" PRIu64 " streams, %" PRIu64 " events, %" PRIu64 " of them unmodelled, %" PRIu64
			" left out as known; %zu rules decided; %zu findings\n",
			s->runs, s->events, s->unmodelled, s->avoided, s->rules, s->findings);
	}
}

/* ---- the verb ---- */

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static bool is_over(const struct fuzz *f, uint64_t done, time_t began)
{
	return interrupted ||
	       (f->seconds ? done % 256 == 0 && time(NULL) - began >= (time_t)f->seconds : done >= f->runs);
}

static el2_status play(struct fuzz *f, el2_fuzz *fuzz, el2_error *error)
{
	struct cli_progress progress;
	el2_finding finding;
	el2_status status = EL2_OK;
	time_t began = time(NULL);
	void (*before)(int) = signal(SIGINT, interrupt);

	cli_progress_begin(&progress, &f->call->options, "fuzz");
	for (uint64_t n = 0; status == EL2_OK && !is_over(f, n, began); n++) {
		if (el2_fuzz_run(fuzz, &finding))
			status = keep(f, &finding, error);
		cli_progress_update(&progress, n, n, f->seconds ? 0 : f->runs);
	}
	cli_progress_end(&progress);
	signal(SIGINT, before);
	return status;
}

static el2_status run(struct fuzz *f, el2_fuzz_stats *stats, el2_error *error)
{
	const struct cli_options *o = &f->call->options;
	unsigned can;
	el2_fuzz *fuzz;
	el2_status status;

	if (f->call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "takes no operands: '%.64s'", f->call->operands[0]);
	if (o->el >= 0)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "streams are of EL0 and EL1: --el is not for it");
	if (o->has_guest)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "streams are a host's: --guest is not for it");
	if (f->seconds && f->runs)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--runs or --time, not both");
	f->runs = f->runs ? f->runs : 100000;
	status = cli_session_open(&f->session, o, error);
	if (status != EL2_OK)
		return status;
	can = cli_finding_promises(&f->session);
	if (!can)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"this boot (%s) has no hypervisor below which the host is: --cmdline "
				"kvm-arm.mode=nvhe or =protected",
				el2_mode_name(f->session.boot.mode));
	if (f->promises & ~can)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "this boot (%s, MTE %s) does not promise %s",
				el2_mode_name(f->session.boot.mode), f->session.boot.mte ? "on" : "off",
				el2_promise_name((f->promises & ~can) & -(f->promises & ~can)));
	fuzz = el2_fuzz_new(&(el2_fuzz_options){
		.state = &f->session.state,
		.hypervisor = f->session.hypervisor,
		.host_el = f->session.boot.host_el,
		.promises = (f->promises ? f->promises : can) | (f->denied.count ? EL2_PROMISE_OF_USER : 0),
		.seed = f->seed,
		.length = (unsigned)f->length,
		.invariant = f->denied.count ? cli_denied_by_none : NULL,
		.context = &f->denied,
	});
	if (!fuzz)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (o->json) {
		cli_json_header(f->call);
		cli_json_boot(&f->call->json, &f->session);
		cli_json_number(&f->call->json, "seed", f->seed);
		cli_json_close(&f->call->json, '}');
		cli_json_line(&f->call->json, f->call->out.file);
	}
	status = play(f, fuzz, error);
	*stats = el2_fuzz_get_stats(fuzz);
	tell_stats(f, stats);
	el2_fuzz_free(fuzz);
	return status;
}

static int fuzz(const struct cli_verb *verb, int argc, char **argv)
{
	struct fuzz *f = calloc(1, sizeof *f);
	el2_fuzz_stats stats = {0};
	struct cli_call call;
	el2_error error = {0};
	int code;

	if (!f) {
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return cli_report_error(verb->name, &error);
	}
	f->call = &call;
	f->seed = 1;
	f->length = 8;
	if (cli_begin(&call, verb, argc, argv, f, &code))
		code = run(f, &stats, &error) == EL2_OK
			       ? cli_end(&call, stats.findings ? CLI_EXIT_MISMATCH : CLI_EXIT_OK)
			       : cli_end_error(&call, &error);
	free(f);
	return code;
}

const struct cli_verb cli_verb_fuzz = {
	.name = "fuzz",
	.synopsis = "[--runs N|--time SECONDS] [--findings DIR]",
	.summary = "streams of host events that break a promise: a panic, a tag seen, a page that is not the host's",
	.examples = {"el2trap fuzz --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --findings found",
		     "el2trap fuzz --cmdline kvm-arm.mode=nvhe --time 60 --deny 'op=SMC verdict=trap'"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = fuzz,
};
