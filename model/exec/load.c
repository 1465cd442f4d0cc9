/* SPDX-License-Identifier: MIT */
/*
 * Loads, stores, exclusives and atomics of general registers. Overlapping registers that would be UNPREDICTABLE do not
 * come here (check.c). Source: A64 ISA XML 2025-03.
 */
#include "model/exec/exec.h"

/* ---- bytes ---- */

#define ACCESS_MAX 16

static uint64_t truncated(uint64_t value, unsigned size)
{
	return size == 8 ? value : value & ((UINT64_C(1) << size * 8) - 1);
}

/* What a register holds after loading `value`. */
static uint64_t extended(const struct ldst *l, uint64_t value)
{
	if (!l->sign)
		return value;
	value = sign_extend(value, l->size * 8u);
	return l->wide ? value : (uint32_t)value;
}

/* ---- plain ---- */

static bool load(struct exec *x, const struct ldst *l)
{
	unsigned char bytes[ACCESS_MAX];
	struct span span;

	if (!exec_grant(x, &l->access, &span))
		return false;
	span_read(&span, bytes);
	set_x(x, l->rt, extended(l, load_le(bytes, l->size)));
	if (l->count == 2)
		set_x(x, l->rt2, extended(l, load_le(bytes + l->size, l->size)));
	if (l->writeback)
		set_xsp(x, l->rn, l->base);
	return true;
}

static bool store(struct exec *x, const struct ldst *l)
{
	unsigned char bytes[ACCESS_MAX];
	struct span span;

	if (!exec_grant(x, &l->access, &span))
		return false;
	store_le(bytes, l->size, get_x(x, l->rt));
	if (l->count == 2)
		store_le(bytes + l->size, l->size, get_x(x, l->rt2));
	span_write(&span, bytes);
	if (l->writeback)
		set_xsp(x, l->rn, l->base);
	return true;
}

/* ---- exclusive ---- */

static bool load_exclusive(struct exec *x, const struct ldst *l)
{
	if (!load(x, l))
		return false;
	x->s->exclusive_address = l->access.address;
	x->s->exclusive_size = (uint8_t)l->access.size;
	return true;
}

/* The monitor is asked first: a store that it refuses does not access memory. */
static bool store_exclusive(struct exec *x, const struct ldst *l)
{
	el2_state *s = x->s;
	bool passes = s->exclusive_size == l->access.size && s->exclusive_address == l->access.address;

	if (passes && !store(x, l))
		return false;
	s->exclusive_size = 0;
	set_x(x, l->rs, !passes);
	return true;
}

/* ---- atomic ---- */

static int64_t as_signed(uint64_t value, unsigned size)
{
	return (int64_t)sign_extend(value, size * 8);
}

static uint64_t combine(unsigned op, uint64_t old, uint64_t operand, unsigned size)
{
	switch (op) {
	case 0:
		return old + operand;
	case 1:
		return old & ~operand;
	case 2:
		return old ^ operand;
	case 3:
		return old | operand;
	case 4:
		return as_signed(old, size) > as_signed(operand, size) ? old : operand;
	case 5:
		return as_signed(old, size) < as_signed(operand, size) ? old : operand;
	case 6:
		return old > operand ? old : operand;
	default:
		return old < operand ? old : operand;
	}
}

static bool atomic(struct exec *x, const struct ldst *l)
{
	uint64_t old, operand = truncated(get_x(x, l->rs), l->size);
	unsigned char bytes[ACCESS_MAX];
	struct span span;

	if (!exec_grant(x, &l->access, &span))
		return false;
	span_read(&span, bytes);
	old = load_le(bytes, l->size);
	if (x->insn->form != EL2_FORM_SWP)
		operand = combine(bits(x->word, 14, 12), old, operand, l->size);
	store_le(bytes, l->size, operand);
	span_write(&span, bytes);
	set_x(x, l->rt, old);
	return true;
}

/* CAS, CASP: registers Rs and Rs+1 are compared with, Rt and Rt+1 written. */
static bool compare_and_swap(struct exec *x, const struct ldst *l)
{
	unsigned char bytes[ACCESS_MAX];
	uint64_t old[2];
	bool same = true;
	struct span span;

	if (!exec_grant(x, &l->access, &span))
		return false;
	span_read(&span, bytes);
	for (unsigned i = 0; i < l->count; i++) {
		old[i] = load_le(bytes + i * l->size, l->size);
		same = same && old[i] == truncated(get_x(x, l->rs + i), l->size);
		store_le(bytes + i * l->size, l->size, get_x(x, l->rt + i));
	}
	if (same)
		span_write(&span, bytes);
	for (unsigned i = 0; i < l->count; i++)
		set_x(x, l->rs + i, old[i]);
	return true;
}

/* SWPP, LDCLRP, LDSETP: 16 bytes; Rt has the low half, the register of [20:16] the high one. */
static bool atomic_pair(struct exec *x, const struct ldst *l)
{
	uint32_t w = x->word;
	const unsigned reg[] = {l->rt, l->rs};
	struct span span;
	unsigned char bytes[ACCESS_MAX];

	if (!exec_grant(x, &l->access, &span))
		return false;
	span_read(&span, bytes);
	for (unsigned i = 0; i < 2; i++) {
		uint64_t old = load_le(bytes + 8 * i, 8), operand = get_x(x, reg[i]);

		store_le(bytes + 8 * i, 8, w >> 15 & 1 ? operand : w >> 13 & 1 ? old | operand : old & ~operand);
		set_x(x, reg[i], old);
	}
	span_write(&span, bytes);
	return true;
}

bool exec_load_store(struct exec *x)
{
	struct ldst l;

	ldst_decode(x->s, x->insn, &l);
	switch (l.kind) {
	case LDST_REGISTER:
		return l.access.read ? load(x, &l) : store(x, &l);
	case LDST_EXCLUSIVE:
		return l.access.read ? load_exclusive(x, &l) : store_exclusive(x, &l);
	case LDST_ATOMIC:
		return atomic(x, &l);
	case LDST_ATOMIC_PAIR:
		return atomic_pair(x, &l);
	case LDST_CAS:
		return compare_and_swap(x, &l);
	default: /* a prefetch faults never */
		return true;
	}
}
