/* SPDX-License-Identifier: MIT */
/* A sweep as one page: a row per reason, to filter and search. */
#include "cli/show/audit.h"
#include "cli/show/html.h"
#include "cli/show/output.h"
#include "cli/show/sweep.h"

#include <inttypes.h>

#define NAMES_MAX 4096

static const char *const kinds[] = {"boot", "words", "field"};

static void controls(FILE *out)
{
	static const char *const levels[] = {"1", "EL1 alone", "0", "EL0, too", NULL};
	const char *sections[2 * (sizeof kinds / sizeof *kinds) + 1];
	const struct cli_html_choice choices[] = {{"kind", "panics", sections}, {"el", "level", levels}};
	size_t n = 0;

	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		sections[n++] = kinds[i];
		sections[n++] = cli_sweep_section(i);
	}
	sections[n] = NULL;
	cli_html_choices(out, choices, 2);
}

static void row(FILE *out, const struct cli_sweep_line *l, char *names)
{
	uint32_t word = l->items[l->numbers[0]].finding.word;
	char text[EL2_TEXT_MAX];
	el2_insn insn;

	el2_decode(word, &insn);
	el2_disassemble(&insn, 0, text, sizeof text);
	fprintf(out, "<tr data-kind=\"%s\" data-el=\"%u\"><td>", kinds[l->change], l->words[0] ? 0 : 1);
	cli_html_text(out, l->where);
	fprintf(out, "</td><td class=\"n\">%zu</td><td class=\"panic\">", l->boots);
	cli_html_text(out, cli_sweep_names(l, 64, names, NAMES_MAX));
	fprintf(out, "</td><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64 "</td><td><code>%08" PRIx32 " ",
		l->words[1], l->words[0], word);
	cli_html_text(out, text);
	fputs("</code></td><td>", out);
	cli_html_breaks(out, l->changed);
	fputs("</td><td>", out);
	cli_html_breaks(out, l->cause);
	fputs("</td><td>", out);
	cli_html_breaks(out, l->when);
	fputs("</td></tr>\n", out);
}

el2_status cli_sweep_html(const char *path, const struct cli_sweep *s, const struct cli_sweep_lines *lines,
			  el2_error *error)
{
	static const char *const heads[] = {"where",       "#boots", "what",    "#words at EL1", "#at EL0",
					    "for example", "with",   "because", "once EL1 sets", NULL};
	char names[NAMES_MAX];
	FILE *out = cli_file_create(path, error);

	if (!out)
		return EL2_ERR_SYSTEM;
	cli_html_begin(out, "el2trap audit --sweep");
	fprintf(out, "<p>What panics the hypervisor: %zu boots, %" PRIu64 " with those that are changed.</p>\n",
		s->boot_count, s->asked);
	cli_html_legend(out);
	controls(out);
	cli_html_table(out, "groups", heads);
	for (size_t i = 0; i < lines->count; i++)
		row(out, &lines->line[i], names);
	cli_html_end(out);
	return cli_file_close(out, path, error);
}
