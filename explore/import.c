/* SPDX-License-Identifier: MIT */
#include "explore/import.h"
#include "model/bytes.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define NOP UINT32_C(0xd503201f)

static const char *const names[] = {"hex", "raw", "syzos"};

bool el2_stream_format_by_name(const char *name, el2_stream_format *format)
{
	for (unsigned n = 0; n < sizeof names / sizeof *names; n++)
		if (!strcmp(names[n], name)) {
			*format = (el2_stream_format)n;
			return true;
		}
	return false;
}

/* ---- streams ---- */

struct import {
	const unsigned char *bytes;
	size_t size;
	const char *name;
	unsigned el;
	el2_stream_sink sink;
	void *context;
	el2_stream stream; /* being made */
	size_t streams, left_out;
	bool full; /* the sink does not want more */
	el2_error *error;
};

static void end_stream(struct import *m)
{
	if (!m->stream.count)
		return;
	m->full |= !m->sink(m->context, &m->stream);
	m->stream.count = 0;
	m->streams++;
}

/* Room for events that belong together. */
static void make_room(struct import *m, size_t events)
{
	if (m->stream.count + events > EL2_STREAM_EVENTS)
		end_stream(m);
}

static void add(struct import *m, uint32_t word, uint8_t reg, uint64_t value)
{
	make_room(m, 1);
	m->stream.event[m->stream.count++] =
		(el2_event){.word = word, .el = (uint8_t)m->el, .reg = reg, .value = value};
}

/* ---- words ---- */

static el2_status read_hex(struct import *m)
{
	const char *text = (const char *)m->bytes;
	unsigned line = 1;
	size_t begin = 0; /* of the line */
	bool empty = true;

	for (size_t at = 0; at < m->size;) {
		size_t first = at, digits;
		uint32_t word = 0;

		if (text[at] == '\n') {
			if (empty)
				end_stream(m);
			empty = true;
			begin = ++at;
			line++;
		} else if (text[at] == '#') {
			empty = false;
			while (at < m->size && text[at] != '\n')
				at++;
		} else if (isspace((unsigned char)text[at]) || text[at] == ',') {
			at++;
		} else {
			empty = false;
			if (m->size - at > 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x')
				at += 2;
			for (digits = 0; at < m->size && isxdigit((unsigned char)text[at]); at++, digits++)
				word = word << 4 |
				       (uint32_t)(isdigit((unsigned char)text[at]) ? text[at] - '0'
										   : (text[at] | 0x20) - 'a' + 10);
			if (!digits || digits > 8 ||
			    (at < m->size && !isspace((unsigned char)text[at]) && text[at] != ',' && text[at] != '#'))
				return el2_fail(m->error, EL2_ERR_INPUT, m->name, line, (unsigned)(first - begin + 1),
						"a word is 1 to 8 hexadecimal digits");
			add(m, word, 31, 0);
		}
	}
	return EL2_OK;
}

static el2_status read_raw(struct import *m)
{
	if (m->size % 4)
		return el2_fail(m->error, EL2_ERR_INPUT, m->name, 0, 0,
				"offset %zu: words are 4 bytes, and here are %zu", m->size & ~(size_t)3, m->size % 4);
	for (size_t at = 0; at < m->size; at += 4)
		add(m, (uint32_t)load_le(m->bytes + at, 4), 31, 0);
	return EL2_OK;
}

/* ---- SYZOS ---- */

enum {
	HEADER = 16,
	SMCCC = 64, /* with five parameters behind the function, and a gap */
};

enum kind {
	KIND_NONE, /* not an instruction */
	KIND_CODE,
	KIND_MSR,
	KIND_MRS,
	KIND_CALL,
	KIND_ERET,
	KIND_WRITE
};

/* The calls and their sizes; 0: any. */
static const struct call {
	uint64_t call, size;
	enum kind kind;
	uint32_t word;
} calls[] = {
	{0, 24, KIND_NONE, 0},
	{10, 0, KIND_CODE, 0},
	{20, 32, KIND_MSR, 0xd5100000},
	{30, SMCCC, KIND_CALL, 0xd4000003},
	{50, SMCCC, KIND_CALL, 0xd4000002},
	{70, 24, KIND_NONE, 0},
	{110, 48, KIND_WRITE, 0},
	{130, 40, KIND_NONE, 0},
	{170, 40, KIND_NONE, 0},
	{190, 24, KIND_MRS, 0xd5300000},
	{230, 24, KIND_ERET, 0xd69f03e0},
	{290, SMCCC, KIND_CALL, 0xd4000001},
};

static const struct call *find_call(uint64_t call)
{
	for (size_t n = 0; n < sizeof calls / sizeof *calls; n++)
		if (calls[n].call == call)
			return &calls[n];
	return NULL;
}

/* A store of 1, 2, 4 or 8 bytes, X0 to [X1]; another length does nothing. */
static void add_write(struct import *m, const unsigned char *at)
{
	static const uint32_t stores[] = {0x39000020, 0x79000020, 0xb9000020, 0xf9000020};
	uint64_t length = load_le(at + HEADER + 24, 8);

	for (unsigned n = 0; n < 4; n++)
		if (length == UINT64_C(1) << n) {
			make_room(m, 2);
			add(m, NOP, 1, load_le(at + HEADER, 8) + load_le(at + HEADER + 8, 8));
			add(m, stores[n], 0, load_le(at + HEADER + 16, 8));
			return;
		}
	m->left_out++;
}

static void add_call(struct import *m, const struct call *call, const unsigned char *at, uint64_t size)
{
	uint64_t reg = load_le(at + HEADER, size < HEADER + 8 ? 4 : 8);

	switch (call->kind) {
	case KIND_CODE:
		for (uint64_t n = HEADER; n < size; n += 4)
			add(m, (uint32_t)load_le(at + n, 4), 31, 0);
		break;
	case KIND_MSR:
		add(m, call->word | (uint32_t)(reg & 0xffff) << 5, 0, load_le(at + HEADER + 8, 8));
		break;
	case KIND_MRS:
		add(m, call->word | (uint32_t)(reg & 0xffff) << 5, 31, 0);
		break;
	case KIND_CALL:
		make_room(m, 6);
		for (unsigned n = 1; n < 6; n++)
			add(m, NOP, (uint8_t)n, load_le(at + HEADER + 8 * n, 8));
		add(m, call->word, 0, load_le(at + HEADER, 4));
		break;
	case KIND_ERET:
		add(m, call->word, 31, 0);
		break;
	case KIND_WRITE:
		add_write(m, at);
		break;
	default:
		m->left_out++;
		break;
	}
}

static el2_status read_syzos(struct import *m)
{
	size_t at = 0;

	while (m->size - at >= HEADER) {
		uint64_t number = load_le(m->bytes + at, 8), size = load_le(m->bytes + at + 8, 8);
		const struct call *call = find_call(number);

		if (!call)
			return el2_fail(m->error, EL2_ERR_INPUT, m->name, 0, 0,
					"offset %zu: %" PRIu64 " is no call of SYZOS", at, number);
		if (size > m->size - at || size < HEADER || (call->size && size != call->size) ||
		    (call->kind == KIND_CODE && size % 4))
			return el2_fail(m->error, EL2_ERR_INPUT, m->name, 0, 0,
					"offset %zu: call %" PRIu64 " has no %" PRIu64 " bytes", at + 8, number, size);
		if (size > HEADER)
			add_call(m, call, m->bytes + at, size);
		at += (size_t)size;
	}
	if (at < m->size)
		return el2_fail(m->error, EL2_ERR_INPUT, m->name, 0, 0, "offset %zu: %zu bytes are no call", at,
				m->size - at);
	return EL2_OK;
}

el2_status el2_stream_import(el2_stream_format format, const void *bytes, size_t size, const char *name, unsigned el,
			     el2_stream_sink sink, void *context, size_t *left_out, el2_error *error)
{
	struct import m = {
		.bytes = bytes, .size = size, .name = name, .el = el, .sink = sink, .context = context, .error = error};
	el2_status status = format == EL2_STREAM_HEX   ? read_hex(&m)
			    : format == EL2_STREAM_RAW ? read_raw(&m)
						       : read_syzos(&m);

	if (status == EL2_OK)
		end_stream(&m);
	if (left_out)
		*left_out = m.left_out;
	if (status == EL2_OK && m.full)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status == EL2_OK && !m.streams)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "no event in it");
	return status;
}
