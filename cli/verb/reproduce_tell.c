/* SPDX-License-Identifier: MIT */
/* reproduce --qemu: both machines side by side, and what comes of it. */
#include "cli/case/event.h"
#include "cli/show/verdict_json.h"
#include "cli/verb/reproduce.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- the verdict ---- */

__attribute__((format(printf, 4, 5))) static void says(struct cli_live *l, bool same, bool told, const char *format,
						       ...)
{
	va_list list;

	l->same = same;
	l->told = told;
	va_start(list, format);
	vsnprintf(l->verdict, sizeof l->verdict, format, list);
	va_end(list);
}

static size_t function_length(const char *place)
{
	return strcspn(place, "+");
}

static bool same_function(const char *a, const char *b)
{
	return function_length(a) == function_length(b) && !strncmp(a, b, function_length(a));
}

/* What the architecture gives an abort of EL2's own. Bits 24 to 14 are for aborts of stage 2, and 0 else; QEMU 7 fills
 * them always. Source: Arm ARM, ISS encoding of an exception from a Data Abort, ISV. */
static uint64_t syndrome(uint64_t esr)
{
	return EL2_ESR_EC(esr) == EL2_EC_DABT_LOW + 1 ? esr & ~UINT64_C(0x1ffc000) : esr;
}

static void judge_panic(struct cli_live *l, const struct cli_came_to *r, const struct cli_came_to *b)
{
	const char *then = l->hangs[0] ? ", and a hang behind it" : "";

	if (b->came != CAME_PANIC)
		says(l, false, true, "differs: no panic there");
	else if (b->pc == r->pc && syndrome(b->esr) == syndrome(r->esr))
		says(l, true, true, "same function, same offset%s", then);
	else if (b->pc == r->pc)
		says(l, true, true, "same function, same offset, and another syndrome%s", then);
	else if (same_function(r->place, b->place))
		says(l, false, true, "differs: the same function, at another offset");
	else
		says(l, false, true, "differs: a panic elsewhere");
}

static void judge_hang(struct cli_live *l, const struct cli_came_to *r, const struct cli_came_to *b)
{
	if (b->came == CAME_HANG && same_function(r->place, b->place))
		says(l, true, true, "a hang there, too, in the same function");
	else if (b->came == CAME_HANG)
		says(l, true, true, "a hang there, too, in another function");
	else
		says(l, false, true, "differs: no hang there");
}

static void judge_memory(struct cli_live *l, const struct cli_came_to *b)
{
	if (b->came != CAME_BEHIND)
		says(l, false, true, "differs: it does not come back there");
	else if (l->read->promise == EL2_PROMISE_NO_STORE && l->stored_to[0])
		says(l, true, true, "EL2 stores there, too");
	else if (l->read->promise == EL2_PROMISE_NO_STORE)
		says(l, false, true, "differs: EL2 does not store there");
	else if (!l->changed_count || l->changed_full)
		says(l, false, false, "not to be told there, because what changes in EL2's accounts is not known");
	else if (l->same_count && !l->other_count)
		says(l, true, true, "the same of EL2's accounts of pages changes there");
	else
		says(l, false, true,
		     "differs: of EL2's accounts of pages %zu doublewords change as recorded, %zu do not",
		     l->same_count, l->other_count);
}

static bool same_results(const struct cli_live *l, const struct cli_live_event *e)
{
	const struct cli_came_to *r = &e->recorded, *b = &e->booted;

	if (r->came != b->came)
		return false;
	if (r->came == CAME_PANIC)
		return r->pc == b->pc;
	if (r->came == CAME_HANG)
		return true;
	if (r->came == CAME_ELSEWHERE && r->pc != b->pc)
		return false;
	if (r->came == CAME_EXCEPTION && (r->esr != b->esr || r->vector != b->vector))
		return false;
	for (unsigned n = 0; n < CLI_LIVE_SHOWN; n++)
		if (!cli_live_is_same(l, r->x[n], b->x[n]))
			return false;
	return true;
}

static void judge_result(struct cli_live *l, const struct cli_live_event *e)
{
	unsigned promise = l->read->promise;

	if (promise & (EL2_PROMISE_TABLES | EL2_PROMISE_OWN_PAGES | EL2_PROMISE_NO_STORE))
		judge_memory(l, &e->booted);
	else if (promise == EL2_PROMISE_RETURNS)
		says(l, false, false, "not to be told there, because EL2's registers and locks are not looked at");
	else if (same_results(l, e))
		says(l, true, true, "same result");
	else
		says(l, false, true, "differs: another result");
}

/* The first event of which the two do not say the same, before the last. */
static const struct cli_live_event *other_before(const struct cli_live *l)
{
	for (size_t n = 0; n + 1 < l->count; n++)
		if (!same_results(l, &l->event[n]))
			return &l->event[n];
	return NULL;
}

void cli_live_judge(struct cli_live *l)
{
	const struct cli_live_event *last = &l->event[l->count - 1], *other = other_before(l);
	const struct cli_came_to *r = &last->recorded, *b = &last->booted;
	size_t at = other ? (size_t)(other - l->event) + 1 : 0, end = l->count;

	while (end && l->event[end - 1].booted.came == CAME_NOT_REACHED)
		end--;
	if (!l->broken)
		says(l, false, false, "not to be told there, because the promise holds in the recording");
	else if (b->came == CAME_NOT_PLAYED)
		says(l, false, false, "not to be told there, because the event cannot be played: %.200s", b->why);
	else if (b->came == CAME_NOT_REACHED)
		says(l, false, false, "not to be told there, because event %zu is the last that can be played", end);
	else if (b->came == CAME_UNKNOWN)
		says(l, false, false, "not to be told there, because of how it ends: %.200s", b->why);
	else if (r->came == CAME_PANIC)
		judge_panic(l, r, b);
	else if (r->came == CAME_HANG)
		judge_hang(l, r, b);
	else if (r->came == CAME_UNKNOWN)
		says(l, false, false, "not to be told there, because the recording does not: %.200s", r->why);
	else
		judge_result(l, last);
	if (l->told && !l->same && other && other->booted.came == CAME_NOT_PLAYED)
		says(l, false, false, "not to be told there, because event %zu cannot be played: %.200s", at,
		     other->booted.why);
	else if (l->told && !l->same && other)
		says(l, false, false, "not to be told there, because event %zu has another result before it", at);
}

/* ---- telling ---- */

/* The numbers that are others there. */
static void put_moved(FILE *out, const struct cli_live_event *e)
{
	const el2_event *a = &e->event, *b = &e->there;

	if (a->value != b->value && a->kind == EL2_EVENT_INSN)
		fprintf(out, ", there x%u = 0x%" PRIx64, a->reg, b->value);
	else if (a->value != b->value)
		fprintf(out, ", there at 0x%" PRIx64, b->value);
	for (unsigned n = 0; n < a->args; n++)
		if (a->arg[n] != b->arg[n])
			fprintf(out, ", there %s%u = 0x%" PRIx64, a->kind == EL2_EVENT_INSN ? "x" : "doubleword ",
				n + 1, b->arg[n]);
}

static void put_came(FILE *out, const struct cli_came_to *c)
{
	switch (c->came) {
	case CAME_NOT_REACHED:
		fputs("not reached", out);
		break;
	case CAME_BEHIND:
		fputs("returns", out);
		break;
	case CAME_EXCEPTION:
		fprintf(out, "exception to EL1, ESR 0x%" PRIx64, c->esr);
		break;
	case CAME_PANIC:
		fprintf(out, "panic at %s, ESR 0x%" PRIx64 "%s", c->place, c->esr, c->untold ? ", not told" : "");
		break;
	case CAME_HANG:
		fprintf(out, "hang in %s", c->place);
		break;
	case CAME_ELSEWHERE:
		fprintf(out, "goes on at 0x%" PRIx64, c->pc);
		break;
	case CAME_UNKNOWN:
		fprintf(out, "unknown: %s", c->why);
		break;
	case CAME_NOT_PLAYED:
		fprintf(out, "not played: %s", c->why);
	}
}

static bool has_results(const struct cli_came_to *c)
{
	return c->came == CAME_BEHIND || c->came == CAME_EXCEPTION;
}

static void put_event(FILE *out, const struct cli_live *l, const struct cli_live_event *e)
{
	fprintf(out, "%zu: ", (size_t)(e - l->event) + 1);
	cli_stream_event_text(out, &e->event, (size_t)(e - l->event));
	put_moved(out, e);
	fputs(": recorded ", out);
	put_came(out, &e->recorded);
	fputs("; booted ", out);
	put_came(out, &e->booted);
	if (has_results(&e->recorded) && has_results(&e->booted))
		for (unsigned n = 0; n < CLI_LIVE_SHOWN; n++)
			if (!cli_live_is_same(l, e->recorded.x[n], e->booted.x[n]))
				fprintf(out, "; x%u 0x%" PRIx64 " and 0x%" PRIx64, n, e->recorded.x[n], e->booted.x[n]);
	putc('\n', out);
}

/* Has a panic got to the booted kernel, which is to print it? */
static bool says_panic(const struct cli_live *l)
{
	for (size_t n = 0; n < l->count; n++)
		if (l->event[n].booted.came == CAME_PANIC && !l->event[n].booted.untold)
			return true;
	return false;
}

static void tell_text(const struct cli_live *l)
{
	const el2_recording *r = el2_live_recording(l->live);
	FILE *out = l->call->out.file;

	fprintf(out, "%s: %s is %s in the recording; booted %s, %s\n", l->call->operands[0],
		el2_promise_name(l->read->promise), l->broken ? "broken" : "not broken", r->text[EL2_RECORDING_CPU],
		r->text[EL2_RECORDING_QEMU]);
	for (size_t n = 0; n < l->count; n++)
		put_event(out, l, &l->event[n]);
	if (l->stored_to[0])
		fprintf(out, "EL2 stores in the page of %s%s%s\n", l->stored_to, l->stored_by[0] ? ", in " : "",
			l->stored_by);
	if (l->console[0])
		fprintf(out, "console: %s%s%s\n", l->console, l->syndrome[0] ? " " : "", l->syndrome);
	else if (says_panic(l))
		fputs("console: nothing of it\n", out);
	if (l->hangs[0])
		fprintf(out, "then EL2 is in %s\n", l->hangs);
	fprintf(out, "%s\n", l->verdict);
}

static void json_came(struct cli_json *j, const char *key, const struct cli_came_to *c)
{
	static const char *const names[] = {[CAME_NOT_REACHED] = "not-reached",
					    [CAME_BEHIND] = "returns",
					    [CAME_EXCEPTION] = "exception",
					    [CAME_PANIC] = "panic",
					    [CAME_HANG] = "hang",
					    [CAME_ELSEWHERE] = "elsewhere",
					    [CAME_UNKNOWN] = "unknown",
					    [CAME_NOT_PLAYED] = "not-played"};
	char number[4];

	cli_json_open(j, key, '{');
	cli_json_text(j, "end", names[c->came]);
	if (c->place[0])
		cli_json_text(j, "at", c->place);
	if (c->came == CAME_EXCEPTION || c->came == CAME_PANIC)
		cli_json_hex(j, "esr", c->esr);
	if (c->came == CAME_PANIC)
		cli_json_bool(j, "told", !c->untold);
	if (c->came == CAME_ELSEWHERE)
		cli_json_hex(j, "pc", c->pc);
	if (c->why[0])
		cli_json_text(j, "why", c->why);
	if (has_results(c)) {
		cli_json_open(j, "x", '{');
		for (unsigned n = 0; n < CLI_LIVE_SHOWN; n++) {
			snprintf(number, sizeof number, "%u", n);
			cli_json_hex(j, number, c->x[n]);
		}
		cli_json_close(j, '}');
	}
	cli_json_close(j, '}');
}

static void tell_json(struct cli_live *l)
{
	const el2_recording *r = el2_live_recording(l->live);
	struct cli_json *j = &l->call->json;
	FILE *out = l->call->out.file;

	cli_json_header(l->call);
	cli_json_text(j, "finding", l->call->operands[0]);
	cli_json_text(j, "promise", el2_promise_name(l->read->promise));
	cli_json_bool(j, "broken", l->broken);
	cli_json_text(j, "booted", r->text[EL2_RECORDING_BANNER]);
	cli_json_text(j, "qemu", r->text[EL2_RECORDING_QEMU]);
	cli_json_close(j, '}');
	cli_json_line(j, out);
	for (size_t n = 0; n < l->count; n++) {
		const struct cli_live_event *e = &l->event[n];

		cli_json_open(j, NULL, '{');
		cli_json_event(j, &e->event, n);
		cli_json_open(j, "there", '{');
		cli_json_event(j, &e->there, n);
		cli_json_close(j, '}');
		json_came(j, "recorded", &e->recorded);
		json_came(j, "booted", &e->booted);
		cli_json_bool(j, "same", same_results(l, e));
		cli_json_close(j, '}');
		cli_json_line(j, out);
	}
	cli_json_open(j, NULL, '{');
	if (l->stored_to[0])
		cli_json_text(j, "stored_by", l->stored_by);
	if (l->console[0])
		cli_json_text(j, "console", l->console);
	if (l->hangs[0])
		cli_json_text(j, "hangs", l->hangs);
	cli_json_text(j, "verdict", l->verdict);
	if (l->told)
		cli_json_bool(j, "same", l->same);
	cli_json_close(j, '}');
	cli_json_line(j, out);
}

void cli_live_tell(struct cli_live *l)
{
	if (l->call->options.json)
		tell_json(l);
	else
		tell_text(l);
}
