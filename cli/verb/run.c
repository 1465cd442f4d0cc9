/* SPDX-License-Identifier: MIT */
/* run: code in the emulator under a boot, compared with the expectations written in it. */
#include "cli/show/console.h"
#include "cli/show/progress.h"
#include "cli/show/record.h"
#include "cli/show/run_perfetto.h"
#include "cli/show/runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The verb's own options, behind those of a run. */
struct run_call {
	struct cli_run_options run;
	bool tap;
	const char *junit, *ktap, *html, *record, *perfetto;
	struct cli_run_perfetto trace;
	const char *as[2]; /* compare two sides */
	size_t as_count;
};

static el2_status add_side(void *target, const char *value, el2_error *error)
{
	struct run_call *own = target;

	if (own->as_count == 2)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--as compares two sides, not three");
	own->as[own->as_count++] = value;
	return EL2_OK;
}

#define AT(field) offsetof(struct run_call, field)

static const struct cli_option options[] = {
	{"--as", NULL, "OPTIONS|LABEL", CLI_CALL, 0, add_side,
	 "given twice: compare, instruction by instruction, what the host observes"},
	{"--tap", NULL, NULL, CLI_FLAG, AT(tap), NULL, "test results as TAP"},
	{"--junit", NULL, "FILE", CLI_TEXT, AT(junit), NULL, "and as JUnit XML"},
	{"--ktap", NULL, "FILE", CLI_TEXT, AT(ktap), NULL, "and as KTAP, the kernel's dialect of TAP"},
	{"--record", NULL, "FILE", CLI_TEXT, AT(record), NULL,
	 "write what a snippet of one run came to as a trace for replay"},
	{"--html", NULL, "FILE", CLI_TEXT, AT(html), NULL, "and as a page with a column per run"},
	{"--perfetto", NULL, "FILE", CLI_TEXT, AT(perfetto), NULL, "and as a trace for Perfetto, a process per run"},
};

/* One file: all that belongs to it. */
struct file {
	struct cli_snippet snippet;
	struct cli_program program;
	struct cli_snippet_results results;
};

/* Who is told of each instruction. */
struct tellers {
	FILE *record;                   /* or NULL */
	struct cli_run_perfetto *trace; /* or NULL */
};

static void tell(void *context, const struct cli_run_event *e, unsigned el, const el2_step_result *result,
		 const el2_state *after)
{
	struct tellers *t = context;

	if (t->record)
		cli_record_step(t->record, e->pc, el, &e->insn, result, after);
	if (t->trace)
		cli_run_perfetto_step(t->trace, e, el, &result->verdict);
}

static el2_status run_file(struct file *f, const char *path, struct cli_call *c, struct run_call *own,
			   struct cli_progress *progress, el2_engine *engine, el2_error *error)
{
	el2_status status = cli_snippet_load(&f->snippet, &f->program, path, &c->options, &own->run, error);
	struct cli_run_result *runs;
	struct cli_console console = {c, progress, "", 0};
	struct cli_run_sink sink = {NULL, NULL, cli_console_write, &console};
	struct tellers tellers = {NULL, own->trace.out ? &own->trace : NULL};

	if (status != EL2_OK)
		return status;
	runs = calloc(f->snippet.run_count, sizeof *runs);
	if (!runs)
		return el2_fail(error, EL2_ERR_INTERNAL, path, 0, 0, "out of memory");
	f->results = (struct cli_snippet_results){&f->snippet, &f->program, runs};
	if (own->record && f->snippet.run_count > 1)
		return el2_fail(error, EL2_ERR_USAGE, path, 0, 0, "--record wants a snippet of one run, this has %zu",
				f->snippet.run_count);
	if (own->record && !(tellers.record = cli_record_open(own->record, error)))
		return EL2_ERR_SYSTEM;
	sink.context = &tellers;
	sink.step = tellers.record || tellers.trace ? tell : NULL;
	for (size_t i = 0; status == EL2_OK && i < f->snippet.run_count; i++) {
		if (tellers.trace)
			cli_run_perfetto_begin(tellers.trace, f->snippet.file, f->snippet.runs[i].name);
		status = cli_snippet_run(&f->snippet, &f->program, i, &sink, engine, &runs[i], error);
	}
	cli_console_end(&console);
	if (cli_record_close(tellers.record, own->record, status == EL2_OK ? error : NULL) != EL2_OK &&
	    status == EL2_OK)
		status = EL2_ERR_SYSTEM;
	return status;
}

static void free_file(struct file *f)
{
	for (size_t i = 0; f->results.runs && i < f->snippet.run_count; i++)
		cli_run_free(&f->results.runs[i]);
	free(f->results.runs);
	cli_program_free(&f->program);
	cli_snippet_free(&f->snippet);
}

/* Of two exit codes of runs: a mismatch outweighs a gap. */
static int worse(int a, int b)
{
	if (a == CLI_EXIT_MISMATCH || b == CLI_EXIT_MISMATCH)
		return CLI_EXIT_MISMATCH;
	return a ? a : b;
}

struct totals {
	size_t files, runs, met, unmet;
	int code;
};

static void show(struct cli_call *c, const struct run_call *own, const struct file *f, struct totals *t)
{
	t->files++;
	for (size_t i = 0; i < f->snippet.run_count; i++) {
		const struct cli_run_result *r = &f->results.runs[i];

		t->runs++;
		t->met += r->met;
		t->unmet += r->unmet;
		t->code = worse(t->code, cli_run_code(&f->snippet, r));
		/* a test that expects nothing cannot fail, which is no pass */
		if ((own->tap || own->junit || own->ktap) && !f->snippet.expect_count)
			t->code = worse(t->code, CLI_EXIT_MISMATCH);
		if (c->options.json)
			cli_run_json(c, &f->results, i);
		else if (!own->tap)
			cli_run_print(c, &f->results, i);
	}
}

static void summary(struct cli_call *c, const struct run_call *own, const struct totals *t)
{
	struct cli_json *j = &c->json;

	if (c->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "files", t->files);
		cli_json_number(j, "runs", t->runs);
		cli_json_number(j, "as_expected", t->met);
		cli_json_number(j, "mismatches", t->unmet);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	} else if (!own->tap && !c->options.quiet && t->runs > 1) {
		fprintf(c->out.file, "%zu file%s, %zu runs: %zu as expected, %zu not\n", t->files,
			t->files == 1 ? "" : "s", t->runs, t->met, t->unmet);
	}
}

/* TAP, JUnit, HTML of all files. TAP has one plan, so all files' cases are in one more report, the last. */
static el2_status write_reports(struct cli_call *c, const struct run_call *own, const struct file *files, size_t count,
				el2_error *error)
{
	struct cli_report *reports = calloc(count + 1, sizeof *reports);
	struct cli_snippet_results *results = calloc(count + 1, sizeof *results);
	el2_status status = EL2_OK;
	bool whole = reports && results;

	for (size_t i = 0; whole && i < count; i++) {
		results[i] = files[i].results;
		cli_report_begin(&reports[i], files[i].snippet.file);
		cli_run_report(&reports[i], &results[i], false);
		cli_run_report(&reports[count], &results[i], true);
	}
	if (!whole)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status == EL2_OK && own->tap)
		cli_report_tap(&reports[count], c->out.file);
	if (status == EL2_OK && own->junit)
		status = cli_report_write_junit(own->junit, reports, count, error);
	if (status == EL2_OK && own->ktap)
		status = cli_report_write_ktap(own->ktap, reports, count, error);
	if (status == EL2_OK && own->html)
		status = cli_run_html(own->html, results, count, error);
	for (size_t i = 0; whole && i <= count; i++)
		if (!cli_report_end(&reports[i]) && status == EL2_OK)
			status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	free(reports);
	free(results);
	return status;
}

static el2_status run_all(struct cli_call *c, struct run_call *own, struct file *files, struct totals *t,
			  el2_error *error)
{
	el2_engine *engine = el2_engine_new(); /* NULL: interpreted */
	struct cli_progress progress;
	el2_status status = EL2_OK;

	if (engine)
		el2_engine_use_unicorn(engine); /* without it, what needs it is unmodelled */
	if (own->perfetto && !(own->trace.out = cli_perfetto_create(own->perfetto, error)))
		status = EL2_ERR_SYSTEM;
	if (c->options.json) {
		cli_json_header(c);
		cli_json_close(&c->json, '}');
		cli_json_line(&c->json, c->out.file);
	}
	cli_progress_begin(&progress, &c->options, NULL, "run");
	cli_progress_clock(&progress);
	for (size_t i = 0; status == EL2_OK && i < c->operand_count; i++) {
		char at[96];

		snprintf(at, sizeof at, "%.40s, %zu of %zu", c->operands[i], i + 1, c->operand_count);
		cli_progress_now(&progress, at);
		status = run_file(&files[i], c->operands[i], c, own, &progress, engine, error);
		cli_progress_hide(&progress);
		if (status == EL2_OK)
			show(c, own, &files[i], t);
	}
	cli_progress_end(&progress);
	el2_engine_free(engine);
	if (cli_perfetto_close(own->trace.out, status == EL2_OK ? error : NULL) != EL2_OK)
		status = EL2_ERR_SYSTEM;
	if (status == EL2_OK) {
		summary(c, own, t);
		status = write_reports(c, own, files, c->operand_count, error);
	}
	return status;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct run_call own = {.tap = false};
	struct totals totals = {.code = CLI_EXIT_OK};
	struct cli_call call;
	el2_error error = {0};
	struct file *files;
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, &own, &code))
		return code;
	files = calloc(call.operand_count + 1, sizeof *files);
	if (!files)
		status = el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (!call.operand_count)
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0,
				  "which snippet? For example corpora/snippets/nomte-host.s");
	else if (own.as_count == 1 || (own.as_count && (call.operand_count > 1 || own.tap || own.junit || own.ktap ||
							own.html || own.record || own.perfetto)))
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0,
				  "--as is given twice, with one snippet, and without --tap, --junit, --ktap, --html, "
				  "--record, --perfetto");
	else if (own.record && call.operand_count > 1)
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "--record goes with one snippet");
	else if (own.tap && call.options.json)
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "--tap and --json both want the output");
	else if (own.as_count) {
		totals.code = cli_compare_file(&call, call.operands[0], own.as, &own.run, &error);
		status = totals.code < 0 ? error.status : EL2_OK;
	} else
		status = run_all(&call, &own, files, &totals, &error);
	for (size_t i = 0; files && i < call.operand_count; i++)
		free_file(&files[i]);
	free(files);
	return status == EL2_OK ? cli_end(&call, totals.code) : cli_end_error(&call, &error);
}

const struct cli_verb cli_verb_run = {
	.name = "run",
	.synopsis = "SNIPPET...",
	.summary = "run code in the emulator under a boot; compare with the expectations written in it",
	.examples = {"el2trap run corpora/snippets/nomte-host.s", "el2trap run --html page.html corpora/snippets/*.s"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.runs = true,
	.boot = true,
	.run = run,
};
