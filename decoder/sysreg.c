/* SPDX-License-Identifier: MIT */
/* System registers and operations: by number, by encoding, by name. */
#include <stdio.h>
#include <string.h>

#include "decoder/internal.h"

static const el2_sysreg_info rows[EL2_SYSREG_COUNT] = {
#define EL2_SYSREG(id, name_, op0, op1, crn, crm, op2, access_, cls_, features_)                                       \
	[EL2_SYSREG_##id] = {name_, features_, EL2_SYSREG_KEY(op0, op1, crn, crm, op2), access_, EL2_CLASS_##cls_},
#define EL2_SYSREG_WRITTEN EL2_SYSREG
#define EL2_SYSOP          EL2_SYSREG
#define EL2_SYSPOP         EL2_SYSREG
#include "decoder/sysregs.def"
};

/* The row of each key; SYSP has rows of its own under the keys of SYS, see find_128(). */
static const uint16_t by_key[1 << 16] = {
#define EL2_SYSREG(id, name, op0, op1, crn, crm, op2, ...) [EL2_SYSREG_KEY(op0, op1, crn, crm, op2)] = EL2_SYSREG_##id,
#define EL2_SYSREG_WRITTEN(id, ...)
#define EL2_SYSOP EL2_SYSREG
#include "decoder/sysregs.def"
};

/* Rows that hold only when written, under the key of another. */
static const uint16_t written[] = {
#define EL2_SYSREG(...)
#define EL2_SYSREG_WRITTEN(id, ...) EL2_SYSREG_##id,
#include "decoder/sysregs.def"
};

static const uint16_t sysp[] = {
#define EL2_SYSPOP(id, ...) EL2_SYSREG_##id,
#include "decoder/sysregs.def"
};

static const struct pstate_field fields[] = {
#define EL2_PSTATE(name, op1, op2, crm_mask, crm_value, imm_mask, imm_max, sysreg, features)                           \
	{name, op1, op2, crm_mask, crm_value, imm_mask, imm_max, EL2_SYSREG_##sysreg, features},
#include "decoder/pstate.def"
};

const el2_sysreg_info *el2_sysreg_get(el2_sysreg id)
{
	if ((unsigned)id == EL2_SYSREG_NONE || (unsigned)id >= EL2_SYSREG_COUNT)
		return NULL;
	return &rows[id];
}

/* Binary search: sysregs.def is sorted by encoding. */
static el2_sysreg find_sysp(uint16_t key)
{
	size_t low = 0, high = sizeof(sysp) / sizeof(sysp[0]);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint16_t found = rows[sysp[middle]].key;
		if (found == key)
			return (el2_sysreg)sysp[middle];
		if (found < key)
			low = middle + 1;
		else
			high = middle;
	}
	return EL2_SYSREG_NONE;
}

el2_sysreg el2_sysreg_by_key(uint16_t key, unsigned access)
{
	if (access == EL2_EXEC128)
		return find_sysp(key);
	if (access == EL2_WRITE)
		for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++)
			if (rows[written[i]].key == key)
				return (el2_sysreg)written[i];

	/* Reading and writing are two ways to the same register. SYS and SYSL, or 64 and 128 bits, need not be. */
	static const unsigned families[] = {EL2_READ | EL2_WRITE, EL2_READ128 | EL2_WRITE128, EL2_EXEC,
					    EL2_EXEC_RESULT};
	el2_sysreg id = (el2_sysreg)by_key[key];
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i] & access)
			return rows[id].access & families[i] ? id : EL2_SYSREG_NONE;
	return EL2_SYSREG_NONE;
}

const struct pstate_field *el2_pstate_field(uint16_t key)
{
	unsigned op1 = EL2_KEY_OP1(key), crm = EL2_KEY_CRM(key), op2 = EL2_KEY_OP2(key);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct pstate_field *field = &fields[i];
		if (field->op1 == op1 && field->op2 == op2 && (crm & field->crm_mask) == field->crm_value)
			return field;
	}
	return NULL;
}

/* ---- names ----------------------------------------------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b))
		a++, b++;
	return lower(*a) == lower(*b);
}

/* A decimal number up to `max`, without sign or leading zeros, then `end`. */
static bool number(const char **text, unsigned max, char end, unsigned *value)
{
	const char *p = *text;
	unsigned n = 0;
	if (*p < '0' || *p > '9' || (p[0] == '0' && p[1] >= '0' && p[1] <= '9'))
		return false;
	while (*p >= '0' && *p <= '9' && n <= max)
		n = n * 10 + (unsigned)(*p++ - '0');
	if (n > max || lower(*p) != end)
		return false;
	*value = n;
	*text = end ? p + 1 : p;
	return true;
}

/* S<op0>_<op1>_C<n>_C<m>_<op2> */
static bool generic_name(const char *p, uint16_t *key)
{
	unsigned op0, op1, crn, crm, op2;
	if (lower(*p++) != 's' || !number(&p, 3, '_', &op0) || !number(&p, 7, '_', &op1) || lower(*p++) != 'c' ||
	    !number(&p, 15, '_', &crn) || lower(*p++) != 'c' || !number(&p, 15, '_', &crm) ||
	    !number(&p, 7, '\0', &op2))
		return false;
	*key = EL2_SYSREG_KEY(op0, op1, crn, crm, op2);
	return true;
}

el2_sysreg el2_sysreg_by_name(const char *name)
{
	if (!name)
		return EL2_SYSREG_NONE;

	uint16_t key;
	if (generic_name(name, &key))
		return (el2_sysreg)by_key[key];
	for (unsigned id = EL2_SYSREG_NONE + 1; id < EL2_SYSREG_COUNT; id++)
		if (rows[id].name && same_name(rows[id].name, name))
			return (el2_sysreg)id;
	return EL2_SYSREG_NONE;
}

int el2_sysreg_name(uint16_t key, unsigned access, char *buffer, size_t size)
{
	el2_sysreg id = el2_sysreg_by_key(key, access);
	if (id != EL2_SYSREG_NONE)
		return snprintf(buffer, size, "%s", rows[id].name);
	return snprintf(buffer, size, "S%u_%u_C%u_C%u_%u", EL2_KEY_OP0(key), EL2_KEY_OP1(key), EL2_KEY_CRN(key),
			EL2_KEY_CRM(key), EL2_KEY_OP2(key));
}
