// SPDX-License-Identifier: MIT
// LDGM, STGM and STZGM: a block of 4 << GMID_EL1.BS bytes at once, for the kernel only.
//
// Source: recorded boots, LDGM, STGM, STZGM, STGM_LDGM; Arm A64 ISA, UNDEFINED at EL0 only.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	// SCTLR_EL1.ATA as the kernel left it: 0
	mov	x4, #0x1234
	stgm	x4, [x1]		// expect: pass tags-ignored
	ldgm	x0, [x1]		// expect: pass tags-ignored
	cbnz	x0, wrong
	stzgm	x4, [x1]		// expect: pass tags-ignored

	// Tag access on, as far as the host has a say: SCTLR_EL1.ATA
	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)
	msr	sctlr_el1, x0			// expect: pass full
	isb

	stgm	x4, [x1]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	ldgm	x0, [x1]		// expect: pass full
					// expect[7.0]: pass tags-ignored
	cbz	x0, dropped
	cmp	x0, x4			// expect: pass
					// expect[7.0]: unreached
	b.ne	wrong
	b	done
dropped:
	nop				// expect: unreached
					// expect[7.0]: pass
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
