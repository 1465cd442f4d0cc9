/* SPDX-License-Identifier: MIT */
/*
 * The file of witnesses. A line with the name of an accessor; below it one with the id of a rule, from the level on;
 * below that the questions that tell the rule from what it is not:
 *
 *      EL1 HCX PAuth HCR_EL2=0x8000 fact.PAC_KEY : EL2 0x62301401
 *     ^HCR_EL2=0x8000 : GCR_EL1
 *
 * Features stand without FEAT_. What is not there is 0; ^ is the question above with these bits changed. The answer:
 * `executes`, the register that is accessed, `nvmem` and the offset, the level and syndrome of an exception (`behind`:
 * it returns to the next instruction), `unmodelled`; a ? before it: unpredictable.
 */
#include "tests/oracle/mutants/mutants.h"

#include <stdlib.h>
#include <string.h>

static const char *const fact_names[] = {
#define EL2_FACT(id, ...) #id,
#include "model/rules/facts.def"
};

static const el2_accessor *current; /* whose name was written last */

/* From the level on: ".el1.trap-el2.hcr_el2.ata" without the first dot. */
static const char *tail(uint32_t row)
{
	return strchr(el2_row_ids[row], '.') + 1;
}

/* ---- out ---- */

static void spell(const el2_arch_result *r, char *out, size_t size)
{
	const char *mark = r->unpredictable ? "?" : "";

	if (r->outcome == EL2_TAKES)
		snprintf(out, size, "%sEL%u 0x%llx%s", mark, r->exception.el, (unsigned long long)r->exception.esr,
			 r->exception.elr ? " behind" : "");
	else if (r->outcome != EL2_EXECUTES)
		snprintf(out, size, "%sunmodelled", mark);
	else if (r->redirected)
		snprintf(out, size, "%snvmem 0x%x", mark, r->redirected - 1u);
	else
		snprintf(out, size, "%s%s", mark,
			 r->accessed ? el2_sysreg_get((el2_sysreg)r->accessed)->name : "executes");
}

/* The bits in which two questions differ. */
static struct witness difference(const struct witness *a, const struct witness *b)
{
	struct witness d = *a;

	for (unsigned i = 0; i < EL2_FEATURE_WORDS; i++)
		d.cpu.features[i] ^= b->cpu.features[i];
	for (unsigned i = 0; i < EL2_FACT_WORDS; i++)
		d.facts[i] ^= b->facts[i];
	for (unsigned i = 0; i < EL2_SYSREG_REGISTERS; i++)
		d.state.sysreg[i] ^= b->state.sysreg[i];
	d.state.pstate ^= b->state.pstate;
	d.state.exlock ^= b->state.exlock;
	d.cpu.choices.tid3_reserved ^= b->cpu.choices.tid3_reserved;
	d.insn.imm ^= b->insn.imm;
	return d;
}

static unsigned words(const struct witness *w)
{
	unsigned n = (w->state.pstate != 0) + w->state.exlock + w->cpu.choices.tid3_reserved + (w->insn.imm != 0);

	for (unsigned i = 0; i < EL2_FEATURE_COUNT; i++)
		n += w->cpu.features[i / 64] >> i % 64 & 1;
	for (unsigned i = 0; i < EL2_FACT_COUNT; i++)
		n += w->facts[i / 64] >> i % 64 & 1;
	for (unsigned i = 0; i < EL2_SYSREG_REGISTERS; i++)
		n += w->state.sysreg[i] != 0;
	return n;
}

static void put(FILE *out, const struct witness *w)
{
	if (w->state.pstate & EL2_PSTATE_SP)
		fputs(" sp", out);
	if (w->state.exlock)
		fputs(" exlock", out);
	if (w->cpu.choices.tid3_reserved)
		fputs(" tid3", out);
	if (w->insn.imm)
		fputs(" operand", out);
	for (unsigned i = 0; i < EL2_FEATURE_COUNT; i++)
		if (w->cpu.features[i / 64] >> i % 64 & 1)
			fprintf(out, " %s", el2_feature_name((el2_feature)i) + strlen("FEAT_"));
	for (unsigned i = 0; i < EL2_FACT_COUNT; i++)
		if (w->facts[i / 64] >> i % 64 & 1)
			fprintf(out, " fact.%s", fact_names[i]);
	for (unsigned i = 0; i < EL2_SYSREG_REGISTERS; i++)
		if (w->state.sysreg[i])
			fprintf(out, " %s=0x%llx", el2_sysreg_get((el2_sysreg)i)->name,
				(unsigned long long)w->state.sysreg[i]);
}

void mutants_record(FILE *out, const el2_accessor *a, uint32_t row, const bool *needed)
{
	const struct witness *last = NULL;
	char answer[64];

	if (a != current)
		fprintf(out, "%s\n", a->name);
	current = a;
	fprintf(out, "%s\n", tail(row));
	for (unsigned i = 0; i < mutants_witness_count; i++) {
		const struct witness *w = &mutants_witnesses[i];

		if (!needed[i])
			continue;
		struct witness d = last ? difference(w, last) : *w;

		if (last && words(&d) < words(w) && !(d.state.pstate & 12)) {
			fputc('^', out);
			put(out, &d);
		} else {
			fprintf(out, " EL%u", w->state.pstate >> 2 & 3);
			put(out, w);
		}
		spell(&w->answer, answer, sizeof answer);
		fprintf(out, " : %s\n", answer);
		last = w;
	}
}

/* ---- in ---- */

/* Change the bits that a word of the file names. */
static bool change(struct witness *w, const char *word)
{
	const char *value = strchr(word, '=');
	char name[64];

	if (!strcmp(word, "sp")) {
		w->state.pstate ^= EL2_PSTATE_SP;
	} else if (!strcmp(word, "exlock")) {
		w->state.exlock ^= 1;
	} else if (!strcmp(word, "tid3")) {
		w->cpu.choices.tid3_reserved ^= 1;
	} else if (!strcmp(word, "operand")) {
		w->insn.imm ^= 1;
	} else if (!strncmp(word, "EL", 2) && word[2] && !word[3]) {
		w->state.pstate ^= (uint32_t)(word[2] - '0') << 2;
	} else if (!strncmp(word, "fact.", 5)) {
		for (unsigned i = 0; i < EL2_FACT_COUNT; i++)
			if (!strcmp(word + 5, fact_names[i])) {
				w->facts[i / 64] ^= UINT64_C(1) << i % 64;
				return true;
			}
		return false;
	} else if (value) {
		snprintf(name, sizeof name, "%.*s", (int)(value - word), word);
		el2_sysreg reg = el2_sysreg_by_name(name);

		if (!reg || (unsigned)reg >= EL2_SYSREG_REGISTERS)
			return false;
		w->state.sysreg[reg] ^= strtoull(value + 1, NULL, 16);
	} else {
		snprintf(name, sizeof name, "FEAT_%s", word);
		el2_feature f = el2_feature_by_name(name, strlen(name));

		if (f == EL2_FEATURE_COUNT)
			return false;
		w->cpu.features[f / 64] ^= UINT64_C(1) << f % 64;
	}
	return true;
}

struct reading {
	const el2_accessor *accessor;
	uint32_t row; /* of the questions that follow */
	unsigned line;
	int wrong;
	struct witness w;
	bool *seen;
};

static void wrong(struct reading *r, const char *what, const char *text)
{
	if (r->wrong++ < 20)
		printf("line %u: %s: %s\n", r->line, what, text);
}

static void question(struct reading *r, char *text)
{
	char *answer = strstr(text, " : "), now[64], message[256];
	el2_arch_result result;

	if (!answer)
		return wrong(r, "no answer", text);
	*answer = '\0';
	if (*text == ' ') {
		memset(&r->w, 0, sizeof r->w);
		r->w.insn = mutants_insn[r->accessor - el2_accessors];
		r->w.state.cpu = &r->w.cpu;
	}
	for (char *word = strtok(text + 1, " "); word; word = strtok(NULL, " "))
		if (!change(&r->w, word))
			return wrong(r, "no such register, feature or fact", word);
	mutants_ask(&r->w, &result);
	spell(&result, now, sizeof now);
	if (strcmp(now, answer + 3)) {
		snprintf(message, sizeof message, "%s, and is now %s: %s", answer + 3, now, el2_row_ids[r->row]);
		wrong(r, "the answer was", message);
	}
}

static const el2_accessor *accessor_by_name(const char *name)
{
	for (size_t i = 0; i < el2_accessor_count; i++)
		if (!strcmp(el2_accessors[i].name, name))
			return &el2_accessors[i];
	return NULL;
}

static void read_line(struct reading *r, char *text)
{
	const el2_accessor *a = accessor_by_name(text);

	if (*text == '#' || !*text) {
		return;
	} else if (*text == ' ' || *text == '^') {
		if (r->accessor)
			question(r, text);
	} else if (a) {
		r->accessor = a;
	} else if (r->accessor) {
		for (uint32_t i = r->accessor->first; i < r->accessor->first + r->accessor->start[5]; i++)
			if (!strcmp(tail(i), text)) {
				r->seen[i] = true;
				r->row = i;
				return;
			}
		wrong(r, "there is no such rule any more", text);
	} else {
		wrong(r, "no such instruction", text);
	}
}

int mutants_check(const char *path)
{
	FILE *in = fopen(path, "r");
	struct reading r = {.seen = calloc(el2_row_count, sizeof(bool))};
	char text[4096];

	if (!in || !r.seen) {
		perror(path);
		free(r.seen);
		if (in)
			fclose(in);
		return -1;
	}
	while (fgets(text, sizeof text, in)) {
		r.line++;
		text[strcspn(text, "\n")] = '\0';
		read_line(&r, text);
	}
	fclose(in);
	for (size_t i = 0; i < el2_row_count; i++)
		if (!r.seen[i])
			wrong(&r, "a rule without witnesses", el2_row_ids[i]);
	free(r.seen);
	if (r.wrong)
		printf("%d differences. If the rules are right, make the witnesses anew: ./dev oracle mutants "
		       "--record\n",
		       r.wrong);
	return r.wrong;
}
