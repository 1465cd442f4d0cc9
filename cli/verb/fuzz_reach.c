/* SPDX-License-Identifier: MIT */
/* fuzz --coverage: rules that decided and code that was run, over the runs and the time; and what was not reached. */
#include "cli/show/verdict_json.h"
#include "cli/verb/fuzz.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- over runs and time ---- */

static uint64_t last_run(const struct cli_fuzz *f)
{
	uint64_t last = 1;

	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			if (f->first[table][row] != UINT64_MAX && f->first[table][row] > last)
				last = f->first[table][row];
	for (size_t n = 0; n < f->stats.code_words; n++)
		if (f->code[n] != UINT64_MAX && f->code[n] > last)
			last = f->code[n];
	return !f->seconds && f->stats.runs == f->runs ? f->runs : last; /* not of a run that was ended early */
}

size_t cli_reach_curve(const struct cli_fuzz *f, struct cli_moment curve[CLI_MOMENTS])
{
	size_t count = 0;

	for (uint64_t run = last_run(f); run && count < CLI_MOMENTS; run /= 2)
		curve[count++] = (struct cli_moment){
			.runs = run, .rules = cli_cover_until(f, run), .code = cli_code_until(f, run)};
	return count;
}

void cli_reach_note(struct cli_fuzz *f, uint64_t seconds, uint64_t runs, bool last)
{
	const struct cli_moment *before = f->moment_count ? &f->moment[f->moment_count - 1] : NULL;

	if (f->moment_count == CLI_MOMENTS || (before && before->seconds == seconds && before->runs == runs))
		return;
	if (last || (seconds && (!before || seconds >= 2 * before->seconds)))
		f->moment[f->moment_count++] = (struct cli_moment){
			.seconds = seconds, .runs = runs, .rules = f->stats.rules, .code = f->stats.code};
}

/* ---- told ---- */

static void put_moment(struct cli_fuzz *f, const struct cli_moment *m, bool timed)
{
	struct cli_json *j = &f->call->json;
	FILE *out = f->call->out.file;

	if (f->call->options.json) {
		cli_json_open(j, NULL, '{');
		if (timed)
			cli_json_number(j, "seconds", m->seconds);
		cli_json_number(j, "runs", m->runs);
		cli_json_number(j, "rules", m->rules);
		if (f->stats.code_words)
			cli_json_number(j, "code", m->code);
		cli_json_close(j, '}');
		return;
	}
	if (timed)
		fprintf(out, "after %" PRIu64 " s, %" PRIu64 " runs", m->seconds, m->runs);
	else
		fprintf(out, "up to run %" PRIu64, m->runs);
	fprintf(out, ": %zu rules", m->rules);
	if (f->stats.code_words)
		fprintf(out, ", %zu words of code", m->code);
	putc('\n', out);
}

static void tell_curve(struct cli_fuzz *f)
{
	struct cli_json *j = &f->call->json;
	struct cli_moment curve[CLI_MOMENTS];
	size_t count = cli_reach_curve(f, curve);

	if (f->call->options.json)
		cli_json_open(j, "curve", '[');
	while (count--)
		put_moment(f, &curve[count], false);
	if (f->call->options.json)
		cli_json_close(j, ']');
	if (!f->moment_count)
		return;
	if (f->call->options.json)
		cli_json_open(j, "times", '[');
	for (size_t n = 0; n < f->moment_count; n++)
		put_moment(f, &f->moment[n], true);
	if (f->call->options.json)
		cli_json_close(j, ']');
}

static void put_function(struct cli_fuzz *f, const struct cli_function *function)
{
	struct cli_json *j = &f->call->json;

	if (f->call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "name", function->name);
		cli_json_number(j, "words", function->words);
		cli_json_number(j, "run", function->run);
		cli_json_close(j, '}');
	} else if (function->run) {
		fprintf(f->call->out.file, "function %s %zu/%zu\n", function->name, function->run, function->words);
	} else {
		fprintf(f->call->out.file, "unentered %s %zu\n", function->name, function->words);
	}
}

static el2_status tell_functions(struct cli_fuzz *f, el2_error *error)
{
	size_t count;
	struct cli_function *functions = cli_code_functions(f, &count);

	if (!functions)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (f->call->options.json)
		cli_json_open(&f->call->json, "functions", '[');
	for (size_t n = 0; n < count; n++)
		put_function(f, &functions[n]);
	if (f->call->options.json)
		cli_json_close(&f->call->json, ']');
	free(functions);
	return EL2_OK;
}

static void tell_rules(struct cli_fuzz *f)
{
	struct cli_json *j = &f->call->json;
	size_t reachable = cli_cover_reachable(f);
	el2_rule_info info;
	el2_rule rule;

	if (f->call->options.json) {
		cli_json_number(j, "rules_reachable", reachable);
		cli_json_open(j, "unreached", '[');
		for (size_t n = 0; (rule = cli_cover_missing(f, n)); n++)
			cli_json_text(j, NULL, cli_rule_id(rule, &info));
		cli_json_close(j, ']');
		return;
	}
	for (size_t n = 0; (rule = cli_cover_missing(f, n)); n++)
		fprintf(f->call->out.file, "unreached %s\n", cli_rule_id(rule, &info));
	fprintf(f->call->out.file, "# %zu of %zu rules that the boot can reach decided: %.1f %%\n", f->stats.rules,
		reachable, reachable ? 100.0 * (double)f->stats.rules / (double)reachable : 100.0);
}

el2_status cli_reach_tell(struct cli_fuzz *f, el2_error *error)
{
	el2_status status = EL2_OK;

	tell_curve(f);
	if (f->stats.code_words)
		status = tell_functions(f, error);
	tell_rules(f);
	return status;
}
