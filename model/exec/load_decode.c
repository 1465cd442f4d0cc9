/* SPDX-License-Identifier: MIT */
/*
 * Loads and stores taken apart: address, size, direction, whether the tag is checked. What a form has of each is in its
 * row of the decoder's tables (EL2_LDST, EL2_SIMD_LDST); here is what the words of those rows mean. Source: A64 ISA XML
 * 2025-03.
 */
#include "model/exec/arith.h"
#include "model/exec/exec.h"

/* ---- the words of the rows ---- */

enum address {
	ADDRESS_BASE,  /* [Xn|SP] */
	ADDRESS_IMM12, /* [Xn|SP, #imm], in units of the size */
	ADDRESS_IMM9,  /* [Xn|SP, #imm] */
	ADDRESS_IMM9_UNPRIVILEGED,
	ADDRESS_IMM9_POST,  /* [Xn|SP], #imm */
	ADDRESS_IMM9_PRE,   /* [Xn|SP, #imm]! */
	ADDRESS_IMM7,       /* in units of the size; offset, post or pre by bits [24:23] */
	ADDRESS_MOVED,      /* by all that is accessed: a load after, a store before */
	ADDRESS_REGISTER,   /* [Xn|SP, Rm, extend #amount] */
	ADDRESS_LITERAL,    /* PC + imm19 */
	ADDRESS_STRUCTURES, /* [Xn|SP], or post-indexed by Xm or by all that is accessed */
};

enum direction {
	DIRECTION_BY_23_22, /* store, load, load sign-extended to 64 bits, to 32 bits */
	DIRECTION_BY_22,    /* store, load */
	DIRECTION_BY_31,    /* load, load sign-extended to 64 bits */
	DIRECTION_LOAD,
	DIRECTION_LOAD_SIGNED, /* to 64 bits */
	DIRECTION_BOTH,
};

/* Bytes of a register or of an element. */
enum size {
	SIZE_4,
	SIZE_8,
	SIZE_BY_30,       /* 4, 8 */
	SIZE_BY_31,       /* 4, 8 */
	SIZE_BY_31_30,    /* 1, 2, 4, 8 */
	SIZE_4_BY_31_30,  /* 4, 8, 16 */
	SIZE_BY_23_31_30, /* 1, 2, 4, 8, 16 */
	SIZE_BY_11_10,    /* 1, 2, 4, 8 */
	SIZE_BY_15_10,    /* 1, 2, 4 or 8 by [15:14]; where one element goes to all, by [11:10] */
};

enum order {
	ORDER_PLAIN,
	ORDER_ORDERED,
	ORDER_ATOMIC
};

static const struct row {
	uint8_t address, kind, direction, size, registers, order;
} rows[EL2_FORM_COUNT] = {
#define EL2_INSN(form, ...)
#define EL2_LDST(form, op, variant, mask, value, should_be, features, address, kind, direction, size, registers,       \
		 order)                                                                                                \
	[EL2_FORM_##form] = {ADDRESS_##address, LDST_##kind, DIRECTION_##direction,                                    \
			     SIZE_##size,       registers,   ORDER_##order},
#define EL2_SIMD_LDST(form, variant, mask, value, address, kind, direction, size, registers)                           \
	EL2_LDST(form, "", variant, mask, value, 0, NULL, address, kind, direction, size, registers, PLAIN)
#include "decoder/insns.def"
};

/* What a word gives while it is taken apart. */
struct address_of {
	const el2_state *s;
	uint32_t word;
	struct ldst *l;
};

/* ---- size ---- */

/* log2 of an element's or a register's bytes */
static unsigned scale_of(enum size size, uint32_t w)
{
	unsigned by_31_30 = w >> 30, by_15_14 = bits(w, 15, 14), by_11_10 = bits(w, 11, 10);

	switch (size) {
	case SIZE_4:
		return 2;
	case SIZE_8:
		return 3;
	case SIZE_BY_30:
		return 2 + (by_31_30 & 1);
	case SIZE_BY_31:
		return 2 + (by_31_30 >> 1);
	case SIZE_BY_31_30:
		return by_31_30;
	case SIZE_4_BY_31_30:
		return 2 + by_31_30;
	case SIZE_BY_23_31_30:
		return bits(w, 23, 23) * 4 + by_31_30;
	case SIZE_BY_11_10:
		return by_11_10;
	default: /* SIZE_BY_15_10: elements of 8 bytes share the code of those of 4 */
		return by_15_14 == 3 ? by_11_10 : by_15_14 == 2 ? 2 + (by_11_10 & 1) : by_15_14;
	}
}

/* ---- address ---- */

static uint64_t reg(const el2_state *s, unsigned n)
{
	return n == 31 ? 0 : s->x[n];
}

static uint64_t base_of(const struct address_of *a)
{
	unsigned n = a->l->rn;

	if (n != 31)
		return a->s->x[n];
	return a->s->sp[a->s->pstate & EL2_PSTATE_SP ? el2_el(a->s) : 0];
}

enum index {
	OFFSET,
	PRE,
	POST
};

/* [Xn|SP, #offset] in its three ways. SP with an immediate and no writeback is not tag-checked. */
static void immediate(struct address_of *a, enum index index, int64_t offset)
{
	uint64_t base = base_of(a);

	a->l->base = base + (uint64_t)offset;
	a->l->writeback = index != OFFSET;
	a->l->access.address = index == POST ? base : a->l->base;
	a->l->access.base_sp = a->l->rn == 31;
	a->l->access.checked = a->l->rn != 31 || index != OFFSET;
}

static void imm9(struct address_of *a, enum index index)
{
	immediate(a, index, signed_bits(a->word, 20, 12));
}

/* LDP, LDNP, ...: bits [24:23] */
static void imm7(struct address_of *a)
{
	static const enum index way[] = {OFFSET, POST, OFFSET, PRE};

	immediate(a, way[bits(a->word, 24, 23)], signed_bits(a->word, 21, 15) * a->l->size);
}

static void moved(struct address_of *a)
{
	int64_t bytes = a->l->access.size;

	if (a->l->access.read)
		immediate(a, POST, bytes);
	else
		immediate(a, PRE, -bytes);
}

static void register_offset(struct address_of *a, unsigned scale)
{
	unsigned shift = bits(a->word, 12, 12) ? scale : 0;

	a->l->access.address = base_of(a) + extended_by(bits(a->word, 15, 13), reg(a->s, bits(a->word, 20, 16)), shift);
	a->l->access.base_sp = a->l->rn == 31;
	a->l->access.checked = true;
}

static void structures(struct address_of *a)
{
	unsigned m = bits(a->word, 20, 16);

	if (a->word >> 23 & 1)
		immediate(a, POST, (int64_t)(m == 31 ? a->l->access.size : reg(a->s, m)));
	else
		immediate(a, OFFSET, 0);
}

static void address(struct address_of *a, enum address how, unsigned scale)
{
	switch (how) {
	case ADDRESS_BASE:
		immediate(a, OFFSET, 0);
		break;
	case ADDRESS_IMM12:
		immediate(a, OFFSET, (int64_t)bits(a->word, 21, 10) << scale);
		break;
	case ADDRESS_IMM9_UNPRIVILEGED:
		a->l->access.el = (uint8_t)el2_unprivileged_el(a->s);
		imm9(a, OFFSET);
		break;
	case ADDRESS_IMM9:
		imm9(a, OFFSET);
		break;
	case ADDRESS_IMM9_POST:
		imm9(a, POST);
		break;
	case ADDRESS_IMM9_PRE:
		imm9(a, PRE);
		break;
	case ADDRESS_IMM7:
		imm7(a);
		break;
	case ADDRESS_MOVED:
		moved(a);
		break;
	case ADDRESS_REGISTER:
		register_offset(a, scale);
		break;
	case ADDRESS_LITERAL:
		a->l->access.address = a->s->pc + (uint64_t)signed_bits(a->word, 23, 5) * 4;
		break;
	case ADDRESS_STRUCTURES:
		structures(a);
		break;
	}
}

/* ---- together ---- */

/* Bits [23:22] of LDR and STR, which say: store, load, load signed to 64 bits, to 32 bits. */
static unsigned opc_of(enum direction direction, uint32_t w)
{
	switch (direction) {
	case DIRECTION_BY_23_22:
		return bits(w, 23, 22);
	case DIRECTION_BY_22:
		return bits(w, 22, 22);
	case DIRECTION_BY_31:
		return 1 + bits(w, 31, 31);
	case DIRECTION_LOAD_SIGNED:
		return 2;
	default:
		return 1;
	}
}

/* Registers of LD1 to LD4 and ST1 to ST4: of all elements by bits [15:12], of one by [13] and [21]. */
static unsigned structure_registers(const struct ldst *l, uint32_t w)
{
	static const uint8_t of_all[16] = {[0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2};

	return l->kind == LDST_MULTIPLE ? of_all[bits(w, 15, 12)] : bits(w, 13, 13) * 2 + bits(w, 21, 21) + 1;
}

/* Of all registers: of LD1 to LD4 and ST1 to ST4 of all elements, whole registers of 8 or 16 bytes. */
static uint32_t bytes_of(const struct ldst *l, const struct row *row, uint32_t w)
{
	switch (l->kind) {
	case LDST_MULTIPLE:
		return structure_registers(l, w) * 8 << bits(w, 30, 30);
	case LDST_SINGLE:
		return structure_registers(l, w) * l->size;
	default:
		return (uint32_t)row->registers * l->size;
	}
}

/* ISS[24:14] of a stage 2 abort: ISV, SAS, SSE, SRT, SF, AR; for one general register without writeback. */
static uint32_t iss(const struct ldst *l, unsigned scale)
{
	if (l->kind != LDST_REGISTER || l->count != 1 || l->writeback)
		return 0;
	return 1u << 24 | scale << 22 | (uint32_t)l->sign << 21 | (uint32_t)l->rt << 16 | (uint32_t)l->wide << 15 |
	       (uint32_t)l->access.ordered << 14;
}

bool ldst_decode(const el2_state *s, const el2_insn *insn, struct ldst *l)
{
	const struct row *row = &rows[insn->form];
	uint32_t w = insn->word;
	struct address_of a = {s, w, l};
	unsigned scale, opc;

	if (row->kind == LDST_NONE)
		return false;
	scale = scale_of((enum size)row->size, w);
	opc = opc_of((enum direction)row->direction, w);
	*l = (struct ldst){.kind = row->kind,
			   .size = (uint8_t)(1u << scale),
			   .count = row->registers,
			   .sign = opc >= 2,
			   .wide = opc == 2 || scale == 3,
			   .rt = w & 31,
			   .rt2 = row->order == ORDER_ORDERED ? w >> 16 & 31 : w >> 10 & 31,
			   .rn = w >> 5 & 31,
			   .rs = w >> 16 & 31};
	l->access.size = bytes_of(l, row, w);
	l->access.el = (uint8_t)el2_el(s);
	l->access.read = opc != 0;
	l->access.write = opc == 0 || row->direction == DIRECTION_BOTH;
	l->access.ordered = row->order == ORDER_ORDERED;
	l->access.single = row->order == ORDER_ATOMIC;
	l->access.element = (uint8_t)(l->access.single ? l->access.size : l->size);
	address(&a, (enum address)row->address, scale);
	l->access.iss = iss(l, scale);
	return true;
}

bool el2_insn_access(const el2_state *s, const el2_insn *insn, el2_access *access)
{
	struct ldst l;

	if (!ldst_decode(s, insn, &l) || l.kind == LDST_PREFETCH)
		return false;
	*access = l.access;
	return true;
}
