// Loops for ever: the limit ends it.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte" --limit 5000
1:	add	x0, x0, #1
	b	1b
