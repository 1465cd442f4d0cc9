// SPDX-License-Identifier: MIT
// The same attempts by a program of the host, at EL0.
//
// Whatever EL2 has set, it is the CPU that refuses: registers of EL1 are UNDEFINED, GMID_EL1 and the ID registers come to
// the host's kernel with EC 0x18 (FEAT_IDST), tag instructions run with tag access off (SCTLR_ELx.ATA0 is 0 without MTE).
// Source: recorded boots, rows EL0.
//
// el2trap[6.12]: --el 0 --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --el 0 --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --el 0 --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	mrs	x0, gcr_el1		// expect: undef native
	mrs	x0, rgsr_el1		// expect: undef native
	mrs	x0, tfsr_el1		// expect: undef native
	mrs	x0, tfsre0_el1		// expect: undef native
	msr	gcr_el1, x9		// expect: undef native
	mrs	x0, gmid_el1		// expect: trap host to el1 ec 0x18
					// expect[vhe]: trap host to el2 ec 0x18
	mrs	x0, id_aa64pfr1_el1	// expect: trap host to el1 ec 0x18
					// expect[vhe]: trap host to el2 ec 0x18

	irg	x4, x1			// expect: pass tags-ignored
	stg	x1, [x1]		// expect: pass tags-ignored
	ldg	x3, [x1]		// expect: pass tags-ignored
	stzg	x1, [x1]		// expect: pass tags-ignored
	dc	gva, x1			// expect: pass tags-ignored
	dc	cgvac, x1		// expect: pass full
	msr	tco, #1			// expect: pass full
	mrs	x0, tco			// expect: pass full

	// for the kernel only
	ldgm	x0, [x1]		// expect: undef native
	stgm	x0, [x1]		// expect: undef native
	stzgm	x0, [x1]		// expect: undef native
	dc	igvac, x1		// expect: undef native
	dc	igsw, x10		// expect: undef native

	hvc	#0			// expect: undef native
	smc	#0			// expect: undef native
	svc	#0			// expect: trap host to el1 ec 0x15
					// expect[vhe]: trap host to el2 ec 0x15
