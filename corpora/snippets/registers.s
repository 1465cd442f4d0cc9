// SPDX-License-Identifier: MIT
// Every MTE register that a host kernel can name as its own, read and written.
//
// 7.0 has HCR_EL2.ATA clear and TID5 set and injects an UNDEF, whatever the direction; GMID_EL1 is read-only, so that
// writing it is UNDEFINED before anybody looks at a trap. 6.12 traps nothing; at EL2 (VHE) nothing traps.
// Source: recorded boots, MRS_* and MSR_* at EL1; Linux 5ee8ad69da07, handle_host_mte().
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	mov	x9, #0
	mrs	x0, rgsr_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	msr	rgsr_el1, x9		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, gcr_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	msr	gcr_el1, x9		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, tfsr_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	msr	tfsr_el1, x9		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, tfsre0_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	msr	tfsre0_el1, x9		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, gmid_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	msr	S3_1_C0_C0_4, x9	// expect: undef native

	// A neighbour that nobody has allocated, as a control
	mrs	x0, S3_0_C1_C0_7	// expect: undef native
	udf	#0			// expect: undef native
