/* SPDX-License-Identifier: MIT */
/* What the files share that know guests. */
#ifndef EL2TRAP_POLICY_GUEST_H
#define EL2TRAP_POLICY_GUEST_H

#include "policy/kernels.h"
#include "policy/rules.h"

/* What the conditions of the guest's tables are made of, as locals of that name. */
#define GUEST_TERMS(guest)                                                                                             \
	const el2_cpu *cpu = (guest)->host->config.cpu;                                                                \
	const unsigned columns = el2_kernel_columns((guest)->host->config.kernel),                                     \
		       features_ = (guest)->config.features;                                                           \
	const el2_mode mode_ = (guest)->host->mode;                                                                    \
	const bool vhe = mode_ == EL2_MODE_VHE, nvhe = !vhe,                                                           \
		   hvhe = mode_ == EL2_MODE_HVHE || mode_ == EL2_MODE_PROTECTED_HVHE,                                  \
		   pkvm = mode_ == EL2_MODE_PROTECTED_NVHE || mode_ == EL2_MODE_PROTECTED_HVHE,                        \
		   pvm = (guest)->config.kind == EL2_GUEST_PROTECTED,                                                  \
		   nested = (guest)->config.kind == EL2_GUEST_NESTED, mte = features_ & EL2_GUEST_MTE,                 \
		   sve = features_ & EL2_GUEST_SVE, pauth = features_ & EL2_GUEST_PAUTH,                               \
		   pmu = features_ & EL2_GUEST_PMU;                                                                    \
	(void)cpu, (void)columns, (void)nvhe, (void)hvhe, (void)pkvm, (void)pvm, (void)nested, (void)mte, (void)sve,   \
		(void)pauth, (void)pmu, (void)vhe

/* An ID register as the guest reads it. Rules looked at go to the trail, which may be NULL. */
uint64_t el2_guest_id(const el2_guest *guest, el2_id_register id, el2_trail *trail);

#endif
