/* SPDX-License-Identifier: MIT */
/*
 * SIMD and FP data processing without arithmetic of floating point: moves between registers, immediates, bits, and the
 * integer comparisons and reductions of which string functions are made. The rest is not executed here.
 * Source: A64 ISA XML 2025-03, "Data Processing -- Scalar Floating-Point and Advanced SIMD".
 */
#include "model/exec/exec.h"

#include <string.h>

/* A register taken apart: 16 bytes, little-endian. */
struct vector {
	unsigned char bytes[16];
};

static struct vector get_v(const struct exec *x, unsigned n)
{
	struct vector v;

	store_halves(v.bytes, x->s->v[n]);
	return v;
}

/* Of `width` bytes; what is above becomes zero. */
static bool set_v(struct exec *x, unsigned n, const struct vector *v, unsigned width)
{
	x->s->v[n][0] = load_le(v->bytes, 8);
	x->s->v[n][1] = width == 16 ? load_le(v->bytes + 8, 8) : 0;
	return true;
}

static bool set_scalar(struct exec *x, unsigned n, uint64_t value)
{
	x->s->v[n][0] = value;
	x->s->v[n][1] = 0;
	return true;
}

static uint64_t element(const struct vector *v, unsigned size, unsigned index)
{
	return load_le(v->bytes + size * index, size);
}

static void set_element(struct vector *v, unsigned size, unsigned index, uint64_t value)
{
	store_le(v->bytes + size * index, size, value);
}

static unsigned width_of(const struct exec *x)
{
	return x->word >> 30 & 1 ? 16 : 8;
}

static bool unknown(struct exec *x)
{
	return exec_unmodelled(x, "the interpreter does not execute this SIMD or FP instruction");
}

/* ---- immediates ---- */

/* Arm pseudocode VFPExpandImm, of 32 or 64 bits. */
static uint64_t fp_immediate(unsigned imm8, bool wide)
{
	uint64_t sign = imm8 >> 7, low = imm8 & 63, b = imm8 >> 6 & 1;

	if (wide)
		return sign << 63 | (uint64_t)(b ? 0xff : 0x100) << 54 | low << 48;
	return sign << 31 | (uint64_t)(b ? 0x1f : 0x20) << 25 | low << 19;
}

/* Arm pseudocode AdvSIMDExpandImm */
static uint64_t expand(unsigned op, unsigned cmode, uint64_t imm8)
{
	uint64_t value = 0;

	switch (cmode >> 1) {
	case 0:
	case 1:
	case 2:
	case 3:
		return imm8 << (cmode >> 1) * 8 | imm8 << ((cmode >> 1) * 8 + 32);
	case 4:
	case 5:
		return (imm8 << (cmode & 2) * 4) * UINT64_C(0x0001000100010001);
	case 6:
		value = cmode & 1 ? imm8 << 16 | 0xffff : imm8 << 8 | 0xff;
		return value | value << 32;
	default:
		if (!(cmode & 1) && !op)
			return imm8 * UINT64_C(0x0101010101010101);
		if (!(cmode & 1)) {
			for (unsigned i = 0; i < 8; i++)
				value |= (imm8 >> i & 1 ? UINT64_C(0xff) : 0) << i * 8;
			return value;
		}
		value = fp_immediate((unsigned)imm8, op);
		return op ? value : value | value << 32;
	}
}

/* MOVI, MVNI, ORR, BIC, FMOV of an immediate. */
static bool modified_immediate(struct exec *x)
{
	uint32_t w = x->word;
	unsigned op = w >> 29 & 1, cmode = bits(w, 15, 12), n = w & 31;
	uint64_t imm = expand(op, cmode, bits(w, 18, 16) << 5 | bits(w, 9, 5));
	bool modifies = cmode < 12 && cmode & 1;

	for (unsigned i = 0; i < 2; i++) {
		uint64_t *half = &x->s->v[n][i];

		if (i && width_of(x) == 8)
			*half = 0;
		else if (modifies)
			*half = op ? *half & ~imm : *half | imm;
		else
			*half = op && cmode < 14 ? ~imm : imm;
	}
	return true;
}

/* ---- elements ---- */

/* DUP, INS, UMOV, SMOV: the element's size is the lowest bit of imm5, its index what is above. */
static bool copy_element(struct exec *x)
{
	uint32_t w = x->word;
	unsigned imm5 = bits(w, 20, 16), imm4 = bits(w, 14, 11), d = w & 31, n = w >> 5 & 31, size = 1, index;
	struct vector from = get_v(x, n), to = {{0}};
	uint64_t value;

	while (size < 16 && !(imm5 & size))
		size *= 2;
	if (size == 16)
		return unknown(x);
	index = imm5 / (2 * size);
	if (w >> 29 & 1) { /* INS (element): the source's index is in imm4 */
		to = get_v(x, d);
		set_element(&to, size, index, element(&from, size, imm4 / size));
		return set_v(x, d, &to, 16);
	}
	switch (imm4) {
	case 0: /* DUP */
	case 1:
		value = imm4 ? get_x(x, n) : element(&from, size, index);
		for (unsigned i = 0; i < width_of(x) / size; i++)
			set_element(&to, size, i, value);
		return set_v(x, d, &to, width_of(x));
	case 3: /* INS (general) */
		to = get_v(x, d);
		set_element(&to, size, index, get_x(x, n));
		return set_v(x, d, &to, 16);
	case 5: /* SMOV */
		value = sign_extend(element(&from, size, index), size * 8);
		set_x(x, d, width_of(x) == 16 ? value : (uint32_t)value);
		return true;
	case 7: /* UMOV */
		set_x(x, d, element(&from, size, index));
		return true;
	default:
		return unknown(x);
	}
}

/* ---- three registers ---- */

/* AND, BIC, ORR, ORN, EOR, BSL, BIT, BIF */
static bool bitwise(struct exec *x)
{
	uint32_t w = x->word;
	unsigned op = (w >> 29 & 1) * 4 + bits(w, 23, 22), d = w & 31, n = w >> 5 & 31, m = w >> 16 & 31;

	for (unsigned i = 0; i < 2; i++) {
		uint64_t a = x->s->v[n][i], b = x->s->v[m][i], old = x->s->v[d][i];
		const uint64_t results[] = {a & b,
					    a & ~b,
					    a | b,
					    a | ~b,
					    a ^ b,
					    b ^ ((b ^ a) & old),
					    old ^ ((old ^ a) & b),
					    old ^ ((old ^ a) & ~b)};

		x->s->v[d][i] = i && width_of(x) == 8 ? 0 : results[op];
	}
	return true;
}

/* One element of the integer instructions below; *known is false for others. */
static uint64_t combine(unsigned opcode, bool is_unsigned, unsigned bits, uint64_t a, uint64_t b, bool *known)
{
	int64_t sa = (int64_t)sign_extend(a, bits), sb = (int64_t)sign_extend(b, bits);
	bool greater = is_unsigned ? a > b : sa > sb;

	switch (opcode) {
	case 0x06: /* CMGT, CMHI */
		return greater ? UINT64_MAX : 0;
	case 0x07: /* CMGE, CMHS */
		return greater || a == b ? UINT64_MAX : 0;
	case 0x0c: /* SMAX, UMAX; and pairwise */
	case 0x14:
		return greater ? a : b;
	case 0x0d: /* SMIN, UMIN */
	case 0x15:
		return greater ? b : a;
	case 0x10: /* ADD, SUB */
		return is_unsigned ? a - b : a + b;
	case 0x11: /* CMTST, CMEQ */
		return (is_unsigned ? a == b : (a & b) != 0) ? UINT64_MAX : 0;
	case 0x17: /* ADDP */
		*known = !is_unsigned;
		return a + b;
	default:
		*known = false;
		return 0;
	}
}

static bool three_same(struct exec *x)
{
	uint32_t w = x->word;
	unsigned opcode = bits(w, 15, 11), size = 1u << bits(w, 23, 22), count = width_of(x) / size;
	bool pairwise = opcode == 0x14 || opcode == 0x15 || opcode == 0x17, known = true;
	struct vector n = get_v(x, w >> 5 & 31), m = get_v(x, w >> 16 & 31), d = {{0}};

	for (unsigned i = 0; i < count; i++) {
		uint64_t a = element(&n, size, i), b = element(&m, size, i);

		if (pairwise) {
			const struct vector *v = i < count / 2 ? &n : &m;

			a = element(v, size, i % (count / 2) * 2);
			b = element(v, size, i % (count / 2) * 2 + 1);
		}
		set_element(&d, size, i, combine(opcode, w >> 29 & 1, size * 8, a, b, &known));
	}
	return known ? set_v(x, w & 31, &d, width_of(x)) : unknown(x);
}

/* ---- two registers ---- */

/* CMGT, CMGE, CMEQ, CMLE, CMLT with zero; NOT, CNT; REV64, REV32, REV16. */
static bool two_misc(struct exec *x)
{
	uint32_t w = x->word;
	unsigned op = (w >> 29 & 1) << 5 | bits(w, 16, 12), size = 1u << bits(w, 23, 22);
	struct vector n = get_v(x, w >> 5 & 31), d = {{0}};

	if (op == 0x00 || op == 0x20 || op == 0x01) { /* elements within 8, 4, 2 bytes, the other way round */
		unsigned group = op == 0x00 ? 8 : op == 0x20 ? 4 : 2;

		for (unsigned i = 0; i < 16; i += size)
			memcpy(d.bytes + (i / group * group + group - size - i % group), n.bytes + i, size);
		return set_v(x, w & 31, &d, width_of(x));
	}
	for (unsigned i = 0; i < width_of(x) / size; i++) {
		uint64_t a = element(&n, size, i), r = 0;
		int64_t sa = (int64_t)sign_extend(a, size * 8);

		switch (op) {
		case 0x08:
			r = sa > 0 ? UINT64_MAX : 0;
			break;
		case 0x28:
			r = sa >= 0 ? UINT64_MAX : 0;
			break;
		case 0x09:
			r = sa == 0 ? UINT64_MAX : 0;
			break;
		case 0x29:
			r = sa <= 0 ? UINT64_MAX : 0;
			break;
		case 0x0a:
			r = sa < 0 ? UINT64_MAX : 0;
			break;
		case 0x25: /* NOT; of size 1 RBIT */
			if (size != 1)
				return unknown(x);
			r = ~a;
			break;
		case 0x05: /* CNT */
			for (; a; a &= a - 1)
				r++;
			break;
		default:
			return unknown(x);
		}
		set_element(&d, size, i, r);
	}
	return set_v(x, w & 31, &d, width_of(x));
}

/* ADDV, SMAXV, SMINV, UMAXV, UMINV */
static bool across(struct exec *x)
{
	uint32_t w = x->word;
	unsigned opcode = bits(w, 16, 12), size = 1u << bits(w, 23, 22);
	unsigned as = opcode == 0x0a ? 0x0c : opcode == 0x1a ? 0x0d : opcode == 0x1b ? 0x10 : 0;
	struct vector n = get_v(x, w >> 5 & 31);
	uint64_t r = element(&n, size, 0);
	bool known = as && !(as == 0x10 && w >> 29 & 1);

	for (unsigned i = 1; known && i < width_of(x) / size; i++)
		r = combine(as, w >> 29 & 1, size * 8, r, element(&n, size, i), &known);
	return known ? set_scalar(x, w & 31, r & UINT64_MAX >> (64 - size * 8)) : unknown(x);
}

/* SSHR, USHR, SHL, SHRN, SSHLL, USHLL */
static bool shift_immediate(struct exec *x)
{
	uint32_t w = x->word;
	unsigned opcode = bits(w, 15, 11), imm = bits(w, 22, 16), size = 1, half = width_of(x) == 16;
	bool is_unsigned = w >> 29 & 1;
	struct vector n = get_v(x, w >> 5 & 31), d = {{0}};
	unsigned bits, right, left;

	while (size < 8 && imm >> 3 >= 2 * size)
		size *= 2;
	bits = size * 8;
	right = 2 * bits - imm;
	left = imm - bits;
	switch (opcode | (unsigned)is_unsigned << 5) {
	case 0x00:
	case 0x20:
		for (unsigned i = 0; i < width_of(x) / size; i++) {
			uint64_t a = element(&n, size, i), fill = is_unsigned || !(a >> (bits - 1)) ? 0 : UINT64_MAX;

			set_element(&d, size, i, right == 64 ? fill : a >> right | fill << (bits - right));
		}
		return set_v(x, w & 31, &d, width_of(x));
	case 0x0a: /* SHL */
		for (unsigned i = 0; i < width_of(x) / size; i++)
			set_element(&d, size, i, element(&n, size, i) << left);
		return set_v(x, w & 31, &d, width_of(x));
	case 0x10: /* SHRN: into the lower half, SHRN2 into the upper */
		if (size == 8)
			return unknown(x);
		if (half)
			d = get_v(x, w & 31);
		for (unsigned i = 0; i < 8 / size; i++)
			set_element(&d, size, i + half * 8 / size, element(&n, size * 2, i) >> right);
		return set_v(x, w & 31, &d, half ? 16 : 8);
	case 0x14: /* SSHLL, USHLL, and of the upper half */
	case 0x34:
		if (size == 8)
			return unknown(x);
		for (unsigned i = 0; i < 8 / size; i++) {
			uint64_t a = element(&n, size, i + half * 8 / size);

			set_element(&d, size * 2, i, (is_unsigned ? a : sign_extend(a, bits)) << left);
		}
		return set_v(x, w & 31, &d, 16);
	default:
		return unknown(x);
	}
}

/* EXT: bytes of two registers side by side. */
static bool extract_bytes(struct exec *x)
{
	uint32_t w = x->word;
	unsigned width = width_of(x), at = bits(w, 14, 11);
	struct vector n = get_v(x, w >> 5 & 31), m = get_v(x, w >> 16 & 31), d = {{0}};

	for (unsigned i = 0; i < width; i++)
		d.bytes[i] = at + i < width ? n.bytes[at + i] : m.bytes[at + i - width];
	return set_v(x, w & 31, &d, width);
}

/* ---- scalars ---- */

/* FMOV of all kinds but FP16; FABS, FNEG, which are of bits. */
bool exec_fp(struct exec *x)
{
	uint32_t w = x->word;
	unsigned d = w & 31, n = w >> 5 & 31;
	uint64_t low = x->s->v[n][0];
	bool wide = w >> 22 & 1;

	if ((w & 0xffa01fe0) == 0x1e201000)
		return set_scalar(x, d, fp_immediate(bits(w, 20, 13), wide));
	switch (w & 0xfffffc00) {
	case 0x1e260000: /* to general registers */
		set_x(x, d, (uint32_t)low);
		return true;
	case 0x9e660000:
		set_x(x, d, low);
		return true;
	case 0x9eae0000:
		set_x(x, d, x->s->v[n][1]);
		return true;
	case 0x1e270000: /* from them */
		return set_scalar(x, d, (uint32_t)get_x(x, n));
	case 0x9e670000:
		return set_scalar(x, d, get_x(x, n));
	case 0x9eaf0000:
		x->s->v[d][1] = get_x(x, n);
		return true;
	case 0x1e204000: /* FMOV, FABS, FNEG of registers */
		return set_scalar(x, d, (uint32_t)low);
	case 0x1e604000:
		return set_scalar(x, d, low);
	case 0x1e20c000:
		return set_scalar(x, d, low & 0x7fffffff);
	case 0x1e60c000:
		return set_scalar(x, d, low & INT64_MAX);
	case 0x1e214000:
		return set_scalar(x, d, (uint32_t)low ^ 0x80000000u);
	case 0x1e614000:
		return set_scalar(x, d, low ^ UINT64_C(1) << 63);
	default:
		return unknown(x);
	}
}

bool exec_simd(struct exec *x)
{
	static const struct {
		uint32_t mask, value;
		exec_fn *fn;
	} groups[] = {
		{0x9ff80c00, 0x0f000400, modified_immediate},
		{0x9fe08400, 0x0e000400, copy_element},
		{0x9f20fc00, 0x0e201c00, bitwise},
		{0x9f200400, 0x0e200400, three_same},
		{0x9f3e0c00, 0x0e200800, two_misc},
		{0x9f3e0c00, 0x0e300800, across},
		{0x9f800400, 0x0f000400, shift_immediate},
		{0xbfe08400, 0x2e000000, extract_bytes},
	};

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if ((x->word & groups[i].mask) == groups[i].value)
			return groups[i].fn(x);
	return unknown(x);
}
