/* SPDX-License-Identifier: MIT */
/*
 * trace.dat, through libtracecmd where the build has it: each record becomes the line that `trace-cmd report` prints,
 * and goes through the reader of those.
 */
#include "replay/read/input.h"

#ifdef EL2_HAVE_TRACECMD

#include <stdlib.h>
#include <string.h>
#include <trace-cmd.h>

struct dat {
	struct tracecmd_input *handle;
	struct tep_handle *tep;
	struct tep_record **next; /* of each CPU */
	int cpus;
	struct trace_seq line;
	size_t at; /* in line: what has been given out */
	bool has_line;
};

/* The earliest record of all CPUs, as a line. */
static bool next_line(struct dat *d)
{
	struct tep_record *record;
	int best = -1;

	for (int i = 0; i < d->cpus; i++)
		if (d->next[i] && (best < 0 || d->next[i]->ts < d->next[best]->ts))
			best = i;
	if (best < 0)
		return false;
	record = d->next[best];
	d->next[best] = tracecmd_read_data(d->handle, best);
	trace_seq_reset(&d->line);
	if (record->missed_events > 0)
		trace_seq_printf(&d->line, "CPU:%d [%lld EVENTS DROPPED]\n", best, (long long)record->missed_events);
	else if (record->missed_events < 0)
		trace_seq_printf(&d->line, "CPU:%d [EVENTS DROPPED]\n", best);
	tep_print_event(d->tep, &d->line, record, "%16s-%-5d [%03d] %s %6.1000d: %s: %s\n", TEP_PRINT_COMM,
			TEP_PRINT_PID, TEP_PRINT_CPU, TEP_PRINT_LATENCY, TEP_PRINT_TIME, TEP_PRINT_NAME,
			TEP_PRINT_INFO);
	tracecmd_free_record(record);
	d->at = 0;
	return true;
}

static ptrdiff_t dat_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct dat *d = context;
	char *out = buffer;
	size_t done = 0;

	(void)error;
	while (done < size) {
		size_t n;

		if (!d->has_line && !next_line(d))
			break;
		d->has_line = true;
		n = d->line.len - d->at < size - done ? d->line.len - d->at : size - done;
		memcpy(out + done, d->line.buffer + d->at, n);
		done += n;
		d->at += n;
		d->has_line = d->at < d->line.len;
	}
	return (ptrdiff_t)done;
}

static void dat_close(void *context)
{
	struct dat *d = context;

	for (int i = 0; i < d->cpus; i++)
		if (d->next[i])
			tracecmd_free_record(d->next[i]);
	free(d->next);
	trace_seq_destroy(&d->line);
	tracecmd_close(d->handle);
	free(d);
}

el2_status input_trace_dat(el2_source *source, const char *path, el2_error *error)
{
	struct dat *d;

	if (!strcmp(path, "-"))
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"trace.dat from standard input: libtracecmd needs a file");
	d = calloc(1, sizeof *d);
	if (!d)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	tracecmd_set_loglevel(TEP_LOG_NONE);
	/* plugins of an x86 machine would print arm64's kvm events as x86's */
	d->handle = tracecmd_open(path, TRACECMD_FL_LOAD_NO_PLUGINS);
	if (!d->handle) {
		free(d);
		return el2_fail(error, EL2_ERR_INPUT, path, 0, 0, "libtracecmd cannot read it: damaged, or too new");
	}
	d->tep = tracecmd_get_tep(d->handle);
	d->cpus = tep_get_cpus(d->tep);
	d->next = calloc((size_t)(d->cpus > 0 ? d->cpus : 1), sizeof *d->next);
	trace_seq_init(&d->line);
	if (!d->next) {
		d->cpus = 0;
		dat_close(d);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	for (int i = 0; i < d->cpus; i++)
		d->next[i] = tracecmd_read_cpu_first(d->handle, i);
	*source = (el2_source){d, dat_read, dat_close};
	return EL2_OK;
}

#else

el2_status input_trace_dat(el2_source *source, const char *path, el2_error *error)
{
	(void)source;
	return el2_fail(error, EL2_ERR_UNSUPPORTED, path, 0, 0,
			"trace.dat: this build has no libtracecmd; give the output of `trace-cmd report`");
}

#endif
