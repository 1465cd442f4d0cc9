// Writes an instruction, then executes it. Its code lies in a section that may be written.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	.section .rwx, "awx"
	adr	x2, 1f
	ldr	w3, 2f
	str	w3, [x2]		// expect: pass
1:	nop				// expect: undef injected
	b	3f
2:	mrs	x0, gcr_el1
3:	nop
