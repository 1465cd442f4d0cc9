/* SPDX-License-Identifier: MIT */
#include "policy/hypercalls.h"
#include "policy/kernels.h"

#include <string.h>

#define NONE        EL2_ARGUMENT_NONE
#define NUMBER      EL2_ARGUMENT_NUMBER
#define INDEX       EL2_ARGUMENT_INDEX
#define COUNT       EL2_ARGUMENT_COUNT
#define FRAME       EL2_ARGUMENT_FRAME
#define GUEST_FRAME EL2_ARGUMENT_GUEST_FRAME
#define PHYSICAL    EL2_ARGUMENT_PHYSICAL
#define HANDLE      EL2_ARGUMENT_HANDLE
#define POINTER     EL2_ARGUMENT_POINTER
#define DONATED     EL2_ARGUMENT_DONATED
#define PERMISSION  EL2_ARGUMENT_PERMISSION

static const el2_hypercall rows[] = {
#define EL2_HYPERCALL(name, ...) {name, {__VA_ARGS__}},
#include "policy/hypercalls.def"
};

static const el2_member members[] = {
#define EL2_MEMBER(path, kind, what) {path, EL2_MEMBER_##kind, what},
#include "policy/structures.def"
};

const el2_member *el2_member_get(size_t n)
{
	return n < sizeof members / sizeof *members ? &members[n] : NULL;
}

const el2_hypercall *el2_hypercall_get(size_t n)
{
	return n < sizeof rows / sizeof *rows ? &rows[n] : NULL;
}

const el2_hypercall *el2_hypercall_by_name(const char *name)
{
	static const char handle[] = "handle_";

	if (!strncmp(name, handle, sizeof handle - 1))
		name += sizeof handle - 1;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
		if (!strcmp(rows[n].name, name))
			return &rows[n];
	return NULL;
}

el2_page_account el2_page_account_of(el2_kernel kernel)
{
	return el2_kernel_columns(kernel) & EL2_K_VMEMMAP ? EL2_ACCOUNT_VMEMMAP : EL2_ACCOUNT_DESCRIPTORS;
}

/* struct hyp_page: u16 refcount, u8 order, 4 bits of the host's state, 4 of the complement of the hypervisor's. */
el2_page_state el2_page_state_of_host(uint64_t hyp_page)
{
	return (el2_page_state)(hyp_page >> 24 & 3);
}

el2_page_state el2_page_state_of_hyp(uint64_t hyp_page)
{
	return (el2_page_state)((hyp_page >> 28 & 3) ^ 3);
}

/* KVM_PGTABLE_PROT_SW0 and SW1: bits 55 and 56. */
el2_page_state el2_page_state_of_leaf(uint64_t descriptor)
{
	return descriptor & 1 ? (el2_page_state)(descriptor >> 55 & 3) : EL2_PAGE_NONE;
}
