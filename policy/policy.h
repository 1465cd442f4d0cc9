/* SPDX-License-Identifier: MIT */
/*
 * policy: the hypervisor. Which EL2 register values a kernel programs for its host, and what its handlers do with the
 * exceptions that arrive at EL2. One driver per Linux release; CONTRIBUTING.md says how to add one, and
 * el2_hypervisor in model.h for plugging in your own.
 *
 * Pure, like the model.
 */
#ifndef EL2TRAP_POLICY_H
#define EL2TRAP_POLICY_H

#include "model/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- kernels ---------------------------------------------------------------------------------------------------- */

/* One per row of policy/kernels.def, oldest first. */
typedef enum el2_kernel {
#define EL2_KERNEL(id, ...) EL2_KERNEL_##id,
#include "policy/kernels.def"
	EL2_KERNEL_COUNT
} el2_kernel;

typedef struct el2_kernel_info {
	const char *name;   /* "6.12", "v1", "7.0", "7.2" */
	const char *what;   /* "before the series", ... */
	const char *source; /* what was read or measured */
} el2_kernel_info;

/* NULL for a number out of range. */
EL2_API const el2_kernel_info *el2_kernel_get(el2_kernel kernel);

/* EL2_KERNEL_COUNT for an unknown name. */
EL2_API el2_kernel el2_kernel_by_name(const char *name);

/* The newest row that is not newer than a release, which is the first number of the text: "6.12.117+deb13-arm64", or the
 * banner "Linux version 6.12.117...". The oldest where all are newer, or no number is there. */
EL2_API el2_kernel el2_kernel_of_release(const char *text);

/* ---- boots ------------------------------------------------------------------------------------------------------ */

typedef enum el2_mode {
	EL2_MODE_NONE = 0,  /* no EL2, or kvm-arm.mode=none: EL2 holds the boot stub only */
	EL2_MODE_VHE,
	EL2_MODE_NVHE,
	EL2_MODE_HVHE,      /* nVHE with E2H: arm64_sw.hvhe=1 without protected mode */
	EL2_MODE_PROTECTED_NVHE,
	EL2_MODE_PROTECTED_HVHE,
} el2_mode;

/* "none", "vhe", "nvhe", "hvhe", "protected-nvhe", "protected-hvhe" */
EL2_API const char *el2_mode_name(el2_mode mode);

/* What is booted. cpu must outlive the el2_boot made from it. */
typedef struct el2_boot_config {
	el2_kernel kernel;
	const char *cmdline;     /* kernel command line; NULL is empty */
	bool config_arm64_mte;   /* CONFIG_ARM64_MTE */
	const el2_cpu *cpu;
} el2_boot_config;

/* kernel the newest, command line empty, CONFIG_ARM64_MTE=y; set cpu. */
#define EL2_BOOT_CONFIG_DEFAULT {(el2_kernel)(EL2_KERNEL_COUNT - 1), NULL, true, NULL}

/* Why a field of a register has its value. */
#define EL2_BOOT_REASONS_MAX 512
typedef struct el2_boot_reason {
	uint16_t reg;      /* el2_sysreg */
	el2_rule rule;     /* row of policy/registers.def */
	uint64_t bits;     /* what it set; 0: the whole register stays 0 */
} el2_boot_reason;

/* A word of the command line, and whether it had an effect here. */
#define EL2_BOOT_WORDS_MAX 64
typedef struct el2_boot_word {
	uint32_t start, length; /* in cmdline */
	bool known;             /* one of those that the model knows; false for a value that the kernel ignores, too */
	bool effect;            /* and it changed something */
} el2_boot_word;

/* The nth word of a command line that the model knows, in full ("kvm-arm.mode=protected"); NULL after the last. For
 * telling what a misspelt one meant. */
EL2_API const char *el2_boot_word_get(size_t n);

/* What a boot came to. Owned by the caller; borrows config.cpu and config.cmdline. */
typedef struct el2_boot {
	el2_boot_config config;
	el2_mode mode;
	bool mte;                /* system_supports_mte() */
	bool sve;                /* system_supports_sve() */
	bool sme;                /* system_supports_sme() */
	bool nested;             /* guests may be hypervisors: kvm-arm.mode=nested, VHE, FEAT_NV2 */
	bool no_vh;              /* the kernel takes FEAT_VHE for absent: id_aa64mmfr1.vh=0 */
	uint8_t host_el;         /* Exception level of the host's kernel: 2 under VHE, else 1 */
	bool cmdline_truncated;  /* more words than EL2_BOOT_WORDS_MAX */
	size_t word_count;
	el2_boot_word words[EL2_BOOT_WORDS_MAX];
	size_t reason_count;
	el2_boot_reason reasons[EL2_BOOT_REASONS_MAX];
} el2_boot;

/*
 * Work out mode and MTE support. EL2_ERR_USAGE: a value that the kernel would refuse at boot is accepted as the kernel
 * accepts it (ignored); only a NULL cpu or a kernel out of range fails.
 * Sources: policy/kernels.def, policy/registers.def; Linux arch/arm64 kernel/pi/idreg-override.c, kvm/arm.c.
 */
EL2_API el2_status el2_boot_make(const el2_boot_config *config, el2_boot *boot, el2_error *error);

/*
 * The machine state in which the host's kernel runs after that boot: system registers of EL1, EL2 and EL3 as programmed,
 * PSTATE at the host's Exception level. Writes boot->reasons. *state is initialised here.
 */
EL2_API void el2_boot_state(el2_boot *boot, el2_state *state);

/* Bits of a register that the kernel changes as it goes, so that two machines of the same boot may differ there: the nth such
 * group, and *why in static storage; 0 after the last. Source: policy/registers.def. */
EL2_API uint64_t el2_boot_varies(const el2_boot *boot, el2_sysreg reg, size_t n, const char **why);

/* The registers that a boot programs, in the order in which users want to see them: the nth, or EL2_SYSREG_NONE. */
EL2_API el2_sysreg el2_boot_register(size_t n);

/* ---- the hypervisor --------------------------------------------------------------------------------------------- */

/* The driver of a boot. Borrows the boot, which must outlive it. */
EL2_API el2_hypervisor el2_boot_hypervisor(const el2_boot *boot);

/* Is it an SMC function id (x0, hints and all) that the hypervisor relays itself, PSCI, rather than forwards as it is?
 * Source: kvm/hyp/nvhe/psci-relay.c is_psci_0_2_call(). */
EL2_API bool el2_smc_is_relayed(uint64_t id);

/* Is there a hypervisor apart from the host's kernel: KVM is on, and the host is at EL1? */
EL2_API bool el2_boot_has_hypervisor(const el2_boot *boot);

/* Is the fault status of an abort's ESR one that a stage 2 translation can have? */
EL2_API bool el2_is_stage2_fault(uint64_t esr);

/* Does the kernel's hypervisor trace system register traps (reason "sys")? */
EL2_API bool el2_kernel_traces_sys(el2_kernel kernel);

/* ---- guests ----------------------------------------------------------------------------------------------------- */

typedef enum el2_guest_kind {
	EL2_GUEST_NORMAL = 0, /* also the non-protected guest of protected mode */
	EL2_GUEST_PROTECTED,  /* a protected guest: protected mode only */
	EL2_GUEST_NESTED,     /* a guest hypervisor, at its virtual EL2 with HCR_EL2.E2H: kvm-arm.mode=nested */
	EL2_GUEST_KIND_COUNT
} el2_guest_kind;

/* What it was made with. MTE: KVM_CAP_ARM_MTE; the others: KVM_ARM_VCPU_INIT. */
#define EL2_GUEST_MTE (1u << 0)
#define EL2_GUEST_SVE (1u << 1)
#define EL2_GUEST_PAUTH (1u << 2)
#define EL2_GUEST_PMU (1u << 3)

typedef struct el2_guest_config {
	el2_guest_kind kind;
	unsigned features; /* EL2_GUEST_... */
} el2_guest_config;

/* "normal", "protected", "nested"; the nth word that may follow, of bit n, and what it means; NULL after the last. */
EL2_API const char *el2_guest_kind_name(el2_guest_kind kind);
EL2_API const char *el2_guest_feature_get(size_t n, const char **meaning);

/* A guest from text: a kind, then any number of ",feature". EL2_ERR_USAGE for an unknown word. */
EL2_API el2_status el2_guest_parse(const char *text, el2_guest_config *config, el2_error *error);

/* A guest of a boot. Owned by the caller; borrows the boot, which must outlive it. */
typedef struct el2_guest {
	el2_guest_config config;
	const el2_boot *host;
	el2_cpu cpu; /* the ID registers as it reads them, and what follows from them */
} el2_guest;

/*
 * A guest under a boot. EL2_ERR_USAGE: KVM would not make it (no KVM, no protected mode, no MTE, ...);
 * EL2_ERR_UNSUPPORTED: it would, and the tables do not have it.
 * Source: policy/guest_ids.def.
 */
EL2_API el2_status el2_guest_make(const el2_boot *host, const el2_guest_config *config, el2_guest *guest,
				  el2_error *error);

/*
 * Turn the state of the host, as el2_boot_state() makes it, into that in which the guest runs: EL2's registers as KVM
 * programs them, those of EL1 as a Linux of the same release would have them on the guest's CPU, PSTATE at EL1.
 * `reasons` is a boot, the guest's or a copy of it, whose reasons become those of the guest.
 * Source: policy/guest_registers.def, policy/guest_fgt.def.
 */
EL2_API void el2_guest_state(const el2_guest *guest, el2_boot *reasons, el2_state *state);

/* What EL2 and the host's KVM do with the guest's exceptions. Borrows the guest. Source: policy/guest_ecs.def,
 * policy/guest_sysregs.def. */
EL2_API el2_hypervisor el2_guest_hypervisor(const el2_guest *guest);

/* The nth ID register that a guest reads by KVM's grace, and *value as it reads; EL2_SYSREG_NONE after the last. */
EL2_API el2_sysreg el2_guest_id_register(const el2_guest *guest, size_t n, uint64_t *value);

/* ---- rules ------------------------------------------------------------------------------------------------------ */

/* Explain a rule of any table. False if there is no such rule. */
EL2_API bool el2_policy_rule_info(el2_rule rule, el2_rule_info *info);
EL2_API size_t el2_policy_rule_count(unsigned table);

#ifdef __cplusplus
}
#endif

#endif
