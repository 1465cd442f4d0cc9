/* SPDX-License-Identifier: MIT */
/* audit: all 2^32 words under a boot. What traps, what panics, what is unmodelled. */
#include "cli/show/audit.h"
#include "cli/show/audit_deny.h"
#include "cli/show/jobs.h"
#include "cli/show/report.h"
#include "cli/verb/audit_diff.h"
#include "cli/verb/audit_next.h"
#include "cli/verb/audit_sweep.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct audit {
	struct cli_call *call;
	struct cli_options first; /* what stood before --diff */
	unsigned sessions;
	struct cli_session session[2];
	el2_audit *audit[2];
	bool exhaustive, next;
	struct cli_sweep_call sweep; /* and what both have */
	struct cli_denied denied;
	const char *ktap;
	uint64_t groups, violations;
};

/* ---- one boot ---- */

static void describe(const struct audit *a, const char *what, const struct cli_session *s)
{
	char name[128];

	fprintf(a->call->out.file, "%s%s%s: command line '%s', CPU %s; EL1's registers %s\n",
		cli_style(&a->call->out, CLI_BOLD), what, cli_style(&a->call->out, CLI_PLAIN),
		s->boot.config.cmdline ? s->boot.config.cmdline : "", s->cpu.name,
		a->sweep.polite ? "as Linux leaves them" : "as a hostile host likes");
	fprintf(a->call->out.file, "  %s\n", cli_session_name(s, name, sizeof name));
}

static void text_totals(const struct audit *a)
{
	FILE *out = a->call->out.file;

	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
		fprintf(out, "  %-11s EL1 %11" PRIu64 "   EL0 %11" PRIu64 " words\n",
			el2_verdict_name((el2_verdict_kind)v), el2_audit_words(a->audit[0], 1, (el2_verdict_kind)v),
			el2_audit_words(a->audit[0], 0, (el2_verdict_kind)v));
}

/* What is shown as text without -v: what nobody wants, and what nobody knows. */
static bool is_shown(const struct audit *a, const el2_audit_group *g)
{
	return a->call->options.verbose || g->answer.verdict == EL2_PANIC || g->answer.verdict == EL2_UNMODELLED;
}

static void text_groups(struct audit *a)
{
	const el2_audit_group *g;
	char now[128], last[128] = "";

	for (size_t n = 0; (g = el2_audit_group_get(a->audit[0], n)); n++) {
		a->groups++;
		if (!is_shown(a, g))
			continue;
		if (strcmp(cli_audit_outcome(&g->answer, now, sizeof now), last))
			fprintf(a->call->out.file, "\n%s%s%s\n",
				cli_style(&a->call->out, cli_verdict_style((el2_verdict_kind)g->answer.verdict)), now,
				cli_style(&a->call->out, CLI_PLAIN));
		memcpy(last, now, sizeof last);
		cli_audit_text_group(&a->call->out, &a->session[0], g);
	}
}

static void json_totals(struct audit *a, unsigned el)
{
	struct cli_json *j = &a->call->json;

	cli_json_open(j, el ? "el1" : "el0", '{');
	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
		cli_json_number(j, el2_verdict_name((el2_verdict_kind)v),
				el2_audit_words(a->audit[0], el, (el2_verdict_kind)v));
	cli_json_close(j, '}');
}

static void json_all(struct audit *a)
{
	struct cli_json *j = &a->call->json;
	const el2_audit_group *g;

	cli_json_header(a->call);
	cli_json_boot(j, &a->session[0]);
	cli_json_bool(j, "polite", a->sweep.polite);
	cli_json_close(j, '}');
	cli_json_line(j, a->call->out.file);
	for (size_t n = 0; (g = el2_audit_group_get(a->audit[0], n)); n++, a->groups++)
		cli_audit_json_group(a->call, &a->session[0], g);
	cli_json_open(j, NULL, '{');
	cli_json_number(j, "groups", a->groups);
	json_totals(a, 1);
	json_totals(a, 0);
	cli_json_close(j, '}');
	cli_json_line(j, a->call->out.file);
}

/* ---- what a policy denies ---- */

static void check_denied(struct audit *a)
{
	const el2_audit_group *g;
	char name[96], outcome[96];
	el2_insn insn;

	for (size_t n = 0; a->denied.count && (g = el2_audit_group_get(a->audit[0], n)); n++) {
		el2_decode(g->answer.word, &insn);
		if (!cli_denied_matches(&a->denied, &g->answer, &insn))
			continue;
		a->violations++;
		if (!a->call->options.quiet)
			fprintf(stderr, "el2trap audit: denied: EL%u %s: %s, %" PRIu64 " words, 0x%08" PRIx32 "\n",
				g->answer.el, cli_audit_name(&insn, name, sizeof name),
				cli_audit_outcome(&g->answer, outcome, sizeof outcome), g->count, g->answer.word);
	}
}

static void report_groups(struct audit *a, struct cli_report *report)
{
	const el2_audit_group *g;
	char name[96], what[512], control[384];
	el2_insn insn;

	for (size_t n = 0; (g = el2_audit_group_get(a->audit[0], n)); n++) {
		bool bad;

		el2_decode(g->answer.word, &insn);
		bad = a->denied.count ? cli_denied_matches(&a->denied, &g->answer, &insn)
				      : g->answer.verdict == EL2_PANIC;
		snprintf(name, sizeof name, "EL%u %s", g->answer.el, cli_audit_name(&insn, what, 80));
		snprintf(what, sizeof what, "%s, 0x%08" PRIx32 ": %s",
			 el2_verdict_name((el2_verdict_kind)g->answer.verdict), g->answer.word,
			 cli_audit_control(&a->session[0], &g->answer, control, sizeof control));
		cli_report_case(report,
				bad                                   ? CLI_FAILED
				: g->answer.verdict == EL2_UNMODELLED ? CLI_SKIPPED
								      : CLI_PASSED,
				name, what, NULL, 0);
	}
}

static el2_status write_report(struct audit *a, struct cli_report *report, el2_error *error)
{
	el2_status status = EL2_OK;

	if (a->sweep.junit)
		status = cli_report_write_junit(a->sweep.junit, report, 1, error);
	if (status == EL2_OK && a->ktap)
		status = cli_report_write_ktap(a->ktap, report, 1, error);
	if (!cli_report_end(report) && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return status;
}

/* ---- the proof ---- */

#define PIECE (UINT64_C(1) << 24) /* words */

struct proof {
	el2_audit_options options;
	atomic_uint_fast64_t *counts; /* by class */
	atomic_uint_fast64_t wrong;
};

static bool prove_piece(void *context, uint64_t n)
{
	struct proof *p = context;
	size_t classes = el2_word_class_count();
	uint64_t *counts = calloc(classes, sizeof *counts), wrong = 0;
	bool done = counts && el2_audit_prove(&p->options, (uint32_t)(n * PIECE), PIECE, counts, &wrong);

	for (size_t i = 0; done && i < classes; i++)
		if (counts[i])
			atomic_fetch_add(&p->counts[i], counts[i]);
	atomic_fetch_add(&p->wrong, wrong);
	free(counts);
	return done;
}

/* Every word is decoded, is in the class that was looked up, and decides as it does; the classes are of the sizes that
 * the answers were counted with. */
static el2_status prove(struct audit *a, el2_error *error)
{
	struct proof p = {.options = {&a->session[0].state, a->session[0].hypervisor, true}};
	size_t classes = el2_word_class_count();
	uint64_t sizes = 0;

	p.counts = calloc(classes ? classes : 1, sizeof *p.counts);
	if (!p.counts ||
	    !cli_jobs(&a->call->options, "audit", a->sweep.jobs, (UINT64_C(1) << 32) / PIECE, prove_piece, &p)) {
		free(p.counts);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	for (size_t n = 0; n < classes; n++) {
		uint32_t word, count;

		el2_word_class_get(n, &word, &count);
		sizes += atomic_load(&p.counts[n]) != count;
	}
	free(p.counts);
	if (atomic_load(&p.wrong) || sizes)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0,
				"%" PRIu64 " words are not as their class says, %" PRIu64 " classes of another size",
				(uint64_t)atomic_load(&p.wrong), sizes);
	if (!a->call->options.quiet)
		fprintf(stderr,
			"el2trap audit: all 4294967296 words are in %zu classes of the sizes counted with, and decide "
			"as "
			"they do\n",
			classes);
	return EL2_OK;
}

/* ---- the verb ---- */

/* --diff: what was said of the boot so far is the first one; what follows changes it into the second. */
static el2_status begin_second(void *target, const char *value, el2_error *error)
{
	struct audit *a = target;

	(void)value;
	if (a->sessions == 2)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--diff compares two boots: give it once");
	a->first = a->call->options;
	cli_options_begin_second(&a->call->options);
	a->sessions = 2;
	return EL2_OK;
}

static el2_status deny(void *target, const char *value, el2_error *error)
{
	struct audit *a = target;

	return cli_denied_add(&a->denied, value, error);
}

static el2_status set_jobs(void *target, const char *value, el2_error *error)
{
	return cli_parse_jobs(value, &((struct audit *)target)->sweep.jobs, error);
}

static el2_status set_shard(void *target, const char *value, el2_error *error)
{
	return cli_sweep_parse_shard(value, &((struct audit *)target)->sweep, error);
}

#define AT(field) offsetof(struct audit, field)

static const struct cli_option options[] = {
	{"--diff", NULL, NULL, CLI_CALL, 0, begin_second, "compare with the boot that the options after it make"},
	{"--polite", NULL, NULL, CLI_FLAG, AT(sweep.polite), NULL,
	 "EL1's registers as Linux leaves them, not as a host likes"},
	{"--deny", NULL, "EXPRESSION", CLI_CALL, 0, deny,
	 "what must not be: 'class=tag-load verdict=pass'; repeatable"},
	{"--exhaustive", NULL, NULL, CLI_FLAG, AT(exhaustive), NULL,
	 "decode all 2^32 words, and decide them, to prove the classes"},
	{"--next", NULL, NULL, CLI_FLAG, AT(next), NULL,
	 "what each feature that the CPU lacks would add: what a host could use, what would trap, what panic"},
	{"--sweep", NULL, NULL, CLI_FLAG, AT(sweep.sweep), NULL,
	 "over all kernels, modes, CPUs and what they may lack, each bit of EL2's: what panics where"},
	{"--shard", NULL, "I/N", CLI_CALL, 0, set_shard, "a part of a sweep, for --merge"},
	{"--merge", NULL, NULL, CLI_FLAG, AT(sweep.merge), NULL, "put the parts of a sweep, files, together"},
	{"--jobs", NULL, "N", CLI_CALL, 0, set_jobs, "threads of --sweep, --next, --exhaustive (all processors)"},
	{"--junit", NULL, "FILE", CLI_TEXT, AT(sweep.junit), NULL,
	 "a group, or a change, is a case of JUnit XML: a panic, or what is denied, fails"},
	{"--ktap", NULL, "FILE", CLI_TEXT, AT(ktap), NULL, "the same as KTAP"},
	{"--html", NULL, "FILE", CLI_TEXT, AT(sweep.html), NULL, "all groups as a page, to filter and search"},
};

static el2_status run(struct audit *a, el2_error *error)
{
	const struct cli_options *o = &a->call->options;
	struct cli_report report;
	el2_status status = EL2_OK;

	if (a->sweep.sweep || a->sweep.merge || a->sweep.shards) {
		if (a->sessions == 2 || a->denied.count || a->exhaustive || a->next || a->ktap || o->el >= 0)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
					"a sweep goes without --diff, --deny, --exhaustive, --next, --ktap and --el");
		return cli_sweep_run(a->call, &a->sweep, error);
	}
	if (a->call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "takes no operands: '%.64s'", a->call->operands[0]);
	if (o->el >= 0)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "an audit is of EL0 and EL1: --el is not for it");
	if (a->next && (a->sessions == 2 || a->denied.count || a->ktap || o->recording || o->override_count))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"--next is of a boot of the tables: it goes without --diff, --deny, --ktap, "
				"--hypervisor and --set");
	if (a->sessions == 2 && a->sweep.html)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--diff goes without --html");
	for (unsigned i = 0; status == EL2_OK && i < a->sessions; i++) {
		struct cli_session *s = &a->session[i];

		status = cli_session_open(s, i + 1 < a->sessions ? &a->first : o, error);
		if (status != EL2_OK)
			break;
		if (s->kernel_el == 2)
			return el2_fail(
				error, EL2_ERR_USAGE, NULL, 0, 0,
				"under this boot (%s) the host's kernel is at EL2 itself: an audit asks what a host "
				"below EL2 can do; --cmdline kvm-arm.mode=nvhe or =protected",
				el2_mode_name(s->boot.mode));
		a->audit[i] = el2_audit_new(&(el2_audit_options){&s->state, s->hypervisor, a->sweep.polite});
		if (!a->audit[i])
			status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	if (status == EL2_OK && a->exhaustive)
		status = prove(a, error);
	if (status != EL2_OK)
		return status;
	if (a->next)
		return cli_next_run(a->call, &a->sweep, &a->session[0], a->audit[0], error);
	if (a->sessions == 2) {
		if (o->json) {
			cli_json_header(a->call);
			cli_json_close(&a->call->json, '}');
			cli_json_line(&a->call->json, a->call->out.file);
		} else {
			describe(a, "before", &a->session[0]);
			describe(a, "after", &a->session[1]);
		}
		cli_report_begin(&report, "audit");
		a->violations = cli_audit_diff(a->call, a->audit[0], a->audit[1], &a->denied,
					       a->sweep.junit || a->ktap ? &report : NULL);
		return write_report(a, &report, error);
	}
	if (o->json) {
		json_all(a);
	} else {
		describe(a, "audit", &a->session[0]);
		text_totals(a);
		text_groups(a);
	}
	check_denied(a);
	cli_report_begin(&report, "audit");
	if (a->sweep.junit || a->ktap)
		report_groups(a, &report);
	status = write_report(a, &report, error);
	if (status == EL2_OK && a->sweep.html)
		status = cli_audit_write_html(a->sweep.html, &a->session[0], a->audit[0], error);
	return status;
}

static int audit(const struct cli_verb *verb, int argc, char **argv)
{
	struct audit *a = calloc(1, sizeof *a);
	struct cli_call call;
	el2_error error = {0};
	int code;

	if (!a) {
		el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return cli_report_error(verb->name, &error);
	}
	a->call = &call;
	a->sessions = 1;
	if (cli_begin(&call, verb, argc, argv, a, &code))
		code = run(a, &error) == EL2_OK ? cli_end(&call, a->violations ? CLI_EXIT_MISMATCH : CLI_EXIT_OK)
						: cli_end_error(&call, &error);
	el2_audit_free(a->audit[0]);
	el2_audit_free(a->audit[1]);
	free(a);
	return code;
}

const struct cli_verb cli_verb_audit = {
	.name = "audit",
	.synopsis = "[--diff OPTIONS...|--next|--sweep|--merge FILE...]",
	.summary = "all 2^32 words under a boot: what traps, what panics, what is unmodelled",
	.examples = {"el2trap audit --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte'",
		     "el2trap audit --kernel 6.12 --cmdline kvm-arm.mode=nvhe --diff --kernel 7.2"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = audit,
};
