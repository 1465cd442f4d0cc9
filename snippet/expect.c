/* SPDX-License-Identifier: MIT */
/* One expectation: "pass tags-ignored", "undef injected", "trap smc", "trap to el1 ec 0x18", "fault", "panic". */
#include "snippet/snippet.h"
#include "snippet/suggest.h"

#include <string.h>

/* Handlers that verdicts name: model/decide.c, policy/handle.c. */
static const char *const handlers[] = {"hvc",        "smc",         "mem-abort",     "sys",       "trap",
				       "el3",        "host",        "none",          "guest",     "guest-id",
				       "guest-sys",  "guest-wfx",   "guest-hvc",     "guest-smc", "guest-fpsimd",
				       "guest-mops", "guest-debug", "guest-aarch32", "guest-bug"};
static const char *const effects[] = {"full", "tags-ignored"};
static const char *const origins[] = {"native", "injected"};

#define COUNT(table) (sizeof table / sizeof *table)

struct cursor {
	const struct cli_words *words;
	size_t next, end;
	el2_error *error;
};

static const char *peek(const struct cursor *c)
{
	return c->next < c->end ? c->words->word[c->next] : NULL;
}

static unsigned column(const struct cursor *c)
{
	size_t at = c->next < c->words->count ? c->next : c->words->count - 1;

	return c->words->column[at];
}

static bool take(struct cursor *c, const char *word)
{
	if (!peek(c) || strcmp(peek(c), word))
		return false;
	c->next++;
	return true;
}

/* One of a table, if it stands next: its number, else -1. */
static int take_one(struct cursor *c, const char *const *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (take(c, table[i]))
			return (int)i;
	return -1;
}

static el2_status wrong(struct cursor *c, const char *what, const char *const *a, size_t a_count, const char *const *b,
			size_t b_count)
{
	struct cli_suggest suggest = cli_suggest_for(peek(c));
	char hint[96];

	for (size_t i = 0; i < a_count; i++)
		cli_suggest_offer(&suggest, a[i]);
	for (size_t i = 0; i < b_count; i++)
		cli_suggest_offer(&suggest, b[i]);
	return el2_fail(c->error, EL2_ERR_INPUT, NULL, 0, column(c), "%s '%.40s'%s", what, peek(c),
			cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status parse_ec(struct cursor *c, struct cli_expect *e)
{
	uint64_t value;

	if (!take(c, "ec"))
		return EL2_OK;
	if (!peek(c) || !cli_parse_u64(peek(c), &value) || value > 0x3f)
		return el2_fail(c->error, EL2_ERR_INPUT, NULL, 0, column(c),
				"'ec' is followed by an exception class, 0x0 to 0x3f");
	e->any.ec = (int)value;
	c->next++;
	return EL2_OK;
}

static el2_status parse_level(struct cursor *c, struct cli_expect *e)
{
	static const char *const levels[] = {"el1", "el2", "el3"};
	int n;

	if (!take(c, "to"))
		return EL2_OK;
	n = take_one(c, levels, COUNT(levels));
	if (n < 0)
		return el2_fail(c->error, EL2_ERR_INPUT, NULL, 0, column(c), "'to' is followed by el1, el2 or el3");
	e->to_el = n + 1;
	return EL2_OK;
}

/* What may follow a verdict: its own words, then for those that come of an exception "ec 0x..". */
static el2_status parse_rest(struct cursor *c, el2_verdict_kind verdict, struct cli_expect *e)
{
	static const char *const trap_words[] = {"to", "ec"};
	const char *const *own = NULL;
	size_t own_count = 0;
	el2_status status = EL2_OK;
	int n;

	switch (verdict) {
	case EL2_PASS:
		own = effects;
		own_count = COUNT(effects);
		e->effect = take_one(c, effects, COUNT(effects));
		break;
	case EL2_UNDEF:
	case EL2_FAULT:
		own = origins;
		own_count = COUNT(origins);
		n = take_one(c, origins, COUNT(origins));
		e->origin = n < 0 ? -1 : n + EL2_NATIVE;
		status = parse_ec(c, e);
		break;
	case EL2_TRAP:
		own = handlers;
		own_count = COUNT(handlers);
		n = take_one(c, handlers, COUNT(handlers));
		if (n >= 0)
			snprintf(e->handler, sizeof e->handler, "%s", handlers[n]);
		status = parse_level(c, e);
		if (status == EL2_OK)
			status = parse_ec(c, e);
		break;
	case EL2_PANIC:
		status = parse_ec(c, e);
		break;
	default:
		break;
	}
	if (status != EL2_OK || !peek(c))
		return status;
	if (!own)
		return el2_fail(c->error, EL2_ERR_INPUT, NULL, 0, column(c),
				"nothing follows '%s', but here is '%.40s'", el2_verdict_name(verdict), peek(c));
	return wrong(c, "unknown word", own, own_count, trap_words, verdict == EL2_PASS ? 0 : COUNT(trap_words));
}

static void keep_text(const struct cli_words *words, size_t first, size_t count, struct cli_snippet_expect *e)
{
	size_t at = 0;

	for (size_t i = 0; i < count && at < sizeof e->text; i++)
		at += (size_t)snprintf(e->text + at, sizeof e->text - at, "%s%s", i ? " " : "", words->word[first + i]);
}

el2_status cli_snippet_parse_expect(const struct cli_words *words, size_t first, size_t count,
				    struct cli_snippet_expect *e, el2_error *error)
{
	static const char *const unreached[] = {"unreached"};
	struct cursor c = {words, first, first + count, error};
	const char *names[EL2_VERDICT_COUNT];
	int verdict;

	for (unsigned i = 0; i < EL2_VERDICT_COUNT; i++)
		names[i] = el2_verdict_name((el2_verdict_kind)i);
	e->expect = (struct cli_expect){.given = true,
					.verdict = -1,
					.origin = -1,
					.effect = -1,
					.to_el = -1,
					.unpredictable = -1,
					.any = CLI_EXPECTED_EXCEPTION_NONE,
					.taken = CLI_EXPECTED_EXCEPTION_NONE,
					.delivered = CLI_EXPECTED_EXCEPTION_NONE};
	keep_text(words, first, count, e);
	if (!count)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, e->place.column,
				"nothing is expected here: pass, undef, "
				"trap, fault, panic, unmodelled or unreached");
	if (take(&c, "unreached")) {
		e->unreached = true;
		return peek(&c) ? el2_fail(error, EL2_ERR_INPUT, NULL, 0, column(&c),
					   "nothing follows 'unreached', but here is '%.40s'", peek(&c))
				: EL2_OK;
	}
	verdict = take_one(&c, names, EL2_VERDICT_COUNT);
	if (verdict < 0)
		return wrong(&c, "unknown verdict", names, EL2_VERDICT_COUNT, unreached, 1);
	e->expect.verdict = verdict;
	return parse_rest(&c, (el2_verdict_kind)verdict, &e->expect);
}
