/* SPDX-License-Identifier: MIT */
/* Guests: which a boot can have, and what is programmed while one runs. */
#include "policy/guest.h"
#include "policy/text.h"

#include "model/bits.h"

#include <string.h>

bool el2_boot_has_hypervisor(const el2_boot *boot)
{
	return boot->host_el == 1 && boot->mode != EL2_MODE_NONE;
}

bool el2_is_stage2_fault(uint64_t esr)
{
	/* address size, translation, access flag, permission; level 0 to 3 */
	return (esr & 0x3f) <= 0x0f;
}

bool el2_kernel_traces_sys(el2_kernel kernel)
{
	return el2_kernel_get(kernel) && el2_kernel_columns(kernel) & EL2_K_TRACES_SYS;
}

/* ---- names ---- */

static const char *const kinds[] = {"normal", "protected", "nested"};

static const struct {
	const char *name, *meaning;
} guest_features[] = {
	/* by the number of their bits, EL2_GUEST_MTE and so on */
	{"mte", "KVM_CAP_ARM_MTE"},
	{"sve", "KVM_ARM_VCPU_SVE"},
	{"pauth", "KVM_ARM_VCPU_PTRAUTH_ADDRESS and _GENERIC"},
	{"pmu", "KVM_ARM_VCPU_PMU_V3"},
};

#define FEATURE_COUNT (sizeof guest_features / sizeof *guest_features)

const char *el2_guest_kind_name(el2_guest_kind kind)
{
	return (unsigned)kind < EL2_GUEST_KIND_COUNT ? kinds[kind] : "?";
}

const char *el2_guest_feature_get(size_t n, const char **meaning)
{
	if (n >= FEATURE_COUNT)
		return NULL;
	if (meaning)
		*meaning = guest_features[n].meaning;
	return guest_features[n].name;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && !memcmp(text, word, length);
}

el2_status el2_guest_parse(const char *text, el2_guest_config *config, el2_error *error)
{
	size_t length = strcspn(text, ",");
	unsigned kind = 0;

	while (kind < EL2_GUEST_KIND_COUNT && !is_word(text, length, kinds[kind]))
		kind++;
	if (kind == EL2_GUEST_KIND_COUNT)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"unknown guest '%.*s': known are normal, protected and nested", shown(length), text);
	*config = (el2_guest_config){(el2_guest_kind)kind, 0};
	for (const char *p = text + length; *p;) {
		size_t n = 0;

		length = strcspn(++p, ",");
		while (n < FEATURE_COUNT && !is_word(p, length, guest_features[n].name))
			n++;
		if (n == FEATURE_COUNT)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
					"unknown feature '%.*s' of a guest: known are mte, sve, pauth and pmu",
					shown(length), p);
		config->features |= 1u << n;
		p += length;
	}
	return EL2_OK;
}

/* ---- making one ---- */

/* Why KVM would not make such a guest; NULL: it would. *unsupported: it may, and is not in the tables. */
static const char *refusal(const el2_guest *guest, bool *unsupported)
{
	GUEST_TERMS(guest);

	*unsupported = false;
#define has(feature) el2_has(cpu, EL2_FEAT_##feature)
#define k(column)    (columns & EL2_K_##column)
#define EL2_GUEST_REFUSED(condition, why, source)                                                                      \
	if (condition)                                                                                                 \
		return why;
#define EL2_GUEST_UNSUPPORTED(condition, why)                                                                          \
	if (condition) {                                                                                               \
		*unsupported = true;                                                                                   \
		return why;                                                                                            \
	}
#include "policy/guest_kinds.def"
#undef has
#undef k
	return NULL;
}

el2_status el2_guest_make(const el2_boot *host, const el2_guest_config *config, el2_guest *guest, el2_error *error)
{
	bool unsupported;
	const char *why;

	memset(guest, 0, sizeof *guest);
	guest->config = *config;
	guest->host = host;
	why = refusal(guest, &unsupported);
	if (why)
		return el2_fail(error, unsupported ? EL2_ERR_UNSUPPORTED : EL2_ERR_USAGE, NULL, 0, 0,
				"a %s guest under Linux %s (%s): %s", el2_guest_kind_name(config->kind),
				el2_kernel_get(host->config.kernel)->name, el2_mode_name(host->mode), why);
	guest->cpu = *host->config.cpu;
	for (unsigned id = 0; id < EL2_ID_COUNT; id++)
		guest->cpu.id[id] = el2_guest_id(guest, (el2_id_register)id, NULL);
	el2_cpu_derive(&guest->cpu);
	return EL2_OK;
}

/* ---- registers ---- */

static void forget(el2_boot *reasons, unsigned reg)
{
	size_t kept = 0;

	for (size_t i = 0; i < reasons->reason_count; i++)
		if (reasons->reasons[i].reg != reg)
			reasons->reasons[kept++] = reasons->reasons[i];
	reasons->reason_count = kept;
}

static void set(el2_boot *reasons, el2_state *s, unsigned row, unsigned reg, uint64_t mask, uint64_t bits)
{
	s->sysreg[reg] = (s->sysreg[reg] & ~mask) | bits;
	if (reasons->reason_count < EL2_BOOT_REASONS_MAX)
		reasons->reasons[reasons->reason_count++] =
			(el2_boot_reason){(uint16_t)reg, EL2_RULE(EL2_RULES_POLICY, row), bits};
}

/* A register of EL1 or EL0, which the guest's own kernel programs. */
static bool is_guests(unsigned reg)
{
	const char *name = el2_sysreg_get((el2_sysreg)reg)->name;
	size_t length = strlen(name);

	return length > 4 && (!strcmp(name + length - 4, "_EL1") || !strcmp(name + length - 4, "_EL0"));
}

/* What a kernel of the same release boots to on the guest's CPU, where it finds itself at EL1. */
static void boot_guest_kernel(const el2_guest *guest, el2_boot *reasons, el2_state *s)
{
	el2_boot_config config = {guest->host->config.kernel, NULL, guest->host->config.config_arm64_mte, NULL};
	el2_cpu cpu = guest->cpu;
	size_t kept = 0;
	el2_boot boot;
	el2_state own;

	cpu.id[EL2_ID_ID_AA64PFR0_EL1] &= ~(EL2_MASK(ID_AA64PFR0_EL1, EL2) | EL2_MASK(ID_AA64PFR0_EL1, EL3));
	el2_cpu_derive(&cpu);
	config.cpu = &cpu;
	el2_boot_make(&config, &boot, NULL);
	el2_boot_state(&boot, &own);
	for (size_t i = 0; i < reasons->reason_count; i++) {
		if (is_guests(reasons->reasons[i].reg))
			s->sysreg[reasons->reasons[i].reg] = 0;
		else
			reasons->reasons[kept++] = reasons->reasons[i];
	}
	reasons->reason_count = kept;
	for (size_t i = 0; i < boot.reason_count; i++) {
		const el2_boot_reason *r = &boot.reasons[i];

		if (!is_guests(r->reg))
			continue;
		s->sysreg[r->reg] = own.sysreg[r->reg];
		if (reasons->reason_count < EL2_BOOT_REASONS_MAX)
			reasons->reasons[reasons->reason_count++] = *r;
	}
}

/* Fields that let an access through begin with a small n, as none of the others does. */
static bool allows(const char *field)
{
	return *field == 'n';
}

void el2_guest_state(const el2_guest *guest, el2_boot *reasons, el2_state *s)
{
	GUEST_TERMS(guest);
	uint64_t counters = cpu->counts[EL2_COUNT_COUNTERS], midr = cpu->id[EL2_ID_MIDR_EL1];
	bool mpam_hcr = cpu->id[EL2_ID_MPAMIDR_EL1] & EL2_MASK(MPAMIDR_EL1, HAS_HCR);
	unsigned row = EL2_POLICY_FIRST_GUEST;

	boot_guest_kernel(guest, reasons, s);
#define has(feature) el2_has(cpu, EL2_FEAT_##feature)
#define g(feature)   el2_has(&guest->cpu, EL2_FEAT_##feature)
#define k(column)    (columns & EL2_K_##column)
#define EL2_GUEST_FIELD(reg, field, value, condition, why, source)                                                     \
	if (condition)                                                                                                 \
		set(reasons, s, row, EL2_SYSREG_##reg, EL2_MASK(reg, field),                                           \
		    (uint64_t)(value) << EL2_LSB_##reg##_##field);                                                     \
	row++;
#define EL2_GUEST_WRITE(reg, value, condition, why, source)                                                            \
	if (condition) {                                                                                               \
		forget(reasons, EL2_SYSREG_##reg);                                                                     \
		set(reasons, s, row, EL2_SYSREG_##reg, UINT64_MAX, value);                                             \
	}                                                                                                              \
	row++;
#include "policy/guest_registers.def"
#define EL2_GUEST_FGT(reg, field, feature)                                                                             \
	if (GUEST_HAS_##reg && k(GUEST_FGU) && !pvm && g(feature) == allows(#field))                                   \
		set(reasons, s, row, EL2_SYSREG_##reg, EL2_MASK(reg, field), EL2_BIT(reg, field));                     \
	row++;
#define GUEST_HAS_HFGRTR_EL2   has(FGT)
#define GUEST_HAS_HFGWTR_EL2   has(FGT)
#define GUEST_HAS_HFGITR_EL2   has(FGT)
#define GUEST_HAS_HDFGRTR_EL2  has(FGT)
#define GUEST_HAS_HDFGWTR_EL2  has(FGT)
#define GUEST_HAS_HAFGRTR_EL2  (has(FGT) && has(AMUv1))
#define GUEST_HAS_HFGRTR2_EL2  has(FGT2)
#define GUEST_HAS_HFGWTR2_EL2  has(FGT2)
#define GUEST_HAS_HFGITR2_EL2  has(FGT2)
#define GUEST_HAS_HDFGRTR2_EL2 has(FGT2)
#define GUEST_HAS_HDFGWTR2_EL2 has(FGT2)
#include "policy/guest_fgt.def"
#undef has
#undef g
#undef k
	el2_set_el(s, 1);
}
