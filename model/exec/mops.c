/* SPDX-License-Identifier: MIT */
/*
 * SET* and SETG*: memory set, with tags. This CPU implements option A: after the prologue Xd is the end of the range
 * and Xn minus what remains, PSTATE.NZCV is 0. The prologue goes to the end of its page, the main part does whole
 * pages, the epilogue the rest; that is IMPLEMENTATION DEFINED, and as QEMU does it.
 * Source: A64 ISA XML 2025-03, SETP and SETGP; CheckMemSetParams.
 */
#include "model/exec/mops.h"

#include <string.h>

struct set {
	enum mops_stage stage;
	bool tags; /* SETG* */
	bool data; /* all but SETGO* */
	uint8_t rd, rn, rs;
	uint8_t el;
	uint64_t to, left;
};

/* To EL2 if the hypervisor wants those of EL1 (HCRX_EL2.MCE2, which is there where MSCEn lets EL1 execute them). */
bool mops_mismatch(struct exec *x, enum mops_stage stage, uint32_t kind, uint32_t registers)
{
	const el2_state *s = x->s;
	uint32_t iss = kind | (uint32_t)(stage == MOPS_EPILOGUE) << 18 |
		       (uint32_t)((s->pstate & EL2_PSTATE_C) != 0) << 17 | 1u << 16 | registers;

	exec_rule(x, EL2_RULE_OF(MOPS_OPTION));
	exec_raise(x, EL2_EC_MOPS, iss);
	if (x->el == 1 && el2_el2_enabled(s) && EL2_GET(s, HCRX_EL2, MCE2))
		el2_exception_build(s, 2, EL2_ESR(EL2_EC_MOPS, iss), s->pc, &x->fault);
	return false;
}

uint64_t mops_unit(const struct exec *x, const el2_access *a)
{
	struct regime r;

	regime_of(x->s, a->el, a->address, &r);
	return tag_is_checked(x->s, a, &r) ? EL2_GRANULE : EL2_PAGE_SIZE;
}

/* One piece of the range: to the end of its page, or of its granule where tags are checked. Returns its size. */
static uint64_t piece(struct exec *x, const struct set *m, uint64_t limit)
{
	el2_access a = {.address = m->to,
			.el = m->el,
			.write = true,
			.checked = !m->tags,
			.tags = m->tags,
			.tag_write = m->tags};
	unsigned char bytes[EL2_PAGE_SIZE];
	uint64_t unit = mops_unit(x, &a), n;
	struct span span;

	n = unit - m->to % unit;
	a.size = (uint32_t)(n < limit ? n : limit);
	if (!exec_grant(x, &a, &span))
		return 0;
	if (m->data) {
		memset(bytes, (int)(get_x(x, m->rs) & 0xff), a.size);
		span_write(&span, bytes);
	}
	if (m->tags && el2_tag_access_enabled(x->s, m->el, NULL))
		span_set_tags(&span, 0, a.size / EL2_GRANULE, tag_of(m->to));
	return a.size;
}

/* Where the registers stand after each piece, so that an exception leaves the instruction restartable. */
static void note(struct exec *x, const struct set *m)
{
	if (m->stage == MOPS_PROLOGUE) {
		set_x(x, m->rd, m->to);
		set_x(x, m->rn, m->left);
	} else {
		set_x(x, m->rn, -m->left);
	}
}

static bool granule_aligned(struct exec *x, const struct set *m)
{
	el2_access a = {.address = m->to, .el = m->el, .write = true};

	if (!m->tags || !((m->left && m->to % EL2_GRANULE) || m->left % EL2_GRANULE))
		return true;
	return exec_abort(x, &a, m->to, 0x21, EL2_RULE_OF(MEMORY_ALIGNMENT));
}

static bool run(struct exec *x, struct set *m, uint64_t now)
{
	while (now) {
		uint64_t n = piece(x, m, now);

		if (!n)
			return false;
		m->to += n;
		m->left -= n;
		now -= n;
		note(x, m);
	}
	return true;
}

static bool prologue(struct exec *x, struct set *m)
{
	uint64_t now;

	m->to = get_x(x, m->rd);
	m->left = get_x(x, m->rn);
	if (m->left > INT64_MAX)
		m->left = m->tags ? INT64_MAX & ~(uint64_t)15 : INT64_MAX;
	now = EL2_PAGE_SIZE - m->to % EL2_PAGE_SIZE;
	if (!granule_aligned(x, m) || !run(x, m, now < m->left ? now : m->left))
		return false;
	set_x(x, m->rd, m->to + m->left);
	set_x(x, m->rn, -m->left);
	set_nzcv(x, 0);
	return true;
}

bool exec_mops_set(struct exec *x)
{
	struct set m = {.stage = (enum mops_stage)bits(x->word, 15, 14),
			.tags = el2_form_get(x->insn->form)->tag_effect != EL2_TAG_NONE,
			.data = true,
			.rd = (uint8_t)bits(x->word, 4, 0),
			.rn = (uint8_t)bits(x->word, 9, 5),
			.rs = (uint8_t)bits(x->word, 20, 16),
			.el = (uint8_t)el2_access_el(x->s, x->insn)};

	if (m.tags && el2_form_get(x->insn->form)->data_effect == EL2_DATA_NONE)
		return exec_unmodelled(x, "SETGO*: behaviour not known");
	if (m.stage == MOPS_PROLOGUE)
		return prologue(x, &m);
	m.left = -get_x(x, m.rn);
	m.to = get_x(x, m.rd) - m.left;
	if (!m.left)
		return true;
	if ((x->s->pstate & EL2_PSTATE_C) || (m.stage == MOPS_EPILOGUE && m.left >= EL2_PAGE_SIZE))
		return mops_mismatch(x, m.stage, 1u << 24 | (uint32_t)m.tags << 23 | bits(x->word, 13, 12) << 19,
				     (uint32_t)m.rd << 10 | (uint32_t)m.rs << 5 | m.rn);
	return granule_aligned(x, &m) &&
	       run(x, &m, m.stage == MOPS_MAIN ? m.left & ~(uint64_t)(EL2_PAGE_SIZE - 1) : m.left);
}
