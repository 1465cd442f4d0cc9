/* SPDX-License-Identifier: MIT */
/* A policy as data: JSON into rows. The format is docs/formats/policy.md. */
#include "cli/case/place.h"
#include "cli/case/policy.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ROWS_MAX 4096

struct reader {
	const char *path, *text;
	const char *row; /* of the row in hand, in text; NULL: none */
	el2_error *error;
};

/* EL2_ERR_INPUT at a place in the text. */
static el2_status fail_at(const struct reader *r, const char *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static el2_status fail_at(const struct reader *r, const char *at, const char *format, ...)
{
	char message[400];
	unsigned line, column;
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	cli_text_position(r->text, at, &line, &column);
	return el2_fail(r->error, EL2_ERR_INPUT, r->path, line, column, "%s", message);
}

#define FAIL_KEY(r, key, ...)   fail_at(r, cli_json_key((r)->row ? (r)->row : (r)->text, key), __VA_ARGS__)
#define FAIL_VALUE(r, key, ...) fail_at(r, cli_json_member((r)->row ? (r)->row : (r)->text, key), __VA_ARGS__)

/* ---- values ---- */

static el2_status read_number(const struct reader *r, const char *key, const json_t *value, uint64_t *number)
{
	if (json_is_string(value) && cli_parse_u64(json_string_value(value), number))
		return EL2_OK;
	if (json_is_integer(value) && json_integer_value(value) >= 0) {
		*number = (uint64_t)json_integer_value(value);
		return EL2_OK;
	}
	return FAIL_VALUE(r, key, "%s is a number of 64 bits, or text \"0x...\"", key);
}

static el2_status read_ec(const struct reader *r, const json_t *value, el2_policy_row *row)
{
	const char *text = json_string_value(value);
	struct cli_suggest suggest = cli_suggest_for(text ? text : "");
	const el2_ec_info *info;
	uint64_t number = 64;
	char hint[96];

	for (unsigned ec = 0; text && ec < 64; ec++)
		if ((info = el2_ec_get(ec))) {
			if (!strcasecmp(info->name, text))
				number = ec;
			cli_suggest_offer(&suggest, info->name);
		}
	if (number == 64 && text && !cli_parse_u64(text, &number))
		return FAIL_VALUE(r, "ec", "unknown exception class '%.32s'%s", text,
				  cli_suggest_text(&suggest, hint, sizeof hint));
	if (!text && read_number(r, "ec", value, &number) != EL2_OK)
		return EL2_ERR_INPUT;
	if (number > 63 || !(info = el2_ec_get((unsigned)number)))
		return FAIL_VALUE(r, "ec", "0x%llx is no exception class", (unsigned long long)number);
	if (info->levels == EL2_EC_SAME)
		return FAIL_VALUE(r, "ec", "EC 0x%llx is of EL2's own exceptions: a row is about the host's",
				  (unsigned long long)number);
	if (number == EL2_EC_GPC || number == EL2_EC_EL3_IMPDEF)
		return FAIL_VALUE(r, "ec", "EC 0x%llx goes to EL3 alone", (unsigned long long)number);
	row->ec = (int)number;
	return EL2_OK;
}

static el2_status read_register(const struct reader *r, const json_t *value, el2_policy_row *row)
{
	const char *text = json_string_value(value);
	struct cli_suggest suggest = cli_suggest_for(text ? text : "");
	const el2_sysreg_info *info;
	char hint[96];

	row->reg = (uint16_t)el2_sysreg_by_name(text ? text : "");
	if (row->reg != EL2_SYSREG_NONE)
		return EL2_OK;
	for (unsigned n = 1; (info = el2_sysreg_get((el2_sysreg)n)); n++)
		cli_suggest_offer(&suggest, info->name);
	return FAIL_VALUE(r, "register", "unknown register or operation '%.64s'%s", text ? text : "?",
			  cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status read_access(const struct reader *r, const json_t *value, el2_policy_row *row)
{
	const char *text = json_string_value(value);

	if (!text || (strcmp(text, "read") && strcmp(text, "write")))
		return FAIL_VALUE(r, "access", "access is \"read\" or \"write\"; without it, a row is about both");
	row->access = *text == 'r' ? EL2_READ : EL2_WRITE;
	return EL2_OK;
}

static el2_status read_action(const struct reader *r, const json_t *value, el2_policy_row *row)
{
	const char *text = json_string_value(value);
	char known[128] = "";
	size_t at = 0;

	for (unsigned n = 0; n < EL2_ROW_ACTIONS; n++) {
		if (text && !strcmp(text, el2_row_action_name(n))) {
			row->action = (uint8_t)n;
			return EL2_OK;
		}
		at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", n ? ", " : "", el2_row_action_name(n));
	}
	return FAIL_VALUE(r, "action", "action is one of %s", known);
}

static el2_status read_when(const struct reader *r, const json_t *value, el2_policy_row *row)
{
	const char *text = json_string_value(value), *at = cli_json_member(r->row, "when");
	el2_error wrong = {0};

	if (!text)
		return fail_at(r, at, "when is a text: \"HCR_EL2.TID5=1 & EL=0\"");
	if (el2_condition_parse(text, &row->when, &wrong) == EL2_OK)
		return EL2_OK;
	return fail_at(r, at + wrong.column, "%s", wrong.message);
}

static el2_status read_x(const struct reader *r, json_t *object, el2_policy_row *row)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return FAIL_VALUE(r, "x", "x is an object of registers: {\"0\":\"0x...\"}");
	json_object_foreach(object, key, value)
	{
		uint64_t n;

		if (!cli_parse_u64(key, &n) || n > 30)
			return FAIL_VALUE(r, "x", "registers are \"0\" to \"30\", not '%.16s'", key);
		if (read_number(r, "x", value, &row->x[n]) != EL2_OK)
			return EL2_ERR_INPUT;
		row->writes |= 1u << n;
	}
	return EL2_OK;
}

/* ---- rows ---- */

static const char *const row_keys[] = {"ec", "register", "access", "when", "action", "esr", "value", "x", "why"};
static const char *const file_keys[] = {"el2trap", "version", "name", "rows", "otherwise"};

static el2_status unknown_key(const struct reader *r, const char *key, const char *const *keys, size_t count)
{
	struct cli_suggest suggest = cli_suggest_for(key);
	char hint[96];

	for (size_t i = 0; i < count; i++)
		cli_suggest_offer(&suggest, keys[i]);
	return FAIL_KEY(r, key, "unknown key \"%.64s\"%s", key, cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status read_key(const struct reader *r, const char *key, json_t *value, el2_policy_row *row)
{
	if (!strcmp(key, "ec"))
		return read_ec(r, value, row);
	if (!strcmp(key, "register"))
		return read_register(r, value, row);
	if (!strcmp(key, "access"))
		return read_access(r, value, row);
	if (!strcmp(key, "when"))
		return read_when(r, value, row);
	if (!strcmp(key, "action"))
		return read_action(r, value, row);
	if (!strcmp(key, "esr")) {
		row->has_esr = true;
		return read_number(r, key, value, &row->esr);
	}
	if (!strcmp(key, "value"))
		return read_number(r, key, value, &row->value);
	if (!strcmp(key, "x"))
		return read_x(r, value, row);
	if (!strcmp(key, "why")) {
		row->what = json_string_value(value);
		return row->what ? EL2_OK : FAIL_VALUE(r, key, "why is a text");
	}
	return unknown_key(r, key, row_keys, sizeof row_keys / sizeof *row_keys);
}

/* Keys that go together. */
static el2_status check_row(const struct reader *r, json_t *object, el2_policy_row *row)
{
	static const char *const of_registers[] = {"register", "access", "value"};
	static const struct {
		const char *key;
		el2_row_action action;
	} of_actions[] = {{"esr", EL2_ROW_INJECT}, {"value", EL2_ROW_SERVE}, {"x", EL2_ROW_SERVE}};

	if (!json_object_get(object, "action"))
		return fail_at(r, r->row, "a row needs an action");
	for (size_t i = 0; i < sizeof of_registers / sizeof *of_registers; i++) {
		if (!json_object_get(object, of_registers[i]))
			continue;
		if (row->ec < 0)
			row->ec = EL2_EC_SYS64;
		if (row->ec != EL2_EC_SYS64)
			return FAIL_KEY(r, of_registers[i], "%s is of system registers, and EC 0x%x is not",
					of_registers[i], (unsigned)row->ec);
	}
	for (size_t i = 0; i < sizeof of_actions / sizeof *of_actions; i++)
		if (json_object_get(object, of_actions[i].key) && row->action != of_actions[i].action)
			return FAIL_KEY(r, of_actions[i].key, "%s goes with action \"%s\", not with \"%s\"",
					of_actions[i].key, el2_row_action_name(of_actions[i].action),
					el2_row_action_name(row->action));
	return EL2_OK;
}

static el2_status read_row(struct reader *r, json_t *object, el2_policy_row *row)
{
	el2_status status = EL2_OK;
	const char *key;
	json_t *value;

	*row = (el2_policy_row){.ec = -1};
	if (!json_is_object(object))
		return fail_at(r, r->row, "a row is an object: {\"ec\":\"0x18\",\"action\":\"undef\"}");
	json_object_foreach(object, key, value)
	{
		status = read_key(r, key, value, row);
		if (status != EL2_OK)
			return status;
	}
	return check_row(r, object, row);
}

static el2_status read_rows(struct reader *r, json_t *array, struct cli_policy_text *p)
{
	const char *at = cli_json_member(r->text, "rows");
	size_t count = json_array_size(array), by;
	el2_status status = EL2_OK;
	unsigned line, column;

	if (!json_is_array(array) || !count || count > ROWS_MAX)
		return fail_at(r, at, "rows is an array of 1 to %d rows", ROWS_MAX);
	p->array = calloc(count, sizeof *p->array);
	if (!p->array)
		return el2_fail(r->error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	p->rows.row = p->array;
	for (size_t i = 0; status == EL2_OK && i < count; i++) {
		r->row = cli_json_item(at, i);
		status = read_row(r, json_array_get(array, i), &p->array[i]);
		p->rows.count++;
	}
	r->row = NULL;
	if (status != EL2_OK)
		return status;
	count = el2_policy_rows_hidden(&p->rows, &by);
	if (count == p->rows.count)
		return EL2_OK;
	cli_text_position(r->text, cli_json_item(at, by), &line, &column);
	return fail_at(r, cli_json_item(at, count), "row %zu is never asked: row %zu, line %u, takes all that it would",
		       count + 1, by + 1, line);
}

/* ---- the file ---- */

static el2_status read_header(const struct reader *r, json_t *root, struct cli_policy_text *p)
{
	const char *kind = json_string_value(json_object_get(root, "el2trap")), *key;
	const json_t *name = json_object_get(root, "name"), *otherwise = json_object_get(root, "otherwise");
	const char *rest = otherwise ? json_string_value(otherwise) : "kernel";
	json_t *value;

	if (!kind || strcmp(kind, "policy"))
		return FAIL_VALUE(r, "el2trap", "a policy begins with \"el2trap\":\"policy\"");
	if (!json_is_integer(json_object_get(root, "version")) ||
	    json_integer_value(json_object_get(root, "version")) != 1)
		return FAIL_VALUE(r, "version", "\"version\":1 is the one that is read here");
	json_object_foreach(root, key, value)
	{
		bool known = false;

		for (size_t i = 0; i < sizeof file_keys / sizeof *file_keys; i++)
			known = known || !strcmp(key, file_keys[i]);
		if (!known)
			return unknown_key(r, key, file_keys, sizeof file_keys / sizeof *file_keys);
	}
	p->name = json_string_value(name);
	if (name && !p->name)
		return FAIL_VALUE(r, "name", "name is a text");
	if (!rest || (strcmp(rest, "kernel") && strcmp(rest, "unmodelled")))
		return FAIL_VALUE(r, "otherwise", "otherwise is \"kernel\" or \"unmodelled\"");
	p->rows.unmodelled = *rest == 'u';
	return EL2_OK;
}

el2_status cli_policy_parse(const char *path, const char *text, size_t length, struct cli_policy_text *p,
			    el2_error *error)
{
	struct reader r = {path, text, NULL, error};
	json_error_t wrong;
	el2_status status;

	memset(p, 0, sizeof *p);
	p->root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &wrong);
	if (!p->root)
		return el2_fail(error, EL2_ERR_INPUT, path, wrong.line > 0 ? (unsigned)wrong.line : 0,
				wrong.column > 0 ? (unsigned)wrong.column : 0, "%s", wrong.text);
	status = read_header(&r, p->root, p);
	return status == EL2_OK ? read_rows(&r, json_object_get(p->root, "rows"), p) : status;
}
