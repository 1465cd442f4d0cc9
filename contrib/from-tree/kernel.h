/* SPDX-License-Identifier: MIT */
/*
 * What stands in for the kernel's headers when arch/arm64/kvm/hyp/nvhe/hyp-main.c is compiled for the machine at hand.
 * Constants, enums and syndrome helpers are the tree's own (`build` collects them). Here is what cannot be: registers,
 * which are the model's, and structs, of which the file touches little and handle_trap() less: members are named so
 * that hypercalls compile, and none of those is executed. A member that another release needs goes into its struct.
 *
 * Not a copy: names are the kernel's, as they must be; the rest is our own.
 */
#ifndef EL2TRAP_FROM_TREE_KERNEL_H
#define EL2TRAP_FROM_TREE_KERNEL_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef signed int s32;
typedef signed long s64;
typedef unsigned long size_t;
typedef int pid_t;
typedef _Bool bool;
typedef u64 phys_addr_t, gfn_t, gpa_t, hva_t, kvm_pfn_t;
typedef u16 pkvm_handle_t;

/* ---- the language -------------------------------------------------------------------------------------------------
 */

#define true 1
#define false 0
#define NULL              ((void *)0)
#define _AC(x, y)         x##y
#define UL(x)             x##UL
#define BIT(n)            (1UL << (n))
#define BIT_ULL(n)        (1UL << (n))
#define _BITUL(n)         (1UL << (n))
#define GENMASK(h, l)     (~0UL >> (63 - (h)) & ~0UL << (l))
#define GENMASK_ULL(h, l) GENMASK(h, l)
#define __always_unused   __attribute__((unused))
#define __always_inline   inline
#define __percpu
#define fallthrough       __attribute__((fallthrough))
#define likely(x)         (x)
#define unlikely(x)       (x)
#define ARRAY_SIZE(a)     (sizeof(a) / sizeof *(a))
#define READ_ONCE(x)      (x)
#define WRITE_ONCE(x, v)  ((x) = (v))
#define min(a, b)         ((a) < (b) ? (a) : (b))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max(a, b)         ((a) > (b) ? (a) : (b))
#define upper_32_bits(x)  ((u32)((u64)(x) >> 32))
#define lower_32_bits(x)  ((u32)(x))
#define ERR_PTR(x)        ((void *)(long)(x))
#define BUILD_BUG_ON(x)
#define DEFINE_PER_CPU(type, name)  __attribute__((unused)) static type name
#define DECLARE_PER_CPU(type, name) extern type name
#define static_branch_unlikely(key) (*(key))
#define static_branch_likely(key)   (*(key))

/* The tree's: macros and enums of the headers that `build` names. */
#include <constants.h>
#include <enums.h>
#include <tree/esr.h>

/* ---- who answers: glue.c ------------------------------------------------------------------------------------------
 */

u64 el2trap_read(const char *name, const char *level);
void el2trap_write(const char *name, const char *level, u64 value);
void el2trap_bug(void) __attribute__((noreturn));
bool el2trap_supports(const char *what);

#define read_sysreg(r)         el2trap_read(#r, "")
#define read_sysreg_s(r)       el2trap_read(#r, "")
#define read_sysreg_el1(r)     el2trap_read(#r, "_EL1")
#define read_sysreg_el2(r)     el2trap_read(#r, "_EL2")
#define write_sysreg(v, r)     el2trap_write(#r, "", v)
#define write_sysreg_s(v, r)   el2trap_write(#r, "", v)
#define write_sysreg_el1(v, r) el2trap_write(#r, "_EL1", v)
#define write_sysreg_el2(v, r) el2trap_write(#r, "_EL2", v)
#define isb()

#undef BUG
#undef BUG_ON
#define BUG() el2trap_bug()
#define BUG_ON(x)                                                                                                      \
	do {                                                                                                           \
		if (x)                                                                                                 \
			el2trap_bug();                                                                                 \
	} while (0)
#define WARN_ON(x) (x)

#define system_supports_mte()      el2trap_supports("mte")
#define system_supports_sve()      el2trap_supports("sve")
#define system_supports_sme()      el2trap_supports("sme")
#define is_protected_kvm_enabled() el2trap_supports("protected")
#define kvm_skip_host_instr()      write_sysreg_el2(read_sysreg_el2(SYS_ELR) + 4, SYS_ELR)
#define trace_hyp_enter(ctxt, why)
#define trace_hyp_exit(ctxt, why)

enum vcpu_sysreg {
	ZCR_EL1 = 1,
	FPMR
};

/* ---- structs ------------------------------------------------------------------------------------------------------
 */

struct kvm_vcpu;
struct kvm_shadow {
	u64 fpsr, fpcr, fpmr, zcr_el1;
};

struct kvm_cpu_context {
	struct {
		u64 regs[31], sp, pc, pstate;
	} regs;
	u64 sys_regs[8], spsr_abt, spsr_und, spsr_irq, spsr_fiq;
	struct kvm_shadow fp_regs;
	struct kvm_vcpu *__hyp_running_vcpu;
};

struct vgic_v3_cpu_if {
	u64 vgic_hcr, vgic_vmcr, vgic_lr[16], used_lrs;
};
struct kvm_s2_mmu {
	u64 vttbr;
};

struct kvm {
	struct {
		struct kvm_s2_mmu mmu;
		u64 vtcr;
		struct {
			pkvm_handle_t handle;
		} pkvm;
	} arch;
};

struct kvm_vcpu {
	struct kvm *kvm;
	int vcpu_id, vcpu_idx;
	struct {
		struct kvm_cpu_context ctxt;
		struct kvm_s2_mmu *hw_mmu;
		struct {
			struct vgic_v3_cpu_if vgic_v3;
		} vgic_cpu;
		struct kvm_shadow fault, vcpu_debug_state, external_debug_state, *debug_ptr;
		struct {
			u64 nr_pages;
		} pkvm_memcache;
		u64 hcr_el2, hcrx_el2, mdcr_el2, cptr_el2, iflags, cflags, sflags, fgt, vsesr_el2, debug_owner,
			fp_state;
		void *sve_state;
		unsigned int sve_max_vl;
		pid_t pid;
	} arch;
};

struct pkvm_hyp_vcpu {
	struct kvm_vcpu vcpu, *host_vcpu;
};
struct pkvm_hyp_vm {
	struct kvm kvm, *host_kvm;
};
struct kvm_nvhe_init_params {
	u64 hcr_el2;
};
struct cpu_sve_state {
	u64 zcr_el1, fpsr, fpcr, sve_regs[8];
};
struct arm64_sve_state {
	u64 zcr_el1;
};
enum arm64_hyp_spectre_vector {
	HYP_VECTOR_DIRECT = 0
};

enum {
	FP_STATE_FREE = 0,
	FP_STATE_HOST_OWNED,
	FP_STATE_GUEST_OWNED
};
static struct {
	struct kvm_cpu_context host_ctxt;
	struct cpu_sve_state *sve_state;
	struct arm64_sve_state *sve_regs;
	u64 fpmr;
	int fp_owner;
} el2trap_host_data;
#define host_data_ptr(member) (&el2trap_host_data.member)

#define ctxt_sys_reg(ctxt, reg)                 ((ctxt)->sys_regs[(reg)&7])
#define __ctxt_sys_reg(ctxt, reg)               (&(ctxt)->sys_regs[(reg)&7])
#define __vcpu_sys_reg(vcpu, reg)               ((vcpu)->arch.ctxt.sys_regs[(reg)&7])
#define __vcpu_assign_sys_reg(vcpu, reg, value) (__vcpu_sys_reg(vcpu, reg) = (value))

static unsigned int kvm_host_sve_max_vl;
static bool kvm_protected_mode_initialized = true;
static u64 hyp_va_bits;

#endif
