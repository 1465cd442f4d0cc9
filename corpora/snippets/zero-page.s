// SPDX-License-Identifier: MIT
// mte_zero_clear_page_tags() of the kernel, in its own words: zero a page and its tags with STZGM.
//
// Under 7.0 with MTE off the page is zeroed all the same, and the tags stay.
// Source: Linux arch/arm64/lib/mte.S (restated); Arm A64 ISA, STZGM.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"
// el2trap-map: 0x42000000 attr tagged tag 6

	.arch	armv8.5-a+memtag

	// Tag access on, as far as the host has a say: SCTLR_EL1.ATA
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0			// expect: pass full
	isb

	mrs	x10, dczid_el0
	and	w10, w10, #0xf
	mov	x11, #4
	lsl	x11, x11, x10			// bytes of a block
	mov	x2, #0x42000000
	mov	x12, x2
next:
	stzgm	xzr, [x12]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	add	x12, x12, x11
	tst	x12, #0xfff
	b.ne	next

	ldg	x3, [x2]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ubfx	x3, x3, #56, #4
	cbnz	x3, wrong		// expect: pass
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
