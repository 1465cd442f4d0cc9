/* SPDX-License-Identifier: MIT */
/* convert: traces of any format to our own, JSON Lines. */
#include "cli/show/call.h"
#include "cli/show/progress_traces.h"
#include "replay/replay.h"

#include <stdlib.h>

struct convert {
	el2_trace **traces;
	size_t count;
	uint64_t events, unknown_lines;
};

static el2_status open_traces(struct convert *c, const struct cli_call *call, el2_error *error)
{
	size_t count = call->operand_count ? call->operand_count : 1;

	c->traces = calloc(count, sizeof(el2_trace *));
	if (!c->traces)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (; c->count < count; c->count++) {
		const char *path = call->operand_count ? call->operands[c->count] : "-";
		el2_status status = el2_trace_open(&c->traces[c->count], path, error);

		if (status != EL2_OK)
			return status;
	}
	return EL2_OK;
}

static el2_status write_all(struct convert *c, struct cli_call *call, el2_merge *merge, el2_error *error)
{
	char line[EL2_RECORD_MAX];
	struct cli_progress progress;
	el2_status status;
	bool end = false;
	const el2_event *e;

	el2_record_header(line, sizeof line);
	fputs(line, call->out.file);
	cli_progress_begin(&progress, &call->options, &call->out, "convert");
	while ((status = el2_merge_next(merge, &e, NULL, NULL, &end, error)) == EL2_OK && !end) {
		if (e->kind == EL2_EVENT_UNKNOWN) {
			c->unknown_lines++;
			cli_progress_hide(&progress);
			if (!call->options.quiet)
				fprintf(stderr, "el2trap convert: %s:%llu:%u: %s\n", e->source.file,
					(unsigned long long)e->source.line, e->source.column, e->why);
			continue;
		}
		if (e->kind == EL2_EVENT_NOTE)
			continue;
		fwrite(line, 1, el2_record_event(e, line, sizeof line), call->out.file);
		cli_progress_traces(&progress, c->events++, c->traces, c->count);
	}
	cli_progress_end(&progress);
	return status;
}

static int convert(const struct cli_verb *verb, int argc, char **argv)
{
	struct convert c = {0};
	struct cli_call call;
	el2_error error = {0};
	el2_merge *merge = NULL;
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, NULL, &code))
		return code;
	status = open_traces(&c, &call, &error);
	if (status == EL2_OK) {
		merge = el2_merge_new(c.traces, c.count);
		status = merge ? write_all(&c, &call, merge, &error)
			       : el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	el2_merge_free(merge);
	for (size_t i = 0; i < c.count; i++)
		el2_trace_close(c.traces[i]);
	free(c.traces);
	if (status != EL2_OK)
		return cli_end_error(&call, &error);
	if (!call.options.quiet)
		fprintf(stderr, "el2trap convert: %llu events, %llu unknown lines\n", (unsigned long long)c.events,
			(unsigned long long)c.unknown_lines);
	return cli_end(&call, !c.events && c.unknown_lines ? CLI_EXIT_INPUT : CLI_EXIT_OK);
}

const struct cli_verb cli_verb_convert = {
	.name = "convert",
	.synopsis = "[TRACE...]",
	.summary = "traces of any format to el2trap's own, JSON Lines",
	.examples = {"el2trap convert int.log -o events.jsonl", "el2trap convert trace.dat | grep d53810c0"},
	.run = convert,
};
