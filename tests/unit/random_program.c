/* SPDX-License-Identifier: MIT */
#include "tests/unit/random_program.h"

#include "decoder/decoder.h"

#include <string.h>

/* ---- random numbers ---- */

static uint64_t seed;

void random_seed(uint64_t value)
{
	seed = value;
}

/* SplitMix64 */
uint64_t random_next(void)
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

unsigned random_below(unsigned n)
{
	return (unsigned)(random_next() % n);
}

/* ---- programs ---- */

static void put(struct program *p, uint32_t word)
{
	if (p->count < WORDS_MAX)
		p->words[p->count++] = word;
}

static bool is_free(unsigned reg)
{
	return reg < 20 || reg == 31;
}

/* A word of one of two classes whose base, if it has one, is x20 to x24, and that writes free registers alone. */
static uint32_t random_word(el2_class cls)
{
	bool memory = cls != EL2_CLASS_GENERAL && cls != EL2_CLASS_TAG_ARITH;

	for (;;) {
		el2_form form = (el2_form)(1 + random_below(EL2_FORM_COUNT - 1));
		const el2_form_info *row = el2_form_get(form);
		uint32_t fixed = row->mask | row->should_be, word;
		el2_insn insn;

		if (row->cls != cls)
			continue;
		word = ((uint32_t)random_next() & ~fixed) | (row->value & fixed);
		if (memory && !(fixed & 0x3e0))
			word = (word & ~UINT32_C(0x3e0)) | (20 + random_below(5)) << 5;
		if (!el2_decode(word, &insn) || (word & 0x1c000000) == 0x14000000 || insn.cls != cls)
			continue;
		if (is_free(word & 31) && is_free(word >> 10 & 31) && (memory || is_free(word >> 5 & 31)) &&
		    is_free(word >> 16 & 31))
			return word;
	}
}

/* SIMD and FP of which the model executes every word: loads and stores from x20 to x24, moves, bits. */
static uint32_t random_simd(void)
{
	static const struct {
		uint32_t mask, value;
	} groups[] = {
		{0x0e0003e0, 0x0c000280}, {0x0e0003e0, 0x0c0002c0}, {0x9f20fc00, 0x0e201c00},
		{0x9ff80c00, 0x0f000400}, {0xfffffc1f, 0x9e660000}, {0xfffffc00, 0x9e670000},
	};

	for (;;) {
		size_t i = random_below(sizeof groups / sizeof *groups);
		uint32_t word = ((uint32_t)random_next() & ~groups[i].mask) | groups[i].value;
		el2_insn insn;

		if (!el2_decode(word, &insn) || insn.cls != EL2_CLASS_SIMD)
			continue;
		if (i < 2 && strcmp(el2_form_get((el2_form)insn.form)->features, "FEAT_FP"))
			continue;
		if (is_free(word >> 16 & 31))
			return word;
	}
}

static void put_constant(struct program *p, unsigned reg, uint32_t value)
{
	put(p, 0x52800000u | (value & 0xffff) << 5 | reg);
	put(p, 0x72a00000u | value >> 16 << 5 | reg);
}

/* adr x<reg>, word number `at` */
static void put_adr(struct program *p, unsigned reg, unsigned at)
{
	uint32_t offset = (at - p->count) * 4u;

	put(p, 0x10000000u | (offset & 3) << 29 | (offset >> 2 & 0x7ffff) << 5 | reg);
}

/* Write another instruction over one of the program's, before or behind. */
static void put_rewrite(struct program *p)
{
	put_constant(p, 29, random_word(EL2_CLASS_GENERAL));
	put_adr(p, 28, random_below(p->wanted));
	put(p, 0xb900039du); /* str w29, [x28] */
}

/* Another page each time round. */
static void put_page_walk(struct program *p)
{
	put(p, 0x92400b58u); /* and x24, x26, #7 */
	put(p, 0x8b1832b8u); /* add x24, x21, x24, lsl #12 */
	put(p, random_below(2) ? 0xb9001714u
			       : 0xb9401700u | random_below(20)); /* str w20, [x24, #20]; ldr w<n>, [x24, #20] */
}

/* Move a pointer's tag, or give it another. */
static void put_tag(struct program *p)
{
	unsigned reg = 20 + random_below(4);

	switch (random_below(4)) {
	case 0:
		put(p, 0x9adf1000u | reg << 5 | reg); /* irg */
		break;
	case 1:
		put(p, 0x91800000u | random_below(16) << 10 | reg << 5 | reg); /* addg #0 */
		break;
	case 2:
		put(p, random_word(EL2_CLASS_TAG_STORE));
		break;
	default:
		put(p, random_word(random_below(2) ? EL2_CLASS_TAG_LOAD : EL2_CLASS_TAG_ARITH));
		break;
	}
}

static void put_system(struct program *p)
{
	static const uint32_t words[] = {
		0xd53b4200, /* mrs x0, nzcv */
		0xd51b4201, /* msr nzcv, x1 */
		0xd503409f, /* msr tco, #0 */
		0xd503419f, /* msr tco, #1 */
		0xd50b7434, /* dc zva, x20 */
		0xd4000001, /* svc #0 */
		0xd4000002, /* hvc #0 */
		0xd53810c0, /* mrs x0, gcr_el1 */
		0xd5380000, /* mrs x0, midr_el1 */
		0xd4200000, /* brk #0 */
		0x00000000, /* udf #0 */
	};

	put(p, words[random_below(sizeof words / sizeof *words)]);
}

static void put_body(struct program *p, unsigned length);

/* A counted loop, around x26 outside and x27 inside. */
static void put_loop(struct program *p)
{
	unsigned counter = 26 + p->depth, rounds = 1 + random_below(p->depth ? 20 : p->calm ? 3000 : 60), start;

	put(p, 0xd2800000u | rounds << 5 | counter);
	start = p->count;
	p->depth++;
	put_body(p, 1 + random_below(12));
	p->depth--;
	if (random_below(2)) {
		put(p, 0xd1000400u | counter << 5 | counter);                        /* sub */
		put(p, 0xb5000000u | ((start - p->count) & 0x7ffff) << 5 | counter); /* cbnz */
	} else {
		put(p, 0xf1000400u | counter << 5 | counter);              /* subs */
		put(p, 0x54000001u | ((start - p->count) & 0x7ffff) << 5); /* b.ne */
	}
}

/* A loop of nothing but registers that goes on for long. */
static void put_spin(struct program *p)
{
	static const el2_form forms[] = {EL2_FORM_ADD_IMM,     EL2_FORM_ADD_REG,   EL2_FORM_ADD_EXT,
					 EL2_FORM_LOGICAL_IMM, EL2_FORM_CSEL,      EL2_FORM_LOGICAL_REG,
					 EL2_FORM_BITFIELD,    EL2_FORM_MOVE_WIDE, EL2_FORM_CCMP,
					 EL2_FORM_MADD,        EL2_FORM_SHIFT_REG, EL2_FORM_EXTR_64};
	unsigned start;

	put(p, 0xd2800000u | (2500 + random_below(2500)) << 5 | 27);
	start = p->count;
	for (unsigned k = random_below(6); k; k--) {
		el2_form form = forms[random_below(sizeof forms / sizeof *forms)];
		uint32_t word;
		el2_insn insn;

		do {
			word = random_word(EL2_CLASS_GENERAL);
			el2_decode(word, &insn);
		} while (insn.form != form);
		put(p, word);
	}
	put(p, 0xf100077bu); /* subs x27, x27, #1 */
	if (random_below(2))
		put(p, 0x54000001u | ((start - p->count) & 0x7ffff) << 5); /* b.ne */
	else if (random_below(2))
		put(p, 0xb500001bu | ((start - p->count) & 0x7ffff) << 5); /* cbnz x27 */
	else
		put(p, 0x37500000u | random_below(20) | ((start - p->count) & 0x3fff) << 5); /* tbnz x<n>, #10 */
}

/* A branch over some words. */
static void put_skip(struct program *p)
{
	unsigned at = p->count, reg = random_below(20), way = random_below(4);

	put(p, 0);
	put_body(p, 1 + random_below(4));
	if (at >= WORDS_MAX)
		return;
	uint32_t over = (p->count - at) & 0x3fff;

	p->words[at] = way == 0   ? 0x54000000u | over << 5 | random_below(16)
		       : way == 1 ? 0x34000000u | random_below(2) << 31 | random_below(2) << 24 | over << 5 | reg
		       : way == 2 ? 0x36000000u | random_below(2) << 24 | random_below(32) << 19 | over << 5 | reg
				  : 0x14000000u | over;
}

static void put_one(struct program *p)
{
	unsigned way = random_below(p->calm && random_below(8) ? 59 : 64);

	if (way < (p->calm ? 24 : 30))
		put(p, random_word(EL2_CLASS_GENERAL));
	else if (way < (p->calm ? 36 : 48))
		put(p, random_below(5) ? random_word(EL2_CLASS_MEMORY) : random_simd());
	else if (way < (p->calm ? 42 : 50) && p->depth < 2)
		put_loop(p);
	else if (p->calm && way < 44)
		put_spin(p);
	else if (way < 53)
		put_skip(p);
	else if (way < 56 && p->call_count < WORDS_MAX) {
		p->calls[p->call_count++] = p->count;
		put(p, 0xd503201fu);
		put(p, 0xd503201fu);
	} else if (way < 59)
		put_page_walk(p);
	else if (way < 60)
		put_rewrite(p);
	else if (way < 63)
		put_tag(p);
	else
		put_system(p);
}

static void put_body(struct program *p, unsigned length)
{
	for (unsigned i = 0; i < length && p->count < p->wanted; i++)
		put_one(p);
}

/* Functions behind the end; each call goes to one of them. Those called with BLR are so through x28. */
static void put_functions(struct program *p)
{
	unsigned starts[4], count = 1 + random_below(4);

	for (unsigned i = 0; i < count; i++) {
		starts[i] = p->count;
		if (random_below(2))
			put(p, random_below(3) ? 0xd503245fu : 0xd503233fu); /* bti c; paciasp */
		else if (random_below(2))
			put(p, random_below(2) ? random_word(EL2_CLASS_MEMORY) : 0xd4000001u); /* svc #0 */
		put(p, 0xaa1e03f9u);                                                           /* mov x25, x30 */
		for (unsigned k = random_below(10); k; k--)
			put(p, random_word(random_below(3) ? EL2_CLASS_GENERAL : EL2_CLASS_MEMORY));
		put(p, random_below(3)   ? 0xd65f03c0u
		       : random_below(2) ? 0xd65f0320u
					 : 0xd65f0bffu); /* ret; x25; retaa */
	}
	for (unsigned i = 0; i < p->call_count; i++) {
		unsigned at = p->calls[i], to = starts[random_below(count)], keep = p->count;

		if (at + 1 >= WORDS_MAX)
			continue;
		if (random_below(3)) {
			p->words[at + 1] = 0x94000000u | ((to - at - 1) & 0x3ffffff);
			continue;
		}
		p->count = at;
		put_adr(p, 28, to);
		put(p, random_below(8) ? 0xd63f0380u : 0xd63f0b9fu); /* blr x28; blraaz x28 */
		p->count = keep;
	}
}

void random_program(struct program *p)
{
	p->count = p->call_count = p->depth = 0;
	p->calm = random_below(2);
	p->wanted = 10 + (random_below(8) ? random_below(90) : random_below(1890));
	while (p->count < p->wanted)
		put_one(p);
	p->wanted = p->count;
	put(p, 0x14000000u); /* replaced below: the end of the run */
	put_functions(p);
}
