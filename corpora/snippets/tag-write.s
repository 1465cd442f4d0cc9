// SPDX-License-Identifier: MIT
// Writing tags, with and without data, with SCTLR_EL1.ATA set by the host.
//
// With HCR_EL2.ATA clear the tags stay as they are, but STZG, STZ2G and STGP still write their data.
// Source: recorded boots, STG, ST2G, STZG_LDR, STGP_LDR, STG_NULL (setup s1); Arm pseudocode AArch64.MemTag_set.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	// Tag access on, as far as the host has a say: SCTLR_EL1.ATA
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0			// expect: pass full
	isb

	mov	x2, x1
	movk	x2, #0x0700, lsl #48
	mov	x4, #-1
	stp	x4, x4, [x1]
	stp	x4, x4, [x1, #16]

	stg	x2, [x1]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	st2g	x2, [x1]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	stz2g	x2, [x1]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldp	x4, x5, [x1, #16]
	orr	x4, x4, x5
	cbnz	x4, wrong			// the data was zeroed
	mov	x4, #0x1234
	stgp	x4, x4, [x2, #32]	// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldr	x5, [x1, #40]
	cmp	x5, x4
	b.ne	wrong				// the data was written
	stzg	x2, [x2, #32]!		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldr	x5, [x1, #40]
	cbnz	x5, wrong
	mov	x11, #0x10
	stg	x2, [x11]		// expect: fault native ec 0x25

	// STG, unlike STR, wants its address aligned to a granule.
	add	x12, x1, #8
	stg	x2, [x12]		// expect: fault native ec 0x25
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
