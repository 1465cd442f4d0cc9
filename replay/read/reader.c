/* SPDX-License-Identifier: MIT */
/*
 * From lines to events. The format is that of the last line that was understood; a line that it does not describe is
 * offered to the others, so that detection at the beginning and a change in the middle are the same thing.
 */
#include "replay/read/kmsg.h"
#include "replay/read/strip.h"

#include <stdlib.h>
#include <string.h>

static const struct format *const formats[EL2_FORMAT_COUNT] = {
	[EL2_FORMAT_RECORD] = &format_record, [EL2_FORMAT_HYP] = &format_hyp,
	[EL2_FORMAT_FTRACE] = &format_ftrace, [EL2_FORMAT_QEMU] = &format_qemu,
	[EL2_FORMAT_TARMAC] = &format_tarmac, [EL2_FORMAT_CASEMATE] = &format_casemate,
	[EL2_FORMAT_KMSG] = &format_kmsg,     [EL2_FORMAT_CONSOLE] = &format_console,
};

static const struct {
	const char *name, *what;
} descriptions[EL2_FORMAT_COUNT] = {
	{"none", "no format"},
#define EL2_TRACE_FORMAT(id, name, what, source) {name, what},
#include "replay/read/formats.def"
};

const struct format *reader_format(el2_format_id id)
{
	return formats[id];
}

const char *el2_format_name(el2_format_id id)
{
	return (unsigned)id < EL2_FORMAT_COUNT ? descriptions[id].name : NULL;
}
const char *el2_format_what(el2_format_id id)
{
	return (unsigned)id < EL2_FORMAT_COUNT ? descriptions[id].what : NULL;
}

const char *el2_format_shape(el2_format_id id, size_t n, const char **source)
{
	const struct format *f = (unsigned)id < EL2_FORMAT_COUNT ? formats[id] : NULL;

	if (!f || n >= f->row_count)
		return NULL;
	if (source)
		*source = f->rows[n].source;
	return f->rows[n].pattern;
}

/* ---- events that are ready -------------------------------------------------------------------------------------- */

static el2_event *slot(struct el2_trace *t)
{
	if (t->queue_end == t->queue_capacity) {
		size_t capacity = t->queue_capacity * 2 + 16;
		el2_event *grown = realloc(t->queue, capacity * sizeof *grown);

		if (!grown) {
			t->out_of_memory = true;
			return &t->queue[t->queue_end ? t->queue_end - 1 : 0];
		}
		t->queue = grown;
		t->queue_capacity = capacity;
	}
	return &t->queue[t->queue_end++];
}

void reader_begin(struct el2_trace *t, el2_event *e, el2_event_kind kind)
{
	el2_event_init(e);
	e->kind = (uint8_t)kind;
	e->format = (uint8_t)t->format;
	e->source.file = t->name;
	e->source.line = t->lines.number;
	e->source.column = 1;
	e->text_length = t->length < EL2_EVENT_TEXT ? (unsigned)t->length : EL2_EVENT_TEXT;
	memcpy(e->text, t->line, e->text_length);
}

el2_event *reader_emit(struct el2_trace *t, el2_event_kind kind)
{
	el2_event *e = slot(t);

	reader_begin(t, e, kind);
	return e;
}

void reader_append(struct el2_trace *t, const el2_event *e)
{
	el2_event *to = slot(t);

	if (to != e)
		*to = *e;
}

void reader_note(struct el2_trace *t, const char *why)
{
	reader_emit(t, EL2_EVENT_NOTE)->why = why;
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

/* Compile the rows of a format, when it is tried for the first time. */
static bool compile(struct el2_trace *t, el2_format_id format)
{
	const struct format *f = formats[format];
	struct shapes *s = &t->shapes[format];

	s->shape = malloc(f->row_count * sizeof *s->shape);
	s->first = malloc(f->row_count);
	s->begin = calloc(256, sizeof *s->begin);
	if (!s->shape || !s->first || !s->begin) {
		free(s->shape);
		free(s->first);
		free(s->begin);
		*s = (struct shapes){0};
		t->out_of_memory = true;
		return false;
	}
	for (; s->count < f->row_count; s->count++) {
		if (s->count >= BEGIN_WORDS * 64 || !el2_shape_compile(&s->shape[s->count], &f->rows[s->count]))
			return false; /* a bug of ours, which the test of shapes finds */
		s->first[s->count] = s->shape[s->count].first;
		for (unsigned c = 0; c < 256 && f->rows[s->count].part != SHAPE_BODY; c++)
			if (s->first[s->count] == SHAPE_ANY || (unsigned char)s->first[s->count] == c)
				s->begin[c][s->count / 64] |= UINT64_C(1) << s->count % 64;
	}
	return true;
}

/* The body of a line whose prefix matched. */
static bool match_body(struct el2_trace *t, struct shapes *s, const char *at, const char *end, unsigned *id)
{
	for (size_t i = 0; i < s->count; i++) {
		const char *p = at;

		if (s->first[i] != SHAPE_ANY && (at == end || s->first[i] != *at))
			continue;
		if (s->shape[i].row->part != SHAPE_BODY || !el2_shape_match(&s->shape[i], &p, end, &t->match))
			continue;
		s->shape[i].hits++;
		*id = s->shape[i].row->id;
		return true;
	}
	return false;
}

static bool match_prefix(struct el2_trace *t, struct shapes *s, size_t i, unsigned *id)
{
	const char *p = t->at;

	t->match.present = 0;
	if (!el2_shape_match(&s->shape[i], &p, t->line + t->length, &t->match) ||
	    !match_body(t, s, p, t->line + t->length, id))
		return false;
	s->shape[i].hits++;
	s->last_prefix = i;
	return true;
}

static bool match_row(struct el2_trace *t, struct shapes *s, size_t i, unsigned *id)
{
	const char *p = t->at;

	if (s->shape[i].row->part == SHAPE_PREFIX)
		return i != s->last_prefix && match_prefix(t, s, i, id);
	t->match.present = 0;
	if (!el2_shape_match(&s->shape[i], &p, t->line + t->length, &t->match))
		return false;
	s->shape[i].hits++;
	*id = s->shape[i].row->id;
	return true;
}

/* Does a format describe the current line? */
static bool match_line(struct el2_trace *t, el2_format_id format, unsigned *id)
{
	struct shapes *s = &t->shapes[format];
	const char *end = t->line + t->length;
	unsigned char first = t->at < end ? (unsigned char)*t->at : 0;

	t->match.present = 0;
	if (formats[format]->whole)
		return formats[format]->whole(t, t->at, (size_t)(end - t->at), &t->match);
	if (!s->shape && !compile(t, format))
		return false;
	if (s->begin[first][s->last_prefix / 64] >> s->last_prefix % 64 & 1 &&
	    s->shape[s->last_prefix].row->part == SHAPE_PREFIX && match_prefix(t, s, s->last_prefix, id))
		return true;
	for (unsigned w = 0; w < BEGIN_WORDS; w++) {
		for (uint64_t rows = s->begin[first][w]; rows; rows &= rows - 1)
			if (match_row(t, s, w * 64 + (unsigned)__builtin_ctzll(rows), id))
				return true;
	}
	return false;
}

static void flush(struct el2_trace *t)
{
	if (t->known && formats[t->format]->flush)
		formats[t->format]->flush(t);
}

/* The line is of `format`, perhaps for the first time. */
static void switch_to(struct el2_trace *t, el2_format_id format)
{
	if (t->known && t->format == format)
		return;
	if (t->known) {
		struct match match = t->match;

		flush(t);
		t->match = match;
		t->counts.format_changes++;
	}
	t->known = true;
	t->format = format;
}

void reader_unknown(struct el2_trace *t, const char *why)
{
	t->counts.unknown_lines++;
	reader_emit(t, EL2_EVENT_UNKNOWN)->why = why;
}

static void unknown(struct el2_trace *t, bool kernel)
{
	const char *stop = t->match.stop;

	kernel |= t->known && t->format == EL2_FORMAT_KMSG;
	if (kernel && !kmsg_alarms((struct text){t->line, t->length})) {
		reader_note(t, "a kernel message of something else");
		return;
	}
	reader_unknown(t, t->known ? "no shape of the format describes this line" : "no format describes this line");
	if (stop > t->line)
		t->queue[t->queue_end - 1].source.column = (unsigned)(stop - t->line) + 1;
}

/* What is left of the line at t->at: of the format of the line before, or of another. */
static bool match_formats(struct el2_trace *t)
{
	el2_format_id first = t->known ? t->format : EL2_FORMAT_NONE;
	unsigned id = 0;

	if (first && match_line(t, first, &id)) {
		formats[first]->line(t, id, &t->match);
		return true;
	}
	for (unsigned i = 1; i < EL2_FORMAT_COUNT; i++) {
		const char *stop = t->match.stop;

		if (i == first)
			continue;
		if (match_line(t, (el2_format_id)i, &id)) {
			switch_to(t, (el2_format_id)i);
			formats[i]->line(t, id, &t->match);
			return true;
		}
		/* how far the format of the file understood it counts for more than what others made of it */
		if (first)
			t->match.stop = stop;
	}
	return false;
}

#define LAYERS 12 /* around one line at most */

/* Take `count` layers off the line, and what is certainly none of a format's; fewer if there are no more; how many. */
static unsigned take_layers(struct el2_trace *t, unsigned count, bool *kernel)
{
	const char *end = t->line + t->length;
	unsigned n = 0;

	t->at = t->line;
	for (size_t length; (length = strip_certain(t->at, (size_t)(end - t->at), kernel));)
		t->at += length;
	for (size_t length; n < count && (length = strip_layer(t->at, (size_t)(end - t->at), kernel)); n++)
		t->at += length;
	return n;
}

static bool is_blank_line(const struct el2_trace *t)
{
	const char *end = t->line + t->length, *p = t->at;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p == end;
}

static void take_line(struct el2_trace *t)
{
	bool kernel = false;

	t->match.stop = t->line;
	/* as deep as the line before, then as it is, then layer by layer */
	if (t->layers && take_layers(t, t->layers, &kernel) == t->layers && !is_blank_line(t) && match_formats(t))
		return;
	kernel = false;
	for (unsigned n = 0; n <= LAYERS; n++) {
		if (take_layers(t, n, &kernel) < n)
			break;
		if (is_blank_line(t)) {
			reader_note(t, NULL);
			return;
		}
		if ((n != t->layers || !n) && match_formats(t)) {
			t->layers = n;
			return;
		}
	}
	unknown(t, kernel);
}

/* ---- the public side -------------------------------------------------------------------------------------------- */

/* A trace that is all there but for its source. */
static el2_status prepare(el2_trace **trace, const char *name, el2_error *error)
{
	struct el2_trace *t = calloc(1, sizeof *t);

	if (t)
		t->name = strdup(strcmp(name, "-") ? name : "<stdin>");
	if (!t || !t->name) {
		free(t);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	t->queue_capacity = 16;
	t->queue = malloc(t->queue_capacity * sizeof *t->queue);
	if (!t->queue) {
		el2_trace_close(t);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	*trace = t;
	return EL2_OK;
}

el2_status el2_trace_open_source(el2_trace **trace, const el2_source *source, const char *name, el2_error *error)
{
	el2_status status = prepare(trace, name, error);

	if (status != EL2_OK) {
		source->close(source->context);
		return status;
	}
	status = lines_open(&(*trace)->lines, source, error);
	if (status != EL2_OK)
		el2_trace_close(*trace);
	return status;
}

el2_status el2_trace_open(el2_trace **trace, const char *path, el2_error *error)
{
	el2_status status = prepare(trace, path, error);
	el2_source source;

	if (status != EL2_OK)
		return status;
	status = input_open(&source, &(*trace)->info, strcmp(path, "-") ? (*trace)->name : "-", error);
	if (status == EL2_OK)
		status = lines_open(&(*trace)->lines, &source, error);
	if (status != EL2_OK)
		el2_trace_close(*trace);
	return status;
}

el2_status el2_trace_open_memory(el2_trace **trace, const void *data, size_t size, const char *name, el2_error *error)
{
	el2_source source;
	el2_status status = input_memory(&source, data, size, error);

	return status == EL2_OK ? el2_trace_open_source(trace, &source, name, error) : status;
}

el2_status el2_trace_next(el2_trace *t, el2_event *event, bool *end, el2_error *error)
{
	*end = false;
	while (t->queue_begin == t->queue_end) {
		el2_status status;
		char *line = NULL;
		bool no_more = false;

		t->queue_begin = t->queue_end = 0;
		if (t->drained) {
			*end = true;
			return EL2_OK;
		}
		status = lines_next(&t->lines, &line, &t->length, &no_more, error);
		if (status != EL2_OK)
			return status;
		t->line = line;
		t->counts.truncated = t->info.truncated;
		if (no_more) {
			t->line = "";
			t->length = 0;
			flush(t);
			t->drained = true;
			continue;
		}
		t->counts.lines++;
		t->counts.bytes = t->lines.bytes;
		t->counts.cut_lines += t->lines.cut;
		t->length = strip_colour(line, t->length);
		take_line(t);
		if (t->out_of_memory)
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	*event = t->queue[t->queue_begin++];
	return EL2_OK;
}

void el2_trace_close(el2_trace *t)
{
	if (!t)
		return;
	lines_close(&t->lines);
	for (unsigned i = 0; i < EL2_FORMAT_COUNT; i++) {
		free(t->shapes[i].shape);
		free(t->shapes[i].first);
		free(t->shapes[i].begin);
	}
	free(t->queue);
	free(t->qemu.code);
	free(t->tarmac.pending);
	free(t->name);
	free(t);
}

const el2_trace_counts *el2_trace_get_counts(const el2_trace *t)
{
	return &t->counts;
}
el2_format_id el2_trace_format(const el2_trace *t)
{
	return t->known ? t->format : EL2_FORMAT_NONE;
}
const char *el2_trace_name(const el2_trace *t)
{
	return t->name;
}

void el2_trace_progress(const el2_trace *t, uint64_t *done, uint64_t *size)
{
	*done = t->info.done;
	*size = t->info.size;
}

uint64_t el2_trace_shape_hits(const el2_trace *t, el2_format_id format, size_t n)
{
	return (unsigned)format < EL2_FORMAT_COUNT && n < t->shapes[format].count ? t->shapes[format].shape[n].hits : 0;
}
