/* SPDX-License-Identifier: MIT */
/*
 * Loads and stores of the base ISA taken apart, and of FP and Advanced SIMD as far as their access goes: address, size,
 * direction, whether the tag is checked. Source: A64 ISA XML 2025-03.
 */
#include "model/exec/arith.h"
#include "model/exec/exec.h"

/* What a word gives while it is taken apart. */
struct address {
	const el2_state *s;
	uint32_t word;
	struct ldst *l;
};

static uint64_t reg(const el2_state *s, unsigned n)
{
	return n == 31 ? 0 : s->x[n];
}

static uint64_t base_of(const struct address *a)
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
static void immediate(struct address *a, enum index index, int64_t offset)
{
	uint64_t base = base_of(a);

	a->l->base = base + (uint64_t)offset;
	a->l->writeback = index != OFFSET;
	a->l->access.address = index == POST ? base : a->l->base;
	a->l->access.base_sp = a->l->rn == 31;
	a->l->access.checked = a->l->rn != 31 || index != OFFSET;
}

static void imm9(struct address *a, enum index index)
{
	immediate(a, index, (int64_t)sign_extend(field(a->word, 20, 12), 9));
}

/* [Xn|SP, Rm, extend #amount] */
static void register_offset(struct address *a, unsigned size)
{
	unsigned shift = field(a->word, 12, 12) ? size : 0;

	a->l->access.address =
		base_of(a) + extended_by(field(a->word, 15, 13), reg(a->s, field(a->word, 20, 16)), shift);
	a->l->access.base_sp = a->l->rn == 31;
	a->l->access.checked = true;
}

static void literal(struct address *a)
{
	a->l->access.address = a->s->pc + sign_extend(field(a->word, 23, 5) << 2, 21);
}

/* size and opc of LDR and STR: bits [31:30] and [23:22]. */
static void single(struct address *a, unsigned size, unsigned opc)
{
	struct ldst *l = a->l;

	l->kind = opc ? LDST_LOAD : LDST_STORE;
	l->size = (uint8_t)(1u << size);
	l->sign = opc >= 2;
	l->wide = opc == 2 || size == 3;
}

static void pair(struct address *a, unsigned size, bool load, bool sign)
{
	static const enum index way[4] = {OFFSET, POST, OFFSET, PRE};
	struct ldst *l = a->l;

	l->kind = load ? LDST_LOAD : LDST_STORE;
	l->size = (uint8_t)size;
	l->count = 2;
	l->sign = sign;
	l->wide = sign || size == 8;
	immediate(a, way[field(a->word, 24, 23)], (int64_t)sign_extend(field(a->word, 21, 15), 7) * (int64_t)size);
}

static void exclusive(struct address *a, unsigned size, unsigned count)
{
	struct ldst *l = a->l;

	l->kind = field(a->word, 22, 22) ? LDST_LOAD_EXCLUSIVE : LDST_STORE_EXCLUSIVE;
	l->size = (uint8_t)size;
	l->count = (uint8_t)count;
	l->access.single = true;
	immediate(a, OFFSET, 0);
}

static void atomic(struct address *a, enum ldst_kind kind, unsigned size, unsigned count)
{
	struct ldst *l = a->l;

	l->kind = (uint8_t)kind;
	l->size = (uint8_t)size;
	l->count = (uint8_t)count;
	l->access.single = true;
	immediate(a, OFFSET, 0);
}

static void ordered(struct address *a, unsigned size, bool load)
{
	a->l->kind = load ? LDST_LOAD : LDST_STORE;
	a->l->size = (uint8_t)size;
	a->l->wide = size == 8;
	a->l->access.ordered = true;
}

/* LDIAPP, STILP, LDAPR and STLR with writeback: the load after, the store before. */
static void ordered_moving(struct address *a, unsigned bytes, bool load)
{
	immediate(a, load ? POST : PRE, load ? (int64_t)bytes : -(int64_t)bytes);
}

static bool base_isa(struct address *a, const el2_insn *insn)
{
	uint32_t w = a->word;
	unsigned size = w >> 30, opc = field(w, 23, 22), load = opc & 1, word = size & 1 ? 8 : 4;

	switch (insn->form) {
	case EL2_FORM_LDR_OFFSET:
		single(a, size, opc);
		immediate(a, OFFSET, (int64_t)field(w, 21, 10) << size);
		break;
	case EL2_FORM_LDUR:
		single(a, size, opc);
		imm9(a, OFFSET);
		break;
	case EL2_FORM_LDTR:
		single(a, size, opc);
		imm9(a, OFFSET);
		a->l->access.el = (uint8_t)el2_unprivileged_el(a->s);
		break;
	case EL2_FORM_LDR_POST:
		single(a, size, opc);
		imm9(a, POST);
		break;
	case EL2_FORM_LDR_PRE:
		single(a, size, opc);
		imm9(a, PRE);
		break;
	case EL2_FORM_LDR_REG:
		single(a, size, opc);
		register_offset(a, size);
		break;
	case EL2_FORM_LDR_LITERAL:
		single(a, size == 1 ? 3 : 2, size == 2 ? 2 : 1);
		literal(a);
		break;
	case EL2_FORM_PRFM:
	case EL2_FORM_PRFM_LITERAL:
	case EL2_FORM_PRFM_REG:
	case EL2_FORM_PRFUM:
		a->l->kind = LDST_PREFETCH;
		break;
	case EL2_FORM_PAIR:
		pair(a, size == 2 ? 8 : 4, load, false);
		break;
	case EL2_FORM_LDPSW_POST:
	case EL2_FORM_LDPSW_OFFSET:
	case EL2_FORM_LDPSW_PRE:
		pair(a, 4, true, true);
		break;
	case EL2_FORM_LDXR:
	case EL2_FORM_STXR:
		exclusive(a, 1u << size, 1);
		break;
	case EL2_FORM_LDXP:
	case EL2_FORM_STXP:
		exclusive(a, word, 2);
		break;
	case EL2_FORM_CAS:
		atomic(a, LDST_CAS, 1u << size, 1);
		break;
	case EL2_FORM_CASP:
		atomic(a, LDST_CAS, word, 2);
		break;
	case EL2_FORM_LSE_LOAD_OP:
	case EL2_FORM_SWP:
		atomic(a, LDST_ATOMIC, 1u << size, 1);
		break;
	case EL2_FORM_LSE128:
	case EL2_FORM_LSE128_SWPP:
		atomic(a, LDST_ATOMIC_PAIR, 8, 2);
		break;
	case EL2_FORM_ORDERED:
	case EL2_FORM_ORDERED_LOR:
		ordered(a, 1u << size, load);
		immediate(a, OFFSET, 0);
		break;
	case EL2_FORM_LDAPR:
		ordered(a, 1u << size, true);
		immediate(a, OFFSET, 0);
		break;
	case EL2_FORM_ORDERED_UNSCALED:
		single(a, size, opc);
		imm9(a, OFFSET);
		a->l->access.ordered = true;
		break;
	case EL2_FORM_ORDERED_PAIR:
		ordered(a, word, load);
		a->l->count = 2;
		if (w >> 12 & 1)
			immediate(a, OFFSET, 0);
		else
			ordered_moving(a, word * 2, load);
		break;
	case EL2_FORM_ORDERED_WRITEBACK:
		ordered(a, word, load);
		ordered_moving(a, word, load);
		break;
	default:
		return false;
	}
	return true;
}

/* ---- FP and Advanced SIMD ---- */

/* LD1 to LD4 and ST1 to ST4 of whole registers: registers by opcode; 0 is not allocated. */
static const uint8_t structure_registers[16] = {[0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2};

static void structures(struct address *a, unsigned bytes, unsigned element)
{
	unsigned m = field(a->word, 20, 16);
	bool post = a->word >> 23 & 1;

	a->l->kind = LDST_STRUCTURES;
	a->l->access.size = bytes;
	a->l->access.element = (uint8_t)element;
	immediate(a, post ? POST : OFFSET, post ? (int64_t)(m == 31 ? bytes : reg(a->s, m)) : 0);
}

static bool structures_of(struct address *a)
{
	uint32_t w = a->word;
	unsigned size = field(w, 11, 10), opcode = field(w, 15, 13), scale = opcode >> 1, element;
	unsigned registers = (opcode & 1) * 2 + field(w, 21, 21) + 1, s = field(w, 12, 12);

	if (!(w >> 23 & 1) && (w & 0x001f0000)) /* no register to add */
		return false;
	if (!(w >> 24 & 1)) {
		unsigned code = field(w, 15, 12);

		registers = structure_registers[code];
		if (!registers || (w & 0x00200000) || (!(code & 2) && size == 3 && !(w >> 30 & 1)))
			return false;
		structures(a, registers << 3 << field(w, 30, 30), 1u << size);
		return true;
	}
	if ((scale == 1 && (size & 1)) || (scale == 2 && (size >= 2 || (size && s))) ||
	    (scale == 3 && (s || !a->l->access.read)))
		return false;
	element = scale == 3 ? 1u << size : scale == 2 && (size & 1) ? 8 : 1u << scale;
	structures(a, element * registers, element);
	return true;
}

/* One register of 1 << size bytes, or two. */
static void vector(struct address *a, unsigned size, unsigned count)
{
	a->l->kind = LDST_VECTOR;
	a->l->size = (uint8_t)(1u << size);
	a->l->count = (uint8_t)count;
	a->l->access.size = count << size;
	a->l->access.element = (uint8_t)(1u << size);
}

static bool simd(struct address *a)
{
	static const enum index way[4] = {OFFSET, POST, OFFSET, PRE};
	uint32_t w = a->word;
	unsigned opc = field(w, 23, 22), size = (opc & 2) * 2 + (w >> 30);

	a->l->access.read = opc & 1;
	if ((w & 0xbe000000) == 0x0c000000)
		return structures_of(a);
	if ((w & 0x3e000000) == 0x2c000000) { /* LDP, STP, LDNP, STNP */
		size = (w >> 30) + 2;
		if (size > 4)
			return false;
		vector(a, size, 2);
		immediate(a, way[field(w, 24, 23)], (int64_t)sign_extend(field(w, 21, 15), 7) * (1 << size));
		return true;
	}
	if ((w & 0x3f000000) == 0x1c000000) {
		size = (w >> 30) + 2;
		if (size > 4)
			return false;
		vector(a, size, 1);
		literal(a);
		a->l->access.read = true;
		return true;
	}
	if (size > 4)
		return false;
	vector(a, size, 1);
	if ((w & 0x3f000000) == 0x3d000000)
		immediate(a, OFFSET, (int64_t)field(w, 21, 10) << size);
	else if ((w & 0x3f204c00) == 0x3c204800)
		register_offset(a, size);
	else if ((w & 0x3f200c00) == 0x3c000000)
		imm9(a, OFFSET);
	else if ((w & 0x3f200c00) == 0x3c000400)
		imm9(a, POST);
	else if ((w & 0x3f200c00) == 0x3c000c00)
		imm9(a, PRE);
	else if ((w & 0x3f200c00) == 0x1d000800) { /* LDAPUR, STLUR */
		imm9(a, OFFSET);
		a->l->kind = LDST_SIMD;
		a->l->access.ordered = true;
	} else
		return false;
	return true;
}

/* ---- together ---- */

/* ISS[24:14] of a stage 2 abort: ISV, SAS, SSE, SRT, SF, AR; for one general register without writeback. */
static uint32_t iss(const struct ldst *l)
{
	unsigned sas = l->size == 8 ? 3 : l->size / 2;

	if ((l->kind != LDST_LOAD && l->kind != LDST_STORE) || l->count != 1 || l->writeback)
		return 0;
	return 1u << 24 | sas << 22 | (uint32_t)l->sign << 21 | (uint32_t)l->rt << 16 | (uint32_t)l->wide << 15 |
	       (uint32_t)l->access.ordered << 14;
}

bool ldst_decode(const el2_state *s, const el2_insn *insn, struct ldst *l)
{
	uint32_t w = insn->word;
	struct address a = {s, w, l};
	el2_access *access = &l->access;

	*l = (struct ldst){.count = 1, .rt = w & 31, .rt2 = w >> 10 & 31, .rn = w >> 5 & 31, .rs = w >> 16 & 31};
	access->el = (uint8_t)el2_el(s);
	if (insn->form == EL2_FORM_SIMD_LDST) {
		if (!simd(&a))
			return false;
		access->write = !access->read;
		return true;
	}
	if (!base_isa(&a, insn))
		return false;
	access->size = (uint32_t)l->size * l->count;
	access->element = (uint8_t)(access->single ? access->size : l->size);
	access->read = l->kind != LDST_STORE && l->kind != LDST_STORE_EXCLUSIVE;
	access->write = l->kind != LDST_LOAD && l->kind != LDST_LOAD_EXCLUSIVE;
	access->iss = iss(l);
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
