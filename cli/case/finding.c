/* SPDX-License-Identifier: MIT */
#include "cli/case/finding.h"
#include "cli/case/event.h"
#include "cli/show/verdict_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_LIMIT (1u << 20)
#define STREAM     "stream.jsonl"

unsigned cli_finding_promises(const struct cli_session *s)
{
	unsigned promises = 0;

	if (!s->hypervisor || s->has_guest || !el2_boot_has_hypervisor(&s->boot) || s->boot.host_el != 1)
		return 0;
	promises = EL2_PROMISE_NO_PANIC;
	if (!s->boot.mte)
		promises |= EL2_PROMISE_NO_TAGS;
	if (!s->boot.mte && !cli_recorded_of(s) && !s->own && el2_has(&s->cpu, EL2_FEAT_MTE))
		promises |= EL2_PROMISE_LIKE_NO_MTE;
	if (cli_recorded_of(s) && !s->own) /* tags it does not keep */
		promises = EL2_PROMISE_NO_PANIC | EL2_PROMISE_RETURNS | EL2_PROMISE_POLICY;
	else
		promises |= EL2_PROMISE_SAME_RESULT;
	if (s->boot.mode != EL2_MODE_PROTECTED_NVHE && s->boot.mode != EL2_MODE_PROTECTED_HVHE)
		return promises;
	promises |= EL2_PROMISE_OWN_PAGES;
	if (cli_recorded_of(s) && !s->own)
		promises |= EL2_PROMISE_TABLES | EL2_PROMISE_NO_STORE;
	return promises;
}

bool cli_unicorn_step(void *unicorn, el2_state *state, el2_memory *memory, const el2_insn *insn)
{
	return el2_unicorn_step(unicorn, state, memory, insn);
}

el2_status cli_unicorn_open(unsigned promises, el2_unicorn **unicorn, el2_error *error)
{
	*unicorn = promises & EL2_PROMISE_SAME_RESULT ? el2_unicorn_new() : NULL;
	if (promises & EL2_PROMISE_SAME_RESULT && !*unicorn)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"%s: this build has no Unicorn (Debian: libunicorn-dev)",
				el2_promise_name(EL2_PROMISE_SAME_RESULT));
	return EL2_OK;
}

/* ---- write ---- */

const char *cli_finding_name(const el2_finding *finding, char *buffer, size_t size)
{
	const char *promise = el2_promise_name(finding->promise);
	el2_rule_info rule;

	snprintf(buffer, size, "%s-%s%s%s", promise ? promise : "?", cli_rule_id(finding->rule, &rule),
		 *finding->at ? "-" : "", finding->at);
	for (char *c = buffer; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-_", *c))
			*c = '_';
	return buffer;
}

static el2_status make_folders(const char *path, el2_error *error)
{
	char part[4096];

	if (strlen(path) >= sizeof part)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "the folder's name is too long");
	for (size_t n = 1; n <= strlen(path); n++) {
		if (path[n] && path[n] != '/')
			continue;
		snprintf(part, sizeof part, "%.*s", (int)n, path);
		if (mkdir(part, 0777) && errno != EEXIST)
			return el2_fail(error, EL2_ERR_SYSTEM, part, 0, 0, "%s", strerror(errno));
	}
	return EL2_OK;
}

void cli_json_set(struct cli_json *j, const struct cli_session *s)
{
	el2_boot boot = s->boot;
	el2_state state;
	bool any = false;

	el2_boot_state(&boot, &state);
	for (unsigned r = 1; r < EL2_SYSREG_REGISTERS; r++) {
		if (state.sysreg[r] == s->state.sysreg[r])
			continue;
		if (!any)
			cli_json_open(j, "set", '{');
		any = true;
		cli_json_hex(j, el2_sysreg_get((el2_sysreg)r)->name, s->state.sysreg[r]);
	}
	if (any)
		cli_json_close(j, '}');
}

static void write_jsonl(FILE *file, const struct cli_session *s, const struct cli_invariant *promised,
			const el2_finding *f, struct cli_json *j)
{
	const el2_boot_config *b = &s->boot.config;
	el2_rule_info rule;

	cli_json_open(j, NULL, '{');
	cli_json_text(j, "el2trap", "stream");
	cli_json_number(j, "version", 1);
	cli_json_text(j, "promise", el2_promise_name(f->promise));
	cli_json_text(j, "rule", cli_rule_id(f->rule, &rule));
	if (*f->at)
		cli_json_text(j, "at", f->at);
	if (f->found_count) {
		cli_json_number(j, "run", f->run);
		cli_json_number(j, "events_found", f->found_count);
	}
	if (cli_recorded_of(s)) {
		cli_json_text(j, "hypervisor", cli_recorded_banner(s));
	} else {
		cli_json_text(j, "kernel", el2_kernel_get(b->kernel)->name);
		cli_json_text(j, "cmdline", b->cmdline ? b->cmdline : "");
		cli_json_text(j, "config", b->config_arm64_mte ? "CONFIG_ARM64_MTE=y" : "CONFIG_ARM64_MTE=n");
		cli_json_text(j, "cpu", s->cpu.name);
		cli_json_set(j, s);
	}
	if (s->own)
		cli_json_text(j, "policy", s->own->driver.name);
	if (f->promise == EL2_PROMISE_OF_USER && promised->denied->count) {
		cli_json_open(j, "deny", '[');
		for (unsigned i = 0; i < promised->denied->count; i++)
			cli_json_text(j, NULL, promised->denied->expressions[i]);
		cli_json_close(j, ']');
	}
	if (f->promise == EL2_PROMISE_OF_USER && promised->entry)
		cli_json_text(j, "invariant", promised->entry->name);
	cli_json_close(j, '}');
	cli_json_line(j, file);
	for (size_t n = 0; n < f->stream.count; n++) {
		cli_json_open(j, NULL, '{');
		cli_json_event(j, &f->stream.event[n], n);
		cli_json_close(j, '}');
		cli_json_line(j, file);
	}
}

static void write_assembly(FILE *file, const struct cli_session *s, const el2_finding *f)
{
	el2_rule_info rule;
	char name[128];

	fprintf(file, "// breaks %s: %s\n// rule %s\n", el2_promise_name(f->promise), el2_promise_text(f->promise),
		cli_rule_id(f->rule, &rule));
	if (rule.source[0])
		fprintf(file, "// source %s\n", rule.source);
	fprintf(file, "// boot %s, command line '%s', CPU %s\n", cli_session_name(s, name, sizeof name),
		s->boot.config.cmdline ? s->boot.config.cmdline : "", s->cpu.name);
	for (size_t n = 0; n < f->stream.count; n++)
		cli_stream_event_assembly(file, &f->stream.event[n], n);
	if (f->result.verdict.what)
		fprintf(file, "// %s\n", f->result.verdict.what);
}

el2_status cli_finding_put(const char *folder, const char *name, const char *text, size_t length, el2_error *error)
{
	el2_status status = make_folders(folder, error);
	char path[4352], made[4352];
	FILE *file;

	if (status != EL2_OK)
		return status;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	snprintf(made, sizeof made, "%s/.%s.new", folder, name);
	file = fopen(made, "w");
	if (!file)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	if (fwrite(text, 1, length, file) != length || fflush(file))
		status = el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	if (fclose(file) && status == EL2_OK)
		status = el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	if (status == EL2_OK && rename(made, path))
		status = el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	if (status != EL2_OK)
		remove(made);
	return status;
}

el2_status cli_finding_write(const char *folder, const struct cli_session *s, const struct cli_invariant *promised,
			     const el2_finding *f, el2_error *error)
{
	static const char *const names[] = {STREAM, "stream.s"};
	el2_status status = EL2_OK;

	for (unsigned i = 0; status == EL2_OK && i < 2; i++) {
		struct cli_json j = {0};
		char *text = NULL;
		size_t length = 0;
		FILE *file = open_memstream(&text, &length);
		bool ok = file != NULL;

		if (ok && i)
			write_assembly(file, s, f);
		else if (ok)
			write_jsonl(file, s, promised, f, &j);
		ok = cli_json_free(&j) && ok && !fclose(file);
		if (ok)
			status = cli_finding_put(folder, names[i], text, length, error);
		else
			status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		free(text);
	}
	return status;
}

/* ---- read ---- */

static el2_status read_promise(struct cli_finding *f, const struct cli_lines *lines, const json_t *value,
			       el2_error *error)
{
	const char *text = json_string_value(value);

	f->promise = text ? el2_promise_by_name(text) : 0;
	if (f->promise)
		return EL2_OK;
	return cli_case_fail(lines, "promise", error, "no such promise");
}

static el2_status read_denied(struct cli_finding *f, const struct cli_lines *lines, const json_t *list,
			      el2_error *error)
{
	el2_error why = {0};

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		char *copy = text ? strdup(text) : NULL;

		if (!text)
			return cli_case_fail(lines, "deny", error, "a list of texts");
		if (!copy)
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		if (cli_denied_add(&f->denied, copy, &why) != EL2_OK) {
			free(copy);
			return cli_case_fail(lines, "deny", error, "%s", why.message);
		}
	}
	return f->denied.count ? EL2_OK : cli_case_fail(lines, "deny", error, "a list of texts");
}

static el2_status read_header(struct cli_finding *f, struct cli_boots *boots, const struct cli_lines *lines,
			      struct cli_case *test, el2_error *error)
{
	json_t *object, *value;
	const char *key;
	el2_status status = cli_json_parse_line(lines, &object, error);

	if (status != EL2_OK)
		return status;
	if (!json_is_string(json_object_get(object, "el2trap")) ||
	    strcmp(json_string_value(json_object_get(object, "el2trap")), "stream") ||
	    json_integer_value(json_object_get(object, "version")) != 1)
		status = cli_case_fail(lines, "el2trap", error, "not a stream of version 1");
	json_object_foreach(object, key, value)
	{
		bool known = true;

		if (status != EL2_OK)
			break;
		if (!strcmp(key, "promise"))
			status = read_promise(f, lines, value, error);
		else if (!strcmp(key, "deny"))
			status = read_denied(f, lines, value, error);
		else if (!strcmp(key, "hypervisor") && !boots->options->recording)
			status = cli_case_fail(lines, key, error, "of a recorded hypervisor: --hypervisor FILE");
		else if (!strcmp(key, "policy") && !boots->options->policy)
			status = cli_case_fail(lines, key, error, "of a policy of your own: --policy FILE");
		else if (!strcmp(key, "rule") && json_is_string(value))
			snprintf(f->rule, sizeof f->rule, "%s", json_string_value(value));
		else if (!strcmp(key, "invariant") && json_is_string(value))
			snprintf(f->invariant, sizeof f->invariant, "%s", json_string_value(value));
		else if (!strcmp(key, "run"))
			status = cli_json_u64(lines, key, value, UINT64_MAX, &f->run, error);
		else if (!strcmp(key, "events_found"))
			status = cli_json_u64(lines, key, value, EL2_STREAM_EVENTS, &f->found_count, error);
		else if (strcmp(key, "el2trap") && strcmp(key, "version") && strcmp(key, "at") &&
			 strcmp(key, "hypervisor") && strcmp(key, "policy"))
			status = cli_case_key(test, lines, key, value, &known, error);
		if (status == EL2_OK && !known)
			status = cli_case_fail(lines, key, error, "unknown key");
	}
	json_decref(object);
	if (status == EL2_OK && !f->promise)
		status = cli_case_fail(lines, "promise", error, "which promise?");
	if (status == EL2_OK && f->promise == EL2_PROMISE_OF_USER && !f->denied.count && !*f->invariant)
		status = cli_case_fail(lines, "deny", error, "what is denied?");
	if (status == EL2_OK)
		status = cli_boots_of(boots, test, lines, &f->session, error);
	if (status == EL2_OK) {
		f->state = f->session->state;
		status = cli_case_set(test, lines, &f->state, error);
	}
	return status;
}

el2_status cli_finding_read(const char *folder, struct cli_boots *boots, struct cli_finding *f, el2_error *error)
{
	struct cli_lines lines;
	struct cli_case test;
	char path[4352];
	bool end = false;
	el2_status status;

	memset(f, 0, sizeof *f);
	snprintf(path, sizeof path, "%s/" STREAM, folder);
	status = cli_lines_open(&lines, path, LINE_LIMIT, error);
	if (status != EL2_OK)
		return status;
	cli_case_init(&test);
	status = cli_lines_next(&lines, &end, error);
	if (status == EL2_OK && end)
		status = el2_fail(error, EL2_ERR_INPUT, path, 1, 0, "empty");
	if (status == EL2_OK)
		status = read_header(f, boots, &lines, &test, error);
	while (status == EL2_OK && (status = cli_lines_next(&lines, &end, error)) == EL2_OK && !end) {
		if (f->stream.count == EL2_STREAM_EVENTS)
			status = el2_fail(error, EL2_ERR_INPUT, path, lines.number, 0, "more than %d events",
					  EL2_STREAM_EVENTS);
		else
			status = cli_stream_event_read(&lines, &f->stream.event[f->stream.count++], error);
	}
	if (status == EL2_OK && !f->stream.count)
		status = el2_fail(error, EL2_ERR_INPUT, path, 2, 0, "no event");
	cli_case_free(&test);
	cli_lines_close(&lines);
	return status;
}

void cli_finding_free(struct cli_finding *f)
{
	for (unsigned i = 0; i < f->denied.count; i++)
		free((char *)(uintptr_t)f->denied.expressions[i]); /* read_denied() made them */
	f->denied.count = 0;
}
