/* SPDX-License-Identifier: MIT */
/* What runs came to, as text, JSON lines and test cases. */
#include "cli/show/runs.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <string.h>

/* ---- words ---- */

const char *cli_verdict_text(const el2_verdict *v, char *buffer, size_t size)
{
	const char *name = el2_verdict_name(v->verdict);

	switch (v->verdict) {
	case EL2_PASS:
		snprintf(buffer, size, v->effect == EL2_EFFECT_FULL ? "%s" : "%s %s", name, el2_effect_name(v->effect));
		break;
	case EL2_UNDEF:
	case EL2_FAULT:
		snprintf(buffer, size, "%s %s", name, el2_origin_name(v->origin));
		break;
	case EL2_TRAP:
		if (v->has_taken && !strcmp(v->handler ? v->handler : "", "host"))
			snprintf(buffer, size, "%s %s to EL%u, EC 0x%02x", name, v->handler, v->to_el,
				 EL2_ESR_EC(v->taken.esr));
		else
			snprintf(buffer, size, "%s %s to EL%u", name, v->handler ? v->handler : "", v->to_el);
		break;
	default:
		snprintf(buffer, size, v->what ? "%s: %s" : "%s", name, v->what);
		break;
	}
	return buffer;
}

const char *cli_event_text(const struct cli_run_event *e, char buffer[EL2_TEXT_MAX])
{
	if (e->insn.cls == EL2_CLASS_UNKNOWN && !e->insn.word)
		snprintf(buffer, EL2_TEXT_MAX, "(instruction fetch)");
	else
		el2_disassemble(&e->insn, e->pc, buffer, EL2_TEXT_MAX);
	return buffer;
}

const char *cli_run_stop_text(const struct cli_run_result *r, char *buffer, size_t size)
{
	static const char *const texts[] = {
		[EL2_STOP_END] = "reached its end",
		[EL2_STOP_LIMIT] = "stopped at the limit of instructions",
		[EL2_STOP_EXCEPTION] = "stopped at an exception",
		[EL2_STOP_PANIC] = "the hypervisor panicked",
		[EL2_STOP_NO_PROGRESS] = "the same instruction for ever",
		[EL2_STOP_NOWHERE] = "the PC left the code",
		[EL2_STOP_UNMODELLED] = "came to what is not modelled",
		[EL2_STOP_WFI] = "waits for an interrupt",
		[EL2_STOP_CALLBACK] = "stopped",
		[EL2_STOP_LEVEL] = "left its Exception level",
	};

	if (r->off)
		snprintf(buffer, size, "turned the machine off with code %u after %" PRIu64 " instructions", r->code,
			 r->executed);
	else if (r->run->own.call && r->stop == EL2_STOP_END)
		snprintf(buffer, size, "%s returned 0x%" PRIx64 " after %" PRIu64 " instructions", r->run->own.call,
			 r->returned, r->executed);
	else if (*r->unknown)
		snprintf(buffer, size, "%s is not answered, at 0x%" PRIx64 " after %" PRIu64 " instructions",
			 r->unknown, r->pc, r->executed);
	else if (r->stop == EL2_STOP_END)
		snprintf(buffer, size, "%s after %" PRIu64 " instructions", texts[r->stop], r->executed);
	else
		snprintf(buffer, size, "%s, at 0x%" PRIx64 " after %" PRIu64 " instructions", texts[r->stop], r->pc,
			 r->executed);
	return buffer;
}

static const char *stop_name(el2_stop stop)
{
	static const char *const names[] = {
		[EL2_STOP_END] = "end",
		[EL2_STOP_LIMIT] = "limit",
		[EL2_STOP_EXCEPTION] = "exception",
		[EL2_STOP_PANIC] = "panic",
		[EL2_STOP_NO_PROGRESS] = "no-progress",
		[EL2_STOP_NOWHERE] = "nowhere",
		[EL2_STOP_UNMODELLED] = "unmodelled",
		[EL2_STOP_WFI] = "wfi",
		[EL2_STOP_CALLBACK] = "callback",
		[EL2_STOP_LEVEL] = "level",
	};

	return names[stop];
}

/* ---- text ---- */

static const char *mark_of(const struct cli_run_event *e)
{
	return !e->expect ? " " : e->met ? "\u2713" : "\u2717";
}

/* Of a function that was called: where in which function, and the address that a fault is about. */
static const char *place_text(const struct cli_program *p, const struct cli_run_result *r,
			      const struct cli_run_event *e, char *buffer, size_t size)
{
	const el2_image_symbol *symbol = r->run->own.call ? el2_image_symbol_at(&p->object.image, e->pc) : NULL;
	size_t at = 0;

	*buffer = '\0';
	if (symbol)
		at = (size_t)snprintf(buffer, size, " at %.64s+0x%" PRIx64, symbol->name, e->pc - symbol->address);
	if (symbol && e->verdict.has_delivered && e->verdict.delivered.far_valid && at < size)
		snprintf(buffer + at, size - at, ", of 0x%" PRIx64, e->verdict.delivered.far);
	return buffer;
}

/* Columns count characters, the ends of the verdict's colour do not. */
static void print_event(const struct cli_output *out, const struct cli_run_event *e, const char *place)
{
	char text[EL2_TEXT_MAX], verdict[256], line[16] = "", times[32] = "";
	enum cli_style style = e->expect ? e->met ? CLI_GREEN : CLI_RED : CLI_PLAIN;

	if (e->line)
		snprintf(line, sizeof line, "%u", e->line);
	if (e->count > 1)
		snprintf(times, sizeof times, "  %s\u00d7%" PRIu64 "%s", cli_style(out, CLI_DIM), e->count,
			 cli_style(out, CLI_PLAIN));
	fprintf(out->file, "  %s%s%s %5s  %08" PRIx64 "  %-36s %s%s%s%s%s\n", cli_style(out, style), mark_of(e),
		cli_style(out, CLI_PLAIN), line, e->pc, cli_event_text(e, text),
		cli_style(out, cli_verdict_style(e->verdict.verdict)),
		cli_verdict_text(&e->verdict, verdict, sizeof verdict), cli_style(out, CLI_PLAIN), place, times);
	if (e->expect && !e->met)
		fprintf(out->file, "           %sexpected: %s%s (%s)\n", cli_style(out, CLI_RED), e->expect->text,
			cli_style(out, CLI_PLAIN), e->difference);
}

static void print_rules(const struct cli_output *out, const struct cli_run_event *e)
{
	for (unsigned i = 0; i < e->verdict.rules.count; i++) {
		el2_rule_info info;

		if (el2_policy_rule_info(e->verdict.rules.rule[i], &info))
			fprintf(out->file, "           %s%s: %s%s\n", cli_style(out, CLI_DIM), info.id, info.text,
				cli_style(out, CLI_PLAIN));
	}
}

void cli_run_print(struct cli_call *c, const struct cli_snippet_results *f, size_t run)
{
	const struct cli_run_result *r = &f->runs[run];
	const struct cli_output *out = &c->out;
	const char *end = cli_style(out, CLI_PLAIN);
	char stop[160], place[160];
	bool well = cli_run_code(f->snippet, r) == CLI_EXIT_OK;

	fprintf(out->file, "%s%s%s  run %s: %s\n", cli_style(out, CLI_BOLD), f->snippet->file, end, r->run->name,
		r->boot);
	for (size_t i = 0; i < r->event_count; i++) {
		/* a program in a machine is full of those */
		if (r->run->own.machine && !c->options.verbose && !r->events[i].expect &&
		    r->events[i].verdict.verdict == EL2_PASS && r->events[i].verdict.effect == EL2_EFFECT_FULL)
			continue;
		print_event(out, &r->events[i], place_text(f->program, r, &r->events[i], place, sizeof place));
		if (c->options.verbose)
			print_rules(out, &r->events[i]);
	}
	for (size_t i = 0; i < f->program->mark_count; i++) {
		const struct cli_snippet_expect *e = cli_run_unreached(f->snippet, f->program, r, run, i);

		if (e)
			fprintf(out->file, "  %s\u2717%s %5u  %08" PRIx64 "  %snever reached, expected: %s%s\n",
				cli_style(out, CLI_RED), end, e->place.line, f->program->marks[i].address,
				cli_style(out, CLI_RED), e->text, end);
	}
	if (c->options.quiet)
		return;
	fprintf(out->file, "  %s%s%s", cli_style(out, well ? CLI_GREEN : CLI_RED),
		cli_run_stop_text(r, stop, sizeof stop), end);
	if (r->met + r->unmet)
		fprintf(out->file, "; %zu as expected, %zu not", r->met, r->unmet);
	fprintf(out->file, "\n\n");
}

/* ---- JSON ---- */

static void json_unreached(struct cli_json *j, const struct cli_snippet_expect *e, uint64_t address)
{
	cli_json_open(j, NULL, '{');
	cli_json_hex(j, "at", address);
	cli_json_number(j, "line", e->place.line);
	cli_json_bool(j, "reached", false);
	cli_json_text(j, "expect", e->text);
	cli_json_bool(j, "as_expected", false);
	cli_json_close(j, '}');
}

static void json_event(struct cli_json *j, const struct cli_run_event *e)
{
	cli_json_open(j, NULL, '{');
	cli_json_hex(j, "at", e->pc);
	if (e->line)
		cli_json_number(j, "line", e->line);
	cli_json_case(j, &e->insn, e->pc, e->el);
	cli_json_verdict(j, &e->verdict);
	cli_json_number(j, "count", e->count);
	if (e->expect) {
		cli_json_text(j, "expect", e->expect->text);
		cli_json_bool(j, "as_expected", e->met);
	}
	cli_json_close(j, '}');
}

void cli_run_json(struct cli_call *c, const struct cli_snippet_results *f, size_t run)
{
	const struct cli_run_result *r = &f->runs[run];
	struct cli_json *j = &c->json;

	cli_json_open(j, NULL, '{');
	cli_json_text(j, "file", f->snippet->file);
	cli_json_text(j, "run", r->run->name);
	cli_json_text(j, "boot", r->boot);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
	for (size_t i = 0; i < r->event_count; i++) {
		json_event(j, &r->events[i]);
		cli_json_line(j, c->out.file);
	}
	for (size_t i = 0; i < f->program->mark_count; i++) {
		const struct cli_snippet_expect *e = cli_run_unreached(f->snippet, f->program, r, run, i);

		if (!e)
			continue;
		json_unreached(j, e, f->program->marks[i].address);
		cli_json_line(j, c->out.file);
	}
	cli_json_open(j, NULL, '{');
	cli_json_text(j, "stop", r->off ? "off" : stop_name(r->stop));
	if (r->off)
		cli_json_number(j, "code", r->code);
	cli_json_hex(j, "pc", r->pc);
	cli_json_number(j, "instructions", r->executed);
	cli_json_number(j, "as_expected", r->met);
	cli_json_number(j, "mismatches", r->unmet);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}

/* ---- test cases ---- */

static void report_run(struct cli_report *report, const struct cli_snippet_results *f, size_t run, const char *prefix)
{
	const struct cli_run_result *r = &f->runs[run];
	const char *file = f->snippet->file;
	int code = cli_run_code(f->snippet, r);
	char name[512], text[EL2_TEXT_MAX], stop[160];

	for (size_t i = 0; i < r->event_count; i++) {
		const struct cli_run_event *e = &r->events[i];

		if (!e->expect)
			continue;
		snprintf(name, sizeof name, "%s[%s] line %u: %s: %s", prefix, r->run->name, e->line,
			 cli_event_text(e, text), e->expect->text);
		cli_report_case(report, e->met ? CLI_PASSED : CLI_FAILED, name, e->met ? NULL : e->difference, file,
				e->line);
	}
	for (size_t i = 0; i < f->program->mark_count; i++) {
		const struct cli_snippet_expect *e = cli_run_unreached(f->snippet, f->program, r, run, i);

		if (!e)
			continue;
		snprintf(name, sizeof name, "%s[%s] line %u: %s", prefix, r->run->name, e->place.line, e->text);
		cli_report_case(report, CLI_FAILED, name, "never reached", file, e->place.line);
	}
	snprintf(name, sizeof name, "%s[%s] ends", prefix, r->run->name);
	cli_run_stop_text(r, stop, sizeof stop);
	/* expectations that were not met have been told */
	if (code == CLI_EXIT_SKIPPED)
		cli_report_case(report, CLI_SKIPPED, name, stop, file, 0);
	else
		cli_report_case(report, code == CLI_EXIT_OK || cli_run_ended_well(r) ? CLI_PASSED : CLI_FAILED, name,
				stop, file, 0);
}

void cli_run_report(struct cli_report *report, const struct cli_snippet_results *f, bool file)
{
	char prefix[160] = "", name[192];

	if (file)
		snprintf(prefix, sizeof prefix, "%s ", f->snippet->file);
	for (size_t i = 0; i < f->snippet->run_count; i++)
		report_run(report, f, i, prefix);
	if (f->snippet->expect_count)
		return;
	snprintf(name, sizeof name, "%sexpects something", prefix);
	cli_report_case(report, CLI_FAILED, name, "no expectation is written in it", f->snippet->file, 0);
}

int cli_run_code(const struct cli_snippet *s, const struct cli_run_result *r)
{
	if (r->unmet)
		return CLI_EXIT_MISMATCH;
	if (cli_run_ended_well(r))
		return CLI_EXIT_OK;
	switch (r->stop) {
	case EL2_STOP_UNMODELLED:
		return CLI_EXIT_SKIPPED;
	case EL2_STOP_PANIC:
	case EL2_STOP_WFI:
		return s->expect_count ? CLI_EXIT_MISMATCH : CLI_EXIT_OK;
	default:
		return CLI_EXIT_MISMATCH;
	}
}
