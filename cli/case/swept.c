/* SPDX-License-Identifier: MIT */
/*
 * Parts of a sweep as JSON Lines. First what was swept, and which part: {"el2trap":"sweep","version":1,...}; then a
 * line per finding, with its boots as runs of numbers "0-5,7"; then how many boots were asked about. Rules and classes
 * are numbers of the build, whose counts stand in the first line.
 */
#include "cli/case/swept.h"
#include "cli/case/case.h"
#include "cli/show/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT (1u << 24)

/* ---- write ---- */

static void put_setting(struct cli_json *j, const char *key, const el2_setting *s)
{
	cli_json_open(j, key, '[');
	cli_json_number(j, NULL, s->field.reg);
	cli_json_number(j, NULL, s->field.lsb);
	cli_json_number(j, NULL, s->field.width);
	cli_json_hex(j, NULL, s->value);
	cli_json_close(j, ']');
}

/* Runs of numbers. */
static void put_boots(struct cli_json *j, const uint64_t *boots, size_t count)
{
	char *text = malloc(count * 12 + 1), *p = text;

	if (!text)
		return;
	*p = '\0';
	for (size_t n = 0, end; n < count; n = end + 1) {
		for (end = n; end < count && (boots[end / 64] >> end % 64 & 1);)
			end++;
		if (end == n)
			continue;
		p += sprintf(p, end > n + 1 ? "%s%zu-%zu" : "%s%zu", p > text ? "," : "", n, end - 1);
	}
	cli_json_text(j, "boots", text);
	free(text);
}

static void put_space(struct cli_json *j, const struct cli_sweep *s)
{
	cli_json_open(j, "kernels", '[');
	for (unsigned i = 0; i < s->options.kernel_count; i++)
		cli_json_text(j, NULL, el2_kernel_get(s->options.kernels[i])->name);
	cli_json_close(j, ']');
	cli_json_open(j, "cmdlines", '[');
	for (unsigned i = 0; i < s->options.cmdline_count; i++)
		cli_json_text(j, NULL, s->options.cmdlines[i]);
	cli_json_close(j, ']');
	cli_json_open(j, "cpus", '[');
	for (unsigned i = 0; i < s->options.cpu_count; i++)
		cli_json_text(j, NULL, s->cpus[i].name);
	cli_json_close(j, ']');
	cli_json_bool(j, "polite", s->options.polite);
	cli_json_number(j, "boots", s->boot_count);
	cli_json_number(j, "classes", el2_word_class_count());
	cli_json_number(j, "rules", el2_rule_count(EL2_RULES_ACCESS));
}

void cli_sweep_write(const struct cli_sweep *s, unsigned shard, unsigned shards, FILE *out)
{
	struct cli_json j = {0};

	cli_json_open(&j, NULL, '{');
	cli_json_text(&j, "el2trap", "sweep");
	cli_json_number(&j, "version", 1);
	put_space(&j, s);
	cli_json_number(&j, "shard", shard + 1);
	cli_json_number(&j, "shards", shards);
	cli_json_close(&j, '}');
	cli_json_line(&j, out);
	for (size_t i = 0; i < s->item_count; i++) {
		const el2_sweep_finding *f = &s->items[i].finding;

		cli_json_open(&j, NULL, '{');
		cli_json_word(&j, "word", f->word);
		cli_json_number(&j, "count", f->count);
		cli_json_number(&j, "rule", f->rule);
		cli_json_number(&j, "el", f->el);
		cli_json_number(&j, "change", f->change);
		cli_json_number(&j, "words", f->words);
		put_setting(&j, "field", &f->field);
		cli_json_open(&j, "settings", '[');
		for (unsigned k = 0; k < f->setting_count; k++)
			put_setting(&j, NULL, &f->settings[k]);
		cli_json_close(&j, ']');
		put_boots(&j, s->items[i].boots, s->boot_count);
		cli_json_close(&j, '}');
		cli_json_line(&j, out);
	}
	cli_json_open(&j, NULL, '{');
	cli_json_number(&j, "asked", s->asked);
	cli_json_close(&j, '}');
	cli_json_line(&j, out);
	cli_json_free(&j);
}

/* ---- read ---- */

struct reading {
	struct cli_sweep *sweep;
	struct cli_lines lines;
	char *first; /* of the first file, without its part's number */
	bool *seen;  /* by part */
	unsigned shards;
	bool ended; /* its last line was read */
};

static el2_status wrong(const struct reading *r, el2_error *error, const char *what)
{
	return el2_fail(error, EL2_ERR_INPUT, r->lines.name, r->lines.number, 1, "%s", what);
}

/* A number that is not negative and at most `max`. */
static bool number(const json_t *value, uint64_t max, uint64_t *out)
{
	if (json_is_string(value))
		return cli_parse_u64(json_string_value(value), out) && *out <= max;
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*out = (uint64_t)json_integer_value(value);
	return *out <= max;
}

static bool get_setting(const json_t *array, el2_setting *s)
{
	uint64_t reg, lsb, width, value;

	if (json_array_size(array) != 4 || !number(json_array_get(array, 0), EL2_SYSREG_REGISTERS - 1, &reg) ||
	    !number(json_array_get(array, 1), 63, &lsb) || !number(json_array_get(array, 2), 64, &width) ||
	    !number(json_array_get(array, 3), UINT64_MAX, &value) || lsb + width > 64 || (width && !reg))
		return false;
	s->field.reg = (uint16_t)reg;
	s->field.lsb = (uint8_t)lsb;
	s->field.width = (uint8_t)width;
	s->value = value;
	return true;
}

static bool get_finding(const struct cli_sweep *s, const json_t *o, el2_sweep_finding *f)
{
	const json_t *settings = json_object_get(o, "settings");
	uint64_t word, count, rule, el, change, words;

	memset(f, 0, sizeof *f);
	if (!number(json_object_get(o, "word"), UINT32_MAX, &word) ||
	    !number(json_object_get(o, "count"), UINT32_MAX, &count) ||
	    !number(json_object_get(o, "rule"), UINT32_MAX, &rule) || !number(json_object_get(o, "el"), 1, &el) ||
	    !number(json_object_get(o, "change"), EL2_SWEEP_FIELD, &change) ||
	    !number(json_object_get(o, "words"), s->options.word_count - 1, &words) || !json_is_array(settings) ||
	    json_array_size(settings) > EL2_AUDIT_SETTINGS || !get_setting(json_object_get(o, "field"), &f->field))
		return false;
	f->word = (uint32_t)word;
	f->count = (uint32_t)count;
	f->rule = (el2_rule)rule;
	f->el = (uint8_t)el;
	f->change = (uint8_t)change;
	f->words = (uint8_t)words;
	f->setting_count = (uint8_t)json_array_size(settings);
	for (unsigned i = 0; i < f->setting_count; i++)
		if (!get_setting(json_array_get(settings, i), &f->settings[i]) || !f->settings[i].field.width)
			return false;
	return change != EL2_SWEEP_FIELD || f->field.field.width;
}

static el2_status add_boots(struct reading *r, const el2_sweep_finding *f, const char *text, el2_error *error)
{
	while (*text) {
		char *end;
		unsigned long from = strtoul(text, &end, 10), to = from;

		if (end == text)
			return wrong(r, error, "boots are runs of numbers: \"0-5,7\"");
		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		if (to < from || to >= r->sweep->boot_count || (*end && *end != ','))
			return wrong(r, error, "boots are runs of numbers of the sweep: \"0-5,7\"");
		for (; from <= to; from++)
			if (!cli_sweep_add(r->sweep, f, from))
				return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		text = end + (*end == ',');
	}
	return EL2_OK;
}

/* Take from the first file what was swept. */
static el2_status open_space(struct reading *r, const json_t *o, el2_error *error)
{
	struct cli_options options;
	const json_t *kernels = json_object_get(o, "kernels"), *cmdlines = json_object_get(o, "cmdlines");
	const json_t *cpus = json_object_get(o, "cpus");
	el2_status status = cli_options_init(&options, error);
	const char *name;

	if (status != EL2_OK)
		return status;
	/* What one name was given for, or all that there are: a sweep has no other. */
	if (json_array_size(kernels) == 1 && (name = json_string_value(json_array_get(kernels, 0)))) {
		options.kernel = el2_kernel_by_name(name);
		options.kernel_named = true;
		if (options.kernel == EL2_KERNEL_COUNT)
			return wrong(r, error, "a kernel that this build does not know");
	}
	if (json_array_size(cmdlines) == 1)
		options.cmdline = json_string_value(json_array_get(cmdlines, 0));
	if (json_array_size(cpus) == 1 && (name = json_string_value(json_array_get(cpus, 0)))) {
		options.cpu_named = true;
		status = el2_cpu_parse(name, &options.cpu, error);
		if (status != EL2_OK)
			return status;
	}
	return cli_sweep_open(r->sweep, &options, json_is_true(json_object_get(o, "polite")), error);
}

static el2_status read_first(struct reading *r, json_t *o, el2_error *error)
{
	const char *kind = json_string_value(json_object_get(o, "el2trap"));
	uint64_t shard, shards, boots, classes, rules;
	el2_status status = EL2_OK;
	char *text;

	if (!kind || strcmp(kind, "sweep") || json_integer_value(json_object_get(o, "version")) != 1)
		return wrong(r, error, "not a part of a sweep: audit --sweep --shard writes them");
	if (!number(json_object_get(o, "shards"), UINT16_MAX, &shards) || !shards ||
	    !number(json_object_get(o, "shard"), shards, &shard) || !shard ||
	    !number(json_object_get(o, "boots"), UINT32_MAX, &boots) ||
	    !number(json_object_get(o, "classes"), UINT32_MAX, &classes) ||
	    !number(json_object_get(o, "rules"), UINT32_MAX, &rules))
		return wrong(r, error, "the first line lacks shard, shards, boots, classes or rules");
	if (classes != el2_word_class_count() || rules != el2_rule_count(EL2_RULES_ACCESS))
		return wrong(r, error, "a part that another build of el2trap made: its tables are not these");
	json_object_del(o, "shard");
	text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	if (!r->first) {
		r->first = text;
		r->shards = (unsigned)shards;
		r->seen = calloc(shards, sizeof *r->seen);
		status = open_space(r, o, error);
	} else {
		if (text && strcmp(text, r->first))
			status = wrong(r, error, "a part of another sweep than the first file's");
		free(text);
	}
	if (status != EL2_OK)
		return status;
	if (boots != r->sweep->boot_count)
		return wrong(r, error, "a part that another build of el2trap made: its boots are not these");
	if (!r->seen || r->seen[shard - 1])
		return wrong(r, error, "this part was there before");
	r->seen[shard - 1] = true;
	return EL2_OK;
}

static el2_status read_line(struct reading *r, bool first, json_t *o, el2_error *error)
{
	const char *boots;
	el2_sweep_finding f;
	uint64_t asked;

	if (first)
		return read_first(r, o, error);
	if (number(json_object_get(o, "asked"), UINT64_MAX, &asked)) {
		r->sweep->asked += asked;
		r->ended = true;
		return EL2_OK;
	}
	boots = json_string_value(json_object_get(o, "boots"));
	if (!boots || !get_finding(r->sweep, o, &f))
		return wrong(r, error, "not a finding of a sweep");
	return add_boots(r, &f, boots, error);
}

static el2_status read_file(struct reading *r, const char *path, el2_error *error)
{
	el2_status status = cli_lines_open(&r->lines, path, LINE_LIMIT, error);
	bool first = true;

	if (status != EL2_OK)
		return status;
	r->ended = false;
	while (status == EL2_OK) {
		bool end = false;
		json_t *o;

		status = cli_lines_next(&r->lines, &end, error);
		if (end || status != EL2_OK || (status = cli_json_parse_line(&r->lines, &o, error)) != EL2_OK)
			break;
		status = r->ended ? wrong(r, error, "a line behind the last") : read_line(r, first, o, error);
		json_decref(o);
		first = false;
	}
	if (status == EL2_OK && !r->ended)
		status = wrong(r, error, "the file ends early: its last line says how many boots were asked about");
	cli_lines_close(&r->lines);
	return status;
}

el2_status cli_sweep_merge(struct cli_sweep *sweep, char **paths, size_t count, el2_error *error)
{
	struct reading r = {.sweep = sweep};
	el2_status status = EL2_OK;

	if (!count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--merge wants the files that --shard wrote");
	for (size_t i = 0; status == EL2_OK && i < count; i++)
		status = read_file(&r, paths[i], error);
	for (unsigned i = 0; status == EL2_OK && i < r.shards; i++)
		if (!r.seen[i])
			status = el2_fail(error, EL2_ERR_INPUT, paths[0], 0, 0, "of %u parts, part %u is missing",
					  r.shards, i + 1);
	free(r.first);
	free(r.seen);
	return status;
}
