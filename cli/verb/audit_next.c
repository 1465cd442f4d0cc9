/* SPDX-License-Identifier: MIT */
/* audit of the CPUs to come: the boot again with each feature that the CPU lacks. */
#include "cli/verb/audit_next.h"
#include "cli/show/jobs.h"
#include "cli/show/next.h"

#include <stdlib.h>

struct asking {
	const struct cli_session *session;
	const el2_audit *before;
	bool polite;
	struct cli_next nexts[EL2_FEATURE_COUNT];
	bool there[EL2_FEATURE_COUNT];
};

static bool ask(void *context, uint64_t n)
{
	struct asking *a = context;

	return cli_next_ask(a->session, a->before, (el2_feature)n, a->polite, &a->nexts[n], &a->there[n]);
}

/* Those that are there and change anything, to the front; how many. */
static size_t keep(struct asking *a)
{
	size_t kept = 0;

	for (size_t n = 0; n < EL2_FEATURE_COUNT; n++) {
		struct cli_next next = a->nexts[n];

		if (a->there[n] && next.count)
			a->nexts[kept++] = next;
		else
			free(next.lines);
	}
	return kept;
}

static void show(struct cli_call *call, const struct asking *a, size_t count)
{
	struct cli_json *j = &call->json;
	size_t panics = 0;

	if (call->options.json) {
		cli_json_header(call);
		cli_json_boot(j, a->session);
		cli_json_bool(j, "polite", a->polite);
		cli_json_close(j, '}');
		cli_json_line(j, call->out.file);
	}
	for (size_t n = 0; n < count; n++) {
		panics += a->nexts[n].panics;
		if (call->options.json)
			cli_next_json(call, &a->nexts[n]);
		else
			cli_next_text(&call->out, &a->nexts[n]);
	}
	if (call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "features", count);
		cli_json_number(j, "with_panics", panics);
		cli_json_close(j, '}');
		cli_json_line(j, call->out.file);
	} else {
		fprintf(call->out.file,
			"# %zu features that this CPU lacks change anything; with %zu of them something "
			"panics\n",
			count, panics);
	}
}

el2_status cli_next_run(struct cli_call *call, const struct cli_sweep_call *shared, const struct cli_session *session,
			const el2_audit *before, el2_error *error)
{
	struct asking *a = calloc(1, sizeof *a);
	el2_status status = EL2_OK;
	size_t count = 0;

	if (!a)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	a->session = session;
	a->before = before;
	a->polite = shared->polite;
	if (!cli_jobs(&call->options, "next", shared->jobs, EL2_FEATURE_COUNT, ask, a))
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	count = keep(a);
	if (status == EL2_OK)
		show(call, a, count);
	if (status == EL2_OK && shared->junit)
		status = cli_next_junit(shared->junit, a->nexts, count, error);
	if (status == EL2_OK && shared->html)
		status = cli_next_html(shared->html, session, a->nexts, count, error);
	for (size_t n = 0; n < count; n++)
		free(a->nexts[n].lines);
	free(a);
	return status;
}
