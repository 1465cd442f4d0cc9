/* SPDX-License-Identifier: MIT */
/* Syndromes, ESR_ELx: built, taken apart, put together again. The knowledge is in rules/ec.def and its neighbours. */
#include "model/model.h"

#include <string.h>

/* ---- tables ---- */

/* Which rows of esr_fields.def. */
enum fields {
	FIELDS_NONE = 0,
	FIELDS_BTI,
	FIELDS_COMMENT,
	FIELDS_COND,
	FIELDS_DABT,
	FIELDS_DEBUG,
	FIELDS_ERET,
	FIELDS_FPAC,
	FIELDS_FPE,
	FIELDS_GCS,
	FIELDS_GPC,
	FIELDS_IABT,
	FIELDS_IMM16,
	FIELDS_IMPDEF,
	FIELDS_LDC,
	FIELDS_MCR,
	FIELDS_MCRR,
	FIELDS_MOPS,
	FIELDS_OTHER,
	FIELDS_SERROR,
	FIELDS_SMC32,
	FIELDS_SME,
	FIELDS_STEP,
	FIELDS_SYS128,
	FIELDS_SYS64,
	FIELDS_TSTART,
	FIELDS_WATCHPOINT,
	FIELDS_WFX,
};

static const el2_ec_info classes[64] = {
#define EL2_EC_ROW(ec, name, fields, levels, when, text)                                                               \
	[ec] = {#name, text, FIELDS_##fields, EL2_EC_##levels, EL2_EC_##when},
#include "model/rules/ec.def"
};

#define NO_LEVEL EL2_NO_LEVEL

static const struct {
	const char *text;
	int8_t level;
} statuses[64] = {
#define EL2_FSC_ROW(code, level, text) [code] = {text, level},
#include "model/rules/dfsc.def"
};

enum guard {
	ALWAYS,
	ISV,
	NOT_ISV,
	EXTERNAL,
	EXTERNAL_SET,
	ABORT,
	LS64,
	IDS,
	NOT_IDS,
	GCS_DATA,
	GCS_STORE,
};

static const struct row {
	uint8_t fields, msb, lsb, guard;
	const char *name;
} rows[] = {
#define EL2_ESR_FIELD(fields, msb, lsb, name, guard) {FIELDS_##fields, msb, lsb, guard, #name},
#include "model/rules/esr_fields.def"
};

static const struct meaning {
	uint8_t fields, value;
	const char *name, *text;
} meanings[] = {
#define EL2_ESR_VALUE(fields, name, value, text) {FIELDS_##fields, value, #name, text},
#include "model/rules/esr_fields.def"
};

#define COUNT(table) (sizeof table / sizeof *table)

const el2_ec_info *el2_ec_get(unsigned ec)
{
	return ec < COUNT(classes) && classes[ec].name ? &classes[ec] : NULL;
}

const char *el2_fault_status(unsigned status, int *level)
{
	if (status >= COUNT(statuses) || !statuses[status].text)
		return NULL;
	if (level)
		*level = statuses[status].level;
	return statuses[status].text;
}

/* ---- taken apart ---- */

/* A synchronous external abort: 0x10, on a table walk 0x12 to 0x17. */
static bool is_external(unsigned status)
{
	return status == 0x10 || (status >= 0x12 && status <= 0x17);
}

/* Is there the field in this syndrome? */
static bool present(enum guard guard, uint64_t esr)
{
	unsigned status = esr & 0x3f, extype = esr >> 20 & 15;
	bool bit24 = esr >> 24 & 1;

	switch (guard) {
	case ISV:
	case IDS:
		return bit24;
	case NOT_ISV:
	case NOT_IDS:
		return !bit24;
	case EXTERNAL:
		return !bit24 && is_external(status);
	case EXTERNAL_SET:
		return is_external(status);
	case ABORT:
		return status == 0x10;
	case LS64: /* translation, access flag, permission faults; 0x35 and 0x2a, 0x2b */
		return (status >= 0x04 && status <= 0x0f) || status == 0x2a || status == 0x2b || status == 0x35;
	case GCS_DATA:
		return extype == 0;
	case GCS_STORE:
		return extype == 2;
	default:
		return true;
	}
}

static bool is_status(const char *name)
{
	return !strcmp(name, "DFSC") || !strcmp(name, "IFSC") || !strcmp(name, "xFSC");
}

static const char *meaning_of(unsigned fields, const char *name, uint64_t value)
{
	for (size_t i = 0; i < COUNT(meanings); i++)
		if (meanings[i].fields == fields && meanings[i].value == value && !strcmp(meanings[i].name, name))
			return meanings[i].text;
	if ((fields == FIELDS_DABT || fields == FIELDS_IABT || fields == FIELDS_GPC) && is_status(name))
		return el2_fault_status((unsigned)value, NULL);
	return NULL;
}

void el2_esr_read(uint64_t esr, el2_esr_parts *parts)
{
	const el2_ec_info *info = el2_ec_get(EL2_ESR_EC(esr));
	uint64_t named = UINT64_C(0xfe000000);

	parts->ec = (uint8_t)EL2_ESR_EC(esr);
	parts->il = esr & EL2_ESR_IL;
	parts->count = 0;
	for (size_t i = 0; info && i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		uint64_t mask = UINT64_MAX >> (63 - r->msb + r->lsb);
		el2_esr_field *f = &parts->fields[parts->count];

		if (r->fields != info->fields || !present(r->guard, esr))
			continue;
		*f = (el2_esr_field){.name = r->name, .msb = r->msb, .lsb = r->lsb, .value = esr >> r->lsb & mask};
		f->meaning = meaning_of(r->fields, r->name, f->value);
		named |= mask << r->lsb;
		parts->count++;
	}
	parts->rest = esr & ~named;
}

uint64_t el2_esr_build(const el2_esr_parts *parts)
{
	uint64_t esr = (uint64_t)(parts->ec & 0x3f) << 26 | (parts->il ? EL2_ESR_IL : 0);

	for (size_t i = 0; i < parts->count; i++) {
		const el2_esr_field *f = &parts->fields[i];

		esr |= (f->value & UINT64_MAX >> (63 - f->msb + f->lsb)) << f->lsb;
	}
	return esr;
}

/* ---- of instructions ---- */

uint32_t el2_iss_sys64(const el2_insn *insn)
{
	uint32_t k = insn->key;

	return (k >> 14 & 3) << 20 | (k & 7) << 17 | (k >> 11 & 7) << 14 | (k >> 7 & 15) << 10 |
	       (uint32_t)insn->rd << 5 | (k >> 3 & 15) << 1 | ((insn->flags & EL2_INSN_READ) != 0);
}

uint32_t el2_iss(const el2_insn *insn, unsigned ec)
{
	switch (ec) {
	case EL2_EC_SYS64:
		return el2_iss_sys64(insn) | (insn->form == EL2_FORM_MSR_IMM ? 31u << 5 : 0);
	case EL2_EC_SYS128: /* Rt[4:1] in [9:6] */
		return el2_iss_sys64(insn) & ~(1u << 5);
	case EL2_EC_SVC64:
	case EL2_EC_HVC64:
	case EL2_EC_SMC64:
	case EL2_EC_BRK64:
		return (uint32_t)insn->imm & 0xffff;
	case EL2_EC_WFX: /* CV, COND 0xe; TI; RN and RV of WFxT */
		return 1u << 24 | 0xeu << 20 |
		       (insn->form == EL2_FORM_WFI    ? 0
			: insn->form == EL2_FORM_WFE  ? 1u
			: insn->form == EL2_FORM_WFIT ? 2u | 1u << 2 | (uint32_t)insn->rd << 5
						      : 3u | 1u << 2 | (uint32_t)insn->rd << 5);
	case EL2_EC_FP: /* CV, COND 0xe */
		return 1u << 24 | 0xeu << 20;
	case EL2_EC_GCS: /* ExType: EXLOCK, or a store */
		return insn->form != EL2_FORM_GCSSTR
			       ? 1u << 20
			       : 2u << 20 | (uint32_t)(insn->word >> 5 & 31) << 10 | (insn->word & 31) << 5;
	case EL2_EC_LS64:
		return insn->form == EL2_FORM_ST64BV     ? 0
		       : insn->form == EL2_FORM_ST64BV0  ? 1
		       : insn->form == EL2_FORM_HINT_TSB ? 3
		       : insn->form == EL2_FORM_HINT_PSB ? 4
							 : 2;
	case EL2_EC_ERET: /* ERET, ERETA */
		return insn->form == EL2_FORM_ERET ? 0 : insn->form == EL2_FORM_ERETAA ? 2u : 3u;
	default:
		return 0;
	}
}

uint16_t el2_sys64_key(uint64_t esr)
{
	return EL2_SYSREG_KEY(esr >> 20 & 3, esr >> 14 & 7, esr >> 10 & 15, esr >> 1 & 15, esr >> 17 & 7);
}

uint32_t el2_sys64_word(uint64_t esr)
{
	uint32_t iss = (uint32_t)esr;

	return 0xd5000000 | (iss & 1) << 21 | (uint32_t)el2_sys64_key(esr) << 5 | (iss >> 5 & 31);
}

static uint32_t wfx_word(uint32_t iss)
{
	static const uint32_t words[] = {0xd503207f, 0xd503205f, 0xd5031020, 0xd5031000}; /* WFI, WFE, WFIT, WFET */
	unsigned kind = iss & 3;

	return words[kind] | (kind & 2 ? iss >> 5 & 31 : 0);
}

bool el2_esr_word(uint64_t esr, uint32_t *word)
{
	static const uint32_t erets[] = {0xd69f03e0, 0xd69f03e0, 0xd69f0bff, 0xd69f0fff};
	uint32_t iss = (uint32_t)esr & 0x1ffffff;

	switch (EL2_ESR_EC(esr)) {
	case EL2_EC_SYS64:
		*word = el2_sys64_word(esr);
		return true;
	case EL2_EC_SYS128:
		*word = el2_sys64_word(esr & ~UINT64_C(0x20)) | 1u << 22;
		return true;
	case EL2_EC_SVC64:
		*word = 0xd4000001 | (iss & 0xffff) << 5;
		return true;
	case EL2_EC_HVC64:
		*word = 0xd4000002 | (iss & 0xffff) << 5;
		return true;
	case EL2_EC_SMC64:
		*word = 0xd4000003 | (iss & 0xffff) << 5;
		return true;
	case EL2_EC_BRK64:
		*word = 0xd4200000 | (iss & 0xffff) << 5;
		return true;
	case EL2_EC_ERET:
		*word = erets[iss & 3];
		return true;
	case EL2_EC_WFX:
		*word = wfx_word(iss);
		return true;
	default:
		return false;
	}
}
