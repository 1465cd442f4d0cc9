// SPDX-License-Identifier: MIT
// A page that the hypervisor has taken from the host: the stage 2 of protected mode does not map it.
//
// Tag instructions are translated like loads and stores, so they abort like them, HCR_EL2.ATA or not. 7.2 injects the
// abort into the host; 6.12 has no way out but BUG(), and the machine is gone. A VHE host has no stage 2.
// Source: recorded boot 7.2-protected-nomte, kvm/hyp/nvhe/mem_protect.c of 7.2 and 6.12.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.2]:  --kernel 7.2 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.2 --cmdline "arm64.nomte"
// el2trap-map: 0x42000000 s2 hyp
// el2trap-reg: x2=0x42000000

	.arch	armv8.5-a+memtag

	ldr	x0, [x2]		// expect: panic ec 0x24
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass
	str	x0, [x2]		// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass
	ldg	x3, [x2]		// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass tags-ignored
	stg	x2, [x2]		// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass tags-ignored
	ldgm	x3, [x2]		// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass tags-ignored
	stgm	x3, [x2]		// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass tags-ignored
	dc	gva, x2			// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass tags-ignored
	dc	gzva, x2		// expect: unreached
					// expect[7.2]: fault injected ec 0x24
					// expect[vhe]: pass tags-ignored
