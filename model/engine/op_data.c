/* SPDX-License-Identifier: MIT */
/* Data processing as operations. The arithmetic is that of model/exec. */
#include "decoder/bits.h"
#include "model/engine/ops.h"
#include "model/exec/arith.h"

#define R(n) (e->r[op->n])

/* ---- the second operand ---- */

static inline uint64_t immediate(const struct el2_engine *e, const struct op *op, bool wide)
{
	(void)e;
	(void)wide;
	return op->imm;
}

static inline uint64_t plain(const struct el2_engine *e, const struct op *op, bool wide)
{
	(void)wide;
	return R(m);
}

/* Shifted, and inverted if imm is all ones. */
static inline uint64_t by_shift(const struct el2_engine *e, const struct op *op, bool wide)
{
	return shifted(wide, op->k >> 6, R(m), op->k & 63) ^ op->imm;
}

static inline uint64_t by_extension(const struct el2_engine *e, const struct op *op, bool wide)
{
	(void)wide;
	return extended_by(op->k & 7, R(m), op->k >> 3);
}

/* ---- two operands: every kind of second one, of 64 and 32 bits ---- */

#define ONE(name, width, kind, second, body)                                                                           \
	static const struct op *name##width##kind(struct el2_engine *e, const struct op *op)                           \
	{                                                                                                              \
		const bool wide = width == 64;                                                                         \
		const uint64_t a = R(n), b = second(e, op, wide);                                                      \
		uint64_t r;                                                                                            \
                                                                                                                       \
		body;                                                                                                  \
		R(d) = narrow(wide, r);                                                                                \
		return op + 1;                                                                                         \
	}
#define BOTH(name, kind, second, body) ONE(name, 64, kind, second, body) ONE(name, 32, kind, second, body)
#define ALL(name, body)                                                                                                \
	BOTH(name, _imm, immediate, body)                                                                              \
	BOTH(name, _reg, plain, body)                                                                                  \
	BOTH(name, _shift, by_shift, body)
#define ALL_AND_EXTENDED(name, body) ALL(name, body) BOTH(name, _ext, by_extension, body)

ALL_AND_EXTENDED(add, r = a + b)
ALL_AND_EXTENDED(sub, r = a - b)
ALL_AND_EXTENDED(adds, r = add_with_carry(wide, a, b, false, &e->nzcv))
ALL_AND_EXTENDED(subs, r = add_with_carry(wide, a, ~b, true, &e->nzcv))
ALL(and_, r = a & b)
ALL(orr, r = a | b)
ALL(eor, r = a ^ b)
ALL(ands, r = narrow(wide, a &b); e->nzcv = logical_flags(wide, r))

enum kind {
	IMMEDIATE,
	REGISTER,
	SHIFTED,
	EXTENDED
};

static void choose(struct op *op, unsigned row, enum kind kind, bool wide)
{
#define ROW3(name)                                                                                                     \
	{                                                                                                              \
		{name##32_imm, name##64_imm}, {name##32_reg, name##64_reg}, {name##32_shift, name##64_shift},          \
		{                                                                                                      \
			0                                                                                              \
		}                                                                                                      \
	}
#define ROW4(name)                                                                                                     \
	{                                                                                                              \
		{name##32_imm, name##64_imm}, {name##32_reg, name##64_reg}, {name##32_shift, name##64_shift},          \
		{                                                                                                      \
			name##32_ext, name##64_ext                                                                     \
		}                                                                                                      \
	}
	static op_fn *const table[8][4][2] = {ROW4(add),  ROW4(adds), ROW4(sub), ROW4(subs),
					      ROW3(and_), ROW3(orr),  ROW3(eor), ROW3(ands)};

	op->fn = table[row][kind][wide];
#undef ROW3
#undef ROW4
}

/* ---- others ---- */

static const struct op *nop(struct el2_engine *e, const struct op *op)
{
	(void)e;
	return op + 1;
}

static const struct op *set(struct el2_engine *e, const struct op *op)
{
	R(d) = op->imm;
	return op + 1;
}

static const struct op *move(struct el2_engine *e, const struct op *op)
{
	R(d) = R(m);
	return op + 1;
}

static const struct op *movk(struct el2_engine *e, const struct op *op)
{
	R(d) = (R(d) & ~(UINT64_C(0xffff) << op->k)) | op->imm;
	return op + 1;
}

static const struct op *movk32(struct el2_engine *e, const struct op *op)
{
	R(d) = ((uint32_t)R(d) & ~(UINT64_C(0xffff) << op->k)) | op->imm;
	return op + 1;
}

static const struct op *adr(struct el2_engine *e, const struct op *op)
{
	R(d) = op_here(e, op) + op->imm;
	return op + 1;
}

static const struct op *adrp(struct el2_engine *e, const struct op *op)
{
	R(d) = (op_here(e, op) & ~UINT64_C(0xfff)) + op->imm;
	return op + 1;
}

/* UBFM and BFM: rotated by k, the bits of imm. */
static const struct op *ubfm64(struct el2_engine *e, const struct op *op)
{
	R(d) = shifted(true, 3, R(n), op->k) & op->imm;
	return op + 1;
}

static const struct op *ubfm32(struct el2_engine *e, const struct op *op)
{
	R(d) = shifted(false, 3, R(n), op->k) & op->imm;
	return op + 1;
}

static const struct op *bfm64(struct el2_engine *e, const struct op *op)
{
	R(d) = (R(d) & ~op->imm) | (shifted(true, 3, R(n), op->k) & op->imm);
	return op + 1;
}

static const struct op *bfm32(struct el2_engine *e, const struct op *op)
{
	R(d) = narrow(false, (R(d) & ~op->imm) | (shifted(false, 3, R(n), op->k) & op->imm));
	return op + 1;
}

/* SBFM: up by k, down with the sign by m, up by imm. */
static const struct op *sbfm64(struct el2_engine *e, const struct op *op)
{
	R(d) = shifted(true, 2, R(n) << op->k, op->m) << op->imm;
	return op + 1;
}

static const struct op *sbfm32(struct el2_engine *e, const struct op *op)
{
	R(d) = narrow(false, shifted(false, 2, R(n) << op->k, op->m) << op->imm);
	return op + 1;
}

static const struct op *extr64(struct el2_engine *e, const struct op *op)
{
	R(d) = op->k ? R(m) >> op->k | R(n) << (64 - op->k) : R(m);
	return op + 1;
}

static const struct op *extr32(struct el2_engine *e, const struct op *op)
{
	uint64_t low = (uint32_t)R(m);

	R(d) = narrow(false, op->k ? low >> op->k | R(n) << (32 - op->k) : low);
	return op + 1;
}

/* CSEL, CSINC, CSINV, CSNEG: else m, inverted by imm, plus delta. */
static const struct op *csel64(struct el2_engine *e, const struct op *op)
{
	R(d) = op_holds(e, op->k) ? R(n) : (R(m) ^ op->imm) + (uint64_t)op->delta;
	return op + 1;
}

static const struct op *csel32(struct el2_engine *e, const struct op *op)
{
	R(d) = narrow(false, op_holds(e, op->k) ? R(n) : (R(m) ^ op->imm) + (uint64_t)op->delta);
	return op + 1;
}

/* CCMP, CCMN: what is compared with is m plus delta; d: subtract; imm: the flags otherwise. */
static inline const struct op *ccmp(struct el2_engine *e, const struct op *op, bool wide)
{
	uint64_t m = R(m) + (uint64_t)op->delta;

	if (op_holds(e, op->k))
		add_with_carry(wide, R(n), op->d ? ~m : m, op->d, &e->nzcv);
	else
		e->nzcv = (uint32_t)op->imm;
	return op + 1;
}

static const struct op *ccmp64(struct el2_engine *e, const struct op *op)
{
	return ccmp(e, op, true);
}

static const struct op *ccmp32(struct el2_engine *e, const struct op *op)
{
	return ccmp(e, op, false);
}

static const struct op *madd64(struct el2_engine *e, const struct op *op)
{
	R(d) = R(k) + R(n) * R(m);
	return op + 1;
}

static const struct op *msub64(struct el2_engine *e, const struct op *op)
{
	R(d) = R(k) - R(n) * R(m);
	return op + 1;
}

static const struct op *madd32(struct el2_engine *e, const struct op *op)
{
	R(d) = narrow(false, R(k) + R(n) * R(m));
	return op + 1;
}

static const struct op *msub32(struct el2_engine *e, const struct op *op)
{
	R(d) = narrow(false, R(k) - R(n) * R(m));
	return op + 1;
}

/* LSLV, LSRV, ASRV, RORV: k is the type. */
static const struct op *shift64(struct el2_engine *e, const struct op *op)
{
	R(d) = shifted(true, op->k, R(n), R(m) & 63);
	return op + 1;
}

static const struct op *shift32(struct el2_engine *e, const struct op *op)
{
	R(d) = shifted(false, op->k, R(n), R(m) & 31);
	return op + 1;
}

/* ---- from words ---- */

static void bitfield(struct op *op, uint32_t w, bool wide)
{
	unsigned opc = bits(w, 30, 29), immr = bits(w, 21, 16), imms = bits(w, 15, 10), width = wide ? 64 : 32;
	uint64_t wmask, tmask;

	op->n = or_zero(op->n);
	op->k = (uint8_t)immr;
	if (opc == 0) {
		op->fn = wide ? sbfm64 : sbfm32;
		op->k = (uint8_t)(width - 1 - imms);
		op->m = (uint8_t)(op->k + (imms >= immr ? immr : 0));
		op->imm = imms >= immr ? 0 : width - immr;
		return;
	}
	exec_bit_masks(wide, wide, imms, immr, &wmask, &tmask);
	op->imm = wmask & tmask;
	op->fn = opc == 1 ? (wide ? bfm64 : bfm32) : wide ? ubfm64 : ubfm32;
}

static void logical_register(struct op *op, uint32_t w, bool wide)
{
	unsigned shift = bits(w, 23, 22) << 6 | bits(w, 15, 10), opc = bits(w, 30, 29);
	bool inverts = w >> 21 & 1;

	op->k = (uint8_t)shift;
	op->imm = inverts ? UINT64_MAX : 0;
	if (opc == 1 && op->n == R_ZERO && !shift && !inverts && wide)
		op->fn = move;
	else
		choose(op, 4 + opc, shift || inverts ? SHIFTED : REGISTER, wide);
}

static void move_wide(struct op *op, uint32_t w, bool wide)
{
	unsigned opc = bits(w, 30, 29);

	op->k = (uint8_t)(bits(w, 22, 21) * 16);
	op->imm = (uint64_t)bits(w, 20, 5) << op->k;
	op->fn = opc == 3 ? wide ? movk : movk32 : set;
	if (opc == 0)
		op->imm = narrow(wide, ~op->imm);
}

static void address_of_label(struct op *op, uint32_t w)
{
	uint64_t imm = (uint64_t)bits(w, 23, 5) << 2 | bits(w, 30, 29);

	imm = (imm ^ 0x100000) - 0x100000;
	op->imm = w >> 31 ? imm << 12 : imm;
	op->fn = w >> 31 ? adrp : adr;
}

static void conditional_compare(struct op *op, uint32_t w, bool wide)
{
	op->k = (uint8_t)bits(w, 15, 12);
	op->imm = (uint64_t)(w & 15) << 28;
	op->d = w >> 30 & 1;
	if (w >> 11 & 1) {
		op->m = R_ZERO;
		op->delta = (int16_t)bits(w, 20, 16);
	}
	op->fn = wide ? ccmp64 : ccmp32;
}

/* Results that go to XZR, of what does nothing but give a result. */
static void drop_unseen(struct op *op, bool sp)
{
	if (op->d == 31 && sp)
		op->d = R_SP;
	else if (op->d == 31)
		op->fn = nop;
}

bool engine_is_pure(const struct op *op)
{
	el2_insn insn;
	struct op same;

	el2_decode(op->word, &insn);
	return insn.cls == EL2_CLASS_GENERAL && engine_op_data(&insn, &same) && op->fn != adr && op->fn != adrp &&
	       op->d != R_SP && op->n != R_SP;
}

bool engine_op_data(const el2_insn *insn, struct op *op)
{
	uint32_t w = insn->word;
	bool wide = w >> 31, sets_flags = false, sp = false, has_result = true;

	op->d = w & 31;
	op->n = w >> 5 & 31;
	op->m = w >> 16 & 31;
	switch (insn->form) {
	case EL2_FORM_ADR:
		address_of_label(op, w);
		break;
	case EL2_FORM_ADD_IMM:
		sets_flags = w >> 29 & 1;
		sp = !sets_flags;
		op->n = or_sp(op->n);
		op->imm = (uint64_t)bits(w, 21, 10) << (w >> 22 & 1 ? 12 : 0);
		choose(op, bits(w, 30, 29), IMMEDIATE, wide);
		break;
	case EL2_FORM_ADD_REG:
		sets_flags = w >> 29 & 1;
		op->k = (uint8_t)(bits(w, 23, 22) << 6 | bits(w, 15, 10));
		choose(op, bits(w, 30, 29), bits(w, 15, 10) ? SHIFTED : REGISTER, wide);
		break;
	case EL2_FORM_ADD_EXT:
		sets_flags = w >> 29 & 1;
		sp = !sets_flags;
		op->n = or_sp(op->n);
		op->k = (uint8_t)(bits(w, 12, 10) << 3 | bits(w, 15, 13));
		choose(op, bits(w, 30, 29), EXTENDED, wide);
		break;
	case EL2_FORM_LOGICAL_IMM: {
		uint64_t unused;

		sets_flags = bits(w, 30, 29) == 3;
		sp = !sets_flags;
		exec_bit_masks(wide, bits(w, 22, 22), bits(w, 15, 10), bits(w, 21, 16), &op->imm, &unused);
		choose(op, 4 + bits(w, 30, 29), IMMEDIATE, wide);
		break;
	}
	case EL2_FORM_LOGICAL_REG:
		sets_flags = bits(w, 30, 29) == 3;
		logical_register(op, w, wide);
		break;
	case EL2_FORM_MOVE_WIDE:
		move_wide(op, w, wide);
		break;
	case EL2_FORM_BITFIELD:
		bitfield(op, w, wide);
		break;
	case EL2_FORM_EXTR_32:
	case EL2_FORM_EXTR_64:
		op->k = (uint8_t)bits(w, 15, 10);
		op->fn = wide ? extr64 : extr32;
		break;
	case EL2_FORM_CSEL:
		op->k = (uint8_t)bits(w, 15, 12);
		op->imm = w >> 30 & 1 ? UINT64_MAX : 0;
		op->delta = w >> 10 & 1;
		op->fn = wide ? csel64 : csel32;
		break;
	case EL2_FORM_CCMP:
		has_result = false;
		conditional_compare(op, w, wide);
		break;
	case EL2_FORM_MADD:
		op->k = (uint8_t)bits(w, 14, 10);
		op->fn = w >> 15 & 1 ? (wide ? msub64 : msub32) : wide ? madd64 : madd32;
		break;
	case EL2_FORM_SHIFT_REG:
		op->k = (uint8_t)bits(w, 11, 10);
		op->fn = wide ? shift64 : shift32;
		break;
	case EL2_FORM_DSB:
	case EL2_FORM_DMB:
	case EL2_FORM_ISB:
		has_result = false;
		op->fn = nop;
		break;
	default:
		return false;
	}
	if (sets_flags)
		op->d = or_sink(op->d);
	else if (has_result)
		drop_unseen(op, sp);
	return true;
}
