// SPDX-License-Identifier: MIT
// PSTATE.TCO, by register and by immediate: no control traps it, at no Exception level.
//
// Source: recorded boots, MRS_TCO, MSR_TCO_reg, MSR_TCO_imm*; Arm, TCO has no trap.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	msr	tco, #1			// expect: pass full
	mrs	x0, tco			// expect: pass full
	tbz	x0, #25, wrong
	msr	tco, #0			// expect: pass full
	mrs	x0, tco			// expect: pass full
	cbnz	x0, wrong
	mov	x0, #(1 << 25)
	msr	tco, x0			// expect: pass full
	mrs	x0, tco			// expect: pass full
	tbz	x0, #25, wrong
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
