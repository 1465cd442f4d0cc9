/* SPDX-License-Identifier: MIT */
/*
 * model: the machine. CPUs, state, the rules that say what an instruction does in a state, exceptions, and the
 * decision that puts the architecture and a hypervisor together.
 *
 * Pure: caller-owned structs, no allocation, no printing, no globals; everything may be called from any thread as long
 * as no two threads write one struct. Data from outside cannot make it abort. What the model does not know it says.
 *
 *   1. CPUs          el2_cpu: features, ID registers, IMPLEMENTATION DEFINED choices; in cpu.h
 *   2. state         el2_state: Exception level, PSTATE, general and system registers
 *   3. rules         el2_rule: what decided, with its source; el2_trail: what was looked at
 *   4. exceptions    el2_exception
 *   5. architecture  el2_check(): what the CPU does
 *   6. hypervisor    el2_hypervisor: the driver that answers exceptions taken to EL2
 *   7. verdicts      el2_decide(): what the host observes
 */
#ifndef EL2TRAP_MODEL_H
#define EL2TRAP_MODEL_H

#include "model/cpu.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 2. state -------------------------------------------------------------------------------------------------- */

/* PSTATE in the layout of SPSR_ELx. */
#define EL2_PSTATE_N (1u << 31)
#define EL2_PSTATE_Z (1u << 30)
#define EL2_PSTATE_C (1u << 29)
#define EL2_PSTATE_V (1u << 28)
#define EL2_PSTATE_NZCV (0xfu << 28)
#define EL2_PSTATE_TCO (1u << 25)
#define EL2_PSTATE_DIT (1u << 24)
#define EL2_PSTATE_UAO (1u << 23)
#define EL2_PSTATE_PAN (1u << 22)
#define EL2_PSTATE_SS (1u << 21)
#define EL2_PSTATE_IL (1u << 20)
#define EL2_PSTATE_ALLINT (1u << 13)
#define EL2_PSTATE_SSBS (1u << 12)
#define EL2_PSTATE_BTYPE (3u << 10)
#define EL2_PSTATE_D (1u << 9)
#define EL2_PSTATE_A (1u << 8)
#define EL2_PSTATE_I (1u << 7)
#define EL2_PSTATE_F (1u << 6)
#define EL2_PSTATE_DAIF (0xfu << 6)
#define EL2_PSTATE_NRW (1u << 4)
#define EL2_PSTATE_MODE 0x1fu
#define EL2_PSTATE_EL (3u << 2)
#define EL2_PSTATE_SP 1u

/* A PE in AArch64 state, not in Debug state. sysreg holds values by el2_sysreg; registers that are views of PSTATE or
 * aliases (NZCV, TCO, SP_EL0, *_EL12) are not kept there: use el2_read_sysreg(). */
typedef struct el2_state {
	const el2_cpu *cpu; /* borrowed */
	uint64_t pc;
	uint64_t x[31];
	uint64_t sp[4];
	uint32_t pstate;    /* EL2_PSTATE_...; AArch64 only */
	bool exlock;        /* PSTATE.EXLOCK */
	uint8_t exclusive_size; /* bytes that the local exclusive monitor watches; 0: none */
	uint64_t exclusive_address;
	uint64_t v[32][2];  /* SIMD and FP registers, low half first */
	uint64_t p[16], ffr; /* SVE's predicates, where its vectors are 128 bits long */
	uint64_t sysreg[EL2_SYSREG_REGISTERS];
} el2_state;

/* All zero but for the CPU's ID registers, and PSTATE: EL1h with DAIF set. */
EL2_API void el2_state_init(el2_state *state, const el2_cpu *cpu);

static inline unsigned el2_el(const el2_state *s) { return s->pstate >> 2 & 3; }

/* Set the Exception level; SPSel becomes 1 above EL0, 0 at EL0. */
EL2_API void el2_set_el(el2_state *state, unsigned el);

/* A field of a register by the names of model/rules/fields.def, "ATA" of HCR_EL2: its position; false if unknown. */
EL2_API bool el2_field_find(el2_sysreg reg, const char *name, size_t length, unsigned *msb, unsigned *lsb);

/* Of a register that has two layouts: the HCR_EL2.E2H with which it has the field, 0 or 1. -1: with either, or there is
 * no such field. Where X is in the layout of 0, X_E2H is the same in that of 1. */
EL2_API int el2_field_layout(el2_sysreg reg, const char *name, size_t length);

/* The nth field of a register, top bit first; NULL after the last. EL2_SYSREG_NONE stands for PSTATE, here and above. */
EL2_API const char *el2_field_get(el2_sysreg reg, size_t n, unsigned *msb, unsigned *lsb);

/* ---- 3. rules -------------------------------------------------------------------------------------------------- */

/* A rule: the number of its table in the top byte, of its row below. 0 is no rule. */
typedef uint32_t el2_rule;

/* OWN is what a user brings (policy/own.h): rows count from 1 as in what was given, 0 is what it does otherwise. */
enum { EL2_RULES_ACCESS = 1, EL2_RULES_MODEL = 2, EL2_RULES_POLICY = 3, EL2_RULES_OWN = 4 };
#define EL2_RULE(table, row) ((el2_rule)((uint32_t)(table) << 24 | (uint32_t)(row)))
#define EL2_RULE_TABLE(rule) ((rule) >> 24)
#define EL2_RULE_ROW(rule) ((rule) & 0xffffff)

/* What a rule says. Texts are cut where they do not fit. */
typedef struct el2_rule_info {
	char id[96];      /* "mrs-gcr_el1.el1.trap-el2.hcr_el2.ata", "tag-access.hcr-ata", "handle-host-mte.undef": stable */
	char text[512];   /* what it says, in a line */
	char source[160]; /* Arm register or pseudocode name, or kernel file and function */
} el2_rule_info;

/* Explain a rule of the tables ACCESS and MODEL; el2_policy_rule_info() knows all. False if there is no such rule. */
EL2_API bool el2_rule_info_get(el2_rule rule, el2_rule_info *info);

/* How many rows the tables have; rows count from 0. */
EL2_API size_t el2_rule_count(unsigned table);

/* Was a condition true? */
typedef enum el2_truth { EL2_FALSE = 0, EL2_TRUE = 1, EL2_UNKNOWN = 2 } el2_truth;

/* A field of a system register. */
typedef struct el2_control {
	uint16_t reg; /* el2_sysreg */
	uint8_t lsb, width;
} el2_control;

/* The fields that the condition of a rule of *.rules names; none for other rules. Returns how many there are, and writes
 * the first `capacity`. */
EL2_API size_t el2_rule_controls(el2_rule rule, el2_control *out, size_t capacity);

/* A rule that was looked at, and whether it held. */
typedef struct el2_trail_item {
	el2_rule rule;
	el2_truth result;
} el2_trail_item;

/* Every rule that was looked at, in order. The caller owns it, sets capacity and clears count, which goes on past it. */
typedef struct el2_trail {
	el2_trail_item *items;
	size_t capacity;
	size_t count;
} el2_trail;

/* Append to a trail; a NULL trail takes nothing. For drivers. */
static inline void el2_trail_add(el2_trail *trail, el2_rule rule, el2_truth result)
{
	if (!trail)
		return;
	if (trail->count < trail->capacity) {
		trail->items[trail->count].rule = rule;
		trail->items[trail->count].result = result;
	}
	trail->count++;
}

/* The rules that decided, in order. */
#define EL2_RULES_MAX 8
typedef struct el2_rules {
	uint8_t count;
	el2_rule rule[EL2_RULES_MAX];
} el2_rules;

/* Append; beyond EL2_RULES_MAX it is dropped. */
static inline void el2_rules_add(el2_rules *rules, el2_rule rule)
{
	if (rules->count < EL2_RULES_MAX)
		rules->rule[rules->count++] = rule;
}

/* ---- 4. exceptions --------------------------------------------------------------------------------------------- */

/* Exception classes, ESR_ELx.EC: EL2_EC_SYS64 is 0x18; model/rules/ec.def. */
typedef enum el2_ec {
#define EL2_EC_ROW(ec, name, fields, levels, when, text) EL2_EC_##name = ec,
#include "model/rules/ec.def"
} el2_ec;

#define EL2_ESR_IL (1u << 25)
#define EL2_ESR_EC(esr) ((unsigned)((esr) >> 26 & 0x3f))
#define EL2_ESR(ec, iss) ((uint64_t)(ec) << 26 | EL2_ESR_IL | (uint64_t)(iss))

/* Who makes an exception. A guest's is told by who runs the guest; el2_exception_build() knows the others. */
typedef enum el2_maker {
	EL2_BY_HOST = 0,    /* its kernel: EL1, or EL2 under VHE */
	EL2_BY_HOST_EL0,
	EL2_BY_GUEST,       /* at any of its levels */
	EL2_BY_HYPERVISOR,  /* from EL2 to EL2 */
} el2_maker;

/* A synchronous exception as it is taken: the values of the registers of the target level, and PSTATE there. */
typedef struct el2_exception {
	uint8_t el;        /* taken to */
	uint8_t maker;     /* el2_maker: who made it */
	bool far_valid, hpfar_valid; /* FAR_ELx, HPFAR_EL2 is written */
	uint16_t vector;   /* offset from VBAR_ELx: 0x000, 0x200, 0x400 */
	uint32_t pstate;   /* after entry */
	bool exlock;       /* PSTATE.EXLOCK after entry; bit 34 of spsr is that before */
	uint64_t esr;      /* EC, IL, ISS, ISS2 */
	uint64_t elr;      /* preferred return address */
	uint64_t spsr;     /* PSTATE before */
	uint64_t far, hpfar;
	/* A memory abort at EL2: the page that it is about, where that is known. */
	bool page_known;
	bool page_mapped;   /* in the host's stage 2 */
	uint8_t page_owner; /* el2_owner of machine.h */
} el2_exception;

/*
 * Build the exception that a PE in `state` takes to `el`: vector, PSTATE after entry (TCO, ALLINT, PAN, SSBS, ... as
 * AArch64.TakeException has it), SPSR. `elr` is the preferred return address. FAR is left invalid.
 */
EL2_API void el2_exception_build(const el2_state *state, unsigned el, uint64_t esr, uint64_t elr, el2_exception *out);

/* From which levels exceptions of a class come, and what decides whether one is taken. */
typedef enum el2_ec_levels {
	EL2_EC_ANY = 0,
	EL2_EC_LOWER,  /* from a lower level than that it is taken to */
	EL2_EC_SAME,   /* from that level itself */
} el2_ec_levels;

typedef enum el2_ec_when {
	EL2_EC_OWN = 0,  /* what the instruction itself does */
	EL2_EC_MEMORY,   /* addresses, page tables and alignment */
	EL2_EC_ANYTIME,  /* at any instruction, before it executes */
	EL2_EC_VALUES,   /* where the instruction executes, by the values that it meets */
} el2_ec_when;

typedef struct el2_ec_info {
	const char *name;   /* "SYS64", as in EL2_EC_SYS64 */
	const char *text;   /* "MSR, MRS or system instruction" */
	uint8_t fields;     /* for el2_esr_read() */
	uint8_t levels;     /* el2_ec_levels */
	uint8_t when;       /* el2_ec_when */
} el2_ec_info;

/* A class; NULL for one that is not allocated. Static storage. Source: model/rules/ec.def. */
EL2_API const el2_ec_info *el2_ec_get(unsigned ec);

/* A fault status code (DFSC, IFSC): what it is, and *level (may be NULL) of the walk, -2 to 3; EL2_NO_LEVEL where it
 * has none. NULL for one that is not allocated. Static storage. Source: model/rules/dfsc.def. */
#define EL2_NO_LEVEL 127
EL2_API const char *el2_fault_status(unsigned status, int *level);

/* A field of ISS or ISS2. */
typedef struct el2_esr_field {
	const char *name;    /* "Op0" */
	uint8_t msb, lsb;    /* in ESR_ELx */
	uint64_t value;
	const char *meaning; /* of the value, or NULL */
} el2_esr_field;

#define EL2_ESR_FIELDS_MAX 32
typedef struct el2_esr_parts {
	uint8_t ec;
	bool il;
	uint8_t count;
	el2_esr_field fields[EL2_ESR_FIELDS_MAX]; /* top bit first; which there are may depend on others' values */
	uint64_t rest;       /* bits set that no field has: RES0, or nothing known */
} el2_esr_parts;

/* Take a syndrome apart. Names and meanings are static storage. Source: model/rules/esr_fields.def. */
EL2_API void el2_esr_read(uint64_t esr, el2_esr_parts *parts);

/* And put it together from ec, il and the values of the fields: without `rest`, the inverse of el2_esr_read(). */
EL2_API uint64_t el2_esr_build(const el2_esr_parts *parts);

/* ESR.ISS of an instruction trapped or called with that class. 0 where the class does not tell instructions apart, or
 * memory decides. Source: Arm ESR_EL2, ISS encodings. */
EL2_API uint32_t el2_iss(const el2_insn *insn, unsigned ec);

/* ESR.ISS of EC 0x18 for a system access: Op0 Op2 Op1 CRn Rt CRm Direction. */
EL2_API uint32_t el2_iss_sys64(const el2_insn *insn);

/* And back: its encoding, as EL2_SYSREG_KEY. */
EL2_API uint16_t el2_sys64_key(uint64_t esr);

/* And the MRS, MSR or SYS instruction word that an ISS of EC 0x18 names. */
EL2_API uint32_t el2_sys64_word(uint64_t esr);

/* The one instruction that a syndrome tells of: system accesses, calls, BRK, ERET, WFE and its like. False: its class
 * does not name one, or not that one alone. */
EL2_API bool el2_esr_word(uint64_t esr, uint32_t *word);

/* ---- 5. architecture ------------------------------------------------------------------------------------------- */

typedef enum el2_outcome {
	EL2_EXECUTES = 0,
	EL2_TAKES,           /* an exception, in `exception` */
	EL2_OUTCOME_UNMODELLED, /* `why` says what is missing */
} el2_outcome;

typedef enum el2_effect {
	EL2_EFFECT_FULL = 0,
	EL2_EFFECT_TAGS_IGNORED, /* tag access is disabled: tags read as 0, tag writes and tag insertion are dropped */
} el2_effect;

/* What the CPU does with an instruction. */
typedef struct el2_arch_result {
	el2_outcome outcome;
	el2_effect effect;       /* if it executes */
	bool unpredictable;      /* CONSTRAINED UNPREDICTABLE or IMPLEMENTATION DEFINED; this is what the CPU chose */
	uint16_t accessed;       /* el2_sysreg that a system access reaches (TFSR_EL1 may reach TFSR_EL2), else NONE */
	uint16_t redirected;     /* offset in the VNCR_EL2 page that it reaches instead, plus 1; else 0 */
	el2_rules rules;
	const char *why;         /* static text, or NULL */
	el2_exception exception; /* if it takes one; else not written */
} el2_arch_result;

/*
 * What the CPU does with *insn in *state, apart from memory: addresses are taken to be mapped, permitted, aligned, and
 * Tagged where the CPU has FEAT_MTE2, and the result names the rule that says so. Instructions at state->pc, in a page
 * that is not guarded.
 * `trail` may be NULL. Sources: model/rules/access.rules, model/rules/rules.def.
 */
EL2_API void el2_check(const el2_state *state, const el2_insn *insn, el2_arch_result *result, el2_trail *trail);

/* The fields that the rules of an instruction look at, at any Exception level: what else is in the state makes no
 * difference, apart from where an exception goes. As el2_rule_controls(). */
EL2_API size_t el2_insn_reads(const el2_insn *insn, el2_control *out, size_t capacity);

/* May a rule of the instruction take it to that level? Left aside is what is taken there whatever the instruction is: UNDEFINED
 * at EL0 with HCR_EL2.TGE, an illegal state. */
EL2_API bool el2_insn_may_trap(const el2_insn *insn, unsigned to_el);

/* Is allocation tag access enabled for accesses made as `el`? Names what decided in *rule (may be NULL).
 * Source: Arm pseudocode AArch64.AllocationTagAccessIsEnabled. */
EL2_API bool el2_tag_access_enabled(const el2_state *state, unsigned el, el2_rule *rule);

/* EL2 is implemented and enabled in the current Security state. Source: Arm pseudocode EL2Enabled. */
EL2_API bool el2_el2_enabled(const el2_state *state);

/* Arm pseudocode ELIsInHost(el). */
EL2_API bool el2_el_is_in_host(const el2_state *state, unsigned el);

/* ---- 6. hypervisor --------------------------------------------------------------------------------------------- */

typedef enum el2_action {
	EL2_ACTION_NONE = 0, /* no hypervisor: what happens at EL2 is not asked */
	EL2_ACTION_INJECT,   /* an exception into the host's EL1: `injected` */
	EL2_ACTION_SERVE,    /* dealt with; the host goes on (at ELR, or behind it if `skip`) */
	EL2_ACTION_RETRY,    /* the host executes the instruction again */
	EL2_ACTION_FORWARD,  /* passed to EL3; the host goes on */
	EL2_ACTION_HOST,     /* EL2 is the host's own kernel (VHE) */
	EL2_ACTION_PANIC,    /* BUG(): the machine goes down */
	EL2_ACTION_EXIT,     /* a guest's: the program that runs it is asked (KVM_RUN returns) */
	EL2_ACTION_KILL,     /* a guest's: it is not run any more */
	EL2_ACTION_UNMODELLED,
} el2_action;

/* The hypervisor's answer to one exception. */
typedef struct el2_response {
	el2_action action;
	bool skip;              /* SERVE, FORWARD: the instruction is stepped over */
	uint32_t writes;        /* SERVE: bit n: Xn = x[n] */
	uint64_t x[31];
	bool maps;              /* RETRY: a page has been mapped in the host's stage 2, `map` says how */
	struct {
		uint64_t ipa;     /* of the page */
		uint8_t perm;     /* EL2_PERM_R, _W, _X of machine.h */
		uint8_t memattr;  /* stage 2 MemAttr[3:0], where `device` */
		bool device;      /* else memattr is left as it is */
	} map;
	el2_exception injected; /* INJECT */
	const char *handler;    /* "hvc", "smc", "mem-abort", "sys", ...; static text */
	const char *what;       /* one clause of English for users; static text */
	el2_rules rules;
} el2_response;

/* Answers exceptions taken to EL2. policy/ makes drivers of Linux releases; users may plug in their own. `handle` must
 * fill *response (all zero before) and be as pure as the rest: same input, same answer. */
typedef struct el2_hypervisor {
	const char *name;
	const void *context;
	void (*handle)(const void *context, const el2_state *state, const el2_exception *taken,
		       el2_response *response, el2_trail *trail);
	const char *below; /* whose kernel takes exceptions below EL2: "guest"; NULL is "host" */
} el2_hypervisor;

/* ---- 7. verdicts ----------------------------------------------------------------------------------------------- */

typedef enum el2_verdict_kind {
	EL2_PASS = 0,
	EL2_UNDEF,
	EL2_TRAP,
	EL2_FAULT,
	EL2_PANIC,
	EL2_UNMODELLED,
	EL2_VERDICT_COUNT
} el2_verdict_kind;

typedef enum el2_origin { EL2_ORIGIN_NONE = 0, EL2_NATIVE, EL2_INJECTED } el2_origin;

/* What the host finally observes, and why. */
typedef struct el2_verdict {
	el2_verdict_kind verdict;
	el2_origin origin;       /* UNDEF, FAULT */
	el2_effect effect;       /* PASS */
	bool unpredictable;
	bool has_taken;
	bool has_delivered;      /* the host's EL1 (EL2 under VHE) sees an exception */
	uint8_t to_el;           /* TRAP */
	el2_action action;       /* TRAP: what the hypervisor did */
	uint16_t accessed;       /* as in el2_arch_result */
	const char *handler;     /* TRAP, PANIC: "hvc", "smc", "mem-abort", "el3", "host", ... */
	const char *what;        /* TRAP, PANIC: one clause; UNMODELLED: what is missing. Static text */
	bool asked;              /* the hypervisor was asked: `response` is written */
	el2_rules rules;
	el2_exception taken;     /* has_taken: the first exception that the CPU takes */
	el2_exception delivered; /* has_delivered: what the host's kernel sees */
	el2_response response;
} el2_verdict;

/*
 * The verdict on one instruction. hypervisor NULL: the architecture layer alone; an exception to EL2 ends as a trap
 * there. Pure, no allocation. `trail` may be NULL.
 */
EL2_API void el2_decide(const el2_state *state, const el2_hypervisor *hypervisor, const el2_insn *insn,
			el2_verdict *verdict, el2_trail *trail);

/* "pass", "undef", ...; "native", ...; "full", ...; "inject", .... Static storage; "?" for no such value. */
EL2_API const char *el2_verdict_name(el2_verdict_kind v);
EL2_API const char *el2_origin_name(el2_origin o);
EL2_API const char *el2_effect_name(el2_effect e);
EL2_API const char *el2_action_name(el2_action a);

#ifdef __cplusplus
}
#endif

#endif
