/* SPDX-License-Identifier: MIT */
/* table: the matrix of MTE operations x Exception levels of a boot, or the difference between two boots. */
#include "cli/show/call.h"
#include "cli/show/matrix.h"
#include "cli/show/output.h"
#include "cli/show/table_html.h"
#include "cli/show/verdict_json.h"
#include "snippet/snippet.h"

#include <string.h>

#define CELL_MAX    48
#define LABEL_WIDTH 22
#define CELL_WIDTH  26

/* The columns: EL0, and the host's kernel. A difference has both twice. */
#define COLUMNS 2

struct table {
	struct cli_call *call;
	struct cli_session session[2];
	unsigned sessions;        /* 2: a difference */
	struct cli_options first; /* of a difference */
	uint64_t rows, cells;
	uint64_t verdicts[EL2_VERDICT_COUNT]; /* of the first session */
	uint64_t differ;
	const char *html; /* the page's name, or NULL */
	FILE *page;
};

static unsigned column_el(const struct cli_session *s, unsigned column)
{
	return column ? s->kernel_el : 0;
}

static void decide(struct cli_session *s, unsigned column, const el2_insn *insn, el2_verdict *v)
{
	uint32_t pstate = s->state.pstate;

	el2_set_el(&s->state, column_el(s, column));
	el2_decide(&s->state, s->hypervisor, insn, v, NULL);
	s->state.pstate = pstate;
}

/* A cell in words: verdict, what it carries, and the class of the exception that decided. */
static void cell_text(const el2_verdict *v, char text[CELL_MAX])
{
	const char *name = el2_verdict_name(v->verdict), *mark = v->unpredictable ? " ?" : "";
	unsigned ec = EL2_ESR_EC(v->taken.esr);

	switch (v->verdict) {
	case EL2_PASS:
		snprintf(text, CELL_MAX, "%s%s%s%s", name, v->effect ? " " : "",
			 v->effect ? el2_effect_name(v->effect) : "", mark);
		break;
	case EL2_UNDEF:
		snprintf(text, CELL_MAX, "%s %s%s", name, el2_origin_name(v->origin), mark);
		break;
	case EL2_FAULT:
		snprintf(text, CELL_MAX, "%s %s 0x%x%s", name, el2_origin_name(v->origin), ec, mark);
		break;
	case EL2_TRAP:
		snprintf(text, CELL_MAX, "%s EL%u 0x%x %s%s", name, v->to_el, ec, v->handler ? v->handler : "", mark);
		break;
	case EL2_PANIC:
		snprintf(text, CELL_MAX, "%s 0x%x%s", name, ec, mark);
		break;
	default:
		snprintf(text, CELL_MAX, "%s%s", name, mark);
		break;
	}
}

/* Blank-padded to the width, but not at the end of a line, and coloured without counting the colours. */
static void print_cell(const struct cli_output *out, const el2_verdict *v, bool last)
{
	char text[CELL_MAX];

	cell_text(v, text);
	fprintf(out->file, "%s%s%s", cli_style(out, cli_verdict_style(v->verdict)), text, cli_style(out, CLI_PLAIN));
	if (last)
		fputc('\n', out->file);
	else
		fprintf(out->file, "%*s", CELL_WIDTH - (int)strlen(text), "");
}

static void json_open_cell(struct table *t, const el2_insn *insn, unsigned el)
{
	cli_json_open(&t->call->json, NULL, '{');
	cli_json_case(&t->call->json, insn, 0, el);
}

static void json_close_cell(struct table *t)
{
	cli_json_close(&t->call->json, '}');
	cli_json_line(&t->call->json, t->call->out.file);
}

static bool plain_row(void *context, const char *label, const el2_insn *insn)
{
	struct table *t = context;
	struct cli_output *out = &t->call->out;
	bool json = t->call->options.json;

	t->rows++;
	if (!json)
		fprintf(out->file, "%-*s", LABEL_WIDTH, label);
	for (unsigned column = 0; column < COLUMNS; column++) {
		el2_verdict v;

		decide(&t->session[0], column, insn, &v);
		t->cells++;
		t->verdicts[v.verdict]++;
		if (!json) {
			print_cell(out, &v, column == COLUMNS - 1);
			continue;
		}
		json_open_cell(t, insn, column_el(&t->session[0], column));
		cli_json_verdict(&t->call->json, &v);
		json_close_cell(t);
	}
	return true;
}

/* A row of the page: of two boots, a level's cells stand beside each other. */
static bool page_row(void *context, const char *label, const el2_insn *insn)
{
	struct table *t = context;
	struct cli_table_row row = {.label = label, .insn = insn};

	for (unsigned column = 0; column < COLUMNS; column++)
		for (unsigned i = 0; i < t->sessions; i++) {
			decide(&t->session[i], column, insn, &row.verdict[row.count]);
			cell_text(&row.verdict[row.count], row.text[row.count]);
			row.count++;
		}
	cli_table_html_row(t->page, &row);
	return true;
}

static el2_status write_page(struct table *t, el2_error *error)
{
	t->page = cli_file_create(t->html, error);
	if (!t->page)
		return EL2_ERR_SYSTEM;
	cli_table_html_begin(t->page, t->session, t->sessions);
	cli_matrix_walk(page_row, t);
	cli_table_html_end(t->page);
	return cli_file_close(t->page, t->html, error);
}

static bool same(const el2_verdict *a, const el2_verdict *b)
{
	char x[CELL_MAX], y[CELL_MAX];

	cell_text(a, x);
	cell_text(b, y);
	return !strcmp(x, y);
}

static bool difference_row(void *context, const char *label, const el2_insn *insn)
{
	struct table *t = context;
	struct cli_output *out = &t->call->out;
	struct cli_json *j = &t->call->json;

	t->rows++;
	for (unsigned column = 0; column < COLUMNS; column++) {
		el2_verdict v[2];

		t->cells++;
		for (unsigned i = 0; i < 2; i++)
			decide(&t->session[i], column, insn, &v[i]);
		if (same(&v[0], &v[1]))
			continue;
		t->differ++;
		if (!t->call->options.json) {
			fprintf(out->file, "%-*s%-8s", LABEL_WIDTH, label, column ? "kernel" : "EL0");
			print_cell(out, &v[0], false);
			print_cell(out, &v[1], true);
			continue;
		}
		json_open_cell(t, insn, column_el(&t->session[0], column));
		for (unsigned i = 0; i < 2; i++) {
			cli_json_open(j, i ? "after" : "before", '{');
			cli_json_number(j, "el", column_el(&t->session[i], column));
			cli_json_verdict(j, &v[i]);
			cli_json_close(j, '}');
		}
		json_close_cell(t);
	}
	return true;
}

static void describe(const struct cli_output *out, const char *what, const struct cli_session *s)
{
	const char *policy = s->own ? "; policy " : "", *own = s->own ? s->own->driver.name : "";
	const el2_boot_config *b = &s->boot.config;
	char guest[64];

	if (cli_recorded_of(s)) {
		fprintf(out->file, "# %s: kernel %s, recorded, command line '%s', CPU %s%s\n# -> %s%s%s\n", what,
			cli_recorded_banner(s), b->cmdline, s->cpu.name, s->hypervisor ? "" : ", no hypervisor",
			cli_recorded_mode(s), policy, own);
		return;
	}
	fprintf(out->file,
		"# %s: kernel %s, command line '%s', CONFIG_ARM64_MTE=%s, CPU %s%s\n"
		"# -> %s, kernel at EL%u, MTE %s%s%s\n",
		what, el2_kernel_get(b->kernel)->name, b->cmdline ? b->cmdline : "", b->config_arm64_mte ? "y" : "n",
		s->cpu.name, s->hypervisor ? "" : ", no hypervisor", el2_mode_name(s->boot.mode), s->boot.host_el,
		s->boot.mte ? "supported" : "not supported", policy, own);
	if (s->has_guest)
		fprintf(out->file, "# asked: a guest, %s\n", cli_session_guest(s, guest, sizeof guest));
}

static void text_head(const struct table *t)
{
	const struct cli_output *out = &t->call->out;

	if (t->sessions == 1) {
		describe(out, "boot", &t->session[0]);
		fprintf(out->file, "%-*s%-*sEL%u\n", LABEL_WIDTH, "operation", CELL_WIDTH, "EL0",
			t->session[0].kernel_el);
		return;
	}
	describe(out, "before", &t->session[0]);
	describe(out, "after", &t->session[1]);
	fprintf(out->file, "%-*s%-8s%-*safter\n", LABEL_WIDTH, "operation", "level", CELL_WIDTH, "before");
}

static void json_head(struct table *t)
{
	struct cli_json *j = &t->call->json;

	cli_json_header(t->call);
	if (t->sessions == 1) {
		cli_json_boot(j, &t->session[0]);
	} else {
		for (unsigned i = 0; i < 2; i++) {
			cli_json_open(j, i ? "after" : "before", '{');
			cli_json_boot(j, &t->session[i]);
			cli_json_close(j, '}');
		}
	}
	cli_json_close(j, '}');
	cli_json_line(j, t->call->out.file);
}

static void summary(struct table *t)
{
	struct cli_output *out = &t->call->out;
	struct cli_json *j = &t->call->json;

	if (!t->call->options.json) {
		if (t->sessions == 2)
			fprintf(out->file, "# %llu of %llu differ\n", (unsigned long long)t->differ,
				(unsigned long long)t->cells);
		return;
	}
	cli_json_open(j, NULL, '{');
	cli_json_number(j, "operations", t->rows);
	cli_json_number(j, "cells", t->cells);
	if (t->sessions == 2)
		cli_json_number(j, "differ", t->differ);
	for (unsigned v = 0; t->sessions == 1 && v < EL2_VERDICT_COUNT; v++)
		cli_json_number(j, el2_verdict_name((el2_verdict_kind)v), t->verdicts[v]);
	cli_json_close(j, '}');
	cli_json_line(j, out->file);
}

/* --diff: what was said of the boot so far is the first one; what follows changes it into the second. */
static el2_status begin_second(void *target, const char *value, el2_error *error)
{
	struct table *t = target;

	(void)value;
	if (t->sessions == 2)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--diff compares two boots: give it once");
	t->first = t->call->options;
	cli_options_begin_second(&t->call->options);
	t->sessions = 2;
	return EL2_OK;
}

static const struct cli_option table_options[] = {
	{"--diff", NULL, NULL, CLI_CALL, 0, begin_second, "compare with the boot that the options after it make"},
	{"--html", NULL, "FILE", CLI_TEXT, offsetof(struct table, html), NULL, "and as a page, to filter and search"},
};

static el2_status open_sessions(struct table *t, el2_error *error)
{
	const struct cli_options *options = &t->call->options;
	el2_status status;

	if (t->call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "takes no operands: '%.64s'", t->call->operands[0]);
	if (options->el >= 0)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "a table has all levels: --el is not for it");
	status = cli_session_open(&t->session[0], t->sessions == 2 ? &t->first : options, error);
	if (status == EL2_OK && t->sessions == 2)
		status = cli_session_open(&t->session[1], options, error);
	return status;
}

static int table(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_call call;
	struct table t = {.call = &call, .sessions = 1};
	el2_error error = {0};
	int code;

	if (!cli_begin(&call, verb, argc, argv, &t, &code))
		return code;
	if (open_sessions(&t, &error) != EL2_OK)
		return cli_end_error(&call, &error);
	if (call.options.json)
		json_head(&t);
	else
		text_head(&t);
	cli_matrix_walk(t.sessions == 2 ? difference_row : plain_row, &t);
	summary(&t);
	if (t.html && write_page(&t, &error) != EL2_OK)
		return cli_end_error(&call, &error);
	return cli_end(&call, CLI_EXIT_OK);
}

const struct cli_verb cli_verb_table = {
	.name = "table",
	.synopsis = "[--diff OPTIONS...]",
	.summary = "the matrix of MTE operations x EL for a boot, or the difference between two",
	.examples = {"el2trap table --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte'",
		     "el2trap table --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --diff --kernel 7.0"},
	.options = table_options,
	.option_count = sizeof table_options / sizeof *table_options,
	.boot = true,
	.run = table,
};
