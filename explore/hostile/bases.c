/* SPDX-License-Identifier: MIT */
/*
 * Bases: events that are run once, and from which streams start. Calls as the host's kernel makes them, in its order;
 * those that a kernel does not have are left out, and so is what is of a VM where the recording has no layouts to build
 * it. Source: Linux arch/arm64/kvm/pkvm.c, mmu.c, kvm_arch_vcpu_load(), kvm_arch_vcpu_ioctl_run().
 */
#include "explore/hostile/hostile.h"

#include <string.h>

#define HVC       0xd4000002u
#define STEPS_MAX 20u

/* What an argument is, where it is not a number: of which VM, the nth of it. */
enum what {
	NUMBER,
	FRAME, /* the nth page of the host's */
	HANDLE,
	KVM,
	KVM_FRAME, /* the nth page of it; there is none behind its last */
	VCPU,
	VCPU_FRAME,
	SVE_FRAME,
	VGIC,
	DONATED_VM,
	DONATED_VCPU,
	DONATED_PGD,
	CODE_FRAME,
	DATA_FRAME,
};

struct argument {
	uint8_t what, vm;
	uint64_t n;
};

/* A call; or a member that the host stores to, the first argument saying of which VM, and what; or SHARES. */
struct step {
	const char *call;
	struct argument argument[4];
};

#define IS(number)                                                                                                     \
	{                                                                                                              \
		NUMBER, 0, number                                                                                      \
	}
#define OF(what, vm)                                                                                                   \
	{                                                                                                              \
		what, vm, 0                                                                                            \
	}
#define NTH(what, vm, n)                                                                                               \
	{                                                                                                              \
		what, vm, n                                                                                            \
	}
#define NORMAL      0
#define PROTECTED   HOSTILE_PROTECTED
#define GUEST_FRAME (HOSTILE_GUEST_PC >> 12)
#define SHARES      "guest shares"
#define PSTATE_SVC  0x1d3u /* A, I, F; Supervisor mode */

/* clang-format off */
#define SHARE(vm)                                                        \
	{"__pkvm_host_share_hyp", {NTH(KVM_FRAME, vm, 0)}},              \
	{"__pkvm_host_share_hyp", {NTH(KVM_FRAME, vm, 1)}},              \
	{"__pkvm_host_share_hyp", {NTH(KVM_FRAME, vm, 2)}},              \
	{"__pkvm_host_share_hyp", {NTH(VCPU_FRAME, vm, 0)}},             \
	{"__pkvm_host_share_hyp", {NTH(VCPU_FRAME, vm, 1)}},             \
	{"__pkvm_host_share_hyp", {NTH(VCPU_FRAME, vm, 2)}},             \
	{"__pkvm_host_share_hyp", {NTH(VCPU_FRAME, vm, 3)}},             \
	{"__pkvm_host_share_hyp", {OF(SVE_FRAME, vm)}}
#define MAKE(vm)                                                                             \
	{"__pkvm_init_vm", {OF(KVM, vm), OF(DONATED_VM, vm), OF(DONATED_PGD, vm)}},          \
	{"__pkvm_init_vcpu", {OF(HANDLE, vm), OF(VCPU, vm), OF(DONATED_VCPU, vm)}}
#define LOAD(vm)                                                   \
	{"__pkvm_vcpu_load", {OF(HANDLE, vm), IS(0), IS(0)}},      \
	{"__vgic_v3_restore_vmcr_aprs", {OF(VGIC, vm)}}
#define RUN(vm) {"__kvm_vcpu_run", {OF(VCPU, vm)}}
/* clang-format on */

static const struct base {
	uint8_t before; /* the base that goes before it: none is 0 */
	struct step step[STEPS_MAX];
} bases[HOSTILE_BASES] = {
	{0, {{0}}},
	/* with a VM that the recording has, or with pages alone */
	{0, {{"__pkvm_vcpu_load", {IS(EL2_VM_HANDLE), IS(0), IS(0)}}, {"__kvm_vcpu_run", {IS(0)}}}},
	{0,
	 {{"__pkvm_host_share_hyp", {NTH(FRAME, 0, 0)}},
	  {"__pkvm_host_share_hyp", {NTH(FRAME, 0, 1)}},
	  {"__pkvm_host_share_hyp", {NTH(FRAME, 0, 2)}},
	  {"__pkvm_host_share_hyp", {NTH(FRAME, 0, 3)}},
	  {"__pkvm_reserve_vm", {IS(0)}}}},
	{1,
	 {{"__pkvm_host_share_guest", {NTH(FRAME, 0, 2), IS(GUEST_FRAME + 1), IS(1), IS(7)}},
	  {"__pkvm_host_donate_guest", {NTH(FRAME, 0, 2), IS(GUEST_FRAME + 1)}},
	  {"__kvm_vcpu_run", {IS(0)}}}},
	{0, {{"__pkvm_start_teardown_vm", {IS(EL2_VM_HANDLE)}}}},
	/* 5: a VM of the host's own making, with a vCPU */
	{0, {{"__pkvm_vcpu_put", {IS(0)}}, SHARE(NORMAL), {"__pkvm_reserve_vm", {IS(0)}}, MAKE(NORMAL)}},
	/* 6: it runs its first page */
	{5,
	 {LOAD(NORMAL),
	  {"__pkvm_host_share_guest", {OF(CODE_FRAME, NORMAL), IS(GUEST_FRAME), IS(1), IS(7)}},
	  {"__pkvm_host_share_guest", {OF(DATA_FRAME, NORMAL), IS(GUEST_FRAME + 1), IS(1), IS(6)}},
	  RUN(NORMAL)}},
	/* 7: a protected VM beside it */
	{5, {SHARE(PROTECTED), {"__pkvm_reserve_vm", {IS(0)}}, MAKE(PROTECTED)}},
	/* 8: which runs */
	{7,
	 {LOAD(PROTECTED),
	  {"__pkvm_host_donate_guest", {OF(CODE_FRAME, PROTECTED), IS(GUEST_FRAME)}},
	  {"__pkvm_host_donate_guest", {OF(DATA_FRAME, PROTECTED), IS(GUEST_FRAME + 1)}},
	  RUN(PROTECTED)}},
	/* 9, 10: each at its end */
	{6, {{"__pkvm_vcpu_put", {IS(0)}}, {"__pkvm_start_teardown_vm", {OF(HANDLE, NORMAL)}}}},
	{8, {{"__pkvm_vcpu_put", {IS(0)}}, {"__pkvm_start_teardown_vm", {OF(HANDLE, PROTECTED)}}}},
	/* 11: one page less, on the way out */
	{6, {{"__pkvm_host_unshare_guest", {OF(HANDLE, NORMAL), IS(GUEST_FRAME), IS(1)}}}},
	/* 12: as 6, in AArch32 */
	{0,
	 {{"__pkvm_vcpu_put", {IS(0)}},
	  SHARE(NORMAL),
	  {"kvm.arch.vcpu_features", {NTH(NUMBER, NORMAL, VCPU_PSCI_0_2 | VCPU_EL1_32BIT)}},
	  {"kvm_vcpu.arch.ctxt.regs.pstate", {NTH(NUMBER, NORMAL, PSTATE_SVC)}},
	  {"__pkvm_reserve_vm", {IS(0)}},
	  MAKE(NORMAL),
	  LOAD(NORMAL),
	  {"__pkvm_host_share_guest", {OF(CODE_FRAME, NORMAL), IS(GUEST_FRAME), IS(1), IS(7)}},
	  RUN(NORMAL)}},
	/* 13: it has a block of 2 MB */
	{6,
	 {{"__pkvm_host_share_guest", {NTH(FRAME, 0, HOSTILE_BLOCK), IS(GUEST_FRAME + 512), IS(512), IS(7)}},
	  RUN(NORMAL)}},
	/* 14: a protected guest shares a page with the host, and is at its end */
	{8,
	 {{SHARES, {OF(NUMBER, PROTECTED)}},
	  RUN(PROTECTED),
	  {"__pkvm_vcpu_put", {IS(0)}},
	  {"__pkvm_start_teardown_vm", {OF(HANDLE, PROTECTED)}}}},
	/* 15: it has, and goes on */
	{8, {{SHARES, {OF(NUMBER, PROTECTED)}}, RUN(PROTECTED), RUN(PROTECTED)}},
};

/* False: there is no such thing. */
static bool value_of(const struct hostile *h, const struct argument *a, uint64_t *value)
{
	const struct hostile_vm *vm = &h->world.vms[a->vm];
	unsigned size;

	if (a->what > FRAME && a->vm >= h->world.vm_count)
		return false;
	switch ((enum what)a->what) {
	case NUMBER:
		*value = a->n;
		return true;
	case FRAME:
		*value = h->world.own.at[a->n];
		return true;
	case HANDLE:
		*value = vm->handle;
		return true;
	case KVM:
		*value = hostile_va(h, vm->kvm);
		return true;
	case KVM_FRAME:
		*value = (vm->kvm >> 12) + a->n;
		return a->n < vm->kvm_pages;
	case VCPU:
		*value = hostile_va(h, vm->vcpu);
		return true;
	case VCPU_FRAME:
		*value = (vm->vcpu >> 12) + a->n;
		return a->n < vm->vcpu_pages;
	case SVE_FRAME:
		*value = vm->sve >> 12;
		return true;
	case VGIC:
		*value = hostile_place_of(h, vm, "kvm_vcpu.arch.vgic_cpu.vgic_v3", &size);
		*value = *value ? hostile_va(h, *value) : 0;
		return *value != 0;
	case DONATED_VM:
		*value = hostile_va(h, vm->donated_vm);
		return true;
	case DONATED_VCPU:
		*value = hostile_va(h, vm->donated_vcpu);
		return true;
	case DONATED_PGD:
		*value = hostile_va(h, vm->donated_pgd);
		return true;
	case CODE_FRAME:
		*value = vm->code >> 12;
		return true;
	case DATA_FRAME:
		*value = vm->data >> 12;
		return true;
	}
	return false;
}

static void add_store(const struct hostile *h, const struct step *step, el2_stream *stream)
{
	unsigned size, vm = step->argument[0].vm;
	uint64_t pa = vm < h->world.vm_count ? hostile_place_of(h, &h->world.vms[vm], step->call, &size) : 0;
	el2_event e;

	if (!pa)
		return;
	e = hostile_store_to(pa, size, step->argument[0].n);
	stream_add(stream, &e);
}

static void add_step(const struct hostile *h, const struct step *step, el2_stream *stream)
{
	el2_event e = {.word = HVC, .el = 1, .reg = 0, .args = 4};
	const struct hostile_call *call = hostile_call_named(h, step->call);

	if (strchr(step->call, '.')) {
		add_store(h, step, stream);
		return;
	}
	if (!strcmp(step->call, SHARES) && h->world.vm_count) {
		hostile_guest_shares(h->world.vms[step->argument[0].vm].code, &e);
		stream_add(stream, &e);
		return;
	}
	if (!call || stream->count == EL2_STREAM_EVENTS)
		return;
	if (step->argument[0].what == NUMBER && !strcmp(step->call, "__kvm_vcpu_run") &&
	    hostile_guest_begin(h, &stream->event[stream->count]))
		stream->count++;
	e.value = call->id;
	for (unsigned n = 0; n < 4; n++)
		if (!value_of(h, &step->argument[n], &e.arg[n]))
			return;
	stream_add(stream, &e);
}

static void add_base(const struct hostile *h, const struct base *base, el2_stream *stream)
{
	if (base->before)
		add_base(h, &bases[base->before], stream);
	for (unsigned n = 0; n < STEPS_MAX && base->step[n].call; n++)
		add_step(h, &base->step[n], stream);
}

void hostile_prefix(struct hostile *h, unsigned n, el2_stream *stream)
{
	add_base(h, &bases[n % HOSTILE_BASES], stream);
}
