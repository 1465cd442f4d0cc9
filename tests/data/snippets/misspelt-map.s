// el2trap[7.0]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap-map: 0x42000000 atr tagged
	nop
