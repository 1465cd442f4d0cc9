/* SPDX-License-Identifier: MIT */
/* Data processing with registers. Source: A64 ISA XML 2025-03. */
#include "model/exec/arith.h"
#include "model/exec/exec.h"

static unsigned rd(const struct exec *x)
{
	return x->word & 31;
}
static uint64_t n_of(const struct exec *x)
{
	return get_x(x, x->word >> 5 & 31);
}
static uint64_t m_of(const struct exec *x)
{
	return get_x(x, x->word >> 16 & 31);
}
static bool is_wide(const struct exec *x)
{
	return x->word >> 31;
}

bool exec_logical_shifted(struct exec *x)
{
	uint32_t w = x->word;
	uint64_t m = shifted(is_wide(x), bits(w, 23, 22), m_of(x), bits(w, 15, 10));

	set_x(x, rd(x), exec_logical(x, is_wide(x), bits(w, 30, 29), n_of(x), w >> 21 & 1 ? ~m : m));
	return true;
}

bool exec_add_shifted(struct exec *x)
{
	uint32_t w = x->word;
	bool sub = w >> 30 & 1;
	uint64_t m = shifted(is_wide(x), bits(w, 23, 22), m_of(x), bits(w, 15, 10));

	set_x(x, rd(x), exec_add(x, is_wide(x), n_of(x), sub ? ~m : m, sub, w >> 29 & 1));
	return true;
}

bool exec_add_extended(struct exec *x)
{
	uint32_t w = x->word;
	bool sub = w >> 30 & 1, flags = w >> 29 & 1;
	uint64_t m = extended_by(bits(w, 15, 13), m_of(x), bits(w, 12, 10)), r;

	r = exec_add(x, is_wide(x), get_xsp(x, w >> 5 & 31), sub ? ~m : m, sub, flags);
	if (flags)
		set_x(x, rd(x), r);
	else
		set_xsp(x, rd(x), r);
	return true;
}

bool exec_add_carry(struct exec *x)
{
	bool sub = x->word >> 30 & 1;

	set_x(x, rd(x),
	      exec_add(x, is_wide(x), n_of(x), sub ? ~m_of(x) : m_of(x), x->s->pstate & EL2_PSTATE_C,
		       x->word >> 29 & 1));
	return true;
}

bool exec_rotate_into_flags(struct exec *x)
{
	uint32_t mask = (x->word & 15) << 28, value = (uint32_t)shifted(true, 3, n_of(x), bits(x->word, 20, 15)) << 28;

	set_nzcv(x, (x->s->pstate & EL2_PSTATE_NZCV & ~mask) | (value & mask));
	return true;
}

/* SETF8, SETF16 */
bool exec_set_flags(struct exec *x)
{
	unsigned top = x->word >> 14 & 1 ? 15 : 7;
	uint64_t n = n_of(x), low = n & ((UINT64_C(2) << top) - 1);

	set_nzcv(x, (x->s->pstate & EL2_PSTATE_C) | (n >> top & 1 ? EL2_PSTATE_N : 0) | (low ? 0 : EL2_PSTATE_Z) |
			    ((n >> top ^ n >> (top + 1)) & 1 ? EL2_PSTATE_V : 0));
	return true;
}

bool exec_conditional_compare(struct exec *x)
{
	uint32_t w = x->word;
	uint64_t m = w >> 11 & 1 ? bits(w, 20, 16) : m_of(x);
	bool sub = w >> 30 & 1;

	if (exec_condition(x, bits(w, 15, 12)))
		exec_add(x, is_wide(x), n_of(x), sub ? ~m : m, sub, true);
	else
		set_nzcv(x, (w & 15) << 28);
	return true;
}

bool exec_conditional_select(struct exec *x)
{
	uint32_t w = x->word;
	uint64_t r = m_of(x);

	if (exec_condition(x, bits(w, 15, 12)))
		r = n_of(x);
	else
		r = (w >> 30 & 1 ? ~r : r) + (w >> 10 & 1);
	set_x(x, rd(x), narrow(is_wide(x), r));
	return true;
}

bool exec_divide(struct exec *x)
{
	bool wide = is_wide(x);
	uint64_t n = narrow(wide, n_of(x)), m = narrow(wide, m_of(x)), r = 0;

	if (x->word >> 10 & 1) { /* SDIV */
		int64_t a = wide ? (int64_t)n : (int32_t)n, b = wide ? (int64_t)m : (int32_t)m;

		if (b == -1)
			r = -(uint64_t)a;
		else if (b)
			r = (uint64_t)(a / b);
	} else if (m) {
		r = n / m;
	}
	set_x(x, rd(x), narrow(wide, r));
	return true;
}

bool exec_shift(struct exec *x)
{
	bool wide = is_wide(x);

	set_x(x, rd(x), shifted(wide, bits(x->word, 11, 10), n_of(x), m_of(x) & (wide ? 63 : 31)));
	return true;
}

bool exec_min_max_register(struct exec *x)
{
	set_x(x, rd(x), exec_min_max(bits(x->word, 11, 10), is_wide(x), n_of(x), m_of(x)));
	return true;
}

bool exec_crc32(struct exec *x)
{
	unsigned bytes = 1u << bits(x->word, 11, 10);
	uint32_t poly = x->word >> 12 & 1 ? 0x82f63b78u : 0xedb88320u, crc = (uint32_t)n_of(x);
	uint64_t m = m_of(x);

	for (unsigned i = 0; i < bytes; i++) {
		crc ^= (uint32_t)(m >> i * 8 & 0xff);
		for (unsigned k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? poly : 0);
	}
	set_x(x, rd(x), crc);
	return true;
}

/* ---- one source ---- */

/* Swap neighbouring groups of `from` bits, doubling up to below `to`. */
static uint64_t swapped(uint64_t v, unsigned from, unsigned to)
{
	static const uint64_t mask[6] = {0x5555555555555555, 0x3333333333333333, 0x0f0f0f0f0f0f0f0f,
					 0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff};

	for (unsigned i = 0, by = 1; by < to; i++, by *= 2)
		if (by >= from)
			v = (v >> by & mask[i]) | (v & mask[i]) << by;
	return v;
}

/* Bits above the first set one, of a value that fits. */
static unsigned leading_zeros(uint64_t v, unsigned width)
{
	unsigned n = 0;

	while (n < width && !(v >> (width - 1 - n) & 1))
		n++;
	return n;
}

bool exec_one_source(struct exec *x)
{
	bool wide = is_wide(x);
	unsigned width = wide ? 64 : 32, r = 0;
	uint64_t n = narrow(wide, n_of(x)), value;

	switch (bits(x->word, 15, 10)) {
	case 0: /* RBIT */
		value = swapped(n, 1, width);
		break;
	case 1: /* REV16 */
		value = swapped(n, 8, 16);
		break;
	case 2: /* REV of 32 bits, REV32 */
		value = swapped(n, 8, 32);
		break;
	case 3:
		value = swapped(n, 8, 64);
		break;
	case 4:
		value = leading_zeros(n, width);
		break;
	case 5: /* CLS */
		value = leading_zeros((n ^ n << 1) & (UINT64_MAX >> (64 - width)) & ~UINT64_C(1), width);
		value = value >= width ? width - 1 : value;
		break;
	case 6: /* CTZ */
		value = leading_zeros(swapped(n, 1, width), width);
		break;
	case 7: /* CNT */
		for (; n; n &= n - 1)
			r++;
		value = r;
		break;
	default: /* ABS */
		value = n >> (width - 1) ? -n : n;
		break;
	}
	set_x(x, rd(x), narrow(wide, value));
	return true;
}

/* ---- multiplication ---- */

static uint64_t high_half(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t mid = ah * bl + (al * bl >> 32), other = al * bh + (uint32_t)mid;

	return ah * bh + (mid >> 32) + (other >> 32);
}

bool exec_multiply_add(struct exec *x)
{
	uint64_t product = n_of(x) * m_of(x), a = get_x(x, bits(x->word, 14, 10));

	set_x(x, rd(x), narrow(is_wide(x), x->word >> 15 & 1 ? a - product : a + product));
	return true;
}

/* SMADDL, SMSUBL, UMADDL, UMSUBL */
bool exec_multiply_long(struct exec *x)
{
	bool is_unsigned = x->word >> 23 & 1;
	uint64_t n = n_of(x), m = m_of(x), a = get_x(x, bits(x->word, 14, 10)), product;

	product = is_unsigned ? (uint64_t)(uint32_t)n * (uint32_t)m : sign_extend(n, 32) * sign_extend(m, 32);
	set_x(x, rd(x), x->word >> 15 & 1 ? a - product : a + product);
	return true;
}

bool exec_multiply_high(struct exec *x)
{
	uint64_t n = n_of(x), m = m_of(x), r = high_half(n, m);

	if (!(x->word >> 23 & 1)) /* SMULH */
		r -= (n >> 63 ? m : 0) + (m >> 63 ? n : 0);
	set_x(x, rd(x), r);
	return true;
}
