// SPDX-License-Identifier: MIT
//
// /init of an initial RAM disk: makes a VM, runs its one CPU once, and takes it down again. It says when it is ready for
// somebody to look on, and what KVM_RUN came back with. Numbers: Linux include/uapi/linux/kvm.h, asm/kvm.h, unistd.h.
//
//     --defsym TYPE=n   the argument of KVM_CREATE_VM: 0, or 0x80000000 for a protected VM
//     --defsym HOLD=1   keep the VM, and wait

	.equ OPENAT, 56
	.equ CLOSE, 57
	.equ WRITE, 64
	.equ NANOSLEEP, 101
	.equ IOCTL, 29
	.equ MMAP, 222
	.equ MUNMAP, 215

	.equ KVM_CREATE_VM, 0xae01
	.equ KVM_GET_VCPU_MMAP_SIZE, 0xae04
	.equ KVM_CREATE_VCPU, 0xae41
	.equ KVM_RUN, 0xae80
	.equ KVM_SET_USER_MEMORY_REGION, 0x4020ae46
	.equ KVM_ARM_VCPU_INIT, 0x4020aeae
	.equ KVM_ARM_PREFERRED_TARGET, 0x8020aeaf
	.equ KVM_SET_ONE_REG, 0x4010aeac

	.equ GUEST, 0x80000000   // where its page is; it stores to 0x10000000, where there is nothing

	.macro call number
	mov x8, #\number
	svc #0
	.endm

	.macro request fd number argument
	mov x0, \fd
	ldr x1, =\number
	mov x2, \argument
	call IOCTL
	tbnz x0, #63, failed
	.endm

	.macro print text
	adr x1, \text
	mov x2, #\text\()_end - \text
	mov x0, #1
	call WRITE
	.endm

	.globl _start
_start:	print ready
	adr x0, moment
	mov x1, #0
	call NANOSLEEP

	mov x0, #-100
	adr x1, kvm
	ldr x2, =0x80002         // O_RDWR, O_CLOEXEC
	call OPENAT
	tbnz x0, #63, failed
	mov x19, x0
	ldr x4, =TYPE
	request x19, KVM_CREATE_VM, x4
	mov x20, x0
	request x20, KVM_CREATE_VCPU, #0
	mov x21, x0

	mov x0, #0               // the guest's page
	mov x1, #4096
	mov x2, #3               // read, write
	mov x3, #0x22            // private, anonymous
	mov x4, #-1
	mov x5, #0
	call MMAP
	mov x22, x0
	adr x1, guest
	ldp x2, x3, [x1]
	stp x2, x3, [x22]
	dc cvau, x22
	dsb ish
	ic ivau, x22
	dsb ish
	isb
	adrp x4, region
	add x4, x4, :lo12:region
	str x22, [x4, #24]
	request x20, KVM_SET_USER_MEMORY_REGION, x4

	request x19, KVM_GET_VCPU_MMAP_SIZE, #0
	mov x1, x0
	mov x0, #0
	mov x2, #3
	mov x3, #1               // shared
	mov x4, x21
	mov x5, #0
	call MMAP
	mov x23, x0

	adrp x24, target
	add x24, x24, :lo12:target
	request x20, KVM_ARM_PREFERRED_TARGET, x24
	request x21, KVM_ARM_VCPU_INIT, x24
	adr x4, pc_is
	request x21, KVM_SET_ONE_REG, x4
	request x21, KVM_RUN, #0

	ldr w0, [x23, #8]        // exit_reason
	add w0, w0, #'0'
	adrp x1, came
	add x1, x1, :lo12:came
	strb w0, [x1, #came_digit - came]
	mov x2, #came_end - came
	mov x0, #1
	call WRITE
	.ifdef HOLD
	b wait
	.endif
	mov x0, x23
	mov x1, #4096
	call MUNMAP
	mov x0, x21
	call CLOSE
	mov x0, x20
	call CLOSE
	mov x0, x19
	call CLOSE
wait:	print end
1:	adr x0, moment
	mov x1, #0
	call NANOSLEEP
	b 1b
failed:	print bad
	b wait

guest:	mov x1, #0x10000000
	mov w0, #42
	str w0, [x1]
	b .

	.balign 8
moment:	.quad 2, 0
pc_is:	.quad 0x6030000000100040, pc
pc:	.quad GUEST
kvm:	.asciz "/dev/kvm"
	.macro said name text
\name:	.ascii "el2trap: \text\n"
\name\()_end:
	.endm
	said ready "ready"
	said end "end"
	said bad "a system call failed"
	.balign 8
	.ltorg

	.data
	.balign 8
region:	.word 0, 0               // slot, flags
	.quad GUEST, 4096, 0
target:	.skip 32
came:	.ascii "el2trap: KVM_RUN: "
came_digit:
	.ascii "?\n"
came_end:
