// SPDX-License-Identifier: MIT
// The names that belong to EL2 and EL3, tried by the host's kernel.
//
// At EL1 they are UNDEFINED by the architecture and never reach the hypervisor. A VHE host is at EL2 and has TFSR_EL2 and
// TFSR_EL12; RGSR_EL12 and GCR_EL12 do not exist.
// Source: recorded boots, MRS_TFSR_EL2 and following.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	mov	x9, #0
	mrs	x0, tfsr_el2		// expect: undef native
					// expect[vhe]: pass full
	msr	tfsr_el2, x9		// expect: undef native
					// expect[vhe]: pass full
	mrs	x0, tfsr_el12		// expect: undef native
					// expect[vhe]: pass full
	msr	tfsr_el12, x9		// expect: undef native
					// expect[vhe]: pass full
	mrs	x0, tfsr_el3		// expect: undef native
	msr	tfsr_el3, x9		// expect: undef native
	mrs	x0, S3_5_C1_C0_5	// expect: undef native
	msr	S3_5_C1_C0_5, x9	// expect: undef native
	mrs	x0, S3_5_C1_C0_6	// expect: undef native
	msr	S3_5_C1_C0_6, x9	// expect: undef native
