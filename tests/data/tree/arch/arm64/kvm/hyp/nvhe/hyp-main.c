/* SPDX-License-Identifier: MIT */
/* A handler of our own: SCXTNUM_EL1 is UNDEFINED, SCXTNUM_EL0 reads as zero, SMCs are counted elsewhere. */
#include <asm/kvm_hyp.h>
#include <nvhe/trap_handler.h>

static void undefined_at_el1(void)
{
	u64 spsr = read_sysreg_el2(SYS_SPSR), mask = PSR_MODE_MASK | PSR_MODE32_BIT;
	u64 offset = (spsr & mask) == PSR_MODE_EL0t ? 0x400 : 0x200;

	write_sysreg_el1(ESR_ELx_IL, SYS_ESR);
	write_sysreg_el1(read_sysreg_el2(SYS_ELR), SYS_ELR);
	write_sysreg_el1(spsr, SYS_SPSR);
	write_sysreg_el2(read_sysreg_el1(SYS_VBAR) + offset, SYS_ELR);
	write_sysreg_el2(PSR_DAIF | PSR_MODE_EL1h | (system_supports_mte() ? PSR_TCO_BIT : 0), SYS_SPSR);
}

static bool system_register(struct kvm_cpu_context *host, u64 esr)
{
	switch (esr_sys64_to_sysreg(esr)) {
	case SYS_SCXTNUM_EL1:
		undefined_at_el1();
		return true;
	case SYS_SCXTNUM_EL0:
		if (!(esr & 1))
			return false;
		cpu_reg(host, esr >> 5 & 31) = 0;
		kvm_skip_host_instr();
		return true;
	default:
		return false;
	}
}

void handle_trap(struct kvm_cpu_context *host)
{
	u64 esr = read_sysreg_el2(SYS_ESR);

	if (ESR_ELx_EC(esr) == ESR_ELx_EC_SMC64)
		count_smc_somewhere_else(host);
	else if (ESR_ELx_EC(esr) != ESR_ELx_EC_SYS64 || !system_register(host, esr))
		BUG();
}
