/* SPDX-License-Identifier: MIT */
/* Guests: which there can be, why their registers are as they are, and their ID registers. */
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static el2_cpu cpu;
static el2_boot boot;
static el2_state state;

static void booted_as(const char *cmdline, const char *cpu_name)
{
	boot_as(&cpu, &boot, &state, NULL, cpu_name, cmdline);
}

/* Guests that cannot be, and why: the message's first and last words. */
static void test_refused_guests(void **unused)
{
	static const struct {
		const char *cmdline, *cpu, *guest, *message;
		el2_status status;
	} rows[] = {
		{"kvm-arm.mode=none", "max", "normal", "no KVM", EL2_ERR_USAGE},
		{"kvm-arm.mode=nvhe", "max", "protected", "only protected mode", EL2_ERR_USAGE},
		{"kvm-arm.mode=nvhe", "max", "nested", "a guest hypervisor needs", EL2_ERR_USAGE},
		{"arm64.nomte", "max", "normal,mte", "MTE", EL2_ERR_USAGE},
		{"arm64.nosve", "max", "normal,sve", "SVE", EL2_ERR_USAGE},
		{"kvm-arm.mode=protected", "max", "protected,pmu", "PMU", EL2_ERR_USAGE},
		{"", "neoverse-n1", "normal,pauth", "pointer authentication", EL2_ERR_USAGE},
		{"", "max", "normal,mtes", "unknown feature 'mtes' of a guest", EL2_ERR_USAGE},
		{"", "max", "norma", "unknown guest 'norma'", EL2_ERR_USAGE},
		{"", "max", "0123456789012345678901234567890123456789", "'0123456789012345678901234567890123456789'",
		 EL2_ERR_USAGE},
		{"", "max", "01234567890123456789012345678901234567890", "'0123456789012345678901234567890123456789'",
		 EL2_ERR_USAGE},
		{"", "max", "normal,", "unknown feature ''", EL2_ERR_USAGE},
		{"", "max", "normal,mte,sve,pauth,pmu", NULL, EL2_OK},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_error error = {.line = 9, .column = 9};
		el2_guest_config config;
		el2_guest guest;
		el2_status status;

		booted_as(rows[i].cmdline, rows[i].cpu);
		status = el2_guest_parse(rows[i].guest, &config, &error);
		if (status == EL2_OK)
			status = el2_guest_make(&boot, &config, &guest, &error);
		assert_int_equal(status, rows[i].status);
		if (status != EL2_OK)
			assert_true(strstr(error.message, rows[i].message) && !error.line && !error.column);
		else
			assert_int_equal(config.features, 15);
	}
	assert_non_null(el2_guest_feature_get(3, NULL));
	assert_null(el2_guest_feature_get(4, NULL));
	boot_as(&cpu, &boot, &state, "6.1", "max", "");
	assert_int_equal(
		el2_guest_make(&boot, &(el2_guest_config){EL2_GUEST_NORMAL, 0}, &(el2_guest){.host = NULL}, NULL),
		EL2_ERR_UNSUPPORTED);
}

static size_t reasons_for(const el2_boot *b, unsigned reg)
{
	size_t n = 0;

	for (size_t i = 0; i < b->reason_count; i++)
		n += b->reasons[i].reg == reg;
	return n;
}

/* Of the reasons for a register's bits those of the host's boot stay where a guest's registers are the host's; those
 * of registers that KVM writes whole, and of the guest's own, go. */
static void test_guest_reasons(void **unused)
{
	const el2_guest_config normal = {EL2_GUEST_NORMAL, 0};
	el2_boot reasons;
	el2_guest guest;

	(void)unused;
	booted_as("kvm-arm.mode=nvhe", "max");
	reasons = boot;
	assert_int_equal(el2_guest_make(&boot, &normal, &guest, NULL), EL2_OK);
	el2_guest_state(&guest, &reasons, &state);
	assert_true(reasons_for(&boot, EL2_SYSREG_SCR_EL3) > 3);
	assert_int_equal(reasons_for(&reasons, EL2_SYSREG_SCR_EL3), reasons_for(&boot, EL2_SYSREG_SCR_EL3));
	for (size_t i = 0; i < reasons.reason_count; i++) {
		bool host = i < boot.reason_count && reasons.reasons[i].reg == EL2_SYSREG_HCR_EL2 &&
			    reasons.reasons[i].rule == boot.reasons[i].rule;

		assert_false(host);
	}
	assert_true(reasons_for(&reasons, EL2_SYSREG_SCTLR_EL1) <= reasons_for(&boot, EL2_SYSREG_SCTLR_EL1));
	assert_true(reasons_for(&reasons, EL2_SYSREG_SCTLR_EL1) > 0);
}

/* Where MPAMIDR_EL1 traps: by MPAMHCR_EL2 where the CPU has it, else by MPAM2_EL2. */
static void test_guest_mpam(void **unused)
{
	const el2_guest_config normal = {EL2_GUEST_NORMAL, 0};

	(void)unused;
	for (uint64_t has_hcr = 0; has_hcr < 2; has_hcr++) {
		el2_boot reasons;
		el2_guest guest;

		booted_as("kvm-arm.mode=nvhe", "max");
		cpu.id[EL2_ID_ID_AA64PFR0_EL1] |= UINT64_C(1) << 40;
		cpu.id[EL2_ID_MPAMIDR_EL1] = has_hcr << 17 | 1 << 16;
		el2_cpu_derive(&cpu);
		el2_boot_state(&boot, &state);
		reasons = boot;
		assert_int_equal(el2_guest_make(&boot, &normal, &guest, NULL), EL2_OK);
		el2_guest_state(&guest, &reasons, &state);
		assert_int_equal(state.sysreg[EL2_SYSREG_MPAMHCR_EL2] >> 31, has_hcr);
		assert_int_equal(state.sysreg[EL2_SYSREG_MPAM2_EL2] >> 58 & 1, !has_hcr);
	}
}

/* ID registers that depend on which core it is, and on more than one field: safe from Spectre v2 and Meltdown, RAS_frac
 * of RAS 1, page sizes of a guest hypervisor's stage 2. */
static void test_guest_ids(void **unused)
{
	static const struct {
		const char *guest;
		el2_id_register id;
		unsigned lsb, value; /* of the guest's field */
		uint64_t midr, pfr0, pfr1, mmfr0;
	} rows[] = {
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 56, 0, 0x410fd070, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 56, 1, 0x410fd030, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 56, 1, 0x413fd043, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 56, 1, 0x410fd050, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 56, 0, 0x420fd050, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 56, 1, 0x410fd0c0, UINT64_C(1) << 56, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 0, 0x410fd0c0, UINT64_C(1) << 56, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd0c0, UINT64_C(1) << 60, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd030, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd040, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd050, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd070, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd080, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 1, 0x410fd091, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR0_EL1, 60, 0, 0x410fd0a0, 0, 0, 0},
		{"normal", EL2_ID_ID_AA64PFR1_EL1, 12, 1, 0, 1 << 28, 1 << 12, 0},
		{"normal", EL2_ID_ID_AA64PFR1_EL1, 12, 0, 0, 2 << 28, 1 << 12, 0},
		{"normal", EL2_ID_ID_AA64PFR1_EL1, 12, 0, 0, 1 << 28, 0, 0},
		/* TGRAN4_2 of TGRAN4_2 and TGRAN4, and so on */
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 40, 2, 0, 0, 0, 0},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 40, 0, 0, 0, 0, UINT64_C(15) << 28},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 40, 0, 0, 0, 0, UINT64_C(1) << 40},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 40, 2, 0, 0, 0, UINT64_C(2) << 40 | UINT64_C(15) << 28},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 32, 0, 0, 0, 0, 0},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 32, 2, 0, 0, 0, UINT64_C(1) << 20},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 32, 0, 0, 0, 0, UINT64_C(1) << 32 | UINT64_C(1) << 20},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 32, 2, 0, 0, 0, UINT64_C(3) << 32},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 36, 2, 0, 0, 0, 0},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 36, 0, 0, 0, 0, UINT64_C(15) << 24},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 36, 0, 0, 0, 0, UINT64_C(1) << 36},
		{"nested", EL2_ID_ID_AA64MMFR0_EL1, 36, 2, 0, 0, 0, UINT64_C(2) << 36 | UINT64_C(15) << 24},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_guest_config config;
		el2_guest guest;

		booted_as("kvm-arm.mode=nested", "max");
		assert_int_equal(el2_guest_parse(rows[i].guest, &config, NULL), EL2_OK);
		cpu.id[EL2_ID_MIDR_EL1] = rows[i].midr;
		cpu.id[EL2_ID_ID_AA64PFR0_EL1] &= ~(UINT64_C(0xff) << 56 | UINT64_C(15) << 28);
		cpu.id[EL2_ID_ID_AA64PFR0_EL1] |= rows[i].pfr0;
		cpu.id[EL2_ID_ID_AA64PFR1_EL1] = (cpu.id[EL2_ID_ID_AA64PFR1_EL1] & ~UINT64_C(0xf000)) | rows[i].pfr1;
		cpu.id[EL2_ID_ID_AA64MMFR0_EL1] &= ~(UINT64_C(0xffffff) << 20);
		cpu.id[EL2_ID_ID_AA64MMFR0_EL1] |= rows[i].mmfr0;
		assert_int_equal(el2_guest_make(&boot, &config, &guest, NULL), EL2_OK);
		if ((guest.cpu.id[rows[i].id] >> rows[i].lsb & 15) != rows[i].value)
			fail_msg("row %zu: %llx", i, (unsigned long long)guest.cpu.id[rows[i].id]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused_guests),
		cmocka_unit_test(test_guest_reasons),
		cmocka_unit_test(test_guest_mpam),
		cmocka_unit_test(test_guest_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
