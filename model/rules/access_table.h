/* SPDX-License-Identifier: MIT */
/*
 * The compiled form of *.rules, written by gen/gen-rules at build time.
 *
 * An accessor (MRS GCR_EL1, INSN HVC, ...) has rows; rows of `any` come first, then those of EL0 to EL3. The tests of
 * all rows stand one behind the other, in the order in which they are looked at, so that a decision reads few cache
 * lines.
 */
#ifndef EL2TRAP_MODEL_ACCESS_TABLE_H
#define EL2TRAP_MODEL_ACCESS_TABLE_H

#include "model/model.h"

/* Which array a test reads. */
enum el2_test_base {
	EL2_TEST_DERIVED = 0, /* the word that el2_derive() makes of a state, then those of el2_facts() */
	EL2_TEST_FEATURE,     /* el2_cpu.features */
	EL2_TEST_SYSREG,      /* el2_state.sysreg */
	EL2_TEST_UNKNOWN,     /* a fact that the model does not have: el2_unknown_texts[index] */
};

/* Bits of the derived word: facts of a state that rules name. */
enum {
	EL2_D_NV = 1u << 0, /* effective HCR_EL2.{NV2,NV1,NV} in bits [2:0] */
	EL2_D_NV1 = 1u << 1,
	EL2_D_NV2 = 1u << 2,
	EL2_D_EL2EN = 1u << 3,
	EL2_D_HAVE_EL2 = 1u << 4,
	EL2_D_HAVE_EL3 = 1u << 5,
	EL2_D_HOST_EL0 = 1u << 6,
	EL2_D_HOST_EL2 = 1u << 7,
	EL2_D_HCRX = 1u << 8,    /* IsHCRXEL2Enabled */
	EL2_D_HIGHEST = 1u << 9, /* the current level is the highest implemented */
	EL2_D_SECURE = 1u << 10,
	EL2_D_REALM = 1u << 11,
	EL2_D_SP = 1u << 12, /* PSTATE.SP */
	EL2_D_TID3_RESERVED = 1u << 13,
	EL2_D_E2H = 1u << 14,       /* HCR_EL2.E2H */
	EL2_D_OPERAND_0 = 1u << 15, /* bit 0 of the immediate */
	EL2_D_EL0 = 1u << 16,       /* current level, one bit each */
	EL2_D_EL1 = 1u << 17,
	EL2_D_EL2 = 1u << 18,
	EL2_D_EL3 = 1u << 19,
	EL2_D_EL1_HIGHEST = 1u << 20, /* IsHighestEL(EL1): neither EL2 nor EL3 */
	EL2_D_EL2_HIGHEST = 1u << 21, /* IsHighestEL(EL2): EL2 and no EL3 */
	EL2_D_EXLOCK = 1u << 22,      /* PSTATE.EXLOCK */
};

/* Facts of facts.def: bit n % 64 of derived word 1 + n / 64. */
enum {
#define EL2_FACT(id, ...) EL2_FACT_##id,
#include "model/rules/facts.def"
	EL2_FACT_COUNT
};
#define EL2_FACT_WORDS ((EL2_FACT_COUNT + 63) / 64)

/* Bits of el2_test.base besides the array. */
enum {
	EL2_TEST_BASE = 3,
	EL2_TEST_NEGATED = 4,
	EL2_TEST_WHOLE = 8,    /* the whole word is 0 */
	EL2_TEST_END = 16,     /* the last of its conjunction */
	EL2_TEST_ROW_END = 32, /* and of its row */
};

/* (array[index] >> shift & mask) == value. A rule's condition is a run of these: disjunction of conjunctions. */
typedef struct el2_test {
	uint8_t base;
	uint8_t shift;
	uint16_t index;
	uint16_t mask, value;
} el2_test;

/* The one test of a rule without a condition: 0 == 0. */
static inline bool el2_test_is_always(const el2_test *t)
{
	return t->base == (EL2_TEST_DERIVED | EL2_TEST_END | EL2_TEST_ROW_END) && !t->mask && !t->value;
}

enum el2_row_outcome {
	EL2_THEN_EXECUTE = 0, /* DO, EXECUTE, READ 0 */
	EL2_THEN_UNDEF,
	EL2_THEN_TRAP,   /* el, ec, reg: what it adds to the syndrome; the return address is the instruction's */
	EL2_THEN_CALL,   /* el, ec; the return address is the next one's */
	EL2_THEN_ACCESS, /* READ, WRITE: reg */
	EL2_THEN_NVMEM,  /* reg: the offset */
	EL2_THEN_UNIMPL_ID,
	EL2_THEN_UNMODELLED,
	EL2_THEN_GCS, /* executes, and uses the Guarded Control Stack */
};

typedef struct el2_row {
	uint8_t outcome;
	uint8_t el, ec;
	bool choice; /* IMPLEMENTATION DEFINED or CONSTRAINED UNPREDICTABLE: the model's choice */
	uint16_t reg;
	uint32_t first; /* test */
} el2_row;

typedef struct el2_accessor {
	const char *name;  /* "MRS GCR_EL1" */
	uint32_t first;    /* row */
	uint16_t start[6]; /* where the rows of any, EL0, EL1, EL2, EL3 begin, behind `first`; then the end */
	uint16_t read_count;
	uint32_t reads;    /* in el2_reads: the fields that its rules look at, `read_count` of them */
	uint8_t source;    /* index in el2_rule_sources */
	bool has_facts;    /* its rules name facts of facts.def: */
	uint64_t facts[EL2_FACT_WORDS]; /* these */
} el2_accessor;

/* What names an accessor. */
enum el2_accessor_kind {
	EL2_ACCESSOR_READ = 0, /* MRS, and SYS, SYSL, SYSP operations */
	EL2_ACCESSOR_WRITE,
	EL2_ACCESSOR_READ128,
	EL2_ACCESSOR_WRITE128,
	EL2_ACCESSOR_IMMEDIATE, /* MSR immediate */
	EL2_ACCESSOR_KINDS
};

/* Accessors of the IMPLEMENTATION DEFINED encodings (CRn 11 and 15). */
enum el2_impdef_kind {
	EL2_IMPDEF_MRS = 0,
	EL2_IMPDEF_MSR,
	EL2_IMPDEF_MRRS,
	EL2_IMPDEF_MSRR,
	EL2_IMPDEF_SYS,
	EL2_IMPDEF_SYSL,
	EL2_IMPDEF_SYSP,
	EL2_IMPDEF_KINDS
};

extern const el2_test el2_tests[];
extern const el2_test el2_never_tests[]; /* rows that no state satisfies: model/rules/states.rules */
extern const size_t el2_never_test_count;
extern const char *const el2_unknown_texts[];
extern const el2_row el2_rows[];
extern const char *const el2_row_texts[]; /* the rule as its file has it, without the level */
extern const char *const el2_row_ids[];
extern const el2_accessor el2_accessors[];
extern const el2_control el2_reads[];
extern const char *const el2_rule_sources[];
extern const size_t el2_row_count;
extern const size_t el2_accessor_count;

/* What a form needs of el2_cpu.features: all of one alternative. */
#define EL2_FORM_ALTERNATIVES 2
extern const uint64_t el2_form_features[EL2_FORM_COUNT][EL2_FORM_ALTERNATIVES][EL2_FEATURE_WORDS];

/* Registers on which a decision depends: those that rules name, and those of code_reads.def. */
#define EL2_READ_REGISTERS_MAX 256
extern const uint16_t el2_read_registers[];
extern const size_t el2_read_register_count;

/* Index + 1 in el2_accessors; 0 where there is none. */
extern const uint16_t el2_accessor_of_sysreg[EL2_ACCESSOR_KINDS][EL2_SYSREG_COUNT];
extern const uint16_t el2_accessor_of_impdef[EL2_IMPDEF_KINDS];
extern const uint16_t el2_accessor_of_form[EL2_FORM_COUNT]; /* EL2_FORM_NONE: unallocated words */

#endif
