/* SPDX-License-Identifier: MIT */
/* Several traces as one, by time. */
#include "replay/replay.h"

#include <stdlib.h>

#define CPUS 64 /* whose times are kept per trace, to see them go back */

struct input {
	el2_trace *trace;
	el2_event event; /* the next one */
	bool has_event, at_end;
	uint64_t order; /* its time; without one that of the event before it */
	uint64_t last[CPUS];
};

struct el2_merge {
	struct input *inputs;
	size_t count;
	size_t given; /* the input whose event was given out last; count: none */
};

el2_merge *el2_merge_new(el2_trace **traces, size_t count)
{
	el2_merge *m = calloc(1, sizeof *m);

	if (!m)
		return NULL;
	m->inputs = calloc(count ? count : 1, sizeof *m->inputs);
	if (!m->inputs) {
		free(m);
		return NULL;
	}
	m->count = m->given = count;
	for (size_t i = 0; i < count; i++)
		m->inputs[i].trace = traces[i];
	return m;
}

void el2_merge_free(el2_merge *m)
{
	if (!m)
		return;
	free(m->inputs);
	free(m);
}

static el2_status refill(struct input *in, el2_error *error)
{
	el2_status status = el2_trace_next(in->trace, &in->event, &in->at_end, error);

	if (status != EL2_OK)
		return status;
	in->has_event = !in->at_end;
	if (in->has_event && in->event.has_time && in->event.time > in->order)
		in->order = in->event.time;
	return EL2_OK;
}

/* Of the event that is given out: is its time before that of an earlier one of its CPU? */
static bool goes_back(struct input *in)
{
	const el2_event *e = &in->event;
	uint64_t *last = &in->last[e->cpu % CPUS];
	bool back;

	if (!e->has_time)
		return false;
	back = e->time < *last;
	*last = e->time;
	return back;
}

el2_status el2_merge_next(el2_merge *m, const el2_event **event, size_t *which, bool *back, bool *end, el2_error *error)
{
	size_t best = m->count;

	if (m->given < m->count)
		m->inputs[m->given].has_event = false;
	for (size_t i = 0; i < m->count; i++) {
		struct input *in = &m->inputs[i];

		if (!in->has_event && !in->at_end) {
			el2_status status = refill(in, error);

			if (status != EL2_OK) {
				m->given = m->count;
				return status;
			}
		}
		if (in->has_event && (best == m->count || in->order < m->inputs[best].order))
			best = i;
	}
	m->given = best;
	*end = best == m->count;
	if (*end)
		return EL2_OK;
	if (which)
		*which = best;
	if (back)
		*back = goes_back(&m->inputs[best]);
	*event = &m->inputs[best].event;
	return EL2_OK;
}
