/* SPDX-License-Identifier: MIT */
/* Which instructions may run unseen; and addresses as code that knows no tags wants them. */
#include "model/engine/engine.h"
#include "model/exec/exec.h"

uint64_t cpu_untagged(const el2_state *s, uint64_t address)
{
	const uint64_t top = UINT64_C(0xff) << 56;
	struct regime r;

	if (!(address & top) || (address >> 55) == 0x1ff)
		return address;
	regime_of(s, el2_el(s), address, &r);
	if (!r.tbi)
		return address;
	return r.two_ranges && r.upper ? address | top : address & ~top;
}

/* FPEN of CPACR_EL1, and of CPTR_EL2 with E2H: traps everything (x0), EL0 (01), nothing (11). */
static bool fpen(uint64_t value, bool el0)
{
	unsigned enabled = value >> EL2_LSB_CPACR_EL1_FPEN & 3;

	return enabled == 3 || (enabled == 1 && !el0);
}

bool cpu_simd_enabled(const el2_state *s)
{
	unsigned el = el2_el(s);
	bool host = el2_el_is_in_host(s, el), el2 = el < 3 && el2_el2_enabled(s);

	if (el < 2 && !host && !fpen(s->sysreg[EL2_SYSREG_CPACR_EL1], el == 0))
		return false;
	if (el2 && EL2_GET(s, HCR_EL2, E2H) && !fpen(s->sysreg[EL2_SYSREG_CPTR_EL2], el == 0 && host))
		return false;
	if (el2 && !EL2_GET(s, HCR_EL2, E2H) && EL2_GET(s, CPTR_EL2, TFP))
		return false;
	return !el2_has(s->cpu, EL2_FEAT_AA64EL3) || !EL2_GET(s, CPTR_EL3, TFP);
}

/* Hints of pointer authentication, which do something where it is on. */
static bool is_pac_hint(uint32_t word)
{
	unsigned number = word >> 5 & 127;

	return number == 7 || number == 8 || number == 10 || number == 12 || number == 14 ||
	       (number >= 24 && number < 32);
}

/* Does an instruction that may write SP leave it aligned, if it was? */
static bool keeps_sp_aligned(const el2_insn *insn)
{
	uint32_t w = insn->word;
	bool rd_sp = (w & 31) == 31, rn_sp = (w >> 5 & 31) == 31;

	switch (insn->form) {
	case EL2_FORM_ADD_IMM:
		return !rd_sp || w >> 29 & 1 || (rn_sp && (w >> 22 & 1 || !(w >> 10 & 15)));
	case EL2_FORM_ADD_EXT:
		return !rd_sp || w >> 29 & 1;
	case EL2_FORM_LOGICAL_IMM:
		return !rd_sp || (w >> 29 & 3) == 3;
	case EL2_FORM_LDR_POST:
	case EL2_FORM_LDR_PRE:
		return !rn_sp || !(w >> 12 & 15);
	case EL2_FORM_PAIR: /* imm7 counts registers of 4 or 8 bytes */
		return !rn_sp || !(w >> 23 & 1) || !((w >> 15 & 127) & (w >> 31 ? 1u : 3u));
	case EL2_FORM_LDPSW_POST:
	case EL2_FORM_LDPSW_PRE:
		return !rn_sp || !(w >> 15 & 3);
	case EL2_FORM_SIMD_LDST: /* many layouts, no hot loop needs those on SP */
		return !rn_sp;
	default:
		return true;
	}
}

bool cpu_is_ordinary(const el2_insn *insn)
{
	const el2_form_info *form = el2_form_get((el2_form)insn->form);

	if (!form || form->features || insn->flags & (EL2_INSN_SHOULD_BE | EL2_INSN_UNPREDICTABLE))
		return false;
	switch (insn->form) {
	case EL2_FORM_HINT:
		return !is_pac_hint(insn->word);
	case EL2_FORM_CLREX: /* the monitor is in the state */
	case EL2_FORM_LDXR:  /* must be aligned, which Unicorn does not look at */
	case EL2_FORM_STXR:
	case EL2_FORM_LDXP:
	case EL2_FORM_STXP:
	case EL2_FORM_ORDERED:
	case EL2_FORM_LDTR: /* as EL0 */
		return false;
	default:
		return (insn->cls == EL2_CLASS_GENERAL || insn->cls == EL2_CLASS_MEMORY ||
			insn->cls == EL2_CLASS_SIMD) &&
		       keeps_sp_aligned(insn);
	}
}

bool cpu_is_watched(const el2_run_options *o, uint64_t address)
{
	size_t low = 0, high = o->watch_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->watch[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < o->watch_count && o->watch[low] == address;
}
