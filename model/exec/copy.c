/* SPDX-License-Identifier: MIT */
/*
 * CPY* and CPYF*: memory copy. Option A, as with SET*: after the prologue of a forward copy Xd and Xs are the ends of
 * the ranges and Xn is minus what remains; of a backward copy Xd and Xs stay the beginnings and Xn is what remains. The
 * prologue goes to the end of its page, the main part until less than a page is left; that is IMPLEMENTATION DEFINED,
 * and as QEMU does it.
 * Source: A64 ISA XML 2025-03, CPYFP and CPYP; CheckMemCpyParams, IsMemCpyForward.
 */
#include "model/exec/mops.h"

struct copy {
	enum mops_stage stage;
	bool forward;
	uint8_t rd, rs, rn;
	uint8_t read_el, write_el;
	uint64_t to, from; /* of a backward copy: behind the last byte */
	uint64_t left;
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Bytes up to the next multiple of `unit`, in the direction of the copy. */
static uint64_t room(const struct copy *c, uint64_t at, uint64_t unit)
{
	return c->forward ? unit - at % unit : (at - 1) % unit + 1;
}

/* Is an access of a piece granted? A fault of a backward copy is at the byte that comes first. */
static bool grant(struct exec *x, const struct copy *c, const el2_access *a, struct span *span)
{
	if (exec_grant(x, a, span))
		return true;
	if (!c->forward && x->takes)
		x->fault.far += a->size - 1;
	return false;
}

/* One piece, within a page of both ranges, or a granule where tags are checked. Returns its size; 0: a fault. */
static uint64_t piece(struct exec *x, const struct copy *c, uint64_t limit)
{
	el2_access read = {.address = c->from, .el = c->read_el, .read = true, .checked = true};
	el2_access write = {.address = c->to, .el = c->write_el, .write = true, .checked = true};
	unsigned char bytes[EL2_PAGE_SIZE];
	struct span from, to;
	uint64_t n;

	n = smaller(limit, smaller(room(c, c->from, mops_unit(x, &read)), room(c, c->to, mops_unit(x, &write))));
	if (!c->forward) {
		read.address -= n;
		write.address -= n;
	}
	read.size = write.size = (uint32_t)n;
	if (!grant(x, c, &read, &from) || !grant(x, c, &write, &to))
		return 0;
	span_read(&from, bytes);
	span_write(&to, bytes);
	return n;
}

/* Where the registers stand after each piece, so that an exception leaves the instruction restartable. */
static void note(struct exec *x, const struct copy *c)
{
	if (!c->forward) {
		set_x(x, c->rn, c->left);
	} else if (c->stage == MOPS_PROLOGUE) {
		set_x(x, c->rd, c->to);
		set_x(x, c->rs, c->from);
		set_x(x, c->rn, c->left);
	} else {
		set_x(x, c->rn, -c->left);
	}
}

/* Until no more than `keep` is left; the last piece may go beyond that if it is `greedy`. */
static bool run(struct exec *x, struct copy *c, uint64_t keep, bool greedy)
{
	while (c->left > keep) {
		uint64_t n = piece(x, c, greedy ? c->left : c->left - keep);

		if (!n)
			return false;
		c->to += c->forward ? n : -n;
		c->from += c->forward ? n : -n;
		c->left -= n;
		note(x, c);
	}
	return true;
}

/* Backward where the destination begins within the source. */
static bool is_forward(uint64_t to, uint64_t from, uint64_t size)
{
	const uint64_t mask = UINT64_MAX >> 8;

	to &= mask;
	from &= mask;
	return !(from < to && ((from + size) & mask) > to);
}

static bool prologue(struct exec *x, struct copy *c, bool move)
{
	const uint64_t most = move ? UINT64_MAX >> 9 : INT64_MAX;
	uint64_t now;

	c->to = get_x(x, c->rd);
	c->from = get_x(x, c->rs);
	c->left = smaller(get_x(x, c->rn), most);
	c->forward = !move || is_forward(c->to, c->from, c->left);
	if (!c->forward) {
		c->to += c->left;
		c->from += c->left;
	}
	now = smaller(c->left, smaller(room(c, c->to, EL2_PAGE_SIZE), room(c, c->from, EL2_PAGE_SIZE)));
	if (!run(x, c, c->left - now, false))
		return false;
	if (c->forward) {
		set_x(x, c->rd, c->to + c->left);
		set_x(x, c->rs, c->from + c->left);
	}
	set_x(x, c->rn, c->forward ? -c->left : c->left);
	set_nzcv(x, 0);
	return true;
}

bool exec_mops_copy(struct exec *x)
{
	uint32_t w = x->word;
	bool move = w >> 26 & 1;
	struct copy c = {.stage = (enum mops_stage)bits(w, 23, 22),
			 .rd = (uint8_t)bits(w, 4, 0),
			 .rn = (uint8_t)bits(w, 9, 5),
			 .rs = (uint8_t)bits(w, 20, 16)};
	uint64_t n;

	c.write_el = (uint8_t)(w >> 12 & 1 ? el2_unprivileged_el(x->s) : x->el);
	c.read_el = (uint8_t)(w >> 13 & 1 ? el2_unprivileged_el(x->s) : x->el);
	if (c.stage == MOPS_PROLOGUE)
		return prologue(x, &c, move);
	n = get_x(x, c.rn);
	c.forward = !move || n >> 63;
	c.left = c.forward ? -n : n;
	if (!c.left)
		return true;
	if ((x->s->pstate & EL2_PSTATE_C) || (c.stage == MOPS_EPILOGUE && c.left >= EL2_PAGE_SIZE))
		return mops_mismatch(x, c.stage, bits(w, 15, 12) << 19,
				     (uint32_t)c.rd << 10 | (uint32_t)c.rs << 5 | c.rn);
	c.to = get_x(x, c.rd) + (c.forward ? n : c.left);
	c.from = get_x(x, c.rs) + (c.forward ? n : c.left);
	return run(x, &c, c.stage == MOPS_MAIN ? EL2_PAGE_SIZE - 1 : 0, true);
}
