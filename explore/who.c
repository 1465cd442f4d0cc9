/* SPDX-License-Identifier: MIT */
/* Which instructions come to a given end, as the registers are, or with one field of EL2's changed. */
#include "explore/controls.h"

#include <stdlib.h>

struct who {
	el2_state state; /* changed field by field */
	const el2_hypervisor *hypervisor;
	unsigned el;
	el2_who_match match;
	el2_who_sink sink;
	void *context;
	struct reader *readers; /* by field, then class */
	size_t count, capacity;
};

static bool add(struct who *w, const el2_control *control, size_t class)
{
	if (w->count == w->capacity) {
		size_t capacity = w->capacity * 2 + 4096;
		struct reader *grown = realloc(w->readers, capacity * sizeof *grown);

		if (!grown)
			return false;
		w->readers = grown;
		w->capacity = capacity;
	}
	w->readers[w->count++] = (struct reader){*control, (uint32_t) class};
	return true;
}

/* Every field of EL2's that a rule of any instruction looks at. */
static bool collect(struct who *w)
{
	uint32_t word, count;

	for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
		el2_control reads[CONTROLS_MAX];
		el2_insn insn;
		size_t read;

		el2_decode(word, &insn);
		read = el2_insn_reads(&insn, reads, CONTROLS_MAX);
		for (size_t i = 0; i < read && i < CONTROLS_MAX; i++)
			if (control_may_change(&reads[i], 2) && !add(w, &reads[i], n))
				return false;
	}
	if (w->count)
		qsort(w->readers, w->count, sizeof *w->readers, reader_order);
	return true;
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

/* The classes that read one field, from `first` up to `end`, with each other value that it may have. */
static void with(struct who *w, size_t first, size_t end)
{
	const el2_control *c = &w->readers[first].field;
	uint64_t before = control_value(&w->state, c);

	for (unsigned n = 0; n < control_value_count(c, CONTROLS_NARROW); n++) {
		uint64_t value = control_nth_value(c, CONTROLS_NARROW, n);

		for (size_t i = first; value != before && i < end; i++) {
			uint32_t word, count;
			el2_verdict v;
			el2_insn insn;

			el2_word_class_get(w->readers[i].class, &word, &count);
			el2_decode(word, &insn);
			if (matches(w, &insn, &v))
				continue;
			control_set(&w->state, c, value);
			if (matches(w, &insn, &v))
				tell(w, c, value, &insn, count, &v);
			control_set(&w->state, c, before);
		}
	}
}

static bool with_each(struct who *w)
{
	if (!collect(w))
		return false;
	for (size_t first = 0, end; first < w->count; first = end) {
		end = reader_end(w->readers, w->count, first);
		with(w, first, end);
	}
	return true;
}

bool el2_find_who(const el2_state *state, const el2_hypervisor *hypervisor, unsigned el, bool one_more,
		  el2_who_match match, el2_who_sink sink, void *context)
{
	struct who *w = calloc(1, sizeof *w);
	bool done = true;

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
		done = with_each(w);
	else
		as_it_is(w);
	free(w->readers);
	free(w);
	return done;
}
