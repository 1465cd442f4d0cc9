// SPDX-License-Identifier: MIT
// GMID_EL1: the register for which HCR_EL2.TID5 is there.
//
// The series as posted on 27 November 2025 (v1) cleared ATA alone, so that GMID_EL1 could still be read; TID5 came with
// the merged version. A kernel that uses MTE sets ATA and leaves TID5 clear.
// Source: facts of the series; recorded boots, MRS_GMID_EL1: 6 (256 bytes), or UNDEF with EC 0.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[v1]:   --kernel v1 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.2]:  --kernel 7.2 --cmdline "kvm-arm.mode=nvhe arm64.nomte"
// el2trap[mte]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	mov	x0, #-1
	mrs	x0, gmid_el1		// expect: pass full
					// expect[7.0,7.2]: undef injected ec 0x18
	cmn	x0, #1
	b.eq	kept
	cmp	x0, #6			// expect: pass
					// expect[7.0,7.2]: unreached
	b.ne	wrong
	b	done
kept:					// an UNDEF leaves the register as it was
	nop				// expect: unreached
					// expect[7.0,7.2]: pass
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
