/* SPDX-License-Identifier: MIT */
/* The tables themselves: nothing missing, nothing twice, every rule explains itself. */
#include "model/rules/access_table.h"
#include "tests/core/test.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Registers of a boot and of a guest may have several rows for a field, which share their id. */
static bool is_field(const char *id)
{
	return !strncmp(id, "boot.", 5) || !strncmp(id, "guest.", 6) || !strncmp(id, "guest-id.", 9);
}

/* Ids of all rules of a table are different, but for those; all have a source and a text, which is not cut. */
static void rule_ids(struct test *t, unsigned table, const char *name)
{
	size_t n = el2_policy_rule_count(table), empty = 0, cut = 0, twice = 0;
	char **ids = calloc(n, sizeof *ids);

	for (size_t i = 0; ids && i < n; i++) {
		el2_rule_info info;

		ids[i] = NULL;
		if (!el2_policy_rule_info(EL2_RULE(table, i), &info) || !*info.id || !*info.text || !*info.source)
			empty++;
		cut += strlen(info.text) == sizeof info.text - 1;
		ids[i] = strdup(info.id);
	}
	if (ids)
		qsort(ids, n, sizeof *ids, by_text);
	for (size_t i = 1; ids && i < n; i++)
		twice += !strcmp(ids[i - 1], ids[i]) && !is_field(ids[i]);
	test_case(t, n && !empty && !cut && !twice, "%s: %zu rules, %zu without text, %zu cut, %zu ids twice", name, n,
		  empty, cut, twice);
	for (size_t i = 0; ids && i < n; i++)
		free(ids[i]);
	free(ids);
}

/* Every feature has a row that can announce it; every row belongs to a name. */
static void features(struct test *t)
{
	static const struct {
		uint16_t feature;
	} rows[] = {
#define EL2_FEATURE(feature, ...) {EL2_##feature},
#include "model/rules/features.def"
	};

	for (unsigned f = 0; f < EL2_FEATURE_COUNT; f++) {
		bool found = false;

		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			found |= rows[i].feature == f;
		if (!found)
			test_case(t, false, "%s has no row in features.def", el2_feature_name((el2_feature)f));
	}
	test_case(t, el2_feature_by_name("FEAT_MTE2", 9) == EL2_FEAT_MTE2, "features are found by name");
}

/* Fields of one register with different places may overlap only on purpose (layouts by E2H); names are unique. */
static void fields(struct test *t)
{
	static const struct {
		uint16_t reg;
		int msb, lsb;
		const char *name;
	} rows[] = {
#define EL2_FIELD(reg, field, msb, lsb) {EL2_SYSREG_##reg, msb, lsb, #field},
#include "model/rules/fields.def"
	};
	size_t n = sizeof rows / sizeof *rows, twice = 0, wrong = 0;

	for (size_t i = 0; i < n; i++) {
		wrong += rows[i].msb < rows[i].lsb || rows[i].msb > 63 || rows[i].lsb < 0;
		for (size_t k = i + 1; k < n; k++)
			twice += rows[i].reg == rows[k].reg && !strcmp(rows[i].name, rows[k].name);
	}
	test_case(t, !twice && !wrong, "fields.def: %zu rows, %zu names twice, %zu with wrong bits", n, twice, wrong);
}

/* Rows of one accessor and level after one without a condition can never decide. */
static void unreachable(struct test *t)
{
	for (size_t a = 0; a < el2_accessor_count; a++) {
		uint32_t r = el2_accessors[a].first;

		for (unsigned level = 0; level < 5; level++)
			for (unsigned i = el2_accessors[a].start[level]; i < el2_accessors[a].start[level + 1];
			     i++, r++) {
				const el2_row *row = &el2_rows[r];
				bool always = el2_test_is_always(&el2_tests[row->first]);

				if (always && i + 1 < el2_accessors[a].start[level + 1])
					test_case(t, false, "%s: a rule follows one that always holds",
						  el2_accessors[a].name);
			}
	}
	test_case(t, true, "%zu accessors, %zu rules looked through", el2_accessor_count, el2_row_count);
}

/* Each way of access that sysregs.def gives has rules, or the access is UNDEFINED by a rule of the model. */
static void accessors(struct test *t)
{
	static const struct {
		unsigned access, kind;
	} ways[] = {
		{EL2_READ, EL2_ACCESSOR_READ},       {EL2_WRITE, EL2_ACCESSOR_WRITE},
		{EL2_READ128, EL2_ACCESSOR_READ128}, {EL2_WRITE128, EL2_ACCESSOR_WRITE128},
		{EL2_EXEC, EL2_ACCESSOR_READ},       {EL2_EXEC128, EL2_ACCESSOR_READ},
	};
	unsigned missing = 0;

	for (unsigned id = 1; id < EL2_SYSREG_COUNT; id++) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)id);

		for (size_t w = 0; info && w < sizeof ways / sizeof *ways; w++)
			if ((info->access & ways[w].access) && !el2_accessor_of_sysreg[ways[w].kind][id]) {
				test_case(t, false, "%s has no rules for access %u", info->name, ways[w].access);
				missing++;
			}
	}
	test_case(t, !missing, "every access of sysregs.def has rules");
}

static void cpus(struct test *t)
{
	const char *name, *source;
	el2_cpu cpu;

	for (size_t i = 0; (name = el2_cpu_get(i, &source)); i++)
		test_case(t, *source && el2_cpu_parse(name, &cpu, NULL) == EL2_OK && el2_has(&cpu, EL2_FEAT_AA64),
			  "CPU %s: %s", name, source);
	static const char *const bad[] = {"none", "max,", "max,mte", "max,mte=16", "max,mte=x", "max,nonsense=1", ""};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		test_case(t, el2_cpu_parse(bad[i], &cpu, NULL) == EL2_ERR_USAGE, "CPU '%s' is refused", bad[i]);
}

void test_tables(struct test *t)
{
	rule_ids(t, EL2_RULES_ACCESS, "access rules");
	rule_ids(t, EL2_RULES_MODEL, "model rules");
	rule_ids(t, EL2_RULES_POLICY, "policy rules");
	features(t);
	fields(t);
	unreachable(t);
	accessors(t);
	cpus(t);
}
