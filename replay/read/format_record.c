/* SPDX-License-Identifier: MIT */
/*
 * Our own format: JSON Lines. A table of keys fills the event; a line that is no JSON, or has a key or value that is
 * not ours, is an unknown line that says where. Format: docs/formats/traces.md.
 */
#include "replay/read/json_read.h"
#include "replay/read/reader.h"
#include "replay/record.h"

#include <string.h>

/* ---- values ----------------------------------------------------------------------------------------------------- */

/* "0x" and digits at *p. */
static bool hex_text(const char **p, const char *end, uint64_t *value)
{
	const char *q = *p;
	uint64_t v = 0;

	if (end - q < 3 || q[0] != '0' || q[1] != 'x')
		return false;
	for (q += 2; q < end; q++) {
		unsigned d = (unsigned)(*q >= '0' && *q <= '9' ? *q - '0' : (*q | 0x20) - 'a' + 10);

		if (d > 15 || (d > 9 && ((*q | 0x20) < 'a' || (*q | 0x20) > 'f')))
			break;
		if (v >> 60)
			return false;
		v = v << 4 | d;
	}
	if (q == *p + 2)
		return false;
	*p = q;
	*value = v;
	return true;
}

/* A number of at most `max`: "0x..", or an integer that is not negative. */
static bool number(struct json *j, uint64_t max, uint64_t *value)
{
	struct text t;
	int64_t integer;

	if (read_integer(j, &integer)) {
		*value = (uint64_t)integer;
		return integer >= 0 && *value <= max;
	}
	if (!read_string(j, &t))
		return false;
	j->mark = t.at;
	return hex_text(&t.at, t.at + t.length, value) && *value <= max && j->at == t.at + 1;
}

/* "0x..", or "0x../0xmask". */
static bool known(struct json *j, el2_known *value)
{
	const char *end;
	struct text t;

	if (!read_string(j, &t))
		return false;
	end = t.at + t.length;
	value->mask = UINT64_MAX;
	if (!hex_text(&t.at, end, &value->value))
		return false;
	if (t.at < end && *t.at == '/') {
		t.at++;
		if (!hex_text(&t.at, end, &value->mask))
			return false;
	}
	return t.at == end;
}

/* One of some words, as its number. */
static int word_of(struct json *j, const char *const *words, int count)
{
	struct text t;

	if (!read_string(j, &t))
		return -1;
	for (int i = 0; i < count; i++)
		if (words[i][0] && text_is(t, words[i]))
			return i;
	return -1;
}

/* ---- keys ------------------------------------------------------------------------------------------------------- */

/* A key whose value is a number; `store` keeps it in the event `e`. */
#define NUMBER_KEY(key, max, store)                                                                                    \
	static bool set_##key(struct json *j, void *target)                                                            \
	{                                                                                                              \
		el2_event *e = target;                                                                                 \
		uint64_t value;                                                                                        \
                                                                                                                       \
		if (!number(j, max, &value))                                                                           \
			return false;                                                                                  \
		store;                                                                                                 \
		return true;                                                                                           \
	}

NUMBER_KEY(time, UINT64_MAX, e->time = value; e->has_time = true)
NUMBER_KEY(cpu, UINT32_MAX - 1, e->cpu = (uint32_t)value)
NUMBER_KEY(el, 3, e->el = (int8_t)value)
NUMBER_KEY(pc, UINT64_MAX, e->pc = value; e->has_pc = true)
NUMBER_KEY(word, UINT32_MAX, e->word = (uint32_t)value; e->has_word = true)
NUMBER_KEY(address, UINT64_MAX, e->address = value; e->has_address = true)
NUMBER_KEY(lost, UINT64_MAX, e->lost = value)
NUMBER_KEY(to_el, 3, e->taken.to_el = (int8_t)value)
NUMBER_KEY(ec, 0x3f, e->taken.ec = (int8_t)value)
NUMBER_KEY(vector, 0x7ff, e->taken.vector = (int16_t)value)
NUMBER_KEY(expect_to_el, 3, e->expect.to_el = (int8_t)value)

#define BOOL_KEY(key)                                                                                                  \
	static bool set_##key(struct json *j, void *target)                                                            \
	{                                                                                                              \
		el2_event *e = target;                                                                                 \
		bool value;                                                                                            \
                                                                                                                       \
		if (!read_bool(j, &value))                                                                             \
			return false;                                                                                  \
		e->key = value;                                                                                        \
		return true;                                                                                           \
	}

BOOL_KEY(guest)
BOOL_KEY(visible)
BOOL_KEY(forwarded)
BOOL_KEY(write)

#define KNOWN_KEY(key)                                                                                                 \
	static bool set_taken_##key(struct json *j, void *target)                                                      \
	{                                                                                                              \
		el2_event *e = target;                                                                                 \
                                                                                                                       \
		return known(j, &e->taken.key);                                                                        \
	}

KNOWN_KEY(esr)
KNOWN_KEY(far)
KNOWN_KEY(spsr)
KNOWN_KEY(elr)
KNOWN_KEY(pc)
KNOWN_KEY(pstate)

static bool set_kind(struct json *j, void *target)
{
	el2_event *e = target;
	struct text t;

	if (!read_string(j, &t))
		return false;
	for (unsigned i = 1; i < EL2_EVENT_KINDS; i++)
		if (text_is(t, el2_event_kind_name((el2_event_kind)i))) {
			e->kind = (uint8_t)i;
			return true;
		}
	return false;
}

static bool set_format(struct json *j, void *target)
{
	el2_event *e = target;
	struct text t;

	if (!read_string(j, &t))
		return false;
	for (unsigned i = 1; i < EL2_FORMAT_COUNT; i++)
		if (text_is(t, el2_format_name((el2_format_id)i))) {
			e->format = (uint8_t)i;
			return true;
		}
	return false;
}

static bool set_fate(struct json *j, void *target)
{
	el2_event *e = target;
	int fate = word_of(j, record_fates, EL2_FATE_TAKEN + 1);

	e->fate = fate < 0 ? EL2_FATE_UNKNOWN : (uint8_t)fate;
	return fate >= 0;
}

static bool set_cause(struct json *j, void *target)
{
	el2_event *e = target;
	int cause = word_of(j, record_causes, EL2_CAUSE_COUNT);

	e->taken.cause = cause < 0 ? EL2_CAUSE_SYNC : (uint8_t)cause;
	return cause >= 0;
}

static bool set_reason(struct json *j, void *target)
{
	struct text text;

	if (!read_string(j, &text))
		return false;
	event_reason(target, text);
	return true;
}

static bool set_vcpu(struct json *j, void *target)
{
	el2_event *e = target;

	e->has_vcpu = true;
	return read_integer(j, &e->vcpu);
}

static bool set_text(struct json *j, void *target)
{
	el2_event *e = target;
	struct text text;

	if (!read_string(j, &text))
		return false;
	e->text_length = text.length < EL2_EVENT_TEXT ? (unsigned)text.length : EL2_EVENT_TEXT;
	memcpy(e->text, text.at, e->text_length);
	return true;
}

/* Where it came from: for people; messages name the line that was read. */
static bool set_source(struct json *j, void *target)
{
	(void)target;
	return read_skip(j);
}

static bool set_regs(struct json *j, void *target)
{
	el2_event *e = target;
	struct text name;

	if (!read_punctuation(j, '{'))
		return false;
	if (read_punctuation(j, '}'))
		return true;
	do {
		unsigned before = e->reg_count;
		el2_known value;
		char copy[32];

		if (!read_string(j, &name) || name.length >= sizeof copy)
			return false;
		memcpy(copy, name.at, name.length);
		name.at = copy;
		if (!read_punctuation(j, ':') || !known(j, &value) || !event_add_register(e, name, value) ||
		    e->reg_count == before)
			return false;
	} while (read_punctuation(j, ','));
	return read_punctuation(j, '}');
}

/* A name of the model as its number. */
#define NAME_KEY(key, count, name, type)                                                                               \
	static bool set_expect_##key(struct json *j, void *target)                                                     \
	{                                                                                                              \
		el2_event *e = target;                                                                                 \
		struct text t;                                                                                         \
                                                                                                                       \
		if (!read_string(j, &t))                                                                               \
			return false;                                                                                  \
		for (int i = 0; i < (count); i++)                                                                      \
			if (text_is(t, name((type)i))) {                                                               \
				e->expect.key = (int8_t)i;                                                             \
				return true;                                                                           \
			}                                                                                              \
		return false;                                                                                          \
	}

NAME_KEY(verdict, EL2_VERDICT_COUNT, el2_verdict_name, el2_verdict_kind)
NAME_KEY(origin, EL2_INJECTED + 1, el2_origin_name, el2_origin)
NAME_KEY(effect, EL2_EFFECT_TAGS_IGNORED + 1, el2_effect_name, el2_effect)

static bool set_expect_handler(struct json *j, void *target)
{
	el2_event *e = target;
	struct text text;

	if (!read_string(j, &text) || text.length >= sizeof e->expect.handler)
		return false;
	memcpy(e->expect.handler, text.at, text.length);
	e->expect.handler[text.length] = '\0';
	return true;
}

static const struct read_key taken_keys[] = {
	{"el", set_to_el},
	{"ec", set_ec},
	{"cause", set_cause},
	{"vector", set_vector},
	{"esr", set_taken_esr},
	{"far", set_taken_far},
	{"spsr", set_taken_spsr},
	{"elr", set_taken_elr},
	{"pc", set_taken_pc},
	{"pstate", set_taken_pstate},
	{NULL, NULL},
};

static const struct read_key expect_keys[] = {
	{"verdict", set_expect_verdict}, {"origin", set_expect_origin},   {"effect", set_expect_effect},
	{"to_el", set_expect_to_el},     {"handler", set_expect_handler}, {NULL, NULL},
};

static bool set_taken(struct json *j, void *target)
{
	return read_object(j, taken_keys, target);
}

static bool set_expect(struct json *j, void *target)
{
	el2_event *e = target;

	e->has_expect = true;
	return read_object(j, expect_keys, target);
}

static const struct read_key keys[] = {
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

/* The header: {"el2trap":"trace","version":1} */
struct header {
	bool is_trace;
	int64_t version;
};

static bool set_verb(struct json *j, void *target)
{
	struct header *h = target;
	struct text t;

	h->is_trace = read_string(j, &t) && text_is(t, "trace");
	return h->is_trace;
}

static bool set_version(struct json *j, void *target)
{
	struct header *h = target;

	return read_integer(j, &h->version) && h->version == EL2_RECORD_VERSION;
}

static const struct read_key header_keys[] = {{"el2trap", set_verb}, {"version", set_version}, {NULL, NULL}};

/* ---- lines ------------------------------------------------------------------------------------------------------ */

static void bad(struct el2_trace *t, const struct json *j, const char *text)
{
	el2_event *e = reader_emit(t, EL2_EVENT_UNKNOWN);

	t->counts.unknown_lines++;
	e->why = text;
	/* strings with escapes are read from elsewhere */
	e->source.column = j->mark >= t->line && j->mark <= j->end ? (unsigned)(j->mark - t->line) + 1 : 1;
}

static void header(struct el2_trace *t, struct json *j)
{
	struct header h = {false, 0};

	if (read_object(j, header_keys, &h) && h.version && read_end(j))
		reader_note(t, NULL);
	else
		bad(t, j, "not the header of a trace, or of a version that this program does not read");
}

static void event(struct el2_trace *t, struct json *j)
{
	el2_event e;

	reader_begin(t, &e, EL2_EVENT_NONE);
	if (!read_object(j, keys, &e))
		bad(t, j, "no JSON, a key that is not of this format, or a value that does not fit it");
	else if (!read_end(j))
		bad(t, j, "something follows the record");
	else if (!e.kind)
		bad(t, j, "a record needs a kind");
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
	static const char verb[] = "{\"el2trap\"";
	struct json j = {.at = t->line, .end = t->line + t->length, .mark = t->line};

	(void)id;
	(void)m;
	if (t->length >= sizeof verb - 1 && !memcmp(t->line, verb, sizeof verb - 1))
		header(t, &j);
	else
		event(t, &j);
}

const struct format format_record = {.whole = whole, .line = line};
