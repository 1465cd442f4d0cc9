// el2trap: --cmdline kvm-arm.mode=nvhe --limit 3000000
// A long loop of loads, stores, calls and branches over 16 pages keeps its place: x2 is x24 on each turn.
// el2trap-map: 0x42000000 size 0x10000 attr tagged perm rw
	.text
_start:	mov	x29, x30
	ldr	x21, =0x42000000
	mov	x22, #0x3a0
	mov	x20, #20000
1:	and	x23, x20, #15
	add	x24, x21, x23, lsl #12		// another page each time
	str	w22, [x24, #20]
	str	x21, [x24, #24]
	bl	f
	cmp	x2, x24
	b.ne	bad
	subs	x20, x20, #1
	b.ne	1b
	mov	x30, x29
	ret
f:	cmp	x0, x0
	b.eq	2f
	nop
2:	ldr	w0, [x24, #20]
	add	x1, x24, #0
	mov	x2, x1
	mov	w1, w0
	ldr	x0, [x24, #24]
	ret
bad:	udf	#1		// expect: unreached
