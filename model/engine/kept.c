/* SPDX-License-Identifier: MIT */
/*
 * What a hypervisor writes at EL2 that nothing which it executes there depends on: how memory is translated and
 * reached, and what traps, stays as it was. Of EL1's registers by their names with VHE, or by those that EL2 has no
 * other use for. What counts for EL1 does so when it is entered, which changes all. Source: Linux kvm/hyp, what is
 * saved and restored.
 */
#include "model/engine/engine.h"

bool engine_register_is_kept(unsigned reg)
{
#define IS(name)      [EL2_SYSREG_##name] = true
#define FOUR(a, b, z) IS(a##b##0##z), IS(a##b##1##z), IS(a##b##2##z), IS(a##b##3##z)
#define TEN(a, z)     FOUR(a, , z), IS(a##4##z), IS(a##5##z), IS(a##6##z), IS(a##7##z), IS(a##8##z), IS(a##9##z)
#define SIXTEEN(a, z) TEN(a, z), FOUR(a, 1, z), IS(a##14##z), IS(a##15##z)
	static const bool kept[EL2_SYSREG_REGISTERS] = {
		/* exceptions */
		IS(ELR_EL1),
		IS(ELR_EL12),
		IS(ELR_EL2),
		IS(SPSR_EL1),
		IS(SPSR_EL12),
		IS(SPSR_EL2),
		IS(ESR_EL1),
		IS(ESR_EL12),
		IS(FAR_EL12),
		IS(VBAR_EL12),
		IS(AFSR0_EL12),
		IS(AFSR1_EL12),
		IS(VSESR_EL2),
		IS(VDISR_EL2),
		IS(HPFAR_EL2),
		IS(PAR_EL1),
		IS(VBAR_EL2),
		/* keys, and what software keeps for itself */
		IS(APIAKeyLo_EL1),
		IS(APIAKeyHi_EL1),
		IS(APIBKeyLo_EL1),
		IS(APIBKeyHi_EL1),
		IS(APDAKeyLo_EL1),
		IS(APDAKeyHi_EL1),
		IS(APDBKeyLo_EL1),
		IS(APDBKeyHi_EL1),
		IS(APGAKeyLo_EL1),
		IS(APGAKeyHi_EL1),
		IS(TPIDR_EL0),
		IS(TPIDRRO_EL0),
		IS(TPIDR_EL1),
		IS(TPIDR_EL2),
		IS(CONTEXTIDR_EL12),
		IS(CSSELR_EL1),
		/* EL1's translation and controls */
		IS(SCTLR_EL12),
		IS(SCTLR2_EL12),
		IS(CPACR_EL12),
		IS(TTBR0_EL12),
		IS(TTBR1_EL12),
		IS(TCR_EL12),
		IS(TCR2_EL12),
		IS(MAIR_EL12),
		IS(AMAIR_EL12),
		IS(PIR_EL12),
		IS(PIRE0_EL12),
		IS(POR_EL12),
		IS(TFSR_EL12),
		IS(VTTBR_EL2),
		IS(VTCR_EL2),
		IS(VPIDR_EL2),
		IS(VMPIDR_EL2),
		/* traps of lower levels */
		IS(HSTR_EL2),
		IS(MDCR_EL2),
		IS(HFGRTR_EL2),
		IS(HFGWTR_EL2),
		IS(HFGITR_EL2),
		IS(HDFGRTR_EL2),
		IS(HDFGWTR_EL2),
		IS(HAFGRTR_EL2),
		IS(HFGRTR2_EL2),
		IS(HFGWTR2_EL2),
		IS(HFGITR2_EL2),
		IS(HDFGRTR2_EL2),
		IS(HDFGWTR2_EL2),
		/* timers, counters */
		IS(CNTKCTL_EL12),
		IS(CNTHCTL_EL2),
		IS(CNTVOFF_EL2),
		IS(CNTPOFF_EL2),
		IS(CNTV_CTL_EL02),
		IS(CNTV_CVAL_EL02),
		IS(CNTP_CTL_EL02),
		IS(CNTP_CVAL_EL02),
		IS(PMSELR_EL0),
		IS(PMUSERENR_EL0),
		/* breakpoints, watchpoints */
		SIXTEEN(DBGBVR, _EL1),
		SIXTEEN(DBGBCR, _EL1),
		SIXTEEN(DBGWVR, _EL1),
		SIXTEEN(DBGWCR, _EL1),
		IS(MDCCINT_EL1),
		/* interrupts */
		IS(ICH_HCR_EL2),
		IS(ICH_VMCR_EL2),
		SIXTEEN(ICH_LR, _EL2),
		FOUR(ICH_AP0R, , _EL2),
		FOUR(ICH_AP1R, , _EL2),
	};

	return reg < EL2_SYSREG_REGISTERS && kept[reg];
}
