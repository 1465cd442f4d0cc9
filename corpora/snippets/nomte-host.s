// SPDX-License-Identifier: MIT
// A protected KVM host that was booted with arm64.nomte, and tries to use MTE all the same.
//
// 6.12, before the series, leaves HCR_EL2.ATA set: all it needs is SCTLR_EL1.ATA, which is the host's own.
// 7.0 clears ATA and sets TID5: the registers are trapped and an UNDEF is injected; tag loads and stores do not trap,
// tags read as zero and stay as they are, but data is still written. A VHE host runs at EL2, where neither bit counts.
// Sources: Linux f35abcbb8a08, 5ee8ad69da07; recorded boots 6.12-protected-nomte, 7.2-protected-nomte, 7.2-vhe-nomte.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	// x1 is a page of Tagged memory; x2 points to its second granule with logical tag 5
	add	x2, x1, #16
	movk	x2, #0x0500, lsl #48

	// As the kernel left it, SCTLR_EL1.ATA is 0, so tag access is off everywhere.
	stg	x2, [x2]		// expect: pass tags-ignored
	ldg	x3, [x2]		// expect: pass tags-ignored
	irg	x4, x1			// expect: pass tags-ignored

	// The registers of MTE
	mrs	x0, gcr_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, rgsr_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, tfsr_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, tfsre0_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mrs	x0, gmid_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18
	mov	x0, #0xffff
	msr	gcr_el1, x0		// expect: pass full
					// expect[7.0]: undef injected ec 0x18

	// Turn tag access on: SCTLR_EL1.ATA belongs to the host, nobody traps it.
	mrs	x0, sctlr_el1		// expect: pass full
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0		// expect: pass full
	isb

	stg	x2, [x2]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldg	x3, [x2]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ubfx	x3, x3, #56, #4
	cbz	x3, no_tag

	// Here a tag was written and read back.
	cmp	x3, #5			// expect: pass
					// expect[7.0]: unreached
	b.ne	wrong
	b	data
no_tag:
	nop				// expect: unreached
					// expect[7.0]: pass

	// Data goes through: STZG zeroes its granule whatever becomes of the tag.
data:
	mov	x4, #-1
	str	x4, [x1, #16]		// expect: pass
	stzg	x2, [x2]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldr	x4, [x1, #16]		// expect: pass
	cbnz	x4, wrong

	// PSTATE.TCO is nobody's business.
	msr	tco, #1			// expect: pass full
	mrs	x0, tco			// expect: pass full
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
