/* SPDX-License-Identifier: MIT */
/* What KVM programs while a guest runs, and which aborts its stage 2 raises. */
#include "policy/kernels.h"

#include "model/bits.h"

/* Linux arch/arm64/include/asm/kvm_arm.h HCR_GUEST_FLAGS; vcpu_reset_hcr() adds the rest. */
#define HCR_GUEST_FLAGS UINT64_C(0x8807d663f)

bool el2_boot_has_hypervisor(const el2_boot *boot)
{
	return boot->host_el == 1 && boot->mode != EL2_MODE_NONE;
}

uint64_t el2_guest_hcr(const el2_state *host, bool mte)
{
	uint64_t e2h = host->sysreg[EL2_SYSREG_HCR_EL2] & EL2_BIT(HCR_EL2, E2H);

	return HCR_GUEST_FLAGS | e2h | (mte ? EL2_BIT(HCR_EL2, ATA) : EL2_BIT(HCR_EL2, TID5));
}

bool el2_is_stage2_fault(uint64_t esr)
{
	/* address size, translation, access flag, permission; level 0 to 3 */
	return (esr & 0x3f) <= 0x0f;
}

bool el2_kernel_traces_sys(el2_kernel kernel)
{
	return kernel < EL2_KERNEL_COUNT && el2_kernel_columns(kernel) & EL2_K_TRACES_SYS;
}
