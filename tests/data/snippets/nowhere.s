// Jumps to where no memory is.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	mov	x0, #0x10000
	br	x0
