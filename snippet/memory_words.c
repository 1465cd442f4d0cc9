/* SPDX-License-Identifier: MIT */
#include "snippet/memory_words.h"

#include <string.h>

const struct cli_memory_word cli_memory_types[] = {
	{"tagged", EL2_MEMORY_TAGGED},
	{"untagged", EL2_MEMORY_UNTAGGED},
	{"noncacheable", EL2_MEMORY_NONCACHEABLE},
	{"device", EL2_MEMORY_DEVICE},
	{NULL, 0},
};

const struct cli_memory_word cli_memory_owners[] = {
	{"host", EL2_OWNER_HOST},
	{"guest", EL2_OWNER_GUEST},
	{"hyp", EL2_OWNER_HYP},
	{"shared", EL2_OWNER_SHARED},
	{"mmio", EL2_OWNER_MMIO},
	{"none", EL2_OWNER_NONE},
	{NULL, 0},
};

const struct cli_memory_word *cli_memory_word_find(const struct cli_memory_word *table, const char *name)
{
	while (table->name && strcmp(table->name, name))
		table++;
	return table->name ? table : NULL;
}

bool cli_memory_permissions(const char *word, uint8_t *perm)
{
	static const struct {
		char letter;
		uint8_t perm;
	} letters[] = {{'r', EL2_PERM_R},   {'w', EL2_PERM_W},       {'x', EL2_PERM_X},
		       {'u', EL2_PERM_EL0}, {'g', EL2_PERM_GUARDED}, {'-', 0}};

	*perm = 0;
	for (const char *p = word; *p; p++) {
		size_t i = 0;

		while (i < sizeof letters / sizeof *letters && letters[i].letter != *p)
			i++;
		if (i == sizeof letters / sizeof *letters)
			return false;
		*perm |= letters[i].perm;
	}
	return true;
}

void cli_memory_set_owner(el2_page *page, el2_owner owner)
{
	page->owner = (uint8_t)owner;
	page->s2_mapped = owner == EL2_OWNER_HOST || owner == EL2_OWNER_SHARED;
}
