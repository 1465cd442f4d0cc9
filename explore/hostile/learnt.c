/* SPDX-License-Identifier: MIT */
/* What a line of blocks has learnt of a recorded hypervisor. */
#include "explore/hostile/hostile.h"

#include <stdlib.h>
#include <string.h>

#define EDGE_BYTES ((1u << HOSTILE_EDGES) / 8)

bool hostile_learnt_open(struct hostile_learnt *l, size_t words)
{
	l->coverage.words = calloc(words, 1);
	l->coverage.edges = calloc(EDGE_BYTES, 1);
	l->told = calloc(words, 1);
	return l->coverage.words && l->coverage.edges && l->told;
}

void hostile_learnt_close(struct hostile_learnt *l)
{
	free(l->coverage.words);
	free(l->coverage.edges);
	free(l->told);
}

void hostile_learnt_forget(struct hostile_learnt *l, size_t words)
{
	const struct hostile_learnt was = *l;

	memset(l, 0, sizeof *l);
	l->coverage.words = memset(was.coverage.words, 0, words);
	l->coverage.edges = memset(was.coverage.edges, 0, EDGE_BYTES);
	l->told = memset(was.told, 0, words);
}

void hostile_note_words(struct hostile *h, uint64_t run)
{
	struct hostile_learnt *l = h->learnt;

	for (size_t n = 0; l->coverage.new_words && n < h->words; n++) {
		if (!l->coverage.words[n] || l->told[n])
			continue;
		l->told[n] = 1;
		h->seen_count += h->first[n] == UINT64_MAX;
		h->first[n] = run < h->first[n] ? run : h->first[n];
	}
	l->coverage.new_words = 0;
}
