/* SPDX-License-Identifier: MIT */
/*
 * CPUs: features, ID registers, IMPLEMENTATION DEFINED choices; from the table, with options, or from what a machine says of
 * itself. Pure, as model.h has it, which includes this.
 */
#ifndef EL2TRAP_MODEL_CPU_H
#define EL2TRAP_MODEL_CPU_H

#include "decoder/decoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Features: one per FEAT_ name of model/rules/features.def. */
typedef enum el2_feature {
#define EL2_FEATURE_NAME(feature) EL2_##feature,
#include "model/rules/feature_names.def"
	EL2_FEATURE_COUNT
} el2_feature;

#define EL2_FEATURE_WORDS ((EL2_FEATURE_COUNT + 63) / 64)

/* ID registers that a CPU row may give. */
typedef enum el2_id_register {
#define EL2_ID_REGISTER(name) EL2_ID_##name,
#include "model/rules/id_registers.def"
	EL2_ID_COUNT
} el2_id_register;

/* How many of what a CPU has, where no register above says so: model/rules/counts.def. */
typedef enum el2_count {
#define EL2_COUNT(name, ...) EL2_COUNT_##name,
#include "model/rules/counts.def"
	EL2_COUNT_COUNT
} el2_count;

/* What the CPU does where the architecture leaves it a choice. */
typedef enum el2_pauth { EL2_PAUTH_IDENTITY = 0, EL2_PAUTH_QARMA5, EL2_PAUTH_QARMA3 } el2_pauth;
typedef struct el2_cpu_choices {
	bool ata0_abort;    /* `ata0=abort`: a tag access with access disabled raises a Data Abort to EL2, as the series'
			       cover letter has it; the architecture has no such trap */
	el2_pauth pauth;    /* by which pointer authentication codes are made; IDENTITY: none are, and verdicts say so */
	bool tid3_reserved; /* HCR_EL2.TID3 traps reads of reserved ID registers, too (with FEAT_FGT it must) */
} el2_cpu_choices;

/* A CPU. Fill with el2_cpu_parse(); read-only afterwards, may be shared by any number of states. */
#define EL2_CPU_NAME_MAX 1536
typedef struct el2_cpu {
	char name[EL2_CPU_NAME_MAX];         /* as given, "max,mte=1"; a longer text ends in "..." */
	uint64_t features[EL2_FEATURE_WORDS]; /* derived from id by model/rules/features.def */
	uint64_t id[EL2_ID_COUNT];
	uint64_t known; /* bit n: the row or the text gives el2_id_register n; the others read as 0 */
	uint8_t counts[EL2_COUNT_COUNT];
	el2_cpu_choices choices;
} el2_cpu;

/*
 * A CPU from text: a name of model/rules/cpus.def, then any number of ",field=value": fields are the keys that
 * el2_cpu_option_get() lists (mte, el3, idst, fgt, nmi, ...), ID registers (ID_AA64PFR0_EL1=0x...) or a field of one
 * (ID_AA64PFR0_EL1.MPAM=1), or choices (ata0=abort). EL2_ERR_USAGE with a message for an unknown name, key or value out of range.
 */
EL2_API el2_status el2_cpu_parse(const char *text, el2_cpu *cpu, el2_error *error);

/* What a text says of a CPU: el2_cpu_values_read(). */
typedef struct el2_cpu_values {
	uint64_t id[EL2_ID_COUNT];
	uint64_t given;                      /* bit n: id[n] was given */
	uint8_t counts[EL2_COUNT_COUNT];
	uint32_t counts_given;               /* bit n: counts[n] was given */
	uint64_t detected[EL2_FEATURE_WORDS]; /* features that a kernel's log says were detected */
	bool midr_of_vpidr;                  /* MIDR_EL1 is what VPIDR_EL2 holds: the text does not give itself */
	unsigned others;                     /* cores of the text with another MIDR_EL1 than the first, which counts */
	unsigned unknown, unknown_line;      /* names of no register of the tables, and where the first stands */
} el2_cpu_values;

/*
 * Read the ID registers of a CPU from text as machines print them; `file` names it in errors:
 *
 *   "MIDR_EL1 0x410fd0c0", "MIDR_EL1 = 0x...", one a line, other registers between them: debuggers, QEMU's gdb stub
 *   "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1:0x...": Linux, as grep prints these files
 *   /proc/cpuinfo
 *   the kernel's log: "Booting Linux on physical CPU 0x... [0x410fd0c0]", "CPU features: detected: ..."
 *
 * The first core counts. EL2_ERR_INPUT with line and column for what is none of these, a value that is no number of 64 bits,
 * an ID register that does not exist, or two values of one.
 */
EL2_API el2_status el2_cpu_values_read(const char *text, size_t size, const char *file, el2_cpu_values *out,
				       el2_error *error);

/*
 * The CPU of such values. What they do not say is that of `base`, a text of el2_cpu_parse() whose options also have the
 * last word, or, without (NULL), of the row of the table with that MIDR_EL1: of several the one that agrees best. cpu->name
 * becomes a text of el2_cpu_parse() for the same CPU; *row (may be NULL) the row's name, in static storage. EL2_ERR_INPUT
 * if the values name no row and do not say what is needed without one.
 */
EL2_API el2_status el2_cpu_from_values(const el2_cpu_values *values, const char *base, el2_cpu *cpu, const char **row,
				       el2_error *error);

/* "ID_AA64PFR0_EL1"; NULL for a number out of range. And does it say anything of this CPU? GMID_EL1 does not without
 * FEAT_MTE2. */
EL2_API const char *el2_id_register_name(el2_id_register id);
EL2_API bool el2_id_register_matters(const el2_cpu *cpu, el2_id_register id);

/* The nth CPU of the table: its name and source; NULL after the last. */
EL2_API const char *el2_cpu_get(size_t n, const char **source);

/* The nth key that el2_cpu_parse() takes after the name, and what it sets; NULL after the last. */
EL2_API const char *el2_cpu_option_get(size_t n, const char **meaning);

/* Does the CPU have the feature? Sources: model/rules/features.def. */
static inline bool el2_has(const el2_cpu *cpu, el2_feature f) { return cpu->features[f / 64] >> (f % 64) & 1; }

/* Work out the features of a CPU whose `id` was changed. Sources: model/rules/features.def. */
EL2_API void el2_cpu_derive(el2_cpu *cpu);

/* Raise, or lower, the ID registers so that the CPU has the feature (and those that it needs), or lacks it. False: no
 * ID register tells. */
EL2_API bool el2_cpu_change(el2_cpu *cpu, el2_feature f, bool present);

/* "FEAT_MTE2"; NULL for a number out of range. And back; EL2_FEATURE_COUNT for an unknown name. */
EL2_API const char *el2_feature_name(el2_feature f);
EL2_API el2_feature el2_feature_by_name(const char *name, size_t length);

/* Does the CPU have what "FEAT_A && FEAT_B || FEAT_C" asks for? && binds closer. NULL is true; an unknown name is
 * false. */
EL2_API bool el2_cpu_has_all(const el2_cpu *cpu, const char *features);

#ifdef __cplusplus
}
#endif

#endif
