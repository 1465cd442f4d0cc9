/* SPDX-License-Identifier: MIT */
/*
 * What the virtual interrupt controller says of itself: how much there is of it, and what its list registers come to.
 * Source: Arm IHI 0069, ICH_VTR_EL2, ICH_MISR_EL2, ICH_EISR_EL2, ICH_ELRSR_EL2; of what neither that nor the CPU's
 * counts say, what QEMU's has.
 */
#include "model/bits.h"
#include "model/exec/exec.h"

#define STATE   (UINT64_C(3) << 62)
#define PENDING (UINT64_C(1) << 62)
#define HW      (UINT64_C(1) << 61)
#define EOI     (UINT64_C(1) << 41) /* where HW is 0 */
#define VENG0   UINT64_C(1)         /* of ICH_VMCR_EL2 */
#define VENG1   UINT64_C(2)

static unsigned list_registers(const el2_state *s)
{
	return s->cpu->counts[EL2_COUNT_LIST_REGISTERS];
}

static uint64_t lr(const el2_state *s, unsigned n)
{
	return s->sysreg[EL2_SYSREG_ICH_LR0_EL2 + n];
}

static uint64_t type(const el2_state *s)
{
	const uint8_t *counts = s->cpu->counts;

	return (counts[EL2_COUNT_PRIORITY_BITS] - UINT64_C(1)) << EL2_LSB_ICH_VTR_EL2_PRIbits |
	       (counts[EL2_COUNT_PREEMPTION_BITS] - UINT64_C(1)) << EL2_LSB_ICH_VTR_EL2_PREbits |
	       UINT64_C(1) << EL2_LSB_ICH_VTR_EL2_IDbits | EL2_BIT(ICH_VTR_EL2, A3V) | EL2_BIT(ICH_VTR_EL2, nV4) |
	       EL2_BIT(ICH_VTR_EL2, TDS) | (list_registers(s) - UINT64_C(1));
}

/* Which list registers have an interrupt that is over, and asks for maintenance. */
static uint64_t ended(const el2_state *s)
{
	uint64_t which = 0;

	for (unsigned n = 0; n < list_registers(s); n++)
		which |= (uint64_t)(!(lr(s, n) & (STATE | HW)) && lr(s, n) & EOI) << n;
	return which;
}

static uint64_t empty(const el2_state *s)
{
	uint64_t which = 0;

	for (unsigned n = 0; n < list_registers(s); n++)
		which |= (uint64_t)(!(lr(s, n) & STATE) && (lr(s, n) & HW || !(lr(s, n) & EOI))) << n;
	return which;
}

static uint64_t maintenance(const el2_state *s)
{
	uint64_t hcr = s->sysreg[EL2_SYSREG_ICH_HCR_EL2], vmcr = s->sysreg[EL2_SYSREG_ICH_VMCR_EL2], why = 0;
	unsigned valid = 0, pending = 0;

	for (unsigned n = 0; n < list_registers(s); n++) {
		valid += (lr(s, n) & STATE) != 0;
		pending += (lr(s, n) & STATE) == PENDING;
	}
	why |= ended(s) != 0;
	why |= valid < 2 ? hcr & EL2_BIT(ICH_HCR_EL2, UIE) : 0;
	why |= hcr & EL2_MASK(ICH_HCR_EL2, EOIcount) ? hcr & EL2_BIT(ICH_HCR_EL2, LRENPIE) : 0;
	why |= !pending ? hcr & EL2_BIT(ICH_HCR_EL2, NPIE) : 0;
	why |= hcr & (vmcr & VENG0 ? EL2_BIT(ICH_HCR_EL2, VGrp0EIE) : EL2_BIT(ICH_HCR_EL2, VGrp0DIE));
	why |= hcr & (vmcr & VENG1 ? EL2_BIT(ICH_HCR_EL2, VGrp1EIE) : EL2_BIT(ICH_HCR_EL2, VGrp1DIE));
	return hcr & EL2_BIT(ICH_HCR_EL2, En) ? why : 0; /* bits of one are where those of the other are */
}

bool exec_gic(const el2_state *s, unsigned reg, uint64_t *value)
{
	switch (reg) {
	case EL2_SYSREG_ICH_VTR_EL2:
		*value = type(s);
		return true;
	case EL2_SYSREG_ICH_EISR_EL2:
		*value = ended(s);
		return true;
	case EL2_SYSREG_ICH_ELRSR_EL2:
		*value = empty(s);
		return true;
	case EL2_SYSREG_ICH_MISR_EL2:
		*value = maintenance(s);
		return true;
	default:
		return false;
	}
}
