// Does not assemble: the register has no such name.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	mov	x0, #1
	mrs	x0, gcr_el7		// expect: undef
