/* SPDX-License-Identifier: MIT */
/* The bytes of a recording's file. */
#include "recording/layout.h"

#include <stdlib.h>
#include <string.h>

#ifdef EL2_HAVE_ZSTD
#include <zstd.h>
#endif

/* Worth its seconds for the 20 MB of nVHE, whose EL2 maps all read-only data of the kernel. */
#define PACKING_LEVEL 19

static bool is_zero(const uint8_t *data)
{
	return !data || (!data[0] && !memcmp(data, data + 1, EL2_RECORDING_PAGE - 1));
}

/* How long the strings are: the texts, then the names. */
static size_t strings_size(const el2_recording *r)
{
	size_t size = 0;

	for (unsigned i = 0; i < EL2_RECORDING_TEXTS; i++)
		size += (r->text[i] ? strlen(r->text[i]) : 0) + 1;
	for (size_t i = 0; i < r->symbol_count; i++)
		size += strlen(r->symbols[i].name) + 1;
	for (size_t i = 0; i < r->layout_count; i++)
		size += strlen(r->layouts[i].name) + 1;
	return size;
}

static size_t body_size(const el2_recording *r)
{
	size_t size = BODY_SIZE + r->cpu_count * CPU_SIZE + r->range_count * RANGE_SIZE + r->page_count * PAGE_ENTRY +
		      r->symbol_count * SYMBOL_SIZE + r->layout_count * LAYOUT_SIZE + strings_size(r);

	for (size_t i = 0; i < r->cpu_count; i++)
		size += r->cpus[i].register_count * REGISTER_SIZE;
	for (size_t i = 0; i < r->page_count; i++)
		size += is_zero(r->pages[i].data) ? 0 : EL2_RECORDING_PAGE;
	return size;
}

static unsigned char *put_cpus(unsigned char *at, const el2_recording *r)
{
	for (size_t c = 0; c < r->cpu_count; c++, at += CPU_SIZE) {
		const el2_recorded_cpu *cpu = &r->cpus[c];

		store_le(at, 8, cpu->pc);
		store_le(at + 8, 8, cpu->pstate);
		for (unsigned i = 0; i < 31; i++)
			store_le(at + 16 + 8 * i, 8, cpu->x[i]);
		for (unsigned i = 0; i < 4; i++)
			store_le(at + 16 + 8 * 31 + 8 * i, 8, cpu->sp[i]);
		store_le(at + CPU_REGISTERS, 4, cpu->register_count);
	}
	for (size_t c = 0; c < r->cpu_count; c++)
		for (size_t i = 0; i < r->cpus[c].register_count; i++, at += REGISTER_SIZE) {
			store_le(at, 2, r->cpus[c].registers[i].key);
			at[2] = r->cpus[c].registers[i].origin;
			store_le(at + 8, 8, r->cpus[c].registers[i].value);
		}
	return at;
}

static unsigned char *put_string(unsigned char *at, const char *text)
{
	size_t size = (text ? strlen(text) : 0) + 1;

	memcpy(at, text ? text : "", size);
	return at + size;
}

/* The symbols, the layouts, and the strings that both point into. */
static unsigned char *put_names(unsigned char *at, const el2_recording *r)
{
	unsigned char *strings = at + r->symbol_count * SYMBOL_SIZE + r->layout_count * LAYOUT_SIZE, *string = strings;

	for (unsigned i = 0; i < EL2_RECORDING_TEXTS; i++)
		string = put_string(string, r->text[i]);
	for (size_t i = 0; i < r->symbol_count; i++, at += SYMBOL_SIZE) {
		store_le(at, 8, r->symbols[i].pa);
		store_le(at + 8, 4, (uint64_t)(string - strings));
		string = put_string(string, r->symbols[i].name);
	}
	for (size_t i = 0; i < r->layout_count; i++, at += LAYOUT_SIZE) {
		store_le(at, 4, (uint64_t)(string - strings));
		store_le(at + 4, 4, r->layouts[i].offset);
		store_le(at + 8, 4, r->layouts[i].size);
		string = put_string(string, r->layouts[i].name);
	}
	return string;
}

static void put_body(unsigned char *at, const el2_recording *r)
{
	store_le(at + BODY_CPUS, 4, r->cpu_count);
	store_le(at + BODY_RANGES, 4, r->range_count);
	store_le(at + BODY_PAGES, 4, r->page_count);
	store_le(at + BODY_SYMBOLS, 4, r->symbol_count);
	store_le(at + BODY_STRINGS, 4, strings_size(r));
	store_le(at + BODY_LAYOUTS, 4, r->layout_count);
	at = put_cpus(at + BODY_SIZE, r);
	for (size_t i = 0; i < r->range_count; i++, at += RANGE_SIZE) {
		store_le(at, 8, r->ranges[i].va);
		store_le(at + 8, 8, r->ranges[i].pa);
		store_le(at + 16, 8, r->ranges[i].size);
		store_le(at + 24, 8, r->ranges[i].attributes);
	}
	for (size_t i = 0; i < r->page_count; i++, at += PAGE_ENTRY)
		store_le(at, 8, r->pages[i].pa | !is_zero(r->pages[i].data));
	at = put_names(at, r);
	for (size_t i = 0; i < r->page_count; i++)
		if (!is_zero(r->pages[i].data)) {
			memcpy(at, r->pages[i].data, EL2_RECORDING_PAGE);
			at += EL2_RECORDING_PAGE;
		}
}

#ifdef EL2_HAVE_ZSTD
static el2_status pack_body(const unsigned char *body, size_t size, unsigned char **out, size_t *out_size,
			    el2_error *error)
{
	size_t bound = ZSTD_compressBound(size), got;

	*out = calloc(1, HEAD_SIZE + bound);
	if (!*out)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	got = ZSTD_compress(*out + HEAD_SIZE, bound, body, size, PACKING_LEVEL);
	if (ZSTD_isError(got)) {
		free(*out);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "zstd says: %s", ZSTD_getErrorName(got));
	}
	*out_size = HEAD_SIZE + got;
	return EL2_OK;
}
#endif

el2_status el2_recording_write(const el2_recording *r, bool pack, void **bytes, size_t *size, el2_error *error)
{
	size_t body = body_size(r);
	unsigned char *file;
	el2_recording check;
	el2_status status;

	if (body > EL2_RECORDING_SIZE_MAX)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "%zu bytes, where a recording has at most %u", body,
				EL2_RECORDING_SIZE_MAX);
	*size = HEAD_SIZE + body;
	file = calloc(1, *size);
	if (!file)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	put_body(file + HEAD_SIZE, r);
	if (pack) {
#ifdef EL2_HAVE_ZSTD
		unsigned char *packed;

		status = pack_body(file + HEAD_SIZE, body, &packed, size, error);
		free(file);
		if (status != EL2_OK)
			return status;
		file = packed;
#else
		free(file);
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0, "this build has no zstd");
#endif
	}
	memcpy(file, RECORDING_MAGIC, 8);
	store_le(file + HEAD_VERSION, 4, r->layout_count ? RECORDING_VERSION : RECORDING_BEFORE_LAYOUTS);
	store_le(file + HEAD_PACKING, 4, pack ? PACKING_ZSTD : PACKING_NONE);
	store_le(file + HEAD_BODY, 8, body);
	store_le(file + HEAD_STORED, 8, *size - HEAD_SIZE);
	store_le(file + HEAD_CRC, 4,
		 recording_crc(recording_crc(0, file, HEAD_CRC), file + HEAD_SIZE, *size - HEAD_SIZE));

	/* Nothing is written that would not be read: the reader knows what is out of order. */
	status = el2_recording_open(file, *size, NULL, &check, error);
	el2_recording_close(&check);
	if (status != EL2_OK) {
		free(file);
		return status;
	}
	*bytes = file;
	return EL2_OK;
}
