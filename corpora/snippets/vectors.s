// SPDX-License-Identifier: MIT
// What the host's own vectors see: the injected UNDEF looks like a native one, but for PSTATE.
//
// Both come to VBAR_EL1 + 0x200 with ESR_EL1 0x02000000 (EC 0) and ELR_EL1 at the instruction. The CPU sets PSTATE.TCO on
// its own exceptions (FEAT_MTE2); the hypervisor of a kernel without MTE does not: a host that looks can tell.
// Source: facts of inject_host_exception(); recorded boot 7.2-protected-nomte, columns esr, vec, tco.
//
// el2trap[6.12]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte" --on-exception vector --limit 200
// el2trap[7.0]:  --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte" --on-exception vector --limit 200
// el2trap[vhe]:  --kernel 7.0 --cmdline "arm64.nomte" --on-exception vector --limit 200

	.arch	armv8.5-a+memtag

	adr	x0, vectors
	msr	vbar_el1, x0			// expect: pass
	isb
	mov	x20, #0				// exceptions seen
	udf	#0			// expect: undef native
	cmp	x20, #1
	b.ne	wrong
	tbz	x21, #25, wrong			// TCO was set by the CPU
	mrs	x0, gcr_el1		// expect: pass
					// expect[7.0]: undef injected ec 0x18
	cmp	x20, #2
	b.ne	quiet
	tbnz	x21, #25, wrong		// expect: unreached
					// expect[7.0]: pass
quiet:
	b	done
wrong:
	brk	#1			// expect: unreached
done:
	nop

	.section .vectors, "ax"
	.balign	2048
vectors:
	.org	vectors + 0x200
	add	x20, x20, #1
	mrs	x21, tco		// expect: pass
	mrs	x0, esr_el1		// expect: pass
	mov	x2, #0x02000000
	cmp	x0, x2
	b.ne	unknown
	mrs	x0, elr_el1		// expect: pass
	add	x0, x0, #4
	msr	elr_el1, x0		// expect: pass
	eret				// expect: pass
unknown:
	brk	#2			// expect: unreached
