/* SPDX-License-Identifier: MIT */
/* Heads of accessors: which instructions, registers and operations a block of rows is about. */
#include "model/rules/compile/gen.h"

#include <stdlib.h>
#include <string.h>

static void set(unsigned *slot, const char *where, const char *what)
{
	if (*slot)
		gen_die_at(where, "%s has rules already", what);
	*slot = (unsigned)gen_tables.accessor_count;
}

/* ---- encodings ---- */

/* One part of a pattern, joined by colons: "0b01", "m[3]", "m[2:0]", or a decimal number. */
static const char *part(const char *s, unsigned m, unsigned *value)
{
	unsigned high, low;
	int n = 0;

	if (!strncmp(s, "0b", 2)) {
		for (s += 2; *s == '0' || *s == '1'; s++)
			*value = *value << 1 | (unsigned)(*s - '0');
		return s;
	}
	if (sscanf(s, "m[%u:%u]%n", &high, &low, &n) == 2 && n) {
	} else if (sscanf(s, "m[%u]%n", &high, &n) == 1 && n) {
		low = high;
	} else if (sscanf(s, "%u%n", value, &n) == 1 && n) {
		return s + n;
	} else {
		gen_die_at(s, "an encoding wants numbers, 0b and bits, or bits of m");
	}
	if (high > 7 || low > high)
		gen_die_at(s, "m has no such bits");
	*value = *value << (high - low + 1) | (m >> low & ((1u << (high - low + 1)) - 1));
	return s + n;
}

/* Does the pattern, for the register of index m, say what sysregs.def says? */
static void check_encoding(const char *pattern, unsigned m, const struct gen_register *r)
{
	static const char *const names[] = {"op0", "op1", "CRn", "CRm", "op2"};
	const char *s = pattern;

	for (unsigned i = 0; i < 5; i++) {
		unsigned value = 0;
		const char *start = s += strspn(s, " ");

		for (;;) {
			s = part(s, m, &value);
			if (*s != ':')
				break;
			s++;
		}
		if (value != r->encoding[i])
			gen_die_at(start, "%s of %s is %u here and %u in sysregs.def", names[i], r->name, value,
				   r->encoding[i]);
	}
	if (*s)
		gen_die_at(s, "an encoding has five numbers");
}

/* ---- registers and operations ---- */

/* "AMEVCNTR0<m>_EL0" names AMEVCNTR0<n>_EL0 for each n that has a row, and no rules of its own (TRCIMSPEC0 has). */
static void set_sysregs(unsigned kind, unsigned access, const char *name, const char *encoding)
{
	const char *m = strstr(name, "<m>");
	unsigned found = 0;

	gen_tables.accessors[gen_tables.accessor_count - 1].access = access;
	for (unsigned n = 0; n < (m ? 32u : 1u); n++) {
		char one[64];

		if (m)
			snprintf(one, sizeof one, "%.*s%u%s", (int)(m - name), name, n, m + 3);
		else
			snprintf(one, sizeof one, "%s", name);
		unsigned id = gen_sysreg(one, strlen(one));

		if (!id || (m && gen_tables.of_sysreg[kind][id]))
			continue;
		if (!(gen_register(id)->access & access))
			gen_die_at(name, "%s has no such direction in sysregs.def", one);
		if (encoding)
			check_encoding(encoding, n, gen_register(id));
		else if (kind != EL2_ACCESSOR_IMMEDIATE)
			gen_die_at(name, "the encoding of %s is missing", one);
		set(&gen_tables.of_sysreg[kind][id], name, one);
		found++;
	}
	if (!found)
		gen_die_at(name, "no system register or operation named %s", name);
}

static const struct {
	const char *name;
	unsigned kind, access;
} accesses[] = {
	{"MRS", EL2_ACCESSOR_READ, EL2_READ},          {"MSR", EL2_ACCESSOR_WRITE, EL2_WRITE},
	{"MRRS", EL2_ACCESSOR_READ128, EL2_READ128},   {"MSRR", EL2_ACCESSOR_WRITE128, EL2_WRITE128},
	{"MSRIMM", EL2_ACCESSOR_IMMEDIATE, EL2_WRITE},
};

/* The spaces of IMPLEMENTATION DEFINED encodings, whole. */
static const struct {
	const char *head, *encoding;
	unsigned access;
} implementation_defined[EL2_IMPDEF_KINDS] = {
	{"MRS S3_<op1>_C<Cn>_C<Cm>_<op2>", "3 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_READ},
	{"MSR S3_<op1>_C<Cn>_C<Cm>_<op2>", "3 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_WRITE},
	{"MRRS S3_<op1>_C<Cn>_C<Cm>_<op2>", "3 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_READ128},
	{"MSRR S3_<op1>_C<Cn>_C<Cm>_<op2>", "3 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_WRITE128},
	{"SYS S1_<op1>_<Cn>_<Cm>_<op2>", "1 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_EXEC},
	{"SYSL S1_<op1>_<Cn>_<Cm>_<op2>", "1 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_EXEC_RESULT},
	{"SYSP S1_<op1>_<Cn>_<Cm>_<op2>", "1 op1[2:0] 0b1x11 Cm[3:0] op2[2:0]", EL2_EXEC128},
};

static bool set_implementation_defined(const char *text, const char *encoding)
{
	for (unsigned i = 0; i < EL2_IMPDEF_KINDS; i++)
		if (!strcmp(text, implementation_defined[i].head)) {
			if (!encoding || strcmp(encoding, implementation_defined[i].encoding))
				gen_die_at(encoding, "the encoding is %s", implementation_defined[i].encoding);
			gen_tables.accessors[gen_tables.accessor_count - 1].access = implementation_defined[i].access;
			set(&gen_tables.of_impdef[i], text, text);
			return true;
		}
	return false;
}

/* ---- instructions ---- */

static void set_forms(char *names)
{
	for (char *word = strtok(names, " "); word; word = strtok(NULL, " ")) {
		unsigned found = 0;

		for (unsigned i = 1; i < EL2_FORM_COUNT; i++)
			if (gen_form_is(i, word)) {
				set(&gen_tables.of_form[i], word, gen_form_name(i));
				found++;
			}
		if (!found)
			gen_die_at(word, "no instruction form named %s", word);
	}
}

/* Named after its first form: "INSN HLT*". */
static char *insn_name(const char *text)
{
	size_t length = strcspn(text + strlen("INSN "), " ") + strlen("INSN ");
	char *name = calloc(1, length + 2);

	if (!name)
		gen_die("out of memory");
	memcpy(name, text, length);
	if (text[length])
		name[length] = '*';
	return name;
}

void gen_head(char *text)
{
	char *encoding = strstr(text, " = "), *space;
	struct gen_tables *t = &gen_tables;

	if (!t->source_count)
		gen_die_at(text, "no `source` line before the first accessor");
	if (encoding) {
		*encoding = '\0';
		encoding += 3;
	}
	t->accessors = gen_grow(t->accessors, t->accessor_count, sizeof *t->accessors);
	t->accessors[t->accessor_count++] = (struct gen_accessor){
		.name = !strncmp(text, "INSN ", 5) ? insn_name(text) : strdup(text),
		.source = (unsigned)t->source_count - 1,
		.first = t->row_count,
		.place = gen_here(text),
	};
	if (set_implementation_defined(text, encoding))
		return;
	if (!strcmp(text, "UNALLOCATED")) {
		set(&t->of_form[EL2_FORM_NONE], text, text);
		return;
	}
	space = strchr(text, ' ');
	if (!space)
		gen_die_at(text, "not an accessor: %s", text);
	*space = '\0';
	if (!strcmp(text, "INSN")) {
		set_forms(space + 1);
		return;
	}
	for (size_t i = 0; i < sizeof accesses / sizeof *accesses; i++)
		if (!strcmp(text, accesses[i].name)) {
			set_sysregs(accesses[i].kind, accesses[i].access, space + 1, encoding);
			return;
		}
	const unsigned operation = EL2_EXEC | EL2_EXEC_RESULT | EL2_EXEC128;

	if (!strcmp(text, "SYS")) { /* operations whose name has no group: SYS GCSPUSHM */
		set_sysregs(EL2_ACCESSOR_READ, operation, space + 1, encoding);
		return;
	}
	*space = ' ';
	set_sysregs(EL2_ACCESSOR_READ, operation, text, encoding);
}

/* ---- completeness ---- */

/* Forms that name a register or operation, whose rows are those of the register. */
static bool names_register(unsigned form)
{
	static const char *const names[] = {"MRS", "MSR", "MRRS", "MSRR", "MSR_IMM", "SYS", "SYSL", "SYSP"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(gen_form_name(form), names[i]))
			return true;
	return false;
}

void gen_heads_check(void)
{
	const struct gen_place insns = {"decoder/insns.def", 0, 0};

	for (unsigned i = 1; i < EL2_FORM_COUNT; i++)
		if (gen_form_name(i) && !gen_tables.of_form[i] && !names_register(i))
			gen_die_in(insns, "the form %s has no rows", gen_form_name(i));
	if (!gen_tables.of_form[EL2_FORM_NONE])
		gen_die_in(insns, "words without a form have no rows");
}
