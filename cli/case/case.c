/* SPDX-License-Identifier: MIT */
#include "cli/case/case.h"
#include "snippet/snippet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

el2_status cli_case_fail(const struct cli_lines *lines, const char *key, el2_error *error, const char *format, ...)
{
	char message[256], quoted[80];
	unsigned column = 0;
	const char *at;
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	snprintf(quoted, sizeof quoted, "\"%.72s\"", key);
	at = strstr(lines->line, quoted);
	if (at)
		column = (unsigned)(at - lines->line) + 1;
	return el2_fail(error, EL2_ERR_INPUT, lines->name, lines->number, column, "%s", message);
}

el2_status cli_json_parse_line(const struct cli_lines *lines, json_t **object, el2_error *error)
{
	json_error_t wrong;

	*object = json_loadb(lines->line, lines->length, JSON_REJECT_DUPLICATES, &wrong);
	if (!*object)
		return el2_fail(error, EL2_ERR_INPUT, lines->name, lines->number,
				wrong.column > 0 ? (unsigned)wrong.column : 0, "%s", wrong.text);
	if (json_is_object(*object))
		return EL2_OK;
	json_decref(*object);
	*object = NULL;
	return el2_fail(error, EL2_ERR_INPUT, lines->name, lines->number, 1, "a case is a JSON object");
}

el2_status cli_json_u64(const struct cli_lines *lines, const char *key, const json_t *value, uint64_t max,
			uint64_t *number, el2_error *error)
{
	bool valid = false;

	if (json_is_integer(value)) {
		valid = json_integer_value(value) >= 0;
		*number = (uint64_t)json_integer_value(value);
	} else if (json_is_string(value)) {
		valid = cli_parse_u64(json_string_value(value), number);
	}
	if (!valid)
		return cli_case_fail(lines, key, error, "%s must be a number that is not negative, or text \"0x...\"",
				     key);
	if (*number > max)
		return cli_case_fail(lines, key, error, "%s is out of range: at most 0x%llx", key,
				     (unsigned long long)max);
	return EL2_OK;
}

static el2_status read_small(const struct cli_lines *lines, const char *key, const json_t *value, uint64_t max, int *to,
			     el2_error *error)
{
	uint64_t number;
	el2_status status = cli_json_u64(lines, key, value, max, &number, error);

	if (status == EL2_OK)
		*to = (int)number;
	return status;
}

/* One of the names that `name_of` gives to first .. count - 1. */
static el2_status read_name(const struct cli_lines *lines, const char *key, const json_t *value, int first, int count,
			    const char *(*name_of)(int), int *to, el2_error *error)
{
	const char *text = json_string_value(value);
	char known[128] = "";
	size_t at = 0;

	for (int i = first; text && i < count; i++)
		if (!strcmp(text, name_of(i))) {
			*to = i;
			return EL2_OK;
		}
	for (int i = first; i < count && at < sizeof known; i++)
		at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", i > first ? ", " : "", name_of(i));
	return cli_case_fail(lines, key, error, "%s is one of %s", key, known);
}

static const char *verdict_name(int i)
{
	return el2_verdict_name((el2_verdict_kind)i);
}

static const char *origin_name(int i)
{
	return el2_origin_name((el2_origin)i);
}

static const char *effect_name(int i)
{
	return el2_effect_name((el2_effect)i);
}

static el2_status read_exception(struct cli_expected_exception *e, const struct cli_lines *lines, const char *key,
				 json_t *object, el2_error *error)
{
	el2_status status = EL2_OK;
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return cli_case_fail(lines, key, error, "%s must be an object", key);
	json_object_foreach(object, name, value)
	{
		if (!strcmp(name, "el"))
			status = read_small(lines, name, value, 3, &e->el, error);
		else if (!strcmp(name, "ec"))
			status = read_small(lines, name, value, 0x3f, &e->ec, error);
		else if (!strcmp(name, "vector"))
			status = read_small(lines, name, value, 0x780, &e->vector, error);
		else if (!strcmp(name, "esr"))
			status = cli_json_u64(lines, name, value, UINT64_MAX, &e->esr, error);
		else if (!strcmp(name, "spsr"))
			status = cli_json_u64(lines, name, value, UINT64_MAX, &e->spsr, error);
		else if (!strcmp(name, "pstate"))
			status = cli_json_u64(lines, name, value, UINT32_MAX, &e->pstate, error);
		else
			return cli_case_fail(lines, name, error, "unknown key \"%.64s\" in %s", name, key);
		if (status != EL2_OK)
			return status;
		e->has_esr |= !strcmp(name, "esr");
		e->has_spsr |= !strcmp(name, "spsr");
		e->has_pstate |= !strcmp(name, "pstate");
	}
	return EL2_OK;
}

static el2_status read_expect(struct cli_expect *e, const struct cli_lines *lines, const char *name, json_t *value,
			      el2_error *error)
{
	if (!strcmp(name, "verdict"))
		return read_name(lines, name, value, 0, EL2_VERDICT_COUNT, verdict_name, &e->verdict, error);
	if (!strcmp(name, "origin"))
		return read_name(lines, name, value, EL2_NATIVE, EL2_INJECTED + 1, origin_name, &e->origin, error);
	if (!strcmp(name, "effect"))
		return read_name(lines, name, value, 0, EL2_EFFECT_TAGS_IGNORED + 1, effect_name, &e->effect, error);
	if (!strcmp(name, "to_el"))
		return read_small(lines, name, value, 3, &e->to_el, error);
	if (!strcmp(name, "ec"))
		return read_small(lines, name, value, 0x3f, &e->any.ec, error);
	if (!strcmp(name, "esr")) {
		e->any.has_esr = true;
		return cli_json_u64(lines, name, value, UINT64_MAX, &e->any.esr, error);
	}
	if (!strcmp(name, "taken"))
		return read_exception(&e->taken, lines, name, value, error);
	if (!strcmp(name, "delivered"))
		return read_exception(&e->delivered, lines, name, value, error);
	if (!strcmp(name, "unpredictable")) {
		if (!json_is_boolean(value))
			return cli_case_fail(lines, name, error, "unpredictable is true or false");
		e->unpredictable = json_is_true(value);
		return EL2_OK;
	}
	if (!strcmp(name, "handler")) {
		const char *text = json_string_value(value);

		if (!text || !*text || strlen(text) >= sizeof e->handler)
			return cli_case_fail(lines, name, error, "handler is a short text");
		memcpy(e->handler, text, strlen(text) + 1);
		return EL2_OK;
	}
	return cli_case_fail(lines, name, error, "unknown key \"%.64s\" in expect", name);
}

static el2_status read_set(struct cli_case *test, const struct cli_lines *lines, json_t *object, el2_error *error)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return cli_case_fail(lines, "set", error, "set must be an object");
	json_object_foreach(object, name, value)
	{
		uint64_t number;
		el2_error wrong = {0};
		el2_status status = cli_json_u64(lines, name, value, UINT64_MAX, &number, error);

		if (status != EL2_OK)
			return status;
		if (test->set_count == CLI_OVERRIDES_MAX)
			return cli_case_fail(lines, name, error, "set has more than %d registers", CLI_OVERRIDES_MAX);
		/* a name that does not exist is the input's fault here, not the user's */
		if (cli_override_parse(name, number, &test->set[test->set_count++], &wrong) != EL2_OK)
			return cli_case_fail(lines, name, error, "%s", wrong.message);
	}
	return EL2_OK;
}

static el2_status read_word(struct cli_case *test, const struct cli_lines *lines, const json_t *value, el2_error *error)
{
	uint64_t number;
	el2_status status;

	test->has_word = true;
	/* as everywhere, a word may do without its 0x */
	if (json_is_string(value) && el2_parse_word(json_string_value(value), &test->word))
		return EL2_OK;
	if (!json_is_integer(value))
		return cli_case_fail(lines, "word", error,
				     "word is a text of at most 8 hexadecimal digits, \"0xd53810c0\"");
	status = cli_json_u64(lines, "word", value, UINT32_MAX, &number, error);
	if (status == EL2_OK)
		test->word = (uint32_t)number;
	return status;
}

const char *cli_case_boot_key(size_t n)
{
	static const char *const keys[CLI_CASE_BOOT_KEYS] = {"kernel", "cmdline", "cpu", "config", "guest"};

	return keys[n];
}

static el2_status read_boot(struct cli_case *test, const struct cli_lines *lines, size_t n, const json_t *value,
			    el2_error *error)
{
	const char *text = json_string_value(value), *key = cli_case_boot_key(n);

	if (!text)
		return cli_case_fail(lines, key, error, "%s is a text, as after --%s", key, key);
	test->boot[n] = strdup(text);
	return test->boot[n] ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}

/* One instruction in assembly. */
static el2_status read_asm(struct cli_case *test, const struct cli_lines *lines, const json_t *value, el2_error *error)
{
	const char *text = json_string_value(value);
	el2_error wrong = {0};
	el2_status status;

	if (!text)
		return cli_case_fail(lines, "asm", error, "asm is a text, \"mrs x0, gcr_el1\"");
	test->has_word = true;
	status = cli_assemble_word(text, &test->word, &wrong);
	if (status == EL2_ERR_UNSUPPORTED)
		return el2_fail(error, status, NULL, 0, 0, "%s", wrong.message);
	return status == EL2_OK ? status : cli_case_fail(lines, "asm", error, "%s", wrong.message);
}

el2_status cli_case_key(struct cli_case *test, const struct cli_lines *lines, const char *key, json_t *value,
			bool *known, el2_error *error)
{
	*known = true;
	if (!strcmp(key, "id")) {
		if (!json_is_integer(value) && !json_is_string(value))
			return cli_case_fail(lines, key, error, "id is a number or a text");
		test->id = json_dumps(value, JSON_ENCODE_ANY);
		return test->id ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	if (!strcmp(key, "word") || !strcmp(key, "asm")) {
		if (test->has_word)
			return cli_case_fail(lines, key, error, "word and asm both name the instruction");
		return *key == 'w' ? read_word(test, lines, value, error) : read_asm(test, lines, value, error);
	}
	for (size_t n = 0; n < CLI_CASE_BOOT_KEYS; n++)
		if (!strcmp(key, cli_case_boot_key(n)))
			return read_boot(test, lines, n, value, error);
	if (!strcmp(key, "el"))
		return read_small(lines, key, value, 3, &test->el, error);
	if (!strcmp(key, "set"))
		return read_set(test, lines, value, error);
	if (!strcmp(key, "expect")) {
		const char *name;
		json_t *item;

		if (!json_is_object(value))
			return cli_case_fail(lines, key, error, "expect must be an object");
		test->expect.given = true;
		json_object_foreach(value, name, item)
		{
			el2_status status = read_expect(&test->expect, lines, name, item, error);

			if (status != EL2_OK)
				return status;
		}
		return EL2_OK;
	}
	*known = false;
	return EL2_OK;
}

void cli_case_init(struct cli_case *test)
{
	static const struct cli_expected_exception none = CLI_EXPECTED_EXCEPTION_NONE;

	memset(test, 0, sizeof *test);
	test->el = -1;
	test->expect.verdict = test->expect.origin = test->expect.effect = -1;
	test->expect.to_el = test->expect.unpredictable = -1;
	test->expect.any = test->expect.taken = test->expect.delivered = none;
}

el2_status cli_case_parse(struct cli_case *test, const struct cli_lines *lines, el2_error *error)
{
	el2_status status;
	const char *key;
	json_t *object, *value;

	cli_case_init(test);
	status = cli_json_parse_line(lines, &object, error);
	if (status != EL2_OK)
		return status;
	json_object_foreach(object, key, value)
	{
		bool known;

		status = cli_case_key(test, lines, key, value, &known, error);
		if (status == EL2_OK && !known)
			status = cli_case_fail(lines, key, error, "unknown key \"%.64s\"", key);
		if (status != EL2_OK)
			break;
	}
	json_decref(object);
	if (status == EL2_OK && !test->has_word)
		status = el2_fail(error, EL2_ERR_INPUT, lines->name, lines->number, 1,
				  "the case has no word and no asm");
	if (status != EL2_OK)
		cli_case_free(test);
	return status;
}

el2_status cli_case_set(const struct cli_case *test, const struct cli_lines *lines, el2_state *state, el2_error *error)
{
	el2_error wrong = {0};
	char name[96];
	size_t at;

	if (cli_overrides_apply(test->set, test->set_count, state, &at, &wrong) == EL2_OK)
		return EL2_OK;
	snprintf(name, sizeof name, "%s.%s", el2_sysreg_get((el2_sysreg)test->set[at].reg)->name, test->set[at].field);
	return cli_case_fail(lines, name, error, "%s", wrong.message);
}

void cli_case_free(struct cli_case *test)
{
	free(test->id);
	test->id = NULL;
	for (size_t n = 0; n < CLI_CASE_BOOT_KEYS; n++) {
		free(test->boot[n]);
		test->boot[n] = NULL;
	}
}
