/* SPDX-License-Identifier: MIT */
/* What the ways of running code ask alike. */
#include "model/engine/engine.h"
#include "model/exec/exec.h"

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

	if (EL2_GET(s, SVCR, SM)) /* not all of it */
		return false;
	if (el < 2 && !host && !fpen(s->sysreg[EL2_SYSREG_CPACR_EL1], el == 0))
		return false;
	if (el2 && EL2_GET(s, HCR_EL2, E2H) && !fpen(s->sysreg[EL2_SYSREG_CPTR_EL2], el == 0 && host))
		return false;
	if (el2 && !EL2_GET(s, HCR_EL2, E2H) && EL2_GET(s, CPTR_EL2, TFP))
		return false;
	return !el2_has(s->cpu, EL2_FEAT_AA64EL3) || !EL2_GET(s, CPTR_EL3, TFP);
}

bool cpu_under_no_rule(const el2_state *s)
{
	return !(s->pstate & EL2_PSTATE_IL) && !(el2_el(s) == 1 && EL2_GET(s, HCR_EL2, TGE)) &&
	       !el2_gcs_enabled(s, el2_el(s));
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
