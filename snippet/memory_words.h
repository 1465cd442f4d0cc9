/* SPDX-License-Identifier: MIT */
/* The words for memory that snippets and `step` share: attributes, owners, permissions. */
#ifndef EL2TRAP_CLI_MEMORY_WORDS_H
#define EL2TRAP_CLI_MEMORY_WORDS_H

#include "model/machine.h"

/* Words and what they stand for; NULL ends a table. */
struct cli_memory_word {
	const char *name;
	uint8_t value;
};

extern const struct cli_memory_word cli_memory_types[];  /* tagged, untagged, noncacheable, device */
extern const struct cli_memory_word cli_memory_owners[]; /* host, guest, hyp, shared, mmio, none */

/* NULL if there is none of that name. */
const struct cli_memory_word *cli_memory_word_find(const struct cli_memory_word *table, const char *name);

/* Letters of rwx, u for EL0, g for a guarded page; "-" for none. False for any other letter. */
bool cli_memory_permissions(const char *word, uint8_t *perm);

/* Give a page its owner; it is in the host's stage 2 if the host may use it. */
void cli_memory_set_owner(el2_page *page, el2_owner owner);

#endif
