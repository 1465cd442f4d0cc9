/* SPDX-License-Identifier: MIT */
/* Which instructions come to a given end, as the registers are, or with one field of EL2's changed. */
#include "explore/controls.h"

#include <stdlib.h>

#define READS_MAX    96
#define CONTROLS_MAX 2048

struct who {
	el2_state state; /* changed field by field */
	const el2_hypervisor *hypervisor;
	unsigned el;
	el2_who_match match;
	el2_who_sink sink;
	void *context;
	size_t control_count;
	el2_control controls[CONTROLS_MAX];
};

static bool same(const el2_control *a, const el2_control *b)
{
	return a->reg == b->reg && a->lsb == b->lsb && a->width == b->width;
}

static int by_place(const void *a, const void *b)
{
	const el2_control *x = a, *y = b;

	if (x->reg != y->reg)
		return x->reg < y->reg ? -1 : 1;
	if (x->lsb != y->lsb)
		return x->lsb < y->lsb ? -1 : 1;
	return (int)x->width - (int)y->width;
}

/* Every field of EL2's that a rule of any instruction looks at. */
static void collect(struct who *w)
{
	uint32_t word, count;

	for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
		el2_control reads[READS_MAX];
		el2_insn insn;
		size_t read;

		el2_decode(word, &insn);
		read = el2_insn_reads(&insn, reads, READS_MAX);
		for (size_t i = 0; i < read && i < READS_MAX; i++) {
			size_t k = 0;

			if (!control_may_change(&reads[i], 2))
				continue;
			while (k < w->control_count && !same(&w->controls[k], &reads[i]))
				k++;
			if (k == w->control_count && k < CONTROLS_MAX)
				w->controls[w->control_count++] = reads[i];
		}
	}
	qsort(w->controls, w->control_count, sizeof *w->controls, by_place);
}

static bool reads(const el2_insn *insn, const el2_control *control)
{
	el2_control all[READS_MAX];
	size_t count = el2_insn_reads(insn, all, READS_MAX);

	for (size_t i = 0; i < count && i < READS_MAX; i++)
		if (same(&all[i], control))
			return true;
	return false;
}

static bool matches(const struct who *w, const el2_insn *insn, el2_verdict *v)
{
	el2_decide(&w->state, w->hypervisor, insn, v, NULL);
	return w->match(w->context, insn, v);
}

static void tell(const struct who *w, const el2_control *control, uint64_t value, const el2_insn *insn, uint32_t count,
		 const el2_verdict *v)
{
	const el2_who found = {control, value, w->el, insn, count, v};

	w->sink(w->context, &found);
}

static void as_it_is(const struct who *w)
{
	uint32_t word, count;

	for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
		el2_verdict v;
		el2_insn insn;

		el2_decode(word, &insn);
		if (matches(w, &insn, &v))
			tell(w, NULL, 0, &insn, count, &v);
	}
}

static void with(struct who *w, const el2_control *c)
{
	uint64_t before = control_value(&w->state, c);

	for (unsigned n = 0; n < control_value_count(c); n++) {
		uint64_t value = control_nth_value(c, n);
		uint32_t word, count;

		for (size_t i = 0; value != before && el2_word_class_get(i, &word, &count); i++) {
			el2_verdict v;
			el2_insn insn;

			el2_decode(word, &insn);
			if (!reads(&insn, c) || matches(w, &insn, &v))
				continue;
			control_set(&w->state, c, value);
			if (matches(w, &insn, &v))
				tell(w, c, value, &insn, count, &v);
			control_set(&w->state, c, before);
		}
	}
}

bool el2_find_who(const el2_state *state, const el2_hypervisor *hypervisor, unsigned el, bool one_more,
		  el2_who_match match, el2_who_sink sink, void *context)
{
	struct who *w = calloc(1, sizeof *w);

	if (!w)
		return false;
	w->state = *state;
	el2_set_el(&w->state, el);
	w->hypervisor = hypervisor;
	w->el = el;
	w->match = match;
	w->sink = sink;
	w->context = context;
	if (one_more)
		collect(w);
	for (size_t i = 0; i < w->control_count; i++)
		with(w, &w->controls[i]);
	if (!one_more)
		as_it_is(w);
	free(w);
	return true;
}
