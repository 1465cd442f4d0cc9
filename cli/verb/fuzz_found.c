/* SPDX-License-Identifier: MIT */
/* fuzz: what was found, one for each cause, told in the order of runs whoever came to it first. */
#include "cli/case/event.h"
#include "cli/show/verdict_json.h"
#include "cli/verb/fuzz.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put_json(FILE *out, struct cli_json *j, const el2_finding *finding)
{
	el2_rule_info rule;

	cli_json_open(j, NULL, '{');
	cli_json_text(j, "promise", el2_promise_name(finding->promise));
	cli_json_text(j, "rule", cli_rule_id(finding->rule, &rule));
	cli_json_number(j, "run", finding->run);
	cli_json_number(j, "events_found", finding->found_count);
	cli_json_text(j, "verdict", el2_verdict_name(finding->result.verdict.verdict));
	cli_json_open(j, "events", '[');
	for (size_t n = 0; n < finding->stream.count; n++) {
		cli_json_open(j, NULL, '{');
		cli_json_event(j, &finding->stream.event[n], n);
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
	cli_json_close(j, '}');
	cli_json_line(j, out);
}

static void put_text(FILE *out, const struct cli_output *style, const el2_finding *finding)
{
	const el2_verdict *v = &finding->result.verdict;
	el2_rule_info rule;

	fprintf(out, "%s%s%s: run %" PRIu64 ", %s%s%s, rule %s\n", cli_style(style, CLI_RED),
		el2_promise_name(finding->promise), cli_style(style, CLI_PLAIN), finding->run,
		el2_verdict_name(v->verdict), v->what ? ": " : "", v->what ? v->what : "",
		cli_rule_id(finding->rule, &rule));
	for (size_t n = 0; n < finding->stream.count; n++) {
		fputs("  ", out);
		cli_stream_event_text(out, &finding->stream.event[n], n);
		putc('\n', out);
	}
}

/* As JSON; or as text, in the style of an output. NULL: out of memory. The texts of a finding's verdict hold only until
 * its driver answers again. */
static char *text_of(const struct cli_output *style, bool json, const el2_finding *finding)
{
	struct cli_json j = {0};
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	bool ok = out != NULL;

	if (ok && json)
		put_json(out, &j, finding);
	else if (ok)
		put_text(out, style, finding);
	ok = cli_json_free(&j) && ok && !fclose(out);
	if (ok)
		return text;
	free(text);
	return NULL;
}

static struct cli_found *same_cause(const struct cli_fuzz *f, const el2_finding *finding)
{
	for (size_t n = 0; n < f->found_count; n++)
		if (f->found[n].promise == finding->promise && f->found[n].rule == finding->rule &&
		    !strcmp(f->found[n].at, finding->at))
			return &f->found[n];
	return NULL;
}

bool cli_found_is_first(const struct cli_fuzz *f, const el2_finding *finding)
{
	const struct cli_found *found = same_cause(f, finding);

	return !found || finding->run < found->run;
}

static struct cli_found *add(struct cli_fuzz *f)
{
	size_t capacity = f->found_capacity ? f->found_capacity * 2 : 64;

	if (f->found_count == f->found_capacity) {
		struct cli_found *more = realloc(f->found, capacity * sizeof *more);

		if (!more)
			return NULL;
		f->found = more;
		f->found_capacity = capacity;
	}
	f->found[f->found_count] = (struct cli_found){0};
	return &f->found[f->found_count++];
}

el2_status cli_found_keep(struct cli_fuzz *f, const el2_finding *finding, el2_error *error)
{
	static const struct cli_output plain;
	char name[160], path[4096], *text = text_of(&f->call->out, f->call->options.json, finding);
	char *page = f->html ? text_of(&plain, false, finding) : NULL;
	struct cli_found *found = text && (page || !f->html) ? same_cause(f, finding) : NULL;

	if (text && (page || !f->html) && !found)
		found = add(f);
	if (!found) {
		free(text);
		free(page);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	free(found->text);
	free(found->page);
	found->text = text;
	found->page = page;
	found->verdict = finding->result.verdict.verdict;
	found->el = finding->stream.event[finding->stream.count - 1].el;
	found->promise = finding->promise;
	found->rule = finding->rule;
	found->run = finding->run;
	memcpy(found->at, finding->at, sizeof found->at);
	if (!f->folder)
		return EL2_OK;
	snprintf(path, sizeof path, "%s/%s", f->folder, cli_finding_name(finding, name, sizeof name));
	return cli_finding_write(path, &f->session, &f->invariant, finding, error);
}

static int by_run(const void *a, const void *b)
{
	const struct cli_found *x = a, *y = b;

	return (x->run > y->run) - (x->run < y->run);
}

void cli_found_tell(struct cli_fuzz *f, uint64_t run)
{
	if (f->told == f->found_count)
		return;
	if (f->found_count > f->told)
		qsort(f->found + f->told, f->found_count - f->told, sizeof *f->found, by_run);
	while (f->told < f->found_count && f->found[f->told].run < run)
		fputs(f->found[f->told++].text, f->call->out.file);
	fflush(f->call->out.file);
}

void cli_found_free(struct cli_fuzz *f)
{
	for (size_t n = 0; n < f->found_count; n++) {
		free(f->found[n].text);
		free(f->found[n].page);
	}
	free(f->found);
}
