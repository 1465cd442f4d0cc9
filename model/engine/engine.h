/* SPDX-License-Identifier: MIT */
/*
 * What the files of the engine share. Only unicorn.c and opinion.c know Unicorn.
 *
 * Ordinary code is decoded once, into blocks: straight runs of operations, each a function and its operands. Blocks are
 * found by the physical address of their first word and stay good across runs, states and memories, because their words
 * are compared with memory before the first use in each epoch. An epoch ends when memory may have changed behind the
 * blocks' back; stores of operations never do that, as pages with blocks are not given to them.
 *
 * What an operation cannot do it leaves undone: it stops in front of the instruction, which run.c then executes by
 * el2_step(). So faults, traps, tag check failures, self-modification are el2_step()'s alone.
 */
#ifndef EL2TRAP_MODEL_ENGINE_H
#define EL2TRAP_MODEL_ENGINE_H

#include "model/machine.h"

/* Somebody who executes what has nothing to do with memory, registers to registers. */
struct helper {
	/* Floating point and SIMD data processing. False: does not know it; nothing has changed. */
	bool (*step)(void *context, el2_state *state, uint32_t word);

	/* A loop of `count` words, the last a conditional branch to the first: as often as it goes round, at most `most` times.
	 * How often it did; *leaves: the branch was not taken in the end. 0: does not know it; nothing has changed. Words
	 * hold no address, no SP, and no branch but the last. */
	uint64_t (*spin)(void *context, el2_state *state, const uint32_t *words, unsigned count, uint64_t most,
			 bool *leaves);
	void (*release)(void *context);
};

/* ---- operations ---- */

/* Indices in el2_engine.r besides those of x0 to x30. */
enum {
	R_ZERO = 31, /* reads as zero, is never written */
	R_SINK = 32, /* is written, never read */
	R_SP = 33,
	R_COUNT
};

struct op;

/* Executes an operation and returns the one to go on with; NULL ends the run of blocks, with engine->pc set. */
typedef const struct op *op_fn(struct el2_engine *e, const struct op *op);

struct op {
	op_fn *fn;
	uint64_t imm;
	uint32_t word;   /* the instruction */
	uint16_t at;     /* index in its block */
	uint8_t d, n, m; /* registers */
	uint8_t k;       /* a second small operand: shift, condition, fourth register */
	int16_t delta;   /* writeback */
	bool sp;         /* of memory: the base is SP */
};

struct block {
	uint64_t physical; /* address of the first word */
	uint64_t pc;       /* where it stands in this epoch */
	uint64_t epoch;
	struct op *ops;    /* `count`, then one that leaves the block */
	uint16_t count;
	uint16_t words;    /* to compare: `count`, and the word that ended it if one did */
	struct block *link[2]; /* where it went last when its branch was not taken, and taken */
	struct block *next;    /* in its hash chain */
	bool guarded;          /* in this epoch: the page of code is */
	bool spins;            /* a loop of nothing but registers, for the helper */
};

/* A loop goes to the helper after so many rounds: what Unicorn takes to translate it. */
#define SPIN_AFTER 2000

/* ---- translations ---- */

#define WAYS 64 /* a power of two */

/* A page that may be accessed without asking. */
struct way {
	uint64_t page;       /* virtual, with its top byte; the generation in the low bits */
	unsigned char *data;
	const uint8_t *tags; /* to be checked; NULL: none */
	uint8_t tag;
	bool aligned; /* elements must be */
	bool asks;    /* one of these says something */
};

/* A page of code. */
struct fetch_way {
	uint64_t at; /* as way.page */
	el2_page *page;
	bool guarded;
};

/* A page that has blocks, in run number `run`. */
struct code_page {
	const el2_page *page;
	uint64_t run;
};

#define FETCH_WAYS    16
#define BLOCK_BUCKETS 4096
#define BLOCKS_MAX    8192
#define OPS_MAX       65536
#define INSNS_MAX     16384
#define JUMPS         1024
#define CODE_PAGES    1024

/* The registers that rules of tag instructions and of pointer authentication look at, and PSTATE. */
#define RULE_REGISTERS 5

/* An operation that is a step. */
struct engine_insn {
	el2_insn insn;
	uint64_t rules_epoch; /* of `arch`: what the rules say, of those above; in another epoch they are to be asked anew */
	el2_arch_result arch;
};

/* Executes an instruction that stands at the state's PC and is no operation; false: the run ends here. */
typedef bool engine_step(void *context, struct engine_insn *insn);

struct el2_engine {
	/* registers while in blocks */
	uint64_t r[R_COUNT];
	uint32_t nzcv;
	uint32_t arrival; /* PSTATE.BTYPE at the first operation of the block in hand; at others it is 0 */
	uint64_t pc;
	uint64_t left; /* instructions that may still be begun: those of the block in hand are taken off */
	struct block *block;
	/* what they run on */
	el2_state *s;
	el2_memory *memory;
	const el2_run_options *options;
	bool out;            /* the registers are in the state: between steps */
	engine_step *step;
	void *step_context;
	bool two_ranges;     /* of the current regime */
	uint64_t run, epoch;
	uint64_t generation; /* of ways: 1 to 4095 */
	uint64_t rules_epoch;
	uint64_t rules[RULE_REGISTERS + 1]; /* the epoch is another when these are others */
	uint64_t memory_epoch; /* of translation tables: ways made before another are stale */
	struct way reads[WAYS], writes[WAYS];
	bool has_writes;     /* of this generation */
	struct fetch_way fetches[FETCH_WAYS];
	struct code_page code_pages[CODE_PAGES];
	unsigned code_page_count;
	/* blocks, which stay between runs */
	uint64_t features[EL2_FEATURE_WORDS]; /* of the CPU that they were made for */
	el2_cpu_choices choices;
	struct block *buckets[BLOCK_BUCKETS], *jumps[JUMPS];
	struct block *blocks;
	struct op *ops;
	struct engine_insn *insns; /* of operations that are steps */
	unsigned block_count, op_count, insn_count;
	bool full; /* no room: forget all before the next */
	unsigned rounds; /* of a block into itself, without pause */
	const struct helper *helper; /* or NULL */
	void *helper_context;
};

/* ---- block.c ---- */

/* A run begins. */
void engine_begin(el2_engine *e, el2_state *s, el2_memory *memory, const el2_run_options *options, engine_step *step,
		  void *context);

/* Is it known, before a load or store executes, that it leaves all code that blocks were made of as it is? */
bool engine_keeps_code(el2_engine *e, const el2_insn *insn);

/* Registers or memory attributes may have changed that decide over translation, permission or tag checks. */
void engine_context_changed(el2_engine *e);

/* Does a write to it at EL2 leave that as it was? */
bool engine_register_is_kept(unsigned reg);

/* Memory may have been written by something else than an operation. */
void engine_memory_changed(el2_engine *e);

/* Run blocks from e->s->pc, at most `budget` instructions; returns how many. What stands there then is not for blocks. */
uint64_t engine_run_blocks(el2_engine *e, uint64_t budget);

/* An instruction outside of blocks is executed that somebody wants to know of. */
void engine_cover_word(const el2_engine *e, uint64_t pc);

/* ---- op.c ---- */

/* Of pointer authentication: codes into pointers and out of them, and branches by them? */
bool engine_is_pac(const el2_insn *insn);

/* Of the SIMD and FP instructions that have executors, on a CPU that has both? */
bool engine_is_simd(const el2_cpu *cpu, const el2_insn *insn);

/* ---- run.c ---- */

/* Give the engine a helper, NULL for none; the one before is released. */
void engine_set_helper(el2_engine *engine, const struct helper *helper, void *context);

/* ---- ordinary.c ---- */

/* Are floating point and Advanced SIMD not trapped? Source: Arm pseudocode CheckFPAdvSIMDEnabled64. */
bool cpu_simd_enabled(const el2_state *state);

/* Is `address` one of the run's watched ones? */
bool cpu_is_watched(const el2_run_options *options, uint64_t address);

/* No rule stops an ordinary instruction in this state: not PSTATE.IL, and not HCR_EL2.TGE at EL1. */
bool cpu_under_no_rule(const el2_state *state);

#endif
