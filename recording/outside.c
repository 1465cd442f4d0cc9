/* SPDX-License-Identifier: MIT */
/*
 * The world outside of a recording, by rule: counters, random numbers, the interrupt controller, firmware. What these
 * say in truth is not known; the rules make the same input give the same answer.
 */
#include "model/bits.h"
#include "recording/run.h"

#include <string.h>

#define SCTLR_RES1 UINT64_C(0x30c50830) /* of SCTLR_EL2 */

/* What a register reads. */
enum rule {
	COUNTS, /* instructions since the recording */
	DRAWN,  /* the next of a fixed sequence; NZCV says that it is one */
	ZEROES,
	KEPT, /* what was written last; as recorded, or 0, before */
};

/* Of devices that the model has no more of than their registers: breakpoints, the GIC, event counters. */
static bool is_kept(unsigned reg)
{
	static const char *const names[] = {"DBGB", "DBGW", "ICC_", "ICH_", "PMEV", "PMXEV", "CNTKCTL_EL1"};
	const char *name = el2_sysreg_get((el2_sysreg)reg)->name;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strncmp(name, names[i], strlen(names[i])))
			return true;
	return false;
}

static bool rule_of(unsigned reg, enum rule *rule)
{
	switch (reg) {
	case EL2_SYSREG_CNTPCT_EL0:
	case EL2_SYSREG_CNTVCT_EL0:
	case EL2_SYSREG_CNTPCTSS_EL0:
	case EL2_SYSREG_CNTVCTSS_EL0:
	case EL2_SYSREG_PMCCNTR_EL0:
		*rule = COUNTS;
		return true;
	case EL2_SYSREG_RNDR:
	case EL2_SYSREG_RNDRRS:
		*rule = DRAWN;
		return true;
	case EL2_SYSREG_ISR_EL1:
	case EL2_SYSREG_CNTP_TVAL_EL0:
	case EL2_SYSREG_CNTV_TVAL_EL0:
	case EL2_SYSREG_ICC_IAR0_EL1:
	case EL2_SYSREG_ICC_IAR1_EL1:
	case EL2_SYSREG_ICC_HPPIR0_EL1:
	case EL2_SYSREG_ICC_HPPIR1_EL1:
	case EL2_SYSREG_ICC_RPR_EL1:
		*rule = ZEROES;
		return true;
	default:
		*rule = KEPT;
		return reg < EL2_SYSREG_REGISTERS && is_kept(reg);
	}
}

/* SplitMix64, by Sebastiano Vigna: public domain. */
static uint64_t draw(uint64_t n)
{
	uint64_t z = (n + 1) * UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void next(el2_state *s)
{
	s->pc += 4;
	s->pstate &= ~(uint32_t)EL2_PSTATE_BTYPE;
}

bool recorded_outside(el2_recorded *r, uint64_t executed, const el2_insn *insn)
{
	el2_state *s = &r->s;
	uint64_t value = 0;
	enum rule rule;

	if ((insn->form != EL2_FORM_MRS && insn->form != EL2_FORM_MSR) || !rule_of(insn->sysreg, &rule))
		return false;
	if (insn->form == EL2_FORM_MSR) {
		if (rule != KEPT)
			return false;
		s->sysreg[insn->sysreg] = insn->rd == 31 ? 0 : s->x[insn->rd];
		next(s);
		return true;
	}
	if (rule == KEPT)
		value = s->sysreg[insn->sysreg];
	if (rule == COUNTS)
		value = r->instructions + executed;
	if (rule == DRAWN) {
		value = draw(r->random++);
		s->pstate &= ~(uint32_t)EL2_PSTATE_NZCV;
	}
	if (insn->rd != 31)
		s->x[insn->rd] = value;
	next(s);
	return true;
}

/* ---- firmware ---- */

/* Source: Linux Documentation/arch/arm64/booting.rst, for all features at once; asm/el2_setup.h; what QEMU sets for a
 * kernel that it starts at EL2 of a CPU with EL3. */
void recorded_el3(el2_state *s)
{
#define SCR(field) EL2_BIT(SCR_EL3, field)
	s->sysreg[EL2_SYSREG_SCR_EL3] = SCR(NS) | SCR(RW) | SCR(HCE) | SCR(ATA) | SCR(API) | SCR(APK) | SCR(FGTEn) |
					SCR(FGTEn2) | SCR(ECVEn) | SCR(AMVOFFEN) | SCR(HXEn) | SCR(EnTP2) |
					SCR(TCR2En) | SCR(SCTLR2En) | SCR(PIEn) | SCR(AIEn) | SCR(EnFPM) | SCR(GCSEn) |
					SCR(EnSCXT);
#undef SCR
	s->sysreg[EL2_SYSREG_ZCR_EL3] = EL2_MASK(ZCR_EL3, LEN);
	s->sysreg[EL2_SYSREG_SMCR_EL3] = EL2_MASK(SMCR_EL3, LEN) | EL2_BIT(SMCR_EL3, FA64) | EL2_BIT(SMCR_EL3, EZT0);
	s->sysreg[EL2_SYSREG_CPTR_EL3] = EL2_BIT(CPTR_EL3, EZ) | EL2_BIT(CPTR_EL3, ESM);
	s->sysreg[EL2_SYSREG_MDCR_EL3] = EL2_MASK(MDCR_EL3, SBRBE) | EL2_BIT(MDCR_EL3, EnPM2) |
					 EL2_MASK(MDCR_EL3, NSPB) | EL2_MASK(MDCR_EL3, NSTB);
	s->sysreg[EL2_SYSREG_ICC_SRE_EL3] = 0xf;
	if (!s->sysreg[EL2_SYSREG_ICC_SRE_EL2]) /* QEMU's stub does not show it: as Linux sets it for a GICv3 */
		s->sysreg[EL2_SYSREG_ICC_SRE_EL2] = 0xf;
	if (!s->sysreg[EL2_SYSREG_ICC_SRE_EL1])
		s->sysreg[EL2_SYSREG_ICC_SRE_EL1] = 7;
}

/* By function id, of 32 and 64 bits. Source: Arm DEN 0022 (PSCI); what QEMU 7.2 and 11.1 answer on "virt". */
static const struct fixed {
	uint32_t id, value;
} psci[] = {
	{0x84000000, 0x10001}, /* PSCI_VERSION: 1.1 */
	{0x84000006, 2},       /* MIGRATE_INFO_TYPE: nothing to migrate */
};

/* What firmware that has FF-A has besides, as FF-A needs it. Source: Arm DEN 0028 (SMCCC). */
static const struct fixed smccc[] = {
	{0x80000000, 0x10002}, /* SMCCC_VERSION: 1.2 */
};

static bool answer_of(const struct fixed *rows, size_t count, uint64_t id, uint64_t *x0)
{
	for (size_t n = 0; n < count; n++)
		if (rows[n].id == (id & ~UINT64_C(0x40000000))) { /* bit 30: SMC64 */
			*x0 = rows[n].value;
			return true;
		}
	return false;
}

/* The answer as the machine's firmware has it. */
static void serve(el2_recorded *r, uint64_t *x, const el2_recorded_answer *answer)
{
	uint64_t id = x[0];

	x[0] = UINT64_MAX;
	switch (r->firmware.kind) {
	case EL2_FIRMWARE_VALUE:
		x[0] = r->options.value;
		break;
	case EL2_FIRMWARE_NOT_SUPPORTED:
		break;
	case EL2_FIRMWARE_FFA:
		x[0] = id;
		if (firmware_ffa(&r->firmware, r->memory, r->descriptions, x, answer))
			break;
		x[0] = UINT64_MAX;
		if (!answer_of(smccc, sizeof smccc / sizeof *smccc, id, x))
			answer_of(psci, sizeof psci / sizeof *psci, id, x);
		break;
	default:
		answer_of(psci, sizeof psci / sizeof *psci, id, x);
	}
}

/* The answer that is due with this call, if one is. */
static bool answer_due(struct firmware *f, el2_recorded_answer *due)
{
	bool found = false;
	unsigned kept = 0;

	for (unsigned n = 0; n < f->answer_count; n++) {
		el2_recorded_answer a = f->answers[n];

		if (!a.after && !found) {
			*due = a;
			found = true;
			continue;
		}
		a.after -= a.after != 0;
		f->answers[kept++] = a;
	}
	f->answer_count = kept;
	return found;
}

bool el2_recorded_answer_next(el2_recorded *r, const el2_recorded_answer *answer)
{
	if (r->firmware.answer_count == FIRMWARE_ANSWERS)
		return false;
	r->firmware.answers[r->firmware.answer_count++] = *answer;
	return true;
}

/* CPU_SUSPEND, SYSTEM_SUSPEND: which register has the address to start at; the next has what X0 is then. 0: neither. */
static unsigned entry_of(uint64_t id)
{
	switch (id & ~UINT64_C(0x40000000)) {
	case 0x84000001:
		return 2;
	case 0x8400000e:
		return 1;
	default:
		return 0;
	}
}

/* As a CPU that has lost its state starts at EL2: MMU and caches off. Source: Arm DEN 0022, Core state. */
static void power_up(el2_state *s, uint64_t entry, uint64_t context)
{
	memset(s->x, 0, sizeof s->x);
	s->x[0] = context;
	s->pc = entry;
	s->pstate = EL2_PSTATE_DAIF | 2u << 2 | EL2_PSTATE_SP;
	s->sysreg[EL2_SYSREG_HCR_EL2] = 0;
	s->sysreg[EL2_SYSREG_SCTLR_EL2] = SCTLR_RES1;
}

void recorded_firmware(el2_recorded *r)
{
	el2_state *s = &r->s;
	el2_recorded_answer answer;
	bool due = answer_due(&r->firmware, &answer);
	unsigned entry = entry_of(s->x[0]);

	r->last.smcs++;
	r->last.smc = s->x[0];
	if (due && answer.resumes && entry) {
		power_up(s, s->x[entry], s->x[entry + 1]);
		return;
	}
	if (due && answer.registers & 1) /* it refuses, or says something else: nothing is done */
		memset(s->x, 0, 4 * sizeof *s->x);
	else
		serve(r, s->x, due ? &answer : NULL);
	for (unsigned n = 0; due && n < EL2_RECORDED_ANSWER; n++)
		if (answer.registers >> n & 1)
			s->x[n] = answer.x[n];
	s->pc = s->sysreg[EL2_SYSREG_ELR_EL3]; /* behind it */
	s->pstate = (uint32_t)s->sysreg[EL2_SYSREG_SPSR_EL3];
}
