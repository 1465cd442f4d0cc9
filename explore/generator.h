/* SPDX-License-Identifier: MIT */
/* Streams out of a weighted grammar: every class of words, what MTE has, loads and stores, calls, words near system
 * registers, raw words; before an instruction, often, a write of a register that its rules look at. */
#ifndef EL2TRAP_EXPLORE_GENERATOR_H
#define EL2TRAP_EXPLORE_GENERATOR_H

#include "explore/fuzz.h"

struct generator {
	uint64_t random; /* state of the random numbers; never 0 */
	unsigned host_el;
	const el2_state *base;
	struct {
		uint32_t word, key; /* a word of the class; el2_word_class_key() */
	} * words;                  /* by class */
	size_t word_count;
	size_t *of_class;                  /* numbers in `words`, by el2_class */
	size_t start[EL2_CLASS_COUNT + 1]; /* where each begins in of_class */
};

/* False when out of memory. `base` is borrowed. Free in any case. */
bool generator_open(struct generator *g, const el2_state *base, unsigned host_el, uint64_t seed);
void generator_close(struct generator *g);

/* Any number: splitmix64. */
static inline uint64_t generator_next(struct generator *g)
{
	uint64_t z = g->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Below `limit`, which is not 0. Here, as most limits are constants: no division then. */
static inline uint64_t generator_below(struct generator *g, uint64_t limit)
{
	return generator_next(g) % limit;
}

/* One of an array, of any type. */
#define GENERATOR_ONE_OF(g, array) ((array)[generator_below(g, sizeof(array) / sizeof *(array))])

/* An event more, if there is room. */
static inline void stream_add(el2_stream *stream, const el2_event *event)
{
	if (stream->count < EL2_STREAM_EVENTS)
		stream->event[stream->count++] = *event;
}

/* Begin the random numbers of a run: they depend on seed and run alone. */
void generator_begin(struct generator *g, uint64_t seed, uint64_t run);

/* An instruction more, and what the host may do before it. */
void generator_add(struct generator *g, el2_stream *stream);

/* A stream of at most `length` events; or one made of two that were worth keeping, `a` and `b`. */
void generator_make(struct generator *g, unsigned length, el2_stream *stream);
void generator_mutate(struct generator *g, const el2_stream *a, const el2_stream *b, unsigned length,
		      el2_stream *stream);

#endif
