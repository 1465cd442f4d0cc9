/* SPDX-License-Identifier: MIT */
/* fuzz --html: what came of it as one page that needs nothing else. */
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/verdict_json.h"
#include "cli/verb/fuzz.h"

#include <inttypes.h>

#define POINTS 48u /* of the curve */
#define WIDTH  640u
#define HEIGHT 200u

static uint64_t last_run(const struct cli_fuzz *f)
{
	uint64_t last = 1;

	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			if (f->first[table][row] != UINT64_MAX && f->first[table][row] > last)
				last = f->first[table][row];
	return !f->seconds && f->runs > last ? f->runs : last;
}

/* Rules over runs: most come early, so the axis doubles at each step of an equal width. */
static void put_curve(FILE *out, const struct cli_fuzz *f)
{
	static const char *const curve_heads[] = {"#up to run", "#rules", NULL};
	uint64_t last = last_run(f), at[POINTS];
	size_t reachable = cli_cover_reachable(f), count = 0;

	for (uint64_t run = last; run && count < POINTS; run /= 2)
		at[count++] = run;
	fprintf(out,
		"<h2>Rules over the runs</h2>\n<svg viewBox=\"0 0 %u %u\" width=\"100%%\" style=\"max-width:%upx\" "
		"role=\"img\" "
		"aria-label=\"rules that had decided, by run; the numbers stand in the table below\">\n"
		"<rect width=\"%u\" height=\"%u\" fill=\"none\" stroke=\"currentColor\" opacity=\".3\"/>\n"
		"<polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" points=\"",
		WIDTH, HEIGHT, WIDTH, WIDTH, HEIGHT);
	for (size_t n = count; n--;)
		fprintf(out, "%zu,%zu ", count > 1 ? WIDTH * (count - 1 - n) / (count - 1) : WIDTH,
			HEIGHT - HEIGHT * cli_cover_until(f, at[n]) / (reachable ? reachable : 1));
	fputs("\"/></svg>\n<p>From left to right the runs double; the height is that of all rules that the boot can "
	      "reach.</p>\n"
	      "<details><summary>The numbers</summary>\n",
	      out);
	cli_html_table(out, "curve", curve_heads);
	for (size_t n = count; n--;)
		fprintf(out, "<tr><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%zu</td></tr>\n", at[n],
			cli_cover_until(f, at[n]));
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
	FILE *out = cli_file_create(f->html, error);
	size_t reachable = cli_cover_reachable(f);
	char name[128];

	if (!out)
		return EL2_ERR_SYSTEM;
	cli_html_begin(out, "el2trap fuzz");
	fputs("<p>", out);
	cli_html_text(out, cli_session_name(&f->session, name, sizeof name));
	fputs(", command line <code>", out);
	cli_html_text(out, f->session.boot.config.cmdline ? f->session.boot.config.cmdline : "");
	fputs("</code>, CPU ", out);
	cli_html_text(out, f->session.cpu.name);
	fprintf(out,
		", seed %" PRIu64 ": %" PRIu64 " streams of up to %" PRIu64
		" events; %zu of %zu rules that the boot can "
		"reach decided (%.1f %%); %zu findings.</p>\n",
		f->seed, f->stats.runs, f->length, f->stats.rules, reachable,
		reachable ? 100.0 * (double)f->stats.rules / (double)reachable : 100.0, f->found_count);
	put_curve(out, f);
	put_missing(out, f);
	fputs("<h2>Findings</h2>\n", out);
	cli_html_legend(out);
	cli_html_controls(out);
	cli_html_table(out, "groups", heads);
	for (size_t n = 0; n < f->found_count; n++)
		put_finding(out, &f->found[n]);
	cli_html_end(out);
	return cli_file_close(out, f->html, error);
}
