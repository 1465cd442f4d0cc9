/* SPDX-License-Identifier: MIT */
/*
 * A bare-metal program for QEMU's virt machine, started at EL2: it sets HCR_EL2 to HCR, drops to EL1, and runs the
 * snippets of snippets.inc LOOPS times, at EL1 and at EL0. Handlers at EL1 and EL2 step over what they get, so that
 * each trapped or UNDEFINED instruction is one exception in QEMU's log.
 */
	.arch	armv8.5-a+memtag
	.global	_start
_start:
	ldr	x0, =vectors2
	msr	vbar_el2, x0
	ldr	x0, =vectors1
	msr	vbar_el1, x0
	ldr	x0, =HCR
	msr	hcr_el2, x0
	mov	x0, #0x33ff
	msr	cptr_el2, xzr
	mov	x0, #(3 << 20)
	msr	cpacr_el1, x0		/* FP at EL1 and EL0 */
	ldr	x0, =stack2
	mov	sp, x0
	mov	x0, #0x3c5		/* EL1h, DAIF */
	msr	spsr_el2, x0
	adr	x0, el1
	msr	elr_el2, x0
	isb
	eret

el1:	ldr	x0, =stack1
	mov	sp, x0
	ldr	x0, =LOOPS
	str	x0, [sp, #-16]!

	/* registers as the snippets expect them */
	.macro	registers
	ldr	x1, =page
	add	x2, x1, #64
	mov	x0, #0
	mov	x9, #0
	mov	x10, #0
	.endm

	/* a snippet at EL1, then at EL0; its exceptions return to the next instruction */
	.macro	snippet name
	.balign	4
	registers
	.include "\name"
	registers
	adr	x3, 1f
	msr	elr_el1, x3
	mov	x3, #0x3c0		/* EL0, DAIF */
	msr	spsr_el1, x3
	isb
	eret
1:	.include "\name"
	svc	#0x7777			/* back to EL1 */
	.endm

again:
	.include "snippets.inc"
	ldr	x0, =stack1 - 16
	mov	sp, x0
	ldr	x3, [sp]
	subs	x3, x3, #1
	str	x3, [sp]
	b.ne	again
	mov	x0, #0x18		/* semihosting: exit */
	ldr	x1, =exit_block
	hlt	#0xf000
	b	.
	.ltorg

	/* ELR behind the instruction, but for HVC and SVC, whose ELR is there already */
	.macro	step_over el
	msr	tpidr_el\el, x10
	mrs	x10, esr_el\el
	lsr	x10, x10, #26
	cmp	x10, #0x15
	b.eq	2f
	cmp	x10, #0x16
	b.eq	3f
	mrs	x10, elr_el\el
	add	x10, x10, #4
	msr	elr_el\el, x10
	b	3f
2:	mrs	x10, esr_el\el
	and	x10, x10, #0xffff
	.if	\el == 1
	sub	x10, x10, #0x7, lsl #12
	cmp	x10, #0x777
	b.ne	3f
	mov	x10, #0x3c5		/* the end of a snippet at EL0: go on behind the SVC at EL1 */
	msr	spsr_el1, x10
	.endif
3:	mrs	x10, tpidr_el\el
	eret
	.endm

	.balign	2048
vectors2:
	.rept	16
	.balign	128
	step_over 2
	.endr
	.balign	2048
vectors1:
	.rept	16
	.balign	128
	step_over 1
	.endr

	.balign	8
exit_block:
	.quad	0x20026, 0		/* ADP_Stopped_ApplicationExit, 0 */
	.balign	4096
page:	.skip	8192
	.skip	4096
stack1:	.skip	4096
stack2:
