// SPDX-License-Identifier: MIT
// What stands at VBAR_EL2 + 0x400 of small.rec, and of tests/unit/test_recording_hypervisor.c: HVC by x0, SMC forwarded,
// system registers UNDEF. small.rec is not of a machine: it was put together by hand, as that test does.
	mrs x9, esr_el2
	lsr x9, x9, #26
	cmp x9, #0x16
	b.eq hvc
	cmp x9, #0x17
	b.eq smc
	cmp x9, #0x18
	b.eq sys
	eret
hvc:	cbz x0, count
	cmp x0, #1
	b.eq bug
	cmp x0, #2
	b.eq hang
	cmp x0, #3
	b.eq gone
	cmp x0, #4
	b.eq clock
	.inst 0x04bf5000
count:	adr x9, word
	ldr x0, [x9]
	add x0, x0, #1
	str x0, [x9]
	eret
bug:	paciasp
	brk #0x800
hang:	b hang
gone:	mov x9, #0x50000000
	ldr x9, [x9]
clock:	mrs x0, cntvct_el0
	mrs x1, s3_3_c2_c4_0
	mrs x2, cntvct_el0
	eret
smc:	smc #0
	mrs x9, elr_el2
	add x9, x9, #4
	msr elr_el2, x9
	eret
sys:	mov x9, #0x2000000
	msr s3_5_c5_c2_0, x9
	mrs x9, elr_el2
	msr s3_5_c4_c0_1, x9
	mrs x9, spsr_el2
	msr s3_5_c4_c0_0, x9
	mrs x9, s3_5_c12_c0_0
	add x9, x9, #0x200
	msr elr_el2, x9
	eret
	.balign 8
word:	.quad 0
