/* SPDX-License-Identifier: MIT */
/* Layouts of a kernel's structures from its BTF. Source: Linux Documentation/bpf/btf.rst. */
#include "model/bytes.h"
#include "recording/recording.h"

#include <stdlib.h>
#include <string.h>

#ifdef EL2_HAVE_LIBBPF
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#endif

#ifndef EL2_HAVE_LIBBPF

el2_status el2_layouts_read(const void *image, size_t size, const char *const *names, size_t count,
			    el2_layout_found found, void *context, el2_error *error)
{
	(void)image, (void)size, (void)names, (void)count, (void)found, (void)context;
	return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0, "this build has no libbpf");
}

#else

enum {
	BTF_HEAD = 24, /* bytes, and more in kernels that have more to say */
	BTF_HEAD_MAX = 256,
	BTF_VERSION_1 = 1,
	NAME_MAX_SIZE = 64, /* of one name in a path */
	/* What kernels have, and not what BTF can be made to say: members that a path looks at, structures in
	 * structures. */
	LOOKS_MAX = 1 << 20,
	DEPTH_MAX = 16,
};

/* How long BTF is that begins here; 0: none does. */
static size_t btf_size(const unsigned char *at, size_t size)
{
	uint64_t head, types, strings, types_size, strings_size;

	if (size < BTF_HEAD || load_le(at, 2) != BTF_MAGIC || at[2] != BTF_VERSION_1 || at[3])
		return 0;
	head = load_le(at + 4, 4);
	types = load_le(at + 8, 4);
	types_size = load_le(at + 12, 4);
	strings = load_le(at + 16, 4);
	strings_size = load_le(at + 20, 4);
	if (head < BTF_HEAD || head > BTF_HEAD_MAX || types % 4 || !types_size || !strings_size ||
	    strings < types + types_size || head + strings + strings_size > size)
		return 0;
	return (size_t)(head + strings + strings_size);
}

/* The kernel's own is the largest: a module's does not lie in its Image, but a test's or a tool's may. */
static const unsigned char *find_btf(const unsigned char *image, size_t size, size_t *out)
{
	const unsigned char *found = NULL;

	*out = 0;
	for (size_t at = 0; at + BTF_HEAD <= size; at += 4) {
		size_t here = btf_size(image + at, size - at);

		if (here > *out) {
			*out = here;
			found = image + at;
		}
	}
	return found;
}

/* ---- names ---- */

static int no_print(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level, (void)format, (void)arguments;
	return 0;
}

/* A type without its qualifiers and typedefs. NULL: none. */
static const struct btf_type *plain(const struct btf *btf, uint32_t *id)
{
	int resolved = btf__resolve_type(btf, *id);

	if (resolved < 0)
		return NULL;
	*id = (uint32_t)resolved;
	return btf__type_by_id(btf, *id);
}

struct search {
	unsigned looks, depth;
};

/* A member of a structure or union, also of anonymous ones inside it: *offset grows. 0: none, or a bit field. */
static uint32_t find_member(const struct btf *btf, uint32_t id, const char *name, struct search *search,
			    uint64_t *offset)
{
	const struct btf_type *type = plain(btf, &id);

	if (!type || !btf_is_composite(type) || search->depth == DEPTH_MAX)
		return 0;
	for (uint16_t n = 0; n < btf_vlen(type) && search->looks < LOOKS_MAX; n++) {
		const struct btf_member *member = btf_members(type) + n;
		const char *named = btf__name_by_offset(btf, member->name_off);
		uint32_t bit = btf_member_bit_offset(type, n), found = 0;

		search->looks++;
		if (named && !strcmp(named, name))
			found = btf_member_bitfield_size(type, n) || bit % 8 ? 0 : member->type;
		else if (!named || !*named) {
			search->depth++;
			found = find_member(btf, member->type, name, search, offset);
			search->depth--;
		}
		if (found) {
			*offset += bit / 8;
			return found;
		}
	}
	return 0;
}

/* The value of a constant, by its name: the first of all enums. False: none. */
static bool find_constant(const struct btf *btf, const char *name, uint64_t *value)
{
	uint32_t count = btf__type_cnt(btf);

	for (uint32_t id = 1; id < count; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (!btf_is_enum(type))
			continue;
		for (uint16_t n = 0; n < btf_vlen(type); n++) {
			const char *named = btf__name_by_offset(btf, btf_enum(type)[n].name_off);

			if (named && !strcmp(named, name)) {
				*value = (uint32_t)btf_enum(type)[n].val;
				return true;
			}
		}
	}
	return false;
}

static bool take_name(const char **at, char *out)
{
	size_t length = strcspn(*at, ".[]");

	if (!length || length >= NAME_MAX_SIZE)
		return false;
	memcpy(out, *at, length);
	out[length] = 0;
	*at += length;
	return true;
}

/* An element of an array: its type. 0: there is no such. */
static uint32_t find_element(const struct btf *btf, uint32_t id, const char *index, uint64_t *offset)
{
	const struct btf_type *type = plain(btf, &id);
	const struct btf_array *array = type && btf_is_array(type) ? btf_array(type) : NULL;
	uint64_t number;
	int64_t size;
	char *end;

	if (!array)
		return 0;
	number = strtoull(index, &end, 0);
	if (*end && !find_constant(btf, index, &number))
		return 0;
	size = btf__resolve_size(btf, array->type);
	if (size <= 0 || number >= array->nelems || number * (uint64_t)size > UINT32_MAX)
		return 0;
	*offset += number * (uint64_t)size;
	return array->type;
}

static bool find_layout(const struct btf *btf, const char *path, el2_recorded_layout *out)
{
	const char *at = path;
	char name[NAME_MAX_SIZE];
	uint64_t offset = 0;
	struct search search = {0};
	int64_t size;
	int first;
	uint32_t id;

	if (!take_name(&at, name))
		return false;
	first = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);
	id = first > 0 ? (uint32_t)first : 0;
	while (id && *at) {
		char mark = *at++;

		if (!take_name(&at, name))
			return false;
		id = mark == '.' ? find_member(btf, id, name, &search, &offset) : find_element(btf, id, name, &offset);
		if (mark == '[' && *at++ != ']')
			return false;
	}
	size = id ? btf__resolve_size(btf, id) : 0;
	if (size <= 0 || offset + (uint64_t)size > UINT32_MAX)
		return false;
	*out = (el2_recorded_layout){path, (uint32_t)offset, (uint32_t)size};
	return true;
}

el2_status el2_layouts_read(const void *image, size_t size, const char *const *names, size_t count,
			    el2_layout_found found, void *context, el2_error *error)
{
	size_t length;
	const unsigned char *at = find_btf(image, size, &length);
	libbpf_print_fn_t printed = libbpf_set_print(no_print);
	struct btf *btf = at ? btf__new(at, (uint32_t)length) : NULL;

	libbpf_set_print(printed);
	if (!at)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "no BTF was found");
	if (!btf)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "BTF at byte %zu that libbpf does not read",
				(size_t)(at - (const unsigned char *)image));
	for (size_t n = 0; n < count; n++) {
		el2_recorded_layout layout;

		if (find_layout(btf, names[n], &layout) && !found(context, &layout))
			break;
	}
	btf__free(btf);
	return EL2_OK;
}

#endif
