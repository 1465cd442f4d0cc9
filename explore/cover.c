/* SPDX-License-Identifier: MIT */
/* A set of boots in few words: kernels x modes x CPUs with these features and without those. */
#include "explore/sweep.h"

#include <stdlib.h>
#include <string.h>

#define MODES 8u

struct cover {
	const el2_sweep *sweep;
	const uint64_t *boots;
	const char *hint;
	bool changed;
	unsigned variants;
	/* which variants of a kernel and mode: by kernel, mode, variant */
	bool *there, *in;
	bool *positive, *negative; /* by variant */
	el2_sweep_cover *out;
	size_t count;
};

static bool *at(const struct cover *c, bool *table, unsigned kernel, unsigned mode)
{
	return table + ((size_t)kernel * MODES + mode) * c->variants;
}

static bool any(const bool *table, unsigned n)
{
	return memchr(table, true, n) != NULL;
}

static bool is_hinted(const char *hint, el2_feature f)
{
	const char *name = el2_feature_name(f), *p = hint;
	size_t length = strlen(name);

	for (; p && (p = strstr(p, name)) != NULL; p += length)
		if (p[length] == ' ' || p[length] == '\0' || p[length] == ')')
			return true;
	return false;
}

/* The feature that all positives have (or lack), and that most of the negatives left do not: how good it is. */
static unsigned worth(const struct cover *c, el2_feature f, bool absent)
{
	unsigned excluded = 0;

	for (unsigned v = 0; v < c->variants; v++) {
		bool holds = el2_has(el2_sweep_cpu(c->sweep, v, NULL, NULL), f) != absent;

		if (c->positive[v] && !holds)
			return 0;
		excluded += c->negative[v] && !holds;
	}
	return excluded ? excluded * 4 + (is_hinted(c->hint, f) ? 2 : 0) + !absent : 0;
}

/* Features that tell the positives from the negatives, fewest first come. */
static bool find_features(struct cover *c, el2_sweep_cover *out)
{
	for (unsigned v = 0; v < c->variants; v++)
		if (c->positive[v] && c->negative[v])
			return false;
	out->feature_count = 0;
	while (any(c->negative, c->variants)) {
		unsigned best = 0;
		el2_feature feature = EL2_FEATURE_COUNT;
		bool absent = false;

		for (unsigned f = 0; f < EL2_FEATURE_COUNT * 2u; f++) {
			unsigned w = worth(c, (el2_feature)(f / 2), f & 1);

			if (w > best) {
				best = w;
				feature = (el2_feature)(f / 2);
				absent = f & 1;
			}
		}
		if (!best || out->feature_count == EL2_SWEEP_FEATURES)
			return false;
		out->features[out->feature_count].feature = feature;
		out->features[out->feature_count++].absent = absent;
		for (unsigned v = 0; v < c->variants; v++)
			if (el2_has(el2_sweep_cpu(c->sweep, v, NULL, NULL), feature) == absent)
				c->negative[v] = false;
	}
	return true;
}

static bool has_all(const struct cover *c, const el2_sweep_cover *cover, unsigned variant)
{
	const el2_cpu *cpu = el2_sweep_cpu(c->sweep, variant, NULL, NULL);

	for (unsigned i = 0; i < cover->feature_count; i++)
		if (el2_has(cpu, cover->features[i].feature) == cover->features[i].absent)
			return false;
	return true;
}

/* The features that describe what is in `pairs` (kernel x mode), or the CPUs if none do. */
static void describe(struct cover *c, const uint32_t pairs[EL2_SWEEP_KERNELS], el2_sweep_cover *out)
{
	memset(c->positive, 0, c->variants);
	memset(c->negative, 0, c->variants);
	memset(out, 0, sizeof *out);
	for (unsigned k = 0; k < EL2_SWEEP_KERNELS; k++)
		for (unsigned m = 0; m < MODES; m++)
			for (unsigned v = 0; (pairs[k] >> m & 1) && v < c->variants; v++) {
				c->positive[v] |= at(c, c->in, k, m)[v];
				c->negative[v] |= at(c, c->there, k, m)[v] && !at(c, c->in, k, m)[v];
			}
	if (find_features(c, out))
		return;
	out->listed = true;
	for (unsigned v = 0; v < c->variants; v++) {
		unsigned cpu;

		el2_sweep_cpu(c->sweep, v, &cpu, NULL);
		if (c->positive[v] && cpu < 64)
			out->cpus |= UINT64_C(1) << cpu;
	}
}

/* Kernels and modes in which there is a boot of such a CPU at all. */
static void find_any(const struct cover *c, el2_sweep_cover *cover)
{
	uint32_t kernels = 0, modes = 0;

	for (unsigned k = 0; k < EL2_SWEEP_KERNELS; k++)
		for (unsigned m = 0; m < MODES; m++)
			for (unsigned v = 0; v < c->variants; v++) {
				unsigned cpu;

				el2_sweep_cpu(c->sweep, v, &cpu, NULL);
				if (!at(c, c->there, k, m)[v] ||
				    (cover->listed ? cpu > 63 || !(cover->cpus >> cpu & 1) : !has_all(c, cover, v)))
					continue;
				kernels |= 1u << k;
				modes |= 1u << m;
			}
	cover->any_kernel = cover->kernels == kernels;
	cover->any_mode = cover->modes == modes;
}

/* One cover for the modes that have the same kernels. */
static void add_covers(struct cover *c, const uint32_t pairs[EL2_SWEEP_KERNELS], const el2_sweep_cover *said)
{
	uint32_t done = 0;

	for (unsigned m = 0; m < MODES; m++) {
		uint32_t kernels = 0, modes = 0;

		for (unsigned k = 0; k < EL2_SWEEP_KERNELS; k++)
			kernels |= (pairs[k] >> m & 1) << k;
		if (!kernels || (done >> m & 1))
			continue;
		for (unsigned other = m; other < MODES; other++) {
			uint32_t theirs = 0;

			for (unsigned k = 0; k < EL2_SWEEP_KERNELS; k++)
				theirs |= (pairs[k] >> other & 1) << k;
			if (theirs == kernels)
				modes |= 1u << other;
		}
		done |= modes;
		if (c->count == EL2_SWEEP_COVERS)
			return;
		c->out[c->count] = *said;
		c->out[c->count].kernels = kernels;
		c->out[c->count].modes = modes;
		find_any(c, &c->out[c->count++]);
	}
}

static void fill(struct cover *c)
{
	for (size_t n = 0; n < el2_sweep_count(c->sweep); n++) {
		el2_sweep_boot b = el2_sweep_get(c->sweep, n);
		el2_feature without;

		el2_sweep_cpu(c->sweep, b.variant, NULL, &without);
		if (c->changed && without != EL2_FEATURE_COUNT)
			continue;
		at(c, c->there, b.kernel, b.mode)[b.variant] = true;
		at(c, c->in, b.kernel, b.mode)[b.variant] = c->boots[n / 64] >> n % 64 & 1;
	}
}

static void say(struct cover *c)
{
	uint32_t pairs[EL2_SWEEP_KERNELS] = {0}, left[EL2_SWEEP_KERNELS];
	el2_sweep_cover said;

	for (unsigned k = 0; k < EL2_SWEEP_KERNELS; k++)
		for (unsigned m = 0; m < MODES; m++)
			pairs[k] |= (uint32_t)any(at(c, c->in, k, m), c->variants) << m;
	describe(c, pairs, &said);
	if (!said.listed) {
		add_covers(c, pairs, &said);
		return;
	}
	/* No words for all at once: those kernels and modes that have the same CPUs, at a time. */
	memcpy(left, pairs, sizeof left);
	for (unsigned k = 0; k < EL2_SWEEP_KERNELS; k++)
		for (unsigned m = 0; m < MODES; m++) {
			uint32_t same[EL2_SWEEP_KERNELS] = {0};

			if (!(left[k] >> m & 1))
				continue;
			for (unsigned k2 = 0; k2 < EL2_SWEEP_KERNELS; k2++)
				for (unsigned m2 = 0; m2 < MODES; m2++)
					if ((left[k2] >> m2 & 1) &&
					    !memcmp(at(c, c->in, k, m), at(c, c->in, k2, m2), c->variants))
						same[k2] |= 1u << m2;
			for (unsigned i = 0; i < EL2_SWEEP_KERNELS; i++)
				left[i] &= ~same[i];
			describe(c, same, &said);
			add_covers(c, same, &said);
		}
}

size_t el2_sweep_say(const el2_sweep *sweep, const uint64_t *boots, bool changed, const char *hint,
		     el2_sweep_cover out[EL2_SWEEP_COVERS])
{
	struct cover c = {.sweep = sweep, .boots = boots, .changed = changed, .hint = hint, .out = out};
	size_t table;

	while (el2_sweep_cpu(sweep, c.variants, NULL, NULL))
		c.variants++;
	table = (size_t)EL2_SWEEP_KERNELS * MODES * c.variants;
	c.there = calloc(table * 2 + c.variants * 2 + 1, sizeof *c.there);
	if (!c.there)
		return 0;
	c.in = c.there + table;
	c.positive = c.in + table;
	c.negative = c.positive + c.variants;
	fill(&c);
	say(&c);
	free(c.there);
	return c.count;
}
