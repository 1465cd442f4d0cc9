/* SPDX-License-Identifier: MIT */
/*
 * What saves and restores the vectors of a context: LDR and STR of Z and P, RDFFR, WRFFR, RDVL. Where vectors are 128
 * bits long, and Z is V; longer ones are not kept. Source: A64 ISA XML 2025-03.
 */
#include "model/exec/exec.h"
#include "model/rules/check.h"

#define Z_BYTES 16u
#define P_BYTES 2u
#define P_BITS  UINT64_C(0xffff)

/* [Xn|SP, #imm9, MUL VL] of so many bytes. */
static bool reach(struct exec *x, unsigned size, bool store, struct span *span)
{
	unsigned n = bits(x->word, 9, 5);
	uint64_t imm9 = (uint64_t)bits(x->word, 21, 16) << 3 | bits(x->word, 12, 10);
	const el2_access access = {.address = get_xsp(x, n) + sign_extend(imm9, 9) * size,
				   .size = size,
				   .el = (uint8_t)x->el,
				   .element = (uint8_t)size,
				   .read = !store,
				   .write = store,
				   .checked = n != 31,
				   .base_sp = n == 31};

	return exec_grant(x, &access, span);
}

static bool load(struct exec *x, unsigned size, unsigned char *bytes)
{
	struct span span;

	if (!reach(x, size, false, &span))
		return false;
	span_read(&span, bytes);
	return true;
}

static bool store(struct exec *x, unsigned size, const unsigned char *bytes)
{
	struct span span;

	if (!reach(x, size, true, &span))
		return false;
	span_write(&span, bytes);
	return true;
}

static bool ldr_z(struct exec *x)
{
	unsigned char bytes[Z_BYTES];

	if (!load(x, Z_BYTES, bytes))
		return false;
	load_halves(bytes, x->s->v[bits(x->word, 4, 0)]);
	return true;
}

static bool str_z(struct exec *x)
{
	unsigned char bytes[Z_BYTES];

	store_halves(bytes, x->s->v[bits(x->word, 4, 0)]);
	return store(x, Z_BYTES, bytes);
}

static bool ldr_p(struct exec *x)
{
	unsigned char bytes[P_BYTES];

	if (!load(x, P_BYTES, bytes))
		return false;
	x->s->p[bits(x->word, 3, 0)] = load_le(bytes, P_BYTES);
	return true;
}

static bool str_p(struct exec *x)
{
	unsigned char bytes[P_BYTES];

	store_le(bytes, P_BYTES, x->s->p[bits(x->word, 3, 0)]);
	return store(x, P_BYTES, bytes);
}

static bool rdffr(struct exec *x)
{
	x->s->p[bits(x->word, 3, 0)] = x->s->ffr;
	return true;
}

static bool wrffr(struct exec *x)
{
	x->s->ffr = x->s->p[bits(x->word, 8, 5)] & P_BITS;
	return true;
}

static bool rdvl(struct exec *x)
{
	set_x(x, bits(x->word, 4, 0), sign_extend(bits(x->word, 10, 5), 6) * Z_BYTES);
	return true;
}

bool exec_sve(struct exec *x)
{
	static const struct {
		uint32_t mask, value;
		exec_fn *fn;
	} rows[] = {
		{0xffc0e000, 0x85804000, ldr_z}, {0xffc0e000, 0xe5804000, str_z}, {0xffc0e010, 0x85800000, ldr_p},
		{0xffc0e010, 0xe5800000, str_p}, {0xfffffff0, 0x2519f000, rdffr}, {0xfffffe1f, 0x25289000, wrffr},
		{0xfffff800, 0x04bf5000, rdvl},
	};

	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
		if ((x->word & rows[n].mask) == rows[n].value)
			return el2_vector_length(x->s) == 1
				       ? rows[n].fn(x)
				       : exec_unmodelled(x, "vectors of more than 128 bits are not kept");
	return exec_NONE(x);
}
