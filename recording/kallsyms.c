/* SPDX-License-Identifier: MIT */
/*
 * The symbols in a kernel Image: kallsyms. Nothing points to its tables, so they are found by their shape: the table of
 * tokens holds "0", "1", ... "9" one after the other; behind it stands an index of 256 offsets into it, before it the
 * markers, one for 256 names, and before those the names. Source: Linux scripts/kallsyms.c, kernel/kallsyms.c.
 */
#include "model/bytes.h"
#include "recording/recording.h"

#include <string.h>

#define SYMBOL_MAX 512
#define NAMES_MAX  (1u << 22)
/* Names of one marker, 256 of them, take no more than this. */
#define GROUP_MAX (256u * (SYMBOL_MAX + 2))

struct kallsyms {
	const unsigned char *image;
	size_t size;
	size_t alignment;     /* of all tables: 8, or 4 in 7.x */
	size_t tokens, index; /* offsets in the image */
	size_t markers, marker_count;
	size_t names, count;
	size_t offsets; /* u32 each */
	bool placed;    /* they count from their own place */
	uint64_t text;  /* of the offsets: that of _text, the start of the Image */
};

static size_t align(const struct kallsyms *k, size_t at)
{
	return (at + k->alignment - 1) & ~(k->alignment - 1);
}

static uint32_t word(const struct kallsyms *k, size_t at)
{
	return (uint32_t)load_le(k->image + at, 4);
}

/* The token table whose "0" is at `digit`: its start, and its index. */
static bool find_index(struct kallsyms *k, size_t digit)
{
	size_t end = digit, start;

	for (unsigned nuls = 0; end < k->size && nuls < 256 - '0'; end++)
		nuls += !k->image[end];
	k->index = align(k, end);
	if (k->index + 512 > k->size || load_le(k->image + k->index, 2))
		return false;
	start = load_le(k->image + k->index + 2 * '0', 2);
	if (start > digit || (digit - start) % k->alignment)
		return false;
	start = digit - start;
	k->tokens = start;
	for (unsigned i = 1; i < 256; i++) {
		size_t at = start + load_le(k->image + k->index + 2 * i, 2);

		if (!at || at >= end || k->image[at - 1])
			return false;
	}
	return true;
}

/* The length of a compressed name, and how many bytes say so. */
static size_t name_length(const struct kallsyms *k, size_t at, size_t *head)
{
	size_t length = k->image[at];

	*head = 1;
	if (length & 0x80) {
		length = (length & 0x7f) | (size_t)k->image[at + 1] << 7;
		*head = 2;
	}
	return length;
}

/* Do `count` names from `names` on meet all markers and end where those begin? */
static bool names_fit(const struct kallsyms *k)
{
	size_t at = k->names;

	for (size_t i = 0; i < k->count; i++) {
		size_t head, length;

		if (at + 2 > k->markers)
			return false;
		if (i % 256 == 0 && word(k, k->markers + i / 256 * 4) != at - k->names)
			return false;
		length = name_length(k, at, &head);
		if (!length || length > k->markers - at - head)
			return false;
		at += head + length;
	}
	return align(k, at) == k->markers;
}

/* The names before markers that are known: their number stands before them. */
static bool find_names_before(struct kallsyms *k)
{
	size_t last = word(k, k->markers + 4 * (k->marker_count - 1));

	if (last + 16 > k->markers)
		return false;
	for (k->names = (k->markers - last) & ~(k->alignment - 1); k->names >= k->alignment; k->names -= k->alignment) {
		k->count = word(k, k->names - k->alignment);
		if (k->count && k->count <= NAMES_MAX && (k->count + 255) / 256 == k->marker_count && names_fit(k))
			return true;
		if (k->markers - last - k->names > GROUP_MAX)
			return false;
	}
	return false;
}

/* Do markers begin here: 0, then ascending? */
static bool is_marker(const struct kallsyms *k, size_t at)
{
	return !word(k, at) && word(k, at + 4) >= 256 && word(k, at + 4) < GROUP_MAX &&
	       word(k, at + 8) > word(k, at + 4);
}

/*
 * The markers end where the tokens begin; or, in 6.1 to 6.3, before an index of names in alphabetical order, 3 bytes
 * each: from the distance follows how many names there are, give or take what aligns the two.
 */
static bool find_names(struct kallsyms *k)
{
	size_t names_limit = NAMES_MAX * (size_t)3 + NAMES_MAX / 64;

	for (size_t at = k->tokens; at >= 16 && k->tokens - at < names_limit; at -= k->alignment) {
		size_t distance = k->tokens - at, indexed = distance * 64 / 193;

		if (distance < 12 || !is_marker(k, at))
			continue;
		k->markers = at;
		k->marker_count = distance / 4;
		if (!word(k, k->tokens - 4))
			k->marker_count--;
		if (find_names_before(k))
			return true;
		for (size_t count = indexed > 256 ? indexed - 256 : 1; count <= indexed; count++) {
			k->marker_count = (count + 255) / 256;
			if (align(k, 4 * k->marker_count) + align(k, 3 * count) == distance && find_names_before(k))
				return true;
		}
	}
	return false;
}

/* Do the offsets ascend? */
static bool offsets_ascend(const struct kallsyms *k, size_t at, bool placed)
{
	int64_t before = 0;

	if (at > k->size || k->count > (k->size - at) / 4)
		return false;
	for (size_t i = 0; i < k->count; i++) {
		int64_t offset = word(k, at + 4 * i);

		if (placed)
			offset = (int64_t)(at + 4 * i) + (int32_t)offset;
		if (offset < before)
			return false;
		before = offset;
	}
	return true;
}

/* Before the names up to 6.3, behind the tokens from 6.4, and there relative to their place in 7.x: of those symbols
 * that share an address have falling offsets, so that no table passes for another. */
static bool find_offsets(struct kallsyms *k)
{
	size_t behind = k->index + 512, array = align(k, 4 * k->count);

	if (k->names >= 16 + array) {
		k->offsets = k->names - 16 - array;
		if (offsets_ascend(k, k->offsets, false))
			return true;
	}
	k->offsets = behind;
	k->placed = !offsets_ascend(k, behind, false);
	return !k->placed || offsets_ascend(k, behind, true);
}

static uint64_t offset_of(const struct kallsyms *k, size_t i)
{
	uint32_t offset = word(k, k->offsets + 4 * i);

	return k->placed ? k->offsets + 4 * i + (uint64_t)(int64_t)(int32_t)offset : offset - k->text;
}

/* The names, each with its type letter first. */
static void each_name(const struct kallsyms *k, bool (*found)(void *, const char *, size_t), void *context)
{
	size_t at = k->names;

	for (size_t i = 0; i < k->count; i++) {
		char name[SYMBOL_MAX + 1];
		size_t head, length = name_length(k, at, &head), used = 0;

		for (size_t t = at + head; t < at + head + length; t++) {
			const unsigned char *token =
				k->image + k->tokens + load_le(k->image + k->index + 2 * k->image[t], 2);

			while (*token && used < SYMBOL_MAX)
				name[used++] = (char)*token++;
		}
		name[used] = 0;
		at += head + length;
		if (used > 1 && !found(context, name + 1, i))
			return;
	}
}

struct reading {
	struct kallsyms *k;
	bool text_known;
	el2_kallsyms_symbol found;
	void *context;
};

/* Where the Image starts, in what offsets count: at _text; a kernel without CONFIG_KALLSYMS_ALL has _stext alone, the
 * next boundary of 64 KB. Source: Linux arch/arm64/kernel/vmlinux.lds.S. */
static bool look_for_text(void *context, const char *name, size_t i)
{
	struct reading *r = context;
	bool text = !strcmp(name, "_text");

	if (!text && strcmp(name, "_stext"))
		return true;
	r->k->text = word(r->k, r->k->offsets + 4 * i) - (text ? 0 : UINT64_C(0x10000));
	r->text_known = true;
	return !text;
}

static bool pass_on(void *context, const char *name, size_t i)
{
	struct reading *r = context;
	uint64_t offset = offset_of(r->k, i);

	return offset >> 63 || r->found(r->context, name, offset);
}

/* The tables whose token "0" is at `digit`. */
static bool find_tables(struct kallsyms *k, size_t digit)
{
	for (k->alignment = 8; k->alignment >= 4; k->alignment /= 2)
		if (find_index(k, digit) && find_names(k) && find_offsets(k))
			return true;
	return false;
}

el2_status el2_kallsyms_read(const void *image, size_t size, el2_kallsyms_symbol found, void *context, el2_error *error)
{
	static const unsigned char digits[20] = {'0', 0, '1', 0, '2', 0, '3', 0, '4', 0,
						 '5', 0, '6', 0, '7', 0, '8', 0, '9', 0};
	const unsigned char *bytes = image;

	for (size_t i = 0; i + sizeof digits <= size; i++) {
		struct kallsyms k = {.image = image, .size = size};
		struct reading reading = {.k = &k, .found = found, .context = context};
		const unsigned char *next = memchr(bytes + i, '0', size - i);

		if (!next)
			break;
		i = (size_t)(next - bytes);
		if (i + sizeof digits > size || memcmp(next, digits, sizeof digits) || !find_tables(&k, i))
			continue;
		if (!k.placed)
			each_name(&k, look_for_text, &reading);
		if (!k.placed && !reading.text_known)
			continue;
		each_name(&k, pass_on, &reading);
		return EL2_OK;
	}
	return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "no kallsyms tables of a layout that is known");
}
