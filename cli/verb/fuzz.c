/* SPDX-License-Identifier: MIT */
/* fuzz: streams of host events that break a promise. */
#include "cli/verb/fuzz.h"
#include "cli/show/audit_deny.h"
#include "cli/show/jobs.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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
	return number("--seed", value, 0, UINT64_MAX, &((struct cli_fuzz *)target)->seed, error);
}

static el2_status set_runs(void *target, const char *value, el2_error *error)
{
	return number("--runs", value, 1, UINT64_MAX, &((struct cli_fuzz *)target)->runs, error);
}

static el2_status set_time(void *target, const char *value, el2_error *error)
{
	return number("--time", value, 1, 1000000000, &((struct cli_fuzz *)target)->seconds, error);
}

static el2_status set_length(void *target, const char *value, el2_error *error)
{
	return number("--length", value, 1, EL2_STREAM_EVENTS, &((struct cli_fuzz *)target)->length, error);
}

static el2_status add_promise(void *target, const char *value, el2_error *error)
{
	unsigned promise = el2_promise_by_name(value);
	char names[160] = "";
	size_t n = 0;

	if (promise && promise != EL2_PROMISE_OF_USER) {
		((struct cli_fuzz *)target)->promises |= promise;
		return EL2_OK;
	}
	if (!strcmp(value, "like-qemu"))
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"like-qemu is asked of QEMU in the source tree: ./dev oracle qemu --sweep stream");
	for (unsigned bit = 1; el2_promise_name(bit) && n < sizeof names; bit <<= 1)
		if (bit != EL2_PROMISE_OF_USER)
			n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "",
					      el2_promise_name(bit));
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
			"no promise '%.64s': %s; your own with --deny and --invariant", value, names);
}

static el2_status deny(void *target, const char *value, el2_error *error)
{
	return cli_denied_add(&((struct cli_fuzz *)target)->denied, value, error);
}

static el2_status add_corpus(void *target, const char *value, el2_error *error)
{
	return cli_corpus_add(&((struct cli_fuzz *)target)->corpus, value, error);
}

static el2_status set_corpus_format(void *target, const char *value, el2_error *error)
{
	if (el2_stream_format_by_name(value, &((struct cli_fuzz *)target)->corpus.format))
		return EL2_OK;
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--corpus-format is hex, raw or syzos, not '%.64s'", value);
}

static el2_status set_jobs(void *target, const char *value, el2_error *error)
{
	return cli_parse_jobs(value, &((struct cli_fuzz *)target)->jobs, error);
}

static el2_status set_shard(void *target, const char *value, el2_error *error)
{
	struct cli_fuzz *f = target;
	unsigned i = 0, n = 0;
	int end = 0;

	if (sscanf(value, "%5u/%5u%n", &i, &n, &end) != 2 || value[end] || !i || i > n)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--shard is I/N, 1/4 to 4/4 say, not '%.64s'", value);
	if (n > EL2_FUZZ_LINES)
		return el2_fail(
			error, EL2_ERR_USAGE, NULL, 0, 0,
			"--shard is at most I/%u, not '%.64s': a run is as many lines, of which a part has some; "
			"further machines take another --seed",
			EL2_FUZZ_LINES, value);
	f->shard = i - 1;
	f->shards = n;
	return EL2_OK;
}

static const struct cli_option options[] = {
	{"--runs", NULL, "N", CLI_CALL, 0, set_runs, "streams to play (100000)"},
	{"--time", NULL, "SECONDS", CLI_CALL, 0, set_time, "instead: play for so long"},
	{"--seed", NULL, "N", CLI_CALL, 0, set_seed, "the same seed, the same streams (1)"},
	{"--length", NULL, "N", CLI_CALL, 0, set_length, "events of a stream, at most (8)"},
	{"--promise", NULL, "NAME", CLI_CALL, 0, add_promise,
	 "that is watched, no-panic say; repeatable (all that the boot makes)"},
	{"--deny", NULL, "EXPRESSION", CLI_CALL, 0, deny,
	 "a promise of your own, as of audit: 'class=tag-load verdict=pass'; repeatable"},
	{"--invariant", NULL, "FILE", CLI_TEXT, offsetof(struct cli_fuzz, invariant_path), NULL,
	 "a promise of your own as a shared object, of EL2_INVARIANT() in C"},
	{"--corpus", NULL, "FILE", CLI_CALL, 0, add_corpus,
	 "streams that are played first, and mixed with the others: hexadecimal words; repeatable"},
	{"--corpus-format", NULL, "FORMAT", CLI_CALL, 0, set_corpus_format,
	 "of --corpus: hex, raw (words of 4 bytes), syzos (a program of syzkaller's guest)"},
	{"--findings", NULL, "DIR", CLI_TEXT, offsetof(struct cli_fuzz, folder), NULL,
	 "a folder for each finding, for reproduce and minimize"},
	{"--jobs", NULL, "N", CLI_CALL, 0, set_jobs, "threads (as many as there are processors)"},
	{"--shard", NULL, "I/N", CLI_CALL, 0, set_shard, "a part of a run, for --merge"},
	{"--coverage", NULL, NULL, CLI_FLAG, offsetof(struct cli_fuzz, coverage), NULL,
	 "rules that decided over the runs, and those that did not; of a recording its code, function by function"},
	{"--html", NULL, "FILE", CLI_TEXT, offsetof(struct cli_fuzz, html), NULL,
	 "findings, and what --coverage tells, as a page"},
	{"--merge", NULL, NULL, CLI_FLAG, offsetof(struct cli_fuzz, merge), NULL,
	 "put the folders of a run's parts together"},
};

/* ---- what came of it ---- */

void cli_fuzz_count(struct cli_fuzz *f, const el2_fuzz *fuzz)
{
	el2_fuzz_stats s = el2_fuzz_get_stats(fuzz);

	f->stats.runs += s.runs;
	f->stats.events += s.events;
	f->stats.unmodelled += s.unmodelled;
	f->stats.avoided += s.avoided;
	f->stats.kept += s.kept;
	f->stats.instructions += s.instructions;
	f->stats.unwatched |= s.unwatched;
	cli_fuzz_cover(f, fuzz);
}

static el2_status tell_stats(struct cli_fuzz *f, el2_error *error)
{
	const el2_fuzz_stats *s = &f->stats;
	struct cli_json *j = &f->call->json;
	el2_status status = EL2_OK;

	if (f->call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "runs", s->runs);
		cli_json_number(j, "events", s->events);
		cli_json_number(j, "unmodelled", s->unmodelled);
		cli_json_number(j, "avoided", s->avoided);
		cli_json_number(j, "rules", s->rules);
		cli_json_number(j, "kept", s->kept);
		if (f->coverage)
			status = cli_reach_tell(f, error);
		if (s->code_words) {
			cli_json_number(j, "code", s->code);
			cli_json_number(j, "code_words", s->code_words);
			cli_json_bool(j, "unwatched", s->unwatched);
		}
		cli_json_number(j, "findings", f->found_count);
		cli_json_close(j, '}');
		cli_json_line(j, f->call->out.file);
	} else {
		if (f->coverage)
			status = cli_reach_tell(f, error);
		fprintf(f->call->out.file,
			"# %" PRIu64 " streams, %" PRIu64 " events, %" PRIu64 " of them unmodelled, %" PRIu64
			" left out as known; %zu rules decided; %zu findings\n",
			s->runs, s->events, s->unmodelled, s->avoided, s->rules, f->found_count);
		if (s->code_words)
			fprintf(f->call->out.file, "# %zu of %zu words of EL2's code run\n", s->code, s->code_words);
		if (s->unasked)
			fprintf(f->call->out.file,
				"# %zu rules about pages are not asked for: the recording breaks them as it is\n",
				s->unasked);
		if (s->unwatched)
			fputs("# there were more translation tables than are watched\n", f->call->out.file);
	}
	return status;
}

/* ---- the verb ---- */

/* As --firmware names it, or nobody does. */
static el2_fuzz_firmware firmware_of(const char *name)
{
	if (!name)
		return EL2_FUZZ_FIRMWARE_SOME;
	return strcmp(name, "ffa") ? EL2_FUZZ_FIRMWARE_RECORDED : EL2_FUZZ_FIRMWARE_FFA;
}

el2_fuzz *cli_fuzz_new(struct cli_fuzz *f, const struct cli_session *s, el2_unicorn *unicorn, el2_fuzz_lines *lines)
{
	const el2_hypervisor policy = el2_boot_hypervisor(&s->boot);
	el2_recorded *recorded = cli_recorded_hostile(s);

	return el2_fuzz_new(&(el2_fuzz_options){
		.state = &s->state,
		.hypervisor = s->hypervisor,
		.host_el = s->boot.host_el,
		.promises = f->promises,
		.seed = f->seed,
		.length = (unsigned)f->length,
		.invariant = f->promises & EL2_PROMISE_OF_USER ? cli_invariant_holds : NULL,
		.context = &f->invariant,
		.without = &f->without.state,
		.without_hypervisor = &f->without.hypervisor,
		.opinion = cli_unicorn_step,
		.opinion_context = unicorn,
		.seeds = f->corpus.streams,
		.seed_count = f->corpus.count,
		.recording = recorded ? cli_recorded_file(s) : NULL,
		.recorded = recorded,
		.kernel = s->boot.config.kernel,
		.firmware = firmware_of(f->call->options.firmware),
		.policy = &policy,
		.lines = lines,
	});
}

static el2_status check(struct cli_fuzz *f, el2_error *error)
{
	const struct cli_options *o = &f->call->options;

	if (!f->merge && f->call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "takes no operands: '%.64s'", f->call->operands[0]);
	if (f->merge && !f->call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--merge wants the folders of --findings");
	if (f->merge && (f->shards || f->jobs))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"--merge plays nothing anew: it goes without --shard and --jobs");
	if (o->el >= 0)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "streams are of EL0 and EL1: --el is not for it");
	if (o->has_guest)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "streams are a host's: --guest is not for it");
	if (f->seconds && f->runs)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--runs or --time, not both");
	f->runs = f->runs ? f->runs : 100000;
	f->shards = f->shards ? f->shards : 1;
	return EL2_OK;
}

/* The promises that are watched, of those that the boot makes. */
static el2_status check_promises(struct cli_fuzz *f, el2_error *error)
{
	unsigned can = cli_finding_promises(&f->session), cannot = f->promises & ~can;

	if (!can)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"this boot (%s) has no hypervisor below which the host is: --cmdline "
				"kvm-arm.mode=nvhe or =protected",
				el2_mode_name(f->session.boot.mode));
	if (cannot)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "this boot (%s, MTE %s) does not promise %s",
				el2_mode_name(f->session.boot.mode), f->session.boot.mte ? "on" : "off",
				el2_promise_name(cannot & -cannot));
	f->promises = (f->promises ? f->promises : can & ~(unsigned)EL2_PROMISE_SAME_RESULT) |
		      (f->denied.count || f->invariant.entry ? EL2_PROMISE_OF_USER : 0);
	if (f->promises & EL2_PROMISE_LIKE_NO_MTE)
		return cli_without_open(&f->without, &f->session, &f->session.state, error);
	return EL2_OK;
}

static el2_status run(struct cli_fuzz *f, el2_error *error)
{
	el2_status status = check(f, error), told;

	if (status == EL2_OK)
		status = cli_session_open(&f->session, &f->call->options, error);
	f->invariant.denied = &f->denied;
	if (status == EL2_OK && f->invariant_path)
		status = cli_invariant_open(&f->invariant, f->invariant_path, error);
	if (status == EL2_OK)
		status = check_promises(f, error);
	if (status == EL2_OK)
		status = cli_corpus_read(&f->corpus, f->session.boot.host_el, error);
	if (status == EL2_OK)
		status = cli_cover_open(f, error);
	if (status != EL2_OK)
		return status;
	if (f->call->options.json) {
		cli_json_header(f->call);
		cli_json_boot(&f->call->json, &f->session);
		cli_json_number(&f->call->json, "seed", f->seed);
		cli_json_close(&f->call->json, '}');
		cli_json_line(&f->call->json, f->call->out.file);
	}
	status = f->merge ? cli_part_merge(f, error) : cli_fuzz_run(f, error);
	if (status != EL2_OK && (f->merge || !f->stats.runs))
		return status;
	cli_found_tell(f, UINT64_MAX); /* of a run that was ended early, too */
	if (status == EL2_OK && (f->coverage || f->html))
		status = cli_cover_find(f, error);
	told = tell_stats(f, error);
	status = status == EL2_OK ? told : status;
	return status == EL2_OK && f->html ? cli_fuzz_write_page(f, error) : status;
}

static int fuzz(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_fuzz *f = calloc(1, sizeof *f);
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
		code = run(f, &error) == EL2_OK ? cli_end(&call, f->damaged       ? CLI_EXIT_INPUT
								 : f->found_count ? CLI_EXIT_MISMATCH
										  : CLI_EXIT_OK)
						: cli_end_error(&call, &error);
	cli_found_free(f);
	cli_cover_close(f);
	cli_invariant_close(&f->invariant);
	cli_corpus_free(&f->corpus);
	free(f->code);
	free(f);
	return code;
}

const struct cli_verb cli_verb_fuzz = {
	.name = "fuzz",
	.synopsis = "[--runs N|--time SECONDS] [--shard I/N] [--findings DIR] | --merge DIR...",
	.summary = "streams of host events that break a promise: a panic, a tag seen, a page that is not the host's",
	.examples = {"el2trap fuzz --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --findings found",
		     "el2trap fuzz --cmdline kvm-arm.mode=nvhe --time 60 --deny 'op=SMC verdict=trap'"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = fuzz,
};
