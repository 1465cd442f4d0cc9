/* SPDX-License-Identifier: MIT */
/* Cases of `step`: from JSON into a state and memory. */
#include "cli/case/step_case.h"
#include "snippet/snippet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define STEP_MEMORY_MAX (UINT64_C(1) << 24) /* bytes of one entry */

el2_status cli_step_open(struct cli_step *step, el2_error *error)
{
	memset(step, 0, sizeof *step);
	step->memory = el2_memory_new();
	return step->memory ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}

void cli_step_close(struct cli_step *step)
{
	el2_memory_free(step->memory);
	free(step->pages);
}

/* ---- registers ---- */

static el2_status read_x(struct cli_step *step, const struct cli_lines *lines, json_t *object, el2_error *error)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return cli_case_fail(lines, "x", error, "x must be an object of register numbers and values");
	json_object_foreach(object, name, value)
	{
		uint64_t n, v;

		if (!isdigit((unsigned char)*name) || !cli_parse_u64(name, &n) || n > 30)
			return cli_case_fail(lines, name, error, "x has registers 0 to 30, not \"%.40s\"", name);
		el2_status status = cli_json_u64(lines, name, value, UINT64_MAX, &v, error);

		if (status != EL2_OK)
			return status;
		step->state.x[n] = v;
	}
	return EL2_OK;
}

static el2_status read_regs(struct cli_step *step, const struct cli_lines *lines, json_t *object, el2_error *error)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return cli_case_fail(lines, "regs", error, "regs must be an object of system registers and values");
	json_object_foreach(object, name, value)
	{
		el2_sysreg reg = el2_sysreg_by_name(name);
		uint64_t v;

		if (!reg || reg >= EL2_SYSREG_REGISTERS)
			return cli_case_fail(lines, name, error, "no system register named \"%.64s\"", name);
		el2_status status = cli_json_u64(lines, name, value, UINT64_MAX, &v, error);

		if (status != EL2_OK)
			return status;
		step->state.sysreg[reg] = v;
	}
	return EL2_OK;
}

/* ---- memory ---- */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Is it a text of hexadecimal digits? Its length in *digits; an absent one has none. */
static bool hex_text(const json_t *value, size_t *digits)
{
	const char *text = json_string_value(value);

	*digits = 0;
	if (!value)
		return true;
	while (text && text[*digits] && hex_digit(text[*digits]) >= 0)
		++*digits;
	return text && !text[*digits];
}

static void fill(el2_memory *memory, uint64_t at, const char *data, size_t bytes, const char *tags, size_t granules)
{
	for (size_t i = 0; i < bytes; i++) {
		el2_page *page = el2_memory_page(memory, at + i);

		page->data[(at + i) % EL2_PAGE_SIZE] =
			(unsigned char)(hex_digit(data[2 * i]) << 4 | hex_digit(data[2 * i + 1]));
	}
	for (size_t i = 0; i < granules; i++) {
		uint64_t granule = at / EL2_GRANULE + i;
		el2_page *page = el2_memory_page(memory, granule * EL2_GRANULE);

		page->tags[granule % EL2_PAGE_GRANULES] = (uint8_t)hex_digit(tags[i]);
	}
}

static el2_status read_entry(struct cli_step *step, const struct cli_lines *lines, json_t *entry, el2_error *error)
{
	static const char *const keys[] = {"at", "size", "data", "tags", "attr", "perm", "s2"};
	const struct cli_memory_word *attr = NULL, *owner = NULL;
	uint8_t perm = EL2_PERM_R | EL2_PERM_W | EL2_PERM_X | EL2_PERM_EL0;
	size_t digits, tag_digits;
	uint64_t at, size = 0;
	const char *name;
	json_t *value;
	el2_status status;

	json_object_foreach(entry, name, value)
	{
		size_t i = 0;

		while (i < sizeof keys / sizeof *keys && strcmp(keys[i], name))
			i++;
		if (i == sizeof keys / sizeof *keys)
			return cli_case_fail(lines, name, error, "unknown key \"%.64s\" in mem", name);
	}
	if (!json_object_get(entry, "at"))
		return cli_case_fail(lines, "mem", error, "an entry of mem needs \"at\"");
	status = cli_json_u64(lines, "at", json_object_get(entry, "at"), UINT64_MAX, &at, error);
	if (status != EL2_OK)
		return status;
	if (!hex_text(json_object_get(entry, "data"), &digits) || digits % 2)
		return cli_case_fail(lines, "data", error, "data is a text of hexadecimal bytes");
	if (!hex_text(json_object_get(entry, "tags"), &tag_digits))
		return cli_case_fail(lines, "tags", error, "tags is a text of hexadecimal digits, one a granule");
	size = digits / 2;
	if ((value = json_object_get(entry, "size"))) {
		status = cli_json_u64(lines, "size", value, STEP_MEMORY_MAX, &size, error);
		if (status != EL2_OK)
			return status;
	}
	if (!size || digits / 2 > size || size > STEP_MEMORY_MAX)
		return cli_case_fail(lines, "mem", error,
				     "an entry of mem has 1 to 0x%llx bytes, and no more data than size",
				     (unsigned long long)STEP_MEMORY_MAX);
	if (tag_digits > (at % EL2_GRANULE + size + EL2_GRANULE - 1) / EL2_GRANULE)
		return cli_case_fail(lines, "tags", error, "more tags than granules");
	if ((value = json_object_get(entry, "attr")) &&
	    (!json_is_string(value) || !(attr = cli_memory_word_find(cli_memory_types, json_string_value(value)))))
		return cli_case_fail(lines, "attr", error, "attr is one of tagged, untagged, noncacheable, device");
	if ((value = json_object_get(entry, "s2")) &&
	    (!json_is_string(value) || !(owner = cli_memory_word_find(cli_memory_owners, json_string_value(value)))))
		return cli_case_fail(lines, "s2", error, "s2 is one of host, guest, hyp, shared, mmio, none");
	if ((value = json_object_get(entry, "perm")) &&
	    (!json_is_string(value) || !cli_memory_permissions(json_string_value(value), &perm)))
		return cli_case_fail(lines, "perm", error, "perm is letters of rwx, u for EL0, g for guarded");
	if (!el2_memory_map(step->memory, at, size))
		return cli_case_fail(lines, "mem", error, "this memory cannot be mapped: it wraps, or is too much");
	for (uint64_t page_at = at & ~(uint64_t)(EL2_PAGE_SIZE - 1); page_at - 1 < at + size - 1;
	     page_at += EL2_PAGE_SIZE) {
		el2_page *page = el2_memory_page(step->memory, page_at);

		page->type = attr ? attr->value : EL2_MEMORY_TAGGED;
		page->perm = perm;
		cli_memory_set_owner(page, owner ? (el2_owner)owner->value : EL2_OWNER_HOST);
	}
	fill(step->memory, at, json_string_value(json_object_get(entry, "data")), digits / 2,
	     json_string_value(json_object_get(entry, "tags")), tag_digits);
	return EL2_OK;
}

static el2_status read_memory(struct cli_step *step, const struct cli_lines *lines, json_t *array, el2_error *error)
{
	size_t i;
	json_t *entry;

	if (!json_is_array(array))
		return cli_case_fail(lines, "mem", error, "mem must be an array of objects");
	json_array_foreach(array, i, entry)
	{
		if (!json_is_object(entry))
			return cli_case_fail(lines, "mem", error, "mem must be an array of objects");
		el2_status status = read_entry(step, lines, entry, error);

		if (status != EL2_OK)
			return status;
	}
	return EL2_OK;
}

/* Keep what memory holds now, so that changes can be told. */
static el2_status keep_memory(struct cli_step *step, el2_error *error)
{
	step->page_count = 0;
	for (el2_page *p = el2_memory_next(step->memory, NULL); p; p = el2_memory_next(step->memory, p)) {
		if (step->page_count == step->page_capacity) {
			size_t capacity = step->page_capacity ? step->page_capacity * 2 : 4;
			struct cli_step_page *more = realloc(step->pages, capacity * sizeof *more);

			if (!more)
				return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
			step->pages = more;
			step->page_capacity = capacity;
		}
		struct cli_step_page *kept = &step->pages[step->page_count++];

		kept->address = p->address;
		memcpy(kept->data, p->data, sizeof kept->data);
		memcpy(kept->tags, p->tags, sizeof kept->tags);
	}
	return EL2_OK;
}

/* ---- the case ---- */

/* Which of el2_state.sp PSTATE selects. */
static unsigned current_sp(const el2_state *s)
{
	return s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0;
}

/* PSTATE first, as `sp` goes to the SP that it selects; its EL gives way to `el`, or else to the boot's. */
static el2_status read_pstate(struct cli_step *step, const struct cli_lines *lines, const json_t *object,
			      const struct cli_case *test, el2_error *error)
{
	const json_t *value = json_object_get(object, "pstate");
	unsigned el = test->el >= 0 ? (unsigned)test->el : el2_el(&step->state);
	uint64_t pstate;

	if (value) {
		el2_status status = cli_json_u64(lines, "pstate", value, UINT32_MAX, &pstate, error);

		if (status != EL2_OK)
			return status;
		step->state.pstate = ((uint32_t)pstate & ~(uint32_t)(EL2_PSTATE_EL | EL2_PSTATE_NRW)) | el << 2;
		if (!el)
			step->state.pstate &= ~(uint32_t)EL2_PSTATE_SP;
	} else if (test->el >= 0) {
		el2_set_el(&step->state, el);
	}
	return EL2_OK;
}

static bool is_state_key(const char *key)
{
	static const char *const keys[] = {"x", "sp", "pc", "pstate", "regs", "mem", "walk"};
	size_t i = 0;

	while (i < sizeof keys / sizeof *keys && strcmp(keys[i], key))
		i++;
	return i < sizeof keys / sizeof *keys;
}

static el2_status read_state(struct cli_step *step, struct cli_boots *boots, const struct cli_lines *lines,
			     json_t *object, struct cli_case *test, struct cli_session **session, el2_error *error)
{
	el2_status status = EL2_OK;
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		bool known;

		status = cli_case_key(test, lines, key, value, &known, error);
		if (status == EL2_OK && !known && !is_state_key(key))
			status = cli_case_fail(lines, key, error, "unknown key \"%.64s\"", key);
		if (status != EL2_OK)
			return status;
	}
	if (!test->has_word)
		return el2_fail(error, EL2_ERR_INPUT, lines->name, lines->number, 1, "the case has no word and no asm");
	status = cli_boots_of(boots, test, lines, session, error);
	if (status != EL2_OK)
		return status;
	step->state = (*session)->state;
	status = read_pstate(step, lines, object, test, error);
	if (status == EL2_OK)
		status = cli_case_set(test, lines, &step->state, error);
	json_object_foreach(object, key, value)
	{
		if (status != EL2_OK)
			return status;
		if (!strcmp(key, "x"))
			status = read_x(step, lines, value, error);
		else if (!strcmp(key, "sp"))
			status = cli_json_u64(lines, key, value, UINT64_MAX, &step->state.sp[current_sp(&step->state)],
					      error);
		else if (!strcmp(key, "pc"))
			status = cli_json_u64(lines, key, value, UINT64_MAX, &step->state.pc, error);
		else if (!strcmp(key, "regs"))
			status = read_regs(step, lines, value, error);
		else if (!strcmp(key, "mem"))
			status = read_memory(step, lines, value, error);
		else if (!strcmp(key, "walk") && !json_is_boolean(value))
			status = cli_case_fail(lines, key, error, "walk is true or false");
	}
	return status;
}

el2_status cli_step_parse(struct cli_step *step, struct cli_boots *boots, const struct cli_lines *lines,
			  struct cli_case *test, struct cli_session **session, el2_error *error)
{
	el2_status status;
	json_t *object;

	cli_case_init(test);
	el2_memory_clear(step->memory);
	el2_memory_set_walk(step->memory, false);
	status = cli_json_parse_line(lines, &object, error);
	if (status != EL2_OK)
		return status;
	status = read_state(step, boots, lines, object, test, session, error);
	if (status == EL2_OK)
		el2_memory_set_walk(step->memory, json_is_true(json_object_get(object, "walk")));
	json_decref(object);
	if (status == EL2_OK)
		status = keep_memory(step, error);
	if (status != EL2_OK)
		cli_case_free(test);
	step->before = step->state;
	return status;
}

/* ---- what changed ---- */

static void write_x(const struct cli_step *step, struct cli_json *j)
{
	bool any = false;
	char name[4];

	for (unsigned i = 0; i < 31; i++) {
		if (step->state.x[i] == step->before.x[i])
			continue;
		if (!any)
			cli_json_open(j, "x", '{');
		any = true;
		snprintf(name, sizeof name, "%u", i);
		cli_json_hex(j, name, step->state.x[i]);
	}
	if (any)
		cli_json_close(j, '}');
}

static void write_regs(const struct cli_step *step, struct cli_json *j)
{
	bool any = false;

	for (unsigned i = 1; i < EL2_SYSREG_REGISTERS; i++) {
		if (step->state.sysreg[i] == step->before.sysreg[i])
			continue;
		if (!any)
			cli_json_open(j, "regs", '{');
		any = true;
		cli_json_hex(j, el2_sysreg_get((el2_sysreg)i)->name, step->state.sysreg[i]);
	}
	if (any)
		cli_json_close(j, '}');
}

/* One run of granules [from, to) of a page: its data and tags. */
static void write_run(const el2_page *page, unsigned from, unsigned to, struct cli_json *j)
{
	static const char hex[] = "0123456789abcdef";
	char data[2 * EL2_PAGE_SIZE + 1], tags[EL2_PAGE_GRANULES + 1];
	size_t n = 0, t = 0;

	for (unsigned i = from * EL2_GRANULE; i < to * EL2_GRANULE; i++) {
		data[n++] = hex[page->data[i] >> 4];
		data[n++] = hex[page->data[i] & 15];
	}
	for (unsigned i = from; i < to; i++)
		tags[t++] = hex[page->tags[i] & 15];
	data[n] = tags[t] = '\0';
	cli_json_open(j, NULL, '{');
	cli_json_hex(j, "at", page->address + from * EL2_GRANULE);
	cli_json_text(j, "data", data);
	cli_json_text(j, "tags", tags);
	cli_json_close(j, '}');
}

static bool granule_changed(const struct cli_step_page *kept, const el2_page *page, unsigned g)
{
	return kept->tags[g] != page->tags[g] ||
	       memcmp(kept->data + g * EL2_GRANULE, page->data + g * EL2_GRANULE, EL2_GRANULE) != 0;
}

static void write_memory(const struct cli_step *step, struct cli_json *j)
{
	bool any = false;

	for (size_t i = 0; i < step->page_count; i++) {
		const struct cli_step_page *kept = &step->pages[i];
		const el2_page *page = el2_memory_page(step->memory, kept->address);

		for (unsigned g = 0, end; g < EL2_PAGE_GRANULES; g = end) {
			end = g + 1;
			if (!granule_changed(kept, page, g))
				continue;
			while (end < EL2_PAGE_GRANULES && granule_changed(kept, page, end))
				end++;
			if (!any)
				cli_json_open(j, "mem", '[');
			any = true;
			write_run(page, g, end, j);
		}
	}
	if (any)
		cli_json_close(j, ']');
}

void cli_step_write_changes(const struct cli_step *step, struct cli_json *j)
{
	uint64_t sp = step->state.sp[current_sp(&step->state)];

	write_x(step, j);
	if (sp != step->before.sp[current_sp(&step->before)])
		cli_json_hex(j, "sp", sp);
	if (step->state.pc != step->before.pc)
		cli_json_hex(j, "pc", step->state.pc);
	if (step->state.pstate != step->before.pstate)
		cli_json_hex(j, "pstate", step->state.pstate);
	write_regs(step, j);
	write_memory(step, j);
}
