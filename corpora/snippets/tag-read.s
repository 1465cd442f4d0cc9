// SPDX-License-Identifier: MIT
// Reading tags of memory that has some, with SCTLR_EL1.ATA set by the host.
//
// With HCR_EL2.ATA clear LDG neither traps nor aborts: the address is translated, and the tag reads as zero. An address
// that is not mapped is a Data Abort of stage 1, which the host takes itself.
// Source: recorded boots, LDG, STG_LDG, LDG_NULL (setup s1); Arm pseudocode AArch64.MemTag_read.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"
// el2trap-map: 0x42000000 attr tagged tag 9
// el2trap-map: 0x43000000 attr untagged

	.arch	armv8.5-a+memtag

	// Tag access on, as far as the host has a say: SCTLR_EL1.ATA
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0			// expect: pass full
	isb

	mov	x2, #0x42000000
	ldg	x3, [x2]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ubfx	x3, x3, #56, #4
	cbz	x3, hidden
	cmp	x3, #9			// expect: pass
					// expect[7.0]: unreached
	b.ne	wrong
	b	unmapped
hidden:
	nop				// expect: unreached
					// expect[7.0]: pass
unmapped:
	mov	x11, #0x10
	ldg	x0, [x11]		// expect: fault native ec 0x25
	ldr	x0, [x11]		// expect: fault native ec 0x25

	// Memory that is not Tagged has no tags: zero for everybody.
	mov	x2, #0x43000000
	ldg	x3, [x2]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ubfx	x3, x3, #56, #4
	cbnz	x3, wrong
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
