// el2trap: --kernal 7.0
	nop
