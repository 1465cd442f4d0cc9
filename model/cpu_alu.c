/* SPDX-License-Identifier: MIT */
/* Data processing and branches of Armv8.0 on general registers. Source: Arm A64 ISA XML 2025-03, shared pseudocode. */
#include "model/cpu.h"
#include "model/exec.h"

struct alu {
	el2_state *s;
	uint32_t word;
	bool wide; /* bit 31: 64-bit */
	uint64_t next;
};

static uint64_t *sp_of(const struct alu *a)
{
	return &a->s->sp[a->s->pstate & EL2_PSTATE_SP ? el2_el(a->s) : 0];
}

static uint64_t cut(const struct alu *a, uint64_t value) { return a->wide ? value : value & UINT32_MAX; }

static uint64_t get(const struct alu *a, unsigned n) { return n == 31 ? 0 : cut(a, a->s->x[n]); }

static uint64_t get_or_sp(const struct alu *a, unsigned n) { return cut(a, n == 31 ? *sp_of(a) : a->s->x[n]); }

static void put(const struct alu *a, unsigned n, uint64_t value)
{
	if (n != 31)
		a->s->x[n] = cut(a, value);
}

static void put_or_sp(const struct alu *a, unsigned n, uint64_t value)
{
	*(n == 31 ? sp_of(a) : &a->s->x[n]) = cut(a, value);
}

#define RD(a) field((a)->word, 4, 0)
#define RN(a) field((a)->word, 9, 5)
#define RA(a) field((a)->word, 14, 10)
#define RM(a) field((a)->word, 20, 16)

/* ---- flags ---- */

static void put_nzcv(const struct alu *a, uint32_t nzcv)
{
	a->s->pstate = (a->s->pstate & ~(uint32_t)EL2_PSTATE_NZCV) | nzcv;
}

static uint32_t nz(const struct alu *a, uint64_t value)
{
	return (value >> (a->wide ? 63 : 31) & 1 ? EL2_PSTATE_N : 0) | (value ? 0 : EL2_PSTATE_Z);
}

/* AddWithCarry */
static uint64_t add(const struct alu *a, uint64_t x, uint64_t y, unsigned carry, uint32_t *nzcv)
{
	unsigned top = a->wide ? 63 : 31;
	uint64_t sum = cut(a, x + y + carry);
	bool c = a->wide ? sum < x || (carry && sum == x) : (x + y + carry) >> 32;

	*nzcv = nz(a, sum) | (c ? EL2_PSTATE_C : 0) | (((x ^ sum) & (y ^ sum)) >> top & 1 ? EL2_PSTATE_V : 0);
	return sum;
}

static bool holds(const el2_state *s, unsigned condition)
{
	bool n = s->pstate & EL2_PSTATE_N, z = s->pstate & EL2_PSTATE_Z, c = s->pstate & EL2_PSTATE_C,
	     v = s->pstate & EL2_PSTATE_V, r;

	switch (condition >> 1) {
	case 0:
		r = z;
		break;
	case 1:
		r = c;
		break;
	case 2:
		r = n;
		break;
	case 3:
		r = v;
		break;
	case 4:
		r = c && !z;
		break;
	case 5:
		r = n == v;
		break;
	case 6:
		r = n == v && !z;
		break;
	default:
		return true;
	}
	return r != (condition & 1);
}

/* ---- operands ---- */

static uint64_t rotate(const struct alu *a, uint64_t value, unsigned by)
{
	unsigned width = a->wide ? 64 : 32;

	by %= width;
	return by ? cut(a, value >> by | value << (width - by)) : value;
}

/* ShiftReg: LSL, LSR, ASR, ROR. `by` is below the width. */
static uint64_t shift(const struct alu *a, uint64_t value, unsigned kind, unsigned by)
{
	switch (kind) {
	case 0:
		return cut(a, value << by);
	case 1:
		return value >> by;
	case 2:
		value = a->wide ? value : sign_extend(value, 32);
		return cut(a, by && value >> 63 ? value >> by | ~(UINT64_MAX >> by) : value >> by);
	default:
		return rotate(a, value, by);
	}
}

/* ExtendReg */
static uint64_t extend(const struct alu *a, unsigned n, unsigned option, unsigned by)
{
	uint64_t value = n == 31 ? 0 : a->s->x[n];
	unsigned bits = 8u << (option & 3);

	if (bits < 64) {
		value &= UINT64_MAX >> (64 - bits);
		if (option & 4)
			value = sign_extend(value, bits);
	}
	return cut(a, value << by);
}

/* DecodeBitMasks: wmask and tmask. The decoder's table has no reserved values. */
static void bit_masks(unsigned n, unsigned imms, unsigned immr, uint64_t *wmask, uint64_t *tmask)
{
	unsigned length = 31u - (unsigned)__builtin_clz(n << 6 | (~imms & 0x3f)), size = 1u << length;
	unsigned s = imms & (size - 1), r = immr & (size - 1), d = (s - r) & (size - 1);
	uint64_t element = UINT64_MAX >> (64 - size), w = UINT64_MAX >> (63 - s), t = UINT64_MAX >> (63 - d);

	if (r)
		w = (w >> r | w << (size - r)) & element;
	for (; size < 64; size *= 2) {
		w |= w << size;
		t |= t << size;
	}
	*wmask = w;
	*tmask = t;
}

/* ---- data processing ---- */

static void adr(const struct alu *a)
{
	uint64_t offset = sign_extend((uint64_t)field(a->word, 23, 5) << 2 | field(a->word, 30, 29), 21);
	bool page = a->word >> 31;

	if (RD(a) != 31)
		a->s->x[RD(a)] = page ? (a->s->pc & ~UINT64_C(0xfff)) + (offset << 12) : a->s->pc + offset;
}

/* ADD, SUB, ADDS, SUBS with an operand that has been prepared. */
static void add_sub(const struct alu *a, uint64_t x, uint64_t y, bool to_sp)
{
	bool sub = a->word >> 30 & 1, flags = a->word >> 29 & 1;
	uint32_t nzcv;
	uint64_t sum = add(a, x, sub ? cut(a, ~y) : y, sub, &nzcv);

	if (flags)
		put_nzcv(a, nzcv);
	if (to_sp && !flags)
		put_or_sp(a, RD(a), sum);
	else
		put(a, RD(a), sum);
}

static void logical(const struct alu *a, uint64_t x, uint64_t y, bool to_sp)
{
	unsigned op = field(a->word, 30, 29);
	uint64_t r = op == 1 ? x | y : op == 2 ? x ^ y : x & y;

	if (op == 3)
		put_nzcv(a, nz(a, r));
	if (to_sp && op != 3)
		put_or_sp(a, RD(a), r);
	else
		put(a, RD(a), r);
}

static void logical_reg(const struct alu *a)
{
	uint64_t y = shift(a, get(a, RM(a)), field(a->word, 23, 22), field(a->word, 15, 10));

	logical(a, get(a, RN(a)), a->word >> 21 & 1 ? cut(a, ~y) : y, false);
}

static void logical_imm(const struct alu *a)
{
	uint64_t w, t;

	bit_masks(field(a->word, 22, 22), field(a->word, 15, 10), field(a->word, 21, 16), &w, &t);
	logical(a, get(a, RN(a)), cut(a, w), true);
}

static void move_wide(const struct alu *a)
{
	unsigned by = field(a->word, 22, 21) * 16;
	uint64_t imm = (uint64_t)field(a->word, 20, 5) << by;

	switch (field(a->word, 30, 29)) {
	case 0:
		put(a, RD(a), ~imm);
		break;
	case 2:
		put(a, RD(a), imm);
		break;
	default:
		put(a, RD(a), (get(a, RD(a)) & ~(UINT64_C(0xffff) << by)) | imm);
		break;
	}
}

static void bitfield(const struct alu *a)
{
	unsigned op = field(a->word, 30, 29), r = field(a->word, 21, 16), s = field(a->word, 15, 10);
	uint64_t w, t, x = get(a, RN(a)), old = op == 1 ? get(a, RD(a)) : 0, bottom, top;

	bit_masks(field(a->word, 22, 22), s, r, &w, &t);
	bottom = (old & ~w) | (rotate(a, x, r) & w);
	top = op == 0 ? (x >> s & 1 ? UINT64_MAX : 0) : old;
	put(a, RD(a), (top & ~t) | (bottom & t));
}

static void extract(const struct alu *a)
{
	unsigned by = field(a->word, 15, 10);
	uint64_t high = get(a, RN(a)), low = get(a, RM(a));

	put(a, RD(a), by ? low >> by | high << ((a->wide ? 64 : 32) - by) : low);
}

static void add_carry(const struct alu *a)
{
	uint64_t y = get(a, RM(a));
	uint32_t nzcv;
	uint64_t sum = add(a, get(a, RN(a)), a->word >> 30 & 1 ? cut(a, ~y) : y, !!(a->s->pstate & EL2_PSTATE_C), &nzcv);

	if (a->word >> 29 & 1)
		put_nzcv(a, nzcv);
	put(a, RD(a), sum);
}

static void select(const struct alu *a)
{
	uint64_t y = get(a, RM(a));

	if (holds(a->s, field(a->word, 15, 12))) {
		put(a, RD(a), get(a, RN(a)));
		return;
	}
	if (a->word >> 30 & 1)
		y = ~y;
	put(a, RD(a), y + (a->word >> 10 & 1));
}

static void compare(const struct alu *a)
{
	bool sub = a->word >> 30 & 1;
	uint64_t y = a->word >> 11 & 1 ? RM(a) : get(a, RM(a));
	uint32_t nzcv = (a->word & 15) << 28;

	if (holds(a->s, field(a->word, 15, 12)))
		add(a, get(a, RN(a)), sub ? cut(a, ~y) : y, sub, &nzcv);
	put_nzcv(a, nzcv);
}

static void divide(const struct alu *a)
{
	uint64_t x = get(a, RN(a)), y = get(a, RM(a)), q = 0;
	unsigned width = a->wide ? 64 : 32;

	if (y && a->word >> 10 & 1) {
		bool negative = (x ^ y) >> (width - 1) & 1;

		x = sign_extend(x, width) >> 63 ? -sign_extend(x, width) : x;
		y = sign_extend(y, width) >> 63 ? -sign_extend(y, width) : y;
		q = negative ? -(x / y) : x / y;
	} else if (y) {
		q = x / y;
	}
	put(a, RD(a), q);
}

static uint64_t reverse(uint64_t value, unsigned bytes)
{
	uint64_t r = 0;

	for (unsigned at = 0; at < 8; at += bytes)
		for (unsigned i = 0; i < bytes; i++)
			r |= (value >> (at + i) * 8 & 0xff) << (at + bytes - 1 - i) * 8;
	return r;
}

static uint64_t reverse_bits(uint64_t value, unsigned width)
{
	uint64_t r = 0;

	for (unsigned i = 0; i < width; i++)
		r |= (value >> i & 1) << (width - 1 - i);
	return r;
}

static unsigned leading_zeros(const struct alu *a, uint64_t value)
{
	unsigned n = value ? (unsigned)__builtin_clzll(value) : 64;

	return a->wide ? n : n - 32;
}

static void one_source(const struct alu *a)
{
	uint64_t x = get(a, RN(a));
	unsigned width = a->wide ? 64 : 32;

	switch (field(a->word, 15, 10)) {
	case 0:
		put(a, RD(a), reverse_bits(x, width));
		break;
	case 1:
		put(a, RD(a), reverse(x, 2));
		break;
	case 2:
		put(a, RD(a), reverse(x, 4));
		break;
	case 3:
		put(a, RD(a), reverse(x, 8));
		break;
	case 4:
		put(a, RD(a), leading_zeros(a, x));
		break;
	default: /* CLS: bits behind the sign that are like it */
		put(a, RD(a), leading_zeros(a, cut(a, (x ^ x << 1)) >> 1) - 1);
		break;
	}
}

static void multiply_long(const struct alu *a)
{
	uint64_t x = RN(a) == 31 ? 0 : a->s->x[RN(a)], y = RM(a) == 31 ? 0 : a->s->x[RM(a)], p;

	x = a->word >> 23 & 1 ? x & UINT32_MAX : sign_extend(x & UINT32_MAX, 32);
	y = a->word >> 23 & 1 ? y & UINT32_MAX : sign_extend(y & UINT32_MAX, 32);
	p = x * y;
	put(a, RD(a), a->word >> 15 & 1 ? get(a, RA(a)) - p : get(a, RA(a)) + p);
}

static void multiply_high(const struct alu *a)
{
	uint64_t x = get(a, RN(a)), y = get(a, RM(a));
	uint64_t low = (x & UINT32_MAX) * (y & UINT32_MAX), m1 = (x >> 32) * (y & UINT32_MAX),
		 m2 = (x & UINT32_MAX) * (y >> 32), carry = (low >> 32) + (m1 & UINT32_MAX) + (m2 & UINT32_MAX);
	uint64_t high = (x >> 32) * (y >> 32) + (m1 >> 32) + (m2 >> 32) + (carry >> 32);

	if (!(a->word >> 23 & 1))
		high -= (x >> 63 ? y : 0) + (y >> 63 ? x : 0);
	put(a, RD(a), high);
}

static bool data_processing(const struct alu *a, el2_form form)
{
	unsigned width = a->wide ? 64 : 32;

	switch (form) {
	case EL2_FORM_ADR:
		adr(a);
		return true;
	case EL2_FORM_ADD_IMM:
		add_sub(a, get_or_sp(a, RN(a)), (uint64_t)field(a->word, 21, 10) << (a->word >> 22 & 1 ? 12 : 0), true);
		return true;
	case EL2_FORM_ADD_REG:
		add_sub(a, get(a, RN(a)), shift(a, get(a, RM(a)), field(a->word, 23, 22), field(a->word, 15, 10)), false);
		return true;
	case EL2_FORM_ADD_EXT:
		add_sub(a, get_or_sp(a, RN(a)), extend(a, RM(a), field(a->word, 15, 13), field(a->word, 12, 10)), true);
		return true;
	case EL2_FORM_LOGICAL_IMM:
		logical_imm(a);
		return true;
	case EL2_FORM_LOGICAL_REG:
		logical_reg(a);
		return true;
	case EL2_FORM_MOVE_WIDE:
		move_wide(a);
		return true;
	case EL2_FORM_BITFIELD:
		bitfield(a);
		return true;
	case EL2_FORM_EXTR_32:
	case EL2_FORM_EXTR_64:
		extract(a);
		return true;
	case EL2_FORM_ADC:
		add_carry(a);
		return true;
	case EL2_FORM_CSEL:
		select(a);
		return true;
	case EL2_FORM_CCMP:
		compare(a);
		return true;
	case EL2_FORM_DIV:
		divide(a);
		return true;
	case EL2_FORM_SHIFT_REG:
		put(a, RD(a), shift(a, get(a, RN(a)), field(a->word, 11, 10), (unsigned)(get(a, RM(a)) % width)));
		return true;
	case EL2_FORM_RBIT:
	case EL2_FORM_REV:
	case EL2_FORM_REV64:
	case EL2_FORM_CLZ:
		one_source(a);
		return true;
	case EL2_FORM_MADD:
		put(a, RD(a), a->word >> 15 & 1 ? get(a, RA(a)) - get(a, RN(a)) * get(a, RM(a))
						: get(a, RA(a)) + get(a, RN(a)) * get(a, RM(a)));
		return true;
	case EL2_FORM_MADDL:
		multiply_long(a);
		return true;
	case EL2_FORM_MULH:
		multiply_high(a);
		return true;
	default:
		return false;
	}
}

/* ---- branches ---- */

uint64_t cpu_branch_address(const el2_state *s, uint64_t target)
{
	struct regime r;

	if (!(target >> 55) || target >> 55 == 0x1ff)
		return target;
	regime_of(s, el2_el(s), target, &r);
	return r.tbi ? (r.upper ? target | UINT64_C(0xff) << 56 : target & ~(UINT64_C(0xff) << 56)) : target;
}

static void branch(struct alu *a, unsigned bits, unsigned msb, unsigned lsb)
{
	a->next = a->s->pc + (sign_extend(field(a->word, msb, lsb), bits) << 2);
}

/* BR, BLR, RET: PSTATE.BTYPE tells the target how it was reached, in pages that are not guarded. */
static void branch_reg(struct alu *a, uint32_t btype)
{
	uint64_t target = RN(a) == 31 ? 0 : a->s->x[RN(a)];

	a->next = cpu_branch_address(a->s, target);
	if (el2_has(a->s->cpu, EL2_FEAT_BTI))
		a->s->pstate |= btype << 10;
}

static bool branches(struct alu *a, el2_form form)
{
	uint64_t test = RD(a) == 31 ? 0 : a->s->x[RD(a)];

	switch (form) {
	case EL2_FORM_B:
		branch(a, 26, 25, 0);
		if (a->word >> 31)
			a->s->x[30] = a->s->pc + 4;
		return true;
	case EL2_FORM_B_COND:
		if (holds(a->s, a->word & 15))
			branch(a, 19, 23, 5);
		return true;
	case EL2_FORM_CBZ:
		if (!cut(a, test) != (a->word >> 24 & 1))
			branch(a, 19, 23, 5);
		return true;
	case EL2_FORM_TBZ:
		if ((test >> (field(a->word, 31, 31) << 5 | field(a->word, 23, 19)) & 1) == (a->word >> 24 & 1))
			branch(a, 14, 18, 5);
		return true;
	case EL2_FORM_BR:
		branch_reg(a, 1);
		return true;
	case EL2_FORM_BLR:
		branch_reg(a, 2);
		a->s->x[30] = a->s->pc + 4;
		return true;
	case EL2_FORM_RET:
		branch_reg(a, 0);
		return true;
	case EL2_FORM_HINT:
	case EL2_FORM_DSB:
	case EL2_FORM_DMB:
	case EL2_FORM_ISB:
		return true;
	case EL2_FORM_CLREX:
		a->s->exclusive_size = 0;
		return true;
	default:
		return false;
	}
}

bool cpu_general(el2_state *s, const el2_insn *insn)
{
	struct alu a = {s, insn->word, insn->word >> 31, s->pc + 4};
	uint32_t btype = s->pstate & EL2_PSTATE_BTYPE;

	s->pstate &= ~(uint32_t)EL2_PSTATE_BTYPE;
	if (data_processing(&a, (el2_form)insn->form) || branches(&a, (el2_form)insn->form)) {
		s->pc = a.next;
		return true;
	}
	s->pstate |= btype;
	return false;
}
