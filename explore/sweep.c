/* SPDX-License-Identifier: MIT */
/* Which words panic under which of many boots. */
#include "explore/sweep.h"
#include "explore/answer.h"
#include "explore/controls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 2u

struct variant {
	el2_cpu cpu;
	unsigned of; /* in the options */
	el2_feature without;
};

struct el2_sweep {
	el2_sweep_options options;
	struct plan plan;
	struct variant *variants;
	unsigned variant_count;
	el2_sweep_boot *boots;
	size_t boot_count;
	struct reader *readers; /* by field, then class */
	size_t reader_count;
};

/* ---- the space ---- */

/* A CPU, and the same without each of its features; those that fall together are there once. */
static bool add_variants(el2_sweep *s, unsigned of)
{
	const el2_cpu *whole = &s->options.cpus[of];
	unsigned first = s->variant_count;
	struct variant *grown = realloc(s->variants, (first + EL2_FEATURE_COUNT + 1u) * sizeof *grown);

	if (!grown)
		return false;
	s->variants = grown;
	s->variants[s->variant_count++] = (struct variant){*whole, of, EL2_FEATURE_COUNT};
	for (unsigned f = 0; !s->options.whole_cpus && f < EL2_FEATURE_COUNT; f++) {
		struct variant v = {*whole, of, (el2_feature)f};
		unsigned i = first;

		if (!el2_has(whole, (el2_feature)f) || !el2_cpu_change(&v.cpu, (el2_feature)f, false))
			continue;
		while (i < s->variant_count &&
		       memcmp(s->variants[i].cpu.features, v.cpu.features, sizeof v.cpu.features))
			i++;
		if (i == s->variant_count)
			s->variants[s->variant_count++] = v;
	}
	return true;
}

static void make(const el2_sweep *s, const el2_sweep_boot *b, const char *words, el2_sweep_state *out)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	snprintf(out->cmdline, sizeof out->cmdline, "%s%s%s", s->options.cmdlines[b->cmdline], words ? " " : "",
		 words ? words : "");
	config.kernel = s->options.kernels[b->kernel];
	config.cmdline = out->cmdline;
	config.cpu = &s->variants[b->variant].cpu;
	el2_boot_make(&config, &out->boot, NULL);
	el2_boot_state(&out->boot, &out->state);
}

void el2_sweep_make(const el2_sweep *s, size_t n, const char *words, el2_sweep_state *out)
{
	make(s, &s->boots[n], words, out);
}

/* Is the boot one of the space: with a hypervisor, and the first that ends in this mode? */
static bool is_new(const el2_sweep *s, el2_sweep_boot *b, size_t first, el2_sweep_state *scratch)
{
	make(s, b, NULL, scratch);
	b->mode = scratch->boot.mode;
	if (!el2_boot_has_hypervisor(&scratch->boot))
		return false;
	for (size_t i = first; i < s->boot_count; i++)
		if (s->boots[i].mode == b->mode)
			return false;
	return true;
}

static bool add_boots(el2_sweep *s)
{
	const el2_sweep_options *o = &s->options;
	el2_sweep_state *scratch = malloc(sizeof *scratch);

	s->boots = malloc((size_t)o->kernel_count * o->cmdline_count * s->variant_count * sizeof *s->boots + 1);
	if (!s->boots || !scratch) {
		free(scratch);
		return false;
	}
	for (unsigned k = 0; k < o->kernel_count; k++)
		for (unsigned v = 0; v < s->variant_count; v++) {
			size_t first = s->boot_count;

			for (unsigned c = 0; c < o->cmdline_count; c++) {
				el2_sweep_boot b = {k, c, s->variants[v].of, v, EL2_MODE_NONE};

				if (is_new(s, &b, first, scratch))
					s->boots[s->boot_count++] = b;
			}
		}
	free(scratch);
	return true;
}

static bool add_readers(el2_sweep *s)
{
	s->readers = malloc(s->plan.read_count * sizeof *s->readers + 1);
	if (!s->readers)
		return false;
	for (size_t n = 0; n < s->plan.count; n++) {
		const struct planned *c = &s->plan.classes[n];

		for (unsigned i = 0; c->may_trap && i < c->reads && i < CONTROLS_MAX; i++)
			if (control_may_change(&s->plan.reads[c->first + i], 2))
				s->readers[s->reader_count++] =
					(struct reader){s->plan.reads[c->first + i], (uint32_t)n};
	}
	if (s->reader_count)
		qsort(s->readers, s->reader_count, sizeof *s->readers, reader_order);
	return true;
}

el2_sweep *el2_sweep_new(const el2_sweep_options *options)
{
	el2_sweep *s = calloc(1, sizeof *s);
	bool good = s;

	if (!s)
		return NULL;
	s->options = *options;
	for (unsigned i = 0; good && i < options->cpu_count; i++)
		good = add_variants(s, i);
	if (good && plan_open(&s->plan) && add_boots(s) && add_readers(s))
		return s;
	el2_sweep_free(s);
	return NULL;
}

void el2_sweep_free(el2_sweep *s)
{
	if (!s)
		return;
	plan_close(&s->plan);
	free(s->variants);
	free(s->boots);
	free(s->readers);
	free(s);
}

size_t el2_sweep_count(const el2_sweep *s)
{
	return s->boot_count;
}

el2_sweep_boot el2_sweep_get(const el2_sweep *s, size_t n)
{
	return s->boots[n];
}

const el2_cpu *el2_sweep_cpu(const el2_sweep *s, size_t n, unsigned *cpu, el2_feature *without)
{
	if (n >= s->variant_count)
		return NULL;
	if (cpu)
		*cpu = s->variants[n].of;
	if (without)
		*without = s->variants[n].without;
	return &s->variants[n].cpu;
}

/* ---- one boot ---- */

struct run {
	const el2_sweep *sweep;
	el2_sweep_sink sink;
	void *context;
	el2_sweep_state made;
	struct asker asker;
	el2_sweep_finding about; /* the change in hand */
	uint64_t boots;
	bool *known; /* by class, then level: panics as the boot is */
};

/* Ask about a class, and tell if it panics. Whether it does. */
static bool ask(struct run *r, size_t class, unsigned el)
{
	el2_sweep_finding f = r->about; /* a copy of cleared bytes, so that padding is 0 */
	el2_audit_answer a;

	el2_set_el(&r->asker.state, el);
	asker_answer(&r->asker, &r->sweep->plan, class, &a);
	if (a.verdict != EL2_PANIC)
		return false;
	f.word = a.word;
	f.count = a.count;
	f.rule = a.rule;
	f.el = (uint8_t)el;
	f.setting_count = a.setting_count;
	for (unsigned i = 0; i < a.setting_count; i++) {
		f.settings[i].field = a.settings[i].field;
		f.settings[i].value = a.settings[i].value;
	}
	r->sink(r->context, &f);
	return true;
}

/* All classes that may trap; of a changed boot those that did not panic before. */
static void ask_all(struct run *r, bool changed)
{
	for (size_t n = 0; n < r->sweep->plan.count; n++)
		for (unsigned el = 0; r->sweep->plan.classes[n].may_trap && el < LEVELS; el++) {
			bool *known = &r->known[n * LEVELS + el];

			if (!changed)
				*known = ask(r, n, el);
			else if (!*known)
				ask(r, n, el);
		}
}

static void with_words(struct run *r, size_t n)
{
	const el2_sweep_options *o = &r->sweep->options;

	r->about.change = EL2_SWEEP_WORDS;
	for (unsigned w = 0; w < o->word_count; w++) {
		el2_hypervisor h;

		el2_sweep_make(r->sweep, n, o->words[w], &r->made);
		if (r->made.boot.mode != r->sweep->boots[n].mode)
			continue;
		h = el2_boot_hypervisor(&r->made.boot);
		asker_open(&r->asker, &r->made.state, &h, o->polite);
		r->about.words = (uint8_t)w;
		ask_all(r, true);
		r->boots++;
	}
	r->about.words = 0;
}

/* The classes that read one field, from `first` up to `end`, with each other value that it may have. */
static void with_field(struct run *r, size_t first, size_t end)
{
	const struct reader *readers = r->sweep->readers;
	el2_control field = readers[first].field;
	uint64_t before = control_value(&r->asker.state, &field);

	for (unsigned i = 0; i < control_value_count(&field, CONTROLS_NARROW); i++) {
		uint64_t value = control_nth_value(&field, CONTROLS_NARROW, i);

		if (value == before)
			continue;
		control_set(&r->asker.state, &field, value);
		memset(r->asker.owned, -1, sizeof r->asker.owned); /* EL1 may own other registers now */
		r->about.field.field = field;
		r->about.field.value = value;
		for (size_t n = first; n < end; n++)
			for (unsigned el = 0; el < LEVELS; el++)
				if (!r->known[readers[n].class * LEVELS + el])
					ask(r, readers[n].class, el);
		r->boots++;
	}
	control_set(&r->asker.state, &field, before);
}

static void with_each_field(struct run *r)
{
	r->about.change = EL2_SWEEP_FIELD;
	for (size_t first = 0, end; first < r->sweep->reader_count; first = end) {
		end = reader_end(r->sweep->readers, r->sweep->reader_count, first);
		with_field(r, first, end);
	}
}

bool el2_sweep_run(const el2_sweep *sweep, size_t n, el2_sweep_sink sink, void *context, uint64_t *boots)
{
	const el2_sweep_options *o = &sweep->options;
	struct run *r = calloc(1, sizeof *r);
	bool *known = calloc(sweep->plan.count * LEVELS + 1, sizeof *known);
	el2_hypervisor h;

	if (!r || !known) {
		free(r);
		free(known);
		return false;
	}
	r->sweep = sweep;
	r->sink = sink;
	r->context = context;
	r->known = known;
	el2_sweep_make(sweep, n, NULL, &r->made);
	h = el2_boot_hypervisor(&r->made.boot);
	asker_open(&r->asker, &r->made.state, &h, o->polite);
	ask_all(r, false);
	r->boots++;
	if (sweep->variants[sweep->boots[n].variant].without == EL2_FEATURE_COUNT) {
		if (!o->no_bits)
			with_each_field(r);
		memset(&r->about, 0, sizeof r->about);
		with_words(r, n);
	}
	if (boots)
		*boots += r->boots;
	free(known);
	free(r);
	return true;
}
