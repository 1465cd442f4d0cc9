/* SPDX-License-Identifier: MIT */
/* The kernel command line, as far as it bears on EL2. */
#ifndef EL2TRAP_POLICY_CMDLINE_H
#define EL2TRAP_POLICY_CMDLINE_H

#include "policy/policy.h"

enum el2_kvm_mode {
	EL2_KVM_DEFAULT = 0,
	EL2_KVM_NONE,
	EL2_KVM_NVHE,
	EL2_KVM_PROTECTED,
	EL2_KVM_NESTED
};

#define EL2_NOT_GIVEN (-1)

/* What the words came to; numbers may be EL2_NOT_GIVEN. */
typedef struct el2_cmdline {
	enum el2_kvm_mode kvm_mode;
	int mte; /* id_aa64pfr1.mte */
	int vh;  /* id_aa64mmfr1.vh */
	int hvhe;
	int sve; /* id_aa64pfr0.sve */
	int sme; /* id_aa64pfr1.sme */
} el2_cmdline;

/* Split config.cmdline into boot->words and read them. Words after "--" are init's. */
void el2_cmdline_read(el2_boot *boot, el2_cmdline *out);

#endif
