// SPDX-License-Identifier: MIT
// Calls to the hypervisor and to firmware, which have nothing to do with MTE and must not change.
//
// Protected mode traps SMC (HCR_EL2.TSC): PSCI and FF-A are served, the rest goes to EL3. 7.2 (and, it is taken, 7.0)
// answers an SMC with an immediate with NOT_SUPPORTED. Plain nVHE leaves SMC to EL3, as does a VHE host.
// Source: Linux 7.2 and 6.12 kvm/hyp/nvhe/hyp-main.c, handle_trap(), handle_host_smc().
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[nvhe]: --kernel 7.0 --cmdline "kvm-arm.mode=nvhe arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	movz	x0, #0x8400, lsl #16		// PSCI_VERSION
	smc	#0			// expect: trap smc to el2
					// expect[nvhe,vhe]: trap el3 to el3
	movz	x0, #0x8400, lsl #16
	smc	#1			// expect: trap smc to el2
					// expect[nvhe,vhe]: trap el3 to el3
	cmn	x0, #1
	b.eq	refused
	nop				// expect: pass
					// expect[7.0]: unreached
	b	call
refused:
	nop				// expect: unreached
					// expect[7.0]: pass
call:
	hvc	#0			// expect: trap hvc to el2
					// expect[vhe]: trap host to el2 ec 0x16
