/* SPDX-License-Identifier: MIT */
/* Loads and stores of SIMD and FP registers. Source: A64 ISA XML 2025-03. */
#include "model/exec/exec.h"

#include <string.h>

#define REGISTER_BYTES 16
#define BYTES_MAX      (4 * REGISTER_BYTES) /* LD4 of whole registers */

static void get_v(const struct exec *x, unsigned n, unsigned char *bytes)
{
	store_halves(bytes, x->s->v[n]);
}

static void set_v(struct exec *x, unsigned n, const unsigned char *bytes)
{
	load_halves(bytes, x->s->v[n]);
}

/* LDR, LDP and kin: what is not loaded becomes zero. */
static void load_vector(struct exec *x, const struct ldst *l, unsigned n, const unsigned char *from)
{
	unsigned char bytes[REGISTER_BYTES] = {0};

	memcpy(bytes, from, l->size);
	set_v(x, n, bytes);
}

static void store_vector(const struct exec *x, const struct ldst *l, unsigned n, unsigned char *to)
{
	unsigned char bytes[REGISTER_BYTES];

	get_v(x, n, bytes);
	memcpy(to, bytes, l->size);
}

static void move_vectors(struct exec *x, const struct ldst *l, unsigned char *bytes)
{
	const unsigned registers[] = {l->rt, l->rt2};

	for (unsigned i = 0; i < l->count; i++) {
		if (l->access.read)
			load_vector(x, l, registers[i], bytes + i * l->size);
		else
			store_vector(x, l, registers[i], bytes + i * l->size);
	}
}

/* ---- structures ---- */

/* LD1 to LD4, ST1 to ST4 of all elements: of LD1 register by register, of the others element by element. */
static void move_multiple(struct exec *x, const struct ldst *l, unsigned char *bytes)
{
	static const uint8_t interleaved[16] = {[0] = 4, [4] = 3, [8] = 2};
	unsigned element = 1u << bits(x->word, 11, 10), width = x->word >> 30 & 1 ? REGISTER_BYTES : 8;
	unsigned registers = l->access.size / width, step = interleaved[bits(x->word, 15, 12)];

	for (unsigned r = 0; r < registers; r++) {
		unsigned n = (l->rt + r) & 31;
		unsigned char v[REGISTER_BYTES] = {0};

		if (!l->access.read)
			get_v(x, n, v);
		for (unsigned e = 0; e < width / element; e++) {
			unsigned char *at = bytes + (step ? e * step + r : r * (width / element) + e) * element;

			if (l->access.read)
				memcpy(v + e * element, at, element);
			else
				memcpy(at, v + e * element, element);
		}
		if (l->access.read)
			set_v(x, n, v);
	}
}

/* One element of each register, or one for all elements (LD1R to LD4R). */
static void move_single(struct exec *x, const struct ldst *l, unsigned char *bytes)
{
	unsigned element = l->access.element, width = x->word >> 30 & 1 ? REGISTER_BYTES : 8;
	bool replicate = bits(x->word, 15, 14) == 3;
	unsigned index = (bits(x->word, 30, 30) << 3 | bits(x->word, 12, 10)) / element;

	for (unsigned r = 0; r < l->access.size / element; r++) {
		unsigned n = (l->rt + r) & 31;
		unsigned char v[REGISTER_BYTES] = {0};

		if (!replicate)
			get_v(x, n, v);
		for (unsigned e = replicate ? 0 : index; e < (replicate ? width / element : index + 1); e++) {
			if (l->access.read)
				memcpy(v + e * element, bytes + r * element, element);
			else
				memcpy(bytes + r * element, v + e * element, element);
		}
		if (l->access.read)
			set_v(x, n, v);
	}
}

bool exec_simd_load_store(struct exec *x)
{
	unsigned char bytes[BYTES_MAX];
	struct span span;
	struct ldst l;

	ldst_decode(x->s, x->insn, &l);
	if (!exec_grant(x, &l.access, &span))
		return false;
	if (l.access.read)
		span_read(&span, bytes);
	if (l.kind == LDST_MULTIPLE)
		move_multiple(x, &l, bytes);
	else if (l.kind == LDST_SINGLE)
		move_single(x, &l, bytes);
	else
		move_vectors(x, &l, bytes);
	if (l.access.write)
		span_write(&span, bytes);
	if (l.writeback)
		set_xsp(x, l.rn, l.base);
	return true;
}
