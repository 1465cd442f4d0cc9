// SPDX-License-Identifier: MIT
// The scenario of the series' cover letter: a malicious host, booted with arm64.nomte on hardware with MTE, turns tag
// access on in its own SCTLR_EL1 and goes for tags: of its own pages, of a page that it has donated to a protected
// guest, of a page of the hypervisor.
//
// Before the series (6.12) its own tags come back; a page that is not its own ends the machine: BUG(). After it (7.2)
// no tag comes back, and an abort is injected for what is not its own.
// Source: facts of the series; recorded boots 6.12-protected-nomte and 7.2-protected-nomte; kvm/hyp/nvhe/mem_protect.c.
//
// el2trap[6.12-guest]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[6.12-hyp]:   --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.2-guest]:  --kernel 7.2 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.2-hyp]:    --kernel 7.2 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap-map: 0x42000000 attr tagged
// el2trap-map: 0x42001000 attr tagged s2 guest tag 7
// el2trap-map: 0x42002000 attr tagged s2 hyp tag 7
// el2trap-reg[6.12-guest,7.2-guest]: x3=0x42001000
// el2trap-reg[6.12-hyp,7.2-hyp]: x3=0x42002000

	.arch	armv8.5-a+memtag

	mrs	x0, sctlr_el1
	orr	x0, x0, #(1 << 43)		// SCTLR_EL1.ATA
	msr	sctlr_el1, x0			// expect: pass

	// a page of its own: a tag written and read back
	mov	x2, #0x42000000
	orr	x4, x2, #(1 << 58)		// logical tag 4
	stg	x4, [x2]			// expect[6.12-guest,6.12-hyp]: pass full
						// expect[7.2-guest,7.2-hyp]: pass tags-ignored
	ldg	x5, [x2]			// expect[6.12-guest,6.12-hyp]: pass full
						// expect[7.2-guest,7.2-hyp]: pass tags-ignored
	ubfx	x5, x5, #56, #4
	cbz	x5, 1f
	nop					// expect: pass -- the tag came back
						// expect[7.2-guest,7.2-hyp]: unreached
	b	2f
1:	nop					// expect: pass -- it did not
						// expect[6.12-guest,6.12-hyp]: unreached
2:
	// a page that is not its own
	ldg	x6, [x3]			// expect[6.12-guest,6.12-hyp]: panic ec 0x24
						// expect[7.2-guest,7.2-hyp]: fault injected ec 0x24
	stg	x4, [x3]			// expect[6.12-guest,6.12-hyp]: unreached
						// expect[7.2-guest,7.2-hyp]: fault injected ec 0x24
	stzg	x4, [x3]			// expect[6.12-guest,6.12-hyp]: unreached
						// expect[7.2-guest,7.2-hyp]: fault injected ec 0x24
	ldr	x6, [x3]			// expect[6.12-guest,6.12-hyp]: unreached
						// expect[7.2-guest,7.2-hyp]: fault injected ec 0x24
