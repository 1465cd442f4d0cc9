/* SPDX-License-Identifier: MIT */
/* audit over many boots: in one go, or in parts that are put together. */
#include "cli/verb/audit_sweep.h"
#include "cli/case/swept.h"
#include "cli/show/sweep.h"

#include <stdlib.h>

#define SHARDS_MAX 65535u

el2_status cli_sweep_parse_shard(const char *value, struct cli_sweep_call *sweep, el2_error *error)
{
	unsigned i = 0, n = 0;
	int end = 0;

	if (sscanf(value, "%5u/%5u%n", &i, &n, &end) != 2 || value[end] || !i || i > n || n > SHARDS_MAX)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--shard is I/N, 1/4 to 4/4 say, not '%.64s'", value);
	sweep->shard = i - 1;
	sweep->shards = n;
	return EL2_OK;
}

static el2_status show(struct cli_call *call, const struct cli_sweep_call *o, const struct cli_sweep *s,
		       el2_error *error)
{
	struct cli_sweep_lines lines;
	el2_status status = EL2_OK;

	if (!cli_sweep_say(s, &lines))
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (call->options.json)
		cli_sweep_json(call, s, &lines);
	else
		cli_sweep_text(&call->out, s, &lines);
	if (status == EL2_OK && o->junit)
		status = cli_sweep_junit(o->junit, &lines, error);
	if (status == EL2_OK && o->html)
		status = cli_sweep_html(o->html, s, &lines, error);
	cli_sweep_lines_free(&lines);
	return status;
}

static el2_status check(const struct cli_call *call, const struct cli_sweep_call *o, el2_error *error)
{
	if (o->merge && (o->sweep || o->shards || call->boot_given || o->polite))
		return el2_fail(
			error, EL2_ERR_USAGE, NULL, 0, 0,
			"--merge takes what was swept from the files: it goes without --sweep, --shard and the options "
			"of a boot");
	if (!o->merge && call->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "takes no operands: '%.64s'", call->operands[0]);
	if (o->shards && (o->junit || o->html))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"--shard writes a part: --junit and --html are for --merge");
	return EL2_OK;
}

el2_status cli_sweep_run(struct cli_call *call, const struct cli_sweep_call *o, el2_error *error)
{
	struct cli_sweep *s = calloc(1, sizeof *s);
	el2_status status;

	if (!s)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	status = check(call, o, error);
	if (status == EL2_OK && o->merge) {
		status = cli_sweep_merge(s, call->operands, call->operand_count, error);
	} else if (status == EL2_OK) {
		status = cli_sweep_open(s, &call->options, o->polite, error);
		if (status == EL2_OK)
			status = cli_sweep_ask(s, &call->options, o->jobs, o->shard, o->shards ? o->shards : 1, error);
	}
	if (status == EL2_OK) {
		cli_sweep_sort(s);
		if (o->shards)
			cli_sweep_write(s, o->shard, o->shards, call->out.file);
		else
			status = show(call, o, s, error);
	}
	cli_sweep_close(s);
	free(s);
	return status;
}
