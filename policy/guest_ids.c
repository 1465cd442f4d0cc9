/* SPDX-License-Identifier: MIT */
/* The ID registers as a guest reads them: guest_ids.def. */
#include "policy/guest.h"

#include "model/bits.h"

#include <string.h>

static const uint16_t registers[] = {
#define EL2_ID_REGISTER(name) EL2_SYSREG_##name,
#include "model/rules/id_registers.def"
};

/* Those of the space that KVM answers for; MIDR_EL1 and CTR_EL0 and the like are the CPU's. */
static bool is_virtual(unsigned id)
{
	return !strncmp(el2_sysreg_get((el2_sysreg)registers[id])->name, "ID_AA64", 7);
}

el2_sysreg el2_guest_id_register(const el2_guest *guest, size_t n, uint64_t *value)
{
	for (unsigned id = 0; id < EL2_ID_COUNT; id++) {
		if (!is_virtual(id) || n--)
			continue;
		*value = guest->cpu.id[id];
		return (el2_sysreg)registers[id];
	}
	return EL2_SYSREG_NONE;
}

/* A core of Arm's, whatever its revision. */
static bool is_arms(const el2_cpu *cpu, unsigned part)
{
	return (cpu->id[EL2_ID_MIDR_EL1] & 0xff00fff0) == (0x41000000 | part << 4);
}

/* Has stage 2 the page size? Two fields; `none` is what the one for stage 1 has for none. Source: nested.c
 * _has_tgran_2(). */
static bool stage2_pages(uint64_t mmfr0, unsigned lsb2, unsigned lsb, unsigned none)
{
	unsigned own = mmfr0 >> lsb2 & 15;

	return own ? own != 1 : (mmfr0 >> lsb & 15) != none;
}

static bool note(el2_trail *trail, unsigned row, bool holds)
{
	el2_trail_add(trail, EL2_RULE(EL2_RULES_POLICY, row), holds ? EL2_TRUE : EL2_FALSE);
	return holds;
}

/* 15 is "not implemented" of a signed field. */
static uint64_t at_most(uint64_t value, uint64_t maximum)
{
	return value == 15 || value < maximum ? value : maximum;
}

uint64_t el2_guest_id(const el2_guest *guest, el2_id_register id, el2_trail *trail)
{
	GUEST_TERMS(guest);
	uint64_t pfr0 = cpu->id[EL2_ID_ID_AA64PFR0_EL1], mmfr0 = cpu->id[EL2_ID_ID_AA64MMFR0_EL1];
	bool csv2 = pfr0 & EL2_MASK(ID_AA64PFR0_EL1, CSV2) || is_arms(cpu, 0xd03) || is_arms(cpu, 0xd04) ||
		    is_arms(cpu, 0xd05);
	bool csv3 = pfr0 & EL2_MASK(ID_AA64PFR0_EL1, CSV3) || is_arms(cpu, 0xd03) || is_arms(cpu, 0xd04) ||
		    is_arms(cpu, 0xd05) || is_arms(cpu, 0xd07) || is_arms(cpu, 0xd08) || is_arms(cpu, 0xd09);
	bool rasv1p1 = (pfr0 >> EL2_LSB_ID_AA64PFR0_EL1_RAS & 15) == 1 &&
		       cpu->id[EL2_ID_ID_AA64PFR1_EL1] >> EL2_LSB_ID_AA64PFR1_EL1_RAS_frac & 15;
	bool no_vh = guest->host->no_vh;
	uint64_t v = cpu->id[id], sum = 0;
	unsigned row = EL2_POLICY_FIRST_GUEST_ID;

	if (!is_virtual(id))
		return v;
#define has(feature)      el2_has(cpu, EL2_FEAT_##feature)
#define k(column)         (columns & EL2_K_##column)
#define tgran_2(size)     tgran_2_##size
#define tgran_2_4         stage2_pages(mmfr0, EL2_LSB_ID_AA64MMFR0_EL1_TGRAN4_2, EL2_LSB_ID_AA64MMFR0_EL1_TGRAN4, 15)
#define tgran_2_16        stage2_pages(mmfr0, EL2_LSB_ID_AA64MMFR0_EL1_TGRAN16_2, EL2_LSB_ID_AA64MMFR0_EL1_TGRAN16, 0)
#define tgran_2_64        stage2_pages(mmfr0, EL2_LSB_ID_AA64MMFR0_EL1_TGRAN64_2, EL2_LSB_ID_AA64MMFR0_EL1_TGRAN64, 15)
#define FIELD(reg, field) (v >> EL2_LSB_##reg##_##field & 15)
#define ROW(reg, condition, then)                                                                                      \
	if (id == EL2_ID_##reg && note(trail, row, condition))                                                         \
		then;                                                                                                  \
	row++;
#define EL2_GUEST_ID_KEEP(reg, mask, condition, why, source) ROW(reg, condition, v &= (mask))
#define EL2_GUEST_ID_FIELD(reg, field, value, condition, why, source)                                                  \
	ROW(reg, condition, v = (v & ~EL2_MASK(reg, field)) | (uint64_t)(value) << EL2_LSB_##reg##_##field)
#define EL2_GUEST_ID_MAX(reg, field, maximum, condition, why, source)                                                  \
	ROW(reg, (condition) && FIELD(reg, field) > (maximum),                                                         \
	    v = (v & ~EL2_MASK(reg, field)) | (uint64_t)(maximum) << EL2_LSB_##reg##_##field)
#define EL2_GUEST_ID_ALLOW(reg, field, maximum, condition, why, source)                                                \
	ROW(reg, condition, sum |= at_most(FIELD(reg, field), maximum) << EL2_LSB_##reg##_##field)
#define EL2_GUEST_ID_ALLOW_ALL(reg, condition, why, source) ROW(reg, condition, sum = v)
#define EL2_GUEST_ID_NI(reg, field, value, condition, why, source)                                                     \
	ROW(reg, condition, sum |= (uint64_t)(value) << EL2_LSB_##reg##_##field)
#include "policy/guest_ids.def"
	return pvm ? sum : v;
}
