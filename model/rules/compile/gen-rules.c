/* SPDX-License-Identifier: MIT */
/*
 * Build tool: compiles *.rules (see the head of model/rules/access.rules for the language) to the tables that
 * model/rules/access_table.h declares.
 *
 *     gen-rules OUT.c FILE.rules...
 *
 * An error in a rule file ends it with file and line; it is a build tool, so it exits and does not free.
 */
#include "model/rules/compile/gen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the compiler is: the line as it is cut up, and the condition in it with its words replaced. */
static const char *file;
static unsigned line;
static char text[1024];
static struct gen_text condition;

static void __attribute__((noreturn)) die(unsigned column, const char *format, va_list ap)
{
	fprintf(stderr, "%s:%u:", file, line);
	if (column)
		fprintf(stderr, "%u:", column);
	fputc(' ', stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	exit(1);
}

void gen_die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	die(0, format, ap);
}

void gen_die_at(const char *where, const char *format, ...)
{
	unsigned column = 0;
	va_list ap;

	if (where >= text && where < text + sizeof text)
		column = (unsigned)(where - text) + 1;
	else if (where >= condition.text && where < condition.text + condition.length)
		column = condition.column[where - condition.text];
	else if (where == condition.text + condition.length && condition.length)
		column = condition.column[condition.length - 1] + 1;
	va_start(ap, format);
	die(column, format, ap);
}

void *gen_grow(void *array, size_t count, size_t item)
{
	if (count & (count - 1))
		return array;
	array = realloc(array, (count ? count * 2 : 1) * item);
	if (!array)
		gen_die("out of memory");
	return array;
}

/* ---- what is being built ---- */

struct row {
	struct el2_row r;
	char *text;
};

struct accessor {
	char *name;
	unsigned source;
	size_t first;
	unsigned count[5];
};

static struct row *rows;
static size_t row_count;
static struct accessor *accessors;
static size_t accessor_count;
static char **sources;
static size_t source_count;
static unsigned of_sysreg[EL2_ACCESSOR_KINDS][EL2_SYSREG_COUNT];
static unsigned of_impdef[EL2_IMPDEF_KINDS];
static unsigned of_form[EL2_FORM_COUNT];
static unsigned of_class[EL2_CLASS_COUNT];

static const char *const sysreg_names[EL2_SYSREG_COUNT] = {
#define EL2_SYSREG(id, name, ...)         [EL2_SYSREG_##id] = name,
#define EL2_SYSREG_WRITTEN(id, name, ...) [EL2_SYSREG_##id] = name,
#define EL2_SYSOP(id, name, ...)          [EL2_SYSREG_##id] = name,
#define EL2_SYSPOP(id, name, ...)         [EL2_SYSREG_##id] = name,
#include "decoder/sysregs.def"
};

static const char *const form_names[EL2_FORM_COUNT] = {
#define EL2_INSN(form, ...) [EL2_FORM_##form] = #form,
#include "decoder/insns.def"
};

static const char *const form_features[EL2_FORM_COUNT] = {
#define EL2_INSN(form, op, variant, syntax, mask, value, should_be, cls, features, ...) [EL2_FORM_##form] = features,
#include "decoder/insns.def"
};

static const char *const class_names[EL2_CLASS_COUNT] = {
	[EL2_CLASS_GENERAL] = "GENERAL", [EL2_CLASS_MEMORY] = "MEMORY",       [EL2_CLASS_SIMD] = "SIMD",
	[EL2_CLASS_UNKNOWN] = "UNKNOWN", [EL2_CLASS_UNDEFINED] = "UNDEFINED",
};

unsigned gen_sysreg(const char *name, size_t length)
{
	for (unsigned i = 1; i < EL2_SYSREG_COUNT; i++)
		if (sysreg_names[i] && strlen(sysreg_names[i]) == length && !memcmp(sysreg_names[i], name, length))
			return i;
	return 0;
}

/* ---- accessor heads ---- */

static void set(unsigned *slot, const char *what)
{
	if (*slot)
		gen_die("%s has rules already", what);
	*slot = (unsigned)accessor_count;
}

/* "AMEVCNTR0<m>_EL0" names AMEVCNTR0<n>_EL0 for each n that has a row, and no rules of its own (TRCIMSPEC0 has). */
static void set_sysregs(unsigned kind, const char *name)
{
	const char *m = strstr(name, "<m>");
	char one[64];
	unsigned found = 0;

	for (unsigned n = 0; n < (m ? 32u : 1u); n++) {
		if (m)
			snprintf(one, sizeof one, "%.*s%u%s", (int)(m - name), name, n, m + 3);
		else
			snprintf(one, sizeof one, "%s", name);
		unsigned id = gen_sysreg(one, strlen(one));

		if (!id || (m && of_sysreg[kind][id]))
			continue;
		set(&of_sysreg[kind][id], one);
		found++;
	}
	if (!found)
		gen_die("no system register or operation named %s", name);
}

static void set_forms(char *names)
{
	for (char *word = strtok(names, " "); word; word = strtok(NULL, " ")) {
		unsigned found = 0;
		size_t length = strlen(word);
		bool prefix = length && word[length - 1] == '*';

		for (unsigned i = 1; i < EL2_FORM_COUNT; i++)
			if (prefix ? !strncmp(form_names[i], word, length - 1) : !strcmp(form_names[i], word)) {
				set(&of_form[i], word);
				found++;
			}
		if (!found)
			gen_die("no instruction form named %s", word);
	}
}

static void head(void)
{
	static const char *const plain[] = {"MRS", "MSR", "MRRS", "MSRR", "MSRIMM"};
	static const unsigned plain_kind[] = {EL2_ACCESSOR_READ, EL2_ACCESSOR_WRITE, EL2_ACCESSOR_READ128,
					      EL2_ACCESSOR_WRITE128, EL2_ACCESSOR_IMMEDIATE};
	static const char *const impdef[] = {"MRS S3_<", "MSR S3_<",  "MRRS S3_<", "MSRR S3_<",
					     "SYS S1_<", "SYSL S1_<", "SYSP S1_<"};
	char *equals = strstr(text, " = ");

	if (equals)
		*equals = '\0';
	accessors = gen_grow(accessors, accessor_count, sizeof *accessors);
	accessors[accessor_count++] =
		(struct accessor){.name = strdup(text), .source = (unsigned)source_count - 1, .first = row_count};
	if (!source_count)
		gen_die("no `source` line before the first accessor");
	for (unsigned i = 0; i < 7; i++)
		if (!strncmp(text, impdef[i], strlen(impdef[i]))) {
			set(&of_impdef[i], text);
			return;
		}
	char *space = strchr(text, ' ');

	if (!space)
		gen_die("not an accessor: %s", text);
	*space = '\0';
	if (!strcmp(text, "INSN")) {
		char *name = accessors[accessor_count - 1].name, *more = strchr(name + strlen("INSN "), ' ');

		if (more) { /* named after the first form */
			more[0] = '*';
			more[1] = '\0';
		}
		set_forms(space + 1);
		return;
	}
	if (!strcmp(text, "CLASS")) {
		for (unsigned i = 0; i < EL2_CLASS_COUNT; i++)
			if (class_names[i] && !strcmp(class_names[i], space + 1)) {
				set(&of_class[i], space + 1);
				return;
			}
		gen_die("no class named %s", space + 1);
	}
	for (unsigned i = 0; i < 5; i++)
		if (!strcmp(text, plain[i])) {
			set_sysregs(plain_kind[i], space + 1);
			return;
		}
	if (!strcmp(text, "SYS")) { /* operations whose name has no group: SYS GCSPUSHM */
		set_sysregs(EL2_ACCESSOR_READ, space + 1);
		return;
	}
	*space = ' ';
	set_sysregs(EL2_ACCESSOR_READ, text);
}

/* ---- rows ---- */

static bool take(char **p, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*p, word, n) || ((*p)[n] && (*p)[n] != ' '))
		return false;
	*p += n;
	while (**p == ' ')
		++*p;
	return true;
}

/* The outcome, up to " if " or the end. */
static void outcome(struct el2_row *r, char *what)
{
	bool call = false;

	if (*what == '?') { /* a choice of the CPU */
		r->choice = true;
		what++;
	}
	if (take(&what, "UNDEF")) {
		r->outcome = EL2_ROW_UNDEF;
	} else if (take(&what, "TRAP") || (call = take(&what, "CALL"))) {
		char *end;

		r->outcome = call ? EL2_ROW_CALL : EL2_ROW_TRAP;
		if (what[0] != 'E' || what[1] != 'L' || what[2] < '1' || what[2] > '3')
			gen_die_at(what, "TRAP wants EL1, EL2 or EL3");
		r->el = (uint8_t)(what[2] - '0');
		r->ec = (uint8_t)strtoul(what + 3, &end, 16);
		if (*end)
			gen_die_at(what, "TRAP wants an exception class");
	} else if (take(&what, "READ") || take(&what, "WRITE")) {
		if (!strcmp(what, "0")) {
			r->outcome = EL2_ROW_EXECUTE;
			return;
		}
		unsigned id = gen_sysreg(what, strlen(what));

		if (id && id < EL2_SYSREG_REGISTERS) {
			r->outcome = EL2_ROW_ACCESS;
			r->reg = (uint16_t)id;
		} else {
			r->outcome = EL2_ROW_EXECUTE;
		}
	} else if (take(&what, "NVMEM")) {
		r->outcome = EL2_ROW_NVMEM;
		r->reg = (uint16_t)strtoul(what, NULL, 16);
	} else if (take(&what, "UNIMPL_ID")) {
		r->outcome = EL2_ROW_UNIMPL_ID;
	} else if (take(&what, "UNPREDICTABLE")) {
		r->outcome = EL2_ROW_UNDEF;
		r->choice = true;
	} else if (take(&what, "UNMODELLED")) {
		r->outcome = EL2_ROW_UNMODELLED;
	} else if (take(&what, "DO") || take(&what, "EXECUTE")) {
		r->outcome = EL2_ROW_EXECUTE;
	} else {
		gen_die_at(what, "no such outcome: %s", what);
	}
}

/* Both, one behind the other. */
static char *join(const char *a, const char *b)
{
	size_t n = strlen(a) + strlen(b) + 1;
	char *s = malloc(n);

	if (!s)
		gen_die("out of memory");
	snprintf(s, n, "%s%s", a, b);
	return s;
}

static void rule(char *start)
{
	static const char *const levels[] = {"any", "EL0", "EL1", "EL2", "EL3"};
	struct accessor *a = accessor_count ? &accessors[accessor_count - 1] : NULL;
	unsigned level = 0;

	while (level < 5 && !take(&start, levels[level]))
		level++;
	if (level == 5 || !a)
		gen_die_at(start, "a rule wants any or EL0 to EL3 first, and an accessor before it");
	for (unsigned later = level + 1; later < 5; later++)
		if (a->count[later])
			gen_die("rules of %s after those of %s", levels[level], levels[later]);

	struct row row = {0};
	char *test = strstr(start, " if ");

	condition.length = 0;
	if (test) {
		gen_expand(test + 4, (unsigned)(test + 4 - text) + 1, &condition);
		test[4] = '\0';
	}
	row.text = join(start, test ? condition.text : "");
	if (test)
		*test = '\0';
	outcome(&row.r, start);
	row.r.first = gen_condition(test ? condition.text : NULL);
	a->count[level]++;
	rows = gen_grow(rows, row_count, sizeof *rows);
	rows[row_count++] = row;
}

static void parse(const char *name)
{
	FILE *in = fopen(name, "r");

	file = name;
	line = 0;
	if (!in)
		gen_die("cannot open");
	while (fgets(text, sizeof text, in)) {
		line++;
		size_t n = strlen(text);

		if (n && text[n - 1] != '\n')
			gen_die("line too long");
		while (n && isspace((unsigned char)text[n - 1]))
			text[--n] = '\0';
		if (!n || text[0] == '#')
			continue;
		if (!strncmp(text, "source ", 7)) {
			sources = gen_grow(sources, source_count, sizeof *sources);
			sources[source_count++] = strdup(text + 7);
		} else if (!strncmp(text, "word ", 5)) {
			gen_word(text + 5, 6);
		} else if (text[0] == ' ') {
			rule(text + strspn(text, " "));
		} else {
			head();
		}
	}
	fclose(in);
}

/* ---- output ---- */

void gen_put_string(FILE *out, const char *s)
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
		const char *p = form_features[i];
		unsigned alternative = 0;

		while (p && *p) {
			size_t n = strcspn(p, " ");
			unsigned f = gen_feature(p, n);

			words[alternative][f / 64] |= 1ULL << f % 64;
			p += n;
			if (!strncmp(p, " || ", 4) && ++alternative == EL2_FORM_ALTERNATIVES)
				gen_die("too many alternatives: %s", form_features[i]);
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

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: gen-rules OUT.c FILE.rules...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		parse(argv[i]);

	FILE *out = fopen(argv[1], "w");

	file = argv[1];
	line = 0;
	if (!out)
		gen_die("cannot write");
	fprintf(out, "/* Written by gen-rules; do not edit. */\n#include \"model/rules/access_table.h\"\n");
	gen_put_tests(out);
	fprintf(out, "const el2_row el2_rows[] = {\n");
	for (size_t i = 0; i < row_count; i++) {
		const struct el2_row *r = &rows[i].r;

		fprintf(out, "{%u,%u,%u,%u,%u,%u},\n", r->outcome, r->el, r->ec, r->choice, r->reg, r->first);
	}
	fprintf(out, "};\nconst size_t el2_row_count = %zu;\nconst char *const el2_row_texts[] = {\n", row_count);
	for (size_t i = 0; i < row_count; i++) {
		gen_put_string(out, rows[i].text);
	}
	fprintf(out, "};\nconst el2_accessor el2_accessors[] = {\n");
	for (size_t i = 0; i < accessor_count; i++) {
		const struct accessor *a = &accessors[i];

		fputc('{', out);
		gen_put_string(out, a->name);
		fprintf(out, "%zu,{0", a->first);
		for (unsigned level = 0, start = 0; level < 5; level++)
			fprintf(out, ",%u", start += a->count[level]);
		fprintf(out, "},%u},\n", a->source);
	}
	fprintf(out, "};\nconst size_t el2_accessor_count = %zu;\n", accessor_count);
	fprintf(out, "const char *const el2_rule_sources[] = {\n");
	for (size_t i = 0; i < source_count; i++) {
		gen_put_string(out, sources[i]);
	}
	fprintf(out, "};\nconst uint16_t el2_accessor_of_sysreg[EL2_ACCESSOR_KINDS][EL2_SYSREG_COUNT] = {\n");
	for (unsigned k = 0; k < EL2_ACCESSOR_KINDS; k++)
		for (unsigned i = 0; i < EL2_SYSREG_COUNT; i++)
			if (of_sysreg[k][i])
				fprintf(out, "[%u][%u] = %u,\n", k, i, of_sysreg[k][i]);
	fprintf(out, "};\n");
	put_form_features(out);
	put_index(out, "el2_accessor_of_impdef", "EL2_IMPDEF_KINDS", of_impdef, EL2_IMPDEF_KINDS);
	put_index(out, "el2_accessor_of_form", "EL2_FORM_COUNT", of_form, EL2_FORM_COUNT);
	put_index(out, "el2_accessor_of_class", "EL2_CLASS_COUNT", of_class, EL2_CLASS_COUNT);
	if (fclose(out))
		gen_die("cannot write");
	return 0;
}
