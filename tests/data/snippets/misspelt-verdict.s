// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
	mrs	x0, gcr_el1		// expect: undfe injected
