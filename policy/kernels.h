/* SPDX-License-Identifier: MIT */
/* The columns of kernels.def. */
#ifndef EL2TRAP_POLICY_KERNELS_H
#define EL2TRAP_POLICY_KERNELS_H

#include "policy/policy.h"

enum {
	EL2_K_ATA_BY_MTE = 1u << 0,
	EL2_K_TID5_BY_MTE = 1u << 1,
	EL2_K_MTE_UNDEF = 1u << 2,
	EL2_K_INJECT_ABORT = 1u << 3,
	EL2_K_SMC_STRICT = 1u << 4,
	EL2_K_VHE_ROUTES = 1u << 5,
	EL2_K_FWB = 1u << 6,
	EL2_K_NEWER_EL2 = 1u << 7,
	EL2_K_PSCI_1_3 = 1u << 8,
	EL2_K_FFA_WIDE = 1u << 9,
	EL2_K_TRACES_SYS = 1u << 10,
	EL2_K_HVHE = 1u << 11,
	EL2_K_FFA = 1u << 12,
	EL2_K_SINCE_6_12 = 1u << 13,
	EL2_K_GUEST_IDST = 1u << 14,
	EL2_K_GUEST_FGU = 1u << 15,
	EL2_K_PVM = 1u << 16,
	EL2_K_PROTECTED = 1u << 17,
	EL2_K_GUEST_7_2 = 1u << 18,
	EL2_K_VMEMMAP = 1u << 19,
};

/* The columns of a kernel in range. */
unsigned el2_kernel_columns(el2_kernel kernel);

#endif
