/* SPDX-License-Identifier: MIT */
/* The proof of an audit: what is said of a class holds for each of its words. */
#include "explore/explore.h"
#include "model/view.h"

#include <stdlib.h>

#define LEVELS 2u
#define BLOCK  32u /* words that differ in Rd or Rt alone, where they have one */

struct proof {
	const el2_hypervisor *hypervisor;
	el2_state state[LEVELS];
	el2_view *view[LEVELS]; /* answers of the classes' own words */
	uint64_t *counts;
	uint64_t wrong;
};

/* Does the word decide as the class's own word does? */
static bool decides_alike(struct proof *p, uint32_t word, size_t class)
{
	uint32_t own, count;
	el2_insn insn;

	el2_word_class_get(class, &own, &count);
	el2_decode(word, &insn);
	for (unsigned el = 0; el < LEVELS; el++) {
		el2_answer a = el2_view_decide(p->view[el], own), b;
		el2_verdict v;

		el2_decide(&p->state[el], p->hypervisor, &insn, &v, NULL);
		b = el2_answer_of(&v);
		if (!el2_answer_equals(&a, &b))
			return false;
	}
	return true;
}

static void block(struct proof *p, uint32_t first)
{
	uint32_t classes[BLOCK];
	bool right = el2_word_class_prove(first, classes);

	for (uint32_t i = 0, end; i < BLOCK; i = end) {
		for (end = i + 1; end < BLOCK && classes[end] == classes[i];)
			end++;
		p->counts[classes[i]] += end - i;
		right &= decides_alike(p, first + i, classes[i]);
	}
	p->wrong += right ? 0 : BLOCK;
}

bool el2_audit_prove(const el2_audit_options *options, uint32_t first, uint64_t count, uint64_t *counts,
		     uint64_t *wrong)
{
	struct proof *p = calloc(1, sizeof *p);
	bool done = p != NULL;

	for (unsigned el = 0; done && el < LEVELS; el++) {
		p->state[el] = *options->state;
		el2_set_el(&p->state[el], el);
		p->view[el] = calloc(1, el2_view_size());
		if (p->view[el])
			el2_view_set(p->view[el], &p->state[el], options->hypervisor);
		else
			done = false;
	}
	if (done) {
		p->hypervisor = options->hypervisor;
		p->counts = counts;
		for (uint64_t at = 0; at < count; at += BLOCK)
			block(p, (uint32_t)(first + at));
		*wrong += p->wrong;
	}
	if (p)
		for (unsigned el = 0; el < LEVELS; el++)
			free(p->view[el]);
	free(p);
	return done;
}
