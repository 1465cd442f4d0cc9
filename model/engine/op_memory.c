/* SPDX-License-Identifier: MIT */
/* Loads and stores as operations, where memory may be accessed without asking. */
#include "decoder/bits.h"
#include "model/engine/ops.h"
#include "model/exec/arith.h"

#define R(n) (e->r[op->n])

/* ---- memory ---- */

/* Tags that match, and elements that are aligned where they must be. */
static bool suits(const struct way *w, uint64_t va, unsigned element, unsigned size, bool checked)
{
	unsigned offset = va % EL2_PAGE_SIZE;

	if (w->aligned && va & (element - 1))
		return false;
	return !checked || !w->tags ||
	       (w->tags[offset / EL2_GRANULE] == w->tag && w->tags[(offset + size - 1) / EL2_GRANULE] == w->tag);
}

/* `size` bytes at va, in elements; NULL: stop, and let el2_step() see to it. */
static inline unsigned char *at(struct el2_engine *e, const struct op *op, uint64_t va, unsigned element, unsigned size,
				bool write, bool checked)
{
	unsigned offset = va % EL2_PAGE_SIZE;
	struct way *w = &(write ? e->writes : e->reads)[va / EL2_PAGE_SIZE % WAYS];

	if (op->sp && e->r[R_SP] & 15)
		return NULL;
	if (offset > EL2_PAGE_SIZE - size)
		return NULL;
	if (w->page != (va - offset + e->generation)) {
		w = engine_fill(e, va, write, true);
		if (!w)
			return NULL;
	}
	if (w->asks && !suits(w, va, element, size, checked))
		return NULL;
	return w->data + offset;
}

/* [Xn|SP, #imm], with writeback by delta. SP with an immediate and no writeback is not tag-checked. */
static inline unsigned char *at_immediate(struct el2_engine *e, const struct op *op, unsigned size, bool write)
{
	return at(e, op, R(n) + op->imm, size, size, write, !op->sp || op->delta);
}

/* The same of two. */
static inline unsigned char *at_pair(struct el2_engine *e, const struct op *op, unsigned size, bool write)
{
	return at(e, op, R(n) + op->imm, size, 2 * size, write, !op->sp || op->delta);
}

/* [Xn|SP, Rm, extend #amount] */
static inline unsigned char *at_register(struct el2_engine *e, const struct op *op, unsigned size, bool write)
{
	return at(e, op, R(n) + extended_by(op->k & 7, R(m), op->k >> 3), size, size, write, true);
}

/* Acquire and release: aligned ones alone. */
static inline unsigned char *at_ordered(struct el2_engine *e, const struct op *op, unsigned size, bool write)
{
	return (R(n) & (size - 1)) ? NULL : at_immediate(e, op, size, write);
}

static inline unsigned char *at_literal(struct el2_engine *e, const struct op *op, unsigned size, bool write)
{
	return at(e, op, op_here(e, op) + op->imm, size, size, write, false);
}

static inline void write_back(struct el2_engine *e, const struct op *op)
{
	if (op->delta)
		R(n) += (uint64_t)op->delta;
}

/* ---- one register ---- */

#define LOAD(name, mode, size, convert)                                                                                \
	static const struct op *name##_##mode(struct el2_engine *e, const struct op *op)                               \
	{                                                                                                              \
		const unsigned char *from = at_##mode(e, op, size, false);                                             \
                                                                                                                       \
		if (!from)                                                                                             \
			return op_stop(e, op);                                                                         \
		R(d) = convert load_le(from, size);                                                                    \
		write_back(e, op);                                                                                     \
		return op + 1;                                                                                         \
	}
#define STORE(name, mode, size)                                                                                        \
	static const struct op *name##_##mode(struct el2_engine *e, const struct op *op)                               \
	{                                                                                                              \
		unsigned char *to = at_##mode(e, op, size, true);                                                      \
                                                                                                                       \
		if (!to)                                                                                               \
			return op_stop(e, op);                                                                         \
		store_le(to, size, R(d));                                                                              \
		write_back(e, op);                                                                                     \
		return op + 1;                                                                                         \
	}
#define MODE(mode)                                                                                                     \
	STORE(str8, mode, 1)                                                                                           \
	STORE(str16, mode, 2)                                                                                          \
	STORE(str32, mode, 4)                                                                                          \
	STORE(str64, mode, 8)                                                                                          \
	LOAD(ldr8, mode, 1, )                                                                                          \
	LOAD(ldr16, mode, 2, )                                                                                         \
	LOAD(ldr32, mode, 4, )                                                                                         \
	LOAD(ldr64, mode, 8, )                                                                                         \
	LOAD(ldrs8x, mode, 1, (uint64_t)(int8_t))                                                                      \
	LOAD(ldrs16x, mode, 2, (uint64_t)(int16_t))                                                                    \
	LOAD(ldrs32x, mode, 4, (uint64_t)(int32_t))                                                                    \
	LOAD(ldrs8w, mode, 1, (uint32_t)(int8_t))                                                                      \
	LOAD(ldrs16w, mode, 2, (uint32_t)(int16_t))

MODE(immediate)
MODE(register)
MODE(ordered)
LOAD(ldr32, literal, 4, )
LOAD(ldr64, literal, 8, )
LOAD(ldrs32x, literal, 4, (uint64_t)(int32_t))

enum mode {
	AT_IMMEDIATE,
	AT_REGISTER,
	AT_ORDERED
};

/* By opc and size as LDR and STR have them; NULL: prefetches, and what is not allocated. */
static op_fn *single(enum mode mode, unsigned size, unsigned opc)
{
#define SIZES(mode)                                                                                                    \
	{                                                                                                              \
		{str8_##mode, str16_##mode, str32_##mode, str64_##mode},                                               \
			{ldr8_##mode, ldr16_##mode, ldr32_##mode, ldr64_##mode},                                       \
			{ldrs8x_##mode, ldrs16x_##mode, ldrs32x_##mode, NULL},                                         \
		{                                                                                                      \
			ldrs8w_##mode, ldrs16w_##mode, NULL, NULL                                                      \
		}                                                                                                      \
	}
	static op_fn *const table[3][4][4] = {SIZES(immediate), SIZES(register), SIZES(ordered)};

	return table[mode][opc][size];
#undef SIZES
}

/* ---- pairs: d and m ---- */

#define LOAD_PAIR(name, size, convert)                                                                                 \
	static const struct op *name(struct el2_engine *e, const struct op *op)                                        \
	{                                                                                                              \
		const unsigned char *from = at_pair(e, op, size, false);                                               \
                                                                                                                       \
		if (!from)                                                                                             \
			return op_stop(e, op);                                                                         \
		R(d) = convert load_le(from, size);                                                                    \
		R(m) = convert load_le(from + size, size);                                                             \
		write_back(e, op);                                                                                     \
		return op + 1;                                                                                         \
	}
#define STORE_PAIR(name, size)                                                                                         \
	static const struct op *name(struct el2_engine *e, const struct op *op)                                        \
	{                                                                                                              \
		unsigned char *to = at_pair(e, op, size, true);                                                        \
                                                                                                                       \
		if (!to)                                                                                               \
			return op_stop(e, op);                                                                         \
		store_le(to, size, R(d));                                                                              \
		store_le(to + size, size, R(m));                                                                       \
		write_back(e, op);                                                                                     \
		return op + 1;                                                                                         \
	}
LOAD_PAIR(ldp32, 4, )
LOAD_PAIR(ldp64, 8, )
LOAD_PAIR(ldpsw, 4, (uint64_t)(int32_t))
STORE_PAIR(stp32, 4)
STORE_PAIR(stp64, 8)

/* ---- from words ---- */

enum index {
	OFFSET,
	PRE,
	POST
};

/* False: SP written back by nothing, which is tag-checked as if it were by something. */
static bool indexed(struct op *op, enum index index, int64_t offset)
{
	op->imm = index == POST ? 0 : (uint64_t)offset;
	op->delta = index == OFFSET ? 0 : (int16_t)offset;
	return !(op->sp && index != OFFSET && !offset);
}

static bool pair(struct op *op, uint32_t w, unsigned size, op_fn *load, op_fn *store)
{
	static const enum index way[4] = {OFFSET, POST, OFFSET, PRE};

	op->m = bits(w, 14, 10);
	if (w >> 22 & 1)
		op->m = or_sink(op->m);
	op->fn = w >> 22 & 1 ? load : store;
	return indexed(op, way[bits(w, 24, 23)], signed_bits(w, 21, 15) * (int64_t)size);
}

static bool literal(struct op *op, uint32_t w)
{
	static op_fn *const fns[4] = {ldr32_literal, ldr64_literal, ldrs32x_literal, NULL};

	op->sp = false;
	op->imm = (uint64_t)(signed_bits(w, 23, 5) * 4);
	op->fn = fns[w >> 30];
	return op->fn;
}

static bool indexed_single(struct op *op, uint32_t w, enum index index)
{
	op->fn = single(AT_IMMEDIATE, w >> 30, bits(w, 23, 22));
	return op->fn && indexed(op, index, signed_bits(w, 20, 12));
}

bool engine_op_memory(const el2_insn *insn, struct op *op)
{
	uint32_t w = insn->word;
	unsigned size = w >> 30, opc = bits(w, 23, 22);
	bool pairs = false, good;

	op->d = w & 31;
	op->n = or_sp(w >> 5 & 31);
	op->sp = op->n == R_SP;
	switch (insn->form) {
	case EL2_FORM_LDR_OFFSET:
		op->fn = single(AT_IMMEDIATE, size, opc);
		good = op->fn && indexed(op, OFFSET, (int64_t)bits(w, 21, 10) << size);
		break;
	case EL2_FORM_LDUR:
		good = indexed_single(op, w, OFFSET);
		break;
	case EL2_FORM_LDR_POST:
		good = indexed_single(op, w, POST);
		break;
	case EL2_FORM_LDR_PRE:
		good = indexed_single(op, w, PRE);
		break;
	case EL2_FORM_LDR_REG:
		op->m = w >> 16 & 31;
		op->k = (uint8_t)((w >> 12 & 1 ? size : 0) << 3 | bits(w, 15, 13));
		op->fn = single(AT_REGISTER, size, opc);
		good = op->fn;
		break;
	case EL2_FORM_ORDERED:
		opc &= 1;
		op->fn = single(AT_ORDERED, size, opc);
		good = op->fn;
		break;
	case EL2_FORM_LDAPR:
		opc = 1;
		op->fn = single(AT_ORDERED, size, opc);
		good = op->fn;
		break;
	case EL2_FORM_LDR_LITERAL:
		opc = 1;
		good = literal(op, w);
		break;
	case EL2_FORM_PAIR:
		pairs = true;
		good = size == 2 ? pair(op, w, 8, ldp64, stp64) : pair(op, w, 4, ldp32, stp32);
		break;
	case EL2_FORM_LDPSW_POST:
	case EL2_FORM_LDPSW_OFFSET:
	case EL2_FORM_LDPSW_PRE:
		pairs = true;
		good = pair(op, w, 4, ldpsw, NULL);
		break;
	default:
		return false;
	}
	if (pairs ? w >> 22 & 1 : opc != 0) /* it loads */
		op->d = or_sink(op->d);
	return good;
}
