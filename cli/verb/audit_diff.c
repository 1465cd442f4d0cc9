/* SPDX-License-Identifier: MIT */
#include "cli/verb/audit_diff.h"
#include "cli/show/audit.h"

#include <inttypes.h>
#include <string.h>

struct change {
	const el2_audit_answer *before, *after; /* of the first class; NULL: no change */
	char name[96], was[160], is[160];
	uint64_t words;
};

struct diff {
	struct cli_call *call;
	const struct cli_denied *denied;
	struct cli_report *report;
	struct change open;
	uint64_t changes, failures, words[2];
};

static bool differs(const el2_audit_answer *x, const el2_audit_answer *y)
{
	return x->verdict != y->verdict || x->origin != y->origin || x->effect != y->effect || x->to_el != y->to_el ||
	       x->action != y->action;
}

static void json(struct cli_call *call, const struct change *c, const el2_insn *insn)
{
	struct cli_json *j = &call->json;

	cli_json_open(j, NULL, '{');
	cli_audit_json_words(j, c->before->el, insn, c->words);
	cli_audit_json_answer(j, "before", c->before);
	cli_audit_json_answer(j, "after", c->after);
	cli_json_close(j, '}');
	cli_json_line(j, call->out.file);
}

/* Is it what must not be, and new? */
static bool is_failure(const struct diff *d, const struct change *c, const el2_insn *insn)
{
	if (!d->denied->count)
		return c->after->verdict == EL2_PANIC && c->before->verdict != EL2_PANIC;
	return cli_denied_matches(d->denied, c->after, insn) && !cli_denied_matches(d->denied, c->before, insn);
}

static void end(struct diff *d)
{
	const struct change *c = &d->open;
	char what[384], name[128];
	bool fails;
	el2_insn insn;

	if (!c->before)
		return;
	el2_decode(c->before->word, &insn);
	fails = is_failure(d, c, &insn);
	d->changes++;
	if (d->call->options.json)
		json(d->call, c, &insn);
	else
		fprintf(d->call->out.file, "EL%u %-28s %-24s -> %s  %" PRIu64 " words, %08" PRIx32 "\n", c->before->el,
			c->name, c->was, c->is, c->words, c->before->word);
	snprintf(what, sizeof what, "%s -> %s, %" PRIu64 " words, 0x%08" PRIx32, c->was, c->is, c->words,
		 c->before->word);
	if (fails && d->denied->count) {
		d->failures++;
		if (!d->call->options.quiet)
			fprintf(stderr, "el2trap audit: denied: EL%u %s: %s\n", c->before->el, c->name, what);
	}
	if (d->report) {
		snprintf(name, sizeof name, "EL%u %s", c->before->el, c->name);
		cli_report_case(d->report, fails ? CLI_FAILED : CLI_PASSED, name, what, NULL, 0);
	}
}

/* The outcome in a few words; in more where both sides would read alike. */
static void outcomes(struct change *c)
{
	cli_audit_outcome(c->before, c->was, sizeof c->was);
	cli_audit_outcome(c->after, c->is, sizeof c->is);
	if (!strcmp(c->was, c->is) && c->before->what && c->after->what) {
		snprintf(c->was, sizeof c->was, "%s", c->before->what);
		snprintf(c->is, sizeof c->is, "%s", c->after->what);
	}
}

static void add(struct diff *d, const el2_audit_answer *x, const el2_audit_answer *y)
{
	struct change now = {x, y, "", "", "", x->count};
	el2_insn insn;

	el2_decode(x->word, &insn);
	cli_audit_name(&insn, now.name, sizeof now.name);
	outcomes(&now);
	d->words[x->el] += x->count;
	if (d->open.before && d->open.before->el == x->el && !strcmp(d->open.name, now.name) &&
	    !strcmp(d->open.was, now.was) && !strcmp(d->open.is, now.is)) {
		d->open.words += x->count;
		return;
	}
	end(d);
	d->open = now;
}

uint64_t cli_audit_diff(struct cli_call *call, const el2_audit *before, const el2_audit *after,
			const struct cli_denied *denied, struct cli_report *report)
{
	struct diff d = {.call = call, .denied = denied, .report = report};
	struct cli_json *j = &call->json;

	for (unsigned el = 2; el-- > 0;) {
		const el2_audit_answer *x;

		for (size_t n = 0; (x = el2_audit_get(before, n, el)); n++) {
			const el2_audit_answer *y = el2_audit_get(after, n, el);

			if (differs(x, y))
				add(&d, x, y);
		}
	}
	end(&d);
	if (call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "differ", d.changes);
		cli_json_number(j, "words_el1", d.words[1]);
		cli_json_number(j, "words_el0", d.words[0]);
		cli_json_close(j, '}');
		cli_json_line(j, call->out.file);
	} else {
		fprintf(call->out.file, "# %" PRIu64 " differ: %" PRIu64 " words at EL1, %" PRIu64 " at EL0\n",
			d.changes, d.words[1], d.words[0]);
	}
	return d.failures;
}
