/* SPDX-License-Identifier: MIT */
/*
 * Every EL2 trap control of the architecture (tests/data/traps/hcr-traps.csv), set alone: where nothing else traps,
 * some word of all 2^32 goes to EL2 by it. What does not, or traps in company alone, is listed with the reason, in
 * not-in-rules.csv and not-alone.csv.
 */
#include "model/bits.h"
#include "model/model.h"
#include "model/rules/classes.h"
#include "model/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	CONTROLS = 640,
	READS = 160,
	REGIMES = 3,
};

/* The value with which a field traps, and the one with which it does not. */
static struct control {
	char name[64];
	uint16_t reg;
	uint8_t lsb, msb;
	int8_t e2h; /* the layout that has it; -1: both */
	uint64_t on, off;
} controls[CONTROLS];
static size_t control_count;

static el2_cpu cpu;

static uint64_t mask_of(const struct control *c)
{
	return UINT64_MAX >> (63 - c->msb + c->lsb) << c->lsb;
}

/* Column n of a line, cut at commas outside quotes. */
static void column(const char *line, unsigned n, char *out, size_t size)
{
	bool quoted = false;
	size_t length = 0;

	for (; *line && *line != '\n'; line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == ',' && !quoted && n-- == 0)
			break;
		else if (n == 0 && !(*line == ',' && !quoted) && length + 1 < size)
			out[length++] = *line;
	}
	out[length] = '\0';
}

static FILE *open_table(const char *name)
{
	char path[512], line[512];
	FILE *in;

	snprintf(path, sizeof path, EL2_TEST_DATA "/traps/%s", name);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_non_null(fgets(line, sizeof line, in));
	return in;
}

/* What a list says of a control: its second column; "" if nothing. */
static void listed(const char *table, const char *control, char *kind, size_t size)
{
	FILE *in = open_table(table);
	char line[512], name[64], why[256];

	*kind = '\0';
	while (!*kind && fgets(line, sizeof line, in)) {
		column(line, 0, name, sizeof name);
		column(line, 2, why, sizeof why);
		if (!strcmp(name, control) && *why)
			column(line, 1, kind, size);
	}
	fclose(in);
}

/* A row of hcr-traps.csv that names one field; false if it does not. */
static bool parse(const char *line, struct control *c)
{
	char when[32], reg[32];
	const char *dot;
	unsigned msb, lsb;

	column(line, 0, c->name, sizeof c->name);
	column(line, 2, when, sizeof when);
	dot = strchr(c->name, '.');
	if (!dot)
		return false;
	snprintf(reg, sizeof reg, "%.*s", (int)(dot - c->name), c->name);
	c->reg = (uint16_t)el2_sysreg_by_name(reg);
	if (!c->reg || !el2_field_find((el2_sysreg)c->reg, dot + 1, strlen(dot + 1), &msb, &lsb))
		return false;
	c->lsb = (uint8_t)lsb;
	c->msb = (uint8_t)msb;
	c->e2h = (int8_t)el2_field_layout((el2_sysreg)c->reg, dot + 1, strlen(dot + 1));
	/* nGCS_EL1 and its kin trap when 0, and HPMN is a number; of some no source says the value */
	c->on = *when == 'n' || (dot[1] == 'n' && dot[2] >= 'A' && dot[2] <= 'Z') || *when == '0' || *when == '!' ||
				(!*when && msb > lsb)
			? 0
			: mask_of(c);
	c->off = ~c->on & mask_of(c);
	return true;
}

static void read_controls(void)
{
	FILE *in = open_table("hcr-traps.csv");
	char line[8192], kind[32];

	while (fgets(line, sizeof line, in)) {
		struct control *c = &controls[control_count];

		assert_true(control_count < CONTROLS);
		if (!parse(line, c))
			continue;
		listed("not-in-rules.csv", c->name, kind, sizeof kind);
		if (!strcmp(kind, "no trap") || !strcmp(kind, "unmodelled"))
			continue;
		control_count++;
	}
	fclose(in);
}

/* ---- states ---- */

/* EL1 that lets everything through that is its own to trap, and EL2 that traps nothing; regime: E2H is 0; is 1; and
 * TGE. */
static void make_state(el2_state *s, unsigned regime, unsigned el)
{
	el2_state_init(s, &cpu);
	s->sysreg[EL2_SYSREG_HCR_EL2] = regime ? EL2_BIT(HCR_EL2, E2H) : 0;
	for (size_t i = 0; i < control_count; i++) {
		const struct control *c = &controls[i];

		if (c->e2h < 0 || c->e2h == (regime > 0))
			s->sysreg[c->reg] |= c->off;
	}
	s->sysreg[EL2_SYSREG_HCR_EL2] &= ~(EL2_BIT(HCR_EL2, E2H) | EL2_BIT(HCR_EL2, NV) | EL2_BIT(HCR_EL2, NV1) |
					   EL2_BIT(HCR_EL2, NV2) | EL2_BIT(HCR_EL2, TGE));
	s->sysreg[EL2_SYSREG_HCR_EL2] |=
		(regime ? EL2_BIT(HCR_EL2, E2H) : 0) | (regime == 2 ? EL2_BIT(HCR_EL2, TGE) : 0);
	s->sysreg[EL2_SYSREG_MDCR_EL2] |= EL2_MASK(MDCR_EL2, HPMN);
	s->sysreg[EL2_SYSREG_CPACR_EL1] = 0x3330000 | UINT64_C(1) << 29;
	s->sysreg[EL2_SYSREG_SCTLR_EL1] =
		~(EL2_BIT(SCTLR_EL1, TIDCP) | EL2_BIT(SCTLR_EL1, TSCXT) | EL2_BIT(SCTLR_EL1, TME));
	s->sysreg[EL2_SYSREG_GCSCR_EL1] = s->sysreg[EL2_SYSREG_GCSCRE0_EL1] =
		EL2_BIT(GCSCR_EL1, PUSHMEn) | EL2_BIT(GCSCR_EL1, STREn) | EL2_BIT(GCSCRE0_EL1, nTR);
	s->sysreg[EL2_SYSREG_CNTKCTL_EL1] = s->sysreg[EL2_SYSREG_PMUSERENR_EL0] = s->sysreg[EL2_SYSREG_AMUSERENR_EL0] =
		s->sysreg[EL2_SYSREG_PMUACR_EL1] = s->sysreg[EL2_SYSREG_SPMACCESSR_EL1] = UINT64_MAX;
	s->sysreg[EL2_SYSREG_SPMACCESSR_EL2] = UINT64_MAX;
	s->sysreg[EL2_SYSREG_MPAMIDR_EL1] |= EL2_BIT(MPAMIDR_EL1, HAS_HCR) | EL2_BIT(MPAMIDR_EL1, HAS_TIDR);
	s->sysreg[EL2_SYSREG_ICC_SRE_EL1] = s->sysreg[EL2_SYSREG_ICC_SRE_EL2] = 15;
	el2_set_el(s, el);
}

/* ---- words ---- */

static struct word_class {
	uint32_t word;
	uint16_t count;
	el2_control *reads;
} * words;
static size_t word_count;

static void read_words(void)
{
	static el2_control reads[READS];
	uint32_t word, count;

	words = calloc(el2_word_class_count(), sizeof *words);
	assert_non_null(words);
	for (; el2_word_class_get(word_count, &word, &count); word_count++) {
		struct word_class *w = &words[word_count];
		el2_insn insn;

		el2_decode(word, &insn);
		w->word = word;
		w->count = (uint16_t)el2_insn_reads(&insn, reads, READS);
		assert_true(w->count <= READS);
		w->reads = malloc((w->count + 1u) * sizeof *reads);
		assert_non_null(w->reads);
		memcpy(w->reads, reads, w->count * sizeof *reads);
	}
}

/* The rule that sends it to EL2; 0 if none does. */
static el2_rule to_el2(const el2_state *s, const el2_insn *insn)
{
	el2_arch_result r;

	el2_check(s, insn, &r, NULL);
	return r.outcome == EL2_TAKES && r.exception.el == 2 && r.rules.count ? r.rules.rule[0] : 0;
}

/* Does the class look at the field? At those of activity monitors and at HPMN the facts of facts.def do. */
static bool looks_at(const struct word_class *w, const struct control *c)
{
	if (c->reg == EL2_SYSREG_HAFGRTR_EL2 || !strcmp(c->name, "MDCR_EL2.HPMN"))
		return true;
	for (unsigned i = 0; i < w->count; i++)
		if (w->reads[i].reg == c->reg && w->reads[i].lsb <= c->msb &&
		    w->reads[i].lsb + w->reads[i].width > c->lsb)
			return true;
	return false;
}

static bool traps_alone(const struct control *c)
{
	for (unsigned regime = 0; regime < REGIMES; regime++)
		for (unsigned el = 0; el < 2; el++) {
			el2_state without, with;

			if ((c->e2h >= 0 && c->e2h != (regime > 0)) || (regime == 2 && el == 1))
				continue;
			make_state(&without, regime, el);
			with = without;
			with.sysreg[c->reg] = (with.sysreg[c->reg] & ~mask_of(c)) | c->on;
			for (size_t n = 0; n < word_count; n++) {
				el2_insn insn;
				el2_rule rule;

				if (!looks_at(&words[n], c))
					continue;
				el2_decode(words[n].word, &insn);
				rule = to_el2(&with, &insn);
				if (rule && rule != to_el2(&without, &insn))
					return true;
			}
		}
	return false;
}

static void test_controls(void **state)
{
	unsigned wrong = 0, alone = 0;
	char kind[32];

	(void)state;
	for (size_t i = 0; i < control_count; i++) {
		bool traps = traps_alone(&controls[i]);

		listed("not-alone.csv", controls[i].name, kind, sizeof kind);
		alone += traps;
		if (traps == !*kind)
			continue;
		print_error("%s: %s\n", controls[i].name,
			    traps ? "listed, but it traps" : "traps nothing, and is not listed");
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_true(alone > 400);
}

static int setup(void **state)
{
	(void)state;
	assert_int_equal(el2_cpu_parse("all,el3=0,error-records=4,amu-auxiliary=16,system-counters=16", &cpu, NULL),
			 EL2_OK);
	read_controls();
	read_words();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t n = 0; n < word_count; n++)
		free(words[n].reads);
	free(words);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_controls)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
