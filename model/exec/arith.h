/* SPDX-License-Identifier: MIT */
/* Arithmetic of 64 and 32 bits as A64 has it. Source: A64 ISA XML 2025-03. */
#ifndef EL2TRAP_MODEL_ARITH_H
#define EL2TRAP_MODEL_ARITH_H

#include "model/model.h"

static inline uint64_t narrow(bool wide, uint64_t value)
{
	return wide ? value : (uint32_t)value;
}

/* a + b + carry; in *nzcv the flags. Arm pseudocode AddWithCarry. */
static inline uint64_t add_with_carry(bool wide, uint64_t a, uint64_t b, bool carry, uint32_t *nzcv)
{
	unsigned top = wide ? 63 : 31;
	uint64_t r = narrow(wide, a + b + carry);
	bool c;

	a = narrow(wide, a);
	b = narrow(wide, b);
	c = wide ? r < a || (carry && r == a) : (a + b + carry) >> 32;
	*nzcv = (r >> top & 1 ? EL2_PSTATE_N : 0) | (r ? 0 : EL2_PSTATE_Z) | (c ? EL2_PSTATE_C : 0) |
		(((a ^ r) & (b ^ r)) >> top & 1 ? EL2_PSTATE_V : 0);
	return r;
}

/* The flags of a logical result. */
static inline uint32_t logical_flags(bool wide, uint64_t r)
{
	return (r >> (wide ? 63 : 31) & 1 ? EL2_PSTATE_N : 0) | (r ? 0 : EL2_PSTATE_Z);
}

/* LSL, LSR, ASR, ROR by less than the width. */
static inline uint64_t shifted(bool wide, unsigned type, uint64_t value, unsigned by)
{
	unsigned width = wide ? 64 : 32;
	uint64_t sign;

	value = narrow(wide, value);
	if (!by)
		return value;
	switch (type) {
	case 0:
		return narrow(wide, value << by);
	case 1:
		return value >> by;
	case 2:
		sign = value >> (width - 1) & 1 ? narrow(wide, ~(UINT64_MAX >> (64 - width) >> by)) : 0;
		return value >> by | sign;
	default:
		return narrow(wide, value >> by | value << (width - by));
	}
}

/* Of an extended register: UXTB to SXTX, then shifted left. */
static inline uint64_t extended_by(unsigned option, uint64_t value, unsigned by)
{
	unsigned bits = 8u << (option & 3);

	if (bits < 64) {
		uint64_t sign = UINT64_C(1) << (bits - 1);

		value &= (sign << 1) - 1;
		if (option & 4)
			value = (value ^ sign) - sign;
	}
	return value << by;
}

/* The two masks of bitfield and logical immediates. Arm pseudocode DecodeBitMasks. */
void exec_bit_masks(bool wide, unsigned n, unsigned imms, unsigned immr, uint64_t *wmask, uint64_t *tmask);

#endif
