// SPDX-License-Identifier: MIT
// How a host finds out that the CPU has MTE although it was told not to use it.
//
// arm64.nomte hides the field in the kernel's own, sanitised ID registers; the raw register still shows it, under every
// kernel: HCR_EL2.TID3 is clear for the host. Of what the hypervisor could hide, 7.0 hides GMID_EL1 alone.
// Source: recorded boots, MRS_ID_AA64PFR1_EL1 (0x...0321: MTE is 3), MRS_ID_AA64PFR2_EL1, MRS_GMID_EL1.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte"

	.arch	armv8.5-a+memtag

	mrs	x0, id_aa64pfr1_el1	// expect: pass full
	ubfx	x0, x0, #8, #4
	cmp	x0, #3			// expect: pass
	b.ne	wrong
	mrs	x0, S3_0_C0_C4_2	// expect: pass full
	mrs	x0, dczid_el0		// expect: pass full
	mrs	x0, gmid_el1		// expect: pass full
					// expect[7.0]: undef injected ec 0x18

	// FEAT_MTE shows without any register, too: tag arithmetic is not UNDEFINED.
	gmi	x0, x1, xzr		// expect: pass
	subp	x0, x1, x1		// expect: pass
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop
