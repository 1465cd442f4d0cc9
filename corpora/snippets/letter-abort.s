// SPDX-License-Identifier: MIT
// What the cover letter's reading would have meant: a CPU that takes tag accesses with HCR_EL2.ATA=0 to EL2 as a Data
// Abort (--cpu max,ata0=abort; the architecture has no such trap). handle_host_mem_abort() finds a page that is the
// host's and mapped, and lets the host try again: for ever.
// Source: docs/disagreements.md; kvm/hyp/nvhe/mem_protect.c handle_host_mem_abort().
//
// el2trap: --kernel 7.2 --cmdline "kvm-arm.mode=protected arm64.nomte" --cpu max,ata0=abort --set SCTLR_EL1.ATA=1

	.arch	armv8.5-a+memtag

	irg	x3, x1				// expect: pass tags-ignored
	ldr	x0, [x1]			// expect: pass
	ldg	x0, [x1]			// expect: trap mem-abort ec 0x24
	nop					// expect: unreached
