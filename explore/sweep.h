/* SPDX-License-Identifier: MIT */
/*
 * A sweep: which words panic under which of many boots, said in few sentences.
 *
 * A space of boots is kernels x command lines x CPUs, each CPU also without each of its features. On whole CPUs each
 * boot is changed, too: by more words on the command line, and by each other value that one field of EL2's registers
 * can have; of those only what panics then and not before is told.
 *
 * Allocates; what is made is read-only afterwards, and may be asked from several threads.
 */
#ifndef EL2TRAP_SWEEP_H
#define EL2TRAP_SWEEP_H

#include "explore/explore.h"
#include "policy/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 1. the space ------------------------------------------------------------------------------------------------ */

#define EL2_SWEEP_KERNELS  16
#define EL2_SWEEP_CMDLINES 16

/* What to sweep over. Texts and CPUs are borrowed by what is made of it. */
typedef struct el2_sweep_options {
	el2_kernel kernels[EL2_SWEEP_KERNELS];
	unsigned kernel_count;
	const char *cmdlines[EL2_SWEEP_CMDLINES]; /* those that end in the same mode count once */
	unsigned cmdline_count;
	const char *words[EL2_SWEEP_CMDLINES]; /* changes: put behind the command line */
	unsigned word_count;
	const el2_cpu *cpus;
	unsigned cpu_count;
	bool whole_cpus; /* not without each feature */
	bool no_bits;    /* EL2's registers as the boots leave them */
	bool polite;     /* as of el2_audit_options */
} el2_sweep_options;

typedef struct el2_sweep el2_sweep;

/* NULL: out of memory. */
EL2_API el2_sweep *el2_sweep_new(const el2_sweep_options *options);
EL2_API void el2_sweep_free(el2_sweep *sweep);

/* A boot of the space. */
typedef struct el2_sweep_boot {
	unsigned kernel, cmdline; /* in the options */
	unsigned cpu;             /* in the options, too */
	unsigned variant;         /* of el2_sweep_cpu() */
	el2_mode mode;
} el2_sweep_boot;

/* How many boots there are, and the nth: boots that have a hypervisor with the host below it, none twice. */
EL2_API size_t el2_sweep_count(const el2_sweep *sweep);
EL2_API el2_sweep_boot el2_sweep_get(const el2_sweep *sweep, size_t n);

/* The nth CPU: of a whole one *without is EL2_FEATURE_COUNT, else what it is without, *cpu (each may be NULL) which of
 * the options' it is. NULL after the last. */
EL2_API const el2_cpu *el2_sweep_cpu(const el2_sweep *sweep, size_t n, unsigned *cpu, el2_feature *without);

/* Make the nth boot again, with `words` (NULL: none) on its command line. cmdline is what the boot borrows. */
typedef struct el2_sweep_state {
	char cmdline[256];
	el2_boot boot;
	el2_state state;
} el2_sweep_state;
EL2_API void el2_sweep_make(const el2_sweep *sweep, size_t n, const char *words, el2_sweep_state *out);

/* ---- 2. findings --------------------------------------------------------------------------------------------------
 */

/* What makes another boot of one. */
typedef enum el2_sweep_change {
	EL2_SWEEP_AS_IT_IS = 0,
	EL2_SWEEP_WORDS, /* number `words` of the options */
	EL2_SWEEP_FIELD, /* `field` */
} el2_sweep_change;

/* A class of words that panics at a level. Without padding, so that two are the same if their bytes are. */
typedef struct el2_sweep_finding {
	uint32_t word;  /* of the class */
	uint32_t count; /* words in it */
	el2_rule rule;  /* that sends it to EL2 */
	uint8_t el;
	uint8_t change; /* el2_sweep_change */
	uint8_t words;
	uint8_t setting_count;
	el2_setting field;
	el2_setting settings[EL2_AUDIT_SETTINGS]; /* what EL1 has to set */
} el2_sweep_finding;

typedef void (*el2_sweep_sink)(void *context, const el2_sweep_finding *finding);

/* Everything that panics under the nth boot, and with one of the changes. *boots (may be NULL) is how many boots that
 * were, the changed ones counted. False: out of memory. */
EL2_API bool el2_sweep_run(const el2_sweep *sweep, size_t n, el2_sweep_sink sink, void *context, uint64_t *boots);

/* ---- 3. sentences -------------------------------------------------------------------------------------------------
 */

/* A set of boots: bit n % 64 of word n / 64. */
#define EL2_SWEEP_FEATURES 8

/* Kernels x modes x CPUs, that is to say which boots. */
typedef struct el2_sweep_cover {
	uint32_t kernels;          /* bit n: the nth of the options */
	uint32_t modes;            /* bit n: el2_mode n */
	bool any_kernel, any_mode; /* that there is, with such a CPU */
	bool listed;               /* no features tell these CPUs from others: `cpus` */
	unsigned feature_count;
	struct {
		el2_feature feature;
		bool absent;
	} features[EL2_SWEEP_FEATURES]; /* else: CPUs that have all, or lack it */
	uint64_t cpus;                  /* listed: bit n: the nth of the options, with or without something */
} el2_sweep_cover;

#define EL2_SWEEP_COVERS 32

/*
 * Say a set of boots, of all or (`changed`) of those that are changed, in few covers: exactly these boots, but for
 * listed CPUs. `hint` (may be NULL): features to try first, "FEAT_A && FEAT_B". Returns how many there are, at most
 * EL2_SWEEP_COVERS; the last is the rest.
 */
EL2_API size_t el2_sweep_say(const el2_sweep *sweep, const uint64_t *boots, bool changed, const char *hint,
			     el2_sweep_cover out[EL2_SWEEP_COVERS]);

#ifdef __cplusplus
}
#endif

#endif
