// A program for a machine: what it finds, said on its console. Expectations speak of its verdicts, as in any snippet.
// el2trap: --machine virt
	.macro	print text
	adr	x1, 9f
	bl	puts
	b	8f
9:	.asciz	"\text"
	.balign	4
8:
	.endm

	.globl	_start
_start:	mov	x20, x0			// the device tree
	adr	x0, vectors
	msr	vbar_el1, x0
	ldr	w0, [x20]		// its magic, big-endian
	rev	w0, w0
	ldr	w1, =0xd00dfeed
	cmp	w0, w1
	b.ne	fail
	print	"a device tree\n"

	ldr	x0, =0x84000000		// PSCI_VERSION
	hvc	#0
	ldr	x1, =0x10001
	cmp	x0, x1
	b.ne	fail
	ldr	x0, =0xc4000003		// CPU_ON: there is one CPU
	mov	x1, #1
	hvc	#0
	cmn	x0, #1
	b.ne	fail
	print	"PSCI 1.1\n"

	mrs	x2, cntvct_el0		// counts instructions
	nop
	mrs	x3, cntvct_el0
	sub	x3, x3, x2
	cmp	x3, #2
	b.ne	fail
	mrs	x0, icc_iar1_el1	// no interrupt is pending
	cmp	x0, #1023
	b.ne	fail
	ldr	x1, =0x0800ffe8		// GICD_PIDR2
	ldr	w0, [x1]
	ubfx	w0, w0, #4, #4
	cmp	w0, #3
	b.ne	fail
	ldr	x1, =0x080a0008		// GICR_TYPER.Last
	str	wzr, [x1]
	ldr	w0, [x1]
	tbz	w0, #4, fail
	print	"a GICv3\n"

	mrs	x0, sctlr_el3		// expect: undef native
	cmp	x21, #1
	b.ne	fail
	print	"its own vectors\n"

	mov	x0, #4			// SYS_WRITE0
	adr	x1, bye
	hlt	#0xf000
	mov	x0, #0x20		// SYS_EXIT_EXTENDED
	adr	x1, exit
	hlt	#0xf000
fail:	print	"FAIL\n"
	mov	x0, #0x20
	adr	x1, failed
	hlt	#0xf000

puts:	ldr	x3, =0x09000000		// the PL011
1:	ldr	w4, [x3, #0x18]		// room in the transmit FIFO?
	tbnz	w4, #5, 1b
	ldrb	w2, [x1], #1
	cbz	w2, 2f
	str	w2, [x3]
	b	1b
2:	ret

bye:	.asciz	"and semihosting\n"
	.balign	8
exit:	.quad	0x20026, 0
failed:	.quad	0x20026, 1
	.ltorg

	.balign	0x800
vectors:
	.skip	0x200
	mov	x21, #1
	mrs	x22, elr_el1
	add	x22, x22, #4
	msr	elr_el1, x22
	eret
