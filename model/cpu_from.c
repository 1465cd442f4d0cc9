/* SPDX-License-Identifier: MIT */
/* The CPU of the values that a text gave, as a text of el2_cpu_parse(): a row of the table, and what differs. */
#include "model/profile.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MIDR_CORE UINT64_C(0xff00fff0) /* implementer, architecture, part: without the revision */

/* What says, without a row, which features there are. */
static const el2_id_register needed[] = {
	EL2_ID_ID_AA64PFR0_EL1,  EL2_ID_ID_AA64PFR1_EL1,  EL2_ID_ID_AA64ISAR0_EL1, EL2_ID_ID_AA64ISAR1_EL1,
	EL2_ID_ID_AA64MMFR0_EL1, EL2_ID_ID_AA64MMFR1_EL1, EL2_ID_ID_AA64MMFR2_EL1, EL2_ID_ID_AA64DFR0_EL1,
};

static bool given(const el2_cpu_values *v, unsigned id)
{
	return v->given >> id & 1;
}

static unsigned differences(const el2_cpu_values *v, const el2_cpu *cpu)
{
	unsigned n = 0;

	for (unsigned id = 0; id < EL2_ID_COUNT; id++)
		n += given(v, id) && v->id[id] != cpu->id[id];
	return n;
}

/* The row of that core which differs in the fewest registers; NULL. */
static const char *row_of(const el2_cpu_values *v)
{
	const char *name, *best = NULL;
	unsigned least = EL2_ID_COUNT + 1;
	el2_cpu cpu;

	if (!given(v, EL2_ID_MIDR_EL1))
		return NULL;
	for (size_t n = 0; (name = el2_cpu_get(n, NULL)); n++) {
		if (el2_cpu_parse(name, &cpu, NULL) != EL2_OK || !strcmp(name, "all") ||
		    (cpu.id[EL2_ID_MIDR_EL1] ^ v->id[EL2_ID_MIDR_EL1]) & MIDR_CORE || differences(v, &cpu) >= least)
			continue;
		least = differences(v, &cpu);
		best = name;
	}
	return best;
}

/* No row: what the values would have to say, but do not. */
static el2_status no_row(const el2_cpu_values *v, el2_error *error)
{
	char core[64] = "it does not give MIDR_EL1", lacks[256] = "";
	size_t at = 0;

	if (given(v, EL2_ID_MIDR_EL1))
		snprintf(core, sizeof core, "MIDR_EL1 0x%" PRIx64 " is no core of the tables", v->id[EL2_ID_MIDR_EL1]);
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!given(v, needed[i]))
			at += (size_t)snprintf(lacks + at, sizeof lacks - at, "%s%s", at ? ", " : "",
					       el2_id_register_name(needed[i]));
	return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0,
			"%s, and it does not give %s: --cpu NAME says of which CPU to take them", core, lacks);
}

struct text {
	char s[EL2_CPU_NAME_MAX];
	size_t at;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (t->at < sizeof t->s) {
		int n = vsnprintf(t->s + t->at, sizeof t->s - t->at, format, arguments);

		t->at += n > 0 ? (size_t)n : 0;
	}
	va_end(arguments);
}

static void put_id(struct text *t, unsigned id, uint64_t value)
{
	put(t, ",%s=0x%" PRIx64, el2_id_register_name((el2_id_register)id), value);
}

/* What the kernel's log found and the CPU so far lacks. */
static void put_detected(struct text *t, const el2_cpu_values *v, el2_cpu *cpu)
{
	for (unsigned f = 0; f < EL2_FEATURE_COUNT; f++) {
		el2_id_register id;
		uint64_t value;

		if (!(v->detected[f / 64] >> f % 64 & 1) || el2_has(cpu, (el2_feature)f) ||
		    !el2_cpu_raise(cpu, (el2_feature)f, &id, &value))
			continue;
		cpu->id[id] = value;
		put_id(t, id, value);
	}
}

el2_status el2_cpu_from_values(const el2_cpu_values *v, const char *base, el2_cpu *cpu, const char **row,
			       el2_error *error)
{
	const char *name = base ? NULL : row_of(v), *known;
	size_t length = base ? strcspn(base, ",") : 0;
	struct text t = {.at = 0};
	el2_status status;

	for (size_t n = 0; base && !name && (known = el2_cpu_get(n, NULL)); n++)
		if (strlen(known) == length && !strncmp(known, base, length))
			name = known;
	if (row)
		*row = name;
	if (!base && !name) {
		for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
			if (!given(v, needed[i]))
				return no_row(v, error);
		name = "bare";
	}
	put(&t, "%.*s", name ? (int)strlen(name) : (int)length, name ? name : base);
	status = el2_cpu_parse(t.s, cpu, error);
	if (status != EL2_OK)
		return status;
	for (unsigned id = 0; id < EL2_ID_COUNT; id++)
		if (given(v, id) && v->id[id] != cpu->id[id])
			put_id(&t, id, v->id[id]);
	put_detected(&t, v, cpu);
	for (unsigned n = 0; n < EL2_COUNT_COUNT; n++)
		if (v->counts_given >> n & 1 && v->counts[n] != cpu->counts[n])
			put(&t, ",%s=%u", el2_count_key((el2_count)n), v->counts[n]);
	if (base)
		put(&t, "%s", base + length);
	if (t.at >= sizeof t.s)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "more options of a CPU than fit %u characters",
				EL2_CPU_NAME_MAX - 1);
	status = el2_cpu_parse(t.s, cpu, error);
	/* a count that the values give but no CPU can have is theirs, not the user's */
	if (status != EL2_OK && error && !base)
		error->status = status = EL2_ERR_INPUT;
	if (status == EL2_OK)
		cpu->known |= v->given;
	return status;
}
