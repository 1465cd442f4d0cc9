// SPDX-License-Identifier: MIT
// Memory set with tags (FEAT_MOPS and FEAT_MTE): SETGP, SETGM, SETGE.
//
// HCRX_EL2.MSCEn is set by every kernel here, so nothing is UNDEFINED. The bytes are written; with tag access off the tags
// are not.
// Source: recorded boots, SETGP, SETGP_M, SETGP_M_E, SETP_M_E.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.8-a+memtag+mops

	mov	x6, x1
	movk	x6, #0x0300, lsl #48
	mov	x7, #256
	mov	x8, #0x5a
	setgp	[x6]!, x7!, x8		// expect: pass tags-ignored
	setgm	[x6]!, x7!, x8		// expect: pass tags-ignored
	setge	[x6]!, x7!, x8		// expect: pass tags-ignored
	cbnz	x7, wrong			// all of it is set
	ldrb	w0, [x1, #255]
	cmp	w0, #0x5a
	b.ne	wrong

	// Tag access on, as far as the host has a say: SCTLR_EL1.ATA
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0			// expect: pass full
	isb

	mov	x6, x1
	movk	x6, #0x0300, lsl #48
	mov	x7, #256
	setgp	[x6]!, x7!, x8		// expect: pass full
					// expect[7.0]: pass tags-ignored
	setgm	[x6]!, x7!, x8		// expect: pass full
					// expect[7.0]: pass tags-ignored
	setge	[x6]!, x7!, x8		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldg	x3, [x1, #240]
	ubfx	x3, x3, #56, #4
	cbz	x3, untagged
	cmp	x3, #3			// expect: pass
					// expect[7.0]: unreached
	b.ne	wrong
	b	done
untagged:
	nop				// expect: unreached
					// expect[7.0]: pass
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
