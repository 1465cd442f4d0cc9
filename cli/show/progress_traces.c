/* SPDX-License-Identifier: MIT */
#include "cli/show/progress_traces.h"

void cli_progress_traces(struct cli_progress *p, uint64_t events, el2_trace *const *traces, size_t count)
{
	uint64_t done = 0, size = 0;
	bool sized = true;

	if (!p->on || events % p->every)
		return;
	for (size_t i = 0; i < count; i++) {
		uint64_t d, s;

		el2_trace_progress(traces[i], &d, &s);
		done += d;
		size += s;
		sized = sized && s;
	}
	cli_progress_update(p, events, done, sized ? size : 0);
}
