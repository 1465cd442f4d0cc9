// SPDX-License-Identifier: MIT
//
// A small hypervisor of our own, in the form of a kernel Image, so that recording and what runs recordings can be tested
// without a kernel. At EL2: stage 1 of pages, stage 2 whose blocks of 2 MB are mapped when the host first needs them,
// registers of MTE UNDEFINED by a list of cases as Linux has it, BUG for all others, SMC passed on, a few hypercalls.
// Its host says so on the console and goes round in a circle. Symbols that one may ask for have no ".L".
//
//     --defsym GMID=1   one case more: GMID_EL1
//
// What it is written after: Arm ARM; Linux Documentation/arch/arm64/booting.rst for the header.

	.arch armv8.5-a+memtag
	.text

// ---- header -------------------------------------------------------------------------------------------------------

	.globl _text
_text:	b start
	.word 0
	.quad 0                  // text_offset
	.quad _end - _text       // image_size
	.quad 0xa                // little endian, 4 KB pages, anywhere
	.quad 0, 0, 0
	.ascii "ARM\x64"
	.word 0

// ---- words --------------------------------------------------------------------------------------------------------

	.equ PAGE, 4096
	.equ STACK, 256          // of a CPU
	.equ CPUS, 8

	// HCR_EL2: VM, TSC, RW, APK, API, TID5; ATA is clear
	.equ HCR, 1 | 1 << 19 | 1 << 31 | 1 << 40 | 1 << 41 | 1 << 58
	.equ CPTR, 0x22ff        // floating point, SVE and SME are the host's
	.equ MAIR, 0xff00        // 0: Device-nGnRnE; 1: Normal, write-back
	.equ TCR, 25 | 1 << 8 | 1 << 10 | 3 << 12 | 2 << 16 | 1 << 23 | 1 << 31  // 39 bits of address
	.equ VTCR, 32 | 1 << 6 | 1 << 8 | 1 << 10 | 3 << 12 | 2 << 16 | 1 << 31  // 32 bits, from level 1
	.equ SCTLR, 0x30c50830 | 1 | 1 << 2 | 1 << 12

	.equ S1_PAGE, 1 << 10 | 3 << 8 | 1 << 2 | 3     // AF, inner shareable, Normal
	.equ S1_DATA, 1 << 54 | S1_PAGE                 // XN
	.equ S1_DEVICE, 1 << 54 | 1 << 10 | 1           // XN
	.equ S2_BLOCK, 1 << 10 | 3 << 8 | 3 << 6 | 15 << 2 | 1
	.equ S2_DEVICE, 1 << 54 | 1 << 10 | 3 << 6 | 1 << 2 | 1
	.equ S2_GUEST, 0x40000000 | S2_BLOCK
	.equ GUEST, 0x80000000   // where the guest has what is at 0x40000000
	.equ S2_MINE, 2          // not mapped, and not to be

	.equ EL1H, 0x3c5
	.equ HOST, 0x40600000    // its code is copied there, and so needs stage 2
	.equ ALIAS, 0x403ff000   // the page of data once more
	.equ UART, 0x09000000

	// a SYS64 syndrome's Op0, Op2, Op1, CRn, CRm
	.macro sysreg op0 op1 crn crm op2
	.word \op0 << 20 | \op2 << 17 | \op1 << 14 | \crn << 10 | \crm << 1
	.endm

	.macro function name
	.type \name, %function
\name:
	.endm

	.macro value reg number
	movz \reg, #(\number) & 0xffff
	movk \reg, #(\number) >> 16 & 0xffff, lsl #16
	movk \reg, #(\number) >> 32 & 0xffff, lsl #32
	movk \reg, #(\number) >> 48 & 0xffff, lsl #48
	.endm

	.macro set reg number
	value x9, \number
	msr \reg, x9
	.endm

// ---- vectors ------------------------------------------------------------------------------------------------------

	.macro vector target
	.balign 128
	b \target
	.endm

	.balign 2048
	function vectors
	.rept 4
	vector hyp_panic         // EL2 with SP_EL0
	.endr
	.rept 4
	vector hyp_panic         // EL2
	.endr
	vector host_sync         // lower levels
	vector interrupt
	vector interrupt
	vector interrupt
	.rept 4
	vector hyp_panic         // 32 bits
	.endr

	function hyp_panic
	b .

	function interrupt      // a guest's: the host takes its own
	mov x0, #-2
	b leave_guest

	function host_sync
	stp x9, x10, [sp, #-32]!
	stp x11, x12, [sp, #16]
	mrs x9, vttbr_el2
	lsr x9, x9, #48
	cbnz x9, .Lguest
	mrs x9, esr_el2
	lsr x10, x9, #26
	cmp x10, #0x18
	b.eq handle_sys64
	cmp x10, #0x16
	b.eq handle_hvc
	cmp x10, #0x17
	b.eq handle_smc
	cmp x10, #0x20
	b.eq handle_abort
	cmp x10, #0x24
	b.eq handle_abort
	b bug

.Lguest:
	add sp, sp, #32
	b leave_guest

	function leave
	ldp x11, x12, [sp, #16]
	ldp x9, x10, [sp], #32
	eret

	function bug
	paciasp
	brk #0x800

// ---- system registers ---------------------------------------------------------------------------------------------

	function handle_sys64
	value x10, 0x3ffc1e
	and x9, x9, x10
	adr x10, mte_cases
.Lnext:	ldr w11, [x10], #4
	cbz w11, bug
	cmp w11, w9
	b.ne .Lnext
	value x9, 0x2000000
	b inject

	.balign 4
mte_cases:
	sysreg 3 0 1 0 5         // RGSR_EL1
	sysreg 3 0 1 0 6         // GCR_EL1
	sysreg 3 0 5 6 0         // TFSR_EL1
	sysreg 3 0 5 6 1         // TFSRE0_EL1
	.ifdef GMID
	sysreg 3 1 0 0 4         // GMID_EL1
	.endif
	.word 0

// An exception for EL1, with the syndrome in x9.
	function inject
	msr esr_el1, x9
	mrs x9, elr_el2
	msr elr_el1, x9
	mrs x9, spsr_el2
	msr spsr_el1, x9
	and x9, x9, #0xf
	mov x10, #0x400          // from EL0
	cbz x9, 1f
	mov x10, #0              // EL1 with SP_EL0
	cmp x9, #4
	b.eq 1f
	mov x10, #0x200
1:	mrs x9, vbar_el1
	add x9, x9, x10
	msr elr_el2, x9
	mov x9, #EL1H
	msr spsr_el2, x9
	b leave

// ---- aborts -------------------------------------------------------------------------------------------------------

// The entry of the block that x9, an address of the host, is in: its place in x10, with flags "ne" where there is none.
	function block_of
	lsr x10, x9, #30
	cmp x10, #1
	b.ne 1f
	lsr x9, x9, #21
	and x9, x9, #511
	adr x10, stage2_blocks
	add x10, x10, x9, lsl #3
	cmp x9, x9
1:	ret

	function handle_abort
	str x30, [sp, #-16]!
	mrs x9, hpfar_el2
	lsr x9, x9, #4
	lsl x9, x9, #12
	lsr x11, x9, #21
	cbz x9, .Lmmio
	lsr x12, x9, #30
	cbz x12, .Lmmio
	bl block_of
	b.ne .Ldenied
	ldr x12, [x10]
	cbnz x12, .Ldenied
	lsl x11, x11, #21
	value x12, S2_BLOCK
	orr x11, x11, x12
	str x11, [x10]
	b .Lmapped
.Lmmio:	value x11, S2_DEVICE
	adr x10, stage2
	str x11, [x10]
.Lmapped:
	dsb ishst
	isb
	ldr x30, [sp], #16
	b leave

// Not the host's: an external abort at its own address.
.Ldenied:
	ldr x30, [sp], #16
	mrs x9, far_el2
	msr far_el1, x9
	mrs x9, esr_el2
	lsr x9, x9, #26
	mrs x10, spsr_el2
	and x10, x10, #0xf
	cbz x10, 1f
	add x9, x9, #1           // the class of EL1's own aborts
1:	lsl x9, x9, #26
	value x10, 0x2000010
	orr x9, x9, x10
	b inject

// ---- firmware -----------------------------------------------------------------------------------------------------

	function handle_smc
	mrs x9, elr_el2
	add x9, x9, #4
	msr elr_el2, x9
	smc #0
	b leave

// ---- hypercalls, by x0 --------------------------------------------------------------------------------------------

// 0 counts. 1 BUG. 2 goes round for ever. 3 a page that EL2 does not map. 4 the counter, a random number, the counter.
// 5 takes the block of address x1 from the host, 6 gives it back. 7 what is at x1. 8 runs a guest once:
// x0 as it left it, or -2 where an interrupt came. Others -1.
	function handle_hvc
	cbz x0, hvc_count
	cmp x0, #1
	b.eq bug
	cmp x0, #2
	b.eq hvc_hang
	cmp x0, #3
	b.eq hvc_nowhere
	cmp x0, #4
	b.eq hvc_clock
	cmp x0, #5
	b.eq hvc_donate
	cmp x0, #6
	b.eq hvc_return
	cmp x0, #7
	b.eq hvc_look
	cmp x0, #8
	b.eq hvc_guest
.Lno:	mov x0, #-1
	b leave

	function hvc_count
	                      // written at one address, read at another
	value x9, ALIAS
	adr x10, calls
	bfi x9, x10, #0, #12
	ldr x0, [x10]
	add x0, x0, #1
	str x0, [x9]
	ldr x0, [x10]
	b leave

	function hvc_hang
	b .

	function hvc_nowhere
	value x9, 0x50000000
	ldr x9, [x9]
	b leave

	function hvc_clock
	mrs x0, cntvct_el0
	mrs x1, s3_3_c2_c4_0     // RNDR
	mrs x2, cntvct_el0
	b leave

	function hvc_donate
	str x30, [sp, #-16]!
	mov x9, x1
	bl block_of
	ldr x30, [sp], #16
	b.ne .Lno
	mov x0, #S2_MINE
	ldr x9, [x10]
	cmp x9, x0
	b.eq .Lno
	str x0, [x10]
	dsb ish
	tlbi vmalls12e1is
	dsb ish
	isb
	mov x0, #0
	b leave

	function hvc_return
	str x30, [sp, #-16]!
	mov x9, x1
	bl block_of
	ldr x30, [sp], #16
	b.ne .Lno
	adr x0, _text            // but not the hypervisor's own
	lsr x0, x0, #21
	lsr x9, x1, #21
	cmp x0, x9
	b.eq .Lno
	str xzr, [x10]
	dsb ishst
	mov x0, #0
	b leave

	function hvc_look
	ldr x0, [x1]
	b leave

	function hvc_guest
	mrs x9, elr_el2
	mrs x10, spsr_el2
	stp x9, x10, [sp, #-16]!
	adr x9, guest_stage2
	mov x10, #1              // its VMID
	bfi x9, x10, #48, #16
	msr vttbr_el2, x9
	adr x9, guest
	mov x10, #GUEST - 0x40000000
	add x9, x9, x10
	msr elr_el2, x9
	mov x9, #EL1H
	msr spsr_el2, x9
	eret

	function leave_guest
	ldp x9, x10, [sp], #16
	msr elr_el2, x9
	msr spsr_el2, x10
	adr x9, stage2
	msr vttbr_el2, x9
	b leave

	function guest
	mov x0, #42
	hvc #0
	b .

// ---- boot ---------------------------------------------------------------------------------------------------------

	function start
	msr daifset, #15
	bl make_tables
	adr x0, banner
	bl say
	bl copy_host             // EL2's stage 1 does not map where it goes
	bl set_registers
	mov x19, #1              // the other CPUs, by PSCI CPU_ON; what there is not says no
1:	value x0, 0xc4000003
	mov x1, x19
	adr x2, secondary
	mov x3, x19
	smc #0
	add x19, x19, #1
	cmp x19, #CPUS
	b.lt 1b
	adr x0, up
	bl say
	mov x0, #0
	b enter_host

	function secondary
	msr daifset, #15
	mov x20, x0
	bl set_registers
	mov x0, x20

// With the number of this CPU in x0.
	function enter_host
	adr x9, stacks
	mov x10, #STACK
	madd x9, x0, x10, x9
	add sp, x9, #STACK
	set sctlr_el1, 0x30d00800
	value x9, HOST
	add x9, x9, #host_vectors - host
	msr vbar_el1, x9
	mov x9, #3 << 20
	msr cpacr_el1, x9
	mov x9, #EL1H
	msr spsr_el2, x9
	value x9, HOST
	msr elr_el2, x9
	mov x30, #0
	eret

// Stage 1: a block of devices, the pages of the Image, and that of data again. Stage 2: all of it the host's in time,
// but for the block that the Image is in.
	function make_tables
	adr x9, stage1
	value x10, S1_DEVICE
	str x10, [x9]
	adr x10, stage1_blocks
	orr x11, x10, #3
	str x11, [x9, #8]        // 0x40000000 on
	adr x11, _text
	ubfx x12, x11, #21, #9
	adr x13, stage1_pages
	orr x14, x13, #3
	str x14, [x10, x12, lsl #3]
	adr x9, stage2_blocks
	mov x10, #S2_MINE
	str x10, [x9, x12, lsl #3]
	adr x10, stage2
	orr x9, x9, #3
	str x9, [x10, #8]
	adr x9, guest_stage2
	value x10, S2_GUEST
	str x10, [x9, #16]
	value x9, S1_PAGE
	adr x12, data
1:	ubfx x10, x11, #12, #9
	orr x14, x11, x9
	str x14, [x13, x10, lsl #3]
	add x11, x11, #PAGE
	cmp x11, x12
	b.lt 1b
	value x9, S1_DATA
	orr x14, x11, x9
	str x14, [x13, #511 * 8]
	adr x12, _end
2:	ubfx x10, x11, #12, #9
	orr x14, x11, x9
	str x14, [x13, x10, lsl #3]
	add x11, x11, #PAGE
	cmp x11, x12
	b.lt 2b
	dsb ish
	ret

	function copy_host
	adr x9, host
	value x10, HOST
	value x12, HOST + PAGE
1:	ldr x11, [x9], #8
	str x11, [x10], #8
	cmp x10, x12
	b.lt 1b
	dsb ish
	ic iallu
	isb
	ret

	function set_registers
	adr x9, vectors
	msr vbar_el2, x9
	set hcr_el2, HCR
	set cptr_el2, CPTR
	msr mdcr_el2, xzr
	msr hstr_el2, xzr
	mov x9, #3
	msr cnthctl_el2, x9
	msr cntvoff_el2, xzr
	mrs x9, midr_el1
	msr vpidr_el2, x9
	mrs x9, mpidr_el1
	msr vmpidr_el2, x9
	set mair_el2, MAIR
	set tcr_el2, TCR
	adr x9, stage1
	msr ttbr0_el2, x9
	set vtcr_el2, VTCR
	adr x9, stage2
	msr vttbr_el2, x9
	isb
	tlbi alle2
	tlbi alle1
	dsb ish
	set sctlr_el2, SCTLR
	isb
	ret

// The text at x0, on the board's PL011.
	function say
	value x10, UART
1:	ldrb w9, [x0], #1
	cbz w9, 2f
	str w9, [x10]
	b 1b
2:	ret

banner:	.asciz "Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)\n"
up:	.asciz "kvm [1]: nVHE mode initialized successfully\n"

// ---- the host -----------------------------------------------------------------------------------------------------

	.balign PAGE
	function host
	mrs x9, mpidr_el1
	and x9, x9, #0xff
	cbnz x9, 2f
	adr x0, .Ldone
	mov x10, #UART
1:	ldrb w9, [x0], #1
	cbz w9, 2f
	str w9, [x10]
	b 1b
2:	b .
.Ldone:	.asciz "Kernel panic - not syncing: this host has no more to do\n"
	.balign 2048
host_vectors:
	.rept 16
	.balign 128
	b .
	.endr

// ---- data ---------------------------------------------------------------------------------------------------------

	.balign PAGE
data:
calls:	.quad 0
	.balign 16, 0
stacks:	.skip STACK * CPUS
	.balign PAGE
stage1:	.skip PAGE
stage1_blocks:
	.skip PAGE
stage1_pages:
	.skip PAGE
stage2:	.skip PAGE
stage2_blocks:
	.skip PAGE
guest_stage2:
	.skip PAGE
_end:
