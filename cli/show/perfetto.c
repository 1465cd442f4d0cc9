/* SPDX-License-Identifier: MIT */
#include "cli/show/perfetto.h"
#include "cli/show/output.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of fields: protos/perfetto/trace/ of Perfetto's sources, whose names these are. */
enum {
	TRACE_PACKET = 1,
	PACKET_TIMESTAMP = 8,
	PACKET_SEQUENCE_ID = 10,
	PACKET_TRACK_EVENT = 11,
	PACKET_INTERNED_DATA = 12,
	PACKET_SEQUENCE_FLAGS = 13,
	PACKET_TRACK_DESCRIPTOR = 60,
	EVENT_CATEGORY_IIDS = 3,
	EVENT_DEBUG_ANNOTATIONS = 4,
	EVENT_TYPE = 9,
	EVENT_NAME_IID = 10,
	EVENT_TRACK_UUID = 11,
	EVENT_CATEGORIES = 22,
	EVENT_NAME = 23,
	INTERNED_CATEGORIES = 1,
	INTERNED_NAMES = 2,
	INTERNED_KEYS = 3,
	INTERNED_VALUES = 29,
	INTERNED_IID = 1,
	INTERNED_TEXT = 2,
	ANNOTATION_KEY_IID = 1,
	ANNOTATION_UINT = 3,
	ANNOTATION_TEXT = 6,
	ANNOTATION_POINTER = 7,
	ANNOTATION_KEY = 10,
	ANNOTATION_TEXT_IID = 17,
	TRACK_UUID = 1,
	TRACK_NAME = 2,
	TRACK_PROCESS = 3,
	TRACK_THREAD = 4,
	PROCESS_PID = 1,
	PROCESS_NAME = 6,
	THREAD_PID = 1,
	THREAD_TID = 2,
	THREAD_NAME = 5,
};

enum {
	STATE_CLEARED = 1,
	NEEDS_STATE = 2
}; /* PACKET_SEQUENCE_FLAGS */
enum {
	VARINT = 0,
	BYTES = 2
}; /* how a field is written */

#define TEXTS    (1u << 17) /* a power of two; half of them are used */
#define TEXT_MAX 400
#define SEQUENCE 1

struct bytes {
	unsigned char *data;
	size_t length, capacity;
};

struct text {
	char *text; /* NULL: unused */
	uint32_t kind, iid;
};

struct cli_perfetto {
	FILE *file;
	const char *path;
	bool failed, begun;
	uint64_t time;
	struct bytes event, interned, packet, small;
	struct text *texts;
	uint32_t used, iids[INTERNED_VALUES + 1];
};

/* ---- protobuf ---- */

static void put(struct cli_perfetto *p, struct bytes *b, const void *data, size_t length)
{
	if (length > b->capacity - b->length) {
		size_t capacity = (b->length + length) * 2 + 256;
		unsigned char *grown = realloc(b->data, capacity);

		if (!grown) {
			p->failed = true;
			return;
		}
		b->data = grown;
		b->capacity = capacity;
	}
	if (length)
		memcpy(b->data + b->length, data, length);
	b->length += length;
}

static void put_varint(struct cli_perfetto *p, struct bytes *b, uint64_t value)
{
	unsigned char byte[10];
	size_t n = 0;

	do {
		byte[n] = (unsigned char)(value & 0x7f);
		value >>= 7;
		byte[n++] |= value ? 0x80 : 0;
	} while (value);
	put(p, b, byte, n);
}

static void put_number(struct cli_perfetto *p, struct bytes *b, unsigned field, uint64_t value)
{
	put_varint(p, b, field << 3 | VARINT);
	put_varint(p, b, value);
}

static void put_bytes(struct cli_perfetto *p, struct bytes *b, unsigned field, const void *data, size_t length)
{
	put_varint(p, b, field << 3 | BYTES);
	put_varint(p, b, length);
	put(p, b, data, length);
}

/* The small message, and an empty one in its place. */
static void put_small(struct cli_perfetto *p, struct bytes *b, unsigned field)
{
	put_bytes(p, b, field, p->small.data, p->small.length);
	p->small.length = 0;
}

/* ---- texts that come again ---- */

/* A text as it is written. */
static size_t clean(const char *text, char out[TEXT_MAX])
{
	size_t n = 0;

	for (; text[n] && n < TEXT_MAX - 1; n++)
		out[n] = text[n] < ' ' || text[n] > '~' ? '?' : text[n];
	out[n] = '\0';
	return n;
}

static uint32_t hash(uint32_t kind, const char *text)
{
	uint32_t h = 2166136261u ^ kind;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

/* The number of a text, which is told the first time; 0: the table is full, and the text is to be written itself. */
static uint32_t intern(struct cli_perfetto *p, uint32_t kind, const char *text, size_t length)
{
	uint32_t at = hash(kind, text) & (TEXTS - 1);
	struct text *t;

	for (; (t = &p->texts[at])->text; at = (at + 1) & (TEXTS - 1))
		if (t->kind == kind && !strcmp(t->text, text))
			return t->iid;
	if (p->used >= TEXTS / 2)
		return 0;
	t->text = strdup(text);
	if (!t->text)
		return 0;
	p->used++;
	t->kind = kind;
	t->iid = ++p->iids[kind];
	put_number(p, &p->small, INTERNED_IID, t->iid);
	put_bytes(p, &p->small, INTERNED_TEXT, text, length);
	put_small(p, &p->interned, kind);
	return t->iid;
}

/* A text in a message: as a number in field `by_iid`, or itself in field `itself`. */
static void put_text(struct cli_perfetto *p, struct bytes *b, uint32_t kind, unsigned by_iid, unsigned itself,
		     const char *text)
{
	char buffer[TEXT_MAX];
	size_t length = clean(text, buffer);
	uint32_t iid = intern(p, kind, buffer, length);

	if (iid)
		put_number(p, b, by_iid, iid);
	else
		put_bytes(p, b, itself, buffer, length);
}

/* ---- packets ---- */

static void write_packet(struct cli_perfetto *p)
{
	unsigned char head[11] = {TRACE_PACKET << 3 | BYTES};
	size_t n = 1, length = p->packet.length;

	for (; length > 0x7f; length >>= 7)
		head[n++] = (unsigned char)(length | 0x80);
	head[n++] = (unsigned char)length;
	fwrite(head, 1, n, p->file);
	fwrite(p->packet.data, 1, p->packet.length, p->file);
	p->packet.length = 0;
}

static void begin_packet(struct cli_perfetto *p)
{
	put_number(p, &p->packet, PACKET_SEQUENCE_ID, SEQUENCE);
	put_number(p, &p->packet, PACKET_SEQUENCE_FLAGS, p->begun ? NEEDS_STATE : STATE_CLEARED);
	p->begun = true;
}

static uint64_t track(uint32_t pid, uint32_t tid)
{
	return (uint64_t)pid << 32 | tid;
}

/* A track, of whom p->small says. */
static void write_track(struct cli_perfetto *p, uint64_t uuid, const char *name, unsigned whose)
{
	struct bytes *b = &p->event;

	put_number(p, b, TRACK_UUID, uuid);
	put_bytes(p, b, TRACK_NAME, name, strlen(name));
	put_small(p, b, whose);
	begin_packet(p);
	put_bytes(p, &p->packet, PACKET_TRACK_DESCRIPTOR, b->data, b->length);
	b->length = 0;
	write_packet(p);
}

void cli_perfetto_process(struct cli_perfetto *p, uint32_t pid, const char *name)
{
	char text[TEXT_MAX];
	size_t length = clean(name, text);

	put_number(p, &p->small, PROCESS_PID, pid);
	put_bytes(p, &p->small, PROCESS_NAME, text, length);
	write_track(p, track(pid, 0), text, TRACK_PROCESS);
}

void cli_perfetto_thread(struct cli_perfetto *p, uint32_t pid, uint32_t tid, const char *name)
{
	char text[TEXT_MAX];
	size_t length = clean(name, text);

	put_number(p, &p->small, THREAD_PID, pid);
	put_number(p, &p->small, THREAD_TID, tid);
	put_bytes(p, &p->small, THREAD_NAME, text, length);
	write_track(p, track(pid, tid), text, TRACK_THREAD);
}

void cli_perfetto_event(struct cli_perfetto *p, uint32_t pid, uint32_t tid, uint64_t time, enum cli_perfetto_type type,
			const char *name, const char *category)
{
	p->time = time;
	put_number(p, &p->event, EVENT_TYPE, type);
	put_number(p, &p->event, EVENT_TRACK_UUID, track(pid, tid));
	if (category)
		put_text(p, &p->event, INTERNED_CATEGORIES, EVENT_CATEGORY_IIDS, EVENT_CATEGORIES, category);
	if (name)
		put_text(p, &p->event, INTERNED_NAMES, EVENT_NAME_IID, EVENT_NAME, name);
}

/* One thing that is said of an event. Interning writes by way of p->small, so each is put together of its own. */
static void annotate(struct cli_perfetto *p, const char *key, const char *text, unsigned field, uint64_t value)
{
	struct bytes b = {NULL, 0, 0};

	put_text(p, &b, INTERNED_KEYS, ANNOTATION_KEY_IID, ANNOTATION_KEY, key);
	if (text)
		put_text(p, &b, INTERNED_VALUES, ANNOTATION_TEXT_IID, ANNOTATION_TEXT, text);
	else
		put_number(p, &b, field, value);
	put_bytes(p, &p->event, EVENT_DEBUG_ANNOTATIONS, b.data, b.length);
	free(b.data);
}

void cli_perfetto_text(struct cli_perfetto *p, const char *key, const char *value)
{
	annotate(p, key, value, 0, 0);
}

void cli_perfetto_number(struct cli_perfetto *p, const char *key, uint64_t value)
{
	annotate(p, key, NULL, ANNOTATION_UINT, value);
}

void cli_perfetto_hex(struct cli_perfetto *p, const char *key, uint64_t value)
{
	annotate(p, key, NULL, ANNOTATION_POINTER, value);
}

void cli_perfetto_end(struct cli_perfetto *p)
{
	put_number(p, &p->packet, PACKET_TIMESTAMP, p->time);
	begin_packet(p);
	if (p->interned.length)
		put_bytes(p, &p->packet, PACKET_INTERNED_DATA, p->interned.data, p->interned.length);
	put_bytes(p, &p->packet, PACKET_TRACK_EVENT, p->event.data, p->event.length);
	p->interned.length = p->event.length = 0;
	write_packet(p);
}

/* ---- the file ---- */

struct cli_perfetto *cli_perfetto_create(const char *path, el2_error *error)
{
	struct cli_perfetto *p = calloc(1, sizeof *p);

	if (p)
		p->texts = calloc(TEXTS, sizeof *p->texts);
	if (!p || !p->texts) {
		free(p);
		el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return NULL;
	}
	p->path = path;
	p->file = cli_file_create(path, error);
	if (p->file)
		return p;
	free(p->texts);
	free(p);
	return NULL;
}

el2_status cli_perfetto_close(struct cli_perfetto *p, el2_error *error)
{
	el2_status status;

	if (!p)
		return EL2_OK;
	status = cli_file_close(p->file, p->path, error);
	if (status == EL2_OK && p->failed)
		status = el2_fail(error, EL2_ERR_INTERNAL, p->path, 0, 0, "out of memory");
	for (size_t i = 0; i < TEXTS; i++)
		free(p->texts[i].text);
	free(p->texts);
	free(p->event.data);
	free(p->interned.data);
	free(p->packet.data);
	free(p->small.data);
	free(p);
	return status;
}
