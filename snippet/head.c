/* SPDX-License-Identifier: MIT */
#include "snippet/head.h"
#include "model/model.h"
#include "snippet/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool snippet_head_of(const char *text, struct snippet_head *h)
{
	const char *p = text;

	memset(h, 0, sizeof *h);
	while (isalnum((unsigned char)*p) || *p == '-')
		p++;
	h->word_length = (size_t)(p - text);
	if (*p == '[') {
		h->labels = p + 1;
		h->labels_length = strcspn(h->labels, "] \t");
		p = h->labels + h->labels_length;
		if (*p++ != ']')
			return false;
	}
	h->length = (size_t)(p - text) + 1;
	return h->word_length && *p == ':';
}

bool snippet_head_is(const char *text, const struct snippet_head *h, const char *word)
{
	return h->word_length == strlen(word) && !memcmp(text, word, h->word_length);
}

/* ---- what was meant ---- */

static const char *const heads[] = {"expect:", "el2trap:", "el2trap-map:", "el2trap-reg:"};

#define COUNT(table) (sizeof table / sizeof *table)

/* The same letters, perhaps in another order. */
static bool anagram(const char *a, const char *b)
{
	int count[256] = {0};

	for (; *a; a++)
		count[tolower((unsigned char)*a)]++;
	for (; *b; b++)
		count[tolower((unsigned char)*b)]--;
	for (unsigned i = 0; i < COUNT(count); i++)
		if (count[i])
			return false;
	return true;
}

/* One letter more, less or other, or two exchanged. */
static bool near(const char *word, const char *name)
{
	struct cli_suggest suggest = {.wanted = word, .distance = 1};

	cli_suggest_offer(&suggest, name);
	return suggest.best || anagram(word, name);
}

/* A verdict, perhaps misspelt, stands here. */
static bool at_verdict(const char *text)
{
	char word[16];

	snprintf(word, sizeof word, "%.*s", (int)strcspn(text, " \t,;.:"), text);
	for (unsigned i = 0; i < EL2_VERDICT_COUNT; i++)
		if (near(word, el2_verdict_name((el2_verdict_kind)i)))
			return true;
	return near(word, "unreached");
}

static const char *nearest(const char *word)
{
	static const char *const beginnings[] = {"expec", "el2trap-"};

	for (size_t i = 0; i < COUNT(heads); i++) {
		char name[16];

		snprintf(name, sizeof name, "%.*s", (int)strlen(heads[i]) - 1, heads[i]);
		if (near(word, name))
			return heads[i];
	}
	for (size_t i = 0; i < COUNT(beginnings); i++)
		if (!strncasecmp(word, beginnings[i], strlen(beginnings[i]))) {
			struct cli_suggest suggest = cli_suggest_for(word);

			for (size_t k = 0; k < COUNT(heads); k++)
				cli_suggest_offer(&suggest, heads[k]);
			return suggest.best ? suggest.best : heads[i];
		}
	return NULL;
}

const char *snippet_head_meant(const char *text, size_t *length)
{
	const char *meant, *rest;
	char word[32];
	bool hyphen;

	*length = 0;
	while (isalnum((unsigned char)text[*length]) || text[*length] == '-' || text[*length] == '_')
		++*length;
	if (!*length || *length >= sizeof word)
		return NULL;
	snprintf(word, sizeof word, "%.*s", (int)*length, text);
	meant = nearest(word);
	if (!meant)
		return NULL;
	rest = text + *length + strspn(text + *length, " \t");
	hyphen = !strncmp(meant, "el2trap-", 8);
	/* prose may begin with such a word, but not go on like this */
	if (*rest == ':' || *rest == '[' || hyphen)
		return meant;
	if (!strcmp(meant, "el2trap:"))
		return strncmp(rest, "--", 2) ? NULL : meant;
	return at_verdict(rest) ? meant : NULL;
}
