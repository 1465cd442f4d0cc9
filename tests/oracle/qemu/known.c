/* SPDX-License-Identifier: MIT */
#include "tests/oracle/qemu/known.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 1024

/* What a term may name, beside registers. */
enum fact {
	FACT_EL,
	FACT_PAGE,
	FACT_ENABLED,
	FACT_TCF,
	FACT_OUR_ESR,
	FACT_OUR_EC,
	FACT_OUR_EL,
	FACT_OUR_HPFAR,
	FACT_SPSR,
	FACT_WORD,
	FACT_THEIR_ESR, /* from here on: of QEMU's answer */
	FACT_THEIR_EC,
	FACT_REGISTER
};

static const char *const facts[FACT_REGISTER] = {"el",     "page",      "enabled", "tcf",  "our_esr",   "our_ec",
						 "our_el", "our_hpfar", "spsr",    "word", "their_esr", "their_ec"};

/* Of a case that reached its end: EC 0x100, and the rest 0. */
enum {
	NO_EC = 0x100,
	NO_EL = 9
};

static uint64_t value_of(unsigned fact, const struct oq_case *c, const struct oq_about *about,
			 const struct oq_model_answer *ours, const struct oq_answer *theirs)
{
	switch (fact) {
	case FACT_EL:
		return about->el;
	case FACT_PAGE:
		return about->page;
	case FACT_ENABLED:
		return ours->tags_enabled;
	case FACT_TCF:
		return ours->tcf;
	case FACT_OUR_ESR:
		return ours->exited ? 0 : ours->answer.esr;
	case FACT_OUR_EC:
		return ours->exited ? NO_EC : EL2_ESR_EC(ours->answer.esr);
	case FACT_OUR_EL:
		return ours->exited ? NO_EL : ours->answer.el;
	case FACT_OUR_HPFAR:
		return ours->answer.hpfar;
	case FACT_SPSR:
		return c->spsr;
	case FACT_WORD:
		return about->word[0];
	case FACT_THEIR_ESR:
		return oq_exited(c, about, theirs) ? 0 : theirs->esr;
	case FACT_THEIR_EC:
		return oq_exited(c, about, theirs) ? NO_EC : EL2_ESR_EC(theirs->esr);
	default:
		return c->reg[fact - FACT_REGISTER];
	}
}

bool oq_known_applies(const struct oq_known_row *row, const struct oq_case *c, const struct oq_about *about,
		      const struct oq_model_answer *ours, const struct oq_answer *theirs)
{
	if (!row->insns[about->insn])
		return false;
	for (unsigned i = 0; i < row->term_count; i++) {
		const struct oq_term *t = &row->terms[i];

		if (!theirs && (t->fact == FACT_THEIR_ESR || t->fact == FACT_THEIR_EC))
			continue;
		if (((value_of(t->fact, c, about, ours, theirs) & t->mask) == t->value) == t->unequal)
			return false;
	}
	return true;
}

/* ---- reading ---- */

/* The next cell, which may be quoted. */
static void cell(char **p, char *to, size_t size)
{
	bool quoted = **p == '"';
	size_t n = 0;

	*p += quoted;
	for (; **p && (quoted ? **p != '"' : **p != ',' && **p != '\n'); ++*p)
		if (n + 1 < size)
			to[n++] = **p;
	to[n] = '\0';
	*p += quoted && **p;
	*p += **p == ',';
}

/* Is `name` among patterns separated by blanks? A blank in a name is '_' in a pattern. */
static bool among(const char *patterns, const char *name)
{
	char one[64], plain[64];

	snprintf(plain, sizeof plain, "%s", name);
	for (char *p = plain; *p; p++)
		if (*p == ' ')
			*p = '_';
	while (*patterns) {
		size_t n = strcspn(patterns, " ");

		snprintf(one, sizeof one, "%.*s", (int)n, patterns);
		if (!fnmatch(one, plain, 0))
			return true;
		patterns += n;
		patterns += strspn(patterns, " ");
	}
	return false;
}

static bool find(const char *const *names, unsigned count, const char *name, size_t length, unsigned *found)
{
	for (*found = 0; *found < count; ++*found)
		if (strlen(names[*found]) == length && !memcmp(names[*found], name, length))
			return true;
	return false;
}

/* Terms name[&mask]=value or !=, hexadecimal, separated by blanks. */
static bool parse_terms(struct oq_known_row *row, const char *p)
{
	while (*p) {
		struct oq_term *t = &row->terms[row->term_count];
		size_t n = strcspn(p, "&!=");
		unsigned which;
		char *end;

		if (row->term_count == OQ_TERMS_MAX)
			return false;
		if (find(oq_register_names, OQ_REGISTERS, p, n, &which))
			which += FACT_REGISTER;
		else if (!find(facts, FACT_REGISTER, p, n, &which))
			return false;
		*t = (struct oq_term){.fact = (uint8_t)which, .mask = UINT64_MAX};
		p += n;
		if (*p == '&') {
			t->mask = strtoull(p + 1, &end, 16);
			p = end;
		}
		t->unequal = *p == '!';
		p += t->unequal;
		if (*p != '=')
			return false;
		t->value = strtoull(p + 1, &end, 16);
		if (end == p + 1 || (*end && *end != ' '))
			return false;
		p = end + strspn(end, " ");
		row->term_count++;
	}
	return true;
}

static bool parse_row(struct oq_known_row *row, char *line, const char *machine, const struct oq_generator *g,
		      bool *wanted)
{
	char machines[TEXT_MAX], insns[TEXT_MAX], fields[TEXT_MAX], when[TEXT_MAX];
	bool any_insn = false, any_field = false;

	memset(row, 0, sizeof *row);
	cell(&line, row->name, sizeof row->name);
	cell(&line, machines, sizeof machines);
	cell(&line, insns, sizeof insns);
	cell(&line, fields, sizeof fields);
	cell(&line, when, sizeof when);
	cell(&line, row->side, sizeof row->side);
	cell(&line, row->why, sizeof row->why);
	*wanted = among(machines, machine);
	for (unsigned i = 0; i < g->insn_count; i++)
		any_insn |= row->insns[i] = among(insns, g->insns[i].name);
	for (unsigned i = 0; i < OQ_FIELDS; i++)
		any_field |= row->fields[i] = among(fields, oq_field_name(i));
	return any_insn && any_field && *row->why && parse_terms(row, when);
}

el2_status oq_known_read(struct oq_known *k, const char *path, const char *machine, const struct oq_generator *g,
			 el2_error *error)
{
	FILE *f = fopen(path, "r");
	char line[4 * TEXT_MAX];
	unsigned number = 0;

	k->count = 0;
	if (!f)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	while (fgets(line, sizeof line, f)) {
		bool wanted;

		number++;
		if (*line == '#' || *line == '\n' || !strncmp(line, "name,", 5))
			continue;
		if (k->count == OQ_KNOWN_MAX || !parse_row(&k->rows[k->count], line, machine, g, &wanted)) {
			fclose(f);
			return el2_fail(error, EL2_ERR_INPUT, path, number, 0,
					k->count == OQ_KNOWN_MAX ? "too many rows"
								 : "no such instruction, field or condition");
		}
		k->count += wanted;
	}
	fclose(f);
	return EL2_OK;
}
