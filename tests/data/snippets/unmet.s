// GCR_EL1 does not pass under 7.0; and the second expectation is jumped over.
// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	mrs	x0, gcr_el1		// expect: pass
	b	1f
	mrs	x0, gmid_el1		// expect: undef injected
1:	nop
