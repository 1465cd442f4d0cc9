/* SPDX-License-Identifier: MIT */
/* Reset, vectors of the three levels, and the way from EL3 into a case and back. */

	.section .text.start, "ax"
	.global start
start:
	adrp	x0, stack_top
	add	x0, x0, :lo12:stack_top
	msr	spsel, #1
	mov	sp, x0
	adr	x0, vectors_el3
	msr	vbar_el3, x0
	isb
	bl	oq_main
1:	wfi
	b	1b

/*
 * uint64_t oq_enter(struct oq_frame *frame): ERET with the frame's registers, ELR_EL3 and SPSR_EL3 being set; comes
 * back when an exception reaches EL3, with the registers of that moment in the frame. SP_EL3 points to the frame
 * meanwhile; our own registers stand behind it.
 */
	.text
	.global oq_enter
oq_enter:
	mov	x9, sp
	str	x9, [x0, #248]
	stp	x19, x20, [x0, #256]
	stp	x21, x22, [x0, #272]
	stp	x23, x24, [x0, #288]
	stp	x25, x26, [x0, #304]
	stp	x27, x28, [x0, #320]
	stp	x29, x30, [x0, #336]
	mov	sp, x0
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldr	x30, [sp, #240]
	ldp	x0, x1, [sp]
	eret

oq_leave:
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
	str	x30, [sp, #240]
	mov	x0, sp
	ldp	x19, x20, [x0, #256]
	ldp	x21, x22, [x0, #272]
	ldp	x23, x24, [x0, #288]
	ldp	x25, x26, [x0, #304]
	ldp	x27, x28, [x0, #320]
	ldp	x29, x30, [x0, #336]
	ldr	x9, [x0, #248]
	mov	sp, x9
	ret

/* uint64_t oq_semihost(uint64_t operation, const void *parameters) */
	.global oq_semihost
oq_semihost:
	hlt	#0xf000
	ret

/* Lower levels pass every exception on; which entry it was shows in ELR_EL3. */
	.macro	passing_vectors
	.rept	16
	.balign	0x80
	smc	#0xe17
	b	.
	.endr
	.endm

	.balign	0x800
	.global vectors_el1
vectors_el1:
	passing_vectors

	.balign	0x800
	.global vectors_el2
vectors_el2:
	passing_vectors

	.balign	0x800
vectors_el3:
	.rept	8
	.balign	0x80
	b	own_fault
	.endr
	.rept	4
	.balign	0x80
	b	oq_leave
	.endr
	.rept	4
	.balign	0x80
	b	own_fault
	.endr

/* An exception of EL3 itself: the program or the exchange is broken. */
own_fault:
	adrp	x0, stack_top
	add	x0, x0, :lo12:stack_top
	mov	sp, x0
	bl	oq_died
