/* SPDX-License-Identifier: MIT */
/* Data processing with immediates. Source: A64 ISA XML 2025-03. */
#include "model/exec/arith.h"
#include "model/exec/exec.h"

uint64_t exec_add(struct exec *x, bool wide, uint64_t a, uint64_t b, bool carry, bool flags)
{
	uint32_t nzcv;
	uint64_t r = add_with_carry(wide, a, b, carry, &nzcv);

	if (flags)
		set_nzcv(x, nzcv);
	return r;
}

uint64_t exec_logical(struct exec *x, bool wide, unsigned opc, uint64_t a, uint64_t b)
{
	uint64_t r = narrow(wide, opc == 1 ? a | b : opc == 2 ? a ^ b : a & b);

	if (opc == 3)
		set_nzcv(x, logical_flags(wide, r));
	return r;
}

bool exec_adr(struct exec *x)
{
	uint32_t w = x->word;
	uint64_t imm = sign_extend((uint64_t)bits(w, 23, 5) << 2 | bits(w, 30, 29), 21);

	set_x(x, w & 31, w >> 31 ? (x->s->pc & ~UINT64_C(0xfff)) + (imm << 12) : x->s->pc + imm);
	return true;
}

bool exec_add_immediate(struct exec *x)
{
	uint32_t w = x->word;
	bool wide = w >> 31, sub = w >> 30 & 1, flags = w >> 29 & 1;
	uint64_t imm = (uint64_t)bits(w, 21, 10) << (w >> 22 & 1 ? 12 : 0);
	uint64_t r = exec_add(x, wide, get_xsp(x, w >> 5 & 31), sub ? ~imm : imm, sub, flags);

	if (flags)
		set_x(x, w & 31, r);
	else
		set_xsp(x, w & 31, r);
	return true;
}

void exec_bit_masks(bool wide, unsigned n, unsigned imms, unsigned immr, uint64_t *wmask, uint64_t *tmask)
{
	unsigned length = n ? 6 : 5, levels, size, s, r, diff;
	uint64_t ones, w, t;

	while (!n && length && (imms >> length & 1))
		length--;
	size = 1u << length;
	levels = size - 1;
	s = imms & levels;
	r = immr & levels;
	diff = (s - r) & levels;
	ones = UINT64_MAX >> (64 - size);
	w = UINT64_MAX >> (63 - s);
	t = UINT64_MAX >> (63 - diff);
	if (r)
		w = (w >> r | w << (size - r)) & ones;
	for (; size < 64; size *= 2) /* not t, which bitfields alone ask for: there one element is the register */
		w |= w << size;
	*wmask = narrow(wide, w);
	*tmask = narrow(wide, t);
}

bool exec_logical_immediate(struct exec *x)
{
	uint32_t w = x->word;
	bool wide = w >> 31;
	unsigned opc = bits(w, 30, 29);
	uint64_t mask, unused, r;

	exec_bit_masks(wide, bits(w, 22, 22), bits(w, 15, 10), bits(w, 21, 16), &mask, &unused);
	r = exec_logical(x, wide, opc, get_x(x, w >> 5 & 31), mask);
	if (opc == 3)
		set_x(x, w & 31, r);
	else
		set_xsp(x, w & 31, r);
	return true;
}

bool exec_move_wide(struct exec *x)
{
	uint32_t w = x->word;
	unsigned opc = bits(w, 30, 29), shift = bits(w, 22, 21) * 16;
	uint64_t imm = (uint64_t)bits(w, 20, 5) << shift;

	if (opc == 3)
		imm |= get_x(x, w & 31) & ~(UINT64_C(0xffff) << shift);
	set_x(x, w & 31, narrow(w >> 31, opc ? imm : ~imm));
	return true;
}

bool exec_bitfield(struct exec *x)
{
	uint32_t w = x->word;
	bool wide = w >> 31;
	unsigned opc = bits(w, 30, 29), immr = bits(w, 21, 16), imms = bits(w, 15, 10);
	uint64_t source = narrow(wide, get_x(x, w >> 5 & 31)), into = opc == 1 ? get_x(x, w & 31) : 0, wmask, tmask,
		 bot;

	exec_bit_masks(wide, bits(w, 22, 22), imms, immr, &wmask, &tmask);
	bot = (into & ~wmask) | (shifted(wide, 3, source, immr) & wmask);
	if (opc == 0)
		into = source >> imms & 1 ? UINT64_MAX : 0;
	set_x(x, w & 31, narrow(wide, (into & ~tmask) | (bot & tmask)));
	return true;
}

bool exec_extract(struct exec *x)
{
	uint32_t w = x->word;
	bool wide = w >> 31;
	unsigned by = bits(w, 15, 10), width = wide ? 64 : 32;
	uint64_t high = get_x(x, w >> 5 & 31), low = narrow(wide, get_x(x, w >> 16 & 31));

	set_x(x, w & 31, narrow(wide, by ? low >> by | high << (width - by) : low));
	return true;
}

/* SMAX, UMAX, SMIN, UMIN */
uint64_t exec_min_max(unsigned op, bool wide, uint64_t a, uint64_t b)
{
	int64_t sa = wide ? (int64_t)a : (int32_t)a, sb = wide ? (int64_t)b : (int32_t)b;
	bool less = op & 1 ? narrow(wide, a) < narrow(wide, b) : sa < sb;

	return narrow(wide, less == (op >= 2) ? a : b);
}

bool exec_min_max_immediate(struct exec *x)
{
	uint32_t w = x->word;
	unsigned op = bits(w, 19, 18), imm = bits(w, 17, 10);

	set_x(x, w & 31, exec_min_max(op, w >> 31, get_x(x, w >> 5 & 31), op & 1 ? imm : sign_extend(imm, 8)));
	return true;
}
