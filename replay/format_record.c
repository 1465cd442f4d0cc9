/* SPDX-License-Identifier: MIT */
/*
 * Our own format: JSON Lines. A table of keys fills the event; a line that is no JSON, or has a key or value that is
 * not ours, is an unknown line that says why. Format: docs/formats/traces.md.
 */
#include "replay/record.h"
#include "replay/reader.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct context {
	struct el2_trace *trace;
	el2_event *event;
};

/* Text into *value; false if it is none. */
static bool text_of(const json_t *value, struct text *text)
{
	const char *at = json_string_value(value);

	*text = (struct text){at, at ? json_string_length(value) : 0};
	return at != NULL;
}

static bool hex_text(const char **p, const char *end, uint64_t *value)
{
	struct match m = {0};
	const char *q = *p;
	struct shape s = {0};
	static const struct shape_row row = {SHAPE_PREFIX, 0, "0x%hex", ""};

	if (!el2_shape_compile(&s, &row) || !el2_shape_match(&s, &q, end, &m))
		return false;
	*value = m.v[FIELD_hex].value;
	*p = q;
	return true;
}

/* A number: "0x..", or an integer that is not negative. */
static bool number_of(const json_t *json, uint64_t max, uint64_t *value)
{
	struct text t;

	if (json_is_integer(json) && json_integer_value(json) >= 0) {
		*value = (uint64_t)json_integer_value(json);
		return *value <= max;
	}
	if (!text_of(json, &t))
		return false;
	return hex_text(&t.at, json_string_value(json) + t.length, value) &&
	       t.at == json_string_value(json) + t.length && *value <= max;
}

static bool known_of(const json_t *json, el2_known *known)
{
	const char *end;
	struct text t;

	known->mask = UINT64_MAX;
	if (!text_of(json, &t))
		return number_of(json, UINT64_MAX, &known->value);
	end = t.at + t.length;
	if (!hex_text(&t.at, end, &known->value))
		return false;
	if (t.at < end && *t.at == '/') {
		t.at++;
		if (!hex_text(&t.at, end, &known->mask))
			return false;
	}
	return t.at == end;
}

static int word_in(const json_t *json, const char *const *names, int count)
{
	const char *text = json_string_value(json);

	for (int i = 0; text && i < count; i++)
		if (names[i][0] && !strcmp(names[i], text))
			return i;
	return -1;
}

/* ---- keys ------------------------------------------------------------------------------------------------------- */

typedef bool set_key(el2_event *e, const json_t *value);

/* A key whose value is a number of at most `max`, stored in `field`; `also` is what else that says. */
#define NUMBER_KEY(key, max, field, also)                                                                              \
	static bool set_##key(el2_event *e, const json_t *json)                                                         \
	{                                                                                                               \
		uint64_t value;                                                                                         \
                                                                                                                        \
		if (!number_of(json, max, &value))                                                                      \
			return false;                                                                                   \
		field;                                                                                                  \
		also;                                                                                                   \
		return true;                                                                                            \
	}

NUMBER_KEY(time, UINT64_MAX, e->time = value, e->has_time = true)
NUMBER_KEY(cpu, UINT32_MAX - 1, e->cpu = (uint32_t)value, (void)0)
NUMBER_KEY(el, 3, e->el = (int8_t)value, (void)0)
NUMBER_KEY(pc, UINT64_MAX, e->pc = value, e->has_pc = true)
NUMBER_KEY(word, UINT32_MAX, e->word = (uint32_t)value, e->has_word = true)
NUMBER_KEY(address, UINT64_MAX, e->address = value, e->has_address = true)
NUMBER_KEY(lost, UINT64_MAX, e->lost = value, (void)0)
NUMBER_KEY(to_el, 3, e->taken.to_el = (int8_t)value, (void)0)
NUMBER_KEY(ec, 0x3f, e->taken.ec = (int8_t)value, (void)0)
NUMBER_KEY(vector, 0x7ff, e->taken.vector = (int16_t)value, (void)0)
NUMBER_KEY(expect_to_el, 3, e->expect.to_el = (int8_t)value, (void)0)

#define BOOL_KEY(key, field)                                                                                           \
	static bool set_##key(el2_event *e, const json_t *json)                                                         \
	{                                                                                                               \
		field = json_is_true(json);                                                                             \
		return json_is_boolean(json);                                                                           \
	}

BOOL_KEY(guest, e->guest)
BOOL_KEY(visible, e->visible)
BOOL_KEY(forwarded, e->forwarded)
BOOL_KEY(write, e->write)

#define KNOWN_KEY(key)                                                                                                 \
	static bool set_taken_##key(el2_event *e, const json_t *json) { return known_of(json, &e->taken.key); }

KNOWN_KEY(esr)
KNOWN_KEY(far)
KNOWN_KEY(spsr)
KNOWN_KEY(elr)
KNOWN_KEY(pc)
KNOWN_KEY(pstate)

static bool set_kind(el2_event *e, const json_t *json)
{
	const char *text = json_string_value(json);

	e->kind = text ? (uint8_t)el2_event_kind_by_name(text) : EL2_EVENT_NONE;
	return e->kind != EL2_EVENT_NONE;
}

static bool set_format(el2_event *e, const json_t *json)
{
	const char *text = json_string_value(json);

	for (unsigned i = 1; text && i < EL2_FORMAT_COUNT; i++)
		if (!strcmp(text, el2_format_name((el2_format_id)i))) {
			e->format = (uint8_t)i;
			return true;
		}
	return false;
}

static bool set_fate(el2_event *e, const json_t *json)
{
	int fate = word_in(json, record_fates, EL2_FATE_TAKEN + 1);

	e->fate = fate < 0 ? EL2_FATE_UNKNOWN : (uint8_t)fate;
	return fate >= 0;
}

static bool set_cause(el2_event *e, const json_t *json)
{
	int cause = word_in(json, record_causes, EL2_CAUSE_COUNT);

	e->taken.cause = cause < 0 ? EL2_CAUSE_SYNC : (uint8_t)cause;
	return cause >= 0;
}

static bool set_reason(el2_event *e, const json_t *json)
{
	struct text text;

	if (!text_of(json, &text))
		return false;
	event_reason(e, text);
	return true;
}

static bool set_vcpu(el2_event *e, const json_t *json)
{
	e->vcpu = json_integer_value(json);
	e->has_vcpu = true;
	return json_is_integer(json);
}

static bool set_text(el2_event *e, const json_t *json)
{
	struct text text;

	if (!text_of(json, &text))
		return false;
	e->text_length = text.length < EL2_EVENT_TEXT ? (unsigned)text.length : EL2_EVENT_TEXT;
	memcpy(e->text, text.at, e->text_length);
	return true;
}

/* Where it came from: for people; messages name the line that was read. */
static bool set_source(el2_event *e, const json_t *json)
{
	(void)e;
	return json_is_object(json);
}

static bool set_regs(el2_event *e, const json_t *json)
{
	json_t *object = json_incref((json_t *)(uintptr_t)json), *value;
	bool good = json_is_object(json);
	const char *name;

	json_object_foreach(object, name, value)
	{
		unsigned before = e->reg_count;
		el2_known known;

		good = good && known_of(value, &known) &&
		       event_add_register(e, (struct text){name, strlen(name)}, known) && e->reg_count > before;
	}
	json_decref(object);
	return good;
}

/* A name of the model as its number. */
#define NAME_KEY(key, count, name, type)                                                                               \
	static bool set_expect_##key(el2_event *e, const json_t *json)                                                  \
	{                                                                                                               \
		for (int i = 0; json_is_string(json) && i < (count); i++)                                               \
			if (!strcmp(json_string_value(json), name((type)i))) {                                          \
				e->expect.key = (int8_t)i;                                                              \
				return true;                                                                            \
			}                                                                                               \
		return false;                                                                                           \
	}

NAME_KEY(verdict, EL2_VERDICT_COUNT, el2_verdict_name, el2_verdict_kind)
NAME_KEY(origin, EL2_INJECTED + 1, el2_origin_name, el2_origin)
NAME_KEY(effect, EL2_EFFECT_TAGS_IGNORED + 1, el2_effect_name, el2_effect)

static bool set_expect_handler(el2_event *e, const json_t *json)
{
	struct text text;

	if (!text_of(json, &text) || text.length >= sizeof e->expect.handler)
		return false;
	memcpy(e->expect.handler, text.at, text.length);
	e->expect.handler[text.length] = '\0';
	return true;
}

static set_key set_taken, set_expect;

struct key {
	const char *name;
	set_key *set;
};

static const struct key keys[] = {
	{"kind", set_kind},
	{"format", set_format},
	{"time", set_time},
	{"cpu", set_cpu},
	{"el", set_el},
	{"pc", set_pc},
	{"word", set_word},
	{"fate", set_fate},
	{"reason", set_reason},
	{"vcpu", set_vcpu},
	{"guest", set_guest},
	{"visible", set_visible},
	{"forwarded", set_forwarded},
	{"write", set_write},
	{"address", set_address},
	{"lost", set_lost},
	{"taken", set_taken},
	{"regs", set_regs},
	{"expect", set_expect},
	{"source", set_source},
	{"text", set_text},
	{NULL, NULL},
};

static const struct key taken_keys[] = {
	{"el", set_to_el},	  {"ec", set_ec},	  {"cause", set_cause},	    {"vector", set_vector},
	{"esr", set_taken_esr},	  {"far", set_taken_far}, {"spsr", set_taken_spsr}, {"elr", set_taken_elr},
	{"pc", set_taken_pc},	  {"pstate", set_taken_pstate}, {NULL, NULL},
};

static const struct key expect_keys[] = {
	{"verdict", set_expect_verdict}, {"origin", set_expect_origin},	  {"effect", set_expect_effect},
	{"to_el", set_expect_to_el},	 {"handler", set_expect_handler}, {NULL, NULL},
};

/* The first key that is not in the table, or has a bad value; NULL: all are good. */
static const char *set_all(el2_event *e, json_t *object, const struct key *table)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		const struct key *k = table;

		while (k->name && strcmp(k->name, name))
			k++;
		if (!k->name || !k->set(e, value))
			return name;
	}
	return NULL;
}

static bool set_taken(el2_event *e, const json_t *json)
{
	json_t *object = (json_t *)(uintptr_t)json;

	return json_is_object(json) && !set_all(e, object, taken_keys);
}

static bool set_expect(el2_event *e, const json_t *json)
{
	json_t *object = (json_t *)(uintptr_t)json;

	e->has_expect = true;
	return json_is_object(json) && !set_all(e, object, expect_keys);
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

static void bad(struct el2_trace *t, unsigned column, const char *text)
{
	el2_event *e = reader_emit(t, EL2_EVENT_UNKNOWN);

	t->counts.unknown_lines++;
	e->why = text;
	e->source.column = column ? column : 1;
}

/* Where a key stands in the line; 1 if it cannot be found. */
static unsigned column_of(const struct el2_trace *t, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 1; i + length < t->length; i++)
		if (t->line[i - 1] == '"' && !memcmp(t->line + i, name, length) && t->line[i + length] == '"')
			return (unsigned)i;
	return 1;
}

/* {"el2trap":"trace","version":1} */
static void header(struct el2_trace *t, json_t *object)
{
	const json_t *version = json_object_get(object, "version");
	const char *name = json_string_value(json_object_get(object, "el2trap"));

	if (!name || strcmp(name, "trace"))
		bad(t, 1, "JSON of another el2trap verb: not a trace");
	else if (json_integer_value(version) != EL2_RECORD_VERSION)
		bad(t, column_of(t, "version"), "a version of the format that this program does not read");
	else
		reader_note(t, NULL);
}

static void event(struct el2_trace *t, json_t *object)
{
	el2_event e;
	const char *wrong;

	reader_begin(t, &e, EL2_EVENT_NONE);
	wrong = set_all(&e, object, keys);
	if (wrong)
		bad(t, column_of(t, wrong), "a key that is not of this format, or a value that does not fit it");
	else if (!e.kind)
		bad(t, 1, "a record needs a kind");
	else
		reader_append(t, &e);
}

static bool whole(struct el2_trace *t, const char *line, size_t length, struct match *m)
{
	(void)t;
	(void)m;
	return length && line[0] == '{';
}

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	json_error_t error;
	json_t *object = json_loadb(t->line, t->length, JSON_REJECT_DUPLICATES, &error);

	(void)id;
	(void)m;
	if (!json_is_object(object))
		bad(t, error.column > 0 ? (unsigned)error.column : 1, "no JSON object");
	else if (json_object_get(object, "el2trap"))
		header(t, object);
	else
		event(t, object);
	json_decref(object);
}

const struct format format_record = {.whole = whole, .line = line};
