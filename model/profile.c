/* SPDX-License-Identifier: MIT */
/* CPUs: ID registers from cpus.def and a text's options, features from features.def. */
#include "model/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct cpu_row {
	const char *name, *source;
	uint64_t id[EL2_ID_COUNT];
};

_Static_assert(EL2_ID_COUNT <= 64, "a bit each in el2_cpu.known");

static const struct cpu_row cpus[] = {
#define EL2_CPU(name, source)                                                                                          \
	{                                                                                                              \
		name, source,                                                                                          \
		{
#define EL2_CPU_REG(reg, value) [EL2_ID_##reg] = value,
#define EL2_CPU_END()                                                                                                  \
	}                                                                                                              \
	}                                                                                                              \
	,
#include "model/rules/cpus.def"
};

static const uint64_t rows_known[] = {
#define EL2_CPU(...)            0
#define EL2_CPU_REG(reg, value) | UINT64_C(1) << EL2_ID_##reg
#define EL2_CPU_END()           ,
#include "model/rules/cpus.def"
};

#define CPU_COUNT (sizeof cpus / sizeof *cpus)

static const struct {
	const char *key, *meaning;
	uint8_t usual, largest;
} counts[] = {
#define EL2_COUNT(name, key, usual, largest, meaning) {key, meaning, usual, largest},
#include "model/rules/counts.def"
};

static const struct {
	const char *cpu;
	uint8_t count, value;
} cpu_counts[] = {
#define EL2_CPU_COUNT(cpu, name, value) {cpu, EL2_COUNT_##name, value},
#include "model/rules/counts.def"
};

static void set_counts(el2_cpu *cpu, const char *name)
{
	for (unsigned i = 0; i < EL2_COUNT_COUNT; i++)
		cpu->counts[i] = counts[i].usual;
	for (size_t i = 0; i < sizeof cpu_counts / sizeof *cpu_counts; i++)
		if (!strcmp(cpu_counts[i].cpu, name))
			cpu->counts[cpu_counts[i].count] = cpu_counts[i].value;
}

/* ---- features ---- */

enum kind {
	UNSIGNED,
	SIGNED,
	PMUVER
};

/* The register NONE of features.def reads as 0. */
#define EL2_ID_NONE EL2_ID_COUNT

static const struct feature_row {
	uint16_t feature, reg;
	uint8_t lsb, width, kind;
	int8_t minimum;
} features[] = {
#define EL2_FEATURE(feature, reg, lsb, width, kind, minimum, text)                                                     \
	{EL2_##feature, EL2_ID_##reg, lsb, width, kind, minimum},
#include "model/rules/features.def"
};

static const struct {
	uint16_t feature, other;
} needs[] = {
#define EL2_FEATURE(...)
#define EL2_FEATURE_NEEDS(feature, other) {EL2_##feature, EL2_##other},
#include "model/rules/features.def"
};

static const char *const feature_names[] = {
#define EL2_FEATURE_NAME(feature) #feature,
#include "model/rules/feature_names.def"
};

static bool announced(const el2_cpu *cpu, const struct feature_row *f)
{
	uint64_t reg = f->reg == EL2_ID_NONE ? 0 : cpu->id[f->reg];
	int v = (int)(reg >> f->lsb & ((UINT64_C(1) << f->width) - 1));
	int top = (1 << f->width) - 1;

	if (f->kind == SIGNED && v > top / 2)
		v -= top + 1;
	if (f->kind == PMUVER && v == top)
		return false;
	return v >= f->minimum;
}

void el2_cpu_derive(el2_cpu *cpu)
{
	memset(cpu->features, 0, sizeof cpu->features);
	for (size_t i = 0; i < sizeof features / sizeof *features; i++)
		if (announced(cpu, &features[i]))
			cpu->features[features[i].feature / 64] |= UINT64_C(1) << features[i].feature % 64;
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		if (!el2_has(cpu, (el2_feature)needs[i].other))
			cpu->features[needs[i].feature / 64] &= ~(UINT64_C(1) << needs[i].feature % 64);
}

bool el2_cpu_raise(const el2_cpu *cpu, el2_feature feature, el2_id_register *id, uint64_t *value)
{
	for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
		const struct feature_row *f = &features[i];

		if (f->feature != feature || f->reg == EL2_ID_NONE)
			continue;
		*id = (el2_id_register)f->reg;
		*value = (cpu->id[f->reg] & ~(((UINT64_C(1) << f->width) - 1) << f->lsb)) |
			 (uint64_t)(f->minimum > 0 ? f->minimum : 0) << f->lsb;
		return true;
	}
	return false;
}

/* Every feature: each field as large as a feature of it needs. PMUVer is a plain number below 15. */
static void raise_all(el2_cpu *cpu)
{
	for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
		const struct feature_row *f = &features[i];
		uint64_t mask = ((UINT64_C(1) << f->width) - 1) << f->lsb;

		if (f->reg != EL2_ID_NONE && f->minimum > 0 &&
		    (cpu->id[f->reg] & mask) >> f->lsb < (unsigned)f->minimum)
			cpu->id[f->reg] = (cpu->id[f->reg] & ~mask) | (uint64_t)f->minimum << f->lsb;
		if (f->reg != EL2_ID_NONE)
			cpu->known |= UINT64_C(1) << f->reg;
	}
}

/* The field of a row, as the feature needs it or one less. */
static void change_field(el2_cpu *cpu, const struct feature_row *f, bool present)
{
	uint64_t mask, value = (uint64_t)(present ? f->minimum : f->minimum - 1);

	if (f->reg == EL2_ID_NONE || !f->width || announced(cpu, f) == present)
		return;
	mask = ((UINT64_C(1) << f->width) - 1) << f->lsb;
	cpu->id[f->reg] = (cpu->id[f->reg] & ~mask) | (value << f->lsb & mask);
}

/* Registers that come with a feature and that neither the row nor the text gave. */
static void set_usual(el2_cpu *cpu)
{
#define EL2_ID_USUAL(feature, reg, value)                                                                              \
	if (el2_has(cpu, EL2_FEAT_##feature) && !cpu->id[EL2_ID_##reg])                                                \
		cpu->id[EL2_ID_##reg] = value;
#include "model/rules/counts.def"
}

bool el2_cpu_change(el2_cpu *cpu, el2_feature feature, bool present)
{
	bool changed = false;

	for (size_t i = 0; i < sizeof features / sizeof *features && !changed; i++)
		if (features[i].feature == feature) {
			change_field(cpu, &features[i], present);
			changed = present; /* any row announces it; all must be lowered */
		}
	for (size_t i = 0; present && i < sizeof needs / sizeof *needs; i++)
		if (needs[i].feature == feature && !el2_has(cpu, (el2_feature)needs[i].other))
			el2_cpu_change(cpu, (el2_feature)needs[i].other, true);
	el2_cpu_derive(cpu);
	if (!present && !el2_has(cpu, EL2_FEAT_SME)) { /* these two say nothing then */
		cpu->id[EL2_ID_ID_AA64SMFR0_EL1] = 0;
		if (!el2_has(cpu, EL2_FEAT_SVE))
			cpu->id[EL2_ID_ID_AA64ZFR0_EL1] = 0;
		el2_cpu_derive(cpu);
	}
	set_usual(cpu);
	return el2_has(cpu, feature) == present;
}

const char *el2_feature_name(el2_feature f)
{
	return (unsigned)f < EL2_FEATURE_COUNT ? feature_names[f] : NULL;
}

el2_feature el2_feature_by_name(const char *name, size_t length)
{
	unsigned i = 0;

	while (i < EL2_FEATURE_COUNT && (strlen(feature_names[i]) != length || memcmp(feature_names[i], name, length)))
		i++;
	return (el2_feature)i;
}

bool el2_cpu_has_all(const el2_cpu *cpu, const char *text)
{
	bool all = true;

	while (text && *text) {
		size_t n = strcspn(text, " ");
		el2_feature f = el2_feature_by_name(text, n);

		all = all && f != EL2_FEATURE_COUNT && el2_has(cpu, f);
		text += n;
		if (!strncmp(text, " || ", 4)) {
			if (all)
				return true;
			all = true;
		}
		text += strspn(text, " &|");
	}
	return all;
}

/* ---- texts ---- */

static const struct {
	const char *key, *meaning;
	uint16_t reg;
	uint8_t lsb, width;
} options[] = {
#define EL2_CPU_OPTION(key, reg, lsb, width, meaning) {key, meaning, EL2_ID_##reg, lsb, width},
#include "model/rules/cpu_options.def"
};

#define OPTION_COUNT (sizeof options / sizeof *options)

static const struct {
	const char *name;
	uint16_t reg;
} id_names[] = {
#define EL2_ID_REGISTER(name) {#name, EL2_ID_##name},
#include "model/rules/id_registers.def"
};

const char *el2_id_register_name(el2_id_register id)
{
	return (unsigned)id < EL2_ID_COUNT ? id_names[id].name : NULL;
}

bool el2_id_register_matters(const el2_cpu *cpu, el2_id_register id)
{
	switch ((unsigned)id) {
#define EL2_ID_NEEDS(name, feature)                                                                                    \
	case EL2_ID_##name:                                                                                            \
		return el2_has(cpu, EL2_FEAT_##feature);
#include "model/rules/id_registers.def"
	default:
		return (unsigned)id < EL2_ID_COUNT;
	}
}

const char *el2_count_key(el2_count count)
{
	return counts[count].key;
}

const char *el2_cpu_get(size_t n, const char **source)
{
	if (n >= CPU_COUNT)
		return NULL;
	if (source)
		*source = cpus[n].source;
	return cpus[n].name;
}

const char *el2_cpu_option_get(size_t n, const char **meaning)
{
	static const char *const choices[][2] = {
		{"ata0", "abort: a tag access with HCR_EL2.ATA=0 is a Data Abort to EL2 (the series' letter); none: as "
			 "the architecture has it"},
		{"pauth", "qarma5, qarma3: pointer authentication by this algorithm, and ID registers that say so; "
			  "identity: pointers stay as they are, no authentication fails"},
		{"tid3-reserved", "1: HCR_EL2.TID3 traps reserved ID registers without FEAT_FGT, too"},
	};

	if (n >= OPTION_COUNT && n - OPTION_COUNT < EL2_COUNT_COUNT) {
		if (meaning)
			*meaning = counts[n - OPTION_COUNT].meaning;
		return counts[n - OPTION_COUNT].key;
	}
	if (n >= OPTION_COUNT)
		n -= EL2_COUNT_COUNT;
	if (n >= OPTION_COUNT + sizeof choices / sizeof *choices)
		return NULL;
	if (meaning)
		*meaning = n < OPTION_COUNT ? options[n].meaning : choices[n - OPTION_COUNT][1];
	return n < OPTION_COUNT ? options[n].key : choices[n - OPTION_COUNT][0];
}

/* The word up to `stop` or the end. */
static bool is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && !strncasecmp(s, word, n);
}

static bool number(const char *s, size_t n, uint64_t *value)
{
	char copy[32], *end;

	if (!n || n >= sizeof copy || *s == '-' || *s == '+')
		return false;
	memcpy(copy, s, n);
	copy[n] = '\0';
	*value = strtoull(copy, &end, 0);
	return !*end;
}

/* A field of an ID register. */
static el2_status set_field(uint64_t *id, const char *reg_name, const char *field, size_t length, bool numeric,
			    uint64_t v, el2_error *error)
{
	el2_sysreg reg = el2_sysreg_by_name(reg_name);
	unsigned msb, lsb;

	if (!el2_field_find(reg, field, length, &msb, &lsb))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s has no field '%.*s'", reg_name, (int)length,
				field);
	uint64_t max = UINT64_MAX >> (63 - (msb - lsb));

	if (!numeric || v > max)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s.%.*s takes 0 to %llu", reg_name, (int)length,
				field, (unsigned long long)max);
	*id = (*id & ~(max << lsb)) | v << lsb;
	return EL2_OK;
}

/* The level and the generic code of any algorithm become those of the one that is wanted. */
static el2_status set_pauth(el2_cpu *cpu, const char *value, size_t n, el2_error *error)
{
	uint64_t *isar1 = &cpu->id[EL2_ID_ID_AA64ISAR1_EL1], *isar2 = &cpu->id[EL2_ID_ID_AA64ISAR2_EL1];
	uint64_t level = (*isar1 >> 4 & 15) | (*isar1 >> 8 & 15) | (*isar2 >> 12 & 15);
	uint64_t generic = ((*isar1 >> 24 | *isar1 >> 28 | *isar2 >> 8) & 15) != 0;

	if (is(value, n, "identity")) {
		cpu->choices.pauth = EL2_PAUTH_IDENTITY;
		return EL2_OK;
	}
	if (!is(value, n, "qarma5") && !is(value, n, "qarma3"))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"CPU option pauth takes qarma5, qarma3 or identity, not '%.*s'", (int)n, value);
	if (!level)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"CPU option pauth: this CPU has no pointer authentication");
	*isar1 &= ~UINT64_C(0xff000ff0);
	*isar2 &= ~UINT64_C(0xff00);
	if (is(value, n, "qarma5")) {
		cpu->choices.pauth = EL2_PAUTH_QARMA5;
		*isar1 |= level << 4 | generic << 24;
	} else {
		cpu->choices.pauth = EL2_PAUTH_QARMA3;
		*isar2 |= level << 12 | generic << 8;
	}
	return EL2_OK;
}

static el2_status set_option(el2_cpu *cpu, const char *key, size_t kn, const char *value, size_t vn, el2_error *error)
{
	uint64_t v = 0;

	if (is(key, kn, "ata0") && (is(value, vn, "abort") || is(value, vn, "none"))) {
		cpu->choices.ata0_abort = is(value, vn, "abort");
		return EL2_OK;
	}
	if (is(key, kn, "pauth"))
		return set_pauth(cpu, value, vn, error);
	bool numeric = number(value, vn, &v);

	if (is(key, kn, "tid3-reserved") && numeric && v <= 1) {
		cpu->choices.tid3_reserved = v;
		return EL2_OK;
	}
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		uint64_t max = (UINT64_C(1) << options[i].width) - 1;

		if (!is(key, kn, options[i].key))
			continue;
		if (!numeric || v > max)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "CPU option %s takes 0 to %u, not '%.*s'",
					options[i].key, (unsigned)max, (int)vn, value);
		cpu->known |= UINT64_C(1) << options[i].reg;
		cpu->id[options[i].reg] = (cpu->id[options[i].reg] & ~(max << options[i].lsb)) | v << options[i].lsb;
		return EL2_OK;
	}
	for (size_t i = 0; i < EL2_COUNT_COUNT; i++) {
		if (!is(key, kn, counts[i].key))
			continue;
		if (!numeric || v > counts[i].largest)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "CPU option %s takes 0 to %u, not '%.*s'",
					counts[i].key, counts[i].largest, (int)vn, value);
		cpu->counts[i] = (uint8_t)v;
		return EL2_OK;
	}
	for (size_t i = 0; i < EL2_ID_COUNT; i++) {
		size_t n = strlen(id_names[i].name);

		if (is(key, kn, id_names[i].name) && numeric) {
			cpu->id[id_names[i].reg] = v;
			cpu->known |= UINT64_C(1) << id_names[i].reg;
			return EL2_OK;
		}
		if (kn > n && key[n] == '.' && is(key, n, id_names[i].name))
			return set_field(&cpu->id[id_names[i].reg], id_names[i].name, key + n + 1, kn - n - 1, numeric,
					 v, error);
	}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
			"no CPU option '%.*s=%.*s': an option (el2trap list cpus), ID_REGISTER=value or "
			"ID_REGISTER.FIELD=value",
			(int)kn, key, (int)vn, value);
}

el2_status el2_cpu_parse(const char *text, el2_cpu *cpu, el2_error *error)
{
	size_t n = strcspn(text, ","), row = 0;

	memset(cpu, 0, sizeof *cpu);
	while (row < CPU_COUNT && !is(text, n, cpus[row].name))
		row++;
	if (row == CPU_COUNT)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "no CPU named '%.*s'", (int)n, text);
	if ((size_t)snprintf(cpu->name, sizeof cpu->name, "%s", text) >= sizeof cpu->name)
		memcpy(cpu->name + sizeof cpu->name - 4, "...", 4);
	memcpy(cpu->id, cpus[row].id, sizeof cpu->id);
	cpu->known = rows_known[row];
	set_counts(cpu, cpus[row].name);
	if (!strcmp(cpus[row].name, "all"))
		raise_all(cpu);
	for (const char *p = text + n; *p;) {
		const char *key = p + 1;
		size_t whole = strcspn(key, ","), kn = strcspn(key, "=,");

		if (kn == whole)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "CPU option '%.*s' wants a value", (int)kn,
					key);
		el2_status status = set_option(cpu, key, kn, key + kn + 1, whole - kn - 1, error);

		if (status != EL2_OK)
			return status;
		p = key + whole;
	}
	el2_cpu_derive(cpu);
	set_usual(cpu);
	return EL2_OK;
}
