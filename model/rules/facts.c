/* SPDX-License-Identifier: MIT */
/* The facts of facts.def: what takes a computation over registers and counts. */
#include "model/rules/check.h"
#include "model/rules/classes.h"
#include "model/rules/derive.h"

#include <string.h>

#define get(reg, field) EL2_GET(s, reg, field)
#define reg(name)       (s->sysreg[EL2_SYSREG_##name])
#define has(feature)    el2_has(s->cpu, EL2_FEAT_##feature)
#define count(name)     ((uint64_t)s->cpu->counts[EL2_COUNT_##name])

/* ---- numbers of an ID register ---- */

/* ID_AA64DFR0_EL1 has the number minus 1; 15 there: ID_AA64DFR1_EL1 has more (FEAT_Debugv8p9). */
static uint64_t debug_registers(const el2_state *s, unsigned lsb, unsigned more)
{
	uint64_t few = s->cpu->id[EL2_ID_ID_AA64DFR0_EL1] >> lsb & 15;
	uint64_t many = s->cpu->id[EL2_ID_ID_AA64DFR1_EL1] >> more & 255;

	return (few == 15 && many ? many : few) + 1;
}

static uint64_t breakpoints(const el2_state *s)
{
	return debug_registers(s, 12, 8);
}

static uint64_t watchpoints(const el2_state *s)
{
	return debug_registers(s, 20, 16);
}

/* The bank of MDSELR_EL1 counts while MDSCR_EL1.EMBWE lets it. */
static uint64_t effective_bank(const el2_state *s)
{
	return get(MDSCR_EL1, EMBWE) ? get(MDSELR_EL1, BANK) : 0;
}

/* EL2 may keep counters for itself: MDCR_EL2.HPMN; a number that makes no sense gives them all. */
static uint64_t accessible_counters(const el2_state *s)
{
	uint64_t all = count(COUNTERS), n = get(MDCR_EL2, HPMN);

	if (el2_el(s) > 1 || !el2_el2_enabled(s) || n > all || (!n && !has(HPMN0)))
		return all;
	return n;
}

static unsigned system_pmu(const el2_state *s, uint64_t access)
{
	return get(SPMSELR_EL0, SYSPMUSEL) < 32 ? access >> get(SPMSELR_EL0, SYSPMUSEL) * 2 & 3 : 0;
}

/* ---- controls ---- */

static uint64_t gcs_control(const el2_state *s, unsigned el)
{
	static const uint16_t control[] = {EL2_SYSREG_GCSCRE0_EL1, EL2_SYSREG_GCSCR_EL1, EL2_SYSREG_GCSCR_EL2,
					   EL2_SYSREG_GCSCR_EL3};

	return s->sysreg[control[el]];
}

bool el2_gcs_locks(const el2_state *s, unsigned el)
{
	return has(GCS) && gcs_control(s, el) >> EL2_LSB_GCSCR_EL1_EXLOCKEN & 1;
}

static bool hcrx_enabled(const el2_state *s)
{
	return has(HCX) && el2_el2_enabled(s) && (!has(AA64EL3) || get(SCR_EL3, HXEn));
}

bool el2_gcs_enabled(const el2_state *s, unsigned el)
{
	if (!(gcs_control(s, el) >> EL2_LSB_GCSCR_EL1_PCRSEL & 1) || !has(GCS))
		return false;
	if (el < 3 && has(AA64EL3) && !get(SCR_EL3, GCSEn))
		return false;
	return el > 1 || !el2_el2_enabled(s) || el2_el_is_in_host(s, 0) || (hcrx_enabled(s) && get(HCRX_EL2, GCSEn));
}

static bool sctlr2_enabled(const el2_state *s, unsigned el)
{
	if (!has(SCTLR2) || (has(AA64EL3) && !get(SCR_EL3, SCTLR2En)))
		return false;
	return el == 2 || !el2_el2_enabled(s) || (hcrx_enabled(s) && get(HCRX_EL2, SCTLR2En));
}

/* ---- pointer authentication ---- */

bool el2_pac_key_enabled(const el2_state *s, unsigned key)
{
	static const uint64_t enable[] = {EL2_BIT(SCTLR_EL1, EnIA), EL2_BIT(SCTLR_EL1, EnIB), EL2_BIT(SCTLR_EL1, EnDA),
					  EL2_BIT(SCTLR_EL1, EnDB)};
	static const uint16_t controls[] = {EL2_SYSREG_SCTLR_EL1, EL2_SYSREG_SCTLR_EL1, EL2_SYSREG_SCTLR_EL2,
					    EL2_SYSREG_SCTLR_EL3};
	unsigned el = el2_el(s);

	return has(PAuth) &&
	       s->sysreg[el2_el_is_in_host(s, el) ? EL2_SYSREG_SCTLR_EL2 : controls[el]] & enable[key & 3];
}

static bool pac_key_enabled(const el2_state *s, const el2_insn *insn)
{
	return el2_pac_key_enabled(s, el2_pac_key(insn));
}

/* ---- vectors ---- */

uint64_t el2_vector_length(const el2_state *s)
{
	static const uint16_t controls[][4] = {
		{[1] = EL2_SYSREG_ZCR_EL1, EL2_SYSREG_ZCR_EL2, EL2_SYSREG_ZCR_EL3},
		{[1] = EL2_SYSREG_SMCR_EL1, EL2_SYSREG_SMCR_EL2, EL2_SYSREG_SMCR_EL3},
	};
	bool streaming = has(SME) && get(SVCR, SM);
	uint64_t length = streaming ? count(STREAMING_VECTOR) : count(VECTOR);
	unsigned el = el2_el(s);

	for (unsigned of = el ? el : 1; of < 4; of++) {
		uint64_t n = (s->sysreg[controls[streaming][of]] & 15) + 1;

		if ((of == 1 && el2_el_is_in_host(s, el)) || (of == 2 && !el2_el2_enabled(s)) ||
		    (of == 3 && !has(AA64EL3)))
			continue;
		if (n < length)
			length = n;
	}
	return length;
}

/* ---- IMPLEMENTATION DEFINED registers ---- */

enum impdef {
	EL2_IMPDEF_UNKNOWN,
	EL2_IMPDEF_ABSENT,
	EL2_IMPDEF_THERE,
	EL2_IMPDEF_GATED, /* there, but ACTLR_EL2 does not let EL1 write it */
};

enum core {
	CORE_NONE,
#define EL2_IMPDEF_CORE(core, midr, known) CORE_##core,
#include "model/rules/impdef.def"
};

/* What is known of encodings without a row. */
enum rest {
	REST_NOTHING,
	REST_ALL,
	REST_BUT_CLUSTER,
};

/* What lets EL1 write a register, beside the bits of ACTLR_EL2: 0 to 63. */
enum gate {
	GATE_NONE = -1,
	GATE_SOME_BIT = -2,
	GATE_UNKNOWN = -3,
	GATE_AS_TCR = -4,
};

static const struct {
	uint32_t midr;
	uint8_t core;
	uint8_t rest;
} cores[] = {
#define EL2_IMPDEF_CORE(core, midr, known) {midr, CORE_##core, REST_##known},
#include "model/rules/impdef.def"
};

#define GATE_0 0
#define GATE_1 1
#define GATE_4 4
#define GATE_5 5
#define GATE_6 6
#define GATE_7 7

struct impdef_row {
	bool writable;
	int8_t gate;
};

/* The row of an encoding of a core. False: there is none. Two of one would not compile. */
static bool find_row(unsigned core, uint16_t key, struct impdef_row *row)
{
	switch (core << 16 | key) {
#define EL2_IMPDEF(core, name, op1, crn, crm, op2, writable, gate)                                                     \
	case (unsigned)CORE_##core << 16 | EL2_SYSREG_KEY(3, op1, crn, crm, op2):                                      \
		*row = (struct impdef_row){writable, GATE_##gate};                                                     \
		return true;
#include "model/rules/impdef.def"
	default:
		return false;
	}
}

/* May EL1 write (or else read) it? EL0 cannot, whatever the gate. */
static enum impdef through_gate(const el2_state *s, int gate, bool write)
{
	uint64_t actlr = s->sysreg[EL2_SYSREG_ACTLR_EL2];

	if (gate == GATE_AS_TCR)
		return write                ? get(HCR_EL2, TVM) ? EL2_IMPDEF_GATED : EL2_IMPDEF_THERE
		       : get(HCR_EL2, TRVM) ? EL2_IMPDEF_GATED
					    : EL2_IMPDEF_THERE;
	if (!write || gate == GATE_NONE || !el2_el(s))
		return EL2_IMPDEF_THERE;
	if (gate == GATE_UNKNOWN || (gate == GATE_SOME_BIT && actlr))
		return EL2_IMPDEF_UNKNOWN;
	return gate >= 0 && actlr >> gate & 1 ? EL2_IMPDEF_THERE : EL2_IMPDEF_GATED;
}

static bool of_cluster(unsigned key)
{
	return key >> 7 == EL2_SYSREG_KEY(3, 0, 15, 0, 0) >> 7 && (key >> 3 & 15) >= 3 && (key >> 3 & 15) <= 6;
}

static enum impdef impdef(const el2_state *s, const el2_insn *insn)
{
	struct impdef_row row;
	size_t n = 0;

	while (n < sizeof cores / sizeof *cores && cores[n].midr != (s->cpu->id[EL2_ID_MIDR_EL1] & 0xff0ffff0) &&
	       cores[n].midr != (s->cpu->id[EL2_ID_MIDR_EL1] & 0xff00fff0))
		n++;
	if (n == sizeof cores / sizeof *cores)
		return EL2_IMPDEF_UNKNOWN;
	if (find_row(cores[n].core, insn->key, &row)) {
		if (insn->form != EL2_FORM_MRS && (insn->form != EL2_FORM_MSR || !row.writable))
			return EL2_IMPDEF_ABSENT;
		return through_gate(s, row.gate, insn->form == EL2_FORM_MSR);
	}
	if (cores[n].rest == REST_BUT_CLUSTER && of_cluster(insn->key) && el2_el(s))
		return EL2_IMPDEF_UNKNOWN;
	return cores[n].rest == REST_NOTHING ? EL2_IMPDEF_UNKNOWN : EL2_IMPDEF_ABSENT;
}

/* ---- all of them ---- */

/* The number in a register's name: 12 of DBGBVR12_EL1, and of AMEVCNTR012_EL0, whose first digit is the group's. */
static uint64_t index_in_name(const el2_insn *insn)
{
	const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)insn->sysreg);
	const char *name = row ? row->name : "", *end = strstr(name, "_EL"), *p;
	uint64_t m = 0;

	if (!end)
		end = name + strlen(name);
	for (p = end; p > name && p[-1] >= '0' && p[-1] <= '9';)
		p--;
	if (!strncmp(name, "AMEV", 4))
		p++;
	for (; p < end; p++)
		m = m * 10 + (uint64_t)(*p - '0');
	return m & 63;
}

void el2_facts(const el2_state *s, const el2_insn *insn, const uint64_t wanted[EL2_FACT_WORDS],
	       uint64_t facts[EL2_FACT_WORDS])
{
#define WANTED(id) (wanted[EL2_FACT_##id / 64] >> EL2_FACT_##id % 64 & 1)
	enum impdef own = WANTED(IMPDEF_THERE) || WANTED(IMPDEF_GATED) || WANTED(IMPDEF_ABSENT) ? impdef(s, insn)
												: EL2_IMPDEF_UNKNOWN;
	uint64_t m = index_in_name(insn);

	memset(facts, 0, EL2_FACT_WORDS * sizeof *facts);
#define EL2_FACT(id, text, ...)                                                                                        \
	if (WANTED(id) && (__VA_ARGS__))                                                                               \
		facts[EL2_FACT_##id / 64] |= UINT64_C(1) << EL2_FACT_##id % 64;
#include "model/rules/facts.def"
}
