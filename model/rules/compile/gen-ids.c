/* SPDX-License-Identifier: MIT */
/*
 * Ids of rules, from what a rule says: "mrs-gcr_el1.el1.trap-el2.hcr_el2.ata" is, of the rules of MRS GCR_EL1 at EL1,
 * the one that traps to EL2 by HCR_EL2.ATA. The control is the last field that the condition names; without one, the
 * first feature, or what is asked of the level. Rules of one accessor and level that would be called the same get -2,
 * -3, ... in their order. So a rule keeps its id when one that says something else comes or goes.
 */
#include "model/rules/compile/gen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Copy, in lower case, what may stand in an id; "<A,B>" as "a-b". */
static void put(char *id, size_t size, const char *s, size_t length)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < length && n + 1 < size; i++) {
		if (s[i] == '<' || s[i] == '>' || s[i] == ']' || s[i] == ' ')
			continue;
		id[n++] = s[i] == ',' || s[i] == '[' ? '-' : (char)tolower((unsigned char)s[i]);
	}
	id[n] = '\0';
}

/* The last "REGISTER.FIELD" of a condition. */
static size_t last_field(const char *s, const char **found)
{
	size_t length = 0;

	for (const char *dot = strchr(s, '.'); dot; dot = strchr(dot + 1, '.')) {
		const char *begin = dot, *end = dot + 1;

		while (begin > s && in_name(begin[-1]))
			begin--;
		if (*end == '<')
			end += strcspn(end, ">") + 1;
		while (in_name(*end))
			end++;
		if (*end == '[')
			end += strcspn(end, "]") + 1;
		if (begin < dot && isupper((unsigned char)*begin) && end > dot + 1 &&
		    gen_sysreg(begin, (size_t)(dot - begin))) {
			*found = begin;
			length = (size_t)(end - begin);
		}
	}
	return length;
}

/* What is left to tell rules without a field apart: "feat_mte2", "host-el2", "nvx-111". */
static size_t other_fact(const char *s, const char **found)
{
	static const char *const facts[] = {"feat(", "host(", "have(", "NVx", "el2en"};

	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		const char *at = strstr(s, facts[i]);

		if (!at)
			continue;
		*found = !strcmp(facts[i], "feat(") ? at + 5 : at;
		return strcspn(*found, ") ");
	}
	return 0;
}

static void put_outcome(char *id, size_t size, const struct gen_accessor *a, const struct gen_row *row)
{
	static const char *const plain[] = {"UNDEF", "UNIMPL_ID", "UNPREDICTABLE", "UNMODELLED",
					    "DO",    "EXECUTE",   "NVMEM",         "GCS"};
	const char *s = row->text + (*row->text == '?'), *own = strchr(a->name, ' ');
	size_t n = strcspn(s, " ");

	put(id, size, s, n);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strlen(plain[i]) == n && !memcmp(s, plain[i], n))
			return;
	s += n + (s[n] == ' ');
	n = strcspn(s, " "); /* TRAP EL2 0x18, READ GCR_EL1 */
	if (own && strlen(own + 1) == n && !memcmp(own + 1, s, n))
		return;
	put(id, size, ",", 1);
	put(id, size, s, n);
}

static char *say(const struct gen_accessor *a, const struct gen_row *row)
{
	char id[160] = "";
	const char *condition = strstr(row->text, " if "), *control = NULL;
	size_t n = 0;

	put_outcome(id, sizeof id, a, row);
	if (condition) {
		n = last_field(condition, &control);
		if (!n)
			n = other_fact(condition, &control);
	}
	if (n) {
		put(id, sizeof id, ".", 1);
		for (size_t i = 0; i < n; i++)
			put(id, sizeof id, strchr("(=~", control[i]) ? "," : control + i, 1);
	}
	return strdup(id);
}

void gen_ids(void)
{
	static const char *const levels[] = {"any", "EL0", "EL1", "EL2", "EL3"};

	for (size_t i = 0; i < gen_tables.accessor_count; i++) {
		const struct gen_accessor *a = &gen_tables.accessors[i];
		struct gen_row *row = &gen_tables.rows[a->first];

		for (unsigned level = 0; level < 5; level++) {
			struct gen_row *first = row;

			for (unsigned k = 0; k < a->count[level]; k++, row++) {
				char id[256] = "", *what = say(a, row);
				unsigned same = 1;

				for (const struct gen_row *r = first; r < row; r++)
					same += !strcmp(r->what, what);
				row->what = what;
				for (const char *s = a->name; *s; s++)
					put(id, sizeof id, *s == ' ' ? "," : s, 1);
				put(id, sizeof id, ".", 1);
				put(id, sizeof id, levels[level], 3);
				put(id, sizeof id, ".", 1);
				put(id, sizeof id, what, strlen(what));
				if (same > 1)
					snprintf(id + strlen(id), sizeof id - strlen(id), "-%u", same);
				if (strlen(id) >= sizeof((el2_rule_info *)0)->id)
					gen_die_in(row->place, "the id is too long: %s", id);
				row->id = strdup(id);
			}
		}
	}
}
