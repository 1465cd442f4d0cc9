/* SPDX-License-Identifier: MIT */
/*
 * Every EL2 trap control of the architecture, held against the rules (tests/data/traps): an operation that a control
 * traps has a rule at that level that names the control and the exception class; a redirection of nested virtualisation
 * has its offset; a control that no rule names is listed in not-in-rules.csv, with the reason.
 */
#include "model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

enum {
	COLUMNS = 14
};

struct table {
	FILE *file;
	char line[4096];
	const char *column[COLUMNS];
};

static el2_rule_info *rules;
static size_t rule_count;

/* The next row, its columns cut at commas outside quotes; false at the end. */
static bool next_row(struct table *t)
{
	char *from = t->line, *to = t->line;
	unsigned n = 0;
	bool quoted = false;

	if (!fgets(t->line, sizeof t->line, t->file))
		return false;
	for (unsigned i = 0; i < COLUMNS; i++)
		t->column[i] = "";
	t->column[n++] = to;
	for (; *from && *from != '\n' && *from != '\r'; from++) {
		if (*from == '"') {
			quoted = !quoted;
		} else if (*from == ',' && !quoted) {
			*to++ = '\0';
			assert_true(n < COLUMNS);
			t->column[n++] = to;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return true;
}

static void open_table(struct table *t, const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/traps/%s", EL2_TEST_DATA, name);
	t->file = fopen(path, "r");
	assert_non_null(t->file);
	assert_true(next_row(t));
}

/* "MRS DBGBVR<m>_EL1" as rule ids have it: "mrs-dbgbvrm_el1". */
static void id_of(const char *op, char *id, size_t size)
{
	size_t n = 0;

	if (!strncmp(op, "MSRRregister", 12) || !strncmp(op, "MRRSregister", 12)) {
		n = (size_t)snprintf(id, size, "%.4s", op);
		op += 12;
	} else if (!strchr(op, ' ')) {
		n = (size_t)snprintf(id, size, "sys-");
	}
	for (; *op && n + 1 < size; op++)
		if (*op == ' ')
			id[n++] = '-';
		else if (*op != '<' && *op != '>')
			id[n++] = *op;
	id[n] = '\0';
	for (char *p = id; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
}

/* Is there a rule of the operation at the level, or at any, that begins so and names the control? */
static bool has_rule(const char *op, const char *el, const char *outcome, const char *name)
{
	char id[128], at[160], any[160];

	id_of(op, id, sizeof id);
	snprintf(at, sizeof at, "%s.el%c.", id, el[2]);
	snprintf(any, sizeof any, "%s.any.", id);
	for (size_t i = 0; i < rule_count; i++)
		if ((!strncmp(rules[i].id, at, strlen(at)) || !strncmp(rules[i].id, any, strlen(any))) &&
		    !strncasecmp(rules[i].text, outcome, strlen(outcome)) && strstr(rules[i].text, name))
			return true;
	return false;
}

static void test_operations(void **unused)
{
	struct table t;
	unsigned missing = 0, rows = 0;

	(void)unused;
	open_table(&t, "hcr-traps-ops.csv");
	while (next_row(&t)) {
		char name[128], outcome[32];

		rows++;
		snprintf(name, sizeof name, "%.*s", (int)strcspn(t.column[0], "="), t.column[0]);
		if (strchr(name, '{'))
			snprintf(name, sizeof name, "NVx");
		else if (!strncmp(name, "TGE", 3))
			snprintf(name, sizeof name, "HCR_EL2.TGE=1");
		else if (!strcmp(name, "other"))
			*name = '\0';
		snprintf(outcome, sizeof outcome, "TRAP EL2 %s", t.column[11]);
		if (!has_rule(t.column[1], t.column[8], outcome, name)) {
			printf("no rule: %s at %s by %s, EC %s\n", t.column[1], t.column[8], t.column[0], t.column[11]);
			missing++;
		}
	}
	fclose(t.file);
	assert_true(rows > 2800);
	assert_int_equal(missing, 0);
}

static void test_redirections(void **unused)
{
	struct table t;
	unsigned missing = 0, rows = 0;

	(void)unused;
	open_table(&t, "nv2-redirect.csv");
	while (next_row(&t)) {
		char outcome[32];

		rows++;
		snprintf(outcome, sizeof outcome, "NVMEM %s", t.column[4]);
		if (!has_rule(t.column[0], t.column[2], outcome, "NVx")) {
			printf("no rule: %s at %s to %s\n", t.column[0], t.column[2], t.column[4]);
			missing++;
		}
	}
	fclose(t.file);
	assert_true(rows > 300);
	assert_int_equal(missing, 0);
}

static bool named_in_rules(const char *control)
{
	size_t length = strlen(control);

	for (size_t i = 0; i < rule_count; i++)
		for (const char *p = strstr(rules[i].text, control); p; p = strstr(p + 1, control))
			if (!strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", p[length]) ||
			    !p[length])
				return true;
	return false;
}

static bool listed(const char *control)
{
	struct table t;
	bool found = false;

	open_table(&t, "not-in-rules.csv");
	while (!found && next_row(&t))
		found = !strcmp(t.column[0], control) && *t.column[1] && *t.column[2];
	fclose(t.file);
	return found;
}

/* Rows that stand for a combination of bits are those of hcr-traps-ops.csv, too. */
static void test_controls(void **unused)
{
	struct table t;
	unsigned missing = 0;

	(void)unused;
	open_table(&t, "hcr-traps.csv");
	while (next_row(&t)) {
		const char *control = t.column[0];

		if (*control == '(' || strpbrk(control, "{ "))
			continue;
		if (named_in_rules(control) == listed(control)) {
			printf("%s: %s\n", control,
			       listed(control) ? "listed, but a rule names it"
					       : "neither a rule names it, nor is it listed");
			missing++;
		}
	}
	fclose(t.file);
	assert_int_equal(missing, 0);
}

static int setup(void **unused)
{
	(void)unused;
	rule_count = el2_rule_count(EL2_RULES_ACCESS);
	rules = calloc(rule_count, sizeof *rules);
	if (!rules)
		return 1;
	for (size_t i = 0; i < rule_count; i++)
		if (!el2_rule_info_get(EL2_RULE(EL2_RULES_ACCESS, i), &rules[i]))
			return 1;
	return 0;
}

static int teardown(void **unused)
{
	(void)unused;
	free(rules);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_operations), cmocka_unit_test(test_redirections),
					   cmocka_unit_test(test_controls)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
