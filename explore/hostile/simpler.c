/* SPDX-License-Identifier: MIT */
/* Events that are no instruction, made smaller. */
#include "explore/hostile/hostile.h"

#include <string.h>

/* Without what does nothing at its end; then without its last word, the one before it, and so on: those behind it move
 * up. */
static bool shorter_guest(const el2_event *e, unsigned n, el2_event *out)
{
	unsigned count = e->args * 2u, gone;

	while (count > 1 && el2_event_word(e, count - 1) == EL2_WORD_NOP)
		count--;
	if (n > count || (n && count < 2))
		return false;
	gone = count - n;
	count -= n != 0;
	*out = *e;
	memset(out->arg, 0, sizeof out->arg);
	out->args = (uint8_t)((count + 1) / 2);
	for (unsigned i = 0; i < out->args * 2u; i++) {
		uint32_t word = i < count ? el2_event_word(e, i + (i >= gone)) : EL2_WORD_NOP;

		out->arg[i / 2] |= (uint64_t)word << i % 2 * 32;
	}
	return true;
}

/* Without one of its registers; one of them 0; at once. */
static bool simpler_answer(const el2_event *e, unsigned n, el2_event *out)
{
	unsigned reg = n % EL2_EVENT_ARGS;

	*out = *e;
	if (e->value >> EL2_EVENT_RESUMES)
		return false;
	if (n < EL2_EVENT_ARGS)
		out->value &= ~(UINT64_C(1) << reg);
	if (n < 2 * EL2_EVENT_ARGS)
		out->arg[reg] = 0;
	else
		out->reg = 0;
	if (!out->value)
		*out = *e;
	while (out->args && !(out->value >> (out->args - 1) & 1))
		out->args--;
	return n <= 2 * EL2_EVENT_ARGS;
}

/* The first lock of all. */
static bool simpler_held(const el2_event *e, unsigned n, el2_event *out)
{
	*out = *e;
	out->value = n;
	return n < e->value;
}

bool hostile_simpler(const el2_event *e, unsigned *n, el2_event *out)
{
	bool (*simpler)(const el2_event *, unsigned, el2_event *) = e->kind == EL2_EVENT_GUEST    ? shorter_guest
								    : e->kind == EL2_EVENT_ANSWER ? simpler_answer
								    : e->kind == EL2_EVENT_HELD   ? simpler_held
												  : NULL;

	while (simpler && simpler(e, *n, out)) {
		if (memcmp(e, out, sizeof *e))
			return true;
		++*n;
	}
	return false;
}
