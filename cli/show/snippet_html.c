/* SPDX-License-Identifier: MIT */
/* Runs as one page of HTML that needs nothing else: a table per file, a column per run. */
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/runs.h"

#include <inttypes.h>
#include <stdlib.h>

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n<title>el2trap run</title>\n<style>\n"
	"body { font: 15px/1.5 system-ui, sans-serif; margin: 2em; color: #222; background: #fff; }\n"
	"h2 { font-size: 1.1em; margin-top: 2em; }\n"
	"table { border-collapse: collapse; }\n"
	"th, td { text-align: left; vertical-align: top; padding: .15em .7em; border: 1px solid #d8d8d8; }\n"
	"th { background: #f2f2f2; font-weight: 600; }\n"
	"td.code, td.at { font-family: ui-monospace, monospace; white-space: pre; }\n"
	"td.at, td.line, .more { color: #777; }\n"
	".pass { background: #e6f4e6; } .undef { background: #fdf3d8; } .trap { background: #e3eefb; }\n"
	".fault { background: #fbe6d4; } .panic { background: #f8d4d4; } .unmodelled { background: #ececec; }\n"
	".tags-ignored { background: #d9efe9; }\n"
	".wrong { outline: 2px solid #c00; outline-offset: -2px; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	" body { color: #ddd; background: #181818; } th { background: #2a2a2a; } th, td { border-color: #444; }\n"
	" .pass { background: #1d3a1d; } .undef { background: #443a12; } .trap { background: #17304f; }\n"
	" .fault { background: #4a2c12; } .panic { background: #551a1a; }\n"
	" .tags-ignored { background: #17403a; } .unmodelled { background: #333; } }\n"
	"</style>\n</head>\n<body>\n<h1>el2trap run</h1>\n";

static void put(FILE *out, const char *text)
{
	for (; *text; text++)
		cli_html_char(out, *text);
}

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

	put(out, cli_verdict_text(&e->verdict, text, sizeof text));
	if (e->count > 1)
		fprintf(out, " <span class=\"more\">&times;%" PRIu64 "</span>", e->count);
	if (e->expect) {
		fprintf(out, " %s", e->met ? "&#10003;" : "&#10007; <span class=\"more\">expected ");
		if (!e->met) {
			put(out, e->expect->text);
			fputs("</span>", out);
		}
	}
}

static void put_rules(FILE *out, const struct cli_run_event *e)
{
	fputs(" title=\"", out);
	for (unsigned i = 0; i < e->verdict.rules.count; i++) {
		el2_rule_info info;

		if (!el2_policy_rule_info(e->verdict.rules.rule[i], &info))
			continue;
		put(out, i ? "\n" : "");
		put(out, info.text);
	}
	fputs("\"", out);
}

static const char *class_of(const el2_verdict *v)
{
	return v->verdict == EL2_PASS && v->effect != EL2_EFFECT_FULL ? el2_effect_name(v->effect)
								      : el2_verdict_name(v->verdict);
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
			fprintf(out, "<td class=\"%s%s\"", class_of(&e->verdict), e->expect && !e->met ? " wrong" : "");
			put_rules(out, e);
			fputs(">", out);
		} else {
			fputs("<br>", out);
		}
		put_event(out, e);
		any = true;
	}
	fputs(any ? "</td>" : "<td class=\"more\">not reached</td>", out);
}

static void put_unreached(FILE *out, const struct cli_snippet_results *f, size_t run)
{
	for (size_t i = 0; i < f->program->mark_count; i++) {
		const struct cli_snippet_expect *e = cli_run_unreached(f->snippet, f->program, &f->runs[run], run, i);

		if (!e)
			continue;
		fprintf(out, "<br>&#10007; line %u never reached, expected ", e->place.line);
		put(out, e->text);
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
	put(out, f->snippet->file);
	fputs("</h2>\n<table>\n<tr><th>line</th><th>address</th><th>instruction</th>", out);
	for (size_t i = 0; i < f->snippet->run_count; i++) {
		fputs("<th>", out);
		put(out, f->runs[i].run->name);
		fputs("<br><span class=\"more\">", out);
		put(out, f->runs[i].boot);
		fputs("</span></th>", out);
	}
	for (size_t i = 0; i < count; i++) {
		fputs("</tr>\n<tr><td class=\"line\">", out);
		if (rows[i].line)
			fprintf(out, "%u", rows[i].line);
		fprintf(out, "</td><td class=\"at\">%08" PRIx64 "</td><td class=\"code\">", rows[i].pc);
		put(out, cli_event_text(rows[i].event, text));
		fputs("</td>", out);
		for (size_t k = 0; k < f->snippet->run_count; k++)
			put_cell(out, &f->runs[k], &rows[i]);
	}
	fputs("</tr>\n<tr><td></td><td></td><td></td>", out);
	for (size_t i = 0; i < f->snippet->run_count; i++) {
		fputs("<td>", out);
		put(out, cli_run_stop_text(&f->runs[i], text, sizeof text));
		put_unreached(out, f, i);
		fputs("</td>", out);
	}
	fputs("</tr>\n</table>\n", out);
	free(rows);
	return true;
}

el2_status cli_run_html(const char *path, const struct cli_snippet_results *files, size_t count, el2_error *error)
{
	FILE *out = cli_file_create(path, error);
	bool good = true;

	if (!out)
		return EL2_ERR_SYSTEM;
	fputs(head, out);
	for (size_t i = 0; good && i < count; i++)
		good = put_file(out, &files[i]);
	fputs("</body>\n</html>\n", out);
	if (cli_file_close(out, path, error) != EL2_OK)
		return EL2_ERR_SYSTEM;
	return good ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, path, 0, 0, "out of memory");
}
