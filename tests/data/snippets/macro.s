// A line that gives several instructions: the expectation is for each of them.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	.macro both register
	mrs	x0, \register
	msr	\register, x0
	.endm
	both	gcr_el1			// expect: undef injected
	both	rgsr_el1		// expect: undef injected
	.rept	3
	mrs	x0, tco			// expect: pass
	.endr
