/* SPDX-License-Identifier: MIT */
#include "cli/show/table_html.h"
#include "cli/show/html.h"

#include <inttypes.h>
#include <string.h>

static void controls(FILE *out, unsigned sessions)
{
	static const char *const differs[] = {"yes", "differs", "no", "the same", NULL};
	const char *verdicts[2 * EL2_VERDICT_COUNT + 1];
	struct cli_html_choice choices[2] = {{"verdict", "verdict of the kernel", verdicts},
					     {"differs", "difference", differs}};

	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
		verdicts[2 * v] = verdicts[2 * v + 1] = el2_verdict_name((el2_verdict_kind)v);
	verdicts[2 * EL2_VERDICT_COUNT] = NULL;
	cli_html_choices(out, choices, sessions);
}

void cli_table_html_begin(FILE *out, const struct cli_session *s, unsigned count)
{
	char kernel[2][24];
	const char *const one[] = {"operation", "instruction", "word", "EL0", kernel[0], NULL};
	const char *const two[] = {"operation", "instruction", "word",    "EL0 before", "EL0 after",
				   kernel[0],   kernel[1],     "differs", NULL};

	cli_html_begin(out, "el2trap table");
	for (unsigned i = 0; i < count; i++) {
		snprintf(kernel[i], sizeof kernel[i], "EL%u%s", s[i].kernel_el,
			 count == 1 ? ""
			 : i        ? " after"
				    : " before");
		cli_html_session(out, count == 1 ? "" : i ? "after: " : "before: ", &s[i]);
	}
	cli_html_legend(out);
	controls(out, count);
	cli_html_table(out, "groups", count == 1 ? one : two);
}

void cli_table_html_row(FILE *out, const struct cli_table_row *r)
{
	bool two = r->count == CLI_TABLE_CELLS;
	bool differs = two && (strcmp(r->text[0], r->text[1]) || strcmp(r->text[2], r->text[3]));
	char text[EL2_TEXT_MAX];

	el2_disassemble(r->insn, 0, text, sizeof text);
	fprintf(out, "<tr data-verdict=\"%s\" data-differs=\"%s\"><td>",
		el2_verdict_name(r->verdict[r->count - 1].verdict), differs ? "yes" : "no");
	cli_html_text(out, r->label);
	fputs("</td><td><code>", out);
	cli_html_text(out, text);
	fprintf(out, "</code></td><td><code>%08" PRIx32 "</code></td>", r->insn->word);
	for (size_t i = 0; i < r->count; i++)
		cli_html_verdict(out, r->verdict[i].verdict, r->verdict[i].effect, r->text[i]);
	fputs(!two ? "</tr>\n" : differs ? "<td>differs</td></tr>\n" : "<td></td></tr>\n", out);
}

void cli_table_html_end(FILE *out)
{
	cli_html_end(out);
}
