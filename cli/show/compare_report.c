/* SPDX-License-Identifier: MIT */
/* Same or not, told: text, or JSON lines. */
#include "cli/show/runs.h"

#include <stdlib.h>
#include <string.h>

static const char side_names[] = "AB";

static void print(void *context, const struct cli_compared *at)
{
	struct cli_call *c = context;
	FILE *out = c->out.file;
	char text[EL2_TEXT_MAX], verdict[2][64];

	el2_disassemble(&at->insn, at->pc, text, sizeof text);
	fprintf(out, "%8llx  %s%s%s\n", (unsigned long long)at->pc, cli_style(&c->out, CLI_BOLD), text,
		cli_style(&c->out, CLI_PLAIN));
	if (at->unmodelled) {
		fprintf(out, "            %sunmodelled%s, and passed over\n", cli_style(&c->out, CLI_DIM),
			cli_style(&c->out, CLI_PLAIN));
		return;
	}
	for (int i = 0; i < 2; i++)
		cli_verdict_text(&at->verdict[i], verdict[i], sizeof verdict[i]);
	fprintf(out, "            %-26s A %-34s B %s\n", "(verdict)", verdict[0], verdict[1]);
	for (size_t i = 0; i < at->count; i++)
		fprintf(out, "            %-26s A %s%-34s%s B %s%s%s\n", at->difference[i].what,
			cli_style(&c->out, CLI_YELLOW), at->difference[i].text[0], cli_style(&c->out, CLI_PLAIN),
			cli_style(&c->out, CLI_CYAN), at->difference[i].text[1], cli_style(&c->out, CLI_PLAIN));
}

static void json(void *context, const struct cli_compared *at)
{
	struct cli_call *c = context;
	struct cli_json *j = &c->json;
	char text[EL2_TEXT_MAX], verdict[64], key[2] = "";

	el2_disassemble(&at->insn, at->pc, text, sizeof text);
	cli_json_open(j, NULL, '{');
	cli_json_hex(j, "at", at->pc);
	cli_json_word(j, "word", at->insn.word);
	cli_json_text(j, "text", text);
	cli_json_number(j, "el", at->el);
	if (at->unmodelled)
		cli_json_bool(j, "unmodelled", true);
	for (int i = 0; i < 2; i++) {
		*key = side_names[i];
		cli_json_text(j, key, cli_verdict_text(&at->verdict[i], verdict, sizeof verdict));
	}
	cli_json_open(j, "differences", '[');
	for (size_t i = 0; i < at->count; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "what", at->difference[i].what);
		cli_json_text(j, "A", at->difference[i].text[0]);
		cli_json_text(j, "B", at->difference[i].text[1]);
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}

static void summary(struct cli_call *c, const struct cli_compare_result *r)
{
	struct cli_json *j = &c->json;

	if (!c->options.json) {
		for (int i = 0; i < 2; i++)
			fprintf(c->out.file, "%c: %s\n", side_names[i], r->boot[i]);
		fprintf(c->out.file, "%llu instructions, until %s: %llu tell A from B, %llu unmodelled\n",
			(unsigned long long)r->executed, r->end, (unsigned long long)r->differ,
			(unsigned long long)r->unmodelled);
		return;
	}
	cli_json_open(j, NULL, '{');
	cli_json_text(j, "A", r->boot[0]);
	cli_json_text(j, "B", r->boot[1]);
	cli_json_number(j, "executed", r->executed);
	cli_json_number(j, "differ", r->differ);
	cli_json_number(j, "unmodelled", r->unmodelled);
	cli_json_bool(j, "parted", r->parted);
	cli_json_text(j, "end", r->end);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}

/* A side by what --as says: options, which begin with a dash, or the label of a run of the file. */
static el2_status side(const struct cli_snippet *s, const char *as, struct cli_snippet_run *run, el2_error *error)
{
	if (*as == '-') {
		el2_status status = cli_snippet_run_options(run, as, 1, error);

		if (status != EL2_OK && !*error->file)
			error->column = 0; /* not of the command line's words */
		return status;
	}
	for (size_t i = 0; i < s->run_count; i++)
		if (!strcmp(s->runs[i].name, as)) {
			run->options = s->runs[i].options;
			run->own = s->runs[i].own;
			return EL2_OK;
		}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
			"--as takes options or the label of a run: %.40s has none '%.40s'", s->file, as);
}

int cli_compare_file(struct cli_call *c, const char *path, const char *const as[2], const struct cli_run_options *own,
		     el2_error *error)
{
	struct cli_snippet_run runs[2] = {{.options = c->options, .own = *own}, {.options = c->options, .own = *own}};
	struct cli_compare_result result;
	struct cli_snippet *snippet = calloc(1, sizeof *snippet);
	struct cli_program *program = calloc(1, sizeof *program);
	el2_status status = EL2_OK;

	if (!snippet || !program)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status == EL2_OK)
		status = cli_snippet_load(snippet, program, path, &c->options, own, error);
	for (int i = 0; status == EL2_OK && i < 2; i++)
		status = side(snippet, as[i], &runs[i], error);
	if (status == EL2_OK && (runs[0].own.machine || runs[1].own.machine))
		status = el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--as compares snippets, without --machine");
	if (status == EL2_OK && c->options.json) {
		cli_json_header(c);
		cli_json_close(&c->json, '}');
		cli_json_line(&c->json, c->out.file);
	}
	if (status == EL2_OK)
		status = cli_compare(snippet, program, runs, c->options.json ? json : print, c, &result, error);
	if (status == EL2_OK)
		summary(c, &result);
	for (int i = 0; i < 2; i++)
		cli_words_free(&runs[i].words);
	if (program)
		cli_program_free(program);
	if (snippet)
		cli_snippet_free(snippet);
	free(program);
	free(snippet);
	return status != EL2_OK ? -1 : result.differ || result.parted ? CLI_EXIT_MISMATCH : CLI_EXIT_OK;
}
