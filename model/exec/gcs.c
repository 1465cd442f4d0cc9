/* SPDX-License-Identifier: MIT */
/*
 * The Guarded Control Stack: what calls push and returns compare, and its own operations. Source: Arm pseudocode
 * AddGCSRecord, LoadCheckGCSRecord, GCSDataCheckException; A64 ISA XML 2025-03, GCSPUSHM to GCSSS2; QEMU 11.1.
 */
#include "model/exec/exec.h"

/* What failed, in ISS.IT. */
enum check {
	CHECK_RET = 0,
	CHECK_POPM = 1,
	CHECK_RETAA = 2,
	CHECK_RETAB = 3,
	CHECK_SS1 = 4,
	CHECK_SS2 = 5,
	CHECK_POPCX = 8,
	CHECK_POPX = 9,
};

#define TOKEN_EXCEPTION UINT64_C(9) /* on top of what GCSPUSHX pushes */
#define TOKEN_CAP       UINT64_C(1) /* of a stack that is not in use, beside its page number */
#define TOKEN_SWITCHING UINT64_C(5)

#define RECORD 4 /* doublewords of what GCSPUSHX pushes */

static uint64_t *pointer(const struct exec *x)
{
	static const uint16_t registers[] = {EL2_SYSREG_GCSPR_EL0, EL2_SYSREG_GCSPR_EL1, EL2_SYSREG_GCSPR_EL2,
					     EL2_SYSREG_GCSPR_EL3};

	return &x->s->sysreg[registers[x->el]];
}

static uint64_t top(const struct exec *x)
{
	return *pointer(x) & ~UINT64_C(7);
}

static bool compares(const struct exec *x)
{
	static const uint16_t controls[] = {EL2_SYSREG_GCSCRE0_EL1, EL2_SYSREG_GCSCR_EL1, EL2_SYSREG_GCSCR_EL2,
					    EL2_SYSREG_GCSCR_EL3};

	return x->s->sysreg[controls[x->el]] & EL2_BIT(GCSCR_EL1, RVCHKEN);
}

/* ---- memory ---- */

static bool grant(struct exec *x, uint64_t address, bool read, bool write, struct span *span)
{
	el2_access a = {
		.address = address, .size = 8, .el = x->el, .align = 8, .read = read, .write = write, .gcs = true};

	return exec_grant(x, &a, span);
}

static bool load(struct exec *x, uint64_t address, uint64_t *value)
{
	struct span span;

	if (!grant(x, address, true, false, &span))
		return false;
	*value = span_load(&span);
	return true;
}

static bool store(struct exec *x, uint64_t address, uint64_t value)
{
	struct span span;

	if (!grant(x, address, false, true, &span))
		return false;
	span_store(&span, value);
	return true;
}

/* GCSDataCheckException. Always false. */
static bool mismatch(struct exec *x, enum check check)
{
	bool returns = check == CHECK_RET || check == CHECK_RETAA || check == CHECK_RETAB;
	unsigned rn = returns ? bits(x->word, 9, 5) : x->word & 31;

	exec_rule(x, EL2_RULE_OF(GCS_CHECK));
	return exec_raise(x, EL2_EC_GCS, rn << 5 | check);
}

/* ---- calls and returns ---- */

bool exec_gcs_call(struct exec *x)
{
	if (!el2_gcs_enabled(x->s, x->el))
		return true;
	if (!store(x, top(x) - 8, x->s->pc + 4))
		return false;
	*pointer(x) = top(x) - 8;
	return true;
}

bool exec_gcs_return(struct exec *x, uint64_t *target)
{
	uint64_t recorded;

	if (!el2_gcs_enabled(x->s, x->el))
		return true;
	if (!load(x, top(x), &recorded))
		return false;
	if (recorded != *target && compares(x))
		return mismatch(x, x->insn->form != EL2_FORM_RETAA ? CHECK_RET
				   : bits(x->word, 10, 10)         ? CHECK_RETAB
								   : CHECK_RETAA);
	*target = recorded;
	*pointer(x) = top(x) + 8;
	return true;
}

/* ---- operations ---- */

static bool push(struct exec *x, uint64_t value)
{
	if (!store(x, top(x) - 8, value))
		return false;
	*pointer(x) = top(x) - 8;
	return true;
}

static bool pop(struct exec *x)
{
	uint64_t value;

	if (!load(x, top(x), &value))
		return false;
	if (value & 3)
		return mismatch(x, CHECK_POPM);
	*pointer(x) = top(x) + 8;
	set_x(x, x->insn->rd, value);
	return true;
}

/* Behind the token, from the top: ELR, SPSR, X30. */
static void exception_record(const struct exec *x, uint64_t record[RECORD])
{
	static const uint16_t spsrs[] = {[1] = EL2_SYSREG_SPSR_EL1, EL2_SYSREG_SPSR_EL2, EL2_SYSREG_SPSR_EL3};

	record[0] = TOKEN_EXCEPTION;
	record[1] = exec_return_address(x);
	record[2] = x->s->sysreg[spsrs[x->el]];
	record[3] = x->s->x[30];
}

static bool push_exception(struct exec *x)
{
	uint64_t record[RECORD], base = top(x) - 8 * RECORD;

	exception_record(x, record);
	for (unsigned i = RECORD; i-- > 0;)
		if (!store(x, base + 8 * i, record[i]))
			return false;
	*pointer(x) = base;
	x->s->exlock = false;
	return true;
}

/* GCSPOPX looks at the token alone. */
static bool pop_exception(struct exec *x, bool compare)
{
	uint64_t record[RECORD], value;

	exception_record(x, record);
	for (unsigned i = 0; i < RECORD; i++) {
		if (!load(x, top(x) + 8 * i, &value))
			return false;
		if (value != record[i] && (compare || !i))
			return mismatch(x, compare ? CHECK_POPCX : CHECK_POPX);
	}
	*pointer(x) = top(x) + 8 * RECORD;
	if (compare)
		x->s->exlock = el2_gcs_locks(x->s, x->el);
	return true;
}

/* To a stack whose cap is at an address: the cap becomes a token that leads back. */
static bool switch_to(struct exec *x)
{
	uint64_t to = get_x(x, x->insn->rd), cap;
	struct span span;

	if (!grant(x, to, true, true, &span))
		return false;
	cap = span_load(&span);
	if (cap != ((to & ~UINT64_C(0xfff)) | TOKEN_CAP))
		return mismatch(x, CHECK_SS1);
	span_store(&span, top(x) | TOKEN_SWITCHING);
	*pointer(x) = to & ~UINT64_C(7);
	return true;
}

/* The token is popped; the stack that it leads back to gets a cap, whose address is the result. */
static bool switched(struct exec *x)
{
	uint64_t token, from;

	if (!load(x, top(x), &token))
		return false;
	if ((token & 7) != TOKEN_SWITCHING)
		return mismatch(x, CHECK_SS2);
	from = (token & ~UINT64_C(7)) - 8;
	if (!store(x, from, (from & ~UINT64_C(0xfff)) | TOKEN_CAP))
		return false;
	*pointer(x) = top(x) + 8;
	set_x(x, x->insn->rd, from);
	return true;
}

bool exec_gcs_operation(struct exec *x)
{
	if (!el2_gcs_enabled(x->s, x->el))
		return true;
	switch (x->insn->sysreg) {
	case EL2_SYSREG_GCSPUSHM:
		return push(x, get_x(x, x->insn->rd));
	case EL2_SYSREG_GCSPOPM:
		return pop(x);
	case EL2_SYSREG_GCSPUSHX:
		return push_exception(x);
	case EL2_SYSREG_GCSPOPX:
		return pop_exception(x, false);
	case EL2_SYSREG_GCSPOPCX:
		return pop_exception(x, true);
	case EL2_SYSREG_GCSSS1:
		return switch_to(x);
	default:
		return switched(x);
	}
}

/* GCSSTR, GCSSTTR */
bool exec_gcs_store(struct exec *x)
{
	unsigned rn = bits(x->word, 9, 5);
	el2_access a = {.address = get_xsp(x, rn),
			.size = 8,
			.el = (uint8_t)(bits(x->word, 12, 12) ? el2_unprivileged_el(x->s) : x->el),
			.align = 8,
			.write = true,
			.base_sp = rn == 31,
			.gcs = true};
	struct span span;

	if (!exec_grant(x, &a, &span))
		return false;
	span_store(&span, get_x(x, x->word & 31));
	return true;
}
