// SVE is a gap of the model.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	.arch	armv8.5-a+sve
	ptrue	p0.b			// no expectation: exit code 4, skipped
	nop
