/* SPDX-License-Identifier: MIT */
/*
 * What a host hands over when it makes a VM, built in its own pages: struct kvm, struct kvm_vcpu, and pages to donate.
 * Where the recording has their layouts; else there are no VMs, and fields are found by watching what EL2 reads.
 * Source: what Linux arch/arm64/kvm/{arm,mmu,pkvm,reset,sys_regs}.c set before the host makes these calls.
 */
#include "explore/hostile/hostile.h"
#include "model/bits.h"
#include "model/bytes.h"

#include <string.h>

/* Pages of a VM, from its first one. */
enum {
	PAGES_PGD = 0, /* the stage 2 that EL2 makes: 16 side by side, at a multiple of that */
	PAGES_VM = 16,
	PAGES_HYP_VCPU = 24,
	PAGES_KVM = 32,
	PAGES_VCPU = 36,
	PAGES_SVE = 42,
	PAGES_TABLES = 44, /* a stage 2 of the host's making: three levels */
	PAGES_CACHE = 47,  /* each names the next */
	PAGES_MAX = HOSTILE_VM_PAGES,
};

#define GUEST_DATA  (HOSTILE_GUEST_PC + EL2_PAGE_SIZE)
#define GUEST_SCTLR UINT64_C(0x30d00980) /* nothing but bits that are RES1 where features lack: no stage 1 */
#define CACHE_PAGES 12u
#define GICV3       7u /* KVM_DEV_TYPE_ARM_VGIC_V3 */
#define HANDLES     255u

/* Source: Linux asm/kvm_host.h KVM_ARCH_FLAG_... */
enum {
	HAS_MTE = 1,
	IDS_ARE_SET = 7,
	IDS_ARE_WRITABLE = 10,
};

/* Interrupts of a guest: pending of group 1 and 0, active, pending in hardware. Source: Arm ICH_LR<n>_EL2. */
static const uint64_t list_registers[] = {UINT64_C(0x5080000000000020), UINT64_C(0x4060000000000021),
					  UINT64_C(0x90a0000000000022), UINT64_C(0x70c0001b0000001b)};

static unsigned char *byte_at(struct hostile *h, uint64_t pa)
{
	el2_page *page = el2_memory_page(el2_recorded_memory(h->recorded), pa);

	return page ? page->data + pa % EL2_PAGE_SIZE : NULL;
}

static void put_number(struct hostile *h, uint64_t pa, unsigned size, uint64_t value)
{
	for (unsigned n = 0; n < size; n++, value >>= 8) {
		unsigned char *byte = byte_at(h, pa + n);

		if (byte)
			*byte = (unsigned char)value;
	}
}

uint64_t hostile_place_of(const struct hostile *h, const struct hostile_vm *vm, const char *path, unsigned *size)
{
	const el2_recorded_layout *layout = el2_recording_layout(h->recording, path);
	bool vcpu = !strncmp(path, "kvm_vcpu", 8);

	*size = layout ? layout->size : 0;
	return layout ? (vcpu ? vm->vcpu : vm->kvm) + layout->offset : 0;
}

/* The nth of an array, or the member itself. */
static void put(struct hostile *h, const struct hostile_vm *vm, const char *path, unsigned n, uint64_t value)
{
	unsigned size;
	uint64_t pa = hostile_place_of(h, vm, path, &size);

	if (size > 8 && n < size / 8)
		put_number(h, pa + n * 8, 8, value);
	else if (size && size <= 8 && !n)
		put_number(h, pa, size, value);
}

static uint64_t address_of(const struct hostile *h, const struct hostile_vm *vm, const char *path)
{
	unsigned size;
	uint64_t pa = hostile_place_of(h, vm, path, &size);

	return pa ? hostile_va(h, pa) : 0;
}

/* ---- handles ---- */

/* The nth that EL2 gives next: of an entry that is empty. Source: Linux kvm/hyp/nvhe/pkvm.c find_free_vm_table_entry().
 */
static uint64_t free_handle(struct hostile *h, unsigned nth)
{
	const el2_recorded_symbol *symbol = el2_recording_symbol(h->recording, "__kvm_nvhe_vm_table");
	const uint8_t *page = symbol ? el2_recording_page(h->recording, symbol->pa) : NULL;
	uint64_t pa;

	if (!page || !hostile_pa(h, load_le(page + symbol->pa % EL2_RECORDING_PAGE, 8), &pa))
		return EL2_VM_HANDLE + nth;
	for (unsigned n = 0; n < HANDLES; n++) {
		page = el2_recording_page(h->recording, pa + n * 8);
		if (page && !load_le(page + (pa + n * 8) % EL2_RECORDING_PAGE, 8) && !nth--)
			return EL2_VM_HANDLE + n;
	}
	return EL2_VM_HANDLE + HANDLES;
}

/* ---- values ---- */

/* HCR_EL2 as the host has it for a guest, where EL2 takes that. Source: Linux asm/kvm_arm.h HCR_GUEST_FLAGS. */
static uint64_t guest_hcr(const struct hostile *h)
{
#define HCR(field) EL2_BIT(HCR_EL2, field)
	return HCR(VM) | HCR(SWIO) | HCR(PTW) | HCR(FMO) | HCR(IMO) | HCR(AMO) | HCR(FB) |
	       UINT64_C(1) << EL2_LSB_HCR_EL2_BSU | HCR(TWI) | HCR(TWE) | HCR(TSC) | HCR(TID1) | HCR(TID3) |
	       HCR(TIDCP) | HCR(TACR) | HCR(TSW) | HCR(TLOR) | HCR(RW) |
	       (h->base.sysreg[EL2_SYSREG_HCR_EL2] & HCR(E2H));
#undef HCR
}

/* ID registers as they are: from ID_PFR0_EL1 on, by CRm and op2. Source: Linux asm/kvm_host.h IDREG_IDX(). */
static void put_ids(struct hostile *h, const struct hostile_vm *vm)
{
	for (unsigned reg = 1; reg < EL2_SYSREG_REGISTERS; reg++) {
		uint16_t key = el2_sysreg_get((el2_sysreg)reg)->key;
		unsigned crm = EL2_KEY_CRM(key);

		if ((key & ~(EL2_SYSREG_KEY(0, 0, 0, 15, 7))) == EL2_SYSREG_KEY(3, 0, 0, 0, 0) && crm && crm < 8)
			put(h, vm, "kvm.arch.id_regs", (crm - 1) * 8 + EL2_KEY_OP2(key), h->base.sysreg[reg]);
	}
}

/* A stage 2 of 39 bits with the guest's two pages, for the kernels that take the host's. */
static void put_tables(struct hostile *h, const struct hostile_vm *vm)
{
	const uint64_t table = vm->first + PAGES_TABLES * EL2_PAGE_SIZE;
	const uint64_t vtcr = 25 | 1u << EL2_LSB_VTCR_EL2_SL0 |
			      (h->base.sysreg[EL2_SYSREG_VTCR_EL2] & ~(uint64_t)(0xff | EL2_BIT(VTCR_EL2, DS)));

	put_number(h, table + (HOSTILE_GUEST_PC >> 30) * 8, 8, (table + EL2_PAGE_SIZE) | 3);
	put_number(h, table + EL2_PAGE_SIZE, 8, (table + 2 * EL2_PAGE_SIZE) | 3);
	put_number(h, table + 2 * EL2_PAGE_SIZE, 8, vm->code | HOSTILE_LEAF);
	put_number(h, table + 2 * EL2_PAGE_SIZE + 8, 8, vm->data | HOSTILE_LEAF);
	put(h, vm, "kvm.arch.mmu.pgd_phys", 0, table);
	put(h, vm, "kvm.arch.mmu.vtcr", 0, vtcr);
}

/* What the CPU has. */
static uint64_t features(const struct hostile *h)
{
	const el2_cpu *cpu = h->base.cpu;

	return VCPU_PSCI_0_2 | (el2_has(cpu, EL2_FEAT_SVE) ? VCPU_SVE : 0) |
	       (el2_has(cpu, EL2_FEAT_PAuth) ? VCPU_PTRAUTH_ADDRESS | VCPU_PTRAUTH_GENERIC : 0);
}

static void put_kvm(struct hostile *h, const struct hostile_vm *vm, bool is_protected)
{
	put(h, vm, "kvm.created_vcpus", 0, 1);
	put(h, vm, "kvm.arch.pkvm.handle", 0, vm->handle);
	put(h, vm, "kvm.arch.pkvm.is_protected", 0, is_protected);
	put(h, vm, "kvm.arch.pkvm.enabled", 0, is_protected);
	put(h, vm, "kvm.arch.flags", 0,
	    UINT64_C(1) << IDS_ARE_SET | UINT64_C(1) << IDS_ARE_WRITABLE |
		    (uint64_t)el2_has(h->base.cpu, EL2_FEAT_MTE2) << HAS_MTE);
	put(h, vm, "kvm.arch.vcpu_features", 0, features(h));
	put(h, vm, "kvm.arch.vgic.vgic_model", 0, GICV3);
	put(h, vm, "kvm.arch.ctr_el0", 0, h->base.sysreg[EL2_SYSREG_CTR_EL0]);
	put(h, vm, "kvm.arch.midr_el1", 0, h->base.sysreg[EL2_SYSREG_MIDR_EL1]);
	put(h, vm, "kvm.arch.mmu.vmid.id", 0, vm->handle - EL2_VM_HANDLE + 1);
	put(h, vm, "kvm.arch.mmu.arch", 0, address_of(h, vm, "kvm.arch"));
	put_ids(h, vm);
	put_tables(h, vm);
}

static void put_vcpu(struct hostile *h, const struct hostile_vm *vm, bool is_protected)
{
	static const struct {
		const char *path;
		unsigned n;
		uint64_t value;
	} values[] = {
		{"kvm_vcpu.arch.ctxt.regs.regs", 1, GUEST_DATA},
		{"kvm_vcpu.arch.ctxt.regs.sp", 0, GUEST_DATA},
		{"kvm_vcpu.arch.ctxt.regs.pc", 0, HOSTILE_GUEST_PC},
		{"kvm_vcpu.arch.ctxt.regs.pstate", 0, 0x3c5}, /* EL1h, all masked */
		{"kvm_vcpu.arch.ctxt.sys_regs[SCTLR_EL1]", 0, GUEST_SCTLR},
		{"kvm_vcpu.arch.ctxt.sys_regs[CPACR_EL1]", 0, UINT64_C(3) << EL2_LSB_CPACR_EL1_FPEN},
		{"kvm_vcpu.arch.ctxt.sys_regs[VBAR_EL1]", 0, HOSTILE_GUEST_PC},
		{"kvm_vcpu.arch.ctxt.sys_regs[MPIDR_EL1]", 0, 0x80000000},
		{"kvm_vcpu.arch.sve_max_vl", 0, 16},
		/* En; where the kernel traps these: TC, TALL0, TALL1 */
		{"kvm_vcpu.arch.vgic_cpu.vgic_v3.vgic_hcr", 0, 1 | 7u << EL2_LSB_ICH_HCR_EL2_TC},
		{"kvm_vcpu.arch.vgic_cpu.vgic_v3.vgic_sre", 0, 7},
		{"kvm_vcpu.arch.vgic_cpu.vgic_v3.used_lrs", 0, sizeof list_registers / sizeof *list_registers},
		{"kvm_vcpu.arch.pkvm_memcache.nr_pages", 0, CACHE_PAGES},
	};

	for (size_t n = 0; n < sizeof values / sizeof *values; n++)
		put(h, vm, values[n].path, values[n].n, values[n].value);
	/* all priorities, both groups; where the guest is protected EOIR leaves it to DIR (VEOIM) */
	put(h, vm, "kvm_vcpu.arch.vgic_cpu.vgic_v3.vgic_vmcr", 0, 0xff000003 | (uint64_t)is_protected << 9);
	for (unsigned n = 0; n < sizeof list_registers / sizeof *list_registers; n++)
		put(h, vm, "kvm_vcpu.arch.vgic_cpu.vgic_v3.vgic_lr", n, list_registers[n]);
	put(h, vm, "kvm_vcpu.kvm", 0, hostile_va(h, vm->kvm));
	put(h, vm, "kvm_vcpu.arch.hw_mmu", 0, address_of(h, vm, "kvm.arch.mmu"));
	put(h, vm, "kvm_vcpu.arch.hcr_el2", 0, guest_hcr(h));
	put(h, vm, "kvm_vcpu.arch.debug_ptr", 0, address_of(h, vm, "kvm_vcpu.arch.vcpu_debug_state"));
	put(h, vm, "kvm_vcpu.arch.sve_state", 0, hostile_va(h, vm->sve));
	put(h, vm, "kvm_vcpu.arch.pkvm_memcache.head", 0, vm->first + PAGES_CACHE * EL2_PAGE_SIZE);
}

/* ---- all of it ---- */

/* What may be stored to. */
static void add_members(struct hostile *h, const struct hostile_vm *vm)
{
	struct hostile_world *w = &h->world;

	for (size_t n = 0; el2_member_get(n) && w->member_count < HOSTILE_MEMBERS; n++) {
		const el2_member *member = el2_member_get(n);
		unsigned size;
		uint64_t pa = hostile_place_of(h, vm, member->path, &size);

		if (size && member->kind != EL2_MEMBER_WHOLE)
			w->members[w->member_count++] = (struct hostile_member){pa, size, member->kind};
	}
}

static unsigned pages_of(const struct hostile *h, const char *structure, unsigned most)
{
	const el2_recorded_layout *layout = el2_recording_layout(h->recording, structure);
	/* behind the hypervisor's structure of a VM is an array of pointers, one for each vCPU */
	unsigned pages = layout ? (layout->size + 64 + EL2_PAGE_SIZE - 1) / EL2_PAGE_SIZE : 0;

	return pages <= most ? pages : 0;
}

/* Tables of the host's making have leaves to be changed, too. */
static void add_leaves(struct hostile_world *w, const struct hostile_vm *vm)
{
	for (unsigned n = 0; n < 8 && w->member_count < HOSTILE_MEMBERS; n++) /* as often as a few others */
		w->members[w->member_count++] = (struct hostile_member){vm->first + (PAGES_TABLES + 2) * EL2_PAGE_SIZE,
									2 * 8, EL2_MEMBER_PHYSICAL};
}

bool hostile_structures_open(struct hostile *h, uint64_t first)
{
	struct hostile_world *w = &h->world;
	unsigned kvm = pages_of(h, "kvm", PAGES_VCPU - PAGES_KVM),
		 vcpu = pages_of(h, "kvm_vcpu", PAGES_SVE - PAGES_VCPU);

	if (!kvm || !vcpu || !pages_of(h, "pkvm_hyp_vm", PAGES_HYP_VCPU - PAGES_VM) ||
	    !pages_of(h, "pkvm_hyp_vcpu", PAGES_KVM - PAGES_HYP_VCPU))
		return true;
	for (unsigned n = 0; n < HOSTILE_VMS; n++) {
		struct hostile_vm *vm = &w->vms[n];
		unsigned size;

		*vm = (struct hostile_vm){.first = first + n * PAGES_MAX * EL2_PAGE_SIZE,
					  .code = w->own.at[HOSTILE_CODE + n * 4] << 12,
					  .data = w->own.at[HOSTILE_PLAIN + n] << 12,
					  .kvm_pages = kvm,
					  .vcpu_pages = vcpu,
					  .handle = free_handle(h, n)};
		vm->kvm = vm->first + PAGES_KVM * EL2_PAGE_SIZE;
		vm->vcpu = vm->first + PAGES_VCPU * EL2_PAGE_SIZE;
		vm->sve = vm->first + PAGES_SVE * EL2_PAGE_SIZE;
		vm->donated_vm = vm->first + PAGES_VM * EL2_PAGE_SIZE;
		vm->donated_vcpu = vm->first + PAGES_HYP_VCPU * EL2_PAGE_SIZE;
		vm->donated_pgd = vm->first + PAGES_PGD * EL2_PAGE_SIZE;
		if (!el2_memory_map(el2_recorded_memory(h->recorded), vm->first, PAGES_MAX * EL2_PAGE_SIZE))
			return false;
		vm->pc = hostile_place_of(h, vm, "kvm_vcpu.arch.ctxt.regs.pc", &size);
		vm->iflags = hostile_place_of(h, vm, "kvm_vcpu.arch.iflags", &size);
		add_members(h, vm);
		add_leaves(w, vm);
		hostile_add_frame(&w->own, vm->kvm >> 12);
		hostile_add_frame(&w->own, vm->vcpu >> 12);
		w->pointers[w->pointer_count++] = hostile_va(h, vm->kvm);
		w->pointers[w->pointer_count++] = hostile_va(h, vm->vcpu);
		w->pointers[w->pointer_count++] = address_of(h, vm, "kvm.arch.mmu");
		w->pointers[w->pointer_count++] = address_of(h, vm, "kvm_vcpu.arch.vgic_cpu.vgic_v3");
	}
	w->vm_count = HOSTILE_VMS;
	return true;
}

void hostile_structures_fill(struct hostile *h)
{
	for (size_t n = 0; n < h->world.vm_count; n++) {
		const struct hostile_vm *vm = &h->world.vms[n];

		for (unsigned page = PAGES_CACHE; page + 1 < PAGES_MAX; page++)
			put_number(h, vm->first + page * EL2_PAGE_SIZE, 8, vm->first + (page + 1) * EL2_PAGE_SIZE);
		put_kvm(h, vm, n == HOSTILE_PROTECTED);
		put_vcpu(h, vm, n == HOSTILE_PROTECTED);
	}
}
