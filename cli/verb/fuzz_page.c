/* SPDX-License-Identifier: MIT */
/* fuzz --html: what came of it as one page that needs nothing else. */
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/verdict_json.h"
#include "cli/verb/fuzz.h"

#include <inttypes.h>
#include <stdlib.h>

#define WIDTH  640u
#define HEIGHT 200u

/* A line over runs: most comes early, so the axis doubles at each step of an equal width. */
static void put_line(FILE *out, const struct cli_moment *curve, size_t points, bool code, size_t all)
{
	fprintf(out,
		"<svg viewBox=\"0 0 %u %u\" width=\"100%%\" style=\"max-width:%upx\" role=\"img\" aria-label=\"%s, by "
		"run; the numbers stand in the table below\">\n"
		"<rect width=\"%u\" height=\"%u\" fill=\"none\" stroke=\"currentColor\" opacity=\".3\"/>\n"
		"<polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" points=\"",
		WIDTH, HEIGHT, WIDTH, code ? "words of code that had been run" : "rules that had decided", WIDTH,
		HEIGHT);
	for (size_t n = points; n--;)
		fprintf(out, "%zu,%zu ", points > 1 ? WIDTH * (points - 1 - n) / (points - 1) : WIDTH,
			HEIGHT - HEIGHT * (code ? curve[n].code : curve[n].rules) / (all ? all : 1));
	fputs("\"/></svg>\n", out);
}

static void put_moment(FILE *out, const struct cli_fuzz *f, const struct cli_moment *m, bool timed)
{
	fputs("<tr>", out);
	if (timed)
		fprintf(out, "<td class=\"n\">%" PRIu64 "</td>", m->seconds);
	fprintf(out, "<td class=\"n\">%" PRIu64 "</td><td class=\"n\">%zu</td>", m->runs, m->rules);
	if (f->stats.code_words)
		fprintf(out, "<td class=\"n\">%zu</td>", m->code);
	fputs("</tr>\n", out);
}

static void put_curve(FILE *out, const struct cli_fuzz *f)
{
	const char *const words = f->stats.code_words ? "#words of code" : NULL;
	const char *const curve_heads[] = {"#up to run", "#rules", words, NULL};
	const char *const time_heads[] = {"#seconds", "#runs", "#rules", words, NULL};
	struct cli_moment curve[CLI_MOMENTS];
	size_t points = cli_reach_curve(f, curve);

	fputs("<h2>Rules over the runs</h2>\n", out);
	put_line(out, curve, points, false, cli_cover_reachable(f));
	fputs("<p>From left to right the runs double; the height is that of all rules that the boot can reach.</p>\n",
	      out);
	if (f->stats.code_words) {
		fputs("<h2>EL2's code over the runs</h2>\n", out);
		put_line(out, curve, points, true, f->stats.code_words);
		fputs("<p>The height is that of all words of EL2's code.</p>\n", out);
	}
	fputs("<details><summary>The numbers</summary>\n", out);
	cli_html_table(out, "curve", curve_heads);
	for (size_t n = points; n--;)
		put_moment(out, f, &curve[n], false);
	cli_html_table_end(out);
	if (f->moment_count) {
		cli_html_table(out, "times", time_heads);
		for (size_t n = 0; n < f->moment_count; n++)
			put_moment(out, f, &f->moment[n], true);
		cli_html_table_end(out);
	}
	fputs("</details>\n", out);
}

/* Functions that were entered, and those that were not. */
static void put_functions(FILE *out, const struct cli_function *functions, size_t count, bool entered)
{
	static const char *const heads[] = {"function", "#words", "#run", "#not run", NULL};
	size_t rows = 0;

	for (size_t n = 0; n < count; n++)
		rows += !functions[n].run == !entered;
	fprintf(out, "<details><summary>%zu functions of EL2's that %s entered</summary>\n", rows,
		entered ? "were" : "were never");
	cli_html_table(out, entered ? "entered" : "unentered", heads);
	for (size_t n = 0; n < count; n++) {
		const struct cli_function *f = &functions[n];

		if (!f->run != !entered)
			continue;
		fputs("<tr><td><code>", out);
		cli_html_foreign(out, f->name);
		fprintf(out,
			"</code></td><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td></tr>\n",
			f->words, f->run, f->words - f->run);
	}
	cli_html_table_end(out);
	fputs("</details>\n", out);
}

static void put_missing(FILE *out, const struct cli_fuzz *f)
{
	size_t count = cli_cover_reachable(f) - f->stats.rules;
	el2_rule_info info;
	el2_rule rule;

	fprintf(out, "<details><summary>%zu rules that the boot can reach and no event was decided by</summary><ul>\n",
		count);
	for (size_t n = 0; (rule = cli_cover_missing(f, n)); n++) {
		fputs("<li><code>", out);
		cli_html_text(out, cli_rule_id(rule, &info));
		fputs("</code></li>\n", out);
	}
	fputs("</ul></details>\n", out);
}

static void put_finding(FILE *out, const struct cli_found *found)
{
	const char *verdict = el2_verdict_name(found->verdict);
	el2_rule_info info;

	fprintf(out, "<tr data-verdict=\"%s\" data-el=\"%u\"><td>%s</td><td class=\"%s\">%s</td><td><code>", verdict,
		found->el, el2_promise_name(found->promise), verdict, verdict);
	cli_html_text(out, cli_rule_id(found->rule, &info));
	fputs("</code></td><td>", out);
	cli_html_text(out, found->at);
	fprintf(out, "</td><td class=\"n\">%" PRIu64 "</td><td><pre>", found->run);
	cli_html_text(out, found->page);
	fputs("</pre></td></tr>\n", out);
}

el2_status cli_fuzz_write_page(const struct cli_fuzz *f, el2_error *error)
{
	static const char *const heads[] = {"promise", "verdict", "rule", "place", "#run", "stream", NULL};
	size_t count = 0;
	struct cli_function *functions = f->stats.code_words ? cli_code_functions(f, &count) : NULL;
	FILE *out;
	size_t reachable = cli_cover_reachable(f);

	if (f->stats.code_words && !functions)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	out = cli_file_create(f->html, error);
	if (!out) {
		free(functions);
		return EL2_ERR_SYSTEM;
	}
	cli_html_begin(out, "el2trap fuzz");
	cli_html_session(out, "", &f->session);
	fprintf(out,
		"<p>Seed %" PRIu64 ": %" PRIu64 " streams of up to %" PRIu64
		" events; %zu of %zu rules that the boot can "
		"reach decided (%.1f %%); %zu findings.",
		f->seed, f->stats.runs, f->length, f->stats.rules, reachable,
		reachable ? 100.0 * (double)f->stats.rules / (double)reachable : 100.0, f->found_count);
	if (f->stats.code_words)
		fprintf(out, " Of EL2's code %zu of %zu words were run (%.1f %%).", f->stats.code, f->stats.code_words,
			100.0 * (double)f->stats.code / (double)f->stats.code_words);
	fputs("</p>\n", out);
	put_curve(out, f);
	put_missing(out, f);
	if (f->stats.code_words) {
		put_functions(out, functions, count, true);
		put_functions(out, functions, count, false);
	}
	free(functions);
	fputs("<h2>Findings</h2>\n", out);
	cli_html_legend(out);
	cli_html_controls(out);
	cli_html_table(out, "groups", heads);
	for (size_t n = 0; n < f->found_count; n++)
		put_finding(out, &f->found[n]);
	cli_html_end(out);
	return cli_file_close(out, f->html, error);
}
