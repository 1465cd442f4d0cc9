/* SPDX-License-Identifier: MIT */
/* The lines of a sweep as text, JSON and JUnit. */
#include "cli/show/audit.h"
#include "cli/show/report.h"
#include "cli/show/sweep.h"

#include <inttypes.h>
#include <string.h>

#define NAMES_SHOWN 6

/* ---- text ---- */

static void text_line(const struct cli_output *out, const struct cli_sweep_line *l)
{
	char names[512];

	fprintf(out->file, "    %s", cli_sweep_names(l, NAMES_SHOWN, names, sizeof names));
	fprintf(out->file, "  (%" PRIu64 " words at EL1, %" PRIu64 " at EL0)\n", l->words[1], l->words[0]);
	if (*l->changed)
		fprintf(out->file, "      with  %s\n", l->changed);
	if (*l->cause)
		fprintf(out->file, "      because  %s\n", l->cause);
	if (*l->when)
		fprintf(out->file, "      once EL1 sets  %s\n", l->when);
}

void cli_sweep_text(const struct cli_output *out, const struct cli_sweep *s, const struct cli_sweep_lines *lines)
{
	const struct cli_sweep_line *before = NULL;
	size_t sentences = 0;

	for (size_t i = 0; i < lines->count; i++) {
		const struct cli_sweep_line *l = &lines->line[i];

		if (!before || before->change != l->change)
			fprintf(out->file, "%s%spanic, %s%s\n", before ? "\n" : "", cli_style(out, CLI_BOLD),
				cli_sweep_section(l->change), cli_style(out, CLI_PLAIN));
		if (!before || before->change != l->change || strcmp(before->where, l->where)) {
			fprintf(out->file, "  %s%s%s: %zu boots\n", cli_style(out, CLI_RED), l->where,
				cli_style(out, CLI_PLAIN), l->boots);
			sentences++;
		}
		text_line(out, l);
		before = l;
	}
	fprintf(out->file, "# %zu boots, %" PRIu64 " with those that are changed: %zu sentences, %zu reasons\n",
		s->boot_count, s->asked, sentences, lines->count);
}

/* ---- JSON ---- */

static void json_cover(struct cli_json *j, const struct cli_sweep *s, const el2_sweep_cover *c)
{
	cli_json_open(j, NULL, '{');
	cli_json_open(j, "kernels", '[');
	for (unsigned k = 0; k < s->options.kernel_count; k++)
		if (c->kernels >> k & 1)
			cli_json_text(j, NULL, el2_kernel_get(s->options.kernels[k])->name);
	cli_json_close(j, ']');
	cli_json_open(j, "modes", '[');
	for (unsigned m = 0; m < 32; m++)
		if (c->modes >> m & 1)
			cli_json_text(j, NULL, el2_mode_name((el2_mode)m));
	cli_json_close(j, ']');
	for (unsigned absent = 0; !c->listed && absent < 2; absent++) {
		cli_json_open(j, absent ? "without" : "with", '[');
		for (unsigned i = 0; i < c->feature_count; i++)
			if (c->features[i].absent == absent)
				cli_json_text(j, NULL, el2_feature_name(c->features[i].feature));
		cli_json_close(j, ']');
	}
	if (c->listed) {
		cli_json_open(j, "some_of_cpus", '[');
		for (unsigned i = 0; i < s->options.cpu_count; i++)
			if (c->cpus >> i & 1)
				cli_json_text(j, NULL, s->cpus[i].name);
		cli_json_close(j, ']');
	}
	cli_json_close(j, '}');
}

static void json_line(struct cli_call *call, const struct cli_sweep *s, const struct cli_sweep_line *l)
{
	struct cli_json *j = &call->json;
	char name[96], last[96] = "";
	uint32_t example = l->items[l->numbers[0]].finding.word;

	cli_json_open(j, NULL, '{');
	cli_json_text(j, "verdict", "panic");
	cli_json_open(j, "where", '[');
	for (size_t i = 0; i < l->cover_count; i++)
		json_cover(j, s, &l->covers[i]);
	cli_json_close(j, ']');
	cli_json_text(j, "sentence", l->where);
	cli_json_number(j, "boots", l->boots);
	if (*l->changed)
		cli_json_text(j, l->change == EL2_SWEEP_WORDS ? "words" : "field", l->changed);
	cli_json_open(j, "what", '[');
	for (size_t i = 0; i < l->count; i++) {
		el2_insn insn;

		el2_decode(l->items[l->numbers[i]].finding.word, &insn);
		if (strcmp(cli_audit_name(&insn, name, sizeof name), last))
			cli_json_text(j, NULL, name);
		memcpy(last, name, sizeof last);
	}
	cli_json_close(j, ']');
	cli_json_word(j, "word", example);
	cli_json_number(j, "words_el1", l->words[1]);
	cli_json_number(j, "words_el0", l->words[0]);
	if (*l->cause)
		cli_json_text(j, "control", l->cause);
	if (*l->when)
		cli_json_text(j, "when", l->when);
	cli_json_close(j, '}');
	cli_json_line(j, call->out.file);
}

void cli_sweep_json(struct cli_call *call, const struct cli_sweep *s, const struct cli_sweep_lines *lines)
{
	struct cli_json *j = &call->json;

	cli_json_header(call);
	cli_json_bool(j, "polite", s->options.polite);
	cli_json_close(j, '}');
	cli_json_line(j, call->out.file);
	for (size_t i = 0; i < lines->count; i++)
		json_line(call, s, &lines->line[i]);
	cli_json_open(j, NULL, '{');
	cli_json_number(j, "reasons", lines->count);
	cli_json_number(j, "boots", s->boot_count);
	cli_json_number(j, "asked", s->asked);
	cli_json_close(j, '}');
	cli_json_line(j, call->out.file);
}

/* ---- JUnit ---- */

/* What panics as it boots fails; what would if the boot were another is there, and does not. */
el2_status cli_sweep_junit(const char *path, const struct cli_sweep_lines *lines, el2_error *error)
{
	struct cli_report report;
	char names[512], name[640], what[4608];
	el2_status status;

	cli_report_begin(&report, "sweep");
	for (size_t i = 0; i < lines->count; i++) {
		const struct cli_sweep_line *l = &lines->line[i];

		snprintf(name, sizeof name, "%s%s%s", cli_sweep_names(l, NAMES_SHOWN, names, sizeof names),
			 *l->changed ? " with " : "", l->changed);
		snprintf(what, sizeof what, "panic: %s: %s", l->where, l->cause);
		cli_report_case(&report, l->change == EL2_SWEEP_AS_IT_IS ? CLI_FAILED : CLI_PASSED, name, what, NULL,
				0);
	}
	status = cli_report_write_junit(path, &report, 1, error);
	if (!cli_report_end(&report) && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return status;
}
