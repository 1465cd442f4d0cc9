/* SPDX-License-Identifier: MIT */
/* The parser. The shared options themselves stand in shared_options.c. */
#include "snippet/options.h"
#include "snippet/suggest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool cli_parse_u64(const char *text, uint64_t *value)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;
	char *end;
	unsigned long long v;

	if (!*digits || strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789") != strlen(digits))
		return false;
	errno = 0;
	v = strtoull(digits, &end, hex ? 16 : 10);
	if (errno || *end)
		return false;
	*value = v;
	return true;
}

/* Where an option was found. */
struct found {
	const struct cli_option *option;
	struct cli_option_set *set;
};

static struct found find(struct cli_option_set *sets, size_t set_count, const char *name, size_t length)
{
	for (size_t s = 0; s < set_count; s++)
		for (size_t i = 0; i < sets[s].count; i++) {
			const struct cli_option *o = &sets[s].options[i];

			if ((strlen(o->name) == length && !memcmp(o->name, name, length)) ||
			    (o->alias && strlen(o->alias) == length && !memcmp(o->alias, name, length)))
				return (struct found){o, &sets[s]};
		}
	return (struct found){NULL, NULL};
}

static el2_status unknown(const struct cli_option_set *sets, size_t set_count, const char *word, unsigned column,
			  el2_error *error)
{
	int length = (int)strcspn(word, "=");
	char name[64], hint[96];
	struct cli_suggest suggest;

	snprintf(name, sizeof name, "%.*s", length, word);
	suggest = cli_suggest_for(name);
	for (size_t s = 0; s < set_count; s++)
		for (size_t i = 0; i < sets[s].count; i++)
			cli_suggest_offer(&suggest, sets[s].options[i].name);
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, column, "unknown option '%s'%s", name,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status apply(struct found f, const char *value, unsigned column, el2_error *error)
{
	char *field = (char *)f.set->target + f.option->offset;
	el2_status status;

	f.set->given = true;
	switch (f.option->kind) {
	case CLI_FLAG:
		*(bool *)(void *)field = true;
		return EL2_OK;
	case CLI_TEXT:
		*(const char **)(void *)field = value;
		return EL2_OK;
	default:
		status = f.option->apply(f.set->target, value, error);
		if (status != EL2_OK && error && !error->column)
			error->column = column;
		return status;
	}
}

el2_status cli_options_parse(struct cli_option_set *sets, size_t set_count, struct cli_words *words, size_t *operands,
			     el2_error *error)
{
	bool ended = false;

	*operands = 0;
	for (size_t i = 0; i < words->count; i++) {
		char *word = words->word[i];
		unsigned column = words->column ? words->column[i] : (unsigned)i + 1;
		size_t length = strcspn(word, "=");
		const char *value = NULL;
		el2_status status;
		struct found f;

		if (ended || word[0] != '-' || !word[1]) {
			words->word[(*operands)++] = word;
			continue;
		}
		if (!strcmp(word, "--")) {
			ended = true;
			continue;
		}
		f = find(sets, set_count, word, length);
		if (!f.option)
			return unknown(sets, set_count, word, column, error);
		if (word[length])
			value = word + length + 1;
		if (!f.option->value && value)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, column, "option %s takes no value",
					f.option->name);
		if (f.option->value && !value) {
			if (i + 1 == words->count)
				return el2_fail(error, EL2_ERR_USAGE, NULL, 0, column, "option %s needs a value: %s",
						f.option->name, f.option->value);
			value = words->word[++i];
			column = words->column ? words->column[i] : (unsigned)i + 1;
		}
		status = apply(f, value, column, error);
		if (status != EL2_OK)
			return status;
	}
	return EL2_OK;
}

/* Copy one word from *in to *out, its quotes removed. False if a quote or a backslash is left open. */
static bool copy_word(const char **in, char **out)
{
	char quote = 0;
	const char *p = *in;

	for (; *p && (quote || !strchr(" \t\r\n", *p)); p++) {
		if (quote && *p == quote) {
			quote = 0;
		} else if (!quote && (*p == '"' || *p == '\'')) {
			quote = *p;
		} else if (*p == '\\' && quote != '\'') {
			if (!*++p)
				return false;
			*(*out)++ = *p;
		} else {
			*(*out)++ = *p;
		}
	}
	*(*out)++ = '\0';
	*in = p;
	return !quote;
}

el2_status cli_tokenise(const char *text, unsigned column, struct cli_words *words, el2_error *error)
{
	size_t length = strlen(text), room = length / 2 + 1;
	const char *p = text;
	char *out;

	memset(words, 0, sizeof *words);
	/* Each word ends in a zero where it ended in a blank, so the copy is no longer than the text. */
	words->text = malloc(length + 1);
	words->word = malloc(room * sizeof *words->word);
	words->column = malloc(room * sizeof *words->column);
	if (!words->text || !words->word || !words->column) {
		cli_words_free(words);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	out = words->text;
	for (;;) {
		unsigned at;

		p += strspn(p, " \t\r\n");
		if (!*p)
			return EL2_OK;
		at = column + (unsigned)(p - text);
		words->word[words->count] = out;
		words->column[words->count++] = at;
		if (!copy_word(&p, &out)) {
			cli_words_free(words);
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, at, "a quote or backslash is left open");
		}
	}
}

void cli_words_free(struct cli_words *words)
{
	free(words->text);
	free(words->word);
	free(words->column);
	memset(words, 0, sizeof *words);
}
