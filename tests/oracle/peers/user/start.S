/* SPDX-License-Identifier: MIT */
/*
 * The machine's side of a Linux program in `el2trap run --machine virt`: entry at EL1, vectors, and the way to EL0 and back.
 * An exception from EL0 stores x0 to x30, SP_EL0, ELR and SPSR in a frame for kernel.c.
 */
	.equ	FRAME, 34 * 8

	.section .boot, "ax"
	.global	_boot
_boot:	adrp	x0, kernel_stack_end
	mov	sp, x0
	bl	make_tables
	adr	x0, vectors
	msr	vbar_el1, x0
	mov	x0, #3 << 20			// FP and SIMD
	msr	cpacr_el1, x0
	mov	x0, #3				// counters at EL0
	msr	cntkctl_el1, x0
	ldr	x0, =0xf0ff			// attribute 0: write-back; 1: the same, Tagged
	msr	mair_el1, x0
	ldr	x0, =1 << 37 | 1 << 23 | 3 << 12 | 5 << 8 | 16	// TBI0, EPD1, cacheable, 48 bits
	msr	tcr_el1, x0
	adrp	x0, tables
	msr	ttbr0_el1, x0
	isb
	// ATA, ATA0, BT0, EnIA, EnIB, EnDA, EnDB, UCI, SPAN, nTWE, nTWI, UCT, DZE, I, C, M, and what was RES1 once
	ldr	x0, =0xc08fcd5f805
	msr	sctlr_el1, x0
	isb
	bl	kernel_start
	adrp	x0, user_stack_end
	msr	sp_el0, x0
	adrp	x0, _start
	add	x0, x0, :lo12:_start
	msr	elr_el1, x0
	msr	spsr_el1, xzr
	eret

	.macro	vector	target
	.align	7
	b	\target
	.endm

	.align	11
vectors:
	.rept	4
	vector	own_exception
	.endr
	.rept	4
	vector	own_exception
	.endr
	vector	user_exception
	.rept	7
	vector	own_exception
	.endr

own_exception:
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	bl	kernel_fault			// does not return

user_exception:
	sub	sp, sp, #FRAME
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x0, sp_el0
	stp	x30, x0, [sp, #240]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x0, x1, [sp, #256]
	mov	x0, sp
	mrs	x1, esr_el1
	mrs	x2, far_el1
	bl	kernel_exception
	ldp	x0, x1, [sp, #256]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x30, x0, [sp, #240]
	msr	sp_el0, x0
	ldp	x28, x29, [sp, #224]
	ldp	x26, x27, [sp, #208]
	ldp	x24, x25, [sp, #192]
	ldp	x22, x23, [sp, #176]
	ldp	x20, x21, [sp, #160]
	ldp	x18, x19, [sp, #144]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp]
	add	sp, sp, #FRAME
	eret

	// Where a signal handler returns to, at EL0.
	.global	sigreturn
sigreturn:
	hint	#34				// bti c
	mov	x8, #139
	svc	#0

	.section .stacks, "aw", @nobits
	.align	12
	.space	0x4000
kernel_stack_end:
	.space	0x10000
user_stack_end:
	.space	0x1000
