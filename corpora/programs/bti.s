// Branch targets: what each indirect branch, from a guarded page and from one that is not, comes to at each instruction
// in the one and in the other, at EL1 and EL0, with SCTLR_EL1.BT1 and BT0 and without. Other machines say the same: tests
// compare. A row a branch: for each instruction ESR_EL1, where ELR_EL1 is behind it, SPSR_EL1.
// el2trap: --machine virt
	.arch	armv8.5-a

	.equ	NEXT, 16		// bytes from one place to the next
	.globl	_start
_start:	adr	x0, vectors
	msr	vbar_el1, x0
	ldr	x0, =0x44000000
	mov	sp, x0
	ldr	x0, =0xff
	msr	mair_el1, x0
	ldr	x0, =25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 5 << 32
	msr	tcr_el1, x0
	adr	x0, table
	msr	ttbr0_el1, x0
	isb
	mrs	x19, sctlr_el1
	orr	x19, x19, #1
	msr	sctlr_el1, x19
	isb

	mov	x20, #0			// bits: the branch's page is guarded; the target's; EL0; BT
1:	mov	x0, x20
	bl	hex
	bl	line
	and	x1, x20, #8
	cmp	x1, #0
	mov	x1, #3 << 35		// BT1, BT0
	csel	x1, x1, xzr, ne
	orr	x0, x19, x1
	msr	sctlr_el1, x0
	isb
	tst	x20, #4
	mov	x0, #0x3c5
	mov	x1, #0x3c0
	csel	x26, x1, x0, ne		// SPSR_EL1
	mov	x0, #0x80000000		// the two alike for EL1
	mov	x1, #0x100000000	// and for EL0
	csel	x25, x1, x0, ne
	mov	x21, #0			// the branch
2:	mov	x22, #0			// the instruction that it comes to
3:	adr	x0, branches
	mov	x1, #0
	ubfx	x2, x20, #0, #1
	bl	place
	add	x23, x0, x21
	adr	x0, targets
	ubfx	x2, x20, #1, #1
	bl	place
	add	x24, x0, x22
	msr	elr_el1, x23
	msr	spsr_el1, x26
	mov	x1, x24
	mov	x16, x24
	mov	x17, x24
	mov	x30, x24
	mov	x2, #0
	isb
	eret
back:	mrs	x0, esr_el1
	bl	hex
	mrs	x0, elr_el1
	sub	x0, x0, x24
	bl	hex
	mrs	x0, spsr_el1
	bl	hex
	add	x22, x22, #NEXT
	cmp	x22, #targets_end - targets
	b.ne	3b
	bl	line
	add	x21, x21, #NEXT
	cmp	x21, #branches_end - branches
	b.ne	2b
	add	x20, x20, #1
	cmp	x20, #16
	b.ne	1b
	mov	x0, #0x20
	adr	x1, exit
	hlt	#0xf000

	// x0 as the level of x25 has it, in a guarded page if x2 is 1
place:	and	x0, x0, #0x3fffffff
	orr	x0, x0, x25
	add	x0, x0, x2, lsl #30
	ret

	.balign	16
	.macro	branch instruction:vararg
	\instruction
	.balign	NEXT
	.endm
branches:
	branch	br x1
	branch	br x16
	branch	br x17
	branch	blr x1
	branch	blr x16
	branch	ret x1
	branch	ret
	branch	braa x1, x2
	branch	brabz x16
	branch	blraa x1, x2
	branch	blraaz x17
	branch	retaa
	branch	bl targets + 4 * NEXT
branches_end:

	.macro	target instruction:vararg
	\instruction
	svc	#7
	.balign	NEXT
	.endm
targets:
	target	nop
	target	bti
	target	bti c
	target	bti j
	target	bti jc
	target	paciasp
	target	pacibsp
	target	paciaz
	target	pacia1716
	target	brk #1
	target	hlt #1
	target	udf #1
	target	mov x0, #1
	target	b .+4
	target	svc #8
	target	mrs x0, tpidr_el0
	target	.inst 0xd503249e	// not a hint
targets_end:

	// x0 in hexadecimal without leading zeroes, and a blank; x2 to x7 are used
hex:	adr	x2, digits_end
	mov	x4, x0
8:	and	w5, w4, #15
	cmp	w5, #10
	add	w6, w5, #'0'
	add	w5, w5, #'a' - 10
	csel	w5, w6, w5, lo
	strb	w5, [x2, #-1]!
	lsr	x4, x4, #4
	cbnz	x4, 8b
	mov	x1, x2
	mov	x0, #4
	hlt	#0xf000
	ret
line:	adr	x1, newline
	mov	x0, #4
	hlt	#0xf000
	ret

	.ltorg
	.balign	8
exit:	.quad	0x20026, 0
digits:	.skip	16
digits_end:
	.asciz	" "
newline: .asciz	"\n"

	.balign	0x800
vectors:
	.skip	0x200
	b	back
	.balign	0x200
	b	back

	// 1 GB blocks: nothing; itself; for EL1 not guarded, and guarded; for EL0 the same
	.balign	0x1000
table:	.quad	0
	.quad	0x40000000 | 1 << 54 | 3 << 8 | 1 << 10 | 1
	.quad	0x40000000 | 1 << 54 | 3 << 8 | 1 << 10 | 1
	.quad	0x40000000 | 1 << 54 | 1 << 50 | 3 << 8 | 1 << 10 | 1
	.quad	0x40000000 | 3 << 6 | 3 << 8 | 1 << 10 | 1
	.quad	0x40000000 | 1 << 50 | 3 << 6 | 3 << 8 | 1 << 10 | 1
