// SPDX-License-Identifier: MIT
// Cache maintenance that includes tags, and the two operations by address that write them.
//
// None of the maintenance operations depends on HCR_EL2.ATA. DC GVA and DC GZVA are tag stores: with tag access off they
// do not trap, and DC GZVA still zeroes.
// Source: recorded boots, DC_*; Arm system register XML, DC IGVAC and following.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	mov	x10, #0
	dc	igvac, x1		// expect: pass full
	dc	igdvac, x1		// expect: pass full
	dc	cgvac, x1		// expect: pass full
	dc	cgdvac, x1		// expect: pass full
	dc	cgvap, x1		// expect: pass full
	dc	cgdvap, x1		// expect: pass full
	dc	cgvadp, x1		// expect: pass full
	dc	cgdvadp, x1		// expect: pass full
	dc	cigvac, x1		// expect: pass full
	dc	cigdvac, x1		// expect: pass full
	dc	igsw, x10		// expect: pass full
	dc	igdsw, x10		// expect: pass full
	dc	cgsw, x10		// expect: pass full
	dc	cgdsw, x10		// expect: pass full
	dc	cigsw, x10		// expect: pass full
	dc	cigdsw, x10		// expect: pass full
	dc	cisw, x10		// expect: pass full

	dc	gva, x1			// expect: pass tags-ignored
	mov	x4, #-1
	str	x4, [x1]
	dc	gzva, x1		// expect: pass tags-ignored
	ldr	x4, [x1]
	cbnz	x4, wrong
	dc	zva, x1			// expect: pass full

	// Tag access on, as far as the host has a say: SCTLR_EL1.ATA
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0			// expect: pass full
	isb

	dc	gva, x1			// expect: pass full
					// expect[7.0]: pass tags-ignored
	dc	gzva, x1		// expect: pass full
					// expect[7.0]: pass tags-ignored
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
