/* SPDX-License-Identifier: MIT */
/* What the files that execute instructions share: the step in hand, registers, memory, faults. */
#ifndef EL2TRAP_MODEL_EXEC_H
#define EL2TRAP_MODEL_EXEC_H

#include "decoder/bits.h"
#include "model/bits.h"
#include "model/bytes.h"
#include "model/rules/check.h"
#include "model/machine.h"
#include "model/rules/rules.h"

/* One step. Functions that return bool give false when the instruction does not complete; fault or why says why. */
struct exec {
	el2_state *s;
	el2_memory *memory;
	const el2_insn *insn;
	uint32_t word;
	uint8_t el;
	bool probe;          /* ask memory, and leave even translation tables as they are; */
	bool unflagged;      /* and a descriptor lacks what the access would have set there */
	bool ata0_abort;     /* HCR_EL2.ATA is 0 and the CPU was asked to abort tag accesses for it */
	bool unpredictable;  /* CONSTRAINED UNPREDICTABLE, and the model chose */
	bool takes;          /* an exception is taken: `fault` */
	bool branched;       /* BTYPE was set by the instruction itself */
	uint64_t next;       /* PC afterwards */
	const char *why;     /* unmodelled: what is missing */
	const el2_arch_result *arch; /* what the rules found; NULL where none were asked */
	el2_rules *rules;
	el2_trail *trail;
	el2_exception fault; /* written if `takes` */
};

/* Begin a step; all but `fault` is written, which is most of it. */
static inline void exec_begin(struct exec *x, el2_state *s, el2_memory *memory, const el2_insn *insn, el2_rules *rules,
			      el2_trail *trail)
{
	x->s = s;
	x->memory = memory;
	x->insn = insn;
	x->word = insn->word;
	x->el = (uint8_t)el2_el(s);
	x->probe = x->unflagged = x->ata0_abort = x->unpredictable = x->takes = x->branched = false;
	x->next = s->pc + 4;
	x->why = NULL;
	x->arch = NULL;
	x->rules = rules;
	x->trail = trail;
}

typedef bool exec_fn(struct exec *x);

/* The executor that a form's row names. */
exec_fn *el2_exec_of(el2_form form);

/* All of them; exec_NONE says that there is none. */
#define EL2_INSN(form, op, variant, syntax, mask, value, should_be, cls, features, min_el, layout, tag, data, exec, \
		 source)                                                                                             \
	exec_fn exec_##exec;
#include "decoder/insns.def"
exec_fn exec_NONE;

/* As el2_step(), where el2_check() finds *arch: that the instruction executes. */
void exec_checked(el2_state *state, el2_memory *memory, const el2_hypervisor *hypervisor, const el2_insn *insn,
		  const el2_arch_result *arch, el2_step_result *result);

/* The page that the instruction at state->pc is fetched from. NULL: it is not; *result is the abort, which was taken. */
el2_page *exec_fetch(el2_state *state, el2_memory *memory, const el2_hypervisor *hypervisor, el2_step_result *result,
		     el2_trail *trail);

/* What a register says of the virtual interrupt controller, by its list registers and the CPU's counts. False: the
 * register is not of that kind. */
bool exec_gic(const el2_state *s, unsigned reg, uint64_t *value);

static inline bool exec_unmodelled(struct exec *x, const char *why)
{
	x->why = why;
	return false;
}

static inline void exec_rule(struct exec *x, el2_rule rule)
{
	el2_trail_add(x->trail, rule, EL2_TRUE);
	el2_rules_add(x->rules, rule);
}

/* ---- registers ---- */

static inline uint64_t *exec_sp(const struct exec *x)
{
	return &x->s->sp[x->s->pstate & EL2_PSTATE_SP ? x->el : 0];
}

/* Register n, where 31 is XZR. */
static inline uint64_t get_x(const struct exec *x, unsigned n) { return n == 31 ? 0 : x->s->x[n]; }

static inline void set_x(struct exec *x, unsigned n, uint64_t value)
{
	if (n != 31)
		x->s->x[n] = value;
}

/* Register n, where 31 is SP. */
static inline uint64_t get_xsp(const struct exec *x, unsigned n) { return n == 31 ? *exec_sp(x) : x->s->x[n]; }

static inline void set_xsp(struct exec *x, unsigned n, uint64_t value)
{
	if (n == 31)
		*exec_sp(x) = value;
	else
		x->s->x[n] = value;
}

static inline void set_nzcv(struct exec *x, uint32_t nzcv)
{
	x->s->pstate = (x->s->pstate & ~(uint32_t)EL2_PSTATE_NZCV) | nzcv;
}

/* ---- arithmetic: exec_data.c, exec_branch.c ---- */

/* a + b + carry in 64 or 32 bits, with flags or without; AND, ORR, EOR, ANDS; SMAX, UMAX, SMIN, UMIN. */
uint64_t exec_add(struct exec *x, bool wide, uint64_t a, uint64_t b, bool carry, bool flags);
uint64_t exec_logical(struct exec *x, bool wide, unsigned opc, uint64_t a, uint64_t b);
uint64_t exec_min_max(unsigned op, bool wide, uint64_t a, uint64_t b);

/* BR (opc 0), BLR (1), RET (2) to an address. */
bool exec_branch_to(struct exec *x, uint64_t target, unsigned opc);

/* ---- branch targets: branch_target.c ---- */

/* Is the page of the instruction in hand guarded? */
bool exec_is_guarded(struct exec *x);

/* May the instruction in hand stand where it does, by PSTATE.BTYPE? False: a Branch Target exception. */
bool exec_branch_target(struct exec *x);

/* BTYPE after BR (opc 0), BLR (1), RET (2) by register n, in a guarded page or not. */
unsigned branch_type(unsigned opc, unsigned n, bool guarded);

/* May a word stand in a guarded page where a branch of such a BTYPE, not 0, comes to? */
bool branch_target_compatible(const el2_state *s, unsigned type, uint32_t word);

/* ---- returns, the Guarded Control Stack: system.c, gcs.c ---- */

/* ELR_ELx; and ERET to it, or to what it was authenticated to. */
uint64_t exec_return_address(const struct exec *x);
bool exec_return_to(struct exec *x, uint64_t target);

/* The Guarded Control Stack, where it is on: pushed by a call; popped by a return, to whose target it may object. */
bool exec_gcs_call(struct exec *x);
bool exec_gcs_return(struct exec *x, uint64_t *target);

/* GCSPUSHM and its kin. */
bool exec_gcs_operation(struct exec *x);

/* Does a condition code hold? */
bool exec_condition(const struct exec *x, unsigned cond);

/* ---- memory: access.c ---- */

/* How allocation tags of granted memory behave. */
enum mem_tags { TAGS_NONE, TAGS_ALLOCATION, TAGS_CANONICAL };

/* Memory that an access has been granted: one page, or two that follow each other. */
struct span {
	uint64_t address; /* physical */
	uint32_t size;
	bool upper;       /* bit 55 of the virtual address */
	el2_page *page[2];
	uint8_t tags[2];  /* mem_tags */
};

/* Everything that can stop an access. False: x->fault. */
bool exec_grant(struct exec *x, const el2_access *access, struct span *span);

void span_read(const struct span *span, void *data);
void span_write(const struct span *span, const void *data);
void span_zero(const struct span *span);

/* The same of a number of 1, 2, 4 or 8 bytes. */
static inline uint64_t span_load(const struct span *span)
{
	unsigned char bytes[8];

	span_read(span, bytes);
	return load_le(bytes, span->size);
}

static inline void span_store(const struct span *span, uint64_t value)
{
	unsigned char bytes[8];

	store_le(bytes, span->size, value);
	span_write(span, bytes);
}

/* Take an exception of EC `ec` that has no rule of el2_check(), to the level that the current one's go to. */
bool exec_raise(struct exec *x, unsigned ec, uint32_t iss);

/* ---- translation: access_translate.c ---- */

/* The translation regime of an access, as far as it matters. */
struct regime {
	uint64_t tcr, sctlr;
	uint8_t bank;    /* whose registers: of EL1, EL2 or EL3 */
	bool two_ranges; /* and the layout of TCR_EL1 */
	bool stage1, stage2;
	bool stage1_alone;  /* of AT: stage 2 for tables alone */
	bool address_alone; /* nothing need be at the address */
	bool upper;      /* of the address: bit 55 */
	bool tbi, tcma, mtx;
};

struct translation {
	el2_page *page;
	uint64_t address;
	uint8_t type; /* as a byte of MAIR_ELx */
	uint8_t share; /* SH: 0, 2, 3 */
	uint8_t tags; /* mem_tags */
	bool tagged_s1;
	bool device;
	bool guarded; /* the page is one whose branch targets are checked */
};

/* What PC becomes at a level when an address in a register is branched to: it never gets the top byte that is ignored.
 * Source: AArch64.BranchAddr. */
uint64_t exec_branch_address(const struct exec *x, unsigned el, uint64_t address);

void regime_of(const el2_state *s, unsigned el, uint64_t va, struct regime *r);

/* Does an access to data, or a branch, ignore the top byte of the address the regime is of? Arm pseudocode
 * EffectiveTBI. */
bool exec_ignores_top_byte(const struct exec *x, const struct regime *r, bool data);

/* The address of the page that holds va. `aligned`: of the whole access. */
bool exec_translate(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, bool checked,
		    struct translation *t);

/* AT */
bool exec_at(struct exec *x);

/* The same without the abort: false, and *f (tables.h) says why. */
struct mmu_fault;
bool exec_probe(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, bool checked,
		struct translation *t, struct mmu_fault *f);

/* The abort of a failed translation. Always false. */
bool exec_fault(struct exec *x, const el2_access *a, uint64_t va, const struct mmu_fault *f);

/* A Data (or Instruction) Abort of an access, at stage 1. */
bool exec_abort(struct exec *x, const el2_access *a, uint64_t va, unsigned dfsc, el2_rule rule);

/* ---- tags: tags.c ---- */

/* Is an access with this regime one whose tag is checked? Arm pseudocode AArch64.AccessIsTagChecked. */
bool tag_is_checked(const el2_state *s, const el2_access *a, const struct regime *r);

/* Check the granules of [va, va + size) in one page. False: a synchronous fault was raised. */
bool tag_check(struct exec *x, const el2_access *a, const struct regime *r, uint64_t va, uint32_t size,
	       const struct translation *t);

static inline unsigned tag_of(uint64_t address) { return address >> 56 & 15; }
static inline uint64_t with_tag(uint64_t address, unsigned tag)
{
	return (address & ~(UINT64_C(15) << 56)) | (uint64_t)(tag & 15) << 56;
}

/* The allocation tag at granule n of a span, as LDG reads it; and a write, dropped where memory has no tags. Both as
 * if access were enabled. */
unsigned span_tag(const struct span *span, unsigned granule);
void span_set_tags(const struct span *span, unsigned granule, unsigned count, unsigned tag);

/* A logical tag `offset` steps after `tag`, without the excluded ones; ChooseNonExcludedTag. */
unsigned tag_choose(unsigned tag, unsigned offset, uint16_t exclude);

/* ---- loads and stores: load_decode.c ---- */

enum ldst_kind {
	LDST_NONE = 0,
	LDST_REGISTER,    /* rt, or rt and rt2 */
	LDST_PREFETCH,
	LDST_EXCLUSIVE,   /* as LDST_REGISTER */
	LDST_ATOMIC,      /* LD<op>, SWP */
	LDST_ATOMIC_PAIR, /* LD<op>P, SWPP */
	LDST_CAS,         /* of one register, or of a pair */
	LDST_VECTOR,      /* one SIMD register or a pair, whole or in part */
	LDST_MULTIPLE,    /* LD1 to LD4, ST1 to ST4 of all elements */
	LDST_SINGLE,      /* the same of one element, or LD1R to LD4R */
};

struct ldst {
	uint8_t kind;
	uint8_t size;      /* bytes of an element */
	uint8_t count;     /* registers: 1 or 2; of structures not here */
	bool sign, wide;   /* sign-extended; to 64 bits */
	bool writeback;
	uint8_t rt, rt2, rn, rs;
	uint64_t base;     /* of the writeback: the new value */
	el2_access access;
};

/* Take a load or store apart. False: not one, or not described. */
bool ldst_decode(const el2_state *s, const el2_insn *insn, struct ldst *l);

#endif
