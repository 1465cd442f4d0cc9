/* SPDX-License-Identifier: MIT */
/* What a run starts with: "el2trap-map: 0x42000000 size 0x2000 attr tagged perm rw s2 guest", "el2trap-reg: x1=..". */
#include "snippet/memory_words.h"
#include "snippet/snippet.h"
#include "snippet/suggest.h"

#include <string.h>

static const char *const keys[] = {"size", "attr", "perm", "s2", "tag"};

#define COUNT(table) (sizeof table / sizeof *table)

static el2_status named(const struct cli_memory_word *table, const char *key, const char *word, unsigned column,
			uint8_t *value, el2_error *error)
{
	const struct cli_memory_word *found = cli_memory_word_find(table, word);
	struct cli_suggest suggest = cli_suggest_for(word);
	char hint[96];

	if (found) {
		*value = found->value;
		return EL2_OK;
	}
	for (const struct cli_memory_word *w = table; w->name; w++)
		cli_suggest_offer(&suggest, w->name);
	return el2_fail(error, EL2_ERR_INPUT, NULL, 0, column, "unknown %s '%.40s'%s", key, word,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status number(const char *key, const char *word, unsigned column, uint64_t max, uint64_t *value,
			 el2_error *error)
{
	if (cli_parse_u64(word, value) && *value <= max)
		return EL2_OK;
	return el2_fail(error, EL2_ERR_INPUT, NULL, 0, column,
			"%s is a number (0x... or decimal) up to 0x%llx, not '%.40s'", key, (unsigned long long)max,
			word);
}

/* One key with its value. */
static el2_status set(const char *key, const char *word, unsigned column, struct cli_snippet_setup *s, el2_error *error)
{
	uint8_t owner = EL2_OWNER_HOST;
	uint64_t value;
	el2_status status;

	if (!strcmp(key, "size"))
		return number(key, word, column, (uint64_t)EL2_MEMORY_PAGES_MAX * EL2_PAGE_SIZE, &s->size, error);
	if (!strcmp(key, "attr"))
		return named(cli_memory_types, "attribute", word, column, &s->page.type, error);
	if (!strcmp(key, "perm")) {
		s->perm_given = true;
		if (cli_memory_permissions(word, &s->page.perm))
			return EL2_OK;
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, column,
				"permissions are letters of rwx, u for EL0, g for guarded: not '%.40s'", word);
	}
	if (!strcmp(key, "tag")) {
		status = number(key, word, column, 15, &value, error);
		s->page.tags[0] = (uint8_t)value;
		return status;
	}
	status = named(cli_memory_owners, "owner", word, column, &owner, error);
	cli_memory_set_owner(&s->page, (el2_owner)owner);
	return status;
}

el2_status cli_snippet_parse_map(const struct cli_words *words, struct cli_snippet_setup *s, el2_error *error)
{
	el2_status status;

	s->kind = CLI_SETUP_MAP;
	s->size = EL2_PAGE_SIZE;
	s->page = (el2_page){.perm = EL2_PERM_R | EL2_PERM_W, .s2_mapped = true};
	s->perm_given = false;
	if (!words->count)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, s->place.column, "el2trap-map needs an address");
	status = number("an address", words->word[0], words->column[0], UINT64_MAX, &s->value, error);
	for (size_t i = 1; status == EL2_OK && i < words->count; i += 2) {
		struct cli_suggest suggest = cli_suggest_for(words->word[i]);
		bool known = false;
		char hint[96];

		for (size_t k = 0; k < COUNT(keys); k++) {
			known |= !strcmp(keys[k], words->word[i]);
			cli_suggest_offer(&suggest, keys[k]);
		}
		if (!known)
			return el2_fail(error, EL2_ERR_INPUT, NULL, 0, words->column[i], "unknown word '%.40s'%s",
					words->word[i], cli_suggest_text(&suggest, hint, sizeof hint));
		if (i + 1 == words->count)
			return el2_fail(error, EL2_ERR_INPUT, NULL, 0, words->column[i], "'%s' needs a value",
					words->word[i]);
		status = set(words->word[i], words->word[i + 1], words->column[i + 1], s, error);
	}
	return status;
}

el2_status cli_snippet_parse_reg(const char *word, unsigned column, struct cli_snippet_setup *s, el2_error *error)
{
	const char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : 0;
	char name[4] = "";
	uint64_t n = 31;

	s->kind = CLI_SETUP_REG;
	if (length && length < sizeof name)
		memcpy(name, word, length);
	if (strcmp(name, "sp") && (name[0] != 'x' || !cli_parse_u64(name + 1, &n) || n > 30))
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, column,
				"el2trap-reg takes x0=VALUE to x30=VALUE and sp=VALUE, "
				"not '%.40s'",
				word);
	s->reg = (unsigned)n;
	return number("a register's value", equals + 1, column + (unsigned)length + 1, UINT64_MAX, &s->value, error);
}
