// Pointer authentication: what each instruction makes of pointers, under several TCR_EL1, as text. Other machines say
// the same: tests compare.
// el2trap: --machine virt
	.arch	armv8.5-a

	// the result of an instruction on x0 with the modifier in x1, printed
	.macro	show instruction:vararg
	mov	x0, x20
	mov	x1, x21
	\instruction
	bl	hex
	.endm

	.globl	_start
_start:	adr	x0, vectors
	msr	vbar_el1, x0
	ldr	x22, =0x44000000	// the same wherever the program is: SP is a modifier
	mov	sp, x22
	ldr	x0, =0x84be85ce9804e94b
	ldr	x1, =0xec2802d4e0a488e9
	msr	apiakeyhi_el1, x0
	msr	apiakeylo_el1, x1
	ror	x0, x0, #7
	ror	x1, x1, #9
	msr	apibkeyhi_el1, x0
	msr	apibkeylo_el1, x1
	ror	x0, x0, #7
	ror	x1, x1, #9
	msr	apdakeyhi_el1, x0
	msr	apdakeylo_el1, x1
	ror	x0, x0, #7
	ror	x1, x1, #9
	msr	apdbkeyhi_el1, x0
	msr	apdbkeylo_el1, x1
	ror	x0, x0, #7
	ror	x1, x1, #9
	msr	apgakeyhi_el1, x0
	msr	apgakeylo_el1, x1
	mrs	x0, sctlr_el1
	ldr	x1, =(1 << 31 | 1 << 30 | 1 << 27 | 1 << 13)
	orr	x0, x0, x1
	msr	sctlr_el1, x0
	isb

	adr	x23, regimes
1:	ldr	x0, [x23], #8
	cbz	x0, 3f
	bl	hex
	bl	line
	msr	tcr_el1, x0
	isb
	adr	x24, pointers
	ldr	x21, =0x477d469dec0b8762
2:	ldr	x20, [x24], #8
	mov	x0, x20
	bl	hex
	show	pacia x0, x1
	show	pacib x0, x1
	show	pacda x0, x1
	show	pacdb x0, x1
	show	paciza x0
	show	pacdzb x0
	show	pacga x0, x0, x1
	show	xpaci x0
	show	xpacd x0
	bl	line
	// and back: what was made, and that with a bit changed
	mov	x0, x20
	pacia	x0, x21
	mov	x25, x0
	autia	x0, x21
	bl	hex
	eor	x0, x25, #1 << 53
	autia	x0, x21
	bl	hex
	mov	x0, x20
	pacdb	x0, x21
	mov	x25, x0
	autdb	x0, x21
	bl	hex
	mov	x0, x25
	autda	x0, x21
	bl	hex
	mov	x17, x20
	mov	x16, x21
	pacib1716
	mov	x0, x17
	bl	hex
	autib1716
	mov	x0, x17
	bl	hex
	mov	x26, x30
	mov	x30, x20
	paciasp
	mov	x0, x30
	autiasp
	mov	x27, x30
	mov	x30, x20
	pacibz
	xpaclri
	mov	x28, x30
	mov	x30, x26
	bl	hex
	mov	x0, x27
	bl	hex
	mov	x0, x28
	bl	hex
	bl	line
	adr	x0, pointers_end
	cmp	x24, x0
	b.ne	2b
	b	1b

	// branches and loads by pointers that carry a code, and without one
3:	ldr	x0, =0x0000000080000000 | 25 | 25 << 16
	msr	tcr_el1, x0
	isb
	adr	x20, 4f
	mov	x0, x20
	pacia	x0, x21
	braa	x0, x21
4:	adr	x20, 5f
	mov	x0, x20
	pacizb	x0
	blrabz	x0
	b	6f
5:	paciasp
	retaa
6:	adr	x20, pointers
	mov	x0, x20
	pacdza	x0
	ldraa	x2, [x0, #8]
	mov	x0, x2
	bl	hex
	mov	x0, x20
	pacdzb	x0
	ldrab	x2, [x0, #-8]!
	sub	x0, x0, x20
	bl	hex
	mov	x0, x20		// no code
	ldraa	x2, [x0, #8]
	bl	line
	adr	x0, 7f
	mov	x1, sp
	pacia	x0, x1
	msr	elr_el1, x0
	mrs	x0, spsr_el1
	mov	x0, #0x3c5
	msr	spsr_el1, x0
	eretaa
7:	adr	x1, done
	mov	x0, #4
	hlt	#0xf000
	mov	x0, #0x20
	adr	x1, exit
	hlt	#0xf000

	// x0 in hexadecimal, and a blank; all registers but x2 to x6 are kept
hex:	adr	x2, digits_end
	mov	x3, #16
	mov	x4, x0
8:	and	w5, w4, #15
	cmp	w5, #10
	add	w6, w5, #'0'
	add	w5, w5, #'a' - 10
	csel	w5, w6, w5, lo
	strb	w5, [x2, #-1]!
	lsr	x4, x4, #4
	subs	x3, x3, #1
	b.ne	8b
	mov	x4, x0
	mov	x5, x1
	mov	x1, x2
	mov	x0, #4
	hlt	#0xf000
	mov	x0, x4
	mov	x1, x5
	ret
line:	mov	x4, x0
	mov	x5, x1
	adr	x1, newline
	mov	x0, #4
	hlt	#0xf000
	mov	x0, x4
	mov	x1, x5
	ret

	.ltorg
	.balign	8
regimes:
	.quad	16 | 16 << 16, 25 | 25 << 16, 25 | 16 << 16 | 1 << 37, 16 | 25 << 16 | 1 << 38
	.quad	25 | 25 << 16 | 3 << 37, 25 | 25 << 16 | 3 << 37 | 3 << 51, 16 | 39 << 16 | 1 << 37 | 1 << 51, 0
pointers:
	.quad	0x0000000040001230, 0xffffff8012345678, 0x1200000040001230, 0xfeffff8012345678
	.quad	0x0080000000000000, 0x0004000040001230, 0xff7fff8012345678, 0xfb623599da6e8127
pointers_end:
exit:	.quad	0x20026, 0
digits:	.skip	16
digits_end:
	.asciz	" "
newline: .asciz	"\n"
done:	.asciz	"done\n"

	.balign	0x800
vectors:
	.skip	0x200
	mrs	x0, esr_el1
	mov	x29, x30
	bl	hex
	mov	x30, x29
	mrs	x0, elr_el1
	add	x0, x0, #4
	msr	elr_el1, x0
	adr	x29, _start
	sub	x0, x0, x29
	eret
