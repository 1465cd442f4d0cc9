/* SPDX-License-Identifier: MIT */
/*
 * fuzz: run.jsonl, beside the folders of the findings. Its first line is the run, the same for all of its shards; its
 * second is what this part of it came to, with the rules that decided as numbers of the build, and in which run each
 * did first:
 *
 *     {"el2trap":"fuzz","version":1,"kernel":"7.2",...,"promises":["no-panic"],"seed":1,"length":8,"runs":100000,"rules":[..]}
 *     {"shard":"1/2","runs":50848,...,"decided":[16777217,...],"first":[81,...]}
 *
 * and of a recorded hypervisor "unwatched", and "code": [word, count, run], words of its code from one on which that
 * run was the first to come to.
 */
#include "cli/case/case.h"
#include "cli/verb/fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME       "run.jsonl"
#define LINE_LIMIT (1u << 20)

/* ---- write ---- */

static void put_run(struct cli_json *j, const struct cli_fuzz *f)
{
	cli_json_open(j, NULL, '{');
	cli_json_text(j, "el2trap", "fuzz");
	cli_json_number(j, "version", 1);
	cli_json_boot(j, &f->session);
	if (!cli_recorded_of(&f->session)) /* whose registers are no change of the user's */
		cli_json_set(j, &f->session);
	if (f->call->options.firmware)
		cli_json_text(j, "firmware", f->call->options.firmware);
	cli_json_open(j, "promises", '[');
	for (unsigned bit = 1; el2_promise_name(bit); bit <<= 1)
		if (f->promises & bit)
			cli_json_text(j, NULL, el2_promise_name(bit));
	cli_json_close(j, ']');
	cli_json_open(j, "deny", '[');
	for (unsigned i = 0; i < f->denied.count; i++)
		cli_json_text(j, NULL, f->denied.expressions[i]);
	cli_json_close(j, ']');
	if (f->invariant.entry)
		cli_json_text(j, "invariant", f->invariant.entry->name);
	if (f->corpus.count)
		cli_json_hex(j, "corpus", f->corpus.hash);
	cli_json_number(j, "seed", f->seed);
	cli_json_number(j, "length", f->length);
	cli_json_number(j, f->seconds ? "seconds" : "runs", f->seconds ? f->seconds : f->runs);
	cli_json_open(j, "rules", '[');
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		cli_json_number(j, NULL, el2_rule_count(table));
	cli_json_close(j, ']');
	cli_json_close(j, '}');
}

static void put_code(struct cli_json *j, const struct cli_fuzz *f)
{
	cli_json_bool(j, "unwatched", f->stats.unwatched);
	cli_json_open(j, "code", '[');
	for (size_t n = 0, end; n < f->stats.code_words; n = end) {
		for (end = n + 1; end < f->stats.code_words && f->code[end] == f->code[n];)
			end++;
		if (f->code[n] == UINT64_MAX)
			continue;
		cli_json_open(j, NULL, '[');
		cli_json_number(j, NULL, n);
		cli_json_number(j, NULL, end - n);
		cli_json_number(j, NULL, f->code[n]);
		cli_json_close(j, ']');
	}
	cli_json_close(j, ']');
}

static void put_part(struct cli_json *j, const struct cli_fuzz *f)
{
	char shard[32];

	snprintf(shard, sizeof shard, "%u/%u", f->shard + 1, f->shards);
	cli_json_open(j, NULL, '{');
	cli_json_text(j, "shard", shard);
	cli_json_number(j, "runs", f->stats.runs);
	cli_json_number(j, "events", f->stats.events);
	cli_json_number(j, "unmodelled", f->stats.unmodelled);
	cli_json_number(j, "avoided", f->stats.avoided);
	cli_json_number(j, "kept", f->stats.kept);
	cli_json_open(j, "decided", '[');
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			if (f->first[table][row] != UINT64_MAX)
				cli_json_number(j, NULL, EL2_RULE(table, row));
	cli_json_close(j, ']');
	cli_json_open(j, "first", '[');
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			if (f->first[table][row] != UINT64_MAX)
				cli_json_number(j, NULL, f->first[table][row]);
	cli_json_close(j, ']');
	if (f->stats.code_words)
		put_code(j, f);
	cli_json_close(j, '}');
}

/* The lines as text, to be freed; NULL: out of memory. */
static char *text_of(const struct cli_fuzz *f, bool part, size_t *length)
{
	struct cli_json j = {0};
	char *text = NULL;
	FILE *out = open_memstream(&text, length);
	bool ok = out != NULL;

	if (ok) {
		put_run(&j, f);
		cli_json_line(&j, out);
	}
	if (ok && part) {
		put_part(&j, f);
		cli_json_line(&j, out);
	}
	ok = cli_json_free(&j) && ok && !fclose(out);
	if (ok)
		return text;
	free(text);
	return NULL;
}

el2_status cli_part_write(const struct cli_fuzz *f, el2_error *error)
{
	size_t length;
	char *text;
	el2_status status;

	if (!f->folder)
		return EL2_OK;
	text = text_of(f, true, &length);
	if (!text)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	status = cli_finding_put(f->folder, NAME, text, length, error);
	free(text);
	return status;
}

/* ---- read ---- */

struct merging {
	struct cli_fuzz *fuzz;
	struct cli_boots boots;
	struct cli_finding read;
	el2_finding finding;
	el2_unicorn *unicorn;
	el2_fuzz *player;
	char *first; /* line of the run that the options describe */
	bool *seen;  /* by shard */
};

static el2_status read_shard(struct merging *m, const struct cli_lines *lines, const char *text, el2_error *error)
{
	struct cli_fuzz *f = m->fuzz;
	unsigned i = 0, n = 0;

	if (!text || sscanf(text, "%5u/%5u", &i, &n) != 2 || !i || i > n || n > EL2_FUZZ_LINES)
		return cli_case_fail(lines, "shard", error, "shard is \"I/N\", N at most %u", EL2_FUZZ_LINES);
	if (!m->seen) {
		m->seen = calloc(n, sizeof *m->seen);
		f->shards = n;
	}
	if (!m->seen)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (n != f->shards)
		return cli_case_fail(lines, "shard", error, "%u/%u is no part of what others are %u parts of", i, n,
				     f->shards);
	if (m->seen[i - 1])
		return cli_case_fail(lines, "shard", error, "shard %u/%u is there twice", i, n);
	m->seen[i - 1] = true;
	return EL2_OK;
}

static el2_status read_code(struct merging *m, const struct cli_lines *lines, const json_t *o, el2_error *error)
{
	struct cli_fuzz *f = m->fuzz;
	const json_t *code = json_object_get(o, "code");
	el2_status status = EL2_OK;

	f->stats.unwatched |= json_is_true(json_object_get(o, "unwatched"));
	for (size_t i = 0; status == EL2_OK && i < json_array_size(code); i++) {
		uint64_t value[3];

		for (size_t k = 0; status == EL2_OK && k < 3; k++)
			status = cli_json_u64(lines, "code", json_array_get(json_array_get(code, i), k), UINT64_MAX - 1,
					      &value[k], error);
		if (status == EL2_OK && (value[0] > f->stats.code_words || value[1] > f->stats.code_words - value[0]))
			status = cli_case_fail(lines, "code", error, "the recording's code has %zu words",
					       f->stats.code_words);
		for (uint64_t n = 0; status == EL2_OK && n < value[1]; n++)
			cli_code_ran(f, value[0] + n, value[2]);
	}
	return status;
}

static el2_status read_part(struct merging *m, const struct cli_lines *lines, const json_t *o, el2_error *error)
{
	el2_fuzz_stats *s = &m->fuzz->stats;
	uint64_t kept = 0;
	const struct {
		const char *key;
		uint64_t *to;
	} counts[] = {{"runs", &s->runs},
		      {"events", &s->events},
		      {"unmodelled", &s->unmodelled},
		      {"avoided", &s->avoided},
		      {"kept", &kept}};
	const json_t *decided = json_object_get(o, "decided"), *first = json_object_get(o, "first");
	el2_status status = read_shard(m, lines, json_string_value(json_object_get(o, "shard")), error);

	for (size_t i = 0; status == EL2_OK && i < sizeof counts / sizeof *counts; i++) {
		uint64_t value;

		status = cli_json_u64(lines, counts[i].key, json_object_get(o, counts[i].key), UINT64_MAX / 2, &value,
				      error);
		if (status == EL2_OK)
			*counts[i].to += value;
	}
	if (status == EL2_OK && json_array_size(first) != json_array_size(decided))
		status = cli_case_fail(lines, "first", error, "a run for each rule that decided");
	for (size_t i = 0; status == EL2_OK && i < json_array_size(decided); i++) {
		uint64_t rule, run;

		status = cli_json_u64(lines, "decided", json_array_get(decided, i), UINT32_MAX, &rule, error);
		if (status == EL2_OK)
			status = cli_json_u64(lines, "first", json_array_get(first, i), UINT64_MAX, &run, error);
		if (status == EL2_OK)
			cli_fuzz_decided(m->fuzz, (el2_rule)rule, run);
	}
	s->kept += kept;
	return status == EL2_OK ? read_code(m, lines, o, error) : status;
}

static el2_status read_run(struct merging *m, const char *folder, el2_error *error)
{
	struct cli_lines lines;
	char path[4352];
	bool end = false;
	json_t *object = NULL;
	el2_status status;

	snprintf(path, sizeof path, "%s/" NAME, folder);
	status = cli_lines_open(&lines, path, LINE_LIMIT, error);
	if (status != EL2_OK)
		return status;
	status = cli_lines_next(&lines, &end, error);
	if (status == EL2_OK && (end || strcmp(lines.line, m->first)))
		status = el2_fail(error, EL2_ERR_INPUT, path, 1, 0,
				  "another run than the options describe: --merge goes with those of its shards");
	if (status == EL2_OK)
		status = cli_lines_next(&lines, &end, error);
	if (status == EL2_OK && end)
		status = el2_fail(error, EL2_ERR_INPUT, path, 2, 0, "what it came to is missing");
	if (status == EL2_OK)
		status = cli_json_parse_line(&lines, &object, error);
	if (status == EL2_OK)
		status = read_part(m, &lines, object, error);
	json_decref(object);
	cli_lines_close(&lines);
	return status;
}

static el2_status read_finding(struct merging *m, const char *folder, el2_error *error)
{
	el2_status status = cli_finding_read(folder, &m->boots, &m->read, error);

	if (status == EL2_OK && !el2_fuzz_play(m->player, &m->read.stream, &m->finding))
		status = el2_fail(error, EL2_ERR_INPUT, folder, 0, 0, "no promise of this run is broken by it");
	m->finding.run = m->read.run;
	m->finding.found_count = m->read.found_count;
	cli_finding_free(&m->read);
	return status;
}

static el2_status read_findings(struct merging *m, const char *folder, el2_error *error)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	el2_status status = EL2_OK;

	if (!dir)
		return el2_fail(error, EL2_ERR_INPUT, folder, 0, 0, "%s", strerror(errno));
	while (status == EL2_OK && (entry = readdir(dir))) {
		el2_error why = {0};
		char path[4352];

		if (*entry->d_name == '.' || !strcmp(entry->d_name, NAME))
			continue;
		if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path)
			return closedir(dir), el2_fail(error, EL2_ERR_INPUT, folder, 0, 0, "its name is too long");
		if (read_finding(m, path, &why) != EL2_OK) { /* it is named; the others are still good */
			cli_report_error("fuzz", &why);
			m->fuzz->damaged++;
		} else if (cli_found_is_first(m->fuzz, &m->finding)) {
			status = cli_found_keep(m->fuzz, &m->finding, error);
		}
	}
	closedir(dir);
	return status;
}

el2_status cli_part_merge(struct cli_fuzz *f, el2_error *error)
{
	struct merging *m = calloc(1, sizeof *m);
	el2_status status = EL2_OK;
	size_t length;

	if (!m)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	m->fuzz = f;
	m->first = text_of(f, false, &length);
	status = cli_unicorn_open(f->promises, &m->unicorn, error);
	m->player = status == EL2_OK ? cli_fuzz_new(f, &f->session, m->unicorn, NULL) : NULL;
	if (m->first && m->player) {
		m->first[length - 1] = '\0'; /* the newline */
		status = cli_boots_open(&m->boots, &f->call->options, error);
		if (status == EL2_OK)
			status = cli_code_open(f, m->player, error);
	} else if (status == EL2_OK) {
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	for (size_t i = 0; status == EL2_OK && i < f->call->operand_count; i++)
		status = read_run(m, f->call->operands[i], error);
	for (size_t i = 0; status == EL2_OK && i < f->call->operand_count; i++)
		status = read_findings(m, f->call->operands[i], error);
	for (unsigned i = 0; status == EL2_OK && i < f->shards; i++)
		if (!m->seen[i])
			fprintf(stderr, "el2trap fuzz: warning: shard %u/%u is not among them\n", i + 1, f->shards);
	if (status == EL2_OK) {
		f->shard = 0;
		f->shards = 1;
		status = cli_part_write(f, error);
	}
	el2_fuzz_free(m->player);
	el2_unicorn_free(m->unicorn);
	cli_boots_close(&m->boots);
	free(m->first);
	free(m->seen);
	free(m);
	return status;
}
