/* SPDX-License-Identifier: MIT */
#ifndef __ASM_ESR_H
#define __ASM_ESR_H
#include <asm/sysreg.h>
#define ESR_ELx_EC(esr)          ((esr) >> 26 & 0x3f)
#define ESR_ELx_EC_SMC64         0x17
#define ESR_ELx_EC_SYS64         0x18
#define ESR_ELx_IL               (UL(1) << 25)
#define esr_sys64_to_sysreg(esr) register_of_syndrome(esr)

/* Op0 Op2 Op1 CRn Rt CRm, in the order of the MRS. */
static inline u32 register_of_syndrome(u64 e)
{
	return (e >> 20 & 3) << 19 | (e >> 14 & 7) << 16 | (e >> 10 & 15) << 12 | (e >> 1 & 15) << 8 | (e >> 17 & 7) << 5;
}
#endif
