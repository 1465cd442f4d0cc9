/* SPDX-License-Identifier: MIT */
/* Runs as one page of HTML that needs nothing else: a table per file, a column per run. */
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/runs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows: each instruction that came to something in one of the runs ---- */

struct row {
	uint64_t pc;
	uint32_t word;
	unsigned line;
	const struct cli_run_event *event; /* for its text */
};

static int by_place(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->pc != y->pc)
		return x->pc < y->pc ? -1 : 1;
	return x->word < y->word ? -1 : x->word > y->word;
}

/* Sorted by address, each once. NULL when out of memory. */
static struct row *make_rows(const struct cli_snippet_results *f, size_t *count)
{
	size_t all = 0, kept = 0;
	struct row *rows;

	for (size_t i = 0; i < f->snippet->run_count; i++)
		all += f->runs[i].event_count;
	rows = malloc((all + 1) * sizeof *rows);
	*count = 0;
	if (!rows)
		return NULL;
	for (size_t i = 0; i < f->snippet->run_count; i++)
		for (size_t k = 0; k < f->runs[i].event_count; k++) {
			const struct cli_run_event *e = &f->runs[i].events[k];

			rows[(*count)++] = (struct row){e->pc, e->insn.word, e->line, e};
		}
	qsort(rows, *count, sizeof *rows, by_place);
	for (size_t i = 0; i < *count; i++)
		if (!kept || by_place(&rows[kept - 1], &rows[i]))
			rows[kept++] = rows[i];
	*count = kept;
	return rows;
}

/* ---- cells ---- */

static void put_event(FILE *out, const struct cli_run_event *e)
{
	char text[256];

	cli_html_text(out, cli_verdict_text(&e->verdict, text, sizeof text));
	if (e->count > 1)
		fprintf(out, " <span class=\"dim\">&times;%" PRIu64 "</span>", e->count);
	if (e->expect) {
		fprintf(out, " %s", e->met ? "&#10003;" : "&#10007; <span class=\"dim\">expected ");
		if (!e->met) {
			cli_html_text(out, e->expect->text);
			fputs("</span>", out);
		}
	}
}

/* The rules that decided, to be opened. */
static void put_rules(FILE *out, const struct cli_run_event *e)
{
	el2_rule_info info;

	fputs(" <details><summary>why</summary>", out);
	for (unsigned i = 0; i < e->verdict.rules.count; i++) {
		if (!el2_policy_rule_info(e->verdict.rules.rule[i], &info))
			continue;
		fputs("<div><code>", out);
		cli_html_text(out, info.id);
		fputs("</code> ", out);
		cli_html_text(out, info.text);
		fputs("</div>", out);
	}
	fputs("</details>", out);
}

/* What one run had at an instruction: usually one event, none if it did not come there. */
static void put_cell(FILE *out, const struct cli_run_result *r, const struct row *row)
{
	bool any = false;

	for (size_t i = 0; i < r->event_count; i++) {
		const struct cli_run_event *e = &r->events[i];

		if (e->pc != row->pc || e->insn.word != row->word)
			continue;
		if (!any) {
			fprintf(out, "<td class=\"%s%s\">", cli_html_class(e->verdict.verdict, e->verdict.effect),
				e->expect && !e->met ? " wrong" : "");
		} else {
			fputs("<br>", out);
		}
		put_event(out, e);
		put_rules(out, e);
		any = true;
	}
	fputs(any ? "</td>" : "<td class=\"dim\">not reached</td>", out);
}

/* The event of one run at an instruction; NULL: it did not come there. */
static const struct cli_run_event *first_at(const struct cli_run_result *r, const struct row *row)
{
	for (size_t i = 0; i < r->event_count; i++)
		if (r->events[i].pc == row->pc && r->events[i].insn.word == row->word)
			return &r->events[i];
	return NULL;
}

/* What a row can be chosen by: whether its runs differ, and what became of its expectations. */
static void begin_row(FILE *out, const struct cli_snippet_results *f, const struct row *row)
{
	const char *met = "none", *differs = "no";
	const char *before = NULL;

	for (size_t k = 0; k < f->snippet->run_count; k++) {
		const struct cli_run_event *e = first_at(&f->runs[k], row);
		const char *now = e ? cli_html_class(e->verdict.verdict, e->verdict.effect) : "";

		if (before && strcmp(before, now))
			differs = "yes";
		before = now;
		if (e && e->expect && strcmp(met, "no"))
			met = e->met ? "yes" : "no";
	}
	fprintf(out, "<tr data-differs=\"%s\" data-met=\"%s\">", differs, met);
}

static void controls(FILE *out)
{
	static const char *const differs[] = {"yes", "differ", "no", "are the same", NULL};
	static const char *const met[] = {"yes",  "as expected",      "no", "not as expected",
					  "none", "nothing expected", NULL};
	static const struct cli_html_choice choices[] = {{"differs", "runs", differs}, {"met", "expectations", met}};

	cli_html_choices(out, choices, 2);
}

static void put_unreached(FILE *out, const struct cli_snippet_results *f, size_t run)
{
	for (size_t i = 0; i < f->program->mark_count; i++) {
		const struct cli_snippet_expect *e = cli_run_unreached(f->snippet, f->program, &f->runs[run], run, i);

		if (!e)
			continue;
		fprintf(out, "<br>&#10007; line %u never reached, expected ", e->place.line);
		cli_html_text(out, e->text);
	}
}

static bool put_file(FILE *out, const struct cli_snippet_results *f)
{
	char text[EL2_TEXT_MAX > 160 ? EL2_TEXT_MAX : 160];
	size_t count;
	struct row *rows = make_rows(f, &count);

	if (!rows)
		return false;
	fputs("<h2>", out);
	cli_html_text(out, f->snippet->file);
	fputs("</h2>\n<div class=\"wide\" tabindex=\"0\"><table class=\"list groups\">\n<thead><tr><th "
	      "class=\"n\">line</th><th>address</th><th>instruction</th>",
	      out);
	for (size_t i = 0; i < f->snippet->run_count; i++) {
		fputs("<th data-name=\"", out);
		cli_html_text(out, f->runs[i].run->name);
		fputs("\">", out);
		cli_html_text(out, f->runs[i].run->name);
		fputs("<br><span class=\"dim\">", out);
		cli_html_text(out, f->runs[i].boot);
		fputs("</span></th>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < count; i++) {
		begin_row(out, f, &rows[i]);
		fputs("<td class=\"n dim\">", out);
		if (rows[i].line)
			fprintf(out, "%u", rows[i].line);
		fprintf(out, "</td><td class=\"code dim\">%08" PRIx64 "</td><td class=\"code\">", rows[i].pc);
		cli_html_text(out, cli_event_text(rows[i].event, text));
		fputs("</td>", out);
		for (size_t k = 0; k < f->snippet->run_count; k++)
			put_cell(out, &f->runs[k], &rows[i]);
		fputs("</tr>\n", out);
	}
	fputs("</tbody><tfoot><tr><td></td><td></td><td></td>", out);
	for (size_t i = 0; i < f->snippet->run_count; i++) {
		fputs("<td>", out);
		cli_html_text(out, cli_run_stop_text(&f->runs[i], text, sizeof text));
		put_unreached(out, f, i);
		fputs("</td>", out);
	}
	fputs("</tr>\n</tfoot></table></div>\n", out);
	free(rows);
	return true;
}

el2_status cli_run_html(const char *path, const struct cli_snippet_results *files, size_t count, el2_error *error)
{
	FILE *out = cli_file_create(path, error);
	bool good = true;

	if (!out)
		return EL2_ERR_SYSTEM;
	cli_html_begin(out, "el2trap run");
	cli_html_legend(out);
	fputs("<p class=\"dim\">&#10003; as expected; &#10007; otherwise, and what was expected.</p>\n", out);
	controls(out);
	for (size_t i = 0; good && i < count; i++)
		good = put_file(out, &files[i]);
	cli_html_finish(out);
	if (cli_file_close(out, path, error) != EL2_OK)
		return EL2_ERR_SYSTEM;
	return good ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, path, 0, 0, "out of memory");
}
