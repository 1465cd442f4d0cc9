/* SPDX-License-Identifier: MIT */
/*
 * The instructions of the Memory Tagging Extension, but for SETG* (exec_mops.c) and DC (exec_system.c).
 * Source: A64 ISA XML 2025-03.
 */
#include "model/exec/exec.h"

/* Is allocation tag access enabled? The rules have found out. */
static bool enabled(const struct exec *x)
{
	return x->arch->effect != EL2_EFFECT_TAGS_IGNORED;
}

/* ---- logical tags ---- */

/* RGSR_EL1.SEED after one bit; the bit that it gives. Source: NextRandomTagBit. */
static unsigned next_bit(uint64_t *seed)
{
	uint64_t lfsr = *seed;
	unsigned top = (unsigned)(lfsr >> 5 ^ lfsr >> 3 ^ lfsr >> 2 ^ lfsr) & 1;

	*seed = (lfsr >> 1 | (uint64_t)top << 15) & 0xffff;
	return top;
}

/*
 * GCR_EL1.RRND=1 leaves the generator to the CPU. This one uses the same, so that tests stay repeatable; but a seed of
 * zero, which that generator never leaves, it replaces.
 */
#define RRND_SEED 0xace1u

static unsigned next_tag(el2_state *s)
{
	uint64_t seed = EL2_GET(s, RGSR_EL1, SEED);
	unsigned tag = 0;

	if (!seed && EL2_GET(s, GCR_EL1, RRND))
		seed = RRND_SEED;
	for (unsigned i = 0; i < 4; i++)
		tag |= next_bit(&seed) << i;
	s->sysreg[EL2_SYSREG_RGSR_EL1] =
		(s->sysreg[EL2_SYSREG_RGSR_EL1] & ~EL2_MASK(RGSR_EL1, SEED)) | seed << EL2_LSB_RGSR_EL1_SEED;
	return tag;
}

bool exec_irg(struct exec *x)
{
	el2_state *s = x->s;
	uint64_t address = get_xsp(x, x->insn->rn);
	uint16_t exclude = (uint16_t)(get_x(x, x->insn->rm) | EL2_GET(s, GCR_EL1, Exclude));
	unsigned tag = 0;

	if (enabled(x)) {
		if (EL2_GET(s, GCR_EL1, RRND))
			x->unpredictable = true;
		tag = (unsigned)EL2_GET(s, RGSR_EL1, TAG);
		tag = tag_choose(tag, next_tag(s), exclude);
		s->sysreg[EL2_SYSREG_RGSR_EL1] = (s->sysreg[EL2_SYSREG_RGSR_EL1] & ~EL2_MASK(RGSR_EL1, TAG)) | tag;
	}
	set_xsp(x, x->insn->rd, with_tag(address, tag));
	return true;
}

bool exec_addg(struct exec *x)
{
	const el2_insn *insn = x->insn;
	uint64_t address = get_xsp(x, insn->rn), offset = (uint64_t)insn->imm;
	unsigned tag = 0;

	if (enabled(x))
		tag = tag_choose(tag_of(address), insn->tag, (uint16_t)EL2_GET(x->s, GCR_EL1, Exclude));
	address += insn->form == EL2_FORM_SUBG ? -offset : offset;
	set_xsp(x, insn->rd, with_tag(address, tag));
	return true;
}

bool exec_gmi(struct exec *x)
{
	set_x(x, x->insn->rd, get_x(x, x->insn->rm) | UINT64_C(1) << tag_of(get_xsp(x, x->insn->rn)));
	return true;
}

bool exec_subp(struct exec *x)
{
	uint64_t a = sign_extend(get_xsp(x, x->insn->rn), 56), b = sign_extend(get_xsp(x, x->insn->rm), 56), r = a - b;

	set_x(x, x->insn->rd, r);
	if (x->insn->form == EL2_FORM_SUBPS)
		set_nzcv(x, (r >> 63 ? EL2_PSTATE_N : 0) | (r ? 0 : EL2_PSTATE_Z) | (a >= b ? EL2_PSTATE_C : 0) |
				    (((a ^ b) & (a ^ r)) >> 63 ? EL2_PSTATE_V : 0));
	return true;
}

/* ---- one or two granules ---- */

/* The address and the new base of the offset, pre- and post-indexed forms. */
static uint64_t address_of(const struct exec *x, uint64_t *base)
{
	uint64_t address = get_xsp(x, x->insn->rn), moved = address + (uint64_t)(int64_t)x->insn->imm;

	*base = moved;
	return x->insn->flags & EL2_INSN_POST ? address : moved;
}

static void write_back(struct exec *x, uint64_t base)
{
	if (x->insn->flags & EL2_INSN_WRITEBACK)
		set_xsp(x, x->insn->rn, base);
}

bool exec_ldg(struct exec *x)
{
	uint64_t base, address = address_of(x, &base);
	el2_access a = {.address = address & ~(uint64_t)15,
			.size = EL2_GRANULE,
			.el = x->el,
			.read = true,
			.tags = true,
			.base_sp = x->insn->rn == 31};
	struct span span;

	if (!exec_grant(x, &a, &span))
		return false;
	set_x(x, x->insn->rd, with_tag(get_x(x, x->insn->rd), enabled(x) ? span_tag(&span, 0) : 0));
	return true;
}

/* The access of STG and its like: whole granules, with their tags. */
static el2_access granules_written(const struct exec *x, uint64_t address, unsigned granules)
{
	return (el2_access){.address = address,
			    .size = granules * EL2_GRANULE,
			    .el = x->el,
			    .align = EL2_GRANULE,
			    .write = true,
			    .tags = true,
			    .tag_write = true,
			    .base_sp = x->insn->rn == 31};
}

/* STG, ST2G, STZG, STZ2G */
bool exec_stg(struct exec *x)
{
	const el2_form_info *form = el2_form_get(x->insn->form);
	unsigned granules = form->tag_effect == EL2_TAG_WRITE_2_GRANULES ? 2 : 1;
	uint64_t base, address = address_of(x, &base), source = get_xsp(x, x->insn->rd);
	el2_access a = granules_written(x, address, granules);
	struct span span;

	if (!exec_grant(x, &a, &span))
		return false;
	if (form->data_effect == EL2_DATA_ZERO)
		span_zero(&span);
	if (enabled(x))
		span_set_tags(&span, 0, granules, tag_of(source));
	write_back(x, base);
	return true;
}

bool exec_stgp(struct exec *x)
{
	uint64_t base, address = address_of(x, &base);
	const uint64_t data[] = {get_x(x, x->insn->rd), get_x(x, x->insn->rt2)};
	unsigned char bytes[EL2_GRANULE];
	el2_access a = granules_written(x, address, 1);
	struct span span;

	if (!exec_grant(x, &a, &span))
		return false;
	store_halves(bytes, data);
	span_write(&span, bytes);
	if (enabled(x))
		span_set_tags(&span, 0, 1, tag_of(address));
	write_back(x, base);
	return true;
}

/* ---- blocks ---- */

/* LDGM, STGM: 4 << GMID_EL1.BS bytes; the tag of granule n of the 16 that a register holds in bits 4n. */
bool exec_tag_block(struct exec *x)
{
	unsigned bs = x->s->sysreg[EL2_SYSREG_GMID_EL1] & 15, size = 4u << bs;
	uint64_t address = get_xsp(x, x->insn->rn), value = get_x(x, x->insn->rd);
	bool load = x->insn->form == EL2_FORM_LDGM;
	el2_access a = {.el = x->el,
			.read = load,
			.write = !load,
			.tags = true,
			.tag_write = !load,
			.base_sp = x->insn->rn == 31};
	struct span span;
	unsigned first, granules;

	if (bs < 2 || bs > 6)
		return exec_unmodelled(x, "GMID_EL1.BS outside 2 to 6");
	a.address = address & ~(uint64_t)(size - 1);
	a.size = size;
	if (!exec_grant(x, &a, &span))
		return false;
	first = a.address >> 4 & 15;
	granules = size / EL2_GRANULE;
	if (!load) {
		for (unsigned i = 0; enabled(x) && i < granules; i++)
			span_set_tags(&span, i, 1, value >> (first + i) * 4 & 15);
		return true;
	}
	value = 0;
	for (unsigned i = 0; enabled(x) && i < granules; i++)
		value |= (uint64_t)span_tag(&span, i) << (first + i) * 4;
	set_x(x, x->insn->rd, value);
	return true;
}

bool exec_stzgm(struct exec *x)
{
	unsigned bs = x->s->sysreg[EL2_SYSREG_DCZID_EL0] & 15, size = 4u << bs;
	el2_access a = {.address = get_xsp(x, x->insn->rn) & ~(uint64_t)(size - 1),
			.size = size,
			.el = x->el,
			.write = true,
			.tags = true,
			.tag_write = true,
			.zeroing = true,
			.base_sp = x->insn->rn == 31};
	unsigned tag = get_x(x, x->insn->rd) & 15;
	struct span span;

	if (bs < 2 || bs > 9)
		return exec_unmodelled(x, "DCZID_EL0.BS outside 2 to 9");
	if (!exec_grant(x, &a, &span))
		return false;
	span_zero(&span);
	if (enabled(x))
		span_set_tags(&span, 0, size / EL2_GRANULE, tag);
	return true;
}
