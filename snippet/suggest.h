/* SPDX-License-Identifier: MIT */
/* "did you mean": the name nearest to a mistyped one. */
#ifndef EL2TRAP_CLI_SUGGEST_H
#define EL2TRAP_CLI_SUGGEST_H

#include <stddef.h>

/* A search under way: offer names one after the other, `best` is the nearest, NULL while none is near enough. */
struct cli_suggest {
	const char *wanted;
	const char *best;
	unsigned distance;
};

struct cli_suggest cli_suggest_for(const char *wanted);
void cli_suggest_offer(struct cli_suggest *suggest, const char *name);

/* ", did you mean 'NAME'?", or "" when nothing is near. Writes into buffer and returns it. */
const char *cli_suggest_text(const struct cli_suggest *suggest, char *buffer, size_t size);

#endif
