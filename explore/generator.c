/* SPDX-License-Identifier: MIT */
#include "explore/generator.h"
#include "explore/controls.h"
#include "explore/player.h"

#include <stdlib.h>
#include <string.h>

void generator_begin(struct generator *g, uint64_t seed, uint64_t run)
{
	g->random = seed;
	g->random = generator_next(g) ^ run;
	generator_next(g);
}

/* ---- words ---- */

bool generator_open(struct generator *g, const el2_state *base, unsigned host_el, uint64_t seed)
{
	size_t count = el2_word_class_count(), at[EL2_CLASS_COUNT];
	uint32_t size;
	el2_insn insn;

	*g = (struct generator){.random = seed, .host_el = host_el, .base = base, .word_count = count};
	g->words = malloc(count * sizeof *g->words);
	g->of_class = malloc(count * sizeof *g->of_class);
	if (!g->words || !g->of_class)
		return false;
	for (size_t n = 0; n < count; n++) {
		el2_word_class_get(n, &g->words[n].word, &size);
		el2_decode(g->words[n].word, &insn);
		g->words[n].key = el2_word_class_key(&insn);
		g->start[insn.cls + 1]++;
	}
	for (unsigned c = 0; c < EL2_CLASS_COUNT; c++) {
		g->start[c + 1] += g->start[c];
		at[c] = g->start[c];
	}
	for (size_t n = 0; n < count; n++) {
		el2_decode(g->words[n].word, &insn);
		g->of_class[at[insn.cls]++] = n;
	}
	return true;
}

void generator_close(struct generator *g)
{
	free(g->words);
	free(g->of_class);
}

/* Other operands, if the word stays in its class with them: with all that were drawn, or with those of the first. */
static void other_operands(struct generator *g, size_t n, el2_insn *insn)
{
	static const uint32_t fields[] = {0x1f, 0x1f << 5, 0x1f << 16, 0x7f << 15 | 0x1f << 10};
	uint32_t word = g->words[n].word, random = (uint32_t)generator_next(g), mask = 0;
	unsigned dice = (unsigned)generator_below(g, 16);

	for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++)
		if (dice >> i & 1)
			mask |= fields[i];
	for (unsigned tries = 0; mask && tries < 2; tries++, mask &= fields[0]) {
		el2_decode((word & ~mask) | (random & mask), insn);
		if (el2_word_class_key(insn) == g->words[n].key)
			return;
	}
	el2_decode(word, insn);
}

static void of_classes(struct generator *g, el2_class first, el2_class last, el2_insn *insn)
{
	size_t from = g->start[first], count = g->start[last + 1] - from;

	other_operands(g, g->of_class[from + generator_below(g, count)], insn);
}

/* A word of any row of the instructions' table: of ordinary code a class holds what many rows do. */
static uint32_t of_forms(struct generator *g)
{
	const el2_form_info *row = el2_form_get((el2_form)(1 + generator_below(g, EL2_FORM_COUNT - 1)));
	uint32_t fixed = row->mask | row->should_be;

	return ((uint32_t)generator_next(g) & ~fixed) | (row->value & fixed);
}

static void any_instruction(struct generator *g, el2_insn *insn)
{
	unsigned dice = (unsigned)generator_below(g, 100);

	if (dice < 33)
		other_operands(g, generator_below(g, g->word_count), insn);
	else if (dice < 45)
		el2_decode(of_forms(g), insn);
	else if (dice < 65)
		of_classes(g, EL2_CLASS_TAG_ARITH, (el2_class)(EL2_CLASS_COUNT - 1), insn);
	else if (dice < 77)
		of_classes(g, EL2_CLASS_MEMORY, EL2_CLASS_MEMORY, insn);
	else if (dice < 85)
		of_classes(g, EL2_CLASS_EXCEPTION, EL2_CLASS_EXCEPTION, insn);
	else if (dice < 95) /* the neighbours of system registers */
		el2_decode(0xd5000000 | ((uint32_t)generator_next(g) & 0x3fffff), insn);
	else
		el2_decode((uint32_t)generator_next(g), insn);
}

/* ---- events ---- */

/* Addresses at the borders of granules, pages and owners, with a guess of a tag. */
static uint64_t any_address(struct generator *g)
{
	static const int64_t offsets[] = {0, 0, 0, 8, 16, 240, 0x800, 0xff0, 0xff8, 0xfff, -16, -8, -1};
	static const uint64_t tops[] = {0, 0, 0, 3, 9, 0x13, 0xff};

	return PLAYER_BASE + generator_below(g, PLAYER_PAGES + 1) * EL2_PAGE_SIZE +
	       (uint64_t)offsets[generator_below(g, sizeof offsets / sizeof *offsets)] +
	       (tops[generator_below(g, sizeof tops / sizeof *tops)] << 56);
}

/* Function ids of the SMC calling convention: Arm's (PSCI, TRNG), standard services (FF-A), KVM's own. */
static uint64_t any_call(struct generator *g)
{
	static const uint32_t owners[] = {0x80000000, 0x84000000, 0xc4000000, 0x86000000, 0xc6000000};

	return owners[generator_below(g, sizeof owners / sizeof *owners)] +
	       generator_below(g, generator_below(g, 2) ? 0x20 : 0x100);
}

static uint64_t any_value(struct generator *g)
{
	switch (generator_below(g, 5)) {
	case 0:
		return generator_below(g, 64);
	case 1:
		return UINT64_C(1) << generator_below(g, 64);
	case 2:
		return generator_next(g);
	default:
		return any_address(g);
	}
}

/* What a register was last set to in a stream. */
static uint64_t setting_of(const el2_stream *stream, uint32_t msr, uint64_t value)
{
	for (size_t n = 0; n < stream->count; n++)
		if (stream->event[n].word == msr)
			value = stream->event[n].value;
	return value;
}

/* MSR of a register that the rules of an instruction look at: one of its fields another, the rest as the boot left it.
 */
static bool add_setting(struct generator *g, const el2_insn *insn, el2_stream *stream)
{
	el2_control controls[32];
	size_t count = el2_insn_reads(insn, controls, 32);
	const el2_control *c;
	el2_event e = {.el = (uint8_t)g->host_el, .reg = 9};

	if (!count)
		return false;
	c = &controls[generator_below(g, count < 32 ? count : 32)];
	if (!(el2_sysreg_get((el2_sysreg)c->reg)->access & EL2_WRITE))
		return false;
	e.word = control_msr(c->reg, e.reg);
	/* what EL0 may do takes several of EL1's bits: what was set before stays more often than not */
	e.value = control_with(c, setting_of(stream, e.word, g->base->sysreg[c->reg]),
			       control_nth_value(c, 6, (unsigned)generator_below(g, control_value_count(c, 6))));
	stream_add(stream, &e);
	return true;
}

void generator_add(struct generator *g, el2_stream *stream)
{
	el2_event e = {.reg = 31};
	el2_insn insn;

	any_instruction(g, &insn);
	e.word = insn.word;
	e.el = generator_below(g, 4) ? (uint8_t)g->host_el : 0;
	while (generator_below(g, 5) < (e.el ? 2 : 3) && add_setting(g, &insn, stream))
		;
	if (insn.form == EL2_FORM_HVC || insn.form == EL2_FORM_SMC) {
		e.reg = 0;
		e.value = any_call(g);
	} else if (generator_below(g, 4)) {
		bool address = insn.cls == EL2_CLASS_MEMORY || el2_class_is_mte((el2_class)insn.cls);

		e.reg = address ? e.word >> 5 & 31 : insn.rd; /* Rn, where the row does not name its operands, too */
		e.value = address ? any_address(g) : any_value(g);
	}
	stream_add(stream, &e);
}

void generator_make(struct generator *g, unsigned length, el2_stream *stream)
{
	unsigned want = 1 + (unsigned)generator_below(g, length);

	stream->count = 0;
	while (stream->count < want)
		generator_add(g, stream);
	if (stream->count > length)
		stream->count = length;
}

/* The beginning of one, the end of another, something new in between. */
void generator_mutate(struct generator *g, const el2_stream *a, const el2_stream *b, unsigned length,
		      el2_stream *stream)
{
	size_t head = generator_below(g, a->count + 1), tail = generator_below(g, b->count + 1);

	memcpy(stream->event, a->event, head * sizeof *a->event);
	stream->count = head;
	generator_add(g, stream);
	while (tail < b->count)
		stream_add(stream, &b->event[tail++]);
	if (stream->count > length)
		stream->count = length;
}
