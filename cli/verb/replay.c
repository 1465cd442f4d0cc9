/* SPDX-License-Identifier: MIT */
/* replay: recorded traces against the model. */
#include "cli/show/replay.h"

#include <stdlib.h>
#include <string.h>

/* ---- options ---------------------------------------------------------------------------------------------------- */

/* --what-if: what was said of the boot so far is the first one; what follows changes it into the second. */
static el2_status begin_second(void *target, const char *value, el2_error *error)
{
	struct replay *r = target;

	(void)value;
	if (r->sessions == 2)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--what-if compares two boots: give it once");
	r->first = r->call->options;
	cli_options_begin_second(&r->call->options);
	r->sessions = 2;
	return EL2_OK;
}

#define AT(field) offsetof(struct replay, field)

static const struct cli_option replay_options[] = {
	{"--image", NULL, "FILE[@ADDRESS]", CLI_TEXT, AT(image_path), NULL,
	 "words for PCs: ELF, or raw at an address; with ELF, the address is added"},
	{"--what-if", NULL, NULL, CLI_CALL, 0, begin_second,
	 "what would change under the boot that the options after it make"},
	{"--bare-metal", NULL, NULL, CLI_FLAG, AT(bare_metal), NULL,
	 "no kernel: registers are zero but for --set and what the trace shows"},
	{"--all", NULL, NULL, CLI_FLAG, AT(all), NULL, "show every event, not only disagreements"},
	{"--junit", NULL, "FILE", CLI_TEXT, AT(junit), NULL, "write JUnit XML"},
	{"--html", NULL, "FILE", CLI_TEXT, AT(html), NULL, "write a page: timeline, traps to filter, disagreements"},
	{"--perfetto", NULL, "FILE", CLI_TEXT, AT(perfetto_path), NULL, "write a trace for Perfetto: a track per CPU"},
};

/* Split FILE@ADDRESS; a name that exists with the @ in it is a name. */
static el2_status open_image(struct replay *r, uint64_t *slide, el2_error *error)
{
	const char *at = strrchr(r->image_path, '@');
	char name[4096];

	*slide = 0;
	if (!at || !cli_parse_u64(at + 1, slide))
		return el2_image_open(&r->image, r->image_path, EL2_IMAGE_AUTO, error);
	snprintf(name, sizeof name, "%.*s", (int)(at - r->image_path), r->image_path);
	return el2_image_open(&r->image, name, EL2_IMAGE_AUTO, error);
}

/* The machine without a kernel: reset values are zero but for what --set says. */
static el2_status strip(struct cli_session *s, const struct cli_options *o, el2_error *error)
{
	el2_state_init(&s->state, &s->cpu);
	s->hypervisor = NULL;
	return cli_overrides_apply(o->overrides, o->override_count, &s->state, NULL, error);
}

static el2_status open_judges(struct replay *r, el2_error *error)
{
	uint64_t slide = 0;
	el2_status status = EL2_OK;

	if (r->image_path)
		status = open_image(r, &slide, error);
	for (unsigned i = 0; status == EL2_OK && i < r->sessions; i++) {
		const struct cli_options *o = i || r->sessions == 1 ? &r->call->options : &r->first;
		struct cli_session *s = &r->session[i];
		struct cli_options own = *o;
		el2_judge_config config = {.el = o->el, .image_slide = slide};

		own.el = -1;           /* --el is for events that do not say */
		own.has_guest = false; /* --guest is for events of a guest */
		if (r->bare_metal)
			own.override_count = 0; /* they are for the machine that is stripped */
		status = cli_session_open(s, &own, error);
		if (status != EL2_OK)
			break;
		if (r->bare_metal)
			status = strip(s, o, error);
		if (status != EL2_OK)
			break;
		if (o->has_guest) {
			el2_guest guest;

			status = el2_guest_make(&s->boot, &o->guest, &guest, error);
			if (status != EL2_OK)
				break;
		}
		config.state = &s->state;
		config.hypervisor = s->hypervisor;
		config.boot = r->bare_metal || o->no_hypervisor ? NULL : &s->boot;
		config.image = r->image_path ? &r->image : NULL;
		config.guest = o->has_guest ? &o->guest : NULL;
		r->judge[i] = el2_judge_new(&config);
		if (!r->judge[i])
			status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	return status;
}

static el2_status open_traces(struct replay *r, el2_error *error)
{
	size_t count = r->call->operand_count ? r->call->operand_count : 1;

	r->traces = calloc(count, sizeof(el2_trace *));
	if (!r->traces)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (size_t i = 0; i < count; i++) {
		el2_status status =
			el2_trace_open(&r->traces[i], r->call->operand_count ? r->call->operands[i] : "-", error);

		if (status != EL2_OK) {
			r->traces[i] = NULL;
			return status;
		}
		r->trace_count++;
	}
	return EL2_OK;
}

/* ---- the loop --------------------------------------------------------------------------------------------------- */

static void keep_unknown(struct replay *r, const el2_event *e)
{
	struct replay_stats *s = &r->stats;
	struct replay_item *item;

	if (s->unknown_line_count == REPLAY_UNKNOWN)
		return;
	item = &s->unknown_lines[s->unknown_line_count++];
	snprintf(item->place, sizeof item->place, "%.150s:%llu:%u", e->source.file, (unsigned long long)e->source.line,
		 e->source.column);
	snprintf(item->what, sizeof item->what, "%s", e->why ? e->why : "");
	replay_recorded(item, e);
}

/* The log of an emulator: of a kernel, or of a program without one. */
static bool is_machine_log(const el2_event *e)
{
	return e->format == EL2_FORMAT_QEMU || e->format == EL2_FORMAT_TARMAC ||
	       (e->format == EL2_FORMAT_CONSOLE && e->kind == EL2_EVENT_EXCEPTION);
}

/* An event against a boot that nobody named says nothing against the default boot, but that one must be named. */
static el2_unknown lacks_boot(const struct replay *r, const el2_event *e, const el2_judgement *j)
{
	const struct cli_options *o = &r->call->options;

	if (r->sessions == 2 || r->bare_metal || (o->cmdline && *o->cmdline) || j->outcome != EL2_DISAGREE || e->guest)
		return EL2_UNKNOWN_NOTHING;
	if (is_machine_log(e) && !o->kernel_named && !o->no_hypervisor)
		return EL2_UNKNOWN_BARE;
	if (e->kind == EL2_EVENT_ENTER || e->kind == EL2_EVENT_EXIT || e->kind == EL2_EVENT_CALL ||
	    e->kind == EL2_EVENT_ABORT || e->kind == EL2_EVENT_PANIC)
		return el2_boot_has_hypervisor(&r->session[0].boot) ? EL2_UNKNOWN_NOTHING : EL2_UNKNOWN_BOOT;
	return EL2_UNKNOWN_NOTHING;
}

static void keep_kind(struct replay *r, const el2_event *e, const el2_judgement *j, const el2_judgement *other)
{
	char text[320];

	if (other)
		replay_fate(other, text, sizeof text);
	replay_kinds_add(r->kinds, e, j, r->stats.events - 1, r->stats.now, other ? text : NULL);
}

static void one(struct replay *r, const el2_event *e)
{
	el2_judgement j, other;
	bool changed = false, shown;
	el2_unknown lacks;

	if (e->kind == EL2_EVENT_UNKNOWN)
		keep_unknown(r, e);
	el2_judge_event(r->judge[0], e, &j);
	lacks = lacks_boot(r, e, &j);
	if (lacks) {
		j.outcome = EL2_CANNOT_JUDGE;
		j.unknown = lacks;
		j.text[0] = '\0';
	}
	if (r->sessions == 2) {
		el2_judge_event(r->judge[1], e, &other);
		changed = j.outcome != EL2_CONTEXT && !replay_same_fate(&j, &other);
	}
	replay_count(&r->stats, e, &j, changed);
	if (r->kinds && j.outcome != EL2_CONTEXT)
		keep_kind(r, e, &j, changed ? &other : NULL);
	replay_perfetto(r, e, &j, &other);
	shown = (j.outcome == EL2_DISAGREE && r->sessions == 1) || (r->all && j.outcome != EL2_CONTEXT) ||
		(replay_is_message(e) && j.outcome != EL2_CONTEXT && r->sessions == 1);
	if (changed || shown)
		cli_progress_hide(&r->progress);
	if (changed)
		replay_show_change(r, e, &j, &other);
	if (j.outcome == EL2_DISAGREE)
		replay_keep(&r->stats, e, &j);
	if (shown)
		replay_show(r, e, &j);
}

/* All events. Errors of reading are told, and what was read is kept; the worst becomes the exit code. */
static int run(struct replay *r)
{
	el2_merge *merge = el2_merge_new(r->traces, r->trace_count);
	int code = CLI_EXIT_OK;
	bool end = false;

	if (!merge)
		return CLI_EXIT_INTERNAL;
	cli_progress_begin(&r->progress, &r->call->options, NULL, "replay");
	for (uint64_t n = 0; !end; n++) {
		const el2_event *e = NULL;
		el2_error error = {0};
		bool back = false;

		if (el2_merge_next(merge, &e, NULL, &back, &end, &error) != EL2_OK) {
			cli_progress_hide(&r->progress);
			code = cli_report_error("replay", &error);
			continue;
		}
		if (end)
			break;
		r->stats.back += back;
		one(r, e);
		cli_progress_traces(&r->progress, n, r->traces, r->trace_count);
	}
	cli_progress_end(&r->progress);
	el2_merge_free(merge);
	return code;
}

/* ---- the end ---------------------------------------------------------------------------------------------------- */

static int finish(struct replay *r, int code)
{
	el2_error error = {0};
	el2_status status = EL2_OK;

	replay_total(r);
	if (r->call->options.json)
		replay_summary_json(r);
	else if (!r->call->options.quiet)
		replay_summary_text(r);
	if (r->junit)
		status = replay_junit(r, &error);
	if (replay_perfetto_close(r, status == EL2_OK ? &error : NULL) != EL2_OK && status == EL2_OK)
		status = error.status;
	if (status == EL2_OK && r->html)
		status = replay_html(r, r->html, &error);
	if (status != EL2_OK)
		return cli_report_error("replay", &error);
	if (code != CLI_EXIT_OK)
		return code;
	if (r->totals.counts.truncated || (!r->stats.events && r->totals.counts.unknown_lines))
		return CLI_EXIT_INPUT;
	return r->stats.outcome[EL2_DISAGREE] ? CLI_EXIT_MISMATCH : CLI_EXIT_OK;
}

static void release(struct replay *r)
{
	replay_perfetto_close(r, NULL);
	for (size_t i = 0; i < r->trace_count; i++)
		el2_trace_close(r->traces[i]);
	free(r->traces);
	el2_judge_free(r->judge[0]);
	el2_judge_free(r->judge[1]);
	el2_image_close(&r->image);
	replay_stats_free(&r->stats);
	replay_kinds_free(r->kinds);
	free(r);
}

static int replay(const struct cli_verb *verb, int argc, char **argv)
{
	struct replay *r = calloc(1, sizeof *r);
	struct cli_call call;
	el2_error error = {0};
	el2_status status;
	int code;

	if (!r)
		return CLI_EXIT_INTERNAL;
	r->call = &call;
	r->sessions = 1;
	if (!cli_begin(&call, verb, argc, argv, r, &code)) {
		free(r);
		return code;
	}
	status = open_judges(r, &error);
	if (status == EL2_OK)
		status = open_traces(r, &error);
	if (status == EL2_OK)
		status = replay_perfetto_open(r, &error);
	if (status == EL2_OK && r->html && !(r->kinds = replay_kinds_new()))
		status = el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status != EL2_OK) {
		release(r);
		return cli_end_error(&call, &error);
	}
	if (call.options.json) {
		cli_json_header(&call);
		cli_json_boot(&call.json, &r->session[0]);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	code = run(r);
	code = finish(r, code);
	release(r);
	return cli_end(&call, code);
}

const struct cli_verb cli_verb_replay = {
	.name = "replay",
	.synopsis = "[TRACE...]",
	.summary = "compare recorded traces with the model; what another kernel would have done",
	.examples = {"el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' trace_pipe",
		     "dmesg | el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected"},
	.options = replay_options,
	.option_count = sizeof replay_options / sizeof *replay_options,
	.boot = true,
	.run = replay,
};
