/* SPDX-License-Identifier: MIT */
/* From kernel, config, command line and CPU to the mode of the boot and the registers that it programs. */
#include "model/bits.h"
#include "policy/cmdline.h"
#include "policy/kernels.h"
#include "policy/rules.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	el2_kernel_info info;
	unsigned columns;
} kernels[] = {
#define EL2_KERNEL(id, name, what, source, columns) {{name, what, source}, columns},
#include "policy/kernels.def"
};

static const char *const mode_names[] = {"none", "vhe", "nvhe", "hvhe", "protected-nvhe", "protected-hvhe"};

const el2_kernel_info *el2_kernel_get(el2_kernel kernel)
{
	return (unsigned)kernel < EL2_KERNEL_COUNT ? &kernels[kernel].info : NULL;
}

unsigned el2_kernel_columns(el2_kernel kernel)
{
	return kernels[kernel].columns;
}

el2_kernel el2_kernel_by_name(const char *name)
{
	unsigned i = 0;

	while (i < EL2_KERNEL_COUNT && strcmp(kernels[i].info.name, name))
		i++;
	return (el2_kernel)i;
}

/* "6.12" at the start of a text. */
static bool read_release(const char *text, unsigned long *major, unsigned long *minor)
{
	char *end;

	*major = strtoul(text, &end, 10);
	if (end == text || *end != '.')
		return false;
	text = end + 1;
	*minor = strtoul(text, &end, 10);
	return end != text;
}

el2_kernel el2_kernel_of_release(const char *text)
{
	unsigned long major, minor, m, n;
	el2_kernel best = (el2_kernel)0;

	if (!read_release(text + strcspn(text, "0123456789"), &major, &minor))
		return best;
	for (unsigned i = 0; i < EL2_KERNEL_COUNT; i++)
		if (read_release(kernels[i].info.name, &m, &n) && (m < major || (m == major && n <= minor)))
			best = (el2_kernel)i;
	return best;
}

const char *el2_mode_name(el2_mode mode)
{
	return (size_t)mode < sizeof mode_names / sizeof *mode_names ? mode_names[mode] : "?";
}

/* ID_AA64PFR1_EL1.MTE as the kernel sees it: an override can lower it only. */
static bool supports_mte(const el2_boot_config *c, const el2_cmdline *line)
{
	unsigned field = c->cpu->id[EL2_ID_ID_AA64PFR1_EL1] >> EL2_LSB_ID_AA64PFR1_EL1_MTE & 15;

	if (line->mte >= 0 && (unsigned)line->mte < field)
		field = (unsigned)line->mte;
	return c->config_arm64_mte && field >= 2;
}

/* Where the kernel ends up, and what KVM makes of it. Source: head.S, hyp-stub.S, idreg-override.c hvhe_filter(),
 * kvm/arm.c early_kvm_mode_cfg(). */
static void find_mode(const el2_boot_config *c, const el2_cmdline *line, el2_boot *boot)
{
	bool el2 = el2_has(c->cpu, EL2_FEAT_AA64EL2), vhe_cpu = el2_has(c->cpu, EL2_FEAT_VHE);
	bool hvhe = vhe_cpu && line->hvhe == 1;
	bool at_el2 = el2 && vhe_cpu && line->vh != 0 && !hvhe;

	boot->host_el = at_el2 ? 2 : 1;
	if (!el2 || line->kvm_mode == EL2_KVM_NONE)
		boot->mode = EL2_MODE_NONE;
	else if (at_el2)
		boot->mode = EL2_MODE_VHE;
	else if (line->kvm_mode == EL2_KVM_PROTECTED)
		boot->mode = hvhe ? EL2_MODE_PROTECTED_HVHE : EL2_MODE_PROTECTED_NVHE;
	else
		boot->mode = hvhe ? EL2_MODE_HVHE : EL2_MODE_NVHE;
}

el2_status el2_boot_make(const el2_boot_config *config, el2_boot *boot, el2_error *error)
{
	el2_cmdline line;

	memset(boot, 0, sizeof *boot);
	if (!config->cpu || (unsigned)config->kernel >= EL2_KERNEL_COUNT)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "a boot needs a kernel and a CPU");
	boot->config = *config;
	el2_cmdline_read(boot, &line);
	boot->mte = supports_mte(config, &line);
	boot->sve = el2_has(config->cpu, EL2_FEAT_SVE) && line.sve != 0;
	boot->sme = el2_has(config->cpu, EL2_FEAT_SME) && line.sme != 0;
	find_mode(config, &line, boot);
	boot->nested =
		line.kvm_mode == EL2_KVM_NESTED && boot->mode == EL2_MODE_VHE && el2_has(config->cpu, EL2_FEAT_NV2);
	boot->no_vh = line.vh == 0;
	return EL2_OK;
}

/* ---- registers ---- */

static void set(el2_boot *boot, el2_state *s, unsigned row, unsigned reg, uint64_t mask, uint64_t bits)
{
	s->sysreg[reg] = (s->sysreg[reg] & ~mask) | bits;
	if (boot->reason_count < EL2_BOOT_REASONS_MAX)
		boot->reasons[boot->reason_count++] =
			(el2_boot_reason){(uint16_t)reg, EL2_RULE(EL2_RULES_POLICY, row), bits};
}

/*
 * Does EL0 read CTR_EL0 through the kernel? Where IDC is 0 but caches say that it could be 1, and on a Neoverse N1 with
 * DIC. Source: Linux cpufeature.c cpu_emulate_effective_ctr(), asm/cache.h read_cpuid_effective_cachetype();
 * cpu_errata.c has_neoverse_n1_erratum_1542419(). False where CLIDR_EL1 is not known.
 */
static bool kernel_emulates_ctr(const el2_cpu *cpu)
{
	uint64_t ctr = cpu->id[EL2_ID_CTR_EL0], clidr = cpu->id[EL2_ID_CLIDR_EL1];
	bool idc = ctr >> 28 & 1, dic = ctr >> 29 & 1, loc = clidr >> 24 & 7, louu = clidr >> 27 & 7,
	     louis = clidr >> 21 & 7;

	if ((cpu->id[EL2_ID_MIDR_EL1] & 0xff00fff0) == 0x4100d0c0 && dic)
		return true;
	return !idc && cpu->known >> EL2_ID_CLIDR_EL1 & 1 && (!loc || (!louis && !louu));
}

void el2_boot_state(el2_boot *boot, el2_state *s)
{
	const el2_cpu *cpu = boot->config.cpu;
	bool vhe = boot->host_el == 2;
	bool el2 = el2_has(cpu, EL2_FEAT_AA64EL2), el3 = el2_has(cpu, EL2_FEAT_AA64EL3);
	bool nvhe = el2 && !vhe, kvm = boot->mode != EL2_MODE_NONE, mte = boot->mte;
	bool prot = boot->mode == EL2_MODE_PROTECTED_NVHE || boot->mode == EL2_MODE_PROTECTED_HVHE;
	bool hvhe = boot->mode == EL2_MODE_PROTECTED_HVHE || boot->mode == EL2_MODE_HVHE;
	bool sve = boot->sve, sme = boot->sme, emulates_ctr = kernel_emulates_ctr(cpu);
	uint64_t counters = cpu->counts[EL2_COUNT_COUNTERS], midr = cpu->id[EL2_ID_MIDR_EL1], mpidr = UINT64_C(1) << 31;
	unsigned columns = el2_kernel_columns(boot->config.kernel), row = EL2_POLICY_FIRST_REGISTER;

	el2_state_init(s, cpu);
	s->sysreg[EL2_SYSREG_MPIDR_EL1] = mpidr;
	boot->reason_count = 0;
#define has(feature) el2_has(cpu, EL2_FEAT_##feature)
#define k(column)    (columns & EL2_K_##column)
#define EL2_BOOT_BITS(reg, like, field, value, condition, why, source)                                                 \
	if (condition)                                                                                                 \
		set(boot, s, row, EL2_SYSREG_##reg, EL2_MASK(like, field),                                             \
		    (uint64_t)(value) << EL2_LSB_##like##_##field);                                                    \
	row++;
#define EL2_BOOT_FIELD(reg, field, value, condition, why, source)                                                      \
	EL2_BOOT_BITS(reg, reg, field, value, condition, why, source)
#define EL2_BOOT_VALUE(reg, value, condition, why, source)                                                             \
	if (condition)                                                                                                 \
		set(boot, s, row, EL2_SYSREG_##reg, 0, value);                                                         \
	row++;
#define EL2_BOOT_UNWRITTEN(reg, condition, why, source) EL2_BOOT_VALUE(reg, 0, condition, why, source)
#define EL2_BOOT_VARIES(reg, mask, condition, why, source)
#include "policy/registers.def"
#undef has
#undef k
	if (vhe)
		el2_set_el(s, 2);
}

uint64_t el2_boot_varies(const el2_boot *boot, el2_sysreg of, size_t n, const char **why)
{
	unsigned columns = el2_kernel_columns(boot->config.kernel);
	bool nvhe = boot->host_el == 1;
	bool prot = boot->mode == EL2_MODE_PROTECTED_NVHE || boot->mode == EL2_MODE_PROTECTED_HVHE;

#define k(column) (columns & EL2_K_##column)
#define EL2_BOOT_FIELD(...)
#define EL2_BOOT_BITS(...)
#define EL2_BOOT_VALUE(...)
#define EL2_BOOT_UNWRITTEN(...)
#define EL2_BOOT_VARIES(reg, mask, condition, text, source)                                                            \
	if (EL2_SYSREG_##reg == of && (condition) && !n--) {                                                           \
		*why = text " [" source "]";                                                                           \
		return mask;                                                                                           \
	}
#include "policy/registers.def"
#undef k
	return 0;
}

el2_sysreg el2_boot_register(size_t n)
{
	static const uint16_t shown[] = {
		EL2_SYSREG_HCR_EL2,      EL2_SYSREG_HCRX_EL2,    EL2_SYSREG_CPTR_EL2,       EL2_SYSREG_MDCR_EL2,
		EL2_SYSREG_CNTHCTL_EL2,  EL2_SYSREG_HSTR_EL2,    EL2_SYSREG_HFGRTR_EL2,     EL2_SYSREG_HFGWTR_EL2,
		EL2_SYSREG_HFGITR_EL2,   EL2_SYSREG_HDFGRTR_EL2, EL2_SYSREG_HDFGWTR_EL2,    EL2_SYSREG_HAFGRTR_EL2,
		EL2_SYSREG_HFGRTR2_EL2,  EL2_SYSREG_HFGWTR2_EL2, EL2_SYSREG_HFGITR2_EL2,    EL2_SYSREG_HDFGRTR2_EL2,
		EL2_SYSREG_HDFGWTR2_EL2, EL2_SYSREG_ICC_SRE_EL2, EL2_SYSREG_ICH_HCR_EL2,    EL2_SYSREG_MPAM2_EL2,
		EL2_SYSREG_MPAMHCR_EL2,  EL2_SYSREG_MPAMBW2_EL2, EL2_SYSREG_SPMACCESSR_EL2, EL2_SYSREG_PMSCR_EL2,
		EL2_SYSREG_TRFCR_EL2,    EL2_SYSREG_BRBCR_EL2,   EL2_SYSREG_ZCR_EL2,        EL2_SYSREG_SMCR_EL2,
		EL2_SYSREG_SMPRIMAP_EL2, EL2_SYSREG_ACTLR_EL2,   EL2_SYSREG_HACR_EL2,       EL2_SYSREG_SCTLR2_EL2,
		EL2_SYSREG_TCR2_EL2,     EL2_SYSREG_GCSCR_EL2,   EL2_SYSREG_SCTLR_EL2,      EL2_SYSREG_SCTLR_EL1,
		EL2_SYSREG_GCR_EL1,      EL2_SYSREG_SCR_EL3,
	};

	return n < sizeof shown / sizeof *shown ? (el2_sysreg)shown[n] : EL2_SYSREG_NONE;
}
