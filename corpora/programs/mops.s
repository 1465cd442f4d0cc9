// Memory copy and set: where the registers stand after the prologue, the main part and the epilogue, or at the fault that
// stopped them, and what memory holds then. Copies forward and backward, across pages, into one another, into pages that
// are not mapped or read-only, of no bytes, and with stages out of order. Another machine says the same: tests compare.
// el2trap: --machine virt
	.arch	armv8.5-a

	.equ	PAGES, 0x80000000	// of 4 KB: 0 to 7 are data, but 4 is not there and 6 is read-only
	.globl	_start
_start:	adr	x0, vectors
	msr	vbar_el1, x0
	ldr	x0, =0x44000000
	mov	sp, x0
	// tables: 1 GB for itself, then 4 KB pages
	ldr	x0, =0x44010000
	ldr	x1, =0x40000000 | 1 << 54 | 3 << 8 | 1 << 10 | 1
	str	x1, [x0, #8]
	ldr	x2, =0x44011000
	orr	x1, x2, #3
	str	x1, [x0, #16]
	ldr	x3, =0x44012000
	orr	x1, x3, #3
	str	x1, [x2]
	ldr	x1, =0x44020000 | 1 << 54 | 1 << 53 | 3 << 8 | 1 << 10 | 3
	mov	x4, #0
1:	cmp	x4, #6
	mov	x5, #0x80
	csel	x5, x5, xzr, eq
	orr	x5, x1, x5
	cmp	x4, #4
	csel	x5, xzr, x5, eq
	str	x5, [x3, x4, lsl #3]
	add	x1, x1, #0x1000
	add	x4, x4, #1
	cmp	x4, #8
	b.ne	1b
	mov	x1, #0xff
	msr	mair_el1, x1
	ldr	x1, =25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 5 << 32
	msr	tcr_el1, x1
	msr	ttbr0_el1, x0
	isb
	mrs	x0, sctlr_el1
	orr	x0, x0, #1
	orr	x0, x0, #1 << 60	// MSCEn
	msr	sctlr_el1, x0
	isb

	adr	x19, stages		// kinds of copy
1:	ldr	w0, [x19]
	cbz	w0, 9f
	adr	x20, ranges
2:	ldr	x0, [x20]
	cbz	x0, 3f
	bl	fill
	ldp	x21, x22, [x20]		// Xd, Xs
	ldr	x23, [x20, #16]		// Xn
	mov	x24, #0			// stages done
	mov	x25, #0xf0000000
	msr	nzcv, x25
	b	5f
4:	bl	show			// after each
	add	x24, x24, #4
5:	ldr	w0, [x19, x24]
	adr	x1, slot
	str	w0, [x1]
	dc	cvau, x1
	dsb	ish
	ic	ivau, x1
	dsb	ish
	isb
	cmp	x24, #12
	b.eq	6f
	ldr	x0, =0x5a5a5a5a5a5a5aa7
	cbnz	x24, 7f
	msr	nzcv, x25
	b	slot
7:	msr	nzcv, x26
slot:	nop
	mrs	x26, nzcv
	b	4b
fault:	mrs	x0, esr_el1
	bl	hex
	mrs	x0, far_el1
	bl	hex
	bl	show
6:	bl	sum
	bl	line
	add	x20, x20, #24
	b	2b
3:	add	x19, x19, #12
	b	1b
9:	mov	x0, #0x20
	adr	x1, exit
	hlt	#0xf000

	// numbers into all data, through the block that maps them for everybody
fill:	ldr	x0, =0x44020000
	mov	x1, #0x8000
	mov	x2, #1
8:	str	x2, [x0], #8
	ldr	x3, =0x9e3779b97f4a7c15
	madd	x2, x2, x3, x3
	subs	x1, x1, #8
	b.ne	8b
	ret
sum:	ldr	x4, =0x44020000
	mov	x5, #0x8000
	mov	x0, #0
8:	ldr	x2, [x4], #8
	ldr	x3, =0x100000001b3
	eor	x0, x0, x2
	mul	x0, x0, x3
	ror	x0, x0, #7
	subs	x5, x5, #8
	b.ne	8b
	b	hex
show:	mov	x27, x30
	mov	x0, x21
	bl	hex
	mov	x0, x22
	bl	hex
	mov	x0, x23
	bl	hex
	lsr	x0, x26, #28
	bl	hex
	mov	x30, x27
	ret

	// x0 in hexadecimal without leading zeroes, and a blank; x0 to x7 are used
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
	// three words each: Xd is x21, Xs x22, Xn x23; of a set the value is x0
stages:
	.inst	0x1d1606f5, 0x1d5606f5, 0x1d9606f5		// cpyp, cpym, cpye [x21]!, [x22]!, x23!
	.inst	0x191606f5, 0x195606f5, 0x199606f5		// cpyfp, cpyfm, cpyfe
	.inst	0x19c006f5, 0x19c046f5, 0x19c086f5		// setp, setm, sete [x21]!, x23!, x0
	.inst	0x1d1606f5, 0x1d9606f5, 0x1d5606f5		// the epilogue before the main part
	.inst	0x1d5606f5, 0x1d9606f5, 0x1d1606f5		// no prologue
	.inst	0x191606f5, 0x1d5606f5, 0x1d9606f5		// of two kinds
	.word	0
	.balign	8
	// Xd, Xs, Xn
ranges:	.quad	PAGES + 0x100, PAGES + 0x2100, 0
	.quad	PAGES + 0x100, PAGES + 0x2100, 1
	.quad	PAGES + 0x100, PAGES + 0x2107, 0x20
	.quad	PAGES + 0xff0, PAGES + 0x2107, 0x20
	.quad	PAGES + 0x103, PAGES + 0x2ff1, 0x20
	.quad	PAGES + 0x010, PAGES + 0x2020, 0x1000
	.quad	PAGES + 0x010, PAGES + 0x2020, 0xfff
	.quad	PAGES + 0x100, PAGES + 0x2300, 0x1900
	.quad	PAGES + 0x300, PAGES + 0x0010, 0x1800	// into itself
	.quad	PAGES + 0x010, PAGES + 0x0300, 0x1800
	.quad	PAGES + 0x200, PAGES + 0x0200, 0x1800
	.quad	PAGES + 0x208, PAGES + 0x0200, 0x2000
	.quad	PAGES + 0x3f00, PAGES + 0x100, 0x300	// into what is not there
	.quad	PAGES + 0x2f00, PAGES + 0x100, 0x1300
	.quad	PAGES + 0x100, PAGES + 0x3f00, 0x300
	.quad	PAGES + 0x1100, PAGES + 0x2200, 0x2000
	.quad	PAGES + 0x5e00, PAGES + 0x100, 0x1000	// into what is read-only
	.quad	PAGES + 0x6800, PAGES + 0x100, 0x10
	.quad	PAGES + 0x3f00, PAGES + 0x3e00, 0x300	// backward, from what is not there
	.quad	PAGES + 0x5100, PAGES + 0x4f00, 0x400
	.quad	PAGES + 0x4e00, PAGES + 0x5100, 0x400
	.quad	PAGES + 0x100, PAGES + 0x2100, 0x8000000000000000
	.quad	PAGES + 0x100, PAGES + 0x2100, 0xffffffffffffff00
	.quad	0
exit:	.quad	0x20026, 0
digits:	.skip	16
digits_end:
	.asciz	" "
newline: .asciz	"\n"

	.balign	0x800
vectors:
	.skip	0x200
	mrs	x26, spsr_el1
	b	fault
