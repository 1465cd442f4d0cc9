/* SPDX-License-Identifier: MIT */
/* A recording from the bytes of its file. */
#include "recording/layout.h"

#include <stdlib.h>
#include <string.h>

#ifdef EL2_HAVE_ZSTD
#include <zstd.h>
#endif

uint32_t recording_crc(uint32_t crc, const unsigned char *bytes, size_t size)
{
	static const uint32_t nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
					    0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
					    0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

	crc = ~crc;
	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		crc = crc >> 4 ^ nibble[crc & 15];
		crc = crc >> 4 ^ nibble[crc & 15];
	}
	return ~crc;
}

/* What is being read: the unpacked body, and where in it we are. */
struct reader {
	const unsigned char *body;
	size_t size, at;
	const char *name;
	el2_error *error;
	uint64_t version;
};

static el2_status damaged(const struct reader *r, size_t at, const char *what)
{
	return el2_fail(r->error, EL2_ERR_INPUT, r->name, 0, 0, "damaged at byte %zu of its body: %s", at, what);
}

/* The next `count` items of `size` bytes; NULL and a message if they are not there. */
static const unsigned char *take(struct reader *r, uint64_t count, size_t size, const char *what)
{
	const unsigned char *at = r->body + r->at;

	if (count > (r->size - r->at) / size) {
		el2_fail(r->error, EL2_ERR_INPUT, r->name, 0, 0,
			 "damaged at byte %zu of its body: %llu %s of %zu bytes do not fit in the %zu that follow",
			 r->at, (unsigned long long)count, what, size, r->size - r->at);
		return NULL;
	}
	r->at += (size_t)count * size;
	return at;
}

/* Everything allocated: one block. */
struct storage {
	el2_recorded_cpu *cpus;
	el2_recorded_register *registers;
	el2_recorded_range *ranges;
	el2_recorded_page *pages;
	el2_recorded_symbol *symbols;
	el2_recorded_layout *layouts;
	unsigned char zero[EL2_RECORDING_PAGE];
	unsigned char *body;
};

static void storage_free(struct storage *s)
{
	if (!s)
		return;
	free(s->cpus);
	free(s->registers);
	free(s->ranges);
	free(s->pages);
	free(s->symbols);
	free(s->layouts);
	free(s->body);
	free(s);
}

static el2_status no_memory(el2_error *error)
{
	return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}

static el2_status unpack(const unsigned char *stored, size_t stored_size, uint32_t packing, struct storage *s,
			 struct reader *r)
{
	s->body = malloc(r->size);
	if (!s->body)
		return no_memory(r->error);
	r->body = s->body;
	if (packing == PACKING_NONE) {
		if (stored_size != r->size)
			return el2_fail(r->error, EL2_ERR_INPUT, r->name, 0, 0,
					"damaged at byte %d: a body of %zu bytes is stored in %zu", HEAD_BODY, r->size,
					stored_size);
		memcpy(s->body, stored, stored_size);
		return EL2_OK;
	}
#ifdef EL2_HAVE_ZSTD
	size_t got = ZSTD_decompress(s->body, r->size, stored, stored_size);

	if (ZSTD_isError(got))
		return el2_fail(r->error, EL2_ERR_INPUT, r->name, 0, 0, "damaged at byte %d: zstd says: %s", HEAD_SIZE,
				ZSTD_getErrorName(got));
	if (got != r->size)
		return el2_fail(r->error, EL2_ERR_INPUT, r->name, 0, 0,
				"damaged at byte %d: it unpacks to %zu bytes, not %zu", HEAD_BODY, got, r->size);
	return EL2_OK;
#else
	return el2_fail(r->error, EL2_ERR_UNSUPPORTED, r->name, 0, 0, "packed with zstd, which this build lacks");
#endif
}

static el2_status read_registers(struct reader *r, const unsigned char *in, size_t count, el2_recorded_register *out)
{
	size_t start = (size_t)(in - r->body);

	for (size_t i = 0; i < count; i++, in += REGISTER_SIZE) {
		out[i] = (el2_recorded_register){(uint16_t)load_le(in, 2), in[2], load_le(in + 8, 8)};
		if (out[i].origin != EL2_RECORDED_READ && out[i].origin != EL2_RECORDED_DEFAULT)
			return damaged(r, start + i * REGISTER_SIZE, "a register of unknown origin");
		if (i && out[i].key <= out[i - 1].key)
			return damaged(r, start + i * REGISTER_SIZE, "registers out of order");
	}
	return EL2_OK;
}

static el2_status read_cpus(struct reader *r, struct storage *s, size_t count)
{
	const unsigned char *in = take(r, count, CPU_SIZE, "CPUs");
	uint64_t total = 0, done = 0;

	if (!in)
		return EL2_ERR_INPUT;
	for (size_t c = 0; c < count; c++)
		total += load_le(in + c * CPU_SIZE + CPU_REGISTERS, 4);
	const unsigned char *list = take(r, total, REGISTER_SIZE, "registers");

	if (!list)
		return EL2_ERR_INPUT;
	s->cpus = calloc(count + 1, sizeof *s->cpus);
	s->registers = calloc((size_t)total + 1, sizeof *s->registers);
	if (!s->cpus || !s->registers)
		return no_memory(r->error);
	for (size_t c = 0; c < count; c++, in += CPU_SIZE) {
		el2_recorded_cpu *cpu = &s->cpus[c];
		el2_status status;

		cpu->pc = load_le(in, 8);
		cpu->pstate = load_le(in + 8, 8);
		for (unsigned i = 0; i < 31; i++)
			cpu->x[i] = load_le(in + 16 + 8 * i, 8);
		for (unsigned i = 0; i < 4; i++)
			cpu->sp[i] = load_le(in + 16 + 8 * 31 + 8 * i, 8);
		cpu->register_count = (size_t)load_le(in + CPU_REGISTERS, 4);
		cpu->registers = s->registers + done;
		status = read_registers(r, list + done * REGISTER_SIZE, cpu->register_count, s->registers + done);
		if (status != EL2_OK)
			return status;
		done += cpu->register_count;
	}
	return EL2_OK;
}

static el2_status read_ranges(struct reader *r, struct storage *s, size_t count)
{
	size_t start = r->at;
	const unsigned char *in = take(r, count, RANGE_SIZE, "ranges");

	if (!in)
		return EL2_ERR_INPUT;
	s->ranges = calloc(count + 1, sizeof *s->ranges);
	if (!s->ranges)
		return no_memory(r->error);
	for (size_t i = 0; i < count; i++, in += RANGE_SIZE) {
		el2_recorded_range *range = &s->ranges[i];

		*range = (el2_recorded_range){load_le(in, 8), load_le(in + 8, 8), load_le(in + 16, 8),
					      load_le(in + 24, 8)};
		if (!range->size || range->va + (range->size - 1) < range->va ||
		    range->pa + (range->size - 1) < range->pa)
			return damaged(r, start + i * RANGE_SIZE, "a range without a size, or beyond the last address");
		if (i && range->va <= range[-1].va + (range[-1].size - 1))
			return damaged(r, start + i * RANGE_SIZE, "ranges out of order, or one over the other");
	}
	return EL2_OK;
}

static el2_status read_pages(struct reader *r, struct storage *s, size_t count)
{
	size_t start = r->at;
	const unsigned char *in = take(r, count, PAGE_ENTRY, "pages");

	if (!in)
		return EL2_ERR_INPUT;
	s->pages = calloc(count + 1, sizeof *s->pages);
	if (!s->pages)
		return no_memory(r->error);
	for (size_t i = 0; i < count; i++, in += PAGE_ENTRY) {
		uint64_t entry = load_le(in, 8);

		s->pages[i].pa = entry & ~(uint64_t)(EL2_RECORDING_PAGE - 1);
		s->pages[i].data = entry & 1 ? NULL : s->zero;
		if (entry & (EL2_RECORDING_PAGE - 2))
			return damaged(r, start + i * PAGE_ENTRY, "a page that is not at a multiple of 4096");
		if (i && s->pages[i].pa <= s->pages[i - 1].pa)
			return damaged(r, start + i * PAGE_ENTRY, "pages out of order");
	}
	return EL2_OK;
}

static el2_status read_symbols(const struct reader *r, struct storage *s, const unsigned char *in, size_t count,
			       const char *strings, size_t size)
{
	s->symbols = calloc(count + 1, sizeof *s->symbols);
	if (!s->symbols)
		return no_memory(r->error);
	for (size_t i = 0; i < count; i++, in += SYMBOL_SIZE) {
		uint64_t name = load_le(in + 8, 4);

		if (name >= size)
			return damaged(r, (size_t)(in - r->body), "a symbol whose name lies outside the strings");
		s->symbols[i] = (el2_recorded_symbol){load_le(in, 8), strings + name};
		if (i && s->symbols[i].pa < s->symbols[i - 1].pa)
			return damaged(r, (size_t)(in - r->body), "symbols out of order");
	}
	return EL2_OK;
}

static el2_status read_layouts(const struct reader *r, struct storage *s, const unsigned char *in, size_t count,
			       const char *strings, size_t size)
{
	s->layouts = calloc(count + 1, sizeof *s->layouts);
	if (!s->layouts)
		return no_memory(r->error);
	for (size_t i = 0; i < count; i++, in += LAYOUT_SIZE) {
		uint64_t name = load_le(in, 4), offset = load_le(in + 4, 4), bytes = load_le(in + 8, 4);

		if (name >= size)
			return damaged(r, (size_t)(in - r->body), "a layout whose name lies outside the strings");
		if (offset + bytes > UINT32_MAX || !bytes)
			return damaged(r, (size_t)(in - r->body), "a layout without a size, or of one beyond all");
		s->layouts[i] = (el2_recorded_layout){strings + name, (uint32_t)offset, (uint32_t)bytes};
		if (i && strcmp(s->layouts[i].name, s->layouts[i - 1].name) <= 0)
			return damaged(r, (size_t)(in - r->body), "layouts out of order");
	}
	return EL2_OK;
}

/* The strings, behind what points into them: the texts first, one after the other; then names. All end in 0. */
static el2_status read_strings(struct reader *r, struct storage *s, el2_recording *out, size_t strings)
{
	const unsigned char *symbols = take(r, out->symbol_count, SYMBOL_SIZE, "symbols");
	const unsigned char *layouts = symbols ? take(r, out->layout_count, LAYOUT_SIZE, "layouts") : NULL;
	const char *string = layouts ? (const char *)take(r, strings, 1, "strings") : NULL;
	size_t text = 0;
	el2_status status;

	if (!string)
		return EL2_ERR_INPUT;
	if (!strings || string[strings - 1])
		return damaged(r, r->at, "strings without an end");
	for (unsigned i = 0; i < EL2_RECORDING_TEXTS; i++) {
		if (text >= strings)
			return damaged(r, r->at, "too few texts");
		out->text[i] = string + text;
		text += strlen(string + text) + 1;
	}
	status = read_symbols(r, s, symbols, out->symbol_count, string, strings);
	return status == EL2_OK ? read_layouts(r, s, layouts, out->layout_count, string, strings) : status;
}

static el2_status read_body(struct reader *r, struct storage *s, el2_recording *out)
{
	const unsigned char *head = take(r, 1, BODY_SIZE, "heads");
	el2_status status;

	if (!head)
		return EL2_ERR_INPUT;
	out->cpu_count = (size_t)load_le(head + BODY_CPUS, 4);
	out->range_count = (size_t)load_le(head + BODY_RANGES, 4);
	out->page_count = (size_t)load_le(head + BODY_PAGES, 4);
	out->symbol_count = (size_t)load_le(head + BODY_SYMBOLS, 4);
	out->layout_count = (size_t)load_le(head + BODY_LAYOUTS, 4);
	if (out->layout_count && r->version == RECORDING_BEFORE_LAYOUTS)
		return damaged(r, BODY_LAYOUTS, "layouts, which its version does not have");
	if (out->cpu_count > EL2_RECORDING_CPUS_MAX)
		return damaged(r, BODY_CPUS, "more CPUs than a recording has");
	status = read_cpus(r, s, out->cpu_count);
	if (status == EL2_OK)
		status = read_ranges(r, s, out->range_count);
	if (status == EL2_OK)
		status = read_pages(r, s, out->page_count);
	if (status == EL2_OK)
		status = read_strings(r, s, out, (size_t)load_le(head + BODY_STRINGS, 4));
	if (status != EL2_OK)
		return status;
	for (size_t i = 0; i < out->page_count; i++)
		if (!s->pages[i].data && !(s->pages[i].data = take(r, 1, EL2_RECORDING_PAGE, "pages of data")))
			return EL2_ERR_INPUT;
	if (r->at != r->size)
		return damaged(r, r->at, "more follows than it has");
	out->cpus = s->cpus;
	out->ranges = s->ranges;
	out->pages = s->pages;
	out->symbols = s->symbols;
	out->layouts = s->layouts;
	return EL2_OK;
}

/* The head: what follows is whole and of a size that we take. */
static el2_status check_head(const unsigned char *in, size_t size, const char *name, el2_error *error)
{
	uint64_t body, stored;
	uint32_t crc;

	if (size < 8 || memcmp(in, RECORDING_MAGIC, 8))
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "not a recording: it does not begin with %s",
				RECORDING_MAGIC);
	if (size < HEAD_SIZE)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "truncated: it ends at byte %zu, in its head of %d",
				size, HEAD_SIZE);
	if (load_le(in + HEAD_VERSION, 4) - 1 >= RECORDING_VERSION)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, name, 0, 0,
				"a recording of version %llu; this reads versions 1 to %d",
				(unsigned long long)load_le(in + HEAD_VERSION, 4), RECORDING_VERSION);
	if (load_le(in + HEAD_PACKING, 4) > PACKING_ZSTD || load_le(in + HEAD_RESERVED, 4))
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "damaged in its head, at byte %d or %d", HEAD_PACKING,
				HEAD_RESERVED);
	body = load_le(in + HEAD_BODY, 8);
	stored = load_le(in + HEAD_STORED, 8);
	if (!body || body > EL2_RECORDING_SIZE_MAX)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0,
				"damaged at byte %d: its body has %llu bytes; recordings have 1 to %u", HEAD_BODY,
				(unsigned long long)body, EL2_RECORDING_SIZE_MAX);
	if (stored != size - HEAD_SIZE)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0,
				"%s: it ends at byte %zu, where its head says %llu and %d more",
				stored > size - HEAD_SIZE ? "truncated" : "damaged", size, (unsigned long long)stored,
				HEAD_SIZE);
	crc = recording_crc(recording_crc(0, in, HEAD_CRC), in + HEAD_SIZE, (size_t)stored);
	if (load_le(in + HEAD_CRC, 4) != crc)
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0,
				"damaged: the check sum at byte %d is 0x%08llx, that of what follows 0x%08x", HEAD_CRC,
				(unsigned long long)load_le(in + HEAD_CRC, 4), crc);
	return EL2_OK;
}

el2_status el2_recording_open(const void *bytes, size_t size, const char *name, el2_recording *out, el2_error *error)
{
	const unsigned char *in = bytes;
	struct reader r = {.name = name, .error = error};
	struct storage *s;
	el2_status status;

	memset(out, 0, sizeof *out);
	status = check_head(in, size, name, error);
	if (status != EL2_OK)
		return status;
	s = calloc(1, sizeof *s);
	if (!s)
		return no_memory(error);
	r.size = (size_t)load_le(in + HEAD_BODY, 8);
	r.version = load_le(in + HEAD_VERSION, 4);
	status = unpack(in + HEAD_SIZE, size - HEAD_SIZE, (uint32_t)load_le(in + HEAD_PACKING, 4), s, &r);
	if (status == EL2_OK)
		status = read_body(&r, s, out);
	if (status != EL2_OK) {
		storage_free(s);
		memset(out, 0, sizeof *out);
		return status;
	}
	out->storage = s;
	return EL2_OK;
}

void el2_recording_close(el2_recording *recording)
{
	if (!recording)
		return;
	storage_free(recording->storage);
	memset(recording, 0, sizeof *recording);
}
