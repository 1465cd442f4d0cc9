/* SPDX-License-Identifier: MIT */
/* Events as lines of our own format. No printf: `convert` writes as fast as it reads. */
#include "replay/record.h"

#include <stdio.h>
#include <string.h>

const char *const record_fates[] = {"", "executed", "taken"};
const char *const record_causes[] = {"", "async", "psci", "semihosting"};

/* Text being built; room is checked once, by el2_record_event(). */
struct out {
	char *at;
	bool comma;
};

static void put(struct out *o, const char *text, size_t length)
{
	memcpy(o->at, text, length);
	o->at += length;
}

static void key(struct out *o, const char *name)
{
	if (o->comma)
		*o->at++ = ',';
	o->comma = true;
	*o->at++ = '"';
	put(o, name, strlen(name));
	*o->at++ = '"';
	*o->at++ = ':';
}

static void hex_digits(struct out *o, uint64_t value)
{
	unsigned digits = 1;

	while (digits < 16 && value >> (4 * digits))
		digits++;
	*o->at++ = '0';
	*o->at++ = 'x';
	while (digits--)
		*o->at++ = "0123456789abcdef"[value >> (4 * digits) & 15];
}

static void put_hex(struct out *o, const char *name, uint64_t value)
{
	key(o, name);
	*o->at++ = '"';
	hex_digits(o, value);
	*o->at++ = '"';
}

/* "0x..", or "0x../0xmask" where not all bits are known. */
static void put_value(struct out *o, const char *name, el2_known value)
{
	key(o, name);
	*o->at++ = '"';
	hex_digits(o, value.value);
	if (value.mask != UINT64_MAX) {
		*o->at++ = '/';
		hex_digits(o, value.mask);
	}
	*o->at++ = '"';
}

static void put_known(struct out *o, const char *name, el2_known value)
{
	if (value.mask)
		put_value(o, name, value);
}

static void put_number(struct out *o, const char *name, int64_t value)
{
	uint64_t v = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char digits[24], *p = digits + sizeof digits;

	key(o, name);
	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	if (value < 0)
		*--p = '-';
	put(o, p, (size_t)(digits + sizeof digits - p));
}

static void put_bool(struct out *o, const char *name, bool value)
{
	key(o, name);
	put(o, value ? "true" : "false", value ? 4 : 5);
}

/* Text as a JSON string. Bytes outside ASCII, which may not be UTF-8, and zeros become U+FFFD. At most six bytes each.
 */
static void put_text(struct out *o, const char *name, const char *text, size_t length)
{
	key(o, name);
	*o->at++ = '"';
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\') {
			*o->at++ = '\\';
			*o->at++ = (char)c;
		} else if (c >= 0x80 || !c) {
			put(o, "\xef\xbf\xbd", 3);
		} else if (c < 0x20 || c == 0x7f) {
			put(o, "\\u00", 4);
			*o->at++ = "0123456789abcdef"[c >> 4];
			*o->at++ = "0123456789abcdef"[c & 15];
		} else {
			*o->at++ = (char)c;
		}
	}
	*o->at++ = '"';
}

static void begin(struct out *o, const char *name)
{
	key(o, name);
	*o->at++ = '{';
	o->comma = false;
}

static void end(struct out *o)
{
	*o->at++ = '}';
	o->comma = true;
}

static bool has_taken(const el2_event *e)
{
	return e->taken.to_el >= 0 || e->taken.ec >= 0 || e->taken.vector >= 0 || e->taken.cause || e->taken.esr.mask ||
	       e->taken.far.mask || e->taken.spsr.mask || e->taken.elr.mask || e->taken.pc.mask || e->taken.pstate.mask;
}

static void put_taken(struct out *o, const el2_event *e)
{
	begin(o, "taken");
	if (e->taken.to_el >= 0)
		put_number(o, "el", e->taken.to_el);
	if (e->taken.ec >= 0)
		put_hex(o, "ec", (uint64_t)e->taken.ec);
	if (e->taken.cause)
		put_text(o, "cause", record_causes[e->taken.cause], strlen(record_causes[e->taken.cause]));
	if (e->taken.vector >= 0)
		put_hex(o, "vector", (uint64_t)e->taken.vector);
	put_known(o, "esr", e->taken.esr);
	put_known(o, "far", e->taken.far);
	put_known(o, "spsr", e->taken.spsr);
	put_known(o, "elr", e->taken.elr);
	put_known(o, "pc", e->taken.pc);
	put_known(o, "pstate", e->taken.pstate);
	end(o);
}

/* A register of which nothing is known was written all the same: "0x0/0x0". */
static void put_regs(struct out *o, const el2_event *e)
{
	begin(o, "regs");
	for (unsigned i = 0; i < e->reg_count && i < EL2_EVENT_REGS; i++) {
		const el2_event_reg *r = &e->regs[i];
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)r->sysreg);
		char name[4] = "x0";

		if (r->x > 9)
			name[1] = (char)('0' + r->x / 10);
		name[r->x > 9 ? 2 : 1] = (char)('0' + r->x % 10);
		put_value(o, info ? info->name : name, r->value);
	}
	end(o);
}

static void put_expect(struct out *o, const el2_event_expect *x)
{
	const char *text;

	begin(o, "expect");
	if (x->verdict >= 0) {
		text = el2_verdict_name((el2_verdict_kind)x->verdict);
		put_text(o, "verdict", text, strlen(text));
	}
	if (x->origin > 0) {
		text = el2_origin_name((el2_origin)x->origin);
		put_text(o, "origin", text, strlen(text));
	}
	if (x->effect >= 0) {
		text = el2_effect_name((el2_effect)x->effect);
		put_text(o, "effect", text, strlen(text));
	}
	if (x->to_el >= 0)
		put_number(o, "to_el", x->to_el);
	if (x->handler[0])
		put_text(o, "handler", x->handler, strnlen(x->handler, sizeof x->handler));
	end(o);
}

/* A file name may be long: its last part is enough. */
static void put_source(struct out *o, const el2_event *e)
{
	const char *file = e->source.file;
	size_t length = strlen(file);

	if (length > 200) {
		file += length - 200;
		length = 200;
	}
	begin(o, "source");
	put_text(o, "file", file, length);
	put_number(o, "line", (int64_t)e->source.line);
	end(o);
}

int el2_record_header(char *buffer, size_t size)
{
	return snprintf(buffer, size, "{\"el2trap\":\"trace\",\"version\":%d}\n", EL2_RECORD_VERSION);
}

size_t el2_record_event(const el2_event *e, char *buffer, size_t size)
{
	struct out o = {buffer, false};
	const char *kind = el2_event_kind_name((el2_event_kind)e->kind);
	const char *format = el2_format_name((el2_format_id)e->format);

	if (size < EL2_RECORD_MAX)
		return 0;
	*o.at++ = '{';
	put_text(&o, "kind", kind, strlen(kind));
	if (e->format && e->format != EL2_FORMAT_RECORD && format)
		put_text(&o, "format", format, strlen(format));
	if (e->has_time)
		put_number(&o, "time", e->time > INT64_MAX ? INT64_MAX : (int64_t)e->time);
	if (e->cpu != EL2_NO_CPU)
		put_number(&o, "cpu", e->cpu);
	if (e->el >= 0)
		put_number(&o, "el", e->el);
	if (e->has_pc)
		put_hex(&o, "pc", e->pc);
	if (e->has_word)
		put_hex(&o, "word", e->word);
	if (e->fate && e->fate <= EL2_FATE_TAKEN)
		put_text(&o, "fate", record_fates[e->fate], strlen(record_fates[e->fate]));
	if (e->reason[0])
		put_text(&o, "reason", e->reason, strnlen(e->reason, sizeof e->reason));
	if (e->has_vcpu)
		put_number(&o, "vcpu", e->vcpu);
	if (e->guest)
		put_bool(&o, "guest", true);
	if (e->visible)
		put_bool(&o, "visible", true);
	if (e->forwarded >= 0)
		put_bool(&o, "forwarded", e->forwarded);
	if (e->write >= 0)
		put_bool(&o, "write", e->write);
	if (e->has_address)
		put_hex(&o, "address", e->address);
	if (e->lost)
		put_number(&o, "lost", e->lost > INT64_MAX ? INT64_MAX : (int64_t)e->lost);
	if (has_taken(e))
		put_taken(&o, e);
	if (e->reg_count)
		put_regs(&o, e);
	if (e->has_expect)
		put_expect(&o, &e->expect);
	if (e->source.file)
		put_source(&o, e);
	if (e->text_length && e->format != EL2_FORMAT_RECORD)
		put_text(&o, "text", e->text, e->text_length);
	*o.at++ = '}';
	*o.at++ = '\n';
	return (size_t)(o.at - buffer);
}
