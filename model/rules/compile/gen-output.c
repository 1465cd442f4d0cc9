/* SPDX-License-Identifier: MIT */
/* The tables as C: what model/rules/access_table.h declares. */
#include "model/rules/compile/gen.h"
#include "model/rules/looks.h"

#include <string.h>

/* "text",\n with what needs it escaped. */
static void put_string(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		fputc(*s, out);
	}
	fputs("\",\n", out);
}

/* The features of "FEAT_A && FEAT_B || FEAT_C": both alternatives, as bits of el2_cpu.features. */
static void put_form_features(FILE *out)
{
	fprintf(out,
		"const uint64_t el2_form_features[EL2_FORM_COUNT][EL2_FORM_ALTERNATIVES][EL2_FEATURE_WORDS] = {\n");
	for (unsigned i = 0; i < EL2_FORM_COUNT; i++) {
		unsigned long long words[EL2_FORM_ALTERNATIVES][EL2_FEATURE_WORDS] = {{0}};
		const char *p = gen_form_features(i);
		unsigned alternative = 0;

		while (p && *p) {
			size_t n = strcspn(p, " ");
			unsigned f = gen_feature(p, n);

			words[alternative][f / 64] |= 1ULL << f % 64;
			p += n;
			if (!strncmp(p, " || ", 4) && ++alternative == EL2_FORM_ALTERNATIVES)
				gen_die("too many alternatives: %s", gen_form_features(i));
			p += strspn(p, " &|");
		}
		fputc('{', out);
		for (unsigned a = 0; a < EL2_FORM_ALTERNATIVES; a++) {
			fputc('{', out);
			for (unsigned w = 0; w < EL2_FEATURE_WORDS; w++)
				fprintf(out, "0x%llx,", words[a <= alternative ? a : 0][w]);
			fputs("},", out);
		}
		fputs("},\n", out);
	}
	fprintf(out, "};\n");
}

static void put_index(FILE *out, const char *name, const char *dims, const unsigned *v, size_t n)
{
	fprintf(out, "const uint16_t %s[%s] = {\n", name, dims);
	for (size_t i = 0; i < n; i++)
		if (v[i])
			fprintf(out, "[%zu] = %u,\n", i, v[i]);
	fprintf(out, "};\n");
}

static void put_test_array(FILE *out, const char *name, const el2_test *tests, size_t count)
{
	fprintf(out, "const el2_test %s[] = {\n", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "{%u,%u,%u,0x%x,0x%x},\n", tests[i].base, tests[i].shift, tests[i].index, tests[i].mask,
			tests[i].value);
	fprintf(out, "{0,0,0,0,0}};\n");
}

static void put_tests(FILE *out)
{
	size_t count;
	const el2_test *tests = gen_tests(&count);
	const char *text;

	put_test_array(out, "el2_tests", tests, count);
	tests = gen_nevers(&count);
	put_test_array(out, "el2_never_tests", tests, count);
	fprintf(out, "const size_t el2_never_test_count = %zu;\n", count);
	fprintf(out, "const char *const el2_unknown_texts[] = {\n");
	for (size_t i = 0; (text = gen_gap_text(i)); i++)
		put_string(out, text);
	fprintf(out, "\"\"};\n");
}

/* explore tries no bit and all bits of a field wider than this, all values of others. */
#define NARROW 3

#define READS_MAX 256u /* fields that the rules of an accessor look at */

/* A run of bits that a test compares with something between. */
static void check_width(const el2_test *t)
{
	for (unsigned lsb = 0, end; t->mask >> lsb; lsb = end) {
		unsigned run, value;

		for (end = lsb; t->mask >> end & 1;)
			end++;
		run = (1u << (end - lsb)) - 1;
		value = t->value >> lsb & run;
		if (end > lsb + NARROW && value && value != run)
			gen_die("a field of %u bits is compared with 0x%x: explore/controls.c tries none and all",
				end - lsb, value);
		end += end == lsb;
	}
}

/* Registers on which a decision depends, ascending. */
static void put_registers(FILE *out)
{
	static bool read[EL2_SYSREG_REGISTERS];
	size_t count;
	const el2_test *tests = gen_tests(&count);
	unsigned kept = 0;

	for (size_t i = 0; i < count; i++)
		if ((tests[i].base & EL2_TEST_BASE) == EL2_TEST_SYSREG) {
			read[tests[i].index] = true;
			check_width(&tests[i]);
		}
#define EL2_CODE_READS(reg) read[EL2_SYSREG_##reg] = true;
#include "model/rules/code_reads.def"
	fprintf(out, "const uint16_t el2_read_registers[] = {\n");
	for (unsigned i = 0; i < EL2_SYSREG_REGISTERS; i++)
		if (read[i])
			fprintf(out, "%u,%s", i, ++kept % 20 ? "" : "\n");
	fprintf(out, "};\n");
	if (kept > EL2_READ_REGISTERS_MAX)
		gen_die("rules read %u registers: raise EL2_READ_REGISTERS_MAX", kept);
	fprintf(out, "const size_t el2_read_register_count = %u;\n", kept);
}

static size_t row_count(const struct gen_accessor *a)
{
	return (size_t)a->count[0] + a->count[1] + a->count[2] + a->count[3] + a->count[4];
}

/* Which facts of facts.def the accessor's conditions name; false if none. */
static bool find_facts(const struct gen_accessor *a, uint64_t facts[EL2_FACT_WORDS])
{
	size_t count;
	const el2_test *tests = gen_tests(&count);
	bool any = false;

	memset(facts, 0, EL2_FACT_WORDS * sizeof *facts);
	for (size_t i = a->first; i < a->first + row_count(a); i++)
		for (const el2_test *t = &tests[gen_tables.rows[i].r.first];; t++) {
			if ((t->base & EL2_TEST_BASE) == EL2_TEST_DERIVED && t->index) {
				facts[t->index - 1] |= UINT64_C(1) << t->shift;
				any = true;
			}
			if (t->base & EL2_TEST_ROW_END)
				break;
		}
	return any;
}

/* The fields that each accessor's rules look at, one accessor's behind the other's. */
static void put_reads(FILE *out)
{
	static el2_control fields[READS_MAX];
	const el2_test *tests = gen_tests(&(size_t){0});
	size_t all = 0;

	fprintf(out, "const el2_control el2_reads[] = {\n");
	for (size_t i = 0; i < gen_tables.accessor_count; i++) {
		struct gen_accessor *a = &gen_tables.accessors[i];
		struct looks looks = {fields, READS_MAX, 0};

		for (size_t row = a->first; row < a->first + row_count(a); row++)
			looks_add_row(&looks, &tests[gen_tables.rows[row].r.first]);
		if (looks.count > READS_MAX)
			gen_die("the rules of %s look at %zu fields: raise READS_MAX", a->name, looks.count);
		for (size_t n = 0; n < looks.count; n++)
			fprintf(out, "{%u,%u,%u},\n", fields[n].reg, fields[n].lsb, fields[n].width);
		a->reads = all;
		a->read_count = looks.count;
		all += looks.count;
	}
	fprintf(out, "{0,0,0}};\n");
}

void gen_write(FILE *out)
{
	const struct gen_tables *t = &gen_tables;

	fprintf(out, "/* Written by gen-rules; do not edit. */\n#include \"model/rules/access_table.h\"\n");
	put_tests(out);
	put_registers(out);
	put_reads(out);
	fprintf(out, "const el2_row el2_rows[] = {\n");
	for (size_t i = 0; i < t->row_count; i++) {
		const el2_row *r = &t->rows[i].r;

		fprintf(out, "{%u,%u,%u,%u,%u,%u},\n", r->outcome, r->el, r->ec, r->choice, r->reg, r->first);
	}
	fprintf(out, "};\nconst size_t el2_row_count = %zu;\nconst char *const el2_row_texts[] = {\n", t->row_count);
	for (size_t i = 0; i < t->row_count; i++) {
		put_string(out, t->rows[i].text);
	}
	fprintf(out, "};\nconst char *const el2_row_ids[] = {\n");
	for (size_t i = 0; i < t->row_count; i++) {
		put_string(out, t->rows[i].id);
	}
	fprintf(out, "};\nconst el2_accessor el2_accessors[] = {\n");
	for (size_t i = 0; i < t->accessor_count; i++) {
		const struct gen_accessor *a = &t->accessors[i];
		uint64_t facts[EL2_FACT_WORDS];

		fputc('{', out);
		put_string(out, a->name);
		fprintf(out, "%zu,{0", a->first);
		for (unsigned level = 0, start = 0; level < 5; level++)
			fprintf(out, ",%u", start += a->count[level]);
		fprintf(out, "},%zu,%zu,%u,%u,{", a->read_count, a->reads, a->source, find_facts(a, facts));
		for (unsigned w = 0; w < EL2_FACT_WORDS; w++)
			fprintf(out, "0x%llx,", (unsigned long long)facts[w]);
		fputs("}},\n", out);
	}
	fprintf(out, "};\nconst size_t el2_accessor_count = %zu;\n", t->accessor_count);
	fprintf(out, "const char *const el2_rule_sources[] = {\n");
	for (size_t i = 0; i < t->source_count; i++) {
		put_string(out, t->sources[i]);
	}
	fprintf(out, "};\nconst uint16_t el2_accessor_of_sysreg[EL2_ACCESSOR_KINDS][EL2_SYSREG_COUNT] = {\n");
	for (unsigned k = 0; k < EL2_ACCESSOR_KINDS; k++)
		for (unsigned i = 0; i < EL2_SYSREG_COUNT; i++)
			if (t->of_sysreg[k][i])
				fprintf(out, "[%u][%u] = %u,\n", k, i, t->of_sysreg[k][i]);
	fprintf(out, "};\n");
	put_form_features(out);
	put_index(out, "el2_accessor_of_impdef", "EL2_IMPDEF_KINDS", t->of_impdef, EL2_IMPDEF_KINDS);
	put_index(out, "el2_accessor_of_form", "EL2_FORM_COUNT", t->of_form, EL2_FORM_COUNT);
}
