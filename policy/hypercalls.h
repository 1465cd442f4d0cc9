/* SPDX-License-Identifier: MIT */
/* What a host of nVHE KVM asks its hypervisor for, the structures that it hands over, and how that keeps account of
 * pages: facts of Linux, as rows. Pure. */
#ifndef EL2TRAP_POLICY_HYPERCALLS_H
#define EL2TRAP_POLICY_HYPERCALLS_H

#include "policy/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What an argument is. */
typedef enum el2_argument {
	EL2_ARGUMENT_NONE = 0,
	EL2_ARGUMENT_NUMBER,      /* any */
	EL2_ARGUMENT_INDEX,       /* small: a CPU, a level, a switch */
	EL2_ARGUMENT_COUNT,       /* of pages */
	EL2_ARGUMENT_FRAME,       /* number of a page of the host */
	EL2_ARGUMENT_GUEST_FRAME, /* number of a page of a guest */
	EL2_ARGUMENT_PHYSICAL,    /* address of memory */
	EL2_ARGUMENT_HANDLE,      /* of a VM */
	EL2_ARGUMENT_POINTER,     /* to a structure of the host's kernel, which it shares */
	EL2_ARGUMENT_DONATED,     /* virtual address of pages that the host gives away */
	EL2_ARGUMENT_PERMISSION,  /* enum kvm_pgtable_prot */
} el2_argument;

#define EL2_HYPERCALL_ARGUMENTS 6

typedef struct el2_hypercall {
	const char *name;                      /* of its handler, without "handle_" */
	uint8_t kind[EL2_HYPERCALL_ARGUMENTS]; /* el2_argument of X1 and on */
} el2_hypercall;

/* The nth row; NULL behind the last. */
EL2_API const el2_hypercall *el2_hypercall_get(size_t n);

/* The row of a name, with "handle_" before it or not; NULL: none. */
EL2_API const el2_hypercall *el2_hypercall_by_name(const char *name);

/* The first handle that a VM may get, and X0 of hypercall 0. Source: Linux kvm/hyp/nvhe/pkvm.c HANDLE_OFFSET;
 * asm/kvm_host.h KVM_HOST_SMCCC_ID(). */
#define EL2_VM_HANDLE      UINT64_C(0x1000)
#define EL2_HYPERCALL_BASE UINT64_C(0xc6000000)

/* ---- structures of the host's that EL2 reads --------------------------------------------------------------------- */

/* What a member is. */
typedef enum el2_member_kind {
	EL2_MEMBER_WHOLE = 0,     /* a structure: its place and size */
	EL2_MEMBER_INDEX,         /* small: a count, one of a few */
	EL2_MEMBER_FLAG,          /* 0 or 1 */
	EL2_MEMBER_BITS,          /* bits with a meaning each */
	EL2_MEMBER_NUMBER,        /* any: a register, or an array of them */
	EL2_MEMBER_HANDLE,        /* of a VM */
	EL2_MEMBER_POINTER,       /* to memory of the host, as the kernel or as EL2 has it */
	EL2_MEMBER_PHYSICAL,      /* address of a page */
	EL2_MEMBER_GUEST_ADDRESS, /* address of the guest's */
	EL2_MEMBER_PSTATE,        /* in the layout of SPSR */
} el2_member_kind;

typedef struct el2_member {
	const char *path; /* "kvm_vcpu.arch.hcr_el2": as a recording's layouts are named */
	el2_member_kind kind;
	const char *what; /* EL2 does with it */
} el2_member;

/* The nth row of policy/structures.def; NULL behind the last. */
EL2_API const el2_member *el2_member_get(size_t n);

/* ---- whose a page is, as pKVM has it ----------------------------------------------------------------------------- */

/* Source: Linux kvm/hyp/include/nvhe/memory.h enum pkvm_page_state (6.12: mem_protect.h). */
typedef enum el2_page_state {
	EL2_PAGE_OWNED = 0,       /* by the one whose account it is, who alone may use it */
	EL2_PAGE_SHARED_OWNED,    /* and lent to another */
	EL2_PAGE_SHARED_BORROWED, /* another's, who lends it */
	EL2_PAGE_NONE,            /* nothing to do with it */
} el2_page_state;

/* Where a release keeps the states of the host and of the hypervisor. */
typedef enum el2_page_account {
	EL2_ACCOUNT_DESCRIPTORS, /* software bits of the leaves of the host's stage 2 and EL2's stage 1 */
	EL2_ACCOUNT_VMEMMAP,     /* struct hyp_page, 8 bytes a page */
} el2_page_account;

/* That of a kernel in range. */
EL2_API el2_page_account el2_page_account_of(el2_kernel kernel);

/* The host's state in a struct hyp_page of EL2_ACCOUNT_VMEMMAP; the next two: the hypervisor's there, and that in the leaf
 * of a table, EL2_PAGE_NONE in one that is not valid. */
EL2_API el2_page_state el2_page_state_of_host(uint64_t hyp_page);
/* The hypervisor's. */
EL2_API el2_page_state el2_page_state_of_hyp(uint64_t hyp_page);
/* That of a leaf. */
EL2_API el2_page_state el2_page_state_of_leaf(uint64_t descriptor);

#ifdef __cplusplus
}
#endif

#endif
